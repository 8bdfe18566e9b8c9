import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import unquote, urlparse

import nbformat
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from fontTools.ttLib import TTFont
from IPython.display import Markdown
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from statecraft import paths, report as report_module, style, tables
from statecraft.build import ledger, site
from statecraft.build.execute import Outcome
from statecraft.build.runs import LANGS, Run
from statecraft.build.site import front, notebook
from statecraft.build.site.edition import Edition

# Two definitions, so that the ledger shows robustness.
CLAIMS = [{"claim_id": "x-001", "notebook": "02-race", "main_definition": "early", "statement_ko": "모델은 40개다",
           "statement_en": "There are 40 models", "comparator": "eq", "stated_value": "40", "section": "body/second", "line": "9"},
          {"claim_id": "x-002", "notebook": "09-later", "statement_ko": "나중에 잰다", "statement_en": "Measured later",
           "section": "body/first", "line": "3", "fair_reading_ko": "뒤에 잰다는 뜻", "fair_reading_en": "It is measured later"},
          {"claim_id": "x-003", "notebook": "02-race", "main_definition": "none", "statement_ko": "잴 수 없다", "statement_en": "Cannot be measured",
           "comparator": "eq", "stated_value": "1", "section": "body/second", "line": "10", "searched": "texts", "missing_ko": "값의 자료", "missing_en": "data on the value"}]
COLUMNS = ("claim_id", "text", "notebook", "statement_ko", "statement_en", "main_definition", "comparator", "stated_value", "stated_high",
           "stated_members", "stated_precision", "test_comparator", "test_value", "test_high", "tolerance", "threshold_ko", "threshold_en",
           "searched", "missing_ko", "missing_en", "as_of", "section", "topic", "line", "fair_reading_ko", "fair_reading_en")
TABLES = {
    "claims": [dict.fromkeys(COLUMNS) | {"text": "x-2024", "as_of": "2025-05-27", "topic": "models"} | claim for claim in CLAIMS],
    "definitions": [{"claim_id": "x-001", "definition": "early", "source": "epoch", "record": None, "text_ko": "이른 판", "text_en": "early edition"},
                    {"claim_id": "x-001", "definition": "late", "source": "index", "record": None, "text_ko": "늦은 판", "text_en": "late edition"},
                    {"claim_id": "x-003", "definition": "none", "source": "nobody", "record": None, "text_ko": "없음", "text_en": "none"}],
    "texts": [{"text": "x-2024", "author_ko": "홍길동", "author_en": "Hong", "title_ko": "글", "title_en": "A text",
               "publisher": "출판사(Press)", "as_of": "2025-05-27", "kind": "policy essay", "as_of_basis_ko": "적힌 날", "as_of_basis_en": "printed"}],
    "sections": [{"text": "x-2024", "section": f"body/{name}", "label_ko": ko, "label_en": name} for name, ko in (("first", "첫 절"), ("second", "둘째 절"))],
    "contradictions": [{"contradiction": "when", "claim_id": claim, "side": side, "issue_ko": "언제", "issue_en": "when"}
                       for claim, side in (("x-001", "first"), ("x-002", "second"), ("x-001", "record"))],
}


def write_data(folder: Path) -> None:
    """A data package of a few small tables."""
    folder.mkdir(parents=True)
    resources = []
    for name, rows in TABLES.items():
        frame = pd.DataFrame(rows)
        frame.to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
        fields = [{"name": c, "type": "string", "title": f"field {c}", "title_ko": f"필드 {c}"} for c in frame]
        resources.append({
            "name": name, "path": f"{name}.csv", "title": f"Table of {name}", "title_ko": f"{name} 표", "description": "What it holds.",
            "description_ko": "담은 것.", "caveats": "", "caveats_ko": "", "rows": len(frame), "citation": f"Someone (2026), {name}.",
            "hash": f"sha256:{hashlib.sha256((folder / f'{name}.csv').read_bytes()).hexdigest()}", "licenses": [{"name": "CC0-1.0"}],
            "sources": [{"name": "s", "title": "S", "publisher": "P", "path": "https://example.org/s", "version": "1"}],
            "schema": {"fields": fields, "primaryKey": [fields[0]["name"]]}})
    (folder / "datapackage.json").write_text(json.dumps({"version": "0", "resources": resources}), encoding="utf-8")


