"""Country activity in AI (non-commercial): articles, citations, patents, investment by field and year."""
from __future__ import annotations

from pathlib import Path

import pandas as pd

from .places import iso3

FOLDER = "eto-country-ai-activity"
MEASURES = {  # measure: file, column
    "articles": ("publications_yearly_articles", "num_articles"),
    "citations": ("publications_yearly_citations", "num_citations"),
    "applications": ("patents_yearly_applications", "num_patent_applications"),
    "grants": ("patents_yearly_granted", "num_patent_granted"),
    "disclosed": ("companies_yearly_disclosed", "disclosed_investment"),
    "estimated": ("companies_yearly_estimated", "estimated_investment"),
}
FIELDS = {
    "All": "all", "AI Safety": "safety", "Large language models": "large-language-models", "Robotics": "robotics",
    "Security": "security", "Semiconductor": "semiconductors", "Military, public safety and government": "military-and-government",
}
# The EU counts an article of two members once; the other groups only repeat their members.
GROUPS = {
    "ASEAN", "Africa", "Asia Pacific", "Europe", "Five Eyes", "Global Partnership on Artificial Intelligence",
    "Latin America and the Caribbean", "NATO", "Northern America", "OECD", "Oceania", "Quad",
}


def ai_activity(sources: Path) -> pd.DataFrame:
    """One row a country (or the EU), field, year and measure, for the fields in FIELDS; citations for the whole of AI."""
    frame = pd.concat([_measure(sources, measure) for measure in MEASURES], ignore_index=True)
    frame = frame[(frame["measure"] != "citations") | (frame["field"] == "all")]
    return frame.assign(aggregate=(frame["iso3"] == "EUU").map({True: "true", False: "false"}))


def _measure(sources: Path, measure: str) -> pd.DataFrame:
    file, column = MEASURES[measure]
    raw = pd.read_csv(sources / FOLDER / f"{file}.csv", dtype=str, keep_default_na=False, encoding="utf-8")
    blank = pd.Series("", index=raw.index)
    frame = pd.DataFrame({
        "iso3": iso3(raw["country"], sources, GROUPS), "field": raw["field"].map(FIELDS), "year": raw["year"].astype(int),
        "measure": measure, "value": raw[column].astype(int), "complete": raw.get("complete", blank).str.lower(),
    })
    return frame.dropna(subset=["iso3", "field"])
