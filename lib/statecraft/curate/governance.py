"""Rules, instruments and strategies of AI: what states and international bodies adopted, and who takes part."""
from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from .countries import ideal_points, un_members
from .forums import FOLDER as FORUMS
from .forums import MAP, _precision
from .votes import _read

FOLDER = "ai-governance-map"
JURISDICTIONS = {
    "European Union": "EUU", "South Korea": "KOR", "China": "CHN", "California": "USA", "Brazil": "BRA", "Türkiye": "TUR",
    "Mexico": "MEX", "Norway": "NOR", "United Kingdom": "GBR", "Italy": "ITA", "Slovenia": "SVN", "Germany": "DEU",
    "France": "FRA", "Spain": "ESP", "Council of Europe parties": "",
}
# How the map's wording of a status begins, in the order tried; all else is named in STATUSES.
LAPSED = ("ca-aida-proposed", "mx-federal-ai-law-proposed")  # the map itself says: not enacted, did not advance
STATUSES = {
    r"in force|adopted; (in force|grace)": "in-force", r"(established; )?operational": "operational",
    r"published|in use|second edition|updated": "published",
    r"in implementation|launched|adopted by|foundation": "in-implementation",
}
DOCUMENTS = {  # what the source's notes say of documents that are no strategy of their own
    ("CHE", "2020"): "guidelines", ("IND", "2024"): "programme", ("ISR", "2023"): "programme", ("JAM", "2025"): "recommendations",
    ("TUR", "2024"): "action-plan", ("USA", "2019"): "executive-order", ("USA", "2025"): "action-plan",
}
EARLIER = r"earlier|the first (?:strategy )?\("  # how the source's notes say that the country had a strategy before
# Two milestones of the map are dated by an earlier stage than the one they name.
STAGES = {"ca-sb-53-in-force": "signed", "kr-ai-basic-act-application": "promulgated"}
GENERAL = "eu-ai-act-phased-application"  # repeats the day of entry into force as a marker of all later phases
RELEASE = "2026-08-17"
# The map lists the signatories of another document; the European Commission names the members.
NETWORK = "intl-network-aisi"
CHECKED = {  # what the release's record says of lists compared with official ones; the rest was not compared
    "bletchley-declaration": "complete", "coe-ai-convention": "complete", NETWORK: "complete", "paris-statement-2025": "partial",
}


def national_strategies(sources: Path) -> pd.DataFrame:
    """One row a country and year: a national AI strategy or plan on record, with the page that dates it."""
    frame = _read(sources / "national-ai-strategies" / "national_ai_strategies.csv")
    earliest = frame.groupby(["iso3", "year"])["first_sourced"].transform("max")
    frame = frame.assign(precise=frame["date"].str.len(), earliest=earliest)
    frame = frame.sort_values("precise", ascending=False, kind="stable").drop_duplicates(["iso3", "year"])
    unsure = frame["source"].str.startswith("github:Bekhzod") & (frame["confidence"] == "medium")
    date = _shortened(frame["date"].where(frame["date"] != "", frame["year"]), unsure)
    return pd.DataFrame({
        "iso3": frame["iso3"], "year": frame["year"], "date": date, "date_precision": date.map(_precision), "name": frame["name"],
        "kind": [DOCUMENTS.get(key, "strategy") for key in zip(frame["iso3"], frame["year"])],
        "earliest_here": frame["earliest"].map({"1": "true", "0": "false"}),
        "earlier_known": frame["note"].str.contains(EARLIER).map({True: "true", False: "false"}),
        "source": frame["source"].map(_cited), "source_kind": frame["source_kind"],
        "document_url": frame["source"].map(_document), "confidence": frame["confidence"],
    })


