"""Slopes, breaks, and lead and lag of series."""
from __future__ import annotations

import numpy as np
import pandas as pd
import statsmodels.api as sm
from scipy import stats


def robust_slope(dates: pd.Series, values: pd.Series, level: float = 0.9, least: int = 5) -> dict[str, float]:
    """Theil-Sen slope a year with its interval (Sen 1968, JASA 63: 1379-1389).

    Returns `slope`, `low`, `high` and the number of `points`; slope and interval are missing
    with fewer than `least` points. Missing values are left out.
    """
    known = pd.DataFrame({"date": pd.to_datetime(pd.Series(dates).to_numpy()), "value": np.asarray(values, dtype=float)}).dropna()
    if len(known) < least:
        return {"slope": np.nan, "low": np.nan, "high": np.nan, "points": len(known)}
    years = (known["date"] - known["date"].iloc[0]).dt.days / 365.25
    slope, _, low, high = stats.theilslopes(known["value"], years, alpha=level)
    return {"slope": float(slope), "low": float(low), "high": float(high), "points": len(known)}


def break_at(dates: pd.Series, values: pd.Series, day: pd.Timestamp, turn: bool = False, level: float = 0.9) -> dict[str, float]:
    """How far values stand off their linear trend from a known day on (interrupted time series).

    Least squares on years since `day`, a step at `day` and, with `turn`, a change of slope. Returns
    `step` (in the unit of the values) with `low` and `high`, `slope` and `turn` a year, and `points`.
    The interval uses the HC3 covariance (MacKinnon and White 1985, J. Econometrics 29: 305-325; the
    design: Bernal, Cummins and Gasparrini 2017, IJE 46: 348-355). Missing with fewer than three
    values on either side.
    """
    design, known = _segments(dates, values, day, turn)
    later = int(design["step"].sum())
    if min(later, len(design) - later) < 3:
        return dict.fromkeys(("step", "low", "high", "slope", "turn"), np.nan) | {"points": len(design)}
    fit = sm.OLS(known, design).fit(cov_type="HC3")
    low, high = fit.conf_int(1 - level).loc["step"]
    return {"step": float(fit.params["step"]), "low": float(low), "high": float(high), "slope": float(fit.params["years"]),
            "turn": float(fit.params.get("turn", 0.0)), "points": len(design)}


def break_scan(dates: pd.Series, values: pd.Series, draws: int, seed: int, trim: float = 0.15) -> dict[str, object]:
    """Where a linear trend breaks most clearly, and how often chance alone would show as much.

    A step and a change of slope are tried at every date between the `trim` quantiles (at most 60
    days). Returns `day`, the largest F `statistic` (Andrews 1993, Econometrica 61: 821-856) and
    `p`, the share of `draws` wild bootstrap series without a break (Liu 1988, Ann. Stat. 16:
    1696-1708; signs from `seed`) whose largest F is at least as large.
    """
    known = pd.DataFrame({"date": pd.to_datetime(np.asarray(dates)), "value": np.asarray(values, dtype=float)}).dropna().sort_values("date")
    days = pd.DatetimeIndex(known["date"].quantile(np.linspace(trim, 1 - trim, 60), interpolation="nearest").unique())
    plain = sm.add_constant(_years(known["date"], known["date"].iloc[0]).to_numpy())
    fitted = plain @ np.linalg.lstsq(plain, known["value"], rcond=None)[0]
    signs = np.random.default_rng(seed).choice([-1.0, 1.0], size=(len(known), draws))
    series = np.column_stack([known["value"], fitted[:, None] + (known["value"].to_numpy() - fitted)[:, None] * signs])
    whole, found = _unexplained(plain, series), []
    for day in days:
        left = _unexplained(_segments(known["date"], known["value"], day, True)[0].to_numpy(), series)
        found.append((whole - left) / 2 / (left / (len(known) - 4)))
    largest = np.max(found, axis=0)
    place = int(np.argmax([statistic[0] for statistic in found]))
    return {"day": days[place], "statistic": float(largest[0]), "p": float((largest[1:] >= largest[0]).mean())}


def _segments(dates, values, day, turn):
    known = pd.DataFrame({"date": pd.to_datetime(np.asarray(dates)), "value": np.asarray(values, dtype=float)}).dropna()
    design = pd.DataFrame({"const": 1.0, "years": _years(known["date"], day)})
    design["step"] = (design["years"] >= 0).astype(float)
    return (design.assign(turn=design["years"] * design["step"]) if turn else design), known["value"]


def _years(dates, start):
    return (dates - start).dt.days / 365.25


def _unexplained(design, series):
    basis = np.linalg.qr(design)[0]
    return (series**2).sum(axis=0) - ((basis.T @ series) ** 2).sum(axis=0)


def mean_change(before: pd.Series, after: pd.Series, level: float = 0.9) -> dict[str, float]:
    """Mean of paired differences, after minus before, with Student's t interval."""
    change = (after - before).dropna()
    low, high = stats.ttest_1samp(change, 0).confidence_interval(level)
    return {"change": float(change.mean()), "low": float(low), "high": float(high)}


def lead_lag(growth: pd.DataFrame, leader: str, weights: dict[int, float], draws: int, seed: int,
             level: float = 0.9) -> dict[str, float]:
    """How a leader's growth goes with the growth of the others some years later.

    `growth` has one row a year and one column an economy. For each lag (years by which the others
    come later; negative if earlier) the pairs of all others are pooled into one Pearson correlation;
    the estimate is the sum of the correlations times `weights`. The interval resamples years, all
    others of a year together, as they share its shocks (a pairs bootstrap, Efron and Tibshirani
    1993, ch. 9); percentile ends. Returns `estimate`, `low`, `high` and the number of `years`.
    """
    others = growth.drop(columns=leader)
    years = [year for year in growth.index if all(year + lag in growth.index for lag in weights)]
    ahead = growth.loc[years, leader].to_numpy(dtype=float)
    later = {lag: others.loc[[year + lag for year in years]].to_numpy(dtype=float) for lag in weights}

    def combined(rows: np.ndarray) -> float:
        return sum(weight * _pooled_correlation(ahead[rows], later[lag][rows]) for lag, weight in weights.items())

    noise = np.random.default_rng(seed).integers(0, len(years), size=(draws, len(years)))
    low, high = np.nanquantile([combined(rows) for rows in noise], [(1 - level) / 2, (1 + level) / 2])
    return {"estimate": float(combined(np.arange(len(years)))), "low": float(low), "high": float(high), "years": len(years)}


def _pooled_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Pearson correlation of a vector by year with a matrix of year by economy, missing pairs left out."""
    x, y = np.repeat(first, second.shape[1]), second.ravel()
    known = ~(np.isnan(x) | np.isnan(y))
    x, y = x[known] - x[known].mean(), y[known] - y[known].mean()
    scale = np.sqrt((x**2).sum() * (y**2).sum())
    return float((x * y).sum() / scale) if scale > 0 else np.nan
