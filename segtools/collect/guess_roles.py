"""Guess what each table is and which column is what, each with its evidence."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pandas as pd

from segtools.collect import number_text
from segtools.collect.dictionary import infer_kind
from segtools.collect.guess_dialect import Column, Table
from segtools.collect.guess_names import is_called
from segtools.collect.row_fields import PLACEHOLDERS
from segtools.collect.scale_order import ordered

FIELDS = {
    "transactions": [
        *("order_id", "order_date", "amount", "quantity", "unit_price", "product_id", "product_name"),
        *("category", "discount", "channel", "currency"),
    ],
    "events": ["event_date", "event"],
    "responses": ["campaign", "contact_date", "treated", "responded", "revenue"],
}
FAMILY_WORDS = {
    "demographic": r"age|gender|sex|income|education|marital|married|household|hh_?size|kids|children|job|occupation|"
    r"birth|alter|geschlecht|beruf",
    "geographic": r"region|city|town|state|country|county|zip|postcode|postal|area|settlement|urban|land|ort|plz",
}
_KEY_NAME = re.compile(r"(?i)(id|code|no|nr|key|sku|upc|ean|name)$")


def give_roles(tables: list[Table]) -> None:
    """Give each table its likely role with the reason, and map its columns to our fields."""
    for table in tables:
        _map_customer(table)
    for table in tables:
        _map_fields(table)
    known = [table for table in tables if table.role == "transactions"]
    for extra in sorted(known, key=lambda table: -table.n)[1:]:
        extra.role, extra.why = (
            "",
            "a second table of orders; to read several files as one table, give one path with a pattern",
        )
    for role in ("customers", "survey", "responses", "events"):
        same = sorted((table for table in tables if table.role == role), key=lambda table: -len(table.columns))
        for extra in same[1:]:
            extra.role, extra.why = "", f"a second table of {role}; join it as a lookup"
    _responses_of_pairs(tables)
    _lookups(tables)


def _map_customer(table: Table) -> None:
    for name, column in table.columns.items():
        if is_called("customer_id", name) and column.known > 0.5 * column.rows and not column.is_date:
            table.mapped["customer_id"] = (name, f"by its name; {column.distinct:,} different{_gaps(column)}")
            return


def _gaps(column: Column) -> str:
    lost = 1 - column.known / max(column.rows, 1)
    return f", missing in {lost:.1%} of the rows" if lost else ""


def _map_fields(table: Table) -> None:
    """A table's role by the columns it has, and which column is which of our fields."""
    columns = table.columns
    customer = columns.get(table.mapped["customer_id"][0]) if "customer_id" in table.mapped else None
    dated = [name for name, column in columns.items() if column.is_date]
    money = _amount(table)
    event = _field(table, "event", lambda c: not c.is_number and not c.is_date and c.distinct <= 200)
    unique = customer is not None and customer.unique >= 0.99
    response = _field(table, "responded", lambda c: c.distinct == 2)
    campaign = _field(table, "campaign", lambda c: c.distinct <= 500)
    if customer is not None and campaign and response:
        table.role, table.why = "responses", f"{campaign} and {response}, which has two values"
        table.mapped |= {"campaign": (campaign, "by its name"), "responded": (response, "two values, by its name")}
        _map(table, "contact_date", lambda c: c.is_date)
        _map(table, "treated", lambda c: c.distinct == 2 and c.name != response)
        _map(table, "revenue", lambda c: c.is_number and c.distinct > 2)
    elif customer is not None and dated and money and not unique:
        table.role = "transactions"
        table.why = (
            f"customers come back ({customer.known / max(customer.distinct, 1):.1f} rows each), with dates and amounts"
        )
        day = next((n for n in dated if is_called("order_date", n)), dated[0])
        _map(table, "order_id", lambda c: not c.is_date)
        goods = any(_field(table, ours, lambda c: True) for ours in ("product_id", "quantity"))
        if "order_id" not in table.mapped and not goods and not _numbers_rows(table):
            table.mapped["order_id"] = ("_row", "no order number and no products: each row is taken as one order")
        table.mapped["order_date"] = (day, _date_evidence(table, day))
        table.mapped["amount"] = money
        for ours in ("quantity", "unit_price", "discount"):
            _map(table, ours, lambda c: c.is_number)
        for ours in ("product_id", "category", "channel", "currency"):
            _map(table, ours, lambda c: not c.is_date)
        if "product_id" in table.mapped:
            _map(table, "product_name", lambda c: not c.is_date and not c.is_number)
    elif customer is not None and dated and event and not unique:
        table.role, table.why = (
            "events",
            f"customers come back, with dates and {event}, of {columns[event].distinct} sorts",
        )
        day = next((n for n in dated if is_called("event_date", n)), dated[0])
        table.mapped |= {
            "event_date": (day, _date_evidence(table, day)),
            "event": (event, f"{columns[event].distinct} sorts"),
        }
    elif unique or (customer is None and len(columns) >= 4 and not _key_of_things(table)):
        scales = [name for name in columns if name not in table.mapped and _answers(columns[name])]
        survey = len(scales) >= max(3, 0.6 * len(columns))
        table.role = "survey" if survey else "customers"
        what = f"{len(scales)} of {len(columns)} columns are answers" if survey else f"{len(columns)} columns"
        whose = (
            f"{customer.unique:.1%} of the ids are different"
            if unique and customer
            else "no customer id: each row is taken as one customer"
        )
        table.why = f"one row per customer ({whose}), {what}"
    else:
        table.why = "no column gives each row its own customer id, and there are no dates with amounts"


