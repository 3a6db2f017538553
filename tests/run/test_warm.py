"""run/warm.py, warm_process.py, provisioner.py: children forked from a process that has imported everything."""

import os
import signal
import subprocess
import sys

import psutil
import pytest
from run.small_books import write_book
from support import ROOT

from segtools.params import load_params
from segtools.run import warm
from segtools.run.kernels import run_stage
from segtools.run.warm import WarmProcess, WarmProcessError
from segtools.stages import Stage

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


@pytest.fixture(scope="module")
def process():
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT / "tests"))
        yield WarmProcess()


def child(process, name, environment=None, folder="/"):
    environment = {"PATH": os.environ["PATH"], **(environment or {})}
    return process.start(folder, environment, call=["run.small_children", name], arguments={})


def test_a_child_has_a_world_of_its_own(process, tmp_path):
    first = child(process, "world", {"ONLY": "this"}, tmp_path)
    seen, others = first.answer(), child(process, "world").answer()
    assert first.wait() == 0
    assert seen["session"] and seen["folder"] == str(tmp_path)
    assert seen["environment"]["ONLY"] == "this" and "HOME" not in seen["environment"]
    assert set(seen["environment"]) <= {"ONLY", "PATH", "LC_CTYPE"}
    assert "ONLY" not in others["environment"]
    assert len(seen["descriptors"]) == 5  # three of its own, its line to the starter, and the folder being listed
    assert all(one != other for one, other in zip(seen["random"], others["random"], strict=True))
    assert seen["threads"] == [len(os.sched_getaffinity(0))]


def test_a_child_calculates_on_as_many_threads_as_it_is_told(process):
    assert child(process, "world", {"OPENBLAS_NUM_THREADS": "1"}).answer()["threads"] == [1]


def test_the_end_of_a_child_is_told_whatever_its_cause(process):
    failing, sleeping, finished = (child(process, name) for name in ("fail", "sleep", "world"))
    assert failing.wait() == 7 and failing.answer() is None
    assert sleeping.poll() is None
    sleeping.send_signal(signal.SIGKILL)
    assert sleeping.wait() == -9
    sleeping.kill()  # of what has ended: nothing
    assert finished.wait() == 0


def test_children_end_with_the_warm_process_and_it_with_its_starter():
    start = (
        "from segtools.run.warm import WarmProcess; process = WarmProcess();"
        "child = process.start('/', {}, call=['signal', 'pause'], arguments={});"
        "print(process._process.pid, child.pid)"
    )
    starter = subprocess.run([sys.executable, "-c", start], capture_output=True, text=True, check=True, timeout=60)
    pids = [int(pid) for pid in starter.stdout.split()]
    alive = [psutil.Process(pid) for pid in pids if psutil.pid_exists(pid)]
    assert psutil.wait_procs(alive, timeout=30)[1] == []


def test_a_child_whose_warm_process_is_killed_has_ended():
    mine = WarmProcess()
    sleeping = mine.start("/", {}, call=["signal", "pause"], arguments={})
    process_of_child = psutil.Process(sleeping.pid)
    os.kill(mine._process.pid, signal.SIGKILL)
    assert psutil.wait_procs([process_of_child], timeout=30)[1] == []
    assert sleeping.wait() == -9
    assert mine._process.wait() == -9 and mine.killed() and not mine.runs()
    with pytest.raises(WarmProcessError):
        mine.start("/", {}, call=["signal", "pause"], arguments={})


def test_a_warm_process_that_was_killed_is_started_anew_and_one_that_gave_up_is_not(monkeypatch):
    warm._started.cache_clear()
    first = warm.warm_process()
    os.kill(first._process.pid, signal.SIGKILL)
    first._process.wait()
    second = warm.warm_process()
    assert second is not first and second.runs()
    second._process.kill()
    warm._started.cache_clear()
    monkeypatch.setattr(warm, "QUIET", {})  # so that imported libraries start threads
    third = warm.warm_process()
    with pytest.raises(WarmProcessError):
        third.start("/", {}, call=["signal", "pause"], arguments={})
    third._process.wait()
    assert warm.warm_process() is None
    warm._started.cache_clear()


@pytest.mark.parametrize(("asked", "forked"), [("", True), ("cold", False)])
def test_a_notebook_runs_in_a_fork_unless_cold_kernels_are_asked_for(project, monkeypatch, asked, forked):
    monkeypatch.setenv("SEGTOOLS_KERNELS", asked)
    monkeypatch.setenv("SEGTOOLS_OUTPUTS", str(project / "staged"))
    (project / "staged" / "demo").mkdir(parents=True)
    cell = "import os, psutil; open('parent', 'w').write(' '.join(psutil.Process(os.getppid()).cmdline()))"
    write_book(project / "notebooks" / "01_collect.ipynb", cell)
    run_stage(Stage("01_collect", "?", ()), load_params("demo"), {})
    assert ("warm_process" in (project / "parent").read_text()) == forked
