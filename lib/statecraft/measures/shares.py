"""Shares and ranks with intervals, and what margins tell about the cells of a table."""
from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import optimize, stats
from statsmodels.stats.proportion import confint_proportions_2indep, multinomial_proportions_confint, proportion_confint


def shares(counts: pd.Series, total: int, level: float = 0.9) -> pd.DataFrame:
    """Shares of a total in percent with Wilson intervals (Wilson 1927, JASA 22: 209-212)."""
    low, high = proportion_confint(counts.to_numpy(), total, alpha=1 - level, method="wilson")
    return pd.DataFrame({"share": 100 * counts / total, "low": 100 * low, "high": 100 * high})


def leaders(names: pd.Series, k: int) -> list[str]:
    """The `k` most frequent names, equals in alphabetical order."""
    return names.value_counts().sort_index().sort_values(ascending=False, kind="stable").index[:k].tolist()


def participation(members: pd.DataFrame, names: list[str], level: float = 0.9) -> pd.Series:
    """Share of the models in which one of the named developers took part, with its Wilson interval, from 0 to 1.

    `members` has one row a model and developer (`model_id`, `firm`). The interval holds for names
    chosen beforehand, not for those chosen because they are the most frequent. Missing without models.
    """
    total, part = members["model_id"].nunique(), members.loc[members["firm"].isin(names), "model_id"].nunique()
    return shares(pd.Series([part]), total, level).iloc[0] / 100 if total else pd.Series(np.nan, ["share", "low", "high"])


def share_of(own: pd.Series, others: pd.DataFrame) -> dict[str, float]:
    """One estimate's share of the total in percent, from estimates that have ranges of their own.

    `own` and each row of `others` have `value`, `low` and `high` in one unit. Returns `share`, `low`
    and `high`: the widest range, low end against high ends, as nothing is known of how errors correlate.
    """
    rest = others[["value", "low", "high"]].sum()
    pairs = {"share": ("value", "value"), "low": ("low", "high"), "high": ("high", "low")}
    return {name: float(100 * own[mine] / (own[mine] + rest[theirs])) for name, (mine, theirs) in pairs.items()}


def share_difference(first: tuple[int, int], second: tuple[int, int], level: float = 0.9) -> dict[str, float]:
    """Difference of two shares in percentage points with Newcombe's interval (1998, Stat. Med. 17: 873-890).

    Each argument is (count, total). Missing where a total is zero.
    """
    if not first[1] or not second[1]:
        return {"difference": np.nan, "low": np.nan, "high": np.nan}
    low, high = confint_proportions_2indep(*first, *second, compare="diff", method="newcomb", alpha=1 - level)
    return {"difference": 100 * (first[0] / first[1] - second[0] / second[1]), "low": 100 * low, "high": 100 * high}


def multinomial_shares(shares: pd.Series, total: int, level: float = 0.9) -> pd.DataFrame:
    """Shares of one sample with simultaneous intervals (Goodman 1965, Technometrics 7: 247-254).

    `shares` is in percent by category; what is missing to 100 is a category of its own. Returns
    `share`, `low` and `high` in percent, one row a category of `shares`.
    """
    counts = np.append(shares.to_numpy(dtype=float), max(0.0, 100 - shares.sum())) * total / 100
    low, high = multinomial_proportions_confint(counts, alpha=1 - level, method="goodman").T[:, :-1]
    return pd.DataFrame({"share": shares, "low": 100 * low, "high": 100 * high})


def share_lead(first: float, second: float, total: int, level: float = 0.9) -> dict[str, float]:
    """Lead of one share over another of the same sample, in points, with its interval (Goodman 1965).

    Both shares are in percent. The two are counted in one sample, so they are correlated:
    the variance of the lead is (p + q - (p - q)^2) / n.
    """
    p, q = first / 100, second / 100
    margin = 100 * stats.norm.ppf((1 + level) / 2) * np.sqrt((p + q - (p - q) ** 2) / total)
    return {"lead": first - second, "low": first - second - margin, "high": first - second + margin}


