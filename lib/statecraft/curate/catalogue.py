"""`data/README.md`: the catalogue of tables, made from datapackage.json and never by hand."""
from __future__ import annotations

import json
from pathlib import Path

HEAD = """# 자료 목록 · Data catalogue

이 파일은 `datapackage.json`에서 자동으로 만들어진다. 고칠 때는 `lib/statecraft/curate/`의 메타데이터를 고친다.
This file is made from `datapackage.json`; edit the metadata in `lib/statecraft/curate/` instead.

표 하나가 CSV 파일 하나다(UTF-8, 빈칸은 결측). 파이썬에서는 `statecraft.load("이름")`, 다른 도구에서는 CSV를 그대로 읽는다.
One table is one CSV file (UTF-8, empty means missing): `statecraft.load("name")` in Python, or read the CSV with any tool.
나미비아의 국가 코드 `NA`를 결측으로 읽지 않도록 한다(pandas: `keep_default_na=False`, R: `na.strings = ""`).
Do not read Namibia's code `NA` as missing (pandas: `keep_default_na=False`; R: `na.strings = ""`).

표의 관계와 출처는 [자료 모형](../docs/data-model.md)에, 자기 표를 곁에 두는 방법은 [표 추가하기](../docs/adding-a-table.md)에 있다.
Keys and sources are in the [data model](../docs/data-model.md); how to keep tables of your own in [adding a table](../docs/adding-a-table.md).

"""


def write(data: Path) -> None:
    """Write the catalogue beside the tables."""
    entries = json.loads((data / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    rows = [f"| [`{e['name']}`](#{e['name']}) | {e['title_ko']} · {e['title']} | {e['rows']:,} | {_licence(e)} |" for e in entries]
    index = "\n".join(["| 표 · table | 내용 · content | 행 · rows | 이용 조건 · licence |", "| --- | --- | ---: | --- |", *rows])
    text = HEAD + index + "\n\n" + "\n".join(_table(entry) for entry in entries)
    (data / "README.md").write_text(text, encoding="utf-8", newline="\n")


def _table(entry: dict) -> str:
    parts = [f"## {entry['name']}", f"**{entry['title_ko']}** · {entry['title']}", entry["description_ko"], entry["description"]]
    if entry["caveats"]:
        parts += [f"**주의** {entry['caveats_ko']}", f"**Caveats** {entry['caveats']}"]
    fields = [f"| `{f['name']}` | {f['type']} | {f.get('unit', '')} | {f['title_ko']} · {f['title']} |" for f in entry["schema"]["fields"]]
    parts.append("\n".join(["| 필드 · field | 형 · type | 단위 · unit | 뜻 · meaning |", "| --- | --- | --- | --- |", *fields]))
    parts.append(f"열쇠 · key: {', '.join(entry['schema']['primaryKey'])}. 이용 조건 · licence: {_licence(entry)}.")
    parts += [f"- {s['title']} ({s['publisher']}; {s['version']}; {s['licence'].strip()}): {s['path']}" for s in entry["sources"]]
    parts.append(f"인용 · cite: {entry['citation']}")
    return "\n\n".join(parts) + "\n"


def _licence(entry: dict) -> str:
    mark = " (비영리 · non-commercial)" if entry["nonCommercial"] else ""
    return entry["licenses"][0]["name"] + mark
