"""A Gaussian mixture of spheres."""

from __future__ import annotations

import warnings

import numpy as np
from sklearn.mixture import GaussianMixture

from segtools.segment.fit import Fit
from segtools.segment.kmeans import kmeans

_RIDGE = 0.02  # of a variance of one: a value that many share must not become a spike


# --- mixtures -----------------------------------------------------------------------------------------


def mixture(X: np.ndarray, k: int, starts: int, rng: np.random.Generator, weights: np.ndarray | None = None) -> Fit:
    """Normal distributions with covariances of their own (scikit-learn's GaussianMixture), begun at the best of
    `starts` k-means. Scores are log densities with their shares: quadratic in the rows."""
    rows = X if weights is None else np.repeat(X, weights.astype(int), axis=0)
    begun = kmeans(rows, k, starts, rng)
    apart = rows - begun.weights[begun.labels(rows)]
    inside = apart.T @ apart / len(rows) + _RIDGE * np.eye(X.shape[1])
    share = np.bincount(begun.labels(rows), minlength=k) / len(rows)
    made = GaussianMixture(
        k, reg_covar=_RIDGE, max_iter=60, tol=1e-2, init_params="random_from_data",
        means_init=begun.weights, weights_init=share, precisions_init=np.repeat(np.linalg.inv(inside)[None], k, 0),
        random_state=int(rng.integers(2**31)),
    )  # fmt: skip
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*did not converge")  # sixty steps are enough to compare
        made.fit(rows)
    free = made._n_parameters()
    total = float(made.score_samples(rows).sum())
    return Fit(lambda Y: made._estimate_weighted_log_prob(Y), log_likelihood=total, n_parameters=free)
