"""Guess what each table is and which column is which, each with its evidence."""

from __future__ import annotations

import re

import pandas as pd

from segtools.collect.guess_campaigns import map_long_responses, map_pairs
from segtools.collect.guess_columns import SURE, Column, Table, in_quotes, quoted
from segtools.collect.guess_goods import map_goods
from segtools.collect.guess_keys import Link, joined, links, master_ids
from segtools.collect.guess_money import map_money
from segtools.collect.guess_names import ends_as_id, named
from segtools.collect.guess_orders import continued, form_of, map_orders, raw_column
from segtools.collect.guess_people import map_responses, own_id
from segtools.collect.guess_status import map_nobody, map_status
from segtools.collect.layouts import known_layout, layouts
from segtools.collect.number_text import numbers
from segtools.collect.scale_order import ordered
from segtools.words import is_yes_no

FIELDS = {
    "transactions": [
        *("order_id", "order_date", "amount", "quantity", "unit_price", "product_id", "product_name"),
        *("category", "discount", "channel", "currency"),
    ],
    "events": ["event_date", "event"],
    "responses": ["campaign", "contact_date", "treated", "responded", "revenue"],
}
_KEY_NAME = re.compile(r"(?i)(id|code|no|nr|key|sku|upc|ean|name)$")
_FEW = 5  # different numbers: a code rather than a measure
_FEW_PEOPLE = 20
_MANY_TEXTS = 30
_FEW_COPIES = 0.01  # share of rows; more are no mistake of an export
_MOST_NOUGHTS = 0.6  # share of rows without money, above which it is not what the rows are about
_TICKS = ("x", "1", "y", "yes", "true", "checked", "ja", "selected", "✓", "on")
_KINDS = 200  # different values of what happened


def give_roles(tables: list[Table]) -> None:
    """Give each table its likely role with the reason, and map its columns to our fields."""
    known = layouts()
    masters = master_ids(tables)
    for table in tables:
        if not known_layout(table, known):
            map_long_responses(table)
        elif table.role in ("customers", "survey"):
            _tick_boxes(table)
            _several_answers(table)
    map_pairs(tables)
    _orders(tables, masters)
    buyers = next((table for table in tables if table.role == "transactions"), None)
    if buyers is not None and raw_column(buyers, "customer_id"):
        name = raw_column(buyers, "customer_id")
        masters[buyers.path] |= {name: set(buyers.frame[name].dropna())}
    for table in tables:
        if not table.role and not table.why:
            _events(table, masters) or _one_row_each(table, masters)
    _no_second(tables)
    _lookups(tables)
    for table in tables:
        customer = raw_column(table, "customer_id")
        if customer and table.role != "lookup":
            map_nobody(table, customer)
        if table.role in ("customers", "survey") and not table.drop:
            map_status(table)


def _no_second(tables: list[Table]) -> None:
    """Of several tables for one source, the largest stays."""
    for role in ("transactions", "customers", "survey", "responses", "events"):
        same = sorted((table for table in tables if table.role == role), key=lambda table: -len(table.columns))
        for extra in same[1:]:
            extra.role, extra.why, extra.asks = "", f"a second table of {role}; join it as a lookup", []
            if role == "transactions":
                _second_orders(extra)


def _second_orders(table: Table) -> None:
    """Say of a table of orders why it is not used, and ask what it is."""
    table.why = "a second table of orders; to read several files as one table, give one path with a pattern"
    table.asks = [f"{table.name} holds orders too and is not used: are they others, the same, or credits?"]


# --- orders -----------------------------------------------------------------------------------------------


def _orders(tables: list[Table], masters: dict[str, dict[str, set[str]]]) -> None:
    """Find the table of orders, alone or with those that its keys lead to."""
    tried = [(table, _as_orders(table, tables, masters)) for table in tables if not table.role]
    found = [(table, made) for table, made in tried if made is not None]
    known = any(table.role == "transactions" for table in tables)
    best = max(
        [] if known else found,
        key=lambda pair: (len(pair[1].lookups) > 0, "quantity" in pair[1].mapped, pair[1].n),
        default=None,
    )
    explained = {lookup["path"] for lookup, _ in best[1].lookups} if best else set()
    for table, made in found:
        if best and table is best[0]:
            vars(table).update(vars(made))
            table.role, table.why = "transactions", made.why
        elif table.path not in explained:
            _second_orders(table)
    for table in tables:
        if table.path in explained:
            lookup, _ = next(pair for pair in best[1].lookups if pair[0]["path"] == table.path)
            on = ", ".join(lookup["on"]) if isinstance(lookup["on"], dict) else lookup["on"]
            table.role, table.why = "lookup", f"of {best[0].name}, on {on}"


