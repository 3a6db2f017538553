"""Who a segment is: a name from what sets it apart, and a number it keeps when the segments are found again."""

from __future__ import annotations

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


def lineage(
    numbers: np.ndarray, called: list[str], earlier: dict[str, Any] | None, was: np.ndarray | None
) -> pd.DataFrame:
    """Which segments of the last scorecard today's are.

    Parameters
    ----------
    numbers : today's segment of each customer (n,), 0 to k - 1, in the order that ids are to go by
    called : today's computed name of each (k,)
    earlier : the last scorecard, made with the same settings; None where there is none
    was : the segment_id that it gives each customer (n,), 0 where it gives none

    Returns
    -------
    number (k: of segments that are gone, -1), segment_id, computed_name, status, earlier_name, overlap (Jaccard index), in
    the order of segment_id. Segments are matched one to one so that the overlaps sum to the most (Hungarian method);
    a pair that overlaps by less than half is no match. A new one most of whose members were in one segment is `split`
    from it; a kept one that took in most of a segment without a match is `merged`. A number is never used twice.
    """
    k = len(called)
    if earlier is None:
        return pd.DataFrame(
            {"number": range(k), "segment_id": range(1, k + 1), "computed_name": called, "status": FIRST,
             "earlier_name": "", "overlap": np.nan}
        )  # fmt: skip
    old = {segment["segment_id"]: segment for segment in earlier["segments"]}
    ids = list(old)
    both = np.array([[np.sum((was == one) & (numbers == n)) for n in range(k)] for one in ids], dtype="float64")
    size_old, size_new = np.array([(was == one).sum() for one in ids]), np.bincount(numbers, minlength=k)
    jaccard = both / np.maximum(size_old[:, None] + size_new[None] - both, 1)
    pairs = zip(*linear_sum_assignment(-jaccard), strict=True)
    match = {int(n): int(o) for o, n in pairs if jaccard[o, n] >= _SAME}
    lost = [o for o in range(len(ids)) if o not in match.values()]
    free = int(earlier["next_id"])
    rows = []
    for n in range(k):
        if n in match:
            o = match[n]
            took = [old[ids[m]]["segment_name"] for m in lost if both[m, n] >= _MOST * max(size_old[m], 1)]
            names = [old[ids[o]]["segment_name"], *took]
            rows.append(
                (n, ids[o], old[ids[o]]["computed_name"], MERGED if took else KEPT, " + ".join(names), jaccard[o, n])
            )
            continue
        o = int(both[:, n].argmax())
        split = both[o, n] >= _MOST * max(size_new[n], 1)
        rows.append(
            (n, free, called[n], SPLIT if split else NEW, old[ids[o]]["segment_name"] if split else "", jaccard[o, n])
        )
        free += 1
    taken = {row[2] for row in rows if row[3] in (KEPT, MERGED)}
    rows = [row if row[3] in (KEPT, MERGED) else (*row[:2], name_beside(row[2], taken), *row[3:]) for row in rows]
    rows += [(-1, ids[o], old[ids[o]]["computed_name"], GONE, old[ids[o]]["segment_name"], 0.0) for o in lost]
    columns = ["number", "segment_id", "computed_name", "status", "earlier_name", "overlap"]
    return pd.DataFrame(rows, columns=columns).sort_values("segment_id", ignore_index=True)
