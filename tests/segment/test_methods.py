"""methods.py: one record a method, those that fit a base, and how their answers become a scorecard."""

import numpy as np
import pandas as pd
import pytest

from segtools.params import Segment
from segtools.segment.fit import centroid_fit, linear_fit
from segtools.segment.methods import METHODS, YARDSTICK, candidate_named, candidates
from segtools.segment.numbers import numbers_of
from segtools.segment.scoring import by_centroids, by_own_scores, by_regression
from segtools.tables import DataError
from segtools.words.method_names import METHOD_LABELS, METHOD_NAMES

KINDS = {"a": "numeric", "b": "numeric", "p": "binary", "q": "binary", "r": "categorical"}


def base():
    rng = np.random.default_rng(0)
    numeric = {name: rng.normal(size=80) for name in "ab"}
    yes_no = {name: rng.choice(["yes", "no"], 80) for name in "pq"}
    ids = [f"c{n:02d}" for n in range(80)]
    return pd.DataFrame({"customer_id": ids, **numeric, **yes_no, "r": rng.choice(list("xyz"), 80)})


def words(kinds):
    rows = [{"variable": name, "kind": kind, "levels": [], "high": "", "low": ""} for name, kind in kinds.items()]
    return pd.DataFrame(rows)


def ready(names, table=None, kinds=None, **settings):
    table, known = base() if table is None else table, words({**KINDS, **(kinds or {})})
    return candidates(table, numbers_of(table, known, list(names)), known, Segment(**settings))


def fitting(names, *tables, **settings):
    """Which of the four fit; what else there is has a test of its own."""
    four = ("kmeans", "mixture", "latent_classes", "rules")
    return [candidate.name for candidate in ready(names, *tables, **settings) if candidate.name in four]


def test_every_method_of_params_has_one_record_and_a_label_and_k_means_comes_first():
    assert tuple(METHODS) == METHOD_NAMES == tuple(METHOD_LABELS)
    assert YARDSTICK == METHOD_NAMES[0] == "kmeans"
    assert {name: method.label for name, method in METHODS.items()} == METHOD_LABELS
    for name in METHOD_NAMES:
        assert Segment(methods=[name]).methods == [name]


def test_the_methods_are_those_that_fit_the_variables():
    assert fitting("ab") == ["kmeans", "mixture"]
    assert fitting("pqr") == ["kmeans", "latent_classes"]
    assert fitting("apr") == ["kmeans"]
    assert fitting("pq") == ["kmeans"] and fitting("a") == ["kmeans"]
    assert fitting("pqr", methods=["latent_classes"]) == ["kmeans", "latent_classes"]
    with pytest.raises(DataError, match=r"mixture does not fit these variables \(3 of them: 2 binary, 1 categorical\)"):
        fitting("pqr", methods=["mixture"])


def test_items_of_more_than_seven_levels_are_no_latent_classes():
    table = base().assign(r=[f"level {n % 8}" for n in range(80)])
    assert fitting("pqr", table) == ["kmeans"]


def test_rules_read_raw_orders_and_bring_their_segments():
    orders = {"recency_days": np.arange(80.0), "frequency": np.arange(80.0) % 7, "monetary_value": np.arange(80.0) ** 2}
    table = base().assign(**orders)
    kinds = dict.fromkeys(orders, "numeric")
    assert fitting("ab", table, kinds) == ["kmeans", "mixture", "rules"]
    found = ready("ab", table, kinds)
    rules = candidate_named("rules", found)
    assert rules.X[5].tolist() == [5, 5, 25] and rules.numbers.variables == list(orders)
    assert rules.segments[-1] == "Others" and candidate_named("kmeans", found).segments is None
    assert not METHODS["rules"].chosen_by_evidence


def test_latent_classes_read_a_column_of_0_and_1_a_level():
    classes = candidate_named("latent_classes", ready("pqr"))
    assert set(np.unique(classes.X)) == {0, 1} and list(classes.numbers.matrix)[:2] == ["p=no", "p=yes"]


def test_how_each_method_is_scored_is_in_its_record():
    assert METHODS["kmeans"].scoring is by_centroids
    assert METHODS["latent_classes"].scoring is by_own_scores
    assert METHODS["mixture"].scoring is METHODS["rules"].scoring is by_regression


# --- how an answer becomes a scorecard: two segments about 0 and 4, of a spread of 1 ---------------------

X = np.array([[-1.0], [1.0], [3.0], [5.0]])


def test_centroids_are_scored_by_the_spread_about_them():
    """Within-cluster sum of squares 4 of 4 values: variance 1, so scores differ by (x - 0)^2 / 2 - (x - 4)^2 / 2."""
    fit = centroid_fit(np.array([[0.0], [4.0]]))
    constants, weights, agreement = by_centroids(fit, fit.labels(X), X, X)
    scores = X @ weights.T + constants
    assert (scores[:, 1] - scores[:, 0]).tolist() == [-12, -4, 4, 12] and agreement == 1


def test_log_posteriors_that_are_linear_are_the_scorecard():
    fit = linear_fit(np.array([0.1, -0.2]), np.array([[1.0], [2.0]]))
    constants, weights, agreement = by_own_scores(fit, fit.labels(X), X, X)
    assert constants.tolist() == [0.1, -0.2] and weights.tolist() == [[1], [2]] and agreement == 1


def test_any_other_answer_is_typed_by_a_regression_that_says_how_often_it_agrees():
    rows = np.repeat(X, 10, axis=0)
    labels = (rows[:, 0] > 2).astype(int)
    constants, weights, agreement = by_regression(None, labels, rows, rows)
    assert (rows @ weights.T + constants).argmax(axis=1).tolist() == labels.tolist() and agreement == 1
