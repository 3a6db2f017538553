"""features.py: behaviour worked by hand on a short log, and published figures on a real one."""

import datetime as dt

import ibis
import pandas as pd
import pytest

from segtools.features import category_spend, monthly_spend, transaction_features

D = dt.date
LOG = pd.DataFrame(
    [
        # customer, order, day, amount, quantity, category, discount, channel
        ("ann", "a0", D(2025, 1, 10), 50, 1, "tea", 0, "web"),  # before the window
        ("ann", "a1", D(2026, 1, 1), 20, 2, "tea", 5, "web"),
        ("ann", "a1", D(2026, 1, 1), 10, 1, "mugs", 0, "web"),
        ("ann", "a2", D(2026, 3, 2), 30, 3, "tea", 15, "shop"),
        ("ann", "r2", D(2026, 3, 9), -10, -1, "tea", 0, "shop"),  # a return is no order
        ("ann", "a3", D(2026, 7, 1), 99, 9, "pots", 0, "web"),  # after the day of the study
        ("bob", "b1", D(2026, 6, 30), 40, 1, "pots", 0, "shop"),
        ("cy", "r3", D(2026, 2, 2), -5, -1, "tea", 0, "shop"),  # returns alone: not a customer with an order
        ("di", "d1", D(2024, 6, 1), 7, 1, "tea", 0, "web"),  # silent in the window
        ("eve", "e1", D(2025, 6, 30), 7, 1, "tea", 0, "web"),  # 365 days before: a day too early
        ("eve", "e2", D(2025, 7, 1), 8, 1, "tea", 0, "web"),  # the first day of the window
    ],
    columns=["customer_id", "order_id", "order_date", "amount", "quantity", "category", "discount", "channel"],
)
MONEY = {"amount": "decimal(18,4)", "discount": "decimal(18,4)", "quantity": "decimal(18,4)"}


@pytest.fixture
def made():
    log = ibis.memtable(LOG).cast(MONEY)
    return transaction_features(log, D(2026, 6, 30), 365, ["shop", "web"]).execute().set_index("customer_id")


def test_behaviour_of_a_customer_is_as_worked_by_hand(made):
    ann = made.loc["ann"]
    assert ann.recency_days == 120  # 2 March to 30 June
    assert ann.tenure_days == 536  # 10 January 2025 to 30 June 2026
    assert ann.frequency == 2
    assert ann.monetary_value == 50  # 20 + 10 + 30 - 10
    assert ann.mean_order_value == 30  # of a1 and a2; the return is no order
    assert ann.interpurchase_days == 60
    assert ann.items_per_order == 3  # (2 + 1 + 3) / 2
    assert ann.categories_bought == 2
    assert ann.discount_share == 0.25  # 20 / (60 + 20)
    assert ann.return_share == pytest.approx(10 / 60)
    assert (ann.channel_shop, ann.channel_web) == (0.5, 0.5)


def test_an_order_on_the_day_itself_counts_and_one_order_has_no_interval(made):
    assert (made.recency_days["bob"], made.frequency["bob"]) == (0, 1)
    assert pd.isna(made.interpurchase_days["bob"])


def test_the_window_holds_exactly_its_days(made):
    assert (made.frequency["eve"], made.monetary_value["eve"], made.tenure_days["eve"]) == (1, 8, 365)


def test_who_is_silent_in_the_window_is_kept_with_frequency_nought(made):
    assert made.frequency["di"] == 0 and made.recency_days["di"] == 759
    assert pd.isna(made.mean_order_value["di"])


def test_who_only_returned_has_never_ordered_and_does_not_vanish(made):
    assert made.frequency["cy"] == 0 and made.monetary_value["cy"] == -5
    assert pd.isna(made.recency_days["cy"]) and pd.isna(made.mean_order_value["cy"])


def test_the_order_of_rows_changes_no_bit(made):
    log = ibis.memtable(LOG.sample(frac=1, random_state=3)).cast(MONEY)
    again = transaction_features(log, D(2026, 6, 30), 365, ["shop", "web"]).execute().set_index("customer_id")
    pd.testing.assert_frame_equal(made.sort_index(), again.sort_index(), check_exact=True)


def test_categories_and_months_add_up_to_the_log():
    log = ibis.memtable(LOG).cast(MONEY)
    spend = category_spend(log, D(2026, 6, 30), 365).execute()
    ann = spend[spend.customer_id == "ann"].set_index("category")
    assert ann.amount.to_dict() == {"tea": 40, "mugs": 10}
    assert ann.orders.to_dict() == {"tea": 3, "mugs": 1}
    assert monthly_spend(log).execute().amount.sum() == LOG.amount.sum()


def test_recency_frequency_and_money_are_those_of_the_r_package_rfm(shared):
    """995 customers as of 2006-12-31: Abbey O'Reilly has 205 days, 6 orders and 472."""
    orders = pd.read_csv(shared("rfm_orders/rfm_data_orders.csv"))
    names = {"revenue": "amount"}
    orders = orders.rename(columns=names)[["customer_id", "order_date", "amount"]]
    orders["order_date"] = pd.to_datetime(orders.order_date, format="mixed").dt.date
    orders["order_id"] = [str(n) for n in range(len(orders))]
    log = ibis.memtable(orders).cast({"amount": "decimal(18,4)", "order_date": "date"})
    made = transaction_features(log, D(2006, 12, 31), 5000).execute().set_index("customer_id")
    assert len(made) == 995 and made.frequency.sum() == 4906
    assert made.monetary_value.sum() == 464_158
    abbey = made[made.index.str.startswith("Abbey O'Reilly")].iloc[0]
    assert (abbey.recency_days, abbey.frequency, abbey.monetary_value) == (205, 6, 472)