def write_notebooks(folder: Path) -> None:
    folder.mkdir()
    prose = {"02-race": ("# 경주\n\n식은 $10^{25}$이다. [방법](../docs/method.md)", "# The race\n\nThe formula is $10^{25}$. [Method](../docs/method.md)"),
             "03-broken": ("# 고장", "# Broken")}
    for slug, (ko, en) in prose.items():
        cells = [new_markdown_cell(ko, id="t-ko", metadata={"tags": ["ko"]}), new_markdown_cell(en, id="t-en", metadata={"tags": ["en"]}),
                 new_code_cell("lang = 'ko'", id="p", metadata={"tags": ["parameters"]}), new_code_cell("x = 1", id="work")]
        nbformat.write(new_notebook(cells=cells), folder / f"{slug}.ipynb")


def write_result(lang: str, monkeypatch) -> None:
    """What a build of 02-race leaves: the report of a run, its displays caught as outputs."""
    outputs: list = []

    def caught(thing, raw=False, metadata=None):
        data = thing if raw else {"text/markdown" if isinstance(thing, Markdown) else "text/html": thing.data}
        outputs.append(new_output("display_data", data=dict(data), metadata=metadata or {}))

    folder = Run("02-race", lang).folder
    monkeypatch.setenv("STATECRAFT_RUN", str(folder))
    monkeypatch.setattr(report_module, "display", caught)
    tables.forget()
    run = report_module.Report("02-race", {"lang": lang})
    run.say("**물음.** 몇인가? **답.** 1.5배 늘었다. 둘째 문장.", "**Question.** How many? **Answer.** It rose 1.5 times in the U.S. alone. More.")
    for name, width in (("small", "narrow"), ("wide", "page")):
        fig, ax = run.canvas(width)
        ax.plot([0, 1], [0, 1])
        run.figure(fig, name, data=pd.DataFrame({"x": [0, 1]}), tables=["texts"], title=("오른다", "It rises"),
                   caption=("설명 $10^2$", "caption $10^2$"), alt=('선 "하나"', 'one "line"'),
                   claims=("x-001",) if name == "small" else ())
    run.table(pd.DataFrame({"a": [1]}), "rows", caption=("작은 표", "a small table"))
    seen = [("x-001", "early", "epoch", 40), ("x-001", "late", "index", 40), ("x-003", "none", "nobody", None)]
    run.verdicts(pd.DataFrame(seen, columns=["claim", "definition", "source", "observed"]).assign(as_of="2025-02"))
    run.finish()
    executed = nbformat.read(paths.notebooks() / "02-race.ipynb", as_version=4)
    executed.cells[-1].outputs = outputs
    nbformat.write(executed, folder / "notebook.ipynb")


@contextmanager
def published(folder: Path):
    """A project in `folder` with one notebook that ran and one that failed, published; gives the troubles."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in ("data", "notebooks", "reports"):
            monkeypatch.setenv(f"STATECRAFT_{name.upper()}", str(folder / name))
        write_data(folder / "data")
        write_notebooks(folder / "notebooks")
        (folder / "reports").mkdir()
        style.theme()
        for lang in LANGS:
            write_result(lang, monkeypatch)
        ledger.write(folder / "reports")
        failures = [Outcome(Run("03-broken", "ko"), "failed", 1.0, "work", "ZeroDivisionError: division by <zero>")]
        yield site.publish(folder / "reports", failures)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The published project: (its folder, the troubles)."""
    folder = tmp_path_factory.mktemp("site") / "project"
    with published(folder) as trouble:
        yield folder, trouble


@pytest.fixture
def pages(made):
    """Every page of the report as parsed HTML, by path within it."""
    reports = made[0] / "reports"
    return {path.relative_to(reports).as_posix(): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
            for path in sorted(reports.rglob("*.html")) if "results" not in path.parts}


def text_of(page, without: str) -> str:
    page = BeautifulSoup(str(page), "html.parser")
    for part in page.select(without):
        part.decompose()
    return " ".join(page.get_text(" ").split())


