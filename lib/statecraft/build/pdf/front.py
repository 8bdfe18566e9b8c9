"""The front of the document: cover, summary, contents, method."""
from __future__ import annotations

import re

import pandas as pd

from ... import __version__, cards
from ..runs import is_synthesis
from ..site import method as methods
from ..site.edition import Edition
from ..site.notebook import finding
from . import markdown, verdicts
from .markup import address_of, array, call, content, escaped, quoted, table

FIRMEST = 8


def cover(edition: Edition, known: dict) -> str:
    """Title, what this is, version, licence, release; `known` is CITATION.cff."""
    t = edition.t
    about = t("한국어 글 다섯 편이 인공지능의 국제정치를 논한다. AI Statecraft는 그 논증을 공개 자료 위에서 다시 세우고, "
              f"{edition.aim} 이 문서는 노트북의 결과를 한 권으로 엮은 것이다. "
              "코드와 정의별 관측값은 사이트와 노트북에 있다.",
              "Five Korean texts argue about the international politics of AI. AI Statecraft rebuilds their argument on open "
              f"data and {edition.aim} This document "
              "binds the results of the notebooks in one volume. Code and the observations behind every definition are in the "
              "site and the notebooks.")
    licence = t(f"코드는 {known['license']}. 표마다 이용 조건이 따로 있다(‘자료와 이용 조건’).",
                f"Code: {known['license']}. Each table carries its own licence (see “Data and licences”).")
    facts = [(t("판", "Version"), __version__), (t("공개일", "Released"), released(edition, known)),
             (t("저자", "Authors"), "; ".join(people(known))), (t("이용 조건", "Licence"), licence)]
    rows = array(array([content(escaped(name)), content(escaped(value))]) for name, value in facts if value)
    subtitle = t("공개 자료로 다시 세운 인공지능의 국제정치", "The international politics of AI, rebuilt on open data")
    return call("cover", title=content("AI Statecraft"), subtitle=content(escaped(subtitle)), about=content(escaped(about)), facts=rows)


def contents(edition: Edition) -> str:
    return (call("heading", content(edition.t("차례", "Contents")), level="1", outlined="false", bookmarked="true")
            + "\n\n" + call("outline", title="none", depth="2", indent="2.2em"))


def summary(edition: Edition) -> str:
    """Verdict counts as one picture, what each notebook found, and the firmest verdicts."""
    t = edition.t
    return "\n\n".join([
        call("chapter", "none", content(t("요약", "Summary"))), _counts(edition),
        call("heading", content(t("노트북마다 찾은 것", "What each notebook found")), level="2"), _findings(edition),
        *_firmest(edition, "supported", t("가장 확실하게 성립하는 주장", "Claims that stand most firmly"),
                  t("모든 정의가 일치하는 주장 가운데 출처와 정의가 많은 순서다.",
                    "Every definition agrees; those with most sources and definitions first.")),
        *_firmest(edition, "contradicted", t("가장 굳게 반박된 주장", "Claims that are contradicted most firmly"),
                  t("일치하는 정의가 하나도 없는 주장 가운데 출처와 정의가 많은 순서다.",
                    "No definition agrees; those with most sources and definitions first.")),
    ])


def method(edition: Edition) -> str:
    """How a verdict is made: the part of docs/method.md in this language."""
    if not methods.file().exists():
        return ""
    parts = re.split(r"^# (한국어|English)\s*$", methods.file().read_text(encoding="utf-8"), flags=re.MULTILINE)
    return markdown.blocks(dict(zip(parts[1::2], parts[2::2]))[edition.t("한국어", "English")], shift=-1)


def people(known: dict) -> list[str]:
    return [person.get("name") or f"{person['family-names']}, {person['given-names']}" for person in known["authors"]]


def released(edition: Edition, known: dict) -> str:
    day = pd.Timestamp(known["date-released"])
    return edition.t(f"{day.year}년 {day.month}월 {day.day}일", f"{day.day} {day.month_name()} {day.year}")


def _counts(edition: Edition) -> str:
    """One bar for all claims and one for every text, in a figure whose alternative text gives the counts."""
    groups = [(edition.t("모든 주장", "all claims"), edition.ledger), *verdicts.by_text(edition)]
    found = [(name, [(verdict, number) for verdict, number in verdicts.counts(rows) if number]) for name, rows in groups]
    bars = array(_bar(name, parts) for name, parts in found)
    legend = array(array([verdicts.colour(verdict), content(escaped(verdicts.word(edition, verdict)))]) for verdict, _ in found[0][1])
    said = [f"{name}: " + ", ".join(f"{verdicts.word(edition, verdict)} {number}" for verdict, number in parts)
            for name, parts in found]
    caption = edition.t("판정의 수. 위는 모든 주장, 아래는 글마다. 막대의 길이는 몫을, 안의 숫자는 주장 수를 나타낸다.",
                        "Numbers of verdicts, of all claims (top) and of each text. Lengths are shares, numbers in the bars are claims.")
    return call("figure", call("bars", bars, legend)[1:], kind="image", alt=quoted("; ".join(said)), numbering="none",
                supplement="none", caption=content(escaped(caption)))


def _bar(name: str, parts: list[tuple[str, int]]) -> str:
    """One row of the picture: name, number of claims, and (number, colour) of every part."""
    pieces = array(array([str(number), verdicts.colour(verdict)]) for verdict, number in parts)
    return array([content(escaped(name)), content(escaped(sum(number for _, number in parts))), pieces])


def _findings(edition: Edition) -> str:
    """The first sentence of every notebook's finding, the synthesis first."""
    ordered = sorted(edition.notebooks, key=lambda slug: not is_synthesis(slug))
    titles = [address_of(slug, call("strong", content(markdown.inline(edition.title(slug))))) for slug in ordered]
    items = [f"{title} #linebreak() {_said(edition, slug)}" for title, slug in zip(titles, ordered)]
    return call("list", *map(content, items), marker="none", indent="0pt", body_indent="0pt", spacing="1.1em")


def _said(edition: Edition, slug: str) -> str:
    if slug in edition.failed:
        return escaped(edition.t("이번 빌드에서 실패했다.", "Failed in this build."))
    if slug not in edition.results:
        return escaped(edition.t("아직 돌리지 않았다.", "Not run yet."))
    return markdown.inline(finding(edition, slug))


def _firmest(edition: Edition, verdict: str, title: str, rule: str) -> list[str]:
    """The claims of one verdict whose definitions are unanimous, by the number of sources, then of definitions."""
    ledger, unanimous = edition.ledger, {"supported": 1, "contradicted": 0}[verdict]
    if "support" not in ledger:
        return []
    rows = ledger[(ledger["verdict"] == verdict) & (ledger["support"] == unanimous) & (ledger["sources"] > 1)]
    rows = rows.sort_values(["sources", "decided"], ascending=False, kind="stable").head(FIRMEST)
    if rows.empty:
        return []
    cells = [[verdicts.statement(edition, claim, row), escaped(cards.robustness(row, edition.lang)),
              verdicts.notebook(edition, claim, row)] for claim, row in rows.iterrows()]
    head = (*(escaped(cards.LABELS[edition.lang][key]) for key in ("claim", "robustness")), verdicts.notebook_head(edition))
    return [call("heading", content(escaped(title)), level="2"), call("lead", content(escaped(rule))),
            table(("1fr", "4.6cm", "1.6cm"), head, cells)]
