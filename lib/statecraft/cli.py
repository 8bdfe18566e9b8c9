"""The command line: thin, each command calls one function of the library.

Imports inside the commands keep `statecraft --help` and a build with nothing to do quick.
"""
from __future__ import annotations

import argparse
import json
import os
import shlex
import signal
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from . import __version__, paths
from .build.limits import Limits
from .build.stop import on_signals
from .errors import BuildError, UsageError, nearest

CLUSTER = "run on the workers of this Dask scheduler (tcp://host:8786, or a scheduler file), see docs/cluster.md"


def main(arguments: list[str] | None = None) -> int:
    """Run one command; 0 when all that was asked for is there, 1 for failures, 2 for wrong input."""
    parser = _parser()
    try:
        options = parser.parse_args(arguments)
        with on_signals():
            return options.command(options)
    except UsageError as error:
        print(f"statecraft: {error}", file=sys.stderr)
        return 2
    except BuildError as error:
        print(f"statecraft: {error}", file=sys.stderr)
        return 1
    except BrokenPipeError:
        return 0
    except OSError as error:  # a full or read-only disk
        print(f"statecraft: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt as stopped:
        print(f"statecraft: stopped ({stopped}); what is finished is kept, go on with: {_repeated(arguments)}", file=sys.stderr)
        return 128 + getattr(stopped, "signum", signal.SIGINT)


def build(options: argparse.Namespace) -> int:
    """`statecraft build`."""
    from .build import engine, lock, runs

    langs = _languages(options.lang)
    notebooks = runs.chosen(options.notebooks)
    values = {notebook: runs.values(notebook, options.p) for notebook in notebooks}
    record = _record(options)
    if options.out:
        os.environ["STATECRAFT_REPORTS"] = str(Path(options.out).resolve())
    planned = engine.plan(notebooks, langs, values)
    if options.dry_run or any(reason for _, reason in planned):
        engine.check_tables()
    if options.dry_run:
        for run, reason in runs.foreseen(planned):
            print(f"{'run' if reason else 'keep':4}  {run.notebook} [{run.lang}]  {reason or 'up to date'}")
        return 0
    make = _maker(options)
    with lock.only_builder(paths.reports()):
        return _built(options, planned, make, record, custom=any(values.values()))


def _maker(options: argparse.Namespace) -> Callable[..., list]:
    """What makes runs: worker processes here, or those of a cluster."""
    if options.cluster:
        from .build import cluster

        cluster.check(options.cluster)
        return partial(cluster.make, options.cluster)
    from .build import engine

    return engine.make


def _built(options: argparse.Namespace, planned: list, make: Callable[..., list], record: Path, custom: bool) -> int:
    """Make what is due and the report, then compare or record what was made if that was asked for; the exit code."""
    from .build import runs, summary
    from .build.report import finish

    due = [run for run, reason in planned if reason or runs.is_synthesis(run.notebook)]
    outcomes = make(due, options.j, lambda outcome: print(summary.line(outcome), flush=True), _limits(options))
    code = finish(planned, outcomes, custom)
    if options.check:
        from .build.check import check

        return max(code, check(record, sorted({run.notebook for run, _ in planned}), _languages(options.lang)))
    if options.record and not code:
        from .build.check import record as write

        write(record)
    return code


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
    return sweep.finish(swept, options.j, options.cluster, _limits(options))


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
    from . import citation, own, tables
    from .tabletext import catalogue, described, summarised

    listed = tables.catalog()
    names = [options.name] if options.name else list(listed["name"])
    entries = [tables.describe(name) for name in names]
    if options.json:
        print(json.dumps([summarised(entry) for entry in entries], ensure_ascii=False, indent=1))
    elif options.bibtex:
        print(citation.bibtex(*names), end="")
    elif options.name:
        print(described(entries[0]), citation.cite(options.name), sep="\n", end="")
    else:
        print(catalogue(listed))
        for name in sorted(set(own.names()) - set(names)):
            print(f"{name:28} cannot be read; see: statecraft data check {name}")
    return 0


def data_build(options: argparse.Namespace) -> int:
    """`statecraft data build`."""
    from . import curate, tables
    from .curate import catalogue, model
    from .validate import checked

    if not Path(options.sources).is_dir():
        raise UsageError(f"no folder of sources at {options.sources}")
    written = curate.build(Path(options.sources), paths.data(), options.tables)
    for name in written:
        entry = tables.describe(name)
        checked(entry, tables.file(entry))
        print(f"{entry['rows']:>7} rows  {entry['path']}")
    catalogue.write(paths.data())
    if paths.data() == paths.ROOT / "data":
        model.write(tables.package(), paths.ROOT / "docs" / "data-model.md")
    return 0


def data_check(options: argparse.Namespace) -> int:
    """`statecraft data check`: every table asked for, each trouble in a line of its own."""
    from . import own, tables
    from .validate import checked

    names = options.tables or [entry["name"] for entry in tables.package()["resources"]] + own.names()
    troubles = []
    for name in names:
        try:
            entry = tables.describe(name)
            rows = len(checked(entry, tables.file(entry)))
            print(f"{name:24} {rows:>7} rows  keeps its schema")
        except UsageError as error:
            troubles.append(str(error))
    if troubles:
        raise UsageError("\nstatecraft: ".join(troubles))
    return 0


def data_fetch(options: argparse.Namespace) -> int:
    """`statecraft data fetch`."""
    from .curate import fetch

    if options.list:
        for line in fetch.states(options.sources):
            print(line)
        return 0
    if not options.to:
        raise UsageError("name the folder to fetch to, --to DIR (or --list to see what can be fetched)")
    results = fetch.fetch(options.sources, Path(options.to), lambda line: print(line, flush=True))
    if not all(results):
        raise BuildError(f"{results.count(False)} of {len(results)} files were not fetched; the committed tables are their archive")
    return 0


def new(options: argparse.Namespace) -> int:
    """`statecraft new notebook`."""
    from .build.template import new_notebook

    print(f"made {new_notebook(options.name)}")
    return 0


def new_own(options: argparse.Namespace) -> int:
    """`statecraft new table`."""
    from .own import new_table

    for path in new_table(options.name):
        print(f"made {path}")
    print(f"load it as load(\"own/{options.name}\"), check it with: statecraft data check own/{options.name}")
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
    what = one.add_mutually_exclusive_group()
    what.add_argument("--dry-run", action="store_true", help="say what would run, and why")
    what.add_argument("--check", action="store_true", help="then compare numbers, verdicts and bytes with reports/expected.json")
    what.add_argument("--record", action="store_true", help="then renew reports/expected.json (a whole build) and say what changed")
    _running(one)

    one = _command(commands, "sweep", sweep_grid, "one run for every combination of parameter values, stacked into one table",
                   "statecraft sweep 02 -p focus=KOR,JPN -p 'countries=USA,CHN;USA,KOR'")
    one.add_argument("notebook", metavar="NB", help="slug or number")
    one.add_argument("-p", action="append", default=[], metavar="name=a,b,c",
                     help="values of a parameter; where each value is itself a list: 'name=a,b;c,d'")
    one.add_argument("--lang", default="ko", help="language of runs and figure (ko)")
    _running(one)

    one = _command(commands, "verdicts", verdicts, "every claim with its verdict", "statecraft verdicts 02 --json")
    one.add_argument("names", nargs="*", metavar="NB|CLAIM")
    one.add_argument("--json", action="store_true")

    one = _command(commands, "tables", show_tables, "the catalogue, or one table", "statecraft tables votes")
    one.add_argument("name", nargs="?", metavar="NAME")
    one.add_argument("--json", action="store_true")
    one.add_argument("--bibtex", action="store_true", help="only the BibTeX of the table, or of all, with their sources")

    data = commands.add_parser("data", help="make, check and fetch data").add_subparsers(required=True, metavar="ACTION")
    one = _command(data, "build", data_build, "curated tables from source files", "statecraft data build --sources DIR votes")
    one.add_argument("tables", nargs="*", metavar="TABLE")
    one.add_argument("--sources", required=True, metavar="DIR")
    one = _command(data, "check", data_check, "tables against their schema, own tables too", "statecraft data check own/my_table")
    one.add_argument("tables", nargs="*", metavar="TABLE")
    one = _command(data, "fetch", data_fetch, "source files again from where they are served, checked by SHA-256",
                   "statecraft data fetch country-codes --to sources")
    one.add_argument("sources", nargs="*", metavar="SOURCE")
    one.add_argument("--to", metavar="DIR")
    one.add_argument("--list", action="store_true", help="what can be fetched, and what cannot and why; uses no network")

    make = commands.add_parser("new", help="a starting point").add_subparsers(required=True, metavar="KIND")
    one = _command(make, "notebook", new, "a notebook that passes the contract tests", "statecraft new notebook 03-compute-chips")
    one.add_argument("name", metavar="NN-slug")
    one = _command(make, "table", new_own, "a table of your own beside the published ones", "statecraft new table my_table")
    one.add_argument("name", metavar="NAME")
    return parser


class _Parser(argparse.ArgumentParser):
    """Wrong input is told in one line that names the nearest valid choice."""

    def error(self, message: str) -> None:
        raise UsageError(f"{message} (see {self.prog} --help)")


def _command(commands, name: str, function, description: str, example: str) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=description, description=description, epilog=f"example: {example}")
    parser.set_defaults(command=function)
    return parser


