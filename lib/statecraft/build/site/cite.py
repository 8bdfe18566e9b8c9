"""How to cite the report or one notebook of it, from CITATION.cff."""
from __future__ import annotations

import re

import yaml

from ... import __version__, paths
from .edition import Edition


def section(edition: Edition, slug: str | None = None) -> str:
    """The citation as a sentence and as BibTeX, under a heading: of a notebook, or of the whole."""
    t = edition.t
    heading = t("이 쪽의 인용", "Cite this page") if slug else t("판과 인용", "Version and citation")
    rule = t("표를 쓸 때에는 그 표의 인용도 함께 적는다([자료](data.md)). 코드는 MIT 이용 조건을 따른다.",
             "Whoever uses a table cites it as well ([data](data.md)). The code is under the MIT licence.")
    return f"## {heading}\n\n{sentence(edition, slug)}\n\n```bibtex\n{bibtex(edition, slug)}\n```\n\n{rule}\n"


def sentence(edition: Edition, slug: str | None = None) -> str:
    """One line of Markdown."""
    t, known = edition.t, _known()
    year = f" ({known['year']})" if known["year"] else ""
    part = t(f"‘{edition.title(slug)}’, 노트북 {slug}, ", f"“{edition.title(slug)}”, notebook {slug}, ") if slug else ""
    return f"{'; '.join(known['people'])}{year}. {part}*{known['title']}*, {t('판', 'version')} {__version__}."


def bibtex(edition: Edition, slug: str | None = None) -> str:
    """One entry: of the software, or of a notebook as a part of it."""
    known = _known()
    author = " and ".join(f"{{{name}}}" for name in known["people"])
    if slug:
        fields = {"title": f"{{{edition.title(slug)}}}", "author": author, "booktitle": f"{{{known['title']}}}",
                  "note": f"notebook {slug}, version {__version__}", "year": known["year"]}
    else:
        fields = {"title": f"{{{known['title']}}}", "author": author, "year": known["year"], "version": __version__}
    lines = [f"  {key} = {{{_tex(value)}}}," for key, value in fields.items() if value]
    kind = f"incollection{{ai-statecraft-{slug}," if slug else "software{ai-statecraft,"
    return "\n".join([f"@{kind}", *lines, "}"])


def _tex(text: str) -> str:
    return re.sub(r"([&%#_])", r"\\\1", text)


def _known() -> dict:
    file = paths.ROOT / "CITATION.cff"
    known = yaml.safe_load(file.read_text(encoding="utf-8")) if file.exists() else {"title": "AI Statecraft", "authors": []}
    people = [person.get("name") or f"{person['family-names']}, {person['given-names']}" for person in known["authors"]]
    return {"title": known["title"], "people": people, "year": str(known.get("date-released", ""))[:4]}
