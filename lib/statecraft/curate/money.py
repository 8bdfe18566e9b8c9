"""Money in AI: venture capital by country, and what is reported of seven AI companies."""
from __future__ import annotations

import re
from pathlib import Path

import pandas as pd

from .models import slug
from .places import iso3

NSF = "nsf-ncses-ai-indicators"
COMPANIES = "epoch-ai-companies"
REGIONS = {"North America", "Asia", "Europe", "Central America", "South America", "Africa", "Middle East", "Oceania"}
REPORT = ["company", "scope", "measure", "basis", "date", "value", "unit",
          "status", "confidence", "source_kind", "reported", "set_aside", "source"]
STAFF = {
    "Full company": "company", "Full AI division": "ai-division", "Division/role": "division", "Contractors": "contractors",
    "": "not-stated",
}
ROUNDS = {"Primary": "primary", "Primary,Debt": "primary", "Secondary": "secondary", "Other": "other", "": "not-stated"}
STATUS = {"Closed": "closed", "Late discussions": "under-discussion"}
COMPUTE = {
    "R&D cloud compute": "research compute", "Inference cloud compute": "inference compute",
    "R&D cloud compute,Inference cloud compute": "all compute",
    "R&D cloud compute,Inference cloud compute,Data": "all compute and data",
}
PERIODS = {"Year": "year", "Annualized": "annualised"}
DATE_SLIPS = {"0202-07-30": ""}
SECOND_ENTRY = "June 2024 Series B"  # of the round "June 2024 6B", with the money raised as its valuation
PAYING = "ChatGPT 40M paying WAU"  # counted among the weekly users of ChatGPT by its product alone


def venture_capital(sources: Path) -> pd.DataFrame:
    """Venture capital in AI (money 2000-2020) and companies and deals that had it (2014-2018), by economy and year."""
    money = _levels(sources, "ai_venture_capital_by_country_2000_2020.csv", "country_or_region")
    money["economy"] = money["level_3"].where(money["level_3"] != "", money["level_2"].where(money["level_2"] != "", "World"))
    counts = _levels(sources, "ai_vc_companies_deals_us_china_2014_2018.csv", "companies_or_deals")
    counts = counts[counts["level_2"] != ""].assign(economy=counts["level_2"])
    frame = pd.concat([_by_year(money.assign(measure="money"), 2000, 2020),
                       _by_year(counts.assign(measure=counts["level_1"].str.lower()), 2014, 2018)], ignore_index=True)
    codes = iso3(frame["economy"], sources, REGIONS)
    scope = codes.map({"WLD": "world"}).fillna("country").where(codes.notna(), "region")
    return frame.assign(
        iso3=codes, scope=scope, economy=codes.fillna(frame["economy"].str.lower()),
        unit=frame["measure"].replace({"money": "million USD"}))


def company_reports(sources: Path) -> pd.DataFrame:
    """Reported revenue, funding, valuation, staff, use and compute spending of AI companies, one row a figure."""
    folder = sources / COMPANIES
    parts = [_revenue(folder), *_funding(folder), _staff(folder), *_usage(folder), _compute(folder)]
    frame = pd.concat([part.reindex(columns=REPORT, fill_value="") for part in parts], ignore_index=True)
    frame = frame[frame["value"] != ""]
    frame = frame.assign(
        value=frame["value"].astype(float).astype("int64"), date=_iso(frame["date"]), reported=_iso(frame["reported"]),
        confidence=frame["confidence"].str.lower(), source_kind=frame["source_kind"].str.lower(),
        source=frame["source"].map(_address),
        set_aside=frame["set_aside"].eq("TRUE").map({True: "true", False: "false"}),
    ).sort_values(["company", "measure", "date", "value", "scope"], kind="stable")
    base = (frame["company"] + " " + frame["measure"] + " " + frame["date"]).map(slug)
    number = frame.groupby(base).cumcount() + 1
    return frame.assign(report_id=base + number.map(lambda n: "" if n == 1 else f"-{n}"))


