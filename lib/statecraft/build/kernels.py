"""Where the kernels of a build come from: forked from one warm process, or started one by one.

Both ways give a real kernel, the process that `kernel` describes. Forking needs Linux;
elsewhere, and with `STATECRAFT_FORK=0`, every kernel is a new Python process.
"""
from __future__ import annotations

import atexit
import contextlib
import json
import os
import platform
import select
import signal
import socket
import subprocess
import sys
import threading
import time
import uuid
from pathlib import Path
from queue import Empty
from typing import Any

from jupyter_client.asynchronous import AsyncKernelClient
from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager
from jupyter_client.provisioning import LocalProvisioner
from traitlets import Type

from .. import paths
from .stop import end_children

START_LIMIT = 120  # seconds
LINUX = sys.platform == "linux"
COMMAND = [sys.executable, "-P", "-m"]  # -P: the folder a build was started in is no place for modules
SPEC = KernelSpec(argv=[*COMMAND, "statecraft.build.kernel", "-f", "{connection_file}"], language="python", display_name="Python 3")
LIBRARY = str(Path(__file__).parents[2])
# One thread for each kernel: runs are parallel already, and sums do not depend on the number of cores.
ENVIRONMENT = {name: "1" for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")}
if platform.machine().lower() in ("x86_64", "amd64"):
    ENVIRONMENT["OPENBLAS_CORETYPE"] = "Prescott"  # the code that every such processor has, so that the last bits agree
ENVIRONMENT["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"  # what a kernel sets before matplotlib is loaded
ENVIRONMENT["PYDEVD_DISABLE_FILE_VALIDATION"] = "1"  # else the debugger, which a kernel loads, warns about Python's own modules
ENVIRONMENT["PYTHONPATH"] = os.pathsep.join(  # kernels work in another folder, with the library of this process
    dict.fromkeys([LIBRARY, *(os.path.abspath(entry) for entry in os.environ.get("PYTHONPATH", "").split(os.pathsep) if entry)]))


class Server:
    """The warm process, started when it is first needed (see `forkserver`)."""

    def __init__(self) -> None:
        self._lock = threading.RLock()
        self._process: subprocess.Popen | None = None
        self._socket: socket.socket | None = None

    def start(self) -> None:
        """Begin to load modules, unless it has begun."""
        with self._lock:
            if self._process and self._process.poll() is None:
                return
            self._socket, theirs = socket.socketpair()
            with theirs:
                self._process = subprocess.Popen(
                    [*COMMAND, "statecraft.build.forkserver", str(theirs.fileno())], pass_fds=[theirs.fileno()],
                    cwd=paths.notebooks(), env={**os.environ, **ENVIRONMENT}, stdin=subprocess.DEVNULL, start_new_session=True)

    def close(self) -> None:
        """End the process and its kernels."""
        if self._process:
            self._socket.close()
            self._process.wait()

    def fork(self, arguments: list[str], env: dict[str, str], cwd: str) -> Forked:
        """A process that becomes the kernel with these command line arguments."""
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            self.start()
            socket.send_fds(self._socket, [b"k"], [theirs.fileno()])
        ours.sendall(json.dumps({"arguments": arguments, "env": env, "cwd": cwd}).encode() + b"\n")
        return Forked(ours)


class Forked:
    """A forked kernel, with that part of `subprocess.Popen` which jupyter_client uses."""

    stdin = stdout = stderr = None

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._lines = connection.makefile("rb", buffering=0)
        self.returncode: int | None = None
        self.pid = self._said("pid") if select.select([connection], [], [], START_LIMIT)[0] else None
        if self.pid is None:
            raise RuntimeError("the kernel did not start")

    def poll(self) -> int | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            return self.wait(0)

    def wait(self, timeout: float | None = None) -> int:
        if self.returncode is None:
            if not select.select([self._connection], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired("kernel", timeout)
            code = self._said("exit")
            self.returncode = -signal.SIGKILL if code is None else code  # no word: the server is gone, and with it its kernels
            self._lines.close()
            self._connection.close()
        return self.returncode

    def send_signal(self, signum: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, signum)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def _said(self, what: str) -> int | None:
        name, _, number = self._lines.readline().decode().partition(" ")
        return int(number) if name == what else None


class Provisioner(LocalProvisioner):
    """Starts and ends the process of one kernel; forked where the system can."""

    code: int | None = None

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict:
        if stopping.is_set():
            raise RuntimeError("the build is being stopped")
        if not forking():
            return await super().launch_kernel(cmd, **kwargs)
        self.process = server.fork(cmd[len(COMMAND):], kwargs["env"], kwargs["cwd"])
        self.pid = self.pgid = self.process.pid
        return self.connection_info

    async def poll(self) -> int | None:
        self.code = await super().poll()
        return self.code

    async def kill(self, restart: bool = False) -> None:
        await super().kill(restart)
        if self.process:  # gone in milliseconds; the manager would look again only after a tenth of a second
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(timeout=5)

    async def cleanup(self, restart: bool = False) -> None:
        """End what a cell has started and left behind, too."""
        if self.pgid:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pgid, signal.SIGKILL)
        await super().cleanup(restart)


class Client(AsyncKernelClient):
    """A client that goes on as soon as the kernel answers on both channels, without a pause to be sure."""

    async def wait_for_ready(self, timeout: float | None = None) -> None:
        """Return when a request was answered and its outputs arrived; RuntimeError for a dead or silent kernel."""
        deadline = time.monotonic() + (timeout or 60)
        while time.monotonic() < deadline:
            request = self.kernel_info()
            with contextlib.suppress(Empty):
                await self.get_shell_msg(timeout=1)
                while (message := await self.get_iopub_msg(timeout=0.2)):
                    if message["parent_header"].get("msg_id") == request and message["content"].get("execution_state") == "idle":
                        return
            if not await self.is_alive():
                raise RuntimeError("the kernel died before the first cell")
        raise RuntimeError("the kernel did not start in time")


class Manager(AsyncKernelManager):
    """A kernel of this very Python, whatever kernels its user has installed.

    On Linux it listens on sockets without address or file, so that none can be taken or left behind.
    """

    client_factory = Type(default_value=Client, klass=AsyncKernelClient)

    def __init__(self, folder: Path) -> None:
        kernel_id = str(uuid.uuid4())
        address = {"transport": "ipc", "ip": f"@statecraft-{kernel_id}"} if LINUX else {}
        super().__init__(kernel_id=kernel_id, connection_file=str(folder / "kernel.json"), **address)
        self.provisioner = Provisioner(kernel_id=kernel_id, kernel_spec=SPEC, parent=self)

    @property
    def kernel_spec(self) -> KernelSpec:
        return SPEC

    @property
    def exit_code(self) -> int | None:
        """How the process ended, negative for a signal; None while it lives."""
        return self.provisioner.code


def forking() -> bool:
    """Are kernels forked? Only Linux, where nothing that a kernel needs is lost by it."""
    return LINUX and os.environ.get("STATECRAFT_FORK") != "0"


def begin() -> None:
    """Kernels will be wanted soon: the warm process loads its modules while the caller does what it has to."""
    stopping.clear()
    if forking():
        server.start()


def stop() -> None:
    """End all kernels and start no more."""
    stopping.set()
    end_children()


server = Server()
atexit.register(server.close)
stopping = threading.Event()
