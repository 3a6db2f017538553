"""K-means on weighted rows: many starts at the same time, and only the best are run to the end."""

from __future__ import annotations

import numpy as np

from segtools.segment.fit import Fit, centroid_fit

START_ROWS = 2_000
_FINALISTS = 8
_STEPS = 300
_CANDIDATES = 3
_TOLERANCE = 1e-6
_ROUGH = 1e-4
_BEHIND = 1.004


def kmeans(X: np.ndarray, k: int, starts: int, rng: np.random.Generator, weights: np.ndarray | None = None) -> Fit:
    """The centroids with the smallest sum of squares found from `starts` starts.

    All tries run side by side (k-means++ of Arthur & Vassilvitskii 2007, then Lloyd's steps), and the best of those
    that ended apart are carried on: by single exchanges, or, with more than 2,000 rows, where the tries run on a sample
    of these, by Lloyd's steps on all rows.

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
    if len(X) > START_ROWS:
        some = rng.choice(len(X), START_ROWS, replace=False)
        ends, squares = _lloyd(X[some], w[some], _plus_plus(X[some], w[some], k, starts, rng), _ROUGH)
        settled = _settled(X, w, ends[_different(squares, 2 * _ROUGH)])
    else:
        ends, squares = _lloyd(X, w, _plus_plus(X, w, k, starts, rng))
        settled = [_exchange(X, w, ends[n]) for n in _different(squares, _TOLERANCE)[: max(1, starts // 20)]]
    centers = min(settled, key=lambda end: end[1])[0]
    return centroid_fit(centers)


def kmeans_from(X: np.ndarray, centers: np.ndarray) -> Fit:
    """K-means from given centroids."""
    ends, _ = _lloyd(X, np.ones(len(X)), centers[None])
    return centroid_fit(ends[0])


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
        closer = np.minimum(near[:, None], _distances(X, size, X[drawn.ravel()]).reshape(starts, _CANDIDATES, n))
        best = (closer @ w).argmin(axis=1)
        at = np.arange(starts)
        centers[:, j], near = X[drawn[at, best]], closer[at, best]
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
    """Positions of the best few starts that ended in different optima."""
    order = np.argsort(squares, kind="stable")
    return order[np.diff(squares[order], prepend=-np.inf) > apart * squares.min()][:_FINALISTS]


def _exchange(X: np.ndarray, w: np.ndarray, centers: np.ndarray) -> tuple[np.ndarray, float]:
    """Move single rows, with all their weight, as long as one lowers the sum of squares: it counts that a centroid
    moves with its rows (Hartigan 1975), so it leaves optima in which Lloyd's steps end."""
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
    squares = [float(w @ _distances(centers, (centers**2).sum(axis=1), X).min(axis=1)) for centers in finalists]
    settled: list[tuple[np.ndarray, float]] = []
    for place in np.argsort(squares, kind="stable"):
        if not settled or squares[place] < _BEHIND * min(reached for _, reached in settled):
            settled.append(_settle(X, w, finalists[place]))
    return settled


def _settle(X: np.ndarray, w: np.ndarray, centers: np.ndarray) -> tuple[np.ndarray, float]:
    """Lloyd's steps from one start, and the sum of squares they end in. Bounds on the distances to the own and to the
    next centroid (Hamerly 2010) tell which rows need not be looked at again: in late steps nearly all."""
    k = len(centers)

    def look(at: np.ndarray | slice) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        away = _distances(centers, (centers**2).sum(axis=1), X[at])
        two = np.sqrt(np.partition(away, 1, axis=1)[:, :2])
        return away.argmin(axis=1), two[:, 0], two[:, 1]

    def totals(at: np.ndarray | slice, labels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        hit = (labels == np.arange(k)[:, None]) * w[at]
        return hit @ X[at], hit.sum(axis=1)

    labels, upper, lower = look(slice(None))
    sums, mass = totals(slice(None), labels)
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
        less, more = totals(at, old), totals(at, new)
        sums, mass = sums - less[0] + more[0], mass - less[1] + more[1]
        labels[near] = now
    return centers, float(w @ _distances(centers, (centers**2).sum(axis=1), X).min(axis=1))
