"""How to cite a table and its sources: a sentence, and BibTeX that compiles as it is."""
from __future__ import annotations

import re

from . import own, tables

ADDRESS = re.compile(r"https?://[^\s;,)]+")
YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
           **{letter: f"\\{letter}" for letter in "{}$&#%_"}}


def cite(name: str) -> str:
    """How to cite a table: one sentence, then BibTeX of the table and of each of its sources."""
    return f"{tables.describe(name)['citation']}\n\n{bibtex(name)}"


def bibtex(*names: str) -> str:
    """BibTeX of tables and of their outside sources, each once, sources after tables."""
    entries = [tables.describe(name) for name in names]
    sources = {source["name"]: source for entry in entries for source in entry["sources"] if address(source)}
    return "\n".join([*map(_table, entries), *(_source(sources[name]) for name in sorted(sources))])


def address(source: dict) -> str:
    """The first web address of a source; empty for a compilation of ours, whose rows cite one each."""
    found = ADDRESS.search(source.get("path", ""))
    return found[0] if found else ""


def year(text: str) -> str:
    """The latest year that a version or date names, `n.d.` where it names none."""
    now = tables.package().get("as_of", "9999")[:4]
    return max((found for found in YEAR.findall(text) if found <= now), default="n.d.")


def _table(entry: dict) -> str:
    package, ours = tables.package(), not own.is_own(entry["name"])
    addresses = [address(source) for source in entry["sources"] if address(source)]
    return _entry(f"statecraft-{entry['name']}" if ours else entry["name"], {
        "author": _text("AI Statecraft contributors", "{{{}}}") if ours else "",
        "title": _text(entry["title"], "{{{}}}"),
        "year": (entry if "as_of" in entry else package).get("as_of", "n.d.")[:4],
        "publisher": "AI Statecraft" if ours else "", "version": package["version"] if ours else "",
        "url": addresses[0] if addresses else "", "note": _text(entry["citation"]),
    })


def _source(source: dict) -> str:
    by = "AI Statecraft contributors" if source["publisher"].startswith("compiled") else source["publisher"]
    return _entry(source["name"], {
        "author": _text(by, "{{{}}}"), "title": _text(source["title"], "{{{}}}"),
        "year": year(str(source["version"])), "publisher": _text(source["publisher"]), "version": _text(str(source["version"])),
        "url": address(source), "note": _text(source.get("attribution", "")),
    })


def _entry(key: str, fields: dict[str, str]) -> str:
    body = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@misc{{{re.sub('[^A-Za-z0-9-]+', '-', key)},\n{body}\n}}\n"


def _text(text: str, form: str = "{}") -> str:
    """Text with the signs that mean something to TeX escaped; `{{{}}}` keeps the capitals as they are."""
    return form.format("".join(SPECIAL.get(letter, letter) for letter in " ".join(text.split())))
