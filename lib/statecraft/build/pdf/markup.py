"""Typst markup from Python values: escaped text, string literals, calls, tables."""
from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

SPECIAL = re.compile(r"[!#$%&()*+\-./:;<=>?@\[\\\]^_`{|}~]")


def escaped(text: object) -> str:
    """Text as markup that shows it as it is: nothing in it is a heading, a list, a link or a comment."""
    return SPECIAL.sub(r"\\\g<0>", str(text))


def quoted(text: object) -> str:
    """Text as a string literal."""
    return '"' + str(text).replace("\\", "\\\\").replace('"', '\\"') + '"'


def content(markup: str) -> str:
    """Markup as an argument of a call."""
    return f"[{markup}]"


def array(values: Iterable[str]) -> str:
    """Arguments as one array, of any length."""
    return "(" + "".join(f"{value}, " for value in values) + ")"


def call(name: str, *arguments: str, **named: str) -> str:
    """A call within markup; arguments are code (see `quoted`, `content`, `array`)."""
    options = [f"{key.replace('_', '-')}: {value}" for key, value in named.items()]
    return f"#{name}({', '.join([*options, *arguments])})"


def table(widths: Sequence[str], head: Iterable[str], rows: Iterable[Iterable[str]], align: Sequence[str] = ()) -> str:
    """A table whose head repeats on every page. Cells are markup; `widths` and `align` are code, one a column."""
    aligned = {"align": array(align)} if align else {}
    return call("sheet", array(widths), array(content(cell) for cell in head),
                *(content(cell) for row in rows for cell in row), **aligned)


def link(address: str, words: str) -> str:
    """Markup linked to an address outside the document, or only the words where that is none of the web."""
    return call("link", quoted(address), content(words)) if address.startswith(("http://", "https://")) else words


def label(name: str) -> str:
    """A place that links lead to, to be written right after what it names."""
    return f"#label({quoted(name)})"


def address_of(name: str, words: str) -> str:
    """Markup linked to a place of the document that carries the label `name`."""
    return call("link", f"label({quoted(name)})", content(words))
