"""Runs on a real Dask scheduler and real worker processes, started as a user starts them."""
import json
import os
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from statecraft.build import cluster
from statecraft.build.execute import Outcome
from statecraft.build.runs import Run
from statecraft.cli import main
from statecraft.errors import UsageError

CELL = "from statecraft.params import Lang\nlang: Lang = 'ko'  # 언어 · language\nn: int = 1  # 개수 · how many"
WORK = "import time\ntime.sleep(0.3)\nassert n != 99, 'this one fails'"
FINISH = """import json, os, pathlib
folder = pathlib.Path(os.environ['STATECRAFT_RUN'])
(folder / 'figures').mkdir()
_ = (folder / 'figures' / 'a.csv').write_text(f'n\\n{n}\\n')
found = {'tables': {}, 'headlines': {'square': n * n}, 'verdicts': [], 'observations': []}
_ = (folder / 'result.json').write_text(json.dumps(found))"""
FINISH_OTHER = FINISH.replace("n * n", "len(list(pathlib.Path(os.environ['STATECRAFT_REPORTS']).glob('results/*/ko/result.json')))")


def notebook(folder: Path, name: str, *sources: str, **metadata) -> None:
    cells = [new_code_cell(source, id=f"code-{number}", metadata={} if number else {"tags": ["parameters"]}) for number, source in enumerate(sources)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata={**kernel, **metadata}), folder / f"{name}.ipynb")


def start(folder: Path, *arguments: str) -> subprocess.Popen:
    log = (folder / "dask.log").open("a")
    return subprocess.Popen([sys.executable, "-m", "dask", *arguments, "--no-dashboard"], stdout=log, stderr=log, env=os.environ, cwd=folder)


def worker(folder: Path, name: str, *options: str) -> subprocess.Popen:
    return start(folder, "worker", "--scheduler-file", "scheduler.json", "--nthreads", "1", "--local-directory", name, "--host", "127.0.0.1", *options)


def until(holds, seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A project with a scheduler and two workers, one of them under Dask's nanny."""
    folder = tmp_path_factory.mktemp("cluster")
    with pytest.MonkeyPatch.context() as patch:
        for name in ("data", "notebooks", "reports"):
            (folder / name).mkdir()
            patch.setenv(f"STATECRAFT_{name.upper()}", str(folder / name))
        (folder / "data" / "datapackage.json").write_text('{"name": "t", "version": "0", "resources": []}')
        notebook(folder / "notebooks", "01-a", CELL, WORK, FINISH)
        notebook(folder / "notebooks", "20-z", CELL, FINISH_OTHER, statecraft={"reads": "results"})
        started = [start(folder, "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", "scheduler.json")]
        until((folder / "scheduler.json").exists)
        started += [worker(folder, "w1", "--no-nanny"), worker(folder, "w2")]
        until(lambda: (folder / "dask.log").read_text().count("Starting established connection to") >= 2)
        yield folder
        for process in reversed(started):
            process.terminate()
            process.wait(timeout=60)


def run(capsys, *arguments):
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def tree(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("[!.]*")) if path.is_file()}


def address(place: Path) -> str:
    return json.loads((place / "scheduler.json").read_text())["address"]


def test_a_worker_killed_in_the_middle_loses_nothing_and_bytes_equal_those_of_a_local_sweep(place, capfd):
    values = "n=1,2,3,4,5,6,7,8"
    doomed = worker(place, "w3", "--no-nanny")
    command = [sys.executable, "-m", "statecraft.cli", "sweep", "01", "-p", values, "--cluster", address(place), "--out", "far"]
    away = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=os.environ, cwd=place)
    until(lambda: list(place.glob("w3/*/*/statecraft-*")))
    doomed.kill()
    out = away.communicate(timeout=300)[0]
    assert away.returncode == 0 and "8 made, 0 unchanged, 0 failed" in out and out.count(" ok ") == 8
    assert main(["sweep", "01", "-p", values, "--out", str(place / "near"), "-j", "2"]) == 0
    capfd.readouterr()
    assert tree(place / "far") == tree(place / "near") and len(list((place / "far").rglob("result.json"))) == 8
    assert not list((place / "far").rglob(".run-*")) and not list(place.glob("w[12]/*/*/statecraft-*"))


