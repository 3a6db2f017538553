"""Which segments of the last scorecard today's segments are (table `lineage`); one found again keeps its number and
name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from segtools.segment.names import name_beside

FIRST = "first"
KEPT = "kept"
SPLIT = "split"
MERGED = "merged"
NEW = "new"
GONE = "gone"
_SAME = 0.5
_MOST = 0.5
_COLUMNS = ["number", "segment_id", "computed_name", "status", "earlier_name", "overlap"]


@dataclass(frozen=True)
class _Overlaps:
    """The last scorecard's segments (rows, in its order) against today's (columns): how many customers are in both, how
    many in each, and the Jaccard index."""

    both: np.ndarray
    size_old: np.ndarray
    size_new: np.ndarray
    jaccard: np.ndarray


def lineage(
    numbers: np.ndarray, names: Sequence[str], earlier: dict[str, Any] | None, before: np.ndarray | None
) -> pd.DataFrame:
    """Which segments of the last scorecard today's are.

    Parameters
    ----------
    numbers : today's segment of each customer (n,), 0 to k - 1, in the order that ids are to go by
    names : today's computed name of each (k,)
    earlier : the last scorecard, made with the same settings; None where there is none
    before : the segment_id that it gives each customer (n,), 0 where it gives none

    Returns
    -------
    number (k: of segments that are gone, -1), segment_id, computed_name, status, earlier_name, overlap (Jaccard index),
    in the order of segment_id. Segments are matched one to one so that the overlaps sum to the most (Hungarian method);
    a pair that overlaps by less than half is no match. A new one most of whose members were in one segment is `split`
    from it; a kept one that took in most of a segment without a match is `merged`. A number is never used twice.
    """
    k = len(names)
    if earlier is None:
        numbered = {"number": range(k), "segment_id": range(1, k + 1), "computed_name": names}
        return pd.DataFrame({**numbered, "status": FIRST, "earlier_name": "", "overlap": np.nan})
    old = earlier["segments"]
    overlaps = _overlaps(numbers, before, [segment["segment_id"] for segment in old], k)
    pairs = zip(*linear_sum_assignment(-overlaps.jaccard), strict=True)
    match = {int(n): int(o) for o, n in pairs if overlaps.jaccard[o, n] >= _SAME}
    lost = [o for o in range(len(old)) if o not in match.values()]
    found_again = [_found_again(n, o, lost, old, overlaps) for n, o in sorted(match.items())]
    taken = {row[2] for row in found_again}
    new, free = [], int(earlier["next_id"])
    for n in (n for n in range(k) if n not in match):
        new.append(_new(n, free, name_beside(names[n], taken), old, overlaps))
        free += 1
    gone = [(-1, old[o]["segment_id"], old[o]["computed_name"], GONE, old[o]["segment_name"], 0.0) for o in lost]
    table = pd.DataFrame([*found_again, *new, *gone], columns=_COLUMNS)
    return table.sort_values("segment_id", ignore_index=True)


def _overlaps(numbers: np.ndarray, before: np.ndarray, ids: Sequence[int], k: int) -> _Overlaps:
    both = np.array([[np.sum((before == old) & (numbers == n)) for n in range(k)] for old in ids], dtype="float64")
    size_old, size_new = np.array([(before == old).sum() for old in ids]), np.bincount(numbers, minlength=k)
    return _Overlaps(both, size_old, size_new, both / np.maximum(size_old[:, None] + size_new[None] - both, 1))


def _found_again(n: int, o: int, lost: Sequence[int], old: Sequence[dict[str, Any]], overlaps: _Overlaps) -> tuple:
    """The row of a segment with a match: kept, or merged with the segments it contains."""
    taken_in = [m for m in lost if overlaps.both[m, n] >= _MOST * max(overlaps.size_old[m], 1)]
    was = " + ".join(old[m]["segment_name"] for m in [o, *taken_in])
    status = MERGED if taken_in else KEPT
    return n, old[o]["segment_id"], old[o]["computed_name"], status, was, overlaps.jaccard[o, n]


def _new(n: int, number: int, name: str, old: Sequence[dict[str, Any]], overlaps: _Overlaps) -> tuple:
    """The row of a segment without a match: split from the segment that most of it was in, or new."""
    o = int(overlaps.both[:, n].argmax())
    split = overlaps.both[o, n] >= _MOST * max(overlaps.size_new[n], 1)
    status, was = (SPLIT, old[o]["segment_name"]) if split else (NEW, "")
    return n, number, name, status, was, overlaps.jaccard[o, n]
