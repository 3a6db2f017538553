"""The chosen answer compared with those with fewer and more segments: how surely each segment comes back, where
customers go when a segment is added, and how separate each segment is."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from segtools.segment import stability
from segtools.segment.evidence import Evidence
from segtools.segment.numbers import Numbers
from segtools.segment.stability import crossed


def segment_stability(
    evidence: Evidence, choice: pd.DataFrame, card: dict[str, Any]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tables `segment_stability`, how surely each segment comes back (SLSw) and how far it is one of the answer with a
    segment less (SLSa; Dolnicar & Leisch 2017), and `flow`, how many customers are in which segment of one answer and
    of the next."""
    chosen = choice[choice.chosen].iloc[0]
    rows, moves, labels = [], [], labels_by_number(evidence, choice, card)
    for n, now in labels.items():
        slsw = _slsw(now, evidence.answers[chosen.method, n].labels, evidence.answers[chosen.method, n].slsw)
        ids, place = np.unique(now, return_inverse=True)
        slsa = np.full(len(ids), np.nan)
        before = labels.get(n - 1)
        if before is not None:
            old, was = np.unique(before, return_inverse=True)
            slsa = stability.across([was, place])[1]
            shared = crossed(was, place, max(len(old), len(ids)))[: len(old), : len(ids)]
            moves += [(n, int(old[x]), int(ids[y]), int(shared[x, y])) for x, y in np.argwhere(shared)]
        both = zip(ids, slsa, strict=True)
        rows += [(n, int(segment), slsw[segment], float(across), n == chosen.n_segments) for segment, across in both]
    columns = ["n_segments", "segment_id", "slsw", "slsa", "chosen"]
    flow = pd.DataFrame(moves, columns=["n_segments", "from_id", "segment_id", "customers"])
    return pd.DataFrame(rows, columns=columns), flow.astype("int64")


def labels_by_number(evidence: Evidence, choice: pd.DataFrame, card: dict[str, Any]) -> dict[int, np.ndarray]:
    """The segment_id of each customer looked at in the chosen method's answer for each number of segments. Outward from
    the chosen answer, each answer takes over the ids of its neighbour (Hungarian method on shared customers); what is
    left over gets new ones."""
    row = choice[choice.chosen].iloc[0]
    k = int(row.n_segments)
    raw = {n: answer.labels for (name, n), answer in evidence.answers.items() if name == row.method}
    labels = {k: _assigned(evidence, row.method, card)}
    numbers = sorted(raw)  # one may be lacking, where a segment of its answer held nobody
    more, fewer = numbers[numbers.index(k) :], numbers[numbers.index(k) :: -1]
    for nearer, n in [*itertools.pairwise(more), *itertools.pairwise(fewer)]:
        beside = labels[nearer]
        there, place = np.unique(beside, return_inverse=True)
        size = max(n, len(there))
        shared = crossed(raw[n], place, size)
        own, other = linear_sum_assignment(-shared[:n, : len(there)])
        match = dict(zip(own.tolist(), there[other].tolist(), strict=True))
        free = iter(range(int(beside.max()) + 1, int(beside.max()) + n + 1))
        labels[n] = np.array([match[c] if c in match else next(free) for c in range(n)])[raw[n]]
    return dict(sorted(labels.items()))


def _assigned(evidence: Evidence, method: str, card: dict[str, Any]) -> np.ndarray:
    """The segment_id that the scorecard gives each customer looked at."""
    matrix, segments = evidence.candidate(method).numbers.matrix, card["segments"]
    weights = np.array([[segment["weights"][name] for name in matrix] for segment in segments])
    constants = np.array([segment["constant"] for segment in segments])
    ids = np.array([segment["segment_id"] for segment in segments])
    return ids[(matrix.to_numpy()[evidence.rows] @ weights.T + constants).argmax(axis=1)]


def _slsw(ids: np.ndarray, labels: np.ndarray, slsw: np.ndarray) -> dict[int, float]:
    """How surely each segment_id comes back, from the labels of an answer and the stability of each label."""
    found = dict.fromkeys(np.unique(ids), 0.0)
    for label in np.unique(labels):
        there, counts = np.unique(ids[labels == label], return_counts=True)
        found[there[counts.argmax()]] = float(slsw[label])
    return found


def similarities(numbers: Numbers, assigned: pd.DataFrame) -> pd.DataFrame:
    """How similar each customer is to each segment's centroid, compared with the centroids of the others.

    exp(-distance), as shares that sum to 1, the distance in quarters of its mean over customers and centroids.

    Parameters
    ----------
    numbers : the base in the numbers that k-means reads
    assigned : the same customers, each with its segment_id

    Returns
    -------
    One row a customer, one column a segment_id
    """
    X, labels = numbers.matrix.to_numpy(), assigned.segment_id.to_numpy()
    ids = np.unique(labels)
    centers = np.array([X[labels == segment].mean(axis=0) for segment in ids])
    away = np.sqrt(((X[:, None, :] - centers[None]) ** 2).sum(axis=2))
    near = np.exp(-4 * away / away.mean())
    return pd.DataFrame(near / near.sum(axis=1, keepdims=True), index=numbers.matrix.index, columns=ids)


def segment_sizes(segments: pd.DataFrame) -> pd.DataFrame:
    """segment_id, segment_name, size, share, confidence (mean), by segment_id."""
    sizes = segments.groupby(["segment_id", "segment_name"], as_index=False).agg(
        size=("customer_id", "size"), confidence=("confidence", "mean")
    )
    sizes.insert(3, "share", sizes["size"] / sizes["size"].sum())
    return sizes
