"""The command line: thin, each command calls one function of the library.

Imports inside the commands keep `statecraft --help` and a build with nothing to do quick.
"""
from __future__ import annotations

import argparse
import json
import os
import sys
from functools import partial
from pathlib import Path

from . import __version__, paths
from .errors import BuildError, UsageError, nearest

CLUSTER = "run on the workers of this Dask scheduler (tcp://host:8786, or a scheduler file), see docs/cluster.md"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all that was asked for is there, 1 for failures, 2 for wrong input."""
    parser = _parser()
    try:
        options = parser.parse_args(arguments)
        return options.command(options)
    except UsageError as error:
        print(f"statecraft: {error}", file=sys.stderr)
        return 2
    except BuildError as error:
        print(f"statecraft: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0


def build(options: argparse.Namespace) -> int:
    """`statecraft build`."""
    from .build import engine, runs, summary

    langs = _languages(options.lang)
    notebooks = runs.chosen(options.notebooks)
    values = {notebook: runs.values(notebook, options.p) for notebook in notebooks}
    engine.check_tables()
    if options.out:
        os.environ["STATECRAFT_REPORTS"] = str(Path(options.out).resolve())
    planned = engine.plan(notebooks, langs, values)
    if options.dry_run:
        for run, reason in planned:
            print(f"{'run' if reason else 'keep':4}  {run.notebook} [{run.lang}]  {reason or 'up to date'}")
        return 0
    from .build.report import finish

    due = [run for run, reason in planned if reason or runs.is_synthesis(run.notebook)]
    make = engine.make
    if options.cluster:
        from .build import cluster

        cluster.check(options.cluster)
        make = partial(cluster.make, options.cluster)
    outcomes = make(due, options.j, lambda outcome: print(summary.line(outcome), flush=True))
    return finish(planned, outcomes, custom=any(values.values()))


def sweep_grid(options: argparse.Namespace) -> int:
    """`statecraft sweep`."""
    from .build import engine, runs, sweep

    langs = _languages(options.lang)
    if len(langs) > 1:
        raise UsageError("a sweep is made in one language, ko or en")
    swept = sweep.grid(runs.chosen([options.notebook])[0], langs[0], options.p)
    engine.check_tables()
    if options.out:
        os.environ["STATECRAFT_REPORTS"] = str(Path(options.out).resolve())
    return sweep.finish(swept, options.j, options.cluster)


def verdicts(options: argparse.Namespace) -> int:
    """`statecraft verdicts`."""
    from .build.ledger import verdicts as listed

    rows = listed(options.names)
    if options.json:
        print(json.dumps(rows, ensure_ascii=False, indent=1))
    for row in [] if options.json else rows:
        support = "" if row["robustness"] is None else f"  s={row['robustness']:.2f}"
        print(f"{row['claim_id']:18} {row['notebook']:22} {row['verdict'] or '–':29}{support}  {row['reason']}")
    return 0


def show_tables(options: argparse.Namespace) -> int:
    """`statecraft tables`."""
    from . import tables

    names = [options.name] if options.name else [entry["name"] for entry in tables.package()["resources"]]
    entries = [_entry(tables.describe(name)) for name in names]
    if options.json:
        print(json.dumps(entries, ensure_ascii=False, indent=1))
    elif options.name:
        print(_described(tables.describe(options.name)), tables.cite(options.name), sep="\n")
    else:
        for row in tables.catalog().itertuples():
            print(f"{row.name:24} {row.rows:>7}  {row.status:9}  {row.licence:16} {row.title_ko} · {row.title}")
    return 0


def data_build(options: argparse.Namespace) -> int:
    """`statecraft data build`."""
    from . import curate, tables
    from .curate import catalogue
    from .validate import checked

    if not Path(options.sources).is_dir():
        raise UsageError(f"no folder of sources at {options.sources}")
    written = curate.build(Path(options.sources), paths.data(), options.tables)
    for name in written:
        entry = tables.describe(name)
        checked(entry, paths.data() / entry["path"])
        print(f"{entry['rows']:>7} rows  {entry['path']}")
    catalogue.write(paths.data())
    return 0


def new(options: argparse.Namespace) -> int:
    """`statecraft new notebook`."""
    from .build.template import new_notebook

    print(f"made {new_notebook(options.name)}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="statecraft", description="AI Statecraft: runs, verdicts, tables.")
    parser.add_argument("--version", action="version", version=__version__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)

    one = _command(commands, "build", build, "run what is stale, then make the report",
                   "statecraft build 02 -p focus=JPN --lang ko")
    one.add_argument("notebooks", nargs="*", metavar="NB", help="slug or number (all by default)")
    one.add_argument("-p", action="append", default=[], metavar="name=value", help="set a parameter; the run is kept apart from the report")
    one.add_argument("--lang", default="ko,en", help="languages (ko,en)")
    one.add_argument("-j", type=int, default=os.cpu_count() or 1, metavar="N", help="runs at the same time")
    one.add_argument("--out", metavar="DIR", help="write here instead of reports/")
    one.add_argument("--dry-run", action="store_true", help="say what would run, and why")
    one.add_argument("--cluster", metavar="ADDRESS", help=CLUSTER)

    one = _command(commands, "sweep", sweep_grid, "one run for every combination of parameter values, stacked into one table",
                   "statecraft sweep 02 -p focus=KOR,JPN -p 'countries=USA,CHN;USA,KOR'")
    one.add_argument("notebook", metavar="NB", help="slug or number")
    one.add_argument("-p", action="append", default=[], metavar="name=a,b,c",
                     help="values of a parameter; where each value is itself a list: 'name=a,b;c,d'")
    one.add_argument("--lang", default="ko", help="language of runs and figure (ko)")
    one.add_argument("-j", type=int, default=os.cpu_count() or 1, metavar="N", help="runs at the same time")
    one.add_argument("--cluster", metavar="ADDRESS", help=CLUSTER)
    one.add_argument("--out", metavar="DIR", help="write here instead of reports/")

    one = _command(commands, "verdicts", verdicts, "every claim with its verdict", "statecraft verdicts 02 --json")
    one.add_argument("names", nargs="*", metavar="NB|CLAIM")
    one.add_argument("--json", action="store_true")

    one = _command(commands, "tables", show_tables, "the catalogue, or one table", "statecraft tables votes")
    one.add_argument("name", nargs="?", metavar="NAME")
    one.add_argument("--json", action="store_true")

    data = commands.add_parser("data", help="make curated tables").add_subparsers(required=True, metavar="ACTION")
    one = _command(data, "build", data_build, "curated tables from source files", "statecraft data build --sources DIR votes")
    one.add_argument("tables", nargs="*", metavar="TABLE")
    one.add_argument("--sources", required=True, metavar="DIR")

    make = commands.add_parser("new", help="a starting point").add_subparsers(required=True, metavar="KIND")
    one = _command(make, "notebook", new, "a notebook that passes the contract tests", "statecraft new notebook 03-compute-chips")
    one.add_argument("name", metavar="NN-slug")
    return parser


class _Parser(argparse.ArgumentParser):
    """Wrong input is told in one line that names the nearest valid choice."""

    def error(self, message: str) -> None:
        raise UsageError(f"{message} (see {self.prog} --help)")


def _command(commands, name: str, function, description: str, example: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=description, description=description, epilog=f"example: {example}")
    parser.set_defaults(command=function)
    return parser


def _languages(text: str) -> list[str]:
    from .build.runs import LANGS

    for lang in text.split(","):
        if lang not in LANGS:
            raise UsageError(f"no language '{lang}'{nearest(lang, LANGS)}")
    return [lang for lang in LANGS if lang in text.split(",")]


def _entry(entry: dict) -> dict:
    return {"name": entry["name"], "rows": entry["rows"], "fields": entry["schema"]["fields"],
            "licence": entry["licenses"][0]["name"], "sources": entry["sources"]}


def _described(entry: dict) -> str:
    lines = [f"{entry['name']}: {entry['title_ko']} · {entry['title']}", entry["description_ko"], entry["description"], ""]
    for field in entry["schema"]["fields"]:
        unit = f" [{field['unit']}]" if "unit" in field else ""
        lines.append(f"  {field['name']:24} {field['type']:8}{unit}  {field['title_ko']} · {field['title']}")
    lines += ["", f"key: {', '.join(entry['schema']['primaryKey'])}; rows: {entry['rows']}; licence: {entry['licenses'][0]['name']}"]
    lines += [f"source: {source['title']} — {source['publisher']}, {source['version']}, {source['path']}" for source in entry["sources"]]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
