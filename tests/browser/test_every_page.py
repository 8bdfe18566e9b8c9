"""What holds on every page of the report: nothing is missing, foreign, too wide or in the other language only."""
from http.client import HTTPConnection
from urllib.parse import unquote, urldefrag, urlsplit

import pytest
from browsing import LANGS, Visit


def inside(report, address: str) -> str | None:
    """The path of a local address within the report; None for the address of a publisher."""
    parts = urlsplit(address)
    if parts.scheme in ("http", "https", "mailto", "data"):
        return None
    return unquote(parts.path).removeprefix(f"{report}/")


def test_there_are_as_many_pages_in_both_languages(visits):
    names = {lang: {name.removeprefix(f"{lang}/") for name in visits if name.startswith(f"{lang}/")} for lang in LANGS}
    assert names["ko"] == names["en"] and "index.html" in names["ko"]
    assert {name: visit.lang for name, visit in visits.items()} == {name: name[:2] for name in visits}


def test_no_page_reports_an_error(visits):
    assert {name: visit.errors for name, visit in visits.items() if visit.errors} == {}


def test_no_page_asks_another_host(visits):
    assert all(visit.requests for visit in visits.values())
    asked = {(name, url) for name, visit in visits.items() for url in visit.requests}
    assert {(name, url) for name, url in asked if not url.startswith(("file:", "data:", "blob:"))} == set()


def test_no_page_is_wider_than_a_phone(visits):
    assert {name: visit.overflow for name, visit in visits.items() if visit.overflow > 0} == {}


def test_every_korean_character_is_drawn(visits):
    assert {name: visit.missing for name, visit in visits.items() if visit.missing} == {}


def test_every_link_and_anchor_is_there_on_disk(visits, report):
    broken = set()
    for name, visit in visits.items():
        for link in visit.links:
            address, anchor = urldefrag(link)
            target = inside(report, address)
            if target is None:
                continue
            anchors = visits[target].ids if target in visits else []
            if not (report / target).is_file() or (anchor and target in visits and unquote(anchor) not in anchors):
                broken.add((name, target, anchor))
    assert broken == set()


def test_every_link_and_download_is_served(visits, report, served):
    targets = {inside(report, urldefrag(link)[0]) for visit in visits.values() for link in visit.links} - {None}
    connection, wrong = HTTPConnection(urlsplit(served).netloc), {}
    for target in sorted(targets):
        connection.request("HEAD", f"/{target}")
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200 or int(answer.headers["Content-Length"]) != (report / target).stat().st_size:
            wrong[target] = answer.status
    assert wrong == {} and len(targets) > 10


def test_the_language_link_stays_on_the_page(visits, report):
    other = {"ko": "en", "en": "ko"}
    for name, visit in visits.items():
        assert inside(report, visit.language) == f"{other[visit.lang]}/{name.partition('/')[2]}", name


def test_the_landing_page_leads_to_korean(opened, report, served):
    for address in ((report / "index.html").as_uri(), f"{served}/index.html", f"{served}/"):
        opened(address).wait_for_url("**/ko/index.html")


@pytest.mark.parametrize("name", ["index", "ledger", "search"])
@pytest.mark.parametrize("lang", LANGS)
def test_served_pages_ask_only_their_server(opened, served, lang, name):
    visit = Visit.of(opened("about:blank"), f"{served}/{lang}/{name}.html")
    assert visit.errors == [] and [url for url in visit.requests if not url.startswith((served, "data:", "blob:"))] == []
