"""How concentrated a total is."""
from __future__ import annotations

import numpy as np
import pandas as pd


def hhi(counts: pd.Series) -> float:
    """Herfindahl-Hirschman index of the shares of a total: 1/n for n equals, 1 for a monopoly; missing for nothing."""
    total = counts.sum()
    return float(((counts / total) ** 2).sum()) if total else np.nan


def simpson(counts: pd.Series) -> float:
    """Chance that two different items belong to one holder: the HHI without its bias in small samples.

    `counts` are items by holder (Simpson 1949, Nature 163: 688). Missing for fewer than two items.
    """
    total = counts.sum()
    return float((counts * (counts - 1)).sum() / (total * (total - 1))) if total > 1 else np.nan


def top_share(counts: pd.Series, k: int) -> float:
    """Share of the total in percent that the `k` largest hold; missing for nothing."""
    total = counts.sum()
    return float(100 * counts.nlargest(k).sum() / total) if total else np.nan


def gini(values: pd.Series) -> float:
    """Gini coefficient of values of zero or more, without correction for few: 0 for equals; missing for nothing."""
    ordered = values.dropna().sort_values().to_numpy(dtype=float)
    if not ordered.sum():
        return np.nan
    places = np.arange(1, len(ordered) + 1)
    return float(2 * (places * ordered).sum() / (len(ordered) * ordered.sum()) - (len(ordered) + 1) / len(ordered))
