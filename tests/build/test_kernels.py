"""Forked kernels are real kernels: they answer like started ones, and none knows of another."""
import os
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import nbformat
import psutil
import pytest

from statecraft.build import kernels
from statecraft.build.engine import execute_all
from statecraft.build.execute import execute
from statecraft.build.limits import Limits
from statecraft.build.runs import Run
from statecraft.build.session import Session, play

CELL = "lang: str = 'ko'  # language"
START = "import json, os, random, sys, tempfile\nfrom pathlib import Path\nimport matplotlib as mpl, numpy as np, pandas as pd"
FINISH = "_ = Path(os.environ['STATECRAFT_RUN'], 'result.json').write_text(json.dumps({'tables': {}}))"
VANDALISM = """
pd.DataFrame.sum = lambda self: 'patched'
pd.set_option('display.max_rows', 1)
mpl.rcParams['font.size'] = 99
os.environ['LEFT_BEHIND'] = 'yes'
os.chdir('/')
sys.modules['left_behind'] = sys
sys.path.insert(0, '/left/behind')
tempfile.tempdir = '/left/behind'
np.random.seed(1), random.seed(1)
import builtins, decimal
builtins.left_behind = True
decimal.getcontext().prec = 3
"""
CLEAN = """
import builtins, decimal
assert pd.DataFrame({'a': [1]}).sum()['a'] == 1
assert pd.get_option('display.max_rows') == 60 and mpl.rcParams['font.size'] == 10
assert 'LEFT_BEHIND' not in os.environ and 'left_behind' not in sys.modules and '/left/behind' not in sys.path
assert Path.cwd() == Path(os.environ['STATECRAFT_NOTEBOOKS']) and tempfile.gettempdir() != '/left/behind'
assert not hasattr(builtins, 'left_behind') and decimal.getcontext().prec == 28
chance = np.random.random(), random.random()
np.random.seed(1), random.seed(1)
assert chance != (np.random.random(), random.random())
"""
SHOWN = """
from IPython.display import HTML, Markdown
import matplotlib.pyplot as plt
%matplotlib inline
display(HTML('<b>bold</b>'), Markdown('*text*'))
!echo from a shell
print(os.environ['MPLBACKEND'], plt.get_backend(), sys.argv[0] != '', __name__)
_ = plt.plot([1, 2])
pd.DataFrame({'a': [1.5]})
"""


@pytest.fixture(params=["forked", "started"])
def way(request, monkeypatch):
    """Both ways to get a kernel."""
    monkeypatch.setenv("STATECRAFT_FORK", "0" if request.param == "started" else "1")


def test_no_state_passes_from_one_run_to_the_next(add_notebook):
    add_notebook("01-a", CELL, START, VANDALISM, FINISH)
    add_notebook("02-b", CELL, START, CLEAN, FINISH)
    outcomes = [execute(Run(name, "ko")) for name in ("01-a", "02-b", "01-a", "02-b")]
    assert [outcome.error for outcome in outcomes] == [""] * 4
    assert "STATECRAFT_RUN" not in os.environ


def test_chance_differs_from_kernel_to_kernel(add_notebook):
    add_notebook("01-a", CELL, START, "print(np.random.random())", FINISH)
    drawn = set()
    for lang in ("ko", "en"):
        assert execute(Run("01-a", lang)).status == "ok"
        drawn.add(nbformat.read(Run("01-a", lang).folder / "notebook.ipynb", as_version=4).cells[4].outputs[0].text)
    assert len(drawn) == 2


def test_a_forked_kernel_gives_the_bytes_of_a_started_one(add_notebook, monkeypatch):
    add_notebook("01-a", CELL, START, SHOWN, "fig, ax = plt.subplots()\n_ = ax.plot(np.arange(9.0) @ np.ones((9, 9)))", FINISH)
    found = []
    for fork in ("1", "0"):
        monkeypatch.setenv("STATECRAFT_FORK", fork)
        outcome = execute(Run("01-a", "ko"))
        assert outcome.status == "ok", outcome.error
        found.append({file.name: file.read_bytes() for file in outcome.run.folder.iterdir()})
    assert found[0] == found[1]
    shown = found[0]["notebook.ipynb"].decode()
    assert all(text in shown for text in ("<b>bold</b>", "*text*", "from a shell", "module://matplotlib_inline", "image/png", "<td>1.5</td>"))


def test_a_cell_can_be_interrupted(way, add_notebook, tmp_path):
    path = add_notebook("01-a", CELL, "import os, time\ntry:\n    open(os.environ['STATECRAFT_RUN'] + '/began', 'w').close()\n"
                        "    time.sleep(60)\nexcept KeyboardInterrupt:\n    print('interrupted')")
    folder = tmp_path / "run"
    folder.mkdir()
    session = Session(folder, Limits())
    with ThreadPoolExecutor(1) as pool:
        playing = pool.submit(play, path, {"lang": "ko"}, session)
        while not (folder / "began").exists():
            assert not playing.done(), playing.result()
            time.sleep(0.01)
        os.killpg(session.manager.provisioner.pid, signal.SIGINT)
    assert playing.result().cells[-1].outputs[0].text == "interrupted\n"


@pytest.mark.parametrize("cell, code", [("os._exit(7)", 7), ("os.kill(os.getpid(), 15)", -15), ("os.kill(os.getpid(), 9)", -9)])
def test_how_a_kernel_ended_is_known(way, add_notebook, cell, code):
    add_notebook("01-a", CELL, START, f"import os\n{cell}")
    outcome = execute(Run("01-a", "ko"))
    assert outcome.cell == "code-2"
    assert f"exit code {code}" in outcome.error if code > 0 else f"signal {-code}" in outcome.error


@pytest.mark.skipif(not kernels.LINUX, reason="kernels are forked on Linux")
def test_the_warm_process_has_one_thread_and_its_kernels_use_its_memory(add_notebook):
    add_notebook("01-a", CELL, START, "import psutil\nprint(psutil.Process().memory_full_info().uss < psutil.Process().memory_info().rss / 2)", FINISH)
    assert execute(Run("01-a", "ko")).status == "ok"
    assert psutil.Process(kernels.server._process.pid).num_threads() == 1
    executed = nbformat.read(Run("01-a", "ko").folder / "notebook.ipynb", as_version=4)
    assert executed.cells[4].outputs[0].text == "True\n"


def test_a_warm_process_that_was_killed_is_replaced(add_notebook):
    add_notebook("01-a", CELL, START, FINISH)
    kernels.begin()
    kernels.server._process.kill()
    kernels.server._process.wait()
    assert execute_all([Run("01-a", "ko")], 1, lambda outcome: None)[0].status == "ok"


def test_runs_at_the_same_time_do_not_meet(add_notebook):
    names = [f"{number:02}-n" for number in range(1, 9)]
    for name in names:
        add_notebook(name, CELL, START, f"os.environ['NAME'] = {name!r}", f"assert os.environ['NAME'] == {name!r}\nprint({name!r})", FINISH)
    heard = []
    outcomes = execute_all([Run(name, "ko") for name in names], 4, heard.append)
    assert [(outcome.run.notebook, outcome.error) for outcome in outcomes] == [(name, "") for name in names] and len(heard) == 8
    for name in names:
        assert f"{name}\\n" in Path(Run(name, "ko").folder / "notebook.ipynb").read_text()
