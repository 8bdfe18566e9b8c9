"""The researcher's path in JupyterLab: change parameters of notebook 02, Run All, see another figure, take its data, cite."""
import os
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest
from playwright.sync_api import Page, expect

from statecraft import paths, tables

NOTEBOOK = "02-model-race"
SECONDS = 400  # an upper limit for a slow machine, not a measure
# The last code cell has run (again), or some cell has failed.
DONE = """(before) => {
  const prompt = [...document.querySelectorAll(".jp-CodeCell .jp-InputPrompt")].at(-1).textContent;
  const failed = document.querySelector('[data-mime-type="application/vnd.jupyter.error"]');
  return failed || (/\\[\\d+\\]/.test(prompt) && prompt !== before);
}"""


@pytest.fixture
def lab(tmp_path):
    """The address of a JupyterLab of its own, on a copy of the notebooks, with its own home and reports."""
    shutil.copytree(paths.notebooks(), tmp_path / "notebooks")
    own = {"HOME": "home", "JUPYTER_CONFIG_DIR": "config", "JUPYTER_DATA_DIR": "share", "JUPYTER_RUNTIME_DIR": "runtime",
           "IPYTHONDIR": "ipython", "STATECRAFT_REPORTS": "reports"}
    settings = {**os.environ, **{name: str(tmp_path / folder) for name, folder in own.items()}, "JUPYTER_PREFER_ENV_PATH": "1"}
    command = [sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--port=0", "--ServerApp.ip=127.0.0.1",
               "--ServerApp.token=", "--ServerApp.password=", f"--ServerApp.root_dir={tmp_path / 'notebooks'}",
               "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"]
    with open(tmp_path / "lab.log", "w") as log, subprocess.Popen(command, env=settings, stdout=log, stderr=log) as server:
        try:
            yield address_of(server, tmp_path / "lab.log")
        finally:
            server.terminate()


def address_of(server: subprocess.Popen, log: Path) -> str:
    """What JupyterLab says where it listens."""
    until = time.monotonic() + SECONDS
    while server.poll() is None and time.monotonic() < until:
        if found := re.search(r"http://127\.0\.0\.1:\d+/lab", log.read_text()):
            return found[0]
        time.sleep(0.1)
    raise AssertionError(f"JupyterLab did not start: {log.read_text()[-2000:]}")


def run_all(page: Page) -> None:
    """Run all cells from the menu and wait until the last one has run; a cell that fails is an error."""
    before = page.locator(".jp-CodeCell .jp-InputPrompt").last.text_content()
    expect(page.get_by_text("Python 3 (ipykernel) | Idle")).to_be_visible(timeout=1000 * SECONDS)
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name=re.compile("^Run All Cells")).click()
    page.wait_for_function(DONE, arg=before, timeout=1000 * SECONDS)
    expect(page.locator('[data-mime-type="application/vnd.jupyter.error"]')).to_have_count(0)


def rewrite(page: Page, name: str, line: str) -> None:
    """Replace the line of the parameters cell that sets `name`."""
    page.locator(".jp-CodeCell .cm-line", has_text=f"{name}: ").first.click()
    page.keyboard.press("Home")
    page.keyboard.press("Shift+End")
    page.keyboard.insert_text(line)


def run_below(page: Page, line: str) -> None:
    """Write a cell below the active one and run it."""
    for key in ("Escape", "b", "Enter"):
        page.keyboard.press(key)
    page.keyboard.insert_text(line)
    page.keyboard.press("Shift+Enter")


def first_figure(page: Page) -> str:
    picture = page.locator(".jp-OutputArea-output img").first
    picture.scroll_into_view_if_needed()
    return picture.get_attribute("src")


def test_a_researcher_changes_parameters_and_sees_another_figure(opened, lab, tmp_path):
    page = opened(f"{lab}/tree/{NOTEBOOK}.ipynb", width=1600)
    page.locator(".jp-CodeCell .cm-line", has_text="countries: ").first.wait_for(timeout=1000 * SECONDS)
    run_all(page)
    before, data = first_figure(page), tmp_path / "reports" / "lab" / NOTEBOOK / "ko" / "figures" / "counts.csv"
    assert "JPN" not in set(pd.read_csv(data, keep_default_na=False)["iso3"])
    vintages = tables.load("ai_models", list="large_scale")["vintage"].unique()
    rewrite(page, "countries", 'countries: list[Country] = ["USA", "CHN", "JPN"]')
    rewrite(page, "vintage", f'vintage: str = "{sorted(vintages)[-2]}"')
    run_all(page)
    after = first_figure(page)
    assert before.startswith("data:image/png") and after.startswith("data:image/png") and after != before
    assert {"USA", "CHN", "JPN"} <= set(pd.read_csv(data, keep_default_na=False)["iso3"])
    run_below(page, 'from statecraft import cite; print(cite("ai_models"))')
    expect(page.locator(".jp-OutputArea-output", has_text="@misc").last).to_contain_text("Epoch AI")
