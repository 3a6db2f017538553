"""How far each segmentation variable has moved."""

from __future__ import annotations

import numpy as np
import pandas as pd

from segtools.scorecard.base import base
from segtools.scorecard.transforms import codes, design_matrix
from segtools.tables import empty_table


def variable_drift(
    before: pd.DataFrame | None, customers: pd.DataFrame, card: dict, dictionary: pd.DataFrame
) -> pd.DataFrame:
    """Table `drift`: how far each segmentation variable moved between the looks.

    Population stability index over ten bins cut at the earlier deciles: sum of (q - p) ln(q / p) over bins, 0
    for no change; 0.1 and 0.25 are the usual marks for some and for much. Means are in the client's units.
    """
    if before is None:
        return empty_table("drift")
    known = dictionary.set_index("variable")
    used = [transform["variable"] for transform in card["variables"]]
    earlier, now = base(before, used), base(customers, used)
    before, after = design_matrix(earlier, card["variables"]), design_matrix(now, card["variables"])
    rows = []
    for transform in card["variables"]:
        name = transform["variable"]
        if "columns" in transform:
            columns = [f"{name}={level}" for level in transform["columns"]]
            p, q = ((side[columns] > 0).mean().to_numpy() for side in (before, after))
            means = (np.nan, np.nan)
        else:
            edges = np.unique(before[name].quantile(np.arange(0.1, 1, 0.1)))
            p, q = (np.bincount(np.searchsorted(edges, side[name]), minlength=len(edges) + 1) / len(side)
                    for side in (before, after))  # fmt: skip
            means = tuple(
                float(codes(side[name], transform["kind"], transform["levels"]).mean()) for side in (earlier, now)
            )
        p, q = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
        rows.append(
            {
                "variable": name,
                "psi": float(((q - p) * np.log(q / p)).sum()),
                "mean_earlier": means[0],
                "mean_now": means[1],
                "unit": known.unit[name],
            }
        )
    return pd.DataFrame(rows)
