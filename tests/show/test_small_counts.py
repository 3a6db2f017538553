"""withhold.py and what is shown with it: small counts, and what would give them away."""

import numpy as np
import pandas as pd
import pytest

from segtools.show import html_tables
from segtools.show.small_counts import SHOWN_AS, few_levels, withheld


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


def test_a_table_withholds_a_small_count_its_figures_and_one_row_more():
    data = pd.DataFrame({"rule": ["a", "b", "c"], "customers": [3, 200, 40], "right": [0.5, 0.6, 0.7]})
    shown = html_tables.show_table(data, units={"customers": "people", "right": "share"})._tbl_data
    assert shown.customers.tolist() == [SHOWN_AS, "200", SHOWN_AS] and shown.right.tolist() == [
        SHOWN_AS,
        "60%",
        SHOWN_AS,
    ]
    assert html_tables.show_table(data, units={"customers": "people"}, least=1)._tbl_data.customers.tolist() == [
        "3",
        "200",
        "40",
    ]
