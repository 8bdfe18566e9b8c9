"""Automatic checks of accessibility (axe-core, WCAG 2 A and AA), in light and in dark."""
from importlib.resources import files

import pytest
from browsing import ledger, notebooks

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
RUN = """() => axe.run({resultTypes: ["violations"]}).then(({violations}) => violations
  .filter(({impact}) => ["serious", "critical"].includes(impact))
  .map(({id, nodes}) => `${id}, ${nodes.length} times: ${nodes[0].html.slice(0, 160)} ${nodes[0].failureSummary}`))"""


def page_of(report, kind: str) -> str:
    """The name of one page of a kind."""
    if kind == "notebook":
        return notebooks(report)[0]
    if kind == "text":
        return ledger(report)[0]["text"]
    if kind == "table":
        return "data/" + min(path.stem for path in (report / "ko" / "data").glob("*.html"))
    return kind


# Colours depend on the scheme and words on the language, neither on both.
@pytest.mark.parametrize("lang, scheme", [("ko", "light"), ("en", "dark")])
@pytest.mark.parametrize("kind", ["index", "notebook", "text", "ledger", "data", "table", "method", "search"])
def test_nothing_serious_stands_in_the_way(opened, report, kind, lang, scheme):
    page = opened((report / lang / f"{page_of(report, kind)}.html").as_uri(), color_scheme=scheme)
    page.evaluate(AXE)
    assert page.evaluate(RUN) == []
