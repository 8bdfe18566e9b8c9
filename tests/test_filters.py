import pandas as pd
import pytest

from statecraft import tables
from statecraft.errors import UsageError

PARENT = [{"name": "iso3", "type": "string"}]
FIELDS = [
    {"name": "iso3", "type": "string"}, {"name": "day", "type": "date"},
    {"name": "edition", "type": "string", "constraints": {"pattern": r"^\d{4}-\d{2}(-\d{2})?$"}},
    {"name": "kind", "type": "string", "constraints": {"enum": ["a", "b", "c"]}},
    {"name": "year", "type": "integer", "unit": "year"}, {"name": "member", "type": "boolean"}, {"name": "note", "type": "string"},
]
TEXT = ("iso3,day,edition,kind,year,member,note\n"
        "KOR,2024-05-27,2024-05,a,2020,true,x\nKOR,2024-06-01,2024-05-27,b,2021,false,\nUSA,2025-01-31,2025-01,a,,true,y\n")


@pytest.fixture
def things(add_table):
    add_table("lands", "iso3\nKOR\nUSA\nJPN\n", PARENT, ["iso3"])
    add_table("things", TEXT, FIELDS, ["iso3", "day"], [{"fields": ["iso3"], "reference": {"resource": "lands", "fields": ["iso3"]}}])

    def rows(**filters):
        return tables.load("things", **filters)["day"].dt.strftime("%m-%d").tolist()
    return rows


@pytest.mark.parametrize("filters, found", [
    ({"iso3": "KOR"}, ["05-27", "06-01"]), ({"iso3": ["USA", "KOR"], "kind": "a"}, ["05-27", "01-31"]),
    ({"year": 2021}, ["06-01"]), ({"year": None}, ["01-31"]), ({"year": [None, 2020]}, ["05-27", "01-31"]), ({"member": True}, ["05-27", "01-31"]),
    ({"day": "2024"}, ["05-27", "06-01"]), ({"day": "2024-05"}, ["05-27"]), ({"day": pd.Timestamp("2025-01-31")}, ["01-31"]),
    ({"day": ["2024-05", "2025"]}, ["05-27", "01-31"]),
    ({"edition": "2024-05"}, ["05-27", "06-01"]), ({"edition": "2024-05-27"}, ["06-01"]), ({"edition": "2024"}, ["05-27", "06-01"]),
])
def test_a_filter_is_a_value_a_list_or_a_period(things, filters, found):
    assert things(**filters) == found


@pytest.mark.parametrize("filters", [{"iso3": "JPN"}, {"kind": "c"}, {"note": "z"}, {"year": 1999}, {"edition": "2030"}])
def test_what_a_field_could_hold_but_does_not_gives_no_rows(things, filters):
    assert things(**filters) == []


@pytest.mark.parametrize("filters, message", [
    ({"iso3": "KRO"}, "table 'things' has no iso3 'KRO'; did you mean 'KOR'"),
    ({"iso3": ["KOR", "XXX"]}, "has no iso3 'XXX'; valid: JPN, KOR, USA"),
    ({"kind": "aa"}, "has no kind 'aa'; did you mean 'a'"),
    ({"day": "2024-07"}, "has no day '2024-07'; the nearest is '2024-06-01'"),
    ({"day": "May 2024"}, "field 'day' of table 'things' holds dates; 'May 2024' is not an ISO date"),
    ({"day": "2024-13"}, "'2024-13' is not an ISO date"),
    ({"year": "2021"}, "field 'year' of table 'things' is of type integer, not '2021'"),
    ({"member": "true"}, "field 'member' of table 'things' is of type boolean"),
    ({"knd": "a"}, "table 'things' has no field 'knd'; did you mean 'kind'"),
])
def test_what_a_field_cannot_hold_is_a_mistake(things, filters, message):
    with pytest.raises(UsageError, match=message):
        things(**filters)


def test_a_filter_does_not_count_as_use_of_the_table_it_looks_into(things):
    tables.forget()
    things(iso3="JPN")
    assert list(tables.used()) == ["things"]
