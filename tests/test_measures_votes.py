"""Statistics of votes against values computed by hand."""
import numpy as np
import pandas as pd
import pytest

from statecraft.measures import firth_logit, vote_agreement


@pytest.fixture
def ballots():
    return pd.DataFrame({"AAA": ["yes", "yes", "abstain", "no"], "BBB": ["yes", "abstain", "abstain", None],
                         "CCC": ["no", "no", "yes", "no"], "DDD": [None] * 4})


def test_agreement_counts_only_ballots_both_voted_on(ballots):
    result = vote_agreement(ballots, "AAA")
    assert result.loc["BBB", "ballots"] == 3 and result.loc["BBB", "same"] == pytest.approx(2 / 3)
    assert result.loc["AAA", ["same", "lijphart"]].tolist() == [1, 1]


def test_lijphart_counts_an_abstention_as_half(ballots):
    result = vote_agreement(ballots, "AAA")
    assert result.loc["BBB", "lijphart"] == pytest.approx((1 + 0.5 + 1) / 3)
    assert result.loc["CCC", "lijphart"] == pytest.approx((0 + 0 + 0.5 + 1) / 4)


def test_a_state_that_never_voted_has_no_agreement(ballots):
    assert vote_agreement(ballots, "AAA").loc["DDD", ["same", "lijphart"]].isna().all()


def two_by_two(a, b, c, d):
    """a events and b others where x = 1; c events and d others where x = 0."""
    outcome = np.repeat([1, 0, 1, 0], [a, b, c, d])
    return pd.Series(outcome), pd.DataFrame({"x": np.repeat([1, 1, 0, 0], [a, b, c, d])})


def test_firth_adds_half_to_every_cell_of_a_two_by_two_table():
    result = firth_logit(*two_by_two(3, 20, 7, 5))
    assert result.loc["x", "estimate"] == pytest.approx(np.log(3.5 * 5.5 / (20.5 * 7.5)), abs=1e-4)
    assert result.loc["const", "estimate"] == pytest.approx(np.log(7.5 / 5.5), abs=1e-4)


def test_firth_stays_finite_under_separation_and_covers_the_estimate():
    result = firth_logit(*two_by_two(0, 40, 6, 20)).loc["x"]
    assert result["estimate"] == pytest.approx(np.log(0.5 * 20.5 / (40.5 * 6.5)), abs=1e-4)
    assert -10 < result["low"] < result["estimate"] < result["high"] < 0  # the interval may stay one-sided


def test_a_higher_level_gives_a_wider_interval():
    data = two_by_two(3, 20, 7, 5)
    narrow, wide = firth_logit(*data, level=0.8).loc["x"], firth_logit(*data, level=0.99).loc["x"]
    assert wide["low"] < narrow["low"] and narrow["high"] < wide["high"]
