"""The process of a kernel in a build: the usual IPython kernel, within the limits of a run.

The environment names them: `STATECRAFT_RUN`, the folder of the run, and
`STATECRAFT_MEMORY_LIMIT`, in gigabytes. Kernels of JupyterLab are not started from here and
have no limits.
"""
from __future__ import annotations

import contextlib
import errno
import os
import signal
import sys
import tempfile
import threading
import time
from pathlib import Path

from ipykernel.kernelapp import IPKernelApp

# Audit events of the interpreter that change files, with the positions of their paths and of the folder descriptors
# that such a path may be relative to.
CHANGES = {"os.rename": ((0, 1), (2, 3)), "os.mkdir": ((0,), (2,)), "os.remove": ((0,), (1,)), "os.rmdir": ((0,), (1,)),
           "os.link": ((1,), (2, 3)), "os.symlink": ((1,), (2,)), "os.truncate": ((0,), ()),
           "shutil.rmtree": ((0,), (1,))}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def prepare() -> IPKernelApp:
    """The kernel that the command line describes, ready to start: it listens, and its limits hold."""
    app = IPKernelApp.instance()
    if hasattr(os, "killpg"):
        app.parent_handle = 0  # its own watch would leave alive what cells have started
        die_with(int(os.environ["JPY_PARENT_PID"]))
    app.initialize()
    limit_memory(float(os.environ["STATECRAFT_MEMORY_LIMIT"]))
    confine_writes(Path(os.environ["STATECRAFT_RUN"]).parent, Path(tempfile.gettempdir()), Path(os.devnull))
    return app


def die_with(parent: int) -> None:
    """End this process, and those that it starts, soon after the parent is gone."""
    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os.killpg(os.getpid(), signal.SIGKILL)

    threading.Thread(target=watch, daemon=True).start()


def limit_memory(gigabytes: float) -> None:
    """From here on an allocation beyond the limit raises MemoryError (where the system knows such limits)."""
    try:
        import resource
    except ImportError:  # Windows
        return
    limit, most = int(gigabytes * 1e9), resource.getrlimit(resource.RLIMIT_AS)[1]
    if most != resource.RLIM_INFINITY:
        limit = min(limit, most)
    with contextlib.suppress(ValueError):  # macOS has the name of the limit, and no more
        resource.setrlimit(resource.RLIMIT_AS, (limit, limit))


def confine_writes(*folders: Path) -> None:
    """From here on Python code that changes a file outside `folders` gets a PermissionError that names it.

    A guard against accidents: libraries in C and child processes are not watched.
    """
    allowed = tuple(os.path.realpath(folder) + os.sep for folder in folders)

    def check(event: str, arguments: tuple) -> None:
        for path in changed(event, arguments):
            if not (os.path.realpath(path) + os.sep).startswith(allowed):
                raise PermissionError(errno.EACCES, "a run may change files only in its own folder, not", path)

    sys.addaudithook(check)


def changed(event: str, arguments: tuple) -> list[str]:
    """Paths that an audited event is about to change."""
    if event == "open":
        path, mode, flags = arguments
        writes = set(mode or "") & set("wax+") or (flags or 0) & WRITING
        return [os.fsdecode(path)] if writes and not isinstance(path, int) else []
    positions, descriptors = CHANGES.get(event, ((), ()))
    if any(arguments[position] not in (-1, None) for position in descriptors):
        return []
    return [os.fsdecode(arguments[position]) for position in positions if not isinstance(arguments[position], int)]


if __name__ == "__main__":
    prepare().start()
