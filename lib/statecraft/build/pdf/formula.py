"""Formulas: TeX to Typst by way of MathML, which docutils makes."""
from __future__ import annotations

from xml.etree import ElementTree

from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml

from .markup import call, escaped, quoted

ACCENTS = {"^": "hat", "ˆ": "hat", "¯": "macron", "ˉ": "macron", "~": "tilde", "˜": "tilde", "˙": "dot", "→": "arrow"}
SCRIPTS = {"msup": "t", "msub": "b", "msubsup": "bt", "munder": "b", "mover": "t", "munderover": "bt"}


def formula(tex: str, block: bool = False) -> str:
    """TeX as a Typst equation, its source as alternative text. What docutils cannot read is shown as code."""
    try:
        tree = ElementTree.fromstring(tex2mathml(tex))
    except MathError:
        return call("raw", quoted(tex))
    return call("math.equation", f"${_math(tree)}$.body", alt=quoted(tex), block="true" if block else "false")


def _math(node: ElementTree.Element) -> str:
    name, parts = node.tag.rpartition("}")[2], list(node)
    if not parts:
        return _leaf(name, (node.text or "").strip())
    made = [_math(part) for part in parts]
    if name == "mover" and (parts[1].text or "").strip() in ACCENTS:
        return f"accent({made[0]}, {ACCENTS[parts[1].text.strip()]})"
    if name in SCRIPTS:
        scripts = ", ".join(f"{place}: {script}" for place, script in zip(SCRIPTS[name], made[1:]))
        return f"attach({made[0]}, {scripts})"
    if name == "mtable":
        return "mat(delim: #none, " + "; ".join(", ".join(_math(cell) for cell in row) for row in parts) + ")"
    if name == "mroot":
        return f"root({made[1]}, {made[0]})"
    if name in ("mfrac", "msqrt"):
        return f"{'frac' if name == 'mfrac' else 'sqrt'}({', '.join(made)})"
    return " ".join(made)


def _leaf(name: str, text: str) -> str:
    if name == "mi" and len(text) > 1:
        return f"op({quoted(text)})"
    if name == "mtext" or len(text) > 1:
        return quoted(text) if name != "mn" else text
    return escaped(text).replace(",", "\\,").replace('"', '\\"')
