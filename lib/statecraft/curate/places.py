"""Names and two-letter codes of economies in sources -> the codes of table `countries`."""
from __future__ import annotations

from pathlib import Path

import pandas as pd

from .countries import SPECIAL, _read

NAMES = "cldr-country-names-ko"
# Spellings of sources that differ from CLDR's by more than case and "and".
ALIASES = {
    "Antigua and Barbuda": "ATG", "Bahamas, The": "BHS", "Burma": "MMR", "Myanmar": "MMR", "Cabo Verde": "CPV",
    "Congo": "COG", "Congo, Republic of the": "COG", "Congo (DRC)": "COD", "Congo, Democratic Republic of the": "COD",
    "Cote D'Ivoire": "CIV", "Czech Republic": "CZE", "Gambia, The": "GMB", "Holy See (Vatican City)": "VAT",
    "Kingdom of Saudi Arabia": "SAU", "Macau": "MAC", "Macedonia": "MKD", "Micronesia, Federated States of": "FSM",
    "Reunion": "REU", "Saint Kitts and Nevis": "KNA", "Saint Lucia": "LCA", "Saint Vincent and the Grenadines": "VCT",
    "São Tomé and Príncipe": "STP", "Turkey": "TUR", "UK": "GBR",
    # Two parts of one territory, and predecessors of Serbia: several names, one code.
    "Gaza Strip": "PSE", "Gaza Stripe": "PSE", "West Bank": "PSE", "West Banke": "PSE", "Palestine": "PSE",
    "Serbia and Montenegro": "SRB", "Yugoslavia": "SRB",
    "EU-27": "EUU", "European Union - 27 countries (from 2020)": "EUU",
}
SCOPES = {"WLD": "world", "EUU": "union"}


def by_name(names: pd.Series, sources: Path) -> pd.Series:
    """Code of each English name. Raises ValueError that lists the names nobody maps."""
    table = _read(sources / NAMES / "country_names_ko.csv")
    known = dict(zip(table["name_en"], table["iso3"])) | {name: code for code, name, _, _ in SPECIAL} | ALIASES
    plain = {_plain(name): code for name, code in known.items()}
    return _mapped(names, {name: plain[_plain(name)] for name in set(names) if _plain(name) in plain})


def by_iso2(codes: pd.Series, sources: Path) -> pd.Series:
    """Three-letter code of each ISO 3166-1 alpha-2 code (and XK). Raises ValueError for an unknown one."""
    table = _read(sources / NAMES / "country_names_ko.csv")
    return _mapped(codes, dict(zip(table["iso2"], table["iso3"])) | {"XK": "XKX"})


def scope(codes: pd.Series) -> pd.Series:
    """What a code stands for: `economy`, `union` (EUU) or `world` (WLD)."""
    return codes.map(SCOPES).fillna("economy")


def _plain(name: str) -> str:
    return name.casefold().replace(" and ", " & ").replace("’", "'")


def _mapped(labels: pd.Series, known: dict[str, str]) -> pd.Series:
    unknown = set(labels) - set(known)
    if unknown:
        raise ValueError(f"no country code for {sorted(unknown)}")
    return labels.map(known).rename("iso3")
