"""Real kernels: what counts as a run, and what a failure leaves."""
import json

import nbformat
import pytest

from statecraft.build.execute import execute, normalised
from statecraft.build.runs import Run

CELL = "lang: str = 'ko'  # language"
FINISH = "import json, os, pathlib\nfolder = pathlib.Path(os.environ['STATECRAFT_RUN'])\n" \
         "_ = (folder / 'result.json').write_text(json.dumps({'tables': {}, 'lang': lang}))"


def test_a_run_keeps_its_folder_whole(add_notebook):
    add_notebook("01-a", CELL, "print(lang)", FINISH)
    outcome = execute(Run("01-a", "en"))
    assert outcome.status == "ok", outcome.error
    folder = outcome.run.folder
    assert json.loads((folder / "result.json").read_text())["lang"] == "en"
    assert sorted(path.name for path in folder.iterdir()) == ["inputs.json", "notebook.ipynb", "result.json"]
    executed = nbformat.read(folder / "notebook.ipynb", as_version=4)
    assert "papermill" not in executed.metadata and not any("papermill" in cell.metadata for cell in executed.cells)
    assert executed.cells[3].outputs[0].text == "en\n"


@pytest.mark.parametrize("cell, name, error", [
    ("1 / 0", "code-1", "ZeroDivisionError: division by zero"),
    ("import sys; sys.exit(0)", "code-1", "Incomplete: this cell ended the notebook, cell 'code-2' was not executed"),
    ("import os; os._exit(0)", "code-1", "KernelDied: it ended with exit code 0"),
    ("pass", "", "Incomplete: the last cell did not call report.finish()"),
])
def test_a_failure_says_where_and_leaves_nothing(add_notebook, cell, name, error):
    last = FINISH if "pass" not in cell else "pass"
    add_notebook("01-a", CELL, cell, last)
    run = Run("01-a", "ko")
    run.folder.mkdir(parents=True)
    (run.folder / "result.json").write_text("stale")
    outcome = execute(run)
    assert outcome.status == "failed" and error in outcome.error and outcome.cell == name
    assert not run.folder.exists() and list(run.folder.parent.iterdir()) == []


def test_wrong_input_met_inside_a_run_is_told_as_such(add_notebook):
    add_notebook("01-a", CELL, "from statecraft import load\nload('nothing')", FINISH)
    outcome = execute(Run("01-a", "ko"))
    assert outcome.status == "usage" and "no data package" in outcome.error


def test_normalised_drops_what_differs_between_machines():
    cell = nbformat.v4.new_code_cell("1", metadata={"papermill": {"duration": 1}, "tags": ["injected-parameters"]})
    cell.outputs = [nbformat.v4.new_output("stream", name="stderr", text="/somewhere/file.py: warning")]
    notebook = normalised(nbformat.v4.new_notebook(cells=[cell], metadata={"papermill": {"start_time": "now"}}))
    assert notebook.cells[0].id == "injected-parameters" and notebook.cells[0].outputs == []
    assert "papermill" not in notebook.metadata and "papermill" not in notebook.cells[0].metadata
