"""Traps of the V-Dem extract."""
from statecraft import load


def test_only_the_newest_year_and_whole_states():
    rows = load("democracy")
    assert set(rows["year"]) == {2025} and len(rows) == 176
    assert not set(rows["iso3"]) & {"DDR", "YMD", "VDR", "PSG", "SML", "ZZB"}, "states that ended and parts of states"
    assert {"TWN", "HKG", "XKX", "PSE", "NAM"} <= set(rows["iso3"])


def test_values_and_directions():
    rows = load("democracy").set_index("iso3")
    assert rows.loc["KOR", "liberal"] == 0.739 and rows.loc["TWN", "liberal"] == 0.704 and rows.loc["AFG", "liberal"] == 0.018
    assert rows.loc["KOR", "corruption"] == 0.156 < rows.loc["AFG", "corruption"] == 0.769, "higher is more corrupt"
    assert rows["transparent_laws"].min() < -3 and rows["religious_freedom"].max() > 2, "not on a scale from 0 to 1"


def test_indices_agree_with_the_types_of_regime():
    liberal = load("democracy").set_index("iso3")["liberal"]
    regime = load("regimes", year=2025).set_index("iso3")["regime"].astype(int)
    by_type = liberal.groupby(regime).median()
    assert list(by_type.index) == [0, 1, 2, 3] and by_type.is_monotonic_increasing
