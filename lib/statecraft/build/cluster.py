"""Runs on the workers of a Dask scheduler, with the same results as on this machine.

No file system is shared: a worker makes a run in a folder of its own and sends the finished
folder back, and only this process moves it into place. A worker that is killed therefore
leaves nothing behind, its runs are made by another, and a late duplicate goes nowhere.
"""
from __future__ import annotations

import hashlib
import io
import json
import logging
import platform
import re
import shutil
import socket
import tempfile
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from .. import paths
from ..errors import BuildError, UsageError
from . import engine
from .execute import Outcome, execute
from .limits import Limits
from .runs import Run, is_synthesis

if TYPE_CHECKING:
    from distributed import Client

AHEAD = 16  # runs handed to the scheduler beyond those under way: enough for a cluster that grows on demand
RETRIES = 2  # on other workers, where one could not even begin (its disk is full); dead workers are counted by Dask itself
CONNECT = 30  # seconds


def make(address: str, runs: list[Run], workers: int, tell: Callable[[Outcome], None], limits: Limits = Limits()) -> list[Outcome]:
    """As `engine.make`, the runs on a cluster; those that read results are made here, where the results are."""
    there = [run for run in runs if not is_synthesis(run.notebook)]
    here = [run for run in runs if is_synthesis(run.notebook)]
    return execute_all(there, address, tell, limits) + engine.make(here, workers, tell, limits)


def execute_all(runs: list[Run], address: str, tell: Callable[[Outcome], None], limits: Limits = Limits()) -> list[Outcome]:
    """Execute runs on the workers of the scheduler at `address` (or in a scheduler file); outcomes in the order given.

    Raises BuildError when the scheduler is lost; what finished until then stays.
    """
    if not runs:
        return []
    done: dict[int, Outcome] = {}
    with connected(address) as client:
        if not client.nthreads():
            print("the scheduler has no worker yet; runs begin when one joins", flush=True)
        for number, result in results(client, runs, state(), limits):
            done[number] = kept(runs[number], *result)
            tell(done[number])
    return [done[number] for number in range(len(runs))]


def check(address: str) -> None:
    """UsageError where no scheduler answers, or for the first of its workers that cannot give the same results."""
    with connected(address) as client:
        answers = client.run(refusal, state(), on_error="return")
    for worker, answer in sorted(answers.items()):
        if isinstance(answer, BaseException):
            raise UsageError(f"worker {worker} cannot load this library ({type(answer).__name__}: {_line(answer)})")
        if answer:
            raise UsageError(f"worker {worker} {answer}")


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """A client of the scheduler; UsageError where there is none to talk to, BuildError when it is lost."""
    try:
        from distributed import Client, Security
    except ModuleNotFoundError:
        raise UsageError("--cluster needs the package 'distributed': pip install 'statecraft[cluster]'") from None
    from distributed import CancelledError
    from distributed.comm import CommClosedError, get_address_host_port

    try:
        if Path(address).is_file():
            address = json.loads(Path(address).read_text(encoding="utf-8"))["address"]
        socket.create_connection(get_address_host_port(address), CONNECT).close()  # a client that fails takes minutes to say so
        if address.startswith("tls://") and not Security().get_connection_args("client")["ssl_context"]:
            raise ValueError("no TLS certificate is set up here, see docs/cluster.md")
        client = Client(address, timeout=CONNECT, set_as_default=False, name="statecraft")
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UsageError(f"no Dask scheduler answers at '{address}' ({_line(error)})") from None
    logging.disable(logging.CRITICAL)  # what Dask reports in many lines is told here in one
    try:
        with client:
            yield client
    except (CancelledError, CommClosedError):
        raise BuildError(f"the scheduler at {address} was lost; what finished is kept, the same command makes the rest") from None
    finally:
        logging.disable(logging.NOTSET)


def results(client: Client, runs: list[Run], expected: dict[str, str],
            limits: Limits) -> Iterator[tuple[int, tuple[Outcome, bytes]]]:
    """Every run's number, outcome and packed folder as it ends; few are outstanding, so memory stays flat."""
    from distributed import as_completed

    waiting, numbers, batch = as_completed(loop=client.loop), {}, uuid.uuid4().hex[:8]
    left = iter(enumerate(runs))

    def hand_out() -> None:
        limit = AHEAD + 2 * sum(client.nthreads().values())
        while len(numbers) < limit and (item := next(left, None)):
            future = client.submit(away, item[1], expected, limits, key=f"run-{batch}-{item[0]}", pure=False, retries=RETRIES)
            numbers[future] = item[0]
            waiting.add(future)

    try:
        hand_out()
        for future in waiting:
            number = numbers.pop(future)
            yield number, _taken(future, runs[number])
            future.release()
            hand_out()
    finally:
        client.cancel(list(numbers))


