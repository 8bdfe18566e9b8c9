"""The ledger and the bibliography: written by hand, kept in `data/`, normalised here."""
from __future__ import annotations

from pathlib import Path

import pandas as pd

from .. import paths


def claims(_sources: Path) -> pd.DataFrame:
    """What the texts state and how each statement is tested, one row a claim."""
    return _kept("claims")


def definitions(_sources: Path) -> pd.DataFrame:
    """Every defensible way to measure a claim, one row a claim and definition."""
    return _kept("definitions")


def texts(_sources: Path) -> pd.DataFrame:
    """The five texts that are examined."""
    return _kept("texts")


def sections(_sources: Path) -> pd.DataFrame:
    """Short names of the texts' sections in both languages."""
    return _kept("sections")


def contradictions(_sources: Path) -> pd.DataFrame:
    """Where the texts disagree, and the claims that state each reading."""
    return _kept("contradictions")


def _kept(name: str) -> pd.DataFrame:
    return pd.read_csv(paths.data() / f"{name}.csv", dtype=str, keep_default_na=False)
