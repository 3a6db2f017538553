"""Examples for the typing tool: an invented customer for each segment, with every value that the formulas compute."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from segtools.deliver.views import Views
from segtools.scorecard.rule import ROUNDED, assign
from segtools.scorecard.transforms import as_labels, codes, design_matrix, values_known


@dataclass(frozen=True)
class Example:
    """A customer that nobody is.

    values : variable to its value
    read : each value as the scorecard reads it; None where it is not known
    weighed : the numbers that are weighed, in the scorecard's order
    scores : of each segment
    known : share of the variables whose value is known
    segment_id, segment_name, confidence : as assigned; the name is "" where nothing is
    """

    values: Mapping[str, Any]
    read: list[Any]
    weighed: list[float]
    scores: list[float]
    known: float
    segment_id: int
    segment_name: str
    confidence: float


def examples(views: Views) -> list[Example]:
    """An example a segment of enough people: the middle number or most frequent level of its members in each variable.
    No one customer's row."""
    card = views.study.scorecard
    rows = typical_rows(views)
    if not rows:
        return []
    table = _as_customers(rows, card["variables"])
    known, matrix = values_known(table, card["variables"]), design_matrix(table, card["variables"])
    weights = np.array([[segment["weights"][name] for name in matrix] for segment in card["segments"]])
    constants = np.array([segment["constant"] for segment in card["segments"]])
    scores = (matrix.to_numpy() @ weights.T + constants).round(ROUNDED)
    assigned = assign(table, card).set_index("customer_id").reindex(table.customer_id)
    read = [values_read(table[t["variable"]], t).where(known[t["variable"]], None) for t in card["variables"]]
    names = assigned.segment_name.fillna("")
    return [
        Example(
            values=rows[i],
            read=[None if pd.isna(column.iloc[i]) else column.iloc[i] for column in read],
            weighed=matrix.iloc[i].tolist(),
            scores=scores[i].tolist(),
            known=float(known.iloc[i].mean()),
            segment_id=assigned.segment_id.iloc[i],
            segment_name=names.iloc[i],
            confidence=assigned.confidence.iloc[i],
        )
        for i in range(len(table))
    ]


def typical_rows(views: Views) -> list[dict[str, Any]]:
    """Variable to the middle number or most frequent level among the members of each segment of enough people; None
    where too few of them have a value, or too few the most frequent one."""
    study, few = views.study, {card.segment_id for card in views.cards if card.few}
    names = [transform["variable"] for transform in study.scorecard["variables"]]
    members = study.customers[["customer_id", *names]]
    members = members.merge(study.segments[["customer_id", "segment_id"]], on="customer_id")
    return [
        {t["variable"]: _typical(own[t["variable"]].dropna(), t, views) for t in study.scorecard["variables"]}
        for segment_id, own in members.groupby("segment_id")
        if segment_id not in few
    ]


def _typical(values: pd.Series, transform: dict[str, Any], views: Views) -> Any:
    if values.empty or views.style.withholds(len(values)):
        return None
    if is_number(transform):
        return float(f"{values.median():.4g}")
    counts = values.value_counts()
    level = values.mode().iloc[0]
    return None if views.style.withholds(counts[level]) else level


def is_number(transform: dict[str, Any]) -> bool:
    """Whether a variable of the scorecard is a number: neither levels in order nor levels without."""
    return "columns" not in transform and not len(transform["levels"])


def _as_customers(rows: list[dict[str, Any]], transforms: list[dict[str, Any]]) -> pd.DataFrame:
    """Rows as a table of customers."""
    table = pd.DataFrame(rows, columns=[transform["variable"] for transform in transforms])
    for transform in transforms:
        if is_number(transform):
            table[transform["variable"]] = table[transform["variable"]].astype(float)
    table["customer_id"] = [str(n) for n in range(len(table))]
    return table


def values_read(values: pd.Series, transform: dict[str, Any]) -> pd.Series:
    """Values as a scorecard reads them: numbers, positions of ordinal levels, labels."""
    if "columns" in transform:
        return as_labels(values).astype(object)
    return codes(values, transform["kind"], transform["levels"]).astype(object)