def test_the_report_is_made_whole_and_without_trouble(made, pages):
    assert made[1] == []
    names = ("index", "02-race", "03-broken", "ledger", "data", "method", "search", "x-2024", *(f"data/{name}" for name in TABLES))
    assert sorted(pages) == sorted(["index.html", *(f"{lang}/{name}.html" for lang in LANGS for name in names)])
    left = {path.name for path in (made[0] / "reports").iterdir()}
    assert left == {"index.html", "ko", "en", "data", "results", "ledger.csv", "ledger.json"}


def test_every_link_and_asset_resolves(made, pages):
    reports = made[0] / "reports"
    for name, page in pages.items():
        ids = {tag["id"] for tag in page.select("[id]")}
        for tag in page.select("[href], [src]"):
            address = urlparse(tag.get("href") or tag.get("src"))
            if address.scheme in ("http", "https", "data"):
                continue
            target = (reports / name).parent / unquote(address.path) if address.path else reports / name
            assert target.is_file(), f"{name} links to {address.path}"
            if address.fragment and target.suffix == ".html":
                key = target.resolve().relative_to(reports.resolve()).as_posix()
                there = ids if key == name else {tag["id"] for tag in pages[key].select("[id]")}
                assert unquote(address.fragment) in there, f"{name} links to {address.path}#{address.fragment}"


def test_nothing_is_loaded_from_another_host(made, pages):
    for name, page in pages.items():
        loaded = [tag.get("src") or tag.get("href") for tag in page.select("script, img, source, iframe, link[rel~=stylesheet], link[rel~=preload]")]
        assert not [address for address in loaded if address and urlparse(address).netloc], name
    for sheet in (made[0] / "reports").rglob("*.css"):
        assert not re.search(r"(?:url\(|@import )[\"']?https?:", sheet.read_text(encoding="utf-8")), sheet.name


def test_a_page_speaks_one_language_and_leads_to_the_other(pages):
    for name, page in pages.items():
        lang, _, file = name.partition("/")
        if not file:
            continue
        assert page.html["lang"] == lang
        up = "../" * name.count("/")
        assert page.select_one("a.language")["href"] == f"{up}{'en' if lang == 'ko' else 'ko'}/{file}"
        if lang == "en":
            assert not re.findall("[가-힣]+", text_of(page, "a.language, script, pre"))
    korean = text_of(pages["ko/02-race.html"], "pre")
    assert "식은" in korean and "둘째 문장" in korean and "The formula" not in korean and "caption" not in korean


def test_the_landing_page_leads_to_korean_and_offers_english(pages):
    page = pages["index.html"]
    assert page.select_one("meta[http-equiv=refresh]")["content"].endswith("url=ko/index.html")
    assert [link["href"] for link in page.select("a")] == ["ko/index.html", "en/index.html"]


def test_a_figure_is_an_image_with_words_and_downloads(pages):
    figures = pages["ko/02-race.html"].select("figure.statecraft")
    assert [(f["id"], f.img["width"], f.img["alt"]) for f in figures] == [("figure-small", "346", '선 "하나"'), ("figure-wide", "693", '선 "하나"')]
    assert figures[0].figcaption.get_text().startswith("그림 1. 설명") and figures[0].figcaption.find("math")
    assert [link.get_text() for link in figures[0].select("p.downloads a")] == ["SVG", "PNG", "PDF", "CSV"]
    assert not pages["ko/02-race.html"].select("img[src^=data]")


def test_code_is_folded_and_formulas_need_no_script(pages):
    page = pages["en/02-race.html"]
    assert [summary.get_text(" ", strip=True) for summary in page.select("details.hide summary")] == ["Show code Hide code"]
    assert not page.select("summary[aria-label]") and page.find("math") and "$" not in text_of(page, "script, pre, annotation")