def _as_orders(table: Table, tables: list[Table], masters) -> Table | None:
    """The table mapped as orders, with those that explain it where it does not suffice; None where it holds none."""
    if _has_own_people(table, masters):
        return None
    alone = _mapped(table.unmapped(), masters)
    if alone is not None:
        return alone
    wanted = [link for link in links(table, [t for t in tables if not t.role]) if link.known >= 0.9]
    wanted = [link for link in wanted if not _explains_people(link)]
    if any(named("order", link.column) == 3 and link.covers < 0.5 for link in wanted):
        return None  # of few orders: refunds or extras, not the lines
    return _mapped(joined(table, tables, wanted), masters) if wanted else None


def _has_own_people(table: Table, masters: dict[str, dict[str, set[str]]]) -> bool:
    """Whether a table has one row a customer: an id of theirs is different in every row, and no order is numbered."""
    name, _ = own_id(table, masters)
    numbered = any(named("order", n) == 3 and c.unique > 0.9 and n != name for n, c in table.columns.items())
    return bool(name) and named("customer", name) >= 2 and not numbered


def _explains_people(link: Link) -> bool:
    """Whether a link leads to a table of people: that is a source of its own."""
    return named("customer", link.key) >= 2 or named("customer", link.column) >= 2


def _mapped(table: Table, masters) -> Table | None:
    header = continued(table)
    if not map_orders(table, masters, header) or not map_money(table, header):
        return None
    customer = raw_column(table, "customer_id")
    column = table.columns[customer]
    map_goods(table)
    map_status(table, _amounts(table))
    if raw_column(table, "order_id") in table.columns:
        _copies(table, "in every cell")
    amounts = _amounts(table)
    nothing = (amounts == 0).mean() if amounts is not None else 0.0
    name = quoted(raw_column(table, "amount"))
    if nothing > _MOST_NOUGHTS:
        return None  # a fine or an extra that few rows have
    if nothing > 0.2 and table.mapped["amount"][0] in (name, raw_column(table, "amount")):
        table.drop["nothing bought"] = (f"{name} == 0", f"{nothing:.1%} of the rows are of nought")
    table.why = f"customers come back ({column.known / max(column.distinct, 1):.1f} rows each), with dates and amounts"
    return table


def _copies(table: Table, what: str) -> None:
    """Propose to set repeated rows aside, in place, where few rows equal an earlier one in every cell."""
    copies = int(table.frame.duplicated().sum())
    if 0 < copies < _FEW_COPIES * len(table.frame) and "key" not in table.settings:
        table.settings["duplicates"] = ("quarantine", f"{copies:,} rows equal an earlier one {what}, ASK THE CLIENT")


def _amounts(table: Table) -> pd.Series | None:
    """What each row amounts to, by its first column of numbers."""
    name = raw_column(table, "amount") or next((n for n in table.columns if quoted(n) in table.mapped["amount"][0]), "")
    return table.numbers(name) if name else None


# --- events -----------------------------------------------------------------------------------------------


