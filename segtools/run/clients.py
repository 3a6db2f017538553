"""Run many clients, each separately."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from segtools.run.client import run_client
from segtools.run.ledger import Outcome, Progress, bug


def run_clients(
    clients: list[str], settings: Mapping[str, Any], jobs: int, progress: Progress, delivered: bool = True
) -> Iterator[Outcome]:
    """Run clients separately, `jobs` at a time, and yield each outcome as it ends."""
    if jobs == 1 or len(clients) == 1:
        for client in clients:
            yield _guarded(client, settings, progress, delivered)
        return
    from joblib import Parallel, delayed

    work = (delayed(_guarded)(client, settings, progress, delivered) for client in clients)
    yield from Parallel(n_jobs=jobs, return_as="generator_unordered")(work)


def _guarded(client: str, settings: Mapping[str, Any], progress: Progress, delivered: bool) -> Outcome:
    """Run one client; an error of any kind affects only that client."""
    try:
        return run_client(client, settings, progress, delivered)
    except Exception as error:
        return Outcome(client, status="failed", failed_stage="run", cause=bug(error))
