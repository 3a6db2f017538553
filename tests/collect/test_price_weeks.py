"""price_weeks.py: what each customer paid for which product in which week, from a log worked by hand."""

import datetime as dt

import ibis
import pandas as pd

from segtools.collect.price_weeks import price_weeks

D = dt.date
MONEY = {"amount": "decimal(18,4)", "quantity": "decimal(18,4)"}


LOG = pd.DataFrame(
    [
        # customer, product, day, quantity, amount
        ("ann", "tea", D(2026, 5, 31), 9, 90),  # a Sunday: the last day before the window
        ("ann", "tea", D(2026, 6, 1), 1, 5),  # a Monday, the first day of the window
        ("ann", "tea", D(2026, 6, 7), 2, 8),  # the Sunday of the same week
        ("bob", "tea", D(2026, 6, 8), 1, 4),
        ("bob", "tea", D(2026, 6, 9), -1, -4),  # a return
        ("bob", "tea", D(2026, 6, 10), 3, 0),  # free
        ("bob", "tea", D(2026, 6, 11), 0, 7),  # a fee
        ("cy", "tea", D(2026, 6, 16), 2, 6),
        ("cy", "tea", D(2026, 6, 22), 2, 6),  # after the day of the study
        ("ann", "ham", D(2026, 6, 1), 1, 3.10),  # by the piece, paid by the pound
        ("bob", "ham", D(2026, 6, 2), 1, 4.55),
        ("cy", "ham", D(2026, 6, 2), 1, 2.05),
        ("ann", "ham", D(2026, 6, 9), 1, 3.72),
        ("bob", "ham", D(2026, 6, 9), 1, 5.01),
        ("ann", "fuel", D(2026, 6, 3), 30.5, 61),  # by the litre, at one price for all
        ("bob", "fuel", D(2026, 6, 16), 12.25, 23.275),
        ("cy", "mug", D(2026, 6, 4), 1, 8),  # in one week of three
        ("cy", None, D(2026, 6, 10), 1, 8),
    ],
    columns=["customer_id", "product_id", "order_date", "quantity", "amount"],
)


def weeks_of(log, **more):
    rows = price_weeks(ibis.memtable(log).cast(MONEY), D(2026, 6, 21), 21, **more).execute()
    rows = rows.assign(week=rows.week.dt.date).sort_values(["product", "customer_id", "week"])
    return [tuple(row) for row in rows.itertuples(index=False)]


FUEL = [("ann", "fuel", D(2026, 6, 1), 30.5, 61.0), ("bob", "fuel", D(2026, 6, 15), 12.25, 23.275)]


TEA = [
    ("ann", "tea", D(2026, 6, 1), 3.0, 13.0),
    ("bob", "tea", D(2026, 6, 8), 1.0, 4.0),
    ("cy", "tea", D(2026, 6, 15), 2.0, 6.0),
]


def test_weeks_are_as_worked_by_hand():
    assert weeks_of(LOG) == FUEL + TEA


def test_the_products_kept_are_those_most_bought():
    assert weeks_of(LOG, most_products=1) == TEA


def test_where_half_pay_another_price_a_product_has_none():
    """Of four rows a week, two within 5% of the median: kept; none: not."""
    days = [D(2026, 6, 1), D(2026, 6, 8)]

    def log(paid):
        rows = [(f"c{n}", "tea", day, 1, amount) for day in days for n, amount in enumerate(paid)]
        return pd.DataFrame(rows, columns=LOG.columns)

    assert len(weeks_of(log([10, 10.4, 12, 9.6]))) == 8  # 10 and 10.4 are within 5% of 10.2
    assert weeks_of(log([10, 12, 14, 16])) == []


def test_nothing_can_be_told_without_quantities_or_products():
    for column in ("quantity", "product_id"):
        lines = ibis.memtable(LOG.drop(columns=column))
        assert price_weeks(lines, D(2026, 6, 21), 21) is None
