"""The ledger as a reader uses it: filtered, searched, sorted, linked, exported, and plain without scripts."""
import csv
import re

import pytest
from browsing import LANGS, ledger
from playwright.sync_api import Page, expect

FACETS = ("text", "topic", "verdict", "robustness", "notebook")
ROWS = "#ledger-table tbody tr"


@pytest.fixture(params=LANGS)
def page(opened, report, request) -> Page:
    return opened((report / request.param / "ledger.html").as_uri())


@pytest.fixture
def claims(report) -> list[dict]:
    return ledger(report)


def shown(page: Page) -> list[str]:
    """Ids of the rows a reader sees, from top to bottom."""
    return page.locator(ROWS).evaluate_all("rows => rows.filter(row => row.checkVisibility()).map(row => row.id)")


def options(page: Page, facet: str) -> list[str]:
    found = page.locator(f"#ledger-filter select[name={facet}] option")
    return [value for value in found.evaluate_all("found => found.map(option => option.value)") if value]


def choose(page: Page, facet: str, value: str) -> list[str]:
    page.locator(f"#ledger-filter select[name={facet}]").select_option(value)
    return shown(page)


def ask(page: Page, words: str) -> set[str]:
    page.locator("#ledger-filter input[name=q]").fill(words)
    return set(shown(page))


def test_all_claims_are_there_at_first(page, claims):
    assert sorted(shown(page)) == sorted(claim["claim_id"] for claim in claims)


@pytest.mark.parametrize("facet", ["text", "verdict", "notebook"])
def test_a_facet_leaves_the_claims_that_have_it(page, claims, facet):
    for value in options(page, facet):
        wanted = {claim["claim_id"] for claim in claims if (claim[facet] or "open") == value}
        assert set(choose(page, facet, value)) == wanted, value


@pytest.mark.parametrize("facet", FACETS)
def test_the_values_of_a_facet_divide_the_claims(page, claims, facet):
    parts = [choose(page, facet, value) for value in options(page, facet)]
    assert sorted(sum(parts, [])) == sorted(claim["claim_id"] for claim in claims)
    assert choose(page, facet, "") == page.locator(ROWS).evaluate_all("rows => rows.map(row => row.id)")


def test_facets_and_words_narrow_together_and_the_address_keeps_them(page, opened, claims):
    judged = next(claim for claim in claims if claim["verdict"])
    by_text = set(choose(page, "text", judged["text"]))
    both = set(choose(page, "verdict", judged["verdict"]))
    found = ask(page, judged["claim_id"])
    assert judged["claim_id"] in found and found <= both <= by_text
    again = opened(page.url)
    assert set(shown(again)) == found and again.locator("#ledger-filter select[name=text]").input_value() == judged["text"]
    page.locator("#ledger-filter [type=reset]").click()
    expect(page.locator(f"{ROWS}:visible")).to_have_count(len(claims))


def test_words_are_found_in_both_languages(page, opened, report):
    texts = {lang: {row: words for row, words in opened((report / lang / "ledger.html").as_uri()).locator(ROWS).evaluate_all(
        "rows => rows.map(row => [row.id, row.querySelector('.statement').textContent])")} for lang in LANGS}
    for lang, letters in (("ko", "[가-힣]{2,}"), ("en", "[A-Za-z]{4,}")):
        claim = list(texts[lang])[-1]
        word = max(re.findall(letters, texts[lang][claim]), key=len)
        with_word = {row for row, words in texts[lang].items() if word.lower() in words.lower()}
        assert with_word <= ask(page, word) and claim in with_word
    assert ask(page, "zzzqqq") == set()


def test_a_heading_sorts_both_ways_by_keyboard(page):
    at_first = shown(page)
    button = page.locator("#ledger-table thead th button").first
    button.focus()
    page.keyboard.press("Enter")
    heading = page.locator("#ledger-table thead th").first
    expect(heading).to_have_attribute("aria-sort", "ascending")
    ascending = shown(page)
    page.keyboard.press("Enter")
    expect(heading).to_have_attribute("aria-sort", "descending")
    assert ascending == shown(page)[::-1] and sorted(ascending) == sorted(at_first)
    assert ascending == sorted(ascending, key=lambda claim: re.sub(r"\d+", lambda number: number[0].zfill(9), claim))


@pytest.mark.parametrize("query", ["", "?q=zzzqqq"], ids=["all", "filtered"])
def test_the_address_of_a_claim_shows_its_row(page, opened, claims, query):
    claim = next((c["claim_id"] for c in claims if c["claim_id"] == "kim-022"), claims[-1]["claim_id"])
    row = opened(f"{page.url}{query}#{claim}").locator(f"tr[id='{claim}']")
    expect(row).to_be_in_viewport()
    plain = page.locator(f"tr[id='{claim}']")
    colour = "row => getComputedStyle(row).backgroundColor"
    assert row.evaluate(colour) != plain.evaluate(colour)
    expect(page.locator(f"tr[id='{claim}'] a[href$='#{claim}']").first).to_be_attached()


@pytest.mark.parametrize("target", ["ledger.html", "02"])
def test_the_language_link_keeps_the_claim(opened, report, claims, target):
    judged = next(claim for claim in claims if claim["verdict"] and claim["notebook"].startswith("02"))
    name = target if target != "02" else f"{judged['notebook']}.html"
    page = opened((report / "ko" / name).as_uri() + f"#{judged['claim_id']}")
    page.locator("a.language").click()
    page.wait_for_url(f"**/en/{name}#{judged['claim_id']}")
    expect(page.locator(f"[id='{judged['claim_id']}']").first).to_be_in_viewport()


def test_the_export_has_the_rows_one_sees(page, claims, tmp_path):
    judged = next(claim for claim in claims if claim["verdict"])
    seen = choose(page, "notebook", judged["notebook"])
    with page.expect_download() as download:
        page.locator("#ledger-filter button.export").click()
    download.value.save_as(tmp_path / "rows.csv")
    with open(tmp_path / "rows.csv", encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["claim"] for row in rows] == seen and 0 < len(seen) <= len(claims)
    exported = next(row for row in rows if row["claim"] == judged["claim_id"])
    assert (exported["verdict"], exported["text"]) == (judged["verdict"], judged["text"])
    assert exported["statement"] in page.locator(f"tr[id='{judged['claim_id']}']").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "plain"])
def test_definitions_unfold(opened, report, claims, scripts):
    page = opened((report / "ko" / "ledger.html").as_uri(), java_script_enabled=scripts)
    judged = next(claim for claim in claims if claim["verdict"])
    fold = page.locator(f"tr[id='{judged['claim_id']}'] details").first
    expect(fold.locator("li").first).to_be_hidden()
    fold.locator("summary").click()
    expect(fold.locator("li").first).to_be_visible()


@pytest.mark.parametrize("lang", LANGS)
def test_without_scripts_the_table_is_whole_and_plain(opened, report, claims, lang):
    page = opened((report / lang / "ledger.html").as_uri(), java_script_enabled=False)
    expect(page.locator(f"{ROWS}:visible")).to_have_count(len(claims))
    expect(page.locator("#ledger-filter")).to_be_hidden()
    assert page.locator("#ledger-table thead th button").count() == 0
