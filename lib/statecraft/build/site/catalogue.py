"""The data pages: a catalogue by theme, and a page for every table that describes it in full."""
from __future__ import annotations

import re
from html import escape
from itertools import groupby

from ... import citation, own, tables
from ...metadata import theme_title
from ...profile import Profile
from .edition import Edition, entries, html, table

MANY = 6

def data(edition: Edition) -> str:
    """The catalogue: the tables of each theme, each with a link to its page."""
    t = edition.t
    title = t("자료", "Data")
    link = '<a href="../data/datapackage.json" download>datapackage.json</a>'
    intro = t(f"표 하나가 CSV 파일 하나다. 표마다 이용 조건과 인용이 따로 있다. 필드의 뜻과 제약은 {link}에도 있다. "
              "파이썬에서는 `statecraft.load(\"이름\")`으로 읽는다.",
              f"One table is one CSV file. Each carries its own licence and citation. Fields and constraints also stand in {link}. "
              "In Python, `statecraft.load(\"name\")` reads a table.")
    sections = [_theme(edition, theme, list(group)) for theme, group in groupby(sorted(entries(), key=_theme_of), key=_theme_of)]
    return f"# {title}\n\n{intro}\n\n" + "\n".join(sections)


def page(edition: Edition, entry: dict) -> str:
    """The page of one table: numbers, picture, caveats, fields, sources, citation.

    It is reached from the catalogue; a place in the menu would cost every page of the report a line for every table.
    """
    t = edition.t
    back = f'<p><a href="../data.html#{entry["name"]}">{t("자료 목록", "All tables")}</a></p>'
    about = f"<p><code>{entry['name']}</code> · {_prose(edition.described(entry, 'description'))}</p>"
    parts = [html(back), f"# {edition.described(entry, 'title')}\n", html(about), html(_facts(edition, entry) + _picture(edition, entry))]
    if edition.described(entry, "caveats"):
        parts.append(f"## {t('주의', 'Caveats')}\n\n" + html(f"<p>{_prose(edition.described(entry, 'caveats'))}</p>"))
    parts += [f"## {t('필드', 'Fields')}\n\n" + html(_fields(edition, entry)), f"## {t('출처', 'Sources')}\n\n" + html(_sources(edition, entry)),
              f"## {t('인용', 'Citation')}\n\n{escape(entry['citation'])}\n\n```bibtex\n{citation.bibtex(entry['name'])}```\n"]
    return "\n".join(parts)


def used(edition: Edition, names: list[str], modified: list[str]) -> str:
    """The tables that a notebook used, with licence, citation and download."""
    t = edition.t
    head = (t("표", "Table"), t("이용 조건", "Licence"), t("인용", "Citation"), t("내려받기", "Download"))
    rows = [_used(edition, tables.describe(name), name in modified) for name in names]
    return table(head, rows, t("쓴 자료", "Tables used"), "used")


def _theme_of(entry: dict) -> str:
    return entry.get("theme", "")


def _theme(edition: Edition, theme: str, group: list[dict]) -> str:
    t = edition.t
    head = (t("표", "Table"), t("내용", "Content"), t("행", "Rows"), t("기간", "Period"), t("이용 조건", "Licence"), t("내려받기", "Download"))
    name = theme_title(theme, edition.lang)
    heading = f"## {name}\n\n" if theme else ""
    return heading + html(table(head, [_overview(edition, entry) for entry in group], name or t("자료", "Data"), "catalogue"))


def _overview(edition: Edition, entry: dict) -> str:
    found = edition.profiles.get(entry["name"])
    rows = found.rows if found else entry["rows"]
    return (f'<tr id="{entry["name"]}"><th scope="row"><a href="data/{entry["name"]}.html">{entry["name"]}</a></th>'
            f'<td>{escape(edition.described(entry, "title"))}{_marks(edition, entry)}</td><td class="number">{rows:,}</td>'
            f'<td>{_period(found)}</td><td>{_licence(entry)}</td><td><a href="../data/{entry["path"]}" download>CSV</a></td></tr>')


def _used(edition: Edition, entry: dict, modified: bool) -> str:
    title, mark = escape(edition.described(entry, "title")), f' <em>({edition.t("고친 표", "modified")})</em>' if modified else ""
    if own.is_own(entry["name"]):  # the user's own: not part of the package that the report carries
        return (f'<tr><th scope="row"><code>{entry["name"]}</code> {title} <em>({edition.t("사용자의 표", "own table")})</em></th>'
                f'<td>{_licence(entry)}</td><td>{escape(entry["citation"])}</td><td></td></tr>')
    return (f'<tr><th scope="row"><a href="data/{entry["name"]}.html">{title}</a>{mark}</th><td>{_licence(entry)}</td>'
            f'<td>{escape(entry["citation"])}</td><td><a href="../data/{entry["path"]}" download>CSV</a></td></tr>')


