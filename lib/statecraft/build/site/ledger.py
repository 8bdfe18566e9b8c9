"""The ledger: every claim in one table that filters, sorts and exports, and is whole without scripts."""
from __future__ import annotations

from html import escape

import pandas as pd

from ... import cards
from ...claims import VERDICTS
from .edition import OTHER, Edition, html, table
from .overview import STRENGTHS

TOPICS = {
    "regulation": ("규제", "regulation"), "governance-forums": ("거버넌스 협의체", "governance forums"), "models": ("모델", "models"),
    "investment": ("투자", "investment"), "export-controls": ("수출통제", "export controls"),
    "trade-semiconductors": ("반도체 무역", "trade in chips"), "open-closed": ("개방과 폐쇄", "open and closed AI"),
    "technology-trends": ("기술 동향", "technology trends"), "compute-chips": ("연산과 칩", "compute and chips"),
    "platforms-ecosystem": ("플랫폼과 생태계", "platforms, ecosystem"), "military-ai": ("군사 AI", "military AI"),
    "adoption": ("확산과 이용", "adoption"), "korea-strategy": ("한국의 전략", "Korea's strategy"),
    "safety-alignment": ("안전과 정렬", "safety, alignment"), "korea-capability": ("한국의 역량", "Korea's capability"),
    "research-patents": ("연구와 특허", "research, patents"), "agents": ("에이전트", "agents"), "events-timeline": ("사건", "events"),
    "talent": ("인재", "talent"), "quantum": ("양자", "quantum"), "other": ("그 밖", "other"),
}
OPEN = ("판정 전", "not tested yet")


def page(edition: Edition) -> str:
    """Markdown of the ledger."""
    t, frame = edition.t, edition.ledger
    title = t("원장", "Ledger")
    intro = t("글이 말한 바(글의 값)와 자료가 답한 바(판정)를 나란히 적는다. 판정은 글이 쓰인 때까지의 자료만 쓰며, *현재 자료* 칸은 "
              "지금까지의 자료로 되풀이한 답이다. 주장의 번호가 그 줄로 가는 고정 링크다.",
              "What the text says (stated) beside what the data answer (verdict). A verdict uses data up to the time of the text only; the "
              "column *today's data* repeats the test on all data. The number of a claim is its permanent link.")
    files = " · ".join(f'<a href="../{name}" download>{name}</a>' for name in ("ledger.csv", "ledger.json"))
    links = f'<p class="downloads">{t("전체 내려받기", "Download all")}: {files}</p>'
    rows = [row(edition, claim, found) for claim, found in frame.iterrows()]
    made = table(head(edition), rows, title, "ledger").replace("<table ", '<table id="ledger-table" ', 1)
    return f"---\nwide: true\n---\n# {title}\n\n{intro}\n\n" + html(links + _form(edition, frame)) + "\n" + html(made)


def head(edition: Edition, text: bool = True) -> list[str]:
    """Headings of the columns that `row` fills."""
    words, t = cards.LABELS[edition.lang], edition.t
    columns = [words[key] for key in ("claim", "verdict", "robustness", "today", "stated")]
    return [*columns, *([t("글", "Text")] if text else []), t("노트북", "Notebook")]


def row(edition: Edition, claim: str, found: pd.Series, text: bool = True, more: str = "") -> str:
    """One claim as a table row with its id as anchor; `text` adds the column that leads to the text, `more` follows the statement."""
    lang, judged = edition.lang, found["verdict"] is not None
    cells = {
        "verdict": cards.labelled(found, found, lang) if judged else f'<span class="open">{edition.t(*OPEN)}</span>',
        "robustness": cards.robustness(found, lang) if judged else "",
        "today": cards.today(found, found["later"], lang) if judged else "", "stated": escape(cards.stated(found)),
    }
    keys = {"verdict": (*VERDICTS, None).index(found["verdict"]), "robustness": _rank(found) if judged else ""}
    columns = "".join(f'<td data-label="{cards.LABELS[lang][name]}"{_key(keys, name)}>{cell}</td>' for name, cell in cells.items())
    if text:
        columns += (f'<td data-label="{edition.t("글", "Text")}"><a href="{found["text"]}.html#{claim}">'
                    f'{escape(edition.texts.loc[found["text"], "name"])}</a></td>')
    columns += f'<td data-label="{edition.t("노트북", "Notebook")}">{_notebook(edition, claim, found)}</td>'
    first = (f'<th scope="row" data-key="{claim}"><a href="{"" if text else "ledger.html"}#{claim}">{claim}</a><br>'
             f'<span class="statement">{escape(found[f"statement_{lang}"])}</span>{more}{_details(edition, claim, found)}</th>')
    facets = {"text": found["text"], "topic": found["topic"], "verdict": found["verdict"] or "open", "robustness": found["strength"],
              "notebook": found["notebook"], "other": found[f"statement_{OTHER[lang]}"]}
    data = "".join(f' data-{name}="{escape(str(value))}"' for name, value in facets.items()) if text else ""
    return f'<tr id="{claim}"{data}>{first}{columns}</tr>'


