"""Countries and what is known of them by year: names, regions, regimes, ideal points."""
from __future__ import annotations

from pathlib import Path

import pandas as pd

REGIONS_KO = {"Africa": "아프리카", "Americas": "아메리카", "Asia": "아시아", "Europe": "유럽", "Oceania": "오세아니아"}
# Names as Korean scholarship prints them where CLDR's display name is long.
SHORT_KO = {"KOR": "한국", "HKG": "홍콩", "MAC": "마카오"}
SHORT_EN = {"HKG": "Hong Kong", "MAC": "Macao", "USA": "US", "GBR": "UK", "ARE": "UAE"}
SPECIAL = [
    ("EUU", "European Union", "유럽연합", "union"), ("AFU", "African Union", "아프리카연합", "union"),
    ("WLD", "World", "세계", "aggregate"), ("XKX", "Kosovo", "코소보", "country"),
]
# The file keeps the code of Yugoslavia for its successor Serbia.
OLD_CODES = {"YUG": "SRB"}
# Our World in Data's own code for Kosovo; its other own codes are states that ended or were never members, and parts.
OWN_CODES = {"OWID_KOS": "XKX"}
# A usual year has sixty votes or more; below this number an estimate says little.
FEW_VOTES = 20
FIRST_YEAR = 1990
REGIMES = {0: "closed autocracy", 1: "electoral autocracy", 2: "electoral democracy", 3: "liberal democracy"}


def countries(sources: Path) -> pd.DataFrame:
    """ISO countries and territories with names in both languages and M49 regions, and special codes."""
    codes = _read(sources / "country-codes" / "country-codes.csv")
    names = _read(sources / "cldr-country-names-ko" / "country_names_ko.csv")
    regions = codes[["ISO3166-1-Alpha-3", "Region Name", "Sub-region Name", "is_independent"]]
    frame = names.merge(regions.set_axis(["iso3", "region", "subregion", "independent"], axis=1), on="iso3", validate="1:1")
    frame["kind"] = frame["independent"].map(lambda text: "country" if text == "Yes" else "territory")
    special = pd.DataFrame(SPECIAL, columns=["iso3", "name_en", "name_ko", "kind"]).assign(iso2="", region="", subregion="")
    frame = pd.concat([frame, special], ignore_index=True)
    members = un_members(ideal_points(sources))
    income = _read(sources / "wdi-science-technology" / "country_metadata.csv").set_index("Country Code")["IncomeGroup"]
    latest = regimes(sources).sort_values("year").drop_duplicates("iso3", keep="last").set_index("iso3")
    return pd.DataFrame({
        "iso3": frame["iso3"], "iso2": frame["iso2"], "name_ko": frame["name_ko"], "name_en": frame["name_en"],
        "label_ko": frame["iso3"].map(SHORT_KO).fillna(frame["name_ko"]),
        "label_en": frame["iso3"].map(SHORT_EN).fillna(frame["name_en"]),
        "kind": frame["kind"], "region": frame["region"], "region_ko": frame["region"].map(REGIONS_KO).fillna(""),
        "subregion": frame["subregion"], "un_member": frame["iso3"].isin(members).map({True: "true", False: "false"}),
        "income_group": frame["iso3"].map(income.str.lower().str.removesuffix(" income")).fillna(""),
        "regime": frame["iso3"].map(latest["label"]).fillna(""), "regime_year": frame["iso3"].map(latest["year"]).astype("Int64"),
    })


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")


def un_members(points: pd.DataFrame) -> set[str]:
    """The 193 members of the United Nations, from table `ideal_points`: every one has voted since 2015."""
    return set(points.loc[points["year"] >= 2015, "iso3"])


def regimes(sources: Path) -> pd.DataFrame:
    """Regimes of the World since 1990, one row a country and year; codes of states, not aggregates."""
    frame = _read(sources / "owid-political-regime" / "political-regime.csv").set_axis(["iso3", "year", "regime"], axis=1)
    frame = frame.assign(iso3=frame["iso3"].replace(OWN_CODES), year=frame["year"].astype(int), regime=frame["regime"].astype(int))
    frame = frame[(frame["year"] >= FIRST_YEAR) & frame["iso3"].str.fullmatch("[A-Z]{3}")]
    return frame.assign(label=frame["regime"].map(REGIMES))


def ideal_points(sources: Path) -> pd.DataFrame:
    """Ideal points of UN members since 1990 with their posterior quantiles."""
    frame = pd.read_csv(sources / "unga-ideal-points" / "Idealpointestimates1946-2025.tab", sep="\t", keep_default_na=False)
    frame = frame[(frame["year"] >= FIRST_YEAR) & (frame["iso3c"] != "CSK")]
    columns = {"IdealPointFP": "ideal_point", "Q5%FP": "q05", "Q10%FP": "q10", "Q50%FP": "q50", "Q90%FP": "q90", "Q95%FP": "q95"}
    numbers = frame[list(columns)].rename(columns=columns).astype(float).round(4)
    return pd.concat([
        frame["iso3c"].replace(OLD_CODES).rename("iso3"), frame["year"], numbers, frame["NVotesFP"].rename("votes"),
        (frame["NVotesFP"] < FEW_VOTES).map({True: "true", False: "false"}).rename("thin"),
    ], axis=1)
