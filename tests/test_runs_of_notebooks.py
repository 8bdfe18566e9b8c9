"""Real runs of the real notebooks: they follow their data and parameters, and repeat to the byte."""
import json
import os
import re
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from statecraft import paths, style
from statecraft.build import runs

EXECUTE = """
import sys
from statecraft.build.execute import execute
from statecraft.build.runs import Run, values
name, lang, *given = sys.argv[1:]
outcome = execute(Run(name, lang, values(name, given)))
sys.exit(0 if outcome.status == "ok" else f"{outcome.status} {outcome.cell}: {outcome.error}")
"""
HERE = (("TZ", "UTC"), ("LC_ALL", "C.UTF-8"), ("PYTHONHASHSEED", "1"))
ELSEWHERE = (("TZ", "Asia/Seoul"), ("LC_ALL", "POSIX"), ("PYTHONHASHSEED", "2"), ("OPENBLAS_CORETYPE", "Haswell"))
NAMES = runs.names()
WITH_FOCUS = [name for name in NAMES if "focus" in runs.parameters(name)]


@dataclass(frozen=True)
class Wanted:
    """A run that a test needs."""

    name: str
    lang: str = "ko"
    given: tuple[str, ...] = ()
    environment: tuple[tuple[str, str], ...] = HERE

    def __str__(self) -> str:
        return " ".join([self.name, self.lang, *self.given])


def run(wanted: Wanted, reports: Path) -> dict:
    """Execute in a process of its own; the result with the folder it lies in."""
    settings = {**os.environ, **dict(wanted.environment), "STATECRAFT_REPORTS": str(reports)}
    settings.pop("STATECRAFT_RUN", None)
    command = [sys.executable, "-c", EXECUTE, wanted.name, wanted.lang, *wanted.given]
    done = subprocess.run(command, env=settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    found = next(path for path in reports.rglob("result.json") if wanted.name in path.parts)
    return {**json.loads(found.read_text(encoding="utf-8")), "folder": found.parent}


@pytest.fixture(scope="session")
def made(request, tmp_path_factory):
    """Every run the collected tests want, each made once, as many at a time as there are cores."""
    params = [item.callspec.params for item in request.session.items if hasattr(item, "callspec")]
    wanted = dict.fromkeys(run for found in params for run in found.values() if isinstance(run, Wanted))
    wanted |= dict.fromkeys(Wanted(run.name) for run in wanted)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        futures = {run_: pool.submit(run, run_, tmp_path_factory.mktemp("run") / "place") for run_ in wanted}
        yield lambda run_: futures[run_].result()


def spoken(result: dict) -> str:
    """All that a run says in titles, captions, tables of results and outputs of prose."""
    cells = json.loads((result["folder"] / "notebook.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    shown = ["".join(output.get("data", {}).get(kind, "")) for output in outputs for kind in ("text/markdown", "text/html")]
    prose = [text for text in shown if "statecraft-verdicts" not in text]
    return " ".join([*prose, *(figure["title"] + figure["caption"] + figure["alt"] for figure in result["figures"])])


@pytest.mark.parametrize("wanted", [Wanted(name, lang) for name in NAMES for lang in runs.LANGS], ids=str)
def test_figures_have_no_problem_and_prose_is_in_one_language_without_stray_output(wanted, made):
    result = made(wanted)
    assert {figure["name"]: figure["problems"] for figure in result["figures"] if figure["problems"]} == {}
    assert all(figure["title"] and figure["caption"] and figure["alt"] for figure in result["figures"])
    hangul = len(re.findall("[가-힣]", spoken(result)))
    assert hangul > 200 if wanted.lang == "ko" else hangul < 60
    cells = json.loads((result["folder"] / "notebook.ipynb").read_text(encoding="utf-8"))["cells"]
    assert {output["output_type"] for cell in cells for output in cell.get("outputs", [])} == {"display_data"}, "a stray value is shown"


@pytest.mark.parametrize("wanted", [Wanted(name, given=(f"focus={iso3}",)) for name in WITH_FOCUS for iso3 in ("JPN", "FRA", "SGP")], ids=str)
def test_another_focus_changes_the_words_and_never_a_verdict(wanted, made):
    result, usual = made(wanted), made(Wanted(wanted.name))
    name = style.country(wanted.given[0].removeprefix("focus="), "ko")
    assert result["verdicts"] == usual["verdicts"]
    assert spoken(result).count(name) > spoken(usual).count(name)
    assert spoken(result).count("한국") < spoken(usual).count("한국")
    assert {figure["name"]: figure["problems"] for figure in result["figures"] if figure["problems"]} == {}


@pytest.mark.parametrize("wanted", [Wanted(name, environment=ELSEWHERE) for name in NAMES], ids=str)
def test_the_same_bytes_in_another_place_time_zone_and_locale(wanted, made):
    first, second = made(Wanted(wanted.name))["folder"], made(wanted)["folder"]
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    for file in files:
        assert (first / file).read_bytes() == (second / file).read_bytes(), file


@pytest.fixture
def altered(tmp_path):
    """A copy of the data with one cell of one table changed."""
    def alter(table: str, row: dict, column: str, value: str) -> tuple[tuple[str, str], ...]:
        folder = tmp_path / "data"
        shutil.copytree(paths.data(), folder)
        frame = pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False)
        here = (frame[list(row)] == pd.Series(row)).all(axis=1)
        assert here.sum() == 1
        frame.loc[here, column] = value
        frame.to_csv(folder / f"{table}.csv", index=False, lineterminator="\n")
        return (*HERE, ("STATECRAFT_DATA", str(folder)))
    return alter


@pytest.mark.parametrize("wanted, claim, table, row, column, value", [
    (Wanted("01-chronology"), "tech-003", "events", {"event_id": "chatgpt-released"}, "date", "2022-12-01"),
    (Wanted("03-compute-chips"), "bae-2025-059", "cited_figures", {"figure_id": "korea-h100-2023"}, "value", "900"),
    (Wanted("04-money"), "kim-020", "cited_figures", {"figure_id": "nia-2024-government-chn-2023"}, "value", "6"),
    (Wanted("05-talent"), "kim-023", "cited_figures", {"figure_id": "macropolo-work-usa-2022"}, "value", "38"),
    (Wanted("06-knowledge"), "bae-2025-011", "cited_figures", {"figure_id": "ai-index-2025-publications-usa-2023"}, "value", "30"),
    (Wanted("07-platforms"), "kim-045", "cited_figures", {"figure_id": "github-users-2021-chn"}, "value", "9.55"),
    (Wanted("08-open-closed"), "tech-043", "cited_figures", {"figure_id": "llama-1-largest"}, "value", "70"),
    (Wanted("09-technology-trends"), "tech-074", "cited_figures", {"figure_id": "gemini-nano-2-parameters-report"}, "value", "0.3"),
    (Wanted("16-military-ai"), "bae-2025-027", "roll_calls", {"roll_id": "c1-78-l56-whole"}, "yes", "163"),
])
def test_one_changed_cell_changes_verdict_and_words(wanted, claim, table, row, column, value, altered, made, tmp_path):
    before = made(wanted)
    after = run(Wanted(wanted.name, environment=altered(table, row, column, value)), tmp_path / "place")
    assert after["modified"] == [table] and before["modified"] == []
    verdicts = [next(v for v in result["verdicts"] if v["claim"] == claim) for result in (before, after)]
    assert verdicts[0] != verdicts[1] and spoken(before) != spoken(after)