def _workers(text: str) -> int:
    if not text.isdecimal() or not int(text):
        raise argparse.ArgumentTypeError(f"'{text}' is not a whole number above zero")
    return int(text)


def _positive(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0
    if not number > 0:
        raise argparse.ArgumentTypeError(f"'{text}' is not a number above zero")
    return number


def _repeated(arguments: list[str] | None) -> str:
    return shlex.join(["statecraft", *(sys.argv[1:] if arguments is None else arguments)])


def _running(one: argparse.ArgumentParser) -> None:
    """Options of a command that runs notebooks."""
    one.add_argument("-j", type=_workers, default=os.cpu_count() or 1, metavar="N", help="runs at the same time")
    one.add_argument("--out", metavar="DIR", help="write here instead of reports/")
    one.add_argument("--cluster", metavar="ADDRESS", help=CLUSTER)
    one.add_argument("--cell-limit", type=_positive, default=Limits.cell, metavar="SECONDS", help="stop a run whose cell takes longer (%(default)s)")
    one.add_argument("--run-limit", type=_positive, default=Limits.run, metavar="SECONDS", help="stop a run that takes longer (%(default)s)")
    one.add_argument("--memory-limit", type=_positive, default=Limits.memory, metavar="GB", help="address space of a kernel (%(default)s)")


def _limits(options: argparse.Namespace) -> Limits:
    return Limits(options.cell_limit, options.run_limit, options.memory_limit)


def _languages(text: str) -> list[str]:
    from .build.runs import LANGS

    for lang in text.split(","):
        if lang not in LANGS:
            raise UsageError(f"no language '{lang}'{nearest(lang, LANGS)}")
    return [lang for lang in LANGS if lang in text.split(",")]


def _record(options: argparse.Namespace) -> Path:
    """Where the numbers that a build must reproduce are; refuses what cannot be compared or recorded."""
    path = paths.reports() / "expected.json"
    if options.p and (options.check or options.record):
        raise UsageError("-p makes runs with changed parameters: --check and --record are for default runs")
    if options.record and (options.notebooks or len(_languages(options.lang)) < 2):
        raise UsageError("--record is for all notebooks in both languages: leave out NB and --lang")
    if options.check:
        from .build.expected import recorded

        recorded(path)
    return path


if __name__ == "__main__":
    sys.exit(main())
