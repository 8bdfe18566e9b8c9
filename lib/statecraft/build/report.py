"""The end of a build: ledger, site, PDF and summary, and the words that say what happened."""
from __future__ import annotations

import json
import os
from pathlib import Path

from .. import paths
from . import summary
from .execute import Outcome
from .runs import Run, digest


def finish(planned: list[tuple[Run, str | None]], outcomes: list[Outcome], custom: bool) -> int:
    """Publish what default runs made; custom runs (`-p`) are only kept. Returns the exit code."""
    wrong = [outcome for outcome in outcomes if outcome.status == "usage"]
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    if wrong:
        return 2
    if custom:
        for outcome in outcomes:
            print(f"kept in {_shown(outcome.run.folder)}")
        return 1 if failed else 0
    reports = paths.reports()
    reports.mkdir(parents=True, exist_ok=True)
    trouble = publish(reports, planned, outcomes)
    for message in trouble:
        print(f"TROUBLE {message}")
    print(f"{len(outcomes) - len(failed)} made, {len(planned) - len(outcomes)} unchanged, {len(failed)} failed, "
          f"{len(trouble)} troubles in the report")
    print(f"report: {_shown(reports / 'index.html')}")
    return 1 if failed or trouble else 0


def publish(reports: Path, planned: list[tuple[Run, str | None]], outcomes: list[Outcome]) -> list[str]:
    """Ledger, site, PDF and summary, unless they already show these results; returns what went wrong."""
    state, kept = _state(reports), reports / "summary.json"
    if not outcomes and kept.exists():
        before = json.loads(kept.read_text(encoding="utf-8"))
        if before["report"] == state and not before["trouble"]:
            return []
    from . import ledger, pdf, site  # slow to import

    ledger.write(reports)
    failed = [outcome for outcome in outcomes if outcome.status == "failed"]
    trouble = pdf.publish(reports, failed) + site.publish(reports, failed)  # the front page links the PDFs that are there
    ran = {outcome.run for outcome in outcomes}
    summary.write(reports, outcomes, [run for run, _ in planned if run not in ran], trouble, state)
    return trouble


def _state(reports: Path) -> str:
    """Digest of all the report is made from."""
    made = sorted((reports / "results").glob("*/*/inputs.json"))
    code = [file for file in sorted(Path(__file__).parents[1].rglob("*")) if file.suffix in (".py", ".css", ".html", ".js", ".toml", ".typ")]
    written = [*code, *sorted((paths.ROOT / "docs").glob("*.md")), paths.data() / "datapackage.json", paths.ROOT / "CITATION.cff"]
    return digest([[file.name, file.read_text(encoding="utf-8")] for file in [*made, *written] if file.exists()])


def _shown(path) -> str:
    return os.path.relpath(path)
