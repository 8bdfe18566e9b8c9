import pytest

from statecraft.build import runs
from statecraft.build.runs import Run
from statecraft.errors import UsageError

CELL = "from statecraft.params import Lang\nlang: Lang = 'ko'  # language\nn: int = 3  # how many"


@pytest.fixture
def notebooks(add_notebook):
    add_notebook("01-a", CELL)
    add_notebook("02-b", CELL)
    add_notebook("20-z", CELL, metadata={"statecraft": {"reads": "results"}})


def test_notebooks_are_chosen_by_slug_or_number(notebooks):
    assert runs.chosen([]) == ["01-a", "02-b", "20-z"]
    assert runs.chosen(["2", "02"][1:]) == runs.chosen(["02-b.ipynb"]) == ["02-b"]
    with pytest.raises(UsageError, match="no notebook '02-c'; did you mean '02-b'"):
        runs.chosen(["02-c"])


def test_values_are_those_that_differ_from_the_defaults(notebooks):
    assert runs.values("01-a", ["n=3", "lang=en"]) == {}
    assert runs.values("01-a", ["n=4"]) == {"n": 4}


@pytest.mark.parametrize("given, message", [("m=4", "no parameter 'm'; valid: lang, n"), ("n", "is not name=value"),
                                            ("n=x", "'x' is not of type int")])
def test_wrong_values_are_refused(notebooks, given, message):
    with pytest.raises(UsageError, match=message):
        runs.values("01-a", [given])


def test_a_notebook_needs_one_parameters_cell(add_notebook):
    path = add_notebook("03-c", CELL)
    path.write_text(path.read_text().replace('"parameters"', '"params"'))
    with pytest.raises(UsageError, match="0 cells tagged 'parameters'"):
        runs.parameters("03-c")


def test_custom_runs_stay_apart_and_name_their_command(notebooks):
    default, custom = Run("02-b", "ko"), Run("02-b", "ko", {"n": 4})
    assert default.folder != custom.folder and "custom" in custom.folder.parts
    assert custom.command == "statecraft build 02-b --lang ko -p n=4"


def test_a_run_is_stale_when_content_changed_and_says_what(notebooks, add_notebook, add_table):
    import json

    table = add_table("things", "a\n1\n", [{"name": "a", "type": "string"}], ["a"])
    run = Run("01-a", "ko")
    assert runs.stale(run) == "no result yet"
    run.folder.mkdir(parents=True)
    (run.folder / "inputs.json").write_text(json.dumps(runs.inputs(run, {"things": ""})))
    assert runs.stale(run) is None
    table.write_text("a\n2\n")
    assert runs.stale(run) == "changed: table things"
    table.write_text("a\n1\n")
    add_notebook("01-a", CELL, "1 + 1")
    assert runs.stale(run) == "changed: notebook"


def test_a_synthesis_depends_on_the_results_of_the_others(notebooks):
    run, other = Run("20-z", "ko"), Run("01-a", "ko")
    assert runs.is_synthesis("20-z") and not runs.is_synthesis("01-a")
    before = runs.inputs(run, {})["results"]
    other.folder.mkdir(parents=True)
    (other.folder / "result.json").write_text("{}")
    assert runs.inputs(run, {})["results"] != before
