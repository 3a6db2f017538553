"""Do segments found on the first part of the window differ in what customers do next? (table `out_of_time`)"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import kruskal
from threadpoolctl import threadpool_limits

from segtools.params import Segment
from segtools.scorecard.base import base as typable_customers
from segtools.scorecard.transforms import content_order
from segtools.segment.methods import RULES, candidates
from segtools.segment.numbers import numbers_of

_LEAST_THEN = 100
_COLUMNS = ["method", "n_segments", "outcome", "explained", "lowest", "highest", "customers"]


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
    look, fewer than 100 customers are in it, or the method does not fit it.
    """
    if earlier is None or outcomes is None:
        return None
    base = typable_customers(earlier, variables)
    if len(base) < _LEAST_THEN:
        return None
    chosen = choice[choice.chosen].iloc[0]
    any_method = settings.model_copy(update={"methods": None})
    tried = candidates(base, numbers_of(base, dictionary, variables), dictionary, any_method)
    order = content_order(np.hstack([candidate.X for candidate in tried]))
    after = base[["customer_id"]].merge(outcomes, on="customer_id", how="left").fillna({"orders": 0, "amount": 0.0})
    rows = []
    for candidate in tried:
        if candidate.name not in (chosen.method, RULES.name):
            continue
        X, k = candidate.X[order], int(chosen.n_segments)
        with threadpool_limits(1):
            labels = candidate.fit(X, k, settings.n_starts, np.random.default_rng(seed)).labels(X)
        for outcome in ("orders", "amount"):
            measured = _difference(after[outcome].to_numpy(dtype="float64")[order], labels)
            rows.append({"method": candidate.name, "outcome": outcome, **measured})
    return pd.DataFrame(rows, columns=_COLUMNS) if rows else None


def _difference(values: np.ndarray, labels: np.ndarray) -> dict[str, float]:
    """How much segments differ in an outcome."""
    groups = [values[labels == n] for n in np.unique(labels)]
    means = [group.mean() for group in groups]
    statistic = kruskal(*groups).statistic if values.std() > 0 and len(groups) > 1 else 0.0
    explained = max(0.0, (statistic - len(groups) + 1) / (len(values) - len(groups)))
    spread = {"explained": explained, "lowest": min(means), "highest": max(means)}
    return {"n_segments": len(groups), **spread, "customers": len(values)}