def ai_rules(sources: Path) -> pd.DataFrame:
    """One row a rule, bill, strategy or institution of AI in a country or the European Union."""
    frame = _read(sources / FOLDER / "national_ai_rules.csv")
    unsure = frame["verificationStatus"] == "likely_correct"
    adopted, in_force = _shortened(frame["dateAdopted"], unsure), _shortened(frame["dateInForce"], unsure)
    return pd.DataFrame({
        "rule_id": frame["id"], "iso3": frame["countryIso3"].where(frame["countryIso3"] != "", frame["jurisdiction"].map(JURISDICTIONS)),
        "name": frame["name"], "type": _hyphens(frame["type"]), "binding": _hyphens(frame["bindingStatus"]),
        "status": [_status(*row) for row in zip(frame["id"], frame["bindingStatus"], frame["status"])],
        "adopted": adopted, "adopted_precision": adopted.map(_precision), "in_force": in_force,
        "in_force_precision": in_force.map(_precision), "url": frame["sourceUrl"],
        "verification": _hyphens(frame["verificationStatus"]), "checked": frame["lastVerified"],
    })


def ai_rule_milestones(sources: Path) -> pd.DataFrame:
    """One row a dated step of a rule or instrument; steps after the map's release are planned."""
    frame = _read(sources / FOLDER / "implementation_milestones.csv")
    frame = frame[frame["id"] != GENERAL]
    rules = set(_read(sources / FOLDER / "national_ai_rules.csv")["id"])
    date = _shortened(frame["date"], frame["verificationStatus"] == "likely_correct")
    return pd.DataFrame({
        "milestone_id": frame["id"], "iso3": frame["jurisdiction"].map(_jurisdiction),
        "level": ["subnational" if place == "California" else "international" if place.startswith("Council") else
                  "union" if place == "European Union" else "national" for place in frame["jurisdiction"]],
        "rule_id": frame["parentId"].where(frame["parentId"].isin(rules), ""),
        "instrument_id": frame["parentId"].where(frame["parentType"] == "international_instrument", ""),
        "stage": _hyphens(frame["id"].map(STAGES).fillna(frame["status"])), "date": date, "date_precision": date.map(_precision),
        "planned": (frame["date"] > RELEASE).map({True: "true", False: "false"}), "label": frame["label"], "url": frame["sourceUrl"],
        "verification": _hyphens(frame["verificationStatus"]), "checked": frame["lastVerified"],
    })


def ai_instruments(sources: Path) -> pd.DataFrame:
    """One row an international instrument, with where its list of participants stands and how complete it is."""
    frame = _read(sources / FOLDER / "international_instruments.csv")
    unsure = (frame["verificationStatus"] == "likely_correct") | (frame["instrumentType"] == "standard")
    date = _shortened(frame["date"], unsure)
    listed = instrument_participation(sources)
    lists = _read(sources / FOLDER / "international_participation.csv").groupby("instrumentId")["sourceUrl"].first()
    lists[NETWORK] = _network(sources)["source"].iloc[0]
    return pd.DataFrame({
        "instrument_id": frame["id"], "name": frame["name"], "issuer": frame["issuer"], "organization": frame["organizationType"],
        "date": date, "date_precision": date.map(_precision), "type": _hyphens(frame["instrumentType"]),
        "binding": _hyphens(frame["bindingStatus"]), "frontier_ai": frame["frontierAIRelevant"].str.lower(),
        "participants": frame["id"].map(_participants(listed)), "completeness": _completeness(frame["id"], listed),
        "participants_url": frame["id"].map(lists).fillna(""),
        "url": frame["sourceUrl"], "verification": _hyphens(frame["verificationStatus"]), "checked": frame["lastVerified"],
    })


def instrument_participation(sources: Path) -> pd.DataFrame:
    """One row an instrument, participant and way of taking part; `date` only where it is the participant's own."""
    frame = _read(sources / FOLDER / "international_participation.csv")
    frame = frame[frame["instrumentId"] != NETWORK]
    instrument = _read(sources / FOLDER / "international_instruments.csv").set_index("id")["date"]
    network = _network(sources)
    own = frame["date"].where(frame["date"] != frame["instrumentId"].map(instrument), "")
    found = pd.DataFrame({
        "instrument_id": frame["instrumentId"], "iso3": frame["countryIso3"], "participation": _hyphens(frame["participationType"]),
        "date": own, "verification": _hyphens(frame["verificationStatus"]),
    })
    members = pd.DataFrame({"instrument_id": NETWORK, "iso3": network["iso3"], "participation": "member",
                            "date": network["date"], "verification": "verified"})
    found = pd.concat([found, members], ignore_index=True)
    found = found[~_outside(found, sources)]
    by_membership = found["participation"].isin(["covered-by-membership", "applicable-via-eu"])
    return found.assign(own_act=(~by_membership).map({True: "true", False: "false"}))


