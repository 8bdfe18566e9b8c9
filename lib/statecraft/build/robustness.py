"""The robustness figure of a sweep: every headline number over the grid, and what moves it most.

How far a parameter moves a number is its first-order sensitivity index (Sobol' 1993): the
variance of the means at its values as a share of the variance over all combinations.
"""
from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from matplotlib.ticker import FuncFormatter, MaxNLocator

from .. import paths, style

if TYPE_CHECKING:
    from .sweep import Grid

WIDTHS = (4.9, 6.2, 4.2)  # columns in cm: name, values, influence
SIZE, POINT = 6.5, "#0072B2"


def write(swept: Grid, table: pd.DataFrame, folder: Path) -> list[dict]:
    """Write `robustness.svg`, `.png` and `.csv`; returns the figure's entry (none without numbers).

    `table` is the sweep's table; the CSV has one row a headline number: its default, least
    and greatest value, the share of its variance that each parameter explains, and the
    parameter that moves it most with the values where its mean is lowest and highest.
    """
    points = table[(table["kind"] == "headline") & table["value"].notna()].astype({"value": float})
    if points.empty:
        return []
    words = _Words(swept, table)
    moved = influence(points, list(swept.axes), words.labels)
    mpl.use("agg")
    style.theme()
    fig = drawn(points, moved, words)
    entry = {"name": "robustness", "title": words.title(moved), "caption": words.caption(moved), "alt": words.alt(moved),
             "problems": style.problems(fig)}
    fig.savefig(folder / "robustness.svg", metadata={"Date": None, "Creator": None})
    fig.savefig(folder / "robustness.png", metadata={"Software": None})
    plt.close(fig)
    moved.to_csv(folder / "robustness.csv", encoding="utf-8", lineterminator="\n", float_format="%.10g")
    return [entry]


def influence(points: pd.DataFrame, axes: list[str], labels: dict[str, dict]) -> pd.DataFrame:
    """One row a headline number, indexed by name: range over the grid and what moves it most."""
    rows = {}
    for name, group in points.groupby("name", sort=False):
        shares = {axis: share(group, axis) for axis in axes}
        top = max(axes, key=shares.get)
        means = group.groupby(top)["value"].mean()
        moves = shares[top] > 0
        rows[name] = {
            **labels.get(name, {"label": name, "unit": ""}), "runs": len(group),
            "default": group.loc[group["default"], "value"].max(), "least": group["value"].min(), "greatest": group["value"].max(),
            **{f"share_{axis}": value for axis, value in shares.items()}, "moved_most_by": top if moves else "",
            "lowest_at": means.idxmin() if moves else "", "highest_at": means.idxmax() if moves else ""}
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("name")


def share(group: pd.DataFrame, axis: str) -> float:
    """First-order sensitivity index of one parameter, from 0 to 1; 0 where nothing varies."""
    values = group["value"]
    if values.min() == values.max():
        return 0.0
    spread = values / np.abs(values).max()  # very large numbers would overflow when squared
    means = spread.groupby(group[axis]).transform("mean")
    return round(float(means.var(ddof=0) / spread.var(ddof=0)), 6)


def drawn(points: pd.DataFrame, moved: pd.DataFrame, words: _Words):
    """The figure: one strip with a scale of its own for each number that changes (all, where none does)."""
    changing = moved[moved["least"] < moved["greatest"]]
    rows = changing if len(changing) else moved
    texts = {name: (_wrapped(words.label(row), WIDTHS[0]), _wrapped(words.mover(row), WIDTHS[2])) for name, row in rows.iterrows()}
    lines = max(text.count("\n") + 1 for pair in texts.values() for text in pair)
    height = 1.9 + max(1.05, 0.35 * lines) * len(rows)
    fig, grid = style.canvas("page", height, nrows=len(rows), ncols=3, squeeze=False, width_ratios=WIDTHS)
    for (left, strip, right), (name, pair) in zip(grid, texts.items()):
        _strip(strip, points[points["name"] == name])
        for ax, text in zip((left, right), pair):
            ax.axis("off")
            ax.text(0, 0.5, text, transform=ax.transAxes, va="center", fontsize=SIZE, in_layout=False)
    for ax, head in zip(grid[0], words.heads):
        ax.set_title(head, fontsize=7, color=style.QUIET, loc="left", pad=5)
    style.framed(fig, words.title(moved), words.source)
    return fig


def _strip(ax, group: pd.DataFrame) -> None:
    """Every combination as a dot; heights only keep equal values apart."""
    heights = (np.arange(len(group)) * 0.618034) % 1.0
    ax.scatter(group["value"], heights, s=9, color=POINT, alpha=0.55, linewidths=0, zorder=2)
    ax.scatter(group.loc[group["default"], "value"], [0.5] * int(group["default"].sum()), s=26, marker="D",
               color=style.INK, edgecolors="white", linewidths=0.7, zorder=3)
    ax.set_ylim(-0.25, 1.25)
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.margins(x=0.06)
    ax.tick_params(axis="x", pad=1)
    ax.xaxis.set_major_locator(MaxNLocator(4, steps=[1, 2, 2.5, 5, 10], min_n_ticks=2))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:.12g}"))


def _wrapped(text: str, width: float) -> str:
    """Text in lines that fit a column of `width` cm."""
    return "\n".join(style.wrapped(line, (width - 0.5) * style.CM, SIZE) for line in text.split("\n"))


