"""What a build survives: done to real builds, and after each nothing may be left running."""
import os
import resource
import signal
import subprocess
import sys
import time
import uuid
from pathlib import Path

import psutil
import pytest

from statecraft import paths
from statecraft.build import kernels
from statecraft.build.execute import execute
from statecraft.build.limits import Limits
from statecraft.build.runs import Run
from statecraft.cli import main

CELL = "lang: str = 'ko'  # language\nn: int = 0  # a number"
START = "import json, os, time\nfrom pathlib import Path\nrun = Path(os.environ['STATECRAFT_RUN'])"
FINISH = "_ = (run / 'result.json').write_text(json.dumps({'tables': {}, 'verdicts': [], 'observations': []}))"
WAIT = "(run / 'waiting').touch()\nimport subprocess\nsubprocess.Popen(['sleep', '300'])\ntime.sleep(300)"
MARK = "STATECRAFT_TEST_MARK"


@pytest.fixture(autouse=True)
def nothing_survives(monkeypatch, project):
    """No kernel, no child of a kernel and no build is alive after the test, and no half-made folder is there."""
    mark = uuid.uuid4().hex
    monkeypatch.setenv(MARK, mark)
    yield
    deadline = time.monotonic() + 10
    while (alive := survivors(mark)) and time.monotonic() < deadline:
        time.sleep(0.05)
    for process in alive:
        process.kill()
    assert not alive, [process.cmdline() for process in alive]
    assert not list((project / "reports").rglob(".run-*"))


def survivors(mark: str) -> list[psutil.Process]:
    """Processes with the mark in their environment, and kernels of this process's own server (they keep its environment)."""
    warm = kernels.server._process
    found = psutil.Process(warm.pid).children(recursive=True) if warm and warm.poll() is None else []
    for process in psutil.process_iter():
        try:
            if process.environ().get(MARK) == mark and process.pid not in (os.getpid(), warm and warm.pid):
                found.append(process)
        except psutil.Error:
            continue
    return [process for process in found if process.is_running() and process.status() != psutil.STATUS_ZOMBIE]


