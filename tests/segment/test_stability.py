"""stability.py: the published stability of a textbook survey's segments, and what can be worked by hand."""

import numpy as np
import pytest
from sklearn.metrics import adjusted_rand_score

from segtools.segment import kmeans, stability


def pairs(n, size, seed=0):
    return np.random.default_rng(seed).integers(0, size, (n, 2, size))


def test_the_better_optimum_comes_back_and_the_book_s_does_not(answers, book):
    """The book reports .514 .707 .770 .658 for its own partition, refitted from few random rows: three tries do it."""
    best = kmeans.kmeans(answers, 4, 100, np.random.default_rng(0)).labels(answers)
    ours = stability.bootstrap(answers, best, kmeans.kmeans, 4, pairs(20, len(answers)), np.random.default_rng(1))
    assert ours.slsw.min() >= 0.85
    theirs = book[1].iloc[:, -1].to_numpy() - 1
    few = few_starts(answers, theirs, 100)
    assert np.abs(few - [0.514, 0.707, 0.770, 0.658]).max() <= 0.05
    again = stability.bootstrap(answers, theirs, kmeans.kmeans, 4, pairs(20, len(answers)), np.random.default_rng(1))
    assert again.slsw.min() < 0.8 < ours.slsw.min()


def few_starts(X, labels, samples):
    """On each sample the best of three k-means from rows drawn at random."""
    rng, found = np.random.default_rng(5), []
    for _ in range(samples):
        drawn = X[rng.integers(0, len(X), len(X))]
        fits = [kmeans.kmeans_from(drawn, drawn[rng.choice(len(drawn), 4, replace=False)]) for _ in range(3)]
        best = min(fits, key=lambda fit: kmeans.within_ss(drawn, fit.labels(drawn)))
        found.append(stability.best_jaccard(stability.crossed(labels, best.labels(X), 4)))
    return np.mean(found, axis=0)


def test_global_stability_is_as_published_or_better(answers):
    published = [0.951, 0.844, 0.765, 0.723, 0.655, 0.630, 0.616]
    for k, wanted in zip(range(2, 9), published, strict=True):
        labels = kmeans.kmeans(answers, k, 50, np.random.default_rng(k)).labels(answers)
        drawn = pairs(25, len(answers), k)
        ari = stability.bootstrap(answers, labels, kmeans.kmeans, k, drawn, np.random.default_rng(k)).ari.mean()
        assert ari >= wanted - 0.05


def test_the_rand_index_is_scikit_learn_s():
    rng = np.random.default_rng(0)
    first, second = rng.integers(0, 4, 300), rng.integers(0, 3, 300)
    assert stability.agreement(first, second) == pytest.approx(adjusted_rand_score(first, second))


def test_stability_across_solutions_is_as_worked_by_hand():
    """Two segments become three. Two keep together; the third is half of each of the two: entropy log 2 of log 2."""
    two, three = np.array([0, 0, 0, 0, 1, 1, 1, 1]), np.array([0, 0, 0, 2, 1, 1, 1, 2])
    first, second = stability.across([two, three])
    assert np.isnan(first).all() and second.tolist() == pytest.approx([1, 1, 0])
