"""Progress of many runs: one line rewritten on a terminal, one plain line a run elsewhere."""
from __future__ import annotations

import os
import sys
import time

from .execute import Outcome
from .runs import _shown
from .summary import line


class Progress:
    """Counts runs as they end; call it with each outcome, and `close` it before other output."""

    def __init__(self, total: int):
        self.total, self.done, self.failed = total, 0, 0
        self.began = time.monotonic()
        self.live = sys.stdout.isatty() and not os.environ.get("CI")

    def __call__(self, outcome: Outcome) -> None:
        self.done += 1
        self.failed += outcome.status != "ok"
        if not self.live:
            print(f"[{self.done}/{self.total}] {_line(outcome)}", flush=True)
            return
        if outcome.status != "ok":
            print(f"\r\033[K{_line(outcome)}")
        print(f"\r\033[K{self.shown()}", end="", flush=True)

    def shown(self) -> str:
        """Counts, rate and remaining time at the rate so far."""
        rate = self.done / max(time.monotonic() - self.began, 1e-9)
        failed = f", {self.failed} failed" if self.failed else ""
        pace = f"{rate:.1f} runs/s" if rate >= 1 else f"{1 / rate:.1f} s a run"
        return f"{self.done}/{self.total} runs{failed}, {pace}, {_duration((self.total - self.done) / rate)} left"

    def close(self) -> None:
        if self.live and self.done:
            print()


def _line(outcome: Outcome) -> str:
    """A run named by its parameters, as all runs of a sweep are of one notebook."""
    values = " ".join(f"{name}={_shown(value)}" for name, value in outcome.run.values.items()) or "defaults"
    if outcome.status != "ok":
        return line(outcome)
    return f"ok      {values}  {outcome.seconds:.1f} s"


def _duration(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 5400 else f"{seconds / 3600:.1f} h"
