"""UN votes on autonomous weapons and military AI: roll calls and what each state did."""
from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

BODIES = {"UNGA First Committee": "committee", "UNGA plenary": "plenary"}
# The compilation cites three pages at once for the vote on A/RES/78/241, none of which names every state, and the UN
# library, whose records are not free. One agency report names these eight; what the other seven did is left out here.
NAMED = {"BLR", "IND", "MLI", "RUS", "CHN", "IRN", "ISR", "PRK"}
REPORT = "https://www.nippon.com/en/news/yjj2023122300312/u-n-general-assembly-adopts-1st-resolution-on-autonomous-weapons.html"
TITLES = {
    "Lethal autonomous weapons systems": ("자율살상무기체계", "Lethal autonomous weapons systems"),
    "Artificial intelligence in the military domain and its implications for international peace and security":
        ("군사 분야의 인공지능", "Artificial intelligence in the military domain"),
}


def roll_calls(sources: Path) -> pd.DataFrame:
    """One row a recorded vote with its official tally and how complete the list of names is."""
    frame = _read(sources / "un-military-ai-votes" / "roll_calls.csv")
    titles, ids = frame["title"].map(TITLES), _roll_id(frame)
    return frame.assign(
        roll_id=ids, body=frame["body"].map(BODIES), title_ko=titles.str[0], title_en=titles.str[1],
        completeness=frame["list_complete"].map(_completeness).where(ids != "res-78-241", "partial"),
        source=frame["source"].map(_one_source).where(ids != "res-78-241", REPORT),
    ).drop(columns=["title", "list_complete"])


def votes(sources: Path) -> pd.DataFrame:
    """What each named state did in each recorded vote (yes, no, abstain); absence is no vote."""
    frame = _read(sources / "un-military-ai-votes" / "votes_by_country.csv")
    ids = _roll_id(frame)
    source = frame["source"].map(_one_source).where(ids != "res-78-241", REPORT)
    frame = frame.assign(roll_id=ids, source=source)[(ids != "res-78-241") | frame["iso3"].isin(NAMED)]
    return frame[["roll_id", "iso3", "vote", "source", "confidence"]]


def votes_un_library(sources: Path) -> pd.DataFrame:
    """All 193 members in the three plenary votes, from the UN Digital Library (non-commercial)."""
    return _read(sources / "unga-laws-votes" / "laws_votes.csv")[["resolution", "date", "iso3", "vote"]]


def _roll_id(frame: pd.DataFrame) -> pd.Series:
    """`A/C.1/79/L.77`, `OP 9` -> `c1-79-l77-op-9`; `A/RES/78/241`, `whole` -> `res-78-241`."""
    document = frame["document"].str.removeprefix("A/").str.lower().str.replace(".", "", regex=False).str.replace("/", "-", regex=False)
    part = frame["part"].str.lower().str.replace(" ", "-", regex=False)
    plenary = frame["document"].str.startswith("A/RES")
    return document.where(plenary, document + "-" + part)


def _completeness(text: str) -> str:
    if text.startswith("yes/no/abstain lists complete"):
        return "complete"
    if text.startswith("no and abstain complete"):
        return "no-and-abstain"
    return "totals-only" if text == "totals only" else "partial"


def _one_source(text: str) -> str:
    """The document itself where a copy of it is cited beside it; the first address of several."""
    reprinted = re.search(r"\(reprints .*?(https?://[^\s)]+)\)", text)
    if reprinted:
        return reprinted[1]
    return text.split(", text as stored at ")[0].split(" ; ")[0].strip()


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
