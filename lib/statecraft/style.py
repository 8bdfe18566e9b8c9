"""How figures look: theme, sizes, country colours, Korean and English labels, fonts."""
from __future__ import annotations

import warnings
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

import matplotlib as mpl
import matplotlib.dates
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from matplotlib import font_manager
from matplotlib.textpath import text_to_path
from matplotlib.transforms import Bbox

from . import tables

CM = 1 / 2.54
WIDTHS = {"narrow": 8 * CM, "page": 16 * CM}
FONT = "NanumGothic"

# Okabe and Ito's colour-blind-safe palette (2008), extended with Tol's muted colours.
COLOURS = {
    "USA": "#0072B2", "CHN": "#D55E00", "KOR": "#009E73", "JPN": "#CC79A7", "EUU": "#E69F00", "RUS": "#882255",
    "GBR": "#56B4E9", "FRA": "#AA8800", "DEU": "#555555", "IND": "#999933", "CAN": "#AA4499", "ISR": "#332288",
}
OTHER = "#8C8C8C"
AGREEMENT = {"yes": "#0072B2", "abstain": "#E69F00", "no": "#D55E00", "none": "#D9D9D9"}
VERDICT_COLOURS = {
    "supported": "#00664B", "supported-with-qualification": "#4DB391", "mixed": "#E6C229",
    "contradicted": "#C1440E", "not-testable": "#9A9A9A",
}
INK, QUIET, STATED = "#222222", "#6B6B6B", "#B00020"


def theme() -> None:
    """Set the project's look; called once when a run starts. Fonts after seaborn, which resets them."""
    _names.cache_clear()  # a run that names countries is to have read their table
    sns.set_theme(style="whitegrid", context="paper")
    for path in font_files():
        font_manager.fontManager.addfont(path)
    mpl.rcParams.update({
        "font.family": FONT, "axes.unicode_minus": False, "font.size": 7, "axes.labelsize": 7, "axes.titlesize": 7.5,
        "xtick.labelsize": 6.5, "ytick.labelsize": 6.5, "legend.fontsize": 6.5, "axes.titleweight": "bold",
        "axes.titlelocation": "left", "axes.edgecolor": "#BBBBBB", "axes.linewidth": 0.6, "grid.color": "#E6E6E6",
        "grid.linewidth": 0.5, "lines.linewidth": 1.3, "text.color": INK, "axes.labelcolor": INK,
        "xtick.color": INK, "ytick.color": INK, "axes.spines.top": False, "axes.spines.right": False,
        "figure.dpi": 150, "savefig.dpi": 200, "svg.hashsalt": "statecraft", "svg.fonttype": "path",
        "pdf.fonttype": 3, "legend.frameon": False, "figure.constrained_layout.use": True,
    })


def canvas(width: str = "narrow", height: float | None = None, **subplots):
    """A figure and its axes: `narrow` (8 cm, one message) or `page` (16 cm, overviews); height in cm."""
    tall = (height or {"narrow": 6.5, "page": 8.0}[width]) * CM
    return plt.subplots(figsize=(WIDTHS[width], tall), **subplots)


def colour(iso3: str) -> str:
    """The fixed colour of a country; grey for those without one."""
    return COLOURS.get(iso3, OTHER)


def country(iso3: str, lang: str) -> str:
    """The short name of a country in Korean or English, from table `countries`."""
    return _names(lang).get(iso3, iso3)


def spoken(iso3: str, lang: str) -> str:
    """The country's name in running text: English puts an article before some."""
    article = "the " if lang == "en" and iso3 in ("USA", "GBR", "NLD", "ARE", "PHL") else ""
    return article + country(iso3, lang)


def josa(word: str, pair: str) -> str:
    """The word with the Korean particle that fits its last sound: `josa("미국", "은/는")`.

    `pair` gives the particle after a consonant, then after a vowel. Digits and Latin letters
    are read as Koreans read them. `으로/로` treats a final ㄹ as a vowel.
    """
    after_consonant, after_vowel = pair.split("/")
    final = _final_sound(word)
    if final == 8 and after_consonant.startswith("으"):
        final = 0
    return word + (after_consonant if final else after_vowel)


