"""Settings of Sphinx, copied beside the pages of one language; the rest comes as -D options."""
import re
from itertools import count

from docutils.nodes import SkipNode
from docutils.utils.math.latex2mathml import tex2mathml

project = html_title = "AI Statecraft"
extensions = ["myst_nb"]
nb_execution_mode = "off"
nb_ipywidgets_js = {}
nb_render_markdown_format = "myst"  # formulas in what a cell says, as in what the notebook says
myst_enable_extensions = ["dollarmath", "colon_fence"]
myst_dmath_allow_space = myst_dmath_allow_digits = False  # "$5 billion and $9" is money
html_math_renderer = "mathml"  # browsers draw MathML themselves; MathJax would come from another host
html_theme, html_theme_path = "statecraft", ["_theme"]
html_copy_source = html_permalinks = html_use_index = html_domain_indices = False
TABLE = re.compile(r'<table class="[^"]*docutils[^"]*">.*?</table>', re.DOTALL)


def setup(app):
    """Formulas as MathML, no index of Sphinx's own (`search` makes one that reads Korean), tables that scroll."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.connect("builder-inited", lambda app: setattr(app.builder, "search", False))
    app.connect("html-page-context", _accessible)


def _accessible(app, pagename, templatename, context, doctree):
    """Tables of prose in boxes that scroll; folds read out by their words, not by an English label."""
    if "body" in context:
        body = context["body"].replace('<summary aria-label="Toggle hidden content">', "<summary>")
        name, number = "표" if app.config.language == "ko" else "table", count(1)
        context["body"] = TABLE.sub(lambda found: f'<div class="scroll" role="region" tabindex="0" aria-label="{name} {next(number)}">'
                                                  f"{found[0]}</div>", body)


def _inline(translator, node):
    translator.body.append(tex2mathml(node.astext()))
    raise SkipNode


def _block(translator, node):
    translator.body.append(f'<div class="math">{tex2mathml(node.astext(), as_block=True)}</div>')
    raise SkipNode
