"""Rows compared with each other: repeats, one row per key, and rows with the same key that contradict each other."""

from __future__ import annotations

import functools
import operator

import ibis
from ibis import _

from segtools.collect.row_batches import REASON, ROW
from segtools.collect.row_reasons import LATER, SAME, clash
from segtools.collect.sources import Received

MISSING_CELL = "\x1f"  # stands for a missing cell where cells are compared, so that two of them are equal


def without_repeats(received: Received, judged: ibis.Table) -> ibis.Table:
    """Set a row aside if it equals an earlier one in every column of the client."""
    rows = received.rows
    cells = [_cell(rows[name]) for name in received.columns]
    copy = ibis.row_number().over(ibis.window(group_by=cells, order_by=rows[ROW]))
    copies = rows.select(**{ROW: rows[ROW]}, copy=copy).filter(_.copy > 0)
    repeated = judged[ROW].isin(copies[ROW])
    return judged.mutate(**{REASON: ibis.coalesce(judged[REASON], repeated.ifelse(SAME, None))})


def one_of_each(received: Received, judged: ibis.Table, key: list[str]) -> ibis.Table:
    """One row per value of the key: columns of the client, or expressions."""
    joined, keys = _keyed(received, judged, key, received.columns)
    content = [joined[f"_c{n}"] for n in range(len(received.columns))]
    return _alike(joined, content, keys, "key").select(judged.columns)


def first_of_each(received: Received, judged: ibis.Table, key: list[str]) -> ibis.Table:
    """The first accepted row per value of the key: columns of the client, or expressions. A key of blanks only is
    none: its rows all stay."""
    joined, keys = _keyed(received, judged, key, [])
    place = ibis.row_number().over(ibis.window(group_by=[joined[REASON].isnull(), *keys], order_by=joined[ROW]))
    blank = functools.reduce(operator.and_, [value.strip().isin(["", MISSING_CELL]) for value in keys])
    later = (joined[REASON].isnull() & (place > 0) & ~blank).ifelse(LATER, None)
    return joined.mutate(**{REASON: ibis.coalesce(joined[REASON], later)}).select(judged.columns)


def _keyed(
    received: Received, judged: ibis.Table, key: list[str], columns: list[str]
) -> tuple[ibis.Table, list[ibis.Value]]:
    """Judged rows beside cells of the client's (`_c0`, `_c1`, ...), and the parts of their key."""
    rows = received.rows
    raw = rows.select(
        **{f"{ROW}_raw": rows[ROW]},
        **{f"_k{n}": _cell(received.column(name, "key")) for n, name in enumerate(key)},
        **{f"_c{n}": _cell(rows[name]) for n, name in enumerate(columns)},
    )
    joined = judged.inner_join(raw, judged[ROW] == raw[f"{ROW}_raw"])
    return joined, [joined[f"_k{n}"] for n in range(len(key))]


def one_of_each_customer(judged: ibis.Table, names: list[str]) -> ibis.Table:
    """One row per customer; rows are compared on these columns of ours."""
    return _alike(judged, [_cell(judged[name]) for name in names], [judged.customer_id], "customer")


def _cell(value: ibis.Value) -> ibis.Value:
    return value.cast("string").fill_null(MISSING_CELL)


def _alike(judged: ibis.Table, content: list[ibis.Value], key: list[ibis.Value], what: str) -> ibis.Table:
    """Accepted rows that share a key: of equal rows one is kept; if they differ, all are set aside."""
    same = ibis.window(group_by=[judged[REASON].isnull(), *content], order_by=judged[ROW])
    named = {f"_key{n}": value for n, value in enumerate(key)}
    known = judged.mutate(_copy=ibis.row_number().over(same), **named)
    first = known[REASON].isnull() & (known._copy == 0)
    known = known.mutate(_versions=first.sum().over(ibis.window(group_by=[known[name] for name in named])))
    reason = ibis.cases(
        (known[REASON].notnull(), known[REASON]),
        (known._versions > 1, ibis.literal(clash(what))),
        (known._copy > 0, ibis.literal(SAME)),
        else_=None,
    )
    return known.mutate(**{REASON: reason}).drop("_copy", "_versions", *named)
