"""The pages that are neither notebooks nor data: front, ledger, method, and a notebook without a result."""
from __future__ import annotations

import re
from html import escape
from pathlib import Path

import pandas as pd
import yaml

from ... import __version__, cards, paths, style, tables
from ...claims import VERDICTS
from . import catalogue
from .edition import Edition, entries, html, table
from .notebook import finding, relinked

WIDE = "---\nhtml_theme.sidebar_secondary.remove: true\n---\n"
UNLISTED = WIDE.replace("---\n", "---\norphan: true\n", 1)


def all_of(edition: Edition) -> dict[str, str]:
    """Markdown of every page but the notebooks', by page name."""
    made = {"ledger": ledger(edition), "data": WIDE + catalogue.data(edition)}
    if method_file().exists():
        made["method"] = method(edition)
    described = {f"data/{entry['name']}": UNLISTED + catalogue.page(edition, entry) for entry in entries()}
    return {"index": front(edition, list(made)), **made, **described}


def front(edition: Edition, others: list[str]) -> str:
    """What this is, the verdicts as one picture, the notebooks, what is missing, how to cite."""
    t, count = edition.t, len(edition.ledger)
    what = t("한국어 글 다섯 편이 인공지능의 국제정치를 논한다. AI Statecraft는 그 논증을 공개 자료 위에서 다시 세우고, "
             f"점검할 수 있는 주장 {count}개마다 자료에서 계산한 판정과 그 강건성을 붙인다. "
             "그림과 표와 노트북은 모두 내려받아 다시 돌려 볼 수 있다.",
             "Five Korean texts argue about the international politics of AI. AI Statecraft rebuilds their argument on open "
             f"data and gives each of {count} checkable claims a verdict computed from data, with its robustness. "
             "Every figure, table and notebook can be downloaded and run again.")
    rule = t(" 판정의 규칙은 [방법](method.md)에 있다.", " The [method](method.md) explains how a verdict is made.")
    parts = [
        f"# AI Statecraft\n\n{what}\n", _failures(edition), f"## {t('판정', 'Verdicts')}\n", html(_counts(edition)),
        t("주장마다의 판정은 [원장](ledger.md)에 있다.", "The [ledger](ledger.md) has the verdict of every claim.")
        + (rule if "method" in others else ""),
        f"\n## {t('노트북', 'Notebooks')}\n", *[_listed(edition, slug) for slug in edition.notebooks],
        _missing(edition), _cite(edition),
        _toctree(t("노트북", "Notebooks"), edition.notebooks), _toctree(t("원장과 자료", "Ledger and data"), others),
    ]
    return "\n".join(part for part in parts if part)


def ledger(edition: Edition) -> str:
    """Every claim as one row of a plain table, with an anchor of its own."""
    t, words = edition.t, cards.LABELS[edition.lang]
    intro = t("글이 말한 바(글의 값)와 자료가 답한 바(판정)를 나란히 적는다. *현재 자료* 칸은 글이 쓰인 뒤의 자료까지 "
              "넣었을 때 판정이 달라지는 경우에만 적는다. 노트북 칸의 링크는 정의별 관측값으로 간다.",
              "What the text says (stated) beside what the data answer (verdict). The column *today's data* is filled only "
              "where data from after the text change the verdict. The link to the notebook leads to the observations by definition.")
    files = " · ".join(f'<a href="../{name}" download>{name}</a>' for name in ("ledger.csv", "ledger.json"))
    head = (*(words[key] for key in ("claim", "verdict", "robustness", "today", "stated")), t("글", "Text"), t("노트북", "Notebook"))
    rows = [_claim_row(edition, claim, row) for claim, row in edition.ledger.iterrows()]
    title = t("원장", "Ledger")
    links = f'<p class="downloads">{t("내려받기", "Download")}: {files}</p>'
    return f"{WIDE}# {title}\n\n{intro}\n\n" + html(links + _texts(edition)) + "\n" + html(table(head, rows, title, "ledger"))


