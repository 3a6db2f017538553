"""small_counts.py: counts too small to show, and what would give them away."""

import numpy as np
import pandas as pd
import pytest
from show.small_tables import AFFINITY, LEAST_100, SEGMENTS

from segtools.show.small_counts import (
    few_buyers,
    few_levels,
    few_parts,
    few_people,
    with_another,
    withheld,
    words_for_left_out,
)
from segtools.words import Style


def test_a_small_cell_takes_the_smallest_of_its_row_and_of_its_column_with_it():
    counts = pd.DataFrame([[4, 80, 30], [50, 60, 70], [90, 20, 25]])
    hidden = withheld(counts, 10)
    assert hidden.loc[0].tolist() == [True, False, True]
    assert (hidden.sum(axis=0) != 1).all() and (hidden.sum(axis=1) != 1).all()


@pytest.mark.parametrize("seed", range(20))
def test_no_withheld_cell_can_be_worked_out_from_totals(seed):
    """A law: the equations of all row and column totals leave every withheld cell undetermined."""
    rng = np.random.default_rng(seed)
    counts = pd.DataFrame(rng.integers(0, 60, (4, 5)))
    hidden = withheld(counts, 10).to_numpy()
    assert ((counts.to_numpy() > 0) & (counts.to_numpy() < 10) <= hidden).all()
    cells = np.argwhere(hidden)
    if not len(cells):
        return
    equations = np.zeros((9, len(cells)))
    for n, (i, j) in enumerate(cells):
        equations[i, n] = equations[4 + j, n] = 1
    rank = np.linalg.matrix_rank(equations)
    for n in range(len(cells)):  # a cell is determined where fixing it adds nothing to what is known
        unit = np.eye(len(cells))[n]
        assert np.linalg.matrix_rank(np.vstack([equations, unit])) > rank


def test_zero_is_no_person_and_one_withholds_nothing():
    counts = pd.DataFrame([[0, 80, 30], [3, 1, 2]])
    assert not withheld(counts.loc[[0]], 10).to_numpy().any()
    alone = pd.DataFrame([[4, 0, 30]])
    assert withheld(alone, 10, columns_total=False).to_numpy().tolist() == [[True, False, True]]  # nobody hides nobody
    assert not withheld(counts, 1).to_numpy().any()


def test_of_a_yes_and_no_both_go():
    profile = pd.DataFrame({"variable": "pet", "level": ["yes", "no"] * 3, "segment_id": [1, 1, 2, 2, 3, 3],
                            "value": [0.04, 0.96, 0.5, 0.5, 0.4, 0.6], "n": 100})  # fmt: skip
    numeric = pd.DataFrame({"variable": "age", "level": "", "segment_id": [1], "value": [3.0], "n": 1})
    flags = few_levels(pd.concat([profile, numeric], ignore_index=True), 10)
    assert flags.tolist() == [True, True, False, False, True, True, False]


def test_parts_of_a_total_are_never_withheld_alone():
    parts = few_parts(pd.Series([60, 240, 700], index=list("abc")), LEAST_100)
    assert parts.to_dict() == {"a": True, "b": True, "c": False}
    assert not few_parts(pd.Series([160, 240, 700]), LEAST_100).any()
    assert few_people(pd.Series([0, 99, 100, np.nan]), LEAST_100).tolist() == [False, True, False, False]
    assert with_another(pd.Series([True, True, False]), pd.Series([1, 2, 3])).tolist() == [True, True, False]


def test_buyers_are_counted_by_category_and_segment():
    few = few_buyers(AFFINITY, SEGMENTS, LEAST_100)  # of tea 33, 120 and 280; of jam 30, 216 and 560
    assert few.tolist() == [True, True, False, True, True, False]
    assert few_buyers(AFFINITY, SEGMENTS, Style(least=33)).tolist() == [False, False, False, True, True, False]


def test_what_is_left_out_is_said_with_its_number():
    assert words_for_left_out(1, "term", LEAST_100) == "1 term of fewer than 100 people is withheld"
    assert words_for_left_out(3, "term", LEAST_100) == "3 terms of fewer than 100 people are withheld"


def test_which_others_are_withheld_is_worked_by_hand():
    """The 3 could be had from its row and from its column: the cheapest way round is by 20 and 30, over 40."""
    counts = pd.DataFrame([[3, 90, 20], [80, 70, 60], [30, 95, 40]], index=list("abc"), columns=list("xyz"))
    found = withheld(counts, 10)
    assert list(found.index) == list("abc") and list(found) == list("xyz")
    assert found.to_numpy().tolist() == [[True, False, True], [False] * 3, [True, False, True]]
    assert withheld(counts, 10, columns_total=False).to_numpy().tolist() == [
        [True, False, True],
        [False] * 3,
        [False] * 3,
    ]
    two = withheld(pd.DataFrame([[3, 4, 90]]), 10, columns_total=False)
    assert two.to_numpy().tolist() == [[True, True, False]]  # neither can be told from the other
    assert withheld(pd.DataFrame([[10, 9, 0]]), 10, columns_total=False).to_numpy().tolist() == [[True, True, False]]
    alone = withheld(pd.DataFrame([[9, 0, 0]]), 10, columns_total=False)
    assert alone.to_numpy().tolist() == [[True, True, False]]  # where there is nobody else, one of whom there are none


def test_a_part_that_is_withheld_alone_takes_the_smallest_with_people_with_it():
    counts = pd.Series([40, 0, 30, 500], index=list("wxyz"))
    flags = with_another(pd.Series([False, False, False, True], index=list("wxyz")), counts)
    assert flags.to_dict() == {"w": False, "x": False, "y": True, "z": True}
    assert with_another(pd.Series([False, False]), pd.Series([1, 2])).tolist() == [False, False]
    assert with_another(pd.Series([True]), pd.Series([1])).tolist() == [True]  # there is no other


def test_a_share_at_a_level_is_of_those_with_a_value():
    """Ten percent of 80 are 8, of whom few are told; of 200, 20."""
    rows = pd.DataFrame({"variable": "pet", "level": ["yes", "no"] * 2, "segment_id": [1, 1, 2, 2]})
    rows = rows.assign(value=[0.1, 0.9] * 2, n=[80, 80, 200, 200])
    assert few_levels(rows, 10).tolist() == [True, True, True, True]
    assert few_levels(rows, 8).tolist() == [False] * 4
    others = rows.assign(variable="cat", value=[0.5, 0.5] * 2)
    assert few_levels(pd.concat([others, rows], ignore_index=True), 10).tolist() == [False] * 4 + [True] * 4
