"""What one run of a notebook writes, and how it shows it.

    report = start("02-model-race", globals())
    fig, ax = report.canvas("narrow")
    report.figure(fig, "gap", data=frame, tables=["leaderboard"], title=(ko, en), caption=(ko, en), alt=(ko, en))
    report.verdicts(frame)
    report.finish()

A pair is always (Korean, English). A build sets STATECRAFT_RUN to the folder of the run and
shows one language; in JupyterLab both are shown, Korean first, and files go to `reports/lab`.
"""
from __future__ import annotations

import base64
import json
import os
from pathlib import Path
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
from IPython.display import HTML, Markdown, display

from . import paths, style, tables
from .cards import verdict_table
from .claims import judge, ledger
from .errors import UsageError, nearest
from .params import of_namespace

Pair = tuple[str, str]


def start(notebook: str, namespace: dict[str, Any]) -> Report:
    """Begin a run: check the parameters of the calling notebook, set the look, open the report."""
    tables.forget()
    parameters = of_namespace(namespace)
    style.theme()
    return Report(notebook, parameters)


class Report:
    """The result of one run of one notebook with one set of parameters."""

    def __init__(self, notebook: str, parameters: dict[str, Any]):
        self.notebook, self.parameters = notebook, parameters
        self.lang: str = parameters.get("lang", "ko")
        run = os.environ.get("STATECRAFT_RUN")
        self.in_lab = run is None
        self.folder = Path(run) if run else paths.reports() / "lab" / notebook / self.lang
        self._figures: list[dict] = []
        self._tables: list[dict] = []
        self._headlines: dict[str, dict] = {}
        self._labels: dict[str, dict] = {}
        self._verdicts, self._observations = pd.DataFrame(), pd.DataFrame()

    def t(self, ko: str, en: str) -> str:
        """The one of two texts that is in the run's language."""
        return ko if self.lang == "ko" else en

    def say(self, ko: str, en: str) -> None:
        """Show computed prose: both languages in JupyterLab, the run's language in a report."""
        for text in (ko, en) if self.in_lab else (self.t(ko, en),):
            display(Markdown(text))

    def country(self, iso3: str) -> str:
        """The country's short name in the run's language."""
        return style.country(iso3, self.lang)

    def canvas(self, width: str = "narrow", height: float | None = None, **subplots):
        """A figure and axes at 8 cm (`narrow`) or 16 cm (`page`); `height` in cm."""
        return style.canvas(width, height, **subplots)

    def figure(self, fig, name: str, *, data: pd.DataFrame, tables: list[str], title: Pair, caption: Pair, alt: Pair,
               claims: tuple[str, ...] = ()) -> None:
        """Keep a figure as SVG, PNG and PDF with the data behind it, and show it.

        `title` says what one sees; `tables` names the tables it rests on (they make the
        source line); `alt` is the alternative text for readers who cannot see it; `claims`
        names the claims it is evidence on. Raises UsageError for a claim that is not in the ledger.
        """
        known = ledger().index
        for claim in claims:
            if claim not in known:
                raise UsageError(f"figure '{name}': no claim '{claim}'{nearest(claim, known)}")
        style.framed(fig, self.t(*title), self._source_line(tables))
        entry = {"name": name, "title": self.t(*title), "caption": self.t(*caption), "alt": self.t(*alt),
                 "tables": tables, "claims": list(claims), "problems": style.problems(fig)}
        folder = self._folder("figures")
        style.save(fig, folder / name)
        picture = (folder / f"{name}.png").read_bytes()
        _rounded(data).to_csv(folder / f"{name}.csv", index=False, lineterminator="\n")
        plt.close(fig)
        self._figures.append(entry)
        width = round(fig.get_figwidth() * 110)
        encoded = base64.b64encode(picture).decode()
        display({"image/png": encoded, "text/plain": entry["alt"]}, raw=True,
                metadata={"image/png": {"width": width}, "statecraft": {"figure": name}})
        number = len(self._figures)
        self.say(f"**그림 {number}.** {caption[0]}", f"**Figure {number}.** {caption[1]}")

    def table(self, frame: pd.DataFrame, name: str, *, caption: Pair) -> None:
        """Keep a table as CSV and show it; column names are shown as given."""
        _rounded(frame).to_csv(self._folder("tables") / f"{name}.csv", index=False, lineterminator="\n")
        self._tables.append({"name": name, "caption": self.t(*caption), "rows": len(frame)})
        self.say(*caption)
        display(HTML(frame.to_html(index=False, border=0, classes="statecraft-table", na_rep="–")))

    def headline(self, name: str, value: float | int | str, label: Pair | None = None, unit: Pair | None = None) -> None:
        """Record a number that a build must reproduce (`reports/expected.json`); `label` and `unit` name it in figures."""
        self._headlines[name] = _plain(value)
        self._labels[name] = {"label": self.t(*label) if label else name, "unit": self.t(*unit) if unit else ""}

    def verdict(self, claim: str, definition: str, source: str, observed: object, **more: object) -> None:
        """One claim with a single definition; `more` may give low, high, as_of, complete."""
        self.verdicts(pd.DataFrame([{"claim": claim, "definition": definition, "source": source,
                                     "observed": observed, "as_of": None, **more}]))

    def verdicts(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Judge observations (see `claims.judge`), show the verdicts, and return them one row a claim."""
        judged, observations = judge(frame, self.notebook)
        for claim in judged["claim"]:
            if len(self._verdicts) and claim in set(self._verdicts["claim"]):
                raise UsageError(f"claim '{claim}' is checked twice in notebook {self.notebook}")
        self._verdicts = pd.concat([self._verdicts, judged], ignore_index=True)
        self._observations = pd.concat([self._observations, observations], ignore_index=True)
        for lang in ("ko", "en") if self.in_lab else (self.lang,):
            display(HTML(verdict_table(judged, observations, ledger(), lang)))
        return judged

    def finish(self) -> None:
        """Close the run: every owned claim was checked, and `result.json` says what was found.

        Raises UsageError for a claim of this notebook that was never checked.
        """
        owned = ledger(self.notebook).index
        never = [claim for claim in owned if not len(self._verdicts) or claim not in set(self._verdicts["claim"])]
        if never:
            more = f" (and {len(never) - 1} more)" if len(never) > 1 else ""
            raise UsageError(f"claim '{never[0]}'{more} of notebook {self.notebook} was never checked")
        result = {
            "notebook": self.notebook, "lang": self.lang, "parameters": self.parameters,
            "tables": {name: f"sha256:{digest}" for name, digest in tables.used().items()},
            "modified": [name for name in tables.used() if tables.load(name).attrs["modified"]],
            "headlines": self._headlines, "headline_labels": self._labels, "figures": self._figures, "tables_written": self._tables,
            "verdicts": _records(self._verdicts), "observations": _records(self._observations),
        }
        text = json.dumps(result, ensure_ascii=False, indent=1, allow_nan=False)
        self._folder(".").joinpath("result.json").write_text(text + "\n", encoding="utf-8", newline="\n")

    def _folder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def _source_line(self, names: list[str]) -> str:
        publishers = {source["publisher"] for name in names for source in tables.describe(name)["sources"]}
        cited = self.t("인용한 문서와 페이지", "cited documents and pages")
        compiled = {publisher for publisher in publishers if publisher.startswith(("compiled", "AI Statecraft"))}
        outside = sorted({publisher.split(" (")[0] for publisher in publishers - compiled})
        shown = "; ".join([*outside, *([cited] if compiled else [])])
        ours = f"AI Statecraft ({', '.join(names)})"  # the ledger's own tables have no other publisher
        return self.t("자료: ", "Source: ") + (f"{shown} · {ours}" if shown else ours)


def _records(frame: pd.DataFrame) -> list[dict]:
    return [{key: _plain(value) for key, value in row.items()} for row in frame.to_dict("records")]


def _plain(value: object) -> object:
    """A value JSON can hold, floats at ten significant digits, missing as null."""
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if value is None or value is pd.NA or (isinstance(value, float) and np.isnan(value)):
        return None
    if isinstance(value, (bool, np.bool_)):
        return bool(value)
    if isinstance(value, (int, np.integer)):
        return int(value)
    if isinstance(value, (float, np.floating)):
        return float(f"{value:.10g}") if np.isfinite(value) else str(value)
    return str(value)


def _rounded(frame: pd.DataFrame) -> pd.DataFrame:
    """Floats at ten significant digits, so that the last bits of a platform do not show."""
    floats = frame.select_dtypes("float").columns
    return frame.assign(**{column: frame[column].map(lambda v: v if pd.isna(v) else float(f"{v:.10g}")) for column in floats})
