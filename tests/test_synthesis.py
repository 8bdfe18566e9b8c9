import pandas as pd
import pytest

from statecraft import claims, synthesis, tables

COLUMNS = ("text", "section", "line", "as_of", "comparator", "notebook")
LEDGER = pd.DataFrame([
    ("b-2025", "two", "40", "2025-05", "date", "01-x"),
    ("b-2025", "one", "7-9", "2025-05", "eq", "01-x"),
    ("a-2023", "only", "12", "2023-11", "rank", "02-y"),
    ("b-2025", "one", "30", "2025-05", "member", "02-y"),
], columns=COLUMNS, index=["b-004", "b-001", "a-001", "b-003"])
VERDICT = {"claim": "b-001", "verdict": "supported", "support": 1.0, "main": "agrees", "agree": 2, "decided": 2, "undecided": 0, "definitions": 2, "sources": 1,
           "today": "mixed", "support_today": 0.5}


def judged(*rows):
    """Verdict frame: (verdict, today, support, agree, decided, kind) a claim."""
    frame = pd.DataFrame(rows, columns=["verdict", "today", "support", "agree", "decided", "kind"])
    return frame.assign(claim=[f"c-{number}" for number in range(len(rows))])


def seen(*rows, claim="c"):
    """Observations: (definition, source, main, decision) each, all at the claim's time."""
    return pd.DataFrame(rows, columns=["definition", "source", "main", "decision"]).assign(claim=claim, then=True)


def test_claims_are_joined_in_reading_order_with_the_verdict_of_their_own_notebook():
    frame = synthesis.joined(LEDGER, {"01-x": {"verdicts": [VERDICT]}, "02-y": {"verdicts": [{**VERDICT, "claim": "b-004"}]}})
    assert frame["claim"].tolist() == ["a-001", "b-001", "b-003", "b-004"]
    assert frame["kind"].tolist() == ["order", "number", "list", "date"]
    assert frame["verdict"].tolist() == [None, "supported", None, None], "02-y does not own b-004"


def test_without_results_nothing_is_tested():
    frame = synthesis.joined(LEDGER, {})
    assert frame["verdict"].isna().all() and len(frame) == 4
    assert synthesis.shares(frame, "kind", ["date"])["share"].isna().all()
    assert synthesis.under_rules(synthesis.collected({}, "observations", synthesis.OBSERVATION_COLUMNS)).empty
    assert synthesis.errors(frame).empty


def test_coverage_counts_and_says_why_a_notebook_is_missing():
    frame = synthesis.joined(LEDGER, {"01-x": {"verdicts": [VERDICT]}})
    first = synthesis.coverage(frame, ["02-y"]).set_index("notebook")
    assert first.loc["01-x"].tolist() == [2, 1, "tested"] and first.loc["02-y"].tolist() == [2, 0, "not-built"]
    assert synthesis.coverage(frame, []).set_index("notebook").loc["02-y", "state"] == "not-written"


def test_shares_count_the_decided_and_carry_wilsons_interval():
    frame = pd.DataFrame({"text": ["a"] * 12 + ["b"], "verdict": ["supported"] * 7 + ["supported-with-qualification", "mixed", "contradicted"]
                          + ["not-testable", None, "not-testable"]})
    shares = synthesis.shares(frame, "text", ["a", "b"]).set_index("text")
    # 8 of 10 at 90 %: centre (0.8 + z²/20) / (1 + z²/10) = 0.7361, half width 0.1953 with z = 1.6449.
    assert shares.loc["a", ["stand", "decided", "share"]].tolist() == [8, 10, 0.8]
    assert shares.loc["a", ["low", "high"]].tolist() == pytest.approx([0.5408, 0.9314], abs=1e-4)
    assert shares.loc["b", "decided"] == 0 and shares.loc["b", ["share", "low", "high"]].isna().all()


