"""Networks between countries: who works with whom more, or less, than their sizes explain."""
from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats
from statsmodels.stats.rates import confint_poisson

from .errors import UsageError

NULLS = ("quasi-independence", "configuration")


def association(ties: pd.DataFrame, *, directed: bool = False, null: str = "quasi-independence",
                level: float = 0.9) -> pd.DataFrame:
    """Observed over expected ties of every pair of countries.

    `ties` has one row a pair (`iso3_a`, `iso3_b`, `weight` in counts; without direction each
    pair stands once; a country with itself is left out). Returns, for every pair of countries
    that have any tie, `observed`, `expected`, `ratio` (1 = as their totals let expect) and the
    exact Poisson interval `low`–`high` of the ratio, the expectation taken as given. Pairs of
    one paper are counted together, so the interval is a lower bound of the uncertainty.

    `null` is the model of no preference: *quasi-independence* keeps every country's total and
    knows that nobody works abroad with itself (Goodman 1968, JASA 63: 1091-1131), the usual
    reference of collaboration indices (Zitt, Bassecoulard & Okubo 2000, Scientometrics 47:
    627-657); *configuration* is the product of totals over the sum (Newman 2004, Phys. Rev. E
    70: 056131), which expects some ties with oneself. Raises UsageError for another null, for
    negative weights, and where no model keeps the totals (one country in nearly all ties).
    """
    if null not in NULLS:
        raise UsageError(f"no null model '{null}'; there are {' and '.join(NULLS)}")
    observed = _matrix(ties, directed)
    expected = _quasi_independent(observed.to_numpy()) if null == "quasi-independence" else _product(observed.to_numpy())
    rows, columns = np.nonzero(~np.eye(len(observed), dtype=bool) if directed else np.triu(np.ones(observed.shape), 1))
    pairs = pd.DataFrame({"iso3_a": observed.index[rows], "iso3_b": observed.columns[columns],
                          "observed": observed.to_numpy()[rows, columns], "expected": expected[rows, columns]})
    return compared(pairs[pairs["expected"] > 0].reset_index(drop=True), level)


def associations(layers: pd.DataFrame, *, directed: bool = False, null: str = "quasi-independence") -> pd.DataFrame:
    """`association` of every `layer` and `last_year` by itself, with the columns `layer` and `year` added.

    `layers` are rows of table `collaboration`. Growth of a layer and of the countries in it
    cancels out, as each layer and year has its own expectation.
    """
    found = [association(ties, directed=directed, null=null).assign(layer=layer, year=year)
             for (layer, year), ties in layers.groupby(["layer", "last_year"])]
    return pd.concat(found, ignore_index=True)


def between(ties: pd.DataFrame, two: tuple[str, str]) -> pd.DataFrame:
    """The rows of one pair of countries, in both directions."""
    return ties[ties["iso3_a"].isin(two) & ties["iso3_b"].isin(two) & (ties["iso3_a"] != ties["iso3_b"])]


def pooled(cells: pd.DataFrame, level: float = 0.9) -> pd.DataFrame:
    """Observed over expected ties of each `year`, all rows of `cells` together: the ratio of the sums."""
    return compared(cells.groupby("year")[["observed", "expected"]].sum().astype(float), level).reset_index()


def compared(pairs: pd.DataFrame, level: float = 0.9) -> pd.DataFrame:
    """Rows with `observed` and `expected` (sums of pairs too) with `ratio`, `low` and `high`."""
    low, high = confint_poisson(pairs["observed"].to_numpy(), pairs["expected"].to_numpy(), method="exact-c", alpha=1 - level)
    return pairs.assign(ratio=pairs["observed"] / pairs["expected"], low=np.nan_to_num(low), high=high)


def across(cells: pd.DataFrame, one: set[str], other: set[str]) -> pd.DataFrame:
    """Observed and expected ties by `layer` and `year`: `kind` *within* the first group, or *between* the two."""
    first, second = ({side: cells[side].isin(group) for side in ("iso3_a", "iso3_b")} for group in (one, other))
    kinds = {"within": first["iso3_a"] & first["iso3_b"],
             "between": first["iso3_a"] & second["iso3_b"] | second["iso3_a"] & first["iso3_b"]}
    sums = {kind: cells[chosen].groupby(["layer", "year"])[["observed", "expected"]].sum() for kind, chosen in kinds.items()}
    return pd.concat(sums, names=["kind"]).reset_index()


def tie_model(cells: pd.DataFrame, terms: list[str], strata: str = "layer", level: float = 0.9) -> pd.DataFrame:
    """How observed over expected ties depend on some terms, inside strata.

    `cells` has `observed` and `expected` counts, the numeric `terms` and the column `strata`
    (conferences, layers); each stratum has a level of its own, so that strata that come and go
    make no trend. Poisson regression with the log expectation as offset; the interval allows
    for overdispersion (quasi-likelihood, Pearson scale of at least one: McCullagh and Nelder 1989,
    Generalized Linear Models, ch. 6). Returns one row a term: `estimate`, `low`, `high` in log
    points and the number of `cells`; missing where strata without a tie leave too few cells.
    """
    tied, _, fit = _fitted(cells, terms, strata)
    if fit is None:
        return pd.DataFrame({"estimate": np.nan, "low": np.nan, "high": np.nan, "cells": len(tied)}, index=terms)
    return _with_interval(fit.params[terms], np.sqrt(_scale_of(fit)) * fit.bse[terms], level).assign(cells=len(tied))


