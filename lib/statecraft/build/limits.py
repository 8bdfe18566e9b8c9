"""What one run may use before it is stopped, so that one notebook cannot hold up a build."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds for a cell and for a run, gigabytes of address space for a kernel, megabytes that a run may print and show."""

    cell: float = 600
    run: float = 1800
    memory: float = 8
    output: float = 100
