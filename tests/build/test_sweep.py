"""Sweeps as a user meets them: grid, runs, table, figure, what a wrong value or a failure does."""
import json
import os
import signal
import subprocess
import sys
import time

import pandas as pd
import pytest

from statecraft import paths
from statecraft.build import robustness, sweep
from statecraft.build.execute import Outcome
from statecraft.build.progress import Progress
from statecraft.build.runs import Run
from statecraft.cli import main

CELL = """from statecraft.params import Lang
lang: Lang = 'ko'  # 언어 · language
n: int = 1  # 개수 · how many
cut: float = 0.5  # 문턱 · threshold
names: list[str] = ['a']  # 이름 · names"""
FINISH = """import json, os, pathlib
if n == 3 and cut > 0.5:
    raise ValueError('too many')
heads = {'sum': n + 10 * cut, 'listed': len(names), 'fixed': 7, 'word': names[0]}
labels = {'sum': {'label': '합' if lang == 'ko' else 'the sum', 'unit': '점' if lang == 'ko' else 'points'}}
seen = [{'claim': 'x-1', 'definition': 'd', 'as_of': '2024', 'observed': n, 'low': n - 1, 'high': None, 'decision': 'agrees'},
        {'claim': 'x-1', 'definition': 'day', 'as_of': '2024', 'observed': '2024-10-10', 'low': None, 'high': None, 'decision': 'disagrees'}]
found = {'tables': {}, 'headlines': heads, 'headline_labels': labels, 'observations': seen,
         'verdicts': [{'claim': 'x-1', 'verdict': 'mixed', 'support': 0.5}]}
_ = pathlib.Path(os.environ['STATECRAFT_RUN'], 'result.json').write_text(json.dumps(found))"""


@pytest.fixture
def tiny(add_notebook, add_table):
    add_table("claims", "claim_id\nx-1\n", [{"name": "claim_id", "type": "string"}], ["claim_id"])
    return add_notebook("01-a", CELL, FINISH)


