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


def test_the_last_ideal_points_are_provisional_and_serbia_is_serbia():
    points = load("ideal_points")
    assert set(points.loc[points["provisional"], "year"]) == {2025}
    usa = points[points["iso3"] == "USA"].set_index("year")["ideal_point"]
    assert round(usa[2024], 1) == 2.1 and round(usa[2025], 2) == 3.36
    assert "SRB" in set(points["iso3"]) and "YUG" not in set(points["iso3"])
    assert ((points["q05"] <= points["q95"])).all()
