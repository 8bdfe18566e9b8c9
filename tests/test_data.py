"""The contract of every table: what the data package promises, the files keep."""
import csv
import os
import re
from datetime import date
from pathlib import Path

import pandas as pd
import pytest

from statecraft import curate, paths, tables
from statecraft.claims import VERDICTS
from statecraft.curate import catalogue, model
from statecraft.validate import checked

ENTRIES = {entry["name"]: entry for entry in tables.package()["resources"]}
LEDGER = {"claims", "contradictions", "definitions", "sections", "texts"}  # written by hand from the texts, no source
SOURCES = Path(os.environ.get("STATECRAFT_SOURCES") or paths.ROOT.parent / "shared" / "sources")


@pytest.mark.parametrize("name", ENTRIES)
def test_a_table_keeps_its_schema_and_its_recorded_bytes(name):
    entry, path = ENTRIES[name], paths.data() / ENTRIES[name]["path"]
    frame = checked(entry, path)
    assert len(frame) == entry["rows"] > 0
    assert f"sha256:{curate.sha256(path)}" == entry["hash"]
    raw = path.read_bytes()
    assert b"\r" not in raw and not raw.startswith(b"\xef\xbb\xbf")


def as_any_reader(kind: str, text: str) -> object:
    """A cell as R's `read.csv(na.strings = "")` or the csv module with its types would give it."""
    if text == "":
        return None
    return {"integer": int, "number": float, "boolean": lambda word: {"true": True, "false": False}[word],
            "date": date.fromisoformat, "string": str}[kind](text)


def plainly(value: object) -> object:
    """A value of a data frame as a plain Python value, missing as None."""
    if pd.isna(value):
        return None
    return value.date() if isinstance(value, pd.Timestamp) else value


@pytest.mark.parametrize("name", ENTRIES)
def test_load_and_a_plain_reader_of_csv_see_the_same_values(name):
    frame, fields = tables.load(name), ENTRIES[name]["schema"]["fields"]
    with (paths.data() / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file, strict=True)
    assert header == [field["name"] for field in fields] == list(frame)
    for number, field in enumerate(fields):
        theirs = [as_any_reader(field["type"], row[number]) for row in rows]
        assert [plainly(value) for value in frame[field["name"]]] == theirs, field["name"]


@pytest.mark.parametrize("name", ENTRIES)
def test_load_and_plain_pandas_see_the_same_values(name):
    frame = tables.load(name)
    plain = pd.read_csv(paths.data() / f"{name}.csv", keep_default_na=False, na_values=[""])
    for field in ENTRIES[name]["schema"]["fields"]:
        mine, theirs = frame[field["name"]], plain[field["name"]]
        if field["type"] == "date":
            theirs = pd.to_datetime(theirs)
        assert mine.isna().tolist() == theirs.isna().tolist(), field["name"]
        same = [str(a) == str(b) if field["type"] == "string" else a == b for a, b in zip(mine.dropna(), theirs.dropna())]
        assert all(same), field["name"]


