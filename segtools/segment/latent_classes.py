"""Latent classes: unseen types that explain yes and no answers and levels."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from segtools.segment.fit import Fit, linear_fit
from segtools.segment.kmeans import START_ROWS

_EM_STEPS = 1000
_RAREST = 1e-6


def latent_classes(
    X: np.ndarray,
    k: int,
    starts: int,
    rng: np.random.Generator,
    weights: np.ndarray | None = None,
    *,
    items: Sequence[Sequence[int]],
    tolerance: float = 1e-5,
) -> Fit:
    """Classes within which items are independent (Lazarsfeld & Henry 1968), by maximum likelihood. An item that is
    missing is left out of a row's likelihood. Scores are log posteriors up to a constant: linear in X.

    All starts run side by side on the different rows; with more than 2,000 of these they run on a sample, and the best
    is carried to the end on all.

    Parameters
    ----------
    X : rows (n, levels): one column of 0 and 1 a level, all 0 where the item is missing
    items : the columns of each item
    tolerance : the rise of the mean log-likelihood in one step under which a start has ended
    """
    w = np.ones(len(X)) if weights is None else np.asarray(weights, dtype="float64")
    rows, inverse = np.unique(X[w > 0], axis=0, return_inverse=True)
    counts = np.bincount(inverse.ravel(), w[w > 0])
    some = rng.choice(len(rows), min(len(rows), START_ROWS), replace=False)
    memberships = rng.dirichlet(np.ones(k), (starts, len(some))).swapaxes(1, 2)
    shares, chances, total = _expect(rows[some], counts[some], memberships, items, tolerance)
    if len(some) < len(rows):
        best = linear_fit(np.log(shares), np.log(chances)).scores(rows)
        shares, chances, total = _expect(rows, counts, _softmax(best).T[None], items, tolerance)
    free = k - 1 + k * sum(len(at) - 1 for at in items)
    return linear_fit(np.log(shares), np.log(chances), log_likelihood=total, n_parameters=free)


def _expect(
    X: np.ndarray, w: np.ndarray, belongs: np.ndarray, items: Sequence[Sequence[int]], tolerance: float
) -> tuple[np.ndarray, np.ndarray, float]:
    """The EM steps of latent classes from memberships (starts, k, rows) on: shares (k,), chances of the levels (k,
    levels) and log-likelihood of the best start."""
    known = np.empty_like(X)
    for at in items:
        known[:, at] = X[:, at].sum(axis=1, keepdims=True)
    starts, k = belongs.shape[:2]
    shares, chances = np.empty((starts, k)), np.empty((starts, k, X.shape[1]))
    reached, going = np.full(starts, -np.inf), np.arange(starts)
    for _ in range(_EM_STEPS):
        mass = belongs * w
        shares[going] = np.maximum(mass.sum(axis=2) / w.sum(), _RAREST)
        chances[going] = np.clip(mass @ X / np.maximum(mass @ known, 1e-300), _RAREST, 1)
        score = np.log(chances[going]) @ X.T + np.log(shares[going])[:, :, None]
        top = score.max(axis=1, keepdims=True)
        belongs = np.exp(score - top)
        whole = belongs.sum(axis=1, keepdims=True)
        total = (top + np.log(whole))[:, 0] @ w
        on = total - reached[going] > tolerance * w.sum()
        reached[going] = total
        belongs, going = (belongs / whole)[on], going[on]
        if not len(going):
            break
    best = int(reached.argmax())
    return shares[best], chances[best], float(reached[best])


def _softmax(scores: np.ndarray) -> np.ndarray:
    """Scores (rows, k) as shares that sum to one."""
    odds = np.exp(scores - scores.max(axis=1, keepdims=True))
    return odds / odds.sum(axis=1, keepdims=True)