def _numbers_rows(table: Table) -> bool:
    """Whether a column that is none of our fields may be an order number: mostly whole numbers, and many different."""
    taken = {theirs for theirs, _ in table.mapped.values()} | set(table.personal)
    others = [column for name, column in table.columns.items() if name not in taken and not column.is_date]
    return any(c.distinct > 0.2 * c.rows and not (c.is_number and (c.typed % 1 != 0).any()) for c in others)


def _date_evidence(table: Table, day: str) -> str:
    days = days_in(table, day)
    return f"dates from {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}" if len(days) else "by its name"


def days_in(table: Table, name: str) -> pd.Series:
    """The days in a column that are in the past, without placeholders."""
    column = table.columns[name]
    texts = pd.Series(column.values).astype("str")
    texts = texts if column.date_format else texts.str.slice(0, 10)
    days = pd.to_datetime(texts, format=column.date_format or "%Y-%m-%d", errors="coerce").dropna()
    been = (days <= pd.Timestamp(date.today())) & (days.dt.year >= 1970)
    return days[been & ~days.dt.strftime("%Y-%m-%d").isin(PLACEHOLDERS)]


def _field(table: Table, ours: str, test: Any) -> str:
    taken = {theirs for theirs, _ in table.mapped.values()}
    return next(
        (
            n
            for n, c in table.columns.items()
            if n not in taken and n not in table.personal and is_called(ours, n) and test(c)
        ),
        "",
    )


def _map(table: Table, ours: str, test: Any) -> None:
    name = _field(table, ours, test)
    if name:
        column = table.columns[name]
        table.mapped[ours] = (
            name,
            f"by its name; {column.distinct:,} different{_gaps(column)}",
        )


def _amount(table: Table) -> tuple[str, str] | None:
    whole = _field(table, "amount", lambda c: c.is_number)
    quantity, price = (_field(table, ours, lambda c: c.is_number) for ours in ("quantity", "unit_price"))
    product = " * ".join(f"`{name}`" if re.search(r"\W", name) else name for name in (quantity, price))
    if whole and quantity and price and whole not in (quantity, price):
        read = [number_text.number(table.rows[name], table.source) for name in (whole, quantity, price)]
        same = table.rows.aggregate(s=((read[0] - read[1] * read[2]).abs() < 0.01).mean()).execute().s.iloc[0]
        return whole, f"by its name; equals {product} in {same:.1%} of the rows"
    if whole:
        return whole, "by its name"
    if quantity and price:
        return product, "no column of amounts, but a quantity and a price"
    if price:
        return price, "no column of amounts and no quantity, but a price"
    free = [
        n
        for n, c in table.columns.items()
        if c.is_number and n not in table.personal and infer_kind(n, c.typed)[1] == "numbers with decimals"
    ]
    return (free[0], "the only column of numbers with decimals") if len(free) == 1 else None