def test_the_descriptor_is_a_frictionless_data_package():
    package = tables.package()
    assert package["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json" and re.match(r"\d+\.\d+\.\d+$", package["version"])
    assert date.fromisoformat(package["as_of"]) and all(licence.get("name") or licence.get("path") for licence in package["licenses"])
    assert len(ENTRIES) == len(package["resources"])
    for entry in package["resources"]:
        assert re.fullmatch(r"[a-z0-9_]+", entry["name"]) and entry["path"] == f"{entry['name']}.csv"
        assert re.fullmatch(r"sha256:[0-9a-f]{64}", entry["hash"]) and entry["bytes"] == (paths.data() / entry["path"]).stat().st_size
        assert all(source["title"] for source in entry["sources"])
        assert all(licence.get("path", "https://").startswith("https://") for licence in entry["licenses"])
        names = [field["name"] for field in entry["schema"]["fields"]]
        assert len(set(names)) == len(names) and set(entry["schema"]["primaryKey"]) <= set(names)
        assert {field["type"] for field in entry["schema"]["fields"]} <= {"string", "integer", "number", "boolean", "date"}
        for key in entry["schema"]["foreignKeys"]:
            assert len(key["fields"]) == len(key["reference"]["fields"]) and set(key["fields"]) <= set(names)


@pytest.mark.parametrize("name", ENTRIES)
def test_the_entry_says_all_that_a_reader_needs(name):
    entry = ENTRIES[name]
    for key in ("title", "title_ko", "description", "description_ko", "citation"):
        assert entry[key].strip(), key
    assert re.search("[가-힣]", entry["title_ko"] + entry["description_ko"]) and entry["licenses"][0]["name"]
    for field in entry["schema"]["fields"]:
        assert field["title"] and field["title_ko"], field["name"]
        assert field["type"] not in ("integer", "number") or field.get("unit"), f"{field['name']} has no unit"
    for source in entry["sources"]:
        assert source["publisher"] and source["version"] and source["licence"] and source["files"], source["name"]
    assert entry["sources"] or entry["name"] in LEDGER


def test_foreign_keys_point_to_tables_of_the_package():
    for entry in ENTRIES.values():
        for key in entry["schema"]["foreignKeys"]:
            target = ENTRIES[key["reference"]["resource"]]
            assert set(key["reference"]["fields"]) <= {field["name"] for field in target["schema"]["fields"]}


def test_no_table_holds_a_claim_or_a_verdict():
    claim_ids = set(tables.load("claims")["claim_id"])
    for name in ENTRIES.keys() - LEDGER:
        cells = set((paths.data() / f"{name}.csv").read_text(encoding="utf-8").replace("\n", ",").split(","))
        assert not cells & claim_ids, name
        assert not cells & (set(VERDICTS) - {"mixed"}), name


def test_the_catalogue_is_made_from_the_package(tmp_path):
    (tmp_path / "datapackage.json").write_bytes((paths.data() / "datapackage.json").read_bytes())
    catalogue.write(tmp_path)
    assert (tmp_path / "README.md").read_bytes() == (paths.data() / "README.md").read_bytes()


def test_the_data_model_is_made_from_the_package():
    assert model.text(tables.package()) == (paths.ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")


def test_every_source_is_used_by_a_table_or_has_its_reason():
    if not SOURCES.is_dir():
        pytest.skip(f"sources are not here: {SOURCES}")
    said, known = model.left_out(), model.used(ENTRIES)
    for folder in sorted(path.name for path in SOURCES.iterdir() if path.is_dir()):
        assert folder in known or (said["unused"] or {}).get(folder, {}).get("en"), f"{folder} is neither used nor accounted for"
        unsourced = (SOURCES / folder / "candidates_unsourced.csv").exists()
        assert not unsourced or any("candidates_unsourced" in part["what"]["en"] for part in said["parts"].get(folder, []))
    for parts in said["parts"].values():
        assert all(re.search("[가-힣0-9]", part["what"]["ko"]) and part["what"]["en"] and part["why"]["ko"] and part["why"]["en"] for part in parts)


def test_compiled_rows_carry_one_citation_each():
    for file in sorted(curate.COMPILED.glob("events_p*.csv")) + sorted(curate.COMPILED.glob("cited_*.csv")):
        for row in csv.DictReader(file.open(encoding="utf-8")):
            assert row["source"].strip() and " ; " not in row["source"], f"{file.name}: {row}"


def test_the_data_folder_stays_small():
    assert sum(path.stat().st_size for path in paths.data().iterdir()) < 15e6


def test_the_tables_are_rebuilt_byte_for_byte_from_the_sources(tmp_path):
    if not SOURCES.is_dir():
        pytest.skip(f"sources are not here: {SOURCES}")
    curate.build(SOURCES, tmp_path)
    catalogue.write(tmp_path)
    for path in sorted(tmp_path.iterdir()):
        assert path.read_bytes() == (paths.data() / path.name).read_bytes(), path.name


def test_a_source_file_of_another_edition_is_refused(tmp_path):
    folder = tmp_path / "s"
    folder.mkdir()
    (folder / "a.csv").write_text("a\n1\n")
    (folder / "SOURCE.yml").write_text(
        "title: t\npublisher: p\nupstream_url: u\ndata_version_or_date: '1'\nlicence: l\nattribution: a\n"
        "files:\n- {name: a.csv, sha256: '0'}\n")
    with pytest.raises(curate.UsageError, match="s/a.csv is not the edition"):
        curate._source(folder)
