"""What the tests share: a place for outputs, real data where it is at hand, and whole runs made once."""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter

import pandas as pd
import pytest
from support import SHARED, WHOLE, copy_of_demo, environment, make_project, segtools

WHOLE_RUNS = (
    "tests/run/test_whole_runs.py",
    "tests/target/test_whole_runs.py",
    "tests/deliver/test_whole_runs.py",
    "tests/test_sentences_are_data.py",
)


def pytest_configure(config):
    """The notebooks that nbval runs must not write into the project's own outputs."""
    config.segtools_outputs = tempfile.mkdtemp(prefix="segtools-tests-")
    os.environ["SEGTOOLS_OUTPUTS"] = config.segtools_outputs


def pytest_collection_modifyitems(items):
    """What takes longest first: whole runs, then the notebooks, then those in a browser, then the rest as it comes."""

    def place(item):
        whole, notebook = item.nodeid.startswith(WHOLE_RUNS), item.path.suffix == ".ipynb"
        return not whole, not notebook, item.path.name != "test_browser.py"

    items.sort(key=place)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Where tests run side by side, a file's stay together, and so do those that read the whole runs, which are made
    once a process, and the notebooks, which read each other's tables."""
    from xdist.scheduler import LoadScopeScheduling

    class ByFile(LoadScopeScheduling):
        def _split_scope(self, nodeid):
            file = nodeid.split("::")[0]
            return "notebooks" if file.startswith("notebooks/") else "runs" if file in WHOLE_RUNS else file

    config.option.loadscopereorder = False
    return ByFile(config, log)


def pytest_terminal_summary(terminalreporter, config):
    """What was skipped, and why, to be told when all else is told."""
    reasons = Counter(str(report.longrepr[2]) for report in terminalreporter.stats.get("skipped", []))
    config.segtools_skipped = [f"{number} ({reason.removeprefix('Skipped: ')})" for reason, number in reasons.items()]


def pytest_unconfigure(config):
    shutil.rmtree(config.segtools_outputs, ignore_errors=True)
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
def runs(tmp_path_factory):
    """Whole runs, made once: demo beside a client with a truncated file, a real grocer, and demo once more by
    plain papermill, notebook by notebook, on the same rows in another order. All are quick."""
    folder = tmp_path_factory.mktemp("runs")
    project = make_project(folder / "project")
    broken = (project / "params" / "demo.yaml").read_text("utf-8").replace("demo/orders.csv", "broken/orders.parquet")
    (project / "params" / "broken.yaml").write_text(broken, "utf-8")
    data = folder / "data"
    demo = copy_of_demo(data)
    (data / "broken").mkdir()
    table = pd.read_csv(data / "demo" / "customers.csv")
    table.to_parquet(data / "broken" / "orders.parquet")
    whole = (data / "broken" / "orders.parquet").read_bytes()
    (data / "broken" / "orders.parquet").write_bytes(whole[: len(whole) // 2])

    shuffled = folder / "shuffled" / "demo"
    shuffled.mkdir(parents=True)
    for path in demo.glob("*.csv"):
        header, *lines = path.read_text("utf-8").splitlines()
        lines = pd.Series(lines).sample(frac=1, random_state=7).tolist()
        (shuffled / path.name).write_text("\n".join([header, *lines]) + "\n", "utf-8")
    plain = environment(SEGTOOLS_DATA=str(shuffled.parent), SEGTOOLS_OUTPUTS=str(folder / "plain"))
    books = sorted(path.name for path in (project / "notebooks").glob("*.ipynb"))
    steps = " && ".join(
        f"{sys.executable} -m papermill --no-progress-bar notebooks/{book} {folder}/{book} -p client demo"
        f" -y 'settings: {json.dumps(WHOLE['demo'])}'"
        for book in books
    )
    aside = subprocess.Popen(
        steps, shell=True, cwd=project, env=plain, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )

    def run(client, *others):
        settings = [part for name, value in WHOLE[client].items() for part in ("--set", f"{name}={json.dumps(value)}")]
        command = segtools("run", client, *others, *settings)
        return subprocess.run(
            command, cwd=project, env=environment(SEGTOOLS_DATA=str(data)), capture_output=True, text=True
        )

    made = {
        "folder": folder,
        "data": data,
        "project": project,
        "outputs": project / "outputs",
        "plain": folder / "plain",
    }
    made["demo_and_broken"] = run("demo", "broken")
    made["real"] = run("complete_journey")
    said, _ = aside.communicate()
    made["papermill"] = (aside.returncode, said)
    return made
