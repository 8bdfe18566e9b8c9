"""Tables of the user's own, beside those of the package: a CSV file and its metadata (YAML).

They are in `data/own/`, or in the folder that STATECRAFT_DATA_OWN names, and are called
`own/NAME`. The prefix is the point: `load("ai_models")` is always the published table, a
newer edition beside it is `load("own/ai_models")`, and every record of a run (hashes, source
lines, citations) says which of the two it used.
"""
from __future__ import annotations

import csv
import os
import re
import shutil
from datetime import date
from pathlib import Path

from . import paths
from .errors import UsageError, nearest

PREFIX = "own/"
NAME = re.compile(r"^[a-z][a-z0-9_]*$")
STARTER_CSV = "iso3,year,value\nKOR,2025,\nUSA,2025,\n"
STARTER = """\
# 표 {name}의 메타데이터. 고친 뒤 점검한다: statecraft data check own/{name}
# Metadata of table {name}. After editing, check: statecraft data check own/{name}
title: {{ko: {name}, en: {name}}}
description: {{ko: 한 행이 한 국가의 한 해다., en: One row is a country and a year.}}
as_of: '{today}'        # 이 날 뒤의 날짜는 오류로 본다 · dates after this day are mistakes
licence: not stated        # 발행처의 이용 조건 · as the publisher states it
citation: {name}, own compilation, {today}.
sources: []                # - {{name: …, title: …, publisher: …, path: 'https://…', version: …, licence: …, attribution: …}}
primaryKey: [iso3, year]
foreignKeys:
  - {{fields: [iso3], reference: {{resource: countries, fields: [iso3]}}}}
fields:                    # type: string, integer, number, boolean, date; unit: 숫자에는 꼭 · needed for numbers
  - {{name: iso3, type: string, ko: 국가, en: Country, constraints: {{required: true}}}}
  - {{name: year, type: integer, unit: year, ko: 연도, en: Year, constraints: {{required: true, minimum: 1900}}}}
  - {{name: value, type: number, unit: '1', ko: 값, en: Value}}
"""


def folder() -> Path:
    return Path(os.environ.get("STATECRAFT_DATA_OWN") or paths.data() / "own")


def is_own(name: str) -> bool:
    return name.startswith(PREFIX)


def names() -> list[str]:
    """Names of the user's tables, with the prefix; a table is there when its metadata are."""
    return sorted(f"{PREFIX}{path.stem}" for path in folder().glob("*.yml"))


def files(name: str) -> tuple[Path, Path]:
    """The CSV file of a table and its metadata, whether they are there or not."""
    stem = name.removeprefix(PREFIX)
    return folder() / f"{stem}.csv", folder() / f"{stem}.yml"


def entries() -> list[dict]:
    """Entries of the user's tables, those left out whose files cannot be read (`data check` says why)."""
    found = []
    for name in names():
        try:
            found.append(entry(name))
        except UsageError:
            continue
    return found


def entry(name: str) -> dict:
    """What the data package would say of the table. Raises UsageError that names file and key."""
    from . import metadata  # reads YAML, which loading a table of the package need not

    if name not in names():
        raise UsageError(f"no table '{name}' in {folder()}{nearest(name, names())}")
    path, described = files(name)
    spec = metadata.read(described)
    if not path.exists():
        raise UsageError(f"table '{name}' is missing: {path.name} is not beside {described.name}")
    with path.open(encoding="utf-8", errors="replace", newline="") as lines:
        rows = max(sum(1 for _ in csv.reader(lines)) - 1, 0)
    made = metadata.resource(name, spec, path, rows, spec.get("sources", []))
    where = path.relative_to(paths.data()) if path.is_relative_to(paths.data()) else path
    return {**made, "path": where.as_posix(), **({"as_of": str(spec["as_of"])} if "as_of" in spec else {})}


def new_table(name: str) -> list[Path]:
    """Write a table of the user's own that passes its checks, ready to be filled; returns its two files.

    For the name of a published table these are its data and metadata, to be brought up to
    date. Raises UsageError for a bad name or one that is taken.
    """
    if not NAME.match(name):
        raise UsageError(f"'{name}' is not a table name such as my_table (small letters, digits and _)")
    data, meta = files(PREFIX + name)
    for path in (data, meta):
        if path.exists():
            raise UsageError(f"table 'own/{name}' exists already: {path}")
    folder().mkdir(parents=True, exist_ok=True)
    from . import metadata, tables  # which read this module

    published = {entry["name"]: entry for entry in tables.package()["resources"]}
    if name in published:
        shutil.copyfile(tables.file(published[name]), data)
        meta.write_text(metadata.text(published[name], date.today().isoformat()), encoding="utf-8", newline="\n")
    else:
        data.write_text(STARTER_CSV, encoding="utf-8", newline="\n")
        meta.write_text(STARTER.format(name=name, today=date.today().isoformat()), encoding="utf-8", newline="\n")
    return [data, meta]
