"""The period: the day of the study, the window that is measured, and the earlier look."""

from __future__ import annotations

import ibis
import pandas as pd
from ibis import _

from segtools.collect.row_rules import Checked
from segtools.params import Params

_YEAR_DAYS = 365
_HALF_YEAR_DAYS = 182
_DATES = ("as_of", "earlier", "first_order", "last_order")


def study_period(checked: dict[str, Checked], params: Params) -> pd.DataFrame:
    """Table `period`: as_of, the window, and the day of the earlier look, one row.

    Both looks measure a window of the same length, or their figures could not be compared: with H days of
    history, a year and half a year where H allows, else the last quarter of H is the way back and the rest
    the window.
    """
    dated = dated_rows(checked)
    if dated is None:
        as_of = pd.Timestamp(params.as_of) if params.as_of else pd.NaT
        nothing = {"window_days": 0, "earlier": pd.NaT, "first_order": pd.NaT, "last_order": pd.NaT}
        return pd.DataFrame([{"as_of": as_of, **nothing}]).astype(dict.fromkeys(_DATES, "datetime64[us]"))
    span = dated.aggregate(first=_.day.min(), last=_.day.max()).execute().iloc[0]
    first, last = pd.Timestamp(span["first"]), pd.Timestamp(span["last"])
    as_of = pd.Timestamp(params.as_of) if params.as_of else last
    history = (as_of - first).days + 1
    window, back = params.window_days, params.monitor.lookback_days
    if back is None:
        back = max(1, min(_HALF_YEAR_DAYS, history // 4 if window is None else history - window))
    if window is None:
        window = min(_YEAR_DAYS, max(1, history - back))
    earlier = as_of - pd.Timedelta(days=back)
    if window + back > history:
        earlier = pd.NaT
    looks = {"as_of": as_of, "window_days": window, "earlier": earlier}
    period = pd.DataFrame([{**looks, "first_order": first, "last_order": last}])
    return period.astype({**dict.fromkeys(_DATES, "datetime64[us]"), "window_days": "int64"})


def dated_rows(checked: dict[str, Checked]) -> ibis.Table | None:
    """What happened on which day: orders, or events if there are no orders."""
    if "transactions" in checked:
        return checked["transactions"].accepted.mutate(day=_.order_date)
    return checked["events"].accepted.mutate(day=_.event_date) if "events" in checked else None


def orders_by_week(checked: dict[str, Checked]) -> pd.DataFrame | None:
    """Orders over time, in whole weeks: week (its Monday), orders, amount; None if there are no orders."""
    if "transactions" not in checked:
        return None
    lines = checked["transactions"].accepted
    orders = lines.group_by("order_id", week=_.order_date.truncate("W")).agg(amount=_.amount.sum())
    weeks = orders.group_by("week").agg(orders=_.count(), amount=_.amount.sum().cast("float64"))
    weeks = weeks.order_by("week").execute().astype({"week": "datetime64[us]"})
    first, last = lines.order_date.min().execute(), lines.order_date.max().execute()
    whole = weeks.week.ge(pd.Timestamp(first)) & (weeks.week + pd.Timedelta(days=6)).le(pd.Timestamp(last))
    return weeks[whole] if whole.any() else weeks
