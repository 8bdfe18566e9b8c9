"""The benchmark runs, writes a table that can be read, and shows what must hold on any machine."""
import re
import shutil
import subprocess
import sys

from statecraft import paths

WAYS = "bare,build-1,report,nothing,ploomber"


def test_the_benchmark_measures_and_writes_its_table(tmp_path):
    readme = tmp_path / "README.md"
    shutil.copyfile(paths.ROOT / "benchmarks" / "README.md", readme)
    command = [sys.executable, str(paths.ROOT / "benchmarks" / "run.py"), "--notebooks", "2", "--rounds", "1", "--ways", WAYS]
    done = subprocess.run([*command, "--readme", str(readme)], capture_output=True, text=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    text = readme.read_text(encoding="utf-8")
    head, _, measured = text.partition("<!-- measured -->")
    assert head == (paths.ROOT / "benchmarks" / "README.md").read_text(encoding="utf-8").partition("<!-- measured -->")[0]
    assert "2 notebooks, median of 1 rounds" in measured and f"Python {sys.version.split()[0]}" in measured
    lines = [line.strip("| ").split(" | ") for line in measured.splitlines() if line.startswith("| ")]
    rows = {cells[0].rpartition(" · ")[2].strip("` "): cells[1:] for cells in lines}
    assert len(rows) == 2 + len(WAYS.split(",")) and {len(cells) for cells in rows.values()} == {5}
    work = {name: float(cells[3]) for name, cells in rows.items() if re.fullmatch(r"\d+\.\d+", cells[0])}
    # Processor time, as other work on the machine hardly changes it.
    assert work["statecraft build with ledger and site"] > 3 * work["statecraft build, nothing to do"]
    assert work["statecraft build -j 1"] > work["statecraft build, nothing to do"]
    assert "ploomber-engine, one process (no kernel)" in work or "not installed" in rows["ploomber-engine, one process (no kernel)"][0]
