"""Tables of compute: the small functions, and the traps of the sources with the numbers that prove them."""
from functools import lru_cache
from pathlib import Path

import pandas as pd
import pytest

from statecraft.curate import compute

DATA = Path(__file__).parents[2] / "data"


@lru_cache(maxsize=None)
def table(name: str) -> pd.DataFrame:
    return pd.read_csv(DATA / f"{name}.csv", keep_default_na=False, na_values=[""], low_memory=False)


def chip(name: str) -> pd.Series:
    return table("chips").set_index("chip").loc[name]


def owners(end: str, **values: str) -> pd.Series:
    """H100 equivalents by owner on one date, of NVIDIA's chips of all types unless told otherwise."""
    wanted = {"designer": "NVIDIA", "chip": "all", "basis": "cumulative", "end": end, **values}
    found = table("chip_owners")
    for field, value in wanted.items():
        found = found[found[field] == value]
    return found.set_index("owner")["h100e"]


# --- small functions


def test_unknown_country_labels_fail_loudly():
    assert compute.country("Philippines (the)") == "PHL" and compute.country("") is None
    with pytest.raises(ValueError, match="Atlantis"):
        compute.country("Atlantis")


@pytest.mark.parametrize("date, expected", [("2022-01-01", "year"), ("2022-05-01", "month"), ("2022-05-10", "day"), ("", "")])
def test_first_days_are_not_taken_for_exact(date, expected):
    assert compute.precision(date) == expected


@pytest.mark.parametrize("date, note, expected", [
    ("2016-07-01", "2016", "year"), ("2024-11-15", "Q4 2024", "quarter"), ("2025-06-15", "2025-06", "month"),
    ("2024-06-15", "", "month"), ("2024-09-02", "2024-09-02", "day"), ("", "Planned 2030", "")])
def test_precision_of_a_cluster_follows_its_note(date, note, expected):
    assert compute.noted_precision(date, note) == expected


def test_several_owners_have_the_weakest_confidence():
    assert compute.tagged("ByteDance #likely, Oracle #confident") == ("ByteDance; Oracle", "likely")
    assert compute.tagged("CoreWeave") == ("CoreWeave", "") and compute.tagged("") == ("", "")


def test_processing_performance_is_derived_only_where_the_source_has_none():
    raw = pd.DataFrame({column: ["", "1e14"] for column, _ in compute.FORMATS.values()})
    raw["Total processing performance (bit-OP/s)"] = ["4.8e15", ""]
    value, basis = compute.total_processing_performance(raw)
    assert value.tolist() == [4800, 6400] and basis.tolist() == ["published", "derived"]


# --- chips


@pytest.mark.parametrize("name, tpp", [
    ("NVIDIA A100", 4992), ("NVIDIA A800 SXM", 4988.8), ("NVIDIA H100 SXM5 80GB", 15832), ("NVIDIA H800 SXM5", 15832),
    ("NVIDIA HGX H20", 2368)])
def test_processing_performance_of_chips_around_the_threshold(name, tpp):
    assert chip(name)["tpp"] == tpp and chip(name)["tpp_basis"] == "published"


def test_derived_performance_fills_chips_the_source_leaves_empty():
    derived = table("chips").query("tpp_basis == 'derived'").set_index("chip")["tpp"]
    assert derived["NVIDIA B300 (Blackwell Ultra)"] == 56000 and derived["Huawei Ascend 920"] == 14400
    assert len(derived) == 9 and (table("chips")["tpp_basis"] == "published").sum() == 162


def test_formula_agrees_with_the_source():
    found = table("chips").query("tpp_basis == 'published'")
    every = pd.concat([found[name] * bits for name, (_, bits) in compute.FORMATS.items()], axis=1)
    off = (found["tpp"] / every.max(axis=1) - 1).abs() > 0.01
    assert set(found.loc[off, "chip"]) == {"NVIDIA GB300 (Blackwell Ultra)", "AMD Instinct MI355X", "Google TPU v2"}


