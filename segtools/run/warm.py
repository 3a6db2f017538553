"""Kernels that start quickly: children of a process that has already imported what notebooks import.

Linux only. Elsewhere, and where $SEGTOOLS_KERNELS is `cold`, kernels are processes of their own, with the same result.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

QUIET = {  # libraries that would start threads on import: a process that forks may hold none
    "OPENBLAS_NUM_THREADS": "1",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
}
KERNEL = {  # what a kernel finds when it imports; else a figure would have no place, and the debugger would warn
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}
_KILLED = -9


class Child:
    """A child of the warm process, with the interface of subprocess.Popen that a kernel provisioner uses.

    Raises
    ------
    WarmProcessError : where the warm process has ended
    """

    stdin = stdout = stderr = None

    def __init__(self, control: socket.socket, task: dict[str, Any]):
        self._line, theirs = socket.socketpair()
        with theirs:
            try:
                socket.send_fds(control, [b"."], [theirs.fileno()])
            except OSError:
                raise WarmProcessError("the warm process has ended") from None
        self.returncode: int | None = None
        self._read = b""
        self._line.sendall(json.dumps(task).encode() + b"\n")
        first = self.answer()
        if first is None:
            raise WarmProcessError("the warm process has ended")
        self.pid = first["pid"]

    def answer(self, wait: bool = True) -> dict[str, Any] | None:
        """The next line that the child sends; None if there is none (or none yet, without `wait`). At the end,
        `returncode` is known."""
        while self.returncode is None and b"\n" not in self._read:
            try:
                received = self._line.recv(65_536, 0 if wait else socket.MSG_DONTWAIT)
            except BlockingIOError:
                return None
            except ConnectionError:
                received = b""
            if not received:
                self._end(_KILLED)
            self._read += received
        if self.returncode is not None:
            return None
        line, _, self._read = self._read.partition(b"\n")
        answer = json.loads(line)
        if isinstance(answer, dict) and "exit" in answer:
            self._end(answer["exit"])
            return None
        return answer

    def _end(self, code: int) -> None:
        self.returncode = code
        self._line.close()

    def poll(self) -> int | None:
        """The exit code; None while it is running."""
        self.answer(wait=False)
        return self.returncode

    def wait(self) -> int | None:
        """Wait for the end and return the exit code."""
        while self.returncode is None:
            self.answer()
        return self.returncode

    def send_signal(self, number: int) -> None:
        """Send a signal to the child, unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """End it immediately."""
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)


class WarmProcessError(RuntimeError):
    """There is no warm process to fork from."""


class WarmProcess:
    """The process that forks; it starts beside this one and ends with it."""

    def __init__(self) -> None:
        self._control, theirs = socket.socketpair()
        command = [sys.executable, "-m", f"{__package__}.warm_process", str(theirs.fileno()), str(os.getpid())]
        with theirs:
            self._process = subprocess.Popen(
                command,
                cwd="/",
                env={**os.environ, **KERNEL, **QUIET},
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                start_new_session=True,  # an interrupt is for this process, which ends the others
            )

    def runs(self) -> bool:
        """Whether it is able to fork."""
        return self._process.poll() is None

    def killed(self) -> bool:
        """Whether it was ended from outside, most likely because memory ran out."""
        return (self._process.poll() or 0) < 0

    def start(self, folder: Path | str, environment: dict[str, str], **task: Any) -> Child:
        """A child for a task, in a folder and an environment: `kernel` with its arguments, or `call` of a function by
        module and name with `arguments`."""
        return Child(self._control, {**task, "folder": str(folder), "environment": environment})


def warm_process() -> WarmProcess | None:
    """The warm process of this process, started when first needed; None if kernels should be cold."""
    if sys.platform != "linux" or os.environ.get("SEGTOOLS_KERNELS") == "cold":
        return None
    if _started().killed():
        _started.cache_clear()
    return _started() if _started().runs() else None


@cache
def _started() -> WarmProcess:
    return WarmProcess()
