"""Use of AI: values, ranks and gaps that the sources are known for."""
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

DATA = Path(__file__).parents[2] / "data"


@lru_cache(maxsize=None)
def table() -> pd.DataFrame:
    return pd.read_csv(DATA / "ai_adoption.csv", keep_default_na=False, na_values=[""], dtype={"period": str})


def values(indicator: str, period: str, breakdown: str = "all", unit: str | None = None) -> pd.Series:
    found = table().query("indicator == @indicator and period == @period and breakdown == @breakdown")
    return (found if unit is None else found[found["unit"] == unit]).set_index("iso3")["value"]


@pytest.mark.parametrize("period, korea, rank", [("2025-H1", 25.9, 25), ("2025-H2", 30.7, 18), ("2026-Q1", 37.1, 16)])
def test_users_of_generative_ai_and_the_rank_of_korea(period, korea, rank):
    found = values("ai-users", period)
    assert len(found) == 147 and found["KOR"] == korea
    assert found.rank(ascending=False, method="min")["KOR"] == rank
    assert found.idxmax() == "ARE"


def test_names_in_a_legacy_encoding_are_mapped():
    assert {"CIV", "COD", "COG", "MMR", "BIH", "TUR"} <= set(values("ai-users", "2025-H1").index)


def test_claude_usage_covers_121_economies_without_china():
    usage, index = values("claude-usage", "2026-05"), values("claude-index", "2026-05")
    assert len(usage) == 121 and usage.sum() == pytest.approx(87.5, abs=0.02) and "CHN" not in usage
    assert (usage["KOR"], index["KOR"], index.rank(ascending=False, method="min")["KOR"]) == (3.24, 3.78, 14)
    assert (usage["NOR"], index["NOR"]) == (0.35, 4.04)


def test_kinds_of_claude_use():
    assert values("claude-augmentation", "2026-05")[["NOR", "USA"]].round(1).tolist() == [58.7, 50.4]
    assert round(values("claude-coursework", "2026-05")["NOR"]) == 26
    purposes = sum(values(f"claude-{name}", "2026-05") for name in ("work", "personal", "coursework"))
    assert purposes.between(99.9, 100.1).all()


def test_enterprises_agree_with_published_values_and_skip_2022():
    assert values("enterprises", "2024")[["DNK", "SWE", "BEL", "ROU"]].tolist() == [27.58, 25.09, 24.71, 3.07]
    assert values("enterprises", "2025")[["DNK", "FIN", "SWE", "ROU"]].tolist() == [42.03, 37.82, 35.04, 5.21]
    assert set(table().query("indicator == 'enterprises'")["period"]) == {"2021", "2023", "2024", "2025"}


def test_activities_are_of_the_union_and_never_beside_countries():
    found = table()[table()["breakdown"].str.startswith("nace")]
    assert set(found["iso3"]) == {"EUU"} and len(found) == 33 and found["breakdown"].nunique() == 11
    assert values("enterprises", "2025", "nace-J")["EUU"] == 62.52
    assert "EUU" not in values("enterprises", "2025")


def test_individuals_using_generative_ai():
    found = values("individuals", "2025", unit="% of individuals")
    assert found[["EUU", "NOR", "DNK", "ROU"]].tolist() == [32.66, 56.32, 48.44, 17.76]
    assert not set(table().query("source == 'eurostat'")["iso3"]) & {"KOR", "USA", "CHN"}


def test_bases_and_ages_are_kept_apart_and_low_reliability_is_flagged():
    internet = values("individuals", "2025", unit="% of internet users")
    assert (internet >= values("individuals", "2025", unit="% of individuals")[internet.index]).all()
    young = values("individuals", "2025", "age-16-24")
    assert young["EUU"] > 50 and (table()["flag"] == "u").sum() == 9 + 9


def test_only_the_union_is_an_aggregate():
    assert set(table().loc[table()["scope"] != "economy", "iso3"]) == {"EUU"}
    assert not table()["value"].isna().any()