def _answers(column: Column) -> bool:
    """Whether a column looks like survey answers: yes or no, or a short scale."""
    if not 2 <= column.distinct <= 11:
        return False
    words = {value.lower() for value in column.values}
    if words <= {"yes", "no", "0", "1", "true", "false", "y", "n"} or ordered(column.values):
        return True
    numbers = number_text.numbers(pd.Series(column.values))
    return bool(numbers.notna().all() and numbers.min() in (0, 1) and numbers.max() in (5, 6, 7, 9, 10))


def _key_of_things(table: Table) -> bool:
    """Whether a column other than a customer's identifies each row, as in a list of products, stores or campaigns."""
    return any(
        column.unique == 1 and column.known == column.rows and not column.is_date and _KEY_NAME.search(name)
        for name, column in table.columns.items()
    )


def _responses_of_pairs(tables: list[Table]) -> None:
    """Campaign tables without an answer: one says who was contacted, another who responded."""
    if any(table.role == "responses" for table in tables):
        return
    pairs = []
    for table in tables:
        campaign = _field(table, "campaign", lambda c: c.distinct <= 500)
        if not table.role and "customer_id" in table.mapped and campaign:
            key = [table.mapped["customer_id"][0], campaign]
            pairs.append((table, key, table.rows.select(key).distinct().count().execute() == table.n))
    base = next(((table, key) for table, key, alone in pairs if alone), None)
    if base is None:
        return
    table, key = base
    answer = next((other for other, other_key, _ in pairs if other is not table and other_key == key), None)
    about = next((other for other in tables if _explains(other, *key)), None)
    own = next((n for n, c in table.columns.items() if c.is_date), "")
    beside = next((n for n, c in about.columns.items() if c.is_date), "") if about else ""
    if answer is None or not (own or beside):
        return
    table.role, table.why = "responses", f"one row per {key[0]} and {key[1]}; {answer.name} says who responded"
    table.mapped["campaign"] = (key[1], "by its name")
    if not own and about:
        table.lookups.append(({"path": about.path, "on": key[1]}, f"tells when: {beside}"))
        about.role, about.why = "lookup", f"of {table.name}, on {key[1]}"
    table.mapped["contact_date"] = (own or beside, "the first column of dates")
    table.lookups.append(({"path": answer.path, "on": key, "flag": "responded"}, "each row there is a response"))
    answer.role, answer.why = "lookup", f"of {table.name}: each row there is a response"
    table.mapped["responded"] = ("responded", f"whether {answer.name} has such a row")


def _explains(table: Table, customer: str, campaign: str) -> bool:
    """Whether a table without a role has one row per campaign and no customers."""
    columns = table.columns
    return not table.role and customer not in columns and campaign in columns and columns[campaign].unique == 1


def _lookups(tables: list[Table]) -> None:
    """Tables that describe a key of the orders, such as products or stores."""
    orders = next((table for table in tables if table.role == "transactions"), None)
    for table in tables if orders else []:
        shared = [
            n
            for n, c in table.columns.items()
            if n in orders.columns and c.unique == 1 and c.known == c.rows and not c.is_date
        ]
        if table.role or not shared or "customer_id" in table.mapped:
            continue
        key = shared[0]
        known = orders.rows.semi_join(table.rows, key).count().execute() / max(orders.n, 1)
        if known > 0.5:
            table.role, table.why = "lookup", f"of {orders.name}, on {key}: it knows {known:.1%} of the rows"
            orders.lookups.append(({"path": table.path, "on": key}, f"knows {known:.1%} of the rows"))
            category = _field(table, "category", lambda c: not c.is_number and c.distinct <= 200)
            if category and "category" not in orders.mapped and category not in orders.columns:
                orders.mapped["category"] = (
                    category,
                    f"from {table.name}; {table.columns[category].distinct} different",
                )
