"""latent_classes.py: published likelihoods of a textbook survey, and another implementation's."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score
from stepmix.stepmix import StepMix

from segtools.segment import latent_classes

ITEMS = [[2 * item, 2 * item + 1] for item in range(11)]


def test_latent_classes_reach_the_published_likelihoods(levels):
    """R's flexmix 2.3 on the same items; better is allowed, worse is not."""
    log_likelihood = [-7610.85, -7311.53, -7111.15, -7011.20, -6956.11, -6900.19, -6872.64]
    bic = [15389.2, 14877.9, 14564.5, 14452.0, 14429.2, 14404.7, 14437.0]
    for k, wanted, criterion in zip(range(2, 9), log_likelihood, bic, strict=True):
        rng = np.random.default_rng(k)
        fit = latent_classes.latent_classes(levels, k, 60, rng, items=ITEMS, tolerance=1e-8)
        assert fit.log_likelihood >= wanted - (0.1 if k <= 5 else 0.5)
        ours = fit.n_parameters * np.log(len(levels)) - 2 * fit.log_likelihood
        assert ours <= criterion + 0.2
        assert k != 4 or fit.n_parameters == 47


def test_latent_classes_are_those_of_stepmix_with_and_without_missing_answers():
    rng = np.random.default_rng(3)
    kind = rng.integers(0, 2, 400)
    codes = np.column_stack([rng.random(400) < np.where(kind, p, 1 - p) for p in (0.9, 0.8, 0.85, 0.7)]).astype(float)
    codes[:, 3] = rng.integers(0, 3, 400)
    holed = np.where(rng.random(codes.shape) < 0.1, np.nan, codes)
    for table in (codes, holed):
        one_hot = np.column_stack([table[:, item] == level for item in range(4) for level in range(2 + (item == 3))])
        items = [[0, 1], [2, 3], [4, 5], [6, 7, 8]]
        fit = latent_classes.latent_classes(one_hot.astype(float), 2, 10, rng, items=items, tolerance=1e-9)
        settings = {
            "n_init": 10,
            "abs_tol": 1e-12,
            "rel_tol": 0,
            "max_iter": 2000,
            "progress_bar": 0,
            "random_state": 0,
        }
        theirs = StepMix(2, measurement="categorical_nan", **settings).fit(table)
        assert fit.log_likelihood == pytest.approx(theirs.score(table) * 400, abs=0.02)
        assert adjusted_rand_score(fit.labels(one_hot), theirs.predict(table)) >= 0.99
