"""Runs on the workers of a Dask scheduler, with the same results as on this machine.

No file system is shared: a worker makes a run in a folder of its own and sends the finished
folder back, and only this process moves it into place. A worker that is killed therefore
leaves nothing behind, its runs are made by another, and a late duplicate goes nowhere.
"""
from __future__ import annotations

import hashlib
import io
import json
import multiprocessing
import os
import platform
import re
import shutil
import socket
import tempfile
import uuid
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from .. import paths
from ..errors import BuildError, UsageError
from . import engine
from .execute import Outcome, execute
from .runs import Run, is_synthesis

if TYPE_CHECKING:
    from distributed import Client, Worker

AHEAD = 16  # runs handed to the scheduler beyond those under way: enough for a cluster that grows on demand
RETRIES = 2  # on other workers, where one could not even begin (its disk is full); dead workers are counted by Dask itself
CONNECT = 30  # seconds


def make(address: str, runs: list[Run], workers: int, tell: Callable[[Outcome], None]) -> list[Outcome]:
    """As `engine.make`, the runs on a cluster; those that read results are made here, where the results are."""
    away = [run for run in runs if not is_synthesis(run.notebook)]
    here = [run for run in runs if is_synthesis(run.notebook)]
    return execute_all(away, address, tell) + engine.make(here, workers, tell)


def execute_all(runs: list[Run], address: str, tell: Callable[[Outcome], None]) -> list[Outcome]:
    """Execute runs on the workers of the scheduler at `address` (or in a scheduler file); outcomes in the order given.

    Raises UsageError where there is no scheduler or a worker differs from this machine, and
    BuildError when the scheduler is lost; what finished until then stays.
    """
    if not runs:
        return []
    expected = state()
    done: dict[int, Outcome] = {}
    with connected(address) as client:
        refuse(client.run(refusal, expected, on_error="return"))
        for number, result in results(client, runs, expected):
            done[number] = kept(runs[number], *result)
            tell(done[number])
    return [done[number] for number in range(len(runs))]


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """A client of the scheduler; UsageError in one line where there is none to talk to."""
    try:
        from distributed import Client
    except ModuleNotFoundError:
        raise UsageError("--cluster needs the package 'distributed': pip install 'statecraft[cluster]'") from None
    from distributed.comm import get_address_host_port

    try:
        if Path(address).is_file():
            address = json.loads(Path(address).read_text(encoding="utf-8"))["address"]
        socket.create_connection(get_address_host_port(address), CONNECT).close()  # a client that fails takes minutes to say so
        client = Client(address, timeout=CONNECT, set_as_default=False, name="statecraft")
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise UsageError(f"no Dask scheduler answers at '{address}' ({_line(error)})") from None
    with client:
        yield client


def results(client: Client, runs: list[Run], expected: dict[str, str]) -> Iterator[tuple[int, tuple[Outcome, bytes]]]:
    """Every run's number, outcome and packed folder as it ends; few are outstanding, so memory stays flat."""
    from distributed import as_completed

    waiting, numbers, batch = as_completed(loop=client.loop), {}, uuid.uuid4().hex[:8]
    left = iter(enumerate(runs))

    def hand_out() -> None:
        limit = AHEAD + 2 * sum(client.nthreads().values())
        while len(numbers) < limit and (item := next(left, None)):
            future = client.submit(away, item[1], expected, key=f"run-{batch}-{item[0]}", pure=False, retries=RETRIES)
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
    except CancelledError as error:
        raise BuildError(f"the scheduler was lost ({_line(error)}); what finished is kept, the same command makes the rest") from None
    except KilledWorker as error:
        return Outcome(run, "failed", 0.0, "", f"KilledWorker: the workers that took this run died ({_line(error)})"), b""
    except Exception as error:  # the worker could not even begin
        return Outcome(run, "failed", 0.0, "", f"{type(error).__name__}: {_line(error)}"), b""
    return replace(outcome, run=run), packed


def away(run: Run, expected: dict[str, str]) -> tuple[Outcome, bytes]:
    """On a worker: make the run in a folder of its own and pack it. Nothing stays on the worker."""
    trouble = refusal(expected)  # a worker that joined late was never asked
    if trouble:
        return Outcome(run, "failed", 0.0, "", f"Refused: {trouble}"), b""
    own = _worker().local_directory  # Dask clears it after a worker that was killed
    with tempfile.TemporaryDirectory(prefix="statecraft-", dir=own) as folder, _reports(folder):
        outcome = execute(run)
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


def refusal(expected: dict[str, str], dask_worker: Worker | None = None) -> str:
    """On a worker: why it must not make runs, in one line; empty where all is well."""
    here = state()
    different = [part for part, digest in expected.items() if here.get(part) != digest]
    if different:
        return f"differs from the machine that asks in: {', '.join(different)}; bring both to the same checkout and environment"
    if multiprocessing.current_process().daemon:
        return "may not start processes: start workers with --no-nanny, or set DASK_DISTRIBUTED__WORKER__DAEMON=False"
    if (dask_worker or _worker()).state.nthreads > 1:
        return "has more than one thread: start workers with --nthreads 1 (and --nworkers for more of them)"
    return ""


def refuse(answers: dict[str, object]) -> None:
    """UsageError for the first worker that gave a reason not to work, or could not answer."""
    for worker, answer in sorted(answers.items()):
        if isinstance(answer, BaseException):
            raise UsageError(f"worker {worker} cannot load this library ({type(answer).__name__}: {_line(answer)})")
        if answer:
            raise UsageError(f"worker {worker} {answer}")


@contextmanager
def _reports(folder: str) -> Iterator[None]:
    """Results go to `folder`; a worker has one thread, so its environment is its own."""
    before = os.environ.get("STATECRAFT_REPORTS")
    os.environ["STATECRAFT_REPORTS"] = folder
    try:
        yield
    finally:
        os.environ.pop("STATECRAFT_REPORTS")
        if before is not None:
            os.environ["STATECRAFT_REPORTS"] = before


def _worker() -> Worker:
    from distributed import get_worker

    return get_worker()


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
