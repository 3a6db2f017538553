"""Guess which columns say what was bought and where."""

from __future__ import annotations

import babel.numbers

from segtools.collect.guess_columns import Column, Table
from segtools.collect.guess_names import named, words_of
from segtools.collect.guess_orders import gaps, raw_column

_CURRENCIES = frozenset(babel.numbers.list_currencies())
_TESTS = {
    "product_id": lambda c: c.distinct > 3,
    "product_name": lambda c: not c.is_number and c.distinct > 3,
    "category": lambda c: 2 <= c.distinct <= 500,
    "channel": lambda c: not c.is_number and 2 <= c.distinct <= 20,
    "discount": lambda c: c.is_number and c.distinct > 1,
}


def map_goods(table: Table) -> None:
    """Map product, category, channel, discount and currency by their names and what they hold, in place."""
    used = {raw_column(table, ours) for ours in table.mapped} | {name for name, _ in table.mapped.values()}
    codes = [c for c in table.columns.values() if c.values and {v.strip().upper() for v in c.values} <= _CURRENCIES]
    if codes:
        amount = set(words_of(raw_column(table, "amount")).split())
        best = max(codes, key=lambda c: (len(amount & set(words_of(c.name).split())), named("currency", c.name)))
        map_currency(table, best)
        used |= {column.name for column in codes}
    for ours, test in _TESTS.items():
        if ours in table.mapped:
            continue
        fits = [c for c in table.columns.values() if _may_be(table, c, ours, used) and test(c)]
        if fits:
            best = max(fits, key=lambda c: (named(ours, c.name), c.known / max(c.rows, 1)))
            table.mapped[ours] = (best.name, f"by its name; {best.distinct:,} different{gaps(best)}")
            used.add(best.name)


def _may_be(table: Table, column: Column, ours: str, used: set[str]) -> bool:
    known = column.known > 0.3 * column.rows and column.name not in table.personal
    return known and not column.is_date and column.name not in used and named(ours, column.name) == 3


def map_currency(table: Table, column: Column) -> None:
    """A column of currency codes: one is the client's currency, of several each needs a rate."""
    codes = sorted({value.strip().upper() for value in column.values})
    most = column.values[0].strip().upper()
    table.currency = most
    if len(codes) > 1:
        table.mapped["currency"] = (column.name, f"currencies {', '.join(codes)}")
        others = ", ".join(code for code in codes if code != most)
        table.asks.append(
            f"what is one {others} worth in {most}? Give it under rates; without it these rows are set aside"
        )
