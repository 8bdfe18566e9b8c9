"""The report as one typeset document a language: `ai-statecraft-ko.pdf` and `ai-statecraft-en.pdf`.

Everything is taken from results and tables and written as Typst markup, after the template
that says how it looks. The compiler reads nothing but that text and the pictures in
`reports/results`, so no path, time or setting of a machine shows in the bytes.
"""
from __future__ import annotations

import re
from datetime import datetime, timezone
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

import matplotlib
import typst
import yaml

from ... import paths, style
from ..execute import Outcome
from ..runs import LANGS
from ..site.edition import Edition
from . import back, front
from .chapter import chapter
from .markup import array, call, quoted

STANDARDS = ["a-2a", "ua-1"]  # archival, tagged, accessible; level 2 allows the transparency of the figures


def publish(reports: Path, failures: list[Outcome]) -> list[str]:
    """Make both documents from `reports/results`; returns troubles, one line each, none when all is well.

    `failures` are the runs of this build that failed: their chapters say so. A document that
    cannot be made leaves the earlier one and the trouble says why.
    """
    return [trouble for lang in LANGS for trouble in _publish(Edition(lang, reports, tuple(failures)))]


def document(edition: Edition) -> tuple[str, list[str]]:
    """The whole markup of one language, template included, and the troubles met on the way."""
    known = _known()
    chapters = [chapter(edition, slug) for slug in edition.notebooks]
    parts = [
        (files(__package__) / "template.typ").read_text(encoding="utf-8"), _settings(edition, known), front.cover(edition, known),
        front.summary(edition), front.contents(edition), front.method(edition), *(markup for markup, _ in chapters),
        back.ledger(edition), back.data(edition), back.bibliography(edition), back.colophon(edition, known),
    ]
    return "\n\n".join(parts), [message for _, trouble in chapters for message in trouble]


def _publish(edition: Edition) -> list[str]:
    markup, trouble = document(edition)
    target = edition.reports / f"ai-statecraft-{edition.lang}.pdf"
    try:
        made, warnings = typst.compile_with_warnings(
            markup.encode(), root=str(edition.reports), font_paths=_fonts(), pdf_standards=STANDARDS, timestamp=_released())
    except typst.TypstError as error:
        return [*trouble, f"PDF [{edition.lang}] could not be made: {_told(error)}"]
    scratch = target.with_name(f".{target.name}")
    scratch.write_bytes(made)
    scratch.replace(target)
    return trouble + [f"PDF [{edition.lang}]: {_told(warning)}" for warning in warnings]


def _settings(edition: Edition, known: dict) -> str:
    day = known["date-released"]
    title = edition.t("AI Statecraft: 공개 자료로 다시 세운 인공지능의 국제정치", known["title"])
    told = edition.t("다섯 글의 주장을 공개 자료로 검증한 보고서", "Claims of five texts tested on open data")
    named = call("edition.with", lang=quoted(edition.lang), title=quoted(title), author=quoted("; ".join(front.people(known))),
                 description=quoted(told), keywords=array(quoted(word) for word in known.get("keywords", [])),
                 date=f"datetime(year: {day.year}, month: {day.month}, day: {day.day})")
    return f"#show: {named[1:]}"


def _known() -> dict:
    """CITATION.cff: who, what, when."""
    return yaml.safe_load((paths.ROOT / "CITATION.cff").read_text(encoding="utf-8"))


def _released() -> int:
    """The day of the release as the time of the document: a build has none."""
    day = _known()["date-released"]
    return int(datetime(day.year, day.month, day.day, tzinfo=timezone.utc).timestamp())


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Fonts that come with packages, none of the system: NanumGothic, DejaVu, and what Typst brings."""
    folders = [style.font_files()[0].parent, Path(matplotlib.get_data_path()) / "fonts" / "ttf"]
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in folders])


def _told(said: typst.TypstError | typst.TypstWarning) -> str:
    """What the compiler says, with the markup it says it about."""
    line = re.search(r"^\s*\d+ │ (.*)$", said.diagnostic, re.MULTILINE)
    return f"{said.message} (at: {line[1].strip()[:200]})" if line else said.message
