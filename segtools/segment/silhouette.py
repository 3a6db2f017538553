"""How well segments are separated: the mean silhouette width."""

from __future__ import annotations

import numpy as np
from scipy.spatial.distance import pdist, squareform

_SILHOUETTE_ROWS = 2_000


class Silhouette:
    """Mean silhouette width of labels on (a sample of at most 2,000 of) the rows: -1 to 1; the distances are computed
    once."""

    def __init__(self, X: np.ndarray, looked: np.ndarray):
        self.rows = looked
        self._away = squareform(pdist(X[looked]))

    def __call__(self, labels: np.ndarray) -> float:
        """Mean silhouette width for the labels of all rows; 0 if all labels are the same."""
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
    """The rows on which silhouettes are computed."""
    return np.sort(rng.choice(n, min(n, _SILHOUETTE_ROWS), replace=False))
