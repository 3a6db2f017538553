"""How far each segmentation variable has moved."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from segtools.scorecard.base import base
from segtools.scorecard.transforms import codes, design_matrix
from segtools.tables import empty_table

_DECILES = np.arange(0.1, 1, 0.1)
_LEAST_SHARE = 1e-4  # of a bin, so that an empty one has a logarithm


def variable_drift(
    customers_earlier: pd.DataFrame | None, customers: pd.DataFrame, card: dict[str, Any], dictionary: pd.DataFrame
) -> pd.DataFrame:
    """Table `drift`: how far each segmentation variable moved between the looks.

    Population stability index over ten bins cut at the earlier deciles: sum of (q - p) ln(q / p) over bins, 0
    for no change; 0.1 and 0.25 are the usual marks for some and for much. Means are in the client's units.

    Parameters
    ----------
    customers_earlier, customers, dictionary : tables; the result is empty without the first
    card : the scorecard
    """
    if customers_earlier is None:
        return empty_table("drift")
    units = dictionary.set_index("variable").unit
    used = [transform["variable"] for transform in card["variables"]]
    looks = [base(table, used) for table in (customers_earlier, customers)]
    matrices = [design_matrix(look, card["variables"]) for look in looks]
    rows = []
    for transform in card["variables"]:
        p, q = _bin_shares(transform, *matrices)
        then, now = _means(transform, looks)
        psi = float(((q - p) * np.log(q / p)).sum())
        name = transform["variable"]
        rows.append({"variable": name, "psi": psi, "mean_earlier": then, "mean_now": now, "unit": units[name]})
    return pd.DataFrame(rows)


def _bin_shares(transform: dict[str, Any], before: pd.DataFrame, after: pd.DataFrame) -> list[np.ndarray]:
    """The share of the base in each level, or in each tenth of the earlier look: then and now."""
    name = transform["variable"]
    if "columns" in transform:
        columns = [f"{name}={level}" for level in transform["columns"]]
        shares = [(look[columns] > 0).mean().to_numpy() for look in (before, after)]
    else:
        edges = np.unique(before[name].quantile(_DECILES))
        bins = [np.searchsorted(edges, look[name]) for look in (before, after)]
        shares = [np.bincount(places, minlength=len(edges) + 1) / len(places) for places in bins]
    return [np.maximum(share, _LEAST_SHARE) for share in shares]


def _means(transform: dict[str, Any], looks: list[pd.DataFrame]) -> tuple[float, float]:
    if "columns" in transform:
        return np.nan, np.nan
    name, kind, levels = transform["variable"], transform["kind"], transform["levels"]
    then, now = (float(codes(look[name], kind, levels).mean()) for look in looks)
    return then, now
