"""The same inputs give the same bytes: results, ledger and site of a small project, built in two different ways.

One place is built plainly. The other has another folder (with blanks and Korean letters),
time zone, locale and hash seed, two workers, runs in the opposite order, and no network.
"""
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from statecraft import paths
from statecraft.build import modules

TABLES = ("claims", "countries", "definitions", "forum_participation", "forums", "sections", "texts")
PARAMETERS = 'from statecraft.params import Country, Lang\nlang: Lang = "ko"  # language\nfocus: Country = "KOR"  # country'
CELLS = {
    "setup": 'import seaborn as sns\nfrom statecraft import load, measures, start, style\nreport = start("{name}", globals())',
    "finding": 'members = load("forum_participation", positive=True).rename(columns={{"forum_id": "model_id"}})\n'
               'counts = members["iso3"].value_counts()\nlow, high = measures.rank_interval(members, focus, draws=500, seed={seed})\n'
               'report.headline("rank, upper end", high)\n'
               'words = f"{{report.country(focus)}} {{low:.0f}}"\nreport.say(words, words)',
    "figure": 'top = counts.rename_axis("iso3").reset_index(name="forums").head(6)\nfig, ax = report.canvas()\n'
              'colours = [style.colour(c) for c in top["iso3"]]\n'
              'sns.barplot(top, x="forums", y="iso3", hue="iso3", palette=colours, errorbar=None, ax=ax)\n'
              'report.figure(fig, "forums", data=top, tables=["forum_participation"],\n'
              '              title=("모임이 많은 나라", "Countries in many forums"),\n'
              '              caption=("참여한 모임의 수.", "Number of forums."), alt=("막대 그림", "Bars"))',
    "table": 'shared = measures.shares(counts.head(3), len(members)).reset_index()\n'
             'report.table(shared, "shares", caption=("비율", "Shares"))\nshared',
    "finish": "report.finish()",
}
BUILD = """
import sys
from statecraft.build import engine
from statecraft.build.runs import Run
from statecraft.cli import main
if __name__ == "__main__":
    runs = [Run("01-trial", "en"), Run("01-trial", "ko")]
    made = engine.execute_all(runs, 2, print) if "backwards" in sys.argv else []
    sys.exit(main(["build", "-j", "2" if made else "1"]))
"""
# Every process of the build loads this first: looking up or calling another machine is written down and refused.
GUARD = """
import os, socket, sys
HERE = {"", "localhost", "127.0.0.1", "::1", "0.0.0.0", socket.gethostname()}
def guard(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.getaddrinfo", "socket.gethostbyname"):
        address = arguments[0] if event.startswith("socket.geth") or event.endswith("info") else arguments[1]
        host = address[0] if isinstance(address, tuple) else address if event[7] == "g" else ""
        if (host.decode() if isinstance(host, bytes) else host or "") not in HERE:
            with open(os.environ["GUARD_LOG"], "a") as log:
                log.write(f"{event} {arguments} {sys.argv}\\n")
            raise OSError(f"no network: {host}")
sys.addaudithook(guard)
"""
CUT = """
import fcntl, os, socket, struct, sys
with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as control:  # kernels talk over the loopback, which starts down
    fcntl.ioctl(control, 0x8914, struct.pack("16sh14x", b"lo", 1))
os.execv(sys.argv[1], sys.argv[1:])
"""
PLAIN = {"TZ": "UTC", "LC_ALL": "C.UTF-8", "PYTHONHASHSEED": "1"}
OTHER = {"TZ": "Pacific/Kiritimati", "LC_ALL": "POSIX", "PYTHONHASHSEED": "2"}