class _Words:
    """Title, caption and labels of the figure in the language of the sweep."""

    def __init__(self, swept: Grid, table: pd.DataFrame):
        self.swept, self.runs = swept, table["run"].nunique()
        self.marked = bool(table["default"].any())
        first = json.loads((paths.reports() / table["run"].iloc[0] / "result.json").read_text(encoding="utf-8"))
        self.labels, self.tables = first.get("headline_labels", {}), list(first["tables"])

    def t(self, ko: str, en: str) -> str:
        return ko if self.swept.lang == "ko" else en

    @property
    def heads(self) -> tuple[str, str, str]:
        values = self.t("조합마다의 값", "value in each combination") + (self.t(" (◆ 기본값)", " (◆ default)") if self.marked else "")
        return self.t("핵심 수치", "headline number"), values, self.t("가장 크게 움직이는 매개변수", "moved most by")

    @property
    def source(self) -> str:
        names = ", ".join(self.tables)
        shown = self.t(f"자료: AI Statecraft, 노트북 {self.swept.notebook}의 실행 {self.runs}회",
                       f"Source: AI Statecraft, {self.runs} runs of notebook {self.swept.notebook}")
        return shown + (f" ({names})" if names else "")

    def label(self, row: pd.Series) -> str:
        return row["label"].replace("_", " ") + (f" ({row['unit']})" if row["unit"] else "")

    def mover(self, row: pd.Series) -> str:
        """What moves a number most, how much of its variance that is, and from where to where."""
        top = row["moved_most_by"]
        if not top:
            return self.t("여러 매개변수가 함께", "only several together") if row["least"] < row["greatest"] else self.t("움직이지 않음", "nothing")
        levels = [_short(row["lowest_at"]), _short(row["highest_at"])]
        return f"{top} {row[f'share_{top}']:.0%}\n{self.t('낮음', 'low')} {levels[0]} · {self.t('높음', 'high')} {levels[1]}"

    def title(self, moved: pd.DataFrame) -> str:
        changing, every = int((moved["least"] < moved["greatest"]).sum()), len(moved)
        names = " · ".join(self.swept.axes)
        if not changing:
            return self.t(f"{names} 값을 바꾸어도 핵심 수치 {every}개는 그대로다", f"No headline number of {every} changes with {names}")
        if every == 1:
            return self.t(f"핵심 수치 하나가 {names} 값에 따라 달라진다", f"The headline number changes with {names}")
        return self.t(f"{names} 값에 따라 핵심 수치 {every}개 가운데 {changing}개가 달라진다",
                      f"{changing} of {every} headline numbers change with {names}")

    def caption(self, moved: pd.DataFrame) -> str:
        side = 0 if self.swept.lang == "ko" else -1  # a parameter's comment is written `한국어 · English`
        helps = {name: parameter.help.split(" · ")[side] for name, parameter in self.swept.parameters.items()}
        axes = self.t(", ", "; ").join(f"{name} ({helps[name]})" if helps[name] else name for name in self.swept.axes)
        notebook = style.josa(self.swept.notebook, "을/를")
        parts = [self.t(f"노트북 {notebook} 조합 {self.runs}가지로 실행한 결과다. 바꾼 매개변수: {axes}.",
                        f"Notebook {self.swept.notebook} run with {self.runs} combinations of parameters: {axes}."),
                 self.t("점 하나가 조합 하나이고 눈금은 수치마다 다르다.", "Each dot is one combination; every number has a scale of its own.")]
        parts += [self.t("◆는 기본값의 결과다.", "◆ is the result with the defaults.") if self.marked else
                  self.t("기본값의 조합은 이 격자에 없다.", "The combination of the defaults is not part of this grid.")]
        if moved["moved_most_by"].any():
            parts.append(self.t("백분율은 매개변수의 값별 평균이 설명하는 분산의 몫(1차 민감도 지수)이고, 낮음과 높음은 평균이 가장 낮은 값과 가장 높은 값이다.",
                                "The percentage is the share of the variance that the means at the parameter's values explain (first-order "
                                "sensitivity index); low and high name the values with the lowest and the highest mean."))
        return " ".join([*parts, *self._rest(moved)])

    def _rest(self, moved: pd.DataFrame) -> list[str]:
        """The numbers that are not drawn, and how many combinations failed."""
        same = moved[moved["least"] == moved["greatest"]]
        names = ", ".join(self.label(row) for _, row in same.iterrows())
        failed = len(self.swept.combinations()) - self.runs
        return [*([self.t(f"달라지지 않은 수치: {names}.", f"Unchanged: {names}.")] if len(same) < len(moved) and names else []),
                *([self.t(f"실패한 조합 {failed}가지는 빠졌다.", f"Failed and left out: {failed} combinations.")] if failed else [])]

    def alt(self, moved: pd.DataFrame) -> str:
        changing = moved[moved["least"] < moved["greatest"]]
        ranges = "; ".join(f"{self.label(row)}: {row['least']:.6g}–{row['greatest']:.6g}" for _, row in changing.iterrows())
        return self.t("핵심 수치마다 조합별 값을 점으로 찍은 그림. ", "Dots for the value of each headline number in each combination. ") + ranges


def _short(value: object) -> str:
    """A parameter's value in a narrow column: lists that begin alike still differ at the end."""
    text = f"{value:.6g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 24 else f"{text[:10]}…{text[-11:]}"
