"""backtest.py: what was expected, held against what came."""

import numpy as np
import pandas as pd
import pytest
from profile_bases.buyers import buying_table, planted_buyers

from segtools.profile import value
from segtools.profile.backtest import back_test, calibration


def test_what_was_expected_is_held_against_what_came():
    x, last, T, _ = planted_buyers(6_000, False, seed=5)
    now = buying_table(x, np.ceil(last), T)
    half = now.assign(as_of=now.as_of - pd.Timedelta(days=30))
    known = half.first_day <= half.as_of
    half = half[known & (half.last_day <= half.as_of)]  # those without a purchase in the last month, a slanted half
    segments = pd.DataFrame({"customer_id": half.customer_id, "segment_id": 1, "segment_name": "Quiet"})
    made = calibration(half, now, value.fit_models(half), segments)
    assert made.segment_id.tolist() == [1, 0] and (made.orders_actual == 0).all()
    assert (made.orders_expected > 0).all() and made.orders_index.isna().all()


def looks(n=200, orders=2):
    """The same customers at two looks: amounts of 10 before, and then `orders` more, of which 5 were sent back."""
    x, last, T, _ = planted_buyers(n, False, seed=7)
    before = buying_table(x, np.ceil(last), T)
    later = before.assign(as_of=before.as_of + pd.Timedelta(days=90), buying_days=before.buying_days + orders)
    return before, later.assign(net_amount=before.net_amount + 10 * orders - 5)


def test_what_came_is_counted_from_look_to_look_and_segments_of_thirty_are_told():
    before, now = looks()
    segments = pd.DataFrame({"customer_id": before.customer_id, "segment_id": 2, "segment_name": "Many"})
    segments.loc[:28, ["segment_id", "segment_name"]] = [1, "Few"]
    models = value.fit_models(before)
    made = calibration(before, now, models, segments)
    assert made.segment_id.tolist() == [2, 0] and made.customers.tolist() == [171, 200]
    assert (made.orders_actual == 2).all() and (made.amount_actual == 15).all()
    assert made.orders_index.tolist() == pytest.approx((100 * made.orders_expected / 2).tolist())
    assert made.amount_expected.tolist() == pytest.approx((10 * made.orders_expected).tolist())
    segments.loc[29, ["segment_id", "segment_name"]] = [1, "Few"]
    assert calibration(before, now, models, segments).segment_id.tolist() == [1, 2, 0]


def test_without_an_earlier_look_or_a_model_nothing_is_put_to_the_test():
    before, now = looks()
    period = pd.Series({"earlier": before.as_of[0], "as_of": now.as_of[0]})
    assert back_test(None, period, before, {}).empty and back_test(before, period, None, {}).empty
    assert calibration(before, now, value.Models(12), before).empty
