"""A browser, and the report it opens: the one of the last build, else a tiny one made for the tests."""
import shutil
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from browsing import Visit, html_pages
from playwright.sync_api import Browser, Error, sync_playwright
from test_site import published

from statecraft import paths

# Nothing starts by itself: no update, no synchronization, no request but the tests' own.
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync")
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def browser():
    """The Chromium or Chrome of this machine, without a window."""
    found = next(filter(None, map(shutil.which, BROWSERS)), None)
    with sync_playwright() as playwright:
        try:  # Where no command is found, Playwright knows the usual places of Chrome.
            opened = playwright.chromium.launch(executable_path=found, channel=None if found else "chrome", args=FLAGS)
        except Error as error:
            pytest.skip(f"no Chromium or Chrome here, so no page is opened: {error.message.splitlines()[0]}")
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def report(browser, tmp_path_factory) -> Path:
    """The folder of a whole report: the one of the last build, else a tiny one (`.ci/run` tests both)."""
    reports = paths.reports()
    if (reports / "index.html").exists():
        return reports.resolve()
    folder = tmp_path_factory.mktemp("tiny") / "project"
    with published(folder) as trouble:
        assert trouble == []
    return folder / "reports"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *said):
        pass


@pytest.fixture(scope="session")
def served(report):
    """The address of a web server on this machine that serves the report."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=report)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


@pytest.fixture
def opened(browser: Browser):
    """Open an address in a window of its own: `opened(address, width=360, color_scheme="dark")`."""
    contexts = []

    def open_(address: str, width: int = 1280, height: int = 900, **settings):
        contexts.append(browser.new_context(viewport={"width": width, "height": height}, **settings))
        page = contexts[-1].new_page()
        page.goto(address)
        return page
    yield open_
    for context in contexts:
        context.close()


@pytest.fixture(scope="session")
def visits(browser, report) -> dict[str, Visit]:
    """Every page of the report as a phone shows it from disk, by path within the report."""
    with browser.new_context(viewport={"width": 360, "height": 740}) as context:
        page = context.new_page()
        return {name: Visit.of(page, (report / name).as_uri()) for name in html_pages(report)}
