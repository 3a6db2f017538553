"""What events measure besides their number: minutes, spend and the like, the part of the day, and weekends."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _

MEASURE = "measure_"  # before a measure's name, among the columns of events
PARTS_OF_DAY = {"mornings": (5, 11), "middays": (11, 14), "afternoons": (14, 17), "evenings": (17, 22)}
NIGHTS = "nights"  # the other hours
_MONEY = ("spend", "amount", "revenue", "price")

# variable -> (unit, meaning, words for high, words for low), as for other behaviour
WHEN: dict[str, tuple[str, str, str, str]] = {
    "mornings_share": ("share", "share of events from 5 to 11 o'clock", "mornings", "seldom mornings"),
    "middays_share": ("share", "share of events from 11 to 14 o'clock", "middays", "seldom middays"),
    "afternoons_share": ("share", "share of events from 14 to 17 o'clock", "afternoons", "seldom afternoons"),
    "evenings_share": ("share", "share of events from 17 to 22 o'clock", "evenings", "seldom evenings"),
    "nights_share": ("share", "share of events from 22 to 5 o'clock", "nights", "seldom nights"),
    "weekends_share": ("share", "share of events on Saturdays and Sundays", "weekends", "weekdays"),
}


def measured(events: ibis.Table) -> bool:
    """Whether events have an hour or measures."""
    return "hour" in events.columns or any(name.startswith(MEASURE) for name in events.columns)


def event_measures(events: ibis.Table, as_of: dt.date, window_days: int) -> ibis.Table:
    """What the events of each customer measure, as of a day.

    Parameters
    ----------
    events : customer_id, event_date (date), and where known hour (0 to 23) and measure_{name} (numbers); one row an
        event
    as_of, window_days : events of the days (as_of - window_days, as_of] count

    Returns
    -------
    one row a customer with an event in the window: customer_id; of each measure events_{name}_total and
    events_{name}_mean (over events with a value); where there is an hour mornings_share, middays_share,
    afternoons_share, evenings_share and nights_share (of the events with an hour), and weekends_share. Missing where
    nothing is known.

    Examples
    --------
    >>> import ibis
    >>> log = ibis.memtable({"customer_id": ["a", "a", "a"], "hour": [7, 18, 9], "measure_minutes": [30.0, 60.0, None],
    ...     "event_date": [dt.date(2026, 6, 1), dt.date(2026, 6, 6), dt.date(2026, 6, 8)]})
    >>> row = event_measures(log, dt.date(2026, 6, 30), 365).execute().iloc[0]
    >>> names = ["events_minutes_total", "events_minutes_mean", "mornings_share", "weekends_share"]
    >>> [round(float(row[name]), 2) for name in names]
    [90.0, 45.0, 0.67, 0.33]
    """
    features = {}
    for column in [name for name in events.columns if name.startswith(MEASURE)]:
        name = column.removeprefix(MEASURE)
        features[f"events_{name}_total"] = _[column].sum()
        features[f"events_{name}_mean"] = _[column].mean()
    if "hour" in events.columns:
        early, late = PARTS_OF_DAY["mornings"][0], PARTS_OF_DAY["evenings"][1]
        for part, (first, end) in PARTS_OF_DAY.items():
            features[f"{part}_share"] = ((_.hour >= first) & (_.hour < end)).cast("float64").mean()
        features[f"{NIGHTS}_share"] = ((_.hour < early) | (_.hour >= late)).cast("float64").mean()
    features["weekends_share"] = (_.event_date.day_of_week.index() >= 5).cast("float64").mean()
    inside = events.filter(_.event_date <= as_of, _.event_date > as_of - dt.timedelta(days=window_days))
    return inside.group_by("customer_id").agg(**features)


def measure_words(name: str) -> tuple[str, str, str, str] | None:
    """Unit, meaning and words of events_{measure}_total and events_{measure}_mean; None for any other name."""
    body = name.removeprefix("events_")
    for ending, per in (("_total", "in the period"), ("_mean", "an event")):
        if body != name and body.endswith(ending):
            measure = body.removesuffix(ending)
            words, unit = measure.replace("_", " "), "currency" if measure in _MONEY else measure.replace("_", " ")
            each = "" if ending == "_total" else " each"
            return unit, f"{words} {per}", f"more {words}{each}", f"less {words}{each}"
    return None
