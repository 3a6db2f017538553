"""Attributes of customers that stand on order lines, such as age or store: one value per customer."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

import ibis
from ibis import _

from segtools.params import LineAttribute

ATTRIBUTE, PLACE = "attribute_", "line_place"  # among the columns of order lines: before each name; the place of a line


def line_attributes(lines: ibis.Table, as_of: dt.date, attributes: Mapping[str, LineAttribute]) -> ibis.Table:
    """One value per attribute and customer, from the lines up to a day.

    Parameters
    ----------
    lines : customer_id, order_date (date), line_place (order within the file) and attribute_{name} (text) of each
        order line
    as_of : later lines are not looked at
    attributes : which value is taken: the most frequent (of equally frequent ones that seen last), last or first

    Returns
    -------
    one row a customer seen by then: customer_id and the attributes; missing where no line has a value
    """
    seen = lines.filter(_.order_date <= as_of)
    table = seen.select("customer_id").distinct()
    for name, attribute in attributes.items():
        known = seen.select("customer_id", "order_date", PLACE, value=seen[f"{ATTRIBUTE}{name}"])
        known = known.filter(_.value.notnull())
        order = [ibis.desc("order_date"), ibis.desc(PLACE)] if attribute.take == "last" else ["order_date", PLACE]
        if attribute.take == "most frequent":
            known = known.group_by("customer_id", "value").agg(n=_.count(), last=_.order_date.max())
            order = [ibis.desc("n"), ibis.desc("last"), "value"]
        place = ibis.row_number().over(ibis.window(group_by="customer_id", order_by=order))
        chosen = known.mutate(place=place).filter(_.place == 0).select("customer_id", **{name: _.value})
        table = table.left_join(chosen, "customer_id", rname="{name}_again").drop("customer_id_again")
    return table
