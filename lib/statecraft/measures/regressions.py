"""Regressions for few events, clustered observations and counts."""
from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import optimize, special, stats

from .trends import _years


def firth_logit(outcome: pd.Series, predictors: pd.DataFrame, level: float = 0.95) -> pd.DataFrame:
    """Logistic regression with Firth's penalty, which stays finite when events are few.

    `outcome` is 1 or 0, `predictors` are numeric columns on the same index; an intercept is
    added. Returns one row a term with `estimate`, `low` and `high` in log odds; the interval
    is that of the penalised profile likelihood (Firth 1993, Biometrika 80: 27-38; Heinze and
    Schemper 2002, Statistics in Medicine 21: 2409-2419).
    """
    design = sm.add_constant(predictors.astype(float), has_constant="add")
    matrix, events = design.to_numpy(), outcome.to_numpy(dtype=float)
    best, top = _firth_fit(matrix, events)
    limit = stats.chi2.ppf(level, 1)
    rows = []
    for term in range(matrix.shape[1]):
        def excess(value, term=term):
            return 2 * (top - _firth_fit(matrix, events, (term, value), best)[1]) - limit
        ends = [_crossing(excess, best[term], step) for step in (-1.0, 1.0)]
        rows.append({"term": design.columns[term], "estimate": best[term], "low": ends[0], "high": ends[1]})
    return pd.DataFrame(rows).set_index("term")


def marginal_effects(outcome: pd.Series, predictors: pd.DataFrame, groups: pd.Series, level: float = 0.9) -> pd.DataFrame:
    """Average marginal effects of a logistic regression, in percentage points a unit of each predictor.

    `outcome` is true or false, `predictors` are numeric columns on the same index; an intercept
    is added. Returns one row a term with `effect`, `low`, `high` and the number of `cases`.
    Errors are clustered by `groups` (one label a case), the intervals are those of the delta
    method (Greene 2012, Econometric Analysis, ch. 17). Missing where the outcome never varies.
    """
    design = sm.add_constant(predictors.astype(float), has_constant="add")
    cases = {"cases": len(design)}
    if outcome.nunique() < 2:
        return pd.DataFrame({"effect": np.nan, "low": np.nan, "high": np.nan, **cases}, index=predictors.columns)
    clusters = {"groups": pd.factorize(groups, use_na_sentinel=False)[0]}
    fit = sm.Logit(outcome.astype(float), design).fit(disp=False, cov_type="cluster", cov_kwds=clusters)
    found = fit.get_margeff(at="overall", method="dydx")
    low, high = found.conf_int(alpha=1 - level).T
    return pd.DataFrame({"effect": 100 * found.margeff, "low": 100 * low, "high": 100 * high, **cases}, index=predictors.columns)


def _firth_fit(matrix, events, fixed=None, start=None):
    """Coefficients that maximise the penalised log likelihood, and its value; one may be held fixed.

    Newton steps on Firth's modified score, in which each case counts half its leverage more.
    """
    beta = np.zeros(matrix.shape[1]) if start is None else start.copy()
    free = np.ones(matrix.shape[1], dtype=bool)
    if fixed is not None:
        beta[fixed[0]], free[fixed[0]] = fixed[1], False
    for _ in range(200):
        chance = special.expit(matrix @ beta)
        weight = chance * (1 - chance)
        information = (matrix * weight[:, None]).T @ matrix
        leverage = weight * ((matrix @ np.linalg.pinv(information)) * matrix).sum(axis=1)
        score = matrix.T @ (events - chance + leverage * (0.5 - chance))
        step = np.linalg.lstsq(information[np.ix_(free, free)], score[free], rcond=None)[0]
        beta[free] += step / max(1.0, np.abs(step).max() / 2.0)
        if np.abs(step).max(initial=0.0) < 1e-10:
            break
    linear = matrix @ beta
    weight = special.expit(linear) * special.expit(-linear)
    information = (matrix * weight[:, None]).T @ matrix
    return beta, events @ linear - np.logaddexp(0, linear).sum() + 0.5 * np.linalg.slogdet(information)[1]


def _crossing(excess, start, step):
    """Where the profile likelihood has fallen by the limit, on one side of its maximum."""
    while excess(start + step) < 0:
        step *= 2
    return optimize.brentq(excess, start, start + step, xtol=1e-6)


def logit_trend(outcome: pd.Series, dates: pd.Series, level: float = 0.9, least: int = 10) -> dict[str, float]:
    """Slope a year of the log odds of an outcome (1 or 0), keyed like a result of `robust_slope`.

    A logit with Wald interval; where the rarer outcome has fewer than `least` cases, `firth_logit`
    with its profile interval instead.
    """
    known = pd.DataFrame({"date": pd.to_datetime(np.asarray(dates)), "outcome": np.asarray(outcome, dtype=float)}).dropna()
    years = _years(known["date"], known["date"].min()).to_frame("years")
    events = known["outcome"].sum()
    if min(events, len(known) - events) < least:
        fit = firth_logit(known["outcome"], years, level).loc["years"]
        return {"slope": fit["estimate"], "low": fit["low"], "high": fit["high"], "points": len(known)}
    found = sm.Logit(known["outcome"], sm.add_constant(years)).fit(disp=False)
    low, high = found.conf_int(1 - level).loc["years"]
    return {"slope": float(found.params["years"]), "low": float(low), "high": float(high), "points": len(known)}


def poisson_trend(years: pd.Series, counts: pd.Series, level: float = 0.9) -> dict[str, float]:
    """Log rate of growth a year of yearly counts, with its interval (Cameron and Trivedi 2013, ch. 3).

    Poisson regression; the interval is Wald's. Returns `slope`, `low`, `high`; exp(slope) is the factor of
    growth a year.
    """
    design = sm.add_constant(np.asarray(years, dtype=float) - np.mean(years))
    fit = sm.GLM(np.asarray(counts, dtype=float), design, family=sm.families.Poisson()).fit()
    low, high = fit.conf_int(1 - level)[1]
    return {"slope": float(fit.params[1]), "low": float(low), "high": float(high)}
