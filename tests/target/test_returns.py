"""What a contact may bring and how a budget is split: worked by hand."""

import numpy as np
import pandas as pd
import pytest
from target.small_base import BASE, EURO, LEAST_100, TARGETS, responses

from segtools import campaigns
from segtools.params import Economics
from segtools.target import returns

SINCE = pd.Timestamp("2026-01-01")


def economics(per, reached=(100, 100), cost=(1.0, 1.0)):
    return pd.DataFrame({"segment_id": [1, 2], "per_contact": per, "reached": reached, "cost": cost})


@pytest.mark.parametrize(
    ("table", "chosen", "budget", "contacts"),
    [
        (economics([5.0, 2.0]), [True, True], None, [100, 100]),
        (economics([5.0, 2.0]), [True, True], 135, [100, 50]),  # a tenth, held back, costs nothing
        (economics([5.0, 6.0], cost=(1.0, 4.0)), [True, True], 234, [100, 40]),  # per euro, not per head
        (economics([5.0, 2.0]), [True, True], 100, [100, 0]),  # eleven more are no campaign of their own
        (economics([5.0, 2.0], reached=(100, 11)), [True, True], 200, [100, 11]),
        (economics([-1.0, 2.0]), [True, True], None, [0, 100]),
        (economics([5.0, 2.0]), [False, True], 150, [0, 100]),
    ],
)
def test_a_budget_goes_where_it_returns_most_and_nowhere_at_a_loss(table, chosen, budget, contacts):
    assert returns.split_budget(table, pd.Series(chosen), budget).tolist() == contacts


def test_who_orders_anyway_is_counted_in_the_first_whole_month_after_the_earlier_look():
    """Of twenty customers like each of a to f; a and b order in February, a and e in March."""
    many = [f"{letter}{n}" for letter in "abcdef" for n in range(20)]
    earlier = pd.DataFrame({"customer_id": many, "segment_id": [1] * 80 + [2] * 40})
    rows = [
        (f"{letter}{n}", month, 1)
        for month, who in (("2026-02-01", "ab"), ("2026-03-01", "ae"))
        for letter in who
        for n in range(20)
    ]
    months = pd.DataFrame(rows, columns=["customer_id", "month", "orders"]).astype({"month": "datetime64[us]"})
    since, as_of = pd.Timestamp("2026-01-20"), pd.Timestamp("2026-03-31")
    counted = returns.ordered_anyway(months, earlier, since, as_of)
    assert counted.share.to_dict() == {1: 0.5, 2: 0} and counted.people.to_dict() == {1: 40, 2: 0}
    month_end = returns.ordered_anyway(months, earlier, pd.Timestamp("2026-01-31"), as_of)
    assert month_end.share.to_dict() == {1: 0.5, 2: 0}
    next_month = returns.ordered_anyway(months, earlier, pd.Timestamp("2026-02-01"), as_of)
    assert next_month.share.to_dict() == {1: 0.25, 2: 0.5}
    assert returns.ordered_anyway(months, earlier, since, pd.Timestamp("2026-02-20")) is None
    few = earlier[(earlier.segment_id == 1) | earlier.customer_id.str.startswith("e")]
    counted = returns.ordered_anyway(months, few, since, as_of)
    assert counted.share.isna().to_dict() == {1: False, 2: True}  # twenty are too few


def test_returns_are_as_worked_by_hand():
    """An order is worth .4 x 50 = 20; at 5% extra orders a contact brings 1 and costs .5; it pays from 2.5%."""
    base, settings = BASE.assign(expected_amount=50.0), Economics(contact_cost=0.5, response=[0.01, 0.05, 0.1])
    table = returns.economics(base, pd.Series({1: 2, 2: 4}), pd.DataFrame(), None, settings, 0.4).set_index(
        "segment_id"
    )
    assert table.worth.tolist() == [20, 20] and table.break_even.tolist() == pytest.approx([0.025] * 2)
    assert table.per_contact.tolist() == pytest.approx([0.5] * 2)
    assert table.per_low.tolist() == pytest.approx([-0.3] * 2) and table.per_high.tolist() == pytest.approx([1.5] * 2)
    assert table.reached.tolist() == [2, 4] and (table.response_from == "params").all()


def measured_economics(*counts):
    sent, segments = responses(*counts)
    base = pd.DataFrame({"customer_id": segments.customer_id, "segment_id": 1, "expected_amount": 10.0})
    results = campaigns.campaign_results(sent, segments, SINCE)
    return returns.economics(base, pd.Series({1: 150}), results, None, Economics(contact_cost=1.0), 1.0).iloc[0]


