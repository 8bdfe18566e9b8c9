import pytest

from statecraft import citation, own, tables
from statecraft.build import runs
from statecraft.build.execute import execute
from statecraft.cli import main
from statecraft.errors import UsageError


@pytest.fixture
def published(add_table, project):
    add_table("countries", "iso3\nKOR\nUSA\n", [{"name": "iso3", "type": "string"}], ["iso3"])
    return project / "data" / "own"


def made(name: str, capsys) -> None:
    assert main(["new", "table", name]) == 0
    capsys.readouterr()


def test_a_new_table_passes_its_checks_and_is_treated_like_any_other(published, capsys):
    made("mine", capsys)
    assert main(["data", "check", "own/mine"]) == 0 and "own/mine" in capsys.readouterr().out
    tables.forget()
    assert tables.load("own/mine", iso3="KOR")["year"].tolist() == [2025]
    assert list(tables.used()) == ["own/mine"]
    assert tables.catalog().set_index("name")["status"].to_dict() == {"countries": "published", "own/mine": "own"}
    assert "mine, own compilation" in citation.cite("own/mine") and "@misc{own-mine," in citation.cite("own/mine")
    assert main(["tables", "own/mine"]) == 0 and "key: iso3, year" in capsys.readouterr().out


def test_a_newer_edition_is_never_loaded_unless_asked_for(published, capsys):
    made("countries", capsys)
    (published / "countries.csv").write_text("iso3\nKOR\nUSA\nJPN\n")
    assert len(tables.load("countries")) == 2 and not tables.load("countries").attrs["modified"]
    assert len(tables.load("own/countries")) == 3
    assert tables.describe("own/countries")["schema"]["fields"] == tables.describe("countries")["schema"]["fields"]


def test_a_run_that_used_an_own_table_goes_stale_with_it(published, add_notebook, capsys):
    made("mine", capsys)
    add_notebook("01-a", "from statecraft.params import Lang\nlang: Lang = 'ko'  # language", "from statecraft import load, tables\nn = len(load('own/mine'))",
                 "import json, os, pathlib\nfolder = pathlib.Path(os.environ['STATECRAFT_RUN'])\n_ = (folder / 'result.json').write_text(json.dumps("
                 "{'tables': {name: f'sha256:{digest}' for name, digest in tables.used().items()}, 'verdicts': [], 'observations': []}))")
    run = runs.Run("01-a", "ko")
    assert execute(run).status == "ok" and runs.stale(run) is None
    (published / "mine.csv").write_text("iso3,year,value\nKOR,2025,1.5\n")
    assert "own/mine" in runs.stale(run)


def test_own_tables_may_be_kept_elsewhere(published, capsys, monkeypatch, tmp_path):
    monkeypatch.setenv("STATECRAFT_DATA_OWN", str(tmp_path / "elsewhere"))
    made("mine", capsys)
    assert (tmp_path / "elsewhere" / "mine.csv").exists() and not published.exists()
    assert len(tables.load("own/mine")) == 2


@pytest.mark.parametrize("before, after, message", [
    ("licence: not stated", "license: MIT", "metadata of table 'mine' lacks 'licence'"),
    ("sources: []", "source: []", "has an unknown key 'source'; did you mean 'sources'"),
    ("sources: []", "sources: [{title: x}]", "sources lacks 'name'"),
    ("unit: year, ", "", "field 'year' holds numbers and has no unit"),
    ("type: number", "type: float", "field 'value': no type 'float'"),
    ("primaryKey: [iso3, year]", "primaryKey: [iso3, yaer]", "names an unknown field 'yaer'; did you mean 'year'"),
    ("title: {ko: mine, en: mine}", "title: {ko: mine}", "title lacks 'en'"),
    ("sources: []", "sources: [", "mine.yml is not valid YAML at line"),
])
def test_metadata_that_lack_something_are_named_and_break_nothing_else(published, capsys, before, after, message):
    made("mine", capsys)
    path = published / "mine.yml"
    assert before in path.read_text(encoding="utf-8")
    path.write_text(path.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")
    with pytest.raises(UsageError, match=message):
        tables.load("own/mine")
    assert tables.catalog()["name"].tolist() == ["countries"]


def test_an_own_table_is_validated_and_wrong_names_are_refused(published, capsys):
    made("mine", capsys)
    (published / "mine.csv").write_text("iso3,year,value\nKOR,2025,x\n")
    with pytest.raises(UsageError, match="table 'own/mine', row 2, field 'value': 'x' is not a number"):
        tables.load("own/mine")
    with pytest.raises(UsageError, match="no table 'mine'; did you mean 'own/mine'"):
        tables.load("mine")
    for name, message in (("mine", "exists already"), ("My table", "is not a table name")):
        with pytest.raises(UsageError, match=message):
            own.new_table(name)