def _facts(edition: Edition, entry: dict) -> str:
    """Rows, period, countries, key, what it refers to, licence, notebooks and download."""
    t, found = edition.t, edition.profiles.get(entry["name"])
    if found is None:
        return f'<p><em>{t("표의 파일을 읽을 수 없다.", "The file of this table cannot be read.")}</em></p>'
    users = [slug for slug, result in edition.results.items() if entry["name"] in result["tables"]]
    facts = {
        t("행", "Rows"): f"{found.rows:,}{_marks(edition, entry)}", t("기간", "Period"): _period(found),
        t("국가와 지역", "Countries and territories"): f"{found.countries:,}" if found.countries else "",
        t("기본 키", "Primary key"): ", ".join(f"<code>{name}</code>" for name in entry["schema"]["primaryKey"]),
        t("가리키는 표", "Refers to"): ", ".join(_reference(key) for key in entry["schema"].get("foreignKeys", [])),
        t("쓴 노트북", "Used in"): ", ".join(f'<a href="../{slug}.html">{slug}</a>' for slug in users),
        t("이용 조건", "Licence"): _licence(entry),
        t("내려받기", "Download"): f'<a href="../../data/{entry["path"]}" download>{entry["path"]}</a>',
    }
    return "<dl class=\"facts\">" + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in facts.items() if value) + "</dl>"


def _reference(key: dict) -> str:
    target = key["reference"]["resource"]
    return f'<a href="{target}.html">{target}</a> ({", ".join(f"<code>{name}</code>" for name in key["fields"])})'


def _picture(edition: Edition, entry: dict) -> str:
    alt = edition.pictures.get(entry["name"])
    file = f"../../data/pictures/{entry['name']}.{edition.lang}.svg"
    return f'<figure class="statecraft"><img src="{file}" alt="{escape(alt)}" width="520" height="225"></figure>' if alt else ""


def _fields(edition: Edition, entry: dict) -> str:
    t, found = edition.t, edition.profiles.get(entry["name"])
    head = (t("필드", "Field"), t("뜻", "Meaning"), t("형", "Type"), t("단위", "Unit"), t("빈칸", "Missing"), t("제약", "Constraints"))
    rows = [f'<tr><th scope="row"><code>{field["name"]}</code></th><td>{escape(edition.described(field, "title"))}</td>'
            f'<td>{field["type"]}</td><td>{escape(field.get("unit", ""))}</td>'
            f'<td class="number">{_share(found.missing[field["name"]]) if found else ""}</td><td>{_rules(edition, field)}</td></tr>'
            for field in entry["schema"]["fields"]]
    return table(head, rows, t("필드", "Fields"), "fields")


def _share(missing: float) -> str:
    """A share of missing values that never rounds some to none or not all to all."""
    if missing in (0, 1):
        return f"{missing:.0%}" if missing else "–"
    return "&lt;1%" if missing < 0.01 else "&gt;99%" if missing > 0.99 else f"{missing:.0%}"


def _rules(edition: Edition, field: dict) -> str:
    t, limits = edition.t, field.get("constraints", {})
    said = [t("필수", "required")] if limits.get("required") else []
    said += [t("유일", "unique")] if limits.get("unique") else []
    said += [f"≥ {limits['minimum']}"] if "minimum" in limits else []
    said += [f"≤ {limits['maximum']}"] if "maximum" in limits else []
    said += [_listed(edition, limits["enum"])] if "enum" in limits else []
    said += [t("구간 ", "interval ") + "–".join(f"<code>{name}</code>" for name in field["interval"])] if "interval" in field else []
    return "; ".join(said)


def _listed(edition: Edition, values: list) -> str:
    """Allowed values, folded where they are many."""
    shown = ", ".join(escape(str(value)) for value in values)
    folded = f'<details><summary>{edition.t(f"값 {len(values)}개", f"{len(values)} values")}</summary>{shown}</details>'
    return folded if len(values) > MANY else shown


def _sources(edition: Edition, entry: dict) -> str:
    """Every source with publisher, edition, licence and address; the hashes of its files unfold."""
    items = "".join(f"<li>{_source(edition, source)}</li>" for source in entry["sources"])
    none = edition.t("이 프로젝트가 글에서 직접 적은 표다.", "Written by this project from the texts themselves.")
    return f"<ul>{items}</ul>" if items else f"<p>{none}</p>"


def _source(edition: Edition, source: dict) -> str:
    title, address = escape(source["title"]), citation.address(source)
    linked = f'<a href="{escape(address)}">{title}</a>' if address else title
    said = [escape(source["publisher"]), escape(str(source["version"])), escape(source.get("licence", "").split(" (")[0])]
    files = "".join(f"<li><code>{escape(file['name'])}</code> <code>{file['hash']}</code></li>" for file in source.get("files", []))
    folded = f'<details><summary>{edition.t("파일과 SHA-256", "Files and SHA-256")}</summary><ul>{files}</ul></details>' if files else ""
    return f"{linked} — {'; '.join(part for part in said if part)}{folded}"


def _prose(text: str) -> str:
    """Text with `names` in backticks as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", escape(text))


def _marks(edition: Edition, entry: dict) -> str:
    notes = [edition.t("고친 표", "modified")] if entry["name"] in edition.modified else []
    notes += [edition.t("비영리", "non-commercial")] if entry.get("nonCommercial") else []
    return f' <em>({", ".join(notes)})</em>' if notes else ""


def _period(found: Profile | None) -> str:
    if found is None or found.first is None:
        return ""
    first, last = found.first[:7], found.last[:7]
    return first if first == last else f'<span class="name">{first}</span> – <span class="name">{last}</span>'


def _licence(entry: dict) -> str:
    """The licence of a table, linked to its text where that has an address."""
    first = entry["licenses"][0]
    name = escape(first["name"])
    return f'<a href="{escape(first["path"])}">{name}</a>' if str(first.get("path", "")).startswith("http") else name
