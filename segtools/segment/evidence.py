"""What each method makes of a base, and how far each answer can be trusted: the evidence that 03_segment judges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from segtools.params import Segment
from segtools.scorecard.transforms import content_order
from segtools.segment.fit import Fit
from segtools.segment.kmeans import kmeans, within_ss
from segtools.segment.methods import KMEANS, Way
from segtools.segment.nulls import Cloud, redrawn, shuffled
from segtools.segment.silhouette import Silhouette, looked_at
from segtools.segment.stability import BOOTSTRAP_STARTS, agreement, bootstrap
from segtools.tables import DataError

NATURAL = 0.90
TRUSTED = 0.60
APART = 0.05
_DRAWS = 1
_NULL_DRAWS = 5
_SPLIT_DRAWS = 3
_FEWEST = 30
# the methods that k-means is held against look at fewer rows, pairs and nulls
_OTHER_ROWS = 3_000
_OTHER_STARTS = 20
_OTHER_NULLS = 2
_SHOWN = 2_000


@dataclass(frozen=True)
class Answer:
    """What one method makes of the base for one k: the segments of the rows looked at (n,), how each is found again (k,),
    and what it learnt."""

    fit: Fit
    labels: np.ndarray
    slsw: np.ndarray


@dataclass(frozen=True)
class Evidence:
    """Tables `choice` (without the choice) and `stability`; the answers by method and n_segments; and which rows of
    the base they were learnt from."""

    choice: pd.DataFrame
    stability: pd.DataFrame
    answers: dict[tuple[str, int], Answer]
    rows: np.ndarray


# --- the evidence -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Nulls:
    """Bases without segments: the rows that each variable is taken from, and how separate slices of them are."""

    picks: list[np.ndarray]
    widths: list[Silhouette]


def gather_evidence(ways: Sequence[Way], settings: Segment, seed: int) -> Evidence:
    """Each method over a range of k, and how far each answer can be trusted.

    Parameters
    ----------
    ways : as `ways_to_segment` makes them
    settings : range of k (two to max_segments), starts, pairs of bootstraps, sample
    seed : which customers are looked at, where there are more than settings.sample. The draws behind the evidence are the
        same for every seed: no verdict shall hang on one

    For each method and k: its best answer; the adjusted Rand index between two typings of everyone, each
    learnt from a bootstrap sample of its own; how much of each segment comes back; and the mean silhouette, with the
    highest that the same method and k reach on bases without segments, of which there are two kinds: the same
    margins shuffled, and a cloud with the same margins and correlations. K-means is judged on up to settings.sample
    customers and five of each kind; the others on up to 3,000, a quarter of the pairs, and two clouds. Silhouettes are
    those of 2,000 rows.
    Raises DataError where fewer than thirty customers differ.
    """
    rows = _looked_at(ways, settings.sample, seed)
    main, rng = ways[0], np.random.default_rng(_DRAWS)
    X, everyone = main.X[rows], len(main.X)
    different = len(np.unique(X, axis=0))
    if different < _FEWEST:
        raise DataError(f"only {different} customers differ on {', '.join(main.matrix)}: too few to segment; "
                        "add customers or name other segment.variables")  # fmt: skip
    top = min(settings.max_segments, different // 3)
    cloud, variables = Cloud(X, main.groups, rng), len(main.groups)
    picks = [cloud.draw(rng) for _ in range(_NULL_DRAWS)]
    picks += [shuffled(len(X), variables, rng) for _ in range(_NULL_DRAWS)]
    looked = looked_at(len(X), rng)
    width = Silhouette(X, looked)
    some = [one[: len(looked)] for one in picks]
    nulls = _Nulls(picks, [Silhouette(redrawn(X, main.groups, p), np.arange(len(p))) for p in some])
    choice, replicates, answers = [], [], {}
    with threadpool_limits(1):  # sums in one order: the same bytes on any number of cores
        for number, way in enumerate(ways):
            own = np.random.default_rng([_DRAWS, number])
            numbers = range(2, max(top, settings.n_segments or 2) + 1) if way.names is None else [len(way.names)]
            for k in numbers:
                row, answer, aris = _judge(way, k, rows, settings, width, nulls, own)
                if way.names is None and row["n_segments"] < k:
                    continue  # one of its segments holds nobody: this is an answer for fewer
                same = answers.get((KMEANS, row["n_segments"]))
                row["within_ss"] = within_ss(X, answer.labels)
                fewer = answers.get((way.method, k - 1))
                asked = way is main and fewer and natural(pd.Series(row))
                row["split"] = _split(X, main, row["within_ss"], fewer, k, own) if asked else np.nan
                row["agreement"] = agreement(same.labels, answer.labels) if same and way is not main else np.nan
                row["min_size"] = round(row["min_share"] * everyone)
                choice.append(row)
                answers[way.method, row["n_segments"]] = answer
                replicates.append(pd.DataFrame({"method": way.method, "n_segments": row["n_segments"],
                                                "replicate": range(1, len(aris) + 1), "ari": aris}))  # fmt: skip
    return Evidence(pd.DataFrame(choice), pd.concat(replicates, ignore_index=True), answers, rows)


def _looked_at(ways: Sequence[Way], size: int, seed: int) -> np.ndarray:
    """Positions of the customers looked at, in an order that neither rows nor ids decide."""
    rows = content_order(np.hstack([way.X for way in ways]))
    if len(rows) <= size:
        return rows
    return rows[np.sort(np.random.default_rng(seed).choice(len(rows), size, replace=False))]


def _judge(way: Way, k: int, rows: np.ndarray, settings: Segment, width: Silhouette, nulls: _Nulls,
           rng: np.random.Generator) -> tuple[dict[str, Any], Answer, np.ndarray]:  # fmt: skip
    """A row of `choice`, the answer, and the adjusted Rand index of each pair of bootstraps."""
    X, main = way.X[rows], way.method == KMEANS
    fit = way.fit(X, k, settings.n_starts if main else min(settings.n_starts, _OTHER_STARTS), rng)
    labels = fit.labels(X)
    size = len(X) if main else min(len(X), _OTHER_ROWS)
    some = np.arange(len(X)) if main else np.sort(rng.choice(len(X), size, replace=False))
    pairs = rng.integers(0, size, (settings.n_pairs if main else max(2, settings.n_pairs // 4), 2, size))
    again = bootstrap(X[some], labels[some], way.fit, k, pairs, rng)
    null_width, null_ari = [], []
    for number, silhouette in enumerate(nulls.widths if way.names is None else ()):
        if main or number < _OTHER_NULLS:
            null = redrawn(X, way.groups, nulls.picks[number][: len(silhouette.rows)])
            null_width.append(silhouette(way.fit(null, k, BOOTSTRAP_STARTS, rng).labels(null)))
    for picks in nulls.picks[:: _NULL_DRAWS if main else 2 * _NULL_DRAWS] if way.names is None else ():
        null = redrawn(X, way.groups, picks[:size])
        labels_ = np.zeros(size, dtype=int)  # its own answer does not matter here
        null_ari.append(bootstrap(null, labels_, way.fit, k, pairs[:2], rng).ari.mean())
    there = np.bincount(labels, minlength=k)
    row = {
        "method": way.method,
        "n_segments": int((there > 0).sum()),
        "silhouette": width(labels),
        "null_silhouette": max(null_width, default=np.nan),
        "bic": fit.n_parameters * np.log(len(X)) - 2 * fit.log_likelihood,
        "mean_ari": float(again.ari.mean()),
        "null_ari": float(np.mean(null_ari)) if null_ari else np.nan,
        "min_slsw": float(again.slsw[there > 0].min()),
        "min_share": there[there > 0].min() / len(labels),
    }
    return row, Answer(fit, labels, again.slsw), again.ari


def _split(X: np.ndarray, main: Way, squares: float, fewer: Answer, k: int, rng: np.random.Generator) -> float:
    """How far the k-th segment brings the sum of squares down from that of k - 1 segments, against the furthest that it does
    where each of these is one cloud."""
    members = [np.flatnonzero(fewer.labels == n) for n in range(k - 1)]
    clouds = [Cloud(X[at], main.groups, rng) for at in members]
    lowest = 1.0
    for _ in range(_SPLIT_DRAWS):
        whole = [redrawn(X[at], main.groups, c.draw(rng)) for at, c in zip(members, clouds, strict=True)]
        null = np.vstack(whole)
        ss = [within_ss(null, kmeans(null, n, BOOTSTRAP_STARTS, rng).labels(null)) for n in (k - 1, k)]
        lowest = min(lowest, ss[1] / ss[0])
    return squares / within_ss(X, fewer.labels) / lowest


def natural(rows: Any) -> Any:
    """Of a row of `choice`, or of several: whether its segments are natural (see `segment.verdict`)."""
    apart = rows.silhouette - rows.null_silhouette >= APART
    return (rows.mean_ari >= NATURAL) & apart & (rows.min_slsw >= TRUSTED)


# --- beside a base without segments, and against time -------------------------------------------------


def beside_null(ways: Sequence[Way], evidence: Evidence, k: int) -> pd.DataFrame:
    """The base, and a cloud of the same margins and correlations, on the base's first two principal components.

    Returns
    -------
    base ("this base", "a cloud without segments"), number (of the segment that k-means with k puts it in, from 0 by size),
    pc_1, pc_2; at most 2,000 rows of each
    """
    main, rng = ways[0], np.random.default_rng(0)
    X = main.X[evidence.rows]
    picks = Cloud(X, main.groups, rng).draw(rng)
    center = X.mean(axis=0)
    axes = np.linalg.svd(X - center, full_matrices=False)[2][:2]
    made = []
    with threadpool_limits(1):
        for name, rows in {
            "this base": X,
            "a cloud without segments": redrawn(X, main.groups, picks),
        }.items():
            labels = kmeans(rows, k, BOOTSTRAP_STARTS, rng).labels(rows)
            by_size = np.argsort(np.argsort(-np.bincount(labels, minlength=k), kind="stable"))
            some = rng.choice(len(rows), min(len(rows), _SHOWN), replace=False)
            flat = (rows[some] - center) @ axes.T
            flat = np.column_stack([flat, np.zeros(len(flat))]) if flat.shape[1] < 2 else flat
            made.append(
                pd.DataFrame({"base": name, "number": by_size[labels[some]], "pc_1": flat[:, 0], "pc_2": flat[:, 1]})
            )
    return pd.concat(made, ignore_index=True)
