"""How the answer of a method becomes the constants and weights of a scorecard: one function per way.

Each takes the fit; the labels of the rows it was learnt from (n,); these rows (n, columns) and everyone (N, columns) in
the numbers of the scorecard; and returns constants (k,), weights (k, columns) and the share of customers whom they put
where the method does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from segtools.scorecard.rule import centroid_weights, logistic_weights
from segtools.segment.fit import Fit
from segtools.segment.kmeans import within_ss

Weights = tuple[np.ndarray, np.ndarray, float]
Scoring = Callable[[Fit, np.ndarray, np.ndarray, np.ndarray], Weights]


def by_centroids(fit: Fit, labels: np.ndarray, rows: np.ndarray, everyone: np.ndarray) -> Weights:
    """For a fit whose weights are centroids in the numbers of the scorecard (`centroid_fit`): the nearest wins, and
    confidences are those of spherical segments of the spread that everyone has about them."""
    variance = max(within_ss(everyone, fit.labels(everyone)) / everyone.size, 1e-12)
    return *centroid_weights(fit.weights, variance), 1.0


def by_own_scores(fit: Fit, labels: np.ndarray, rows: np.ndarray, everyone: np.ndarray) -> Weights:
    """For a fit whose linear scores are log posteriors up to a constant: these are the scorecard."""
    return fit.constants, fit.weights, 1.0


def by_regression(fit: Fit, labels: np.ndarray, rows: np.ndarray, everyone: np.ndarray) -> Weights:
    """For any other fit: a multinomial logistic regression that reproduces the method as closely as it can."""
    return logistic_weights(rows, labels)
