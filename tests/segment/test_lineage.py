"""lineage.py: numbers that stay, and what became of the segments of the last scorecard."""

import numpy as np
import pytest

from segtools.segment.lineage import lineage


def card(*names, next_id=None):
    segments = [
        {"segment_id": n, "segment_name": name.upper(), "computed_name": name} for n, name in enumerate(names, 1)
    ]
    return {"segments": segments, "next_id": next_id or len(names) + 1}


def descent(before, now, names, earlier):
    return lineage(np.array(now), names, earlier, np.array(before)).set_index("segment_id")


def test_the_first_time_ids_go_by_the_order_given():
    first = lineage(np.array([0, 1, 1]), ["a", "b"], None, None)
    assert first.segment_id.tolist() == [1, 2] and first.status.tolist() == ["first", "first"]


def test_a_segment_found_again_keeps_number_and_name_whatever_its_place_and_words_today():
    table = descent([1, 1, 1, 2, 2, 2], [1, 1, 1, 0, 0, 0], ["now b", "now a"], card("a", "b"))
    assert table.number.to_dict() == {1: 1, 2: 0}
    assert table.computed_name.tolist() == ["a", "b"] and table.status.tolist() == ["kept", "kept"]
    assert table.overlap.tolist() == [1, 1]


def test_two_halves_of_a_segment_are_split_from_it_and_get_numbers_never_used():
    before = [1] * 10 + [2] * 10
    now = [0] * 10 + [1] * 5 + [2] * 5
    table = descent(before, now, ["a", "x", "y"], card("a", "b", next_id=7))
    assert table.status.to_dict() == {1: "kept", 2: "kept", 7: "split"}  # a half is half of it, and the first to match
    now = [0] * 10 + [1] * 4 + [2] * 4 + [3] * 4
    table = descent([1] * 10 + [2] * 12, now, list("axyz"), card("a", "b", next_id=7))
    assert table.status.to_dict() == {1: "kept", 2: "gone", 7: "split", 8: "split", 9: "split"}
    assert table.earlier_name[7] == "B"


def test_a_segment_that_took_in_another_has_merged_it():
    before = [1] * 10 + [2] * 4 + [3] * 6
    now = [0] * 14 + [1] * 6
    table = descent(before, now, ["x", "y"], card("a", "b", "c"))
    assert table.status.to_dict() == {1: "merged", 2: "gone", 3: "kept"}
    assert table.earlier_name[1] == "A + B" and table.overlap[1] == pytest.approx(10 / 14)


def test_a_segment_from_everywhere_is_new_and_is_not_called_like_one_that_stays():
    before = [1] * 10 + [2] * 10 + [0] * 8
    now = [0] * 8 + [2] * 2 + [1] * 8 + [2] * 2 + [2] * 8
    table = descent(before, now, ["a", "b", "a"], card("a", "b"))
    assert table.status.to_dict() == {1: "kept", 2: "kept", 3: "new"}
    assert table.computed_name[3] == "a (2)" and table.earlier_name[3] == ""
