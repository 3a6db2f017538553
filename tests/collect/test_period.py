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


@pytest.mark.parametrize(
    ("first", "more", "window_days", "earlier"),
    [
        ("2026-06-30", "", 1, None),  # one day
        ("2025-01-02", "", 365, "2026-02-14"),  # 545 days: a quarter of them back, and no more than a year
        ("2024-07-04", "", 365, "2025-12-31"),  # 727 days
        ("2024-07-03", "", 365, "2025-12-30"),  # 728 days: half a year, and it stays so
        ("2023-07-03", "", 365, "2025-12-30"),
        ("2025-07-01", "window_days: 364\n", 364, "2026-06-29"),  # what is left of 365
        ("2024-06-30", "window_days: 100\n", 100, "2025-12-30"),  # at most half a year
        ("2025-07-01", "monitor: {lookback_days: 60}\n", 305, "2026-05-01"),
        ("2025-07-01", "window_days: 305\nmonitor: {lookback_days: 60}\n", 305, "2026-05-01"),
        ("2025-07-01", "window_days: 306\nmonitor: {lookback_days: 60}\n", 306, None),
    ],
)
def test_the_window_and_the_way_back_share_the_history(checked, first, more, window_days, earlier):
    row = period_of(checked, first, "2026-06-30", HEAD + more)
    assert row.window_days == window_days
    assert (None if pd.isna(row.earlier) else str(row.earlier.date())) == earlier


def test_the_table_of_the_period_has_its_columns_and_types(checked):
    tables, params = checked(orders("a,1,2025-07-01,5", "a,2,2026-06-29,5"))
    period = study_period(tables, params)
    kinds = {name: str(kind) for name, kind in period.dtypes.items()}
    assert kinds == {
        "as_of": "datetime64[us]",
        "window_days": "int64",
        "earlier": "datetime64[us]",
        "first_order": "datetime64[us]",
        "last_order": "datetime64[us]",
    }
    assert str(period.last_order[0].date()) == "2026-06-29"
    people = "sources:\n  customers: {path: orders.csv}\nas_of: 2026-06-30\n"
    tables, params = checked("customer_id,age\na,30\nb,40\n", people)
    assert study_period(tables, params).as_of[0] == pd.Timestamp("2026-06-30")
    weeks = orders_by_week(checked(orders("a,1,2026-06-03,5", "a,2,2026-06-04,5"))[0])
    assert weeks.astype({"week": "str"}).values.tolist() == [["2026-06-01", 2, 10.0]]  # where none is whole, all
    assert list(weeks) == ["week", "orders", "amount"]
