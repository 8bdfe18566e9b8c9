"""The method page: how a verdict is made, and which claims cannot be tested, and why."""
from __future__ import annotations

import re
from html import escape
from pathlib import Path

from ... import paths
from ...claims import split
from .edition import Edition, entries, html, table
from .notebook import relinked


def file() -> Path:
    """The method in both languages."""
    return paths.ROOT / "docs" / "method.md"


def page(edition: Edition) -> str:
    """The part of docs/method.md in this language, then the claims that are not testable."""
    parts = re.split(r"^# (한국어|English)\s*$", file().read_text(encoding="utf-8"), flags=re.MULTILINE)
    spoken = dict(zip(parts[1::2], parts[2::2]))
    return f"# {edition.t('방법', 'Method')}\n\n{relinked(spoken.get(edition.t('한국어', 'English'), '').strip())}\n\n{_untestable(edition)}"


def _untestable(edition: Edition) -> str:
    t, rows = edition.t, edition.ledger[edition.ledger["verdict"] == "not-testable"]
    heading = f"## {t('검증할 수 없는 주장과 그 까닭', 'Claims that cannot be tested, and why')}\n\n"
    if rows.empty:
        return heading + t("지금까지 그런 판정은 없다.", "There is no such verdict so far.") + "\n"
    said = t(f"주장 {len(rows)}개는 공개 자료에 그 변수가 없어 판정하지 않는다. 무엇이 없고 어디를 찾아보았는지 적는다.",
             f"Open data lack the variable that {len(rows)} claims need. The table says what is missing and where it was looked for.")
    head = (t("주장", "Claim"), t("없는 변수", "Missing variable"), t("찾아본 표", "Tables searched"))
    made = [f'<tr><th scope="row"><a href="ledger.html#{claim}">{claim}</a><br>{escape(row[f"statement_{edition.lang}"])}</th>'
            f'<td>{"; ".join(map(escape, split(row[f"missing_{edition.lang}"])))}</td><td>{_searched(row["searched"])}</td></tr>'
            for claim, row in rows.iterrows()]
    return f"{heading}{said}\n\n" + html(table(head, made, t("검증 불가", "Not testable"), "untestable"))


def _searched(listed: object) -> str:
    known = {entry["name"] for entry in entries()}
    return ", ".join(f'<a href="data.html#{name}">{name}</a>' if name in known else escape(name) for name in split(listed))
