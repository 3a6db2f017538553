"""One client's run: stage by stage through papermill, published completely or not at all."""

from __future__ import annotations

import json
import os
import shutil
import time
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from segtools.params import Params, load_params
from segtools.run.deliverables import make_deliverables, make_deliverables_warm
from segtools.run.kernels import StageError, child_environment, run_stage
from segtools.run.ledger import Outcome, Progress, bug, deliverable_records, scrub, write_record
from segtools.run.publish import keep_failure, outputs_root, publish, replace_record, tidy
from segtools.run.warm import warm_process
from segtools.stages import DELIVER, STAGES

Result = TypeVar("Result")


class NoRunError(ValueError):
    """The client has no finished run to make files from."""


def run_client(client: str, settings: Mapping[str, Any], progress: Progress, delivered: bool = True) -> Outcome:
    """Run all six stages of one client and (unless `delivered` is false) make its files, in a staging folder that is
    published when complete.

    The last good outputs/CLIENT stays as it is until then. A failed run leaves its notebooks, the failed
    one with its error in view, and its run.json in outputs/CLIENT/failed.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    root = outputs_root()
    staging = _staging_folder(root, client)
    outcome = Outcome(client, run=uuid.uuid4().hex[:12])
    params = load_params(client, settings)
    warm_process()  # imports what the notebooks need while this process imports what it needs itself
    try:
        with child_environment(SEGTOOLS_OUTPUTS=str(staging), SEGTOOLS_RUN=outcome.run):
            _run_stages(params, settings, outcome, progress, delivered)
            read_answer(staging / client, outcome)
            if delivered:
                outcome.deliverables = _timed(
                    outcome, DELIVER, progress, lambda: make_deliverables_warm(client, settings)
                )
        outcome.status = "done"
        write_record(outcome, params, settings, started, clock, staging / client)
        publish(staging / client, root / client)
    except Exception as error:
        outcome.status, outcome.cause = "failed", str(error) if isinstance(error, StageError) else bug(error)
        outcome.data_fault = isinstance(error, StageError) and error.data
        write_record(outcome, params, settings, started, clock, staging / client)
        keep_failure(staging / client, root / client)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return outcome


def _staging_folder(root: Path, client: str) -> Path:
    """A folder for this process's run, empty except for the last scorecard, so that segments found again keep their
    numbers and names."""
    tidy(root)
    staging = root / ".staging" / f"{client}.{os.getpid()}"
    shutil.rmtree(staging, ignore_errors=True)
    (staging / client).mkdir(parents=True)
    if (root / client / "scorecard.json").is_file():
        shutil.copy2(root / client / "scorecard.json", staging / client)
    return staging


def _run_stages(
    params: Params, settings: Mapping[str, Any], outcome: Outcome, progress: Progress, delivered: bool
) -> None:
    for fault in wrong_look(params) if delivered else []:
        raise StageError(fault, data=True)
    for stage in STAGES:
        _timed(outcome, stage.name, progress, lambda stage=stage: run_stage(stage, params, settings))


def read_answer(folder: Path, outcome: Outcome) -> None:
    """The verdict and its reason, and the cautions of the notebooks, to repeat at the end of the run."""
    import pandas as pd

    from segtools.tables import select
    from segtools.words import labelled

    card = json.loads((folder / "scorecard.json").read_text("utf-8"))
    outcome.verdict, outcome.because = card["verdict"], card["because"]
    warnings = select(pd.read_parquet(folder / "tables" / "findings.parquet"), kind=["caution", "stop"])
    outcome.cautions = [labelled(row.kind, row.text) for row in warnings.itertuples()]


def _timed(outcome: Outcome, stage: str, progress: Progress, work: Callable[[], Result]) -> Result:
    """Return what `work` returns, and record its seconds and whether it finished."""
    clock = time.perf_counter()
    entry = {"stage": stage, "status": "failed", "seconds": 0.0}
    outcome.stages.append(entry)
    outcome.failed_stage = stage
    try:
        result = work()
        entry["status"], outcome.failed_stage = "done", ""
        return result
    finally:
        entry["seconds"] = round(time.perf_counter() - clock, 2)
        progress(outcome.client, stage, entry["status"], entry["seconds"])


# --- deliverables -------------------------------------------------------------------------------------


def wrong_look(params: Params) -> list[str]:
    """Sentences on settings of the look (font, logo) in params that cannot be met."""
    if params.deliver.logo is None:  # nothing to look for, and the modules that would are slow to import
        return []
    from segtools.deliver import make
    from segtools.tables import DataError

    try:
        make.check_look(params)
    except DataError as error:
        return [str(error)]
    return []


def deliver_client(client: str, settings: Mapping[str, Any]) -> list[Path]:
    """Make the files to hand over again from a client's last good run, and record them in run.json.

    Returns
    -------
    the files

    Raises
    ------
    NoRunError : where there is no good run
    ParamsError : where params are no longer those that the run was made with
    StageError : where a table cannot be used, or a deliverable lacks what it promises
    """
    params, folder = load_params(client, settings), outputs_root() / client
    path = folder / "run.json"
    record = json.loads(path.read_text("utf-8")) if path.is_file() else {"status": "none"}
    if record["status"] != "done":
        raise NoRunError(f"{client}: no finished run in {folder}; run segtools run {client} first")
    with child_environment(SEGTOOLS_OUTPUTS=str(outputs_root())):
        sections = make_deliverables(client, settings)
    scrub(folder, params)
    record["deliverables"] = deliverable_records(sections, folder)
    record["outputs"] |= {name: entry["sha256"] for name, entry in record["deliverables"].items()}
    replace_record(path, record)
    return [folder / name for name in sections]
