"""Observed over expected ties between countries."""
import networkx as nx
import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from statecraft import load
from statecraft.errors import UsageError
from statecraft.networks import (across, association, associations, between, compared, distance_effect, level_change, pooled,
                                  shared_bounds, tie_model)

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


def test_a_trend_is_found_inside_strata_whatever_their_levels():
    years = np.arange(5.0)
    low, high = ({"layer": name, "year": years, "expected": 50.0, "observed": np.round(level * 50 * np.exp(0.1 * years))}
                 for name, level in (("a", 1.0), ("b", 4.0)))
    cells = pd.concat([pd.DataFrame(low), pd.DataFrame(high).iloc[2:], pd.DataFrame({**low, "layer": "empty", "observed": 0})])
    found = tie_model(cells, ["year"]).loc["year"]
    assert found["estimate"] == pytest.approx(0.1, rel=0.02) and found["cells"] == 8
    assert found["low"] < 0.1 < found["high"]


def test_scattered_ties_widen_the_interval_and_too_few_give_none():
    cells = pd.DataFrame({"layer": "a", "year": range(6), "expected": 40.0, "observed": [40, 42, 39, 41, 40, 43]})
    noisy = cells.assign(observed=[80, 5, 90, 10, 70, 20])
    calm, wild = (tie_model(frame, ["year"]).loc["year"] for frame in (cells, noisy))
    assert wild["high"] - wild["low"] > 2 * (calm["high"] - calm["low"])
    assert tie_model(cells[:1], ["year"]).isna().loc["year", "estimate"]


def test_bounds_of_the_share_of_joint_papers_hold_the_true_share():
    countries = np.array([1] * 6 + [2, 2, 3, 4])  # four of ten papers have two countries or more
    bounds = shared_bounds(len(countries), countries.sum(), (countries * (countries - 1) // 2).sum())
    assert bounds == pytest.approx((30, 70))
    assert shared_bounds(10, 14, 4) == pytest.approx((40, 40))  # with pairs only there is nothing to bound


def test_our_network_is_the_one_whose_centrality_is_published():
    ties = load("collaboration", layer="nsf-articles")
    graph = nx.from_pandas_edgelist(ties[ties["weight"] >= 400], "iso3_a", "iso3_b", "weight")
    published = load("collaboration_centrality").set_index("iso3")
    assert dict(graph.degree()) == published["degree"].to_dict()
    assert dict(graph.degree(weight="weight")) == published["strength"].to_dict()
    assert pd.Series(nx.betweenness_centrality(graph, normalized=False)).round().to_dict() == published["betweenness"].to_dict()


def test_each_layer_and_year_has_its_own_expectation_and_years_are_ratios_of_sums():
    layers = pd.concat([TIES.assign(layer=layer, last_year=year, weight=TIES["weight"] * size)
                        for layer, year, size in (("x", 2020, 1), ("y", 2020, 10), ("y", 2021, 10))])
    pair = between(associations(layers), ("B", "A"))
    assert pair["ratio"].to_numpy() == pytest.approx(pair["ratio"].iloc[0])
    years = pooled(pair).set_index("year")
    assert years.loc[2020, "observed"] == 330 and years["ratio"].to_numpy() == pytest.approx(pair["ratio"].iloc[0])


def test_ties_within_a_group_and_between_two_are_sums_of_their_pairs():
    cells = association(TIES).assign(layer="x", year=2020)
    sums = across(cells, {"A", "B"}, {"D"}).set_index("kind")["observed"]
    assert sums.to_dict() == {"within": 30, "between": 5 + 2}


def test_a_step_is_told_from_the_trend():
    years = np.arange(2013, 2026)
    cells = pd.DataFrame({"layer": "a", "year": years, "expected": 200.0,
                          "observed": np.round(200 * np.exp(0.05 * (years - 2013) - 0.5 * (years > 2022)))})
    assert level_change(cells, 2022)["estimate"] == pytest.approx(-0.5, abs=0.02)
    assert level_change(cells[cells["year"] <= 2022], 2030).isna()["estimate"]  # no year after the event


def test_ties_that_fall_with_distance():
    positions = pd.Series({"A": 0.0, "B": 1.0, "C": 3.0})
    cells = pd.DataFrame([("A", "B", 1), ("B", "C", 2), ("A", "C", 3), ("A", "X", 9)], columns=["iso3_a", "iso3_b", "far"])
    cells = pd.concat([cells.assign(layer=layer, expected=100.0) for layer in ("x", "y")])
    found = distance_effect(cells.assign(observed=np.round(100 * np.exp(-0.2 * cells["far"]))), positions)
    assert found["estimate"] == pytest.approx(-0.2, abs=0.01) and found["cells"] == 6


def test_pairs_that_share_a_country_are_not_independent():
    """Countries that tie more than expected with all their partners, at every conference, move many cells at once."""
    rng = np.random.default_rng(1)
    positions, open_to_all = pd.Series(rng.normal(size=20)), np.exp(0.4 * rng.normal(size=20))
    pairs = pd.DataFrame([(a, b) for a in range(20) for b in range(a)], columns=["iso3_a", "iso3_b"])
    pairs["distance"] = (pairs["iso3_a"].map(positions) - pairs["iso3_b"].map(positions)).abs()
    pairs["mean"] = 30 * np.exp(-0.1 * pairs["distance"]) * open_to_all[pairs["iso3_a"]] * open_to_all[pairs["iso3_b"]]
    cells = pd.concat([pairs.assign(layer=layer, expected=30.0, observed=rng.poisson(pairs["mean"])) for layer in "abcde"])
    found, naive = distance_effect(cells, positions), tie_model(cells, ["distance"]).loc["distance"]
    assert found["estimate"] == pytest.approx(naive["estimate"])
    assert found["high"] - found["low"] > 2 * (naive["high"] - naive["low"])
    mixed = cells.assign(expected=pairs["mean"] / np.exp(-0.1 * pairs["distance"]))  # openness expected: nothing is shared
    known, naive = distance_effect(mixed, positions), tie_model(mixed, ["distance"]).loc["distance"]
    assert known["low"] < -0.1 < known["high"] and known["high"] - known["low"] < 1.5 * (naive["high"] - naive["low"])