def test_the_ledger_has_every_claim_with_its_facets_and_the_definitions_behind_its_verdict(pages):
    page = pages["en/ledger.html"]
    tested, waiting = page.select_one("tr#x-001"), page.select_one("tr#x-002")
    assert "supported" in tested.get_text() and "2 of 2 definitions, 2 sources" in tested.get_text() and "no later data" in tested.get_text()
    assert "early edition" in tested.details.get_text() and "It is measured later" in waiting.details.get_text()
    assert tested.select("a")[-1]["href"] == "02-race.html#x-001" and pages["en/02-race.html"].select_one("#x-001")
    assert "not tested yet" in waiting.get_text() and "09-later" in waiting.get_text()
    facets = {"text": "x-2024", "topic": "models", "verdict": "supported", "robustness": "several", "notebook": "02-race", "other": "모델은 40개다"}
    assert {name: tested[f"data-{name}"] for name in facets} == facets
    form = page.select_one("form#ledger-filter[hidden]")
    for row in page.select("table#ledger-table tbody tr"):
        for select in form.select("select"):
            assert row["data-" + select["name"]] in {option["value"] for option in select.select("option")}, row["id"]


def test_the_page_of_a_text_has_its_sections_and_claims_in_reading_order(pages):
    page = pages["ko/x-2024.html"]
    assert "홍길동, 글, 출판사, 2025-05-27 (적힌 날)" in page.get_text()
    assert [heading.get_text() for heading in page.select("h3")] == ["첫 절", "둘째 절"]
    assert [row["id"] for row in page.select("table.ledger tbody tr")] == ["x-002", "x-001", "x-003"]
    assert page.select_one("tr#x-001 .opposed").get_text() == "엇갈리는 쟁점: 언제 ↔ x-002"
    assert [row.select_one("svg")["aria-label"] for row in page.select("table.structure tbody tr")] == ["판정 전 1", "지지됨 1, 검증 불가 1"]


def test_the_method_lists_what_is_not_testable_and_why(pages):
    listed = pages["en/method.html"].select("table.untestable tbody tr")
    assert len(listed) == 1 and "Cannot be measured" in listed[0].get_text() and "data on the value" in listed[0].get_text()
    assert listed[0].select("a")[-1]["href"] == "data.html#texts"


def test_the_front_page_shows_the_whole_as_a_picture_and_says_what_is_missing(made, pages):
    page = pages["en/index.html"]
    picture = page.select_one("#figure-verdicts img")
    assert picture["alt"] == "Claims by verdict and robustness: supported 1 (two or more sources, one answer 1); not testable 1 (nothing decided 1)"
    counts = pd.read_csv(made[0] / "reports" / "en" / "figures" / "verdicts.csv", index_col="verdict")
    assert counts.loc["supported", "several"] == 1 and counts.to_numpy().sum() == 2
    text = text_of(page, "script")
    assert "It rose 1.5 times in the U.S. alone." in text and "More." not in text and "How many?" not in text and "09-later (1)" in text
    assert page.select_one("figure.counts svg")["aria-label"] == "supported 1, not testable 1, not tested yet 1"


def test_a_figure_leads_to_the_claims_it_bears_on_and_they_lead_back(made, pages):
    figures = pages["en/02-race.html"].select("figure[id^=figure-]")
    assert [[link["href"] for link in figure.select(".evidence a")] for figure in figures] == [["ledger.html#x-001"], []]
    link = pages["en/ledger.html"].select_one("#x-001 .evidence a")
    assert link["href"] == "02-race.html#figure-small" and link.get_text() == "02 figure 1" and link["title"] == "It rises"
    assert not pages["en/ledger.html"].select("#x-003 .evidence")


def test_findings_are_narrow_figures_on_claims_that_several_sources_answer_alike(made, pages):
    found = [(slug, figure["name"]) for slug, figure in front.strongest(Edition("ko", made[0] / "reports"))]
    assert found == [("02-race", "small")]
    card = pages["ko/index.html"].select_one("ul.findings figure")
    assert card.img["src"].endswith("figures/small.png") and card.a.get_text() == "오른다" and card.a["href"] == "02-race.html#figure-small"


