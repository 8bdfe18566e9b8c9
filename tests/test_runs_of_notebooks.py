"""Real runs of the real notebooks: they follow their data and parameters, and repeat to the byte."""
import json
import os
import re
import shutil
import subprocess
import sys
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
sys.exit("" if outcome.status == "ok" else f"{outcome.status} {outcome.cell}: {outcome.error}")
"""
WITH_FOCUS = [name for name in runs.names() if "focus" in runs.parameters(name)]


def run(name: str, reports: Path, *given: str, lang: str = "ko", **environment: str) -> dict:
    """Execute a notebook in a process of its own; its result with the folder it lies in."""
    settings = {**os.environ, "STATECRAFT_REPORTS": str(reports), **environment}
    settings.pop("STATECRAFT_RUN", None)
    done = subprocess.run([sys.executable, "-c", EXECUTE, name, lang, *given], env=settings, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-2000:]
    found = next(path for path in reports.rglob("result.json") if name in path.parts)
    return {**json.loads(found.read_text(encoding="utf-8")), "folder": found.parent}


@pytest.fixture(scope="session")
def default(tmp_path_factory):
    """The default run of a notebook, made once for all tests: `default(name, lang)`."""
    made: dict[tuple[str, str], dict] = {}

    def once(name: str, lang: str = "ko") -> dict:
        if (name, lang) not in made:
            made[name, lang] = run(name, tmp_path_factory.mktemp("default"), lang=lang, TZ="UTC", LC_ALL="C.UTF-8", PYTHONHASHSEED="1")
        return made[name, lang]
    return once


def spoken(result: dict) -> str:
    """All that a run says in titles, captions and outputs of prose."""
    cells = json.loads((result["folder"] / "notebook.ipynb").read_text(encoding="utf-8"))["cells"]
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    prose = ["".join(output.get("data", {}).get("text/markdown", "")) for output in outputs]
    return " ".join([*prose, *(figure["title"] + figure["caption"] + figure["alt"] for figure in result["figures"])])


@pytest.mark.parametrize("lang", ["ko", "en"])
@pytest.mark.parametrize("name", runs.names())
def test_figures_have_no_problem_and_prose_is_in_one_language(name, lang, default):
    result = default(name, lang)
    assert {figure["name"]: figure["problems"] for figure in result["figures"] if figure["problems"]} == {}
    assert all(figure["title"] and figure["caption"] and figure["alt"] for figure in result["figures"])
    hangul = len(re.findall("[가-힣]", spoken(result)))
    assert hangul > 200 if lang == "ko" else hangul < 60


@pytest.mark.parametrize("focus", ["JPN", "FRA", "SGP"])
@pytest.mark.parametrize("name", WITH_FOCUS)
def test_another_focus_changes_the_words_and_never_a_verdict(name, focus, default, tmp_path):
    result, usual = run(name, tmp_path, f"focus={focus}"), default(name)
    assert result["verdicts"] == usual["verdicts"]
    assert spoken(result).count(style.country(focus, "ko")) > spoken(usual).count(style.country(focus, "ko"))
    assert spoken(result).count("한국") < spoken(usual).count("한국")


@pytest.mark.parametrize("name", runs.names())
def test_the_same_bytes_in_another_place_time_zone_and_locale(name, default, tmp_path):
    first = default(name)["folder"]
    second = run(name, tmp_path / "elsewhere", TZ="Asia/Seoul", LC_ALL="POSIX", PYTHONHASHSEED="2")["folder"]
    files = sorted(path.relative_to(first) for path in first.rglob("*") if path.is_file())
    assert files == sorted(path.relative_to(second) for path in second.rglob("*") if path.is_file())
    for file in files:
        assert (first / file).read_bytes() == (second / file).read_bytes(), file


@pytest.fixture
def altered(tmp_path):
    """A copy of the data with one cell of one table changed."""
    def alter(table: str, row: dict, column: str, value: str) -> dict[str, str]:
        folder = tmp_path / "data"
        shutil.copytree(paths.data(), folder)
        frame = pd.read_csv(folder / f"{table}.csv", dtype=str, keep_default_na=False)
        here = (frame[list(row)] == pd.Series(row)).all(axis=1)
        assert here.sum() == 1
        frame.loc[here, column] = value
        frame.to_csv(folder / f"{table}.csv", index=False, lineterminator="\n")
        return {"STATECRAFT_DATA": str(folder)}
    return alter


def verdict_of(result: dict, claim: str) -> str:
    return next(row["verdict"] for row in result["verdicts"] if row["claim"] == claim)


@pytest.mark.parametrize("name, claim, table, row, column, value", [
    ("01-chronology", "tech-003", "events", {"event_id": "chatgpt-released"}, "date", "2022-12-01"),
    ("16-military-ai", "bae-2025-027", "votes_un_library", {"resolution": "A/RES/79/62", "iso3": "KOR"}, "vote", "no"),
])
def test_one_changed_cell_changes_what_is_said(name, claim, table, row, column, value, altered, default, tmp_path):
    before = default(name)
    after = run(name, tmp_path / "after", **altered(table, row, column, value))
    assert after["modified"] == [table] and before["modified"] == []
    assert [o["observed"] for o in before["observations"] if o["claim"] == claim] != \
        [o["observed"] for o in after["observations"] if o["claim"] == claim]
    assert spoken(before) != spoken(after)