def test_a_response_is_measured_only_against_those_held_back():
    row = measured_economics(56, 70, 48, 80)
    assert (row.response, row.response_low) == (pytest.approx(0.2), pytest.approx(0.0524, abs=5e-5))
    assert row.response_from == "measured: mail, against those held back"
    assert row.anyway == pytest.approx(0.6) and row.anyway_people == 48
    alone = measured_economics(56, 70, 0, 0)
    assert np.isnan(alone.response) and alone.response_from.startswith("unknown")


@pytest.mark.parametrize(("treated", "control", "known"), [(30, 30, True), (29, 30, False), (30, 29, False)])
def test_a_response_is_measured_on_thirty_of_each_group_at_least(treated, control, known):
    row = measured_economics(20, treated, 10, control)
    assert np.isnan(row.response) != known and np.isnan(row.anyway) != known


def test_the_cost_of_a_contact_is_that_of_params_before_that_of_the_campaigns():
    base, sent = BASE.assign(expected_amount=50.0), responses(10, 40, 5, 20)[0]
    sent["cost"] = np.where(sent.treated, 0.5, 9.0)  # who was held back cost nothing that counts
    costs = [
        returns.economics(base, pd.Series({1: 2}), pd.DataFrame(), rows, Economics(contact_cost=cost), 1.0).cost[0]
        for rows, cost in ((sent, None), (sent, 0.8), (sent.assign(cost=np.nan), None), (None, None))
    ]
    assert costs[:2] == [0.5, 0.8] and np.isnan(costs[2:]).all()


WORDS = TARGETS.assign(play="p", reason="r", offer="o", price="n", message="m", kpi="k", channel="")


def full_economics(**more):
    table = economics([1.0, 1.0], reached=(1_000, 1_000), cost=(0.5, 0.5))
    known = dict(worth=30.0, response=0.05, response_low=0.04, response_high=0.06, break_even=1 / 60, anyway=0.1)
    rest = dict(anyway_people=90, response_from="params", per_low=0.7, per_high=1.3)
    return table.assign(**known, **rest).assign(**more)


def test_only_targets_get_an_audience_and_returns_count_those_contacted():
    plan = returns.with_economics(WORDS, full_economics(), EURO).set_index("segment_id")
    assert plan.audience[2] == plan.control[2] == 0 and np.isnan(plan.expected_return[2])
    assert plan.audience[1] + plan.control[1] == 1_000 and plan.control[1] >= 100
    assert plan.expected_return[1] == plan.audience[1] and plan.return_low[1] == pytest.approx(0.7 * plan.audience[1])
    assert plan.test[2] == "Nobody is contacted."


def test_where_nobody_may_be_contacted_the_plan_says_so():
    plan = returns.with_economics(WORDS, full_economics(reached=0), EURO)
    assert plan.audience.tolist() == [0, 0] and plan.test.str.contains("reached through media").all()


def test_the_test_of_an_audience_tells_of_nobody_too_few():
    told = returns.with_economics(WORDS, full_economics(reached=400), EURO).test[0]
    few = returns.with_economics(WORDS, full_economics(reached=400), LEAST_100).test[0]
    assert "40 of 400 held back" in told and "(10% order within a month anyway)" in told
    assert "few of 400 held back" in few and "(few order within a month anyway)" in few


def test_economics_are_a_row_a_segment_with_what_nothing_tells_missing():
    table = returns.economics(BASE, pd.Series({2: 3}), pd.DataFrame(), None, Economics(), 1.0)
    assert list(table) == [
        *("segment_id", "reached", "worth", "cost", "response_low", "response", "response_high", "anyway"),
        *("anyway_people", "response_from", "per_contact", "per_low", "per_high", "break_even"),
    ]
    assert table.segment_id.tolist() == [1, 2] and table.reached.tolist() == [0, 3]
    assert str(table.reached.dtype) == "int64" and table.drop(
        columns=["segment_id", "reached", "response_from"]
    ).isna().all(axis=None)
    assert set(table.response_from) == {"unknown: give target.economics.response"}
    anyway = pd.DataFrame({"share": [0.25, 0.5], "people": [10.0, 20.0]}, index=[1, 2])
    known = returns.economics(BASE, pd.Series({2: 3}), pd.DataFrame(), None, Economics(), 1.0, anyway)
    assert known.anyway.tolist() == [0.25, 0.5] and known.anyway_people.tolist() == [10, 20]
    nothing = BASE.assign(expected_amount=[0.0, 0.0, 5.0, 5.0, 5.0, 5.0])
    even = returns.economics(nothing, pd.Series({2: 3}), pd.DataFrame(), None, Economics(contact_cost=1.0), 0.5)
    assert np.isnan(even.break_even[0]) and even.break_even[1] == 0.4 and even.worth.tolist() == [0, 2.5]


