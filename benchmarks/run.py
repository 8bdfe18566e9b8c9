"""How long ways of running notebooks take, and how much memory: python benchmarks/run.py

Makes small notebooks in a temporary folder, runs them cold in every way that is installed
here, prints a table and writes it into README.md beside this file. Takes a few minutes.
"""
from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from statistics import median

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("papermill", "nbclient", "nbconvert", "ipykernel", "pandas", "seaborn", "matplotlib", "ploomber-engine")
TABLES = ("claims", "contradictions", "countries", "definitions", "forum_participation", "forums", "sections", "texts",
          "events", "regimes", "ideal_points", "votes")
RECIPES = [  # a table, what its rows are counted by, how the counts are drawn
    ("votes", "vote", "bar"), ("regimes", "iso3", "hist"), ("ideal_points", "iso3", "hist"), ("events", "type", "barh"),
    ("countries", "iso3", "line"), ("forum_participation", "status", "barh"), ("forum_participation", "iso3", "line"),
    ("forums", "kind", "bar"), ("claims", "text", "bar"), ("claims", "notebook", "barh"), ("claims", "comparator", "bar"),
    ("definitions", "source", "hist"),
]
PARAMETERS = """from statecraft.params import Lang

lang: Lang = "en"  # language
n: int = 5  # rows shown"""
CELLS = ["""import json
import os
import tempfile
from pathlib import Path

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns""", """table = pd.read_csv(Path({data!r}) / "{table}.csv", keep_default_na=False, dtype=str)
table.head(n)""", """counts = table.groupby("{by}").size().sort_values(ascending=False)
counts.head(n)""", """folder = Path(os.environ.get("STATECRAFT_RUN") or tempfile.mkdtemp(dir={out!r}))
sns.set_theme(style="whitegrid")
fig, ax = plt.subplots(figsize=(4, 3))
counts.head(30).plot(kind="{kind}", ax=ax, title="{table} by {by}")
fig.savefig(folder / "figure.svg", metadata={{"Date": None}})
plt.show()""", """result = {{
    "notebook": "{name}", "lang": lang, "parameters": {{"lang": lang, "n": n}}, "tables": {{}}, "modified": [],
    "headlines": {{"groups": len(counts)}}, "figures": [], "tables_written": [], "verdicts": [], "observations": [],
}}
_ = (folder / "result.json").write_text(json.dumps(result))"""]
BUSY = ("다른 일로 바쁜 기계에서 쟀다. 시간과 배수 대신 프로세서 시간을 견준다. · "
        "Measured on a busy machine: compare processor time, not times or ratios.")
BUILD = (sys.executable, "-m", "statecraft.cli", "build", "--lang", "en")
API = """
import sys, papermill
for name in sys.argv[2:]:
    papermill.execute_notebook(name, f"{sys.argv[1]}/{name}", progress_bar=False)
"""
PLOOMBER = """
import sys
from ploomber_engine import execute_notebook
for name in sys.argv[2:]:
    execute_notebook(name, f"{sys.argv[1]}/{name}", progress_bar=False)
"""
BARE = """
import json, sys, time
import matplotlib; matplotlib.use("agg")
import matplotlib.pyplot, pandas, seaborn, statecraft.params
stored = [json.load(open(name, encoding="utf-8"))["cells"] for name in sys.argv[1:]]
cells = [[cell["source"] for cell in notebook if cell["cell_type"] == "code"] for notebook in stored]
began = time.perf_counter()
for notebook in cells:
    space = {}
    for cell in notebook:
        exec("".join(cell), space)
print(time.perf_counter() - began)
"""


@dataclass
class Project:
    """A folder with notebooks and the tables they read; runs happen in `notebooks`."""

    folder: Path
    names: list[str]

    @property
    def files(self) -> list[str]:
        return [f"{name}.ipynb" for name in self.names]

    @property
    def settings(self) -> dict[str, str]:
        """Environment of every command: the folders of this project and nothing of the caller's run."""
        places = {f"STATECRAFT_{name.upper()}": str(self.folder / name) for name in ("data", "notebooks", "reports")}
        kept = {key: value for key, value in os.environ.items() if key not in ("MPLBACKEND", "STATECRAFT_RUN")}
        return {**kept, **places, "PYTHONPATH": str(ROOT / "lib"), "PLOOMBER_STATS_ENABLED": "false"}


@dataclass
class Way:
    """A way of running all notebooks: its names, the commands, what is done before, and what was measured.

    `work` is processor time in seconds, which other work on the machine disturbs less than `seconds`.
    """

    key: str
    ko: str
    en: str
    commands: Callable[[Project], list[list[str]]]
    before: Callable[[Project], None] = lambda project: None
    needs: str = ""
    once: bool = False
    seconds: list[float] = field(default_factory=list)
    work: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)
    failure: str = ""