def test_errors_take_the_first_rule_that_fits():
    frame = judged(
        ("supported", "supported", 1.0, 2, 2, "date"),
        ("supported", "contradicted", 1.0, 2, 2, "date"),
        ("mixed", "mixed", 1.0, 2, 2, "date"),
        ("mixed", "mixed", 0.5, 1, 2, "date"),
        ("contradicted", "contradicted", 0.25, 1, 4, "date"),
        ("contradicted", "supported", 0.0, 0, 3, "date"),
        ("contradicted", "contradicted", 0.0, 0, 1, "list"),
        ("not-testable", "supported", None, 0, 0, "list"),
    )
    expected = ["overtaken", "unsettled", "definition", "definition", "date", "list"]
    assert synthesis.errors(frame)["error"].tolist() == expected
    assert set(expected) <= set(synthesis.ERRORS) and set(synthesis.KINDS.values()) <= set(synthesis.ERRORS)


def test_latest_takes_one_observation_a_definition_up_to_the_claims_time():
    rows = seen(("d", "s", True, "agrees"), ("d", "s", True, "disagrees"), ("d", "s", True, "undecided"))
    rows.loc[2, "then"] = False
    assert synthesis.latest(rows)["decision"].tolist() == ["disagrees"]


def test_a_verdict_under_other_rules():
    rows = seen(("m", "one", True, "agrees"), ("x", "one", False, "agrees"), ("y", "one", False, "agrees"), ("z", "two", False, "disagrees"))
    found = synthesis.under_rules(rows).iloc[0]
    # By source s = (1 + 0) / 2; by definition 3/4; without source two s = 1; without the rest of one 1/2.
    assert found[list(synthesis.RULES)].to_dict() == {
        "rule": "mixed", "main": "supported", "unweighted": "supported-with-qualification", "half": "supported-with-qualification",
        "three-quarters": "mixed", "least": "mixed", "most": "supported"}


def test_leaving_a_source_out_can_undo_a_verdict():
    rows = seen(("m", "one", True, "undecided"), ("x", "two", False, "agrees"))
    found = synthesis.under_rules(rows).iloc[0]
    assert (found["rule"], found["main"], found["least"], found["most"]) == ("mixed", "not-testable", "not-testable", "mixed")


def test_a_claim_seen_only_later_is_not_testable_at_its_time():
    rows = seen(("m", "one", True, "agrees")).assign(then=False)
    assert set(synthesis.under_rules(rows).iloc[0][list(synthesis.RULES)]) == {"not-testable"}


def test_three_quarters_is_stricter_than_the_published_rule():
    rows = seen(("m", "a", True, "agrees"), ("x", "b", False, "agrees"), ("y", "c", False, "disagrees"))
    assert synthesis.ruled(rows) == "supported-with-qualification"
    assert synthesis.under_rules(rows).loc[0, "three-quarters"] == "mixed"


FRAME = pd.DataFrame({"claim": ["a", "b", "c", "d", "e"], "text": ["x", "y", "x", "y", "x"],
                      "verdict": ["supported", "contradicted", "mixed", "not-testable", None]})


def settle(*rows):
    pairs = pd.DataFrame([(*row, "쟁점", "issue", "독해", row[2]) for row in rows],
                         columns=["contradiction", "claim_id", "side", "issue_ko", "issue_en", "reading_ko", "reading_en"])
    readings = synthesis.sides(pairs, FRAME)
    return readings.set_index(["contradiction", "side"])["status"], synthesis.settled(readings).set_index("contradiction")


def test_a_contradiction_is_resolved_when_one_reading_stands_and_the_others_fail():
    status, settled = settle(("p", "b", "second"), ("p", "a", "first"), ("q", "b", "first"), ("q", "b", "record"))
    assert status["p"].to_dict() == {"first": "stands", "second": "fails"}
    assert status["q"].to_dict() == {"first": "fails", "record": "stands"}, "the record stands where the text fails"
    assert settled["outcome"].to_dict() == {"p": "resolved", "q": "resolved"} and settled["winner"].tolist() == ["first", "record"]


