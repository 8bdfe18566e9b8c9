"""Which modules a notebook uses, read in import statements."""
import json
import subprocess
import sys

import pytest

from statecraft.build import modules, runs

# The library is imported anew for each notebook; pandas and the like only once.
IMPORTED = """
import json, sys
found = {}
for name, lines in json.load(sys.stdin).items():
    for module in [module for module in sys.modules if module.split(".")[0] == "statecraft"]:
        del sys.modules[module]
    exec(lines)
    found[name] = [module for module in sys.modules if module.split(".")[0] == "statecraft"]
print(json.dumps(found))
"""


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A library of its own; `write` adds a file."""
    folder = tmp_path / "statecraft"
    monkeypatch.setattr(modules, "PACKAGE", folder)

    def write(name: str, text: str) -> None:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text)
    for name in ("__init__.py", "a.py", "b.py", "c.py", "room/__init__.py", "room/d.py"):
        write(name, "")
    return write


def test_imports_are_followed_absolute_relative_and_inside_functions(package):
    package("a.py", "from .b import thing\nimport os")
    package("b.py", "def late():\n    from statecraft.room import d")
    package("room/d.py", "from .. import c")
    assert modules.used(["from statecraft import a"]) == [
        "statecraft", "statecraft.a", "statecraft.b", "statecraft.c", "statecraft.room", "statecraft.room.d"]
    assert modules.used(["import pandas", "import statecraft.c as x"]) == ["statecraft", "statecraft.c"]
    assert modules.used(["import pandas"]) == []


def test_what_the_package_itself_imports_late_counts_for_all(package):
    package("__init__.py", "def __getattr__(name):\n    from .a import start\n    return start")
    assert "statecraft.a" in modules.used(["from statecraft import start"])


@pytest.mark.parametrize("cell", ["%matplotlib inline\nfrom statecraft import a", "if True:\n    !ls\n    from statecraft import a",
                                  "x = (7\n% 4)\nfrom statecraft import a", "%%time\nfrom statecraft import a"])
def test_magics_hide_no_import(package, cell):
    assert "statecraft.a" in modules.used([cell])


def test_a_cell_that_is_not_python_imports_nothing(package):
    assert modules.used(["%%bash\nfrom statecraft import a ;;"]) == []


def test_data_files_beside_modules_are_found_and_nothing_else(package):
    package("room/words.yml", "x: 1")
    package("room/.hidden.yml", "")
    assert [file.name for file in modules.data("statecraft.room")] == ["words.yml"]
    assert modules.packages(["statecraft", "statecraft.a", "statecraft.room"]) == ["statecraft", "statecraft.room"]


def test_no_module_that_a_notebook_really_imports_is_overlooked():
    code = {name: [cell.source for cell in runs.read(name).cells if cell.cell_type == "code"] for name in runs.names()}
    lines = {name: "\n".join(line for cell in cells for line in cell.splitlines()
                             if line.startswith(("from statecraft", "import statecraft"))) for name, cells in code.items()}
    done = subprocess.run([sys.executable, "-c", IMPORTED], input=json.dumps(lines), capture_output=True, text=True, check=True)
    for name, found in json.loads(done.stdout).items():
        assert lines[name] and set(found) <= set(modules.used(code[name])), name
