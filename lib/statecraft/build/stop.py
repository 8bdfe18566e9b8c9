"""Stopping from outside (Ctrl-C, `kill`): what a command has started ends with it."""
from __future__ import annotations

import contextlib
import signal
import threading
from collections.abc import Iterator


class Stopped(KeyboardInterrupt):
    """The command was told to stop by this signal."""

    def __init__(self, signum: int):
        super().__init__(signal.Signals(signum).name)
        self.signum = signum


@contextlib.contextmanager
def on_signals() -> Iterator[None]:
    """Turn SIGINT and SIGTERM into `Stopped` once all child processes are dead; a second one changes nothing."""
    if threading.current_thread() is not threading.main_thread():  # only there signals arrive
        yield
        return
    before = {signum: signal.getsignal(signum) for signum in (signal.SIGINT, signal.SIGTERM)}

    def stop(signum: int, _) -> None:
        for each in before:
            signal.signal(each, signal.SIG_IGN)
        end_children()
        raise Stopped(signum)

    for signum in before:
        signal.signal(signum, stop)
    try:
        yield
    finally:
        for signum, handler in before.items():
            signal.signal(signum, handler)


def end_children() -> None:
    """Kill all that this process has started, and what those have started."""
    import psutil

    for child in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            child.kill()
