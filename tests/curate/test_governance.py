"""Traps of the governance map and of the list of national strategies."""
import pandas as pd
import pytest

from statecraft import load
from statecraft.curate.governance import _shortened, _status


def test_the_known_error_of_the_network_of_institutes_is_repaired():
    rows = load("instrument_participation", instrument_id="intl-network-aisi")
    assert set(rows["iso3"]) == {"AUS", "CAN", "EUU", "FRA", "JPN", "KEN", "KOR", "SGP", "GBR", "USA"}
    instrument = load("ai_instruments").set_index("instrument_id").loc["intl-network-aisi"]
    assert instrument["participants"] == 10 and "ec.europa.eu" in instrument["participants_url"]


def test_coverage_through_membership_is_no_act_of_a_state():
    rows = load("instrument_participation")
    covered = rows["participation"].isin(["covered-by-membership", "applicable-via-eu"])
    assert covered.sum() == 1133 and (rows["own_act"] == ~covered).all()
    flags = load("ai_instruments").set_index("instrument_id")
    assert flags.loc["unga-78-265", "completeness"] == flags.loc["eu-ai-act", "completeness"] == "by-membership"
    assert pd.isna(flags.loc["unga-78-265", "participants"])


def test_lists_that_were_compared_with_official_ones():
    flags = load("ai_instruments").set_index("instrument_id")
    assert flags.loc["bletchley-declaration", "participants"] == 30 and flags.loc["coe-ai-convention", "participants"] == 21
    assert flags.loc["paris-statement-2025", "completeness"] == "partial" and flags.loc["paris-statement-2025", "participants"] == 64
    assert flags.loc["frontier-model-forum", ["completeness", "participants_url"]].isna().all()


def test_signatures_do_not_borrow_the_date_of_adoption():
    rows = load("instrument_participation", instrument_id="coe-ai-convention").set_index(["iso3", "participation"])["date"]
    assert str(rows[("ALB", "signed")])[:10] == "2026-06-15" and str(rows[("EUU", "ratified")])[:10] == "2026-05-15"
    assert rows.notna().sum() == 2, "the map dates the others by the adoption, before the treaty was open"


def test_rules_have_the_dates_of_the_law_gazettes():
    rules = load("ai_rules").set_index("rule_id")
    korea = rules.loc["kr-ai-basic-act", ["iso3", "adopted", "in_force", "status"]]
    assert tuple(korea) == ("KOR", "2024-12-26", "2026-01-22", "in-force")
    assert set(rules.loc[rules["iso3"] == "EUU"].index) == {"eu-ai-act-regional", "eu-ai-office"}
    assert rules.loc["ca-aida-proposed", "status"] == "lapsed" and len(rules) == 75
    assert rules.loc["cr-bill-23919-responsible-ai", "adopted"] == "2025-04", "the first of a month stood for an unknown day"


def test_milestones_say_what_their_date_is_the_date_of():
    steps = load("ai_rule_milestones").set_index("milestone_id")
    assert steps.loc["ca-sb-53-in-force", "stage"] == "signed" and steps.loc["ca-sb-53-in-force", "level"] == "subnational"
    assert tuple(steps.loc["kr-ai-basic-act-application", ["stage", "date"]]) == ("promulgated", "2025-01-21")
    assert set(steps.loc[steps["planned"], "date"]) == {"2027-12-02", "2028-08-02"} and len(steps) == 23


def test_strategies_are_a_sample_with_one_citation_each():
    rows = load("national_strategies")
    assert len(rows) == 43 and rows["iso3"].nunique() == 41 and rows.groupby("iso3")["earliest_here"].sum().eq(1).all()
    later = set(rows.loc[rows["earlier_known"] & rows["earliest_here"], "iso3"])
    assert later == {"ITA", "SWE", "SGP", "TUR"}, "their first strategy is not here"
    assert not rows["source"].str.contains(" ; |github:", regex=True).any()
    china = rows[rows["iso3"] == "CHN"].iloc[0]
    assert china["date"] == "2017-07-20" and "digichina" in china["source"], "of two sources the one with the day"


def test_readiness_is_a_stage_of_74_countries():
    stages = load("readiness_assessments")["status"].value_counts()
    assert stages.to_dict() == {"in-process": 33, "completed": 26, "in-preparation": 15}


def test_placeholders_and_unknown_wording():
    dates = pd.Series(["2025-01-01", "2025-06-01", "2025-06-02", "2025-06-01", ""])
    assert _shortened(dates, pd.Series([True, True, True, False, True])).tolist() == ["2025", "2025-06", "2025-06-02", "2025-06-01", ""]
    with pytest.raises(ValueError, match="unknown status 'Paused' of rule 'x'"):
        _status("x", "binding", "Paused")


def test_only_members_are_covered_as_members_of_the_united_nations():
    rows = load("instrument_participation", participation="covered-by-membership")
    un = rows[rows["instrument_id"].str.match("unga-|global-digital-compact")].groupby("instrument_id")["iso3"].agg(set)
    outside = set(load("countries", un_member=False)["iso3"])
    assert len(un) == 4 and all(len(found) == 187 and not found & outside for found in un)
    unesco = set(rows.loc[rows["instrument_id"].str.startswith("unesco-"), "iso3"])
    assert "PSE" in unesco and not unesco & {"TWN", "HKG", "MAC", "VAT"}
    assert {"HKG", "TWN"} <= set(rows.loc[rows["instrument_id"].str.startswith("apec-"), "iso3"])
