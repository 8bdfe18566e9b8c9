"""AI Statecraft: the international politics of AI, rebuilt on open data.

A notebook needs three names: `start` (begin a run), `load` (a table) and the modules
`measures` and `style`.
"""
from __future__ import annotations

__version__ = "0.1.0"
__all__ = ["__version__", "cite", "catalog", "load", "start"]

from .tables import catalog, cite, load


def __getattr__(name: str):
    # Deferred: drawing libraries take a second to import and the command line seldom needs them.
    if name == "start":
        from .report import start

        return start
    raise AttributeError(f"module 'statecraft' has no attribute '{name}'")