@pytest.fixture
def start(project):
    """Begin `statecraft build -p n=1 …` in a process of its own; runs with parameters spare the test the site."""
    def begin(*arguments: str, before: tuple[str, ...] = (), **settings: str) -> subprocess.Popen:
        command = [*before, sys.executable, "-m", "statecraft.cli", "build", "-p", "n=1", "--lang", "ko", *arguments]
        (project / "data" / "datapackage.json").write_text('{"version": "0", "resources": []}')
        return subprocess.Popen(command, env={**os.environ, **settings}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    return begin


def until(condition, process: subprocess.Popen):
    """Wait for something a build does; its output where it ends before."""
    while not (found := condition()):
        assert process.poll() is None, process.communicate()
        time.sleep(0.02)
    return found


@pytest.mark.parametrize("cell, limits, error", [
    ("os.kill(os.getpid(), 9)", Limits(), "KernelDied: killed by signal 9 (out of memory?)"),
    ("while True: pass", Limits(cell=1), "TimeLimit: the cell ran longer than 1 s, see --cell-limit"),
    ("while True:\n    try:\n        time.sleep(60)\n    except BaseException: pass", Limits(cell=1), "see --cell-limit"),
    ("time.sleep(60)", Limits(run=2), "TimeLimit: the notebook ran longer than 2 s, see --run-limit"),
    ("kept = []\nwhile True: kept.append(bytearray(10**8))", Limits(memory=3), "MemoryError: no message (the limit is 3 GB, see --memory-limit)"),
    ("import numpy as np\nnp.zeros(10**12)", Limits(), "MemoryError: Unable to allocate 7.28 TiB"),
    ("import subprocess\nsubprocess.Popen(['sleep', '300'])\n1 / 0", Limits(), "ZeroDivisionError: division by zero"),
    ("while True: print('x' * 10**5)", Limits(output=5), "OutputLimit: the notebook printed and showed more than 5 MB"),
    ("import sys\nsys.exit(0)", Limits(), "Incomplete: this cell ended the notebook"),
])
def test_a_run_that_goes_wrong_is_told_as_what_it_is(add_notebook, cell, limits, error):
    add_notebook("01-a", CELL, START, cell, FINISH)
    outcome = execute(Run("01-a", "ko"), limits)
    assert outcome.status == "failed" and outcome.cell == "code-2" and error in outcome.error
    assert not outcome.run.folder.exists()


@pytest.mark.parametrize("change", [
    "open(there / 'new', 'w')", "(there / 'notebooks').joinpath('new').touch()", "os.mkdir(there / 'new')", "os.remove(there / 'kept')",
    "os.rename(run / 'mine', there / 'new')", "os.rename(there / 'kept', run / 'new')", "os.symlink('a', there / 'new')",
    "os.truncate(there / 'kept', 0)", "import pandas as pd\npd.Series([1]).to_csv(there / 'new')", "import shutil\nshutil.rmtree(there / 'data')",
])
def test_a_notebook_that_changes_files_outside_its_folder_is_refused(add_notebook, project, tmp_path, monkeypatch, change):
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    (project / "kept").write_text("kept")
    (project / "data" / "kept").write_text("kept")
    add_notebook("01-a", CELL, f"{START}\nthere = Path({str(project)!r})\n(run / 'mine').write_text('mine')", change, FINISH)
    outcome = execute(Run("01-a", "ko"))
    assert outcome.cell == "code-2" and str(project) in outcome.error
    assert "PermissionError: [Errno 13] a run may change files only in its own folder, not: " in outcome.error
    assert (project / "kept").read_text() == (project / "data" / "kept").read_text() == "kept" and not (project / "new").exists()


def test_a_notebook_writes_where_it_may(add_notebook):
    add_notebook("01-a", CELL, START, "import shutil, tempfile\nwith tempfile.TemporaryDirectory() as folder:\n"
                 "    Path(folder, 'a').write_text('a')\n    shutil.copy(Path(folder, 'a'), run / 'a')\n"
                 "os.makedirs(run / 'b' / 'c')\nos.replace(run / 'a', run / 'b' / 'd')\nopen(os.devnull, 'w').close()", FINISH)
    outcome = execute(Run("01-a", "ko"))
    assert outcome.status == "ok", outcome.error
    assert (outcome.run.folder / "b" / "d").read_text() == "a"


@pytest.mark.parametrize("fork", ["1", "0"])
@pytest.mark.parametrize("signum, code", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_stopped_build_keeps_what_is_finished_and_says_how_to_go_on(start, add_notebook, project, signum, code, fork):
    add_notebook("01-a", CELL, START, FINISH)
    add_notebook("02-b", CELL, START, WAIT, FINISH)
    add_notebook("03-c", CELL, START, WAIT, FINISH)
    build = start("-j", "1", STATECRAFT_FORK=fork)
    until(lambda: list(project.glob("reports/custom/02-b/.run-*/run/waiting")), build)
    build.send_signal(signum)
    out, err = build.communicate(timeout=30)
    assert build.returncode == code and "ok      01-a" in out
    assert err == f"statecraft: stopped ({signum.name}); what is finished is kept, go on with: statecraft build -p n=1 --lang ko -j 1\n"
    kept = [path.relative_to(project / "reports" / "custom").parts[0] for path in project.glob("reports/custom/*/*/result.json")]
    assert kept == ["01-a"]


@pytest.mark.parametrize("fork", ["1", "0"])
def test_a_second_build_waits_for_no_dead_one(start, add_notebook, project, capsys, fork):
    add_notebook("01-a", CELL, START, f"if n == 1:\n    exec({WAIT!r})", FINISH)
    first = start(STATECRAFT_FORK=fork)
    until(lambda: list(project.glob("reports/custom/01-a/.run-*/run/waiting")), first)
    again = ["build", "-p", "n=2", "--lang", "ko"]
    assert main(again) == 2
    message = f"statecraft: process {first.pid} is building in {os.path.relpath(paths.reports())}; wait until it has ended"
    assert capsys.readouterr().err.startswith(message)
    first.kill()
    first.communicate()
    assert list(project.glob("reports/custom/01-a/.run-*"))
    assert main(again) == 0
    assert len(list(project.glob("reports/custom/01-a/*/result.json"))) == 1


def test_a_full_disk_ends_the_run_that_filled_it(start, add_notebook, project):
    add_notebook("01-a", CELL, START, "for number in range(100):\n    (run / str(number)).write_bytes(bytes(10**5))", FINISH)
    add_notebook("02-b", CELL, START, FINISH)
    small = ("unshare", "--mount", "--map-root-user", "sh", "-c", f"mount -t tmpfs -o size=2m none '{project / 'reports'}' && \"$@\"", "sh")
    may_mount = not subprocess.run([*small, "true"], capture_output=True).returncode
    build = start("-j", "1", before=small) if may_mount else limited(start)
    out, err = build.communicate(timeout=60)
    reason = "No space left on device" if may_mount else "File too large"
    assert build.returncode == 1 and "FAILED  01-a [ko] in cell 'code-2': OSError: " in out and reason in out and "ok      02-b" in out
    assert "Traceback" not in out + err


def limited(start):
    """Where no small disk can be made: a limit for the size of files."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (50_000, before[1]))
    try:
        return start("-j", "1")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_report_folder_that_cannot_be_written_is_named(add_notebook, project, capsys, monkeypatch):
    add_notebook("01-a", CELL, START, FINISH)
    (project / "data" / "datapackage.json").write_text('{"version": "0", "resources": []}')
    (project / "file").write_text("in the way")
    assert main(["build", "--lang", "ko", "--out", str(project / "file" / "reports")]) == 2
    assert "cannot write in" in (err := capsys.readouterr().err) and err.count("\n") == 1 and "--out DIR" in err


def test_one_failure_leaves_the_others_alone_and_its_command_repeats_it(add_notebook, project, capsys, monkeypatch):
    from statecraft.build import site

    shown = []
    monkeypatch.setattr(site, "publish", lambda reports, failed: shown.extend(failed) or [])
    monkeypatch.setattr("statecraft.build.ledger.write", lambda reports: None)
    (project / "data" / "datapackage.json").write_text('{"version": "0", "resources": []}')
    add_notebook("01-a", CELL, START, "from statecraft.errors import BuildError\nraise BuildError('no luck')", FINISH)
    add_notebook("02-b", CELL, START, FINISH)
    stale = Run("01-a", "ko").folder
    stale.mkdir(parents=True)
    (stale / "result.json").write_text("{}")
    assert main(["build", "--lang", "ko"]) == 1
    out = capsys.readouterr().out
    assert "FAILED  01-a [ko] in cell 'code-2': BuildError: no luck" in out and "ok      02-b" in out
    assert [(outcome.run.notebook, outcome.cell) for outcome in shown] == [("01-a", "code-2")] and not stale.exists()
    command = out.split("repeat with: statecraft ")[1].splitlines()[0].split()
    assert main(command) == 1 and "BuildError: no luck" in capsys.readouterr().out


def test_a_file_in_the_way_of_one_result_stops_only_that(add_notebook, project):
    from statecraft.build.engine import execute_all

    add_notebook("01-a", CELL, START, FINISH)
    add_notebook("02-b", CELL, START, FINISH)
    (project / "reports" / "results").mkdir()
    (project / "reports" / "results" / "01-a").write_text("in the way")
    outcomes = execute_all([Run("01-a", "ko"), Run("02-b", "ko")], 2, lambda outcome: None)
    assert outcomes[0].error.startswith("FileExistsError: ") and outcomes[1].status == "ok"


def test_a_damaged_notebook_is_a_failure_like_any_other(add_notebook):
    add_notebook("01-a", CELL, START, FINISH)
    run = Run("01-a", "ko")
    assert execute(run).status == "ok"
    (paths.notebooks() / "01-a.ipynb").write_text('{"cells": [')
    outcome = execute(run)
    assert outcome.status == "failed" and "NotJSONError" in outcome.error and "\n" not in outcome.error and not run.folder.exists()


def test_a_missing_table_is_named_before_anything_runs(add_notebook, add_table, capsys):
    add_notebook("01-a", CELL, START, FINISH)
    add_table("things", "a\n1\n", [{"name": "a", "type": "string"}], ["a"]).unlink()
    assert main(["build", "--lang", "ko"]) == 2
    assert "table 'things' is missing" in capsys.readouterr().err and not Path(paths.reports(), "results").exists()
