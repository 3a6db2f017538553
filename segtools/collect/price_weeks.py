"""What customers bought at which price, per product and week."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _

_NEAR = 0.05  # a product has a price where half of its buyers paid the week's median, or within 5% of it
_AGREE = 0.5


def price_weeks(
    transactions: ibis.Table, as_of: dt.date, window_days: int, most_products: int = 100
) -> ibis.Table | None:
    """Table `price_weeks`: what each customer bought of the products that have a price, week by week.

    Parameters
    ----------
    transactions : customer_id, order_date (date), amount (decimal, net), quantity (decimal), product_id
    as_of, window_days : lines of the days (as_of - window_days, as_of] with an amount and a quantity above 0 are read
    most_products : at most so many products are kept

    Returns
    -------
    customer_id, product, week (date of its Monday), quantity, amount; one row a customer, product and week. None where
    the lines have no product_id or no quantity, because nothing can then be said about prices.

    A product is kept if it was bought in more than half of the window's weeks and has a price: of its rows, at least
    half paid an amount a unit within 5% of the week's median. That leaves out what is counted by the piece and paid by
    the pound (bananas, meat: one piece, another amount each time), and keeps what is sold by the litre or the yard at
    one price for all. Of these, the products with the most rows: bought in many weeks by many. Only the products
    with the most order lines, three times as many as are kept, are looked at.

    Examples
    --------
    >>> import ibis
    >>> log = ibis.memtable({"customer_id": ["a", "a", "b"], "product_id": ["tea", "tea", "tea"],
    ...     "order_date": [dt.date(2026, 6, 15), dt.date(2026, 6, 18), dt.date(2026, 6, 23)],
    ...     "quantity": [1, 2, 1], "amount": [3, 6, 2]}).cast({"amount": "decimal(18,4)", "quantity": "decimal(18,4)"})
    >>> found = price_weeks(log, dt.date(2026, 6, 28), 14).order_by("customer_id").execute()
    >>> found.assign(week=found.week.astype("str")).values.tolist()
    [['a', 'tea', '2026-06-15', 3.0, 9.0], ['b', 'tea', '2026-06-22', 1.0, 2.0]]
    """
    if not {"product_id", "quantity"} <= set(transactions.columns):
        return None
    start = as_of - dt.timedelta(days=window_days)
    bought = [_.order_date <= as_of, _.order_date > start, _.amount > 0, _.quantity > 0, _.product_id.notnull()]
    often = transactions.filter(*bought).group_by("product_id")
    often = often.agg(lines=_.count(), weeks=_.order_date.truncate("W").nunique()).filter(_.weeks * 14 > window_days)
    often = often.order_by(_.lines.desc(), "product_id").limit(3 * most_products)
    lines = transactions.filter(*bought).semi_join(often, "product_id")
    rows = lines.group_by("customer_id", product=_.product_id, week=_.order_date.truncate("W").cast("date")).agg(
        quantity=_.quantity.sum().cast("float64"), amount=_.amount.sum().cast("float64")
    )
    paid = rows.mutate(paid=_.amount / _.quantity)
    usual = paid.group_by("product", "week").agg(usual=_.paid.median())
    near = ((_.paid - _.usual).abs() <= _NEAR * _.usual).cast("int64").sum()
    priced = paid.inner_join(usual, ["product", "week"]).group_by("product").agg(rows=_.count(), near=near)
    priced = priced.filter(_.near >= _AGREE * _.rows).order_by(_.rows.desc(), "product").limit(most_products)
    return rows.semi_join(priced, "product")
