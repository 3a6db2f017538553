"""period.py: the window and the earlier look, worked by hand."""

import pandas as pd
import pytest
from collect.small_clients import HEAD, orders

from segtools.collect.period import orders_by_week, study_period


def period_of(checked, first, last, head=HEAD):
    tables, params = checked(orders(f"a,1,{first},5", f"a,2,{last},5"), head)
    return study_period(tables, params).iloc[0]


@pytest.mark.parametrize(
    ("first", "window_days", "earlier"),
    [
        ("2024-06-30", 365, "2025-12-30"),  # 731 days: a year, and half a year before
        ("2025-07-01", 274, "2026-03-31"),  # 365 days: the last quarter is the way back, the rest the window
        ("2026-06-29", 1, "2026-06-29"),  # two days
    ],
)
def test_two_windows_of_one_length_fit_into_the_history(checked, first, window_days, earlier):
    row = period_of(checked, first, "2026-06-30")
    assert (row.window_days, str(row.earlier.date())) == (window_days, earlier)
    assert str(row.as_of.date()) == "2026-06-30" and str(row.first_order.date()) == first


def test_a_window_that_leaves_no_room_has_no_earlier_look(checked):
    row = period_of(checked, "2025-07-01", "2026-06-30", HEAD + "window_days: 365\n")
    assert row.window_days == 365 and pd.isna(row.earlier)
    row = period_of(checked, "2025-07-01", "2026-06-30", HEAD + "window_days: 300\nmonitor: {lookback_days: 60}\n")
    assert row.window_days == 300 and str(row.earlier.date()) == "2026-05-01"


def test_without_as_of_the_study_is_of_the_last_day(checked):
    row = period_of(checked, "2024-06-30", "2026-05-31", HEAD.replace("as_of: 2026-06-30\n", ""))
    assert row.as_of == row.last_order == pd.Timestamp("2026-05-31")


def test_without_dates_there_is_no_window(checked):
    tables, params = checked("customer_id,age\na,30\nb,40\n", "sources:\n  customers: {path: orders.csv}\n")
    row = study_period(tables, params).iloc[0]
    assert row.window_days == 0 and row[["as_of", "earlier", "first_order", "last_order"]].isna().all()
    assert orders_by_week(tables) is None


def test_orders_lie_in_whole_weeks(checked):
    rows = ["a,1,2026-06-03,5", "a,2,2026-06-08,5", "a,2,2026-06-08,6", "b,3,2026-06-14,5", "b,4,2026-06-17,5"]
    weeks = orders_by_week(checked(orders(*rows))[0])
    assert weeks.astype({"week": "str"}).values.tolist() == [["2026-06-08", 2, 16.0]]  # the others are cut off
