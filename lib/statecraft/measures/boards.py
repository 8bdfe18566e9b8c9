"""Ratings of models on leaderboards, each compared inside its own board."""
from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import stats


def drawn_ratings(board: pd.DataFrame, draws: int, seed: int) -> np.ndarray:
    """Random ratings that fit published 95% intervals: one row a draw, one column a model.

    `board` has `value`, `low` and `high`; each side of an interval is taken as 1.96 standard
    deviations, so that lopsided intervals stay lopsided. A model without interval never varies.
    """
    noise = np.random.default_rng(seed).standard_normal((draws, len(board)))
    below = ((board["value"] - board["low"]) / 1.96).fillna(0.0).to_numpy()
    above = ((board["high"] - board["value"]) / 1.96).fillna(0.0).to_numpy()
    return board["value"].to_numpy() + noise * np.where(noise < 0, below, above)


def pooled(fits: list[dict[str, float]], level: float = 0.9) -> dict[str, float]:
    """Slopes fitted on several draws of uncertain data as one slope with one interval.

    Rubin's rules (Rubin 1987, Multiple Imputation, ch. 3): the variance is the mean squared
    standard error within draws plus (1 + 1/m) times the variance between them. Each fit is a
    result of `robust_slope`; half its interval is taken as so many standard errors.
    """
    width = stats.norm.ppf((1 + level) / 2)
    slopes = np.array([fit["slope"] for fit in fits])
    errors = np.array([(fit["high"] - fit["low"]) / 2 / width for fit in fits])
    between = slopes.var(ddof=1) if len(fits) > 1 else 0.0
    error = np.sqrt((errors**2).mean() + (1 + 1 / len(fits)) * between)
    return {"slope": slopes.mean(), "low": slopes.mean() - width * error, "high": slopes.mean() + width * error,
            "points": min(fit["points"] for fit in fits)}


def carried(board: pd.DataFrame, fit, draws: int, seed: int, level: float = 0.9) -> dict[str, float]:
    """A slope with the published rating intervals carried through.

    `fit` turns a board into a result of `robust_slope`; it runs on `draws` boards drawn by
    `drawn_ratings`, and the fits are `pooled`. Draws too short for a slope are left out; with
    none left the result is missing.
    """
    fits = [fit(board.assign(value=drawn)) for drawn in drawn_ratings(board, draws, seed)]
    usable = [found for found in fits if np.isfinite(found["slope"])]
    return pooled(usable, level) if usable else fits[0]


def board_gap(board: pd.DataFrame, leader: str, follower: str) -> dict[str, object]:
    """How far the leader's best model is above the follower's best on one board, in rating points.

    `board` has `iso3`, `model`, `value` and, where published, `low` and `high` (95%). Returns
    `gap`, `low`, `high` and the two models. The interval is that of the difference of the two
    ratings as independent estimates; missing where the board publishes none.
    """
    first, second = (board.loc[board.loc[board["iso3"] == iso3, "value"].idxmax()] for iso3 in (leader, follower))
    gap = first["value"] - second["value"]
    return {"gap": gap, "low": gap - np.hypot(first["value"] - first["low"], second["high"] - second["value"]),
            "high": gap + np.hypot(first["high"] - first["value"], second["value"] - second["low"]),
            "leader": first["model"], "follower": second["model"]}


def board_gaps(boards: pd.DataFrame, freq: str, leader: str, follower: str) -> pd.DataFrame:
    """`board_gap` on the last board of each period; ratings never leave their own board.

    `boards` has `date`, `edition` and `method` besides what `board_gap` needs; `freq` is a
    pandas period such as `M` or `Q`. Of the boards of a period those with published intervals
    come first, then Bradley-Terry before online Elo, then the latest. Adds `lead`, `lead_low`
    and `lead_high`: the leader's win probability above 50, in percentage points.
    """
    kind = boards["low"].notna() * 2 + (boards["method"] == "bradley-terry")
    ranked = boards.assign(period=boards["date"].dt.to_period(freq), kind=kind).sort_values(
        ["kind", "date", "edition"], ascending=[True, True, False], kind="stable")
    chosen = ranked.drop_duplicates("period", keep="last")[["date", "edition", "method"]]
    found = pd.DataFrame([{"date": date, "edition": edition, "method": method, **board_gap(board, leader, follower)}
                          for (date, edition, method), board in chosen.merge(boards).groupby(["date", "edition", "method"])])
    return found.assign(**{name: 100 * (win_probability(found[end]) - 0.5)
                           for name, end in (("lead", "gap"), ("lead_low", "low"), ("lead_high", "high"))})


def win_probability(gap):
    """Chance that the better rated model wins a comparison, from the gap in rating points.

    The logistic curve with base 10 and scale 400 of Elo and of the Arena's Bradley-Terry ratings.
    """
    return 1 / (1 + 10 ** (-np.asarray(gap, dtype=float) / 400))


def first_appearances(boards: pd.DataFrame) -> pd.Series:
    """The day each name first stood on a board, through changes of name.

    `boards` has `date` and `name`. A name that leaves between two boards hands its first day to the
    names that are new on the next board and begin with the same two words (`gpt-4` to
    `gpt-4-0314`). Case and a `v` before a number do not count. Returns dates by lower-case name.
    """
    names = boards["name"].str.casefold().str.replace(r"-v(?=\d)", "-", regex=True)
    seen = names.groupby(boards["date"]).agg(set).sort_index()
    first = {name: seen.index[0] for name in seen.iloc[0]}
    for before, (date, now) in zip(seen, seen.iloc[1:].items()):
        left: dict[tuple, pd.Timestamp] = {}
        for name in before - now:
            left[_two_words(name)] = min(first[name], left.get(_two_words(name), date))
        for name in now - first.keys():
            first[name] = left.get(_two_words(name), date)
    return names.map(first).groupby(boards["name"].str.casefold()).min()


def _two_words(name: str) -> tuple[str, ...]:
    return tuple(name.split("-")[:2])
