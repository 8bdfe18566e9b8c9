"""Prose: Markdown of notebook cells and documents to Typst markup, by its syntax tree."""
from __future__ import annotations

from collections.abc import Callable

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from mdit_py_plugins.dollarmath import dollarmath_plugin
from mdit_py_plugins.footnote import footnote_plugin

from .formula import formula
from .markup import call, content, escaped, link, quoted, table

# The same dialect as the site: "$5 billion and $9" is money.
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"]).use(
    dollarmath_plugin, allow_space=False, allow_digits=False).use(footnote_plugin, inline=False)
LEFT_OUT = {"html_inline", "html_block", "footnote_block", "footnote_anchor"}


def blocks(text: str, shift: int = 0, titled: bool = True) -> str:
    """Markdown as Typst markup. Headings move down by `shift` levels; `titled=False` leaves the first level out."""
    tree = SyntaxTreeNode(PARSER.parse(text))
    kept = [node for node in tree.children if titled or node.tag != "h1"]
    return _Writer(tree, shift).joined(kept, "\n\n")


def inline(text: str) -> str:
    """One paragraph of Markdown (a caption, a sentence) as markup without a paragraph of its own."""
    tree = SyntaxTreeNode(PARSER.parseInline(text))
    return _Writer(tree, 0).joined(tree.children)


class _Writer:
    """Writes the nodes of one text; each method is named after the type of node."""

    def __init__(self, tree: SyntaxTreeNode, shift: int):
        self.shift = shift
        self.notes = {note.meta["label"]: note for note in tree.walk() if note.type == "footnote"}

    def joined(self, nodes: list[SyntaxTreeNode], between: str = "") -> str:
        return between.join(filter(None, (self.written(node) for node in nodes)))

    def written(self, node: SyntaxTreeNode) -> str:
        if node.type in LEFT_OUT:
            return ""
        write: Callable[[SyntaxTreeNode], str] = getattr(self, node.type, self.children)
        return write(node)

    def children(self, node: SyntaxTreeNode) -> str:
        return self.joined(node.children) if node.children else escaped(node.content)

    def heading(self, node: SyntaxTreeNode) -> str:
        return call("heading", content(self.children(node)), level=str(max(1, int(node.tag[1]) + self.shift)))

    def text(self, node: SyntaxTreeNode) -> str:
        return escaped(node.content)

    def softbreak(self, node: SyntaxTreeNode) -> str:
        return " "

    def hardbreak(self, node: SyntaxTreeNode) -> str:
        return "#linebreak()"

    def hr(self, node: SyntaxTreeNode) -> str:
        return "#rule"

    def strong(self, node: SyntaxTreeNode) -> str:
        return call("strong", content(self.children(node)))

    def em(self, node: SyntaxTreeNode) -> str:
        return call("emph", content(self.children(node)))

    def s(self, node: SyntaxTreeNode) -> str:
        return call("strike", content(self.children(node)))

    def code_inline(self, node: SyntaxTreeNode) -> str:
        return call("raw", quoted(node.content))

    def fence(self, node: SyntaxTreeNode) -> str:
        lines = [call("raw", quoted(line)) for line in node.content.rstrip("\n").split("\n")]
        return call("listing", content("#linebreak()".join(lines)))

    code_block = fence

    def link(self, node: SyntaxTreeNode) -> str:
        return link(node.attrs["href"], self.children(node))

    def image(self, node: SyntaxTreeNode) -> str:
        return self.children(node)  # an image by address has no place in a document that stands alone

    def blockquote(self, node: SyntaxTreeNode) -> str:
        return call("quote", content(self.joined(node.children, "\n\n")), block="true")

    def bullet_list(self, node: SyntaxTreeNode) -> str:
        return call("list", *self._items(node), tight=_tight(node))

    def ordered_list(self, node: SyntaxTreeNode) -> str:
        return call("enum", *self._items(node), tight=_tight(node), start=str(node.attrs.get("start", 1)))

    def math_inline(self, node: SyntaxTreeNode) -> str:
        return formula(node.content)

    def math_block(self, node: SyntaxTreeNode) -> str:
        return formula(node.content, block=True)

    def footnote_ref(self, node: SyntaxTreeNode) -> str:
        return call("footnote", content(self.joined(self.notes[node.meta["label"]].children, "\n\n")))

    def table(self, node: SyntaxTreeNode) -> str:
        head, *bodies = node.children
        names = head.children[0].children
        align = [str(cell.attrs.get("style", "text-align:left")).removeprefix("text-align:") for cell in names]
        rows = [[self.children(cell) for cell in row.children] for body in bodies for row in body.children]
        return table(widths(rows, len(names)), [self.children(cell) for cell in names], rows, align)

    def _items(self, node: SyntaxTreeNode) -> list[str]:
        return [content(self.joined(item.children, "\n\n")) for item in node.children]


def widths(rows: list[list[str]], columns: int) -> list[str]:
    """Widths of a table's columns: those of short cells as wide as they need, the others share the rest."""
    longest = [max((len(row[column]) for row in rows), default=0) for column in range(columns)]
    return ["auto" if length <= 16 else f"{min(length, 90) // 2}fr" for length in longest]


def _tight(node: SyntaxTreeNode) -> str:
    return "true" if all(part.hidden for item in node.children for part in item.children if part.type == "paragraph") else "false"
