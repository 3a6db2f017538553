"""features.py: behaviour worked by hand on a short log, and published figures on a real one."""

import datetime as dt

import ibis
import pandas as pd
import pytest

from segtools.collect.features import (
    buying_days,
    category_spend,
    event_features,
    features_at,
    monthly_spend,
    product_spend,
    spend_between,
    transaction_features,
)

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
def features():
    log = ibis.memtable(LOG).cast(MONEY)
    return transaction_features(log, D(2026, 6, 30), 365, ["shop", "web"]).execute().set_index("customer_id")


def test_behaviour_of_a_customer_is_as_worked_by_hand(features):
    ann = features.loc["ann"]
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


def test_an_order_on_the_day_itself_counts_and_one_order_has_no_interval(features):
    assert (features.recency_days["bob"], features.frequency["bob"]) == (0, 1)
    assert pd.isna(features.interpurchase_days["bob"])


def test_the_window_holds_exactly_its_days(features):
    assert (features.frequency["eve"], features.monetary_value["eve"], features.tenure_days["eve"]) == (1, 8, 365)


def test_who_is_silent_in_the_window_is_kept_with_frequency_nought(features):
    assert features.frequency["di"] == 0 and features.recency_days["di"] == 759
    assert pd.isna(features.mean_order_value["di"])


def test_who_only_returned_has_never_ordered_and_does_not_vanish(features):
    assert features.frequency["cy"] == 0 and features.monetary_value["cy"] == -5
    assert pd.isna(features.recency_days["cy"]) and pd.isna(features.mean_order_value["cy"])


def test_who_returns_more_than_was_bought_in_the_window_returned_all_of_it():
    log = pd.DataFrame(
        [("ann", "1", D(2025, 1, 1), 30), ("ann", "2", D(2026, 1, 1), 5), ("ann", "3", D(2026, 1, 2), -30)],
        columns=["customer_id", "order_id", "order_date", "amount"],
    )
    features = transaction_features(ibis.memtable(log).cast({"amount": "decimal(18,4)"}), D(2026, 6, 30), 365).execute()
    assert features.return_share.tolist() == [1] and features.monetary_value.tolist() == [-25]


def test_the_order_of_rows_changes_no_bit(features):
    log = ibis.memtable(LOG.sample(frac=1, random_state=3)).cast(MONEY)
    again = transaction_features(log, D(2026, 6, 30), 365, ["shop", "web"]).execute().set_index("customer_id")
    pd.testing.assert_frame_equal(features.sort_index(), again.sort_index(), check_exact=True)


def test_features_at_several_days_are_those_of_each_day_alone():
    split = [  # lines of one order on two days: of which look and window each is, matters
        ("ann", "a2", D(2026, 6, 15), -30, 0, "tea", 0, "app"),  # by 30 June, a2 is no order any more
        ("bob", "b0", D(2025, 5, 20), 12, 2, "pots", 1, "web"),
        ("bob", "b0", D(2025, 6, 10), 5, 1, "tea", None, "app"),  # in the windows, its order begins before them
        ("fay", "f1", D(2026, 6, 1), 3, 1, None, 0, None),  # neither category nor channel
        ("fay", "f2", D(2026, 7, 5), 3, 1, "tea", 0, "web"),
    ]
    log = pd.concat([LOG, pd.DataFrame(split, columns=LOG.columns)])
    looks, levels = [D(2026, 6, 30), D(2026, 5, 31), D(2026, 7, 31), D(2024, 7, 1), D(2020, 1, 1)], ["web", "shop"]
    few = ["customer_id", "order_id", "order_date", "amount"]
    for columns in (list(log.columns), few, [*few, "quantity", "channel"]):
        lines = ibis.memtable(log[columns]).cast({name: kind for name, kind in MONEY.items() if name in columns})
        together = features_at(lines, looks, 365, levels).execute()
        assert sorted(set(together.as_of.dt.date)) == sorted(looks)[1:]  # nobody had been seen by 2020
        for look in looks:
            alone = transaction_features(lines, look, 365, levels).execute().sort_values("customer_id")
            of_look = together[together.as_of.dt.date == look].drop(columns="as_of").sort_values("customer_id")
            pd.testing.assert_frame_equal(
                alone.reset_index(drop=True), of_look.reset_index(drop=True), check_exact=True, check_dtype=False
            )


