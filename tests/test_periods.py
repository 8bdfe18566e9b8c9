import pandas as pd
import pytest

from statecraft.errors import UsageError
from statecraft.periods import deviation, downturns, ends, span, truncated


@pytest.mark.parametrize("date, first, last", [
    ("2024", "2024-01-01", "2024-12-31"), ("2024-02", "2024-02-01", "2024-02-29"), ("2023-11-01", "2023-11-01", "2023-11-01"),
])
def test_ends(date, first, last):
    assert ends(date) == (first, last)


def test_truncated_and_wrong_dates():
    assert truncated("2024-05-21", 7) == "2024-05"
    with pytest.raises(UsageError, match="is not an ISO date"):
        ends("May 2024")


def test_span_of_a_date_and_of_a_range():
    assert span("2024-05") == ("2024-05-01", "2024-05-31")
    assert span("2024-10/2024-12") == ("2024-10-01", "2024-12-31")


@pytest.mark.parametrize("stated, recorded, days", [
    ("2024-05", "2024-05-31", 0),                 # inside the stated month
    ("2024-05", "2024-04-18", -13),               # 18 April to 1 May
    ("2024-05", "2024-09-12", 104),               # 31 May to 12 September
    ("2021", "2019-02-15", -686),                 # 15 February 2019 to 1 January 2021; 2020 is a leap year
    ("2024-10/2024-12", "2024-05-21", -133),
    ("2024-10-25", "2024-10-24", -1),
    ("2025-02-10", "2025-02", 0),                 # a coarser record that holds the stated day
    ("2023-11-02", "2023-11-01/2023-11-02", -1),  # the first day of an event counts
])
def test_deviation_in_days(stated, recorded, days):
    assert deviation(stated, recorded) == days


def test_downturns_are_spells_of_years_with_a_clear_fall_marked():
    counts = pd.Series([10] * 5 + [2] * 5 + [10] * 10, index=range(2000, 2020))
    found = downturns(counts)
    assert found.to_dict("records") == [{"first": 2005, "last": 2007, "clear": True}]  # 10, 18 and 26 against 50, 42 and 34


def test_downturns_of_a_growing_or_small_series():
    assert downturns(pd.Series(range(20), index=range(2000, 2020))).empty
    small = downturns(pd.Series([1, 0, 1, 0, 1, 0, 1, 0, 1, 0], index=range(1990, 2000)))
    assert list(small["first"]) == [1995] and not small["clear"].any()
