"""A build from plan to summary: stale runs in parallel, then synthesis, then the report."""
from __future__ import annotations

import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed

from .. import tables
from .execute import Outcome, execute
from .runs import LANGS, Run, is_synthesis, names, stale


def plan(notebooks: list[str], langs: list[str], values: dict[str, dict] | None = None) -> list[tuple[Run, str | None]]:
    """Every run asked for with the reason to make it (None where it is up to date)."""
    runs = [Run(notebook, lang, (values or {}).get(notebook, {})) for notebook in notebooks for lang in langs]
    return [(run, stale(run)) for run in runs]


def check_tables() -> None:
    """Load every table that is not as published, so that a broken one stops the build early."""
    for row in tables.catalog().itertuples():
        if row.status == "modified":
            tables.load(row.name)


def make(runs: list[Run], workers: int, tell: Callable[[Outcome], None]) -> list[Outcome]:
    """Execute runs in worker processes, those that read results last; outcomes in plan order."""
    first = [run for run in runs if not is_synthesis(run.notebook)]
    last = [run for run in runs if is_synthesis(run.notebook)]
    outcomes = execute_all(first, workers, tell)
    due = [run for run in last if stale(run)]
    return outcomes + execute_all(due, workers, tell)


def up_to_date(langs: list[str] | tuple[str, ...] = LANGS) -> bool:
    """Do the default runs of all notebooks hold?"""
    return all(reason is None for _, reason in plan(names(), list(langs)))


def execute_all(runs: list[Run], workers: int, tell: Callable[[Outcome], None]) -> list[Outcome]:
    """Execute runs, `workers` at a time; `tell` hears of each as it ends; outcomes in the order given."""
    if not runs:
        return []
    context = multiprocessing.get_context("spawn")
    done: dict[int, Outcome] = {}
    with ProcessPoolExecutor(max_workers=min(workers, len(runs)), mp_context=context) as pool:
        waiting = {pool.submit(execute, run): number for number, run in enumerate(runs)}
        for future in as_completed(waiting):
            run = runs[waiting[future]]
            try:
                outcome = future.result()
            except Exception as error:  # the worker itself died
                outcome = Outcome(run, "failed", 0.0, "", f"{type(error).__name__}: {error}")
            done[waiting[future]] = outcome
            tell(outcome)
    return [done[number] for number in range(len(runs))]
