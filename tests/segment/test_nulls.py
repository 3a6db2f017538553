"""nulls.py: bases without segments keep what they should, and lose the rest."""

import numpy as np

from segtools.segment import nulls


def test_a_cloud_keeps_margins_and_correlations_and_loses_the_rest():
    rng = np.random.default_rng(4)
    truth = rng.integers(0, 2, 3_000)
    X = rng.normal(size=(3_000, 3)) + np.outer(truth, [4, 4, 0])
    X[:, 2] = np.exp(X[:, 2])
    picks = nulls.Cloud(X, [[0], [1], [2]], rng).draw(rng)
    null = nulls.redrawn(X, [[0], [1], [2]], picks)
    assert np.abs(np.corrcoef(null.T) - np.corrcoef(X.T)).max() < 0.06
    for column in range(3):
        assert (
            np.abs(
                np.quantile(null[:, column], [0.1, 0.3, 0.7, 0.9]) - np.quantile(X[:, column], [0.1, 0.3, 0.7, 0.9])
            ).max()
            < 0.3
        )
    shuffled = nulls.redrawn(X, [[0], [1], [2]], nulls.shuffled(3_000, 3, rng))
    assert np.abs(np.corrcoef(shuffled.T) - np.eye(3)).max() < 0.06
    assert (np.sort(shuffled, axis=0) == np.sort(X, axis=0)).all()


def test_levels_of_one_variable_move_together():
    rng = np.random.default_rng(5)
    level = rng.integers(0, 3, 500)
    X = np.column_stack([rng.normal(size=500), *(level == n for n in range(3))]).astype(float)
    for picks in (nulls.Cloud(X, [[0], [1, 2, 3]], rng).draw(rng), nulls.shuffled(500, 2, rng)):
        assert (nulls.redrawn(X, [[0], [1, 2, 3]], picks)[:, 1:].sum(axis=1) == 1).all()
