"""Where customers were and are: worked by hand."""

import numpy as np
import pandas as pd
import pytest
from monitor.small_looks import CARDS, looks

from segtools.monitor import history


def test_migration_counts_who_came_stayed_moved_and_left():
    moves = history.migration(*looks())
    assert list(moves) == ["earlier_name", "segment_name", "customers", "share"]
    moves = moves.set_index(["earlier_name", "segment_name"])
    assert moves.index.is_monotonic_increasing
    assert moves.customers.to_dict() == {
        ("(no order yet)", "Up"): 1,
        ("Down", "(no order in the period)"): 1,
        ("Down", "Down"): 1,
        ("Up", "Down"): 1,
        ("Up", "Up"): 1,
    }
    assert np.allclose(moves.groupby("earlier_name").share.sum(), 1)


def test_shares_and_who_stayed_are_as_worked_by_hand():
    then, now, _ = looks()
    kpis = history.segment_kpis(then, now, CARDS).set_index("segment_name")
    assert kpis.change.to_dict() == {"Up": 0, "Down": 0}
    assert kpis.stayed.to_dict() == {"Up": 0.5, "Down": 0.5}
    error = np.sqrt(0.25 / 4 + 0.25 / 4)
    assert kpis.change_high["Up"] == pytest.approx(1.96 * error)


def test_a_segment_that_has_more_of_the_base_than_it_had_has_grown():
    then, now, _ = looks()
    kpis = history.segment_kpis(then, now[now.customer_id != "c"], CARDS).set_index("segment_name")
    assert kpis.change.to_dict() == pytest.approx({"Up": 2 / 3 - 1 / 2, "Down": 1 / 3 - 1 / 2})
    error = np.sqrt(1 / 2 * 1 / 2 / 4 + 2 / 3 * 1 / 3 / 3)  # of four then, and of three now
    for name, change in (("Up", 1 / 6), ("Down", -1 / 6)):
        ends = kpis.loc[name, ["change_low", "change_high"]].tolist()
        assert ends == pytest.approx([change - 1.96 * error, change + 1.96 * error])
    assert kpis.customers_earlier.to_dict() == {"Up": 2, "Down": 2} and kpis.customers_now["Down"] == 1


def test_one_look_only_leaves_the_tables_empty():
    _, now, customers = looks()
    assert history.migration(None, now, customers).empty and history.segment_kpis(None, now, CARDS).empty
    assert isinstance(history.migration(None, now, customers), pd.DataFrame)


def test_a_segment_that_nobody_was_in_has_a_share_of_nought_and_nobody_who_stayed():
    then, now, _ = looks()
    cards = pd.concat([CARDS, pd.DataFrame({"segment_id": [3], "segment_name": ["Side"]})])
    kpis = history.segment_kpis(then, now, cards)
    assert list(kpis) == [
        *("segment_id", "segment_name", "customers_earlier", "customers_now", "share_earlier", "share_now"),
        *("change", "change_low", "change_high", "stayed"),
    ]
    side = kpis.set_index("segment_name").loc["Side"]
    assert side[["customers_earlier", "customers_now", "share_earlier", "share_now", "change"]].tolist() == [0] * 5
    assert np.isnan(side.stayed)
    assert kpis[["customers_earlier", "customers_now"]].dtypes.astype(str).tolist() == ["int64"] * 2
    moves = history.migration(*looks())
    assert str(moves.customers.dtype) == "int64" and moves.share.between(0, 1).all()
    assert moves.set_index(["earlier_name", "segment_name"]).share["Up", "Down"] == 0.5
