"""`docs/data-model.md`: tables, keys and sources as pictures and lists, made from the metadata and never by hand."""
from __future__ import annotations

from pathlib import Path

import yaml

from ..metadata import theme_title
from . import specs

HEAD = """# 자료 모형 · Data model

이 파일은 `statecraft data build`가 메타데이터에서 만든다. 고칠 때는 `lib/statecraft/curate/`의 YAML을 고친다.
This file is made from the metadata by `statecraft data build`; edit the YAML files in `lib/statecraft/curate/` instead.

그림은 주제마다 표와 열쇠만 보인다(PK 기본 키, FK 외래 키). 필드 전체는 [자료 목록](../data/README.md)에 있다.
The diagrams show tables and their keys by theme (PK primary key, FK foreign key); the [catalogue](../data/README.md) has all fields.
"""


def write(package: dict, file: Path) -> None:
    """Write the data model of the package."""
    file.write_text(text(package), encoding="utf-8", newline="\n")


def text(package: dict) -> str:
    """The data model as Markdown: a diagram a theme, sources with their tables, and what is left out."""
    entries = {entry["name"]: entry for entry in package["resources"]}
    themes: dict[str, list[str]] = {}
    for name, spec in specs().items():
        if name in entries:
            themes.setdefault(spec["theme"], []).append(name)
    diagrams = [_theme(theme, [entries[name] for name in names], entries) for theme, names in themes.items()]
    return "\n".join([HEAD, "## 표와 열쇠 · Tables and keys\n", *diagrams, _sources(entries), _left_out(entries)])


def left_out() -> dict:
    """What `left_out.yml` says: `unused` sources, and `parts` of sources, each with its reason."""
    return yaml.safe_load((Path(__file__).parent / "left_out.yml").read_text(encoding="utf-8"))


def used(entries: dict[str, dict]) -> dict[str, tuple[dict, list[str]]]:
    """Outside sources by name, with the tables they feed."""
    found: dict[str, tuple[dict, list[str]]] = {}
    for name, entry in entries.items():
        for source in entry["sources"]:
            if not source["name"].startswith("compiled/"):
                found.setdefault(source["name"], (source, []))[1].append(name)
    return dict(sorted(found.items()))


def _theme(theme: str, entries: list[dict], known: dict[str, dict]) -> str:
    inside = {entry["name"] for entry in entries}
    blocks = [_block(entry) for entry in entries]
    links = [f"    {key['reference']['resource']} ||--o{{ {entry['name']} : \"{', '.join(key['fields'])}\""
             for entry in entries for key in entry["schema"]["foreignKeys"]]
    outside = {key["reference"]["resource"] for entry in entries for key in entry["schema"]["foreignKeys"]} - inside
    blocks += [_block(known[name], keys_only=True) for name in sorted(outside)]
    listed = "\n".join(f"- [`{entry['name']}`](../data/README.md#{entry['name']}) {entry['title_ko']} · {entry['title']}" for entry in entries)
    diagram = "\n".join(["```mermaid", "erDiagram", *blocks, *links, "```"])
    return f"### {theme_title(theme, 'ko')} · {theme_title(theme, 'en')}\n\n{diagram}\n\n{listed}\n"


def _block(entry: dict, keys_only: bool = False) -> str:
    """A table in the diagram: its keys, and the foreign keys unless it is only referred to."""
    primary = entry["schema"]["primaryKey"]
    foreign = [] if keys_only else [name for key in entry["schema"]["foreignKeys"] for name in key["fields"]]
    lines = []
    for field in entry["schema"]["fields"]:
        marks = [mark for mark, names in (("PK", primary), ("FK", foreign)) if field["name"] in names]
        if marks:
            lines.append(f"        {field['type']} {field['name']} {', '.join(marks)}")
    return "\n".join([f"    {entry['name']} {{", *lines, "    }"])


def _sources(entries: dict[str, dict]) -> str:
    rows = [f"| {_linked(source)} | {_cell(source['publisher'])} | {', '.join(f'`{name}`' for name in names)} |"
            for source, names in used(entries).values()]
    head = ["## 출처와 표 · Sources and tables\n", "| 출처 · source | 발행처 · publisher | 표 · tables |", "| --- | --- | --- |"]
    return "\n".join([*head, *rows, ""])


def _left_out(entries: dict[str, dict]) -> str:
    known, said = used(entries), left_out()
    lines = ["## 넣지 않은 것 · What is left out\n"]
    for name, parts in sorted(said["parts"].items()):
        lines += [f"- `{name}`", *(f"  - {part['what']['ko']}: {part['why']['ko']}. · {part['what']['en']}: {part['why']['en']}." for part in parts)]
    unused = {name: why for name, why in sorted((said["unused"] or {}).items()) if name not in known}
    if unused:
        lines.append("\n쓰지 않은 출처 · Sources not in use:\n")
        lines += [f"- `{name}`: {why['ko']}. · {why['en']}." for name, why in unused.items()]
    return "\n".join(lines) + "\n"


def _linked(source: dict) -> str:
    title = _cell(source["title"])
    return f"[{title}]({source['path'].split(' ')[0]})" if source["path"].startswith("http") else title


def _cell(words: str) -> str:
    return " ".join(str(words).split()).replace("|", "\\|")
