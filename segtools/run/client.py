"""Runs: one client or many, stage by stage through papermill, published whole or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psutil

from segtools.params import Params, load_params, project_root

# stage -> what it must leave behind; a stage that lacks one of these has failed, whatever its kernel says
STAGES: dict[str, tuple[str, ...]] = {
    "01_collect": ("customers", "dictionary", "quality", "reasons", "remarks", "period"),
    "02_explore": ("variables", "embedding"),
    "03_segment": (
        "choice",
        "stability",
        "segment_stability",
        "flow",
        "lineage",
        "contributions",
        "tree_rules",
        "short_list",
        "segments",
    ),
    "04_profile": ("value", "value_models", "calibration", "profile", "cards"),
    "05_target": ("criteria", "targets", "plays", "plan"),
    "06_monitor": ("migration", "kpis", "drift", "campaign_results", "decision"),
}
DELIVER = "deliver"
_PACKAGES = ("segtools", "numpy", "pandas", "scikit-learn", "umap-learn", "duckdb", "ibis-framework", "papermill")
_OURS = {"DataError", "ParamsError"}


class StageError(RuntimeError):
    """A stage did not finish. The message is one line: what, where, how to mend it."""

    def __init__(self, message: str, data: bool = False):
        super().__init__(message)
        self.data = data


class NoRunError(ValueError):
    """A client has no finished run to make anything from."""


@dataclass
class Outcome:
    """What became of one client: the content of run.json and how to speak of it."""

    client: str
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


Progress = Callable[[str, str, str, float], None]  # client, stage, status, seconds


def outputs_root() -> Path:
    """The folder that holds one folder a client."""
    named = os.environ.get("SEGTOOLS_OUTPUTS")
    return Path(named).resolve() if named else project_root() / "outputs"


def run_client(client: str, settings: Mapping[str, Any], progress: Progress, delivered: bool = True) -> Outcome:
    """All six stages and (unless `delivered` is false) the deliverables of one client, into a staging folder; published when all is there.

    The last good outputs/CLIENT stays as it is until then. A failed run leaves its notebooks, the failed
    one with its error in view, and its run.json in outputs/CLIENT/failed.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    root = outputs_root()
    _tidy(root)
    staging = root / ".staging" / f"{client}.{os.getpid()}"
    shutil.rmtree(staging, ignore_errors=True)
    (staging / client).mkdir(parents=True)
    if (root / client / "scorecard.json").is_file():  # so that segments found again keep their numbers and names
        shutil.copy2(root / client / "scorecard.json", staging / client)
    outcome = Outcome(client)
    params = load_params(client, settings)
    try:
        with _environment(SEGTOOLS_OUTPUTS=str(staging)):
            for fault in wrong_look(params) if delivered else []:
                raise StageError(fault, data=True)
            for stage in STAGES:
                _timed(outcome, stage, progress, lambda stage=stage: _run_stage(stage, params, settings))
            card = json.loads((staging / client / "scorecard.json").read_text("utf-8"))
            outcome.verdict, outcome.because = card["verdict"], card["because"]
            outcome.cautions = _cautions(staging / client)
            if delivered:
                outcome.deliverables = _timed(outcome, DELIVER, progress, lambda: _deliver_or_say(params, "deliver"))
        outcome.status = "done"
        _record(outcome, params, settings, started, clock, staging / client)
        _publish(staging / client, root / client)
    except Exception as error:
        outcome.status, outcome.cause = "failed", str(error) if isinstance(error, StageError) else _bug(error)
        outcome.data_fault = isinstance(error, StageError) and error.data
        _record(outcome, params, settings, started, clock, staging / client)
        _keep_failure(staging / client, root / client)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return outcome


def _timed(outcome: Outcome, stage: str, progress: Progress, work: Callable[[], Any]) -> Any:
    clock = time.perf_counter()
    entry = {"stage": stage, "status": "failed", "seconds": 0.0}
    outcome.stages.append(entry)
    outcome.failed_stage = stage
    try:
        made = work()
        entry["status"], outcome.failed_stage = "done", ""
        return made
    finally:
        entry["seconds"] = round(time.perf_counter() - clock, 2)
        progress(outcome.client, stage, entry["status"], entry["seconds"])