def test_a_line_after_a_look_changes_nothing_at_that_look():
    lines = ibis.memtable(LOG).cast(MONEY)
    at = features_at(lines, [D(2026, 3, 5), D(2026, 6, 30)], 365, ["shop"]).execute()
    at["as_of"] = at.as_of.dt.date
    ann = at[at.customer_id == "ann"].set_index("as_of")
    assert ann.monetary_value.to_dict() == {D(2026, 3, 5): 60, D(2026, 6, 30): 50}  # the return came on 9 March
    assert ann.recency_days.to_dict() == {D(2026, 3, 5): 3, D(2026, 6, 30): 120}
    assert sorted(at.customer_id[at.as_of == D(2026, 3, 5)]) == ["ann", "cy", "di", "eve"]  # bob: 30 June


@pytest.mark.parametrize("looks", [[], [D(2026, 6, 30), D(2026, 6, 30)]])
def test_no_look_and_a_look_given_twice_are_refused(looks):
    with pytest.raises(ValueError, match="at least one day, each only once"):
        features_at(ibis.memtable(LOG).cast(MONEY), looks, 365)


EVENTS = pd.DataFrame(
    [
        ("ann", D(2024, 1, 1), "search"),  # before the window
        ("ann", D(2026, 1, 1), "visit"),
        ("ann", D(2026, 6, 1), "visit"),
        ("ann", D(2026, 6, 1), "visit"),  # twice on a day is two events
        ("ann", D(2026, 6, 20), "basket"),
        ("ann", D(2026, 7, 1), "visit"),  # after the day of the study
        ("bob", D(2025, 6, 30), "visit"),  # 365 days before: a day too early
        ("cy", D(2025, 7, 1), "visit"),  # the first day of the window
        ("cy", D(2026, 6, 30), None),  # an event of no known type is an event
        ("di", D(2026, 7, 2), "visit"),  # not seen by then
        ("eve", D(2026, 6, 29), None),
    ],
    columns=["customer_id", "event_date", "event"],
)


def test_events_of_a_customer_are_as_worked_by_hand():
    features = event_features(ibis.memtable(EVENTS), D(2026, 6, 30), 365, ["visit", "search"])
    features = features.execute().set_index("customer_id").sort_index()
    assert list(features.index) == ["ann", "bob", "cy", "eve"]
    none = float("nan")
    expected = {
        "event_count": [4, 0, 2, 1],
        "event_recency_days": [10, 365, 0, 1],
        "events_visit": [3, 0, 1, 0],
        "events_visit_share": [0.75, none, 0.5, 0],
        "events_visit_recency_days": [29, 365, 364, none],
        "events_search": [0, 0, 0, 0],
        "events_search_share": [0, none, 0, 0],
        "events_search_recency_days": [911, none, none, none],  # 1 January 2024 to 30 June 2026
    }
    assert list(features.columns) == list(expected)
    for name, values in expected.items():
        assert features[name].to_numpy(float) == pytest.approx(values, abs=0, nan_ok=True), name


def test_days_of_buying_are_as_worked_by_hand():
    """ann bought on three days by the study, two orders' return a day of its own; cy never bought; eve twice."""
    features = buying_days(ibis.memtable(LOG).cast(MONEY), [D(2026, 6, 30), D(2026, 1, 31)])
    features = features.order_by("as_of", "customer_id").execute()
    now = features[pd.to_datetime(features.as_of) == "2026-06-30"].set_index("customer_id")
    assert now.buying_days.to_dict() == {"ann": 3, "bob": 1, "di": 1, "eve": 2}
    assert (now.amount["ann"], now.net_amount["ann"]) == (110, 100) and now.cost.isna().all()
    assert str(now.first_day["ann"])[:10] == "2025-01-10" and str(now.last_day["ann"])[:10] == "2026-03-02"
    then = features[pd.to_datetime(features.as_of) == "2026-01-31"].set_index("customer_id")
    assert then.buying_days.to_dict() == {"ann": 2, "di": 1, "eve": 2}


