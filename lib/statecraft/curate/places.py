"""Country names and two-letter codes of sources, as ISO 3166-1 alpha-3."""
from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

import pandas as pd

# Spellings that differ from CLDR's names, and codes that ISO 3166-1 does not have.
SPELLINGS = {
    "Antigua and Barbuda": "ATG", "Bosnia and Herzegovina": "BIH", "Brunei Darussalam": "BRN", "Burma": "MMR",
    "Cayman Islands (the)": "CYM", "Central African Republic (the)": "CAF", "China (including Hong Kong)": "CHN",
    "China (mainland)": "CHN", "Congo": "COG", "Côte d'Ivoire": "CIV", "Hong Kong": "HKG", "Moldova, Republic of": "MDA",
    "Myanmar": "MMR", "Saint Kitts and Nevis": "KNA", "Saint Lucia": "LCA", "Saint Vincent and the Grenadines": "VCT",
    "Swaziland": "SWZ", "São Tomé and Príncipe": "STP", "Trinidad and Tobago": "TTO", "Turkey": "TUR",
    "Kosovo": "XKX", "XK": "XKX", "EU": "EUU", "World": "WLD",
}


def iso3(labels: pd.Series, sources: Path, groups: Collection[str] = ()) -> pd.Series:
    """ISO 3166-1 alpha-3 of English names or alpha-2 codes; missing for the labels in `groups`, which name no country.

    Raises ValueError for a label that is neither known nor in `groups`.
    """
    names = pd.read_csv(sources / "cldr-country-names-ko" / "country_names_ko.csv", dtype=str, keep_default_na=False)
    known = {**dict(zip(names["iso2"], names["iso3"])), **dict(zip(names["name_en"], names["iso3"])), **SPELLINGS}
    unknown = sorted(set(labels) - set(known) - set(groups))
    if unknown:
        raise ValueError(f"unknown country labels {unknown}")
    return labels.map({label: known.get(label) for label in set(labels) - set(groups)})
