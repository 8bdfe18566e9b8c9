"""Stocks, supply, electricity and lags of chips against numbers worked out by hand."""
import numpy as np
import pandas as pd
import pytest

from statecraft import hardware


def clusters():
    days = pd.to_datetime(["2023-01-01", "2024-01-01", "2024-06-01", "2023-05-01"])
    return pd.DataFrame({
        "iso3": ["KOR", "KOR", "USA", "USA"], "standard_analysis": [True, True, True, False], "operational": days,
        "superseded_on": pd.to_datetime(["2024-01-01", None, None, None]), "certainty": ["confirmed", "likely", "confirmed", "confirmed"],
        "sector": ["public", "private", "private", "private"], "h100e": [10.0, 30.0, 500.0, 900.0],
        "chip": ["NVIDIA A100", "NVIDIA H100 SXM5", "NVIDIA H100 SXM5", None], "chip_quantity": [32, 30, 450, None],
        "chip_2": [None, None, "NVIDIA H200", None], "chip_2_quantity": [None, None, 50, None]})


def test_a_superseded_stage_counts_until_the_day_of_its_successor():
    assert hardware.stock(hardware.visible(clusters(), pd.Timestamp("2023-12-31"))).to_dict() == {"KOR": 10}
    assert hardware.stock(hardware.visible(clusters(), pd.Timestamp("2024-07-01"))).to_dict() == {"USA": 500, "KOR": 30}
    assert hardware.stock(hardware.visible(clusters(), pd.Timestamp("2024-07-01"), superseded=True))["KOR"] == 40


def test_confirmed_and_sector_narrow_the_stock_and_both_chips_count():
    day = pd.Timestamp("2024-07-01")
    assert hardware.visible(clusters(), day, confirmed=True)["iso3"].tolist() == ["USA"]
    assert hardware.visible(clusters(), day, superseded=True, sectors=["public"])["h100e"].tolist() == [10]
    assert hardware.count_chips(hardware.visible(clusters(), day), "H100|H200") == 530


def test_supply_of_a_year_is_a_difference_and_starts_at_zero():
    ends = pd.to_datetime(["2023-12-31", "2024-12-31", "2024-12-31"])
    sales = pd.DataFrame({"designer": ["NVIDIA", "NVIDIA", "AMD"], "chip": "all", "end": ends, "h100e": [100, 300, 50],
                          "h100e_low": [80, 240, 40], "h100e_high": [120, 390, 60], "power_mw": [1.0, 2.0, 3.0],
                          "power_low_mw": [0.5, 1.0, 2.0], "power_high_mw": [2.0, 3.0, 4.0]})
    found = hardware.supplied(sales, 2024)
    assert found.loc["NVIDIA"].tolist() == [200, 160, 270] and found.loc["AMD"].tolist() == [50, 40, 60]
    assert hardware.electricity(sales, "2024-12-31", ["NVIDIA"]) == pytest.approx((2 * 8766e-6, 0.5 * 8766e-6, 6 * 8766e-6))


def test_behind_is_negative_for_a_first_and_missing_for_the_unreached():
    chips = pd.DataFrame({"chip": ["u1", "u2", "c1", "c2"], "iso3": ["USA", "USA", "CHN", "CHN"], "value": [10.0, 40.0, 20.0, 9.0],
                          "date": pd.to_datetime(["2020-01-01", "2024-01-01", "2022-01-01", "2023-01-01"])})
    first, second = (hardware.behind(chips, "CHN", "USA", place) for place in (0, 1))
    assert (first["chip"], first["share"]) == ("c1", 50) and first["years"] == pytest.approx(-730 / 365.25)
    assert second["years"] == pytest.approx(1096 / 365.25) and np.isnan(hardware.behind(chips, "JPN", "USA")["years"])
    assert np.isnan(hardware.behind(chips, "USA", "CHN")["years"])
