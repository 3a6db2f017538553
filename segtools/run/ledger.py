"""run.json: what was run, with what inputs and versions, and the results."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from segtools.params import Params, project_root

Progress = Callable[[str, str, str, float], None]  # client, stage, status, seconds
_PACKAGES = ("segtools", "numpy", "pandas", "scikit-learn", "umap-learn", "duckdb", "ibis-framework", "papermill")


@dataclass
class Outcome:
    """The result for one client: the content of run.json, and what the command line reports."""

    client: str
    run: str = ""
    status: str = "running"
    verdict: str = ""
    because: str = ""
    failed_stage: str = ""
    cause: str = ""
    data_fault: bool = False
    cautions: list[str] = field(default_factory=list)
    seconds: float = 0.0
    stages: list[dict[str, Any]] = field(default_factory=list)
    deliverables: dict[str, list[str]] = field(default_factory=dict)


def bug(error: Exception) -> str:
    """The cause of a failure for which there is no message."""
    return f"{type(error).__name__}: {' '.join(str(error).split())}; this is a bug in segtools, please report it"


def deliverable_records(sections: Mapping[str, list[str]], folder: Path) -> dict[str, Any]:
    """File -> its hash and its sections."""
    return {name: {"sha256": _digest(folder / name), "sections": titles} for name, titles in sections.items()}


def write_record(
    outcome: Outcome, params: Params, settings: Mapping, started: datetime, clock: float, folder: Path
) -> None:
    """Write run.json: what was run, with what inputs and versions, and the results."""
    outcome.seconds = round(time.perf_counter() - clock, 2)
    scrub(folder, params)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "run.json")
    record = {
        **{name: value for name, value in asdict(outcome).items() if name != "data_fault"},
        "started": started.isoformat(timespec="seconds"),
        "seed": params.seed,
        "settings": dict(settings),
        "params": _digest(project_root() / "params" / f"{params.client}.yaml"),
        "inputs": _inputs(params),
        "deliverables": deliverable_records(outcome.deliverables, folder),
        "outputs": {path.relative_to(folder).as_posix(): _digest(path) for path in files},
        "template": template_commit(project_root()),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in _PACKAGES},
    }
    (folder / "run.json").write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")


def template_commit(root: Path) -> str:
    """The git commit of the project's notebooks and code, with -dirty if files differ from it; "" if the folder is not
    a git checkout or git is not installed."""
    if not (root / ".git").exists():
        return ""
    command = ["git", "--no-optional-locks", "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"]
    try:
        answer = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return answer.stdout.strip() if answer.returncode == 0 else ""


def _inputs(params: Params) -> dict[str, str]:
    """Each file that was read -> its hash; a database table has none."""
    from segtools.collect.files import find_files
    from segtools.tables import DataError

    digests = {}
    for source in params.sources.given().values():
        if source.database:
            digests[source.origin] = "a database: no hash"
        for path in [source.path, *(lookup.path for lookup in source.lookups)]:
            try:
                digests |= {shown: _digest(file) for file, shown in (find_files(path) if path else [])}
            except DataError:
                digests[path] = "not found"
    return digests


def scrub(folder: Path, params: Params) -> None:
    """Remove what a killed kernel left behind, and any secret found in a text. This is the last of three guards, after
    params that refuse passwords and messages that leave them out."""
    from segtools.collect.read_database import secrets

    for left in folder.glob(".scratch-*"):
        shutil.rmtree(left, ignore_errors=True)
    hidden = [secret.encode() for secret in secrets(params)]
    for path in [path for path in folder.rglob("*") if path.is_file() and path.suffix != ".parquet"] if hidden else []:
        raw = path.read_bytes()
        clean = raw
        for secret in hidden:
            clean = clean.replace(secret, b"***")
        if clean != raw:
            path.write_bytes(clean)


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