def method(edition: Edition) -> str:
    """How a verdict is made: the part of docs/method.md in this language."""
    parts = re.split(r"^# (한국어|English)\s*$", method_file().read_text(encoding="utf-8"), flags=re.MULTILINE)
    spoken = dict(zip(parts[1::2], parts[2::2]))
    return f"# {edition.t('방법', 'Method')}\n\n{relinked(spoken.get(edition.t('한국어', 'English'), '').strip())}\n"


def method_file() -> Path:
    return paths.ROOT / "docs" / "method.md"


def absent(edition: Edition, slug: str) -> str:
    """The page of a notebook that failed, or that has not been run in this language."""
    t, failure = edition.t, edition.failed.get(slug)
    title = f"# {edition.title(slug)}\n\n"
    if failure is None:
        words = t("이 노트북의 결과가 아직 없다. 다음 명령으로 만든다.", "This notebook has no result yet. Make it with:")
        return f"{title}:::{{note}}\n{words}\n:::\n\n```sh\nstatecraft build {slug} --lang {edition.lang}\n```\n"
    rows = [(t("노트북", "Notebook"), slug), (t("칸", "Cell"), failure.cell or "–"), (t("오류", "Error"), failure.error),
            (t("다시 돌리는 명령", "Repeat with"), failure.run.command)]
    body = "".join(f"<dt>{name}</dt><dd><code>{escape(value)}</code></dd>" for name, value in rows)
    words = t("이번 빌드에서 이 노트북이 실패했다. 이전 결과는 낡은 것이므로 싣지 않는다.",
              "This notebook failed in this build. Earlier results are out of date and are not shown.")
    return title + html(f'<div class="admonition error failure"><p class="admonition-title">{t("실패", "Failed")}</p>'
                        f"<p>{words}</p><dl>{body}</dl></div>")


def _failures(edition: Edition) -> str:
    if not edition.failed:
        return ""
    items = "".join(f'<li><a href="{slug}.html">{escape(edition.title(slug))}</a>: {escape(failure.error)}</li>'
                    for slug, failure in edition.failed.items())
    words = edition.t("이번 빌드에서 실패한 노트북", "Notebooks that failed in this build")
    return html(f'<div class="admonition error failure"><p class="admonition-title">{words}</p><ul>{items}</ul></div>')


def _counts(edition: Edition) -> str:
    """Verdicts of all claims as one bar, with the counts in words under it."""
    found, names = edition.ledger["verdict"], cards.LABELS[edition.lang]
    counts = [(verdict, int((found == verdict).sum())) for verdict in VERDICTS] + [("open", int(found.isna().sum()))]
    shown = [(verdict, number) for verdict, number in counts if number]
    words = {**names, "open": edition.t("판정 전", "not tested yet")}
    bars, left = [], 0
    for verdict, number in shown:
        fill = f'fill="{style.VERDICT_COLOURS[verdict]}"' if verdict != "open" else 'class="open"'
        bars.append(f'<rect x="{left}" width="{number}" height="10" {fill}><title>{words[verdict]} {number}</title></rect>')
        left += number
    label = ", ".join(f"{words[verdict]} {number}" for verdict, number in shown)
    items = "".join(f'<li class="{verdict}"><b>{number}</b> {words[verdict]}</li>' for verdict, number in shown)
    return (f'<figure class="counts"><svg viewBox="0 0 {left} 10" preserveAspectRatio="none" role="img" '
            f'aria-label="{label}">{"".join(bars)}</svg><ul>{items}</ul></figure>')


def _listed(edition: Edition, slug: str) -> str:
    if slug in edition.failed:
        said = edition.t("이번 빌드에서 실패했다.", "Failed in this build.")
    elif slug not in edition.results:
        said = edition.t("아직 돌리지 않았다.", "Not run yet.")
    else:
        said = relinked(finding(edition, slug))
    return f"**[{edition.title(slug)}]({slug}.{'ipynb' if slug in edition.results else 'md'})**<br>\n{said}\n"


