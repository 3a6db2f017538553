"""Stamps record the run of each table and the tables it was made from, so that no notebook reads tables that do not
match.

They stand beside the tables, in tables/stamps.json, and not in them: the same input and seed give the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from segtools.params import Params
from segtools.stages import SCORECARD, first_reader, maker_of, place_of
from segtools.tables.schemas import DataError

ABSENT = ""  # the hash of a table that this client does not have
_SESSION = uuid.uuid4().hex[:12]


def run_id() -> str:
    """The id of the run that tables are stamped with: that of `segtools run`, else of this Python session."""
    return os.environ.get("SEGTOOLS_RUN") or _SESSION


def file_hash(path: Path) -> str:
    """SHA-256 of a file's bytes; "" if the file does not exist."""
    if not path.is_file():
        return ABSENT
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def stamp_of(
    path: Path, read: Mapping[str, str], settings: Mapping[str, Any], stage: str, params: Params
) -> dict[str, Any]:
    """The stamp of a table just written: its run, its hash, hashes of the tables it was made from, the settings given,
    and a hash of each key of params that it depends on."""
    return {
        "run": run_id(),
        "hash": file_hash(path),
        "scorecard": read.get(SCORECARD, ABSENT),
        "settings": dict(settings),
        "made_from": dict(read),
        "params": params_hashes(params, stage),
    }


def params_hashes(params: Params, stage: str) -> dict[str, str]:
    """Key of params -> a hash of its value, for the keys that this stage or one before it reads."""
    hashes, tree = {}, params.model_dump(mode="json")
    for key, value in _leaves(tree):
        reader = first_reader(key)
        if reader and place_of(reader) <= place_of(stage):
            text = json.dumps(value, sort_keys=True, ensure_ascii=False)
            hashes[key] = hashlib.sha256(text.encode()).hexdigest()[:12]
    return hashes


def _leaves(tree: Mapping[str, Any]) -> Iterable[tuple[str, Any]]:
    """The keys by which stages are told apart: a section's own keys, or the section if it has none."""
    for key, value in tree.items():
        if key in ("sources", "people", "variables") or not isinstance(value, dict):
            yield key, value
        else:
            yield from ((f"{key}.{part}", setting) for part, setting in value.items())


def stale(stamps: Mapping[str, Any], table: str) -> str:
    """The message that refuses a table which does not match the tables it was made from; "" if it does.

    The message names the first stage that has to run again, among all tables that this one depends on.
    """
    faults = sorted({(place_of(maker_of(name)), name, lost) for name, lost in _misfits(stamps, table, set())})
    if not faults:
        return ""
    _, name, lost = faults[0]
    return (
        f"table {name} was made from another version of table {lost}; "
        f"run notebook {maker_of(name)} again, and those after it"
    )


def _misfits(stamps: Mapping[str, Any], table: str, seen: set[str]) -> Iterable[tuple[str, str]]:
    if table in seen:
        return
    seen.add(table)
    for source, known in stamps.get(table, {}).get("made_from", {}).items():
        if stamps.get(source, {}).get("hash", ABSENT) != known:
            yield table, source
        yield from _misfits(stamps, source, seen)


def other_params(stamps: Mapping[str, Any], params: Params, before: str | None) -> str:
    """The message that refuses params which differ from those of an earlier stage; "" if they agree.

    Parameters
    ----------
    before : only stages before this one are compared with params; None for all
    """
    stamp_of = {maker_of(name): stamp for name, stamp in stamps.items()}
    for stage in sorted(stamp_of, key=place_of):
        if place_of(stage) >= place_of(before):
            continue
        now = params_hashes(params, stage)
        other = [key for key, known in stamp_of[stage]["params"].items() if now.get(key) != known]
        if other:
            return f"{other[0]} has changed since notebook {stage} was run; run {stage} again, and those after it"
    return ""


def settings_before(stamps: Mapping[str, Any], before: str | None) -> dict[str, Any]:
    """The settings given to the notebooks before this one, which also apply here; later ones replace earlier ones."""
    settings: dict[str, Any] = {}
    for name in sorted(stamps, key=lambda name: place_of(maker_of(name))):
        if place_of(maker_of(name)) < place_of(before):
            settings |= stamps[name]["settings"]
    return settings


def check_stale(stamps: Mapping[str, Any], table: str) -> None:
    """Raise DataError if a table does not match those it was made from; the message names the notebook to run."""
    if why := stale(stamps, table):
        raise DataError(why)
