"""The answers with fewer and more segments beside the chosen one: who goes where, and how surely each comes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from segtools.segment import stability
from segtools.segment.evidence import Evidence
from segtools.segment.methods import Way
from segtools.segment.stability import crossed

# --- from segment to segment --------------------------------------------------------------------------


def labels_by_k(
    evidence: Evidence, choice: pd.DataFrame, card: dict[str, Any], ways: Sequence[Way]
) -> dict[int, np.ndarray]:
    """The segment_id of each customer looked at in the chosen method's answer for each k. Outward from the chosen answer, each answer
    takes over the ids of its neighbour (Hungarian method on shared customers); what is left over gets new ones."""
    row = choice[choice.chosen].iloc[0]
    method, k = row.method, int(row.n_segments)
    raw = {n: answer.labels for (name, n), answer in evidence.answers.items() if name == method}
    way = next(way for way in ways if way.method == method)
    weights = np.array([[one["weights"][name] for name in way.matrix] for one in card["segments"]])
    constants = np.array([one["constant"] for one in card["segments"]])
    ids = np.array([one["segment_id"] for one in card["segments"]])
    made = {k: ids[(way.matrix.to_numpy()[evidence.rows] @ weights.T + constants).argmax(axis=1)]}
    for n in [*range(k + 1, max(raw) + 1), *range(k - 1, min(raw) - 1, -1)]:
        beside = made[n - 1 if n > k else n + 1]
        there, place = np.unique(beside, return_inverse=True)
        size = max(n, len(there))
        shared = crossed(raw[n], place, size)
        own, other = linear_sum_assignment(-shared[:n, : len(there)])
        found = dict(zip(own.tolist(), there[other].tolist(), strict=True))
        free = iter(range(int(beside.max()) + 1, int(beside.max()) + n + 1))
        made[n] = np.array([found[c] if c in found else next(free) for c in range(n)])[raw[n]]
    return dict(sorted(made.items()))


def segment_stability(
    evidence: Evidence, choice: pd.DataFrame, labels: dict[int, np.ndarray]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Tables `segment_stability`, how surely each segment comes back (SLSw) and how far it is one of the answer with a
    segment less (SLSa; Dolnicar & Leisch 2017), and `flow`, how many customers are in which segment of one answer and of
    the next."""
    row = choice[choice.chosen].iloc[0]
    rows, moves = [], []
    before = None
    for n, now in labels.items():
        answer = evidence.answers[row.method, n]
        slsw = dict.fromkeys(np.unique(now), 0.0)
        for label in np.unique(answer.labels):
            ids, counts = np.unique(now[answer.labels == label], return_counts=True)
            slsw[ids[counts.argmax()]] = float(answer.slsw[label])
        ids, place = np.unique(now, return_inverse=True)
        slsa = np.full(len(ids), np.nan)
        if before is not None:
            old, was = np.unique(before, return_inverse=True)
            slsa = stability.across([was, place])[1]
            table = crossed(was, place, max(len(old), len(ids)))
            moves += [
                {"n_segments": n, "from_id": int(a), "segment_id": int(b), "customers": int(table[x, y])}
                for x, a in enumerate(old) for y, b in enumerate(ids) if table[x, y]
            ]  # fmt: skip
        rows += [
            {"n_segments": n, "segment_id": int(one), "slsw": slsw[one], "slsa": float(across), "chosen": n == row.n_segments}
            for one, across in zip(ids, slsa, strict=True)
        ]  # fmt: skip
        before = now
    columns = ["n_segments", "from_id", "segment_id", "customers"]
    return pd.DataFrame(rows), pd.DataFrame(moves, columns=columns).astype("int64")


def similarities(matrix: pd.DataFrame, labels: np.ndarray) -> pd.DataFrame:
    """How much each customer is like each segment's centroid, against the other segments': exp(-distance), as shares that
    sum to 1, the distance in quarters of its mean over customers and centroids. One row a customer, one column a segment_id."""
    X, ids = matrix.to_numpy(), np.unique(labels)
    centers = np.array([X[labels == one].mean(axis=0) for one in ids])
    away = np.sqrt(((X[:, None, :] - centers[None]) ** 2).sum(axis=2))
    near = np.exp(-4 * away / away.mean())
    return pd.DataFrame(near / near.sum(axis=1, keepdims=True), index=matrix.index, columns=ids)


def segment_sizes(segments: pd.DataFrame) -> pd.DataFrame:
    """segment_id, segment_name, size, share, confidence (mean), by segment_id."""
    sizes = segments.groupby(["segment_id", "segment_name"], as_index=False).agg(
        size=("customer_id", "size"), confidence=("confidence", "mean")
    )
    sizes.insert(3, "share", sizes["size"] / sizes["size"].sum())
    return sizes
