"""The front page: what this is, what was found in one picture, the strongest findings, what to do next."""
from __future__ import annotations

from html import escape

from . import cite, overview, texts
from .edition import Edition, html
from .notebook import downloads, finding, relinked, size

FINDINGS = 6


def page(edition: Edition, others: list[str]) -> str:
    """Markdown of the front page; `others` names the pages of the ledger, the data and the method."""
    t = edition.t
    parts = [
        f"# AI Statecraft\n\n{_what(edition)}\n", _failures(edition), _verdicts(edition, "method" in others),
        _findings(edition), _readers(edition),
        f"## {t('다섯 글', 'The texts')}\n", html(_texts(edition)),
        f"## {t('노트북', 'Notebooks')}\n", *[_listed(edition, slug) for slug in edition.notebooks],
        _missing(edition), cite.section(edition),
        _toctree(t("글", "Texts"), texts.pages_of(edition)), _toctree(t("노트북", "Notebooks"), [f"{slug[:2]} {_short(edition, slug)} <{slug}>" for slug in edition.notebooks]),
        _toctree(t("원장과 자료", "Ledger and data"), others),
    ]
    return "\n".join(part for part in parts if part)


def strongest(edition: Edition) -> list[tuple[str, dict]]:
    """The findings of the front page as (notebook, figure of its result).

    Figures of one message (8 cm wide) that bear only on claims which two or more sources answer
    without dissent. Notebooks with most such claims come first; each in turn gives its next one.
    """
    firm = edition.ledger[edition.ledger["strength"] == "several"]
    ranked = firm.groupby("notebook").size().sort_values(ascending=False, kind="stable").index
    queues = [[(slug, figure) for figure in edition.results[slug]["figures"]
               if figure["claims"] and set(figure["claims"]) <= set(firm.index) and size(edition, slug, figure["name"])[0] < 450]
              for slug in ranked if slug in edition.results]
    longest = max(map(len, queues), default=0)
    return [queue[turn] for turn in range(longest) for queue in queues if turn < len(queue)][:FINDINGS]


def _what(edition: Edition) -> str:
    return edition.t(
        "한국어 글 다섯 편이 인공지능의 국제정치를 논한다. AI Statecraft는 그 논증을 공개 자료 위에서 다시 세우고, "
        f"{edition.aim} "
        "그림과 표와 노트북은 모두 내려받아, 나라와 자료의 판을 바꾸어 가며 다시 돌려 볼 수 있다.",
        "Five Korean texts argue about the international politics of AI. AI Statecraft rebuilds their argument on open "
        f"data and {edition.aim} "
        "Every figure, table and notebook can be downloaded and run again with other countries and other editions of the data.")


def _verdicts(edition: Edition, explained: bool) -> str:
    """The finding of the whole: the picture, or that nothing has a verdict yet."""
    t = edition.t
    links = t("주장마다의 판정은 [원장](ledger.md)에 있다.", "The [ledger](ledger.md) has the verdict of every claim.")
    links += t(" 판정의 규칙은 [방법](method.md)에 있다.", " The [method](method.md) explains how a verdict is made.") if explained else ""
    if not edition.ledger["verdict"].notna().any():
        return f"## {t('판정', 'Verdicts')}\n\n{t('아직 판정이 난 주장이 없다.', 'No claim has a verdict yet.')} {links}\n"
    words = overview.words(edition)
    picture = ('<figure class="statecraft whole" id="figure-verdicts">'
               f'<img src="figures/verdicts.svg" alt="{escape(words["alt"])}" width="346" height="303"><figcaption>'
               f'{words["caption"]}</figcaption>{downloads(edition, "figures/verdicts")}</figure>')
    return f"## {t('전체를 한눈에', 'The whole at a glance')}\n\n" + html(picture) + f"\n{links}\n"


def _findings(edition: Edition) -> str:
    t, found = edition.t, strongest(edition)
    if not found:
        return ""
    rule = t("고르는 규칙: 출처 둘 이상이 한목소리로 답한 주장만 다루는 한 칸짜리 그림을, 그런 주장이 많은 노트북부터 하나씩 돌아가며 싣는다.",
             "How they are chosen: small figures that bear only on claims which two or more sources answer without dissent; "
             "notebooks with most such claims come first, and each in turn gives its next figure.")
    cards = "".join(f"<li>{_card(edition, slug, figure)}</li>" for slug, figure in found)
    return f"## {t('가장 튼튼한 발견', 'The strongest findings')}\n\n{rule}\n\n" + html(f'<ul class="findings">{cards}</ul>')


