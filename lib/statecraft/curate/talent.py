"""People: net migration of LinkedIn members by country, skill and industry; foreign doctorates in the United States."""
from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from .places import iso3

LINKEDIN = "worldbank-linkedin-talent-migration"
NSF = "nsf-ncses-ai-indicators"
SKILLS = {
    "Artificial Intelligence (AI)": "artificial-intelligence", "Data Science": "data-science", "Robotics": "robotics",
    "Development Tools": "development-tools", "Computer Hardware": "computer-hardware", "Cybersecurity": "cybersecurity",
    "Software Development Life Cycle (SDLC)": "software-development", "Nanotechnology": "nanotechnology",
    "Scientific Computing": "scientific-computing",
}
INDUSTRIES = {
    "Semiconductors": "semiconductors", "Computer Hardware": "computer-hardware", "Computer Software": "computer-software",
    "Information Technology & Services": "it-services", "Internet": "internet",
}
TOTALS = {"All temporary visa holders", "Total", "All SEH fields"}
REGIONS = {"Africa", "Americas", "Asia", "Australia-Oceania", "Europe", "Middle East", "West Asia", "North and South America"}
RESTS = {"Other", "All other countries", "Region and country or economy unknown", "Unknown foreign country"}
UNKNOWN = {"Region and country or economy unknown", "Unknown foreign country"}
SEH = "science, engineering and health"


def talent_flows(sources: Path) -> pd.DataFrame:
    """Net arrivals from a partner per 10,000 LinkedIn members of the country, one row an ordered pair and year."""
    raw = _read(sources / LINKEDIN / "country_migration.csv")
    base, target = raw["base_country_code"].str.upper(), raw["target_country_code"].str.upper()
    raw = raw.assign(iso3=iso3(base, sources), partner_iso3=iso3(target, sources))
    return _years(raw, ["iso3", "partner_iso3"], decimals=2)


def talent_migration(sources: Path) -> pd.DataFrame:
    """Net arrivals per 10,000 members with a skill or in an industry, one row a country, technology group and year."""
    frames = []
    for kind, name, groups in [("skill", "skill_group_name", SKILLS), ("industry", "industry_name", INDUSTRIES)]:
        raw = _read(sources / LINKEDIN / f"{kind}_migration.csv")
        if missing := set(groups) - set(raw[name]):
            raise ValueError(f"no {kind} groups {sorted(missing)}")
        raw = raw.assign(iso3=iso3(raw["country_code"].str.upper(), sources), kind=kind, group=raw[name].map(groups))
        frames.append(_years(raw.dropna(subset="group"), ["iso3", "kind", "group"], decimals=1))
    return pd.concat(frames, ignore_index=True)


def doctorates(sources: Path) -> pd.DataFrame:
    """Foreign recipients of US doctorates, and how many mean to stay or stayed, by origin, field and period."""
    folder = sources / NSF
    parts = [_intentions(folder), _top_origins(folder), _plans_by_field(folder), _stay_rates(folder)]
    frame = pd.concat(parts, ignore_index=True)
    frame = frame[frame["value"] != ""]  # suppressed by the source
    frame = frame.join(_origins(frame["label"], frame["region"], sources)).drop(columns=["label", "region"])
    frame = frame.drop_duplicates()  # two tables of the survey state the same counts of 2017-2023
    return frame.assign(unit=frame["measure"].map(lambda name: "persons" if name == "recipients" else "percent of recipients"))


def _years(raw: pd.DataFrame, key: list[str], decimals: int) -> pd.DataFrame:
    """Columns net_per_10K_2015 … as rows."""
    columns = {name: int(name[-4:]) for name in raw if name.startswith("net_per_10K_")}
    frame = raw.rename(columns=columns).melt(key, list(columns.values()), "year", "net_per_10k")
    return frame.assign(year=frame["year"].astype(int), net_per_10k=frame["net_per_10k"].astype(float).round(decimals))


