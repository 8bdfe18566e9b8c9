import pandas as pd
import pytest

from statecraft import tables
from statecraft.errors import UsageError

FIELDS = [
    {"name": "iso2", "type": "string", "constraints": {"required": True, "pattern": "^[A-Z]{2}$"}},
    {"name": "year", "type": "integer", "unit": "year", "constraints": {"minimum": 1990}},
    {"name": "share", "type": "number", "unit": "percent", "constraints": {"maximum": 100}},
    {"name": "member", "type": "boolean"},
    {"name": "day", "type": "date"},
    {"name": "kind", "type": "string", "constraints": {"enum": ["a", "b"]}},
]
TEXT = "iso2,year,share,member,day,kind\nNA,2020,1.5,true,2020-02-01,a\nKR,2021,,false,,b\n"


@pytest.fixture
def table(add_table):
    return add_table("things", TEXT, FIELDS, ["iso2", "year"])


def test_load_gives_types_and_keeps_namibia_and_the_missing(table):
    frame = tables.load("things")
    assert frame["iso2"].tolist() == ["NA", "KR"]
    assert frame["year"].tolist() == [2020, 2021] and str(frame["year"].dtype) == "Int64"
    assert frame["share"].isna().tolist() == [False, True]
    assert frame["member"].tolist() == [True, False]
    assert frame["day"].iloc[0] == pd.Timestamp("2020-02-01") and pd.isna(frame["day"].iloc[1])
    assert frame.attrs == {"table": "things", "modified": False}


def test_load_filters_by_value_and_list(table):
    assert tables.load("things", iso2="KR")["year"].tolist() == [2021]
    assert len(tables.load("things", iso2=["KR", "NA"], kind="a")) == 1


def test_a_frame_that_is_changed_does_not_change_the_next(table):
    frame = tables.load("things")
    frame["share"] = 0.0
    assert tables.load("things")["share"].iloc[0] == 1.5


def test_unknown_names_suggest_the_nearest(table):
    with pytest.raises(UsageError, match="no table 'thing'; did you mean 'things'"):
        tables.load("thing")
    with pytest.raises(UsageError, match="no field 'yaer'; did you mean 'year'"):
        tables.load("things", yaer=2020)


def test_an_edited_table_loads_and_is_marked_modified(table):
    table.write_text(TEXT.replace("1.5", "2.5"), encoding="utf-8")
    frame = tables.load("things")
    assert frame["share"].iloc[0] == 2.5 and frame.attrs["modified"]
    assert tables.catalog().set_index("name").loc["things", "status"] == "modified"


@pytest.mark.parametrize("before, after, message", [
    ("2020,1.5", "abc,1.5", "row 2, field 'year': 'abc' is not a valid integer"),
    ("2020,1.5", "1980,1.5", "row 2, field 'year'"),
    ("1.5", "150", "row 2, field 'share'"),
    ("true", "yes", "field 'member': 'yes' is not a valid boolean"),
    ("2020-02-01", "2020-02-31", "field 'day': '2020-02-31' is not a valid date"),
    (",b\n", ",c\n", "row 3, field 'kind'"),
    ("KR,2021", "NA,2020", "row 2, field 'iso2, year'"),
    ("NA,", "Na,", "row 2, field 'iso2'"),
    ("KR,", ",", "row 3, field 'iso2'"),
    ("iso2,", "iso,", "lacks the field 'iso2'"),
])
def test_a_table_that_breaks_its_schema_names_row_and_field(table, before, after, message):
    table.write_text(TEXT.replace(before, after, 1), encoding="utf-8")
    with pytest.raises(UsageError, match="table 'things'.*" + message):
        tables.load("things")


def test_a_missing_table_and_a_broken_foreign_key(table, add_table):
    key = [{"fields": ["iso2"], "reference": {"resource": "things", "fields": ["iso2"]}}]
    child = add_table("child", "iso2\nKR\n", [{"name": "iso2", "type": "string"}], ["iso2"], key)
    child.write_text("iso2\nXX\n", encoding="utf-8")
    with pytest.raises(UsageError, match="table 'child', row 2, field 'iso2': 'XX' is not in table things"):
        tables.load("child")
    table.unlink()
    with pytest.raises(UsageError, match="table 'things' is missing"):
        tables.load("things")


def test_cite_gives_a_sentence_and_bibtex(table):
    text = tables.cite("things")
    assert text.startswith("Someone (2026). things.") and "@misc{statecraft-things," in text
    assert "https://example.org/s" in text


def test_tables_in_use_are_recorded(table):
    tables.forget()
    tables.load("things")
    assert list(tables.used()) == ["things"] and len(tables.used()["things"]) == 64
