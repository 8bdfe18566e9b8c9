"""Settings of Sphinx, copied beside the pages of one language; the rest comes as -D options."""
from docutils.nodes import SkipNode
from docutils.utils.math.latex2mathml import tex2mathml

project = html_title = "AI Statecraft"
extensions = ["myst_nb"]
templates_path, html_static_path, locale_dirs = ["_templates"], ["_static"], ["locale"]
nb_execution_mode = "off"
nb_ipywidgets_js = {}
nb_render_markdown_format = "myst"  # formulas in what a cell says, as in what the notebook says
myst_enable_extensions = ["dollarmath"]
myst_dmath_allow_space = myst_dmath_allow_digits = False  # "$5 billion and $9" is money
html_math_renderer = "mathml"  # browsers draw MathML themselves; MathJax would come from another host
html_theme, html_context = "sphinx_book_theme", {"default_mode": "auto"}
html_css_files = ["site.css"]
html_copy_source = html_show_sphinx = html_show_copyright = False
html_show_search_summary = False  # it fetches pages, which a browser refuses from disk
html_use_index = html_domain_indices = False
html_theme_options = {
    "logo": {"text": "AI Statecraft"}, "home_page_in_toc": True, "show_toc_level": 2, "back_to_top_button": False,
    "use_download_button": False, "use_fullscreen_button": False, "footer_content_items": [], "navbar_persistent": [],
    "article_header_end": ["language.html", "article-header-buttons.html"],
}


def setup(app):
    """Formulas as MathML; folds read out by their words, which myst-nb hides behind an English label."""
    app.add_html_math_renderer("mathml", (_inline, None), (_block, None))
    app.connect("html-page-context", _fold_labels)


def _fold_labels(app, pagename, templatename, context, doctree):
    if "body" in context:
        context["body"] = context["body"].replace('<summary aria-label="Toggle hidden content">', "<summary>")


def _inline(translator, node):
    translator.body.append(tex2mathml(node.astext()))
    raise SkipNode


def _block(translator, node):
    translator.body.append(f'<div class="math">{tex2mathml(node.astext(), as_block=True)}</div>')
    raise SkipNode
