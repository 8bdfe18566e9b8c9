"""What a build runs: notebooks, parameters, languages, and which runs are stale and why.

A run is stale when the content of something it depends on changed: the notebook, its
parameters, a table it loads or that table's description, a module of the library it uses,
the locked environment, and for a synthesis the results it reads. Content hashes are kept in
`inputs.json` beside the result; time stamps play no part.

A build with nothing to do only hashes files: what is slow to import (pandas, nbformat) is
imported where it is needed.
"""
from __future__ import annotations

import json
import shlex
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from .. import paths
from ..errors import UsageError, nearest
from . import modules
from .content import SHARED, digest, environment, of, sha256_of, table

if TYPE_CHECKING:
    from nbformat import NotebookNode

    from ..params import Parameter

LANGS = ("ko", "en")


@dataclass(frozen=True)
class Run:
    """One execution of one notebook: `values` are the parameters that differ from the defaults."""

    notebook: str
    lang: str
    values: dict = field(default_factory=dict, hash=False)

    @property
    def folder(self) -> Path:
        """Default runs feed the report; others stay apart, named by their parameters."""
        if not self.values:
            return paths.reports() / "results" / self.notebook / self.lang
        return paths.reports() / "custom" / self.notebook / f"{self.lang}-{digest(self.values)[:10]}"

    @property
    def command(self) -> str:
        """The command that repeats this run."""
        shown = "".join(f" -p {shlex.quote(f'{name}={_shown(value)}')}" for name, value in self.values.items())
        return f"statecraft build {self.notebook} --lang {self.lang}{shown}"


def names() -> list[str]:
    """Slugs of all notebooks, in order."""
    return sorted(path.stem for path in paths.notebooks().glob("[0-9][0-9]-*.ipynb"))


def chosen(wanted: list[str]) -> list[str]:
    """Notebooks asked for by slug or number (`02`), all by default. UsageError if unknown."""
    known = names()
    if not wanted:
        return known
    picked = []
    for name in wanted:
        found = [slug for slug in known if name.removesuffix(".ipynb") in (slug, slug[:2])]
        if not found:
            raise UsageError(f"no notebook '{name}'{nearest(name, known)}")
        picked += found
    return sorted(set(picked))


def read(notebook: str) -> NotebookNode:
    """The stored notebook as a validated document."""
    import nbformat

    return nbformat.read(paths.notebooks() / f"{notebook}.ipynb", as_version=4)


def stored(notebook: str) -> dict:
    """The notebook as stored. UsageError where it is no notebook of format 4."""
    text = (paths.notebooks() / f"{notebook}.ipynb").read_text(encoding="utf-8")
    try:
        return _parsed(text)
    except (ValueError, KeyError, TypeError):
        raise UsageError(f"notebook '{notebook}' is not a notebook in format 4") from None


def parameters(notebook: str) -> dict[str, Parameter]:
    """Declared parameters of a notebook. UsageError without exactly one `parameters` cell."""
    from .. import params

    try:
        return params.declared(_parameters_cell(notebook))
    except (SyntaxError, NameError, ImportError, KeyError) as error:
        raise UsageError(f"the parameters cell of notebook '{notebook}' cannot be read: {error}") from None


def values(notebook: str, given: list[str]) -> dict:
    """`name=value` texts as checked values that differ from the notebook's defaults."""
    if not given:
        _parameters_cell(notebook)
        return {}
    from .. import params

    known = parameters(notebook)
    parsed = {}
    for text in given:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"'{text}' is not name=value")
        if name not in known:
            raise UsageError(f"notebook '{notebook}' has no parameter '{name}'{nearest(name, known)}")
        parsed[name] = params.parsed(value, known[name])
    complete = params.checked(parsed, known)
    return {name: value for name, value in complete.items() if value != known[name].default and name != "lang"}


def is_synthesis(notebook: str) -> bool:
    """Does the notebook read the results of the others? It says so in its metadata."""
    return stored(notebook)["metadata"].get("statecraft", {}).get("reads") == "results"


def inputs(run: Run, used: dict[str, str]) -> dict[str, str]:
    """Content hashes of all a run depends on, one key for each thing that can be a reason to repeat it.

    `used` maps the tables that the run loaded to the SHA-256 of the file as it was then.
    """
    code = [_source(cell) for cell in stored(run.notebook)["cells"] if cell["cell_type"] == "code"]
    found = modules.used(code)
    keys = [f"module {name}" for name in found] + [f"files {name}" for name in modules.packages(found)]
    described = {f"table {name}": table(name, sha256) for name, sha256 in sorted(used.items())}
    return {**_own(run), **{key: of(key) for key in keys}, **described}


def stale(run: Run, content: Callable[[str], str] = of) -> str | None:
    """Why the run has to be made (again), or None where its result still holds.

    `content` gives the present digest of a module, the data files of a package or a table;
    a plan of many runs hands in one that remembers.
    """
    kept = run.folder / "inputs.json"
    if not kept.exists():
        return "no result yet"
    before = json.loads(kept.read_text(encoding="utf-8"))
    shared = {key: content(key) for key in before if key.partition(" ")[0] in SHARED}
    now = {**_own(run), **shared}
    changed = [key for key in {**now, **before} if now.get(key) != before.get(key)]
    return f"changed: {', '.join(changed)}" if changed else None


def reasons(runs: list[Run]) -> list[tuple[Run, str | None]]:
    """Every run with the reason to make it, each module and table hashed once."""
    content = cache(of)
    return [(run, stale(run, content)) for run in runs]


def foreseen(planned: list[tuple[Run, str | None]]) -> list[tuple[Run, str | None]]:
    """A plan as it will turn out: a synthesis follows the runs whose results it reads."""
    def follows(run: Run) -> str | None:
        made = [other.notebook for other, reason in planned
                if reason and other.lang == run.lang and other.notebook != run.notebook and not other.values]
        return f"reads results to be made: {', '.join(made)}" if made and is_synthesis(run.notebook) else None

    return [(run, reason or follows(run)) for run, reason in planned]


def others(run: Run) -> list[Path]:
    """`result.json` of the default runs of all other notebooks in the run's language."""
    files = (paths.reports() / "results").glob(f"*/{run.lang}/result.json")
    return sorted(file for file in files if file.parts[-3] != run.notebook)


def _own(run: Run) -> dict[str, str]:
    """Digests of what a run has for itself, and of the environment."""
    cells = [[cell["cell_type"], cell.get("id"), _source(cell), _tags(cell)] for cell in stored(run.notebook)["cells"]]
    found = {"notebook": digest(cells), "parameters": digest(run.values), "environment": environment()}
    if is_synthesis(run.notebook):
        found |= {f"result {path.parts[-3]}": sha256_of(path) for path in others(run)}
    return found


@lru_cache(maxsize=64)
def _parsed(text: str) -> dict:
    content = json.loads(text)
    return {"metadata": content["metadata"], "cells": content["cells"]}


def _parameters_cell(notebook: str) -> str:
    cells = [cell for cell in stored(notebook)["cells"] if "parameters" in _tags(cell)]
    if len(cells) != 1:
        raise UsageError(f"notebook '{notebook}' has {len(cells)} cells tagged 'parameters', one is needed")
    return _source(cells[0])


def _source(cell: dict) -> str:
    return cell["source"] if isinstance(cell["source"], str) else "".join(cell["source"])


def _tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


def _shown(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
