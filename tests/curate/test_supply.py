"""The chip supply chain (non-commercial): the traps of the source with the numbers that prove them."""
from pathlib import Path

import pandas as pd
import pytest

from statecraft import tables
from statecraft.curate import supply

DATA = Path(__file__).parents[2] / "data"


def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", keep_default_na=False, na_values=[""])


def shares(name: str, breakdown: str = "country") -> pd.Series:
    merged = table("chip_supply").merge(table("chip_inputs"), on="input").query("name == @name and breakdown == @breakdown")
    return merged.set_index("provider")["share_percent"]


@pytest.mark.parametrize("text, expected", [
    ("$44 million (2022)", (44, "2022", "")), ("$3.3 billion (all photoresists)", (3300, "", "all photoresists")),
    ("$56.2 billion (microprocessors) (2019)", (56200, "2019", "microprocessors")), ("$10.9 billion", (10900, "", "")),
    ("", (None, "", ""))])
def test_market_sizes_are_read_with_year_and_scope(text, expected):
    found = supply.market_size(text)
    assert (found["usd_million"], found["year"], found["scope"]) == expected


def test_stages_follow_the_links():
    inputs = pd.DataFrame({"input_id": ["a", "b", "c", "d"], "stage_id": ["S2", "", "", ""]})
    links = pd.DataFrame({"input_id": ["b", "c"], "goes_into_id": ["a", ""], "is_type_of_id": ["", "b"]})
    assert supply.stages_of(inputs, links) == {"a": {"S2"}, "b": {"S2"}, "c": {"S2"}, "d": set()}


def test_years_are_mixed():
    assert table("chip_supply")["year"].value_counts().to_dict() == {2025: 977, 2019: 264, 2022: 43, 2021: 16}


def test_countries_and_firms_divide_the_same_market():
    totals = table("chip_supply").groupby(["input", "breakdown"])["share_percent"].sum(min_count=1)
    assert totals.dropna().between(98.5, 102.5).all()
    assert shares("EUV lithography tools")["NLD"] == 100 and shares("EUV lithography tools", "organization")["ASML"] == 100


def test_groups_have_no_country():
    groups = table("chip_supply").query("iso3.isna()")["provider"]
    assert groups.value_counts().to_dict() == {"Various companies": 70, "Various countries": 64, "Europe": 5}


def test_fabrication_and_packaging_are_by_site():
    by_site = table("chip_supply").query("basis == 'site'")
    assert set(by_site["input"]) == {"S2", "S3"} and set(by_site["breakdown"]) == {"country"}
    assert shares("Fabrication")["KOR"] == 17 and shares("Design")["USA"] == 51


def test_links_without_a_share_are_missing_and_zeros_stay():
    share = table("chip_supply")["share_percent"]
    assert share.isna().sum() == 246 and (share == 0).sum() == 15


def test_markets_and_stages_of_inputs():
    found = table("chip_inputs").set_index("name")
    assert found["kind"].value_counts().to_dict() == {
        "tool": 90, "material": 17, "process": 11, "design": 7, "stage": 3, "output": 1}
    lithography = found.loc["Lithography tools"]
    assert lithography["market_usd_million"] == 32600 and lithography["stage"] == "fabrication"
    assert found.loc["Photoresists", "market_scope"] == "all photoresists" and found.loc["Wafer", "market_year"] == 2019
    assert found.loc["Electronic gases", "stage"] == "fabrication; packaging-and-testing"
    assert found.index[found["stage"].isna()].tolist() == ["Finished logic chip"]


def test_links_of_the_chain():
    assert table("chip_input_sequence")["relation"].value_counts().to_dict() == {"is-type-of": 86, "goes-into": 53}


def test_only_the_supply_chain_is_non_commercial():
    marked = {entry["name"] for entry in tables.package()["resources"] if entry["nonCommercial"]}
    from_source = {entry["name"] for entry in tables.package()["resources"]
                   if any(source["name"] == supply.FOLDER for source in entry["sources"])}
    assert from_source == {"chip_supply", "chip_inputs", "chip_input_sequence"} <= marked
