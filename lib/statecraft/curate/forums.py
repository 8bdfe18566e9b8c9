"""Forums and declarations of AI governance, and which states take part."""
from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from .votes import _read

FOLDER = "ai-governance-participation"
MAP = "Global AI Governance Map, release 2026-08-17 (https://github.com/Bekhzod-Alikhanov/AI-Governance-Map)"


def forums(sources: Path) -> pd.DataFrame:
    """One row a forum, declaration or treaty, with how complete its list of participants is."""
    frame = _read(sources / FOLDER / "forums.csv")
    return pd.DataFrame({
        "forum_id": _slug(frame["forum_id"]), "name_ko": frame["name_ko"], "name_en": frame["name_en"],
        "convenor": frame["convenor"], "kind": frame["kind"], "start_date": frame["start_date"],
        "date_precision": frame["start_date"].map(_precision), "reported_count": frame["reported_count"],
        "completeness": frame["list_completeness"].map(_completeness), "source": frame["source"].map(_best),
    })


def forum_participation(sources: Path) -> pd.DataFrame:
    """One row a forum, state and status; `positive` is true for statuses that mean taking part."""
    frame = _read(sources / FOLDER / "participation.csv")
    return pd.DataFrame({
        "forum_id": _slug(frame["forum_id"]), "iso3": frame["iso3"], "status": frame["status"].str.replace("_", "-"),
        "positive": frame["positive"].map({"1": "true", "0": "false"}), "date": frame["date"],
        "date_precision": frame["date"].map(_precision), "source": frame["source"].map(_best),
        "source_kind": frame["source_kind"], "confidence": frame["confidence"],
    })


def _slug(ids: pd.Series) -> pd.Series:
    return ids.str.replace("_", "-")


def _precision(date: str) -> str:
    return {4: "year", 7: "month", 10: "day"}.get(len(date), "")


def _completeness(text: str) -> str:
    if text.startswith("complete"):
        return "complete"
    return "lead" if text.startswith(("lead", "proposer")) else "partial"


def _best(text: str) -> str:
    """The first address cited; a row read in the map cites the map, whatever page that cites."""
    if text.startswith("github:") and "AI-Governance-Map" in text.split(" ; ")[0]:
        return MAP
    page = re.match(r"https?://\S+", text)
    return page[0] if page else text.split(" ; ")[0].strip()
