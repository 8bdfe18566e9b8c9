"""From source files to curated tables.

One module per theme (`models.py`, `votes.py` …) holds one function per table, and a YAML
file of the same name holds the tables' metadata in both languages. Nothing else in the
project knows the raw formats. `build` writes `data/*.csv` and `data/datapackage.json`;
the same sources give the same bytes.
"""
from __future__ import annotations

import hashlib
import importlib
import json
from pathlib import Path

import pandas as pd
import yaml

from ..errors import UsageError, nearest
from ..metadata import resource
from ..tables import sha256

HERE = Path(__file__).parent
COMPILED = HERE / "compiled"
NO_THEMES = ("fetch", "left_out")  # YAML files about sources
PACKAGE = {
    "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
    "name": "ai-statecraft",
    "title": "AI Statecraft: open data on the international politics of AI",
    "title_ko": "AI Statecraft: 인공지능 국제정치 공개 자료",
    "version": "0.1.0",
    "as_of": "2026-11-22",  # the sources were closed on this day: no recorded date lies after it unless its field says so
    "licenses": [{"name": "other", "title": "each table carries its own licence"}],
}


def specs() -> dict[str, dict]:
    """Metadata of every table: name -> spec, with the theme that makes it under `theme`."""
    found = {}
    for file in sorted(HERE.glob("*.yml")):
        if file.stem not in NO_THEMES:
            tables = yaml.safe_load(file.read_text(encoding="utf-8"))
            found.update({name: {**spec, "theme": file.stem} for name, spec in tables.items()})
    return found


def build(sources: Path, data: Path, names: list[str] | None = None) -> list[str]:
    """Write the curated tables and the data package; return the names written.

    `sources` is the folder of source folders, `data` the folder to write to, `names` the
    tables to rebuild (all by default; the others keep their committed entry). Raises
    UsageError for an unknown table or a missing source folder.
    """
    known = specs()
    wanted = list(known) if not names else names
    for name in wanted:
        if name not in known:
            raise UsageError(f"no table '{name}' to build{nearest(name, known)}")
    previous = _read_package(data)
    for name in wanted:
        frame = curate(name, known[name], sources)
        path = data / f"{name}.csv"
        write_csv(frame, path)
        previous[name] = resource(name, known[name], path, len(frame), origins(known[name], sources))
    resources = [previous[name] for name in sorted(previous) if name in known]
    text = json.dumps({**PACKAGE, "resources": resources}, ensure_ascii=False, indent=1)
    (data / "datapackage.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    return wanted


def curate(name: str, spec: dict, sources: Path) -> pd.DataFrame:
    """One table as the theme's function makes it, its columns and order as the spec says."""
    for folder in spec.get("sources", []):
        if not (sources / folder).is_dir():
            raise UsageError(f"table '{name}' needs the source folder '{folder}', not found in {sources}")
    module = importlib.import_module(f"{__name__}.{spec['theme']}")
    frame = getattr(module, name)(sources)
    columns = [field["name"] for field in spec["fields"]]
    if set(frame.columns) != set(columns):
        raise ValueError(f"{name}: columns {sorted(frame.columns)} are not those of the spec {sorted(columns)}")
    whole = {field["name"]: "Int64" for field in spec["fields"] if field["type"] == "integer"}
    floats = frame.select_dtypes("float").columns.intersection(list(whole))  # gaps turn pandas' integers into floats
    frame = frame.astype({column: whole[column] for column in floats})
    return frame[columns].sort_values(spec["primaryKey"], kind="stable").reset_index(drop=True)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Tidy CSV as every table is kept: UTF-8, LF, empty means missing."""
    frame.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", date_format="%Y-%m-%d")


def origins(spec: dict, sources: Path) -> list[dict]:
    """Where a table comes from: its source folders, and compilations of ours."""
    return [_source(sources / folder) for folder in spec.get("sources", [])] + [_compiled(file) for file in spec.get("compiled", [])]


def _source(folder: Path) -> dict:
    """Publisher, address, version, licence and file hashes of one source folder, files checked."""
    meta = yaml.safe_load((folder / "SOURCE.yml").read_text(encoding="utf-8"))
    for file in meta["files"]:
        if sha256(folder / file["name"]) != file["sha256"]:
            raise UsageError(f"source file {folder.name}/{file['name']} is not the edition that SOURCE.yml records")
    return {
        "name": folder.name, "title": meta["title"], "publisher": meta["publisher"],
        "path": meta["upstream_url"], "version": str(meta["data_version_or_date"]),
        "licence": meta["licence"] or "not stated", "attribution": meta["attribution"],
        "files": [{"name": file["name"], "hash": f"sha256:{file['sha256']}"} for file in meta["files"]],
    }


def _compiled(file: str) -> dict:
    """A compilation of ours, kept in the library: every row carries its own citation."""
    return {
        "name": f"compiled/{file}", "title": "compiled by this project from the page cited in each row",
        "publisher": "AI Statecraft", "path": f"lib/statecraft/curate/compiled/{file}", "version": "0.1.0",
        "licence": "CC-BY-4.0", "attribution": "cite the page named in the row",
        "files": [{"name": file, "hash": f"sha256:{sha256(COMPILED / file)}"}],
    }


def _read_package(data: Path) -> dict[str, dict]:
    path = data / "datapackage.json"
    if not path.exists():
        return {}
    return {entry["name"]: entry for entry in json.loads(path.read_text(encoding="utf-8"))["resources"]}
