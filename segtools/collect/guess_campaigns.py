"""Guess which tables tell of campaigns: one row a customer and campaign, with an answer or with a table of answers."""

from __future__ import annotations

from segtools.collect.guess_columns import Table
from segtools.collect.guess_names import named
from segtools.collect.guess_orders import form_of, gaps

_OWN_COLUMNS = 3  # that tell of the customer rather than of the campaign


def _field(table: Table, ours: str, test) -> str:
    """The column that by its name is one of our fields and passes a test; empty for none."""
    taken = {theirs for theirs, _ in table.mapped.values()}
    fits = [
        n
        for n, c in table.columns.items()
        if n not in taken and n not in table.personal and named(ours, n) == 3 and test(c)
    ]
    return fits[0] if fits else ""


def _customer_by_name(table: Table) -> str:
    """The column of customers by its name; one that only stands for them must have many values."""
    known = [c for c in table.columns.values() if c.known > 0.5 * c.rows and not c.is_date]
    fits = [c.name for c in known if named("customer", c.name) >= 3 - (c.distinct > 0.3 * c.rows)]
    return max(fits, key=lambda name: named("customer", name)) if fits else ""


def map_long_responses(table: Table) -> None:
    """A table of one row a customer and campaign, in place."""
    customer = _customer_by_name(table)
    response = _field(table, "responded", lambda c: c.distinct == 2)
    campaign = _field(table, "campaign", lambda c: c.distinct <= 500 and c.name not in (response, customer))
    fields = ("campaign", "contact_date", "treated", "responded", "revenue", "cost", "customer")
    told = [n for n in table.columns if any(named(ours, n) == 3 for ours in fields)]
    if not (customer and campaign and response) or len(table.columns) - len(told) >= _OWN_COLUMNS:
        return
    column = table.columns[customer]
    table.role, table.why = "responses", f"{campaign} and {response}, which has two values"
    table.mapped["customer_id"] = (customer, f"by its name; {column.distinct:,} different{gaps(column)}")
    table.mapped |= {"campaign": (campaign, "by its name"), "responded": (response, "two values, by its name")}
    tests = {
        "contact_date": lambda c: c.is_date,
        "treated": lambda c: c.distinct == 2 and c.name != response,
        "revenue": lambda c: c.is_number and c.distinct > 2,
    }
    for ours, test in tests.items():
        name = _field(table, ours, test)
        if name:
            table.mapped[ours] = (
                name,
                f"by its name; {table.columns[name].distinct:,} different{gaps(table.columns[name])}",
            )
    if "contact_date" in table.mapped:
        table.dialect |= form_of(table, table.mapped["contact_date"][0])


def map_pairs(tables: list[Table]) -> None:
    """Campaign tables without an answer: one says who was contacted, another who responded."""
    if any(table.role == "responses" for table in tables):
        return
    pairs = []
    for table in tables:
        campaign = _field(table, "campaign", lambda c: c.distinct <= 500)
        customer = _customer_by_name(table)
        if not table.role and customer and campaign and campaign != customer and table.rows is not None:
            key = [customer, campaign]
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
    column = table.columns[key[0]]
    table.role, table.why = "responses", f"one row per {key[0]} and {key[1]}; {answer.name} says who responded"
    table.mapped["customer_id"] = (key[0], f"by its name; {column.distinct:,} different{gaps(column)}")
    table.mapped["campaign"] = (key[1], "by its name")
    if not own and about:
        table.lookups.append(({"path": about.path, "on": key[1]}, f"tells when: {beside}"))
        about.role, about.why = "lookup", f"of {table.name}, on {key[1]}"
    table.mapped["contact_date"] = (own or beside, "the first column of dates")
    table.dialect |= form_of(table if own else about, own or beside)
    table.lookups.append(({"path": answer.path, "on": key, "flag": "responded"}, "each row there is a response"))
    answer.role, answer.why = "lookup", f"of {table.name}: each row there is a response"
    table.mapped["responded"] = ("responded", f"whether {answer.name} has such a row")


def _explains(table: Table, customer: str, campaign: str) -> bool:
    """Whether a table without a role has one row per campaign and no customers."""
    columns = table.columns
    return not table.role and customer not in columns and campaign in columns and columns[campaign].unique == 1
