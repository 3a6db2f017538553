"""silhouette.py: the mean silhouette width, as scikit-learn has it."""

import numpy as np
import pytest
from sklearn.metrics import silhouette_score

from segtools.segment.silhouette import Silhouette, looked_at


def test_the_silhouette_is_scikit_learn_s():
    rng = np.random.default_rng(0)
    X, labels = rng.normal(size=(300, 3)), rng.integers(0, 4, 300)
    assert Silhouette(X, np.arange(300))(labels) == pytest.approx(silhouette_score(X, labels))


def test_one_segment_alone_has_a_silhouette_of_nothing_and_at_most_2_000_rows_are_looked_at():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(2_500, 2))
    rows = looked_at(2_500, rng)
    assert len(rows) == 2_000 and (np.diff(rows) > 0).all()
    assert Silhouette(X, rows)(np.zeros(2_500, dtype=int)) == 0
