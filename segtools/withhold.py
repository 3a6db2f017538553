"""Counts of people too small to show, and what must go with them so that they cannot be worked out."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import connected_components

SHOWN_AS = "few"


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
    Flags of the same shape. Complementary suppression as official statistics know it, greedy.

    Examples
    --------
    >>> withheld(pd.DataFrame([[4, 80, 30]]), 10, columns_total=False).values.tolist()
    [[True, False, True]]
    """
    held = ((counts > 0) & (counts < least)).to_numpy(copy=True)
    figures = counts.to_numpy()
    while True:
        told = _given_away(held, columns_total)
        if told is None:
            return pd.DataFrame(held, counts.index, counts.columns)
        row, column = told
        free = [(figures[cell] == 0, figures[cell], cell) for cell in
                [(row, j) for j in range(held.shape[1])] + [(i, column) for i in range(held.shape[0]) if columns_total]
                if not held[cell]]  # fmt: skip
        if not free:
            return pd.DataFrame(held, counts.index, counts.columns)
        held[min(free)[2]] = True


def _given_away(held: np.ndarray, columns_total: bool) -> tuple[int, int] | None:
    """A withheld cell that the totals tell: where rows and columns are points and withheld cells lines between them, one whose
    line lies on no circle. None where no cell is told."""
    if not columns_total:
        alone = np.flatnonzero(held.sum(axis=1) == 1)
        return (int(alone[0]), int(np.flatnonzero(held[alone[0]])[0])) if len(alone) else None
    n = held.shape[0]
    for row, column in np.argwhere(held):
        lines = np.zeros((sum(held.shape),) * 2)
        lines[:n, n:] = held
        lines[row, n + column] = 0
        parts = connected_components(lines, directed=False)[1]
        if parts[row] != parts[n + column]:
            return int(row), int(column)
    return None


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
