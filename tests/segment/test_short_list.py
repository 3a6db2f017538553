"""short_list.py: the fewest variables that do, on a base where the truth is known."""

from segment.known_base import known

from segtools.segment.short_list import short_list


def test_the_short_list_leaves_out_what_adds_nothing():
    assigned, _, numbers = known()
    table = short_list(numbers, assigned)
    assert set(table.variable) == {"age", "pet"} and table.of_all.iloc[-1] >= 0.95
    assert table.agreement.is_monotonic_increasing
