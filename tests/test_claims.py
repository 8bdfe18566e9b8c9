"""The comparison rules and the verdict rule, one case per row of the method's two tables."""
from fractions import Fraction

import pandas as pd
import pytest

from statecraft import claims
from statecraft.claims import AGREES, DISAGREES, UNDECIDED, decide, support, verdict
from statecraft.errors import UsageError


def a_test(comparator, value="", high=None, precision="exact", tolerance=None, members=()):
    return {"comparator": comparator, "value": value, "high": high, "precision": precision,
            "tolerance": tolerance, "members": list(members)}


@pytest.mark.parametrize("stated, precision, observed, expected", [
    ("40", "exact", 40, AGREES), ("40", "exact", 57, DISAGREES), ("40", "exact", 40.4, AGREES),
    ("1.5", "exact", 1.54, AGREES), ("1.5", "exact", 1.56, DISAGREES),
    ("50", "rounded", 46, AGREES), ("50", "rounded", 44, DISAGREES), ("1e25", "exact", 1e25, AGREES),
])
def test_eq_is_equality_at_the_stated_precision(stated, precision, observed, expected):
    assert decide(a_test("eq", stated, precision=precision), observed) == expected


@pytest.mark.parametrize("observed, tolerance, expected", [
    (10.7, None, AGREES), (11.9, None, DISAGREES), (11.9, 0.2, AGREES), (9.0, None, AGREES),
])
def test_approx_is_within_ten_percent_unless_argued(observed, tolerance, expected):
    assert decide(a_test("approx", "10", tolerance=tolerance), observed) == expected


@pytest.mark.parametrize("comparator, observed, low, high, expected", [
    ("lt", 7.2, None, None, AGREES), ("lt", 10, 9, 11, UNDECIDED), ("lt", 10, None, None, DISAGREES),
    ("le", 10, None, None, AGREES), ("gt", 10, None, None, DISAGREES), ("ge", 10, None, None, AGREES),
    ("gt", 12, 11, 13, AGREES), ("gt", 8, 7, 9, DISAGREES), ("lt", None, None, None, UNDECIDED),
])
def test_sides_need_the_whole_interval(comparator, observed, low, high, expected):
    assert decide(a_test(comparator, "10"), observed, low, high) == expected


def test_range_holds_both_ends():
    assert [decide(a_test("range", "2", "4"), value) for value in (2, 4, 4.1)] == [AGREES, AGREES, DISAGREES]


@pytest.mark.parametrize("precision, observed, low, high, expected", [
    ("exact", 6, None, None, AGREES), ("exact", 6, 4, 8, UNDECIDED), ("exact", 8, 7, 9, DISAGREES),
    ("vague", 7, None, None, AGREES), ("vague", 8, None, None, DISAGREES),
])
def test_rank_or_its_interval_equals_the_stated_one(precision, observed, low, high, expected):
    assert decide(a_test("rank", "6", precision=precision), observed, low, high) == expected


@pytest.mark.parametrize("comparator, slope, low, high, expected", [
    ("trend-up", 1.0, 0.2, 1.8, AGREES), ("trend-up", 1.0, -0.2, 2.2, UNDECIDED), ("trend-up", -1, -2, -0.5, DISAGREES),
    ("trend-down", -1, -2, -0.5, AGREES), ("trend-down", -1.0, None, None, UNDECIDED),
])
def test_trend_needs_an_interval_that_excludes_zero(comparator, slope, low, high, expected):
    assert decide(a_test(comparator), slope, low, high) == expected


@pytest.mark.parametrize("stated, high, observed, expected", [
    ("2024-11", None, "2024-10-10", DISAGREES), ("2024-10", None, "2024-10-10", AGREES),
    ("2024-10-10", None, "2024-10", AGREES), ("2024", None, "2024-05-21/2024-05-22", AGREES),
    ("2024-10", "2024-12", "2024-11-03", AGREES), ("2024-10", "2024-12", "2024", UNDECIDED),
    ("2024-10", "2024-12", "2024-05-21", DISAGREES), ("2023-11-01", "2023-11-02", "2023-11-01/2023-11-02", AGREES),
    ("2023-11-01", "2023-11-02", "2023-11-02/2023-11-03", DISAGREES), ("2024", None, "2024-02-15;2023-01-01", DISAGREES),
])
def test_dates_compare_at_the_coarser_precision(stated, high, observed, expected):
    assert decide(a_test("date", stated, high), observed) == expected


