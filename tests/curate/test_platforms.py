"""Developers and open models: the traps of GitHub, ATOM and the openness index, with the numbers that prove them."""
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from statecraft.curate import places, platforms

DATA = Path(__file__).parents[2] / "data"


@lru_cache(maxsize=None)
def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", keep_default_na=False, na_values=[""])


def accounts(year: int, quarter: int) -> pd.Series:
    return table("developers").query("year == @year and quarter == @quarter").set_index("iso3")["developers"]


def test_world_accounts_of_2021_without_the_union_are_the_73_million_announced():
    found = accounts(2021, 4)
    assert found.sum() == 72_973_877 and found["CHN"] == 7_813_172
    assert found["CHN"] / found.sum() == pytest.approx(0.107, abs=5e-4)
    assert (found["CHN"] + found["HKG"]) / found.sum() == pytest.approx(0.119, abs=5e-4)


def test_shares_of_accounts_in_2025():
    found = accounts(2025, 3)
    shares = 100 * found / found.sum()
    assert shares[["CHN", "IND", "USA", "KOR"]].round(1).tolist() == [6.5, 13.6, 17.2, 1.6]


@pytest.mark.parametrize("name", ["developers", "developer_topics", "developer_licenses"])
def test_namibia_and_kosovo_are_there_where_published_and_the_union_is_not(name):
    codes = set(table(name)["iso3"])
    assert "EUU" not in codes and not table(name)["iso3"].isna().any()
    assert name != "developers" or {"NAM", "XKX"} <= codes


def test_the_union_is_dropped_before_codes_are_mapped(tmp_path):
    (tmp_path / places.NAMES).mkdir()
    (tmp_path / places.NAMES / "country_names_ko.csv").write_text("iso2,iso3,name_en,name_ko\nNA,NAM,Namibia,나미비아\n", encoding="utf-8")
    raw = pd.DataFrame({"code": ["EU", "NA"], "n": [2, 1]})
    assert platforms.economies(raw, "code", "iso3", tmp_path)[["iso3", "n"]].to_numpy().tolist() == [["NAM", 1]]


@pytest.mark.parametrize("topic, group", [
    ("ai", "field"), ("neural-networks", "field"), ("deep-reinforcement-learning", "field"), ("openai-api", "model"), ("llms", "model"),
    ("gpt-4", "model"), ("gemini-api", "model"), ("keras-tensorflow", "tool"), ("cuda", "tool"), ("yolov8", "tool"),
    ("email", None), ("html", None), ("aiogram", None), ("gemini", None), ("agents", None), ("robotics", None), ("learning", None),
])
def test_a_topic_concerns_ai_if_a_term_stands_in_it_as_whole_words(topic, group):
    assert platforms.topic_group(topic) == group


def test_topics_are_all_of_the_rule():
    found = table("developer_topics").drop_duplicates("topic")
    assert found["topic"].map(platforms.topic_group).tolist() == found["topic_group"].tolist()
    korea = table("developer_topics").query("iso3 == 'KOR' and year == 2025 and quarter == 3").set_index("topic")["pushers"]
    assert (korea["ai"], korea["llm"], korea["machine-learning"]) == (302, 173, 135)


def test_licences_keep_one_season():
    found = table("developer_licenses")
    assert set(found["quarter"]) == {3} and set(found["year"]) == set(range(2020, 2026))
    assert found["pushers"].min() >= 100


# --- open models


def test_main_list_by_region():
    found = table("open_models")
    counts = found[found["list"] == "main"]["region"].value_counts()
    assert counts.to_dict() == {"china": 970, "us": 708, "eu": 63, "other": 20, "unknown": 11}


def test_korea_is_in_the_secondary_list_only():
    korea = table("open_models").query("iso3 == 'KOR'")
    assert len(korea) == 18 and set(korea["list"]) == {"extra"} and set(korea["organization"]) == {"LGAI-EXAONE"}


def test_renamed_and_quantized_copies_are_marked():
    found = table("open_models").set_index("model_id")
    assert found.loc[found["organization"] == "THUDM", "repeated"].all() and (found["organization"] == "THUDM").sum() == 93
    assert found["quantized"]["Qwen/Qwen3-235B-A22B-FP8"] and not found["quantized"]["deepseek-ai/DeepSeek-R1"]
    assert not found["quantized"]["openbmb/BitCPM-CANN-1B-unquantized"]
    assert (found["quantized"].sum(), found["repeated"].sum()) == (202, 97)


def test_parameters_and_corrected_dates():
    found = table("open_models").set_index("model_id")
    assert found.loc["deepseek-ai/DeepSeek-R1", ["total_parameters", "active_parameters"]].tolist() == [671, 37]
    assert found["released"]["moonshotai/Kimi-K2.5"] == "2026-01-27"
    assert (found["total_parameters"].notna().sum(), found["released"].notna().sum()) == (295, 31)
    assert not (found["active_parameters"] > found["total_parameters"]).any()


@pytest.mark.parametrize("organization, name", [
    ("CohereLabs", "Cohere"), ("LGAI-EXAONE", "LG AI Research"), ("mistralai", "Mistral AI"), ("tiiuae", "Technology Innovation Institute")])
def test_country_of_an_organization_is_that_of_the_model_lists(organization, name):
    models = table("ai_models").query("organization == @name").merge(table("ai_model_countries"), on=["list", "vintage", "model_id"])
    assert set(models["iso3"]) == {platforms.ORGANIZATION_COUNTRIES[organization]}


# --- openness


def scores() -> pd.DataFrame:
    found = table("model_openness").set_index("system").rename(columns={"licensing": "licenses"})
    grades = found[platforms.CRITERIA].replace({"open": 1, "partial": 0.5, "closed": 0}).astype(float)
    return found.assign(score=grades.mean(axis=1))


def test_the_empty_submission_form_is_no_system():
    assert len(table("model_openness")) == 193 and table("model_openness")["system"].notna().all()


def test_openness_by_origin():
    found = scores()
    for mask, systems, mean in [(found["iso3"] == "USA", 76, 0.48), (found["iso3"] == "CHN", 57, 0.45),
                                (found["origin"] == "international", 26, 0.56), (found["iso3"] == "KOR", 1, 0.29)]:
        assert mask.sum() == systems and found.loc[mask, "score"].mean() == pytest.approx(mean, abs=0.006)


def test_known_extremes():
    found = scores()
    assert found.loc["Llama 4", ["weights_endmodel", "datasources_endmodel"]].tolist() == ["partial", "closed"]
    assert "Apertus" in found["score"].nlargest(20).index
    assert not found.index.str.contains("GPT-4|Gemini").any()
