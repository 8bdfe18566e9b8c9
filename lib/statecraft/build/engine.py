"""A build from plan to summary: stale runs in parallel, then synthesis, then the report.

A run needs a kernel, which is a process, and a thread of this process that drives it.
"""
from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, as_completed

from .execute import Outcome, execute
from .limits import Limits
from .runs import LANGS, Run, is_synthesis, names, reasons, stale


def plan(notebooks: list[str], langs: list[str], values: dict[str, dict] | None = None) -> list[tuple[Run, str | None]]:
    """Every run asked for with the reason to make it (None where it is up to date)."""
    runs = [Run(notebook, lang, (values or {}).get(notebook, {})) for notebook in notebooks for lang in langs]
    return reasons(runs)


def check_tables() -> None:
    """Load every table that is not as published, so that a broken one stops the build early."""
    from .. import tables  # slow to import, and not needed where nothing is to be done

    for row in tables.catalog().itertuples():
        if row.status == "modified":
            tables.load(row.name)


def make(runs: list[Run], workers: int, tell: Callable[[Outcome], None], limits: Limits = Limits()) -> list[Outcome]:
    """Execute runs in parallel, those that read results last; outcomes in plan order."""
    first = [run for run in runs if not is_synthesis(run.notebook)]
    last = [run for run in runs if is_synthesis(run.notebook)]
    outcomes = execute_all(first, workers, tell, limits)
    due = [run for run in last if stale(run)]
    return outcomes + execute_all(due, workers, tell, limits)


def up_to_date(langs: list[str] | tuple[str, ...] = LANGS) -> bool:
    """Do the default runs of all notebooks hold?"""
    return all(reason is None for _, reason in plan(names(), list(langs)))


def execute_all(runs: list[Run], workers: int, tell: Callable[[Outcome], None], limits: Limits = Limits()) -> list[Outcome]:
    """Execute runs, `workers` at a time; `tell` hears of each as it ends; outcomes in the order given."""
    if not runs:
        return []
    from . import kernels

    kernels.begin()
    done: dict[int, Outcome] = {}
    with ThreadPoolExecutor(max_workers=min(workers, len(runs))) as pool:
        waiting = {pool.submit(execute, run, limits): number for number, run in enumerate(runs)}
        try:
            for future in as_completed(waiting):
                done[waiting[future]] = future.result()
                tell(done[waiting[future]])
        except BaseException:  # stopped: nothing new may start
            kernels.stop()
            pool.shutdown(wait=False, cancel_futures=True)
            raise
    return [done[number] for number in range(len(runs))]
