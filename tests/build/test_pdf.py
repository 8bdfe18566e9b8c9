"""The PDF of a tiny project, read back."""
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator

import pytest
import typst
from pypdf import PdfReader
from test_site import TABLES, write_data, write_notebooks, write_result

from statecraft import paths, style
from statecraft.build import pdf, report, site
from statecraft.build.execute import Outcome
from statecraft.build.pdf import formula, markdown, markup, pictures
from statecraft.build.runs import LANGS, Run
from statecraft.build.site.edition import Edition

FAILED = Outcome(Run("03-broken", "ko"), "failed", 1.0, "work", "ZeroDivisionError: division by <zero>")


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A project with one notebook that ran and one that failed, its documents made; (its folder, the troubles)."""
    folder = tmp_path_factory.mktemp("pdf") / "project"
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in ("data", "notebooks", "reports"):
            monkeypatch.setenv(f"STATECRAFT_{name.upper()}", str(folder / name))
        dated = {"as_of_basis_ko": "인쇄된 날짜", "as_of_basis_en": "printed date"}
        monkeypatch.setitem(TABLES, "texts", [{**text, **dated} for text in TABLES["texts"]])
        write_data(folder / "data")
        write_notebooks(folder / "notebooks")
        (folder / "reports").mkdir()
        style.theme()
        for lang in LANGS:
            write_result(lang, monkeypatch)
        yield folder, pdf.publish(folder / "reports", [FAILED])


@pytest.fixture
def documents(made) -> dict[str, PdfReader]:
    return {lang: PdfReader(made[0] / "reports" / f"ai-statecraft-{lang}.pdf") for lang in LANGS}


def words(document: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in document.pages).split())


def structure(document: PdfReader) -> Iterator[dict]:
    """Every element of the tags."""
    waiting = [document.root_object["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop().get_object()
        if isinstance(element, list):
            waiting += element
        elif isinstance(element, dict):
            yield element
            waiting += [element["/K"]] if "/K" in element else []


def titles(outline: list) -> list[str]:
    return [title for entry in outline for title in (titles(entry) if isinstance(entry, list) else [entry.title])]


def test_both_documents_are_made_without_trouble(made):
    assert made[1] == []
    assert {path.name for path in (made[0] / "reports").iterdir()} == {"results", "ai-statecraft-ko.pdf", "ai-statecraft-en.pdf"}


def test_a_document_names_its_language_title_author_and_release(documents):
    for lang, document in documents.items():
        assert document.root_object["/Lang"] == lang
        assert document.metadata.title.startswith("AI Statecraft") and document.metadata.author == "AI Statecraft contributors"
        assert document.metadata.creation_date.date().isoformat() in (paths.ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert "공개 자료" in documents["ko"].metadata.title


def test_a_document_declares_archival_and_accessible_conformance(documents):
    for document in documents.values():
        declared = document.root_object["/Metadata"].get_data().decode("utf-8")
        for name, value in (("pdfaid:part", "2"), ("pdfaid:conformance", "A"), ("pdfuaid:part", "1")):
            assert f"<{name}>{value}</{name}>" in declared
        assert document.root_object["/MarkInfo"]["/Marked"]


def test_every_figure_has_alternative_text(documents):
    figures = [element for element in structure(documents["ko"]) if element.get("/S") == "/Figure"]
    assert sorted(str(figure.get("/Alt"))[:6] for figure in figures) == ["모든 주장:", '선 "하나"', '선 "하나"']
    assert "모든 주장: 지지됨 1, 검증 불가 1, 판정 전 1" in [str(figure["/Alt"]).split(";")[0] for figure in figures]


def test_all_fonts_are_embedded_and_none_is_of_the_system(documents):
    for document in documents.values():
        fonts = {name: font.get_object() for page in document.pages for name, font in page["/Resources"].get("/Font", {}).items()}
        assert fonts
        for font in fonts.values():
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            assert {"/FontFile2", "/FontFile3"} & set(inner["/FontDescriptor"].get_object())
            assert any(name in font["/BaseFont"] for name in ("Nanum", "DejaVu", "Libertinus", "NewCM"))


def test_bookmarks_lead_to_every_chapter(documents):
    found = titles(documents["en"].outline)
    for title in ("Summary", "Contents", "How a verdict is made", "Ledger", "Data and licences", "Bibliography", "Colophon"):
        assert title in found
    assert any("The race" in title for title in found) and any("Broken" in title for title in found)


def test_a_chapter_holds_prose_captions_tables_and_verdicts_in_one_language(documents):
    korean, english = words(documents["ko"]), words(documents["en"])
    for part in ("식은 10", "둘째 문장", "그림 2.1. 설명", "그림 2.2. 설명", "표 2.1. 작은 표", "모델은 40개다", "정의 2개 중 2개, 출처 2개"):
        assert part in korean
    assert "It rose 1.5 times in the U.S. alone." in english and "Figure 2.1. caption" in english
    assert "The formula" not in korean and not [sign for sign in english if "가" <= sign <= "힣"]
    assert "x = 1" not in english  # no code


def test_words_of_a_figure_can_be_found(documents):
    assert "It rises" in words(documents["en"]) and "오른다" in words(documents["ko"])


def test_a_failed_notebook_shows_its_failure_and_the_other_language_says_it_never_ran(documents):
    failure = words(documents["ko"])
    for part in ("실패", "work", "ZeroDivisionError: division by <zero>", "statecraft build 03-broken --lang ko"):
        assert part in failure
    assert "This notebook has no result yet." in words(documents["en"])


def test_ledger_data_and_bibliography_are_complete(documents):
    text = words(documents["en"])
    for part in ("Measured later", "not tested yet", "Someone (2026), claims.", "CC0-1.0", "https://example.org/s",
                 "Hong, A text, Press, 2025-05-27 (printed date)"):
        assert part in text


def test_links_lead_to_publishers_or_within(documents):
    for document in documents.values():
        notes = [note.get_object() for page in document.pages for note in page.get("/Annots", [])]
        outside = {note["/A"]["/URI"] for note in notes if note.get("/A", {}).get("/S") == "/URI"}
        assert outside == {"https://example.org/s"} and len(notes) > 10


def test_another_folder_and_time_zone_give_the_same_bytes(made, tmp_path):
    folder = tmp_path / "다른 곳"
    shutil.copytree(made[0], folder)
    script = ("from statecraft import paths; from statecraft.build import pdf; from statecraft.build.execute import Outcome; "
              "from statecraft.build.runs import Run; failed = Outcome(Run('03-broken', 'ko'), 'failed', 9.0, 'work', "
              "'ZeroDivisionError: division by <zero>'); assert pdf.publish(paths.reports(), [failed]) == []")
    elsewhere = {f"STATECRAFT_{name.upper()}": str(folder / name) for name in ("data", "notebooks", "reports")}
    for lang in LANGS:
        (folder / "reports" / f"ai-statecraft-{lang}.pdf").write_bytes(b"from an earlier build")
    subprocess.run([sys.executable, "-c", script], check=True, cwd=tmp_path,
                   env={**os.environ, **elsewhere, "TZ": "Asia/Seoul", "PYTHONHASHSEED": "7", "LC_ALL": "C",
                        "SOURCE_DATE_EPOCH": "1700000000"})
    for lang in LANGS:
        here, there = (place / "reports" / f"ai-statecraft-{lang}.pdf" for place in (made[0], folder))
        assert here.read_bytes() == there.read_bytes()
        assert str(made[0]).encode() not in here.read_bytes()


def test_missing_files_and_unknown_output_are_named(made, tmp_path):
    shutil.copytree(made[0] / "reports" / "results", tmp_path / "results")
    folder = tmp_path / "results/02-race/ko"
    (folder / "figures/wide.svg").unlink()
    (folder / "tables/rows.csv").unlink()
    notebook = folder / "notebook.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("statecraft-verdicts", "of-its-own"), encoding="utf-8")
    trouble = pdf.document(Edition("ko", tmp_path))[1]
    assert trouble == [f"02-race [ko]: {said}" for said in (
        "figures/wide.svg is missing", "tables/rows.csv is missing", "an HTML output is not in the PDF (use report.table)")]


def test_a_letter_without_a_font_stops_the_document_and_leaves_the_earlier_one(made, tmp_path):
    reports = tmp_path / "reports"
    shutil.copytree(made[0] / "reports", reports)
    notebook = reports / "results/02-race/ko/notebook.ipynb"
    notebook.write_text(notebook.read_text(encoding="utf-8").replace("둘째", "汉둘째"), encoding="utf-8")
    trouble = pdf.publish(reports, [FAILED])
    assert len(trouble) == 1 and trouble[0].startswith("PDF [ko] could not be made") and "汉" in trouble[0]
    assert (reports / "ai-statecraft-ko.pdf").read_bytes() == (made[0] / "reports" / "ai-statecraft-ko.pdf").read_bytes()


def test_a_build_publishes_the_documents_before_the_site_that_links_them(made, tmp_path, monkeypatch):
    shutil.copytree(made[0] / "reports" / "results", tmp_path / "results")
    monkeypatch.setattr(site, "publish", lambda reports, failed: ["of the site"])
    monkeypatch.setattr(pdf, "publish", lambda reports, failed: [f"of the PDF, {len(failed)} failed"])
    assert report.publish(tmp_path, [], [FAILED]) == ["of the PDF, 1 failed", "of the site"]


def test_a_warning_of_the_compiler_is_a_trouble(made, monkeypatch):
    monkeypatch.setattr(pdf, "_settings", lambda edition, known: '#set document(title: "t")\n#text(font: "Nowhere Sans")[]')
    assert any("unknown font family: nowhere sans" in message for message in pdf.publish(made[0] / "reports", []))


@pytest.mark.parametrize("given, written", [
    ("**a** *b* ~~c~~", "#strong([a]) #emph([b]) #strike([c])"),
    ("1. x\n2. y", "#enum(tight: true, start: 1, [x], [y])"),
    ("- x\n\n- y", "#list(tight: false, [x], [y])"),
    ("a [b](https://e.org/x) [c](../docs/c.md)", 'a #link("https://e.org/x", [b]) c'),
    ("`a\"b\\c`", '#raw("a\\"b\\\\c")'),
    ("# T\n\n## U", "#heading(level: 1, [T])\n\n#heading(level: 2, [U])"),
    ("a[^1]\n\n[^1]: note", "a#footnote([note])"),
    ("#1 is * not_a_list; = $5 // <tag> @x", "\\#1 is \\* not\\_a\\_list\\; \\= \\$5 \\/\\/  \\@x"),
    ("a <!-- hidden -->b\nc", "a b c"),
])
def test_markdown_becomes_markup(given, written):
    assert markdown.blocks(given) == written


def test_a_markdown_table_keeps_alignment_and_repeats_its_head():
    made = markdown.blocks("| a | b |\n| --- | ---: |\n| x | 1 |")
    assert made == "#sheet(align: (left, right, ), (auto, auto, ), ([a], [b], ), [x], [1])"


@pytest.mark.parametrize("text", [
    "= a\n- b", "1. c", "// d", "#e[f] $g$ `h` *i* _j_", "\\k", "https://l.m", "<n> @o ~ -- --- ...", "'p' \"q\"",
])
def test_escaped_text_is_shown_as_it_is(text):
    found = json.loads(typst.query(f"#metadata([{markup.escaped(text)}]) <it>".encode(), "<it>", field="value", one=True))
    parts = found.get("children", [found])
    assert {part["func"] for part in parts} <= {"text", "symbol", "space", "smartquote"}
    said = "".join({"space": " ", "smartquote": "'"}.get(part["func"]) or part["text"] for part in parts)
    assert said == text.replace("\n", " ").replace('"', "'")


@pytest.mark.parametrize("tex, shown", [
    ("10^{25}", "attach(10, t: 25)"), (r"\frac{a}{b_i}", "frac(a, attach(b, b: i))"), (r"\sqrt{x}", "sqrt(x)"),
    (r"\bar{x}", "accent(x, macron)"), (r"\sum_{i=1}^{n} x", "attach(∑, b: i \\= 1, t: n)"),
])
def test_formulas_keep_their_form_and_their_source(tex, shown):
    made = formula.formula(tex)
    assert shown in made and f"alt: {markup.quoted(tex)}" in made
    typst.compile(made.encode(), format="svg")


def test_a_formula_that_cannot_be_read_is_shown_as_code():
    assert formula.formula(r"\nosuchcommand{x}") == r'#raw("\\nosuchcommand{x}")'


def test_letters_of_a_figure_become_text_where_they_were(tmp_path):
    style.theme()
    fig, ax = style.canvas()
    ax.set_title("가나 2017–2026")
    ax.set_xlabel("$10^{2}$ 말")
    fig.savefig(tmp_path / "x.svg")
    made = pictures.with_text((tmp_path / "x.svg").read_text(encoding="utf-8"))
    assert ">가나 2017–2026</text>" in made
    used, defined = set(pictures.USED.findall(made)), {match[1] for match in pictures.OUTLINE.finditer(made)}
    assert used and used <= defined  # the formula stays drawn, with all its outlines
