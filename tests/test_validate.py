"""Files as users damage them: one line that names table, row as a spreadsheet counts it, and field."""
import json

import pytest

from statecraft import tables
from statecraft.cli import main
from statecraft.errors import UsageError

FIELDS = [
    {"name": "id", "type": "string", "constraints": {"required": True, "pattern": "^[A-Z]{2}$"}},
    {"name": "year", "type": "integer", "unit": "year", "constraints": {"minimum": 1990}},
    {"name": "share", "type": "number", "unit": "percent", "interval": ["low", "high"], "constraints": {"maximum": 100}},
    {"name": "low", "type": "number", "unit": "percent"}, {"name": "high", "type": "number", "unit": "percent"},
    {"name": "member", "type": "boolean"}, {"name": "day", "type": "date"}, {"name": "planned", "type": "date", "future": True},
    {"name": "kind", "type": "string", "constraints": {"enum": ["open", "closed"]}},
    {"name": "iso3", "type": "string"}, {"name": "partner_iso3_list", "type": "string"}, {"name": "note", "type": "string"},
]
HEAD = "id,year,share,low,high,member,day,planned,kind,iso3,partner_iso3_list,note\n"
TEXT = (HEAD + "NA,2020,40.5,30,50,true,2020-02-01,2031-01-01,open,KOR,USA; KOR,plain\n"
        'KR,2020,59.4,,,false,,,closed,USA,,"with, comma"\nUS,2021,70,,,,,,,,,\n')


@pytest.fixture
def things(add_table, project):
    add_table("countries", "iso3\nKOR\nUSA\n", [{"name": "iso3", "type": "string"}], ["iso3"])
    path = add_table("things", TEXT, FIELDS, ["id", "year"], [{"fields": ["iso3"], "reference": {"resource": "countries", "fields": ["iso3"]}}])
    package = project / "data" / "datapackage.json"
    content = json.loads(package.read_text())
    content["as_of"] = "2026-11-22"
    content["resources"][1]["checks"] = [{"sum": "share", "by": ["year"], "at_most": 100, "tolerance": 0.5}]
    package.write_text(json.dumps(content))
    return path


