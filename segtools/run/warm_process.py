"""The process that has imported what the notebooks import, and forks a child for each task: `python -m
segtools.run.warm_process DESCRIPTOR`, the descriptor being that of its control socket.

Protocol. The starter sends one byte with one end of a socket pair. The child that is forked for it reads its task from
there, a line of JSON, and writes a line {"pid"}; a task that calls a function writes its result in one more line. When
the child has ended, whatever the cause, the warm process writes {"exit"} and closes. It ends when its starter does.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import json
import os
import select
import signal
import socket
import sys
import time
import warnings
from contextlib import suppress
from typing import Any

import duckdb
import numpy as np
import threadpoolctl

_FIRST = (
    *(f"ipykernel.{name}" for name in ("kernelapp", "ipkernel", "debugger")),
    *(f"IPython.core.{name}" for name in ("completerlib", "debugger", "logger", "oinspect", "pylabtools")),
    *("IPython.extensions.storemagic", "IPython.utils.wildcard"),
    *("segtools.show", "segtools.collect", "ibis.backends.duckdb"),
)
_IN_QUIET_MOMENTS = (
    "segtools.explore",
    "umap",
    *(f"segtools.{stage}" for stage in ("segment", "profile", "target", "monitor")),
    "segtools.run.light_jsonschema",
    "segtools.deliver.make",
)
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG of prctl(2)


def main() -> None:
    """Serve until the process that started this one has ended."""
    sys.path.pop(0)  # the folder that `python -m` was called in
    die_with(int(sys.argv[2]))
    task = serve(socket.socket(fileno=int(sys.argv[1])))
    if task is not None:  # this is a child
        work(*task)


def die_with(parent: int) -> None:
    """Tell the system to kill this process when its parent ends."""
    ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


def serve(control: socket.socket) -> tuple[dict[str, Any], socket.socket] | None:
    """Fork a child for each request. Returns in the child with its task and its socket, and in the warm process
    with None when the starter has closed the control socket."""
    waiting, children = list(_IN_QUIET_MOMENTS), {}
    woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
    signal.set_wakeup_fd(wake)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    for name in _FIRST:
        _import(name)
    duckdb.default_connection().close()  # opened on import, with a thread; opens again when it is used
    while True:
        ready, _, _ = select.select([control, woken], [], [], 0 if waiting else None)
        if woken in ready:
            os.read(woken, 4096)
            _report_ended(children)
        if control in ready:
            message, descriptors, _, _ = socket.recv_fds(control, 1, 1)
            if not message:
                return None
            asked = socket.socket(fileno=descriptors[0])
            _hold_no_thread()
            warm = os.getpid()
            pid = os.fork()
            if pid == 0:
                os.setsid()
                die_with(warm)
                return _own_world(asked), asked
            children[pid] = asked
        elif waiting:
            _import(waiting.pop(0))


def _import(name: str) -> None:
    """Import a module; if that fails, the notebook that needs it will report it."""
    with suppress(Exception), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        importlib.import_module(name)


def _report_ended(children: dict[int, socket.socket]) -> None:
    while children:
        pid, status = os.waitpid(-1, os.WNOHANG)
        if pid == 0:
            return
        with children.pop(pid) as asked:
            try:
                asked.sendall(json.dumps({"exit": os.waitstatus_to_exitcode(status)}).encode() + b"\n")
            except OSError:  # the starter no longer listens
                continue


def _hold_no_thread() -> None:
    """End this process if an import has started a thread: its locks would stay locked forever in a child."""
    for _ in range(100):
        threads = os.listdir("/proc/self/task")
        if len(threads) == 1:
            gc.collect()
            gc.freeze()  # pages that hold only what is imported stay shared
            return
        time.sleep(0.01)  # one that is ending
    sys.exit(f"segtools: {len(threads) - 1} threads belong to imported libraries; kernels start cold")


def _own_world(asked: socket.socket) -> dict[str, Any]:
    """Read a child's task, and give the child what a process of its own would have: signals, descriptors, environment,
    folder, random numbers, threads."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.closerange(3, asked.fileno())
    os.closerange(asked.fileno() + 1, os.sysconf("SC_OPEN_MAX") if os.sysconf("SC_OPEN_MAX") > 0 else 65_536)
    with asked.makefile("rb") as lines:
        task = json.loads(lines.readline())
    os.environ.clear()
    os.environ.update(task["environment"])
    os.chdir(task["folder"])
    np.random.seed()  # that of the standard library is fresh in every child
    threads = os.environ.get("OPENBLAS_NUM_THREADS") or os.environ.get("OMP_NUM_THREADS")
    threadpoolctl.threadpool_limits(int(threads or len(os.sched_getaffinity(0))), "blas")
    asked.sendall(json.dumps({"pid": os.getpid()}).encode() + b"\n")
    return task


def work(task: dict[str, Any], asked: socket.socket) -> None:
    """Be a Jupyter kernel, or call a function and send its result; both end the process."""
    if "kernel" in task:
        asked.close()
        from ipykernel.kernelapp import IPKernelApp

        IPKernelApp.launch_instance(argv=task["kernel"])
        return
    module, name = task["call"]
    answer = getattr(importlib.import_module(module), name)(**task["arguments"])
    asked.sendall(json.dumps(answer).encode() + b"\n")


if __name__ == "__main__":
    main()
