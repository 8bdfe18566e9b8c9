"""Cross-border collaboration as one table of edges: AI articles, conference papers, open-source code."""
from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from . import places
from .countries import _read
from .knowledge import CONFERENCES, NSF
from .platforms import GITHUB, economies

ARTICLES, CODE = "nsf-articles", "github"


def collaboration_layers(sources: Path) -> pd.DataFrame:
    """Layers of table `collaboration`: what an edge is, its unit and whether it has a direction."""
    venues = sorted(set(_read(sources / CONFERENCES / "country_pairs.csv")["venue"]))
    rows = [(ARTICLES, "articles", "false", "joint articles", "AI 논문 공저", "Joint AI articles"),
            (CODE, "code", "true", "git pushes and pull requests", "깃허브 협업", "Collaboration on GitHub")]
    rows += [(venue, "conference", "false", "joint papers", f"{venue} 논문 공저", f"Joint papers at {venue}") for venue in venues]
    return pd.DataFrame(rows, columns=["layer", "kind", "directed", "unit", "title_ko", "title_en"])


def collaboration(sources: Path) -> pd.DataFrame:
    """Pairs of economies and how much they work together, one row a layer, pair and period."""
    return pd.concat([_articles(sources), _conferences(sources), _code(sources)], ignore_index=True)


def _articles(sources: Path) -> pd.DataFrame:
    """Upper half of the published symmetric matrix, its zeros included."""
    raw = _read(sources / NSF / "ai_articles_country_pairs_2003_2022.csv").set_index("region_country_or_economy").astype(int)
    raw = raw.set_axis(raw.index, axis=1)  # the columns are the rows' names in lower case, in the same order
    if (raw.to_numpy() != raw.to_numpy().T).any():
        raise ValueError("the matrix of country pairs is not symmetric")
    pairs = raw.rename_axis(columns="other").stack().rename("weight").reset_index()
    found = _undirected(pairs, "region_country_or_economy", "other", sources)
    found = found[found["iso3_a"] != found["iso3_b"]].drop_duplicates(["iso3_a", "iso3_b"])
    return found.assign(layer=ARTICLES, first_year=2003, last_year=2022)


def _conferences(sources: Path) -> pd.DataFrame:
    raw = _read(sources / CONFERENCES / "country_pairs.csv")
    raw = raw.assign(weight=raw["joint_papers"].astype(int), layer=raw["venue"], first_year=raw["year"], last_year=raw["year"])
    found = _undirected(raw, "country_a", "country_b", sources, ["layer", "first_year", "last_year"])
    # Two names of Saudi Arabia make two rows of one pair.
    return found.groupby([name for name in found if name != "weight"], as_index=False)["weight"].sum()


def _undirected(pairs: pd.DataFrame, one: str, other: str, sources: Path, more: Sequence[str] = ()) -> pd.DataFrame:
    """Pairs with their codes in alphabetical order."""
    a, b = places.iso3(pairs[one], sources), places.iso3(pairs[other], sources)
    return pairs[["weight", *more]].assign(iso3_a=a.where(a < b, b), iso3_b=b.where(a < b, a))


def _code(sources: Path) -> pd.DataFrame:
    """Quarters added up to years; a pair below the threshold in a quarter is not published for it."""
    raw = _read(sources / GITHUB / "economy_collaborators.csv").rename(columns={"source": "from", "destination": "to"})
    raw = economies(economies(raw, "from", "iso3_a", sources), "to", "iso3_b", sources)
    years = raw.assign(weight=raw["weight"].astype(int), last_year=raw["year"]).groupby(["iso3_a", "iso3_b", "last_year"])["weight"]
    found = years.agg(weight="sum", quarters="size").reset_index()
    return found.assign(layer=CODE, first_year=found["last_year"])
