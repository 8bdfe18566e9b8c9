"""The data package as the report carries it: the files, their profiles and a picture of each in both languages."""
from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from ... import paths, profile, style, tables
from ...errors import UsageError
from ..runs import LANGS
from . import pictures


@dataclass
class Described:
    """`profiles` by table; `alt`, the words for its picture, by language and table; `trouble`, one line each."""

    profiles: dict[str, profile.Profile] = field(default_factory=dict)
    alt: dict[str, dict[str, str]] = field(default_factory=lambda: {lang: {} for lang in LANGS})
    modified: set[str] = field(default_factory=set)
    trouble: list[str] = field(default_factory=list)


def describe(folder: Path, earlier: Path) -> Described:
    """Copy the data package into `folder`, with pictures, those that still hold from the `earlier` one."""
    found = Described()
    (folder / "pictures").mkdir(parents=True)
    shutil.copyfile(paths.data() / "datapackage.json", folder / "datapackage.json")
    style.theme()
    for entry in tables.package()["resources"]:
        try:
            frame = tables.load(entry["name"])
        except UsageError as error:
            found.trouble.append(f"table '{entry['name']}' has no page in full: {error}")
            continue
        shutil.copyfile(paths.data() / entry["path"], folder / entry["path"])
        found.profiles[entry["name"]] = profile.profile(entry, frame)
        if frame.attrs["modified"]:
            found.modified.add(entry["name"])
        entry = {**entry, "hash": tables.used()[entry["name"]]}  # of the file as it is, edited or not
        for lang in LANGS:
            found.alt[lang][entry["name"]] = pictures.write(entry, frame, lang, folder / "pictures", earlier / "pictures")
    return found
