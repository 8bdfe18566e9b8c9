"""AI Statecraft: the international politics of AI, rebuilt on open data.

A notebook needs three names: `start` (begin a run), `load` (a table) and the modules
`measures` and `style`.
"""
from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["__version__", "cite", "catalog", "load", "start"]


def __getattr__(name: str):
    # Deferred: pandas takes a second to import and the drawing libraries another, and most commands need neither.
    if name in ("catalog", "load"):
        from . import tables

        return getattr(tables, name)
    if name == "cite":
        from .citation import cite

        return cite
    if name == "start":
        from .report import start

        return start
    raise AttributeError(f"module 'statecraft' has no attribute '{name}'")
