"""What a build must reproduce: numbers, verdicts and digests of the default runs, as recorded.

`reports/expected.json` holds for every notebook its headline numbers and, for every claim,
the verdict with the definitions behind it; for every run the SHA-256 of the files it writes;
and that of named outputs of the whole build. Only `statecraft build --record` renews it.
"""
from __future__ import annotations

import json
import os
import platform
from pathlib import Path

from .. import paths
from ..errors import UsageError
from .content import digest, sha256_of
from .runs import LANGS, names

TOLERANCE = 1e-6  # relative: far above what platforms differ by, far below what a reader sees
OUTPUTS = ("ledger.csv", "ledger.json", "ai-statecraft-ko.pdf", "ai-statecraft-en.pdf")


def reference() -> dict[str, str]:
    """What fixes the bytes of a result besides its inputs: system and processor, Python, locked packages.

    Of a processor it is the vector instructions: numpy chooses code by them, and the last bits of sums follow.
    """
    import numpy  # only where bytes are compared

    vectors = numpy.show_config(mode="dicts")["SIMD Extensions"]
    return {"system": f"{platform.system()}-{platform.machine()}".lower(),
            "processor": digest([*vectors["baseline"], *vectors["found"]]),
            "python": ".".join(platform.python_version_tuple()[:2]),
            "environment": sha256_of(paths.ROOT / "requirements.lock")}


def recorded(path: Path) -> dict:
    """The record at `path`; UsageError where there is none."""
    if not path.exists():
        raise UsageError(f"no record at {os.path.relpath(path)}: expected the file that `statecraft build --record` writes")
    return json.loads(path.read_text(encoding="utf-8"))


def present() -> dict:
    """A record of the results that lie in the reports folder now."""
    return {
        "reference": reference(), "tolerance": TOLERANCE,
        "notebooks": {notebook: numbers(notebook, LANGS[0]) for notebook in names()},
        "runs": {f"{notebook}/{lang}": digests(notebook, lang) for notebook in names() for lang in LANGS},
        "outputs": outputs(),
    }


def numbers(notebook: str, lang: str) -> dict | None:
    """Headlines and, for each claim, its verdicts and the definitions that made them; None without a result.

    `definitions` made the verdict; `later` are those that newer data add or replace for *today*.
    """
    file = _folder(notebook, lang) / "result.json"
    if not file.exists():
        return None
    result = json.loads(file.read_text(encoding="utf-8"))
    claims = {row["claim"]: {"verdict": row["verdict"], "today": row["today"], "main": None, "definitions": {}, "later": {}}
              for row in result["verdicts"]}
    for row in result["observations"]:  # in order of time: the last one counts
        claim = claims[row["claim"]]
        claim["main"] = row["definition"] if row["main"] else claim["main"]
        seen = {key: row[key] for key in ("decision", "observed", "low", "high") if row[key] is not None}
        claim["definitions" if row["then"] else "later"][row["definition"]] = seen
    return {"headlines": result["headlines"], "claims": claims}


def digests(notebook: str, lang: str) -> dict[str, str]:
    """SHA-256 of all files of a run but `inputs.json`, which changes with code that changes no result."""
    folder = _folder(notebook, lang)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "inputs.json")
    return {path.relative_to(folder).as_posix(): sha256_of(path) for path in files}


def outputs() -> dict[str, str]:
    """SHA-256 of the named outputs of a whole build."""
    return {name: sha256_of(paths.reports() / name) for name in OUTPUTS}


def _folder(notebook: str, lang: str) -> Path:
    return paths.reports() / "results" / notebook / lang
