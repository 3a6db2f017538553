"""The check for small counts: which are too small to show, and which others must be withheld so that they cannot be
computed.

A single figure is held back by `Style.withholds`; what is here looks at whole tables of counts, where a total that is
known gives away a cell that is not.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import dijkstra

from segtools.words import WITHHELD, Style

SHOWN_AS = WITHHELD
_FREE = 1e-3


def withheld(counts: pd.DataFrame, least: int, columns_total: bool = True) -> pd.DataFrame:
    """Which cells of a table of counts are withheld: those of 1 to `least` - 1 people, and as many others, the smallest
    first, as are needed so that none can be computed from totals.

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
    flags = ((counts > 0) & (counts < least)).to_numpy(copy=True)
    cost = counts.to_numpy().astype(float)
    cost = np.where(cost > 0, cost, cost.sum() + 1)  # nobody: the last to be taken
    for row, column in np.argwhere(flags):
        if not columns_total:
            flags[row] = _with_another(flags[row], cost[row])
            continue
        for i, j in _circle(np.where(flags, _FREE, cost), row, column):
            flags[i, j] = True
    return pd.DataFrame(flags, counts.index, counts.columns)


def with_another(flags: pd.Series, counts: pd.Series) -> pd.Series:
    """Which parts of a known total are withheld: if it is only one, the smallest other part is withheld too.

    >>> with_another(pd.Series([False, True, False]), pd.Series([40, 500, 30])).tolist()
    [False, True, True]
    """
    cost = np.where(counts > 0, counts, counts.sum() + 1)
    return pd.Series(_with_another(flags.to_numpy(dtype=bool, copy=True), cost), flags.index)


def _with_another(flags: np.ndarray, cost: np.ndarray) -> np.ndarray:
    others = np.where(flags, np.inf, cost)
    if flags.sum() == 1 and np.isfinite(others).any():
        flags[others.argmin()] = True
    return flags


def _circle(cost: np.ndarray, row: int, column: int) -> list[tuple[int, int]]:
    """The cheapest cells by which a row and a column are linked without the cell in both: with these withheld too,
    totals of rows and columns leave it open. Rows and columns are points of a graph,
    cells its lines; none where there is no other way."""
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


def few_people(counts: pd.Series, style: Style) -> pd.Series:
    """Which counts are too small by themselves; unknown counts are not."""
    return (counts > 0) & (counts < style.least)


def few_parts(counts: pd.Series, style: Style) -> pd.Series:
    """Which parts of a known total are withheld: those that are too small, or from which one could be computed."""
    return withheld(counts.to_frame().T.fillna(0), style.least, columns_total=False).iloc[0].set_axis(counts.index)


def few_levels(profile: pd.DataFrame, least: int) -> pd.Series:
    """Which rows of table `profile` show too few people: for each variable with levels, level by segment."""
    rows = profile[profile.level != ""]
    flags = pd.Series(False, profile.index)
    for _, own in rows.groupby("variable"):
        people = (own.value * own.n).round()
        counts = people.groupby([own.level, own.segment_id]).sum().unstack(fill_value=0)
        cells = withheld(counts, least).stack()
        flags.loc[own.index] = [bool(cells[key]) for key in zip(own.level, own.segment_id, strict=True)]
    return flags


def few_buyers(affinity: pd.DataFrame, segments: pd.DataFrame, style: Style) -> pd.Series:
    """Which rows of table `affinity` show too few buyers: for each category or product, by segment."""
    members = affinity.segment_id.map(segments.segment_id.value_counts()).fillna(0)
    people = (affinity.buyers * members).round()
    flags = pd.Series(False, affinity.index)
    for _, own in affinity.groupby(["level", "category"]):
        flags.loc[own.index] = few_parts(people[own.index], style)
    return flags


def words_for_withheld(style: Style, more: str = "") -> str:
    """The note at the foot of a figure or table that explains the word written in place of a withheld figure.

    >>> words_for_withheld(Style(least=10))
    'few: under 10 people, or a figure that would tell how few they are'
    """
    return f"{SHOWN_AS}: under {style.least} people, {more}or a figure that would tell how few they are"


def words_for_left_out(rows: int, what: str, style: Style) -> str:
    """The note of a figure or table about rows that it leaves out.

    >>> words_for_left_out(1, "segment", Style(least=10)), words_for_left_out(2, "segment", Style(least=10))
    ('1 segment of fewer than 10 people is withheld', '2 segments of fewer than 10 people are withheld')
    """
    return (
        f"{rows} {what}{'s' * (rows != 1)} of fewer than {style.least} people {'is' if rows == 1 else 'are'} withheld"
    )
