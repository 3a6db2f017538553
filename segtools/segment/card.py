"""The scorecard of the chosen answer: constants and weights that type any customer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from segtools.params import Segment
from segtools.scorecard.rule import assign, centroid_weights, logistic_weights
from segtools.scorecard.transforms import content_order
from segtools.segment.choice import verdict
from segtools.segment.evidence import Answer, Evidence
from segtools.segment.kmeans import within_ss
from segtools.segment.matching import lineage
from segtools.segment.methods import KMEANS, Way
from segtools.segment.names import segment_names, unique

# --- the scorecard ------------------------------------------------------------------------------------


def build_scorecard(
    base: pd.DataFrame,
    ways: Sequence[Way],
    evidence: Evidence,
    choice: pd.DataFrame,
    dictionary: pd.DataFrame,
    settings: Segment,
    earlier: dict[str, Any] | None = None,
) -> tuple[dict[str, Any], pd.DataFrame]:
    """The typing rule of the chosen answer, and table `lineage`: which segments of the last scorecard they are.

    Segments are numbered by value where there is one (mean monetary_value), else by size, and named by what
    sets them apart; a segment of `earlier`, the last scorecard, that is found again keeps number and name. An answer that is linear in the numbers it was found on is its own scorecard; any other is
    typed by a multinomial logistic regression, whose agreement on customers it has not seen is stated.
    """
    row = choice[choice.chosen].iloc[0]
    way = next(way for way in ways if way.method == row.method)
    answer = evidence.answers[row.method, int(row.n_segments)]
    canonical = content_order(np.hstack([one.X for one in ways]))  # sums in an order that neither rows nor ids decide
    base, typed, plain = base.iloc[canonical], way.matrix.iloc[canonical], ways[0].matrix.iloc[canonical]
    constants, weights, agreement = _linear(way, answer, evidence.rows, typed.to_numpy())
    labels = (typed.to_numpy() @ weights.T + constants).argmax(axis=1)
    k = len(constants)
    centers = np.array([plain[labels == n].mean() if (labels == n).any() else plain.mean() * 0 for n in range(k)])
    order = _by_value(base, labels, centers)
    names = segment_names(centers[order] / plain.std(ddof=0).to_numpy(), list(plain), dictionary)
    there = np.flatnonzero(np.bincount(answer.labels, minlength=len(answer.slsw)))
    if way.names:
        names = [way.names[there[n]] for n in order]
    numbers = np.argsort(order)[labels]
    was = None
    if earlier:
        typing = assign(base, earlier).set_index("customer_id").segment_id
        was = base.customer_id.map(typing).fillna(0).astype("int64").to_numpy()
    descent = lineage(numbers, names, earlier, was)
    known = descent[descent.number >= 0].set_index("number")
    word, sentence = verdict(choice)
    segments = [
        {
            "segment_id": int(known.segment_id[n]),
            "segment_name": settings.names.get(known.computed_name[n], known.computed_name[n]),
            "computed_name": known.computed_name[n],
            "stability": float(answer.slsw[there[order[n]]]),
            "constant": float(constants[order[n]]),
            "weights": dict(zip(way.matrix.columns, map(float, weights[order[n]]), strict=True)),
        }
        for n in range(k)
    ]
    segments = sorted(segments, key=lambda one: one["segment_id"])
    for one, called in zip(segments, unique([one["segment_name"] for one in segments]), strict=True):
        one["segment_name"] = called
    card = {
        "format": 2,
        "method": row.method,
        "n_segments": int(row.n_segments),
        "verdict": word,
        "because": sentence,
        "agreement": agreement,
        "evidence": {
            name: None if np.isnan(row[name]) else float(row[name])
            for name in ("silhouette", "null_silhouette", "mean_ari", "min_slsw", "min_share")
        },
        "settings": _settings([transform["variable"] for transform in ways[0].transforms], settings),
        "next_id": max(int(known.segment_id.max()) + 1, earlier["next_id"] if earlier else 0),
        "variables": way.transforms,
        "segments": segments,
    }
    called = {one["computed_name"]: one["segment_name"] for one in segments}
    descent["segment_name"] = [called.get(one.computed_name, one.earlier_name) if one.number >= 0 else one.earlier_name
                               for one in descent.itertuples()]  # fmt: skip
    return card, descent[["segment_id", "segment_name", "computed_name", "status", "earlier_name", "overlap"]]


def same_question(earlier: dict[str, Any] | None, variables: list[str], settings: Segment) -> dict[str, Any] | None:
    """The last scorecard, if it answers the same question (variables, methods, range of k); else None."""
    return earlier if earlier and earlier.get("settings") == _settings(variables, settings) else None


def _settings(variables: list[str], settings: Segment) -> dict[str, Any]:
    asked = settings.model_dump(include={"n_segments", "min_segments", "max_segments", "methods"})
    return {"variables": list(variables), **asked}


def _linear(way: Way, answer: Answer, rows: np.ndarray, typed: np.ndarray) -> tuple[np.ndarray, np.ndarray, float]:
    """Constants (k,), weights (k, columns) and the share of customers that they type as the answer does."""
    if way.method == KMEANS:
        centers = answer.fit.weights
        labels = answer.fit.labels(typed)
        variance = max(within_ss(typed, labels) / typed.size, 1e-12)
        return *centroid_weights(centers, variance), 1.0
    if answer.fit.weights is not None:
        return answer.fit.constants, answer.fit.weights, 1.0
    return logistic_weights(way.matrix.to_numpy()[rows], answer.labels)


def _by_value(base: pd.DataFrame, labels: np.ndarray, centers: np.ndarray) -> list[int]:
    """Segments by mean monetary_value, else by size, the highest first."""
    k = len(centers)
    sizes = np.bincount(labels, minlength=k)
    value = sizes.astype(float)
    if "monetary_value" in base:
        sorted_ = base.monetary_value.sort_values()
        means = sorted_.groupby(pd.Series(labels, base.index)).mean()
        value = means.reindex(range(k)).fillna(-np.inf).to_numpy()
    return sorted(range(k), key=lambda c: (-value[c], -sizes[c], tuple(centers[c])))