DAMAGE = {
    "text in a number": ("2020,40.5", "abc,40.5", "row 2, field 'year': 'abc' is not a whole number"),
    "a fraction of a year": ("2020,40.5", "2020.5,40.5", "row 2, field 'year': '2020.5' is not a whole number"),
    "thousands separators": ("2020,40.5", '"2,020",40.5', "row 2, field 'year': '2,020' is not a whole number in plain digits"),
    "a decimal comma": ("59.4", '"59,4"', "row 3, field 'share': '59,4' is not a number"),
    "infinity": ("59.4", "inf", "row 3, field 'share': 'inf' is not a number"),
    "below the minimum": ("2020,40.5", "1980,40.5", "row 2, field 'year': '1980' fails minimum 1990"),
    "above the maximum": ("US,2021,70", "US,2021,170", "row 4, field 'share': '170.0' fails maximum 100"),
    "a word for yes": ("true", "yes", "row 2, field 'member': 'yes' is not true or false"),
    "a date as Excel writes it": ("2020-02-01", "2024. 5. 27.", "row 2, field 'day': '2024. 5. 27.' is not a date as YYYY-MM-DD"),
    "a date without zeros": ("2020-02-01", "2020-2-1", "row 2, field 'day': '2020-2-1' is not a date"),
    "a day that never was": ("2020-02-01", "2020-02-31", "row 2, field 'day': '2020-02-31' is not a date"),
    "a date ahead": ("2020-02-01", "2027-02-01", "row 2, field 'day': '2027-02-01' lies after 2026-11-22"),
    "an unknown value of a list": (",closed,", ",closd,", "row 3, field 'kind': 'closd' is not allowed; did you mean 'closed'"),
    "small letters": ("NA,2020", "Na,2020", "row 2, field 'id': 'Na' fails pattern"),
    "an empty required cell": ("KR,2020", ",2020", "row 3, field 'id': empty"),
    "an empty key": ("KR,2020", "KR,", "row 3, field 'year': empty, and the field is part of the primary key"),
    "a key that stands twice": ("KR,2020", "NA,2020", "field 'id, year': this key stands in another row too"),
    "an unknown country": (",KOR,USA", ",KOP,USA", "row 2, field 'iso3': 'KOP' is not in table countries; did you mean 'KOR'"),
    "an unknown country in a list": ("USA; KOR", "USA; KR", "row 2, field 'partner_iso3_list': 'KR' is not in table countries"),
    "a value outside its interval": ("40.5,30,50", "40.5,30,40", "row 2, field 'share': 40.5 lies outside its interval .high is 40"),
    "shares beyond the whole": ("59.4", "65", "row 2, field 'share': the sum over year 2020 is 105.5, expected at most 100"),
    "a truncated row": (",closed,USA,,\"with, comma\"", ",cl", "row 3, field 'iso3': the row ends before this field .9 of 12 cells"),
    "an extra comma": ("plain", "pla,in", "row 2, field 'note': 13 cells for 12 fields; a comma"),
    "an empty line": ("KR,2020", "\nKR,2020", "row 3, field 'id': the row ends before this field .0 of 12"),
    "an open quotation mark": ("plain", '"plain', "row 2: .*quotation mark"),
    "a missing column": ("iso3,partner", "partner", "lacks the field 'iso3' in row 1"),
    "an unknown column": ("note\n", "remark\n", "lacks the field 'note' in row 1"),
    "a column twice": ("note\n", "kind\n", "lacks the field 'note' in row 1"),
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_is_named_by_table_row_and_field(things, damage):
    before, after, message = DAMAGE[damage]
    assert before in TEXT
    things.write_text(TEXT.replace(before, after, 1), encoding="utf-8", newline="")
    with pytest.raises(UsageError, match="table 'things'.*" + message) as caught:
        tables.load("things")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("content, message", [
    (b"", "table 'things' is empty: row 1 should name the fields id, year"),
    (TEXT.replace(",", ";").encode(), "row 1, field 'id': cells are separated by semicolons, expected commas"),
    (TEXT.replace("plain", "한국").encode("cp949"), "row 2, field 'note': .* is not UTF-8"),
    (TEXT.encode("utf-16"), "table 'things'"),
    ((HEAD.rstrip("\n") + ",note\n").encode(), "table 'things' has the field 'note' twice in row 1"),
    ((HEAD.rstrip("\n") + ",extra\n").encode(), "table 'things' has an unknown field 'extra' in row 1"),
])
def test_a_file_that_is_not_the_table_at_all_is_named(things, content, message, capsys):
    things.write_bytes(content)
    assert main(["data", "check", "things"]) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    with pytest.raises(UsageError, match=message):
        tables.load("things")


@pytest.mark.parametrize("content", [
    TEXT.encode("utf-8-sig"), TEXT.replace("\n", "\r\n").encode(), TEXT.replace("40.5", "41").encode(),
    "\n".join(",".join(reversed(line.split(","))) for line in TEXT.replace('"with, comma"', "text").splitlines()).encode(),
])
def test_what_a_spreadsheet_changes_without_harm_is_accepted_and_marked(things, content):
    things.write_bytes(content)
    frame = tables.load("things")
    assert frame.attrs["modified"] and frame["id"].tolist() == ["NA", "KR", "US"] and frame["share"].tolist()[1:] == [59.4, 70]


def test_shares_that_should_fill_the_whole_are_checked_where_none_is_missing(things, project):
    package = project / "data" / "datapackage.json"
    package.write_text(package.read_text().replace('"at_most"', '"equals"'))
    things.write_text(TEXT.replace("plain", "edited").replace("US,2021,70", "US,2021,"))
    assert len(tables.load("things")) == 3
    things.write_text(TEXT.replace("plain", "edited"))
    with pytest.raises(UsageError, match="row 4, field 'share': the sum over year 2021 is 70, expected 100"):
        tables.load("things")


def test_a_broken_foreign_key_and_a_table_it_needs_that_is_missing(things, project):
    things.write_text(TEXT.replace("plain", "edited"))
    (project / "data" / "countries.csv").unlink()
    with pytest.raises(UsageError, match="table 'things' refers to table 'countries', which is missing"):
        tables.load("things")
    things.unlink()
    with pytest.raises(UsageError, match="table 'things' is missing"):
        tables.load("things")


def test_data_check_names_every_broken_table_and_ends_with_2(things, project, capsys):
    things.write_text(TEXT.replace("2020,40.5", "abc,40.5"))
    (project / "data" / "countries.csv").write_text("iso3\nKOR\nKOR\n")
    assert main(["data", "check"]) == 2
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 2 and "'countries', row 2" in said[0] and "'things', row 2" in said[1]
