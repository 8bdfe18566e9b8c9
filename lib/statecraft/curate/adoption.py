"""Use of AI by people and enterprises: four sources in one long table."""
from __future__ import annotations

from pathlib import Path

import pandas as pd

from . import places
from .countries import _read

MICROSOFT = "microsoft-ai-diffusion/ai_diffusion_tidy.csv"
ANTHROPIC = "anthropic-economic-index-country-2026-05/aei_country_2026-05.csv"
EUROSTAT = "eurostat-ai-use"
PERIODS = {"H1 2025": "2025-H1", "H2 2025": "2025-H2", "Q1 2026": "2026-Q1"}
CLAUDE = {  # column: indicator, unit
    "usage_pct": ("claude-usage", "% of conversations"), "usage_per_capita_index": ("claude-index", "ratio to population share"),
    "use_case_work_pct": ("claude-work", "% of conversations"), "use_case_personal_pct": ("claude-personal", "% of conversations"),
    "use_case_coursework_pct": ("claude-coursework", "% of conversations"),
    "collaboration_bucket_augmentation_pct": ("claude-augmentation", "% of conversations"),
}
USES = {"in the last 3 months": "individuals", "for private purposes": "individuals-private",
        "for professional (work) purposes": "individuals-work", "for formal education": "individuals-education"}
BASES = {
    "Percentage of individuals": "% of individuals",
    "Percentage of individuals who used internet in the last 3 months": "% of internet users",
    "Percentage of individuals who have used any generative AI tools in the last 3 months": "% of generative AI users",
}
AGES = {"All individuals": "all", "Individuals, 16 to 24 years old": "age-16-24"}
NACE = {
    "Manufacturing": "C", "Electricity, gas, steam and air conditioning supply": "D",
    "Water supply; sewerage, waste management and remediation activities": "E", "Construction": "F",
    "Wholesale and retail trade; repair of motor vehicles and motorcycles": "G", "Transportation and storage": "H",
    "Accommodation and food service activities": "I", "Information and communication": "J", "Real estate activities": "L",
    "Professional, scientific and technical activities": "M",
    "Administrative ans supoprt service activities": "N",  # as the source spells it
}


def ai_adoption(sources: Path) -> pd.DataFrame:
    """Measures of AI use, one row an indicator, economy, period, breakdown and unit."""
    found = pd.concat([_microsoft(sources), _anthropic(sources), _enterprises(sources), _activities(sources), _individuals(sources)],
                      ignore_index=True)
    return found.assign(scope=places.scope(found["iso3"]), breakdown=found["breakdown"].fillna("all"))


def _microsoft(sources: Path) -> pd.DataFrame:
    raw = _read(sources / MICROSOFT)
    return pd.DataFrame({
        "source": "microsoft", "indicator": "ai-users", "iso3": places.iso3(raw["economy"], sources),
        "period": raw["period"].map(PERIODS), "value": raw["ai_user_share_pct"].astype(float), "unit": "% of working-age population",
    })


def _anthropic(sources: Path) -> pd.DataFrame:
    long = _read(sources / ANTHROPIC).melt(["iso3", "period"], list(CLAUDE), "column", "value")
    return pd.DataFrame({
        "source": "anthropic", "indicator": long["column"].map(lambda name: CLAUDE[name][0]), "iso3": long["iso3"],
        "period": long["period"], "value": long["value"].astype(float), "unit": long["column"].map(lambda name: CLAUDE[name][1]),
    })


def _enterprises(sources: Path) -> pd.DataFrame:
    raw = _read(sources / EUROSTAT / "enterprises_using_ai_eu27_2021_2025.csv")
    return _eurostat(raw, places.iso3(raw["country"], sources))


def _activities(sources: Path) -> pd.DataFrame:
    raw = _read(sources / EUROSTAT / "enterprises_using_ai_eu_by_activity_2023_2025.csv")
    sections = {activity: f"nace-{letter}" for activity, letter in NACE.items()}
    return _eurostat(raw, "EUU").assign(breakdown=raw["nace_activity"].map(sections))


def _eurostat(raw: pd.DataFrame, iso3: pd.Series | str) -> pd.DataFrame:
    return pd.DataFrame({
        "source": "eurostat", "indicator": "enterprises", "iso3": iso3, "period": raw["year"],
        "value": raw["enterprises_using_ai_pct"].astype(float), "unit": "% of enterprises",
    })


def _individuals(sources: Path) -> pd.DataFrame:
    """Everybody in all units, and the young as a share of their age group; `u` marks values of low reliability."""
    raw = _read(sources / EUROSTAT / "individuals_using_generative_ai_2025.csv")
    breakdown, unit = raw["ind_type"].map(AGES), raw["unit"].map(BASES)
    kept = (breakdown.eq("all") | (breakdown.notna() & unit.eq("% of individuals"))) & ~raw["geo"].str.startswith("Euro area")
    raw = raw[kept]
    return pd.DataFrame({
        "source": "eurostat", "indicator": raw["indic_is"].str.split(": ").str[1].map(USES), "iso3": places.iso3(raw["geo"], sources),
        "period": raw["TIME_PERIOD"], "breakdown": breakdown[kept], "value": raw["OBS_VALUE"].astype(float), "unit": unit[kept],
        "flag": raw["OBS_FLAG"],
    })
