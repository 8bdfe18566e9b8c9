"""Which rows of a table its reader asks for, by field: `load("votes", iso3=["KOR", "JPN"])`.

A value that the field cannot hold is a mistake and raises; a value that it could hold but
does not gives no rows. What a field can hold is known where the schema lists it, where the
field refers to another table, and where it belongs to the primary key.
"""
from __future__ import annotations

import re
from numbers import Number

import pandas as pd

from . import paths, periods, tables
from .errors import UsageError, nearest

ISO = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?$")
KINDS = {"integer": Number, "number": Number, "boolean": bool, "string": str}


def rows(entry: dict, frame: pd.DataFrame, wanted: dict[str, object]) -> pd.DataFrame:
    """The rows that fit every filter (field -> value, list of values, or None for missing), numbered anew."""
    fields = {field["name"]: field for field in entry["schema"]["fields"]}
    for name, value in wanted.items():
        if name not in fields:
            raise UsageError(f"table '{entry['name']}' has no field '{name}'{nearest(name, fields)}")
        values = list(value) if isinstance(value, (list, tuple, set, frozenset, pd.Series, pd.Index)) else [value]
        frame = frame[_fits(entry, fields[name], frame[name], values)]
    return frame.reset_index(drop=True)


def _fits(entry: dict, field: dict, column: pd.Series, values: list) -> pd.Series:
    known = [value for value in values if not pd.isna(value)]
    found = column.isna() if len(known) < len(values) else pd.Series(False, index=column.index)
    if tables.is_dated(field):
        for value in known:
            found |= _within(entry, field, column, value)
        return found
    for value in known:
        if not isinstance(value, KINDS[field["type"]]):
            raise UsageError(f"field '{field['name']}' of table '{entry['name']}' is of type {field['type']}, not {value!r}")
    held = column.isin(known)
    missed = set(known) - set(column[held].unique())
    if missed:
        _possible(entry, field, sorted(missed, key=str)[0])
    return found | held


def _within(entry: dict, field: dict, column: pd.Series, value: object) -> pd.Series:
    """Rows whose date lies in the day, month or year asked for."""
    text = str(value)[:10]
    if not ISO.match(text):
        raise UsageError(f"field '{field['name']}' of table '{entry['name']}' holds dates; "
                         f"'{value}' is not an ISO date (2024, 2024-05 or 2024-05-21)")
    first, last = periods.ends(text)
    if field["type"] == "date":
        found = column.between(pd.Timestamp(first), pd.Timestamp(last))
    else:
        found = column.str.startswith(text).fillna(False).astype(bool)
    if not found.any():
        _possible(entry, field, text)
    return found


def _possible(entry: dict, field: dict, value: object) -> None:
    """UsageError if the field cannot hold the value."""
    allowed = _allowed(entry, field)
    if allowed is None or any(str(known).startswith(str(value)) if tables.is_dated(field) else known == value for known in allowed):
        return
    near = nearest(value, allowed)
    if tables.is_dated(field):
        near = f"; the nearest is '{min(allowed, key=lambda known: abs(periods.deviation(str(value), known)))}'"
    raise UsageError(f"table '{entry['name']}' has no {field['name']} '{value}'{near}")


def _allowed(entry: dict, field: dict) -> list | None:
    """All values that the field can hold, None where that is not known."""
    name, schema = field["name"], entry["schema"]
    if "enum" in field.get("constraints", {}):
        return field["constraints"]["enum"]
    for key in schema.get("foreignKeys", []):
        if name in key["fields"]:
            reference = key["reference"]
            return _values(tables.describe(reference["resource"]), reference["fields"][key["fields"].index(name)])
    return _values(entry, name) if name in schema["primaryKey"] else None


def _values(entry: dict, name: str) -> list:
    """The values of a field in the whole table, dates as text; read past the record of tables in use."""
    column = tables.parse(paths.data() / entry["path"], entry["schema"]["fields"])[name].dropna()
    column = column.dt.strftime("%Y-%m-%d") if pd.api.types.is_datetime64_any_dtype(column) else column
    return sorted(column.unique(), key=str)
