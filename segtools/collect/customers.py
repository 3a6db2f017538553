"""One row per customer, and the longer tables that later stages read."""

from __future__ import annotations

import datetime as dt

import ibis
import pandas as pd
from ibis import _

from segtools.collect.dictionary import typed
from segtools.collect.event_measures import event_measures, measured
from segtools.collect.features import (
    buying_days,
    category_spend,
    event_features,
    features_at,
    monthly_spend,
    product_spend,
    spend_between,
)
from segtools.collect.line_attributes import line_attributes
from segtools.collect.period import dated_rows
from segtools.collect.price_weeks import price_weeks
from segtools.collect.row_batches import REASON, ROW
from segtools.collect.row_fields import as_id, as_text
from segtools.collect.row_reasons import SAME
from segtools.collect.row_rules import Checked
from segtools.people.comments import masked_comments
from segtools.tables import DataError

MOST_TYPES = 6
_NEVER = ibis.date(1900, 1, 1)  # stands for a day that is not known, so that two of them are the same


# --- one row a customer -------------------------------------------------------------------------------


def customer_tables(checked: dict[str, Checked], period: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Tables `customers` (as of the study) and, where history allows, `customers_earlier` (as of the earlier look):
    one row a customer who had ordered by then or stands in the client's own table, by customer_id; behaviour
    first, then attributes. Both looks come from one pass over the orders.

    Who never ordered by then has frequency 0 and monetary_value 0. Attributes are as they are now.
    """
    row = period.iloc[0]
    looks = {"customers": row.as_of, "customers_earlier": row.earlier}
    dated = dated_rows(checked) is not None
    looks = {name: day.date() for name, day in looks.items() if pd.notna(day)} if dated else {}
    behaviour = _behaviour_tables(checked, list(looks.values()), int(row.window_days))
    attributes = [checked[name].accepted.execute() for name in ("customers", "survey") if name in checked]
    if not looks:
        return {"customers": _joined(attributes)}
    return {
        name: _joined([table.filter(_.as_of == day).drop("as_of").execute() for table in behaviour] + attributes)
        for name, day in looks.items()
    }


def _behaviour_tables(checked: dict[str, Checked], looks: list, window_days: int) -> list[ibis.Table]:
    """Behaviour at every look, kept in the engine. Orders are read once for all looks, events once per look."""
    behaviour = []
    if "transactions" in checked:
        lines = checked["transactions"].accepted
        behaviour.append(features_at(lines, looks, window_days, sorted(levels_used(lines, "channel"))).cache())
        attributes = checked["transactions"].received.source.attributes
        if attributes:
            each = [line_attributes(lines, look, attributes).mutate(as_of=ibis.literal(look)) for look in looks]
            behaviour.append((ibis.union(*each) if len(each) > 1 else each[0]).cache())
    if "events" in checked:
        events = checked["events"].accepted
        types = levels_used(events, "event")
        each = [_events_at(events, look, window_days, types).mutate(as_of=ibis.literal(look)) for look in looks]
        behaviour.append((ibis.union(*each) if len(each) > 1 else each[0]).cache())
    return behaviour


def _events_at(events: ibis.Table, look: dt.date, window_days: int, types: list[str]) -> ibis.Table:
    """What each customer did, and what their events measure."""
    features = event_features(events, look, window_days, types)
    if not measured(events):
        return features
    more = event_measures(events, look, window_days)
    return features.left_join(more, "customer_id", rname="{name}_again").drop("customer_id_again")


def _joined(tables: list[pd.DataFrame]) -> pd.DataFrame:
    """Several tables of customers joined by customer_id; customers without orders get zero orders."""
    whole = tables[0].set_index("customer_id")
    for table in tables[1:]:
        other = table.set_index("customer_id")
        clash = whole.columns.intersection(other.columns)
        if len(clash):
            raise DataError(f"two sources have a column {clash[0]!r}; rename one of them under `columns` of its source")
        whole = whole.join(other, how="outer")
    if {"frequency", "monetary_value", "recency_days", "tenure_days"} <= set(tables[0]):
        whole = whole.fillna({"frequency": 0, "monetary_value": 0.0}).astype({"frequency": "int64"})
        whole = whole.astype(dict.fromkeys(("recency_days", "tenure_days"), "float64"))
    if "event_count" in whole:
        whole = whole.fillna({"event_count": 0}).astype({"event_count": "int64"})
    whole = whole.sort_index().reset_index()
    return typed(whole.astype({"customer_id": "str"}))


def levels_used(rows: ibis.Table, column: str) -> list[str]:
    """Levels that get columns of their own: at most six, the most used first."""
    if column not in rows.columns:
        return []
    used = rows.filter(_[column].notnull()).group_by(column).agg(n=_.count()).execute()
    return used.sort_values(["n", column], ascending=[False, True])[column].head(MOST_TYPES).tolist()


# --- what later stages read besides -------------------------------------------------------------------

Further = dict[str, pd.DataFrame | ibis.Table | None]


def further_tables(checked: dict[str, Checked], period: pd.DataFrame) -> Further:
    """Tables months, categories, products (those most customers bought), price_weeks, buying, outcomes, responses and
    comments, each None where the data has nothing for it. The first ones may be ten times as long as the base: what is
    made of orders stays in the engine until it is saved."""
    names = ["months", "categories", "products", "price_weeks", "buying", "outcomes", "responses", "comments"]
    tables: Further = dict.fromkeys(names)
    if "transactions" in checked:
        tables |= _order_tables(checked["transactions"].accepted, period.iloc[0])
    if "responses" in checked:
        tables["responses"] = _responses(checked["responses"])
    return tables | {"comments": _customer_comments(checked)}


def _order_tables(lines: ibis.Table, row: pd.Series) -> Further:
    """Tables made from order lines; `row` of table period describes the study."""
    as_of, window_days = row.as_of.date(), int(row.window_days)
    tables: Further = {"months": _timestamps(monthly_spend(lines), "month").order_by("customer_id", "month")}
    days = buying_days(lines, [day.date() for day in (row.as_of, row.earlier) if pd.notna(day)])
    tables["buying"] = _timestamps(days, "as_of", "first_day", "last_day").order_by("as_of", "customer_id")
    if pd.notna(row.earlier):
        tables["outcomes"] = spend_between(lines, row.earlier.date(), as_of).order_by("customer_id")
    if "category" in lines.columns:
        tables["categories"] = category_spend(lines, as_of, window_days).order_by("customer_id", "category")
    if "product_id" in lines.columns:
        tables["products"] = product_spend(lines, as_of, window_days).order_by("customer_id", "category")
    weeks = price_weeks(lines, as_of, window_days)
    if weeks is not None:
        tables["price_weeks"] = _timestamps(weeks, "week").order_by("customer_id", "product", "week")
    return tables


def _timestamps(table: ibis.Table, *names: str) -> ibis.Table:
    """Days in the type that tables use."""
    return table.mutate(**{name: _[name].cast("timestamp(6)") for name in names})


def _responses(checked: Checked) -> pd.DataFrame:
    """Table `responses`: the result of each contact of a campaign."""
    rows = checked.accepted
    known = {name: rows[name] if name in rows.columns else ibis.null("float64") for name in ("revenue", "cost")}
    rows = rows.mutate(**{name: value.cast("float64") for name, value in known.items()})
    if checked.received.source.control is not None:
        rows = _shared_control(rows)
    table = rows.order_by("customer_id", "campaign", "contact_date").execute()
    return table.astype({"contact_date": "datetime64[us]"})


def _shared_control(rows: ibis.Table) -> ibis.Table:
    """Customers who were held back are a control for every campaign of the same day."""
    control = rows.filter(~_.treated).drop("campaign")
    campaigns = rows.filter(_.treated).select("campaign", "contact_date").distinct()
    when = control.contact_date.fill_null(_NEVER) == campaigns.contact_date.fill_null(_NEVER)
    each = control.inner_join(campaigns.select("campaign", day=_.contact_date), when)
    return rows.filter(_.treated).union(each.select(*rows.columns))


def _customer_comments(checked: dict[str, Checked]) -> pd.DataFrame | None:
    """Table `comments`: comments of customers from every source, masked; None if no source has such a column."""
    written = [table.execute() for table in map(_written_comments, checked.values()) if table is not None]
    return masked_comments(pd.concat(written)) if written else None


def _written_comments(checked: Checked) -> ibis.Table | None:
    """What the people of a source wrote, as they wrote it: customer_id, written_id (the id as the client writes it) and
    comment; None where the source has no comments. Of rows that are equal but for them, every comment counts."""
    received, source = checked.received, checked.received.source
    if getattr(source, "comments", None) is None:
        return None
    people = checked.rows.filter(_[REASON].isnull() | (_[REASON] == SAME)).select(ROW, "customer_id")
    written = received.column(source.columns.get("customer_id", "customer_id"), "columns.customer_id")
    comment = as_text(received.rows[source.comments])
    raw = received.rows.select(ROW, written_id=as_id(written, received.rows), comment=comment)
    return people.inner_join(raw, ROW).select("customer_id", "written_id", "comment")
