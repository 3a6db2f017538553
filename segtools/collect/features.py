"""Behaviour of each customer as of a date, from transactions and events: Ibis expressions that any engine can run.

Money is summed as decimals, so the order of rows, the number of threads and the engine change nothing.
Each expression below reads the lines straight from the table it is given, and never shares a filtered copy of
them with another: an engine that keeps what two branches share would keep every line.
"""

from __future__ import annotations

import datetime as dt
import functools
import operator
from collections.abc import Sequence

import ibis
from ibis import _

# variable -> (unit, meaning, words for high, words for low); "currency" stands for the client's own.
BEHAVIOUR: dict[str, tuple[str, str, str, str]] = {
    "recency_days": ("days", "days since the last order", "less recent", "recent"),
    "frequency": ("orders", "orders in the period", "frequent", "occasional"),
    "mean_order_value": ("currency", "amount an order", "big baskets", "small baskets"),
    "monetary_value": ("currency", "net amount in the period", "high spend", "low spend"),
    "interpurchase_days": ("days", "days between orders", "long gaps", "short gaps"),
    "tenure_days": ("days", "days since the first order in the data", "long-standing", "new"),
    "items_per_order": ("items", "items an order", "many items", "few items"),
    "categories_bought": ("categories", "categories bought in the period", "broad range", "narrow range"),
    "products_bought": ("products", "products bought in the period", "broad range", "narrow range"),
    "discount_share": ("share", "discount, as a share of the price before it", "deal-driven", "full price"),
    "return_share": (
        "share",
        "returns, as a share of the amount bought (at most all of it)",
        "many returns",
        "few returns",
    ),
    "event_count": ("events", "events in the period", "active", "quiet"),
    "event_recency_days": ("days", "days since the last event", "long absent", "lately seen"),
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
    >>> features = transaction_features(log, dt.date(2026, 6, 30), 365).order_by("customer_id").execute()
    >>> features[["customer_id", "recency_days", "frequency", "monetary_value"]].values.tolist()
    [['a', 9, 2, 14.0], ['b', 545, 0, 0.0]]
    """
    return features_at(transactions, [as_of], window_days, channels).drop("as_of")


def features_at(
    transactions: ibis.Table, looks: Sequence[dt.date], window_days: int, channels: list[str] | None = None
) -> ibis.Table:
    """Behaviour of each customer as of several days, in no more passes over the lines than one day takes.

    Parameters
    ----------
    transactions : as for transaction_features
    looks : the days, at least one, none twice
    window_days : orders of the days (look - window_days, look] are measured
    channels : levels of channel to give a share_of_orders column each, in this order

    Returns
    -------
    customer_id, as_of (date: the look) and the columns of transaction_features; one row a look and a customer
    seen by then, in which lines after the look count for nothing.

    Raises
    ------
    ValueError : where looks is empty or holds a day twice

    Examples
    --------
    >>> import ibis
    >>> log = ibis.memtable({"customer_id": ["a", "a", "b"], "order_id": ["1", "2", "3"],
    ...     "order_date": [dt.date(2026, 5, 1), dt.date(2026, 6, 21), dt.date(2026, 6, 2)],
    ...     "amount": [10, 5, 7]}).cast({"amount": "decimal(18,4)"})
    >>> features = features_at(log, [dt.date(2026, 5, 31), dt.date(2026, 6, 30)], 365).order_by("as_of", "customer_id")
    >>> features = features.execute()
    >>> features[["customer_id", "recency_days", "frequency", "monetary_value"]].values.tolist()
    [['a', 30, 1, 10.0], ['a', 9, 2, 15.0], ['b', 28, 1, 7.0]]
    """
    if not looks or len(set(looks)) < len(looks):
        raise ValueError(f"looks: {[str(look) for look in looks]}; give at least one day, each only once")
    has = set(transactions.columns)
    breadth = "category" if "category" in has else "product_id"
    levels = [level for level in channels or [] if "channel" in has]
    days = _Days(looks, window_days)
    joined = _beside(_by_order(transactions, days, levels), _by_line(transactions, days))
    if breadth in has:
        joined = _beside(joined, _breadth(transactions, days, breadth))
    rows = [ibis.struct(_row(joined, position, look, breadth, levels)) for position, look in enumerate(days.looks)]
    # a look's row of a customer as an element of a list: the table is not read again for each look
    features = joined.select("customer_id", "first_seen", look=ibis.array(rows).unnest()).unpack("look")
    return features.filter(_.first_seen <= _.as_of).drop("first_seen")


def _beside(customers: ibis.Table, more: ibis.Table) -> ibis.Table:
    """Join further columns of the customers."""
    return customers.left_join(more, "customer_id", rname="{name}_again").drop("customer_id_again")


class _Days:
    """The days of several looks; a condition that every line to be read fulfils is left out (None)."""

    def __init__(self, looks: Sequence[dt.date], window_days: int):
        self.looks = list(looks)
        self.starts = [look - dt.timedelta(days=window_days) for look in looks]
        self.last, self.start = max(self.looks), min(self.starts)

    def seen(self, position: int) -> ibis.Deferred | None:
        """Of the lines up to the last look, those up to this one."""
        return None if self.looks[position] == self.last else _.order_date <= self.looks[position]

    def inside(self, position: int, *more: ibis.Deferred) -> ibis.Deferred | None:
        """Of the lines inside any window, those inside the window of this look."""
        after = None if self.starts[position] == self.start else _.order_date > self.starts[position]
        wanted = [condition for condition in (self.seen(position), after, *more) if condition is not None]
        return functools.reduce(operator.and_, wanted) if wanted else None


def _by_order(transactions: ibis.Table, days: _Days, levels: list[str]) -> ibis.Table:
    """From lines to orders to customers: first_seen, and for each look the features counted by order."""
    by_order = {"order_date": _.order_date.min()}
    for i, _look in enumerate(days.looks):
        by_order[f"net_{i}"] = _.amount.sum(where=days.seen(i))
        if levels:
            by_order[f"channel_{i}"] = _.channel.min(where=days.seen(i))
    orders = transactions.filter(_.order_date <= days.last).group_by("customer_id", "order_id").agg(**by_order)
    measures = {"first_seen": _.order_date.min()}
    for i, start in enumerate(days.starts):
        ordered = _[f"net_{i}"] > 0  # missing where no line of it was there by then
        inside = ordered & (_.order_date > start)
        measures |= {
            f"last_order_{i}": _.order_date.max(where=ordered),
            f"first_order_{i}": _.order_date.min(where=ordered),
            f"first_inside_{i}": _.order_date.min(where=inside),
            f"frequency_{i}": _.count(where=inside),
            f"ordered_{i}": _[f"net_{i}"].sum(where=inside),
        }
        for k, level in enumerate(levels):
            measures[f"channel_{k}_{i}"] = (_[f"channel_{i}"] == level).mean(where=inside)
    return orders.group_by("customer_id").agg(**measures)


def _by_line(transactions: ibis.Table, days: _Days) -> ibis.Table:
    """From lines to customers: features that are sums over lines."""
    has = set(transactions.columns)
    sums = {}
    for i, _look in enumerate(days.looks):
        bought = days.inside(i, _.amount > 0)
        sums |= {
            f"monetary_value_{i}": _.amount.sum(where=days.inside(i)),
            f"bought_{i}": _.amount.sum(where=bought),
            f"returned_{i}": _.amount.sum(where=days.inside(i, _.amount < 0)),
        }
        if "quantity" in has:
            sums[f"quantity_{i}"] = _.quantity.sum(where=bought)
        if "discount" in has:
            sums[f"discount_{i}"] = _.discount.abs().sum(where=bought)
    lines = transactions.filter(_.order_date <= days.last, _.order_date > days.start)
    return lines.group_by("customer_id").agg(**sums)


def _breadth(transactions: ibis.Table, days: _Days, column: str) -> ibis.Table:
    """How many levels of a column each customer bought: levels first, so that several looks count them together."""
    bought = transactions.filter(
        _.order_date <= days.last, _.order_date > days.start, _.amount > 0, _[column].notnull()
    )
    inside = {
        f"inside_{i}": ((_.order_date <= look) & (_.order_date > start)).any()
        for i, (look, start) in enumerate(zip(days.looks, days.starts, strict=True))
    }
    levels = bought.group_by("customer_id", column).agg(**inside)
    return levels.group_by("customer_id").agg(
        **{f"breadth_{i}": _.count(where=_[f"inside_{i}"]) for i in range(len(days.looks))}
    )


def _row(table: ibis.Table, position: int, look: dt.date, breadth: str, levels: list[str]) -> dict[str, ibis.Value]:
    """The features of one look."""
    has = set(table.columns)

    def of(name: str) -> ibis.Value:
        return table[f"{name}_{position}"]

    day = ibis.literal(look)
    frequency, bought, returned = of("frequency"), of("bought"), -of("returned").fill_null(0)
    active = frequency > 0
    features = {
        "as_of": day,
        "recency_days": _days_between(of("last_order"), day),
        "frequency": frequency.cast("int64"),
        "mean_order_value": _number(active, of("ordered"), frequency),
        "monetary_value": of("monetary_value").fill_null(0).cast("float64"),
        # the last order of all is the last in the window, where there is one in it
        "interpurchase_days": _number(
            frequency > 1, _days_between(of("first_inside"), of("last_order")), frequency - 1
        ),
        "tenure_days": _days_between(of("first_order"), day),
        "return_share": _number(active, ibis.ifelse(returned > bought, bought, returned), bought),
    }
    if f"quantity_{position}" in has:
        features["items_per_order"] = _number(active, of("quantity"), frequency)
    if f"breadth_{position}" in has:
        count = of("breadth").fill_null(0).cast("int64")
        name = "categories_bought" if breadth == "category" else "products_bought"
        features[name] = ibis.ifelse(active, count, ibis.null("int64"))
    if f"discount_{position}" in has:
        features["discount_share"] = _number(active, of("discount"), bought + of("discount"))
    return features | {f"channel_{level}": of(f"channel_{k}") for k, level in enumerate(levels)}


def _days_between(first: ibis.Value, last: ibis.Value) -> ibis.Value:
    return last.delta(first, unit="day").cast("int64")


def _number(when: ibis.Value, above: ibis.Value, below: ibis.Value) -> ibis.Value:
    """A ratio of two exact sums; missing if it cannot be computed."""
    return ibis.ifelse(when, above.cast("float64") / below.cast("float64").nullif(0), ibis.null("float64"))


def event_features(events: ibis.Table, as_of: dt.date, window_days: int, types: Sequence[str]) -> ibis.Table:
    """What each customer did on the web or in the app, as of a day.

    Parameters
    ----------
    events : customer_id, event_date (date), event (text: the type); one row an event
    as_of : later rows are not looked at
    window_days : events of the days (as_of - window_days, as_of] are counted
    types : levels of event to give columns of their own, in this order

    Returns
    -------
    one row a customer with an event by as_of: customer_id, event_count (in the window) and event_recency_days
    (whole history); of each type events_{type} (in the window), events_{type}_share (of the customer's events in
    the window, 0 to 1; missing where there are none) and events_{type}_recency_days (whole history; missing where
    there never was one).

    Examples
    --------
    >>> import ibis
    >>> log = ibis.memtable({"customer_id": ["a", "a", "b"], "event": ["visit", "search", "visit"],
    ...     "event_date": [dt.date(2026, 6, 1), dt.date(2026, 6, 21), dt.date(2025, 1, 1)]})
    >>> features = event_features(log, dt.date(2026, 6, 30), 365, ["visit"]).order_by("customer_id").execute()
    >>> features[["customer_id", "event_count", "events_visit", "events_visit_recency_days"]].values.tolist()
    [['a', 2, 1, 29], ['b', 0, 0, 545]]
    """
    inside, day = _.event_date > as_of - dt.timedelta(days=window_days), ibis.literal(as_of)
    sums = {"events": _.count(where=inside), "last": _.event_date.max()}
    for k, level in enumerate(types):
        sums[f"events_{k}"] = _.count(where=inside & (_.event == level))
        sums[f"last_{k}"] = _.event_date.max(where=_.event == level)
    by_customer = events.filter(_.event_date <= as_of).group_by("customer_id").agg(**sums)
    features = {"event_count": _.events.cast("int64"), "event_recency_days": _days_between(by_customer["last"], day)}
    for k, level in enumerate(types):
        count = by_customer[f"events_{k}"].fill_null(0)  # Spark's sum of flags, where every type is missing
        features[f"events_{level}"] = count.cast("int64")
        features[f"events_{level}_share"] = _number(by_customer.events > 0, count, by_customer.events)
        features[f"events_{level}_recency_days"] = _days_between(by_customer[f"last_{k}"], day)
    return by_customer.select("customer_id", **features)


def category_spend(transactions: ibis.Table, as_of: dt.date, window_days: int) -> ibis.Table:
    """Orders and net amount of each customer in each category over the window: customer_id, category,
    orders, amount."""
    start = as_of - dt.timedelta(days=window_days)
    inside = transactions.filter(_.order_date <= as_of, _.order_date > start, _.category.notnull())
    return inside.group_by("customer_id", "category").agg(
        orders=_.order_id.nunique(), amount=_.amount.sum().cast("float64")
    )


def product_spend(transactions: ibis.Table, as_of: dt.date, window_days: int, most: int = 200) -> ibis.Table:
    """As category_spend, for the products that most customers bought in the window. A product is shown by its name (if
    it has several, the most frequent), or by its product_id if there are no names."""
    start = as_of - dt.timedelta(days=window_days)
    inside = transactions.filter(_.order_date <= as_of, _.order_date > start, _.product_id.notnull())
    bought = inside.filter(_.amount > 0)
    top = (
        bought.group_by("product_id").agg(n=_.customer_id.nunique()).order_by(ibis.desc("n"), "product_id").limit(most)
    )
    if "product_name" in transactions.columns:
        named = bought.filter(_.product_name.notnull()).group_by("product_id", "product_name").agg(times=_.count())
        order = ibis.window(group_by="product_id", order_by=[ibis.desc("times"), "product_name"])
        named = named.mutate(place=ibis.row_number().over(order)).filter(_.place == 0)
        top = top.left_join(named.select("product_id", "product_name"), "product_id")
        top = top.select("product_id", category=ibis.coalesce(top.product_name, top.product_id))
    else:
        top = top.select("product_id", category=_.product_id)
    return (
        inside.drop(*({"category"} & set(inside.columns)))
        .join(top, "product_id")
        .group_by("customer_id", "category")
        .agg(orders=_.order_id.nunique(), amount=_.amount.sum().cast("float64"))
    )


def monthly_spend(transactions: ibis.Table) -> ibis.Table:
    """Orders and net amount of each customer in each month: customer_id, month, orders, amount."""
    return transactions.group_by("customer_id", month=_.order_date.truncate("M")).agg(
        orders=_.order_id.nunique(), amount=_.amount.sum().cast("float64")
    )


def spend_between(transactions: ibis.Table, after: dt.date, until: dt.date) -> ibis.Table:
    """Orders and net amount of each customer on the days (after, until]: customer_id, orders, amount."""
    inside = transactions.filter(_.order_date > after, _.order_date <= until)
    return inside.group_by("customer_id").agg(orders=_.order_id.nunique(), amount=_.amount.sum().cast("float64"))


def buying_days(transactions: ibis.Table, looks: Sequence[dt.date]) -> ibis.Table:
    """The days on which each customer bought, as of several days, in the form that models of lifetime value need.

    Returns
    -------
    one row a look and a customer who had bought by then: customer_id, as_of, buying_days (days with a positive net
    amount, whatever the number of orders on them), first_day and last_day of these, amount (net, on these days),
    net_amount (of all days, so returns booked on days of their own are taken off) and cost (of all lines; missing
    where no line has one).

    Examples
    --------
    >>> import ibis
    >>> log = ibis.memtable({"customer_id": ["a", "a", "a", "b"], "amount": [10, 5, -2, 7],
    ...     "order_date": [dt.date(2026, 5, 1), dt.date(2026, 6, 21), dt.date(2026, 6, 25), dt.date(2026, 6, 2)]})
    >>> log = log.cast({"amount": "decimal(18,4)"})
    >>> looks = [dt.date(2026, 5, 31), dt.date(2026, 6, 30)]
    >>> bought_on = buying_days(log, looks).order_by("as_of", "customer_id").execute()
    >>> bought_on[["customer_id", "buying_days", "amount", "net_amount"]].values.tolist()
    [['a', 1, 10.0, 10.0], ['a', 2, 15.0, 13.0], ['b', 1, 7.0, 7.0]]
    """
    costs = {"cost": _.cost.sum()} if "cost" in transactions.columns else {}
    days = transactions.filter(_.order_date <= max(looks)).group_by("customer_id", "order_date")
    days = days.agg(net=_.amount.sum(), **costs)
    measures = {}
    for i, look in enumerate(looks):
        seen, bought = _.order_date <= look, (_.order_date <= look) & (_.net > 0)
        measures |= {
            f"days_{i}": _.count(where=bought),
            f"first_{i}": _.order_date.min(where=bought),
            f"last_{i}": _.order_date.max(where=bought),
            f"amount_{i}": _.net.sum(where=bought),
            f"net_{i}": _.net.sum(where=seen),
        } | ({f"cost_{i}": _.cost.sum(where=seen)} if costs else {})
    customers = days.group_by("customer_id").agg(**measures)
    rows = [
        ibis.struct(
            {
                "as_of": ibis.literal(look),
                "buying_days": customers[f"days_{i}"].cast("int64"),
                "first_day": customers[f"first_{i}"],
                "last_day": customers[f"last_{i}"],
                "amount": customers[f"amount_{i}"].cast("float64"),
                "net_amount": customers[f"net_{i}"].cast("float64"),
                "cost": customers[f"cost_{i}"].cast("float64") if costs else ibis.null("float64"),
            }
        )
        for i, look in enumerate(looks)
    ]
    bought_on = customers.select("customer_id", look=ibis.array(rows).unnest()).unpack("look")
    return bought_on.filter(_.buying_days > 0)
