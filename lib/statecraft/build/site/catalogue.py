"""The data page: every table with what it holds, where it comes from and how to cite it."""
from __future__ import annotations

from html import escape

from ... import tables
from .edition import Edition, entries, html, table


def data(edition: Edition) -> str:
    """The catalogue: an overview, then a section for every table."""
    t = edition.t
    title = t("자료", "Data")
    link = '<a href="../data/datapackage.json" download>datapackage.json</a>'
    intro = t(f"표 하나가 CSV 파일 하나다. 표마다 이용 조건과 인용이 따로 있다. 필드의 뜻은 {link}에도 있다.",
              f"One table is one CSV file. Each carries its own licence and citation. The fields are also described in {link}.")
    head = (t("표", "Table"), t("내용", "Content"), t("행", "Rows"), t("이용 조건", "Licence"), t("내려받기", "Download"))
    status = dict(tables.catalog()[["name", "status"]].itertuples(index=False))
    rows = [_overview(edition, entry, status[entry["name"]] == "modified") for entry in entries()]
    sections = [_section(edition, entry) for entry in entries()]
    return f"# {title}\n\n{intro}\n\n" + html(table(head, rows, title, "catalogue")) + "\n" + "\n".join(sections)


def used(edition: Edition, names: list[str], modified: list[str]) -> str:
    """The tables that a notebook used, with licence, citation and download."""
    t = edition.t
    head = (t("표", "Table"), t("이용 조건", "Licence"), t("인용", "Citation"), t("내려받기", "Download"))
    rows = [_used(edition, tables.describe(name), name in modified) for name in names]
    return table(head, rows, t("쓴 자료", "Tables used"), "used")


def _overview(edition: Edition, entry: dict, modified: bool) -> str:
    notes = [edition.t("고친 표", "modified")] if modified else []
    notes += [edition.t("비영리", "non-commercial")] if entry.get("nonCommercial") else []
    mark = f' <em>({", ".join(notes)})</em>' if notes else ""
    return (f'<tr><th scope="row"><a href="#{entry["name"]}">{entry["name"]}</a></th>'
            f'<td>{escape(edition.described(entry, "title"))}{mark}</td><td class="number">{entry["rows"]:,}</td>'
            f'<td>{_licence(entry)}</td><td><a href="../data/{entry["path"]}" download>CSV</a></td></tr>')


def _used(edition: Edition, entry: dict, modified: bool) -> str:
    mark = f' <em>({edition.t("고친 표", "modified")})</em>' if modified else ""
    return (f'<tr><th scope="row"><a href="data.html#{entry["name"]}">{escape(edition.described(entry, "title"))}</a>{mark}</th>'
            f'<td>{_licence(entry)}</td><td>{escape(entry["citation"])}</td>'
            f'<td><a href="../data/{entry["path"]}" download>CSV</a></td></tr>')


def _section(edition: Edition, entry: dict) -> str:
    """One table: description, sources, licence, citation, caveats, and its fields unfolding."""
    t = edition.t
    sources = "".join(f"<li>{_source(source)}</li>" for source in entry["sources"])
    facts = {t("출처", "Sources"): f"<ul>{sources}</ul>", t("이용 조건", "Licence"): _licence(entry),
             t("인용", "Citation"): escape(entry["citation"]), t("주의", "Caveats"): escape(edition.described(entry, "caveats")),
             t("내려받기", "Download"): f'<a href="../data/{entry["path"]}" download>{entry["path"]}</a>'}
    body = "".join(f"<dt>{name}</dt><dd>{value}</dd>" for name, value in facts.items() if value)
    described = escape(edition.described(entry, "description"))
    return (f"({entry['name']})=\n## {edition.described(entry, 'title')}\n\n"
            + html(f"<p><code>{entry['name']}</code> · {described}</p><dl>{body}</dl>{_fields(edition, entry)}"))


def _fields(edition: Edition, entry: dict) -> str:
    t, fields, keys = edition.t, entry["schema"]["fields"], entry["schema"]["primaryKey"]
    head = (t("필드", "Field"), t("뜻", "Meaning"), t("형", "Type"), t("단위", "Unit"), t("열쇠", "Key"))
    rows = [f'<tr><th scope="row"><code>{field["name"]}</code></th><td>{escape(edition.described(field, "title"))}</td>'
            f'<td>{field["type"]}</td><td>{escape(field.get("unit", ""))}</td>'
            f'<td>{t("기본 키", "primary key") if field["name"] in keys else ""}</td></tr>' for field in fields]
    name = t("필드", "Fields")
    return f"<details><summary>{name} ({len(rows)})</summary>{table(head, rows, name, 'fields')}</details>"


def _source(source: dict) -> str:
    title, address = escape(source["title"]), source.get("path", "")
    linked = f'<a href="{escape(address)}">{title}</a>' if address.startswith("http") else title
    return f'{linked} — {escape(source["publisher"])}, {escape(str(source["version"]))}'


def _licence(entry: dict) -> str:
    """The licence of a table, linked to its text where that has an address."""
    first = entry["licenses"][0]
    name = escape(first["name"])
    return f'<a href="{escape(first["path"])}">{name}</a>' if str(first.get("path", "")).startswith("http") else name
