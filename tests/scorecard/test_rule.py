"""rule.py: the highest score wins, and its softmax is the confidence."""

import numpy as np
import pytest
from segment.small_bases import planted, solved

from segtools.scorecard import rule
from segtools.tables import DataError


def test_the_scorecard_is_the_nearest_centroid_and_its_confidence_the_posterior():
    centers, x = np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([0.4, 3.0])
    constants, weights = rule.centroid_weights(centers, variance=0.5)
    scores = weights @ x + constants
    halved = (1.6**2 - 0.4**2) / (2 * 0.5)  # half the squared distances over the variance
    assert scores[0] - scores[1] == pytest.approx(halved)


def test_a_scorecard_names_the_column_it_misses():
    table, _ = planted(3, seed=4)
    _, _, card, _ = solved(table)
    with pytest.raises(DataError, match="variable v2: not in the table"):
        rule.assign(table.drop(columns="v2"), card)
