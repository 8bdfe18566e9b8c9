"""What a table holds, in numbers: rows, period, countries, share of missing values by field."""
from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from . import tables


@dataclass(frozen=True)
class Profile:
    """`first` and `last` are ISO dates or years, None for a table without time; `missing` holds shares from 0 to 1."""

    rows: int
    first: str | None
    last: str | None
    countries: int | None
    missing: dict[str, float]


def profile(entry: dict, frame: pd.DataFrame) -> Profile:
    """The profile of a loaded table."""
    field, period = time_field(entry, frame), None
    if field:
        known = frame[field].dropna()
        period = known.dt.strftime("%Y-%m-%d") if pd.api.types.is_datetime64_any_dtype(known) else known.astype(str)  # a range as first/last
    codes = countries_field(entry)
    return Profile(
        len(frame), period.str.split("/").str[0].min() if field else None, period.str.split("/").str[-1].max() if field else None,
        frame[codes].nunique() if codes else None,
        {name: float(share) for name, share in frame.isna().mean().items()})


def time_field(entry: dict, frame: pd.DataFrame) -> str | None:
    """The field that says when: a year, else a date, else a date as text; one that is mostly known."""
    fields = entry["schema"]["fields"]
    years = [field["name"] for field in fields if field["type"] == "integer" and field.get("unit") == "year"]
    dates = [field["name"] for field in fields if field["type"] == "date"]
    texts = [field["name"] for field in fields if field["type"] == "string" and tables.is_dated(field)]
    return next((name for name in (*years, *dates, *texts) if frame[name].notna().mean() > 0.5), None)


def countries_field(entry: dict) -> str | None:
    """The field that holds one country code a row."""
    return next((field["name"] for field in entry["schema"]["fields"] if field["name"] == "iso3"), None)
