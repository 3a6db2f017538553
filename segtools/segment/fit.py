"""The result of a method: a score for each row and segment; a row belongs to the segment with the highest score."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Fit:
    """One answer of one method.

    scores : rows (n, columns) to (n, k); a row belongs to the segment of its highest score
    constants, weights : (k,) and (k, columns) where scores are rows @ weights.T + constants; else None
    log_likelihood, n_parameters : of the rows it was learnt from; NaN and 0 where the method has no likelihood
    """

    scores: Callable[[np.ndarray], np.ndarray]
    constants: np.ndarray | None = None
    weights: np.ndarray | None = None
    log_likelihood: float = np.nan
    n_parameters: int = 0

    def labels(self, X: np.ndarray) -> np.ndarray:
        """The segment of each row, 0 to k - 1; of equal scores, the lower number."""
        return self.scores(X).argmax(axis=1)


Fitter = Callable[..., Fit]  # (X, k, starts, rng, weights) -> Fit


def linear_fit(constants: np.ndarray, weights: np.ndarray, **likelihood: float) -> Fit:
    """An answer whose scores are linear in the rows."""
    return Fit(lambda X: X @ weights.T + constants, constants, weights, **likelihood)


def centroid_fit(centers: np.ndarray) -> Fit:
    """An answer that puts each row with the nearest of the centroids (k, columns): scores are x.c - |c|^2 / 2, so its
    `weights` are the centroids."""
    return linear_fit(-0.5 * (centers**2).sum(axis=1), centers)