def write_project(folder: Path, count: int) -> Project:
    """`count` different notebooks (recipes come again after twelve) and the tables they count."""
    for name in ("data", "notebooks", "out", "reports"):
        (folder / name).mkdir(parents=True)
    package = json.loads((ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [entry for entry in package["resources"] if entry["name"] in TABLES]  # a light site
    (folder / "data" / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    for name in TABLES:
        shutil.copyfile(ROOT / "data" / f"{name}.csv", folder / "data" / f"{name}.csv")
    project = Project(folder, [f"{number:02}-{RECIPES[(number - 1) % 12][0].replace('_', '-')}" for number in range(1, count + 1)])
    for number, name in enumerate(project.names):
        write_notebook(project, name, *RECIPES[number % 12])
    return project


def write_notebook(project: Project, name: str, table: str, by: str, kind: str, extra: str = "") -> None:
    words = {"name": name, "table": table, "by": by, "kind": kind,
             "data": str(project.folder / "data"), "out": str(project.folder / "out")}
    cells = [new_markdown_cell(f"# {name}", id=f"title-{lang}", metadata={"tags": [lang]}) for lang in ("ko", "en")]
    cells += [new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]})]
    cells += [new_code_cell(cell.format(**words), id=f"cell-{number}") for number, cell in enumerate(CELLS)]
    cells[-1].source += extra
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), project.folder / "notebooks" / f"{name}.ipynb")


def ways() -> list[Way]:
    """All ways, slow ones first; those of the project run notebooks apart from the report (`-p`), but for the last two."""
    python, out = sys.executable, "../out"
    whole, runs = [*BUILD], [*BUILD, "-p", "n=6"]
    return [
        Way("papermill", "papermill 명령, 하나씩", "papermill command, one by one",
            lambda p: [[python, "-m", "papermill", "--no-progress-bar", name, f"{out}/{name}"] for name in p.files]),
        Way("nbconvert", "nbconvert --execute, 하나씩", "nbconvert --execute, one by one",
            lambda p: [[python, "-m", "nbconvert", "--to", "notebook", "--execute", "--output-dir", out, name] for name in p.files]),
        Way("papermill-api", "papermill API, 한 프로세스", "papermill API, one process", lambda p: [[python, "-c", API, out, *p.files]]),
        Way("ploomber", "ploomber-engine, 한 프로세스(커널 없음)", "ploomber-engine, one process (no kernel)",
            lambda p: [[python, "-c", PLOOMBER, out, *p.files]], needs="ploomber-engine"),
        Way("build-1", "statecraft build -j 1", "statecraft build -j 1", lambda p: [[*runs, "-j", "1"]], forget_runs),
        Way("build-2", "statecraft build -j 2", "statecraft build -j 2", lambda p: [[*runs, "-j", "2"]], forget_runs),
        Way("build-one", "statecraft build, 노트북 하나를 고친 뒤", "statecraft build, one notebook changed",
            lambda p: [[*runs, "-j", "2"]], change_one),
        Way("bare", "칸만: import를 마친 파이썬 하나", "bare cells: one Python, imports done", lambda p: [[python, "-c", BARE, *p.files]]),
        Way("report", "statecraft build, 원장과 사이트까지", "statecraft build with ledger and site", lambda p: [whole], once=True),
        Way("nothing", "statecraft build, 할 일 없음", "statecraft build, nothing to do", lambda p: [whole], restore),
    ]


def forget_runs(project: Project) -> None:
    """So that all notebooks are run again."""
    shutil.rmtree(project.folder / "reports" / "custom", ignore_errors=True)


def change_one(project: Project) -> None:
    """All runs up to date, then one notebook changed."""
    if not (project.folder / "reports" / "custom").exists():
        subprocess.run([*BUILD, "-p", "n=6"], env=project.settings, check=True, capture_output=True)
    write_notebook(project, project.names[0], *RECIPES[0], extra=f"\n# {time.monotonic_ns()}")


def restore(project: Project) -> None:
    """The notebook that `change_one` changes, as it was."""
    write_notebook(project, project.names[0], *RECIPES[0])


def measure(way: Way, project: Project) -> None:
    """Run a way once; keep wall time (of the cells alone for `bare`) and peak memory, or why it failed."""
    way.before(project)
    peak, work, began = 0.0, processor_time(), time.perf_counter()
    for command in way.commands(project):
        with tempfile.TemporaryFile() as said:
            process = subprocess.Popen(command, cwd=project.folder / "notebooks", env=project.settings, stdout=said,
                                       stderr=subprocess.STDOUT)
            peak = max(peak, watched(process))
            said.seek(0)
            lines = said.read().decode("utf-8", "replace").strip().splitlines() or [""]
        if process.returncode:
            way.failure = lines[-1][:120].replace('|', '/') or f"exit code {process.returncode}"
            return
    way.seconds.append(float(lines[-1]) if way.key == "bare" else time.perf_counter() - began)
    way.work.append(processor_time() - work)
    way.megabytes.append(peak)


def processor_time() -> float:
    """Seconds of processor time of all children that have ended (0 on Windows)."""
    return os.times().children_user + os.times().children_system


