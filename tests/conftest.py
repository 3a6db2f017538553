"""What the tests share: a place for outputs, real data where it is at hand, and whole runs made once."""

import os
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest
import whole_runs
from support import ONE_THREAD, SHARED, make_project


def pytest_configure(config):
    """The notebooks that nbval runs must not write into the project's own outputs; whole runs are made in one place for
    all processes; of processes side by side each has one core."""
    config.segtools_temporary = Path(tempfile.mkdtemp(prefix="segtools-tests-"))
    os.environ["SEGTOOLS_OUTPUTS"] = str(config.segtools_temporary / "outputs")
    os.environ.setdefault("SEGTOOLS_WHOLE_RUNS", str(config.segtools_temporary / "runs"))
    if getattr(config.option, "numprocesses", None):
        os.environ.update(ONE_THREAD)


def pytest_collection_modifyitems(items):
    """What takes longest first: the notebooks, those in a browser, whole runs, then the rest as it comes."""

    def place(item):
        notebook, whole = item.path.suffix == ".ipynb", item.nodeid.split("::")[0] in whole_runs.READS
        return not notebook, item.path.name != "test_browser.py", not whole

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Where tests run side by side, a file's stay together, and so do the notebooks, which read each other's tables.
    What reads whole runs has its turn when they are made; until then others have."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def schedule(self):
            collected = {nodeid.split("::")[0] for tests in self.registered_collections.values() for nodeid in tests}
            if self.collection is None and collected & set(whole_runs.READS):
                whole_runs.start()
            super().schedule()

        def _split_scope(self, nodeid):
            file = nodeid.split("::")[0]
            return "notebooks" if file.startswith("notebooks/") else file

        def _assign_work_unit(self, node):
            if now := [scope for scope in self.workqueue if whole_runs.ready(scope)]:
                self.workqueue.move_to_end(now[0], last=False)
            super()._assign_work_unit(node)

    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_terminal_summary(terminalreporter, config):
    """What was skipped, and why, to be told when all else is told."""
    reasons = Counter(str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []))
    config.segtools_skipped = [f"{number} ({reason.removeprefix('Skipped: ')})" for reason, number in reasons.items()]


def pytest_unconfigure(config):
    whole_runs.stop()
    shutil.rmtree(config.segtools_temporary, ignore_errors=True)
    if skipped := getattr(config, "segtools_skipped", []):
        print(f"skipped: {'; '.join(skipped)}")


@pytest.fixture
def shared():
    """Real data that may not be copied into the project."""

    def find(name):
        path = SHARED / name
        if not path.is_file():
            pytest.skip(f"real data {name} is not beside the project")
        return path

    return find


@pytest.fixture
def outputs(tmp_path, monkeypatch):
    """An empty folder for outputs."""
    monkeypatch.setenv("SEGTOOLS_OUTPUTS", str(tmp_path / "outputs"))
    return tmp_path / "outputs"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """A project to write params into, with the tests' working directory in it."""
    made = make_project(tmp_path / "project")
    monkeypatch.chdir(made)
    monkeypatch.setenv("SEGTOOLS_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("SEGTOOLS_OUTPUTS")
    (tmp_path / "data").mkdir()
    return made


@pytest.fixture(scope="session")
def runs():
    """Whole runs, made once: demo beside a client with a truncated file, and a real grocer."""
    demo, real = whole_runs.wait_for("demo_and_broken", "real")
    folder = whole_runs.runs_folder()
    project, outputs = folder / "project", folder / "project" / "outputs"
    return {"folder": folder, "project": project, "outputs": outputs, "demo_and_broken": demo, "real": real}
