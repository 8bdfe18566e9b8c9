"""What a build did, for people (lines) and machines (JSON and JUnit beside the report)."""
from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree as xml

from .. import __version__
from .execute import Outcome
from .runs import Run


def line(outcome: Outcome) -> str:
    """One line for one run as it ends."""
    name = f"{outcome.run.notebook} [{outcome.run.lang}]"
    if outcome.status == "ok":
        return f"ok      {name}  {outcome.seconds:.1f} s"
    where = f" in cell '{outcome.cell}'" if outcome.cell else ""
    return f"FAILED  {name}{where}: {outcome.error}\n        repeat with: {outcome.run.command}"


def write(folder: Path, outcomes: list[Outcome], unchanged: list[Run], trouble: list[str], state: str) -> None:
    """`summary.json` and `junit.xml`; no times, so that the same build gives the same bytes."""
    rows = [_row(run, "unchanged") for run in unchanged]
    rows += [_row(o.run, o.status, o.cell, o.error) for o in outcomes]
    rows.sort(key=lambda row: (row["notebook"], row["lang"]))
    text = json.dumps({"version": __version__, "report": state, "runs": rows, "trouble": trouble}, ensure_ascii=False, indent=1)
    (folder / "summary.json").write_text(text + "\n", encoding="utf-8", newline="\n")
    (folder / "junit.xml").write_bytes(_junit(rows, trouble))


def _row(run: Run, status: str, cell: str = "", error: str = "") -> dict:
    return {"notebook": run.notebook, "lang": run.lang, "parameters": run.values, "status": status,
            "cell": cell, "error": error, "command": run.command}


def _junit(rows: list[dict], trouble: list[str]) -> bytes:
    bad = [row for row in rows if row["error"]]
    suite = xml.Element("testsuite", name="statecraft build", tests=str(len(rows) + len(trouble)),
                        failures=str(len(bad) + len(trouble)), errors="0", skipped="0")
    for row in rows:
        case = xml.SubElement(suite, "testcase", classname=row["notebook"], name=row["lang"])
        if row["error"]:
            failure = xml.SubElement(case, "failure", message=row["error"])
            failure.text = f"cell: {row['cell']}\nrepeat with: {row['command']}"
    for number, message in enumerate(trouble):
        case = xml.SubElement(suite, "testcase", classname="report", name=f"trouble {number + 1}")
        xml.SubElement(case, "failure", message=message)
    xml.indent(suite)
    return xml.tostring(suite, encoding="utf-8", xml_declaration=True) + b"\n"
