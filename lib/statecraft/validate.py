"""A table against its schema, with pandera; used when a table is made or was edited."""
from __future__ import annotations

from pathlib import Path

import pandas as pd
import pandera.pandas as pa

from . import paths
from .errors import UsageError
from .tables import typed


def checked(entry: dict, path: Path) -> pd.DataFrame:
    """The typed table if it keeps its schema (types, constraints, primary and foreign keys).

    Raises UsageError that names table, row (as a spreadsheet counts it) and field.
    """
    name, fields = entry["name"], entry["schema"]["fields"]
    try:
        text = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
    except (UnicodeDecodeError, pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise UsageError(f"table '{name}' cannot be read: {error}") from None
    _same_columns(name, list(text.columns), [field["name"] for field in fields])
    for field in fields:
        _convertible(name, text[field["name"]], field["type"])
    frame = typed(text, fields)
    _constraints(name, frame, entry["schema"])
    _foreign_keys(name, frame, entry["schema"])
    return frame


def _same_columns(name: str, found: list[str], expected: list[str]) -> None:
    for column in expected:
        if column not in found:
            raise UsageError(f"table '{name}' lacks the field '{column}'")
    for column in found:
        if column not in expected:
            raise UsageError(f"table '{name}' has an unknown field '{column}'")


def _convertible(name: str, text: pd.Series, kind: str) -> None:
    filled = text[text != ""]
    if kind in ("integer", "number"):
        bad = pd.to_numeric(filled, errors="coerce").isna()
        if kind == "integer":
            bad |= pd.to_numeric(filled, errors="coerce") % 1 != 0
    elif kind == "boolean":
        bad = ~filled.isin(["true", "false"])
    elif kind == "date":
        bad = pd.to_datetime(filled, format="%Y-%m-%d", errors="coerce").isna()
    else:
        return
    if bad.any():
        row = bad.index[bad][0]
        _fail(name, row, text.name, f"'{text[row]}' is not a valid {kind}")


def _constraints(name: str, frame: pd.DataFrame, schema: dict) -> None:
    columns = {field["name"]: _column(field) for field in schema["fields"]}
    try:
        pa.DataFrameSchema(columns, unique=schema["primaryKey"]).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        case = error.failure_cases.sort_values("index", na_position="last").iloc[0]
        if pd.isna(case["index"]):
            raise UsageError(f"table '{name}': {case['check']}") from None
        if case["check"] == "multiple_fields_uniqueness":
            _fail(name, int(case["index"]), ", ".join(schema["primaryKey"]), "this key stands in another row too")
        _fail(name, int(case["index"]), case["column"], f"'{case['failure_case']}' fails {case['check']}")


def _column(field: dict) -> pa.Column:
    limits = field.get("constraints", {})
    rules = {
        "enum": lambda allowed: pa.Check.isin(allowed),
        "minimum": lambda least: pa.Check.ge(pd.Timestamp(least) if field["type"] == "date" else least),
        "maximum": lambda most: pa.Check.le(pd.Timestamp(most) if field["type"] == "date" else most),
        "pattern": lambda pattern: pa.Check.str_matches(pattern),
    }
    checks = [rules[rule](value) for rule, value in limits.items() if rule in rules]
    return pa.Column(None, checks, nullable=not limits.get("required", False), unique=limits.get("unique", False))


def _foreign_keys(name: str, frame: pd.DataFrame, schema: dict) -> None:
    for key in schema["foreignKeys"]:
        target = paths.data() / f"{key['reference']['resource']}.csv"
        if not target.exists():
            raise UsageError(f"table '{name}' refers to table '{key['reference']['resource']}', which is missing")
        known = pd.read_csv(target, dtype=str, keep_default_na=False)[key["reference"]["fields"]]
        valid = set(map(tuple, known.to_numpy()))
        rows = frame[key["fields"]].dropna()
        bad = [row for row, values in zip(rows.index, rows.astype(str).to_numpy()) if tuple(values) not in valid]
        if bad:
            shown = ", ".join(str(frame.loc[bad[0], field]) for field in key["fields"])
            _fail(name, bad[0], ", ".join(key["fields"]), f"'{shown}' is not in table {key['reference']['resource']}")


def _fail(name: str, index: int, field: str, what: str) -> None:
    raise UsageError(f"table '{name}', row {index + 2}, field '{field}': {what}")
