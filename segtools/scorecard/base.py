"""Which customers are active, and which segment each is in."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from segtools.tables import DataError

COUNTED = {"frequency": "order", "event_count": "event"}  # columns that say who is active, and what they count


def members(customers: pd.DataFrame, segments: pd.DataFrame, value: pd.DataFrame | None = None) -> pd.DataFrame:
    """The base with its segments: every column of customers, then segment_id, segment_name, confidence, then the
    columns of table `value` if it is given."""
    typed = customers.merge(segments, on="customer_id", validate="one_to_one").sort_values("customer_id")
    return typed if value is None else typed.merge(value, on="customer_id", validate="one_to_one")


def base(
    customers: pd.DataFrame, variables: list[str] | None = None, known: pd.DataFrame | None = None
) -> pd.DataFrame:
    """The customers who can be assigned. If there are orders, they have one in the window (if there are only events,
    an event). They have a value for at least half of `variables`: filling more would make a segment of the gaps.
    `known` (customers, variables) says which values count, if a scorecard decides that."""
    counted = counts(customers)
    active = customers[customers[counted] > 0] if counted else customers
    if variables:
        known = active[[name for name in variables if name in active]].notna() if known is None else known
        active = active[known.reindex(active.index).mean(axis=1) >= 0.5]
    if active.empty:
        raise DataError(
            "table customers: no customer can be assigned; change as_of, window_days or segment.variables in params"
        )
    return active.reset_index(drop=True)


def counts(customers: pd.DataFrame) -> str | None:
    """The column that counts orders, or events if there are no orders; None if there are neither.

    >>> counts(pd.DataFrame({"event_count": [3], "frequency": [0]})), counts(pd.DataFrame({"age": [41]}))
    ('frequency', None)
    """
    return first_count(customers.select_dtypes("number").columns)


def first_count(numeric: Iterable[str]) -> str | None:
    """Of these numeric columns, the name of the one that says whether a customer is active."""
    names = set(numeric)
    return next((name for name in COUNTED if name in names), None)