def run(capsys, *arguments):
    code = main(["sweep", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def result_of(swept: sweep.Grid, combination: dict, headlines: dict) -> None:
    """A finished run without a kernel."""
    folder = swept.run(combination).folder
    folder.mkdir(parents=True)
    (folder / "result.json").write_text(json.dumps({"tables": {"t": ""}, "headlines": headlines}))


def test_a_grid_is_the_same_in_any_order(tiny):
    one = sweep.grid("01-a", "ko", ["n=2,1", "names=a,b;c"])
    other = sweep.grid("01-a", "ko", ["names=c ; a,b", "n=1,2"])
    assert one.axes == other.axes == {"n": [1, 2], "names": [["a", "b"], ["c"]]} and one.folder == other.folder
    assert one.folder.name.startswith("ko-n-names-") and one.folder != sweep.grid("01-a", "en", ["n=2,1", "names=a,b;c"]).folder
    assert len(one.combinations()) == 4


def test_runs_are_those_of_a_build_the_defaults_included(tiny):
    swept = sweep.grid("01-a", "ko", ["n=1,2", "cut=0.5,1e3"])
    made = [swept.run(combination) for combination in swept.combinations()]
    assert [run.values for run in made] == [{}, {"cut": 1000.0}, {"n": 2}, {"n": 2, "cut": 1000.0}]
    assert made[0].folder == Run("01-a", "ko").folder and "custom" in made[1].folder.parts


@pytest.mark.parametrize("arguments, message", [
    (["01", "-p", "m=1,2"], "notebook '01-a' has no parameter 'm'"),
    (["01", "-p", "nn=1,2"], "no parameter 'nn'; did you mean 'n'"),
    (["01", "-p", "n=1,two"], "parameter 'n': 'two' is not of type int"),
    (["01", "-p", "n=1,2", "-p", "cut=0.1,x"], "parameter 'cut': 'x' is not of type float"),
    (["01", "-p", "n=1,,2"], "parameter 'n': '' is not of type int"),
    (["01", "-p", "names=a;"], "parameter 'names': [] is not a list of one value or more"),
    (["01", "-p", "n=1,2,1"], "parameter 'n': the value 1 is given twice"),
    (["01", "-p", "n=1", "-p", "n=2"], "parameter 'n' is given twice"),
    (["01", "-p", "lang=ko,en"], "chosen by --lang"),
    (["01", "-p", "n"], "'n' is not name=value,value"),
    (["01"], "a sweep needs values to go through, such as -p n=1,…"),
    (["01", "-p", "n=1,2", "--lang", "ko,en"], "one language"),
    (["07", "-p", "n=1,2"], "no notebook '07'"),
])
def test_wrong_input_is_one_line_and_writes_nothing(tiny, project, capsys, arguments, message):
    before = sorted(project.rglob("*"))
    code, out, err = run(capsys, *arguments)
    assert code == 2 and message in err and err.count("\n") == 1 and out == ""
    assert sorted(project.rglob("*")) == before


def test_a_failing_combination_stops_no_other_and_is_all_that_is_made_again(tiny, project, capsys):
    arguments = ["01", "-p", "n=1,3", "-p", "cut=0.5,0.75", "-j", "2"]
    code, out, _ = run(capsys, *arguments)
    assert code == 1 and "3 made, 0 unchanged, 1 failed" in out and "ValueError: too many" in out
    assert "statecraft build 01-a --lang ko -p n=3 -p cut=0.75" in out
    folder = next((project / "reports" / "sweeps" / "01-a").iterdir())
    table, record = pd.read_csv(folder / "sweep.csv"), json.loads((folder / "sweep.json").read_text())
    assert table[table["name"] == "sum"][["n", "cut", "value"]].values.tolist() == [[1, 0.5, 6], [1, 0.75, 8.5], [3, 0.5, 8]]
    assert [row["status"] for row in record["runs"]] == ["ok", "ok", "ok", "failed"] and "1가지" in record["figures"][0]["caption"]
    first = {path.name: path.read_bytes() for path in folder.iterdir()}
    code, out, _ = run(capsys, *arguments)
    assert code == 1 and "0 made, 3 unchanged, 1 failed" in out
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == first


def test_nothing_is_published_when_every_combination_failed(tiny, project, capsys):
    code, _, err = run(capsys, "01", "-p", "n=3", "-p", "cut=0.75", "--out", str(project / "elsewhere"))
    assert code == 1 and "no combination" in err and not list((project / "elsewhere").rglob("sweep*"))


def test_the_table_keeps_numbers_apart_from_words(tiny, project, capsys):
    assert run(capsys, "01", "-p", "n=1,2")[0] == 0
    table = pd.read_csv(next((project / "reports" / "sweeps").rglob("sweep.csv")))
    rows = table[table["n"] == 2].set_index(["kind", "name", "definition"]).sort_index()
    assert rows.loc[("headline", "word"), "text"].tolist() == ["a"] and rows.loc[("headline", "listed"), "value"].tolist() == [1]
    assert rows.loc[("verdict", "x-1"), ["value", "text"]].values.tolist() == [[0.5, "mixed"]]
    assert rows.loc[("observation", "x-1", "d"), ["value", "low", "decision"]].tolist() == [2, 1, "agrees"]
    assert rows.loc[("observation", "x-1", "day"), "text"] == "2024-10-10" and table["default"].tolist() == [True] * 7 + [False] * 7


def test_the_share_of_each_parameter_is_that_of_an_additive_number():
    frame = pd.DataFrame([{"a": a, "b": b, "value": 3.0 * a + b} for a in (0, 1) for b in (0, 1)])
    assert robustness.share(frame, "a") == 0.9 and robustness.share(frame, "b") == 0.1
    assert robustness.share(frame.assign(value=1e200), "a") == 0 and robustness.share(frame.assign(value=frame["value"] * 1e200), "a") == 0.9
    assert robustness.share(frame.assign(value=(frame["a"] == frame["b"]) * 1.0), "a") == 0


@pytest.mark.parametrize("lang, words", [("ko", ["핵심 수치", "합 (점)", "n 100%", "◆"]), ("en", ["headline number", "the sum (points)", "n 100%", "◆"])])
def test_the_figure_names_what_moves_each_number_and_nothing_overlaps(tiny, project, capsys, lang, words):
    assert run(capsys, "01", "-p", "n=1,2,4", "--lang", lang)[0] == 0
    folder = next((project / "reports" / "sweeps" / "01-a").iterdir())
    entry = json.loads((folder / "sweep.json").read_text())["figures"][0]
    moved = pd.read_csv(folder / "robustness.csv", index_col="name")
    assert entry["problems"] == [] and ("1개" if lang == "ko" else "1 of 3") in entry["title"] and "fixed" in entry["caption"]
    assert moved.loc["sum", ["default", "least", "greatest", "share_n", "moved_most_by", "highest_at"]].tolist() == [6, 6, 9, 1, "n", 4]
    words_seen = robustness._Words(sweep.grid("01-a", lang, ["n=1,2,4"]), pd.read_csv(folder / "sweep.csv"))
    shown = " ".join([*words_seen.heads, words_seen.label(moved.loc["sum"]), words_seen.mover(moved.loc["sum"])])
    assert all(word in shown for word in words)


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_long_names_wide_ranges_and_a_grid_without_defaults_fit_the_figure(tiny, project, lang):
    swept = sweep.grid("01-a", lang, ["n=5,6,7", "names=alpha,beta,gamma,delta,epsilon;zeta,eta,theta,iota,kappa"])
    for number, combination in enumerate(swept.combinations()):
        result_of(swept, combination, {f"a rather long name of a headline number that says all it measures, {lang}": number * 1e24,
                                       "narrow": 2024 + number / 1e6, "below_zero": -number / 3, "same": 1})
    folder = sweep.publish(swept, [])
    entry = json.loads((folder / "sweep.json").read_text())["figures"][0]
    assert entry["problems"] == [] and ("격자에 없다" if lang == "ko" else "not part of this grid") in entry["caption"]


def test_a_terminal_shows_one_line_with_rate_and_time_left(monkeypatch, capsys):
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    progress = Progress(40)
    progress.began = time.monotonic() - 20
    for status in ["ok"] * 9 + ["failed"]:
        progress(Outcome(Run("01-a", "ko", {"n": 2}), status, 1.0, "work", "ValueError: no"))
    lines = capsys.readouterr().out.split("\n")
    assert "10/40 runs, 1 failed, 2.0 s a run, 60 s left" in lines[-1] and "FAILED" in lines[0] and len(lines) == 3


@pytest.mark.skipif(sys.platform == "win32", reason="no SIGINT to one process")
def test_an_interrupted_sweep_keeps_what_is_finished_and_makes_the_rest(tiny, add_notebook, project):
    add_notebook("01-a", CELL, "import time; time.sleep(n > 1 and 1)", FINISH)
    command = [sys.executable, "-m", "statecraft.cli", "sweep", "01", "-p", "n=1,2,4,5,6", "-j", "1"]
    began = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=os.environ)
    assert "defaults" in began.stdout.readline()
    began.send_signal(signal.SIGINT)
    began.communicate(timeout=120)
    assert began.returncode in (130, -signal.SIGINT) and not (project / "reports" / "sweeps").exists()
    finished = len(list((project / "reports").rglob("result.json")))
    again = subprocess.run(command, capture_output=True, text=True, env=os.environ)
    assert again.returncode == 0 and f"{5 - finished} made, {finished} unchanged, 0 failed" in again.stdout, again.stderr
    assert finished and not list((project / "reports").rglob(".run-*"))


def test_help_shows_an_example_and_how_lists_are_given(capsys):
    with pytest.raises(SystemExit) as leaving:
        main(["sweep", "--help"])
    shown = " ".join(capsys.readouterr().out.split())
    assert leaving.value.code == 0 and "example: statecraft sweep 02" in shown and "'name=a,b;c,d'" in shown


def test_the_benchmark_measures_cost_and_memory(project):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("STATECRAFT_")}
    script = paths.ROOT / "benchmarks" / "sweep.py"
    done = subprocess.run([sys.executable, str(script), "2", "-j", "2"], capture_output=True, text=True, env=environment)
    header, _, row = done.stdout.splitlines()
    cells = [cell.strip() for cell in row.strip("|").split("|")]
    assert done.returncode == 0 and header.startswith("| runs | s a run |"), done.stderr
    assert cells[0] == "2" and cells[2] == cells[4] == "1.00" and float(cells[3]) > 50
