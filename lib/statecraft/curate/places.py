"""Names and two-letter codes of economies in sources -> the codes of table `countries`."""
from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

from .countries import SPECIAL, _read

NAMES = "cldr-country-names-ko"
# Spellings of sources that differ from CLDR's by more than case and "and", and codes that ISO 3166-1 does not have.
SPELLINGS = {
    "Antigua and Barbuda": "ATG", "Bahamas, The": "BHS", "Brunei Darussalam": "BRN", "Burma": "MMR", "Myanmar": "MMR",
    "Cabo Verde": "CPV", "Cayman Islands (the)": "CYM", "Central African Republic (the)": "CAF",
    "China (including Hong Kong)": "CHN", "China (mainland)": "CHN", "Congo": "COG", "Congo, Republic of the": "COG",
    "Congo (DRC)": "COD", "Congo, Democratic Republic of the": "COD", "Czech Republic": "CZE",
    "Cote D'Ivoire": "CIV", "Gambia, The": "GMB", "Holy See (Vatican City)": "VAT", "Hong Kong": "HKG",
    "Kingdom of Saudi Arabia": "SAU", "Macau": "MAC", "Macedonia": "MKD", "Micronesia, Federated States of": "FSM",
    "Moldova, Republic of": "MDA", "Reunion": "REU", "Saint Kitts and Nevis": "KNA", "Saint Lucia": "LCA",
    "Saint Vincent and the Grenadines": "VCT", "Swaziland": "SWZ", "São Tomé and Príncipe": "STP", "Turkey": "TUR",
    "UK": "GBR", "XK": "XKX", "EU": "EUU",
    # Two parts of one territory, and predecessors of Serbia: several names, one code.
    "Gaza Strip": "PSE", "Gaza Stripe": "PSE", "West Bank": "PSE", "West Banke": "PSE", "Palestine": "PSE",
    "Serbia and Montenegro": "SRB", "Yugoslavia": "SRB",
    "EU-27": "EUU", "European Union - 27 countries (from 2020)": "EUU",
}
SCOPES = {"WLD": "world", "EUU": "union"}


def iso3(labels: pd.Series, sources: Path, groups: Collection[str] = ()) -> pd.Series:
    """Code of each English name or alpha-2 code; missing for the labels in `groups`, which name no economy.

    Raises ValueError that lists the labels nobody maps.
    """
    table = _read(sources / NAMES / "country_names_ko.csv")
    special = {name: code for code, name, _, _ in SPECIAL}
    known = {**dict(zip(table["iso2"], table["iso3"])), **dict(zip(table["name_en"], table["iso3"])), **special, **SPELLINGS}
    plain = {_plain(name): code for name, code in known.items()}
    unknown = sorted(label for label in set(labels) - set(groups) if _plain(label) not in plain)
    if unknown:
        raise ValueError(f"no country code for {unknown}")
    return labels.map({label: plain[_plain(label)] for label in set(labels) - set(groups)}).rename("iso3")


def scope(codes: pd.Series) -> pd.Series:
    """What a code stands for: `economy`, `union` (EUU) or `world` (WLD)."""
    return codes.map(SCOPES).fillna("economy")


def _plain(name: str) -> str:
    return name.casefold().replace(" and ", " & ").replace("’", "'")
