"""A build against its record: what differs is told in words, bytes count on the reference platform only."""
import json

import pytest

from statecraft.build import expected
from statecraft.build.check import byte_changes, check, number_changes, record
from statecraft.cli import main
from statecraft.errors import BuildError, UsageError

CELL = "from statecraft.params import Lang\nlang: Lang = 'ko'  # language\nn: int = 3  # how many"
FINISH = "import json, os, pathlib\nfolder = pathlib.Path(os.environ['STATECRAFT_RUN'])\n" \
         "content = {'tables': {}, 'modified': [], 'headlines': {'n': n}, 'figures': [], 'tables_written': [], 'verdicts': [], 'observations': []}\n" \
         "_ = (folder / 'result.json').write_text(json.dumps(content))"


def seen(definition, observed, decision, main=False, then=True, low=None, high=None):
    return {"claim": "x-001", "definition": definition, "observed": observed, "low": low, "high": high, "decision": decision,
            "main": main, "then": then}


@pytest.fixture
def made(project, add_notebook):
    """Results of one notebook in both languages; call it again with other numbers."""
    add_notebook("01-a", CELL)
    for name in expected.OUTPUTS:
        (project / "reports" / name).write_text("ledger")

    def make(*observations, verdict="mixed", today="mixed", headlines=None, langs=("ko", "en")):
        result = {"headlines": headlines or {"gap": 1.5}, "verdicts": [{"claim": "x-001", "verdict": verdict, "today": today}],
                  "observations": list(observations) or [seen("fair", 4, "agrees", main=True), seen("wide", 9, "disagrees")]}
        for lang in langs:
            folder = project / "reports" / "results" / "01-a" / lang
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "result.json").write_text(json.dumps(result))
            (folder / "inputs.json").write_text("{}")
        return project / "reports" / "expected.json"
    return make


def lines(capsys):
    return capsys.readouterr().out.splitlines()


def test_a_build_that_gives_what_was_recorded_passes(made, capsys):
    path = made()
    record(path)
    (path.parent / "results" / "01-a" / "ko" / "inputs.json").write_text("{'code': 'changed, results did not'}")
    assert check(path, ["01-a"], ["ko", "en"]) == 0
    assert lines(capsys)[-1].endswith("1 notebooks, numbers within 1e-06, to the byte")
    before = path.read_bytes()
    record(path)
    assert path.read_bytes() == before and not any("RENEWED" in line for line in lines(capsys))


def test_a_moved_verdict_names_the_definition_that_moved_it(made, capsys):
    path = made()
    record(path)
    made(seen("fair", 5, "disagrees", main=True), seen("wide", 9, "disagrees"), verdict="contradicted", today="contradicted")
    assert check(path, ["01-a"], ["ko", "en"]) == 1
    said = lines(capsys)
    assert "DIFFERS 01-a [ko, en]: x-001: mixed → contradicted because definition 'fair' now disagrees (4 → 5)" in said
    assert "DIFFERS 01-a [ko, en]: other bytes: result.json" in said and said[-1].startswith("3 differences from")


@pytest.mark.parametrize("old, new, said", [
    ([seen("a", 4, "agrees", main=True)], [seen("a", 4.5, "agrees", main=True)],
     "x-001: definition 'a' sees 4.5 instead of 4; the verdict stays mixed"),
    ([seen("a", 4, "agrees", low=3, high=5)], [seen("a", 4, "agrees", low=3, high=6)],
     "x-001: definition 'a' sees 4 [3, 6] instead of 4 [3, 5]; the verdict stays mixed"),
    ([seen("a", 4, "agrees", main=True), seen("b", 1, "agrees")], [seen("a", 4, "agrees"), seen("b", 1, "agrees", main=True)],
     "x-001: the main definition is 'b', not 'a'; the verdict stays mixed"),
    ([seen("a", 4, "agrees")], [seen("a", 4, "agrees"), seen("b", None, "undecided")],
     "x-001: definition 'b' is new and undecided; the verdict stays mixed"),
    ([seen("a", 4, "agrees")], [seen("a", 4, "agrees"), seen("a", 7, "disagrees", then=False)],
     "x-001 today: definition 'a' is new and disagrees; the verdict stays mixed"),
])
def test_what_a_claim_sees_is_followed_to_its_verdict(made, old, new, said):
    made(*old)
    before = expected.numbers("01-a", "ko")
    made(*new)
    assert number_changes(before, expected.numbers("01-a", "ko"), 1e-6) == [said]


