"""Dated events: the compiled timeline with its corrections, and what we added from cited pages."""
from __future__ import annotations

from pathlib import Path

import pandas as pd

from . import COMPILED

OURS = tuple(f"events_{theme}" for theme in ("policy", "products", "military", "models", "investment", "knowledge", "trends"))


def events(sources: Path) -> pd.DataFrame:
    """The compiled timeline with its corrections, and the events we added to it.

    `events_map.csv` gives every row of the compiled timeline a readable id, its subject and
    stage, and replaces fields where a better citation or date was found; a row without an
    event id is left out because an added event records the same thing from a better page.
    """
    base = _read(sources / "ai-policy-events" / "ai_policy_events.csv")
    changes = _read(COMPILED / "events_map.csv")
    kept = changes[changes["event_id"] != ""].merge(base.rename(columns={"event_id": "base_id", "country_iso3": "iso3_list"}),
                                                    on="base_id", suffixes=("", "_base"), validate="1:1")
    for column in [c for c in kept if c.endswith("_base")]:
        name = column.removesuffix("_base")
        kept[name] = kept[name].where(kept[name] != "", kept[column])
    added = [_read(COMPILED / f"{name}.csv") for name in OURS]
    columns = added[0].columns.tolist()
    rows = pd.concat([kept.reindex(columns=columns, fill_value=""), *(frame[columns] for frame in added)], ignore_index=True)
    return rows.assign(source=rows["source"].str.split(" ; ").str[0].str.strip())


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
