"""What the client delivered, and what a reader should know before trusting it."""

from __future__ import annotations

import datetime as dt

import ibis
import pandas as pd
from ibis import _

from segtools.collect.customers import MOST_TYPES, levels_used
from segtools.collect.dictionary import typed, yes_no_asked
from segtools.collect.expressions import columns_of
from segtools.collect.odd_values import attribute_oddities, order_oddities
from segtools.collect.row_rules import Checked
from segtools.collect.sources import Received
from segtools.params import Params


def inventory(received: dict[str, Received]) -> pd.DataFrame:
    """What the client delivered: one row per source, with file, rows, columns and the columns that hold identities."""
    rows = []
    for name, table in received.items():
        personal = ", ".join(f"{column} ({what})" for column, what in table.personal.items())
        rows.append(
            {
                "source": name,
                "file": table.file,
                "rows": int(table.rows.count().execute()),
                "columns": ", ".join(table.columns),
                "personal, withheld": personal or "none found",
            }
        )
    return pd.DataFrame(rows)


def source_remarks(checked: dict[str, Checked], params: Params) -> pd.DataFrame:
    """Table `remarks`: what a reader should know of each source before trusting it: source, remark, rows (0 where
    it is not about rows)."""
    rows = [(name, remark, count) for name, table in checked.items() for remark, count in table.remarks]
    for name, table in checked.items():
        rows += [(name, remark, 0) for remark in [*_personal_remarks(table.received), *_idle_columns(table.received)]]
    if "events" in checked:
        rows += _other_types(checked["events"].accepted)
    if "responses" in checked:
        rows += _campaigns_of_nobody(checked["responses"].accepted)
    if "transactions" in checked:
        rows += [("transactions", *remark) for remark in order_oddities(checked["transactions"].accepted)]
    for name in [name for name in ("customers", "survey") if name in checked]:
        rows += [(name, *remark) for remark in _attribute_remarks(checked[name], params)]
    people = {name: table.accepted.select("customer_id").distinct() for name, table in checked.items()}
    main = next(name for name in ("transactions", "events", "customers", "survey") if name in people)
    for name in [name for name in people if name != main]:
        lone = people[name].anti_join(people[main], "customer_id").count().execute()
        rest = people[main].anti_join(people[name], "customer_id").count().execute()
        rows.append((name, f"{params.customers_are} without a usable row in {main}", int(lone)))
        rows.append((name, f"{params.customers_are} of {main} without a usable row here", int(rest)))
    remarks = pd.DataFrame(rows, columns=["source", "remark", "rows"])
    return remarks.astype({"source": "str", "remark": "str", "rows": "int64"})


def _attribute_remarks(checked: Checked, params: Params) -> list[tuple[str, int]]:
    """What is odd about the columns of a table of customers."""
    binary = [name for name, variable in params.variables.items() if variable.kind == "binary"]
    year = (params.as_of or dt.date.today()).year
    return attribute_oddities(typed(checked.accepted.execute()), [*yes_no_asked(params), *binary], year)


def _idle_columns(received: Received) -> list[str]:
    """Columns that nothing in params reads; of attributes every column is a variable."""
    if received.name in ("customers", "survey"):
        return []
    source, known = received.source, received.columns
    read = [*source.columns.values(), *source.drop.values(), *source.key]
    read += [f"`{column}`" for lookup in source.lookups for column in lookup.keys]
    read += getattr(source, "measures", {}).values()
    read += [line.column for line in getattr(source, "attributes", {}).values()]
    used = {column for expression in read for column in columns_of(expression, known)}
    used |= {getattr(source, "comments", None), *received.personal}
    idle = [column for column in known if column not in used]
    return [f"columns that are not used: {', '.join(idle)}"] if idle else []


def _other_types(events: ibis.Table) -> list[tuple[str, str, int]]:
    """Types of events that are too many to have variables of their own, and their rows."""
    types = levels_used(events, "event")
    others = events.filter(_.event.notin(types)).group_by("event").agg(n=_.count()).order_by(ibis.desc("n"), "event")
    others = others.execute()
    if others.empty:
        return []
    names = ", ".join(others.event.head(MOST_TYPES)) + (", …" if len(others) > MOST_TYPES else "")
    what = f"event types that count in the total only, as the {MOST_TYPES} most common have variables of their own"
    return [("events", f"{what}: {names}", int(others.n.sum()))]


def _campaigns_of_nobody(responses: ibis.Table) -> list[tuple[str, str, int]]:
    """Campaigns in which all were held back: more likely `treated` is wrong."""
    sizes = responses.group_by("campaign").agg(n=_.count(), treated=_.treated.sum()).order_by("campaign").execute()
    what = "nobody was contacted, all count as held back; check treated or control in params"
    return [
        ("responses", f"campaign {row.campaign}: {what}", int(row.n)) for row in sizes.itertuples() if not row.treated
    ]


def _personal_remarks(received: Received) -> list[str]:
    """Which columns hold identities, and what is done with each."""
    ids = received.source.columns.get("customer_id", "customer_id")
    fate = dict.fromkeys(received.personal, "it is left out of the study")
    fate |= {ids: "it is replaced by other ids"} if ids in fate else {}
    comments = getattr(received.source, "comments", None)
    fate |= {comments: "these are masked, and only terms and counts are shown"} if comments else {}
    return [f"column {column} holds {what}: {fate[column]}" for column, what in received.personal.items()]
