"""Source files from where they are still served; `fetch.yml` beside this module says where.

A source whose files are all there gets its SOURCE.yml back, so that `statecraft data build
--sources DIR` works on the folder.
"""
from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import yaml

from .. import tables
from ..download import download
from ..errors import UsageError, nearest

WORDS = {"compiled": "compiled by this project", "stacked": "stacked by this project", "converted": "converted"}
ARCHIVE = "the committed table is the archive"
MEANING = {
    "fetched": "fetched, SHA-256 as recorded", "gone": "no longer at {address} ({reason})", "refused": "the server refused ({reason}): {address}",
    "interrupted": "interrupted: {reason}", "unreachable": "cannot reach {address} ({reason}); is there a network?",
}


def addresses() -> dict[str, dict]:
    """What `fetch.yml` says, by source."""
    return yaml.safe_load(Path(__file__).with_suffix(".yml").read_text(encoding="utf-8"))


def recorded() -> dict[str, dict]:
    """Sources of the package's tables by name: publisher, version, files with their SHA-256."""
    return {source["name"]: source for entry in tables.package()["resources"] for source in entry["sources"]
            if not source["name"].startswith("compiled/")}


def states(wanted: list[str]) -> list[str]:
    """One line a source: how many of its files can be fetched, and why the others cannot."""
    lines, known = [], recorded()
    for name in _chosen(wanted):
        served, files = _served(name), known.get(name, {}).get("files", [])
        count = f"{sum(1 for file in files if served.get(file['name']))} of {len(files)} files" if files else "no table uses it"
        lines.append(f"{name:42} {count}{_archived(name)}")
    return lines


def fetch(wanted: list[str], to: Path, tell: Callable[[str], None]) -> list[bool]:
    """Fetch the files of sources (all that are served, by default) into `to`; was each got?

    A file without an address counts as not got where its source was asked for by name.
    """
    results, known = [], recorded()
    for name in _chosen(wanted):
        served = _served(name)
        if wanted and name not in known:
            tell(f"NOT      {name}  no table uses it, so that no hash is recorded")
            results.append(False)
        for file in known.get(name, {}).get("files", []):
            if served.get(file["name"]):
                results.append(_one(name, file, served[file["name"]], to, tell))
            elif wanted:
                results.append((to / name / file["name"]).exists())
        if _archived(name) and (wanted or not served):
            tell(f"archive  {name}{_archived(name)}")
        _record(known.get(name), to / name)
    return results


def _one(name: str, file: dict, served: list[str], to: Path, tell: Callable[[str], None]) -> bool:
    """One file, from the first address that serves its recorded bytes."""
    path, digest, shown = to / name / file["name"], file["hash"].removeprefix("sha256:"), f"{name}/{file['name']}"
    if path.exists() and tables.sha256(path) == digest:
        tell(f"have     {shown}")
        return True
    for address in served:
        outcome = download(address, path, digest)
        if outcome.status == "changed":
            meaning = f"moved on: {address} serves a newer edition ({outcome.reason})"
        else:
            meaning = MEANING[outcome.status].format(address=address, reason=outcome.reason)
        got = outcome.status == "fetched"
        tell(f"{'ok' if got else 'NOT':8} {shown}  {meaning}{'' if got or outcome.status in ('interrupted', 'unreachable') else f'; {ARCHIVE}'}")
        if got or outcome.status == "unreachable":
            return got
    return False


def _served(name: str) -> dict[str, list[str]]:
    """Addresses by file: that of the recorded edition, then the publisher's."""
    entry = addresses()[name]
    found: dict[str, list[str]] = {}
    for kind in ("edition", "living"):
        for file, address in entry.get(kind, {}).items():
            found.setdefault(file, []).append(address)
    return found


def _archived(name: str) -> str:
    archive = addresses()[name].get("archive")
    if not archive:
        return ""
    origin = f" ({', '.join(archive['from'])})" if "from" in archive else ""
    return f"; {WORDS[archive['kind']]}: {archive['how']}{origin}; {ARCHIVE}"


def _chosen(wanted: list[str]) -> list[str]:
    known = addresses()
    for name in wanted:
        if name not in known:
            raise UsageError(f"no source '{name}'{nearest(name, known)}")
    return wanted or sorted(known)


def _record(source: dict | None, folder: Path) -> None:
    """SOURCE.yml of a source whose files are all there with their recorded bytes."""
    if source is None or any(not (folder / file["name"]).exists() for file in source["files"]):
        return
    spec = {"title": source["title"], "publisher": source["publisher"], "upstream_url": source["path"],
            "data_version_or_date": source["version"], "licence": source["licence"], "attribution": source["attribution"],
            "files": [{"name": file["name"], "sha256": file["hash"].removeprefix("sha256:")} for file in source["files"]]}
    (folder / "SOURCE.yml").write_text(yaml.safe_dump(spec, allow_unicode=True, sort_keys=False), encoding="utf-8", newline="\n")
