"""Runs: one client or many, stage by stage through papermill, published whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from segtools.params import Params, load_params
from segtools.run.kernels import StageError, child_environment, run_stage
from segtools.run.ledger import Outcome, Progress, bug, listed, scrub, write_record
from segtools.run.publish import keep_failure, outputs_root, publish, tidy
from segtools.stages import DELIVER, STAGES


class NoRunError(ValueError):
    """A client has no finished run to make anything from."""


def run_client(client: str, settings: Mapping[str, Any], progress: Progress, delivered: bool = True) -> Outcome:
    """All six stages and (unless `delivered` is false) the deliverables of one client, into a staging folder; published when all is there.

    The last good outputs/CLIENT stays as it is until then. A failed run leaves its notebooks, the failed
    one with its error in view, and its run.json in outputs/CLIENT/failed.
    """
    started, clock = datetime.now(UTC), time.perf_counter()
    root = outputs_root()
    tidy(root)
    staging = root / ".staging" / f"{client}.{os.getpid()}"
    shutil.rmtree(staging, ignore_errors=True)
    (staging / client).mkdir(parents=True)
    if (root / client / "scorecard.json").is_file():  # so that segments found again keep their numbers and names
        shutil.copy2(root / client / "scorecard.json", staging / client)
    outcome = Outcome(client)
    params = load_params(client, settings)
    try:
        with child_environment(SEGTOOLS_OUTPUTS=str(staging)):
            for fault in wrong_look(params) if delivered else []:
                raise StageError(fault, data=True)
            for stage in STAGES:
                _timed(outcome, stage, progress, lambda stage=stage: run_stage(stage, params, settings))
            card = json.loads((staging / client / "scorecard.json").read_text("utf-8"))
            outcome.verdict, outcome.because = card["verdict"], card["because"]
            outcome.cautions = _cautions(staging / client)
            if delivered:
                outcome.deliverables = _timed(outcome, DELIVER, progress, lambda: _deliver_or_say(params, "deliver"))
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
    with child_environment(SEGTOOLS_OUTPUTS=str(outputs_root())):
        made = _deliver_or_say(params, "deliver")
    scrub(folder, params)
    record["deliverables"] = listed(made, folder)
    record["outputs"] |= {name: one["sha256"] for name, one in record["deliverables"].items()}
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", "utf-8")
    os.replace(part, path)
    return [folder / name for name in made]
