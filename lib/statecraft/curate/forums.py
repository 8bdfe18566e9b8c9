"""Forums and declarations of AI governance, and which states take part."""
from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from . import COMPILED
from .votes import _read

FOLDER = "ai-governance-participation"
# Lists that may grow or were read at a date: the last moment for which the compilation calls them complete.
COMPLETE_TO = {
    "us-political-declaration": "2024-11-27", "oecd-ai-principles": "2025", "gpai": "2023", "coe-convention": "2026-08",
    "pax-silica": "2026-02", "unesco-ram": "2026-06",
}
# Cited by the compilation from a page that names no source of its own; table memberships has better ones.
RECITED = "nato"
MAP = "Global AI Governance Map, release 2026-08-17 (https://github.com/Bekhzod-Alikhanov/AI-Governance-Map)"


def forums(sources: Path) -> pd.DataFrame:
    """One row a forum, declaration or treaty, with how complete its list of participants is."""
    frame = _read(sources / FOLDER / "forums.csv")
    ids, cited = _slug(frame["forum_id"]), _recited()["source"].mode()[0]
    return pd.DataFrame({
        "forum_id": ids, "name_ko": frame["name_ko"], "name_en": frame["name_en"],
        "convenor": frame["convenor"], "kind": frame["kind"], "start_date": frame["start_date"],
        "date_precision": frame["start_date"].map(_precision), "reported_count": frame["reported_count"],
        "completeness": frame["list_completeness"].map(_completeness), "complete_to": ids.map(COMPLETE_TO).fillna(""),
        "source": frame["source"].map(_best).where(ids != RECITED, cited),
    })


def forum_participation(sources: Path) -> pd.DataFrame:
    """One row a forum, state and status; `positive` is true for statuses that mean taking part."""
    frame = _read(sources / FOLDER / "participation.csv")
    frame = frame.assign(forum_id=_slug(frame["forum_id"]), source=frame["source"].map(_best))
    again, better = frame["forum_id"] == RECITED, _recited()
    for column in ("source", "source_kind"):
        frame[column] = frame[column].where(~again, frame["iso3"].map(better[column]))
    return pd.DataFrame({
        "forum_id": frame["forum_id"], "iso3": frame["iso3"], "status": frame["status"].str.replace("_", "-"),
        "positive": frame["positive"].map({"1": "true", "0": "false"}), "date": frame["date"],
        "date_precision": frame["date"].map(_precision), "source": frame["source"],
        "source_kind": frame["source_kind"], "confidence": frame["confidence"],
    })


def _recited() -> pd.DataFrame:
    """Citations of the members of the forum that is cited anew, by country."""
    frame = _read(COMPILED / "memberships.csv")
    return frame[frame["forum"] == RECITED].set_index("iso3")


def _slug(ids: pd.Series) -> pd.Series:
    return ids.str.replace("_", "-")


def _precision(date: str) -> str:
    return {4: "year", 7: "month", 10: "day"}.get(len(date), "")


def _completeness(text: str) -> str:
    if text.startswith("complete") and "not settled" not in text:
        return "complete"
    return "lead" if text.startswith(("lead", "proposer")) else "partial"


def _best(text: str) -> str:
    """The first address cited; a row read in the map cites the map, whatever page that cites."""
    if text.startswith("github:") and "AI-Governance-Map" in text.split(" ; ")[0]:
        return MAP
    page = re.match(r"https?://\S+", text)
    return page[0] if page else text.split(" ; ")[0].strip()
