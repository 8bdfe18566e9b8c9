"""Traps of the sources on money: missing and zero, regions, run rates, rounds entered twice."""
import pandas as pd
import pytest

from statecraft import load


@pytest.fixture(scope="module")
def reports() -> pd.DataFrame:
    return load("company_reports")


def test_not_available_is_absent_and_zero_is_zero():
    money = load("venture_capital").query("measure == 'money'").set_index(["economy", "year"])["value"]
    assert ("CAN", 2000) not in money and ("JPN", 2009) in money and ("JPN", 2000) not in money
    assert money[("JPN", 2010)] == 0 and money[("IND", 2005)] == 0
    assert money[("WLD", 2020)] == 54194 and money[("CHN", 2018)] == 20527


def test_regions_add_up_to_the_world_and_countries_stay_below():
    money = load("venture_capital").query("measure == 'money' and year == 2020")
    sums = money.groupby("scope")["value"].sum()
    assert abs(sums["region"] - sums["world"]) <= 5 and sums["country"] < sums["world"]
    assert money.loc[money["scope"] == "region", "iso3"].isna().all() and "KOR" not in set(money["iso3"])


def test_counts_are_of_the_united_states_and_china():
    counts = load("venture_capital").query("measure != 'money'")
    assert set(counts["iso3"]) == {"USA", "CHN"} and set(counts["year"]) == set(range(2014, 2019))
    assert counts.set_index(["measure", "iso3", "year"])["value"][("deals", "USA", 2018)] == 1955


def test_every_figure_of_the_source_is_there(reports):
    assert reports.groupby("measure").size().to_dict() == {
        "active-users": 30, "compute-spend": 11, "debt-funding": 3, "equity-funding": 34, "messages": 9, "revenue": 32,
        "staff": 42, "tokens": 9, "valuation": 25}


def test_revenue_is_marked_as_run_rate_or_year(reports):
    revenue = reports.query("measure == 'revenue'")
    assert set(revenue["basis"]) == {"year-or-annualised"} and set(revenue["unit"]) == {"USD per year"}
    assert sorted(revenue[(revenue["company"] == "OpenAI") & (revenue["date"] == pd.Timestamp("2023-12-31"))]["value"]) == [700_000_000, 2_000_000_000]


def test_weekly_users_pass_one_hundred_million_in_2024(reports):
    weekly = reports.query("company == 'OpenAI' and measure == 'active-users' and basis == 'weekly' and scope == 'ChatGPT'")
    by_day = weekly.set_index(weekly["date"].astype(str))["value"]
    assert by_day["2023-03-25"] == 50_000_000 and by_day["2023-09-20"] == 80_000_000 and by_day["2024-03-20"] == 125_000_000
    assert (by_day != 40_000_000).all(), "paying users are a scope of their own"
    assert reports.query("scope == 'ChatGPT, paying'")["value"].tolist() == [40_000_000]


def test_a_round_entered_twice_is_kept_once(reports):
    mistral = reports[(reports["company"] == "Mistral AI") & (reports["date"] == pd.Timestamp("2024-06-11"))].set_index("measure")["value"]
    assert mistral.to_dict() == {"debt-funding": 140_000_000, "equity-funding": 500_000_000, "valuation": 6_000_000_000}


def test_talks_are_not_closed_rounds_and_sales_of_shares_bring_no_money(reports):
    equity = reports.query("measure == 'equity-funding'")
    assert equity.query("status == 'under-discussion'")["value"].sum() == 147_500_000_000
    assert (equity.query("basis == 'secondary'")["value"] == 0).all() and len(equity.query("basis == 'secondary'")) == 3


def test_an_impossible_day_of_report_is_missing(reports):
    spending = reports.query("measure == 'compute-spend' and value == 16_000_000_000")
    assert spending["reported"].isna().all() and reports["reported"].dropna().min().year >= 2019