def transition_bounds(origins: pd.Series, places: pd.Series, seen: str, makeup: pd.Series, rounding: float = 0.5) -> pd.DataFrame:
    """Sharp bounds of a transition matrix of which only margins and one column are published.

    `origins` and `places` are shares of one population in percent (missing: not published);
    `makeup` is the composition by origin, in percent, of those at the place `seen`. Every value
    may be off by `rounding`. Returns one row a pair: the share of the origin, in percent, that
    is at the place can lie anywhere from `low` to `high`. The bounds are those of Frechet (1951)
    with the known column added (Manski 2003, Partial Identification of Probability
    Distributions), found by linear programming (Charnes and Cooper 1962, NRLQ 9: 181-186).
    """
    shape, column = (len(origins), len(places)), places.index.get_loc(seen)
    rules = [_within(_marked(shape, (i, slice(None))), share, rounding) for i, share in enumerate(origins)]
    rules += [_within(_marked(shape, (slice(None), j)), share, rounding) for j, share in enumerate(places)]
    rules += [_part(_marked(shape, (origins.index.get_loc(name), column)), _marked(shape, (slice(None), column)), share, rounding)
              for name, share in makeup.items()]
    matrix, whole, rows = np.vstack(rules), np.append(np.ones(shape).ravel(), -1.0), []
    for i, j in np.ndindex(shape):
        goal, fixed = _marked(shape, (i, j)), np.vstack([whole, _marked(shape, (i, slice(None)))])
        found = [optimize.linprog(sign * goal, matrix, np.zeros(len(matrix)), fixed, [0.0, 1.0]) for sign in (1, -1)]
        if not all(end.success for end in found):
            raise ValueError("the shares contradict one another: no transition matrix has these margins")
        ends = [sign * end.fun for sign, end in zip((1, -1), found)]
        rows.append({"origin": origins.index[i], "place": places.index[j], "low": 100 * ends[0], "high": 100 * ends[1]})
    return pd.DataFrame(rows)


def _marked(shape, where):
    """Coefficients that add up the marked cells; the last unknown is the size of the population."""
    cells = np.zeros(shape)
    cells[where] = 1
    return np.append(cells.ravel(), 0.0)


def _within(cells, share, rounding):
    """Two rules (at most zero): the cells hold the share of the population, give or take the rounding."""
    whole = np.append(np.zeros(len(cells) - 1), 1.0)
    return np.empty((0, len(cells))) if pd.isna(share) else _part(cells, whole, share, rounding)


def _part(cells, of, share, rounding):
    """Two rules (at most zero): the cells are the share of `of`, give or take the rounding."""
    return np.vstack([(share - rounding) / 100 * of - cells, cells - (share + rounding) / 100 * of])


def rank_of(counts: pd.Series, focus: str) -> float:
    """One plus the number of others with more; missing where the focus has none."""
    own = counts.get(focus, 0)
    return float((counts > own).sum() + 1) if own else np.nan


def rank_interval(members: pd.DataFrame, focus: str, draws: int, seed: int, level: float = 0.9) -> tuple[float, float]:
    """Interval of the focus's rank by count when the models are resampled.

    `members` has one row a model and country (`model_id`, `iso3`); models, not rows, are
    drawn with replacement. A draw in which the focus has no model ranks it behind all others.
    """
    table = pd.crosstab(members["model_id"], members["iso3"])
    if focus not in table:
        return np.nan, np.nan
    weights = np.random.default_rng(seed).multinomial(len(table), np.full(len(table), 1 / len(table)), size=draws)
    counts = weights @ table.to_numpy()
    own = counts[:, [table.columns.get_loc(focus)]]
    ends = np.quantile((counts > own).sum(axis=1) + 1, [(1 - level) / 2, (1 + level) / 2], method="closest_observation")
    return float(ends[0]), float(ends[1])
