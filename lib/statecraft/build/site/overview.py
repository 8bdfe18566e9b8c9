"""The finding of the whole as one picture: how many claims stand, and how firmly."""
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.colors import to_rgb

from ... import cards, style
from ...claims import VERDICTS
from ...synthesis import DECIDED, STANDS

if TYPE_CHECKING:
    from .edition import Edition

STRENGTHS = {
    "several": ("출처 둘 이상이 같은 답", "two or more sources, one answer"),
    "split": ("정의에 따라 답이 갈림", "definitions disagree"),
    "single": ("출처 하나", "one source"),
    "none": ("결정된 정의 없음", "nothing decided"),
}
SHADES = {"several": 1.0, "split": 0.6, "single": 0.3, "none": 0.3}
FILES = ("svg", "png", "pdf", "csv")


def strength(frame: pd.DataFrame) -> pd.Series:
    """How firmly each claim is answered, one of STRENGTHS; frame has `agree`, `decided`, `sources` (missing if untested)."""
    decided, agree = frame["decided"].astype(float), frame["agree"].astype(float)
    rules = [~(decided > 0), (agree > 0) & (agree < decided), frame["sources"].astype(float) > 1]
    return pd.Series(np.select([rule.to_numpy(bool) for rule in rules], ["none", "split", "several"], "single"), frame.index)


def counts(ledger: pd.DataFrame) -> pd.DataFrame:
    """Claims by verdict (rows, all of VERDICTS) and strength (columns, all of STRENGTHS)."""
    tested = ledger[ledger["verdict"].notna()]
    return pd.crosstab(tested["verdict"], tested["strength"]).reindex(index=VERDICTS, columns=list(STRENGTHS), fill_value=0)


def words(edition: Edition) -> dict[str, str]:
    """Title, caption and alternative text of the picture, from the counts."""
    t, ledger, names = edition.t, edition.ledger, cards.LABELS[edition.lang]
    found = counts(ledger)
    decided, stand = (int(found.loc[list(some)].to_numpy().sum()) for some in (DECIDED, STANDS))
    firm = int(found.loc["supported", "several"])
    open_ = len(ledger) - int(found.to_numpy().sum())
    left = t(f" 아직 판정하지 않은 {open_}개는 뺐다.", f" {open_} claims that are not tested yet are left out.") if open_ else ""
    listed = "; ".join(f"{names[verdict]} {row.sum()} (" + ", ".join(f"{t(*STRENGTHS[key])} {n}" for key, n in row.items() if n) + ")"
                       for verdict, row in found.iterrows() if row.sum())
    rule = t("막대의 길이는 주장 수, 짙기는 강건성이다. 지지됨과 단서부 지지를 ‘성립한다’고 한다.",
             "Length: number of claims; shade: robustness. A claim stands when it is supported, with or without qualification.")
    return {
        "title": t(f"판정이 난 주장 {decided}개 가운데 {stand}개가 성립하고, 그중 {firm}개는 둘 이상의 출처가 한결같이 뒷받침한다",
                   f"{stand} of {decided} decided claims stand; for {firm} of them two or more sources agree without dissent"),
        "caption": rule + left,
        "alt": t("판정별 주장 수와 강건성: ", "Claims by verdict and robustness: ") + listed,
    }


def draw(edition: Edition) -> plt.Figure:
    """One bar a verdict, its shades by strength, numbers in the bars."""
    found, names = counts(edition.ledger), cards.LABELS[edition.lang]
    fig, ax = style.canvas("narrow", 7)
    widest = found.sum(axis=1).max()
    for place, (verdict, row) in enumerate(found.iterrows()):
        left = 0
        for key, n in row.items():
            if not n:
                continue
            ax.barh(place, n, left=left, height=0.66, color=_tint(style.VERDICT_COLOURS[verdict], SHADES[key]), linewidth=0)
            ink = "white" if key == "several" and verdict in ("supported", "contradicted") else style.INK
            if n > 0.05 * widest:
                ax.text(left + n / 2, place, n, ha="center", va="center", color=ink, fontsize=6.5)
            left += n
        ax.text(left + 0.015 * widest, place, int(row.sum()), va="center", fontsize=7.5, fontweight="bold")
    ax.set_yticks(range(len(found)), [names[verdict].replace(" with ", " with\n") for verdict in found.index])
    ax.set(xlim=(0, widest * 1.1), xlabel=edition.t("주장 수", "claims"))
    ax.invert_yaxis()
    ax.grid(axis="y", visible=False)
    _legend(ax, edition)
    source = edition.t("자료: AI Statecraft 원장(claims, definitions)", "Source: ledger of AI Statecraft (claims, definitions)")
    style.framed(fig, words(edition)["title"], source)
    return fig


def bar(edition: Edition, ledger: pd.DataFrame) -> str:
    """Verdicts of some claims as one HTML bar, with the counts in words under it."""
    names = {**cards.LABELS[edition.lang], "open": edition.t("판정 전", "not tested yet")}
    found = ledger["verdict"].fillna("open").value_counts()
    shown = [(verdict, int(found[verdict])) for verdict in (*VERDICTS, "open") if verdict in found]
    label = ", ".join(f"{names[verdict]} {number}" for verdict, number in shown)
    items = "".join(f'<li class="{verdict}"><b>{number}</b> {names[verdict]}</li>' for verdict, number in shown)
    return f'<figure class="counts">{strip(shown, label)}<ul>{items}</ul></figure>'


def strip(shown: list[tuple[str, int]], label: str) -> str:
    """The bar alone, as SVG."""
    parts, left = [], 0
    for verdict, number in shown:
        parts.append(f'<rect class="{verdict}" x="{left}" width="{number}" height="10"/>')
        left += number
    return f'<svg viewBox="0 0 {left} 10" preserveAspectRatio="none" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def write(edition: Edition, folder: Path) -> list[str]:
    """Keep the picture as `verdicts` with the counts behind it; returns what is wrong with it as drawn."""
    folder.mkdir(parents=True)
    style.theme()
    fig = draw(edition)
    problems = style.problems(fig)
    style.save(fig, folder / "verdicts")
    plt.close(fig)
    table = counts(edition.ledger).rename_axis(columns=None).reset_index()
    table.to_csv(folder / "verdicts.csv", index=False, encoding="utf-8", lineterminator="\n")
    return [f"picture of the verdicts [{edition.lang}]: {problem}" for problem in problems]


def _legend(ax, edition: Edition) -> None:
    shown = [key for key in STRENGTHS if key != "none"]
    handles = [plt.Rectangle((0, 0), 1, 1, color=_tint(style.INK, 0.75 * SHADES[key]), linewidth=0) for key in shown]
    ax.legend(handles, [edition.t(*STRENGTHS[key]) for key in shown], loc="lower left", bbox_to_anchor=(0, 1),
              fontsize=6, handlelength=1.1, borderaxespad=0.2, labelspacing=0.25)


def _tint(colour: str, share: float) -> tuple[float, ...]:
    """A colour on white; unlike transparency it hides the grid."""
    return tuple(1 - share * (1 - part) for part in to_rgb(colour))
