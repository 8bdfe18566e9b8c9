"""One build at a time in a folder, and no leftovers of a build that was killed."""
from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..errors import UsageError
from .execute import SCRATCH

LEFTOVERS = (f"results/*/{SCRATCH}*", f"custom/*/{SCRATCH}*", "sweeps/*/.sweep-*", ".site-*")


@contextmanager
def only_builder(folder: Path) -> Iterator[None]:
    """Have a report folder to oneself; UsageError where another process has it or nobody can write there.

    The lock is the operating system's and goes with the process, however that ends.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / ".lock").open("a+", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write in {os.path.relpath(folder)} ({error.strerror}); name another folder with --out DIR") from error
    with file:
        if not _taken(file):
            file.seek(0)
            raise UsageError(f"process {file.read().strip()} is building in {os.path.relpath(folder)}; "
                             "wait until it has ended, or name another folder with --out DIR")
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        for pattern in LEFTOVERS:
            for left in folder.glob(pattern):
                shutil.rmtree(left, ignore_errors=True)
        try:
            yield
        finally:
            file.truncate(0)


def _taken(file: IO[str]) -> bool:
    """Lock the file unless another process has."""
    try:
        import fcntl
    except ImportError:  # Windows
        import msvcrt

        def lock() -> None:
            file.seek(1 << 20)  # beyond the text, which others must be able to read
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        def lock() -> None:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        lock()
    except OSError:
        return False
    return True
