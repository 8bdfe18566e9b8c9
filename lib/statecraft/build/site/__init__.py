"""The static report: `index.html`, `ko/` and `en/` with the shared `data/`, made from results.

Every page is first written as Markdown or as a notebook reduced to one language, then Sphinx
makes the two sites side by side in a scratch folder, and they move into place whole. Pages
link to `../results` and `../data`, so that a figure or a table exists once.
"""
from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from importlib.resources import files
from pathlib import Path

import nbformat

from ... import style
from ..execute import Outcome
from ..runs import LANGS
from . import font, notebook, overview, pages, searching
from .described import describe
from .edition import Edition

THEME = "_theme/statecraft"
ASSETS = {"conf.py": "conf.py", "theme.toml": f"{THEME}/theme.toml", "page.html": f"{THEME}/page.html",
          **{name: f"{THEME}/static/{name}" for name in ("site.css", "site.js", "ledger.js", "search.js")}}
# Nothing of the user's machine or settings may show in the bytes.
ENVIRONMENT = {"SOURCE_DATE_EPOCH": "0", "PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1",
               "DOCUTILSCONFIG": "", "SPHINXOPTS": ""}


def publish(reports: Path, failures: list[Outcome]) -> list[str]:
    """Make the report from `reports/results`; returns troubles, one line each, none when all is well.

    `failures` are the runs of this build that failed: their pages say so. When a site cannot
    be made at all, the earlier one stays and the trouble says why.
    """
    scratch = Path(tempfile.mkdtemp(prefix=".site-", dir=reports))
    try:
        data = describe(scratch / "data", earlier=reports / "data")
        trouble = data.trouble
        editions = {lang: Edition(lang, reports, tuple(failures), data) for lang in LANGS}
        for lang in LANGS:
            trouble += _sources(scratch / "source" / lang, editions[lang])
        built, said = _sphinx(scratch)
        if built:
            trouble += [line for lang in LANGS for line in _complete(scratch / lang, editions[lang])]
            for name in ("data", *LANGS):
                _place(scratch / name, reports / name)
            landing = scratch / "index.html"
            shutil.copyfile(str(files(__package__) / "landing.html"), landing)
            landing.replace(reports / "index.html")
        return trouble + said
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _sources(folder: Path, edition: Edition) -> list[str]:
    """Write all that Sphinx reads for one language; returns troubles."""
    for name, target in ASSETS.items():
        (folder / target).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(str(files(__package__) / name), folder / target)
    colours = "".join(f"--{verdict}: {colour}; " for verdict, colour in style.VERDICT_COLOURS.items())
    with (folder / ASSETS["site.css"]).open("a", encoding="utf-8", newline="\n") as css:
        css.write(f":root {{ {colours}}}\n")
    for name, text in pages.all_of(edition).items():
        (folder / f"{name}.md").parent.mkdir(exist_ok=True)
        (folder / f"{name}.md").write_text(text, encoding="utf-8", newline="\n")
    trouble = []
    for slug in edition.notebooks:
        if slug not in edition.results:
            (folder / f"{slug}.md").write_text(pages.absent(edition, slug), encoding="utf-8", newline="\n")
            trouble += [f"{slug} [{edition.lang}]: its result is incomplete"] if edition.folder(slug).exists() else []
            continue
        page, missing = notebook.page(edition, slug)
        nbformat.write(page, folder / f"{slug}.ipynb")
        trouble += missing
    return trouble


def _sphinx(scratch: Path) -> tuple[bool, list[str]]:
    """Run Sphinx for both languages at the same time; did both end well, and their warnings."""
    running = {lang: _start(scratch, lang) for lang in LANGS}
    said, built = [], True
    for lang, process in running.items():
        lines = process.communicate()[1].splitlines()
        source = f"{scratch / 'source' / lang}{os.sep}"
        said += [f"site [{lang}]: {line.replace(source, '')}" for line in lines if "WARNING: " in line or "ERROR: " in line]
        if process.returncode:
            built = False
            said.append(f"site [{lang}] could not be made: {lines[-1].replace(source, '') if lines else 'Sphinx said nothing'}")
    return built, said


def _start(scratch: Path, lang: str) -> subprocess.Popen:
    edition = Edition(lang, scratch)
    settings = {"language": lang, "nb_code_prompt_show": edition.t("코드 보기", "Show code"),
                "nb_code_prompt_hide": edition.t("코드 접기", "Hide code")}
    command = [sys.executable, "-m", "sphinx", "-q", "-N", "-E", "-b", "html", "-d", str(scratch / "doctrees" / lang)]
    for name, value in settings.items():
        command += ["-D", f"{name}={value}"]
    return subprocess.Popen(
        [*command, str(scratch / "source" / lang), str(scratch / lang)], cwd=scratch, env={**os.environ, **ENVIRONMENT},
        text=True, encoding="utf-8", stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def _complete(site: Path, edition: Edition) -> list[str]:
    """Add what Sphinx does not make (picture of the verdicts, search index, font), drop what no page loads."""
    shutil.rmtree(site / "_sources", ignore_errors=True)
    for path in [site / ".buildinfo", site / "objects.inv", *(site / "_static").rglob("*")]:
        if path.is_file() and path.name not in ASSETS:
            path.unlink()
    searching.write(site)
    font.write(site)
    return overview.write(edition, site / "figures") if edition.ledger["verdict"].notna().any() else []


def _place(new: Path, target: Path) -> None:
    """Put a finished folder where its older version is."""
    if target.exists():
        target.rename(new.with_name(f"old-{target.name}"))
    new.rename(target)