@pytest.mark.parametrize("old, new, same", [
    (1.0, 1.0000001, True), (1.0, 1.00001, False), (0.0, 1e-12, True), ("2024-10; 0.5", "2024-10; 0.50000001", True),
    ("2024-10; 0.5", "2024-11; 0.5", False), ([1, 2], [1, 3], False), (None, 0, False), ("KOR", "JPN", False)])
def test_numbers_agree_within_the_tolerance_and_words_exactly(old, new, same):
    assert (number_changes({"headlines": {"x": old}, "claims": {}}, {"headlines": {"x": new}, "claims": {}}, 1e-6) == []) == same


def test_elsewhere_numbers_are_compared_and_bytes_are_not(made, capsys, monkeypatch):
    path = made()
    record(path)
    made(headlines={"gap": 1.5000000001})
    assert check(path, ["01-a"], ["ko", "en"]) == 1
    monkeypatch.setattr(expected.platform, "machine", lambda: "other")
    assert check(path, ["01-a"], ["ko", "en"]) == 0 and "bytes not compared (recorded on " in lines(capsys)[-1]
    made(headlines={"gap": 2.5})
    assert check(path, ["01-a"], ["ko", "en"]) == 1 and "DIFFERS 01-a [ko, en]: headline 'gap': 1.5 → 2.5" in lines(capsys)


def test_outputs_of_the_whole_build_are_named_and_a_partial_build_leaves_them_out(made, capsys):
    path = made()
    record(path)
    (path.parent / "ledger.csv").write_text("another")
    assert check(path, ["01-a"], ["ko"]) == 0
    assert check(path, ["01-a"], ["ko", "en"]) == 1 and "DIFFERS other bytes: ledger.csv" in lines(capsys)
    assert byte_changes({"a": "1", "b": "1"}, {"b": "1", "c": "2"}) == ["other bytes: a, c"]


def test_a_missing_run_differs_and_is_not_recorded(made, add_notebook, capsys):
    path = made()
    record(path)
    add_notebook("02-b", CELL)
    with pytest.raises(BuildError, match=r"not recorded: 02-b \[ko\]: no result"):
        record(path)
    assert check(path, ["01-a", "02-b"], ["ko", "en"]) == 1 and "DIFFERS 02-b [ko, en]: not in the record" in lines(capsys)


def test_languages_that_disagree_are_not_recorded(made):
    made()
    path = made(headlines={"gap": 9}, langs=("en",))
    with pytest.raises(BuildError, match=r"not recorded: 01-a \[en\]: headline 'gap': 1.5 → 9"):
        record(path)
    assert not path.exists()


@pytest.mark.parametrize("arguments, message", [
    (["--check"], "no record at "), (["--check", "-p", "n=4"], "-p makes runs with changed parameters"),
    (["--record", "01"], "--record is for all notebooks in both languages"), (["--record", "--lang", "ko"], "--record is for all notebooks"),
    (["--record", "--check"], "not allowed with argument"),
])
def test_what_cannot_be_compared_is_refused_before_anything_runs(made, project, capsys, arguments, message):
    made()
    before = sorted(project.rglob("*"))
    assert main(["build", *arguments]) == 2 and message in capsys.readouterr().err
    assert sorted(project.rglob("*")) == before


def test_the_command_records_then_checks_a_real_build(project, add_notebook, add_table, monkeypatch, capsys):
    from statecraft.build import pdf, site

    for made in (pdf, site):
        monkeypatch.setattr(made, "publish", lambda reports, failed: [])
    columns = ("claim_id", "text", "notebook")
    add_table("claims", f"{','.join(columns)}\nx-001,x-2024,09-z\n", [{"name": c, "type": "string"} for c in columns], ["claim_id"])
    add_notebook("01-a", CELL, FINISH)
    assert main(["build", "--record"]) == 0 and main(["build", "--check"]) == 0
    add_notebook("01-a", CELL.replace("3", "4"), FINISH)
    assert main(["build", "--check"]) == 1
    assert "DIFFERS 01-a [ko, en]: headline 'n': 3 → 4" in capsys.readouterr().out
    with pytest.raises(UsageError, match="no record at"):
        expected.recorded(project / "elsewhere.json")
