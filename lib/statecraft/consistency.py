"""What the values of a table must be to one another, beyond the type and limits of each cell.

Codes of countries exist; a value lies in its interval (`interval: [low, high]` of a field);
shares add up (`checks` of a table); no date lies after the package's `as_of` unless its
field says `future`.
"""
from __future__ import annotations

import pandas as pd

from . import own, paths, tables
from .csvfile import fail
from .errors import UsageError, nearest


def check(entry: dict, frame: pd.DataFrame) -> None:
    """UsageError that names table, row (as a spreadsheet counts it) and field of the first contradiction."""
    for field in entry["schema"]["fields"]:
        _countries(entry["name"], frame, field["name"], entry["schema"])
        _interval(entry["name"], frame, field)
        _ahead(entry, frame, field)
    for rule in entry.get("checks", []):
        _sums(entry["name"], frame, rule)


def known(name: str, target: str, fields: list[str]) -> set[tuple[str, ...]]:
    """The values of fields of another table, as text. UsageError where that table is missing."""
    path = paths.data() / tables.describe(target)["path"]
    if not path.exists():
        raise UsageError(f"table '{name}' refers to table '{target}', which is missing")
    columns = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig", usecols=fields)[fields]
    return set(columns.itertuples(index=False, name=None))


def near(shown: str, valid: set[tuple[str, ...]]) -> str:
    """`; did you mean …` where one of many valid values is close, else nothing."""
    found = nearest(shown, sorted(", ".join(values) for values in valid))
    return found if found.startswith("; did you mean") else ""


def _countries(name: str, frame: pd.DataFrame, field: str, schema: dict) -> None:
    """Codes in a field `iso3`, `partner_iso3` or `iso3_list` that no foreign key checks already."""
    keyed = [column for key in schema["foreignKeys"] for column in key["fields"]]
    if "iso3" not in field.split("_") or field in keyed or name.removeprefix(own.PREFIX) == "countries":
        return
    valid = known(name, "countries", ["iso3"])
    for row, cell in frame[field].dropna().items():
        for code in cell.split(";"):
            if (code.strip(),) not in valid:
                fail(name, row + 2, field, f"'{code.strip()}' is not in table countries{near(code.strip(), valid)}")


def _interval(name: str, frame: pd.DataFrame, field: dict) -> None:
    if "interval" not in field:
        return
    low, high = field["interval"]
    value = frame[field["name"]]
    for side, bad in ((low, frame[low] > value), (high, frame[high] < value)):
        bad = bad.fillna(False).astype(bool)
        if bad.any():
            row = bad.index[bad][0]
            fail(name, row + 2, field["name"], f"{value[row]} lies outside its interval ({side} is {frame[side][row]})")


def _ahead(entry: dict, frame: pd.DataFrame, field: dict) -> None:
    as_of = entry.get("as_of") or (None if own.is_own(entry["name"]) else tables.package().get("as_of"))
    if not as_of or field.get("future") or not tables.is_dated(field):
        return
    dates = frame[field["name"]].dropna()
    dates = dates.dt.strftime("%Y-%m-%d") if field["type"] == "date" else dates
    for row, date in dates[dates > as_of].items():
        fail(entry["name"], row + 2, field["name"], f"'{date}' lies after {as_of}, the date of these data, and the field is not marked 'future'")


def _sums(name: str, frame: pd.DataFrame, rule: dict) -> None:
    """Sums of a field over the rows that share the fields `by`: `equals` (groups without gaps) or `at_most` a number."""
    field, by, slack = rule["sum"], rule.get("by", []), rule.get("tolerance", 0)
    groups = frame.groupby(by, sort=False, dropna=False)[field] if by else [((), frame[field])]
    for group, values in groups:
        total = values.sum()
        off = total > rule["at_most"] + slack if "at_most" in rule else values.notna().all() and abs(total - rule["equals"]) > slack
        if off:
            wanted = f"at most {rule['at_most']}" if "at_most" in rule else str(rule["equals"])
            where = ", ".join(f"{column} {value}" for column, value in zip(by, group)) or "the table"
            fail(name, values.index[0] + 2, field, f"the sum over {where} is {total:g}, expected {wanted} (within {slack})")
