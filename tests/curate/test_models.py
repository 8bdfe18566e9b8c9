"""Tables of AI models: the small functions, and the traps of the sources with the numbers that prove them."""
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from statecraft.curate import models

DATA = Path(__file__).parents[2] / "data"


@lru_cache(maxsize=None)
def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", keep_default_na=False, na_values=[""], low_memory=False)


def count(which: str, vintage: str, first: str, last: str, notable: bool = False) -> pd.Series:
    """Models published from `first` to `last` by country, a model once a country."""
    listed = table("ai_models").query("list == @which and vintage == @vintage and @first <= published <= @last")
    if notable:
        listed = listed[listed["notability"].notna()]
    return listed.merge(table("ai_model_countries"), on=models.MODEL_KEY)["iso3"].value_counts()


def gap(edition: str, method: str, snapshot: str) -> float:
    """Best American minus best Chinese rating on one board."""
    board = table("leaderboard").query(
        "edition == @edition and method == @method and snapshot == @snapshot and category == 'full'")
    best = board.groupby("iso3")["rating"].max()
    return best["USA"] - best["CHN"]


# --- small functions


def test_a_comma_before_a_blank_belongs_to_the_name():
    text = "NERSC, Lawrence Berkeley National Laboratory,Rice University,Rice University"
    assert models.parts(text) == ["NERSC, Lawrence Berkeley National Laboratory", "Rice University"]
    assert models.joined_sorted("Industry,Academia,Industry") == "Academia; Industry"


def test_repeated_slugs_are_numbered_by_date_within_a_vintage():
    names = pd.Series(["SigLIP", "GPT-3.5 (x)\n", "SigLIP", "SigLIP"])
    groups = pd.DataFrame({"list": "all", "vintage": ["a", "a", "a", "b"]})
    dates = pd.Series(["2023-03-28", "2022-01-01", "2023-03-27", "2023-03-28"])
    assert models.unique_ids(names, groups, dates).tolist() == ["siglip-2", "gpt-3.5-x", "siglip", "siglip"]


@pytest.mark.parametrize("text, expected", [
    ("United States of America,China,United States of America", ["USA", "CHN"]),
    ("Multinational,Korea (Republic of)", ["KOR"]), ("Hong Kong,China", ["HKG", "CHN"]), ("", []),
])
def test_country_lists_become_distinct_codes(text, expected):
    assert models.codes(text) == expected


def test_unknown_labels_fail_loudly():
    with pytest.raises(ValueError, match="Atlantis"):
        models.iso3("Atlantis")
    with pytest.raises(ValueError, match="Half open"):
        models.access(pd.Series(["API access", "Half open"]))


def test_interval_is_printed_up_before_down():
    assert models.interval_ends("+3/-4") == (3, 4)
    assert models.interval_ends("=+17/-15") == (17, 15)


def test_logo_text_is_cut_only_where_a_known_model_remains():
    known = {"phi-4", "RWKV-4-Raven-14B"}
    assert models.clean_name("Azurephi-4", known) == "phi-4"
    assert models.clean_name("RWKVRWKV-4-Raven-14B", known) == "RWKV-4-Raven-14B"
    assert models.clean_name("RWKV-4-Raven-14B", known) == "RWKV-4-Raven-14B"
    assert models.clean_name("OpenChat-3.5", known) == "OpenChat-3.5"


def test_a_board_with_no_rating_changed_is_republished():
    rows = [("d1", "a", 1.0), ("d2", "a", 1.0), ("d2", "b", 2.0), ("d3", "a", 1.5), ("d3", "b", 2.0)]
    ratings = pd.DataFrame(rows, columns=["snapshot", "model", "rating"]).assign(category="full")
    assert models.republished(ratings) == ["d2"]


def test_compute_has_no_spurious_digits():
    values = models.significant(pd.Series(["5.0000000000001e+26", "1.7999999999999999e+25", ""]))
    assert values[0] == 5e26 and values[1] == 1.8e25 and pd.isna(values[2])


# --- Epoch AI's lists


@pytest.mark.parametrize("vintage, expected", [
    ("2025-02-24", {"USA": 39, "CHN": 10, "FRA": 3, "KOR": 1}), ("2025-04-18", {"USA": 42, "CHN": 20, "KOR": 1}),
    ("2025-10-31", {"USA": 54, "CHN": 31, "FRA": 4}), ("2026-01-26", {"USA": 57, "CHN": 31, "FRA": 4, "KOR": 1}),
    ("2026-07-19", {"USA": 57, "CHN": 31, "FRA": 4, "KOR": 1}),
])
def test_notable_models_of_2024_grow_in_retrospect(vintage, expected):
    found = count("notable", vintage, "2024-01-01", "2024-12-31")
    assert {code: found[code] for code in expected} == expected


