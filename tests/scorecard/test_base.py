"""base.py: who can be assigned, who is active, and who is in which segment."""

import pandas as pd
import pytest

from segtools.scorecard.base import base, counts, members
from segtools.tables import DataError

CUSTOMERS = pd.DataFrame(
    {
        "customer_id": list("abcd"),
        "frequency": [2, 0, 1, 3],
        "event_count": [0, 5, 0, 0],
        "age": [30.0, 40.0, None, None],
        "city": ["x", "y", "x", None],
        "size": [1.0, 1.0, None, 1.0],
    }
)


def ids(customers):
    return customers.customer_id.tolist()


def test_who_has_an_order_is_active_and_where_there_are_no_orders_who_has_an_event():
    assert counts(CUSTOMERS) == "frequency" and ids(base(CUSTOMERS)) == ["a", "c", "d"]
    events = CUSTOMERS.drop(columns="frequency")
    assert counts(events) == "event_count" and ids(base(events)) == ["b"]
    neither = events.drop(columns="event_count")
    assert counts(neither) is None and ids(base(neither)) == list("abcd")


def test_a_column_of_text_counts_nothing():
    assert counts(CUSTOMERS.assign(frequency=["often", "never", "often", "often"])) == "event_count"


def test_half_of_the_variables_is_enough_to_be_assigned():
    assert ids(base(CUSTOMERS, ["age", "size"])) == ["a", "d"]  # d lacks one of two, c both
    assert ids(base(CUSTOMERS, ["age", "city", "size"])) == ["a"]  # c and d lack two of three
    known = pd.DataFrame({"age": [False, True, True, True], "size": [False, True, True, True]})
    assert ids(base(CUSTOMERS, ["age", "size"], known)) == ["c", "d"]


def test_a_base_of_nobody_is_refused():
    with pytest.raises(DataError, match="no customer can be assigned"):
        base(CUSTOMERS.assign(frequency=0))


def test_members_are_in_the_order_of_their_ids_with_segment_and_value():
    segments = pd.DataFrame(
        {"customer_id": ["c", "a"], "segment_id": [2, 1], "segment_name": ["B", "A"], "confidence": 0.5}
    )
    value = pd.DataFrame({"customer_id": ["a", "c"], "clv_12m": [7.0, 9.0]})
    made = members(CUSTOMERS[::-1], segments, value)
    assert made[["customer_id", "segment_name", "clv_12m"]].values.tolist() == [["a", "A", 7], ["c", "B", 9]]
    assert "clv_12m" not in members(CUSTOMERS, segments)