def test_products_are_those_most_customers_bought_under_their_names():
    bought = {
        "customer_id": list("abcd"),
        "order_id": list("1234"),
        "order_date": [D(2026, 6, 1)] * 4,
        "amount": [1.0] * 4,
    }
    names = ["A wrong one", "White heart", "White heart", None]
    twice = ibis.memtable(pd.DataFrame({**bought, "product_id": "p", "product_name": names}))
    twice = twice.cast({"amount": MONEY["amount"]})
    assert product_spend(twice, D(2026, 6, 30), 365).category.execute().unique().tolist() == ["White heart"]
    log = LOG.assign(product_id=LOG.category, product_name=LOG.category.str.upper())
    features = (
        product_spend(ibis.memtable(log).cast(MONEY), D(2026, 6, 30), 365, most=2)
        .order_by("customer_id", "category")
        .execute()
    )
    assert features[["customer_id", "category", "amount"]].values.tolist() == [
        ["ann", "MUGS", 10.0],
        ["ann", "TEA", 40.0],
        ["cy", "TEA", -5.0],
        ["eve", "TEA", 8.0],
    ]


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
    features = transaction_features(log, D(2006, 12, 31), 5000).execute().set_index("customer_id")
    assert len(features) == 995 and features.frequency.sum() == 4906
    assert features.monetary_value.sum() == 464_158
    abbey = features[features.index.str.startswith("Abbey O'Reilly")].iloc[0]
    assert (abbey.recency_days, abbey.frequency, abbey.monetary_value) == (205, 6, 472)


def test_the_columns_and_types_of_behaviour_are_the_same_whatever_the_client(features):
    assert list(features) == [
        *("recency_days", "frequency", "mean_order_value", "monetary_value", "interpurchase_days", "tenure_days"),
        *("return_share", "items_per_order", "categories_bought", "discount_share", "channel_shop", "channel_web"),
    ]
    assert str(features.frequency.dtype) == "int64" and str(features.monetary_value.dtype) == "float64"
    quiet = features.loc[
        "di", ["interpurchase_days", "return_share", "items_per_order", "categories_bought", "discount_share"]
    ]
    assert quiet.isna().all() and features.monetary_value["di"] == 0 and features.tenure_days["di"] == 759
    assert features.loc["bob", ["return_share", "discount_share", "items_per_order"]].tolist() == [0, 0, 1]
    assert (features.channel_shop["bob"], features.channel_web["bob"]) == (1, 0)
    log = ibis.memtable(LOG.drop(columns=["category", "channel"]).assign(product_id=LOG.category)).cast(MONEY)
    found = transaction_features(log, D(2026, 6, 30), 365, ["shop"]).execute().set_index("customer_id")
    assert found.products_bought["ann"] == 2 and not {"categories_bought", "channel_shop"} & set(found)
    both = ibis.memtable(LOG.assign(product_id=LOG.order_id)).cast(MONEY)
    names = transaction_features(both, D(2026, 6, 30), 365).columns
    assert "categories_bought" in names and "products_bought" not in names  # categories come first


def test_a_discount_may_be_written_below_nought_and_an_order_goes_by_its_first_channel():
    rows = [("ann", "1", D(2026, 6, 1), 30, -10, "web"), ("ann", "1", D(2026, 6, 1), 0, -90, "app")]
    log = pd.DataFrame(rows, columns=["customer_id", "order_id", "order_date", "amount", "discount", "channel"])
    lines = ibis.memtable(log).cast({"amount": MONEY["amount"], "discount": MONEY["discount"]})
    found = transaction_features(lines, D(2026, 6, 30), 365, ["app", "web"]).execute().iloc[0]
    assert found.discount_share == 0.25  # of what was bought: a free line's is none
    assert (found.channel_app, found.channel_web) == (1, 0)


