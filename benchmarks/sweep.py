"""What a run of a sweep costs as the sweep grows: `python benchmarks/sweep.py 10 100 1000`.

Sweeps a tiny notebook over as many values as asked for, each sweep in a folder of its own,
and prints a table: the time of one more run (the time of a sweep of one run, which pays for
starting up, is taken off), the peak memory of all processes together, and how both compare
with the smallest sweep. The same sweep again shows what it costs to find nothing to do.
"""
from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_notebook

PARAMETERS = "from statecraft.params import Lang\n\nlang: Lang = 'ko'  # 언어 · language\nn: int = 0  # 값 · value"
CELLS = ("from statecraft import start\n\nreport = start('01-tiny', globals())\nreport.headline('square', n * n)",
         "fig, ax = report.canvas()\nax.plot([0, n], [0, n * n])\n"
         "import pandas as pd\n\nframe = pd.DataFrame({'n': [n], 'square': [n * n]})\n"
         "report.figure(fig, 'line', data=frame, tables=[], title=('선', 'Line'), caption=('선', 'Line'), alt=('선', 'Line'))",
         "report.finish()")


def main() -> None:
    options = _options()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        project(folder)
        started = measured(folder, 1, options)
        rows = [row(folder, size, started["seconds"], options) for size in sorted(options.sizes)]
    print("| runs | s a run | against the smallest | peak MB | against the smallest | s to find nothing to do |")
    print("| --- | --- | --- | --- | --- | --- |")
    for each in rows:
        cost, memory = each["each"] / rows[0]["each"], each["peak"] / rows[0]["peak"]
        print(f"| {each['runs']} | {each['each']:.3f} | {cost:.2f} | {each['peak']:.0f} | {memory:.2f} | {each['again']:.1f} |")


def row(folder: Path, size: int, start: float, options: argparse.Namespace) -> dict:
    first = measured(folder, size, options)
    again = measured(folder, size, options)
    return {"runs": size, "each": (first["seconds"] - start) / (size - 1), "peak": first["peak"], "again": again["seconds"]}


def measured(folder: Path, size: int, options: argparse.Namespace) -> dict:
    """Seconds and peak memory (MB, every process counted with what it alone holds) of one sweep."""
    values = ",".join(str(number) for number in range(1, size + 1))
    command = [sys.executable, "-m", "statecraft.cli", "sweep", "01", "-p", f"n={values}", "-j", str(options.j), "--out", str(folder / f"out-{size}")]
    names = {f"STATECRAFT_{name.upper()}": str(folder / name) for name in ("data", "notebooks")}
    began, peak = time.monotonic(), 0.0
    sweep = psutil.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **names})
    while sweep.poll() is None:
        peak = max(peak, memory(sweep))
        time.sleep(0.2)
    if sweep.returncode:
        sys.exit(f"the sweep of {size} runs failed with exit code {sweep.returncode}")
    return {"seconds": time.monotonic() - began, "peak": peak / 1e6}


def memory(parent: psutil.Process) -> float:
    """Bytes of a process and its descendants; shared pages of forked processes count once."""
    total = 0
    for process in [parent, *_descendants(parent)]:
        try:
            found = process.memory_full_info()
            total += getattr(found, "pss", found.rss)
        except psutil.Error:
            continue
    return total


def project(folder: Path) -> None:
    """The tables a report needs, and one notebook."""
    from statecraft import paths

    (folder / "notebooks").mkdir()
    (folder / "data").mkdir()
    package = json.loads((paths.data() / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [entry for entry in package["resources"] if entry["name"] in ("claims", "definitions", "countries")]
    for entry in package["resources"]:
        (folder / "data" / entry["path"]).write_bytes((paths.data() / entry["path"]).read_bytes())
    (folder / "data" / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    cells = [new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]})]
    cells += [new_code_cell(source, id=f"cell-{number}") for number, source in enumerate(CELLS)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / "notebooks" / "01-tiny.ipynb")


def _descendants(parent: psutil.Process) -> list[psutil.Process]:
    try:
        return parent.children(recursive=True)
    except psutil.Error:
        return []


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=[10, 100], help="numbers of runs, two or more each (10 100)")
    parser.add_argument("-j", type=int, default=os.cpu_count() or 1, help="runs at the same time")
    return parser.parse_args()


if __name__ == "__main__":
    main()
