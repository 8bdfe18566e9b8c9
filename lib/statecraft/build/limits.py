"""What one run may use before it is stopped, so that one notebook cannot hold up a build."""
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """Seconds for a cell, seconds for a run, gigabytes of address space for a kernel."""

    cell: float = 600
    run: float = 1800
    memory: float = 8
