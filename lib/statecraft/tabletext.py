"""Tables as the command line shows them."""
from __future__ import annotations

import pandas as pd

from .citation import address


def catalogue(listed: pd.DataFrame) -> str:
    """One line a table: name, rows, status, licence, titles."""
    return "\n".join(f"{row.name:28} {row.rows:>7}  {row.status:9}  {row.licence:16} {row.title_ko} · {row.title}"
                     for row in listed.itertuples(index=False))


def described(entry: dict) -> str:
    """One table: what it holds, fields, keys, sources with their hashes, licence, caveats."""
    lines = [f"{entry['name']}: {entry['title_ko']} · {entry['title']}", entry["description_ko"], entry["description"], ""]
    lines += [_field(field) for field in entry["schema"]["fields"]]
    lines += ["", f"key: {', '.join(entry['schema']['primaryKey'])}"]
    lines += [f"refers to: {key['reference']['resource']} by {', '.join(key['fields'])}" for key in entry["schema"].get("foreignKeys", [])]
    mark = " (non-commercial use only)" if entry["nonCommercial"] else ""
    lines += [f"rows: {entry['rows']}; licence: {entry['licenses'][0]['name']}{mark}", f"hash: {entry['hash']}"]
    lines += [line for source in entry["sources"] for line in _source(source)]
    if entry["caveats"]:
        lines += ["", entry["caveats_ko"], entry["caveats"]]
    return "\n".join(lines) + "\n"


def summarised(entry: dict) -> dict:
    """What `tables --json` prints of a table."""
    return {"name": entry["name"], "rows": entry["rows"], "fields": entry["schema"]["fields"],
            "licence": entry["licenses"][0]["name"], "sources": entry["sources"]}


def _field(field: dict) -> str:
    unit = f" [{field['unit']}]" if "unit" in field else ""
    return f"  {field['name']:24} {field['type']:8}{unit}  {field['title_ko']} · {field['title']}"


def _source(source: dict) -> list[str]:
    where = address(source) or source.get("path", "")
    head = f"source: {source['title']} — {source['publisher']}, {source['version']}, {where}, licence {source.get('licence', 'not stated').strip()}"
    return [head, *(f"  {file['name']}  {file['hash']}" for file in source.get("files", []))]