def _outside(found: pd.DataFrame, sources: Path) -> pd.Series:
    """Rows that say a place is covered as a member of the United Nations or of UNESCO which is none."""
    universal = found["instrument_id"].str.match("unga-|global-digital-compact$|unesco-")
    member = found["iso3"].isin(un_members(ideal_points(sources)))
    member |= (found["iso3"] == "PSE") & found["instrument_id"].str.startswith("unesco-")  # a member of UNESCO since 2011
    return (found["participation"] == "covered-by-membership") & universal & ~member


def readiness_assessments(sources: Path) -> pd.DataFrame:
    """One row a country: how far UNESCO's AI readiness assessment has come."""
    frame = _read(sources / FOLDER / "unesco_ram_status.csv")
    return pd.DataFrame({
        "iso3": frame["countryIso3"], "status": _hyphens(frame["status"]), "as_of": frame["lastVerified"], "url": frame["sourceUrl"],
    })


def _network(sources: Path) -> pd.DataFrame:
    """Members of the network of AI safety institutes as the European Commission names them."""
    frame = _read(sources / FORUMS / "participation.csv")
    return frame[(frame["forum_id"] == "inasi") & (frame["positive"] == "1")]


def _participants(listed: pd.DataFrame) -> pd.Series:
    """Number of participants of each instrument that act for themselves; the European Union counts as one."""
    own = listed[listed["own_act"] == "true"]
    return own.groupby("instrument_id")["iso3"].nunique().astype("Int64")


def _completeness(ids: pd.Series, listed: pd.DataFrame) -> pd.Series:
    """complete or partial where the list was compared; by-membership where nobody acts; unchecked; empty without a list."""
    acts = listed.assign(own=listed["own_act"] == "true").groupby("instrument_id")["own"].sum()
    kinds = acts.gt(1).map({True: "unchecked", False: "by-membership"})
    return ids.map(CHECKED).fillna(ids.map(kinds)).fillna("")


def _status(rule: str, binding: str, text: str) -> str:
    """The map's free wording of a status in seven classes. Raises ValueError for wording it does not know."""
    if binding == "proposed":
        return "lapsed" if rule in LAPSED else "proposed"
    for pattern, status in STATUSES.items():
        if re.match(pattern, text.lower()):
            return status
    raise ValueError(f"unknown status '{text}' of rule '{rule}'")


def _jurisdiction(name: str) -> str:
    if name not in JURISDICTIONS:
        raise ValueError(f"unknown jurisdiction '{name}'")
    return JURISDICTIONS[name]


def _shortened(dates: pd.Series, unsure: pd.Series) -> pd.Series:
    """Dates without the month and day that only stand for an unknown one: 1 January is the year, the 1st the month."""
    short = dates.str.replace(r"-01-01$", "", regex=True).str.replace(r"-01$", "", regex=True)
    return short.where(unsure & (dates.str.len() == 10), dates)


def _hyphens(texts: pd.Series) -> pd.Series:
    return texts.str.replace("_", "-")


def _cited(text: str) -> str:
    """The document or data set in which a row was read."""
    agora = re.search(r"AGORA (\d+)", text)
    if agora:
        return f"Emerging Technology Observatory, AGORA dataset, document {agora[1]}"
    return MAP if text.startswith("github:") else text


def _document(text: str) -> str:
    """Address of the strategy that the cited data set gives; the cited page itself otherwise."""
    page = re.search(r"https?://\S+$", text)
    return page[0] if page else ""
