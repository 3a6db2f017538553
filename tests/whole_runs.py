"""Make the whole runs that tests read, once, beside the tests: `whole_runs.py FOLDER`.

- demo beside a client with a truncated file, then a real grocer, by `segtools run`;
- demo by plain papermill, notebook by notebook, on the same rows in another order, with as many threads as cores;
- demo in one process, with a catalogue of nonsense.

All are quick. Each leaves `FOLDER/NAME.json`, its exit code and what it said, as soon as it is done.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
from nonsense import package_of_nonsense
from support import ONE_THREAD, ROOT, WHOLE, copy_of_demo, environment, make_project, segtools

# file of tests -> what it reads
READS = {
    "tests/deliver/test_whole_runs.py": ("demo_and_broken", "real"),
    "tests/run/test_whole_runs.py": ("demo_and_broken", "real", "papermill"),
    "tests/target/test_whole_runs.py": ("demo_and_broken", "real"),
    "tests/test_sentences_are_data.py": ("demo_and_broken", "nonsense"),
}
LONGEST = 900  # seconds, on a machine that does other things too
STARTED = []


def runs_folder() -> Path:
    """Where they are made: one place for all processes that test side by side."""
    return Path(os.environ["SEGTOOLS_WHOLE_RUNS"])


def start() -> None:
    """Make them in a process of their own, which `stop` ends."""
    runs_folder().mkdir()
    with open(runs_folder() / "log", "w") as log:
        command = [sys.executable, __file__, runs_folder()]
        STARTED.append(subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True))


def stop() -> None:
    """End what was started and has not ended."""
    for process in STARTED:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


def ready(file: str) -> bool:
    """Whether all is there that a file of tests reads."""
    return all((runs_folder() / f"{name}.json").is_file() for name in READS.get(file, ()))


def wait_for(*names: str) -> list[subprocess.CompletedProcess]:
    """The runs of these names, when they are done; started here if nobody has started them."""
    folder, until = runs_folder(), time.monotonic() + LONGEST
    if not folder.is_dir():
        start()
    while missing := [name for name in names if not (folder / f"{name}.json").is_file()]:
        if (folder / "failed").is_file() or time.monotonic() > until:
            raise RuntimeError(f"{', '.join(missing)}: not made: {(folder / 'log').read_text('utf-8')[-2000:]}")
        time.sleep(0.2)
    return [subprocess.CompletedProcess(**json.loads((folder / f"{name}.json").read_text("utf-8"))) for name in names]


def make(folder: Path) -> None:
    """Make all, in two lines side by side."""
    project, data = make_project(folder / "project"), folder / "data"
    demo = copy_of_demo(data)
    add_broken(project, data)
    add_shuffled(demo, folder / "shuffled" / "demo")
    package_of_nonsense(folder / "package")
    with ThreadPoolExecutor() as lines:
        done = [lines.submit(in_turn, folder, line) for line in ([demo_and_broken, real], [papermill, nonsense])]
    for line in done:
        line.result()


def in_turn(folder: Path, runs: list[Callable[[Path], subprocess.CompletedProcess]]) -> None:
    """One run after another; what each said is kept under its name."""
    for run in runs:
        done = run(folder)
        kept = {"args": "", "returncode": done.returncode, "stdout": done.stdout, "stderr": done.stderr}
        (folder / f"{run.__name__}.part").write_text(json.dumps(kept), "utf-8")
        (folder / f"{run.__name__}.part").rename(folder / f"{run.__name__}.json")


# --- the data -----------------------------------------------------------------------------------------


def add_broken(project: Path, data: Path) -> None:
    """A client like demo whose orders are a Parquet file that was cut off in the middle."""
    params = (project / "params" / "demo.yaml").read_text("utf-8").replace("demo/orders.csv", "broken/orders.parquet")
    (project / "params" / "broken.yaml").write_text(params, "utf-8")
    (data / "broken").mkdir()
    file = data / "broken" / "orders.parquet"
    pd.read_csv(data / "demo" / "customers.csv").to_parquet(file)
    whole = file.read_bytes()
    file.write_bytes(whole[: len(whole) // 2])


def add_shuffled(demo: Path, shuffled: Path) -> None:
    """demo's tables with their rows in another order."""
    shuffled.mkdir(parents=True)
    for path in demo.glob("*.csv"):
        header, *lines = path.read_text("utf-8").splitlines()
        lines = pd.Series(lines).sample(frac=1, random_state=7).tolist()
        (shuffled / path.name).write_text("\n".join([header, *lines]) + "\n", "utf-8")


# --- the runs -----------------------------------------------------------------------------------------


def said(command: list, folder: Path, **more) -> subprocess.CompletedProcess:
    return subprocess.run(command, cwd=folder / "project", env=environment(**more), capture_output=True, text=True)


def by_command(folder: Path, client: str, *others: str) -> subprocess.CompletedProcess:
    settings = [part for name, value in WHOLE[client].items() for part in ("--set", f"{name}={json.dumps(value)}")]
    return said(segtools("run", client, *others, *settings), folder, SEGTOOLS_DATA=str(folder / "data"))


def demo_and_broken(folder: Path) -> subprocess.CompletedProcess:
    return by_command(folder, "demo", "broken")


def real(folder: Path) -> subprocess.CompletedProcess:
    return by_command(folder, "complete_journey")


def papermill(folder: Path) -> subprocess.CompletedProcess:
    """papermill as it comes, for every notebook in turn, until one fails."""
    where = {"SEGTOOLS_DATA": str(folder / "shuffled"), "SEGTOOLS_OUTPUTS": str(folder / "plain")}
    parameters = {"client": "demo", "settings": WHOLE["demo"]}
    steps = "import papermill"
    for book in sorted((folder / "project" / "notebooks").glob("*.ipynb")):
        given = f"'notebooks/{book.name}', {str(folder / book.name)!r}, {parameters}, progress_bar=False"
        steps += f"\npapermill.execute_notebook({given})"
    return said([sys.executable, "-c", steps], folder, **where, **dict.fromkeys(ONE_THREAD))


def nonsense(folder: Path) -> subprocess.CompletedProcess:
    """The notebooks in one process, with the package that has the catalogue of nonsense."""
    where = {"SEGTOOLS_DATA": str(folder / "data"), "SEGTOOLS_OUTPUTS": str(folder / "nonsense")}
    command = [sys.executable, ROOT / "tests" / "one_process.py", "demo", json.dumps(WHOLE["demo"])]
    return said(command, folder, **where, PYTHONPATH=str(folder / "package"))


if __name__ == "__main__":
    into = Path(sys.argv[1])
    try:
        make(into)
    except BaseException:
        (into / "failed").touch()
        raise
