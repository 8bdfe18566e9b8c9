"""A new notebook that runs and passes the contract tests, ready to be filled."""
from __future__ import annotations

import re
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook as empty_notebook

from .. import claims, paths
from ..errors import UsageError

NAME = re.compile(r"^\d{2}-[a-z][a-z0-9-]*$")


def new_notebook(name: str) -> Path:
    """Write `notebooks/NN-slug.ipynb` for the claims the ledger gives to it; UsageError if it exists."""
    if not NAME.match(name):
        raise UsageError(f"'{name}' is not a notebook name such as 03-compute-chips")
    path = paths.notebooks() / f"{name}.ipynb"
    if path.exists():
        raise UsageError(f"notebook '{name}' exists already")
    notebook = empty_notebook(cells=_cells(name), metadata={
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python"}})
    nbformat.write(notebook, path)
    return path


def _cells(name: str) -> list:
    owned = claims.ledger(name)
    texts = ", ".join(sorted(owned["text"].unique()))
    sections = "; ".join(f"{row.text} {row.section}" for row in owned.drop_duplicates(["text", "section"]).itertuples())
    undecided = ("frame = claims.definitions(report.notebook)[[\"claim\", \"definition\", \"source\"]]\n"
                 "frame = frame.assign(observed=None, as_of=None)\nif len(frame):\n    report.verdicts(frame)")
    return [
        _prose("title", "ko", f"# {name}\n\n**물음.** 이 노트북이 답할 물음을 적는다.\n\n**다루는 절.** {sections or '아직 없음'}"),
        _prose("title", "en", f"# {name}\n\n**Question.** State the question of this notebook.\n\n**Sections.** {sections or 'none yet'}"),
        _code("parameters", 'from statecraft.params import Country, Lang\n\nlang: Lang = "ko"          # 그림의 언어 · language of figures\n'
              'focus: Country = "KOR"     # 초점 국가 · country in focus', ["parameters"]),
        _code("setup", f'from statecraft import claims, start\n\nreport = start("{name}", globals())', ["setup"]),
        _code("finding", "owned = claims.ledger(report.notebook)\nreport.say(\n"
              '    f"이 노트북이 맡은 주장은 {len(owned)}개다.",\n    f"This notebook owns {len(owned)} claims.",\n)'),
        _prose("verdicts", "ko", f"## 판정\n\n맡은 주장: {texts or '없음'}"),
        _prose("verdicts", "en", f"## Verdicts\n\nClaims from: {texts or 'none'}"),
        _code("verdicts-code", undecided),
        _prose("robustness", "ko", "## 강건성"), _prose("robustness", "en", "## Robustness"),
        _prose("limits", "ko", "## 한계\n\n자료가 말할 수 없는 것을 적는다."),
        _prose("limits", "en", "## Limits\n\nSay what the data cannot show."),
        _code("finish", 'report.headline("claims", len(owned))\nreport.finish()'),
    ]


def _prose(name: str, lang: str, text: str):
    return new_markdown_cell(text, id=f"{name}-{lang}", metadata={"tags": [lang]})


def _code(name: str, source: str, tags: list[str] | None = None):
    return new_code_cell(source, id=name, metadata={"tags": tags} if tags else {})
