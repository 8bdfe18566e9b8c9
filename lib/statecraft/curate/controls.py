"""United States lists of restricted parties, and the Federal Register rules that changed the Entity List."""
from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pandas as pd

FOLDER = "us-restricted-party-lists"
LISTS = {  # list: file, prefix of its entries
    "entity-list": ("bis_entity_list", "el"), "military-end-user": ("bis_meu", "meu"), "ns-cmic": ("ofac_nscmic", "cmic"),
    "eo-14032": ("ofac_eo14032_annex", "eo14032"), "section-1260h": ("dow_1260h", "1260h"),
}
DESTINATIONS = {"Burma": "MMR", "Crimea Region of Ukraine": "UKR", "Turkey": "TUR", "UAE": "ARE", "U.A.E.": "ARE",
                "People's Republic of China": "CHN", "Peoples Republic of China": "CHN", "Russian Federation": "RUS"}
CITATION = re.compile(r"(\d+ FR \d+)(?: preview citation details)?(?:,?\s+(\d{1,2})/(\d{1,2})/(\d{2,4}))?")
VOLUME_YEAR = 1935  # volume 84 of the Federal Register is that of 2019
LISTED = re.compile(r"Listing Date \(CMIC\): (\d{1,2} \w{3} \d{4})")
FOOTNOTES = (  # text of the licence requirement: footnote of Supplement No. 4 to Part 744
    (r"734\.9\(g\)", "footnote-3"), (r"734\.9\(e\)\(3\)", "footnote-5"), (r"734\.9\(e\).*4\s*$", "footnote-4"),
    (r"734\.9\(e\) ?1", "footnote-1"),
)
SUBJECTS = (("uflpa", "Uyghur Forced Labor"), ("unverified-list", "^Revisions to the Unverified List$"), ("entity-list", ""))
WORDS = dict(zip("one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
                 "seventeen eighteen nineteen".split(), range(1, 20)))
TENS = dict(zip("twenty thirty forty fifty sixty seventy eighty ninety".split(), range(20, 100, 10)))
STATED = {  # summaries that state their additions in words the patterns below do not cover
    "2022-04300": (2, {"RUS": 2}), "2022-04819": (2, {"BLR": 2}), "2022-21520": (57, {"RUS": 56, "UKR": 1}),
    "2022-27149": (9, {"RUS": 9}), "2023-13196": (1, {}), "2024-10485": (37, {"CHN": 37}),
}
ADDED = re.compile(r"adding ([\w-]+) (?:new )?(entities|entity|entries)(?: under ([\w-]+) entries)?"
                   r"(?: \((\d+) entities and \d+ addresses\))?")
COUNTED = re.compile(r"([A-Z][\w']*(?: (?:of|[A-Z][\w']*))*(?:, People's Republic of)?(?: \([A-Z][\w.]*\))?),? \((\d+)\)")
OTHER_ACTION = re.compile(r"(?:This|Finally|Lastly|In addition)\b[^.]*?\brule\b")  # begins what a rule does besides adding
SINGLE = re.compile(r"under the destination of (?:the )?([A-Z][\w' ]*)")


def controlled_entities(sources: Path) -> pd.DataFrame:
    """Entries of five lists as in force in mid-2026 (the annex of EO 14032: as of June 2021), one row an entry."""
    codes = _codes(sources)
    frames = []
    for name, (file, prefix) in LISTS.items():
        raw = pd.DataFrame(json.loads((sources / FOLDER / f"{file}.json").read_text(encoding="utf-8"))["entities"])
        ids = [f"{prefix}-{number:04d}" for number in range(1, len(raw) + 1)]
        frames.append(raw.assign(list=name, entry=ids))
    raw = pd.concat(frames, ignore_index=True)
    text, notes = raw["federal_register"].fillna(""), raw["notes"].fillna("")
    dates = citation_dates(text)
    cited = pd.DataFrame([history(cell, dates) for cell in text])
    first = cited["first_date"].where(raw["list"] != "section-1260h", "")  # its notice lists everyone anew
    return pd.DataFrame({
        "list": raw["list"], "entry": raw["entry"], "name": raw["name"],
        "iso3": raw["country"].map(lambda name: code(name, codes)), "destination": raw["country"],
        "first_date": first.where(raw["list"] != "ns-cmic", _listing_dates(notes)),
        "first_citation": cited["first_citation"], "last_date": cited["last_date"],
        "effective": raw["effective_date"].fillna(""), "citations": cited["citations"], "aliases": raw["aliases"].str.len(),
        "hong_kong_address": raw["address"].fillna("").str.contains("Hong Kong").map({True: "true", False: "false"}),
        "footnote": notes.map(footnote).where(raw["list"] == "entity-list", ""),
    })


def entity_list_rules(sources: Path) -> pd.DataFrame:
    """Federal Register documents that mention the Entity List, with the additions that their summaries state."""
    raw = _read(sources / FOLDER / "federal_register_entity_list_rules.csv")
    subject = raw["title"].map(lambda title: next(name for name, pattern in SUBJECTS if re.search(pattern, title)))
    texts = raw["abstract"].where(subject == "entity-list", "")
    added = pd.DataFrame([additions(*pair) for pair in zip(raw["document_number"], texts)])
    return pd.DataFrame({
        "document": raw["document_number"], "published": raw["publication_date"], "title": raw["title"],
        "subject": subject, "entities_added": added["entities"].astype("Int64"),
        "entries_added": added["entries"].astype("Int64"), "url": raw["url"],
    })


