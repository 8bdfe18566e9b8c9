"""Traps of the country sources."""
import pandas as pd

from statecraft import load, paths


def test_namibia_survives():
    assert load("countries").set_index("iso3").loc["NAM", "iso2"] == "NA"
    plain = pd.read_csv(paths.data() / "countries.csv")
    assert plain.set_index("iso3").loc["NAM", "iso2"] != "NA", "a plain reader loses it: the catalogue says how not to"


def test_names_and_special_codes():
    names = load("countries").set_index("iso3")
    assert len(names) == 253 and names["un_member"].sum() == 193
    assert names.loc["KOR", "label_ko"] == "한국" and names.loc["KOR", "name_ko"] == "대한민국"
    assert names.loc["EUU", "kind"] == "union" and names.loc["TWN", "region"] == "Asia"


def test_regimes_hold_states_only():
    regimes = load("regimes").set_index(["iso3", "year"])["regime"]
    assert regimes[("CHN", 2024)] == 0 and regimes[("USA", 2024)] == 3 and regimes[("USA", 2025)] == 2
    assert regimes[("KOR", 2023)] == 3 and regimes[("KOR", 2024)] == 2


def test_kosovo_is_rated_and_parts_of_states_are_not():
    regimes = load("regimes")
    assert sorted(regimes.loc[regimes["iso3"] == "XKX", "year"]) == list(range(1999, 2026))
    assert set(regimes["iso3"]) <= set(load("countries")["iso3"]) and "SOM" in set(regimes["iso3"])


def test_income_groups_are_those_of_2021_and_regimes_the_latest():
    names = load("countries").set_index("iso3")
    assert names["income_group"].value_counts().to_dict() == {"high": 78, "upper middle": 55, "lower middle": 55, "low": 27}
    assert names.loc["KOR", "income_group"] == "high" and names.loc["NAM", "income_group"] == "upper middle"
    assert names.loc[["TWN", "VEN", "EUU"], "income_group"].isna().all(), "not in the list, unclassified, no country"
    latest = load("regimes").sort_values("year").groupby("iso3").last()
    assert (names.loc[latest.index[latest["year"] == 2025], "regime"] == latest.loc[latest["year"] == 2025, "label"]).all()
    assert names.loc["TWN", "regime"] == "liberal democracy" and names.loc["XKX", "regime_year"] == 2025


def test_the_thin_year_is_2024_and_serbia_is_serbia():
    points = load("ideal_points")
    by_year = points.groupby("year")
    assert by_year["votes"].max()[2024] == 8 and by_year["votes"].max()[2025] == 158
    assert (points["thin"] == (points["votes"] < 20)).all()
    thin = by_year["thin"].mean().astype(float)
    assert thin[2024] == 1 and thin.drop(2024).max() < 0.05
    usa = points[points["iso3"] == "USA"].set_index("year")["ideal_point"]
    assert round(usa[2024], 1) == 2.1 and round(usa[2025], 2) == 3.36
    assert "SRB" in set(points["iso3"]) and "YUG" not in set(points["iso3"])
    assert ((points["q05"] <= points["q95"])).all()
