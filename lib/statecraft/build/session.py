"""One notebook in one kernel: papermill executes, within limits, and we know which cell runs."""
from __future__ import annotations

import os
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

# With JupyterLab's extras installed, jsonschema loads a grammar of addresses for half a second; nbformat never asks for it.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]

import papermill  # noqa: E402
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.clientwrap import PapermillNotebookClient
from papermill.engines import NBClientEngine, papermill_engines
from papermill.exceptions import PapermillExecutionError

from . import kernels
from .execute import last_line
from .limits import Limits

ARGUMENTS = ["--log-level=CRITICAL", "--HistoryManager.hist_file=:memory:"]  # advice and history are no result


class Failure(Exception):
    """A notebook did not come to its end: the cell and why."""

    def __init__(self, cell: str, error: str):
        super().__init__(error)
        self.cell, self.error = cell, error


@dataclass
class Session:
    """A run as seen from outside its kernel. `folder` is the run's, a folder for the kernel's own files lies beside it."""

    folder: Path
    limits: Limits
    began: float = field(default_factory=time.monotonic)
    cell: NotebookNode | None = None
    manager: kernels.Manager | None = None
    written: int = 0

    def client(self, nb_man, kernel_name: str) -> Client:
        """papermill's client, with our kernel and limits."""
        self.manager = kernels.Manager(self.folder.parent)
        return Client(
            self, nb_man, km=self.manager, kernel_name=kernel_name, startup_timeout=kernels.START_LIMIT, timeout_func=lambda _: self.seconds,
            on_cell_execute=self.enter, extra_arguments=ARGUMENTS, shutdown_kernel="immediate", record_timing=False)

    def enter(self, cell: NotebookNode, **_) -> None:
        self.cell = cell

    def receive(self, content: dict) -> None:
        """Count what a cell prints and shows; a kernel that does not stop is killed, before this process is full."""
        self.written += len(content.get("text", "")) + sum(len(str(part)) for part in content.get("data", {}).values())
        if self.flooded:
            self.manager.provisioner.process.kill()

    @property
    def flooded(self) -> bool:
        return self.written > self.limits.output * 1e6

    @property
    def seconds(self) -> float:
        """How long the next cell may take."""
        return max(0.001, min(self.limits.cell, self.began + self.limits.run - time.monotonic()))

    @property
    def environment(self) -> dict[str, str]:
        return {**os.environ, **kernels.ENVIRONMENT, "STATECRAFT_RUN": str(self.folder),
                "STATECRAFT_MEMORY_LIMIT": str(self.limits.memory), "IPYTHONDIR": str(self.folder.parent / "ipython")}

    @property
    def place(self) -> str:
        """The cell that ran last, as its author knows it."""
        if self.cell is None:
            return ""
        return "injected-parameters" if "injected-parameters" in self.cell.metadata.get("tags", []) else self.cell.id


class Client(PapermillNotebookClient):
    """papermill's client, which tells its session of outputs."""

    def __init__(self, session: Session, nb_man, **settings):
        super().__init__(nb_man, **settings)
        self.session = session

    def process_message(self, msg: dict, *where) -> NotebookNode | None:
        self.session.receive(msg["content"])
        return super().process_message(msg, *where)


class Engine(NBClientEngine):
    """papermill's own way to execute, in the kernel of a session."""

    @classmethod
    def execute_managed_notebook(cls, nb_man, kernel_name, *, session: Session, folder: str, **_) -> None:
        session.client(nb_man, kernel_name).execute(cleanup_kc=True, env=session.environment, cwd=folder)


papermill_engines.register("statecraft", Engine)


def play(notebook: Path, values: dict, session: Session) -> NotebookNode:
    """Execute a notebook and return it with its outputs; Failure where it did not come to its end."""
    try:
        executed = papermill.execute_notebook(
            notebook, None, values, engine_name="statecraft", kernel_name="python3", progress_bar=False,
            session=session, folder=str(notebook.parent))
    except PapermillExecutionError as error:
        raise Failure(session.place, _explained(error.ename, last_line(error.evalue), session.limits)) from error
    except CellTimeoutError as error:
        raise Failure(session.place, _too_long(session)) from error
    except (DeadKernelError, RuntimeError) as error:
        raise Failure(session.place, _death(session, error)) from error
    for cell in executed.cells:
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            raise Failure(session.place, f"Incomplete: this cell ended the notebook, cell '{cell.id}' was not executed")
    return executed


def _explained(name: str, message: str, limits: Limits) -> str:
    limit = f" (the limit is {limits.memory:g} GB, see --memory-limit)" if name.endswith("MemoryError") else ""
    return f"{name}: {message}{limit}"


def _too_long(session: Session) -> str:
    if time.monotonic() - session.began >= session.limits.run:
        return f"TimeLimit: the notebook ran longer than {session.limits.run:g} s, see --run-limit"
    return f"TimeLimit: the cell ran longer than {session.limits.cell:g} s, see --cell-limit"


def _death(session: Session, error: Exception) -> str:
    if session.flooded:
        return f"OutputLimit: the notebook printed and showed more than {session.limits.output:g} MB"
    code = session.manager.exit_code if session.manager else None
    if code is None:
        return f"KernelFailed: {last_line(str(error))}"
    if code < 0:
        return f"KernelDied: killed by signal {-code}{' (out of memory?)' if code == -9 else ''}"
    return f"KernelDied: it ended with exit code {code}"
