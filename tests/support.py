"""What tests of every room use: where things are, a project of their own, the command."""

import os
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data"
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
# whole runs with fewer samples, fewer numbers of segments and no UMAP, which is for looking only: the notebooks
# themselves run as they are
QUICK = {"explore.umap": False, "segment.n_pairs": 8, "segment.max_segments": 6}
# each client's settings in whole runs: one tells who may be contacted, the other its margin
WHOLE = {
    "demo": {**QUICK, "target.contactable": "newsletter"},
    "complete_journey": {**QUICK, "value.margin": 0.32},
}


def copy_of_demo(folder: Path) -> Path:
    """demo's tables, with a column that tells who may be contacted: all but every fifth."""
    shutil.copytree(ROOT / "data" / "demo", folder / "demo")
    head, *lines = (folder / "demo" / "customers.csv").read_text("utf-8").splitlines()
    lines = [f"{line},{'no' if line.split(',')[0].endswith(('0', '5')) else 'yes'}" for line in lines]
    (folder / "demo" / "customers.csv").write_text("\n".join([f"{head},newsletter", *lines]) + "\n", "utf-8")
    return folder / "demo"


def make_project(folder: Path) -> Path:
    """A project of its own: the notebooks and params of this one, and no outputs."""
    shutil.copytree(ROOT / "params", folder / "params")
    shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=shutil.ignore_patterns(".ipynb_checkpoints"))
    return folder


def environment(**more):
    """The environment of a child process: the project's data, and outputs where the project is; None takes out."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("SEGTOOLS_")}
    wanted = {**kept, "SEGTOOLS_DATA": str(ROOT / "data"), **more}
    return {name: value for name, value in wanted.items() if value is not None}


def segtools(*arguments):
    return [sys.executable, "-c", "from segtools.cli import main; main()", *arguments]
