"""Traps of the country activity metrics: groups, years that fill up, what is not commercial."""
import pandas as pd
import pytest

from statecraft import load, tables


@pytest.fixture(scope="module")
def activity() -> pd.DataFrame:
    return load("ai_activity")


def test_the_numbers_are_those_of_the_release(activity):
    values = activity.query("field == 'all'").set_index(["measure", "iso3", "year"])["value"]
    assert [values[("articles", code, 2022)] for code in ("CHN", "USA", "KOR")] == [111051, 53690, 10468]
    assert [values[("estimated", code, 2021)] for code in ("USA", "CHN", "KOR")] == [150497, 20031, 5314]


def test_years_that_still_fill_up_are_marked(activity):
    first = activity[activity["complete"].eq(False).fillna(False)].groupby("measure")["year"].min()
    assert first.to_dict() == {"applications": 2020, "articles": 2023, "disclosed": 2024, "estimated": 2024, "grants": 2018}
    assert activity.loc[activity["measure"] == "citations", "complete"].isna().all()


def test_the_only_group_is_the_european_union(activity):
    union = activity[activity["aggregate"]]
    assert set(union["iso3"]) == {"EUU"} and set(union["measure"]) == {"articles", "citations"}
    assert {"TWN", "HKG"} <= set(activity["iso3"])


def test_estimated_investment_is_never_below_disclosed(activity):
    money = activity[activity["measure"].isin(["disclosed", "estimated"])]
    wide = money.pivot(index=["iso3", "field", "year"], columns="measure", values="value").dropna()
    assert (wide["estimated"] >= wide["disclosed"]).all() and (wide == 0).any().all()


def test_the_table_is_non_commercial_and_alone():
    entries = {entry["name"]: entry for entry in tables.package()["resources"]}
    assert entries["ai_activity"]["nonCommercial"]
    users = [name for name, entry in entries.items() if any(s["name"] == "eto-country-ai-activity" for s in entry["sources"])]
    assert users == ["ai_activity"]
