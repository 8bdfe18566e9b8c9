"""What all pages of one language know: the results, the failures, the ledger with verdicts."""
from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from html import escape
from pathlib import Path

import pandas as pd

from ... import claims, synthesis, tables
from ...profile import Profile
from ..execute import Outcome
from ..runs import names, read
from . import overview
from .described import Described

OTHER = {"ko": "en", "en": "ko"}


@dataclass(frozen=True)
class Edition:
    """The report in one language, from the results in a folder of reports."""

    lang: str
    reports: Path
    failures: tuple[Outcome, ...] = ()
    data: Described = field(default_factory=Described)

    def t(self, ko: str, en: str) -> str:
        """The one of two texts that is in the edition's language."""
        return ko if self.lang == "ko" else en

    @property
    def profiles(self) -> dict[str, Profile]:
        """What each table holds, in numbers; without the tables that cannot be read."""
        return self.data.profiles

    @property
    def pictures(self) -> dict[str, str]:
        """The words for the picture of each table, in this language."""
        return self.data.alt[self.lang]

    @property
    def modified(self) -> set[str]:
        """Tables that their user has edited."""
        return self.data.modified

    @cached_property
    def notebooks(self) -> list[str]:
        """Slugs of all notebooks: each has a page in both languages."""
        return names()

    @cached_property
    def results(self) -> dict[str, dict]:
        """`result.json` of the notebooks that have a result in this language."""
        return {slug: result for slug, result in self._results(self.lang).items() if slug not in self.failed}

    @cached_property
    def failed(self) -> dict[str, Outcome]:
        """The failed run of this language, by notebook."""
        return {outcome.run.notebook: outcome for outcome in self.failures if outcome.run.lang == self.lang}

    @cached_property
    def aim(self) -> str:
        """What the project does with claims, and with how many it has been done: a clause after "rebuilds their argument on open data"."""
        count, said = len(self.ledger), self.ledger["verdict"].dropna()
        decided, not_testable = int((said != "not-testable").sum()), int((said == "not-testable").sum())
        return self.t(f"점검할 수 있는 주장 {count}개를 자료에 비추어 판정하며 그 강건성을 밝힌다(지금까지 판정 {decided}개, 검증 불가 {not_testable}개).",
                      f"judges {count} checkable claims by data, with the robustness of every verdict (so far {decided} decided, {not_testable} not testable).")

    @cached_property
    def ledger(self) -> pd.DataFrame:
        """All claims in reading order, with the columns of their verdict where a notebook gave one (missing where none did).

        `strength` is one of `overview.STRENGTHS`; `later` says whether any observation is newer than the text.
        """
        frame = synthesis.joined(claims.ledger(), self._either).set_index("claim")
        newer = self.observations.loc[~self.observations["then"].astype(bool), "claim"]
        numbers = frame[["agree", "decided", "undecided", "definitions", "sources"]]
        whole = numbers.astype("Int64").astype(object).where(numbers.notna(), float("nan"))
        return frame.assign(**whole).astype(object).assign(strength=overview.strength(frame), later=frame.index.isin(newer))

    @cached_property
    def observations(self) -> pd.DataFrame:
        """What every definition of every judged claim observed, in the order of the results."""
        rows = [row for result in self._either.values() for row in result["observations"]]
        return pd.DataFrame(rows, columns=None if rows else ["claim", "then"])

    @cached_property
    def evidence(self) -> dict[str, list[tuple[str, int, dict]]]:
        """For every claim the figures that bear on it: (notebook, number in the notebook, figure of its result)."""
        found: dict[str, list[tuple[str, int, dict]]] = {}
        for slug, result in self.results.items():
            for number, figure in enumerate(result["figures"], 1):
                for claim in figure["claims"]:
                    found.setdefault(claim, []).append((slug, number, figure))
        return found

    @cached_property
    def texts(self) -> pd.DataFrame:
        """The source texts by date, indexed by their id, with a short `name` in this language."""
        frame = tables.load("texts").sort_values(["as_of", "text"])
        return frame.assign(name=frame["text"].map(synthesis.text_names(frame, self.lang))).set_index("text")

    @cached_property
    def _either(self) -> dict[str, dict]:
        """Results in this language or the other: verdicts do not depend on it."""
        return {**self._results(OTHER[self.lang]), **self._results(self.lang)}

    def title(self, slug: str) -> str:
        """The heading of a notebook in this language."""
        for cell in read(slug).cells:
            tags = cell.metadata.get("tags", [])
            heading = re.search(r"^# +(.+?)\s*$", cell.source, re.MULTILINE) if cell.cell_type == "markdown" else None
            if heading and OTHER[self.lang] not in tags:
                return heading[1]
        return slug

    def folder(self, slug: str) -> Path:
        """Where the result of a notebook is."""
        return self.reports / "results" / slug / self.lang

    def address(self, slug: str, file: str) -> str:
        """A file of a result, as a page of the site links to it."""
        return f"../results/{slug}/{self.lang}/{file}"

    def described(self, entry: dict, key: str) -> str:
        """A text of the data package in this language (`title`, `description`, `caveats`)."""
        return entry.get(self.t(f"{key}_ko", key)) or entry.get(key, "")

    def _results(self, lang: str) -> dict[str, dict]:
        folders = {slug: self.reports / "results" / slug / lang for slug in self.notebooks}
        return {slug: json.loads((folder / "result.json").read_text(encoding="utf-8")) for slug, folder in folders.items()
                if (folder / "result.json").exists() and (folder / "notebook.ipynb").exists()}


def html(text: str) -> str:
    """HTML as a block of a Markdown page."""
    return f"```{{raw}} html\n{text}\n```\n"


def table(head: Iterable[str], rows: Iterable[str], label: str, css: str = "") -> str:
    """An HTML table in a box of its own that scrolls; `rows` are `<tr>` elements."""
    columns = "".join(f'<th scope="col">{cell}</th>' for cell in head)
    body = "\n".join(rows)
    return scrolling(f'<table class="{css}"><thead><tr>{columns}</tr></thead><tbody>\n{body}\n</tbody></table>', label)


def scrolling(content: str, label: str) -> str:
    """A box that scrolls sideways and can be reached by keyboard."""
    return f'<div class="scroll" role="region" tabindex="0" aria-label="{escape(label)}">{content}</div>'


def entries() -> list[dict]:
    """The tables of the data package, in its order."""
    return tables.package()["resources"]
