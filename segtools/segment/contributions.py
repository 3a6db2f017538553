"""What each variable contributes to the segments: its share of the differences between them, and the segments it
marks."""

from __future__ import annotations

import numpy as np
import pandas as pd

from segtools.scorecard.transforms import content_order
from segtools.segment.numbers import Numbers

_MARKER = 0.5


def assigned_base(base: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """The base with each customer's segment: every column in the client's units, segment_id, segment_name."""
    return base.merge(segments[["customer_id", "segment_id", "segment_name"]], on="customer_id")


def contributions(numbers: Numbers, assigned: pd.DataFrame) -> pd.DataFrame:
    """Table `contributions`: how much each variable contributes to the segments.

    Parameters
    ----------
    numbers : the base in the numbers that k-means reads
    assigned : the same customers in the client's units, each with its segment_id

    Returns
    -------
    variable; weight, its share of all variance in these numbers; contribution, its share of the variance between
    segments; explained, the share of its own variance that lies between segments; missing_lowest and missing_highest,
    the segments' least and greatest share of customers without a value; the largest contribution first
    """
    labels = assigned.segment_id.to_numpy()
    order = content_order(numbers.matrix)
    X, found = numbers.matrix.to_numpy()[order], labels[order]
    inside = (found[:, None] == np.unique(labels)).astype("float64")
    means = inside.T @ X / inside.sum(axis=0)[:, None]
    middle = X.mean(axis=0)
    between = (inside.sum(axis=0)[:, None] * (means - middle) ** 2).sum(axis=0)
    total = ((X - middle) ** 2).sum(axis=0)
    rows = []
    for name, at in zip(numbers.variables, numbers.groups, strict=True):
        gaps = assigned[name].isna().groupby(labels).mean()
        rows.append(
            {
                "variable": name,
                "weight": float(total[at].sum() / total.sum()),
                "contribution": float(between[at].sum() / between.sum()),
                "explained": float(between[at].sum() / total[at].sum()),
                "missing_lowest": float(gaps.min()),
                "missing_highest": float(gaps.max()),
            }
        )
    return pd.DataFrame(rows).sort_values("contribution", ascending=False, ignore_index=True)


def markers(numbers: Numbers, assigned: pd.DataFrame) -> pd.DataFrame:
    """How far each segment lies from the base on each variable, or level: segment_id, column (as a person says it),
    distance (of the means, in standard deviations of the base) and marker, whether that is half of one and more. Of two
    levels one is shown; of variables of more levels, those on which segments differ."""
    order = content_order(numbers.matrix)
    X = numbers.matrix.iloc[order]
    z = (X - X.mean()) / X.std(ddof=0)
    means = z.groupby(assigned.segment_id.to_numpy()[order]).mean()
    shown = {}
    for transform in numbers.transforms:
        name, levels = transform["variable"], list(transform.get("columns", []))
        if not levels:
            shown[name] = name.replace("_", " ")
        for level in levels[1:] if len(levels) == 2 else levels:
            words = name if level == "yes" else f"{name} {level}"
            if len(levels) == 2 or means[f"{name}={level}"].abs().max() >= _MARKER:
                shown[f"{name}={level}"] = words.replace("_", " ")
    rows = means[list(shown)].rename(columns=shown).rename_axis("segment_id").reset_index()
    table = rows.melt("segment_id", var_name="column", value_name="distance")
    return table.assign(marker=table.distance.abs() >= _MARKER)
