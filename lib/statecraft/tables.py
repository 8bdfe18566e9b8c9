"""The data package: load a table, list the catalogue, describe a table.

`data/datapackage.json` (Frictionless Data Package v2) says what every table holds. A table
whose bytes are those recorded there was validated when it was made; one that its user has
edited is validated on loading and marked *modified*. A user's own tables are called
`own/NAME` (see `own`), so that none of them is ever taken for a table of the package.
"""
from __future__ import annotations

import hashlib
import json
import re
from functools import lru_cache
from pathlib import Path

import pandas as pd

from . import own, paths
from .errors import UsageError, nearest

DTYPES = {"string": object, "integer": "Int64", "number": "float64", "boolean": "boolean", "date": object}

_used: dict[str, str] = {}


def load(name: str, **filters: object) -> pd.DataFrame:
    """A table with its types, rows filtered by field (`load("ai_models", vintage="2026-07")`).

    A filter is a value or a list of values; a date may be coarser (`"2026-07"` is all of
    July) and None means missing. `frame.attrs` holds `table` and `modified` (True where the
    file is not the one that was published). Missing values are missing, never zero. Raises
    UsageError for an unknown table or field, for a value that the field cannot hold (see
    `filters`), and for a table that breaks its schema, naming row and field.
    """
    entry = describe(name)
    path = file(entry)
    digest = sha256(path)
    published = f"sha256:{digest}" == entry["hash"] and not own.is_own(name)
    frame = _kept(path, digest, json.dumps(entry), published).copy(deep=False)  # copied on writing
    _used[name] = digest
    if filters:
        from .filters import rows

        frame = rows(entry, frame, filters)
    frame.attrs = {"table": name, "modified": not published and not own.is_own(name)}
    return frame


def catalog() -> pd.DataFrame:
    """One row a table: name, rows, titles, licence, status (`published`, `modified` or `own`)."""
    rows = []
    for entry in [*package()["resources"], *own.entries()]:
        rows.append({
            "name": entry["name"], "rows": entry["rows"], "title_ko": entry["title_ko"], "title": entry["title"],
            "licence": entry["licenses"][0]["name"], "status": _status(entry),
        })
    return pd.DataFrame(rows)


def describe(name: str) -> dict:
    """The table's entry in the data package, or that of a table of the user's own. UsageError if unknown."""
    if own.is_own(name):
        return own.entry(name)
    entries = {entry["name"]: entry for entry in package()["resources"]}
    if name not in entries:
        raise UsageError(f"no table '{name}'{nearest(name, [*entries, *own.names()])}")
    return entries[name]


def file(entry: dict) -> Path:
    """The table's CSV file. UsageError if it is not there."""
    path = paths.data() / entry["path"]
    if not path.exists():
        raise UsageError(f"table '{entry['name']}' is missing: {path.name} is not in the data folder")
    return path


def package() -> dict:
    """The data package descriptor as a dictionary."""
    path = paths.data() / "datapackage.json"
    if not path.exists():
        raise UsageError(f"no data package: {path} is missing")
    return _package(path, path.stat().st_mtime_ns)


def used() -> dict[str, str]:
    """SHA-256 of every table loaded since `forget()`, by name."""
    return dict(sorted(_used.items()))


def forget() -> None:
    """Start a new record of the tables in use (a run begins)."""
    _used.clear()


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def parse(path: Path, fields: list[dict]) -> pd.DataFrame:
    """The CSV file with the types of its fields, in their order; empty means missing, and `NA` is text."""
    frame = pd.read_csv(
        path, encoding="utf-8", index_col=False, keep_default_na=False, na_values=[""],
        dtype={field["name"]: DTYPES[field["type"]] for field in fields})
    columns = {}
    for field in fields:
        column = frame[field["name"]]
        if field["type"] == "date":
            column = pd.to_datetime(column, format="%Y-%m-%d")
        columns[field["name"]] = column.where(column.notna(), None) if field["type"] == "string" else column
    return pd.DataFrame(columns)


def is_dated(field: dict) -> bool:
    """Does the field hold dates: of type date, or text whose pattern is that of an ISO date of any precision?

    A pattern that allows letters (2026-Q1, 2025-H2) is that of names of periods, not of dates.
    """
    pattern = field.get("constraints", {}).get("pattern", "")
    return field["type"] == "date" or (pattern.startswith(r"^\d{4}") and not re.search("[A-Z]", pattern))


def _status(entry: dict) -> str:
    path = paths.data() / entry["path"]
    if own.is_own(entry["name"]):
        return "own"
    same = path.exists() and f"sha256:{sha256(path)}" == entry["hash"]
    return "published" if same else "modified"


@lru_cache(maxsize=2)
def _package(path: Path, _stamp: int) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=64)
def _kept(path: Path, _digest: str, entry: str, published: bool) -> pd.DataFrame:
    if published:
        return parse(path, json.loads(entry)["schema"]["fields"])
    from .validate import checked  # pandera is slow to import and rarely needed

    return checked(json.loads(entry), path)