def _key(keys: dict, name: str) -> str:
    return f' data-key="{keys[name]}"' if name in keys else ""


def _rank(found: pd.Series) -> str:
    """What the column of robustness is sorted by: strength, then sources and definitions."""
    return f'{list(STRENGTHS)[::-1].index(found["strength"])} {found["sources"]} {found["decided"]}'


def _notebook(edition: Edition, claim: str, found: pd.Series) -> str:
    slug, judged = found["notebook"], found["verdict"] is not None
    if slug not in edition.notebooks:
        return slug
    return f'<a href="{slug}.html{f"#{claim}" if judged and slug in edition.results else ""}">{slug}</a>'


def _details(edition: Edition, claim: str, found: pd.Series) -> str:
    """The definitions behind a verdict; for a claim without one, its fair reading."""
    seen = edition.observations[edition.observations["claim"] == claim]
    if len(seen):
        return cards.details(seen, found, edition.lang) + _evidence(edition, claim)
    reading = found[f"fair_reading_{edition.lang}"]
    if pd.isna(reading):
        return ""
    return f'<details><summary>{edition.t("읽는 법", "Fair reading")}</summary><p>{escape(reading)}</p></details>'


def _evidence(edition: Edition, claim: str) -> str:
    """Links to the figures that bear on a claim."""
    links = [f'<a href="{slug}.html#figure-{figure["name"]}" title="{escape(figure["title"])}">'
             f'{edition.t(f"{slug[:2]} 그림 {number}", f"{slug[:2]} figure {number}")}</a>'
             for slug, number, figure in edition.evidence.get(claim, [])]
    return f'<p class="evidence">{edition.t("그림으로 보기", "See")}: {" · ".join(links)}</p>' if links else ""


def _form(edition: Edition, frame: pd.DataFrame) -> str:
    """The filter; hidden until the script that answers it has loaded."""
    t, names = edition.t, cards.LABELS[edition.lang]
    facets = {
        "text": (t("글", "Text"), edition.texts["name"].to_dict()),
        "topic": (t("주제", "Topic"), {topic: t(*TOPICS.get(topic, (topic, topic))) for topic in frame["topic"].value_counts().index}),
        "verdict": (names["verdict"], {**{verdict: names[verdict] for verdict in VERDICTS}, "open": t(*OPEN)}),
        "robustness": (names["robustness"], {key: t(*name) for key, name in STRENGTHS.items()}),
        "notebook": (t("노트북", "Notebook"), {slug: slug for slug in sorted(frame["notebook"].unique())}),
    }
    every = t("모두", "all")
    selects = "".join(
        f'<label>{label} <select name="{name}"><option value="">{every}</option>'
        + "".join(f'<option value="{value}">{escape(shown)}</option>' for value, shown in options.items()) + "</select></label>"
        for name, (label, options) in facets.items())
    count = t("주장 {all}개 가운데 {n}개", "{n} of {all} claims")
    return (f'<form id="ledger-filter" hidden data-count="{count}">'
            f'<label class="words">{t("찾을 말(한국어·영어)", "Words (English or Korean)")} <input type="search" name="q"></label>'
            f'<details><summary>{t("조건으로 거르기", "Filter")}</summary><div class="facets">{selects}</div></details>'
            f'<div><output aria-live="polite"></output> <button type="reset">{t("모두 보기", "Show all")}</button> '
            f'<button type="button" class="export">{t("보이는 줄을 CSV로", "Export these rows (CSV)")}</button></div></form>')
