"""Figures for print: the SVG of a run with its text as text again.

Matplotlib writes every letter as a path, as a browser lacks the font. The document has the
font, so letters become text: a quarter of the size, and a search finds the words of a figure.
"""
from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from xml.sax.saxutils import escape

from matplotlib.ft2font import FT2Font

from ...style import font_files
from .markup import quoted

HEAVY = 1_000_000  # characters of SVG from which on a picture is printed from its PNG
# A run of letters in one font: the outlines it defines, then one <use> a letter. Formulas and
# letters of another font look different and stay paths.
RUN = re.compile(
    r'<g (style="[^"]*" transform="[^"]*")>'
    r'\s*(?:<defs>(?:\s*<path id="NanumGothic\w*-[0-9a-f]+"(?: d="[^"]*")? transform="[^"]*"/>)+\s*</defs>)?'
    r'((?:\s*<use xlink:href="#NanumGothic\w*-[0-9a-f]+"(?: transform="translate\([\d.-]+ 0\)")?/>)+)\s*</g>')
LETTER = re.compile(r'<use xlink:href="#(\w+)-([0-9a-f]+)"(?: transform="translate\(([\d.-]+) 0\)")?/>')
USED = re.compile(r'<use xlink:href="#(NanumGothic[\w-]+)"')
OUTLINE = re.compile(r'<path id="(NanumGothic\w*-[0-9a-f]+)"[^>]*/>')


def source(svg: Path, root: Path) -> str:
    """What Typst's `image` reads, as code: the SVG itself, or the address (in `root`) of its PNG where the SVG is heavy."""
    drawn, png = with_text(svg.read_text(encoding="utf-8")), svg.with_suffix(".png")
    if len(drawn) > HEAVY and png.exists():
        return quoted(f"/{png.relative_to(root).as_posix()}")
    return f"bytes({quoted(drawn)})"


def width(svg: Path) -> float:
    """Width in cm that the figure was drawn for, from the head of the file; its unit is the point."""
    drawn = re.search(r'<svg [^>]*?viewBox="0 0 ([\d.]+) ', svg.read_text(encoding="utf-8"))
    return round(float(drawn[1]) / 72 * 2.54, 2)


def with_text(svg: str) -> str:
    """The SVG with runs of letters as `<text>`, each letter where it was."""
    made = RUN.sub(_text, svg)
    # What stays a path may use an outline that a run before it defined.
    lost = set(USED.findall(made)) - {match[1] for match in OUTLINE.finditer(made)}
    kept = "".join(match[0] for match in OUTLINE.finditer(svg) if match[1] in lost)
    return made.replace("<defs>", f"<defs>{kept}", 1) if kept else made


def _text(run: re.Match) -> str:
    letters = LETTER.findall(run[2])
    fonts = {font for font, _, _ in letters}
    if len(fonts) > 1:
        return run[0]
    (font,) = fonts
    shown = [_characters(font).get(int(glyph, 16)) for _, glyph, _ in letters]
    if None in shown:
        return run[0]
    places = " ".join(place or "0" for _, _, place in letters)
    weight = 700 if font.endswith("Bold") else 400
    return (f'<g {run[1]}><text transform="scale(1 -1)" font-family="NanumGothic" font-weight="{weight}" font-size="100" '
            f'x="{places}" y="0" xml:space="preserve">{escape("".join(shown))}</text></g>')


@lru_cache(maxsize=4)
def _characters(font: str) -> dict[int, str]:
    """The character of every glyph of a NanumGothic font; of several, the first that prints."""
    path = next(path for path in font_files() if path.stem == font)
    found: dict[int, str] = {}
    for code, glyph in sorted(FT2Font(path).get_charmap().items()):
        if unicodedata.category(chr(code))[0] != "C":  # a soft hyphen shares its glyph with the dash
            found.setdefault(glyph, chr(code))
    return found