def test_the_response_is_that_of_the_campaign_that_most_were_contacted_by():
    """A larger one without anybody held back tells none; nor do all segments together."""
    parts = [
        campaigns.campaign_results(*responses(*counts, campaign=name), SINCE)
        for counts, name in (((56, 70, 48, 80), "mail"), ((30, 60, 10, 60), "call"), ((50, 90, 0, 0), "all"))
    ]
    results = pd.concat([*parts, parts[0].assign(segment_id=0, n_treated=999, effect=0.9)])
    base = pd.DataFrame({"customer_id": ["a"], "segment_id": 1, "expected_amount": 10.0})
    row = returns.economics(base, pd.Series({1: 1}), results, None, Economics(), 1.0).iloc[0]
    assert row.response == pytest.approx(0.2) and row.response_from.startswith("measured: mail")
    assert row.response_low < row.response < row.response_high
    asked = returns.economics(base, pd.Series({1: 1}), results, None, Economics(response=[0.01, 0.02, 0.03]), 1.0).iloc[
        0
    ]
    assert asked[["response_low", "response", "response_high"]].tolist() == [0.01, 0.02, 0.03] and np.isnan(
        asked.anyway
    )


def test_a_plan_holds_what_its_returns_rest_on():
    plan = returns.with_economics(WORDS, full_economics(cost=[0.5, 0.7]), EURO)
    assert plan.columns[len(WORDS.columns) :].tolist() == [
        *("control", "audience", "expected_return", "return_low", "return_high", "reached", "response"),
        *("response_low", "response_high", "response_from", "worth", "cost", "break_even_response", "test"),
    ]
    row = plan.iloc[0]
    assert row[["reached", "response", "response_low", "response_high"]].tolist() == [1_000, 0.05, 0.04, 0.06]
    assert (row.response_from, row.worth, row.cost, row.break_even_response) == ("params", 30, 0.5, 1 / 60)
    assert row.return_high == pytest.approx(1.3 * row.audience) and plan.cost[1] == 0.7
    turned = returns.with_economics(WORDS.iloc[::-1], full_economics(cost=[0.5, 0.7]), EURO)
    assert turned.cost.tolist() == [0.7, 0.5] and turned.index.tolist() == [0, 1]
    assert plan.control.dtype == plan.audience.dtype == "int64"
    limited = returns.with_economics(WORDS, full_economics(), EURO, budget=45)
    assert limited.audience[0] + limited.control[0] == 100  # at .5 each, a tenth of them held back


@pytest.mark.parametrize(
    ("even", "low", "worth_having"),
    [(0.02, 0.04, 0.04), (0.05, 0.04, 0.05), (np.nan, 0.03, 0.03), (np.nan, np.nan, 0.05), (0.0, -0.01, 0.05)],
)
def test_a_test_looks_for_the_break_even_or_the_least_that_is_hoped_for(even, low, worth_having):
    table = full_economics(break_even=even, response_low=low)
    (design, _) = returns.campaign_designs(table, pd.Series([1, 2]), pd.Series([500, 0]))
    assert design.worth_having == worth_having and (design.members, design.anyway, design.anyway_people) == (
        500,
        0.1,
        90,
    )


@pytest.mark.parametrize(
    ("table", "budget", "contacts"),
    [
        (economics([0.0, 2.0]), None, [0, 100]),  # a contact that returns just its cost does not pay
        (economics([np.nan, 2.0]), 100, [100, 100]),  # nothing to judge by
        (economics([5.0, 2.0], cost=(np.nan, np.nan)), 100, [100, 100]),
        (economics([5.0, 2.0], cost=(1.0, np.nan)), 45, [50, 100]),  # what is not known to cost costs nothing
        (economics([5.0, 2.0], reached=(30, 100)), 27, [30, 0]),
        (economics([5.0, 2.0], reached=(29, 100)), 27, [29, 0]),  # all there are
        (economics([5.0, 2.0], reached=(60, 100)), 27, [30, 0]),
        (economics([5.0, 2.0], reached=(60, 100)), 26, [0, 0]),  # twenty-eight of sixty
    ],
)
def test_a_budget_is_spent_on_thirty_at_least_or_on_all(table, budget, contacts):
    assert returns.split_budget(table, pd.Series([True, True]), budget).tolist() == contacts
