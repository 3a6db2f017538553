"""params/places.py: a project is the folder one stands in, or one above it, and never another."""

import subprocess
from pathlib import Path

import pytest
from support import environment, segtools

from segtools.params import ParamsError, all_clients, data_folders, load_params, project_root
from segtools.tables import open_study

OUTSIDE = "not inside a segtools project (no params/ and notebooks/ here); change to the project's folder"


@pytest.fixture
def nowhere(tmp_path, monkeypatch):
    """A folder in no project."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SEGTOOLS_DATA", raising=False)
    return tmp_path


def test_the_project_is_found_from_a_folder_inside_it(project, monkeypatch):
    monkeypatch.chdir(project / "notebooks")
    assert project_root() == project and "demo" in all_clients()


def test_a_folder_that_lacks_notebooks_is_no_project(nowhere):
    (nowhere / "params").mkdir()
    with pytest.raises(ParamsError):
        project_root()


@pytest.mark.parametrize(
    "look",
    [project_root, all_clients, data_folders, lambda: load_params("demo"), lambda: open_study("demo")],
    ids=["root", "clients", "data", "params", "study"],
)
def test_outside_a_project_nothing_is_taken_from_the_installed_package(nowhere, look):
    with pytest.raises(ParamsError) as caught:
        look()
    assert caught.value.faults == [f"{Path.cwd()}: {OUTSIDE}"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "demo"],
        ["run", "--all"],
        ["deliver", "demo"],
        ["check", "demo"],
        ["score", "demo", "new.csv"],
        ["new", "acme", "orders.csv"],
    ],
    ids=" ".join,
)
def test_every_command_outside_a_project_is_refused_in_one_line(nowhere, arguments):
    (nowhere / "orders.csv").write_text("customer_id,day,amount\n1,2026-01-01,5\n", "utf-8")
    done = subprocess.run(segtools(*arguments), cwd=nowhere, env=environment(), capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr == f"{nowhere}: {OUTSIDE}\n"
    assert sorted(path.name for path in nowhere.iterdir()) == ["orders.csv"]