def _levels(sources: Path, file: str, prefix: str) -> pd.DataFrame:
    return _read(sources / NSF / file).rename(columns=lambda name: name.removeprefix(f"{prefix}_").removeprefix("field_"))


def _by_year(raw: pd.DataFrame, first: int, last: int) -> pd.DataFrame:
    """Year columns as rows; NA in these files means not available."""
    frame = raw.melt(["economy", "measure"], [str(year) for year in range(first, last + 1)], "year", "value")
    frame = frame[~frame["value"].isin(["NA", ""])]
    return frame.astype({"year": int, "value": int})


def _revenue(folder: Path) -> pd.DataFrame:
    raw = _read(folder / "ai_companies_revenue_reports.csv")
    return raw.rename(columns={"Company": "company", "Date": "date", "Revenue amount (normalize to annual)": "value"}).assign(
        measure="revenue", basis="year-or-annualised", unit="USD per year")


def _funding(folder: Path) -> list[pd.DataFrame]:
    raw = _named(_read(folder / "ai_companies_funding_rounds.csv"))
    raw = raw[raw["Id"] != SECOND_ENTRY]
    raw = raw.assign(date=raw["Close date"].where(raw["Close date"] != "", raw["reported"]), unit="USD",
                     basis=raw["Type"].map(ROUNDS), status=raw["Status"].map(STATUS))
    columns = {"Funding (equity)": "equity-funding", "Funding (debt)": "debt-funding", "Valuation (post-money)": "valuation"}
    return [raw.assign(measure=measure, value=raw[column]) for column, measure in columns.items()]


def _staff(folder: Path) -> pd.DataFrame:
    raw = _named(_read(folder / "ai_companies_staff_reports.csv"))
    return raw.assign(measure="staff", basis=raw["Type"].map(STAFF), scope=raw["Division name"],
                      value=raw["Staff count"], unit="persons")


def _usage(folder: Path) -> list[pd.DataFrame]:
    raw = _named(_read(folder / "ai_companies_usage_reports.csv"))
    raw = raw.assign(scope=raw["Product"].mask(raw["Id"] == PAYING, "ChatGPT, paying"))
    users = raw.assign(measure="active-users", basis=raw["Active users time period"].str.lower(),
                       value=raw["Active users"], unit="persons")
    tokens = raw.assign(measure="tokens", basis="daily", value=raw["Daily tokens"], unit="tokens per day")
    messages = raw.assign(measure="messages", basis="daily", value=raw["Daily messages"], unit="messages per day")
    return [users, tokens, messages]


def _compute(folder: Path) -> pd.DataFrame:
    raw = _named(_read(folder / "ai_companies_compute_spend.csv"))
    return raw.assign(measure="compute-spend", basis=raw["Period type"].map(PERIODS), scope=raw["Category"].map(COMPUTE),
                      value=raw["Amount"], unit=raw["Period type"].map({"Year": "USD", "Annualized": "USD per year"}))


def _named(raw: pd.DataFrame) -> pd.DataFrame:
    return raw.rename(columns={
        "Company": "company", "Date": "date", "Report date": "reported", "Confidence": "confidence", "Source type": "source_kind",
        "Source Type": "source_kind", "Source 1": "source", "Exclude from graph view": "set_aside"})


def _iso(dates: pd.Series) -> pd.Series:
    """US dates (12/31/2022) as ISO 8601; empty stays empty."""
    return pd.to_datetime(dates.replace(DATE_SLIPS).replace("", None), format="%m/%d/%Y").dt.strftime("%Y-%m-%d").fillna("")


def _address(text: str) -> str:
    """The first of several addresses, without marks of the reader or of the page that linked to it."""
    return re.sub(r"[?&](utm_source|rc|gaa_at)=.*", "", text.split(", ")[0].strip())


def _read(path: Path) -> pd.DataFrame:
    return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