def write_project(place: Path) -> dict[str, str]:
    """A notebook and a synthesis on seven of the real tables; returns the settings that name the folders."""
    for name in ("data", "notebooks", "reports"):
        (place / name).mkdir(parents=True)
    package = json.loads((paths.ROOT / "data" / "datapackage.json").read_text(encoding="utf-8"))
    package["resources"] = [entry for entry in package["resources"] if entry["name"] in TABLES]
    (place / "data" / "datapackage.json").write_text(json.dumps(package), encoding="utf-8")
    for name in TABLES:
        shutil.copyfile(paths.ROOT / "data" / f"{name}.csv", place / "data" / f"{name}.csv")
    for seed, name in enumerate(("01-trial", "20-trial")):
        cells = [new_markdown_cell("# 시험", id="title-ko", metadata={"tags": ["ko"]}),
                 new_markdown_cell("# Trial", id="title-en", metadata={"tags": ["en"]}),
                 new_code_cell(PARAMETERS, id="parameters", metadata={"tags": ["parameters"]})]
        cells += [new_code_cell(source.format(name=name, seed=seed), id=key) for key, source in CELLS.items()]
        metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
        reads = {"statecraft": {"reads": "results"}} if name == "20-trial" else {}
        nbformat.write(new_notebook(cells=cells, metadata={**metadata, **reads}), place / "notebooks" / f"{name}.ipynb")
    return {f"STATECRAFT_{name.upper()}": str(place / name) for name in ("data", "notebooks", "reports")}


def build(place: Path, settings: dict[str, str], prefix: tuple[str, ...] = (), *more: str) -> Path:
    """Build a project of its own in `place`; returns its reports."""
    named = write_project(place)
    (place / "build.py").write_text(BUILD)
    environment = {key: value for key, value in os.environ.items() if key not in ("STATECRAFT_RUN", "LANG")}
    library = os.pathsep.join([str(place), str(modules.PACKAGE.parent)])
    done = subprocess.run([*prefix, sys.executable, str(place / "build.py"), *more], cwd=place, capture_output=True, timeout=600,
                          env={**environment, **named, **settings, "PYTHONPATH": library})
    assert done.returncode == 0, (done.stdout + done.stderr).decode("utf-8", "replace")[-3000:]
    return place / "reports"


def cut() -> tuple[str, ...]:
    """A command prefix that takes the network away, where the system lets an ordinary user do so."""
    prefix = ("unshare", "-rn", sys.executable, "-c", CUT)
    able = shutil.which("unshare") and subprocess.run([*prefix, shutil.which("true")], capture_output=True).returncode == 0
    return prefix if able else ()


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """The reports of both places, and the log of what asked for the network."""
    folder = tmp_path_factory.mktemp("places")
    first, second = folder / "one", folder / "다른 자리" / "두 번째"
    second.mkdir(parents=True)
    (second / "sitecustomize.py").write_text(GUARD)
    settings = {**OTHER, "GUARD_LOG": str(folder / "asked"), "http_proxy": "http://127.0.0.1:9", "https_proxy": "http://127.0.0.1:9"}
    return build(first, PLAIN), build(second, settings, cut(), "backwards"), folder / "asked"


def content(reports: Path, part: str) -> dict[str, bytes]:
    files = [path for path in sorted(reports.glob(part)) if path.is_file()]
    return {path.relative_to(reports).as_posix(): path.read_bytes() for path in files}


@pytest.mark.parametrize("part, some", [
    ("results/**/*", "figures/forums.svg"), ("ledger.*", "ledger.csv"), ("ko/**/*", "01-trial.html"), ("en/**/*", "ledger.html"),
    ("index.html", "index.html"), ("data/*", "texts.csv")])
def test_both_places_hold_the_same_bytes(places, part, some):
    first, second = content(places[0], part), content(places[1], part)
    assert any(name.endswith(some) for name in first) and sorted(first) == sorted(second)
    assert [name for name in first if first[name] != second[name]] == []


def test_nothing_of_the_machine_is_in_the_bytes(places):
    words = [str(places[1]), str(places[1].parent), sys.prefix, os.uname().nodename if hasattr(os, "uname") else "no-such-name"]
    found = {(name, word) for name, data in content(places[1], "**/*").items()
             for word in words if len(word) > 6 and word.encode() in data}
    assert found == set()


def test_nothing_asked_for_the_network(places):
    assert not places[2].exists(), places[2].read_text()


def test_the_guard_notices_and_refuses(tmp_path):
    (tmp_path / "sitecustomize.py").write_text(GUARD)
    code = "import urllib.request\ntry:\n    urllib.request.urlopen('http://example.org')\nexcept OSError as error:\n    print(error)"
    settings = {key: value for key, value in os.environ.items() if not key.lower().endswith("_proxy")}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True,
                          env={**settings, "PYTHONPATH": str(tmp_path), "GUARD_LOG": str(tmp_path / "asked")})
    assert "no network: example.org" in done.stdout, done.stderr
    assert "example.org" in (tmp_path / "asked").read_text()
