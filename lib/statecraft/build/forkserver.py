"""A process that has the imports of a notebook behind it and forks a kernel for each request.

It runs one thread until the fork, so that a kernel starts as a fresh process would, only
with its modules loaded. A kernel shares nothing with the next: both are copies of a process
that has run no cell. The server ends when the build closes its end of the socket or dies,
and takes its kernels with it.
"""
from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import tempfile
import time

# What notebooks use, and what a kernel loads when it starts, displays and draws for the first time.
MODULES = (
    "statecraft.report", "statecraft.measures", "statecraft.build.kernel",
    "ipykernel.debugger", "IPython.core.completerlib", "IPython.core.debugger", "IPython.core.oinspect", "IPython.core.pylabtools",
    "IPython.extensions.storemagic", "matplotlib_inline.config", "psutil", "sqlite3", "tornado.platform.asyncio", "zmq.utils.garbage",
    "matplotlib.backends.backend_agg", "matplotlib.backends.backend_svg", "matplotlib.backends.backend_pdf",
    "PIL.BmpImagePlugin", "PIL.GifImagePlugin", "PIL.JpegImagePlugin", "PIL.PngImagePlugin", "PIL.PpmImagePlugin",
    "pandas.core.methods.to_dict", "pandas.core.reshape.reshape", "pandas.io.formats.csvs", "pandas.io.formats.html",
    "pandas.io.formats.string",
)


def main() -> None:
    """`python -m statecraft.build.forkserver FD`: serve the socket with that file descriptor."""
    requests = socket.socket(fileno=int(sys.argv[1]))
    for name in MODULES:
        with contextlib.suppress(Exception):  # a broken module fails in the cell that imports it, and is told there
            importlib.import_module(name)
    gc.collect()
    gc.freeze()  # collections in a kernel leave the shared pages alone
    connection = serve(requests)
    from .kernel import prepare

    become(connection)
    app = prepare()
    with connection:
        connection.sendall(f"pid {os.getpid()}\n".encode())  # it listens: who connects now need not try again
    app.start()


def serve(requests: socket.socket) -> socket.socket:
    """Fork a kernel for every connection that arrives, and report its exit code on it.

    Returns only in a kernel, with its connection.
    """
    kernels: dict[int, socket.socket] = {}
    woken, wake = socket.socketpair()
    wake.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno(), warn_on_full_buffer=False)
    while True:
        ready, _, _ = select.select([requests, woken], [], [])
        if woken in ready:
            woken.recv(4096)
            _report_ended(kernels)
        if requests in ready:
            _, received, _, _ = socket.recv_fds(requests, 1, 1)
            if not received:
                _end(kernels)
                os._exit(0)
            connection = socket.socket(fileno=received[0])
            pid = os.fork()
            if not pid:
                signal.set_wakeup_fd(-1)
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                for other in (requests, woken, wake, *kernels.values()):
                    other.close()
                return connection
            kernels[pid] = connection


def become(connection: socket.socket) -> None:
    """Take on what the request says, and all that a process gets when it starts: session, clock, chance."""
    os.setsid()  # signals to the kernel reach what it has started, and only that
    with connection.makefile("r", encoding="utf-8") as lines:
        request = json.loads(lines.readline())
    os.environ.clear()
    os.environ.update(request["env"], JPY_PARENT_PID=str(os.getppid()))
    os.chdir(request["cwd"])
    time.tzset()
    tempfile.tempdir = None
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed()
    sys.argv = request["arguments"]


def _report_ended(kernels: dict[int, socket.socket]) -> None:
    for pid, connection in list(kernels.items()):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with contextlib.suppress(OSError), kernels.pop(pid):
                connection.sendall(f"exit {os.waitstatus_to_exitcode(status)}\n".encode())


def _end(kernels: dict[int, socket.socket]) -> None:
    for pid in kernels:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(pid, signal.SIGKILL)


if __name__ == "__main__":
    main()