def watched(process: subprocess.Popen, every: float = 0.2) -> float:
    """Wait for a process; the largest memory of it and its descendants, in MB, shared pages counted once where known."""
    peak = [0.0]
    ended = threading.Event()

    def watch() -> None:
        root = psutil.Process(process.pid)
        while not ended.wait(every):
            try:
                family = [root, *root.children(recursive=True)]
            except psutil.NoSuchProcess:
                return
            peak[0] = max(peak[0], sum(memory(one) for one in family) / 1e6)

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    ended.set()
    watcher.join()
    return peak[0]


def memory(process: psutil.Process) -> int:
    """Proportional set size where the system tells it (Linux), else resident set size; 0 for a process just ended."""
    try:
        return process.memory_full_info().pss if hasattr(psutil, "LINUX") and psutil.LINUX else process.memory_info().rss
    except psutil.Error:
        return 0


def table(measured: list[Way], count: int) -> list[str]:
    """Rows of Markdown; ratios are to the papermill command, overhead is wall time over the bare cells."""
    time_of = {way.key: median(way.seconds) for way in measured if way.seconds}
    lines = ["| 방식 · way | 시간(초) · seconds | papermill 명령의 몇 배 빠른가 · times faster than the papermill command | "
             "노트북마다 덧드는 시간(초) · overhead per notebook | 프로세서 시간(초) · processor time | 최대 메모리(MB) · peak memory |",
             "| --- | ---: | ---: | ---: | ---: | ---: |"]
    for way in measured:
        name = f"{way.ko} · {way.en}" if way.ko != way.en else f"`{way.en}`"
        if way.key not in time_of:
            lines.append(f"| {name} | {way.failure or '–'} | – | – | – | – |")
            continue
        runs_all = way.key in ("papermill", "nbconvert", "papermill-api", "ploomber", "build-1", "build-2")
        faster = f"{time_of['papermill'] / time_of[way.key]:.1f}" if "papermill" in time_of and runs_all else "–"
        over = f"{(time_of[way.key] - time_of['bare']) / count:.2f}" if "bare" in time_of and runs_all else "–"
        peak = f"{max(way.megabytes):.0f}" if max(way.megabytes) else "–"
        lines.append(f"| {name} | {time_of[way.key]:.2f} | {faster} | {over} | {median(way.work):.1f} | {peak} |")
    return lines


def machine(load: float) -> str:
    """What the measurement depends on; no name of the machine."""
    found = []
    for package in PACKAGES:
        try:
            found.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            found.append(f"{package} –")
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return (f"{cores} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB, {platform.system()} {platform.release().split('.')[0]} "
            f"{platform.machine()}, load before the start {load:.1f}; Python {platform.python_version()}; {', '.join(found)}.")


def write_readme(path: Path, lines: list[str]) -> None:
    """Put the lines between the two marks of the file."""
    text = path.read_text(encoding="utf-8")
    head, begin, rest = text.partition("<!-- measured -->\n")
    _, end, tail = rest.partition("<!-- end -->\n")
    path.write_text(f"{head}{begin}\n" + "\n".join(lines) + f"\n\n{end}{tail}", encoding="utf-8", newline="\n")


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--notebooks", type=int, default=12, metavar="N", help="how many notebooks (12)")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="how often each way is measured; the median counts (3)")
    parser.add_argument("--ways", metavar="KEY,…", help=f"only these of: {', '.join(way.key for way in ways())}")
    parser.add_argument("--readme", type=Path, default=Path(__file__).with_name("README.md"), metavar="FILE",
                        help="file whose measured part is renewed")
    return parser.parse_args()


def main() -> int:
    given, load = options(), os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    chosen = [way for way in ways() if not given.ways or way.key in given.ways.split(",")]
    with tempfile.TemporaryDirectory(prefix="benchmark-") as folder:
        project = write_project(Path(folder) / "project", given.notebooks)
        ready = [way for way in chosen if not way.needs or installed(way)]
        for way in ready:  # the report is made once, before the rounds find nothing to do
            if way.once:
                tell(way, project)
        for number in range(given.rounds):
            for way in [way for way in ready if not way.once][::1 if number % 2 else -1]:
                if not way.failure:
                    tell(way, project)
    rows = table(chosen, given.notebooks)
    print("", *rows, "", machine(load), sep="\n")
    said = [f"{given.notebooks} notebooks, median of {given.rounds} rounds. {machine(load)}"]
    write_readme(given.readme, [*said, *(["", BUSY] if load > 0.5 else []), "", *rows])
    return 1 if any(way.failure and way in ready for way in chosen) else 0


def installed(way: Way) -> bool:
    try:
        return bool(version(way.needs))
    except PackageNotFoundError:
        way.failure = f"{way.needs}: 설치되지 않음 · not installed"
        return False


def tell(way: Way, project: Project) -> None:
    measure(way, project)
    print(f"{way.en}: {way.failure or f'{way.seconds[-1]:.2f} s'}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
