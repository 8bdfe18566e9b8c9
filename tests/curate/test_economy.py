"""Traps of the sources on economies: vintages, aggregates, currencies."""
import pandas as pd
import pytest

from statecraft import load
from statecraft.curate import economy


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    return load("economy").set_index(["iso3", "year"])


def test_the_vintage_is_the_one_before_koreas_new_base_year(table):
    assert table.loc[("KOR", 2023), "gdp_usd_m"] == 1712792.9  # about 1,839,000 in later vintages
    assert table.loc[("CHN", 2023), "gdp_usd_m"] == 17794782.0 and table.loc[("USA", 2023), "gdp_usd_m"] == 27360935.0
    assert table["gdp_usd_m"].dropna().index.get_level_values("year").max() == 2023


def test_population_and_prices_end_a_year_later(table):
    row = table.loc[("KOR", 2024)]
    assert row["population"] == 51751065 and row["ppp_lcu"] == 809.267 and row["lcu_per_usd"] == 1363.4381
    assert pd.isna(row["gdp_usd_m"])


def test_aggregates_are_the_world_and_the_union_and_marked(table):
    codes = table.index.get_level_values("iso3")
    assert set(codes[table["aggregate"]]) == {"WLD", "EUU"}
    parts = table.xs(2023, level="year").query("not aggregate")["gdp_usd_m"].sum()
    assert 0.97 < parts / table.loc[("WLD", 2023), "gdp_usd_m"] < 1.01


def test_the_euro_starts_where_it_was_adopted(table):
    rates = table["lcu_per_usd"]
    assert rates[("DEU", 2024)] == rates[("EUU", 2024)] == 0.9242
    assert pd.isna(rates[("DEU", 1998)]) and pd.isna(rates[("EST", 2010)]) and rates[("EST", 2011)] == rates[("DEU", 2011)]


def test_currencies_that_cannot_be_used_are_absent(table):
    assert table.loc["VEN", "lcu_per_usd"].isna().all() and table.loc["GBR", "lcu_per_usd"].isna().all()
    assert set(table.loc["USA", "lcu_per_usd"]) == {1.0}


def test_research_shares_are_the_newer_vintage(table):
    share = table["rd_share_pct"]
    assert share[("KOR", 2021)] == 4.930 and share[("ISR", 2021)] == 5.557 and share[("CHN", 2021)] == 2.433
    assert share[("GBR", 2018)] == 2.705 and share[("FRO", 2003)] > 0  # 1.72 in the release of 2021; Faroes without a code


def test_namibia_and_kosovo_keep_their_prices(table):
    assert table.loc[("NAM", 2024), "ppp_lcu"] == 6.92132 and table.loc[("XKX", 2024), "ppp_lcu"] > 0


def test_an_entity_without_a_known_code_stops_the_build(tmp_path):
    (tmp_path / "owid-research-spending-gdp").mkdir()
    (tmp_path / "owid-research-spending-gdp" / "research-spending-gdp.csv").write_text("Entity,Code,Year,Share\nAtlantis,,2020,1\n")
    with pytest.raises(ValueError, match="Atlantis"):
        economy._research_share(tmp_path)


def test_science_and_technology_is_the_release_of_2021():
    table = load("science_technology").set_index(["iso3", "year"])
    assert table.loc[("KOR", 2017), "high_tech_exports_share_pct"] == 32.55
    assert table.loc[("CHN", 2019), "patent_applications_residents"] == 1243568
    last = {name: table[name].dropna().index.get_level_values("year").max() for name in ("articles", "researchers_per_million")}
    assert set(last.values()) == {2018} and table.index.get_level_values("year").max() == 2020
    assert set(table.index.get_level_values("iso3")[table["aggregate"]]) == {"WLD", "EUU"}
