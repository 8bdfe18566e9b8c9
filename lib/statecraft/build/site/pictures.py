"""One small picture a table, chosen from its metadata: rows over time, by category, or the spread of a number.

SVG only. A picture whose table, metadata and drawing code are those of the last build is
taken from there: the digest of all three stands at the end of the file.
"""
from __future__ import annotations

import hashlib
import io
import json
from dataclasses import dataclass
from pathlib import Path

import matplotlib
import matplotlib.ticker
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from ... import profile, style

WIDTH, HEIGHT = 12 * style.CM, 5.2 * style.CM
MOST = 8  # categories shown
ABOUT_RECORDS = ("precision", "confidence", "source_kind")  # endings of fields that say how good a row is, not what it is of


@dataclass(frozen=True)
class Picture:
    """What is drawn: `kind` is time, category or number; `shows` says what is counted, `title` what one sees."""

    kind: str
    values: pd.Series
    shows: str
    title: str
    alt: str


def write(entry: dict, frame: pd.DataFrame, lang: str, folder: Path, earlier: Path) -> str:
    """Put `NAME.LANG.svg` into `folder`, from the folder of an `earlier` build where it still holds; returns the alternative text."""
    name, chosen = f"{entry['name']}.{lang}.svg", choose(entry, frame, lang)
    mark = f"<!-- {_digest(entry, lang)} -->\n"
    kept = earlier / name
    if kept.exists() and (svg := kept.read_text(encoding="utf-8")).endswith(mark):
        drawn = svg
    else:
        drawn = draw(entry, chosen, lang) + mark
    (folder / name).write_text(drawn, encoding="utf-8", newline="\n")
    return chosen.alt


def choose(entry: dict, frame: pd.DataFrame, lang: str) -> Picture:
    """What best shows the table: time where it has one, else a category, else a number, else how full its fields are."""
    when, category = profile.time_field(entry, frame), _category(entry, frame)
    counts = _years(frame[when]) if when else pd.Series(dtype=int)
    if len(counts) > 2 and not (_even(counts) and category):
        return _over_time(counts, when, lang)
    if category:
        return _by_category(frame[category].value_counts(), category, lang)
    numbers = [field["name"] for field in entry["schema"]["fields"] if field["type"] in ("number", "integer")]
    number = next((name for name in numbers if frame[name].nunique() > 4), None)
    if number:
        return _spread(frame[number].dropna().astype(float), number, _unit(entry, number), lang)
    return _filled(frame.notna().mean(), lang)


def draw(entry: dict, picture: Picture, lang: str) -> str:
    """The picture as SVG; the same bytes for the same rows."""
    buffer = io.StringIO()
    figure(entry, picture, lang).savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return buffer.getvalue()


def figure(entry: dict, picture: Picture, lang: str) -> Figure:
    """The picture with its finding above and its source below."""
    with matplotlib.rc_context({"figure.constrained_layout.use": False}):  # a fixed layout takes half the time
        fig = Figure(figsize=(WIDTH, HEIGHT))
    ax = fig.add_axes((0.1, 0.19, 0.87, 0.58))
    {"time": _draw_time, "category": _draw_bars, "number": _draw_spread}[picture.kind](ax, picture)
    fig.text(0.01, 0.85, picture.shows, fontsize=6.5, color=style.QUIET, va="center")
    style.framed(fig, picture.title, f"{_t(lang, '자료', 'Source')}: AI Statecraft ({entry['name']})")
    return fig


def _over_time(counts: pd.Series, field: str, lang: str) -> Picture:
    total, most, least = int(counts.sum()), int(counts.max()), int(counts.min())
    years = [str(year) for year in counts.index[counts == most]]
    if _even(counts):
        title = _t(lang, f"해마다 {least:,}~{most:,}행으로 고르다", f"Evenly {least:,} to {most:,} rows a year") if least < most else \
            _t(lang, f"해마다 {most:,}행이다", f"{most:,} rows every year")
    else:
        title = _most([f"{year}년" for year in years] if lang == "ko" else years, most, total, ("해", "years"), lang)
    shows = _t(lang, f"{field} 필드의 연도별 행 수", f"Rows by year of field {field}")
    span = _t(lang, f"{counts.index.min()}~{counts.index.max()}년", f"{counts.index.min()} to {counts.index.max()}")
    return Picture("time", counts, shows, title, f"{shows}, {span}. {title}.")


def _by_category(counts: pd.Series, field: str, lang: str) -> Picture:
    counts = counts.sort_index().sort_values(ascending=False, kind="stable")
    names = [style.country(str(value), lang) if field == "iso3" else str(value) for value in counts.index]
    total, most = int(counts.sum()), int(counts.iloc[0])
    if most == counts.iloc[-1]:
        title = _t(lang, f"{len(counts)}개 값이 {most:,}행씩 고르다", f"{len(counts)} values with {most:,} rows each")
    else:
        title = _most([name for name, count in zip(names, counts) if count == most], most, total, ("값", "values"), lang)
    shows = _t(lang, f"{field} 필드의 값별 행 수", f"Rows by value of field {field}")
    if len(counts) > MOST:
        shows += _t(lang, f"(많은 순서로 {MOST}개)", f" (the {MOST} with most)")
    shown = pd.Series(counts.to_numpy()[:MOST], index=names[:MOST], dtype=float)
    return Picture("category", shown, shows, title, f"{shows}: " + ", ".join(f"{name} {int(value):,}" for name, value in shown.items()) + ".")


