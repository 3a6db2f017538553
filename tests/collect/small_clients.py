"""Clients small enough to write out in full: their files, their params, and what is read of them."""

import datetime as dt

from segtools.collect import sources
from segtools.collect.quarantine import quarantined_rows
from segtools.params import Params, Source, Transactions

HEAD = """\
currency: £
as_of: 2026-06-30
sources:
  transactions:
    path: orders.csv
    columns: {customer_id: id, order_id: no, order_date: day, amount: amount}
"""
PRICED = """\
currency: £
as_of: 2026-06-30
sources:
  transactions:
    path: orders.csv
    columns: {customer_id: id, order_id: no, order_date: day, amount: quantity * price}
"""
DIRTY = """\
id,no,day,quantity,price
007,1,2026-06-01,2,10.00
7,2,2026-06-02,1,5.25
007,2b,2026-06-11,1,-3.10
,3,2026-06-03,1,1.00
9,4,2026-02-31,1,1.00
9,5,2026-07-01,1,1.00
9,6,2026-06-05,1,NaN
9,7,2026-06-05,1,1,000.00
9,8,2026-06-05,1
"9"x,9,2026-06-05,1,2.00
"NA",10,2026-06-05,1,2.00
"two
lines",11,2026-06-05,1,2.00
1E5,12,2026-06-05,1,2.00
9,"13,2026-06-05,1,2.00
9,14,2026-06-06,1,2.00
"""
# params of no client, for tables that are read by themselves
ROWS = Params.model_validate({"as_of": dt.date(2026, 6, 30), "sources": {"customers": {"path": "none.csv"}}})


def orders(*rows, header="id,no,day,amount"):
    return "\n".join([header, *rows]) + "\n"


def reasons(checked, params, name="transactions"):
    table = quarantined_rows(checked, params)
    return table[name].execute().set_index("line").reason.to_dict() if name in table else {}


def amounts(checked):
    rows = checked["transactions"].accepted.order_by("order_id").execute()
    return rows.set_index("order_id").amount.astype(float).to_dict()


def source_of(path, columns=None, **how):
    """A source of a file, wherever it lies; of orders where its columns are given."""
    ours = {name: how.pop(name) for name in ("customer_id", "order_id", "order_date", "amount") if name in how}
    kind = Transactions if ours else Source
    return kind(path=str(path), columns=columns or ours, **how)


def read(path, name="t", **how):
    """The rows of a file, as a frame."""
    return sources.read_rows(sources.connect(), name, source_of(path, **how), []).order_by("_row").execute()


def aside(params, checked, name="transactions"):
    """The rows set aside, as their file would hold them."""
    return quarantined_rows(checked, params)[name].execute()
