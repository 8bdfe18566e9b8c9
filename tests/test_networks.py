"""Observed over expected ties between countries."""
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from statecraft import load
from statecraft.errors import UsageError
from statecraft.networks import association, between, compared, yearly

TIES = pd.DataFrame([("A", "B", 30), ("A", "C", 10), ("A", "D", 5), ("B", "C", 6), ("B", "D", 2), ("C", "D", 9)],
                    columns=["iso3_a", "iso3_b", "weight"])


def test_the_configuration_null_is_the_product_of_totals_by_hand():
    pair = association(TIES, null="configuration").set_index(["iso3_a", "iso3_b"]).loc[("A", "B")]
    assert pair["expected"] == pytest.approx(45 * 38 / 124)  # totals of A and B over twice the sum of 62
    assert pair["ratio"] == pytest.approx(30 / (45 * 38 / 124))


def test_quasi_independence_is_the_poisson_model_with_an_effect_for_each_country():
    effects = np.array([[int(name in pair) for name in "ABCD"] for pair in zip(TIES["iso3_a"], TIES["iso3_b"])])
    fitted = sm.GLM(TIES["weight"], effects, family=sm.families.Poisson()).fit().fittedvalues
    assert association(TIES)["expected"].to_numpy() == pytest.approx(fitted.to_numpy(), rel=1e-6)


def test_ties_that_follow_size_alone_have_the_ratio_one():
    sizes = pd.Series({"A": 8, "B": 4, "C": 2, "D": 1, "E": 3})
    pairs = [(a, b, sizes[a] * sizes[b]) for a in sizes.index for b in sizes.index if a < b]
    found = association(pd.DataFrame(pairs, columns=TIES.columns))
    assert found["ratio"].to_numpy() == pytest.approx(1)
    assert (found["low"] < 1).all() and (found["high"] > 1).all()


def test_directed_ties_keep_both_margins_and_the_two_directions_apart():
    both = pd.concat([TIES, TIES.rename(columns={"iso3_a": "iso3_b", "iso3_b": "iso3_a"})]).assign(weight=[10] * 11 + [60])
    found = association(both, directed=True)
    for side in ("iso3_a", "iso3_b"):
        sums = found.groupby(side)[["observed", "expected"]].sum()
        assert sums["expected"].to_numpy() == pytest.approx(sums["observed"].to_numpy())
    ratio = found.set_index(["iso3_a", "iso3_b"])["ratio"]
    assert ratio["D", "C"] > 1 > ratio["A", "C"]
    assert ratio["D", "C"] > ratio["C", "D"]


def test_the_exact_poisson_interval_of_sums_of_pairs():
    found = compared(pd.DataFrame({"observed": [0, 10], "expected": [3.0, 5.0]}), level=0.95)
    assert found[["low", "high"]].to_numpy() == pytest.approx(np.array([[0, 3.689 / 3], [4.795 / 5, 18.390 / 5]]), abs=1e-3)


def test_what_cannot_be_fitted_or_is_unknown_is_refused():
    star = pd.DataFrame([("A", "B", 5), ("A", "C", 5), ("A", "D", 5)], columns=TIES.columns)
    with pytest.raises(UsageError, match="nearly all ties"):
        association(star)
    with pytest.raises(UsageError, match="no null model 'gravity'"):
        association(TIES, null="gravity")
    with pytest.raises(UsageError, match="zero or more"):
        association(TIES.assign(weight=-1))


def test_joint_articles_of_every_year_can_be_fitted():
    articles = load("collaboration", layer="nsf-articles", first_year=2022)
    found = association(articles)
    assert found["observed"].sum() == articles["weight"].sum()
    assert found["expected"].sum() == pytest.approx(articles["weight"].sum())


def test_two_countries_are_compared_each_year_with_both_directions_together():
    back = TIES.rename(columns={"iso3_a": "iso3_b", "iso3_b": "iso3_a"}).assign(weight=TIES["weight"] * 2)
    ties = pd.concat([TIES.assign(year=2020), back.assign(year=2020), TIES.assign(year=2021), back.iloc[1:].assign(year=2021)])
    found = between(yearly(ties, directed=True, null="configuration"), "B", "A").set_index("year")
    assert found["observed"].tolist() == [90, 30]
    assert found.loc[2020, "expected"] == pytest.approx((45 * 46 + 68 * 90) / 186)  # out- and in-totals of A to B and of B to A
    assert found.loc[2020, "ratio"] == pytest.approx(90 * 186 / (45 * 46 + 68 * 90))
    assert between(yearly(ties, directed=True), "A", "Z").empty
