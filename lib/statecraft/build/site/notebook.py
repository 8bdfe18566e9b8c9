"""The page of a notebook: its executed form in one language, figures as HTML, code folded."""
from __future__ import annotations

import re
from html import escape

import nbformat
import pandas as pd
from docutils.utils.math.latex2mathml import tex2mathml
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin
from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_notebook

from ... import claims
from ...cards import verdict_table
from . import cite, overview, texts
from .catalogue import used
from .edition import OTHER, Edition, html, scrolling

VERDICTS = 'class="statecraft-verdicts"'
CAPTION = re.compile(r"\*\*(그림|Figure) \d+\.\*\* ")
LABEL = re.compile(r"\*\*(?:[^*]{1,12}[.:]|[^*]*\?)\*\*\s+")  # "**답.** ", "**누가 지지하는가?** "
HEADING = re.compile(r"\s*#+ [^\n]*\s*")
SENTENCE = re.compile(r"(?<=[.!?])(?<!\b[A-Z]\.)(?<!\bNo\.)(?<!\bvs\.)\s+")
MARKDOWN = MarkdownIt().use(dollarmath_plugin, allow_space=False, allow_digits=False, renderer=lambda text, _: tex2mathml(text))


def page(edition: Edition, slug: str) -> tuple[NotebookNode, list[str]]:
    """The executed notebook as a page of the site, and the files it lacks."""
    executed = nbformat.read(edition.folder(slug) / "notebook.ipynb", as_version=4)
    cells = answered_first([cell for cell in executed.cells if kept(cell, edition.lang)])
    cells = _joined([_shown(cell, edition, slug) for cell in cells])
    cells.insert(1, new_markdown_cell(_verdicts(edition, slug), id="statecraft-verdicts"))
    cells.append(new_markdown_cell(_end(edition, slug), id="statecraft-end"))
    made = new_notebook(cells=cells, metadata={"language_info": {"name": "python", "pygments_lexer": "python"}})
    figures = edition.results[slug]["figures"]
    wanted = [f"figures/{figure['name']}.{kind}" for figure in figures for kind in overview.FILES]
    wanted += [f"tables/{written['name']}.csv" for written in edition.results[slug]["tables_written"]]
    missing = [file for file in wanted if not (edition.folder(slug) / file).exists()]
    return made, [f"{slug} [{edition.lang}]: {file} is missing" for file in missing]


def answered_first(cells: list[NotebookNode]) -> list[NotebookNode]:
    """The cells with the finding, which the notebook computes after its method, right under the title."""
    for place, cell in enumerate(cells[1:], 1):
        said = next((output for output in cell.get("outputs", []) if _words(output) and not CAPTION.match(_words(output))), None)
        if said is not None:
            cell.outputs = [output for output in cell.outputs if output is not said]
            title, _, method = cells[0].source.partition("\n")
            top = new_markdown_cell(f"{title}\n\n{_words(said)}", id="statecraft-answer")
            between = [other for other in cells[1:place] if not HEADING.fullmatch(other.source)]
            return [top, new_markdown_cell(method.strip(), id="statecraft-method"), *between, *cells[place:]]
    return cells


def _words(output: NotebookNode) -> str:
    return output.get("data", {}).get("text/markdown", "")


def finding(edition: Edition, slug: str) -> str:
    """The first sentence of a notebook's finding that is no question, as Markdown; empty if there is none."""
    executed = nbformat.read(edition.folder(slug) / "notebook.ipynb", as_version=4)
    texts = [_words(output) for cell in executed.cells for output in cell.get("outputs", [])]
    said = next((text for text in texts if text and not CAPTION.match(text)), "")
    sentences = SENTENCE.split(LABEL.sub("", said).replace("**", "").lstrip("-* ").replace("\n", " "))
    return next((sentence for sentence in sentences if sentence and not sentence.endswith("?")), "")


def relinked(text: str) -> str:
    """Links to files of the repository turned into links within the report, or into plain words."""
    def change(match: re.Match) -> str:
        words, target = match[1], match[2]
        if target.startswith("../data/") and target.endswith((".csv", ".json")):
            return f'<a href="{target}">{words}</a>'
        inside = {"../docs/method.md": "method.md", "method.md": "method.md", "../data/README.md": "data.md",
                  "../data/": "data.md"}.get(target)
        return f"[{words}]({inside})" if inside else words

    return re.sub(r"(?<!!)\[([^\]]+)\]\(((?:\.\./|[\w-]+\.md)[^)]*)\)", change, text)


def kept(cell: NotebookNode, lang: str) -> bool:
    """Is a cell of the executed notebook for readers of this language?"""
    tags = cell.metadata.get("tags", [])
    return OTHER[lang] not in tags and "injected-parameters" not in tags


def _shown(cell: NotebookNode, edition: Edition, slug: str) -> NotebookNode:
    if cell.cell_type == "markdown":
        cell.source = texts.linked(edition, relinked(cell.source))
    if cell.cell_type == "code":
        cell.metadata["tags"] = [*cell.metadata.get("tags", []), "hide-input"]
        cell.outputs = _outputs(cell.outputs, edition, slug)
    return cell


