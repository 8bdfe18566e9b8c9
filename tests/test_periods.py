import pytest

from statecraft.errors import UsageError
from statecraft.periods import ends, truncated


@pytest.mark.parametrize("date, first, last", [
    ("2024", "2024-01-01", "2024-12-31"), ("2024-02", "2024-02-01", "2024-02-29"), ("2023-11-01", "2023-11-01", "2023-11-01"),
])
def test_ends(date, first, last):
    assert ends(date) == (first, last)


def test_truncated_and_wrong_dates():
    assert truncated("2024-05-21", 7) == "2024-05"
    with pytest.raises(UsageError, match="is not an ISO date"):
        ends("May 2024")
