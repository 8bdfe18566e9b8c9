"""Traps of the participation lists."""
from statecraft import load
from statecraft.curate.forums import MAP, _best, _completeness


def test_incomplete_lists_are_flagged():
    flags = load("forums").set_index("forum_id")["completeness"]
    assert flags["us-political-declaration"] == "complete" and flags["bletchley-2023"] == "complete"
    assert flags["reaim-2023"] == flags["reaim-2024"] == flags["hiroshima-friends"] == flags["new-delhi-2026"] == "partial"
    assert flags["reaim-2026"] == flags["ai-capacity-friends"] == "lead"
    assert flags["paris-2025"] == _completeness("complete (one secondary list), not settled") == "partial"


def test_lists_that_may_grow_say_to_when_they_are_complete():
    forums = load("forums").set_index("forum_id")
    dated = forums["complete_to"].dropna()
    assert dated["us-political-declaration"] == "2024-11-27" and dated["coe-convention"] == "2026-08"
    assert (forums.loc[dated.index, "completeness"] == "complete").all() and len(dated) == 6


def test_nato_rests_on_pages_that_can_be_cited():
    members = load("forum_participation", forum_id="nato")
    cited = load("memberships", forum="nato").set_index("iso3")["source"]
    assert len(members) == 32 and (members["source"] == members["iso3"].map(cited)).all()
    assert not load("forums")["source"].str.contains("askvity").any()


def test_bletchley_lists_28_states_and_the_eu_besides_later_joiners():
    rows = load("forum_participation", forum_id="bletchley-2023", positive=True)
    original = rows[rows["date"] <= "2023-11-02"]
    assert len(original) == 29 and "EUU" in set(original["iso3"])


def test_attending_is_not_taking_part():
    rows = load("forum_participation")
    assert not rows.loc[rows["status"].isin(["attended", "not-signed", "not-endorsed"]), "positive"].any()


def test_one_citation_a_row():
    for name in ("forums", "forum_participation"):
        assert not load(name)["source"].str.contains(" ; | github:", regex=True).any()
    assert _best("github:x/AI-Governance-Map (release), which cites https://a.org/b") == MAP
    assert _best("https://a.org/b (page text: github:x/y) ; https://c.org") == "https://a.org/b"
    assert _completeness("lead only (attendance)") == "lead"