def _missing(edition: Edition) -> str:
    """Which claims have no verdict yet, by the notebook that will own them."""
    t = edition.t
    waiting = edition.ledger[edition.ledger["verdict"].isna()].groupby("notebook").size()
    if waiting.empty:
        return ""
    listed = ", ".join(f'<span class="name">{slug} ({number})</span>' for slug, number in waiting.items())
    words = t(f"주장 {waiting.sum()}개는 아직 판정이 없다. 맡을 노트북과 주장의 수는 다음과 같다: {listed}.",
              f"{waiting.sum()} claims have no verdict yet. The notebooks that own them, with the number of claims: {listed}.")
    return f"## {t('아직 없는 것', 'What is missing yet')}\n\n{words}\n"


def _cite(edition: Edition) -> str:
    """Version and citation, from CITATION.cff where there is one."""
    t, file = edition.t, paths.ROOT / "CITATION.cff"
    known = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {"title": "AI Statecraft", "authors": []}
    people = [person.get("name") or f"{person['family-names']}, {person['given-names']}" for person in known["authors"]]
    year = str(known["date-released"])[:4] if "date-released" in known else ""
    dated = f" ({year})" if year else ""
    line = f"{'; '.join(people)}{dated}. *{known['title']}*, {t('판', 'version')} {__version__}."
    fields = {"title": f"{{{known['title']}}}", "author": " and ".join(f"{{{name}}}" for name in people),
              "year": year, "version": __version__}
    bibtex = "\n".join(f"  {key} = {{{value}}}," for key, value in fields.items() if value)
    rule = t("표를 쓸 때에는 그 표의 인용도 함께 적는다([자료](data.md)). 코드는 MIT 이용 조건을 따른다.",
             "Whoever uses a table cites it as well ([data](data.md)). The code is under the MIT licence.")
    return f"## {t('판과 인용', 'Version and citation')}\n\n{line}\n\n```bibtex\n@software{{ai-statecraft,\n{bibtex}\n}}\n```\n\n{rule}\n"


def _toctree(caption: str, names: list[str]) -> str:
    listed = "\n".join(names)
    return f"```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{listed}\n```\n" if names else ""


def _claim_row(edition: Edition, claim: str, row: pd.Series) -> str:
    lang, judged = edition.lang, pd.notna(row["verdict"])
    untested = f'<span class="open">{edition.t("판정 전", "not tested yet")}</span>'
    verdict = cards.badge(row["verdict"], lang) if judged else untested
    changed = judged and row["today"] != row["verdict"]
    has_page = row["notebook"] in edition.notebooks
    address = f"{row['notebook']}.html" + (f"#{claim}" if judged and row["notebook"] in edition.results else "")
    cells = [verdict, cards.robustness(row, lang) if judged else "", cards.LABELS[lang][row["today"]] if changed else "",
             escape(str(cards.stated(row)).replace(";", "; ")), f'<a href="#text-{row["text"]}">{row["text"]}</a>',
             f'<a href="{address}">{row["notebook"]}</a>' if has_page else row["notebook"]]
    head = f'<th scope="row"><a href="#{claim}">{claim}</a><br>{escape(row[f"statement_{lang}"])}</th>'
    return f'<tr id="{claim}">{head}' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>"


def _texts(edition: Edition) -> str:
    """The texts in full, so that the table may name them by their id."""
    if "texts" not in {entry["name"] for entry in entries()}:
        return ""
    items = [f'<li id="text-{row.text}"><code>{row.text}</code> {_reference(edition, row)}</li>'
             for row in tables.load("texts").itertuples()]
    return f'<ul class="texts">{"".join(items)}</ul>'


def _reference(edition: Edition, row) -> str:
    author, title = (row.author_ko, row.title_ko) if edition.lang == "ko" else (row.author_en, row.title_en)
    # A publisher is recorded as 한국어(English).
    korean, _, english = str(row.publisher or "").rstrip(")").partition("(")
    publisher = edition.t(korean, english or korean)
    return ", ".join(escape(part) for part in (author, title, publisher, row.as_of) if part and pd.notna(part))


