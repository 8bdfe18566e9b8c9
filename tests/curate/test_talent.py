"""Traps of the sources on people: direction and denominator, groups beside countries, periods."""
import pandas as pd
import pytest

from statecraft import load


@pytest.fixture(scope="module")
def doctorates() -> pd.DataFrame:
    return load("doctorates")


def test_a_flow_has_two_directions_with_denominators_of_their_own():
    flows = load("talent_flows").set_index(["iso3", "partner_iso3", "year"])["net_per_10k"]
    assert flows[("KOR", "USA", 2015)] == -3.66 and flows[("USA", "KOR", 2015)] == 0.04
    pairs = set(flows.index)
    assert len(pairs) == 4148 * 5 and all((partner, country, year) in pairs for country, partner, year in pairs)
    assert "NAM" in flows.index.get_level_values("iso3")


def test_korea_turns_in_the_ai_skill_in_2018():
    skill = load("talent_migration").query("kind == 'skill' and group == 'artificial-intelligence'")
    values = skill.set_index(["iso3", "year"])["net_per_10k"]
    assert [values[("KOR", year)] for year in range(2015, 2020)] == [-142.9, -93.8, -68.5, 17.0, -26.0]
    assert skill["iso3"].nunique() == 61 and values[("USA", 2015)] == 274.6 and values[("CHN", 2019)] == -126.4


def test_skills_and_industries_are_kept_apart():
    groups = load("talent_migration").groupby("kind")["group"].agg(set)
    assert "computer-hardware" in groups["skill"] & groups["industry"] and "semiconductors" not in groups["skill"]


def test_intention_to_stay_of_korean_doctorates(doctorates):
    stay = doctorates.query("measure == 'intend-to-stay' and field == 'all fields'").set_index(["origin", "start_year", "end_year"])["value"]
    assert stay[("KOR", 2017, 2023)] == 66.4 and stay[("KOR", 2023, 2023)] == 71.1
    assert stay[("all", 2017, 2023)] == 73.2 and stay[("IND", 2017, 2023)] == 87.6


def test_actual_stay_is_below_intention_for_korea(doctorates):
    stayed = doctorates.query("origin == 'KOR'").set_index(["measure", "start_year"])["value"]
    assert stayed[("stayed-5-years", 2015)] == 57 and stayed[("stayed-10-years", 2010)] == 43
    assert stayed[("intend-to-stay", 2010)] == 63.8 and stayed[("committed-to-stay", 2010)] == 41.3


def test_countries_and_rests_add_up_to_the_total(doctorates):
    counts = doctorates.query("measure == 'recipients' and field == 'all fields' and start_year == 2017 and end_year == 2023")
    total = counts.query("origin == 'all'")["value"].item()
    regions = counts.query("scope == 'region' or origin == 'unknown'")["value"].sum()
    assert total == regions == 127448
    asia = counts.query("iso3 in ['CHN', 'IND', 'KOR']")["value"]
    assert asia.sum() < counts.query("origin == 'asia'")["value"].item()
    assert doctorates.loc[doctorates["scope"] != "country", "iso3"].isna().all()


def test_a_suppressed_value_is_absent_and_a_zero_stays(doctorates):
    rows = doctorates.query("measure == 'intend-to-stay'").set_index(["origin", "start_year", "end_year"])["value"]
    assert ("ETH", 2017, 2023) not in rows and rows[("australia-oceania, other", 2021, 2021)] == 0


def test_fields_of_the_two_surveys_are_not_mixed(doctorates):
    computing = doctorates[doctorates["field"].str.startswith("computer")]
    assert computing.groupby("field")["start_year"].agg(set).to_dict() == {
        "computer and information sciences": {2010, 2014, 2018}, "computer and mathematical sciences": {2010, 2015}}