@pytest.mark.parametrize("first, second, outcome", [("a", "a", "several"), ("b", "b", "none"), ("a", "c", "open"),
                                                    ("a", "d", "open"), ("d", "d", "open"), ("a", "e", "untested")])
def test_other_outcomes(first, second, outcome):
    assert settle(("p", first, "first"), ("p", second, "second"))[1].loc["p", "outcome"] == outcome


def test_a_reading_waits_for_all_its_claims_and_is_divided_by_opposite_verdicts():
    status, _ = settle(("p", "a", "first"), ("p", "b", "first"), ("p", "a", "second"), ("p", "e", "second"), ("p", "a", "third"), ("p", "d", "third"))
    assert status["p"].to_dict() == {"first": "divided", "second": "untested", "third": "stands"}


def test_the_mosaic_gives_every_claim_a_place_of_its_own():
    frame = synthesis.joined(claims.ledger(), {})
    tiles, labels = synthesis.mosaic(frame)
    assert len(tiles) == len(frame) and not tiles.duplicated(["column", "row", "place"]).any()
    assert not labels.duplicated(["column", "row"]).any() and labels["section"].isna().sum() == frame["text"].nunique()
    deep = labels.groupby("column")["row"].max()
    assert abs(deep[0] - deep[1]) < 10, "the columns are about even"


def test_a_mosaic_of_one_text_has_one_column():
    tiles, labels = synthesis.mosaic(synthesis.joined(LEDGER[LEDGER["text"] == "b-2025"], {}))
    assert labels["section"].dropna().tolist() == ["one", "two"] and labels["row"].tolist() == [0, 1, 2]
    assert tiles[["claim", "row", "place"]].to_numpy().tolist() == [["b-001", 1, 0], ["b-003", 1, 1], ["b-004", 2, 0]]


def test_spans_shorten_ids_that_follow_one_another():
    assert synthesis.spans(["x-003", "x-001", "x-002", "x-009", "y-2025-010"]) == "x-001–003, x-009, y-2025-010"
    assert synthesis.spans([]) == ""


def test_texts_are_named_by_author_or_kind_and_year():
    texts = pd.DataFrame([("a", "김", "Kim Sang-bae", "policy essay", "2024-12-31"), ("b", None, None, "press report", "2025-12")],
                         columns=["text", "author_ko", "author_en", "kind", "as_of"])
    assert synthesis.text_names(texts, "ko") == {"a": "김 2024", "b": "보도 2025"}
    assert synthesis.text_names(texts, "en") == {"a": "Kim 2024", "b": "Press report 2025"}
    assert all(len(set(synthesis.text_names(tables.load("texts"), lang).values())) == 5 for lang in ("ko", "en"))


def test_every_section_of_the_ledger_has_a_name():
    named = set(tables.load("sections").set_index(["text", "section"]).index)
    assert named == set(claims.ledger().set_index(["text", "section"]).index)


def test_every_issue_has_opposing_readings_in_one_wording():
    pairs = tables.load("contradictions")
    for issue, group in pairs.groupby("contradiction"):
        assert group["side"].nunique() >= 2 and group["issue_ko"].nunique() == 1, issue
        assert group.groupby("side")["reading_ko"].nunique().max() == group.groupby("side")["reading_en"].nunique().max() == 1, issue
        record = group.loc[group["side"] == "record", "claim_id"]
        assert set(record) <= set(group.loc[group["side"] == "first", "claim_id"]), f"{issue}: the record opposes the first reading"
    assert pairs["contradiction"].nunique() == 12


def test_words_are_the_same_in_both_languages():
    assert set(synthesis.WORDS["ko"]) == set(synthesis.WORDS["en"])
    assert {*synthesis.ERRORS, *synthesis.RULES, *synthesis.OUTCOMES} <= set(synthesis.WORDS["ko"])
