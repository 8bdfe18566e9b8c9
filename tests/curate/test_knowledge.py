"""Research output: the traps of the NSF tables and of the conference counts, with the numbers that prove them."""
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from statecraft.curate import knowledge

DATA = Path(__file__).parents[2] / "data"


@lru_cache(maxsize=None)
def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", keep_default_na=False, na_values=[""])


def articles(iso3: str, year: int) -> int:
    return table("publications").set_index(["iso3", "year"])["articles"][iso3, year]


def share(venue: str, year: int, iso3: str) -> float:
    """Percent of the papers with a known country."""
    papers = table("conference_papers").set_index(["venue", "year", "iso3"])["papers"][venue, year, iso3]
    return 100 * papers / table("conferences").set_index(["venue", "year"])["papers_with_country"][venue, year]


# --- articles


def test_years_restored_from_the_order_of_columns_add_up_to_the_published_totals():
    by_year = table("publications").groupby("iso3")["articles"].sum()
    totals = table("publication_totals").set_index("iso3")
    assert totals["articles"]["WLD"] == 957_932
    assert (by_year[totals.index] == totals["articles"]).all()
    international = table("publications").groupby("iso3")["international"].sum()
    assert (international[totals.index] == totals["international"]).all()


def test_articles_of_2022_by_whole_count():
    assert [articles(code, 2022) for code in ("CHN", "IND", "USA", "KOR")] == [42_524, 22_557, 12_642, 2_569]
    assert articles("CHN", 2022) / articles("WLD", 2022) == pytest.approx(0.345, abs=5e-4)


def test_world_and_union_are_marked_and_no_region_is_left():
    found = table("publications")
    assert set(found.loc[found["scope"] != "economy", "iso3"]) == {"EUU", "WLD"}
    economies = found[(found["scope"] == "economy") & (found["year"] == 2022)]["articles"].sum()
    assert articles("WLD", 2022) < economies < 1.3 * articles("WLD", 2022)  # joint articles count several times


def test_two_parts_of_one_code_are_added_but_their_shares_are_not():
    palestine = table("publications").query("iso3 == 'PSE'").set_index("year")
    assert palestine["articles"][2020] == 8 + 26 and palestine["cs_top1pct_share"].isna().all()
    assert articles("SRB", 2005) == 44 and articles("SRB", 2007) == 60


def test_most_cited_share_ends_in_2020():
    shares = table("publications").dropna(subset="cs_top1pct_share").set_index(["iso3", "year"])["cs_top1pct_share"]
    assert [shares["CHN", 2003], shares["CHN", 2020], shares["USA", 2003], shares["USA", 2020]] == [0.37, 1.44, 2.17, 1.96]
    assert shares.index.get_level_values("year").max() == 2020
    assert (shares.xs("WLD") == 1).all()


def test_a_year_without_articles_is_zero_and_a_measure_not_published_is_empty():
    afghanistan = table("publications").query("iso3 == 'AFG' and year == 2003").iloc[0]
    assert afghanistan["articles"] == 0 and pd.isna(afghanistan["cs_top1pct_share"])


# --- patents


def families(**filters: str) -> pd.Series:
    found = table("patents").query("series == 'ai-families'")
    for name, value in filters.items():
        found = found[found[name] == value]
    return found.set_index("iso3")["patents"]


def test_patent_families_by_economy():
    total = families(dimension="total")
    assert [total[code] for code in ("CHN", "USA", "KOR", "JPN")] == [91_436, 41_507, 17_262, 12_944]
    economies = total.drop(["WLD", "EUU"])
    assert economies.sum() + 50 + 4 == 190_042  # with the two offices left out; the world row says 190,038
    assert total["WLD"] == 190_038 and "MAC" in total and "HKG" not in total


def test_categories_exist_for_four_economies_and_overlap():
    assert families(category="military").to_dict() == {"CHN": 34, "JPN": 6, "KOR": 33, "USA": 81}
    assert families(dimension="technique").groupby("iso3").sum()["USA"] > families(dimension="total")["USA"]
    assert not table("patents")[["category", "category_ko"]].isna().any(axis=None)


def test_semiconductor_patents_agree_with_the_2022_edition():
    found = table("patents").query("series == 'uspto-semiconductors'").set_index(["iso3", "first_year"])["patents"]
    assert found["WLD", 2020] == 18_610 == pytest.approx(18_632, rel=0.002)
    assert (found["USA", 1998], found["KOR", 2022], found["TWN", 2022]) == (2426, 2723, 3262)


# --- conferences


@pytest.mark.parametrize("venue, year, iso3, expected", [
    ("NeurIPS", 2013, "CHN", 4.9), ("NeurIPS", 2018, "CHN", 15.2), ("CVPR", 2013, "CHN", 20.8), ("CVPR", 2019, "CHN", 44.4),
    ("IJCAI", 2020, "CHN", 48.5), ("IJCAI", 2024, "CHN", 58.5), ("IJCAI", 2020, "KOR", 1.1), ("IJCAI", 2024, "KOR", 2.9),
    ("WACV", 2025, "KOR", 8.5),
])
def test_share_of_papers_with_a_known_country(venue, year, iso3, expected):
    assert share(venue, year, iso3) == pytest.approx(expected, abs=0.06)


def test_fractional_counts_add_up_to_papers_with_a_country_and_whole_counts_to_more():
    sums = table("conference_papers").groupby(["venue", "year"])[["papers", "papers_fractional"]].sum()
    known = table("conferences").set_index(["venue", "year"])["papers_with_country"]
    assert (sums["papers_fractional"] - known).abs().max() < 0.01
    assert (sums["papers"] >= known).all()


def test_coverage_differs_between_conferences():
    coverage = table("conferences").eval("papers_with_country / papers_listed").groupby(table("conferences")["venue"]).mean()
    assert coverage["AISTATS"] < 0.7 < coverage["CVPR"] < 0.85 < coverage["IJCAI"]
    assert table("conferences").query("venue == 'NeurIPS'")["year"].max() == 2018


def test_the_two_names_of_saudi_arabia_are_one_row():
    found = table("conference_papers").query("venue == 'ICML' and year == 2019 and iso3 == 'SAU'")
    assert len(found) == 1 and set(table("conference_papers")["iso3"]) >= {"TWN", "TUR", "CZE"}


def test_a_technical_university_is_not_the_national_university():
    groups = table("conference_institutions").drop_duplicates("institution").set_index("institution")["organization"]
    assert groups["Seoul National University of Science and Technology"] == groups["SeoulTech"] == "SeoulTech"
    assert groups["NA VER AI Lab"] == groups["NAVER Corp."] == "NAVER"
    assert groups["HD Hyundai Samho"] != groups["Hyundai Motor Company"]
    assert set(knowledge.ORGANIZATIONS) <= set(groups.index)