def test_h100_is_designed_in_the_us_and_made_by_tsmc():
    h100 = chip("NVIDIA H100 SXM5 80GB")
    assert (h100["iso3"], h100["foundry"], h100["tdp_w"], h100["die_mm2"], h100["memory_gb"]) == ("USA", "TSMC", 700, 814, 80)
    assert h100["tensor_fp16_tflops"] == 989.4 and h100["performance_density"] == pytest.approx(15832 / 814, abs=0.001)


def test_designers_and_the_missing_korean_chips():
    counts = table("chips")["designer"].value_counts()
    assert (counts["NVIDIA"], counts["Huawei"], counts["Cambricon"], counts["Amazon"], counts["Groq"]) == (91, 19, 10, 4, 1)
    assert table("chips")["iso3"].value_counts().to_dict() == {"USA": 126, "CHN": 49, "JPN": 1}


def test_unreleased_chips_have_no_date():
    assert table("chips")["released"].isna().sum() == 14
    assert pd.isna(chip("Huawei Ascend 910B4")["date_precision"]) and chip("Huawei Ascend 910B")["released"] == "2022-03-17"


# --- owners and sales


def test_owners_at_the_end_of_2024_and_in_mid_2025():
    end = (owners("2024-12-31") / 1e6).round(2)
    assert end[["Microsoft", "Meta", "Amazon", "Google", "Oracle", "China"]].tolist() == [1.13, 0.61, 0.46, 0.43, 0.27, 0.32]
    middle = owners("2025-06-30")
    assert round(middle[["Microsoft", "Meta", "Amazon", "Google", "Oracle"]].sum() / 1e6, 1) == 5.4
    assert round(middle["China"] / 1e6, 2) == 0.40


def test_china_has_export_versions_only():
    found = table("chip_owners").query("owner == 'China' and designer == 'NVIDIA' and chip != 'all'")
    last = found[found["end"] == "2025-12-31"].set_index("chip")["units"]
    assert set(found["chip"]) == {"A100", "A800", "H800", "H20"}
    assert round(last["H20"] / 1e6, 2) == 1.49 and round(last["H800"] / 1e6, 3) == 0.115
    assert found.query("chip == 'A100' and end >= '2022-09-30'")["units"].nunique() == 1
    assert found.query("chip == 'H20'")["end"].min() == "2024-03-31"


def test_china_owns_1_81_million_units_by_the_end_of_2025():
    row = table("chip_owners").query("owner == 'China' and designer == 'NVIDIA' and chip == 'all' and basis == 'cumulative'")
    assert round(row.set_index("end").loc["2025-12-31", "units"] / 1e6, 2) == 1.81


def test_quarters_that_only_their_note_calls_incomplete_are_marked():
    found = table("chip_owners")
    assert set(found.loc[found["incomplete"], "end"]) == {"2026-03-31"}
    assert found.query("basis == 'quarter' and end == '2026-03-31'")["incomplete"].all()
    assert table("chip_sales")["incomplete"].sum() == 7 + 1 + 1


def test_owners_do_not_reach_the_total():
    shown = owners("2024-12-31").sum()
    total = table("chip_sales").query("designer == 'NVIDIA' and chip == 'all' and end == '2024-12-31'")["h100e"].item()
    assert 0.75 * total < shown < total


def test_ranges_enclose_the_median_and_series_start_at_different_times():
    for name in ("chip_owners", "chip_sales"):
        found = table(name)
        assert ((found["units_low"] <= found["units"]) & (found["units"] <= found["units_high"])).all()
    starts = table("chip_sales").groupby("designer")["start"].first().to_dict()
    assert starts == {"AMD": "2024-01-01", "Amazon": "2024-01-01", "Google": "2023-01-01", "NVIDIA": "2022-01-01"}
    assert set(table("chip_owners")["iso3"].dropna()) == {"USA", "CHN"}


# --- clusters


