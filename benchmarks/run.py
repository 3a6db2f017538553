"""How much longer does a run take than the work in it, and how does it grow with clients?

    .venv/bin/python benchmarks/run.py                  # demo, four ways
    .venv/bin/python benchmarks/run.py --clients 10     # and ten clients, by papermill in turn and by segtools
    .venv/bin/python benchmarks/run.py --grow 1 5 10 20 # and how time grows with their number

The clients are copies of demo. All ways leave the same six notebooks with the same tables and pictures, no
deliverables: `segtools run`, with warm and with cold kernels; papermill from the command line, notebook by notebook, as
one would without segtools; and the cells of all notebooks in one Python process, pictures drawn, which is the work
itself. Numba keeps what it compiles, so one run goes before. Prints ratios, each the median of `--repeat` turns.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SEGTOOLS = [sys.executable, "-c", "from segtools.cli import main; main()", "run", "--no-deliver"]
ONE_PROCESS = """
import json, sys
from pathlib import Path
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output
class Shell(InteractiveShell):
    def enable_gui(self, gui=None):
        "There is none."
shell = Shell.instance()
shell.run_line_magic("matplotlib", "inline")
for path in sorted(Path("notebooks").glob("0*.ipynb")):
    shell.reset(new_session=False)
    for cell in json.loads(path.read_text("utf-8"))["cells"]:
        if cell["cell_type"] == "code":
            given = "parameters" in cell["metadata"].get("tags", [])
            source = f"client, settings = {sys.argv[1]!r}, {{}}" if given else "".join(cell["source"])
            with capture_output():
                shell.run_cell(source).raise_error()
"""


def main() -> None:
    """Measure what the command line asks for."""
    ask = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    ask.add_argument("--repeat", type=int, default=3)
    ask.add_argument("--clients", type=int, default=0)
    ask.add_argument("--grow", type=int, nargs="*", default=[])
    asked = ask.parse_args()
    most = max([1, asked.clients, *asked.grow])
    with tempfile.TemporaryDirectory(prefix="segtools-bench-") as folder:
        project, names = _project(Path(folder), most)
        one_client(project, names[0], asked.repeat)
        if asked.clients:
            many_clients(project, names[: asked.clients])
        for number in asked.grow:
            seconds = _seconds([*SEGTOOLS, *names[:number]], project)
            print(f"{number:3d} clients, one at a time: {seconds:6.0f} s, {seconds / number:5.1f} s a client")


def one_client(project: Path, client: str, repeat: int) -> None:
    """One client, each way in turn."""
    ways = {
        "its cells in one process": lambda: _seconds([sys.executable, "-c", ONE_PROCESS, client], project),
        "segtools run": lambda: _seconds([*SEGTOOLS, client], project),
        "segtools run, cold kernels": lambda: _seconds([*SEGTOOLS, client], project, SEGTOOLS_KERNELS="cold"),
        "papermill in turn": lambda: _papermill(project, client),
    }
    ways["segtools run"]()
    turns = [{name: run() for name, run in ways.items()} for _ in range(repeat)]
    middle = {name: statistics.median(turn[name] for turn in turns) for name in ways}
    print(f"one client, against its cells in one process ({middle['its cells in one process']:.1f} s):")
    for name, seconds in middle.items():
        print(f"  {name:28s} {seconds / middle['its cells in one process']:5.2f} times")


def many_clients(project: Path, clients: list[str]) -> None:
    """Many clients, by papermill in turn and by segtools, one and two at a time."""
    process = _seconds([sys.executable, "-c", ONE_PROCESS, clients[0]], project)
    first = _seconds([*SEGTOOLS, clients[0]], project)
    papermill = sum(_papermill(project, client) for client in clients)
    alone = _seconds([*SEGTOOLS, *clients], project)
    beside = _seconds([*SEGTOOLS, "--jobs", "2", *clients], project)
    further = (alone - first) / (len(clients) - 1)
    print(f"{len(clients)} clients: from the second on {further / process:.2f} times their cells in one process")
    print(f"  papermill in turn takes {papermill / alone:.1f} times as long as segtools run (--jobs 1)")
    print(f"  and {papermill / beside:.1f} times as long as segtools run --jobs 2, on {os.cpu_count()} cores")


def _papermill(project: Path, client: str) -> float:
    books = sorted(path.name for path in (project / "notebooks").glob("0*.ipynb"))
    command = [sys.executable, "-m", "papermill", "--no-progress-bar", "--log-level", "ERROR"]
    return sum(
        _seconds([*command, f"notebooks/{book}", f"../{book}", "-p", "client", client], project) for book in books
    )


def _seconds(command: list[str], project: Path, **environment: str) -> float:
    started = time.perf_counter()
    done = subprocess.run(
        command, cwd=project, env={**os.environ, "SEGTOOLS_OUTPUTS": str(project / "outputs"), **environment},
        capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        sys.exit(f"{' '.join(command[-4:])} failed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return time.perf_counter() - started


def _project(folder: Path, number: int) -> tuple[Path, list[str]]:
    project, names = folder / "project", [f"client_{turn:02d}" for turn in range(1, number + 1)]
    for part in ("notebooks", "params"):
        shutil.copytree(ROOT / part, project / part)
    params = (ROOT / "params" / "demo.yaml").read_text("utf-8")
    for name in names:
        (project / "params" / f"{name}.yaml").write_text(params, "utf-8")
    os.environ["SEGTOOLS_DATA"] = str(ROOT / "data")
    return project, names


if __name__ == "__main__":
    main()
