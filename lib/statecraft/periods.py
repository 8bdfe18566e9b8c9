"""ISO 8601 dates of reduced precision (2024, 2024-05, 2024-05-21) as periods of days."""
from __future__ import annotations

import calendar
from datetime import date as Day

import pandas as pd

from .errors import UsageError


def ends(date: str) -> tuple[str, str]:
    """First and last day of a date of any precision, as ISO strings that compare in order."""
    parts = str(date)[:10].split("-")
    if not all(part.isdigit() for part in parts) or len(parts) > 3:
        raise UsageError(f"'{date}' is not an ISO date (2024, 2024-05 or 2024-05-21)")
    year = int(parts[0])
    first_month, last_month = (1, 12) if len(parts) == 1 else (int(parts[1]),) * 2
    first_day = int(parts[2]) if len(parts) == 3 else 1
    last_day = int(parts[2]) if len(parts) == 3 else calendar.monthrange(year, last_month)[1]
    return f"{year:04d}-{first_month:02d}-{first_day:02d}", f"{year:04d}-{last_month:02d}-{last_day:02d}"


def truncated(date: str, length: int) -> str:
    """The date at a coarser precision: 4 characters a year, 7 a month, 10 a day."""
    return str(date)[:length]


def span(period: str) -> tuple[str, str]:
    """First and last day of a date of any precision, or of two joined as `first/last`."""
    first, _, last = str(period).partition("/")
    return ends(first)[0], ends(last or first)[1]


def deviation(stated: str, recorded: str) -> int:
    """Days from a stated period to a recorded date: negative where the record is earlier.

    Zero where the two share a day. Both may be of reduced precision; `stated` may be a range
    (`first/last`), and of a recorded event of several days (`first/last`) the first counts.
    """
    (first, last), (early, late) = span(stated), ends(recorded.partition("/")[0])
    if early > last:
        return _days(last, early)
    return -_days(late, first) if late < first else 0


def downturns(counts: pd.Series, window: int = 5, fall: float = 0.2, level: float = 0.05) -> pd.DataFrame:
    """Spells of years in which a yearly count is well below that of the years before.

    `counts` is indexed by consecutive years. A year is a fall year if the `window` years from
    it hold at least the share `fall` fewer than the `window` years before it; adjoining fall
    years are one spell. Returns one row a spell: `first`, `last`, and `clear` (in one of its
    years the fall is significant: one-sided conditional binomial test of two Poisson counts,
    Przyborowski and Wilenski 1940, Biometrika 31: 313-323).
    """
    from scipy.stats import binom  # slow to import, and the command line reads this module

    after = counts[::-1].rolling(window).sum()[::-1]
    before = counts.rolling(window).sum().shift(1)
    known = before.notna() & after.notna()
    falls = (after <= (1 - fall) * before)[known]
    chance = pd.Series(binom.cdf(after, after + before, 0.5), index=counts.index)[known]
    spell = (falls != falls.shift()).cumsum()[falls]
    rows = [(years.min(), years.max(), bool((chance[years] < level).any()))
            for years in (group.index for _, group in spell.groupby(spell))]
    return pd.DataFrame(rows, columns=["first", "last", "clear"])


def _days(first: str, last: str) -> int:
    return (Day.fromisoformat(last) - Day.fromisoformat(first)).days