def entity_list_additions(sources: Path) -> pd.DataFrame:
    """Additions of a rule by destination, where its summary states them and they add up to its total."""
    codes = _codes(sources)
    raw = _read(sources / FOLDER / "federal_register_entity_list_rules.csv").set_index("document_number")["abstract"]
    rules = entity_list_rules(sources).set_index("document")
    rows = []
    for document, rule in rules[rules["entities_added"].notna()].iterrows():
        found = STATED[document][1] if document in STATED else by_destination(raw[document], rule["entries_added"], codes)
        if sum(found.values()) in (rule["entities_added"], rule["entries_added"]):
            rows += [{"document": document, "iso3": iso3, "additions": number} for iso3, number in found.items()]
    return pd.DataFrame(rows)


def citation_dates(cells: pd.Series) -> dict[str, str]:
    """Date of every Federal Register citation: the one most entries print, its year that of the volume.

    Where other entries cite the same page in the volume of the printed year, the volume is the slip and the year holds.
    """
    found = [parts for cell in cells for parts in CITATION.findall(cell)]
    cited, printed = {parts[0] for parts in found}, {}
    for citation, month, day, digits in found:
        if month:
            volume, page = citation.split(" FR ")
            year, shown = int(volume) + VOLUME_YEAR, int(digits) + (2000 if len(digits) == 2 else 0)
            year = shown if shown != year and f"{shown - VOLUME_YEAR} FR {page}" in cited else year
            printed.setdefault(citation, Counter())[f"{year}-{int(month):02d}-{int(day):02d}"] += 1
    written = {"86 FR 30145": "2021-06-07", "91 FR 35189": "2026-06-10"}  # printed as `June 7, 2021` by their lists
    return {**{citation: dates.most_common(1)[0][0] for citation, dates in printed.items()}, **written}


def history(cell: str, dates: dict[str, str]) -> dict[str, object]:
    """First and last dated citation of an entry, and how many citations it has."""
    citations = [found[0] for found in CITATION.findall(cell)]
    dated = sorted((dates[citation], citation) for citation in citations if citation in dates)
    return {
        "first_date": dated[0][0] if dated else "", "last_date": dated[-1][0] if dated else "",
        "first_citation": dated[0][1] if dated else next(iter(citations), ""), "citations": len(citations),
    }


def footnote(requirement: str) -> str:
    """The footnote that extends an entry to foreign-produced items, from the text of its licence requirement."""
    return next((name for pattern, name in FOOTNOTES if re.search(pattern, requirement)), "")


def additions(document: str, summary: str) -> dict[str, int | None]:
    """Entities and entries that a rule adds, as its summary states them; None where it states no number."""
    if document in STATED:
        return {"entities": STATED[document][0], "entries": STATED[document][0]}
    found = ADDED.search(summary)
    number = count(found[1]) if found else None
    if number is None:
        return {"entities": None, "entries": None}
    entries = count(found[3]) if found[3] else number
    entities = int(found[4]) if found[4] else number
    return {"entities": entities, "entries": entries}


def count(word: str) -> int | None:
    """`70`, `seven` or `seventy-one` as a number; None for another word."""
    if word.isdigit():
        return int(word)
    tens, _, ones = word.rpartition("-")
    parts = [TENS.get(tens, 0), WORDS.get(ones, TENS.get(ones, 0))]
    return sum(parts) or None


def by_destination(summary: str, total: int, codes: dict[str, str]) -> dict[str, int]:
    """Destinations and numbers of a summary: `China (42); Iran (2)`, or all under its single destination."""
    added = OTHER_ACTION.split(summary[ADDED.search(summary).start():])[0]
    counted = {code(_plain(name), codes): int(number) for name, number in COUNTED.findall(added)}
    single = SINGLE.search(added)
    if counted or not single or _plain(single[1]) not in codes:
        return counted
    return {codes[_plain(single[1])]: int(total)}


def code(name: str, codes: dict[str, str]) -> str:
    """ISO 3166-1 alpha-3 of a destination. Raises ValueError for an unknown one."""
    if name not in codes:
        raise ValueError(f"unknown destination '{name}'")
    return codes[name]


def _plain(name: str) -> str:
    """`and the United Arab Emirates (UAE)` or `China, People's Republic of (China)` without what is added."""
    name = re.sub(r" \([^)]*\)$|,? People's Republic of$", "", name.strip())
    return re.sub(r"^(and )?(the )?", "", re.sub(r",? People's Republic of$", "", name)).strip()


def _codes(sources: Path) -> dict[str, str]:
    names = _read(sources / "cldr-country-names-ko" / "country_names_ko.csv")
    return {**dict(zip(names["name_en"], names["iso3"])), **DESTINATIONS}


def _listing_dates(notes: pd.Series) -> pd.Series:
    return pd.to_datetime(notes.str.extract(LISTED)[0], format="%d %b %Y").dt.strftime("%Y-%m-%d").fillna("")


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype="object", keep_default_na=False, encoding="utf-8")
