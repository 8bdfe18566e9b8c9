import subprocess
import sys
import time

import pandas as pd
import pytest

from statecraft import paths, tables
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


def test_tables_in_use_are_recorded(table):
    tables.forget()
    tables.load("things")
    assert list(tables.used()) == ["things"] and len(tables.used()["things"]) == 64


def test_importing_the_library_loads_nothing_heavy():
    script = "import statecraft, sys; assert not {'pandas', 'matplotlib', 'IPython'} & set(sys.modules); statecraft.load; " \
             "assert 'pandas' in sys.modules and not {'matplotlib', 'IPython', 'pandera', 'yaml'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", script], check=True)


def test_loading_the_largest_table_costs_little_more_than_reading_it():
    largest = max(tables.package()["resources"], key=lambda entry: entry["bytes"])

    def cost(read) -> float:
        begun = time.process_time()
        read()
        return time.process_time() - begun

    plain = min(cost(lambda: pd.read_csv(paths.data() / largest["path"])) for _ in range(5))
    cold = []
    for _ in range(5):
        tables._kept.cache_clear(), tables._package.cache_clear()
        cold.append(cost(lambda: tables.load(largest["name"])))
    assert min(cold) < 4 * plain