def _card(edition: Edition, slug: str, figure: dict) -> str:
    """One finding: its figure as PNG, which weighs half of the SVG, its sentence, its notebook."""
    name, (width, height) = figure["name"], size(edition, slug, figure["name"])
    firm = int(((edition.ledger["notebook"] == slug) & (edition.ledger["strength"] == "several")).sum())
    said = edition.t(f"출처 둘 이상이 한목소리로 답한 주장 {firm}개", f"{firm} claims answered by two or more sources without dissent")
    return (f'<figure class="statecraft"><img src="{edition.address(slug, f"figures/{name}.png")}" alt="{escape(figure["alt"])}" '
            f'width="{width}" height="{height}" loading="lazy">'
            f'<figcaption><a href="{slug}.html#figure-{name}">{escape(figure["title"])}</a><span>'
            f'{escape(edition.title(slug))} · {said}</span></figcaption></figure>')


def _readers(edition: Edition) -> str:
    """What a researcher, a CI job and a teacher do next."""
    t = edition.t
    first = edition.notebooks[0] if edition.notebooks else "01-chronology"
    steps = [
        (t("연구자", "Researchers"),
         t("`make lab`으로 주피터랩을 열어 노트북의 *parameters* 칸에서 나라와 판을 바꾸고 모두 실행한다. 그림마다 그 자료(CSV)를, "
           "[표](data.md)마다 인용문을 내려받는다.",
           "Open JupyterLab with `make lab`, change countries and editions in the cell *parameters* of a notebook and run all cells. "
           "Every figure comes with its data (CSV), every [table](data.md) with its citation.")),
        (t("자동 점검(CI)", "CI jobs"),
         t("`make report`가 모든 노트북을 돌려 이 보고서를 만든다. 같은 입력에서는 같은 바이트가 나오고, 실패하면 종료 코드 1과 함께 "
           "`reports/summary.json`에 노트북과 칸과 오류를 적는다.",
           "`make report` runs every notebook and makes this report: the same bytes from the same inputs. "
           "A failure gives exit code 1, and `reports/summary.json` names notebook, cell and error.")),
        (t("교사", "Teachers"),
         t(f"노트북 쪽 끝의 ‘내려받기’에서 실행한 노트북을 받아 수업과 과제에 쓴다. 예컨대 `statecraft build {first[:2]} -p focus=JPN`은 같은 분석을 "
           "일본에 대해 되풀이한다. [원장](ledger.md)에서 엇갈린 주장을 골라 토론에 부칠 수 있다.",
           "The downloads at the foot of a notebook's page have the executed notebook, for classes and assignments. "
           f"`statecraft build {first[:2]} -p focus=JPN`, for example, repeats the analysis for Japan. The mixed claims of the [ledger](ledger.md) make topics for discussion.")),
    ]
    listed = "\n".join(f"- **{name}.** {step}" for name, step in steps)
    return f"## {t('이어서 할 일', 'What to do next')}\n\n{listed}\n\n{_pdf(edition)}"


def _pdf(edition: Edition) -> str:
    """The link to the typeset report, where it has been made."""
    file = f"ai-statecraft-{edition.lang}.pdf"
    if not (edition.reports / file).exists():
        return ""
    words = edition.t("보고서 전체를 PDF 한 권으로 내려받기", "Download the whole report as one PDF")
    return html(f'<p><a href="../{file}" download>{words}</a></p>')


def _texts(edition: Edition) -> str:
    """The texts by date, each with a link to its page and its verdicts as a bar."""
    items = "".join(f'<li><a href="{text}.html">{escape(edition.texts.loc[text, "name"])}</a> {escape(texts.reference(edition, text))}'
                    f'{overview.bar(edition, edition.ledger[edition.ledger["text"] == text])}</li>' for text in texts.pages_of(edition))
    return f'<ul class="texts">{items}</ul>'


def _failures(edition: Edition) -> str:
    if not edition.failed:
        return ""
    items = "".join(f'<li><a href="{slug}.html">{escape(edition.title(slug))}</a>: {escape(failure.error)}</li>'
                    for slug, failure in edition.failed.items())
    words = edition.t("이번 빌드에서 실패한 노트북", "Notebooks that failed in this build")
    return html(f'<div class="admonition error failure"><p class="admonition-title">{words}</p><ul>{items}</ul></div>')


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


def _short(edition: Edition, slug: str) -> str:
    """The title of a notebook up to its question."""
    return edition.title(slug).split(":")[0]


def _toctree(caption: str, names: list[str]) -> str:
    listed = "\n".join(names)
    return f"```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{listed}\n```\n" if names else ""
