"""A CSV file that a user may have damaged: read row by row, and refused in words they can act on.

What spreadsheets change without harm is accepted (a byte-order mark, CRLF line ends, columns
in another order). Rows are counted as a spreadsheet counts them: the header is row 1.
"""
from __future__ import annotations

import csv
import io
from pathlib import Path

import pandas as pd

from .errors import UsageError


def texts(name: str, path: Path, fields: list[str]) -> pd.DataFrame:
    """The cells as text, one column a field. UsageError that names table, row and field."""
    rows = _rows(name, path)
    if not rows:
        raise UsageError(f"table '{name}' is empty: row 1 should name the fields {', '.join(fields[:8])}")
    _header(name, rows[0], fields)
    for number, row in enumerate(rows[1:], start=2):
        _complete(name, number, row, rows[0])
    return pd.DataFrame(rows[1:], columns=rows[0], dtype=object)


def fail(name: str, row: int, field: str, what: str) -> None:
    """UsageError about one cell; `row` as a spreadsheet counts it."""
    raise UsageError(f"table '{name}', row {row}, field '{field}': {what}")


def _rows(name: str, path: Path) -> list[list[str]]:
    text = path.read_bytes().decode("utf-8-sig", errors="replace")
    rows: list[list[str]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), strict=True):
            rows.append(row)
    except csv.Error as error:
        raise UsageError(f"table '{name}', row {len(rows) + 1}: {error}; a quotation mark opens a text and does not end it") from None
    if "\ufffd" in text:
        for number, row in enumerate(rows, start=1):
            for field, cell in zip(rows[0], row):
                if "\ufffd" in cell:
                    fail(name, number, field, f"'{cell}' is not UTF-8; save the file as CSV UTF-8")
    return rows


def _header(name: str, found: list[str], fields: list[str]) -> None:
    for sign, called in ((";", "semicolons"), ("\t", "tabs")):
        if len(found) == 1 < len(fields) and sign in found[0]:
            raise UsageError(f"table '{name}', row 1, field '{fields[0]}': cells are separated by {called}, expected commas")
    for field in fields:
        if field not in found:
            raise UsageError(f"table '{name}' lacks the field '{field}' in row 1")
    for number, field in enumerate(found):
        if field not in fields:
            raise UsageError(f"table '{name}' has an unknown field '{field}' in row 1; its fields are {', '.join(fields[:8])}")
        if field in found[:number]:
            raise UsageError(f"table '{name}' has the field '{field}' twice in row 1")


def _complete(name: str, number: int, row: list[str], fields: list[str]) -> None:
    if len(row) < len(fields):
        fail(name, number, fields[len(row)], f"the row ends before this field ({len(row)} of {len(fields)} cells)")
    if len(row) > len(fields):
        fail(name, number, fields[-1], f"{len(row)} cells for {len(fields)} fields; a comma inside a text or number needs quotation marks")
