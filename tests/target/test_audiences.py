"""Whom to contact and whom to hold back."""

import numpy as np
import pandas as pd
import pytest

from segtools.tables import DataError
from segtools.target import audiences


def planned(audience, control, names=("Up, and away", "Down")):
    return pd.DataFrame({"segment_id": [1, 2], "segment_name": list(names), "audience": audience, "control": control})


BASE = pd.DataFrame({"customer_id": [f"{n:03d}" for n in range(300)], "segment_id": [1] * 200 + [2] * 100})
REACHABLE = pd.Series(np.arange(300) % 4 > 0)


def test_an_audience_holds_ids_groups_and_nobody_who_may_not_be_contacted():
    lists = audiences.audience_lists(BASE, REACHABLE, planned([120, 0], [30, 0]), 7)
    assert list(lists) == ["up_and_away"]
    rows = lists["up_and_away"]
    assert list(rows) == ["customer_id", "segment_name", "group"]
    assert rows.group.value_counts().to_dict() == {"treatment": 120, "control": 30}
    assert set(rows.customer_id) == {f"{n:03d}" for n in range(200) if n % 4 > 0}


def test_the_draw_is_the_seed_s_and_not_the_order_of_rows():
    rows = audiences.audience_lists(BASE, REACHABLE, planned([120, 0], [30, 0]), 7)["up_and_away"]
    shuffled = BASE.sample(frac=1, random_state=1)
    again = audiences.audience_lists(shuffled, REACHABLE[shuffled.index], planned([120, 0], [30, 0]), 7)
    pd.testing.assert_frame_equal(rows, again["up_and_away"])
    other = audiences.audience_lists(BASE, REACHABLE, planned([120, 0], [30, 0]), 8)["up_and_away"]
    assert (other.group != rows.group).any()


def test_two_segments_never_share_a_file():
    with pytest.raises(DataError, match="the same file name"):
        audiences.audience_lists(BASE, REACHABLE, planned([120, 60], [30, 6], ("Up!", "up")), 7)


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("Up, and away!", "up_and_away"),
        ("Deal-driven", "deal-driven"),
        (" _Été_ ", "été"),
        ("a" * 60, "a" * 60),
        ("a" * 61, "a" * 60),  # not so long that a folder or an archive cannot hold it
        ("…", "segment_7"),
    ],
)
def test_a_file_is_named_after_its_segment_in_at_most_sixty_characters(name, file):
    assert audiences.file_name(name, 7) == file


def test_an_audience_is_in_the_order_of_ids():
    rows = audiences.audience_lists(BASE.iloc[::-1], REACHABLE, planned([120, 0], [30, 0]), 7)["up_and_away"]
    assert rows.customer_id.is_monotonic_increasing and rows.index.tolist() == list(range(150))
