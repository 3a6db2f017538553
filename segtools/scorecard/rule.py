"""The scorecard's rule: a transform per variable, a constant and weights per segment; the highest score wins.

A scorecard is plain JSON: loading it runs no code. Its scores are log posteriors up to a common constant,
so their softmax is the confidence of the typing.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold, cross_val_predict

from segtools.scorecard.base import base
from segtools.scorecard.transforms import design_matrix, values_known

ROUNDED = 9


def centroid_weights(centers: np.ndarray, variance: float) -> tuple[np.ndarray, np.ndarray]:
    """The nearest-centroid rule as constants (k,) and weights (k, columns).

    The score (2 x.c - |c|^2) / (2 variance) differs from the log density of a spherical normal around c by
    the same amount for every segment: the highest score is the nearest centroid, and the softmax of the
    scores is the posterior of equal-sized spherical segments with that variance a column.
    """
    return -(centers**2).sum(axis=1) / (2 * variance), centers / variance


def logistic_weights(X: np.ndarray, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """A multinomial logistic regression that types as `labels` do: constants (k,), weights (k, columns) of the labels
    there are, in their order, and the share of held-out rows that it assigns as they were (five folds)."""
    model = LogisticRegression(C=100, max_iter=2_000)
    folds = KFold(5, shuffle=True, random_state=0)
    agreed = float((cross_val_predict(model, X, labels, cv=folds) == labels).mean())
    model.fit(X, labels)
    if len(model.classes_) == 2:  # one column of weights: the second against the first
        return np.array([0.0, model.intercept_[0]]), np.vstack([0 * model.coef_[0], model.coef_[0]]), agreed
    return model.intercept_, model.coef_, agreed


def assign(customers: pd.DataFrame, card: dict[str, Any]) -> pd.DataFrame:
    """Assign customers: table `segments`, in the order given. Of equal scores, the lower segment_id wins.

    Only those a scorecard can type are returned (see `base`). Scores are rounded to nine decimals, so that engines
    that add in another order see the same ties.
    """
    names = [transform["variable"] for transform in card["variables"]]
    typed = base(customers, names, values_known(customers, card["variables"]))
    matrix = design_matrix(typed, card["variables"])
    weights = np.array([[segment["weights"][name] for name in matrix] for segment in card["segments"]])
    constants = np.array([segment["constant"] for segment in card["segments"]])
    return segment_of(typed, (matrix.to_numpy() @ weights.T + constants).round(ROUNDED), card)


def segment_of(customers: pd.DataFrame, scores: np.ndarray, card: dict[str, Any]) -> pd.DataFrame:
    """Scores (customers, segments) as table `segments`."""
    best = scores.argmax(axis=1)
    posterior = np.exp(scores - scores.max(axis=1, keepdims=True))
    confidence = posterior.max(axis=1) / posterior.sum(axis=1)
    ids = np.array([segment["segment_id"] for segment in card["segments"]], dtype="int64")
    names = np.array([segment["segment_name"] for segment in card["segments"]], dtype=object)
    return pd.DataFrame(
        {
            "customer_id": customers.customer_id,
            "segment_id": ids[best],
            "segment_name": pd.Series(names[best], customers.index, dtype="str"),
            "confidence": confidence,
        }
    )