def level_change(cells: pd.DataFrame, event: int, level: float = 0.9) -> pd.Series:
    """How far the level of a tie after the year `event` is from its own trend before and after, in log points.

    An interrupted series (Wagner et al. 2002, J. Clin. Pharm. Ther. 27: 299-309) without change
    of slope: one trend over all years and a step. `cells` as in `tie_model`, with `year`.
    """
    rows = cells.assign(trend=cells["year"] - event, after=(cells["year"] > event).astype(float))
    return tie_model(rows, ["trend", "after"], level=level).loc["after"]


def distance_effect(cells: pd.DataFrame, positions: pd.Series, level: float = 0.9) -> pd.Series:
    """Log change of observed over expected ties per point of distance between two countries.

    `positions` are numbers by country (ideal points); countries without one are left out.
    One cell is a pair in a layer, with a level for each layer (`tie_model`). Pairs that share a
    country are not independent, so the interval is robust to errors clustered by country, of both
    members of a pair (Aronow, Samii & Assenova 2015, Political Analysis 23: 564-577), and never
    narrower than that of the quasi-Poisson model.
    """
    apart = (cells["iso3_a"].map(positions) - cells["iso3_b"].map(positions)).abs()
    by = ["layer", "iso3_a", "iso3_b", "distance"]
    sums = cells.assign(distance=apart).groupby(by)[["observed", "expected"]].sum().reset_index()
    tied, design, fit = _fitted(sums, ["distance"], "layer")
    if fit is None:
        return tie_model(sums, ["distance"], level=level).loc["distance"]
    error = np.sqrt(max(_scale_of(fit) * fit.bse["distance"] ** 2, _clustered(tied, design, fit)[0, 0]))
    found = _with_interval(fit.params[["distance"]], pd.Series(error, index=["distance"]), level)
    return found.assign(cells=len(tied)).loc["distance"]


def shared_bounds(papers: int, whole: int, pairs: int) -> tuple[float, float]:
    """Smallest and largest share of papers with two countries or more, in percent, known from counts alone.

    `papers` have at least one country each; `whole` adds up whole counts over countries, `pairs`
    joint papers over pairs of countries. A paper of k countries adds k - 1 to the first beyond
    itself and k(k-1)/2 to the second; the lower bound is Bonferroni's (twice the first less the
    second), the upper one takes every further country as a paper of its own.
    """
    further = whole - papers
    return 100 * max(0, 2 * further - pairs) / papers, 100 * min(further, pairs) / papers


def _fitted(cells, terms, strata):
    """Cells of strata with ties, design and Poisson fit with a level for each stratum (None where too few cells are left)."""
    tied = cells[cells["expected"] > 0]
    tied = tied[tied.groupby(strata)["observed"].transform("sum") > 0]
    design = pd.concat([tied[terms].astype(float), pd.get_dummies(tied[strata], dtype=float)], axis=1)
    if len(tied) <= design.shape[1] or np.linalg.matrix_rank(design) < design.shape[1]:
        return tied, design, None
    offset = np.log(tied["expected"])
    return tied, design, sm.GLM(tied["observed"].astype(float), design, sm.families.Poisson(), offset=offset).fit()


def _scale_of(fit):
    return max(1.0, fit.pearson_chi2 / fit.df_resid)


def _with_interval(estimate, error, level):
    half = stats.norm.ppf((1 + level) / 2) * error
    return pd.DataFrame({"estimate": estimate, "low": estimate - half, "high": estimate + half})


def _clustered(tied, design, fit):
    """Covariance of a fit when pairs that share a country are correlated: countries' scores less pairs counted twice."""
    scores = design.mul(tied["observed"] - fit.fittedvalues, axis=0)
    ends = pd.concat([scores.groupby(tied[end]).sum() for end in ("iso3_a", "iso3_b")])
    country, pair = ends.groupby(level=0).sum(), scores.groupby([tied["iso3_a"], tied["iso3_b"]]).sum()
    bread = fit.normalized_cov_params.to_numpy()
    return bread @ (country.T.to_numpy() @ country.to_numpy() - pair.T.to_numpy() @ pair.to_numpy()) @ bread


def _matrix(ties: pd.DataFrame, directed: bool) -> pd.DataFrame:
    """Weights as a square frame without diagonal, countries with no tie left out."""
    if (ties["weight"] < 0).any():
        raise UsageError("ties need weights of zero or more")
    abroad = ties[ties["iso3_a"] != ties["iso3_b"]]
    names = sorted({*abroad["iso3_a"], *abroad["iso3_b"]})
    square = abroad.pivot_table(index="iso3_a", columns="iso3_b", values="weight", aggfunc="sum", fill_value=0)
    square = square.reindex(index=names, columns=names, fill_value=0).astype(float)
    square = square if directed else square + square.T
    tied = (square.sum() + square.sum(axis=1)) > 0
    return square.loc[tied, tied]


def _product(observed: np.ndarray) -> np.ndarray:
    return np.outer(observed.sum(axis=1), observed.sum(axis=0)) / observed.sum()


def _quasi_independent(observed: np.ndarray, rounds: int = 10_000) -> np.ndarray:
    """The table with the same margins whose cells off the diagonal are products of effects."""
    rows, columns = observed.sum(axis=1), observed.sum(axis=0)
    fitted = 1.0 - np.eye(len(observed))
    for _ in range(rounds):
        fitted = fitted * _scale(rows, fitted.sum(axis=1))[:, None]
        fitted = fitted * _scale(columns, fitted.sum(axis=0))
        if np.allclose(fitted.sum(axis=1), rows, rtol=1e-9, atol=0):
            return fitted
    raise UsageError("no model of independence keeps these totals: one country has nearly all ties")


def _scale(wanted: np.ndarray, present: np.ndarray) -> np.ndarray:
    return np.divide(wanted, present, out=np.zeros_like(wanted), where=present > 0)