def test_chinese_clusters_are_anonymised():
    hidden = table("gpu_clusters").query("anonymised")
    assert hidden["iso3"].value_counts().to_dict() == {"CHN": 253, "HKG": 4} and hidden["owner"].isna().all()
    significant = hidden["h100e"].dropna().map(lambda value: float(f"{value:.1g}"))
    assert (significant == hidden["h100e"].dropna()).all()


def test_sums_to_may_2025_with_superseded_stages():
    known = table("gpu_clusters").query("standard_analysis and operational <= '2025-05-31'")
    sums = known.groupby("iso3")["h100e"].sum()
    assert (round(sums["USA"], -4), round(sums["CHN"], -3), round(sums["KOR"])) == (960_000, 106_000, 3790)


def test_stock_counts_a_site_once():
    found = table("gpu_clusters").set_index("cluster")
    phases = [f"xai-colossus-memphis-phase-{number}" for number in (1, 2, 3)]
    assert found.loc[phases, "in_stock"].tolist() == [False, False, True]
    assert found.loc[phases[0], "superseded_on"] == found.loc[phases[1], "operational"] == "2025-02-18"
    stock = found[found["in_stock"]]
    assert len(stock) == 482 - 29 and round(stock.query("iso3 == 'USA'")["h100e"].sum(), -3) == 941_000


def test_stage_replaced_by_a_stage_that_is_not_counted_stays_in_stock():
    found = table("gpu_clusters").set_index("cluster")
    assert found.loc["nvidia-saturn-v-phase-2", "in_stock"] and not found.loc["nvidia-saturn-v-phase-3", "standard_analysis"]
    assert pd.isna(found.loc["nvidia-saturn-v-phase-2", "superseded_on"])


def test_duplicates_and_plans_are_out_of_the_standard_analysis():
    found = table("gpu_clusters")
    assert found["possible_duplicate"].sum() == 94 and not (found["possible_duplicate"] & found["standard_analysis"]).any()
    assert set(found.loc[found["standard_analysis"], "status"]) == {"existing"} and found["standard_analysis"].sum() == 482
    assert found["status"].value_counts().to_dict() == {"existing": 609, "planned": 171, "decommissioned": 6}


def test_known_h100s_in_korea():
    korean = table("gpu_clusters").query("iso3 == 'KOR' and in_stock and chip == 'NVIDIA H100 SXM5 80GB'")
    assert korean.set_index("name")["chip_quantity"].to_dict() == {
        "NHN Cloud's National AI Data Center": 1000, "Gcore data center Phase 1": 320, "Samsung SSC4": 2496}
    assert korean.query("operational < '2025-06-01'")["chip_quantity"].sum() == 1320


# --- data centres


def test_centres_are_a_selection():
    assert table("data_centers")["iso3"].value_counts().to_dict() == {
        "USA": 60, "CHN": 3, "MYS": 1, "IDN": 1, "GBR": 1, "PRT": 1, "ARE": 1}


def test_current_power_of_the_source_is_it_power():
    colossus = table("data_centers").set_index("data_center").loc["Colossus 2"]
    assert (colossus["it_power_mw"], colossus["power_mw"]) == (946, 1276) and colossus["h100e"] == 1_111_673


def test_cost_that_the_list_gives_as_zero_comes_from_the_timeline():
    assert table("data_centers").set_index("data_center").loc["Google New Albany", "capital_cost_usd_bn"] == 12.842


def test_later_dates_are_plans():
    timeline = table("data_center_timeline")
    assert len(timeline) == 383 and timeline["planned"].sum() == 65
    first_plan, last_state = timeline.loc[timeline["planned"], "date"].min(), timeline.loc[~timeline["planned"], "date"].max()
    assert first_plan > compute.CENTERS_EDITION >= last_state


def test_chip_rows_belong_to_described_centres():
    found = table("data_center_chips")
    assert len(found) == 175 - 14 - 16 and set(found["data_center"]) <= set(table("data_centers")["data_center"])
    osmium = found.query("data_center == 'Microsoft Project Osmium' and chip == 'A100'")
    assert osmium["units"].item() == 25000 and osmium["users_confidence"].item() == "speculative"
