"""The contract of the ledger: the stated half whole, the test half fit to decide."""
import re
from pathlib import Path

import pandas as pd
import pytest

from statecraft import claims, tables
from statecraft.build.runs import names

LEDGER = claims.ledger()
DEFINITIONS = claims.definitions()
TESTED = LEDGER[LEDGER["notebook"].isin(names())]


def test_the_ledger_holds_the_claims_of_five_texts():
    assert len(LEDGER) == 403 and set(LEDGER["text"]) == set(tables.load("texts")["text"])


@pytest.mark.parametrize("claim", TESTED.index)
def test_a_claim_with_a_notebook_has_a_test_in_words(claim):
    row, own = LEDGER.loc[claim], DEFINITIONS[DEFINITIONS["claim"] == claim]
    assert own["main"].sum() == 1, "one main definition, and it is listed"
    assert pd.notna(row["fair_reading_ko"]) and pd.notna(row["threshold_ko"]) and pd.notna(row["threshold_en"])
    assert claims.test_of(row)["comparator"] != "qualitative" or pd.notna(row["searched"]), "operationalised or searched"
    if pd.notna(row["searched"]):
        known = {entry["name"] for entry in tables.package()["resources"]}
        assert set(claims.split(row["searched"])) <= known and pd.notna(row["missing_ko"]) and pd.notna(row["missing_en"])


def test_definitions_belong_to_claims_with_a_notebook():
    assert set(DEFINITIONS["claim"]) <= set(LEDGER.index)
    assert DEFINITIONS["text_ko"].str.contains("[가-힣]").all()


def test_records_of_definitions_are_events():
    events = set(tables.load("events")["event_id"])
    for row in DEFINITIONS.dropna(subset=["record"]).itertuples():
        for record in claims.split(row.record):
            assert record in events or record.startswith("ai_models:"), f"{row.claim} {row.definition}: {record}"


def test_statements_are_paraphrases_not_windows_into_the_texts():
    """A statement is short; a copied sentence would not be."""
    assert LEDGER["statement_ko"].str.len().max() < 160


@pytest.mark.parametrize("name, said", [("README.md", r"(\d+) in all and (\d+) tested so far"), ("README.ko.md", r"주장 (\d+)개 가운데 지금까지 (\d+)개")])
def test_the_readme_counts_the_claims_tested_so_far(name, said):
    text = (Path(__file__).parent.parent / name).read_text(encoding="utf-8")
    assert re.search(said, text).groups() == (str(len(LEDGER)), str(len(TESTED)))