def test_full_list_of_april_2025_has_its_own_notable_models():
    found = count("all", "2025-04", "2024-01-01", "2024-12-31", notable=True)
    assert {code: found[code] for code in ("USA", "CHN", "FRA", "GBR", "KOR")} == {
        "USA": 43, "CHN": 16, "FRA": 3, "GBR": 8, "KOR": 1}


@pytest.mark.parametrize("vintage, expected", [
    ("2024-07-16", (56, 42, 11)), ("2025-05-20", (63, 50, 11)), ("2026-01-20", (73, 52, 11))])
def test_quoted_korean_foundation_models_are_a_stock(vintage, expected):
    stock = count("large_scale", vintage, "1900-01-01", "2023-12-31")
    assert (stock["USA"], stock["CHN"], stock["KOR"]) == expected


def test_large_scale_models_of_2023_alone_are_fewer():
    flow = count("large_scale", "2026-01-20", "2023-01-01", "2023-12-31")
    assert (flow["USA"], flow["CHN"], flow["KOR"]) == (46, 47, 8)


def test_google_deepmind_changes_country_between_vintages():
    assert count("notable", "2026-07-19", "2024-01-01", "2024-12-31")["GBR"] == 3
    assert count("notable", "2025-04-18", "2024-01-01", "2024-12-31")["FRA"] == 10
    flags = table("ai_models").groupby(["list", "vintage"])["multinational"].sum()
    assert flags["notable", "2025-04-18"] > 10 * flags["notable", "2026-07-19"]


def test_multinational_is_no_country_and_hong_kong_is_one():
    codes = set(table("ai_model_countries")["iso3"])
    assert {"HKG", "TWN", "MAC"} <= codes and not {"MUL", "INT"} & codes


@pytest.mark.parametrize("model_id, column, expected", [
    ("llama-3.1-405b", "training_compute_flop", 3.8e25), ("llama-3.1-405b", "parameters", 4.05e11),
    ("deepseek-v3", "parameters", 6.71e11), ("o1-preview", "published", "2024-09-12")])
def test_known_models_of_the_newest_notable_list(model_id, column, expected):
    row = table("ai_models").query("list == 'notable' and vintage == '2026-07-19' and model_id == @model_id")
    assert row[column].item() == expected


def test_impossible_bound_of_the_source_is_dropped():
    full = table("ai_models").query("list == 'all'").set_index("model_id")
    assert pd.isna(full.loc["glm-4v-9b", "training_compute_low_flop"])
    assert full["training_compute_low_flop"].count() == 22 and full["training_compute_high_flop"].count() == 32


def test_rows_without_a_model_name_are_left_out():
    rows = table("ai_models").groupby(["list", "vintage"]).size()
    assert rows["all", "2025-04"] == 2228 - 3 and rows["notable", "2026-07-19"] == 1036
    assert rows["large_scale", "2024-04"] == 81 and len(rows) == 13


def test_older_access_labels_mean_the_same():
    vintages = table("ai_models").query("list == 'notable'").pivot(index="model_id", columns="vintage", values="access")
    both = vintages[["2024-07-16", "2025-02-24"]].query("`2024-07-16` != 'unknown' and `2025-02-24` != 'unknown'").dropna()
    assert (both["2024-07-16"] == both["2025-02-24"]).mean() > 0.99


def test_details_belong_to_models_of_three_vintages():
    joined = table("ai_model_details").merge(table("ai_models"), on=models.MODEL_KEY, how="left", validate="1:1")
    assert joined["model"].notna().all()
    assert set(joined["list"] + joined["vintage"]) == {"notable2026-07-19", "large_scale2026-01-20", "all2025-04"}


# --- capability index and benchmarks


def test_index_covers_369_versions_and_no_korean_model():
    scored = table("capability_index").dropna(subset="eci")
    assert scored["iso3"].value_counts().to_dict() == {"USA": 280, "CHN": 67, "FRA": 16, "ARE": 5, "GBR": 1}
    assert len(scored) == 369 and len(table("capability_index")) == 608


@pytest.mark.parametrize("day, countries, openness", [
    ("2023-12-31", 8.3, 7.5), ("2024-06-30", 4.2, 4.2), ("2024-12-31", 9.8, 9.8), ("2025-03-31", 5.2, 5.2),
    ("2025-12-31", 7.7, 7.7), ("2026-03-31", 9.5, 9.5)])
