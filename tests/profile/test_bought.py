"""bought.py: shares worked by hand, and what like buyers have."""

import pandas as pd
import pytest
from profile_bases.small_base import BASE

from segtools.profile.bought import affinity


def test_category_shares_and_index_are_as_worked_by_hand():
    rows = [("a", "tea", 1, 30.0), ("a", "pots", 1, 10.0), ("c", "tea", 1, 20.0), ("d", "pots", 1, 40.0)]
    bought = pd.DataFrame(rows, columns=["customer_id", "category", "orders", "amount"])
    made = affinity(BASE, bought).set_index(["segment_id", "category"])
    assert made.spend_share[(1, "tea")] == 0.75 and made.base_share[(1, "tea")] == 0.5
    assert made["index"][(1, "tea")] == 150
    assert made.buyers[(2, "pots")] == 0.25 and made.base_buyers[(2, "pots")] == pytest.approx(2 / 6)


def test_the_next_best_is_what_like_buyers_have_and_members_lack():
    """Of two kinds of buyers of tea, those of segment 2 lack the pots that tea buyers of the base mostly have."""
    rows = [(f"a{n}", c) for n in range(30) for c in ("tea", "pots")] + [(f"b{n}", "tea") for n in range(10)]
    rows += [(f"c{n}", "nails") for n in range(30)] + [("b0", "nails")]
    spend = pd.DataFrame(rows, columns=["customer_id", "category"]).assign(orders=1, amount=5.0)
    base = spend[["customer_id"]].drop_duplicates()
    base["segment_id"] = base.customer_id.str[0].map({"a": 1, "b": 2, "c": 3})
    base["segment_name"] = base.customer_id.str[0]
    made = affinity(base, spend).set_index(["segment_id", "category"])
    assert made.next_best[(2, "pots")] and made.likely[(2, "pots")] == pytest.approx((0.75 * 9 + (0.75 + 0) / 2) / 10)
    assert not made.next_best[(1, "pots")] and not made.next_best[(1, "tea")]  # they have what like buyers have
    assert made.groupby("segment_id").spend_share.sum().tolist() == pytest.approx([1, 1, 1])
    assert made.p_adjusted[(2, "pots")] < 0.05 and made.lift[(1, "pots")] > 1


def test_what_members_have_already_is_no_next_best():
    """Two in three of segment 1 have pots, more than tea buyers at large: nothing to win there."""
    rows = [(f"{who}{n}", "tea") for who in "ab" for n in range(30)]
    rows += [(f"a{n}", "pots") for n in range(20)] + [(f"b{n}", "pots") for n in range(3)]
    spend = pd.DataFrame(rows, columns=["customer_id", "category"]).assign(orders=1, amount=5.0)
    base = spend[["customer_id"]].drop_duplicates()
    base["segment_name"] = base.customer_id.str[0]
    base["segment_id"] = base.segment_name.map({"a": 1, "b": 2})
    made = affinity(base, spend).set_index(["segment_id", "category"])
    assert made.next_best[(2, "pots")] and not made.next_best[1].any()
    rare = pd.concat(
        [spend[spend.category == "tea"], spend[spend.customer_id.isin(["a0", "a1"]) & (spend.category == "pots")]]
    )
    assert not affinity(base, rare).next_best.any()  # what one in thirty buys is nobody's next