def mark_stated(ax, value: float, label: str, axis: str = "y") -> None:
    """The value a text claims, as a labelled dashed line on the figure that tests it."""
    line = ax.axhline if axis == "y" else ax.axvline
    line(value, color=STATED, linestyle=(0, (4, 2)), linewidth=1, zorder=3)
    if axis == "y":
        ax.annotate(label, (1, value), xycoords=("axes fraction", "data"), xytext=(-2, 2), textcoords="offset points",
                    ha="right", va="bottom", color=STATED, fontsize=6.5)
    else:
        ax.annotate(label, (value, 1), xycoords=("data", "axes fraction"), xytext=(2, -2), textcoords="offset points",
                    ha="left", va="top", color=STATED, fontsize=6.5)


def wrapped(text: str, width: float, size: float, weight: str = "normal") -> str:
    """Text broken at spaces so that no line is wider than `width` inches at `size` points."""
    font = font_manager.FontProperties(family=FONT, weight=weight, size=size)
    lines = [""]
    for word in text.split():
        trial = f"{lines[-1]} {word}".strip()
        if lines[-1] and text_to_path.get_text_width_height_descent(trial, font, False)[0] > width * 72:
            lines.append(word)
        else:
            lines[-1] = trial
    return "\n".join(lines)


def staircase(spots: list[float], widths: list[float], heights: list[float], left: float) -> tuple[list[int], list[float]]:
    """Places for labels above a line, so that none covers another or another's leader.

    A leader rises from each of `spots` (ascending, one unit with `widths` and `left`) to its
    label, which begins (side 1) or ends (side -1) there and does not reach beyond `left`.
    Returns each label's side and the height of its foot (in the unit of `heights`), for the
    lowest layout found.
    """
    order, found = range(len(spots)), []
    for turn in range(len(spots) + 1):
        sides = [-1 if i < turn and spots[i] - widths[i] >= left else 1 for i in order]
        begins = [spot - width * (side < 0) for spot, width, side in zip(spots, widths, sides)]
        if any(sides[i] > sides[j] and begins[j] < spots[i] for j in order for i in order[:j]):
            continue
        above = [[j for j in order[i + 1:] if begins[j] < spots[i] + widths[i]] if sides[i] > 0 else
                 [j for j in order[:i] if sides[j] < 0 and spots[j] > begins[i]] for i in order]
        feet = [0.0 for _ in order]
        for _ in order:
            feet = [max((feet[j] + heights[j] for j in above[i]), default=0.0) for i in order]
        found.append((max((foot + height for foot, height in zip(feet, heights)), default=0.0), sides, feet))
    return min(found, key=lambda layout: layout[0])[1:]


def spread(values: pd.Series, least: float) -> pd.Series:
    """Places for labels beside the ends of lines, at least so far apart and in the order of the values."""
    places = values.astype(float).sort_values()
    for below, name in zip(places.index, places.index[1:]):
        places[name] = max(places[name], places[below] + least)
    return places


def by_year(ax) -> None:
    """One tick a year on a time axis, labelled with the year."""
    ax.xaxis.set_major_locator(mpl.dates.YearLocator())
    ax.xaxis.set_major_formatter(mpl.dates.DateFormatter("%Y"))


def framed(fig, title: str, source: str) -> None:
    """Put the finding above the figure and the source line under it."""
    width = fig.get_figwidth() - 0.12
    fig.suptitle(wrapped(title, width * 0.96, 8.5, "bold"), x=0.01, ha="left", fontsize=8.5, fontweight="bold", linespacing=1.3)
    fig.supxlabel(wrapped(source, width, 5.5), x=0.01, ha="left", fontsize=5.5, color=QUIET)


