"""identity.py: names that hold, numbers that stay, and what became of the segments of the last scorecard."""

import numpy as np
import pandas as pd
import pytest

from segtools.segment import matching
from segtools.segment import names as names_


def card(*names, next_id=None):
    segments = [
        {"segment_id": n, "segment_name": name.upper(), "computed_name": name} for n, name in enumerate(names, 1)
    ]
    return {"segments": segments, "next_id": next_id or len(names) + 1}


def descent(was, now, called, earlier):
    made = matching.lineage(np.array(now), called, earlier, np.array(was))
    return made.set_index("segment_id")


def test_the_first_time_ids_go_by_the_order_given():
    made = matching.lineage(np.array([0, 1, 1]), ["a", "b"], None, None)
    assert made.segment_id.tolist() == [1, 2] and made.status.tolist() == ["first", "first"]


def test_a_segment_found_again_keeps_number_and_name_whatever_its_place_and_words_today():
    made = descent([1, 1, 1, 2, 2, 2], [1, 1, 1, 0, 0, 0], ["now b", "now a"], card("a", "b"))
    assert made.number.to_dict() == {1: 1, 2: 0}
    assert made.computed_name.tolist() == ["a", "b"] and made.status.tolist() == ["kept", "kept"]
    assert made.overlap.tolist() == [1, 1]


def test_two_halves_of_a_segment_are_split_from_it_and_get_numbers_never_used():
    was = [1] * 10 + [2] * 10
    now = [0] * 10 + [1] * 5 + [2] * 5
    made = descent(was, now, ["a", "x", "y"], card("a", "b", next_id=7))
    assert made.status.to_dict() == {1: "kept", 2: "kept", 7: "split"}  # one half is half of it, and the first to match
    made = descent([1] * 10 + [2] * 12, [0] * 10 + [1] * 4 + [2] * 4 + [3] * 4, list("axyz"), card("a", "b", next_id=7))
    assert made.status.to_dict() == {1: "kept", 2: "gone", 7: "split", 8: "split", 9: "split"}
    assert made.earlier_name[7] == "B"


def test_a_segment_that_took_in_another_has_merged_it():
    was = [1] * 10 + [2] * 4 + [3] * 6
    now = [0] * 14 + [1] * 6
    made = descent(was, now, ["x", "y"], card("a", "b", "c"))
    assert made.status.to_dict() == {1: "merged", 2: "gone", 3: "kept"}
    assert made.earlier_name[1] == "A + B" and made.overlap[1] == pytest.approx(10 / 14)


def test_a_segment_from_everywhere_is_new_and_is_not_called_like_one_that_stays():
    was = [1] * 10 + [2] * 10 + [0] * 8
    now = [0] * 8 + [2] * 2 + [1] * 8 + [2] * 2 + [2] * 8
    made = descent(was, now, ["a", "b", "a"], card("a", "b"))
    assert made.status.to_dict() == {1: "kept", 2: "kept", 3: "new"}
    assert made.computed_name[3] == "a (2)" and made.earlier_name[3] == ""


def test_names_come_from_what_sets_segments_apart_and_are_unique():
    words = pd.DataFrame(
        {
            "variable": ["frequency", "age", "spend"],
            "high": ["frequent", "older", ""],
            "low": ["occasional", "younger", ""],
        }
    )
    centers = np.array([[1.5, 1.0, 0.0], [1.5, 1.0, 0.9], [-1.2, 0.1, -0.8]])
    names = names_.segment_names(centers, ["frequency", "age", "spend"], words)
    assert names == ["Frequent, older", "Frequent, older, high spend", "Occasional, low spend"]
