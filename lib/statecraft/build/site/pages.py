"""Which pages there are besides those of the notebooks that ran."""
from __future__ import annotations

from html import escape

from . import catalogue, front, ledger, method, searching, texts
from .edition import Edition, entries, html

WIDE = "---\nwide: true\n---\n"
UNLISTED = "---\nwide: true\norphan: true\n---\n"


def all_of(edition: Edition) -> dict[str, str]:
    """Markdown of every page but the notebooks', by page name."""
    made = {"ledger": ledger.page(edition), "data": WIDE + catalogue.data(edition)}
    if method.file().exists():
        made["method"] = method.page(edition)
    described = {f"data/{entry['name']}": UNLISTED + catalogue.page(edition, entry) for entry in entries()}
    return {"index": front.page(edition, list(made)), **made, **texts.pages(edition), **described, "search": searching.page(edition)}


def absent(edition: Edition, slug: str) -> str:
    """The page of a notebook that failed, or that has not been run in this language."""
    t, failure = edition.t, edition.failed.get(slug)
    title = f"# {edition.title(slug)}\n\n"
    if failure is None:
        words = t("이 노트북의 결과가 아직 없다. 다음 명령으로 만든다.", "This notebook has no result yet. Make it with:")
        return f"{title}:::{{note}}\n{words}\n:::\n\n```sh\nstatecraft build {slug} --lang {edition.lang}\n```\n"
    rows = [(t("노트북", "Notebook"), slug), (t("칸", "Cell"), failure.cell or "–"), (t("오류", "Error"), failure.error),
            (t("다시 돌리는 명령", "Repeat with"), failure.run.command)]
    body = "".join(f"<dt>{name}</dt><dd><code>{escape(value)}</code></dd>" for name, value in rows)
    words = t("이번 빌드에서 이 노트북이 실패했다. 이전 결과는 낡은 것이므로 싣지 않는다.",
              "This notebook failed in this build. Earlier results are out of date and are not shown.")
    return title + html(f'<div class="admonition error failure"><p class="admonition-title">{t("실패", "Failed")}</p>'
                        f"<p>{words}</p><dl>{body}</dl></div>")
