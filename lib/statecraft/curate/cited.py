"""Tables compiled by the project itself, every row with the document or page it rests on."""
from __future__ import annotations

from pathlib import Path

import pandas as pd

from . import COMPILED

FIGURES = tuple(f"cited_figures_{theme}.csv" for theme in (
    "investment", "knowledge", "military", "models", "money", "talent", "trends"))


def vote_paragraphs(_sources: Path) -> pd.DataFrame:
    """Paragraphs of the two draft resolutions of 2024 and what each is about."""
    return _compiled("vote_paragraphs.csv")


def cited_figures(_sources: Path) -> pd.DataFrame:
    """Single figures stated by a cited page or document."""
    return pd.concat([_compiled(name) for name in FIGURES], ignore_index=True)


def _compiled(name: str) -> pd.DataFrame:
    return pd.read_csv(COMPILED / name, dtype=str, keep_default_na=False)
