"""One run of one notebook, and judging whether it really ran.

papermill reports success after `sys.exit(0)` in a cell, so a run counts only when every code
cell completed and the last one wrote `result.json`. It happens in a folder of its own, which
moves into place when it is whole.
"""
from __future__ import annotations

import json
import shutil
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from .. import paths
from .limits import Limits
from .runs import Run, inputs

if TYPE_CHECKING:
    from nbformat import NotebookNode

SCRATCH = ".run-"


@dataclass(frozen=True)
class Outcome:
    """How a run ended: `status` is ok, failed (its own fault) or usage (wrong input)."""

    run: Run
    status: str
    seconds: float
    cell: str = ""
    error: str = ""


def execute(run: Run, limits: Limits = Limits()) -> Outcome:
    """Make one run. The result folder appears whole or not at all; a failure leaves none."""
    began = time.monotonic()
    try:
        run.folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=SCRATCH, dir=run.folder.parent, ignore_cleanup_errors=True) as scratch:
            cell, error = _attempt(run, Path(scratch), limits)
    except Exception as trouble:  # a full disk, a damaged notebook: ends this run, not the build
        cell, error = "", f"{type(trouble).__name__}: {last_line(str(trouble))}"
    if not error:
        return Outcome(run, "ok", time.monotonic() - began)
    usage = error.startswith("UsageError: ")
    if not usage:
        shutil.rmtree(run.folder, ignore_errors=True)  # a stale result would pass for a fresh one
    return Outcome(run, "usage" if usage else "failed", time.monotonic() - began, cell, error)


def _attempt(run: Run, scratch: Path, limits: Limits) -> tuple[str, str]:
    """Execute in `scratch` and keep what came out; return the failing cell and its error, both empty if all is well."""
    from .session import Failure, Session, play  # papermill is slow to import, and only runs need it

    folder = scratch / "run"
    folder.mkdir()
    before = inputs(run, {})  # what an edit during the run changes makes the result stale
    try:
        executed = play(paths.notebooks() / f"{run.notebook}.ipynb", {**run.values, "lang": run.lang}, Session(folder, limits))
    except Failure as failure:
        return failure.cell, failure.error
    if not (folder / "result.json").exists():
        return "", "Incomplete: the last cell did not call report.finish()"
    _keep(run, executed, folder, before)
    return "", ""


def _keep(run: Run, executed: NotebookNode, folder: Path, before: dict[str, str]) -> None:
    import nbformat

    nbformat.write(normalised(executed), folder / "notebook.ipynb")
    result = json.loads((folder / "result.json").read_text(encoding="utf-8"))
    text = json.dumps({**inputs(run, result["tables"]), **before}, indent=1)
    (folder / "inputs.json").write_text(text + "\n", encoding="utf-8")
    if run.folder.exists():
        run.folder.rename(folder.with_name("before"))
    folder.rename(run.folder)


def normalised(notebook: NotebookNode) -> NotebookNode:
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


def last_line(text: str) -> str:
    """The line of an error message that says most: its last."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return lines[-1] if lines else "no message"
