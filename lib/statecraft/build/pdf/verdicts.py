"""Verdicts in print: the table of a notebook's claims, and the ledger of all."""
from __future__ import annotations

import pandas as pd

from ... import cards, style, synthesis, tables
from ...claims import VERDICTS
from ..site.edition import Edition, entries
from .markup import address_of, call, content, escaped, label, table

WIDTHS = ("1fr", "2.5cm", "3.4cm", "1.9cm")
OPEN = "open"


def of_chapter(edition: Edition, slug: str) -> str:
    """The verdicts of one notebook in the order it gave them, each with what the main definition saw."""
    result = edition.results[slug]
    seen = {o["claim"]: o for o in result["observations"] if o["main"] and o["then"]}
    claims = edition.ledger.loc[[row["claim"] for row in result["verdicts"] if row["claim"] in edition.ledger.index]]
    rows = [[statement(edition, claim, row, seen.get(claim)) + label(f"tested-{claim}"), *_judged(edition, row)]
            for claim, row in claims.iterrows()]
    return table(WIDTHS, _head(edition), rows)


def ledger(edition: Edition, claims: pd.DataFrame) -> str:
    """Claims with their verdicts, and the notebook that owns each, linked to its own table there."""
    rows = [[statement(edition, claim, row), *_judged(edition, row), notebook(edition, claim, row)]
            for claim, row in claims.iterrows()]
    return table((*WIDTHS, "1.6cm"), [*_head(edition), notebook_head(edition)], rows)


def by_text(edition: Edition) -> list[tuple[str, pd.DataFrame]]:
    """The claims of every text under its short name, the oldest text first."""
    known = {entry["name"] for entry in entries()}
    names = synthesis.text_names(tables.load("texts"), edition.lang) if "texts" in known else {}
    ordered = edition.ledger.sort_values("as_of", kind="stable")
    return [(names.get(text, text), rows) for text, rows in ordered.groupby("text", sort=False)]


def counts(claims: pd.DataFrame) -> list[tuple[str, int]]:
    """How many claims have each verdict, in the order of verdicts, those without one last (`open`)."""
    found = claims["verdict"]
    return [(verdict, int((found == verdict).sum())) for verdict in VERDICTS] + [(OPEN, int(found.isna().sum()))]


def word(edition: Edition, verdict: str) -> str:
    """The name of a verdict."""
    return edition.t("판정 전", "not tested yet") if verdict == OPEN else cards.LABELS[edition.lang][verdict]


def colour(verdict: str) -> str:
    """The colour of a verdict, as code."""
    return "white" if verdict == OPEN else f'rgb("{style.VERDICT_COLOURS[verdict]}")'


def statement(edition: Edition, claim: str, row: pd.Series, seen: dict | None = None) -> str:
    """Statement, id, the value the text states and the one observed."""
    words = cards.LABELS[edition.lang]
    stated = str(cards.stated(row))
    parts = [claim, f"{words['stated']} {stated}" if stated else ""]
    if seen is not None:
        parts.append(f"{words['observed']} {cards.number(seen['observed'], seen['low'], seen['high'])}")
    below = call("small", content(escaped(" · ".join(filter(None, parts)))))
    return f"{escaped(row[f'statement_{edition.lang}'])} #linebreak() {below}"


def notebook(edition: Edition, claim: str, row: pd.Series) -> str:
    """The number of the notebook that owns a claim, linked to the claim there once it is tested."""
    number = escaped(row["notebook"][:2])
    tested = pd.notna(row["verdict"]) and row["notebook"] in edition.results
    return address_of(f"tested-{claim}", number) if tested else number


def notebook_head(edition: Edition) -> str:
    """The head of the column of `notebook`."""
    return escaped(edition.t("노트북", "Notebook"))


def _head(edition: Edition) -> list[str]:
    return [escaped(cards.LABELS[edition.lang][key]) for key in ("claim", "verdict", "robustness", "today")]


def _judged(edition: Edition, row: pd.Series) -> list[str]:
    verdict = row["verdict"] if pd.notna(row["verdict"]) else OPEN
    judged = verdict != OPEN
    changed = judged and row["today"] != verdict
    notes = [*cards.marks(row, row, edition.lang), cards.robustness(row, edition.lang)] if judged else []
    return [call("verdict", colour(verdict), content(escaped(word(edition, verdict)))), escaped("; ".join(filter(None, notes))),
            escaped(word(edition, row["today"])) if changed else ""]
