"""numbers.py: the numbers that segments are sought in."""

import numpy as np
import pandas as pd

from segtools.segment.numbers import comparable_numbers, numbers_of, segmentation_base, spread_of_numbers


def tables():
    """Four customers: two variables known for three, a descriptor for all."""
    customers = pd.DataFrame(
        {
            "customer_id": list("abcd"),
            "age": [20.0, 30.0, 40.0, np.nan],
            "pet": ["yes", "no", "yes", None],
            "height": [1.0, 2.0, 3.0, 4.0],
        }
    )
    kinds = {"variable": ["age", "pet", "height"], "kind": ["numeric", "binary", "numeric"], "levels": [[]] * 3}
    roles = {"variable": ["age", "pet", "height"], "role": ["segmentation", "segmentation", "descriptor"]}
    return customers, pd.DataFrame(kinds), pd.DataFrame(roles)


def test_the_base_is_those_of_whom_half_of_the_segmentation_variables_are_known():
    customers, _, roles = tables()
    assert segmentation_base(customers, roles).customer_id.tolist() == list("abc")


def test_numbers_are_made_of_the_segmentation_variables_and_of_two_levels_one_is_shown():
    customers, words, roles = tables()
    numbers = comparable_numbers(segmentation_base(customers, roles), words, roles)
    assert numbers.variables == ["age", "pet"] and numbers.groups == [[0], [1, 2]]
    assert list(numbers.matrix) == ["age", "pet=no", "pet=yes"]
    shown = spread_of_numbers(numbers).set_index(" ")
    assert list(shown) == ["age", "pet=yes"] and shown.age["mean"] == 0 and "count" not in shown.index


def test_an_all_binary_base_keeps_the_distances_of_its_answers(survey, answers):
    """What k-means reads is the 0/1 items of the book, turned: same distances, so the same sums of squares."""
    table = survey.iloc[:, :11].map({"Yes": "yes", "No": "no"}.get)
    words = pd.DataFrame({"variable": list(table), "kind": "binary", "levels": [[]] * 11})
    matrix = numbers_of(table, words, list(table)).matrix.to_numpy()
    some = slice(0, 200)
    ours = ((matrix[some, None] - matrix[None, some]) ** 2).sum(axis=2)
    assert np.allclose(ours, ((answers[some, None] - answers[None, some]) ** 2).sum(axis=2))
