"""The two kinds of trouble a user can cause or meet, each told in one line."""
from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches


class UsageError(Exception):
    """Wrong input (name, value, table, claim): exit code 2, nothing written."""


class BuildError(Exception):
    """Something asked for could not be made: exit code 1."""


def nearest(wrong: object, valid: Iterable[object]) -> str:
    """`; did you mean 'x'?` for the closest valid name, else the list of valid ones."""
    names = [str(name) for name in valid]
    lower = {name.lower(): name for name in names}
    close = get_close_matches(str(wrong).lower(), lower, n=1, cutoff=0.5)
    if close:
        return f"; did you mean '{lower[close[0]]}'?"
    shown = ", ".join(names[:8]) + (" …" if len(names) > 8 else "")
    return f"; valid: {shown}" if names else ""