def _run_stage(stage: str, params: Params, settings: Mapping[str, Any]) -> None:
    """Execute one notebook in a kernel of its own and hold it to what it promised."""
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    folder = outputs_root() / params.client
    executed = folder / f"{stage}.ipynb"
    with tempfile.TemporaryDirectory(prefix="seg") as private:
        config = Config()
        config.KernelManager.connection_file = str(Path(private) / "k.json")
        if os.name == "posix":  # sockets in a private folder: no ports to race for
            config.KernelManager.transport = "ipc"
        try:
            notebook = papermill.execute_notebook(
                str(project_root() / "notebooks" / f"{stage}.ipynb"),
                str(executed),
                parameters={"client": params.client, "settings": dict(settings)},
                kernel_name="python3",
                progress_bar=False,
                cwd=str(project_root()),
                config=config,
                extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
            )
        except PapermillExecutionError as error:
            ours = error.ename in _OURS
            why = " ".join(str(error.evalue).split())
            raise StageError(why if ours else f"{error.ename}: {why}; see the notebook", ours) from None
        except DeadKernelError:
            raise StageError("the kernel died, most often for want of memory; close other programs") from None
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and cell.source.strip() and cell.get("execution_count") is None:
            raise StageError(f"cell {number} of {stage}.ipynb never ran; take out what ends the notebook before it")
    absent = [name for name in STAGES[stage] if not (folder / "tables" / f"{name}.parquet").is_file()]
    if absent:
        raise StageError(f"{stage}.ipynb left no table {absent[0]}; put back the cell that saves it")


def _cautions(folder: Path) -> list[str]:
    """What the notebooks warn of, to be said again at the end of the run."""
    import pandas as pd

    found = pd.read_parquet(folder / "tables" / "findings.parquet").finding
    return found[found.str.startswith("Caution")].tolist()


def _deliver_or_say(params: Params, what: str) -> Any:
    from segtools.deliver import make
    from segtools.tables import DataError

    try:
        return getattr(make, what)(params)
    except make.MissingSectionError as error:
        raise StageError(str(error)) from None
    except DataError as error:
        raise StageError(str(error), data=True) from None


def wrong_look(params: Params) -> list[str]:
    """What params say of the look of deliverables and cannot be had, in sentences."""
    if params.deliver.logo is None:  # nothing to look for, and the modules that would are slow to import
        return []
    try:
        _deliver_or_say(params, "check_look")
    except StageError as error:
        return [str(error)]
    return []


def deliver_client(client: str, settings: Mapping[str, Any]) -> list[Path]:
    """Make the deliverables of a client's last good run again, and tell run.json of them. Returns the files.

    Raises NoRunError where there is no good run, StageError where a table cannot be used or a deliverable lacks what it promises.
    """
    params, folder = load_params(client, settings), outputs_root() / client
    path = folder / "run.json"
    record = json.loads(path.read_text("utf-8")) if path.is_file() else {"status": "none"}
    if record["status"] != "done":
        raise NoRunError(f"{client}: there is no finished run in {folder}; segtools run {client} first")
    with _environment(SEGTOOLS_OUTPUTS=str(outputs_root())):
        made = _deliver_or_say(params, "deliver")
    _scrub(folder, params)
    record["deliverables"] = _listed(made, folder)
    record["outputs"] |= {name: one["sha256"] for name, one in record["deliverables"].items()}
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
    os.replace(part, path)
    return [folder / name for name in made]


def _listed(made: Mapping[str, list[str]], folder: Path) -> dict[str, Any]:
    return {name: {"sha256": _digest(folder / name), "sections": sections} for name, sections in made.items()}


def _record(outcome: Outcome, params: Params, settings: Mapping, started: datetime, clock: float, folder: Path) -> None:
    """Write run.json: what was run, on what, with what, and what came of it."""
    outcome.seconds = round(time.perf_counter() - clock, 2)
    _scrub(folder, params)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != "run.json")
    record = {
        **{name: value for name, value in asdict(outcome).items() if name != "data_fault"},
        "started": started.isoformat(timespec="seconds"),
        "seed": params.seed,
        "settings": dict(settings),
        "params": _digest(project_root() / "params" / f"{params.client}.yaml"),
        "inputs": _inputs(params),
        "deliverables": _listed(outcome.deliverables, folder),
        "outputs": {path.relative_to(folder).as_posix(): _digest(path) for path in files},
        "python": platform.python_version(),
        "versions": {name: version(name) for name in _PACKAGES},
    }
    (folder / "run.json").write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _inputs(params: Params) -> dict[str, str]:
    """Each file that was read to its hash; a database's table has none."""
    from segtools.collect.sources import find_files
    from segtools.tables import DataError

    made = {}
    for source in params.sources.given().values():
        if source.database:
            made[source.said] = "a database: no hash"
        for path in [source.path, *(lookup.path for lookup in source.lookups)]:
            try:
                made |= {shown: _digest(file) for file, shown in (find_files(path) if path else [])}
            except DataError:
                made[path] = "not found"
    return made


