"""ISO 8601 dates of reduced precision (2024, 2024-05, 2024-05-21) as periods of days."""
from __future__ import annotations

import calendar

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