def test_spend_is_of_the_window_and_orders_are_counted_once():
    log = ibis.memtable(LOG).cast(MONEY)
    spend = category_spend(log, D(2026, 6, 30), 365).order_by("customer_id", "category").execute()
    assert spend.values.tolist() == [
        *[["ann", "mugs", 1, 10.0], ["ann", "tea", 3, 40.0], ["bob", "pots", 1, 40.0], ["cy", "tea", 1, -5.0]],
        ["eve", "tea", 1, 8.0],
    ]
    assert list(spend) == ["customer_id", "category", "orders", "amount"]
    lines = LOG.assign(product_id=LOG.category)
    products = product_spend(ibis.memtable(lines).cast(MONEY), D(2026, 6, 30), 365).order_by("customer_id", "category")
    assert products.execute().equals(spend)  # without names, products go by their ids
    unknown = lines.assign(product_id=lines.product_id.where(lines.product_id != "mugs"))
    assert (
        "mugs" not in product_spend(ibis.memtable(unknown).cast(MONEY), D(2026, 6, 30), 365).category.execute().tolist()
    )
    one = product_spend(ibis.memtable(lines).cast(MONEY), D(2026, 6, 30), 365, most=1).category.execute()
    assert set(one) == {"tea"}


def test_of_as_many_products_as_buyers_the_first_by_id_and_of_as_many_names_the_first_by_name():
    rows = [("a", "1", D(2026, 6, 1), 1.0, "p2", "Zeta"), ("a", "2", D(2026, 6, 1), 1.0, "p1", "Beta")]
    rows += [("b", "3", D(2026, 6, 1), 1.0, "p1", "Alpha"), ("b", "4", D(2026, 6, 1), 1.0, "p2", "Zeta")]
    log = pd.DataFrame(rows, columns=["customer_id", "order_id", "order_date", "amount", "product_id", "product_name"])
    lines = ibis.memtable(log).cast({"amount": MONEY["amount"]})
    assert set(product_spend(lines, D(2026, 6, 30), 365, most=1).category.execute()) == {"Alpha"}
    assert set(product_spend(lines, D(2026, 6, 30), 365).category.execute()) == {"Alpha", "Zeta"}


def test_months_and_spans_hold_their_days():
    log = ibis.memtable(LOG).cast(MONEY)
    months = monthly_spend(log).execute()
    ann = (
        months[months.customer_id == "ann"].assign(month=lambda t: t.month.astype("str").str[:10]).sort_values("month")
    )
    assert ann[["month", "orders", "amount"]].values.tolist() == [
        *[["2025-01-01", 1, 50.0], ["2026-01-01", 1, 30.0], ["2026-03-01", 2, 20.0], ["2026-07-01", 1, 99.0]],
    ]
    spent = spend_between(log, D(2026, 1, 1), D(2026, 6, 30)).order_by("customer_id").execute()
    assert spent.values.tolist() == [["ann", 2, 20.0], ["bob", 1, 40.0], ["cy", 1, -5.0]]
    assert list(spent) == ["customer_id", "orders", "amount"]


def test_costs_are_of_all_lines_by_then():
    log = ibis.memtable(LOG.assign(cost=1.5)).cast({**MONEY, "cost": "decimal(18,4)"})
    found = buying_days(log, [D(2026, 6, 30), D(2026, 1, 1)]).execute()
    found = found.assign(as_of=found.as_of.astype("str").str[:10]).set_index(["as_of", "customer_id"])
    assert found.loc[("2026-06-30", "ann"), ["cost", "amount", "net_amount"]].tolist() == [7.5, 110, 100]
    assert found.loc[("2026-01-01", "ann"), ["cost", "amount", "buying_days"]].tolist() == [4.5, 80, 2]
    assert found.reset_index().columns.tolist() == [
        *("as_of", "customer_id", "buying_days", "first_day", "last_day", "amount", "net_amount", "cost"),
    ]
    assert ("2026-06-30", "cy") not in found.index and ("2026-01-01", "bob") not in found.index
