"""Does an answer come back when the customers are drawn again, as a whole and segment by segment?"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from segtools.segment.fit import Fitter

BOOTSTRAP_STARTS = 10


@dataclass(frozen=True)
class Replicates:
    """Bootstrap results for one answer: `ari` (pairs,), the adjusted Rand index of two assignments of all rows, each
    learnt from its own sample; `slsw` (k,), how much of each segment comes back."""

    ari: np.ndarray
    slsw: np.ndarray


def bootstrap(
    X: np.ndarray, labels: np.ndarray, fit: Fitter, k: int, pairs: np.ndarray, rng: np.random.Generator
) -> Replicates:
    """Fit two bootstrap samples per pair, assign every row by both, and compare.

    Parameters
    ----------
    X, labels : rows (n, columns), and the answer that is judged (n,)
    fit : fit(X, k, starts, rng, weights) -> Fit
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
            typed.append(fit(different, k, BOOTSTRAP_STARTS, rng, weights).labels(different))
        aris.append(adjusted_rand(crossed(*typed, k, counts)))
        jaccards += [best_jaccard(crossed(own, drawn_labels, k, counts)) for drawn_labels in typed]
    return Replicates(np.array(aris), np.mean(jaccards, axis=0))


def distinct(X: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The different rows, the position of each row among them, and how often each occurs."""
    rows, inverse, counts = np.unique(X, axis=0, return_inverse=True, return_counts=True)
    return rows, inverse.ravel(), counts


def _first_labels(labels: np.ndarray, inverse: np.ndarray, n: int) -> np.ndarray:
    found = np.zeros(n, dtype=labels.dtype)
    found[inverse[::-1]] = labels[::-1]
    return found


def crossed(first: np.ndarray, second: np.ndarray, k: int, counts: np.ndarray | None = None) -> np.ndarray:
    """Cross table (k, k) of two assignments of the same rows."""
    return np.bincount(first * k + second, counts, minlength=k * k).reshape(k, k)


def adjusted_rand(table: np.ndarray) -> float:
    """Adjusted Rand index of a cross table (Hubert & Arabie 1985): 1 for the same partition, 0 for no more agreement
    than chance; 1 if both have only one group.

    >>> adjusted_rand(np.array([[2, 0], [0, 2]])), round(adjusted_rand(np.array([[1, 1], [1, 1]])), 3)
    (1.0, -0.5)
    """
    pairs = [(m * (m - 1) / 2).sum() for m in (table, table.sum(axis=1), table.sum(axis=0))]
    n = table.sum()
    chance, most = pairs[1] * pairs[2] / (n * (n - 1) / 2), (pairs[1] + pairs[2]) / 2
    return float((pairs[0] - chance) / (most - chance)) if most > chance else 1.0


def agreement(first: np.ndarray, second: np.ndarray) -> float:
    """Adjusted Rand index of two assignments of the same rows."""
    return adjusted_rand(crossed(first, second, int(max(first.max(), second.max())) + 1))


def best_jaccard(table: np.ndarray) -> np.ndarray:
    """For each row of a cross table, the Jaccard index with the most similar column, 0 to 1.

    >>> best_jaccard(np.array([[1, 2], [3, 0]])).round(3).tolist()
    [0.667, 0.75]
    """
    union = table.sum(axis=1)[:, None] + table.sum(axis=0)[None, :] - table
    return (table / np.maximum(union, 1)).max(axis=1)


def across(labels: Sequence[np.ndarray]) -> list[np.ndarray]:
    """Segment-level stability across solutions (SLSa, Dolnicar & Leisch 2017) of answers with 2, 3, … segments: for
    each segment 1 less the entropy of its members' segments in the answer before, over the most it can be. 1: all its
    members were together before; 0: they came from everywhere alike. NaN for the first answer."""
    found = [np.full(labels[0].max() + 1, np.nan)]
    for before, after in itertools.pairwise(labels):
        k = int(max(before.max(), after.max())) + 1
        shares = crossed(after, before, k)[: after.max() + 1].astype("float64")
        shares /= np.maximum(shares.sum(axis=1, keepdims=True), 1)
        entropy = -np.where(shares > 0, shares * np.log(np.where(shares > 0, shares, 1)), 0).sum(axis=1)
        found.append(1 - entropy / np.log(before.max() + 1))
    return found
