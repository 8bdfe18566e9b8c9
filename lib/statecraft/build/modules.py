"""Which modules of the library a notebook uses, found in import statements: its own and theirs.

Read in the source rather than observed in the kernel: a module imported in a function or in
a branch not taken counts too, and it does not matter what a kernel has loaded before the
notebook starts.
"""
from __future__ import annotations

import ast
import threading
from functools import lru_cache
from pathlib import Path

PACKAGE = Path(__file__).parents[1]
# Python 3.11 counts the depth of a syntax tree for all threads together and stops when two build one at a time.
PARSING = threading.Lock()


def used(sources: list[str]) -> list[str]:
    """Dotted names of all modules that code cells import, directly or not, sorted."""
    found: set[str] = set()
    waiting = {name for source in sources for name in imported(source)}
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting |= imported(path(name).read_text(encoding="utf-8"), name) - found
    return sorted(found)


def imported(source: str, module: str = "") -> set[str]:
    """Modules of the library that a source imports; `module` is its own name, for relative imports."""
    return {name for name in _named(source, module) if path(name).exists()}


@lru_cache(maxsize=256)
def _named(source: str, module: str) -> frozenset[str]:
    """Every name below the library that import statements mention, of modules and of what they hold."""
    names: set[str] = set()
    for node in ast.walk(tree(source)):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(node, module)
            names.update([base, *(f"{base}.{alias.name}" for alias in node.names)])
    # Importing a.b.c runs a and a.b as well; a name that is no module is a function or a class.
    parts = [name.split(".") for name in names if name.split(".")[0] == PACKAGE.name]
    return frozenset(".".join(part[:length]) for part in parts for length in range(1, len(part) + 1))


def tree(source: str) -> ast.AST:
    """The syntax of a cell, without magics where it has some; nothing for a cell that is not Python."""
    plain = [line if line.lstrip()[:1] not in ("%", "!") else f"{line[:len(line) - len(line.lstrip())]}pass"
             for line in source.splitlines()]
    for text in (source, "\n".join(plain)):
        try:
            with PARSING:
                return ast.parse(text)
        except SyntaxError:
            continue
    return ast.Module([], [])


def path(module: str) -> Path:
    """The source file of a module of the library."""
    place = PACKAGE.joinpath(*module.split(".")[1:])
    return place / "__init__.py" if place.is_dir() else place.with_name(f"{place.name}.py")


def data(package: str) -> list[Path]:
    """Files other than code in the folder of a package: what its modules may read when they run."""
    return sorted(file for file in path(package).parent.glob("*")
                  if file.is_file() and file.suffix not in (".py", ".pyc") and not file.name.startswith("."))


def packages(modules: list[str]) -> list[str]:
    """Those of `modules` that are packages."""
    return [module for module in modules if path(module).name == "__init__.py"]


def _base(node: ast.ImportFrom, module: str) -> str:
    """The absolute name of what an import takes names from."""
    if not node.level:
        return node.module or ""
    levels = node.level - (path(module).name == "__init__.py")
    above = module.split(".")[:len(module.split(".")) - levels]
    return ".".join([*above, *([node.module] if node.module else [])])
