"""Ways to find segments: each learns from weighted rows, and types any row by its highest score.

Nothing here knows of customers or variables: rows of numbers in, an answer out.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.mixture import GaussianMixture

_START_ROWS, _FINALISTS = 2_000, 8
_STEPS, _CANDIDATES, _TOLERANCE, _ROUGH, _BEHIND = 300, 3, 1e-6, 1e-4, 1.004
_EM_STEPS, _RAREST = 1000, 1e-6
_RIDGE = 0.02  # of a variance of one: a value that many share must not become a spike


@dataclass(frozen=True)
class Fit:
    """One answer of one method.

    scores : rows (n, columns) to (n, k); a row belongs to the segment of its highest score
    constants, weights : (k,) and (k, columns) where scores are rows @ weights.T + constants; else None
    log_likelihood, n_parameters : of the rows it was learnt from; NaN and 0 where the method has no likelihood
    """

    scores: Callable[[np.ndarray], np.ndarray]
    constants: np.ndarray | None = None
    weights: np.ndarray | None = None
    log_likelihood: float = np.nan
    n_parameters: int = 0

    def labels(self, X: np.ndarray) -> np.ndarray:
        """The segment of each row, 0 to k - 1; ties go to the lower."""
        return self.scores(X).argmax(axis=1)


Method = Callable[..., Fit]  # (X, k, starts, rng, weights) -> Fit


def _linear(constants: np.ndarray, weights: np.ndarray, **more) -> Fit:
    return Fit(lambda X: X @ weights.T + constants, constants, weights, **more)


# --- k-means ------------------------------------------------------------------------------------------


def kmeans(X: np.ndarray, k: int, starts: int, rng: np.random.Generator, weights: np.ndarray | None = None) -> Fit:
    """The centroids with the smallest sum of squares that `starts` tries find; scores are x.c - |c|^2 / 2, and
    `weights` of the fit are the centroids.

    All tries run side by side (k-means++ of Arthur & Vassilvitskii 2007, then Lloyd's steps), and the best of those that
    ended apart are carried on: by single exchanges, or, with more than 2,000 rows, where the tries run on a sample of
    these, by Lloyd's steps on all rows.

    Parameters
    ----------
    X : rows (n, columns); a weight of w counts as w equal rows, and rows of weight 0 for nothing

    Examples
    --------
    >>> X = np.array([[0.0], [1.0], [9.0]])
    >>> sorted(kmeans(X, 2, 5, np.random.default_rng(0), weights=np.array([3, 1, 1])).weights.ravel().tolist())
    [0.25, 9.0]
    """
    w = np.ones(len(X)) if weights is None else np.asarray(weights, dtype="float64")
    X, w = X[w > 0], w[w > 0]
    if len(X) > _START_ROWS:
        some = rng.choice(len(X), _START_ROWS, replace=False)
        tried, squares = _lloyd(X[some], w[some], _plus_plus(X[some], w[some], k, starts, rng), _ROUGH)
        settled = _settled(X, w, tried[_different(squares, 2 * _ROUGH)])
    else:
        tried, squares = _lloyd(X, w, _plus_plus(X, w, k, starts, rng))
        settled = [_exchange(X, w, tried[n]) for n in _different(squares, _TOLERANCE)[: max(1, starts // 20)]]
    centers = min(settled, key=lambda found: found[1])[0]
    return _linear(-0.5 * (centers**2).sum(axis=1), centers)


def kmeans_from(X: np.ndarray, centers: np.ndarray) -> Fit:
    """K-means from centroids that are given."""
    tried, _ = _lloyd(X, np.ones(len(X)), centers[None])
    return _linear(-0.5 * (tried[0] ** 2).sum(axis=1), tried[0])


def within_ss(X: np.ndarray, labels: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Total within-cluster sum of squares about the means of these labels, in squared units of X."""
    w = np.ones(len(X)) if weights is None else weights
    hit = (labels[:, None] == np.arange(labels.max() + 1)) * w[:, None]
    means = hit.T @ X / np.maximum(hit.sum(axis=0), 1e-300)[:, None]
    return float((w[:, None] * (X - means[labels]) ** 2).sum())


def _plus_plus(X: np.ndarray, w: np.ndarray, k: int, starts: int, rng: np.random.Generator) -> np.ndarray:
    """First centroids (starts, k, columns): each next one is, of three drawn by their squared distance to those there
    are, the one that brings the sum of squares down most."""
    n, size = len(X), (X**2).sum(axis=1)
    centers = np.empty((starts, k, X.shape[1]))
    first = np.searchsorted(np.cumsum(w / w.sum()), rng.random(starts)).clip(max=n - 1)
    centers[:, 0] = X[first]
    near = _distances(X, size, X[first])
    for j in range(1, k):
        mass = np.cumsum(near * w, axis=1)
        aim = rng.random((starts, _CANDIDATES)) * mass[:, -1:]
        drawn = np.array([np.searchsorted(m, a) for m, a in zip(mass, aim, strict=True)]).clip(max=n - 1)
        tried = np.minimum(near[:, None], _distances(X, size, X[drawn.ravel()]).reshape(starts, _CANDIDATES, n))
        best = (tried @ w).argmin(axis=1)
        at = np.arange(starts)
        centers[:, j], near = X[drawn[at, best]], tried[at, best]
    return centers


def _distances(X: np.ndarray, size: np.ndarray, points: np.ndarray) -> np.ndarray:
    """Squared distances (points, rows)."""
    return np.maximum((points**2).sum(axis=1)[:, None] + size - 2 * points @ X.T, 0)


def _lloyd(
    X: np.ndarray, w: np.ndarray, centers: np.ndarray, tolerance: float = _TOLERANCE
) -> tuple[np.ndarray, np.ndarray]:
    """Lloyd's steps for several starts at once: centroids (starts, k, columns) and their sums of squares (starts,)."""
    centers = centers.copy()
    squares = np.full(len(centers), np.inf)
    k, d = centers.shape[1:]
    whole, weighted = float(w @ (X**2).sum(axis=1)), X * w[:, None]
    going = np.arange(len(centers))
    for _ in range(_STEPS):
        now = centers[going]
        flat = now.transpose(1, 0, 2).reshape(-1, d)
        score = (flat @ X.T - 0.5 * (flat**2).sum(axis=1)[:, None]).reshape(k, len(going), -1)
        best, labels = score[0], np.zeros(score.shape[1:], dtype=np.int16)
        for j in range(1, k):
            labels = np.where(score[j] > best, np.int16(j), labels)
            best = np.maximum(score[j], best)
        reached = whole - 2 * best @ w
        done = squares[going] - reached <= tolerance * reached
        squares[going] = reached
        going, labels, best = going[~done], labels[~done], best[~done]
        if not len(going):
            break
        for j in range(k):
            hit = (labels == j).astype("float64")
            mass = hit @ w
            moved = hit @ weighted / np.where(mass > 0, mass, 1)[:, None]
            empty = mass == 0
            if empty.any():  # an empty one goes to the row that lies furthest from all
                far = ((X**2).sum(axis=1) - 2 * best[empty]).argmax(axis=1)
                moved[empty] = X[far]
                best[np.flatnonzero(empty), far] = np.inf
            centers[going, j] = moved
    return centers, squares


def _different(squares: np.ndarray, apart: float) -> np.ndarray:
    """The best few starts that ended in different optima, by place."""
    order = np.argsort(squares, kind="stable")
    return order[np.diff(squares[order], prepend=-np.inf) > apart * squares.min()][:_FINALISTS]


def _exchange(X: np.ndarray, w: np.ndarray, centers: np.ndarray) -> tuple[np.ndarray, float]:
    """Move single rows, with all their weight, as long as one lowers the sum of squares: it counts that a centroid moves with
    its rows (Hartigan 1975), so it leaves optima in which Lloyd's steps end."""
    k = len(centers)
    labels = (X @ centers.T - 0.5 * (centers**2).sum(axis=1)).argmax(axis=1)
    for _ in range(_STEPS):
        hit = (labels[:, None] == np.arange(k)) * w[:, None]
        mass = hit.sum(axis=0)
        centers = np.where(mass[:, None] > 0, hit.T @ X / np.maximum(mass, 1e-300)[:, None], centers)
        away, at = _distances(centers, (centers**2).sum(axis=1), X), np.arange(len(X))
        rest = mass[labels] - w
        saved = np.where(rest > 0, w * mass[labels] / np.where(rest > 0, rest, 1), 0) * away[at, labels]
        added = w[:, None] * mass / (mass + w[:, None]) * away
        added[at, labels] = np.inf
        gain = saved - added.min(axis=1)
        best = int(gain.argmax())
        if gain[best] <= _TOLERANCE * (squares := float(w @ away[at, labels])):
            break
        labels[best] = added[best].argmin()
    return centers, squares


def _settled(X: np.ndarray, w: np.ndarray, finalists: np.ndarray) -> list[tuple[np.ndarray, float]]:
    """Each finalist carried to the end on all rows, but for those that lie further behind than that brings them."""
    begun = [float(w @ _distances(one, (one**2).sum(axis=1), X).min(axis=1)) for one in finalists]
    made: list[tuple[np.ndarray, float]] = []
    for place in np.argsort(begun, kind="stable"):
        if not made or begun[place] < _BEHIND * min(reached for _, reached in made):
            made.append(_settle(X, w, finalists[place]))
    return made


def _settle(X: np.ndarray, w: np.ndarray, centers: np.ndarray) -> tuple[np.ndarray, float]:
    """Lloyd's steps from one start, and the sum of squares they end in. Bounds on the distances to the own and to the next
    centroid (Hamerly 2010) tell which rows need not be looked at again: in late steps nearly all."""
    k = len(centers)

    def look(at: np.ndarray | slice) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        away = _distances(centers, (centers**2).sum(axis=1), X[at])
        two = np.sqrt(np.partition(away, 1, axis=1)[:, :2])
        return away.argmin(axis=1), two[:, 0], two[:, 1]

    def held(at: np.ndarray | slice, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        hit = (labels == np.arange(k)[:, None]) * w[at]
        return hit @ X[at], hit.sum(axis=1)

    labels, upper, lower = look(slice(None))
    sums, mass = held(slice(None), labels)
    still = 3e-5 * float(X.var(axis=0).mean())
    for _ in range(_STEPS):
        moved = np.where(mass[:, None] > 0, sums / np.maximum(mass, 1e-300)[:, None], centers)
        drift = np.sqrt(((moved - centers) ** 2).sum(axis=1))
        centers = moved
        if (drift**2).sum() <= still:
            break
        upper, lower = upper + drift[labels], lower - drift.max()
        near = np.flatnonzero(upper > lower)
        now, upper[near], lower[near] = look(near)
        changed = now != labels[near]
        at, old, new = near[changed], labels[near][changed], now[changed]
        less, more = held(at, old), held(at, new)
        sums, mass = sums - less[0] + more[0], mass - less[1] + more[1]
        labels[near] = now
    return centers, float(w @ _distances(centers, (centers**2).sum(axis=1), X).min(axis=1))


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
    some = rng.choice(len(rows), min(len(rows), _START_ROWS), replace=False)
    begun = rng.dirichlet(np.ones(k), (starts, len(some))).swapaxes(1, 2)
    shares, chances, total = _expect(rows[some], counts[some], begun, items, tolerance)
    if len(some) < len(rows):
        best = _linear(np.log(shares), np.log(chances)).scores(rows)
        shares, chances, total = _expect(rows, counts, _softmax(best).T[None], items, tolerance)
    free = k - 1 + k * sum(len(at) - 1 for at in items)
    return _linear(np.log(shares), np.log(chances), log_likelihood=total, n_parameters=free)


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
    made = np.exp(scores - scores.max(axis=1, keepdims=True))
    return made / made.sum(axis=1, keepdims=True)
