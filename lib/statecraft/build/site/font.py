"""A Korean font for readers whose system has none: NanumGothic, cut down to the characters of the pages.

Korean systems draw Korean better than a web font and load nothing, so the style sheet names
theirs first; a browser fetches this file only where none of them is there.
"""
from __future__ import annotations

import re
from html import unescape
from pathlib import Path

from fontTools import subset

from ... import style

HANGUL = re.compile(r"[\u1100-\u11ff\u3000-\u303f\u3130-\u318f\uac00-\ud7a3\uff00-\uffef]")
NAME = "nanum.woff"


def write(site: Path) -> None:
    """Put the font for the pages of one language into its `_static`."""
    used = {letter for page in site.rglob("*.html") for letter in HANGUL.findall(unescape(page.read_text(encoding="utf-8")))}
    options = subset.Options(flavor="woff", layout_features=[], hinting=False, notdef_outline=True, recalc_timestamp=False)
    options.drop_tables += ["TSI0", "TSI1", "TSI2", "TSI3", "TSI5"]  # the font editor's own
    font = subset.load_font(str(style.font_files()[0]), options)
    cut = subset.Subsetter(options)
    cut.populate(text="".join(sorted(used)))
    cut.subset(font)
    subset.save_font(font, str(site / "_static" / NAME), options)