def _origins(labels: pd.Series, regions: pd.Series, sources: Path) -> pd.DataFrame:
    """`origin` as a key that no two groups share, its country where it is one, and what kind of row it is."""
    scope = pd.Series("country", index=labels.index)
    scope = scope.mask(labels.isin(TOTALS), "all").mask(labels.isin(REGIONS), "region").mask(labels.isin(RESTS), "rest")
    rest = labels.map(lambda label: "unknown" if label in UNKNOWN else "other")
    rest = rest.where(~regions.isin(REGIONS), regions.str.lower() + ", " + rest)
    codes = iso3(labels, sources, TOTALS | REGIONS | RESTS)
    origin = codes.where(scope == "country", labels.str.lower()).mask(scope == "all", "all").mask(scope == "rest", rest)
    return pd.DataFrame({"origin": origin, "iso3": codes, "scope": scope})


def _periods(raw: pd.DataFrame, columns: dict[str, tuple[str, int, int]]) -> pd.DataFrame:
    """Columns of a table as rows; `columns` names the measure and the first and last year of each."""
    kept = ["label", "region", "field"]
    frames = [raw[kept].assign(measure=measure, start_year=first, end_year=last, value=raw[name])
              for name, (measure, first, last) in columns.items()]
    return pd.concat(frames)


def _intentions(folder: Path) -> pd.DataFrame:
    raw = _levels(folder / "doctorates_intention_to_stay_us_2017_2023.csv")
    group = raw["level_2"].where(raw["level_2"] != "", raw["level_1"])
    raw = raw.assign(label=raw["level_3"].where(raw["level_3"] != "", group),
                     region=raw["level_2"].where(raw["level_3"] != "", ""), field="all fields")
    columns = {}
    for name in raw:
        if found := re.fullmatch(r"field_(\d{4})(?:_(\d{2}))?_(number|staying)", name):
            first, last = int(found[1]), int(f"20{found[2]}" if found[2] else found[1])
            columns[name] = ("recipients" if found[3] == "number" else "intend-to-stay", first, last)
    return _periods(raw, columns)


def _top_origins(folder: Path) -> pd.DataFrame:
    raw = _levels(folder / "doctorates_top10_origin_by_field_2013_2023.csv")
    raw = raw.assign(label=raw["level_1"].str.strip(), region="", field=raw["level_2"].str.lower().replace("", "all fields"))
    years = [name for name in raw if re.fullmatch(r"field_\d{4}", name)]
    return _periods(raw, {name: ("recipients", int(name[-4:]), int(name[-4:])) for name in years})


def _plans_by_field(folder: Path) -> pd.DataFrame:
    raw = _levels(folder / "doctorates_stay_plans_by_field_2010_2021.csv")
    by_field = raw["level_1"] == "All SEH fields"
    raw = raw.assign(label=raw["level_2"].where(~by_field, "Total"), region="",
                     field=raw["level_2"].str.lower().where(by_field & (raw["level_2"] != ""), SEH))
    raw = raw[raw["label"] != ""]
    names = {"doctorate_recipients_number": "recipients", "plans_to_stay": "intend-to-stay",
             "definite_commitments_to_stay": "committed-to-stay"}
    return _periods(raw, {
        f"field_temporary_residents_{name}_{first}_{last - 2000}": (measure, first, last)
        for name, measure in names.items() for first, last in [(2010, 2013), (2014, 2017), (2018, 2021)]})


def _stay_rates(folder: Path) -> pd.DataFrame:
    raw = _levels(folder / "doctorates_in_us_2021_stay_rates.csv")
    by_field = raw["level_2"] == "Doctoral fields"
    raw = raw.assign(label=raw["level_3"].where(raw["level_2"] == "Citizenship", "Total"), region="",
                     field=raw["level_3"].str.lower().where(by_field, SEH))
    raw = raw[(raw["level_3"] != "") | (raw["level_2"] == "")]
    return _periods(raw, {
        "field_foreign_doctorate_recipients_2015_17_number": ("recipients", 2015, 2017),
        "field_5_year_stay_rate": ("stayed-5-years", 2015, 2017),
        "field_foreign_doctorate_recipients_2010_12_number": ("recipients", 2010, 2012),
        "field_10_year_stay_rate": ("stayed-10-years", 2010, 2012),
    })


def _levels(path: Path) -> pd.DataFrame:
    """A table of the source with its hierarchy in columns level_1, level_2 …"""
    return _read(path).rename(columns=lambda name: re.sub(r".*(level_\d)$", r"\1", name))


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
