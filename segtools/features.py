"""Transactions, as of a date, to one row a customer: Ibis expressions that any engine can run.

Money is summed as decimals, so the order of rows and the number of threads change nothing.
"""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _

# variable -> (unit, meaning, words for high, words for low); "currency" stands for the client's own.
BEHAVIOUR: dict[str, tuple[str, str, str, str]] = {
    "recency_days": ("days", "days since the last order", "less recent", "recent"),
    "frequency": ("orders", "orders in the window", "frequent", "occasional"),
    "mean_order_value": ("currency", "amount an order", "big baskets", "small baskets"),
    "monetary_value": ("currency", "net amount in the window", "high spend", "low spend"),
    "interpurchase_days": ("days", "days between orders", "long gaps", "short gaps"),
    "tenure_days": ("days", "days since the first order in the data", "long-standing", "new"),
    "items_per_order": ("items", "items an order", "many items", "few items"),
    "categories_bought": ("categories", "categories bought in the window", "broad range", "narrow range"),
    "products_bought": ("products", "products bought in the window", "broad range", "narrow range"),
    "discount_share": ("share", "discount, as a share of the price before it", "deal-driven", "full price"),
    "return_share": (
        "share",
        "returns, as a share of the amount bought (at most all of it)",
        "many returns",
        "few returns",
    ),
}


def transaction_features(
    transactions: ibis.Table, as_of: dt.date, window_days: int, channels: list[str] | None = None
) -> ibis.Table:
    """Behaviour of each customer as of a day.

    Parameters
    ----------
    transactions : customer_id, order_id, order_date (date), amount (decimal), and where known quantity,
        product_id, category, discount, channel; returns are negative amounts
    as_of : later rows are not looked at
    window_days : orders of the days (as_of - window_days, as_of] are measured
    channels : levels of channel to give a share_of_orders column each, in this order

    Returns
    -------
    one row a customer seen by as_of. An order is an order_id with a positive net amount; mean_order_value is
    over these, so that a return booked under its own number lowers monetary_value and not the size of a basket.
    recency_days and tenure_days look at the whole history, the rest at the window; who has no order in it
    has frequency 0 and monetary_value of returns alone, and no means, shares or intervals.

    Examples
    --------
    >>> import ibis
    >>> log = ibis.memtable({"customer_id": ["a", "a", "a", "b"], "order_id": ["1", "2", "2", "3"],
    ...     "order_date": [dt.date(2026, 6, 1), dt.date(2026, 6, 21), dt.date(2026, 6, 21), dt.date(2025, 1, 1)],
    ...     "amount": [10, 5, -1, 7]}).cast({"amount": "decimal(18,4)"})
    >>> made = transaction_features(log, dt.date(2026, 6, 30), 365).order_by("customer_id").execute()
    >>> made[["customer_id", "recency_days", "frequency", "monetary_value"]].values.tolist()
    [['a', 9, 2, 14.0], ['b', 545, 0, 0.0]]
    """
    has = set(transactions.columns)
    day, start = ibis.literal(as_of), ibis.literal(as_of - dt.timedelta(days=window_days))
    lines = transactions.filter(_.order_date <= day).mutate(inside=_.order_date > start)
    sums = {"net": _.amount.sum(), "order_date": _.order_date.min()}
    if "channel" in has:
        sums["channel"] = _.channel.min()
    by_id = lines.group_by("customer_id", "order_id").agg(**sums)
    orders = by_id.filter(_.net > 0).mutate(inside=_.order_date > start)
    when = _.inside
    measures = {
        "ordered": _.net.sum(where=when),
        "last_order": _.order_date.max(),
        "first_order": _.order_date.min(),
        "frequency": when.sum(),
        "first_inside": _.order_date.min(where=when),
        "last_inside": _.order_date.max(where=when),
    }
    if "channel" in has:
        for level in channels or []:
            measures[f"channel_{level}"] = (when & (_.channel == level)).mean(where=when)
    by_order = orders.group_by("customer_id").agg(**measures)

    amounts = {
        "monetary_value": _.amount.sum(where=when),
        "bought": _.amount.sum(where=when & (_.amount > 0)),
        "returned": _.amount.sum(where=when & (_.amount < 0)),
    }
    if "quantity" in has:
        amounts["quantity"] = _.quantity.sum(where=when & (_.amount > 0))
    breadth = "category" if "category" in has else "product_id"
    if breadth in has:
        amounts["breadth"] = _[breadth].nunique(where=when & (_.amount > 0))
    if "discount" in has:
        amounts["discount"] = _.discount.abs().sum(where=when & (_.amount > 0))
    by_line = lines.group_by("customer_id").agg(**amounts)

    joined = by_line.left_join(by_order, "customer_id")  # who only returned has never ordered, and stays
    active = _.frequency > 0
    made = {
        "recency_days": -_.last_order.delta(day, unit="day").cast("int64"),
        "frequency": _.frequency.fill_null(0).cast("int64"),
        "mean_order_value": _number(active, _.ordered, _.frequency),
        "monetary_value": _.monetary_value.fill_null(0).cast("float64"),
        "interpurchase_days": ibis.ifelse(
            _.frequency > 1,
            _.last_inside.delta(_.first_inside, unit="day").cast("float64") / (_.frequency - 1),
            ibis.null("float64"),
        ),
        "tenure_days": -_.first_order.delta(day, unit="day").cast("int64"),
        "return_share": _number(active & (_.bought > 0), -_.returned.fill_null(0), _.bought).clip(upper=1.0),
    }
    if "quantity" in has:
        made["items_per_order"] = _number(active, _.quantity, _.frequency)
    if breadth in has:
        made["categories_bought" if breadth == "category" else "products_bought"] = ibis.ifelse(
            active, _.breadth.cast("int64"), ibis.null("int64")
        )
    if "discount" in has:
        made["discount_share"] = _number(active, _.discount, _.bought + _.discount)
    names = [f"channel_{level}" for level in channels or [] if "channel" in has]
    return joined.select("customer_id", **made, **{name: _[name] for name in names})


def _number(when: ibis.Value, above: ibis.Value, below: ibis.Value) -> ibis.Value:
    """A ratio of two exact sums, where there is one."""
    return ibis.ifelse(when, above.cast("float64") / below.cast("float64").nullif(0), ibis.null("float64"))


def category_spend(transactions: ibis.Table, as_of: dt.date, window_days: int) -> ibis.Table:
    """Orders and net amount of each customer in each category over the window: customer_id, category,
    orders, amount."""
    start = as_of - dt.timedelta(days=window_days)
    inside = transactions.filter(_.order_date <= as_of, _.order_date > start, _.category.notnull())
    return inside.group_by("customer_id", "category").agg(
        orders=_.order_id.nunique(), amount=_.amount.sum().cast("float64")
    )


def monthly_spend(transactions: ibis.Table) -> ibis.Table:
    """Orders and net amount of each customer in each month: customer_id, month, orders, amount."""
    return transactions.group_by("customer_id", month=_.order_date.truncate("M")).agg(
        orders=_.order_id.nunique(), amount=_.amount.sum().cast("float64")
    )
