"""Null models: bases without segments made from the same answers, either shuffled or as a cloud with the same margins
and correlations."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtr

_TUNING_ROWS = 4_000
_TUNING_STEPS = 6


def redrawn(X: np.ndarray, groups: Sequence[Sequence[int]], picks: np.ndarray) -> np.ndarray:
    """A base put together anew: each variable's columns from the rows that `picks` (n, variables) names.

    >>> redrawn(np.array([[1, 5, 6], [2, 7, 8]]), [[0], [1, 2]], np.array([[1, 0], [0, 0]])).tolist()
    [[2, 5, 6], [1, 5, 6]]
    """
    table = np.empty((len(picks), X.shape[1]), dtype=X.dtype)
    for number, at in enumerate(groups):
        table[:, at] = X[np.ix_(picks[:, number], at)]
    return table


def shuffled(n: int, variables: int, rng: np.random.Generator) -> np.ndarray:
    """Picks for `redrawn` that keep margins and nothing that holds variables together: each in an order of its own."""
    return np.column_stack([rng.permutation(n) for _ in range(variables)])


class Cloud:
    """Picks for `redrawn` that keep margins and correlations and have one mode: a normal distribution read through each
    variable's own quantiles (Gaussian copula). What segments are found in such a base are slices.

    Parameters
    ----------
    X : rows (n, columns)
    groups : the columns of each variable; one with several (levels) moves as one, its patterns ordered along the
        first principal component
    """

    def __init__(self, X: np.ndarray, groups: Sequence[Sequence[int]], rng: np.random.Generator):
        self._n = len(X)
        centred = X - X.mean(axis=0)
        first = np.linalg.svd(centred[: 5 * _TUNING_ROWS], full_matrices=False)[2][0]
        scores = np.column_stack([X[:, at[0]] if len(at) == 1 else _order(X[:, at], centred @ first) for at in groups])
        self._ranked = np.argsort(scores, axis=0, kind="stable")
        values = np.take_along_axis(scores, self._ranked, axis=0)
        wanted = _correlations(scores)
        draws = rng.normal(size=(_TUNING_ROWS, len(groups)))
        latent = wanted.copy()
        for _ in range(_TUNING_STEPS if len(groups) > 1 else 0):  # ties and skew weaken a correlation: raise it
            drawn = np.take_along_axis(values, self._places(draws @ _root(latent).T), axis=0)
            latent += wanted - _correlations(drawn)
            np.fill_diagonal(latent, 1)
            latent = latent.clip(-0.999, 0.999) + 0.001 * np.eye(len(groups))
        self._root = _root(latent)

    def _places(self, normal: np.ndarray) -> np.ndarray:
        return np.minimum((ndtr(normal) * self._n).astype(int), self._n - 1)

    def draw(self, rng: np.random.Generator) -> np.ndarray:
        """As many rows as the base has, a row number for each variable."""
        places = self._places(rng.normal(size=(self._n, self._root.shape[0])) @ self._root.T)
        return np.take_along_axis(self._ranked, places, axis=0)


def _correlations(scores: np.ndarray) -> np.ndarray:
    """Of the columns; one that is the same for all goes with none."""
    spread = scores.std(axis=0)
    z = (scores - scores.mean(axis=0)) / np.where(spread > 0, spread, 1)
    found = z.T @ z / len(z)
    np.fill_diagonal(found, 1)
    return found


def _order(block: np.ndarray, along: np.ndarray) -> np.ndarray:
    """The patterns of a variable's levels, ranked by the mean of `along`."""
    _, inverse = np.unique(block, axis=0, return_inverse=True)
    inverse = inverse.ravel()
    means = np.bincount(inverse, along) / np.bincount(inverse)
    return means.argsort().argsort()[inverse].astype("float64")


def _root(latent: np.ndarray) -> np.ndarray:
    """A square root of the nearest correlation matrix."""
    values, vectors = np.linalg.eigh((latent + latent.T) / 2)
    root = vectors * np.sqrt(values.clip(min=0))
    return root / np.sqrt((root**2).sum(axis=1, keepdims=True))
