"""Dirt: what is wrong in the files that clients send, put into tables of text and counted.

True rows are never lost: a spoilt row is a further copy of a true one, and of true rows only the writing of a cell is
changed. A row that is repeated is left as it is, so that both copies are equal.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

TIMES = {"none": 0, "light": 1, "heavy": 10}  # how often each kind of dirt comes, by level
_MOST = 10  # at most one row in ten has dirt of a kind
REPEATED, NO_ID, PADDED, PADDED_ID, RESPELLED, TOTAL, TEST = (
    "repeated row",
    "customer id is missing",
    "blanks around a cell",
    "blanks around a customer id",
    "other spelling of a level",
    "total row",
    "row of a test customer",
)


class Dirt:
    """Puts dirt into the tables of one client; `counts` holds file -> kind -> rows."""

    def __init__(self, rng: np.random.Generator, level: str):
        self._rng, self.level, self.times = rng, level, TIMES[level]
        self.counts: dict[str, dict[str, int]] = {}
        self._touched: dict[str, set[int]] = {}
        self._added: dict[str, list[pd.DataFrame]] = {}

    def count(self, file: str, kind: str, rows: int) -> None:
        """Rows of a kind of dirt that a world puts in itself."""
        if rows:
            kinds = self.counts.setdefault(file, {})
            kinds[kind] = kinds.get(kind, 0) + int(rows)

    def repeat(self, file: str, table: pd.DataFrame, rows: int) -> None:
        """Some rows come twice."""
        at = self._draw(file, table, rows)
        self._add(file, REPEATED, table.iloc[at])

    def copy(self, file: str, table: pd.DataFrame, kind: str, rows: int, **cells: str) -> None:
        """Further copies of some rows, with other text in some cells; no two of them are equal."""
        at = self._draw(file, table, rows)
        self._add(file, kind, table.iloc[at].assign(**cells).drop_duplicates())

    def end(self, file: str, table: pd.DataFrame, kind: str, **cells: str) -> None:
        """One row at the end of the file, blank but for some cells."""
        if self.times:
            row = pd.DataFrame([dict.fromkeys(table.columns, "") | cells], index=[len(table)])
            self._add(file, kind, row, after=0.75)

    def change(
        self, file: str, table: pd.DataFrame, kind: str, column: str, rows: int, how: Callable[[str], str]
    ) -> None:
        """Write a cell of some rows in another way, in place. Blank cells are left."""
        at = self._draw(file, table, rows)
        place = table.columns.get_loc(column)
        before = table.iloc[at, place].tolist()
        after = [how(cell) if cell else cell for cell in before]
        table.iloc[at, place] = after
        self.count(file, kind, sum(a != b for a, b in zip(before, after, strict=True)))

    def pad_ids(self, file: str, table: pd.DataFrame, column: str) -> None:
        """Where dirt is heavy: blanks around some customers' ids, which make other people of them."""
        if self.level == "heavy":
            self.change(file, table, PADDED_ID, column, 1, padded)

    def finished(self, file: str, table: pd.DataFrame) -> pd.DataFrame:
        """The table with the rows that were added, each behind the row it is a copy of."""
        whole = pd.concat([table, *self._added.get(file, [])])
        return whole.sort_index(kind="stable").reset_index(drop=True)

    def _add(self, file: str, kind: str, rows: pd.DataFrame, after: float = 0.5) -> None:
        self.count(file, kind, len(rows))
        self._added.setdefault(file, []).append(rows.set_axis(rows.index + after))

    def _draw(self, file: str, table: pd.DataFrame, rows: int) -> list[int]:
        """Places of rows without dirt; no row gets dirt twice."""
        touched = self._touched.setdefault(file, set())
        rows = min(rows * self.times, len(table) // _MOST)
        some = self._rng.choice(len(table), min(len(table), 2 * rows + len(touched)), replace=False)
        free = [int(at) for at in some if at not in touched][:rows]
        touched.update(free)
        return free


def padded(cell: str) -> str:
    """A cell with blanks around it."""
    return f" {cell}  "
