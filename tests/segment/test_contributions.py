"""contributions.py: what variables carry, and what marks segments, on a base where the truth is known."""

import pytest
from segment.known_base import known

from segtools.segment.contributions import contributions, markers


def test_contributions_sum_to_one_and_name_what_carries():
    assigned, _, numbers = known()
    table = contributions(numbers, assigned).set_index("variable")
    assert table.contribution.sum() == pytest.approx(1) and table.weight.sum() == pytest.approx(1)
    assert table.contribution["height"] < 0.02 and table.explained["height"] < 0.02
    # one column by hand: between sum of squares over total
    age, groups = numbers.matrix.age, numbers.matrix.age.groupby(assigned.segment_id)
    by_hand = (groups.size() * (groups.mean() - age.mean()) ** 2).sum() / ((age - age.mean()) ** 2).sum()
    assert table.explained["age"] == pytest.approx(by_hand)
    assert table.missing_lowest["height"] == 0 and table.missing_highest["height"] == pytest.approx(0.5, abs=0.1)


def test_markers_are_means_in_standard_deviations():
    assigned, _, numbers = known()
    table = markers(numbers, assigned).set_index(["segment_id", "column"])
    age = numbers.matrix.age
    assert table.distance[(1, "age")] == pytest.approx((age[:200].mean() - age.mean()) / age.std(ddof=0))
    assert table.marker[(1, "age")] and not table.marker[(2, "height")]
    assert "pet cat" in table.index.get_level_values(1)