def font_files() -> list[Path]:
    """The Korean font that figures and pages use: regular, bold, extra bold and light."""
    # The package's own import breaks on Python 3.12+, so only its files are used.
    folder = Path(find_spec("koreanize_matplotlib").submodule_search_locations[0]) / "fonts"
    return sorted(folder.glob("NanumGothic*.ttf"))


def save(fig, stem: Path) -> None:
    """Write a figure as `stem` with .svg, .pdf and .png, without dates or names of programs."""
    metadata = {"svg": {"Date": None, "Creator": None}, "png": {"Software": None},
                "pdf": {"CreationDate": None, "Creator": None, "Producer": None}}
    for kind, nothing in metadata.items():
        fig.savefig(stem.parent / f"{stem.name}.{kind}", metadata=nothing)


def problems(fig) -> list[str]:
    """Texts that overlap one another or leave the figure, as drawn; empty when all is well."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        fig.canvas.draw()
    with mpl.rc_context({"figure.constrained_layout.use": False}):
        fig.set_layout_engine(None)  # laid out once; saving in three formats need not do it again
    for ax in fig.axes:  # the last bits of a layout vary from run to run
        ax.set_position([round(side, 6) for side in ax.get_position(original=True).bounds])
    found = [str(warning.message) for warning in caught if "Glyph" in str(warning.message)]
    boxes = [(text.get_text(), _tight(text.get_window_extent())) for text in _visible_texts(fig)]
    page = fig.bbox.padded(1)
    found += [f"outside the figure: {text!r}" for text, box in boxes if not _within(box, page)]
    for i, (first, box) in enumerate(boxes):
        found += [f"overlap: {first!r} and {second!r}" for second, other in boxes[i + 1:] if box.overlaps(other)]
    return found


def _visible_texts(fig) -> list:
    texts = [text for text in fig.findobj(mpl.text.Text) if text.get_visible() and text.get_text().strip()]
    hidden = {id(label) for ax in fig.axes for label in _unseen_ticks(ax)}
    return [text for text in texts if id(text) not in hidden]


def _unseen_ticks(ax) -> list:
    """Tick labels matplotlib keeps but does not draw (outside the view, or axis off)."""
    unseen = []
    for axis in (ax.xaxis, ax.yaxis):
        drawn = {id(tick) for tick in axis._update_ticks()} if ax.axison and axis.get_visible() else set()
        ticks = [*axis.get_major_ticks(), *axis.get_minor_ticks()]
        unseen += [label for tick in ticks if id(tick) not in drawn for label in (tick.label1, tick.label2)]
        if not (ax.axison and axis.get_visible()):
            unseen += [axis.label, axis.offsetText]
    return unseen


def _tight(box: Bbox) -> Bbox:
    """A text's box less a little, as its line spacing counts for no ink."""
    return Bbox.from_extents(box.x0 + 1, box.y0 + box.height * 0.12, box.x1 - 1, box.y1 - box.height * 0.12)


def _within(box: Bbox, page: Bbox) -> bool:
    return page.x0 <= box.x0 and box.x1 <= page.x1 and page.y0 <= box.y0 and box.y1 <= page.y1


@lru_cache(maxsize=2)
def _names(lang: str) -> dict[str, str]:
    countries = tables.load("countries").set_index("iso3")
    return countries["label_ko" if lang == "ko" else "label_en"].dropna().to_dict()


def _final_sound(word: str) -> int:
    """Index of the final consonant of the last syllable as read in Korean; 0 for a vowel."""
    last = word.rstrip(")]}'\"”’%» ")[-1:] if word.rstrip(")]}'\"”’%» ") else ""
    if word.endswith("%"):
        return 0
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28
    if last.isdigit():
        return {"0": 21, "1": 8, "3": 16, "6": 1, "7": 8, "8": 8}.get(last, 0)
    return {"l": 8, "m": 16, "n": 4, "r": 8}.get(last.lower(), 0)
