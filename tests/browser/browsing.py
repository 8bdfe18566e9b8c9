"""What the tests in a browser share: the pages of a report, and what one visit of a page tells."""
from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page

LANGS = ("ko", "en")
LOOK = Path(__file__).with_name("look.js").read_text(encoding="utf-8").partition("\n")[2]


@dataclass(frozen=True)
class Visit:
    """One page as opened: its language, links and anchors, how it looks, what it asked for and what went wrong."""

    lang: str
    links: list[str]
    language: str  # where the link to the other language leads
    ids: list[str]
    overflow: int  # pixels by which the page is wider than the window
    missing: list[str]  # Korean characters drawn as empty boxes
    requests: list[str]
    errors: list[str]  # uncaught exceptions, errors on the console, requests that failed

    @classmethod
    def of(cls, page: Page, address: str) -> Visit:
        """Open an address in a window that is used again and again, which is much faster than new ones."""
        requests, errors = [], []
        heard = {
            "request": lambda request: requests.append(request.url),
            "requestfailed": lambda request: errors.append(f"{request.url}: {request.failure}"),
            "pageerror": lambda error: errors.append(error.message),
            "console": lambda message: errors.append(message.text) if message.type in ("error", "warning") else None,
        }
        for event, listener in heard.items():
            page.on(event, listener)
        page.goto(address)
        page.evaluate("document.fonts.ready")
        seen = page.evaluate(LOOK)
        for event, listener in heard.items():
            page.remove_listener(event, listener)
        # What is aborted is what the page before had still to load.
        return cls(**seen, requests=requests, errors=[error for error in errors if "net::ERR_ABORTED" not in error])


def html_pages(report: Path) -> list[str]:
    """Every page of the report in both languages, by path within it."""
    return [path.relative_to(report).as_posix() for lang in LANGS for path in sorted((report / lang).rglob("*.html"))]


def notebooks(report: Path) -> list[str]:
    """The notebooks that have a result, by slug."""
    return sorted(folder.name for folder in (report / "results").iterdir())


def ledger(report: Path) -> list[dict]:
    """All claims with their verdicts, in the order of `ledger.json`."""
    return json.loads((report / "ledger.json").read_text(encoding="utf-8"))
