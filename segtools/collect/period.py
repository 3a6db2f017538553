"""When: the day of the study, the window, the earlier look, and whether the data is enough and recent enough."""

from __future__ import annotations

import ibis
import pandas as pd
from ibis import _

from segtools.collect.row_rules import Checked
from segtools.params import Params

TOO_MUCH = 0.3

MUCH = 0.05
_SHORT_DAYS = 90


# --- when ---------------------------------------------------------------------------------------------


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
        dates = ["as_of", "earlier", "first_order", "last_order"]
        return pd.DataFrame([{"as_of": as_of, **nothing}]).astype(dict.fromkeys(dates, "datetime64[us]"))
    span = dated.aggregate(first=_.day.min(), last=_.day.max()).execute().iloc[0]
    first, last = pd.Timestamp(span["first"]), pd.Timestamp(span["last"])
    as_of = pd.Timestamp(params.as_of) if params.as_of else last
    history = (as_of - first).days + 1
    window, back = params.window_days, params.monitor.lookback_days
    if back is None:
        back = max(1, min(182, history // 4 if window is None else history - window))
    if window is None:
        window = min(365, max(1, history - back))
    earlier = as_of - pd.Timedelta(days=back)
    if (earlier - first).days + 1 < window or window + back > history:
        earlier = pd.NaT
    made = pd.DataFrame([{"as_of": as_of, "window_days": window, "earlier": earlier,
                          "first_order": first, "last_order": last}])  # fmt: skip
    dates = ["as_of", "earlier", "first_order", "last_order"]
    return made.astype({**dict.fromkeys(dates, "datetime64[us]"), "window_days": "int64"})


def dated_rows(checked: dict[str, Checked]) -> ibis.Table | None:
    """What happened when, day by day: orders, or events where there are no orders."""
    if "transactions" in checked:
        return checked["transactions"].accepted.mutate(day=_.order_date)
    return checked["events"].accepted.mutate(day=_.event_date) if "events" in checked else None


def readiness(checked: dict[str, Checked], period: pd.DataFrame, params: Params) -> pd.DataFrame:
    """Is it enough, and recent enough? One row a question: question, figure, asked (what it is held against), and
    answer: yes, caution or no. A no means that segments drawn on this are not to be acted on."""
    row, dated = period.iloc[0], dated_rows(checked)
    ids = [table.accepted.select("customer_id") for name, table in checked.items() if name != "responses"]
    people = int(
        ibis.union(*ids, distinct=True).count().execute() if len(ids) > 1 else ids[0].distinct().count().execute()
    )
    lost = max(1 - table.rows.reason.isnull().mean().execute() for table in checked.values())
    rows = [
        (f"Are there enough {params.customers_are}?", f"{people:,}", "500; at least 150", _grade(people, 500, 150)),
        (
            "Can the rows be used?",
            f"{lost:.1%} of a table set aside at most",
            "5%; at most 30%",
            _grade(-lost, -MUCH, -TOO_MUCH),
        ),
    ]
    if dated is not None:
        again = dated.group_by("customer_id").agg(days=_.day.nunique()).aggregate(share=(_.days > 1).mean())
        again = float(again.execute().share.iloc[0])
        gap = (row.as_of - row.last_order).days
        rows += [
            ("Is the history long enough?", f"{(row.last_order - row.first_order).days + 1:,} days", "365; at least 90",
             _grade((row.last_order - row.first_order).days + 1, 365, _SHORT_DAYS)),
            ("Is it recent?", f"last entry {gap:,} days before the day of the study", "7; at most 31", _grade(-gap, -7, -31)),
            ("Do people come back?", f"{again:.0%} on more than one day", "30%; at least 10%", _grade(again, 0.3, 0.1)),
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=["question", "figure", "asked", "answer"])


def ready_title(ready: pd.DataFrame) -> str:
    """What the table of readiness comes to."""
    bad, unsure = (int((ready.answer == answer).sum()) for answer in ("no", "caution"))
    if bad:
        return f"Not enough to act on: {bad} of {len(ready)} questions answered no"
    return "Enough, with caution" if unsure else "Enough, and recent enough"


def _grade(value: float, good: float, least: float) -> str:
    return "yes" if value >= good else "caution" if value >= least else "no"


def orders_by_week(checked: dict[str, Checked]) -> pd.DataFrame | None:
    """How the orders lie in time, in whole weeks: week (its Monday), orders, amount; None where there are none."""
    if "transactions" not in checked:
        return None
    lines = checked["transactions"].accepted
    orders = lines.group_by("order_id", week=_.order_date.truncate("W")).agg(amount=_.amount.sum())
    weeks = orders.group_by("week").agg(orders=_.count(), amount=_.amount.sum().cast("float64"))
    made = weeks.order_by("week").execute().astype({"week": "datetime64[us]"})
    first, last = lines.order_date.min().execute(), lines.order_date.max().execute()
    whole = made.week.ge(pd.Timestamp(first)) & (made.week + pd.Timedelta(days=6)).le(pd.Timestamp(last))
    return made[whole] if whole.any() else made
