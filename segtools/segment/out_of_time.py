"""Do segments found on the first part of the window differ in what customers do next?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import kruskal
from threadpoolctl import threadpool_limits

from segtools.params import Segment
from segtools.scorecard import base as base_
from segtools.scorecard.transforms import content_order
from segtools.segment.methods import RULES, ways_to_segment

_LEAST_THEN = 100


def out_of_time(
    earlier: pd.DataFrame | None,
    outcomes: pd.DataFrame | None,
    dictionary: pd.DataFrame,
    variables: list[str],
    choice: pd.DataFrame,
    settings: Segment,
    seed: int = 1,
) -> pd.DataFrame | None:
    """Table `out_of_time`: do segments found on the first part of the window differ in what customers do next?

    Parameters
    ----------
    earlier : customers as of the earlier look
    outcomes : customer_id, orders and amount of those who ordered after it
    choice : its chosen row says with what method and how many segments the earlier base is segmented

    `explained` is epsilon squared of the Kruskal-Wallis test: the share of the variance of ranks that lies between
    segments, 0 to 1, corrected for their number. RFM rules are measured beside them. None where there is no earlier
    look, or fewer than 100 customers are in it.
    """
    if earlier is None or outcomes is None:
        return None
    base = base_.base(earlier, variables)
    if len(base) < _LEAST_THEN:
        return None
    row = choice[choice.chosen].iloc[0]
    ways = ways_to_segment(base, dictionary, variables, settings.model_copy(update={"methods": None}))
    next_ = base[["customer_id"]].merge(outcomes, on="customer_id", how="left").fillna({"orders": 0, "amount": 0.0})
    made = []
    for way in ways:
        if way.method not in (row.method, RULES):
            continue
        order = content_order(np.hstack([one.X for one in ways]))
        with threadpool_limits(1):
            X, k = way.X[order], int(row.n_segments)
            labels = way.fit(X, k, settings.n_starts, np.random.default_rng(seed)).labels(X)
        for outcome in ("orders", "amount"):
            values = next_[outcome].to_numpy(dtype="float64")[order]
            groups = [values[labels == n] for n in np.unique(labels)]
            means = [group.mean() for group in groups]
            statistic = kruskal(*groups).statistic if values.std() > 0 and len(groups) > 1 else 0.0
            explained = max(0.0, (statistic - len(groups) + 1) / (len(values) - len(groups)))
            made.append({"method": way.method, "n_segments": len(groups), "outcome": outcome, "explained": explained,
                         "lowest": min(means), "highest": max(means), "customers": len(values)})  # fmt: skip
    return pd.DataFrame(made)
