"""The back of the document: ledger, data and licences, bibliography, colophon."""
from __future__ import annotations

from importlib.metadata import version

import pandas as pd

from ... import __version__, tables
from ..site.edition import Edition, entries
from . import verdicts
from .front import people
from .markup import call, content, escaped, label, link, quoted, table


def ledger(edition: Edition) -> str:
    """Every claim, by text."""
    t = edition.t
    intro = t("글이 말한 바와 자료가 답한 바를 나란히 적는다. ‘현재 자료’는 글이 쓰인 뒤의 자료까지 넣으면 판정이 달라지는 경우에만 적는다. "
              "노트북 번호는 그 장의 판정표로 이어진다.",
              "What the texts say beside what the data answer. The column of today’s data is filled only where data from after the text "
              "change the verdict. The number of the notebook leads to the table of verdicts in its chapter.")
    parts = [call("chapter", "none", content(t("원장", "Ledger"))), escaped(intro)]
    for name, rows in verdicts.by_text(edition):
        parts += [call("heading", content(escaped(name)), level="2"), verdicts.ledger(edition, rows)]
    return "\n\n".join(parts)


def data(edition: Edition) -> str:
    """Every table with its licence and citation."""
    t = edition.t
    intro = t("표 하나가 CSV 파일 하나이며 필드의 뜻은 자료 꾸러미(datapackage.json)에 적혀 있다. 표를 쓸 때에는 그 표의 인용을 함께 적는다.",
              "One table is one CSV file; its fields are described in the data package (datapackage.json). Whoever uses a table "
              "cites it as well.")
    status = dict(tables.catalog()[["name", "status"]].itertuples(index=False))
    rows = [_table_row(edition, entry, status[entry["name"]] == "modified") for entry in entries()]
    head = (t("표", "Table"), t("행", "Rows"), t("이용 조건", "Licence"), t("인용", "Citation"))
    return "\n\n".join([call("chapter", "none", content(t("자료와 이용 조건", "Data and licences"))), escaped(intro),
                        table(("5.2cm", "auto", "2.4cm", "1fr"), head, rows, ("left", "right", "left", "left"))])


def bibliography(edition: Edition) -> str:
    """The texts, then the sources of the tables."""
    t = edition.t
    parts = [call("chapter", "none", content(t("문헌과 출처", "Bibliography")))]
    if "texts" in {entry["name"] for entry in entries()}:
        parts += [call("heading", content(t("다섯 글", "The five texts")), level="2"),
                  call("references", *(content(_text(edition, row)) for row in tables.load("texts").itertuples()))]
    sources = {_source(source) for entry in entries() for source in entry["sources"] if source["path"].startswith("http")}
    note = t("표의 행마다 따로 적힌 문서와 페이지는 그 표의 출처 칸에 있다.", "Documents and pages cited row by row are named in the tables themselves.")
    return "\n\n".join([*parts, call("heading", content(t("자료의 출처", "Sources of the data")), level="2"),
                        call("references", *map(content, sorted(sources))), escaped(note)])


def colophon(edition: Edition, known: dict) -> str:
    """How to cite and how the document was made."""
    t, year = edition.t, str(known["date-released"])[:4]
    cited = f"{'; '.join(people(known))} ({year}). {known['title']}. {t('판', 'Version')} {__version__}."
    made = t(f"Typst {version('typst')}로 짰다. 본문은 나눔고딕, 나눔고딕에 없는 글자는 DejaVu Sans, 수식은 New Computer Modern Math다. "
             "PDF/A-2a와 PDF/UA-1을 따르며, 그림마다 대체 텍스트가 있다. 같은 결과에서는 같은 바이트의 파일이 나온다.",
             f"Typeset with Typst {version('typst')} in Libertinus Serif and NanumGothic, with DejaVu Sans for characters that "
             "these lack and New Computer Modern Math for formulas. The file conforms to PDF/A-2a and PDF/UA-1, and every figure "
             "carries alternative text. The same results give the same bytes.")
    return "\n\n".join([call("chapter", "none", content(t("판권", "Colophon"))), escaped(cited), escaped(made)])


def _table_row(edition: Edition, entry: dict, modified: bool) -> list[str]:
    notes = [edition.t("고친 표", "modified")] if modified else []
    notes += [edition.t("비영리", "non-commercial")] if entry.get("nonCommercial") else []
    mark = escaped(f" ({', '.join(notes)})") if notes else ""
    name = call("raw", quoted(entry["name"])) + label(f"table-{entry['name']}")
    licence = entry["licenses"][0]
    return [f"{name}{mark} #linebreak() {escaped(edition.described(entry, 'title'))}", escaped(f"{entry['rows']:,}"),
            link(str(licence.get("path", "")), escaped(licence["name"])), _with_links(entry["citation"])]


def _text(edition: Edition, row: object) -> str:
    author, title = (row.author_ko, row.title_ko) if edition.lang == "ko" else (row.author_en, row.title_en)
    korean, _, english = str(row.publisher or "").rstrip(")").partition("(")  # recorded as 한국어(English)
    publisher = edition.t(korean, english or korean)
    basis = row.as_of_basis_ko if edition.lang == "ko" else row.as_of_basis_en
    shown = ", ".join(part for part in (author, title, publisher, row.as_of) if part and pd.notna(part))
    return escaped(f"{row.text}: {shown} ({basis})")


def _source(source: dict) -> str:
    address = source["path"].split()[0]
    title = call("emph", content(escaped(source["title"])))
    return f"{escaped(source['publisher'])}, {title}, {escaped(source['version'])}\\. {link(address, escaped(address))}"


def _with_links(text: str) -> str:
    """Plain text whose web addresses are links."""
    words = []
    for word in text.split():
        address = word.rstrip(".,;)")
        linked = link(address, escaped(address)) if word.startswith("http") else escaped(address)
        words.append(linked + escaped(word[len(address):]))
    return " ".join(words)
