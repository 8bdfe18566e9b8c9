"""Best values so far: records, lags behind a leader, distance from the frontier."""
from __future__ import annotations

import numpy as np
import pandas as pd


def best_so_far(items: pd.DataFrame, at: pd.DatetimeIndex) -> pd.Series:
    """The best value among items dated up to each day of `at`; missing before the first item.

    `items` has the columns `date` and `value`; undated items are left out.
    """
    dated = items.dropna(subset=["date", "value"]).sort_values("date", kind="stable")
    best = dated["value"].cummax().to_numpy()
    place = np.searchsorted(dated["date"].to_numpy(), np.asarray(at, dtype="datetime64[ns]"), side="right") - 1
    return pd.Series(np.where(place >= 0, best[place], np.nan) if len(best) else np.nan, index=at)


def records(items: pd.DataFrame) -> pd.DataFrame:
    """The items that beat everything dated before them, one a day, in order of date."""
    dated = items.dropna(subset=["date", "value"]).sort_values(["date", "value"], ascending=[True, False], kind="stable")
    top = dated.drop_duplicates("date")
    return top[top["value"] > top["value"].cummax().shift(fill_value=-np.inf)].reset_index(drop=True)


def lags(leader: pd.DataFrame, follower: pd.DataFrame) -> pd.DataFrame:
    """For each record of the follower, how long after the leader it came.

    Both frames have `date` and `value`. Returns the follower's records with `matched` (the
    day the leader first reached that value) and `days` (record minus matched, negative where
    the follower was first). `censored` marks values that the leader had passed with its first
    item: the true lag is at least `days`. Missing where the leader never reached the value.
    """
    found, path = records(follower), records(leader)
    place = np.searchsorted(path["value"].to_numpy(), found["value"].to_numpy(), side="left")
    matched = path["date"].reindex(place).set_axis(found.index)
    return found.assign(matched=matched, days=(found["date"] - matched).dt.days, censored=place == 0)


def days_behind(items: pd.DataFrame) -> pd.Series:
    """How long before each item the best of all items first reached its value, in days.

    `items` has `date` and `value`. Zero for a record; missing where date or value is.
    """
    path = records(items)
    place = np.searchsorted(path["value"].to_numpy(), items["value"].to_numpy(), side="left")
    return (items["date"] - path["date"].reindex(place).set_axis(items.index)).dt.days


def standing(dates: pd.Series, values: pd.Series) -> np.ndarray:
    """How many items were better when each appeared: 0 for the best so far, items of the same day included."""
    days, height = np.asarray(dates), np.asarray(values, dtype=float)
    return ((days[None, :] <= days[:, None]) & (height[None, :] > height[:, None])).sum(axis=1)