def _spread(values: pd.Series, field: str, unit: str, lang: str) -> Picture:
    middle = f"{values.median():,.3g}"
    title = _t(lang, f"{field}의 중앙값은 {middle}이다", f"The median of {field} is {middle}") + (f" ({unit})" if unit != "1" else "")
    shows = _t(lang, f"{field} 필드의 값에 따른 행 수", f"Rows by size of field {field}")
    return Picture("number", values, shows, title, f"{shows}, {values.min():,.3g}–{values.max():,.3g}. {title}.")


def _filled(shares: pd.Series, lang: str) -> Picture:
    gaps = int((shares < 1).sum())
    title = _t(lang, f"{len(shares)}개 필드 가운데 {gaps}개에 빈칸이 있다", f"{gaps} of {len(shares)} fields have gaps") if gaps else \
        _t(lang, f"{len(shares)}개 필드가 모두 차 있다", f"All {len(shares)} fields are filled")
    shown = (100 * shares.sort_values(kind="stable")[:MOST]).round(1)
    shows = _t(lang, "필드마다 값이 있는 행의 비율(%)", "Rows with a value, percent by field")
    return Picture("category", shown, shows, title, f"{shows}: " + ", ".join(f"{name} {value:g}" for name, value in shown.items()) + ".")


def _most(names: list[str], most: int, total: int, kind: tuple[str, str], lang: str) -> str:
    """The finding on what has most rows, one or several; `kind` is what they are."""
    if len(names) > 3:
        return _t(lang, f"{len(names)}개 {kind[0]}에 {most:,}행씩 있다(값이 있는 {total:,}행 가운데)", f"{most:,} rows in each of {len(names)} {kind[1]} (of {total:,} with a value)")
    ko, en = style.josa("·".join(names), "이/가"), " and ".join(names)
    has, each = ("have", " each,") if len(names) > 1 else ("has", "")
    return _t(lang, f"{ko} {most:,}행으로 가장 많다(값이 있는 {total:,}행 가운데)", f"{en} {has} the most rows ({most:,}{each} of {total:,} with a value)")


def _draw_time(ax, picture: Picture) -> None:
    ax.bar(picture.values.index, picture.values.to_numpy(), width=0.8, color=style.COLOURS["USA"], linewidth=0)
    ax.xaxis.set_major_locator(matplotlib.ticker.MaxNLocator(8, integer=True, steps=[1, 2, 5, 10], min_n_ticks=1))
    ax.xaxis.set_major_formatter(matplotlib.ticker.StrMethodFormatter("{x:.0f}"))
    _plain_counts(ax)


def _draw_bars(ax, picture: Picture) -> None:
    """Horizontal bars with the name above each, so that long names need no margin."""
    places = np.arange(len(picture.values))[::-1]
    ax.barh(places, picture.values.to_numpy(), height=0.42, color=style.COLOURS["USA"], linewidth=0)
    for place, (name, value) in zip(places, picture.values.items()):
        ax.text(0, place + 0.26, f"{name}  {value:,.10g}", fontsize=5.5 if len(places) > 5 else 6.5, va="bottom", ha="left")
    ax.set_position((0.03, 0.1, 0.94, 0.68))
    ax.set_ylim(-0.4, max(len(places) - 0.2, 2.8))
    ax.set_axis_off()


def _draw_spread(ax, picture: Picture) -> None:
    values = picture.values
    wide = values.min() > 0 and values.max() / values.min() > 1000
    space = np.geomspace if wide else np.linspace
    ax.hist(values, bins=space(values.min(), values.max(), 25), color=style.COLOURS["USA"], linewidth=0)
    ax.set_xscale("log" if wide else "linear")
    _plain_counts(ax)


def _plain_counts(ax) -> None:
    ax.grid(axis="x", visible=False)
    ax.yaxis.set_major_locator(matplotlib.ticker.MaxNLocator(4, integer=True))
    ax.yaxis.set_major_formatter(matplotlib.ticker.StrMethodFormatter("{x:,.0f}"))


def _years(column: pd.Series) -> pd.Series:
    """Rows by year, years without rows as zero."""
    known = column.dropna()
    years = known.dt.year if pd.api.types.is_datetime64_any_dtype(known) else known.astype(str).str[:4].astype(int)
    counts = years.value_counts().sort_index()
    return counts.reindex(range(int(counts.index.min()), int(counts.index.max()) + 1), fill_value=0) if len(counts) else counts


def _even(counts: pd.Series) -> bool:
    return counts.max() <= 1.1 * counts.min()


def _category(entry: dict, frame: pd.DataFrame) -> str | None:
    """A field of few values: one that the schema lists, else the country, else any text that repeats."""
    fields = [field for field in entry["schema"]["fields"] if field["type"] == "string" and not field["name"].endswith(ABOUT_RECORDS)]
    listed = [field["name"] for field in fields if "enum" in field.get("constraints", {})]
    repeated = [field["name"] for field in fields if frame[field["name"]].nunique() <= 12 and frame[field["name"]].dropna().duplicated().any()]
    codes = [name for name in [profile.countries_field(entry)] if name and frame[name].nunique() < len(frame)]
    return next((name for name in (*listed, *codes, *repeated) if frame[name].nunique() > 1), None)


def _unit(entry: dict, name: str) -> str:
    return next(field.get("unit", "1") for field in entry["schema"]["fields"] if field["name"] == name)


def _digest(entry: dict, lang: str) -> str:
    """Of all that the picture follows from."""
    code = [Path(file).read_text(encoding="utf-8") for file in (__file__, style.__file__, profile.__file__)]
    content = json.dumps([entry["name"], entry["hash"], entry["schema"], lang, matplotlib.__version__, code], sort_keys=True)
    return hashlib.sha256(content.encode()).hexdigest()


def _t(lang: str, ko: str, en: str) -> str:
    return ko if lang == "ko" else en