def test_what_is_finished_is_not_made_again_and_a_failure_is_told(place, capsys):
    where = ["--cluster", str(place / "scheduler.json"), "--out", str(place / "more")]
    assert run(capsys, "sweep", "01", "-p", "n=1,2", *where)[0] == 0
    code, out, _ = run(capsys, "sweep", "01", "-p", "n=1,2,99", *where)
    assert code == 1 and "0 made, 2 unchanged, 1 failed" in out and "AssertionError: this one fails" in out
    assert "in cell 'code-1'" in out and "statecraft build 01-a --lang ko -p n=99" in out
    assert not Run("01-a", "ko", {"n": 99}).folder.exists()


def test_a_build_makes_runs_there_and_the_synthesis_here(place, capsys, monkeypatch):
    from statecraft.build import site

    monkeypatch.setattr(site, "publish", lambda reports, failed: [])
    monkeypatch.setattr("statecraft.build.report.publish", lambda *_: [])
    code, out, err = run(capsys, "build", "--lang", "ko", "--cluster", address(place), "--out", str(place / "built"), "-j", "1")
    assert code == 0 and "2 made" in out, out + err
    assert json.loads((place / "built" / "results" / "20-z" / "ko" / "result.json").read_text())["headlines"] == {"square": 1}


def test_a_worker_with_other_notebooks_is_refused(place, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("STATECRAFT_NOTEBOOKS", str(tmp_path))
    notebook(tmp_path, "01-a", CELL, "2 + 2", FINISH)
    code, out, err = run(capsys, "sweep", "01", "-p", "n=1,2", "--cluster", address(place), "--out", str(tmp_path / "out"))
    assert code == 2 and "differs from the machine that asks in: notebooks;" in err and err.count("\n") == 1 and out == ""
    assert not (tmp_path / "out").exists()


def test_a_lost_scheduler_is_told_in_one_line(place, tmp_path):
    scheduler = start(tmp_path, "scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", "scheduler.json")
    until((tmp_path / "scheduler.json").exists)
    command = [sys.executable, "-m", "statecraft.cli", "sweep", "01", "-p", "n=1,2", "--cluster", str(tmp_path / "scheduler.json"), "--out", "r"]
    waiting = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=tmp_path,
                               env={**os.environ, "DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "2s"})
    assert "no worker yet" in waiting.stdout.readline()
    scheduler.kill()
    err = waiting.communicate(timeout=180)[1]
    assert waiting.returncode == 1 and "was lost; what finished is kept" in err and err.count("\n") == 1, err


@pytest.mark.parametrize("where, message", [("tcp://127.0.0.1:1", "no Dask scheduler answers at 'tcp://127.0.0.1:1'"),
                                            ("here", "no Dask scheduler answers at 'here'"), ("tls", "no TLS certificate is set up")])
def test_an_address_without_a_scheduler_is_one_line(place, capsys, where, message):
    where = address(place).replace("tcp://", "tls://") if where == "tls" else where
    code, _, err = run(capsys, "sweep", "01", "-p", "n=1,2", "--cluster", where, "--out", str(place / "none"))
    assert code == 2 and message in err and err.count("\n") == 1 and not (place / "none").exists()


def test_a_synthesis_is_not_swept_far_from_the_results_it_reads(place, capsys):
    code, _, err = run(capsys, "sweep", "20", "-p", "n=1,2", "--cluster", address(place))
    assert code == 2 and "sweep it without --cluster" in err


def test_without_dask_one_line_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match=r"pip install 'statecraft\[cluster\]'"), cluster.connected("tcp://127.0.0.1:1"):
        pass


def test_a_failure_leaves_no_older_result_and_a_packed_folder_comes_back_whole(project):
    ran = Run("01-a", "ko", {"n": 2})
    made = project / "made"
    (made / "empty").mkdir(parents=True)
    (made / "figures").mkdir()
    (made / "figures" / "a.csv").write_bytes(b"\x00\xff")
    for _ in range(2):  # also over an older one
        cluster.kept(ran, Outcome(ran, "ok", 1.0), cluster.packed(made))
    assert tree(ran.folder) == tree(made) and (ran.folder / "empty").is_dir() and list(ran.folder.parent.iterdir()) == [ran.folder]
    cluster.kept(ran, Outcome(ran, "failed", 1.0), b"")
    assert list(ran.folder.parent.iterdir()) == []
