"""What an answer rests on: does it come back when the customers are drawn again, is it separate, and would a base
without segments look the same?"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial.distance import pdist, squareform
from scipy.special import ndtr

from segtools.segment.kmeans import Method

BOOTSTRAP_STARTS = 10
_SILHOUETTE_ROWS = 2_000
_TUNING_ROWS, _TUNING_STEPS = 4_000, 6


@dataclass(frozen=True)
class Replicates:
    """What bootstraps say of one answer: `ari` (pairs,), the adjusted Rand index of two typings of everyone, each learnt
    from a sample of its own; `slsw` (k,), how much of each segment comes back."""

    ari: np.ndarray
    slsw: np.ndarray


def bootstrap(
    X: np.ndarray, labels: np.ndarray, method: Method, k: int, pairs: np.ndarray, rng: np.random.Generator
) -> Replicates:
    """Fit two redrawn samples a pair, type every row by both, and compare.

    Parameters
    ----------
    X, labels : rows (n, columns), and the answer that is judged (n,)
    method : method(X, k, starts, rng, weights) -> Fit
    pairs : (replicates, 2, n) positions of the rows drawn

    slsw is the mean over samples of the Jaccard index with the most similar segment found there, 0 to 1
    (segment-level stability within solutions, Dolnicar & Leisch 2017; Hennig 2007).
    """
    different, inverse, counts = distinct(X)
    own = _first_labels(labels, inverse, len(different))
    aris, jaccards = [], []
    for pair in pairs:
        typed = []
        for drawn in pair:
            weights = np.bincount(inverse[drawn], minlength=len(different))
            typed.append(method(different, k, BOOTSTRAP_STARTS, rng, weights).labels(different))
        aris.append(adjusted_rand(crossed(*typed, k, counts)))
        jaccards += [best_jaccard(crossed(own, one, k, counts)) for one in typed]
    return Replicates(np.array(aris), np.mean(jaccards, axis=0))


def distinct(X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The different rows, the place of each row among them, and how often each occurs."""
    rows, inverse, counts = np.unique(X, axis=0, return_inverse=True, return_counts=True)
    return rows, inverse.ravel(), counts


def _first_labels(labels: np.ndarray, inverse: np.ndarray, n: int) -> np.ndarray:
    found = np.zeros(n, dtype=labels.dtype)
    found[inverse[::-1]] = labels[::-1]
    return found


def crossed(one: np.ndarray, other: np.ndarray, k: int, counts: np.ndarray | None = None) -> np.ndarray:
    """How many rows two typings put where: (k, k)."""
    return np.bincount(one * k + other, counts, minlength=k * k).reshape(k, k)


def adjusted_rand(table: np.ndarray) -> float:
    """Adjusted Rand index of a cross table (Hubert & Arabie 1985): 1 for the same partition, 0 for no more agreement
    than chance; 1 where both hold one group alone.

    >>> adjusted_rand(np.array([[2, 0], [0, 2]])), round(adjusted_rand(np.array([[1, 1], [1, 1]])), 3)
    (1.0, -0.5)
    """
    pairs = [(m * (m - 1) / 2).sum() for m in (table, table.sum(axis=1), table.sum(axis=0))]
    n = table.sum()
    chance, most = pairs[1] * pairs[2] / (n * (n - 1) / 2), (pairs[1] + pairs[2]) / 2
    return float((pairs[0] - chance) / (most - chance)) if most > chance else 1.0


def agreement(one: np.ndarray, other: np.ndarray) -> float:
    """Adjusted Rand index of two typings of the same rows."""
    return adjusted_rand(crossed(one, other, int(max(one.max(), other.max())) + 1))


def best_jaccard(table: np.ndarray) -> np.ndarray:
    """For each row of a cross table, the Jaccard index with the most similar column, 0 to 1.

    >>> best_jaccard(np.array([[1, 2], [3, 0]])).round(3).tolist()
    [0.667, 0.75]
    """
    union = table.sum(axis=1)[:, None] + table.sum(axis=0)[None, :] - table
    return (table / np.maximum(union, 1)).max(axis=1)


def across(labels: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Segment-level stability across solutions (SLSa, Dolnicar & Leisch 2017) of answers with 2, 3, … segments: for each
    segment 1 less the entropy of its members' segments in the answer before, over the most it can be. 1: all its
    members were together before; 0: they came from everywhere alike. NaN for the first answer."""
    made = [np.full(labels[0].max() + 1, np.nan)]
    for before, after in itertools.pairwise(labels):
        k = int(max(before.max(), after.max())) + 1
        shares = crossed(after, before, k)[: after.max() + 1].astype("float64")
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1)
        entropy = -np.where(shares > 0, shares * np.log(np.where(shares > 0, shares, 1)), 0).sum(axis=1)
        made.append(1 - entropy / np.log(before.max() + 1))
    return made


# --- separation ---------------------------------------------------------------------------------------


class Silhouette:
    """Mean silhouette width of labels on (a sample of at most 2,000 of) the rows: -1 to 1; the distances are computed
    once."""

    def __init__(self, X: np.ndarray, looked: np.ndarray):
        self.rows = looked
        self._away = squareform(pdist(X[looked]))

    def __call__(self, labels: np.ndarray) -> float:
        """Of the labels of all rows; 0 where all are alike."""
        found = labels[self.rows]
        hit = (found[:, None] == np.unique(found)).astype("float64")
        if hit.shape[1] < 2:
            return 0.0
        size, total = hit.sum(axis=0), self._away @ hit
        own = hit.astype(bool)
        alone = size[own.argmax(axis=1)] == 1
        inner = total[own] / np.maximum(size[own.argmax(axis=1)] - 1, 1)
        outer = np.where(own, np.inf, total / size).min(axis=1)
        width = (outer - inner) / np.maximum(np.maximum(inner, outer), 1e-300)
        return float(np.where(alone, 0, width).mean())


def looked_at(n: int, rng: np.random.Generator) -> np.ndarray:
    """The rows that silhouettes are computed on."""
    return np.sort(rng.choice(n, min(n, _SILHOUETTE_ROWS), replace=False))


# --- bases without segments ---------------------------------------------------------------------------


def redrawn(X: np.ndarray, groups: Sequence[Sequence[int]], picks: np.ndarray) -> np.ndarray:
    """A base put together anew: each variable's columns from the rows that `picks` (n, variables) names.

    >>> redrawn(np.array([[1, 5, 6], [2, 7, 8]]), [[0], [1, 2]], np.array([[1, 0], [0, 0]])).tolist()
    [[2, 5, 6], [1, 5, 6]]
    """
    made = np.empty((len(picks), X.shape[1]), dtype=X.dtype)
    for number, at in enumerate(groups):
        made[:, at] = X[np.ix_(picks[:, number], at)]
    return made


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
            made = np.take_along_axis(values, self._places(draws @ _root(latent).T), axis=0)
            latent += wanted - _correlations(made)
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
    made = z.T @ z / len(z)
    np.fill_diagonal(made, 1)
    return made


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
