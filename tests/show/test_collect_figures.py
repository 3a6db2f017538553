"""collect_figures.py: what came and what was set aside."""

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import pytest
from show.small_tables import LEAST_100, PERIOD, QUALITY, REASONS, WEEKS, bars, texts, title

from segtools import show


@pytest.fixture(autouse=True)
def closed():
    yield
    plt.close("all")


def test_the_ledger_has_a_bar_a_reason_the_most_frequent_first():
    ax = show.plot_ledger(QUALITY, REASONS)
    assert bars(ax) == [300, 120, 37]
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "orders: no day",
        "orders: no amount",
        "orders: no id",
    ]
    assert title(ax) == "457 of 5,000 rows are set aside, most often orders: no day"


def test_the_ledger_withholds_a_small_count_and_the_one_that_would_tell_it():
    ax = show.plot_ledger(QUALITY, REASONS, style=LEAST_100)
    assert bars(ax) == [300, 0, 0] and [text.get_text() for text in ax.texts] == ["300", "few", "few"]
    few = show.plot_ledger(QUALITY.assign(rows_quarantined=37), REASONS[:1], style=LEAST_100)
    assert title(few) == "few of 5,000 rows are set aside, most often orders: no id"


def test_without_a_row_set_aside_the_ledger_says_so():
    ax = show.plot_ledger(QUALITY.assign(rows_quarantined=0), REASONS[:0])
    assert title(ax) == "0 of 5,000 rows are set aside" and "Every row can be used." in texts(ax)


def test_orders_by_week_with_the_window_and_the_earlier_look():
    ax = show.plot_orders(WEEKS, PERIOD)
    assert ax.lines[0].get_ydata().tolist() == [130, 120, 40, 30, 50]
    shaded = ax.patches[0].get_extents().transformed(ax.transData.inverted())
    start = plt.matplotlib.dates.date2num(pd.Timestamp("2026-06-02"))
    assert shaded.x1 - shaded.x0 == pytest.approx(28) and shaded.x0 == pytest.approx(start)
    assert "measured: 28 days" in texts(ax) and "earlier look: 01 Jun 2026" in texts(ax)
    # of the weeks of 8, 15 and 22 June, which lie in the window: 40, 30, 50
    assert title(ax) == "40 orders in a typical week (median) of the 28 days to 30 June 2026"


def test_weeks_of_too_few_orders_are_gaps():
    ax = show.plot_orders(WEEKS, PERIOD, style=LEAST_100)
    assert np.isnan(ax.lines[0].get_ydata()).tolist() == [False, False, True, True, True]
    assert title(ax).startswith("few orders in a typical week (median)")
    assert "weeks of fewer than 100 orders are left out: 3 of 5" in texts(ax)


def test_without_orders_or_with_too_few_there_is_no_history_to_draw():
    assert show.plot_orders(None, PERIOD) is None
    assert show.plot_orders(WEEKS[2:], PERIOD, style=LEAST_100) is None
