"""Guess how the files of a client hang together: a column of one is the key of another."""

from __future__ import annotations

from typing import NamedTuple

import pandas as pd

from segtools.collect.guess_columns import Column, Table, recognise
from segtools.collect.guess_names import is_id_word, named, words_of

_KNOWN = 0.9  # of the rows, to say that a file explains them
_MANY = 100  # ids that agree on both sides: no chance
_LONG = 5  # letters of an id that is hardly the same by chance


class Link(NamedTuple):
    """A column of one table that is the key of another."""

    column: str
    other: Table
    key: str
    known: float
    covers: float = 1.0  # share of the other table's keys that are here


def master_ids(tables: list[Table]) -> dict[str, dict[str, set[str]]]:
    """File -> column -> its ids, of columns that are known and different in every row."""
    return {
        table.path: {name: set(table.frame[name].dropna()) for name in _keys(table) if name in table.frame}
        for table in tables
    }


def _keys(table: Table) -> list[str]:
    """Columns that are known and different in every row, and no measures."""
    return [
        name
        for name, c in table.columns.items()
        if c.rows > 1
        and c.known == c.rows
        and c.distinct == c.rows
        and not c.is_date
        and (not c.is_number or c.is_whole)
    ]


def links(table: Table, tables: list[Table]) -> list[Link]:
    """The keys of other tables that a table's columns hold, the best known first."""
    found = []
    for other in tables:
        if other.path == table.path:
            continue
        for key in _keys(other):
            ids = set(other.frame[key].dropna())
            for column in table.columns.values():
                measure = column.is_date or (column.is_number and not column.is_whole)
                if measure or column.name not in table.frame:
                    continue
                cells = table.frame[column.name].dropna()
                known = float(cells.isin(ids).mean()) if len(cells) else 0.0
                covers = len(ids & set(cells)) / max(len(ids), 1)
                exact = known > 0.98 and covers > 0.98 and len(ids) >= _MANY
                if known > 0.5 and (exact or _may_be_same(table, column.name, other, key)):
                    found.append(Link(column.name, other, key, known, covers))
    return sorted(found, key=lambda link: (-link.known, words_of(link.column) != words_of(link.key)))


def _may_be_same(table: Table, column: str, other: Table, key: str) -> bool:
    """Whether two columns may hold the ids of one thing: by their names, or by ids too long to agree by chance."""
    here, there = words_of(column), words_of(key)
    if here == there:
        return True
    things = ("customer", "order", "product_id", "campaign")
    if any(named(thing, column) == 3 and named(thing, key) == 3 for thing in things):
        return True
    stem = words_of(other.name.split(".")[0]).removesuffix("s")
    if is_id_word(key) and stem and stem in here:  # product_id in one, id in products.csv
        return True
    samples = table.columns[column].values[:50] + other.columns[key].values[:50]
    return all(len(value) >= _LONG and not value.isdigit() for value in samples)


def joined(table: Table, tables: list[Table], wanted: list[Link]) -> Table:
    """A table with the columns of those that explain it beside its own, for a look at what they hold together."""
    frame, columns, lookups = table.frame, dict(table.columns), []
    waiting, done = list(wanted), {table.path}
    while waiting:
        link = waiting.pop(0)
        if link.other.path in done:
            continue
        done.add(link.other.path)
        new = [name for name in link.other.frame if name != link.key and name not in frame]
        right = link.other.frame[[link.key, *new]].rename(columns={link.key: "\0key"})
        frame = frame.merge(right, how="left", left_on=link.column, right_on="\0key").drop(columns="\0key")
        for name in new:
            columns[name] = _profile(name, frame[name], link.other)
        on = link.column if link.column == link.key else {link.column: link.key}
        lookups.append(({"path": link.other.path, "on": on}, f"knows {link.known:.1%} of the rows"))
        waiting += [more for more in links(link.other, tables) if more.column in new and more.known >= _KNOWN]
    return table.unmapped(frame=frame, columns=columns, lookups=lookups)


def _profile(name: str, cells: pd.Series, other: Table) -> Column:
    """What a column that came from another table shows, on the rows that it came to."""
    counts = cells.value_counts()
    column = Column(
        name,
        len(cells),
        int(counts.sum()),
        len(counts),
        counts.index.tolist(),
        counts=counts.astype(int).tolist(),
    )
    own = other.columns[name]
    column.is_number = own.is_number
    recognise(column, other.source)
    column.is_date, column.date_format, column.unsure = own.is_date, own.date_format, own.unsure
    return column