@pytest.mark.parametrize("observed, expected", [
    ("2020-05;2020-06-15", AGREES), ("2020-06-15;2020-05", DISAGREES), ("2020;2020-06", UNDECIDED),
    ("1;2;3", AGREES), ("1;3;2", DISAGREES), ("1", UNDECIDED),
])
def test_order(observed, expected):
    assert decide(a_test("order"), observed) == expected


@pytest.mark.parametrize("recorded, complete, expected", [
    ("Meta;Google;xAI", True, AGREES), ("google", False, UNDECIDED), ("google", True, DISAGREES),
])
def test_members_missing_from_an_incomplete_list_are_undecided(recorded, complete, expected):
    assert decide(a_test("member", members=["Google", "Meta"]), recorded, complete=complete) == expected


def test_a_qualitative_claim_has_no_rule_of_its_own():
    with pytest.raises(UsageError, match="no rule for the comparator 'qualitative'"):
        decide(a_test("qualitative", "1"), 1)


@pytest.mark.parametrize("main, s, expected", [
    (AGREES, Fraction(1), "supported"), (AGREES, Fraction(2, 3), "supported-with-qualification"),
    (AGREES, Fraction(1, 2), "mixed"), (DISAGREES, Fraction(1, 3), "contradicted"), (DISAGREES, Fraction(1, 2), "mixed"),
    (UNDECIDED, Fraction(1), "mixed"), (UNDECIDED, None, "not-testable"),
])
def test_the_verdict_follows_from_main_and_support(main, s, expected):
    assert verdict(main, s) == expected


def test_editions_of_one_source_share_one_vote():
    rows = pd.DataFrame({"source": ["a"] * 5 + ["b"], "decision": [AGREES] * 4 + [DISAGREES, DISAGREES]})
    assert support(rows) == Fraction(2, 5)
    assert support(rows.assign(decision=UNDECIDED)) is None


@pytest.fixture
def small_ledger(monkeypatch):
    """Two claims of notebook 02: one with two sources, one of notebook 01."""
    empty = {column: None for column in ("stated_high", "stated_members", "test_comparator", "test_value", "test_high",
                                         "tolerance", "stated_precision")}
    claim = {**empty, "comparator": "eq", "stated_value": "40", "as_of": "2025-05-27"}
    frames = {
        "claims": pd.DataFrame([{**claim, "claim_id": "x-001", "notebook": "02-b", "main_definition": "early"},
                                {**claim, "claim_id": "x-002", "notebook": "01-a", "main_definition": "early"}]),
        "definitions": pd.DataFrame([
            {"claim_id": "x-001", "definition": "early", "source": "epoch", "record": None, "text_ko": "가", "text_en": "a"},
            {"claim_id": "x-001", "definition": "late", "source": "index", "record": None, "text_ko": "나", "text_en": "b"},
            {"claim_id": "x-002", "definition": "early", "source": "epoch", "record": None, "text_ko": "가", "text_en": "a"}]),
    }
    monkeypatch.setattr(claims.tables, "load", lambda name: frames[name].copy())


def frame(*rows):
    return pd.DataFrame(rows, columns=["claim", "definition", "source", "observed", "as_of"])


def test_judge_takes_the_latest_observation_that_is_not_hindsight(small_ledger):
    seen = frame(("x-001", "early", "epoch", 40, "2025-02"), ("x-001", "early", "epoch", 57, "2026-07"),
                 ("x-001", "late", "index", 40, "2024"))
    judged, rows = claims.judge(seen, "02-b")
    row = judged.iloc[0]
    assert (row["verdict"], row["support"], row["today"]) == ("supported", 1.0, "mixed")
    assert (row["agree"], row["definitions"], row["sources"]) == (2, 2, 2)
    assert list(rows["then"]) == [True, False, True]


@pytest.mark.parametrize("rows, message", [
    ([("x-009", "early", "epoch", 40, "2025")], "no claim 'x-009'; did you mean 'x-00"),
    ([("x-002", "early", "epoch", 40, "2025")], "belongs to notebook 01-a"),
    ([("x-001", "erly", "epoch", 40, "2025")], "no definition 'erly'; did you mean 'early'"),
    ([("x-001", "early", "index", 40, "2025")], "the ledger says 'epoch'"),
    ([("x-001", "early", "epoch", 40, "2025")], "lacks an observation for its definition 'late'"),
    ([("x-001", "early", "epoch", 40, "2025"), ("x-001", "early", "epoch", 41, "2025")], "given twice"),
])
def test_judge_refuses_what_is_not_the_ledger(small_ledger, rows, message):
    with pytest.raises(UsageError, match=message):
        claims.judge(frame(*rows), "02-b")
