"""kmeans.py: the published segments of a textbook survey, and what can be worked by hand."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import chi2_contingency

from segtools.segment import kmeans


def test_the_survey_s_shares_and_principal_components(answers):
    assert answers.mean(axis=0).round(2).tolist() == [0.55, 0.91, 0.09, 0.87, 0.53, 0.90, 0.60, 0.64, 0.36, 0.20, 0.24]
    spread = np.sqrt(np.linalg.eigvalsh(np.cov(answers.T))[::-1])
    wanted = [0.7570, 0.6075, 0.5046, 0.3988, 0.3374, 0.3103, 0.2897, 0.2751, 0.2653, 0.2488, 0.2369]
    assert np.abs(spread - wanted).max() <= 5.1e-5


def test_k_means_from_the_book_s_centres_gives_the_book_s_segments(survey, answers, book):
    centers, labels = book
    found = kmeans.kmeans_from(answers, centers[survey.columns[:11]].to_numpy()).labels(answers)
    assert np.bincount(found).tolist() == [470, 257, 324, 402]
    assert kmeans.within_ss(answers, found) == pytest.approx(1656.43, abs=0.005)
    assert found.tolist() == (labels.iloc[:, -1] - 1).tolist()
    like = survey.Like.str.extract(r"([+-]?\d+)$")[0].astype(int)
    assert like.groupby(found).mean().round(3).tolist() == [-0.132, -2.490, 2.287, 2.711]
    female = survey.Gender.eq("Female")
    assert female.groupby(found).mean().round(3).tolist() == [0.585, 0.432, 0.478, 0.614]
    test = chi2_contingency(pd.crosstab(found, female))
    assert (round(test.statistic, 3), test.dof) == (29.845, 3) and test.pvalue == pytest.approx(1.488e-6, rel=1e-3)


@pytest.mark.parametrize("seed", range(5))
def test_a_hundred_starts_find_the_best_known_optimum_which_the_book_misses(answers, seed):
    fit = kmeans.kmeans(answers, 4, 100, np.random.default_rng(seed))
    labels = fit.labels(answers)
    assert kmeans.within_ss(answers, labels) <= 1602.94
    assert np.abs(np.sort(np.bincount(labels)) - [240, 309, 324, 580]).max() <= 6


def test_weights_count_as_equal_rows():
    rng = np.random.default_rng(1)
    X, w = rng.normal(size=(60, 2)), rng.integers(0, 4, 60)
    one = kmeans.kmeans(X, 3, 30, rng, w).weights
    many = kmeans.kmeans(np.repeat(X, w, axis=0), 3, 30, rng).weights
    assert np.allclose(np.sort(one, axis=0), np.sort(many, axis=0))


def test_on_many_rows_k_means_ends_where_lloyd_s_steps_end():
    """More than 2,000 rows start on a sample and end on all, by bounds on distances: one more step moves nothing."""
    rng = np.random.default_rng(2)
    X = rng.normal(size=(6_000, 4)) + 4 * rng.integers(0, 3, (6_000, 1))
    fit = kmeans.kmeans(X, 5, 10, rng)
    labels = fit.labels(X)
    means = np.array([X[labels == n].mean(axis=0) for n in range(5)])
    assert np.abs(means - fit.weights).max() < 0.01
