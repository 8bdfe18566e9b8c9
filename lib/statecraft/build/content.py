"""Digests of what runs share: modules of the library, their data files, tables, the environment.

Of content only; nothing here imports pandas, so that a build with nothing to do is quick.
"""
from __future__ import annotations

import hashlib
import json
import sys
from functools import lru_cache
from pathlib import Path

from .. import own, paths
from . import modules


def digest(content: object) -> str:
    """SHA-256 of a text, or of anything JSON can hold."""
    text = content if isinstance(content, str) else json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def sha256_of(path: Path) -> str:
    """SHA-256 of a file; `missing` where there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else "missing"


def of(key: str) -> str:
    """The present digest of `module NAME`, `files PACKAGE` or `table NAME`."""
    kind, _, name = key.partition(" ")
    return SHARED[kind](name)


def module(name: str) -> str:
    """Digest of a module's source."""
    return sha256_of(modules.path(name))


def files(package: str) -> str:
    """Digest of the data files in the folder of a package, names and content."""
    return digest([[path.name, sha256_of(path)] for path in modules.data(package)])


def table(name: str, sha256: str = "") -> str:
    """Digest of a table and its entry in the data package, or of a user's own table and its metadata.

    `sha256` is that of the file as a run read it (`sha256:…`); without it the file is read now.
    """
    if own.is_own(name):
        csv, described = own.files(name)
        return digest([sha256 or f"sha256:{sha256_of(csv)}", sha256_of(described)])
    package = paths.data() / "datapackage.json"
    entry = _entries(package.read_text(encoding="utf-8")).get(name) if package.exists() else None
    return digest([entry, sha256 or f"sha256:{sha256_of(paths.data() / entry['path'])}"]) if entry else "missing"


def environment() -> str:
    """Digest of the locked environment: what is installed follows from the lock and Python's version."""
    return digest([sys.version_info[:2], sha256_of(paths.ROOT / "requirements.lock")])


SHARED = {"module": module, "files": files, "table": table}


@lru_cache(maxsize=2)
def _entries(package: str) -> dict[str, dict]:
    return {entry["name"]: entry for entry in json.loads(package)["resources"]}
