"""Sweeps: one run for every combination of parameter values, stacked into one table.

    statecraft sweep 02 -p focus=KOR,JPN -p 'countries=USA,CHN;USA,KOR'

A value list is separated by commas; for a parameter that is itself a list, the values are
separated by semicolons and the items of each by commas. Runs are ordinary custom runs: what
still holds is not made again. The table, its figure and a record of the runs go to
`reports/sweeps/<notebook>/<language>-<parameters>-<digest>/`, whole or not at all.
"""
from __future__ import annotations

import itertools
import json
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_origin

import pandas as pd

from .. import params, paths
from ..errors import BuildError, UsageError, nearest
from . import cluster, engine, lock, runs, summary
from .execute import Outcome
from .limits import Limits
from .progress import Progress
from .runs import Run, _shown

COLUMNS = ["kind", "name", "definition", "as_of", "value", "low", "high", "text", "decision"]


@dataclass(frozen=True)
class Grid:
    """The combinations of a sweep: for each swept parameter its values, in a fixed order."""

    notebook: str
    lang: str
    axes: dict[str, list]
    parameters: dict[str, params.Parameter]

    def combinations(self) -> list[dict[str, Any]]:
        return [dict(zip(self.axes, values)) for values in itertools.product(*self.axes.values())]

    def run(self, combination: dict[str, Any]) -> Run:
        """The run of one combination; the one of the defaults is the report's own."""
        return Run(self.notebook, self.lang, {name: value for name, value in combination.items()
                                              if value != self.parameters[name].default})

    @property
    def folder(self) -> Path:
        name = f"{self.lang}-{'-'.join(self.axes)}-{runs.digest(self.axes)[:10]}"
        return paths.reports() / "sweeps" / self.notebook / name


def grid(notebook: str, lang: str, given: list[str]) -> Grid:
    """The grid that `name=value,value` texts describe; the order they are given in does not matter.

    Raises UsageError for an unknown parameter or a value that does not fit, before anything runs.
    """
    known, axes = runs.parameters(notebook), {}
    for text in given:
        name, equals, values = text.partition("=")
        if not equals:
            raise UsageError(f"'{text}' is not name=value,value")
        if name not in known:
            raise UsageError(f"notebook '{notebook}' has no parameter '{name}'{nearest(name, known)}")
        if name == "lang":
            raise UsageError("the language of a sweep is chosen by --lang, not by -p")
        if name in axes:
            raise UsageError(f"parameter '{name}' is given twice; give all its values at once: -p {name}=value,value")
        axes[name] = _axis(values, known[name])
    if not axes:
        raise UsageError(f"a sweep needs values to go through, such as -p {_example(known)}")
    return Grid(notebook, lang, {name: axes[name] for name in known if name in axes}, known)


def finish(swept: Grid, workers: int, address: str | None = None, limits: Limits = Limits()) -> int:
    """Make the runs that do not hold (on a cluster where `address` says so), stack all, say what failed.

    Returns the exit code: 1 when a combination failed. What finished before an interruption
    is kept, and the same sweep makes only the rest.
    """
    if address and runs.is_synthesis(swept.notebook):
        raise UsageError(f"notebook '{swept.notebook}' reads the results of the others, which are here: sweep it without --cluster")
    if address:
        cluster.check(address)
    with lock.only_builder(paths.reports()):
        return _made(swept, workers, address, limits)


def _made(swept: Grid, workers: int, address: str | None, limits: Limits) -> int:
    planned = [swept.run(combination) for combination in swept.combinations()]
    due = [run for run, reason in runs.reasons(planned) if reason]
    progress = Progress(len(due))
    try:
        outcomes = (cluster.execute_all(due, address, progress, limits) if address
                    else engine.execute_all(due, workers, progress, limits))
    finally:
        progress.close()
    failed = [outcome for outcome in outcomes if outcome.status != "ok"]
    folder = publish(swept, failed)
    print(f"{len(due) - len(failed)} made, {len(planned) - len(due)} unchanged, {len(failed)} failed")
    for outcome in failed:
        print(summary.line(outcome))
    print(f"table: {os.path.relpath(folder / 'sweep.csv')}")
    return 1 if failed else 0