def test_the_front_page_with_all_it_loads_is_under_a_megabyte(made, pages):
    for lang in LANGS:
        page, folder = pages[f"{lang}/index.html"], made[0] / "reports" / lang
        loaded = {tag.get("src") or tag.get("href") for tag in page.select("script[src], img[src], link[rel=stylesheet]")} | {"index.html", "_static/nanum.woff"}
        assert sum((folder / file).stat().st_size for file in loaded) < 1_000_000
        left = {path.name for path in (folder / "_static").iterdir()}
        assert left == {"site.css", "site.js", "ledger.js", "search.js", "index.js", "nanum.woff"}


def test_the_pdf_is_linked_where_it_has_been_made(made, tmp_path):
    reports = tmp_path / "reports"
    shutil.copytree(made[0] / "reports" / "results", reports / "results")
    assert "ai-statecraft-" not in front.page(Edition("ko", reports), []).partition("bibtex")[0]
    (reports / "ai-statecraft-ko.pdf").touch()
    assert 'href="../ai-statecraft-ko.pdf"' in front.page(Edition("ko", reports), [])
    assert "ai-statecraft-en.pdf" not in front.page(Edition("en", reports), [])


def test_the_search_index_has_prose_and_claims_by_place_but_no_code(made):
    text = (made[0] / "reports/ko/_static/index.js").read_text(encoding="utf-8")
    index = {address: (page, heading, said) for address, page, heading, said in json.loads(text.removeprefix("const PAGES = ").rstrip(";\n"))}
    assert index["ledger.html#x-001"][:2] == ("원장", "x-001") and "모델은 40개다" in index["ledger.html#x-001"][2]
    assert index["02-race.html"][0] == "경주" and "둘째 문장" in index["02-race.html"][2] and "오른다" not in index["02-race.html"][2]
    assert not any("x = 1" in said or "코드 보기" in said for _, _, said in index.values())
    assert {address.partition("#")[0] for address in index} == {f"{name}.html" for name in ("index", "02-race", "03-broken", "ledger", "data", "method", "x-2024", *(f"data/{name}" for name in TABLES))}


def test_the_font_has_the_korean_letters_of_the_pages(made):
    for lang, letters in (("ko", "모델은나중에"), ("en", "한국어")):
        font = TTFont(made[0] / "reports" / lang / "_static" / "nanum.woff")
        assert set(map(ord, letters)) <= set(font.getBestCmap())
        assert ord("뷁") not in font.getBestCmap()


def test_a_notebook_page_counts_its_verdicts_and_says_how_to_cite_it(pages):
    page = pages["en/02-race.html"]
    assert page.select_one("figure.counts svg")["aria-label"] == "supported 1, not testable 1"
    assert page.select_one('a[href="ledger.html?notebook=02-race"]') and page.select_one('a[href="x-2024.html"]')
    assert page.select_one("table.statecraft-verdicts td[data-label=Verdict]")
    cited = page.get_text()
    assert "“The race”, notebook 02-race" in cited and "@incollection{ai-statecraft-02-race," in cited


def test_catalogue_table_page_and_notebook_name_licence_citation_and_download(made, pages):
    assert "CC0-1.0" in pages["ko/data.html"].select_one("tr#claims").get_text()
    page = pages["ko/data/claims.html"]
    shown = page.select_one("article").get_text(" ")
    for part in ("CC0-1.0", "Someone (2026), claims.", "담은 것.", "필드 claim_id"):
        assert part in shown
    assert "@misc{statecraft-claims," in page.select_one("div.highlight pre").get_text()
    assert page.select_one("figure.statecraft img")["alt"] and page.select_one('a[download][href="../../data/claims.csv"]')
    assert [link.get_text() for link in pages["ko/data/definitions.html"].select("dl.facts a") if link["href"].startswith("../02")] == ["02-race"]
    assert "Someone (2026), definitions." in pages["ko/02-race.html"].select_one("table.used").get_text()
    copied = made[0] / "reports" / "data" / "claims.csv"
    assert copied.read_bytes() == (made[0] / "data" / "claims.csv").read_bytes()


