"""Whom to contact and whom to hold back."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from segtools.tables import DataError


def audience_lists(base: pd.DataFrame, reachable: pd.Series, plan: pd.DataFrame, seed: int) -> dict[str, pd.DataFrame]:
    """Whom to contact and whom to hold back: file name -> customer_id, segment_name, group (treatment or control). Of
    each customer, only the id is written.

    Parameters
    ----------
    base : of `members`
    reachable : which rows of it may be contacted
    plan : table `plan`; segments without an audience have no list
    seed : the draw; the same customers, in whatever order, give the same lists

    Raises DataError where two segments would have one file.
    """
    lists = {}
    for row in plan[plan.audience > 0].itertuples():
        members = base.loc[reachable & (base.segment_id == row.segment_id), "customer_id"].sort_values().to_numpy()
        drawn = np.random.default_rng([seed, row.segment_id]).permutation(members)[: row.audience + row.control]
        group = np.where(np.arange(len(drawn)) < row.control, "control", "treatment")
        rows = pd.DataFrame({"customer_id": drawn, "segment_name": row.segment_name, "group": group})
        lists[file_name(row.segment_name, row.segment_id)] = rows.sort_values("customer_id", ignore_index=True)
    if len(lists) < (plan.audience > 0).sum():
        raise DataError("audiences: two segments would have the same file name; rename one under segment.names")
    return lists


def file_name(segment_name: str, segment_id: int) -> str:
    """A segment's name as the name of a file.

    >>> file_name("Deal-driven, narrow range", 3), file_name("…", 4)
    ('deal-driven_narrow_range', 'segment_4')
    """
    return re.sub(r"[^\w-]+", "_", segment_name.lower()).strip("_")[:60] or f"segment_{segment_id}"