def _joined(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Code that shows nothing joins the code after it, so that one block of the page has one fold."""
    made: list[NotebookNode] = []
    for cell in cells:
        before = made[-1] if made else None
        if before is not None and cell.cell_type == before.cell_type == "code" and not before.outputs:
            before.source, before.outputs = f"{before.source}\n\n{cell.source}", cell.outputs
        else:
            made.append(cell)
    return made


def _outputs(outputs: list[NotebookNode], edition: Edition, slug: str) -> list[NotebookNode]:
    """Outputs with each picture and the caption that follows it as one HTML figure."""
    kept: list[NotebookNode] = []
    waiting = iter(outputs)
    for output in waiting:
        name = output.get("metadata", {}).get("statecraft", {}).get("figure")
        if name:
            caption = next(waiting, {}).get("data", {}).get("text/markdown", "")
            output = _as_html(_figure(edition, slug, name, caption))
        elif "text/markdown" in output.get("data", {}):
            output.data["text/markdown"] = texts.linked(edition, output.data["text/markdown"])
        elif VERDICTS in output.get("data", {}).get("text/html", ""):
            output = _as_html(scrolling(_judged(edition, slug, output["data"]["text/html"]), edition.t("판정", "Verdicts")))
        elif "<table" in output.get("data", {}).get("text/html", ""):
            output = _as_html(scrolling(output["data"]["text/html"], edition.t("표", "table")))
        kept.append(output)
    return kept


def _judged(edition: Edition, slug: str, shown: str) -> str:
    """The verdicts of one table of the notebook, made again from its result."""
    result, listed = edition.results[slug], re.findall(r'<span id="([\w-]+)">', shown)
    judged = pd.DataFrame([row for row in result["verdicts"] if row["claim"] in listed])
    return verdict_table(judged, pd.DataFrame(result["observations"]), claims.ledger(), edition.lang)


def _as_html(text: str) -> NotebookNode:
    return nbformat.v4.new_output("display_data", data={"text/html": text})


def _figure(edition: Edition, slug: str, name: str, caption: str) -> str:
    """The `<figure>` of one picture: SVG at the size it was drawn for, caption, downloads."""
    entry = next(figure for figure in edition.results[slug]["figures"] if figure["name"] == name)
    width, height = size(edition, slug, name)
    picture = (f'<img src="{edition.address(slug, f"figures/{name}.svg")}" alt="{escape(entry["alt"])}" '
               f'width="{width}" height="{height}">')
    wide = width > 450
    return (f'<figure class="statecraft {"page" if wide else "narrow"}" id="figure-{name}">'
            f'{scrolling(picture, entry["title"]) if wide else picture}'
            f"<figcaption>{MARKDOWN.renderInline(caption)}{_tests(edition, entry)}</figcaption>"
            f'{downloads(edition, edition.address(slug, f"figures/{name}"))}</figure>')


def _tests(edition: Edition, entry: dict) -> str:
    """The claims a figure is evidence on, leading to their lines in the ledger."""
    links = [f'<a href="ledger.html#{claim}" title="{escape(edition.ledger.loc[claim, f"statement_{edition.lang}"])}">{claim}</a>'
             for claim in entry["claims"]]
    return f' <span class="evidence">{edition.t("관련 주장", "Claims")}: {", ".join(links)}.</span>' if links else ""


def downloads(edition: Edition, stem: str) -> str:
    """Links to the files of a figure: three pictures and the data behind them."""
    links = " · ".join(f'<a href="{stem}.{kind}" download>{kind.upper()}</a>' for kind in overview.FILES)
    return f'<p class="downloads">{edition.t("내려받기", "Download")}: {links}</p>'


def size(edition: Edition, slug: str, name: str) -> tuple[int, int]:
    """Width and height in pixels of the screen: 8 cm become 346, as in the notebook."""
    path = edition.folder(slug) / "figures" / f"{name}.svg"
    picture = path.read_text(encoding="utf-8") if path.exists() else ""
    drawn = re.search(r'<svg [^>]*?viewBox="0 0 ([\d.]+) ([\d.]+)"', picture)
    points = (float(drawn[1]), float(drawn[2])) if drawn else (226.8, 184.3)
    return round(points[0] / 72 * 110), round(points[1] / 72 * 110)


def _verdicts(edition: Edition, slug: str) -> str:
    """The verdicts of the notebook's claims as a bar, and where to find them."""
    t, owned = edition.t, edition.ledger[edition.ledger["notebook"] == slug]
    if owned.empty:
        return ""
    texts = ", ".join(f'<a href="{text}.html">{escape(edition.texts.loc[text, "name"])}</a>' for text in owned["text"].unique())
    found = t(f'이 노트북이 맡은 주장 {len(owned)}개의 판정이다(<a href="ledger.html?notebook={slug}">원장에서 보기</a>, '
              f'<a href="method.html">판정의 뜻</a>). 글: {texts}.',
              f'Verdicts of the {len(owned)} claims that this notebook tests (<a href="ledger.html?notebook={slug}">in the ledger</a>, '
              f'<a href="method.html">what a verdict means</a>). Texts: {texts}.')
    return html(f"{overview.bar(edition, owned)}<p>{found}</p>")


def _end(edition: Edition, slug: str) -> str:
    """Tables used, downloads and citation, at the foot of the page."""
    t, result = edition.t, edition.results[slug]
    files = {"notebook.ipynb": t("실행한 노트북", "executed notebook"), "result.json": t("결과", "result")}
    links = " · ".join(f'<a href="{edition.address(slug, file)}" download>{words} ({file})</a>' for file, words in files.items())
    names = [f"{written['name']}.csv" for written in result["tables_written"]]
    written = " · ".join(f'<a href="{edition.address(slug, f"tables/{name}")}" download>{name}</a>' for name in names)
    result_tables = f'<p>{t("결과 표", "Tables of results")}: {written}</p>' if written else ""
    return (f"## {t('쓴 자료', 'Tables used')}\n\n" + html(used(edition, list(result["tables"]), result["modified"]))
            + f"\n## {t('내려받기', 'Downloads')}\n\n" + html(f"<p>{links}</p>{result_tables}") + "\n" + cite.section(edition, slug))