def test_a_failed_notebook_shows_its_failure_and_the_other_language_says_it_never_ran(pages):
    failure = pages["ko/03-broken.html"].select_one(".failure").get_text(" ")
    for part in ("03-broken", "work", "ZeroDivisionError: division by <zero>", "statecraft build 03-broken --lang ko"):
        assert part in failure
    assert "고장" in pages["ko/index.html"].select_one(".failure").get_text()
    assert "statecraft build 03-broken --lang en" in pages["en/03-broken.html"].get_text()


def test_no_page_names_the_machine(made):
    for path in (made[0] / "reports").rglob("*"):
        if path.is_file() and "results" not in path.parts:
            content = path.read_bytes()
            assert str(paths.ROOT).encode() not in content and str(made[0]).encode() not in content, path


def tree(reports: Path) -> dict[str, str]:
    return {path.relative_to(reports).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in reports.rglob("*") if path.is_file()}


def test_another_folder_time_zone_and_locale_give_the_same_bytes(made, tmp_path):
    folder = tmp_path / "다른 곳"
    shutil.copytree(made[0], folder)
    for name in ("ko", "en"):
        (folder / "reports" / name / "old.html").write_text("from an earlier build")
    script = ("from statecraft import paths; from statecraft.build import site; from statecraft.build.execute import Outcome; "
              "from statecraft.build.runs import Run; failed = Outcome(Run('03-broken', 'ko'), 'failed', 9.0, 'work', "
              "'ZeroDivisionError: division by <zero>'); assert site.publish(paths.reports(), [failed]) == []")
    elsewhere = {f"STATECRAFT_{name.upper()}": str(folder / name) for name in ("data", "notebooks", "reports")}
    subprocess.run([sys.executable, "-c", script], check=True, cwd=tmp_path,
                   env={**os.environ, **elsewhere, "TZ": "Asia/Seoul", "PYTHONHASHSEED": "7", "LC_ALL": "C", "SOURCE_DATE_EPOCH": "1700000000"})
    assert tree(folder / "reports") == tree(made[0] / "reports")


def test_missing_files_are_named(made, tmp_path):
    reports = tmp_path / "reports"
    shutil.copytree(made[0] / "reports" / "results", reports / "results")
    (reports / "results/02-race/ko/figures/wide.pdf").unlink()
    assert notebook.page(Edition("ko", reports), "02-race")[1] == ["02-race [ko]: figures/wide.pdf is missing"]


def test_a_site_that_cannot_be_made_leaves_the_earlier_one(made, tmp_path, monkeypatch):
    reports = tmp_path / "reports"
    shutil.copytree(made[0] / "reports", reports)
    monkeypatch.setattr(site, "ENVIRONMENT", {**site.ENVIRONMENT, "PYTHONHASHSEED": "no number"})
    trouble = site.publish(reports, [])
    assert [message.split(":")[0] for message in trouble] == [f"site [{lang}] could not be made" for lang in LANGS]
    assert tree(reports) == tree(made[0] / "reports")


@pytest.mark.parametrize("said, first", [
    ("**물음.** 몇인가? **답.** 1.5배 늘었다. 둘째.", "1.5배 늘었다."), ("**누가 지지하는가?** 절대다수다. 둘째.", "절대다수다."),
    ("- **The gap closed by 3 points in 2024.** More.", "The gap closed by 3 points in 2024."), ("Who? What?", ""),
])
def test_the_finding_is_the_first_sentence_that_answers(project, said, first):
    folder = project / "reports" / "results" / "02-race" / "ko"
    folder.mkdir(parents=True)
    cell = new_code_cell("", outputs=[new_output("display_data", data={"text/markdown": said})])
    nbformat.write(new_notebook(cells=[cell]), folder / "notebook.ipynb")
    assert notebook.finding(Edition("ko", project / "reports"), "02-race") == first


@pytest.mark.parametrize("given, changed", [
    ("[m](../docs/method.md)", "[m](method.md)"), ("[t](../data/votes.csv)", '<a href="../data/votes.csv">t</a>'),
    ("[a](../docs/architecture.md)", "a"), ("[w](https://example.org/x.md)", "[w](https://example.org/x.md)"), ("[d](../data/README.md)", "[d](data.md)"),
])
def test_links_of_the_repository_become_links_of_the_report(given, changed):
    assert notebook.relinked(given) == changed
