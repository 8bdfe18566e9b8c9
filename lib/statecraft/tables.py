"""The data package: load a table, list the catalogue, cite a source.

`data/datapackage.json` (Frictionless Data Package v2) says what every table holds. A table
whose bytes are those recorded there was validated when it was made; one that its user has
edited is validated on loading and marked *modified*.
"""
from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

import pandas as pd

from . import paths
from .errors import UsageError, nearest

DTYPES = {"string": "object", "integer": "Int64", "number": "float64", "boolean": "boolean", "date": "object"}

_used: dict[str, str] = {}


def load(name: str, **filters: object) -> pd.DataFrame:
    """A table with its types, rows filtered by field (`load("ai_models", list="notable")`).

    A filter value may be a single value or a list of values. `frame.attrs` holds `table`
    and `modified` (True where the file is not the one that was published). Missing values
    are missing, never zero. Raises UsageError for an unknown table or field, and for a
    table that breaks its schema, naming row and field.
    """
    entry = describe(name)
    path = paths.data() / entry["path"]
    if not path.exists():
        raise UsageError(f"table '{name}' is missing: {path.name} is not in the data folder")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    modified = f"sha256:{digest}" != entry["hash"]
    frame = _read(path, digest, modified)
    _used[name] = digest
    for field, wanted in filters.items():
        if field not in frame:
            raise UsageError(f"table '{name}' has no field '{field}'{nearest(field, frame.columns)}")
        values = list(wanted) if isinstance(wanted, (list, tuple, set)) else [wanted]
        frame = frame[frame[field].isin(values)]
    frame = frame.reset_index(drop=True)
    frame.attrs = {"table": name, "modified": modified}
    return frame


def catalog() -> pd.DataFrame:
    """One row a table: name, rows, titles, licence, status (`published` or `modified`)."""
    rows = []
    for entry in package()["resources"]:
        path = paths.data() / entry["path"]
        same = path.exists() and f"sha256:{_sha256(path)}" == entry["hash"]
        rows.append({
            "name": entry["name"], "rows": entry["rows"], "title_ko": entry["title_ko"], "title": entry["title"],
            "licence": entry["licenses"][0]["name"], "status": "published" if same else "modified",
        })
    return pd.DataFrame(rows)


def describe(name: str) -> dict:
    """The table's entry in the data package. Raises UsageError for an unknown table."""
    entries = {entry["name"]: entry for entry in package()["resources"]}
    if name not in entries:
        raise UsageError(f"no table '{name}'{nearest(name, entries)}")
    return entries[name]


def cite(name: str) -> str:
    """How to cite a table: one sentence, then a BibTeX entry for it."""
    entry = describe(name)
    addresses = [source["path"] for source in entry["sources"] if source["path"].startswith("http")]
    fields = {
        "title": f"{{{entry['title']}}}", "author": "{AI Statecraft contributors}",
        "note": f"{{{entry['citation']}}}", "version": f"{{{package()['version']}}}",
        **({"url": f"{{{addresses[0]}}}"} if addresses else {}),
    }
    body = ",\n".join(f"  {key} = {value}" for key, value in fields.items())
    return f"{entry['citation']}\n\n@misc{{statecraft-{name},\n{body}\n}}\n"


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


@lru_cache(maxsize=2)
def _package(path: Path, _stamp: int) -> dict:
    return json.loads(path.read_text(encoding="utf-8"))


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@lru_cache(maxsize=64)
def _parsed(path: Path, _digest: str, modified: bool) -> pd.DataFrame:
    entry = next(e for e in package()["resources"] if e["path"] == path.name)
    fields = entry["schema"]["fields"]
    if modified:
        from .validate import checked  # pandera is slow to import and rarely needed

        return checked(entry, path)
    return typed(pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8"), fields)


def _read(path: Path, digest: str, modified: bool) -> pd.DataFrame:
    return _parsed(path, digest, modified).copy()


def typed(frame: pd.DataFrame, fields: list[dict]) -> pd.DataFrame:
    """Columns of text turned into the types of the schema; empty text is missing."""
    columns = {}
    for field in fields:
        text = frame[field["name"]].mask(lambda column: column == "")
        columns[field["name"]] = _typed(text, field["type"])
    return pd.DataFrame(columns)


def _typed(text: pd.Series, kind: str) -> pd.Series:
    if kind == "integer":
        return pd.to_numeric(text).astype("Int64")
    if kind == "number":
        return pd.to_numeric(text).astype("float64")
    if kind == "boolean":
        return text.map({"true": True, "false": False}).astype("boolean")
    if kind == "date":
        return pd.to_datetime(text, format="%Y-%m-%d")
    return text.astype("object").where(text.notna(), None)