def _scrub(folder: Path, params: Params) -> None:
    """Take away what a killed kernel left behind, and any secret that found its way into a text: the last of three
    guards, after params that refuse passwords and messages that leave them out."""
    from segtools.collect.sources import secrets

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


# --- publishing ---------------------------------------------------------------------------------------


def _publish(staged: Path, target: Path) -> None:
    """Put the staged folder in the place of the published one: two renames, healed by `_tidy` if cut short."""
    old = target.parent / ".staging" / f"{target.name}.old"
    shutil.rmtree(old, ignore_errors=True)
    if target.exists():
        os.replace(target, old)
    os.replace(staged, target)
    shutil.rmtree(old, ignore_errors=True)


def _keep_failure(staged: Path, target: Path) -> None:
    """Leave the notebooks and run.json of a failed run beside the last good outputs."""
    target.mkdir(parents=True, exist_ok=True)
    shutil.rmtree(target / "failed", ignore_errors=True)
    (target / "failed").mkdir()
    for path in [*staged.glob("*.ipynb"), staged / "run.json"]:
        shutil.copy2(path, target / "failed")
    good = target / "run.json"
    if not good.is_file() or json.loads(good.read_text("utf-8"))["status"] == "failed":
        shutil.copy2(staged / "run.json", good)


def _tidy(root: Path) -> None:
    """Clean up after runs that were killed: a folder caught between two renames goes back to its place."""
    for path in (root / ".staging").glob("*"):
        name, _, tag = path.name.rpartition(".")
        if tag == "old":
            if not (root / name).exists():
                os.replace(path, root / name)
        elif psutil.pid_exists(int(tag)):
            continue
        shutil.rmtree(path, ignore_errors=True)


def abandon(root: Path) -> None:
    """Stop what this process has started, at once: its kernels and workers, and their staging folders. The last
    good outputs are as they were."""
    children = psutil.Process().children(recursive=True)
    for child in children:
        with suppress(psutil.NoSuchProcess):
            child.kill()
    psutil.wait_procs(children, timeout=5)
    for pid in [os.getpid(), *(child.pid for child in children)]:
        for folder in (root / ".staging").glob(f"*.{pid}"):
            shutil.rmtree(folder, ignore_errors=True)
    _tidy(root)


@contextmanager
def _environment(**values: str) -> Iterator[None]:
    """Variables that a kernel started here inherits."""
    fixed = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    before = {name: os.environ.get(name) for name in (*values, *fixed)}
    os.environ.update({**values, **fixed})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


# --- many clients -------------------------------------------------------------------------------------


def run_clients(
    clients: list[str], settings: Mapping[str, Any], jobs: int, progress: Progress, delivered: bool = True
) -> Iterator[Outcome]:
    """Run clients apart from each other, `jobs` at a time, and yield each as it ends."""
    if jobs == 1 or len(clients) == 1:
        for client in clients:
            yield _guarded(client, settings, progress, delivered)
        return
    from joblib import Parallel, delayed

    work = (delayed(_guarded)(client, settings, progress, delivered) for client in clients)
    yield from Parallel(n_jobs=jobs, return_as="generator_unordered")(work)


def _guarded(client: str, settings: Mapping[str, Any], progress: Progress, delivered: bool) -> Outcome:
    """One client's fault, of whatever kind, is that client's alone."""
    try:
        return run_client(client, settings, progress, delivered)
    except Exception as error:
        return Outcome(client, status="failed", failed_stage="run", cause=_bug(error))


def _bug(error: Exception) -> str:
    return f"{type(error).__name__}: {' '.join(str(error).split())}; this is a fault of segtools, report it"
