"""Statistics used by the notebooks: agreement of votes, regressions with few events."""
from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import optimize, special, stats


def vote_agreement(ballots: pd.DataFrame, focus: str) -> pd.DataFrame:
    """How alike every state votes to one state, on the ballots both took part in.

    `ballots` has one row a ballot and one column a state, with yes, abstain, no, or missing
    where the state did not vote. Returns one row a state: `ballots` taken together, `same`
    (share of identical votes) and `lijphart`, which counts an abstention against a yes or no
    as half an agreement (Lijphart 1963, APSR 57: 902-917). Missing where none was shared.
    """
    scores = ballots.apply(lambda column: column.map({"yes": 1.0, "abstain": 0.5, "no": 0.0}))
    gaps = scores.sub(scores[focus], axis=0).abs()
    return pd.DataFrame({"ballots": gaps.notna().sum(), "same": gaps.eq(0).where(gaps.notna()).astype(float).mean(),
                         "lijphart": 1 - gaps.mean()})


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
            return 2 * (top - _firth_fit(matrix, events, (term, value))[1]) - limit
        ends = [_crossing(excess, best[term], step) for step in (-1.0, 1.0)]
        rows.append({"term": design.columns[term], "estimate": best[term], "low": ends[0], "high": ends[1]})
    return pd.DataFrame(rows).set_index("term")


def _firth_fit(matrix, events, fixed=None):
    """Coefficients that maximise the penalised log likelihood, and its value; one may be held fixed.

    Newton steps on Firth's modified score, in which each case counts half its leverage more.
    """
    beta = np.zeros(matrix.shape[1])
    free = np.ones(matrix.shape[1], dtype=bool)
    if fixed is not None:
        beta[fixed[0]], free[fixed[0]] = fixed[1], False
    for _ in range(200):
        chance = special.expit(matrix @ beta)
        weight = chance * (1 - chance)
        information = (matrix * weight[:, None]).T @ matrix
        leverage = weight * np.einsum("ij,jk,ik->i", matrix, np.linalg.pinv(information), matrix)
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
    return optimize.brentq(excess, start, start + step, xtol=1e-8)
