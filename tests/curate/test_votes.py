"""Traps of the voting sources, each with the number that proves it."""
import pandas as pd

from statecraft import load
from statecraft.curate.votes import _completeness, _one_source, _roll_id
from statecraft.tables import package


def tally(document, part="whole"):
    row = load("roll_calls", document=document, part=part).iloc[0]
    return row["yes"], row["no"], row["abstain"]


def test_committee_and_plenary_are_different_votes():
    assert tally("A/C.1/78/L.56") == (164, 5, 8) and tally("A/RES/78/241") == (152, 4, 11)
    assert tally("A/C.1/79/L.77") == (161, 3, 13) and tally("A/RES/79/62") == (166, 3, 15)
    assert tally("A/C.1/80/L.41") == (156, 5, 8) and tally("A/RES/80/57") == (164, 6, 7)
    bodies = load("roll_calls").set_index("document")["body"]
    assert bodies["A/RES/79/62"] == "plenary" and set(bodies["A/C.1/79/L.77"]) == {"committee"}


def test_complete_lists_hold_as_many_names_as_the_tally_says():
    rolls = load("roll_calls", completeness="complete").set_index("roll_id")
    assert len(rolls) == 34
    counted = load("votes").groupby(["roll_id", "vote"]).size().unstack(fill_value=0).loc[rolls.index]
    for vote in ("yes", "no", "abstain"):
        assert (counted[vote] == rolls[vote]).all()


def test_plenary_lists_hold_no_yes():
    plenary = load("roll_calls", body="plenary")["roll_id"]
    assert set(load("votes", roll_id=list(plenary))["vote"]) == {"no", "abstain"}


def test_the_un_library_accounts_for_all_members():
    votes = load("votes_un_library")
    assert (votes.groupby("resolution").size() == 193).all()
    yes = votes[votes["vote"] == "yes"].groupby("resolution").size()
    assert yes.to_dict() == {"A/RES/78/241": 152, "A/RES/79/62": 166, "A/RES/80/57": 164}


def test_no_vote_rests_on_the_library_that_is_not_free():
    votes = load("votes")
    assert not votes["source"].str.contains("Digital Library").any()
    named = votes[votes["roll_id"] == "res-78-241"].groupby("vote")["iso3"].apply(set)
    assert named["no"] == {"BLR", "IND", "MLI", "RUS"} and named["abstain"] == {"CHN", "IRN", "ISR", "PRK"}
    flags = load("roll_calls").set_index("roll_id")["completeness"]
    assert flags["res-78-241"] == "partial" and flags["res-79-62"] == flags["res-80-57"] == "no-and-abstain"


def test_lists_said_to_hold_no_and_abstain_hold_as_many_as_the_tally():
    rolls = load("roll_calls", completeness="no-and-abstain").set_index("roll_id")
    counted = load("votes").groupby(["roll_id", "vote"]).size().unstack(fill_value=0)
    assert len(rolls) == 2 and (counted.loc[rolls.index, ["no", "abstain"]] == rolls[["no", "abstain"]]).all(axis=None)


def test_the_two_sources_agree_on_no_and_abstain():
    rolls = load("roll_calls", body="plenary").set_index("roll_id")["document"]
    ours = load("votes", roll_id=list(rolls.index)).assign(resolution=lambda f: f["roll_id"].map(rolls))
    both = ours.merge(load("votes_un_library"), on=["resolution", "iso3"], suffixes=("", "_library"))
    assert len(both) == len(ours) == 39 and (both["vote"] == both["vote_library"]).all()


def test_ids_and_codes_are_readable():
    frame = pd.DataFrame({"document": ["A/C.1/79/L.77", "A/RES/78/241"], "part": ["OP 9", "whole"]})
    assert _roll_id(frame).tolist() == ["c1-79-l77-op-9", "res-78-241"]
    assert _completeness("no complete; 2 of 8 abstentions readable") == "partial"
    assert _one_source("https://a.org ; https://b.org") == "https://a.org"
    assert _one_source("https://a.org/copy (reprints UN press release https://press.un.org/x)") == "https://press.un.org/x"


def test_the_library_that_is_not_free_feeds_its_own_table_only():
    users = [entry["name"] for entry in package()["resources"] if "unga-laws-votes" in {source["name"] for source in entry["sources"]}]
    assert users == ["votes_un_library"]
