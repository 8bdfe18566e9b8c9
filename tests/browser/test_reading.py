"""The report as it is read: found by a word, light to load, dark at night, on paper, and kept as pictures."""
import re

import pytest
from browsing import LANGS, notebooks
from playwright.sync_api import expect

LIMIT = 1_000_000  # bytes of the front page with all that it loads
PARTICLES = "은는이가을를의에"
BRIGHTNESS = """() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
}"""

# Also the pictures that wait until a reader comes near them.
LOADED = """() => Promise.all([document.fonts.ready, ...[...document.images].map((image) => {
  image.loading = "eager";
  return image.decode();
})])"""


def statements(report, opened, lang: str) -> str:
    """All claims of the ledger in words."""
    return " ".join(opened((report / lang / "ledger.html").as_uri()).locator(".statement").all_inner_texts())


def with_particle(text: str) -> str:
    """A Korean noun that the text has only with a particle, such as 격차 in 격차를."""
    words = re.findall("[가-힣]+", text)
    return next(word[:-1] for word in words if len(word) > 2 and word[-1] in PARTICLES and word[:-1] not in words)


@pytest.mark.parametrize("particle", ["", "을"])
def test_search_finds_a_korean_word_with_its_particle(opened, report, particle):
    word = with_particle(statements(report, opened, "ko"))
    page = opened((report / "ko" / "index.html").as_uri())
    page.locator("form[role=search] input[name=q]").first.fill(word + particle)
    page.keyboard.press("Enter")
    page.wait_for_url("**/ko/search.html?q=*")
    expect(page.locator("#search-results a[href*='ledger.html']").first).to_be_visible()
    assert word in page.locator("#search-results").inner_text().replace("\n", "")


def test_search_finds_an_english_word_and_leads_to_it(opened, report):
    word = max(re.findall("[a-z]+", statements(report, opened, "en")), key=len)
    page = opened((report / "en" / "search.html").as_uri() + f"?q={word.upper()}")
    page.locator("#search-results a").first.click()
    expect(page.locator("body")).to_contain_text(re.compile(word, re.IGNORECASE))
    nothing = opened((report / "en" / "search.html").as_uri() + "?q=zzzqqq")
    expect(nothing.locator("#search-results a")).to_have_count(0)


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [360, 1600])
def test_the_front_page_is_light(browser, served, lang, width):
    with browser.new_context(viewport={"width": width, "height": 900}) as context:
        page, loaded = context.new_page(), []
        page.on("requestfinished", lambda request: loaded.append(request.sizes()["responseBodySize"]))
        page.goto(f"{served}/{lang}/index.html", wait_until="networkidle")
        page.mouse.wheel(0, 100_000)  # pictures that wait until they are seen
        page.wait_for_load_state("networkidle")
    assert 10_000 < sum(loaded) < LIMIT, loaded


@pytest.mark.parametrize("lang", LANGS)
def test_the_page_is_dark_where_the_reader_wants_it(opened, report, lang):
    address = (report / lang / "index.html").as_uri()
    assert opened(address, color_scheme="light").evaluate(BRIGHTNESS) > 0.8
    assert opened(address, color_scheme="dark").evaluate(BRIGHTNESS) < 0.2


def test_the_first_key_leads_past_the_navigation(opened, report):
    page = opened((report / "ko" / "index.html").as_uri())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.closest('main, #main-content') !== null")


def test_on_paper_nothing_is_cut_off(opened, report):
    page = opened((report / "ko" / f"{notebooks(report)[0]}.html").as_uri(), width=680)
    page.emulate_media(media="print")
    boxes = page.locator(".scroll").evaluate_all("boxes => boxes.map(box => getComputedStyle(box).overflowX)")
    assert set(boxes) == {"visible"}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("width", [360, 1600])
def test_pictures_of_the_report_are_kept(opened, report, lang, width):
    chosen = "02-model-race" if "02-model-race" in notebooks(report) else notebooks(report)[0]
    for kind, name in (("front", "index"), ("notebook", chosen), ("ledger", "ledger")):
        page = opened((report / lang / f"{name}.html").as_uri(), width=width)
        page.evaluate(LOADED)
        picture = report / "screenshots" / f"{kind}-{lang}-{width}.png"
        page.screenshot(path=picture, full_page=kind == "front")
        assert picture.stat().st_size > 5_000
