import hashlib
import json
import os
import shutil
import subprocess
import sys

import pytest

from statecraft import paths
from statecraft.build import modules, runs
from statecraft.build.content import digest
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


@pytest.fixture
def kept(notebooks, add_table):
    """A run of 01-a that loaded table `things`, up to date."""
    table = add_table("things", "a\n1\n", [{"name": "a", "type": "string"}], ["a"])
    run = Run("01-a", "ko")
    assert runs.stale(run) == "no result yet"
    run.folder.mkdir(parents=True)
    read = f"sha256:{hashlib.sha256(table.read_bytes()).hexdigest()}"
    (run.folder / "inputs.json").write_text(json.dumps(runs.inputs(run, {"things": read})))
    assert runs.stale(run) is None
    return run


def rewritten(path, old, new):
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_an_edited_table_or_its_description_makes_a_run_stale(kept, project):
    rewritten(project / "data" / "things.csv", "1", "2")
    assert runs.stale(kept) == "changed: table things"
    rewritten(project / "data" / "things.csv", "2", "1")
    assert runs.stale(kept) is None
    rewritten(project / "data" / "datapackage.json", '"publisher": "P"', '"publisher": "Q"')
    assert runs.stale(kept) == "changed: table things"


def test_a_table_changed_during_a_run_makes_it_stale(kept, project):
    (kept.folder / "inputs.json").write_text(json.dumps(runs.inputs(kept, {"things": "sha256:as-it-was-read"})))
    assert runs.stale(kept) == "changed: table things"


def test_code_prose_and_tags_make_a_run_stale_but_outputs_and_time_do_not(kept, project):
    path = project / "notebooks" / "01-a.ipynb"
    os.utime(path, (0, 0))
    rewritten(path, '"execution_count": null', '"execution_count": 7')
    assert runs.stale(kept) is None
    rewritten(path, "# 제목", "# 새 제목")
    assert runs.stale(kept) == "changed: notebook"


def test_only_a_module_that_the_notebook_uses_makes_a_run_stale(kept, tmp_path, monkeypatch):
    library = tmp_path / "library" / "statecraft"
    shutil.copytree(modules.PACKAGE, library, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(modules, "PACKAGE", library)
    for unused in ("measures/votes.py", "cli.py", "build/engine.py", "curate/votes.py", "curate/votes.yml"):
        with (library / unused).open("a") as file:
            file.write("# a comment\n")
    assert runs.stale(kept) is None
    rewritten(library / "params.py", '"""Parameters', '"""The parameters')
    assert runs.stale(kept) == "changed: module statecraft.params"
    (library / "words.yml").write_text("a: 1")
    (library / "errors.py").unlink()
    assert runs.stale(kept) == "changed: module statecraft.errors, module statecraft.params, files statecraft"


def test_parameters_and_the_locked_environment_make_a_run_stale(kept, project, monkeypatch):
    (project / "requirements.lock").write_text("pandas==1")
    monkeypatch.setattr(paths, "ROOT", project)
    assert runs.stale(kept) == "changed: environment"
    custom = Run("01-a", "ko", {"n": 4})
    assert set(runs.inputs(custom, {}).items()) - set(runs.inputs(kept, {}).items()) == {("parameters", digest({"n": 4}))}


def test_a_synthesis_follows_the_results_of_the_others(notebooks):
    run, other = Run("20-z", "ko"), Run("01-a", "ko")
    assert runs.is_synthesis("20-z") and not runs.is_synthesis("01-a")
    for one in (run, other):
        one.folder.mkdir(parents=True)
        (one.folder / "inputs.json").write_text(json.dumps(runs.inputs(one, {})))
    assert [reason for _, reason in runs.reasons([other, run])] == [None, None]
    (other.folder / "result.json").write_text("{}")
    assert runs.stale(run) == "changed: result 01-a"
    planned = [(other, "changed: notebook"), (Run("02-b", "en"), "no result yet"), (run, None)]
    assert runs.foreseen(planned)[2] == (run, "reads results to be made: 01-a")


def test_what_is_no_notebook_is_told_in_one_line(project):
    (project / "notebooks" / "01-a.ipynb").write_text("[]")
    with pytest.raises(UsageError, match="notebook '01-a' is not a notebook in format 4"):
        runs.values("01-a", [])


def test_planning_imports_neither_pandas_nor_nbformat():
    code = "import sys; from statecraft.build import runs; runs.reasons([runs.Run(name, 'ko') for name in runs.chosen([])])"
    lazy = f"import sys, types; package = types.ModuleType('statecraft'); package.__path__ = [{str(modules.PACKAGE)!r}]; " \
           f"sys.modules['statecraft'] = package; {code}; print(*{{'pandas', 'nbformat'}} & set(sys.modules))"
    assert subprocess.run([sys.executable, "-c", lazy], capture_output=True, text=True, check=True).stdout.strip() == ""


def test_a_damaged_parameters_cell_is_told_in_one_line(add_notebook):
    add_notebook("01-a", "lang = (")
    with pytest.raises(UsageError, match="parameters cell of notebook '01-a'"):
        runs.values("01-a", ["lang=ko"])


def test_runs_with_other_values_differ_and_their_command_can_be_pasted(project):
    assert runs.Run("01-a", "ko", {"x": "a;b"}) != runs.Run("01-a", "ko")
    assert runs.Run("01-a", "ko", {"x": "a;b"}).command == "statecraft build 01-a --lang ko -p 'x=a;b'"
