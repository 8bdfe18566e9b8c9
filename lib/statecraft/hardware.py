"""Computing hardware in the tables on chips and clusters: visible stocks, yearly supply, electricity, lags of chips."""
from __future__ import annotations

import numpy as np
import pandas as pd

HOURS = 24 * 365.25


def visible(clusters: pd.DataFrame, day: pd.Timestamp, superseded: bool = False, confirmed: bool = False,
            sectors: list[str] | None = None) -> pd.DataFrame:
    """Rows of `gpu_clusters` that operate on a day and belong to the source's standard analysis.

    Stages that a later one of the standard analysis had superseded by that day are left out
    unless `superseded`; `confirmed` and `sectors` narrow the rows further.
    """
    rows = clusters[clusters["standard_analysis"] & (clusters["operational"] <= day)]
    if not superseded:
        rows = rows[rows["superseded_on"].isna() | (rows["superseded_on"] > day)]
    if confirmed:
        rows = rows[rows["certainty"] == "confirmed"]
    return rows if sectors is None else rows[rows["sector"].isin(sectors)]


def stock(rows: pd.DataFrame, unit: str = "h100e") -> pd.Series:
    """Compute of clusters by the country where they stand, largest first; countries without a value are left out."""
    totals = rows.groupby("iso3")[unit].sum().astype(float)
    return totals[totals > 0].sort_values(ascending=False, kind="stable")


def count_chips(rows: pd.DataFrame, pattern: str) -> int:
    """Chips in clusters whose name matches a pattern, main and second chip together."""
    pairs = (("chip", "chip_quantity"), ("chip_2", "chip_2_quantity"))
    return int(sum(rows.loc[rows[chip].str.contains(pattern, na=False), number].sum() for chip, number in pairs))


def ranged(rows: pd.DataFrame, unit: str) -> tuple[float, float, float]:
    """Sum of estimates with their 5th and 95th percentiles: (value, low, high).

    Adding percentiles is the widest range, that of errors which all go the same way.
    """
    low, high = {"power_mw": ("power_low_mw", "power_high_mw")}.get(unit, (f"{unit}_low", f"{unit}_high"))
    return tuple(float(rows[name].sum()) for name in (unit, low, high))


def supplied(sales: pd.DataFrame, year: int, unit: str = "h100e") -> pd.DataFrame:
    """What each designer supplied in a year, one row a designer: `value`, `low`, `high`.

    `chip_sales` holds cumulative estimates; this is the end of the year minus the end of the
    year before (zero where a designer's series begins in the year), percentile by percentile.
    """
    ends = [pd.Timestamp(year - 1, 12, 31), pd.Timestamp(year, 12, 31)]
    rows = sales[(sales["chip"] == "all") & sales["end"].isin(ends)]
    found = {}
    for name, field in {"value": unit, "low": f"{unit}_low", "high": f"{unit}_high"}.items():
        table = rows.pivot(index="designer", columns="end", values=field).astype(float).reindex(columns=ends)
        found[name] = table[ends[1]] - table[ends[0]].fillna(0.0)
    return pd.DataFrame(found)


def electricity(sales: pd.DataFrame, day: pd.Timestamp | str, designers: list[str]) -> tuple[float, float, float]:
    """TWh a year of all chips supplied by the end of a quarter: (chips at full load, low, high).

    Low is half load of the 5th percentile, high twice the 95th: full load with servers and cooling.
    """
    rows = sales[(sales["chip"] == "all") & (sales["end"] == day) & sales["designer"].isin(designers)]
    full, low, high = (megawatts * HOURS / 1e6 for megawatts in ranged(rows, "power_mw"))
    return full, low / 2, 2 * high


def behind(chips: pd.DataFrame, follower: str, leader: str, place: int = 0) -> dict[str, object]:
    """How long after the leader a country reached the level of its best chip (`place` 1: its second best).

    `chips` has `chip`, `iso3`, `date` and `value`. Returns the chip, `years` (negative where the
    follower was first, missing where the leader never reached it) and `share` of the leader's
    best in percent.
    """
    known = chips.dropna(subset=["date", "value"])
    ours, theirs = (known[known["iso3"] == iso3].sort_values("value", ascending=False, kind="stable") for iso3 in (follower, leader))
    if len(ours) <= place or theirs.empty:
        return {"chip": None, "years": np.nan, "share": np.nan}
    best = ours.iloc[place]
    years = (best["date"] - theirs.loc[theirs["value"] >= best["value"], "date"].min()).days / 365.25
    return {"chip": best["chip"], "years": years, "share": float(100 * best["value"] / theirs["value"].iloc[0])}