def test_index_gaps_by_quarter(day, countries, openness):
    known = table("capability_index").query("released <= @day").dropna(subset="eci")
    best = known.groupby("iso3")["eci"].max()
    is_open = known["access"].isin(["open-weights", "restricted-weights"])
    assert round(best["USA"] - best["CHN"], 1) == countries
    assert round(known.loc[~is_open, "eci"].max() - known.loc[is_open, "eci"].max(), 1) == openness


def test_versions_of_two_countries_are_in_the_country_table():
    per_version = table("capability_index_countries").groupby("model_version").size()
    assert (per_version > 1).sum() == 5
    assert table("capability_index").set_index("model_version")["iso3"].count() == (per_version == 1).sum()


def test_scores_keep_their_unit():
    scores = table("benchmark_scores")
    assert scores.query("unit == 'fraction'")["score"].max() <= 1
    assert scores.query("benchmark == 'livebench'")["score"].max() == 0.8235
    assert scores.query("benchmark == 'metr-time-horizon'")["score"].max() == 718.80683
    assert len(scores) == 1467 - 113 and scores["benchmark"].nunique() == 15


def test_intervals_enclose_their_score():
    scores = table("benchmark_scores").dropna(subset=["low"])
    assert set(scores["benchmark"]) == {"metr-time-horizon", "webdev-arena"}
    assert ((scores["low"] <= scores["score"]) & (scores["score"] <= scores["high"])).all()


def test_benchmarks_have_the_difficulties_of_the_index():
    found = table("benchmarks").set_index("benchmark")
    assert found["difficulty"].count() == 42 and found["unit"].count() == 15
    assert found.index[found["anchor"].eq(True)].tolist() == ["winogrande"]


# --- leaderboard


@pytest.mark.parametrize("edition, method, snapshot, expected", [
    ("history", "online-elo", "2024-01-09", 119), ("history", "bradley-terry", "2024-03-27", 105),
    ("history", "bradley-terry", "2024-05-27", 48), ("history", "bradley-terry", "2025-02-05", 22.5),
    ("table", "bradley-terry", "2024-09-28", 82), ("table", "bradley-terry", "2024-12-31", 58),
    ("table", "bradley-terry", "2025-03-28", 83), ("table", "bradley-terry", "2025-08-04", 36),
    ("site", "bradley-terry", "2025-10-16", 25), ("site", "bradley-terry", "2025-11-16", 51),
    ("site", "bradley-terry", "2026-01-29", 28)])
def test_gap_between_best_american_and_best_chinese_model(edition, method, snapshot, expected):
    assert gap(edition, method, snapshot) == pytest.approx(expected, abs=0.5)


@pytest.mark.parametrize("snapshot, without, styled", [("2025-05-24", 78, 64), ("2025-12-11", 41, 59)])
def test_style_control_moves_the_gap_either_way(snapshot, without, styled):
    assert gap("export", "bradley-terry", snapshot) == pytest.approx(without, abs=0.5)
    assert gap("export", "bradley-terry-style-control", snapshot) == pytest.approx(styled, abs=0.5)


def test_methods_differ_on_the_same_day():
    assert gap("history", "online-elo", "2024-03-27") - gap("history", "bradley-terry", "2024-03-27") > 20


def test_every_board_lists_a_model_once():
    key = ["snapshot", "edition", "method", "category", "model"]
    assert not table("leaderboard").duplicated(key).any()
    assert not ((table("leaderboard")["snapshot"] == "2025-12-17") & (table("leaderboard")["edition"] == "export")).any()


def test_names_are_repaired_and_the_corrected_weights_are_closed():
    found = table("leaderboard_models").set_index("model")
    assert not found.index.str.startswith(("Azure", "Tencent", "Cohere", "Stepfun", "MoonshotAI")).any()
    assert found.loc["phi-4", "iso3"] == "USA" and len(found) == 768 - 48
    assert not found.loc["qwen3-max-preview", "open_weights"] and found.loc["deepseek-r1", "open_weights"]
    assert found.loc[found["iso3"].isna(), "organization"].isin(["OpenAssistant", "RWKV"]).all()


def test_first_board_is_led_by_gpt_4():
    board = table("leaderboard").query("snapshot == '2023-05-08'").sort_values("rating")
    assert board["model"].iloc[-1] == "gpt-4" and round(board["rating"].iloc[-1]) == 1274