def _events(table: Table, masters) -> bool:
    """Map a table of what customers did when, in place: they come back, and no money is seen."""
    if _has_own_people(table, masters):
        return False
    tried = table.unmapped()
    if not map_orders(tried, masters, continued(tried)):
        table.looked |= tried.looked
        return False
    day = raw_column(tried, "order_date")
    kinds = [
        (named("event", c.name), c.name)
        for c in table.columns.values()
        if not c.is_number
        and not c.is_date
        and 2 <= c.distinct <= _KINDS
        and c.distinct < 0.5 * c.known
        and c.name not in table.personal
        and c.name != raw_column(tried, "customer_id")
    ]
    kinds = [pair for pair in sorted(kinds, key=lambda pair: -pair[0]) if pair[0] or len(kinds) == 1]
    table.mapped["customer_id"] = tried.mapped["customer_id"]
    table.mapped["event_date"] = tried.mapped["order_date"]
    table.dialect |= form_of(table, day)
    table.asks += tried.asks
    if kinds:
        name = kinds[0][1]
        table.mapped["event"] = (name, f"{table.columns[name].distinct} sorts")
        table.why = f"customers come back, with dates and {name}, of {table.columns[name].distinct} sorts"
    else:
        what = "order" if raw_column(tried, "order_id") else "visit"
        table.mapped["event"] = (f"'{what}'", f"no column says what was done: each is taken as one {what}")
        table.why = "customers come back, with dates; no money is seen, so nothing is said about money"
        order = raw_column(tried, "order_id")
        if order and table.columns[order].unique < SURE:
            table.settings |= {
                "key": ([order], "several rows have one order"),
                "keep": ("first", "an order counts once"),
            }
    table.role = "events"
    _measures(table, day, raw_column(tried, "order_id"))
    if "hour" in table.mapped:
        _copies(table, "to the minute")
    map_status(table)
    return True


def _measures(table: Table, day: str, order: str) -> None:
    """What an event was like, in place: its hour, and columns of numbers that are no ids."""
    when = table.days(day).dropna()
    if (when != when.dt.normalize()).mean() > 0.5:
        table.mapped["hour"] = (f"hour({quoted(day)})", f"{day} has times of day")
    taken = {day, order, raw_column(table, "customer_id"), raw_column(table, "event"), *table.personal}
    free = [c for c in table.columns.values() if c.is_number and c.name not in taken and c.distinct > _FEW]
    free = [c for c in free if not ends_as_id(c.name) and not (c.is_whole and c.unique > 0.5)]
    measures = {
        re.sub(r"\W+", "_", c.name).strip("_"): quoted(c.name) for c in free if named("order_date", c.name) != 3
    }
    if measures:
        table.settings["measures"] = (measures, "numbers of each event")


# --- one row a customer -------------------------------------------------------------------------------------


def _one_row_each(table: Table, masters) -> None:
    """Map a table of one row a customer, in place, or say why it is none."""
    name, why = own_id(table, masters)
    again = [
        c
        for c in table.columns.values()
        if named("customer", c.name) >= 3 - (c.distinct > 0.1 * c.rows) and c.unique < 0.9 and c.known > 0.5 * c.rows
    ]
    again = again or (
        []
        if name
        else [c for c in table.columns.values() if ends_as_id(c.name) and _FEW_PEOPLE < c.distinct < 0.9 * c.known]
    )
    if again and not name:
        table.asks.append(f"{table.name}: is {again[0].name} who the rows are about? It is in several rows each")
    columns = list(table.columns.values())
    days = any(c.is_date and c.distinct > _FEW_PEOPLE for c in columns)
    if not name and not again and days and any(c.is_number and named("amount", c.name) == 3 for c in columns):
        table.why = "days and amounts, but no column of customers who come back on other days"
        table.asks.append(f"{table.name}: which column says who bought?")
        return
    if not name and (again or _key_of_things(table) or len(table.columns) < 4):
        what = (
            f"{again[0].name} is in several rows, and no column says when"
            if again
            else "no column is a customer's own id"
        )
        table.why = f"{what}, and there are no orders: no customer who comes back on days of their own"
        return
    if name and (_is_of_things(table, name) or len(table.columns) < 2):
        table.why = f"one row for each {name}, which is no customer"
        return
    if name:
        table.mapped["customer_id"] = (name, why)
    table.responses = map_responses(table)
    _tick_boxes(table)
    scales = [n for n, c in table.columns.items() if n != name and (_answers(c) or n in table.made)]
    survey = len(scales) >= max(3, 0.6 * (len(table.columns) - (name != "")))
    table.role = "survey" if survey else "customers"
    what = f"{len(scales)} of {len(table.columns)} columns are answers" if survey else f"{len(table.columns)} columns"
    whose = why.split(";")[0] if name else "no customer id: each row is taken as one customer"
    table.why = f"one row per customer ({whose}), {what}"
    _several_answers(table)
    _comments(table)


