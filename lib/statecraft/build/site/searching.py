"""The index of the site's search: what a reader sees on every page, by heading, as a script that works from disk."""
from __future__ import annotations

import json
from html.parser import HTMLParser
from pathlib import Path

from .edition import Edition

SKIPPED = {"script", "style", "svg", "pre", "button", "select", "math", "thead"}  # neither prose nor a name
LISTS = ("ledger.html", "data.html")  # every row is a place of its own
VOID = {"img", "br", "hr", "input", "meta", "link", "wbr", "col"}
HEADINGS = {"h1", "h2", "h3"}


def page(edition: Edition) -> str:
    """The page that shows what is found; `search.js` fills it."""
    t = edition.t
    found = t("‘{q}’: {n}곳", "{n} places for ‘{q}’")
    title, words = t("검색", "Search"), t("찾을 말", "Words to find")
    hint = t("모든 낱말이 든 곳을 찾는다. 한국어는 조사를 떼고도 찾는다. 영어 쪽은 위의 링크로 옮겨 같은 말로 찾을 수 있다.",
             "Finds places with all the words. The link above searches the Korean pages for the same words.")
    noscript = t("검색하려면 자바스크립트를 켜야 한다. 주장은 원장에서 찾을 수 있다.", "Search needs JavaScript. Claims can be found in the ledger.")
    return (f"---\norphan: true\n---\n# {title}\n\n```{{raw}} html\n"
            f'<form id="search-form" data-count="{found}"><label>{words} <input type="search" name="q"></label> '
            f'<button>{title}</button> <output aria-live="polite"></output></form>\n<p>{hint}</p>\n'
            f'<noscript><p>{noscript}</p></noscript>\n<ol id="search-results"></ol>\n```\n')


def write(site: Path) -> None:
    """Put `index.js` into `_static`: PAGES, a list of [address, page, heading, text]."""
    entries = []
    for path in sorted(set(site.rglob("*.html")) - {site / "search.html"}):
        reader = Reader(path.relative_to(site).as_posix())
        reader.feed(path.read_text(encoding="utf-8"))
        entries += [[address, reader.title, heading, " ".join(text.split())] for address, heading, text in reader.found if heading]
    lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
    (site / "_static" / "index.js").write_text(f"const PAGES = [\n{lines}\n];\n", encoding="utf-8", newline="\n")


class Reader(HTMLParser):
    """Splits the article of a page at its headings, that of a list also at its rows; `found` holds [address, heading, text]."""

    def __init__(self, page: str):
        super().__init__()
        self.page, self.title, self.found = page, "", []
        self._inside, self._skipped, self._heading, self._id = False, [], False, ""

    def handle_starttag(self, tag: str, attrs: list) -> None:
        attributes = dict(attrs)
        self._inside |= tag == "article"
        folded = tag == "details" and "hide" in attributes.get("class", "").split()  # code
        if (tag in SKIPPED or folded or self._skipped) and tag not in VOID:
            self._skipped.append(tag)
        if tag == "section":
            self._id = attributes.get("id", "")
        if self._inside and not self._skipped and (tag in HEADINGS or tag == "tr" and "id" in attributes and self.page in LISTS):
            self._heading = tag in HEADINGS
            place = "" if tag == "h1" else "#" + (self._id if self._heading else attributes["id"])
            self.found.append([self.page + place, "" if self._heading else attributes["id"], ""])

    def handle_endtag(self, tag: str) -> None:
        if self._skipped and self._skipped[-1] == tag:
            self._skipped.pop()
        self._inside &= tag != "article"
        self._heading &= tag not in HEADINGS

    def handle_data(self, data: str) -> None:
        if not (self._inside and self.found) or self._skipped:
            return
        if self._heading:
            self.found[-1][1] += data
            self.title = self.title if len(self.found) > 1 else self.found[0][1]
        else:
            self.found[-1][2] += f" {data}"
