"""AI Statecraft: the international politics of AI, rebuilt on open data.

A notebook needs three names: `start` (begin a run), `load` (a table) and the modules
`measures` and `style`.
"""
from __future__ import annotations

from importlib import import_module

__version__ = "0.1.0"
__all__ = ["__version__", "cite", "catalog", "load", "start"]

# Deferred: pandas takes a second to import and the drawing libraries another, and most commands need neither.
_HOME = {"cite": "citation", "catalog": "tables", "load": "tables", "start": "report"}


def __getattr__(name: str):
    if name in _HOME:
        return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)
    raise AttributeError(f"module 'statecraft' has no attribute '{name}'")
