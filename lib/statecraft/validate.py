"""A table against its schema, with pandera; used when a table is made or was edited."""
from __future__ import annotations

import pandas as pd
import pandera.pandas as pa

from . import consistency, tables
from .consistency import known, near
from .csvfile import fail, texts
from .errors import UsageError, nearest

FORMATS = {"integer": r"-?\d+", "number": r"-?\d+(\.\d+)?([eE][+-]?\d+)?", "boolean": "true|false", "date": r"\d{4}-\d{2}-\d{2}"}
EXPECTED = {"integer": "a whole number in plain digits", "number": "a number in plain digits", "boolean": "true or false",
            "date": "a date as YYYY-MM-DD"}


def checked(entry: dict, path) -> pd.DataFrame:
    """The typed table if it keeps all that its entry says.

    Types, constraints, keys, and what `consistency` looks at. Raises UsageError that names
    table, row (as a spreadsheet counts it) and field.
    """
    name, schema = entry["name"], entry["schema"]
    text = texts(name, path, [field["name"] for field in schema["fields"]])
    for field in schema["fields"]:
        _convertible(name, text[field["name"]], field["type"])
    frame = tables.parse(path, schema["fields"])
    _constraints(name, frame, schema)
    _foreign_keys(name, frame, schema)
    consistency.check(entry, frame)
    return frame


def _convertible(name: str, text: pd.Series, kind: str) -> None:
    if kind not in FORMATS:
        return
    filled = text[text != ""]
    bad = ~filled.str.fullmatch(FORMATS[kind])
    if kind == "date":
        bad |= pd.to_datetime(filled, format="%Y-%m-%d", errors="coerce").isna()
    if bad.any():
        row = bad.index[bad][0]
        _fail(name, row, text.name, f"'{text[row]}' is not {EXPECTED[kind]}")


def _constraints(name: str, frame: pd.DataFrame, schema: dict) -> None:
    key = schema["primaryKey"]
    for field in key:
        if frame[field].isna().any():
            _fail(name, frame.index[frame[field].isna()][0], field, "empty, and the field is part of the primary key")
    columns = {field["name"]: _column(field) for field in schema["fields"]}
    try:
        pa.DataFrameSchema(columns, unique=key).validate(frame, lazy=True)
    except pa.errors.SchemaErrors as error:
        case = error.failure_cases.sort_values("index", na_position="last").iloc[0]
        if pd.isna(case["index"]):
            raise UsageError(f"table '{name}': {case['check']}") from None
        if case["check"] in ("multiple_fields_uniqueness", "field_uniqueness"):
            field = ", ".join(key) if case["check"].startswith("multiple") else case["column"]
            _fail(name, int(case["index"]), field, "this key stands in another row too")
        _fail(name, int(case["index"]), case["column"], _broken(case, schema))


def _broken(case: pd.Series, schema: dict) -> str:
    field = next(field for field in schema["fields"] if field["name"] == case["column"])
    if case["check"] == "not_nullable":
        return "empty, and a value is required"
    allowed = field["constraints"].get("enum", [])
    rules = ", ".join(f"{rule} {value}" for rule, value in field["constraints"].items() if rule in ("minimum", "maximum", "pattern"))
    value = case["failure_case"]
    return f"'{value}' is not allowed{nearest(value, allowed)}" if allowed else f"'{value}' fails {rules}"


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
        target = key["reference"]["resource"]
        valid = known(name, target, key["reference"]["fields"])
        rows = frame[key["fields"]].dropna()
        for row, values in zip(rows.index, rows.astype(str).itertuples(index=False, name=None)):
            if values not in valid:
                shown = ", ".join(values)
                _fail(name, row, ", ".join(key["fields"]), f"'{shown}' is not in table {target}{near(shown, valid)}")


def _fail(name: str, index: int, field: str, what: str) -> None:
    fail(name, index + 2, field, what)
