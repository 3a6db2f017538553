"""mixture.py: the log densities are scikit-learn's, and so are likelihood and labels."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal
from sklearn.metrics import adjusted_rand_score
from sklearn.mixture import GaussianMixture

from segtools.segment.mixture import _log_densities, mixture


def stretched():
    """Two flat clouds, one above the other."""
    rng = np.random.default_rng(0)
    truth = np.repeat([0, 1], 300)
    return rng.normal(size=(600, 2)) * [1.5, 0.3] + np.outer(truth, [0, 4]), truth


def test_scores_are_log_shares_and_log_densities():
    X, _ = stretched()
    model = GaussianMixture(2, random_state=0).fit(X)
    scores = _log_densities(X, model)
    for k in (0, 1):
        density = multivariate_normal(model.means_[k], model.covariances_[k]).logpdf(X)
        assert scores[:, k] == pytest.approx(np.log(model.weights_[k]) + density)
    assert scores.argmax(axis=1).tolist() == model.predict(X).tolist()


def test_flat_segments_are_found_and_the_likelihood_is_of_all_rows():
    X, truth = stretched()
    fit = mixture(X, 2, 5, np.random.default_rng(0))
    assert adjusted_rand_score(truth, fit.labels(X)) >= 0.99
    scores = fit.scores(X)
    assert fit.log_likelihood == pytest.approx(np.logaddexp(scores[:, 0], scores[:, 1]).sum())
    assert fit.n_parameters == 1 + 4 + 6


def test_weights_count_as_equal_rows():
    X, _ = stretched()
    w = np.random.default_rng(1).integers(0, 3, len(X))
    one = mixture(X, 2, 5, np.random.default_rng(2), w)
    many = mixture(np.repeat(X, w, axis=0), 2, 5, np.random.default_rng(2))
    assert one.log_likelihood == many.log_likelihood
