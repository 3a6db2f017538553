"""One row a customer, and the longer tables that later stages read."""

from __future__ import annotations

import ibis
import pandas as pd
from ibis import _

from segtools.collect.dictionary import typed
from segtools.collect.features import (
    buying_days,
    category_spend,
    event_features,
    features_at,
    monthly_spend,
    price_weeks,
    product_spend,
    spend_between,
)
from segtools.collect.period import dated_rows
from segtools.collect.row_rules import Checked, comments
from segtools.people import comments as comments_
from segtools.tables import DataError

_MOST_TYPES = 6


# --- one row a customer -------------------------------------------------------------------------------


def customer_tables(checked: dict[str, Checked], period: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Tables `customers` (as of the study) and, where history allows, `customers_earlier` (as of the earlier look):
    one row a customer who had ordered by then or stands in the client's own table, by customer_id; behaviour
    first, then attributes. Both looks come from one pass over the orders.

    Who never ordered by then has frequency 0 and monetary_value 0. Attributes are as they are now.
    """
    row = period.iloc[0]
    looks = {"customers": row.as_of, "customers_earlier": row.earlier}
    looks = (
        {name: day.date() for name, day in looks.items() if pd.notna(day)} if dated_rows(checked) is not None else {}
    )
    behaviour = _behaviour_tables(checked, list(looks.values()), int(row.window_days))
    attributes = [checked[name].accepted.execute() for name in ("customers", "survey") if name in checked]
    if not looks:
        return {"customers": _whole(attributes)}
    return {
        name: _whole([table.filter(_.as_of == day).drop("as_of").execute() for table in behaviour] + attributes)
        for name, day in looks.items()
    }


def _behaviour_tables(checked: dict[str, Checked], looks: list, window_days: int) -> list[ibis.Table]:
    """Behaviour at every look, kept in the engine: one pass over the orders, and one a look over the events."""
    made = []
    if "transactions" in checked:
        lines = checked["transactions"].accepted
        made.append(features_at(lines, looks, window_days, _levels_used(lines, "channel")).cache())
    if "events" in checked:
        events = checked["events"].accepted
        types = _levels_used(events, "event")
        each = [event_features(events, look, window_days, types).mutate(as_of=ibis.literal(look)) for look in looks]
        made.append((ibis.union(*each) if len(each) > 1 else each[0]).cache())
    return made


def _whole(tables: list[pd.DataFrame]) -> pd.DataFrame:
    whole = tables[0].set_index("customer_id")
    for table in tables[1:]:
        other = table.set_index("customer_id")
        clash = whole.columns.intersection(other.columns)
        if len(clash):
            raise DataError(f"two sources have a column {clash[0]!r}; rename one under its source's columns")
        whole = whole.join(other, how="outer")
    if {"frequency", "monetary_value", "recency_days", "tenure_days"} <= set(tables[0]):
        whole = whole.fillna({"frequency": 0, "monetary_value": 0.0}).astype({"frequency": "int64"})
        whole = whole.astype(dict.fromkeys(("recency_days", "tenure_days"), "float64"))
    if "event_count" in whole:
        whole = whole.fillna({"event_count": 0}).astype({"event_count": "int64"})
    whole = whole.sort_index().reset_index()
    return typed(whole.astype({"customer_id": "str"}))


def further_tables(checked: dict[str, Checked], period: pd.DataFrame) -> dict[str, pd.DataFrame | ibis.Table | None]:
    """Tables months, categories, products (those most customers bought), price_weeks, buying, outcomes, responses and comments, each None
    where the data has nothing for it. The first ones may be ten times as long as the base: what is made of orders stays in the engine until it is saved."""
    made: dict[str, pd.DataFrame | ibis.Table | None] = dict.fromkeys(
        ["months", "categories", "products", "price_weeks", "buying", "outcomes", "responses", "comments"]
    )
    if "transactions" in checked:
        lines, row = checked["transactions"].accepted, period.iloc[0]
        months = monthly_spend(lines).mutate(month=_.month.cast("timestamp(6)"))
        made["months"] = months.order_by("customer_id", "month")
        looks = [day.date() for day in (row.as_of, row.earlier) if pd.notna(day)]
        days = buying_days(lines, looks).mutate(
            **{name: _[name].cast("timestamp(6)") for name in ("as_of", "first_day", "last_day")}
        )
        made["buying"] = days.order_by("as_of", "customer_id")
        if pd.notna(row.earlier):
            spend = spend_between(lines, row.earlier.date(), row.as_of.date())
            made["outcomes"] = spend.order_by("customer_id")
        if "category" in lines.columns:
            spend = category_spend(lines, row.as_of.date(), int(row.window_days))
            made["categories"] = spend.order_by("customer_id", "category")
        if "product_id" in lines.columns:
            spend = product_spend(lines, row.as_of.date(), int(row.window_days))
            made["products"] = spend.order_by("customer_id", "category")
        weeks = price_weeks(lines, row.as_of.date(), int(row.window_days))
        if weeks is not None:
            weeks = weeks.mutate(week=_.week.cast("timestamp(6)"))
            made["price_weeks"] = weeks.order_by("customer_id", "product", "week")
    if "responses" in checked:
        rows = checked["responses"].accepted
        known = {name: rows[name] if name in rows.columns else ibis.null("float64") for name in ("revenue", "cost")}
        rows = rows.mutate(**{name: value.cast("float64") for name, value in known.items()})
        if checked["responses"].received.source.control is not None:
            rows = _shared_control(rows)
        order = ["customer_id", "campaign", "contact_date"]
        made["responses"] = rows.order_by(*order).execute().astype({"contact_date": "datetime64[us]"})
    made["comments"] = customer_comments(checked)
    return made


def customer_comments(checked: dict[str, Checked]) -> pd.DataFrame | None:
    """Table `comments`: what the customers of every source wrote, masked; None where there is no such column."""

    found = [table.execute() for table in map(comments, checked.values()) if table is not None]
    return comments_.masked_comments(pd.concat(found)) if found else None


def _shared_control(rows: ibis.Table) -> ibis.Table:
    """Who was held back is the control of every campaign of the same day."""
    held = rows.filter(~_.treated).drop("campaign")
    campaigns = rows.filter(_.treated).select("campaign", "contact_date").distinct()
    when = held.contact_date.fill_null(ibis.date(1900, 1, 1)) == campaigns.contact_date.fill_null(ibis.date(1900, 1, 1))
    each = held.inner_join(campaigns.select("campaign", day=_.contact_date), when)
    return rows.filter(_.treated).union(each.select(*rows.columns))


def _levels_used(rows: ibis.Table, column: str) -> list[str]:
    """Levels worth columns of their own: at most six, the most used, by name."""
    if column not in rows.columns:
        return []
    used = rows.filter(_[column].notnull()).group_by(column).agg(n=_.count()).execute()
    return sorted(used.sort_values(["n", column], ascending=[False, True])[column].head(_MOST_TYPES))
