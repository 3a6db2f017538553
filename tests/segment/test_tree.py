"""tree.py: rules in the client's units, on a base where the truth is known."""

import pytest
from segment.known_base import known

from segtools.segment.tree import _range, tree


def test_the_tree_tells_the_rules_that_made_the_segments():
    assigned, words, numbers = known()
    table, fidelity = tree(numbers, assigned, words)
    assert fidelity >= 0.99 and len(table) <= 6
    assert table.customers.sum() == 600 and (table.right == 1).all()
    rules = table.groupby("segment_name").rule.agg("; ".join)
    assert "pet cat" in rules["Cats"] and "pet not cat" in rules["Old"]
    age = int("".join(filter(str.isdigit, rules["Young"].split(";")[0])))
    assert 30 <= age < 41 and rules["Young"].startswith("age up to")


@pytest.mark.parametrize(
    ("low", "high", "unit", "words"),
    [
        (1.5, 2.5, {"kind": "ordinal", "levels": ["bad", "fair", "good"]}, "fair"),
        (1.5, None, {"kind": "ordinal", "levels": ["bad", "fair", "good"]}, "fair or higher"),
        (None, 2.5, {"kind": "ordinal", "levels": ["bad", "fair", "good"]}, "fair or lower"),
        (20.0, 30.0, {"kind": "numeric", "whole": True}, "21 to 30"),
        (1999.0, None, {"kind": "numeric", "whole": True}, "2,000 and more"),
        (None, 30.0, {"kind": "numeric", "whole": True}, "up to 30"),
        (0.2, 0.5, {"kind": "numeric", "whole": False, "unit": "share"}, "over 20% up to 50%"),
        (12.5, None, {"kind": "numeric", "whole": False, "unit": "€"}, "over 12.5"),
    ],
)
def test_ranges_are_said_in_the_unit_of_their_variable(low, high, unit, words):
    assert _range(low, high, unit) == words
