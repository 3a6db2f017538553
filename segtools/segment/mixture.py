"""A Gaussian mixture: segments that may differ in spread and in the direction they stretch in."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.mixture import GaussianMixture

from segtools.segment.fit import Fit
from segtools.segment.kmeans import kmeans

_RIDGE = 0.02  # of a variance of one: a value that many share must not become a spike


def mixture(X: np.ndarray, k: int, starts: int, rng: np.random.Generator, weights: np.ndarray | None = None) -> Fit:
    """Normal distributions with covariances of their own (scikit-learn's GaussianMixture), begun at the best of
    `starts` k-means. Scores are log densities with their shares: quadratic in the rows."""
    rows = X if weights is None else np.repeat(X, weights.astype(int), axis=0)
    first = kmeans(rows, k, starts, rng)
    labels = first.labels(rows)
    apart = rows - first.weights[labels]
    inside = apart.T @ apart / len(rows) + _RIDGE * np.eye(X.shape[1])
    model = GaussianMixture(
        k,
        reg_covar=_RIDGE,
        max_iter=60,
        tol=1e-2,
        init_params="random_from_data",
        means_init=first.weights,
        weights_init=np.bincount(labels, minlength=k) / len(rows),
        precisions_init=np.repeat(np.linalg.inv(inside)[None], k, 0),
        random_state=int(rng.integers(2**31)),
    )
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*did not converge")  # sixty steps are enough to compare
        model.fit(rows)
    total = float(model.score_samples(rows).sum())
    return Fit(lambda Y: _log_densities(Y, model), log_likelihood=total, n_parameters=_free_parameters(k, X.shape[1]))


def _log_densities(X: np.ndarray, model: GaussianMixture) -> np.ndarray:
    """The log of each component's share times its density: (n, k)."""
    squares = np.empty((len(X), model.n_components))
    for k, (mean, root) in enumerate(zip(model.means_, model.precisions_cholesky_, strict=True)):
        squares[:, k] = np.sum(np.square(X @ root - mean @ root), axis=1)
    log_roots = np.log(np.diagonal(model.precisions_cholesky_, axis1=1, axis2=2)).sum(axis=1)
    return -0.5 * (X.shape[1] * np.log(2 * np.pi) + squares) + log_roots + np.log(model.weights_)


def _free_parameters(k: int, columns: int) -> int:
    """Of k shares that sum to one, k means, and k symmetric covariances.

    >>> _free_parameters(2, 3)
    19
    """
    return k - 1 + k * columns + k * columns * (columns + 1) // 2
