"""rules.py: RFM scores and rules, as the R package rfm publishes them for its own data, and by hand."""

import numpy as np
import pandas as pd
import pytest

from segtools.params import Params, Rule, Rules
from segtools.segment import rules

NAMES = ["R", "F", "M"]


@pytest.fixture(scope="module")
def customers():
    from support import SHARED

    path = SHARED / "rfm_orders" / "rfm_data_orders.csv"
    if not path.is_file():
        pytest.skip(f"real data {path.name} is not beside the project")
    orders = pd.read_csv(path, parse_dates=["order_date"])
    table = orders.groupby("customer_id").agg(
        last=("order_date", "max"), frequency=("revenue", "size"), monetary_value=("revenue", "sum")
    )
    table["recency_days"] = (pd.Timestamp("2006-12-31") - table["last"]).dt.days
    return table


def read(customers):
    return customers[list(rules.READS)].to_numpy(dtype="float64")


def test_the_published_cut_points_and_scores(customers):
    X = read(customers)
    cuts = rules.cut_points(X, Rules())
    wanted = [[115, 181, 297.4, 482], [4, 5, 6, 8], [255.8, 382, 506.4, 666]]
    assert [cut.round(1).tolist() for cut in cuts] == wanted
    scored = pd.DataFrame(rules.scores(X, cuts), index=customers.index)
    said = scored.astype(str).agg("".join, axis=1)
    published = {
        "Abbey O'Reilly": "343",
        "Add Senger": "412",
        "Aden Lesch": "323",
        "Aden Murphy": "544",
        "Admiral Senger": "433",
    }
    assert {name: next(said[i] for i in said.index if name in str(i)) for name in published} == published
    assert customers.monetary_value.sum() == 464_158


def test_the_published_champions_and_the_three_rules_that_get_nobody(customers):
    table = rules.rules_report(customers, Rules()).set_index("segment")
    assert table.loc["Champions", ["won", "orders", "amount"]].tolist() == [158, 1_234, 120_178]
    named = table.drop(index=rules.OTHERS)
    assert set(named.index[named.won == 0]) == {"Can't Lose Them", "New Customers", "Promising"}
    assert (named.remark[named.won == 0] != "").all()
    assert table.won.sum() == len(customers) == 995


def test_a_shadowed_rule_an_empty_one_and_ties_are_as_worked_by_hand():
    base = pd.DataFrame(
        {"recency_days": [1, 1, 50, 90], "frequency": [9, 9, 2, 2], "monetary_value": [90.0, 90, 20, 10]}
    )
    any_, best, worst = [1, 2], [2, 2], [1, 1]
    settings = Rules(
        recency=[30],
        frequency=[5],
        monetary=[50],
        segments={
            "Recent": Rule(recency=best, frequency=any_, monetary=any_),
            "Best": Rule(recency=best, frequency=best, monetary=best),
            "Odd": Rule(recency=worst, frequency=best, monetary=any_),
        },
    )
    table = rules.rules_report(base, settings).set_index("segment")
    assert table[["matched", "won"]].to_numpy().tolist() == [[2, 2], [2, 0], [0, 0], [2, 2]]
    assert table.remark.tolist() == [
        "",
        "never wins: Recent stands above it and takes all customers that it matches",
        "matches nobody",
        "50% of the base match no rule",
    ]
    assert table.rule["Best"] == "R 2, F 2, M 2" and table.amount["Others"] == 30
    labels = rules.fit(read(base), 4, 1, np.random.default_rng(0), settings=settings).labels(read(base))
    assert labels.tolist() == [0, 0, 3, 3]


def test_cut_points_that_do_not_ascend_are_refused_in_one_line():
    with pytest.raises(ValueError, match="are not in ascending order; sort them"):
        Rules(recency=[90, 30])
    assert Params.model_fields["segment"].default.rules.segments["Champions"].recency == [4, 5]
