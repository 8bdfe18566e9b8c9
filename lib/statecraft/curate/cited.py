"""Tables compiled by the project itself, every row with the document or page it rests on."""
from __future__ import annotations

from pathlib import Path

import pandas as pd

from . import COMPILED

FIGURES = ("cited_figures_investment.csv", "cited_figures_military.csv", "cited_figures_models.csv", "cited_figures_money.csv")


def vote_paragraphs(_sources: Path) -> pd.DataFrame:
    """Paragraphs of the two draft resolutions of 2024 and what each is about."""
    return _compiled("vote_paragraphs.csv")


def cited_figures(_sources: Path) -> pd.DataFrame:
    """Single figures stated by a cited page or document."""
    return pd.concat([_compiled(name) for name in FIGURES], ignore_index=True)


def _compiled(name: str) -> pd.DataFrame:
    return pd.read_csv(COMPILED / name, dtype=str, keep_default_na=False)
