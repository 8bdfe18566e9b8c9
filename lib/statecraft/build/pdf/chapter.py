"""The chapter of a notebook: its prose, figures, tables and verdicts without its code."""
from __future__ import annotations

import re
from pathlib import Path

import nbformat
import pandas as pd
from nbformat import NotebookNode

from ..site import texts
from ..site.edition import Edition, entries
from ..site.notebook import answered_first, kept
from . import markdown, pictures, verdicts
from .markup import address_of, call, content, escaped, label, quoted, table

LABEL = re.compile(r"^\*\*(?:그림|표|Figure|Table) \d+\.\*\* ")


def chapter(edition: Edition, slug: str) -> tuple[str, list[str]]:
    """Markup of one notebook's chapter, and the troubles met (files that are missing, output without a form in print)."""
    heading = call("chapter", quoted(slug[:2]), content(markdown.inline(edition.title(slug)))) + label(slug)
    if slug not in edition.results:
        return f"{heading}\n\n{_absent(edition, slug)}", []
    executed = nbformat.read(edition.folder(slug) / "notebook.ipynb", as_version=4)
    pages = _Pages(edition, slug)
    for cell in answered_first([cell for cell in executed.cells if kept(cell, edition.lang)]):
        pages.add(cell)
    pages.judge()  # links of the ledger lead there, shown by the notebook or not
    return "\n\n".join([heading, *pages.parts, _used(edition, slug)]), pages.trouble


class _Pages:
    """Collects the parts of one chapter in the order of the notebook."""

    def __init__(self, edition: Edition, slug: str):
        self.edition, self.slug, self.result = edition, slug, edition.results[slug]
        self.parts: list[str] = []
        self.trouble: list[str] = []
        self.tables = iter(self.result["tables_written"])
        self.number, self.judged = 0, False

    def add(self, cell: NotebookNode) -> None:
        if cell.cell_type == "markdown":
            self.parts.append(markdown.blocks(texts.named(self.edition, cell.source), titled=False))
            return
        outputs = [output for output in cell.get("outputs", []) if "data" in output]
        for before, output, after in zip([None, *outputs], outputs, [*outputs[1:], None]):
            self.show(output, before, after)

    def show(self, output: NotebookNode, before: NotebookNode | None, after: NotebookNode | None) -> None:
        """One output. Captions are printed with their figure or table, not for themselves."""
        figure, html = _figure(output), output.data.get("text/html", "")
        if figure:
            self.parts.append(self.picture(figure))
        elif "statecraft-verdicts" in html:
            self.judge()
        elif "statecraft-table" in html:
            self.parts.append(self.sheet(next(self.tables)))
        elif html and not (plain := output.data.get("text/plain", "<")).startswith("<"):
            self.parts.append(call("raw", quoted(plain), block="true"))  # a data frame or another object, as text
        elif html:
            self.trouble.append(f"{self.slug} [{self.edition.lang}]: an HTML output is not in the PDF (use report.table)")
        elif "text/markdown" in output.data and not (_figure(before) or "statecraft-table" in _html(after)):
            self.parts.append(markdown.blocks(texts.named(self.edition, output.data["text/markdown"])))

    def judge(self) -> None:
        """The table of verdicts, once, however often the notebook shows a part of it."""
        if not self.judged and self.result["verdicts"]:
            self.parts.append(verdicts.of_chapter(self.edition, self.slug))
        self.judged = True

    def picture(self, name: str) -> str:
        """A figure at the width it was drawn for, with its number in the document."""
        number = [entry["name"] for entry in self.result["figures"]].index(name)
        entry, path = self.result["figures"][number], self.file(f"figures/{name}.svg")
        if path is None:
            return ""
        return call("picture", pictures.source(path, self.edition.reports), f"{pictures.width(path)}cm",
                    quoted(f"{int(self.slug[:2])}.{number + 1}"), content(self.edition.t("그림", "Figure")),
                    quoted(entry["alt"]), content(markdown.inline(entry["caption"])))

    def sheet(self, entry: dict) -> str:
        """A table of results, from its CSV."""
        self.number += 1
        path = self.file(f"tables/{entry['name']}.csv")
        if path is None:
            return ""
        frame = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")
        rows = [[escaped(value) for value in row] for row in frame.itertuples(index=False)]
        align = ["right" if _numeric(frame[name]) else "left" for name in frame]
        body = table(markdown.widths([[*frame.columns], *rows], len(align)), map(escaped, frame.columns), rows, align)
        return call("titled-sheet", quoted(f"{int(self.slug[:2])}.{self.number}"), content(self.edition.t("표", "Table")),
                    content(markdown.inline(LABEL.sub("", entry["caption"]))), content(body))

    def file(self, name: str) -> Path | None:
        path = self.edition.folder(self.slug) / name
        if path.exists():
            return path
        self.trouble.append(f"{self.slug} [{self.edition.lang}]: {name} is missing")
        return None


def _figure(output: NotebookNode | None) -> str:
    return output.get("metadata", {}).get("statecraft", {}).get("figure", "") if output else ""


def _html(output: NotebookNode | None) -> str:
    return output.data.get("text/html", "") if output else ""


def _numeric(values: pd.Series) -> bool:
    filled = values[values != ""]
    return bool(len(filled)) and bool(pd.to_numeric(filled, errors="coerce").notna().all())


def _absent(edition: Edition, slug: str) -> str:
    """What stands in place of a notebook that failed, or that has no result in this language."""
    t, failure = edition.t, edition.failed.get(slug)
    if failure is None:
        title = t("결과 없음", "No result")
        words = t("이 노트북의 결과가 아직 없다. 다음 명령으로 만든다.", "This notebook has no result yet. Make it with:")
        command = f"statecraft build {slug} --lang {edition.lang}"
    else:
        title = t("실패", "Failed")
        where = t(f"칸 {failure.cell}: ", f"Cell {failure.cell}: ") if failure.cell else ""
        words = t("이번 빌드에서 이 노트북이 실패했다. 이전 결과는 낡은 것이므로 싣지 않는다. ",
                  "This notebook failed in this build. Earlier results are out of date and are not shown. ")
        words += where + failure.error
        command = failure.run.command
    return call("notice", content(title), content(f"{escaped(words)}\n\n{call('raw', quoted(command))}"))


def _used(edition: Edition, slug: str) -> str:
    """The tables the notebook used, linked to the appendix."""
    known = {entry["name"] for entry in entries()}
    modified = edition.results[slug]["modified"]
    mark = escaped(edition.t(" (고친 표)", " (modified)"))
    names = [address_of(f"table-{name}", escaped(name)) + (mark if name in modified else "")
             for name in edition.results[slug]["tables"] if name in known]
    words = call("strong", content(edition.t("쓴 자료\\.", "Tables used\\.")))
    return call("small", content(f"{words} {', '.join(names)}")) if names else ""
