"""Executing one notebook with papermill, and judging whether it really ran.

papermill reports success after `sys.exit(0)` in a cell and writes its output in place, so
the run happens in a folder of its own and is moved into place only when every code cell
completed and the last one wrote `result.json`.
"""
from __future__ import annotations

import json
import os
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import nbformat

from .. import paths
from .runs import Run, inputs


@dataclass(frozen=True)
class Outcome:
    """How a run ended: `status` is ok, failed (its own fault) or usage (wrong input)."""

    run: Run
    status: str
    seconds: float
    cell: str = ""
    error: str = ""


def execute(run: Run) -> Outcome:
    """Make one run. The result folder appears whole or not at all; a failure leaves none."""
    began = time.monotonic()
    run.folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".run-", dir=run.folder.parent))
    try:
        cell, error = _papermill(run, scratch)
        if not error:
            _keep(run, scratch)
            return Outcome(run, "ok", time.monotonic() - began)
        usage = error.startswith("UsageError: ")
        if not usage:
            shutil.rmtree(run.folder, ignore_errors=True)  # a stale result would pass for a fresh one
        return Outcome(run, "usage" if usage else "failed", time.monotonic() - began, cell, error)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _papermill(run: Run, scratch: Path) -> tuple[str, str]:
    """Execute into `scratch`; return the failing cell and its error, both empty if all is well."""
    import papermill  # slow to import, and only workers need it
    from papermill.exceptions import PapermillExecutionError

    os.environ["STATECRAFT_RUN"] = str(scratch)
    output = scratch / "notebook.ipynb"
    try:
        papermill.execute_notebook(
            paths.notebooks() / f"{run.notebook}.ipynb", output, {**run.values, "lang": run.lang},
            kernel_name="python3", progress_bar=False, log_output=False, cwd=str(paths.notebooks()),
            extra_arguments=["--log-level=CRITICAL"],  # the kernel's start-up advice is no result
        )
    except PapermillExecutionError as error:
        return _cell_name(output, error.exec_count), f"{error.ename}: {_last_line(error.evalue)}"
    except Exception as error:  # a kernel that died or never started
        return "", f"{type(error).__name__}: {_last_line(str(error))}"
    return _unfinished(output, scratch)


def _unfinished(output: Path, scratch: Path) -> tuple[str, str]:
    for cell in nbformat.read(output, as_version=4).cells:
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            return cell.id, "Incomplete: this cell was not executed"
    if not (scratch / "result.json").exists():
        return "", "Incomplete: the last cell did not call report.finish()"
    return "", ""


def _keep(run: Run, scratch: Path) -> None:
    path = scratch / "notebook.ipynb"
    nbformat.write(normalised(nbformat.read(path, as_version=4)), path)
    result = json.loads((scratch / "result.json").read_text(encoding="utf-8"))
    text = json.dumps(inputs(run, result["tables"]), indent=1)
    (scratch / "inputs.json").write_text(text + "\n", encoding="utf-8")
    scratch.chmod(0o755)
    shutil.rmtree(run.folder, ignore_errors=True)
    scratch.rename(run.folder)


def normalised(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """The executed notebook without what differs between machines: times, paths, chance ids."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata["language_info"] = {"name": "python"}
    for number, cell in enumerate(notebook.cells):
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
        cell.setdefault("id", f"cell-{number}")
        if cell.cell_type == "code":
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return notebook


def _cell_name(output: Path, count: int) -> str:
    for cell in nbformat.read(output, as_version=4).cells:
        if cell.cell_type == "code" and cell.execution_count == count:
            return cell.id
    return ""


def _last_line(text: str) -> str:
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "no message"
