"""Runs that are killed or interrupted: nothing of them stays, and the last good outputs do."""

import os
import signal
import subprocess

import psutil
import pytest
from support import environment, make_project, segtools


@pytest.fixture
def running(tmp_path):
    """A run of demo that has just finished its first stage, in a project with outputs of an earlier one."""
    project = make_project(tmp_path / "project")
    (project / "outputs" / "demo" / "tables").mkdir(parents=True)
    (project / "outputs" / "demo" / "run.json").write_text("of an earlier run")
    (project / "outputs" / "demo" / "tables" / "cards.parquet").write_text("of an earlier run")
    command, pipe = segtools("run", "demo"), subprocess.PIPE
    started = subprocess.Popen(command, cwd=project, env=environment(), stdout=pipe, stderr=pipe, text=True)
    assert started.stdout.readline().startswith("demo 01_collect done")
    return project / "outputs", started


def files(folder):
    return {path.relative_to(folder).as_posix(): path.read_text() for path in folder.rglob("*") if path.is_file()}


def test_a_run_killed_in_the_middle_leaves_the_last_good_outputs_and_no_kernel(running):
    outputs, started = running
    kernels = psutil.Process(started.pid).children(recursive=True)
    os.kill(started.pid, signal.SIGKILL)
    started.communicate()
    assert kernels and psutil.wait_procs(kernels, timeout=30)[1] == []
    assert files(outputs / "demo") == dict.fromkeys(["run.json", "tables/cards.parquet"], "of an earlier run")


def test_an_interrupted_run_exits_with_130_and_leaves_nothing_behind(running):
    outputs, started = running
    started.send_signal(signal.SIGINT)
    _, said = started.communicate(timeout=60)
    assert started.returncode == 130 and "last good outputs are unchanged" in said
    assert files(outputs / "demo") == dict.fromkeys(["run.json", "tables/cards.parquet"], "of an earlier run")
    assert not (outputs / ".staging" / f"demo.{started.pid}").exists()
