"""The timeline: one citation a row, stages, and dates that a source disputes kept apart."""
import re

import pandas as pd

from statecraft import load
from statecraft.periods import ends


def test_every_row_cites_one_page_or_document():
    events = load("events")
    assert not events["source"].str.contains(" ; ").any()
    assert not events["source"].str.startswith("github:").any()


def test_precision_says_what_the_date_shows():
    events = load("events")
    shown = events["date"].str.len().map({4: "year", 7: "month", 10: "day"})
    assert (shown == events["date_precision"]).all()
    assert all(ends(row.end_date) >= ends(row.date) for row in events.dropna(subset=["end_date"]).itertuples())


def test_countries_are_known_codes():
    known = set(load("countries")["iso3"])
    listed = load("events")["iso3_list"].dropna().str.split(";").explode()
    assert set(listed) <= known


def test_planned_events_say_when_they_were_announced():
    planned = load("events", stage="planned")
    targets = planned.dropna(subset=["source_date"])
    assert (targets["source_date"] <= "2026-11-22").all() and len(targets) >= 8


def test_stages_of_a_law_are_separate_rows_in_order():
    act = load("events", subject="eu-ai-act").dropna(subset=["date"])
    first = {stage: min(ends(date)[0] for date in rows["date"]) for stage, rows in act.groupby("stage")}
    assert first["proposed"] < first["passed"] < first["in-force"]


def test_the_chinese_committee_is_dated_by_the_ministry_and_its_chairman_apart():
    rows = load("events", subject="china-ai-governance-committee").set_index("event_id")
    assert rows.loc["china-ai-governance-committee-established", "date"] == "2019-02-15"
    assert rows.loc["china-ai-governance-committee-chairman", "date"] == "2019-03" and rows["source"].is_unique


def test_titles_stand_in_both_languages():
    events = load("events")
    assert events["title_ko"].map(lambda text: bool(re.search("[가-힣]", text))).all()
    assert events["title_en"].map(len).max() <= 90 and pd.notna(events["title_en"]).all()
