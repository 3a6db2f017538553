"""Counts of people too small to show, and what must go with them so that they cannot be worked out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import dijkstra

SHOWN_AS = "few"
_FREE = 1e-3


def withheld(counts: pd.DataFrame, least: int, columns_total: bool = True) -> pd.DataFrame:
    """Which cells of a table of counts are not to be shown: those of 1 to `least` - 1 people, and as many others, the
    smallest first, as it takes that no total less the rest tells one of them.

    Parameters
    ----------
    counts : a count a cell, people counted once in a row
    least : smallest count that may be shown; 1 and less withholds nothing
    columns_total : whether the totals of columns are known to the reader too

    Returns
    -------
    Flags of the same shape. Complementary suppression as official statistics know it, a cell at a time.

    Examples
    --------
    >>> withheld(pd.DataFrame([[4, 80, 30]]), 10, columns_total=False).values.tolist()
    [[True, False, True]]
    """
    held = ((counts > 0) & (counts < least)).to_numpy(copy=True)
    cost = counts.to_numpy().astype(float)
    cost = np.where(cost > 0, cost, cost.sum() + 1)  # nobody: the last to be taken
    for row, column in np.argwhere(held):
        if not columns_total:
            others = np.where(held[row], np.inf, cost[row])
            if held[row].sum() == 1 and np.isfinite(others).any():
                held[row, others.argmin()] = True
            continue
        for i, j in _circle(np.where(held, _FREE, cost), row, column):
            held[i, j] = True
    return pd.DataFrame(held, counts.index, counts.columns)


def _circle(cost: np.ndarray, row: int, column: int) -> list[tuple[int, int]]:
    """The cheapest cells by which a row and a column are linked without the cell in both: with these withheld too, totals of rows
    and columns leave it open. Rows and columns are points of a graph, cells its lines; none where there is no other way."""
    n, m = cost.shape
    lines = np.zeros((n + m, n + m))
    lines[:n, n:] = cost
    lines[row, n + column] = 0
    before = dijkstra(lines, directed=False, indices=row, return_predecessors=True)[1]
    at, cells = n + column, []
    while before[at] >= 0:
        i, j = sorted((int(before[at]), int(at)))
        cells.append((i, j - n))
        at = before[at]
    return cells


def few_levels(profile: pd.DataFrame, least: int) -> pd.Series:
    """Which rows of table `profile` tell of too few people: of each variable with levels, level by segment."""
    rows = profile[profile.level != ""]
    made = pd.Series(False, profile.index)
    for _, own in rows.groupby("variable"):
        people = (own.value * own.n).round()
        counts = people.groupby([own.level, own.segment_id]).sum().unstack(fill_value=0)
        flags = withheld(counts, least).stack()
        made.loc[own.index] = [bool(flags[key]) for key in zip(own.level, own.segment_id, strict=True)]
    return made
