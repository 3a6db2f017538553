"""Replace outputs completely or not at all."""

from __future__ import annotations

import json
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil

from segtools.params import project_root


def outputs_root() -> Path:
    """The folder that holds one folder per client."""
    named = os.environ.get("SEGTOOLS_OUTPUTS")
    return Path(named).resolve() if named else project_root() / "outputs"


def publish(staged: Path, target: Path) -> None:
    """Replace the published folder by the staged one: two renames; `tidy` repairs them if they are interrupted."""
    old = target.parent / ".staging" / f"{target.name}.old"
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        os.replace(target, old)
    os.replace(staged, target)
    shutil.rmtree(old, ignore_errors=True)


def keep_failure(staged: Path, target: Path) -> None:
    """Leave the notebooks and run.json of a failed run beside the last good outputs."""
    target.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(target / "failed", ignore_errors=True)
    (target / "failed").mkdir()
    for path in [*staged.glob("*.ipynb"), staged / "run.json"]:
        shutil.copy2(path, target / "failed")
    good = target / "run.json"
    if not good.is_file() or json.loads(good.read_text("utf-8"))["status"] == "failed":
        shutil.copy2(staged / "run.json", good)


def replace_record(path: Path, record: dict[str, Any]) -> None:
    """Replace run.json, completely or not at all."""
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
    os.replace(part, path)


def tidy(root: Path) -> None:
    """Clean up after runs that were killed: a folder caught between the two renames is moved back."""
    for path in (root / ".staging").glob("*"):
        name, _, tag = path.name.rpartition(".")
        if tag == "old":
            if not (root / name).exists():
                os.replace(path, root / name)
        elif psutil.pid_exists(int(tag)):
            continue
        shutil.rmtree(path, ignore_errors=True)


def abandon(root: Path) -> None:
    """Stop at once what this process has started: its kernels, workers and staging folders. The last good outputs stay
    unchanged."""
    children = psutil.Process().children(recursive=True)
    for child in children:
        with suppress(psutil.NoSuchProcess):
            child.kill()
    psutil.wait_procs(children, timeout=5)
    for pid in [os.getpid(), *(child.pid for child in children)]:
        for folder in (root / ".staging").glob(f"*.{pid}"):
            shutil.rmtree(folder, ignore_errors=True)
    tidy(root)
