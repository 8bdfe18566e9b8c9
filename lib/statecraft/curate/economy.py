"""Size and means of economies by year: output, people, prices, exchange rates, science and technology."""
from __future__ import annotations

from functools import reduce
from pathlib import Path

import pandas as pd

from .places import iso3

FIRST_YEAR = 1990
FIRST_YEAR_SCIENCE = 2000
KEY = ["iso3", "year"]
# World Bank codes of groups of economies; the Channel Islands (CHI) are two ISO territories.
GROUPS = set("""AFE AFW ARB CEB CHI CSS EAP EAR EAS ECA ECS EMU FCS HIC HPC IBD IBT IDA IDB IDX LAC LCN LDC LIC LMC LMY LTE
MEA MIC MNA NAC OED OSS PRE PSS PST SAS SSA SSF SST TEA TEC TLA TMN TSA TSS UMC""".split())
AGGREGATES = ("EUU", "WLD")
UNCODED = {"World": "WLD", "European Union (27)": "EUU", "Faeroe Islands": "FRO"}
UNCODED_GROUPS = {
    "East Asia and Pacific (WB)", "Europe and Central Asia (WB)", "High-income countries", "Latin America and Caribbean (WB)",
    "Lower-middle-income countries", "Middle East and North Africa (WB)", "Middle-income countries", "North America (WB)",
    "South Asia (WB)", "Sub-Saharan Africa (WB)", "Upper-middle-income countries",
}
# First year in which the euro was the currency: European Commission, "EU countries and the euro",
# https://economy-finance.ec.europa.eu/euro/eu-countries-and-euro_en
EURO = {
    **dict.fromkeys(["AUT", "BEL", "DEU", "ESP", "FIN", "FRA", "IRL", "ITA", "LUX", "NLD", "PRT"], 1999),
    "GRC": 2001, "SVN": 2007, "CYP": 2008, "MLT": 2008, "SVK": 2009, "EST": 2011, "LVA": 2014, "LTU": 2015, "HRV": 2023,
    "EUU": 1999,  # the unit of the Union's own plans and budgets
}
LAST_YEAR_OF_RATES = 2025
INDICATORS = {  # World Bank name: field, divisor, decimals
    "Charges for the use of intellectual property, payments (BoP, current US$)": ("ip_payments_usd_m", 1e6, 3),
    "Charges for the use of intellectual property, receipts (BoP, current US$)": ("ip_receipts_usd_m", 1e6, 3),
    "High-technology exports (current US$)": ("high_tech_exports_usd_m", 1e6, 3),
    "High-technology exports (% of manufactured exports)": ("high_tech_exports_share_pct", 1, 2),
    "Patent applications, residents": ("patent_applications_residents", 1, 0),
    "Patent applications, nonresidents": ("patent_applications_nonresidents", 1, 0),
    "Researchers in R&D (per million people)": ("researchers_per_million", 1, 1),
    "Scientific and technical journal articles": ("articles", 1, 1),
}


def economy(sources: Path) -> pd.DataFrame:
    """GDP, population, purchasing power, exchange rate and R&D share, one row an economy and year since 1990."""
    parts = [
        _world_bank(sources / "worldbank-gdp" / "gdp.csv", "gdp_usd_m", 1e6, 1),
        _world_bank(sources / "worldbank-population" / "population.csv", "population", 1, 0),
        _purchasing_power(sources), _exchange_rates(sources), _research_share(sources),
    ]
    frame = reduce(lambda left, right: left.merge(right, on=KEY, how="outer", validate="1:1"), parts)
    frame = frame[frame["year"] >= FIRST_YEAR]
    return frame.assign(aggregate=_flag(frame["iso3"]), population=frame["population"].astype("Int64"))


def science_technology(sources: Path) -> pd.DataFrame:
    """Eight indicators of science and technology in a World Bank release of 2021, one row an economy and year since 2000."""
    raw = _read(sources / "wdi-science-technology" / "science-and-technology.csv")
    raw = raw.rename(columns=lambda name: name.removeprefix("average_value_"))
    frame = _economies(raw["Country Code"], raw["Year"])
    for name, (field, divisor, decimals) in INDICATORS.items():
        frame[field] = (pd.to_numeric(raw[name]) / divisor).round(decimals)
    counts = ["patent_applications_residents", "patent_applications_nonresidents"]
    frame = frame.assign(aggregate=_flag(frame["iso3"]), **{name: frame[name].astype("Int64") for name in counts})
    fields = [field for field, _, _ in INDICATORS.values()]
    return frame[(frame["year"] >= FIRST_YEAR_SCIENCE) & frame["iso3"].notna()].dropna(subset=fields, how="all")


def _economies(codes: pd.Series, years: pd.Series) -> pd.DataFrame:
    """iso3 and year; iso3 is missing where the code is a group. Codes that no table knows fail the foreign key."""
    return pd.DataFrame({"iso3": codes.mask(codes.isin(GROUPS)), "year": years.astype(int)})


def _flag(codes: pd.Series) -> pd.Series:
    return codes.isin(AGGREGATES).map({True: "true", False: "false"})


def _world_bank(path: Path, field: str, divisor: float, decimals: int) -> pd.DataFrame:
    raw = _read(path)
    values = (pd.to_numeric(raw["Value"]) / divisor).round(decimals)
    return _economies(raw["Country Code"], raw["Year"]).assign(**{field: values}).dropna(subset="iso3")


def _purchasing_power(sources: Path) -> pd.DataFrame:
    raw = _read(sources / "worldbank-ppp" / "ppp-gdp.csv")
    factor = pd.to_numeric(raw["PPP"]).map(lambda value: float(f"{value:.6g}"))
    return pd.DataFrame({"iso3": iso3(raw["Country ID"], sources), "year": raw["Year"].astype(int), "ppp_lcu": factor})


def _exchange_rates(sources: Path) -> pd.DataFrame:
    """Units of the currency that the economy had in the year per US dollar.

    Venezuela is left out: its three redenominations are mixed within the series.
    """
    raw = _read(sources / "exchange-rates-annual" / "annual.csv")
    raw = raw.assign(year=raw["Date"].str[:4].astype(int), lcu_per_usd=pd.to_numeric(raw["Exchange rate"]))
    euro = raw[raw["Country"] == "Euro"][["year", "lcu_per_usd"]]
    own = raw[~raw["Country"].isin(["Euro", "Venezuela"])]
    parts = [own.assign(iso3=iso3(own["Country"], sources))]
    parts += [euro[euro["year"] >= first].assign(iso3=member) for member, first in EURO.items()]
    parts.append(pd.DataFrame({"iso3": "USA", "year": range(FIRST_YEAR, LAST_YEAR_OF_RATES + 1), "lcu_per_usd": 1.0}))
    return pd.concat(parts)[[*KEY, "lcu_per_usd"]]


def _research_share(sources: Path) -> pd.DataFrame:
    raw = _read(sources / "owid-research-spending-gdp" / "research-spending-gdp.csv")
    raw = raw.set_axis(["entity", "code", "year", "share"], axis=1)
    uncoded = set(raw.loc[~raw["code"].str.fullmatch("[A-Z]{3}"), "entity"])
    if unknown := sorted(uncoded - set(UNCODED) - UNCODED_GROUPS):
        raise ValueError(f"unknown entities without a code {unknown}")
    codes = raw["entity"].map(UNCODED).fillna(raw["code"])
    share = pd.to_numeric(raw["share"]).round(3)
    frame = pd.DataFrame({"iso3": codes, "year": raw["year"].astype(int), "rd_share_pct": share})
    return frame[~raw["entity"].isin(UNCODED_GROUPS)]


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
