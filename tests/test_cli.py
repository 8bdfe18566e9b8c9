"""The command line as a user meets it: output, one-line errors, exit codes, nothing written."""
import json

import pytest

from statecraft.cli import main

CELL = "from statecraft.params import Lang\nlang: Lang = 'ko'  # language\nn: int = 3  # how many"
FINISH = "import json, os, pathlib\nfolder = pathlib.Path(os.environ['STATECRAFT_RUN'])\n" \
         "_ = (folder / 'result.json').write_text(json.dumps({'tables': {}, 'n': n, 'verdicts': [], 'observations': []}))"


def run(capsys, *arguments):
    code = main(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


@pytest.fixture
def small(add_notebook, add_table, monkeypatch):
    """A project with two notebooks and one table; the site and the PDF are not what is tested here."""
    from statecraft.build import pdf, site

    for made in (site, pdf):
        monkeypatch.setattr(made, "publish", lambda reports, failed: [])
    add_table("claims", "claim_id,text,notebook\nx-001,x-2024,01-a\n", [{"name": c, "type": "string"} for c in ("claim_id", "text", "notebook")], ["claim_id"])
    add_notebook("01-a", CELL, FINISH)
    return add_notebook("02-b", CELL, "x = 1", FINISH)


@pytest.mark.parametrize("arguments, message", [
    (["build", "03"], "no notebook '03'; valid: 01-a, 02-b"),
    (["build", "1-a", "-p", "n=2"], "no notebook '1-a'; did you mean '01-a'"),
    (["build", "01", "-p", "nn=2"], "notebook '01-a' has no parameter 'nn'; did you mean 'n'"),
    (["build", "01", "-p", "n=two"], "parameter 'n': 'two' is not of type int"),
    (["build", "-j", "0"], "argument -j: '0' is not a whole number above zero"),
    (["build", "--cell-limit", "-1"], "argument --cell-limit: '-1' is not a number above zero"),
    (["build", "--lang", "fr"], "no language 'fr'"),
    (["tables", "claim"], "no table 'claim'; did you mean 'claims'"),
    (["verdicts", "x-002"], "no notebook or claim 'x-002'; did you mean 'x-001'"),
    (["data", "build", "--sources", "/nowhere"], "no folder of sources at /nowhere"),
    (["new", "notebook", "Chips"], "'Chips' is not a notebook name"),
    (["new", "notebook", "01-a"], "notebook '01-a' exists already"),
    (["bild"], "invalid choice: 'bild'"),
    (["build", "--nothing"], "unrecognized arguments: --nothing"),
])
def test_wrong_input_is_one_line_and_writes_nothing(small, project, capsys, arguments, message):
    before = sorted(project.rglob("*"))
    code, out, err = run(capsys, *arguments)
    assert code == 2 and message in err and err.count("\n") == 1 and out == ""
    assert sorted(project.rglob("*")) == before


def test_a_broken_or_missing_table_stops_the_build(small, project, capsys):
    table = project / "data" / "claims.csv"
    table.write_text("claim_id,text,notebook\nx-001,x-2024,01-a\nx-001,x-2024,01-a\n")
    code, _, err = run(capsys, "build")
    assert code == 2 and "table 'claims', row 2, field 'claim_id'" in err
    table.unlink()
    code, _, err = run(capsys, "build")
    assert code == 2 and "table 'claims' is missing" in err and not list((project / "reports").iterdir())


def test_a_build_makes_runs_once_and_says_where_the_report_is(small, project, capsys):
    code, out, _ = run(capsys, "build", "-j", "2", "--lang", "ko")
    assert code == 0 and "2 made, 0 unchanged, 0 failed" in out and out.rstrip().endswith("index.html")
    code, out, _ = run(capsys, "build", "--lang", "ko", "--dry-run")
    assert out.splitlines() == ["keep  01-a [ko]  up to date", "keep  02-b [ko]  up to date"]
    summary = json.loads((project / "reports" / "summary.json").read_text())
    assert [row["status"] for row in summary["runs"]] == ["ok", "ok"]
    assert 'failures="0"' in (project / "reports" / "junit.xml").read_text()


def test_custom_parameters_are_kept_apart(small, project, capsys):
    code, out, _ = run(capsys, "build", "01", "-p", "n=5", "--lang", "ko")
    kept = list((project / "reports" / "custom").rglob("result.json"))
    assert code == 0 and json.loads(kept[0].read_text())["n"] == 5 and "kept in" in out
    assert not (project / "reports" / "results").exists() and not (project / "reports" / "summary.json").exists()


def test_one_failure_does_not_stop_the_others_and_names_the_cell(small, add_notebook, project, capsys):
    add_notebook("01-a", CELL, "1 / 0", FINISH)
    code, out, _ = run(capsys, "build", "--lang", "ko")
    assert code == 1 and "FAILED  01-a [ko] in cell 'code-1': ZeroDivisionError: division by zero" in out
    assert "repeat with: statecraft build 01-a --lang ko" in out and "ok      02-b" in out
    summary = json.loads((project / "reports" / "summary.json").read_text())
    assert summary["runs"][0]["status"] == "failed" and summary["runs"][0]["cell"] == "code-1"
    assert 'failures="1"' in (project / "reports" / "junit.xml").read_text()


def test_verdicts_and_tables_as_json(small, capsys):
    code, out, _ = run(capsys, "verdicts", "--json")
    assert code == 0 and json.loads(out) == [{
        "claim_id": "x-001", "text": "x-2024", "notebook": "01-a", "verdict": None, "robustness": None,
        "observed": {}, "reason": "not tested yet", "today": None}]
    code, out, _ = run(capsys, "tables", "--json")
    assert set(json.loads(out)[0]) == {"name", "rows", "fields", "licence", "sources"}
    code, out, _ = run(capsys, "tables", "claims")
    assert code == 0 and "key: claim_id" in out and "@misc{statecraft-claims" in out


@pytest.mark.parametrize("command", [["build"], ["verdicts"], ["tables"], ["data", "build"], ["new", "notebook"]])
def test_every_command_has_help_with_an_example(command, capsys):
    with pytest.raises(SystemExit) as leaving:
        main([*command, "--help"])
    assert leaving.value.code == 0 and "example: statecraft " in capsys.readouterr().out


def test_a_new_notebook_runs_as_it_is(capsys, monkeypatch, tmp_path):
    from statecraft.build.execute import execute
    from statecraft.build.runs import Run

    monkeypatch.setenv("STATECRAFT_NOTEBOOKS", str(tmp_path))
    monkeypatch.setenv("STATECRAFT_REPORTS", str(tmp_path / "reports"))
    assert run(capsys, "new", "notebook", "20-trial")[0] == 0
    outcome = execute(Run("20-trial", "en"))
    assert outcome.status == "ok", outcome.error
