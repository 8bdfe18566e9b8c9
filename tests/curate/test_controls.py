"""Restricted-party lists and the rules behind them: parsing, and the traps with the numbers that prove them."""
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from statecraft.curate import controls

DATA = Path(__file__).parents[2] / "data"
CODES = {"China": "CHN", "Iran": "IRN", "Russia": "RUS", **controls.DESTINATIONS}


@lru_cache(maxsize=None)
def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", keep_default_na=False, na_values=[""])


def dated(day: str) -> pd.DataFrame:
    return table("controlled_entities").query("list == 'entity-list' and first_date == @day")


@pytest.mark.parametrize("word, expected", [("70", 70), ("seven", 7), ("seventy-one", 71), ("forty", 40), ("certain", None)])
def test_numbers_are_read_in_words_and_figures(word, expected):
    assert controls.count(word) == expected


def test_dates_of_a_citation_follow_the_majority_and_the_volume():
    cells = pd.Series(["88 FR 38741, 06/12/23.\n89 FR 14405, 2/27/24", "88 FR 38741, 6/14/23", "88 FR 38741 6/14/2023",
                       "83 FR 61541, 11/13/19", "84 FR 61541, 11/13/19", "83 FR 12345, 3/1/19"])
    dates = controls.citation_dates(cells)
    assert (dates["88 FR 38741"], dates["83 FR 61541"], dates["83 FR 12345"]) == ("2023-06-14", "2019-11-13", "2018-03-01")


def test_history_of_an_entry_keeps_undated_citations():
    found = controls.history("73 FR 54508 9/22/08.\n74 FR 8184", {"73 FR 54508": "2008-09-22"})
    assert (found["first_date"], found["last_date"], found["citations"]) == ("2008-09-22", "2008-09-22", 2)


def test_additions_of_a_summary():
    text = "by adding four entities under nine entries to the Entity List. This rule also revises two entries."
    assert controls.additions("x", text) == {"entities": 4, "entries": 9}
    assert controls.additions("x", "by adding 29 entries (26 entities and 3 addresses) to")["entities"] == 26
    assert controls.additions("x", "This rule removes one entity.") == {"entities": None, "entries": None}


def test_destinations_of_a_summary_stop_before_what_else_the_rule_does():
    text = ("adding 44 entities, under the destinations of China, People's Republic of (China) (42); and Iran (2). "
            "This final rule also modifies entries under Russia (9).")
    assert controls.by_destination(text, 44, CODES) == {"CHN": 42, "IRN": 2}
    single = "adding six entities under the destination of the Russian Federation (Russia)."
    assert controls.by_destination(single, 6, CODES) == {"RUS": 6}
    assert controls.by_destination("adding six entities under the destinations of China and Iran.", 6, CODES) == {}


def test_unknown_destinations_fail_loudly():
    with pytest.raises(ValueError, match="Atlantis"):
        controls.code("Atlantis", CODES)


def test_no_entry_of_a_list_is_lost():
    assert table("controlled_entities")["list"].value_counts().to_dict() == {
        "entity-list": 3409, "section-1260h": 80, "military-end-user": 70, "ns-cmic": 68, "eo-14032": 59}


def test_listing_of_october_2019_has_twenty_bodies_and_eight_firms():
    names = dated("2019-10-09")["name"]
    bodies = names.str.contains("Public Security Bureau|Police College")
    assert (bodies.sum(), (~bodies).sum()) == (20, 8)
    for firm in ("Sensetime", "Megvii", "Yitu", "Hikvision"):
        assert names.str.contains(firm).any(), firm


@pytest.mark.parametrize("day, total, china", [("2025-03-28", 82, 53), ("2024-12-05", 140, 136), ("2019-10-09", 28, 28)])
def test_known_listings(day, total, china):
    assert len(dated(day)) == total and (dated(day)["iso3"] == "CHN").sum() == china


def test_rules_of_march_2025_add_what_the_list_shows():
    rules = table("entity_list_rules").query("published == '2025-03-28'")
    assert sorted(rules["entities_added"]) == [12, 70]
    by_country = table("entity_list_additions").merge(rules, on="document").groupby("iso3")["additions"].sum()
    assert by_country.to_dict() == dated("2025-03-28")["iso3"].value_counts().to_dict()


def test_an_entry_is_not_a_firm():
    entries = table("controlled_entities").query("list == 'entity-list'")
    assert entries["name"].nunique() < len(entries) - 100
    assert entries.duplicated(["name", "destination"]).sum() == 3


def test_removed_entries_are_missing_from_early_years():
    added = table("entity_list_additions").merge(table("entity_list_rules"), on="document").query("document == '2023-04558'")
    kept = dated("2023-03-06")
    assert added.set_index("iso3").loc["CHN", "additions"] == 28 > (kept["iso3"] == "CHN").sum()


def test_corrected_and_filled_dates():
    found = table("controlled_entities").query("list == 'entity-list'").set_index("name")
    assert found.loc["Beijing China Aviation Technology Co., Ltd.", "first_date"] == "2023-06-14"
    assert found.loc["Techlink Communications", "last_date"] == "2019-11-13"
    assert found.loc["Antcorp System", "first_date"] == "2008-09-22" and found["first_date"].notna().all()


def test_section_1260h_has_no_first_dates():
    found = table("controlled_entities").query("list == 'section-1260h'")
    assert found["first_date"].isna().all() and set(found["last_date"]) == {"2026-06-10"}


def test_investment_lists_of_2021():
    found = table("controlled_entities").query("list == 'ns-cmic'")["first_date"].value_counts().to_dict()
    assert found["2021-06-03"] == 59 and sum(found.values()) == 68
    assert set(table("controlled_entities").query("list == 'eo-14032'")["first_date"]) == {"2021-06-07"}


def test_footnotes_cover_every_foreign_direct_product_rule():
    counts = table("controlled_entities")["footnote"].value_counts().to_dict()
    assert counts == {"footnote-3": 773, "footnote-1": 130, "footnote-4": 96, "footnote-5": 16}


def test_hong_kong_and_crimea_stand_under_their_destination():
    found = table("controlled_entities")
    assert found.query("hong_kong_address and list == 'entity-list' and destination == 'China'").shape[0] == 285
    assert set(found.query("destination == 'Crimea Region of Ukraine'")["iso3"]) == {"UKR"} and "HKG" not in set(found["iso3"])


def test_notices_on_forced_labour_are_not_on_the_entity_list():
    rules = table("entity_list_rules")
    assert rules["subject"].value_counts().to_dict() == {"entity-list": 65, "uflpa": 6, "unverified-list": 1}
    assert rules.query("subject != 'entity-list'")["entities_added"].isna().all() and len(rules) == 72


def test_additions_by_destination_add_up():
    sums = table("entity_list_additions").groupby("document")["additions"].sum()
    rules = table("entity_list_rules").set_index("document").loc[sums.index]
    assert ((sums == rules["entities_added"]) | (sums == rules["entries_added"])).all() and len(sums) == 31
