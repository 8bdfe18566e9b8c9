"""A page for each source text: its structure, section by section, with the claims and their verdicts in reading order."""
from __future__ import annotations

import re
from html import escape

import pandas as pd

from ... import cards, tables
from ...claims import VERDICTS
from . import ledger
from .edition import Edition, entries, html, table
from .overview import bar, strip

PARTS = {
    "background": ("배경", "Background"), "recommendations": ("제언", "Recommendations"), "article": ("기사", "Article"),
    "introduction": ("서론", "Introduction"), "tech-platform": ("기술과 플랫폼", "Technology and platforms"),
    "regulation-discourse": ("규제와 담론", "Regulation and discourse"), "diplomacy-arms": ("외교와 군비", "Diplomacy and arms"),
    "korea-statecraft": ("한국의 국가책략", "Korea's statecraft"), "features": ("특징", "Features"),
    "recent-trends": ("최근 동향", "Recent trends"), "outlook": ("전망", "Outlook"),
}


def pages(edition: Edition) -> dict[str, str]:
    """Markdown of the page of every text that the ledger has claims of, by the text's id."""
    return {text: page(edition, text) for text in pages_of(edition)}


def pages_of(edition: Edition) -> list[str]:
    """The texts that the ledger has claims of, by date."""
    claimed = set(edition.ledger["text"])
    return [text for text in edition.texts.index if text in claimed]


def page(edition: Edition, text: str) -> str:
    """Reference, verdicts as a bar, structure, then every section with its claims."""
    t, frame, about = edition.t, edition.ledger[edition.ledger["text"] == text], edition.texts.loc[text]
    intro = t("글의 뼈대를 절 순서대로 따라가며, 점검할 수 있는 진술마다 자료의 답을 나란히 놓았다. 진술은 글을 옮긴 것이 아니라 뜻을 풀어 쓴 것이다.",
              "The text section by section, with the answer of the data beside every statement that can be checked. "
              "Statements are paraphrased.")
    labels, opposed = _labels(edition, text), _opposed(edition)
    parts = [f"---\nwide: true\n---\n# {about['name']}\n\n{reference(edition, text)}\n\n{intro}\n", html(bar(edition, frame)),
             f"## {t('글의 구조', 'Structure')}\n", html(_structure(edition, text, frame, labels))]
    before = None
    for section in frame["section"].unique():
        part, inner = section.partition("/")[::2]
        if part != before and inner:
            parts.append(f"## {t(*PARTS.get(part, (part, part)))}\n")
        before = part
        parts.append(f"({anchor(text, section)})=\n{'###' if inner else '##'} {labels[section]}\n")
        parts.append(html(_claims(edition, frame[frame["section"] == section], labels[section], opposed)))
    return "\n".join(parts)


def reference(edition: Edition, text: str) -> str:
    """Author, title, publisher, date of a text, and what the date rests on."""
    row = edition.texts.loc[text]
    # A publisher is recorded as 한국어(English).
    korean, _, english = str(row["publisher"] or "").rstrip(")").partition("(")
    parts = [row[f"author_{edition.lang}"], row[f"title_{edition.lang}"], edition.t(korean, english or korean), row["as_of"]]
    basis = row.get(f"as_of_basis_{edition.lang}")
    listed = ", ".join(str(part) for part in parts if part and pd.notna(part))
    return f"{listed} ({basis})" if pd.notna(basis) else listed


def linked(edition: Edition, prose: str) -> str:
    """Prose in which the ids of texts and of their sections are names that lead to their pages."""
    return _renamed(edition, prose, '<a href="{}">{}</a>')


def named(edition: Edition, prose: str) -> str:
    """Prose in which the ids of texts and of their sections are names."""
    return _renamed(edition, prose, "{1}")


def _renamed(edition: Edition, prose: str, form: str) -> str:
    sections = tables.load("sections")
    names = {text: (f"{text}.html", edition.texts.loc[text, "name"]) for text in pages_of(edition)}
    for row in sections[~sections["section"].duplicated(keep=False) & sections["section"].str.contains("/")].itertuples():
        names[row.section] = (f"{row.text}.html#{anchor(row.text, row.section)}", getattr(row, f"label_{edition.lang}"))
    ids = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.sub(rf"(?<![\w/`-])(?:{ids})(?![\w/`-]*[a-z0-9`/-])", lambda found: form.format(*names[found[0]]), prose)


def _labels(edition: Edition, text: str) -> dict[str, str]:
    rows = tables.load("sections")
    return rows[rows["text"] == text].set_index("section")[f"label_{edition.lang}"].to_dict()


def anchor(text: str, section: str) -> str:
    """The id of a section on the page of its text."""
    return f"{text}-{section}".replace("/", "-")


def _structure(edition: Edition, text: str, frame: pd.DataFrame, labels: dict[str, str]) -> str:
    """The sections of a text with the number and the verdicts of their claims."""
    t, names = edition.t, {**cards.LABELS[edition.lang], "open": edition.t(*ledger.OPEN)}
    rows = []
    for section in frame["section"].unique():
        found = frame.loc[frame["section"] == section, "verdict"].fillna("open").value_counts()
        shown = [(verdict, int(found[verdict])) for verdict in (*VERDICTS, "open") if verdict in found]
        label = ", ".join(f"{names[verdict]} {number}" for verdict, number in shown)
        part = t(*PARTS.get(section.partition("/")[0], ("", ""))) if "/" in section else ""
        rows.append(f'<tr><td>{part}</td><th scope="row"><a href="#{anchor(text, section)}">{escape(labels[section])}</a></th>'
                    f'<td class="number">{found.sum()}</td><td><span class="strip">{strip(shown, label)}</span>{label}</td></tr>')
    head = (t("부", "Part"), t("절", "Section"), t("주장", "Claims"), t("판정", "Verdicts"))
    return table(head, rows, t("글의 구조", "Structure"), "structure")


def _claims(edition: Edition, frame: pd.DataFrame, label: str, opposed: dict[str, str]) -> str:
    rows = [ledger.row(edition, claim, found, text=False, more=opposed.get(claim, "")) for claim, found in frame.iterrows()]
    return table(ledger.head(edition, text=False), rows, label, "ledger")


def _opposed(edition: Edition) -> dict[str, str]:
    """For claims that other texts or the record are said to contradict: the issue and the claims on the other side."""
    if "contradictions" not in {entry["name"] for entry in entries()}:
        return {}
    pairs, said = tables.load("contradictions").query("side != 'record'"), {}
    for row in pairs.itertuples():
        others = pairs.loc[(pairs["contradiction"] == row.contradiction) & (pairs["side"] != row.side), "claim_id"]
        links = ", ".join(f'<a href="ledger.html#{claim}">{claim}</a>' for claim in others) or edition.t("기록", "the record")
        issue = f"{edition.t('엇갈리는 쟁점', 'Disputed')}: {escape(getattr(row, f'issue_{edition.lang}'))} ↔ {links}"
        said[row.claim_id] = f'<span class="opposed">{issue}</span>'
    return said