def _taken(future, run: Run) -> tuple[Outcome, bytes]:
    from distributed import CancelledError, KilledWorker

    try:
        outcome, packed = future.result()
    except CancelledError:  # the scheduler is gone
        raise
    except KilledWorker as error:
        return Outcome(run, "failed", 0.0, "", f"KilledWorker: the workers that took this run died ({_line(error)})"), b""
    except Exception as error:  # the worker could not even begin
        return Outcome(run, "failed", 0.0, "", f"{type(error).__name__}: {_line(error)}"), b""
    return replace(outcome, run=run), packed


@dataclass(frozen=True)
class Elsewhere(Run):
    """A run whose result is not to be among the reports of the machine that makes it."""

    place: Path = Path()

    @property
    def folder(self) -> Path:
        return self.place / "result"


def away(run: Run, expected: dict[str, str], limits: Limits) -> tuple[Outcome, bytes]:
    """On a worker: make the run in a folder of its own and pack it. Nothing stays on the worker."""
    from distributed import get_worker

    trouble = refusal(expected)  # a worker that joined late was never asked
    if trouble:
        return Outcome(run, "failed", 0.0, "", f"Refused: the worker {trouble}"), b""
    own = get_worker().local_directory  # Dask clears it after a worker that was killed
    with tempfile.TemporaryDirectory(prefix="statecraft-", dir=own) as folder:
        run = Elsewhere(run.notebook, run.lang, run.values, Path(folder))
        outcome = execute(run, limits)
        return outcome, packed(run.folder) if outcome.status == "ok" else b""


def kept(run: Run, outcome: Outcome, content: bytes) -> Outcome:
    """Move a finished run into place, whole; a failed one leaves no older result either."""
    run.folder.parent.mkdir(parents=True, exist_ok=True)
    if outcome.status == "ok":
        scratch = Path(tempfile.mkdtemp(prefix=".run-", dir=run.folder.parent))
        try:
            zipfile.ZipFile(io.BytesIO(content)).extractall(scratch)
            scratch.chmod(0o755)
            shutil.rmtree(run.folder, ignore_errors=True)
            scratch.rename(run.folder)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    elif outcome.status == "failed":
        shutil.rmtree(run.folder, ignore_errors=True)
    return outcome


def packed(folder: Path) -> bytes:
    """The files of a folder as the bytes of a ZIP archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(folder))
    return stream.getvalue()


def state() -> dict[str, str]:
    """Digests of all that two machines must share for equal results, by what a user would update."""
    lock = paths.ROOT / "requirements.lock"
    return {
        "library": _digest(path for path in Path(__file__).parents[1].rglob("*") if "__pycache__" not in path.parts),
        "notebooks": _digest(paths.notebooks().glob("*.ipynb")),
        "tables": _digest([*paths.data().glob("*.csv"), paths.data() / "datapackage.json"]),
        "requirements.lock": _digest([lock]),
        "Python and packages": " ".join([".".join(platform.python_version_tuple()[:2]), *_installed(lock)]),
    }


def refusal(expected: dict[str, str]) -> str:
    """On a worker: why it must not make runs, in one line; empty where all is well."""
    here = state()
    different = [part for part, digest in expected.items() if here.get(part) != digest]
    if not different:
        return ""
    return f"differs from the machine that asks in: {', '.join(different)}; bring both to the same checkout and environment"


@cache
def _installed(lock: Path) -> list[str]:
    """`name==version` of the locked packages as they are installed here."""
    found = []
    for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock.read_text(encoding="utf-8") if lock.exists() else "", re.MULTILINE):
        try:
            found.append(f"{name}=={version(name)}")
        except PackageNotFoundError:  # locked for another platform
            continue
    return found


def _digest(files: Iterable[Path]) -> str:
    content = hashlib.sha256()
    for path in sorted(files):
        if path.is_file():
            content.update(f"{path.name}\0{path.stat().st_size}\0".encode())
            content.update(path.read_bytes())
    return content.hexdigest()


def _line(error: BaseException) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