def _comments(table: Table) -> None:
    """A column of open comments, in place: by its name, and long texts that hardly repeat."""
    for name, column in table.columns.items():
        long = not column.is_number and not column.is_date and column.distinct > _MANY_TEXTS
        if long and named("comment", name) == 3 and any(" " in value for value in column.values[:20]):
            table.settings["comments"] = (name, f"{column.distinct:,} different texts, by its name")
            return


def _is_of_things(table: Table, name: str) -> bool:
    """Whether an id is that of a product, an order or a campaign."""
    return named("customer", name) < 2 and any(
        named(thing, name) == 3 for thing in ("product_id", "campaign", "category")
    )


def _answers(column: Column) -> bool:
    """Whether a column looks like survey answers: yes or no, or a short scale, with or without codes for no answer."""
    values = [value for value in column.values if not re.fullmatch(r"-?\d*9[789]|-[19]|88|77", value)]
    if not 2 <= len(values) <= 11 or column.distinct > len(values) + 3:
        return False
    if column.levels or is_yes_no(values) or ordered(values):
        return True
    read = numbers(pd.Series(values, dtype="str"))
    return bool(
        read.notna().all() and read.min() in (0, 1) and read.max() in (3, 4, 5, 6, 7, 9, 10) and len(values) > 2
    )


def _tick_boxes(table: Table) -> None:
    """Columns of one value and blanks: a box that was ticked or not."""
    for name, column in table.columns.items():
        share = column.known / max(column.rows, 1)
        if column.distinct == 1 and 0.01 < share < 0.99 and not column.is_date:
            value = column.values[0]
            if value.casefold() in {name.casefold(), *_TICKS}:
                table.made[name] = (f"not missing({quoted(name)})", f"{value!r} or blank: a box that was ticked or not")


def _several_answers(table: Table) -> None:
    """Columns with several answers in a cell: one variable each."""
    for name, column in list(table.columns.items()):
        if (
            column.is_number
            or column.is_date
            or name in table.personal
            or name in [n for n, _ in table.mapped.values()]
        ):
            continue
        texts = table.frame[name].dropna()
        for mark in (";", ",", "|"):
            several = texts.str.contains(mark, regex=False)
            parts = texts.str.split(mark).explode().str.strip()
            kinds = parts[parts != ""].value_counts()
            if (
                several.mean() > 0.1
                and 2 <= len(kinds) <= 20
                and len(kinds) < column.distinct
                and kinds.min() > 1
                and max(map(len, kinds.index)) < 40
            ):
                for part in kinds.index:
                    table.made[f"{name}: {part}"] = (
                        f"contains({quoted(name)}, {in_quotes(part)})",
                        f"one of {len(kinds)} answers, several in a cell",
                    )
                table.ignored[name] = "its answers are variables of their own"
                break


def _key_of_things(table: Table) -> bool:
    """Whether a column other than a customer's identifies each row, as in a list of products, stores or campaigns."""
    return any(
        column.unique == 1 and column.known == column.rows and not column.is_date and _KEY_NAME.search(name)
        for name, column in table.columns.items()
    )


# --- lookups ------------------------------------------------------------------------------------------------


def _lookups(tables: list[Table]) -> None:
    """Tables that describe a key of the orders, such as products or stores."""
    orders = next((table for table in tables if table.role == "transactions"), None)
    if orders is None:
        return
    free = [table for table in tables if not table.role and "customer_id" not in table.mapped]
    used = {lookup["path"] for lookup, _ in orders.lookups}
    for link in links(orders, free):
        table = link.other
        if table.path in used or table.role:
            continue
        used.add(table.path)
        on = link.column if link.column == link.key else {link.column: link.key}
        table.role, table.why = "lookup", f"of {orders.name}, on {link.column}: it knows {link.known:.1%} of the rows"
        orders.lookups.append(({"path": table.path, "on": on}, f"knows {link.known:.1%} of the rows"))
        for ours, most in (("category", 200), ("product_name", 100_000)):
            fits = [
                c
                for c in table.columns.values()
                if named(ours, c.name) == 3 and not c.is_number and 1 < c.distinct <= most
            ]
            if fits and ours not in orders.mapped and fits[0].name not in orders.columns:
                orders.mapped[ours] = (fits[0].name, f"from {table.name}; {fits[0].distinct} different")
