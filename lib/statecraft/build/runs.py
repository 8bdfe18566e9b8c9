"""What a build runs: notebooks, parameters, languages, and which runs are stale and why.

A run is stale when the content of something it depends on changed: the notebook, its
parameters, a table it loads, the library, the locked environment, and for a synthesis the
results it reads. Content hashes are kept in `inputs.json` beside the result; time stamps
play no part.
"""
from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from .. import params, paths, tables
from ..errors import UsageError, nearest

LANGS = ("ko", "en")


@dataclass(frozen=True)
class Run:
    """One execution of one notebook: `values` are the parameters that differ from the defaults."""

    notebook: str
    lang: str
    values: dict = field(default_factory=dict, compare=False)

    @property
    def folder(self) -> Path:
        """Default runs feed the report; others stay apart, named by their parameters."""
        if not self.values:
            return paths.reports() / "results" / self.notebook / self.lang
        return paths.reports() / "custom" / self.notebook / f"{self.lang}-{digest(self.values)[:10]}"

    @property
    def command(self) -> str:
        """The command that repeats this run."""
        shown = "".join(f" -p {name}={_shown(value)}" for name, value in self.values.items())
        return f"statecraft build {self.notebook} --lang {self.lang}{shown}"


def digest(content: object) -> str:
    text = content if isinstance(content, str) else json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


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


def read(notebook: str) -> nbformat.NotebookNode:
    return nbformat.read(paths.notebooks() / f"{notebook}.ipynb", as_version=4)


def parameters(notebook: str) -> dict[str, params.Parameter]:
    """Declared parameters of a notebook. UsageError without exactly one `parameters` cell."""
    cells = [cell for cell in read(notebook).cells if "parameters" in cell.metadata.get("tags", [])]
    if len(cells) != 1:
        raise UsageError(f"notebook '{notebook}' has {len(cells)} cells tagged 'parameters', one is needed")
    return params.declared(cells[0].source)


def values(notebook: str, given: list[str]) -> dict:
    """`name=value` texts as checked values that differ from the notebook's defaults."""
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
    return read(notebook).metadata.get("statecraft", {}).get("reads") == "results"


def inputs(run: Run, used: dict[str, str]) -> dict[str, str]:
    """Content hashes of all a run depends on, one key for each kind of reason."""
    notebook = read(run.notebook)
    found = {
        "notebook": digest([[cell.cell_type, cell.source, cell.metadata.get("tags", [])] for cell in notebook.cells]),
        "parameters": digest(run.values),
        "library": _files_digest(sorted((Path(__file__).parents[1]).glob("*.py"))),
        "environment": _files_digest([paths.ROOT / "requirements.lock"]),
    }
    found.update({f"table {name}": _table_digest(name) for name in sorted(used)})
    if is_synthesis(run.notebook):
        found["results"] = digest([path.read_text(encoding="utf-8") for path in others(run)])
    return found


def others(run: Run) -> list[Path]:
    """`result.json` of the default runs of all other notebooks in the run's language."""
    files = (paths.reports() / "results").glob(f"*/{run.lang}/result.json")
    return sorted(file for file in files if file.parts[-3] != run.notebook)


def stale(run: Run) -> str | None:
    """Why the run has to be made (again), or None where its result still holds."""
    kept = run.folder / "inputs.json"
    if not kept.exists():
        return "no result yet"
    before = json.loads(kept.read_text(encoding="utf-8"))
    used = {key.removeprefix("table ") for key in before if key.startswith("table ")}
    now = inputs(run, used)
    changed = [key for key in now if now[key] != before.get(key)]
    return f"changed: {', '.join(changed)}" if changed else None


def _table_digest(name: str) -> str:
    try:
        path = paths.data() / tables.describe(name)["path"]
        return f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"
    except (UsageError, FileNotFoundError):
        return "missing"


def _files_digest(files: list[Path]) -> str:
    return digest([file.read_text(encoding="utf-8") for file in files if file.exists()])


def _shown(value: object) -> str:
    return ",".join(map(str, value)) if isinstance(value, list) else str(value)