def publish(swept: Grid, failed: list[Outcome]) -> Path:
    """Write table, figure and record of the combinations that succeeded; returns the folder.

    Raises BuildError where there is none.
    """
    from . import robustness  # matplotlib is slow to import

    bad = {outcome.run.folder for outcome in failed}
    table = stacked(swept, [c for c in swept.combinations() if swept.run(c).folder not in bad])
    if table.empty:
        raise BuildError(f"no combination of the sweep of {swept.notebook} left a result")
    swept.folder.parent.mkdir(parents=True, exist_ok=True)
    scratch = Path(tempfile.mkdtemp(prefix=".sweep-", dir=swept.folder.parent))
    try:
        written(table, scratch / "sweep.csv")
        figures = robustness.write(swept, table, scratch)
        text = json.dumps({**_record(swept, failed), "figures": figures}, ensure_ascii=False, indent=1)
        (scratch / "sweep.json").write_text(text + "\n", encoding="utf-8", newline="\n")
        scratch.chmod(0o755)
        shutil.rmtree(swept.folder, ignore_errors=True)
        scratch.rename(swept.folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return swept.folder


def stacked(swept: Grid, combinations: list[dict[str, Any]]) -> pd.DataFrame:
    """One row a run and headline number, verdict or observation, the parameters as columns.

    A headline's number is `value`; a verdict's word is `text` and its support `value`; an
    observation has `value`, `low` and `high`, or `text` where it is a date or a list.
    """
    rows = []
    for combination in combinations:
        run = swept.run(combination)
        result = json.loads((run.folder / "result.json").read_text(encoding="utf-8"))
        values = {name: _shown(value) if isinstance(value, list) else value for name, value in combination.items()}
        about = {"run": run.folder.relative_to(paths.reports()).as_posix(), "default": not run.values, **values}
        rows += [{**about, **row} for row in _rows(result)]
    return pd.DataFrame(rows, columns=["run", "default", *swept.axes, *COLUMNS])


def written(frame: pd.DataFrame, path: Path) -> None:
    frame.to_csv(path, index=False, encoding="utf-8", lineterminator="\n", float_format="%.10g")


def _rows(result: dict) -> list[dict]:
    rows = [{"kind": "headline", "name": name, **_split(value)} for name, value in result.get("headlines", {}).items()]
    rows += [{"kind": "verdict", "name": row["claim"], "value": row["support"], "text": row["verdict"]}
             for row in result.get("verdicts", [])]
    rows += [{"kind": "observation", "name": row["claim"], "definition": row["definition"], "as_of": row["as_of"],
              **_split(row["observed"]), "low": _split(row["low"])["value"], "high": _split(row["high"])["value"],
              "decision": row["decision"]} for row in result.get("observations", [])]
    return rows


def _split(value: object) -> dict:
    """A number in `value`, anything else in `text`, so that the column of numbers holds numbers only."""
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return {"value": float(value) if number else None, "text": None if number or value is None else str(value)}


def _axis(text: str, parameter: params.Parameter) -> list:
    """The values of one parameter, checked, sorted, each once."""
    listed = get_origin(parameter.type) is list
    values = [params.parsed(part.strip(), parameter) for part in text.split(";" if listed else ",")]
    for value in values:
        params.checked({parameter.name: value}, {parameter.name: parameter})
    twice = [value for number, value in enumerate(values) if value in values[:number]]
    if twice:
        raise UsageError(f"parameter '{parameter.name}': the value {_shown(twice[0])} is given twice")
    return sorted(values)


def _example(known: dict[str, params.Parameter]) -> str:
    name = next((name for name in known if name != "lang"), "name")
    return f"{name}={_shown(known[name].default)},…" if name in known else "name=value,value"


def _record(swept: Grid, failed: list[Outcome]) -> dict:
    """What was swept and how every combination ended, for programs; no times."""
    ended = {outcome.run.folder: outcome for outcome in failed}
    rows = []
    for combination in swept.combinations():
        run = swept.run(combination)
        error = ended[run.folder].error if run.folder in ended else ""
        rows.append({"parameters": combination, "run": run.folder.relative_to(paths.reports()).as_posix(),
                     "status": "failed" if error else "ok", "error": error, "command": run.command})
    return {"notebook": swept.notebook, "lang": swept.lang, "parameters": swept.axes, "runs": rows}
