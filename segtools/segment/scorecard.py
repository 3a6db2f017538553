"""The scorecard of the chosen answer: its constants and weights, the numbers and names of its segments, its verdict."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from segtools.params import Segment
from segtools.scorecard.rule import assign
from segtools.scorecard.transforms import content_order, with_ways
from segtools.segment.evidence import Evidence
from segtools.segment.lineage import lineage
from segtools.segment.methods import METHODS
from segtools.segment.names import segment_names, unique
from segtools.segment.verdict import because, verdict_word

_FORMAT = 2
_EVIDENCE = ("silhouette", "null_silhouette", "mean_ari", "min_slsw", "min_share")


def build_scorecard(
    base: pd.DataFrame,
    evidence: Evidence,
    choice: pd.DataFrame,
    dictionary: pd.DataFrame,
    settings: Segment,
    earlier: dict[str, Any] | None = None,
    client: str = "",
) -> tuple[dict[str, Any], pd.DataFrame]:
    """The scorecard of the chosen answer, and table `lineage`: which segments of the last scorecard its segments are.

    Segments are numbered by value where there is one (mean monetary_value), else by size, and named by what
    sets them apart; a segment of `earlier`, the last scorecard, that is found again keeps number and name. An answer
    that is linear in the numbers it was found on is its own scorecard; any other is typed by a multinomial logistic
    regression, whose agreement on customers it has not seen is stated.
    """
    row = choice[choice.chosen].iloc[0]
    candidate, answer = evidence.candidate(row.method), evidence.answers[row.method, int(row.n_segments)]
    # sums in an order that neither rows nor ids decide
    canonical = content_order(np.hstack([candidate.X for candidate in evidence.candidates]))
    base, own = base.iloc[canonical], candidate.numbers.matrix.iloc[canonical]
    looked = candidate.numbers.matrix.to_numpy()[evidence.rows]
    scoring = METHODS[row.method].scoring
    constants, weights, agreement = scoring(answer.fit, answer.labels, looked, own.to_numpy())
    labels = (own.to_numpy() @ weights.T + constants).argmax(axis=1)
    order, names = _order_and_names(
        base, evidence.yardstick.numbers.matrix.iloc[canonical], labels, len(constants), dictionary
    )
    there = np.flatnonzero(np.bincount(answer.labels, minlength=len(answer.slsw)))
    if candidate.segments:
        names = [candidate.segments[there[n]] for n in order]
    descent = lineage(np.argsort(order)[labels], names, earlier, _segments_before(base, earlier))
    known = descent[descent.number >= 0].set_index("number")
    segments = _segments(known, constants[order], weights[order], list(own), answer.slsw[there[order]], settings)
    card = {
        **({"client": client} if client else {}),
        "format": _FORMAT,
        "method": row.method,
        "n_segments": int(row.n_segments),
        "verdict": verdict_word(choice),
        "because": because(choice, settings, earlier),
        "agreement": agreement,
        "evidence": {name: None if np.isnan(row[name]) else float(row[name]) for name in _EVIDENCE},
        "settings": _question(evidence.yardstick.numbers.variables, settings),
        "next_id": max(int(known.segment_id.max()) + 1, earlier["next_id"] if earlier else 0),
        "variables": with_ways(candidate.numbers.transforms, dictionary),
        "segments": segments,
    }
    return card, _named(descent, segments)


def same_question(earlier: dict[str, Any] | None, variables: Sequence[str], settings: Segment) -> dict[str, Any] | None:
    """The last scorecard, if it was made for the same question (variables, methods, range of k); else None."""
    return earlier if earlier and earlier.get("settings") == _question(variables, settings) else None


def _question(variables: Sequence[str], settings: Segment) -> dict[str, Any]:
    asked = settings.model_dump(include={"n_segments", "min_segments", "max_segments", "methods"})
    return {"variables": list(variables), **asked}


def _order_and_names(
    base: pd.DataFrame, matrix: pd.DataFrame, labels: np.ndarray, k: int, dictionary: pd.DataFrame
) -> tuple[list[int], list[str]]:
    """The labels in the order of their future numbers, and each one's name in this order."""
    centers = np.array([matrix[labels == n].mean() if (labels == n).any() else matrix.mean() * 0 for n in range(k)])
    order = _by_value(base, labels, centers)
    return order, segment_names(centers[order] / matrix.std(ddof=0).to_numpy(), list(matrix), dictionary)


def _by_value(base: pd.DataFrame, labels: np.ndarray, centers: np.ndarray) -> list[int]:
    """Segments by mean monetary_value, else by size, highest first."""
    k = len(centers)
    sizes = np.bincount(labels, minlength=k)
    value = sizes.astype(float)
    if "monetary_value" in base:
        sorted_ = base.monetary_value.sort_values()
        means = sorted_.groupby(pd.Series(labels, base.index)).mean()
        value = means.reindex(range(k)).fillna(-np.inf).to_numpy()
    return sorted(range(k), key=lambda c: (-value[c], -sizes[c], tuple(centers[c])))


def _segments_before(base: pd.DataFrame, earlier: dict[str, Any] | None) -> np.ndarray | None:
    """The segment_id that the last scorecard gives each customer; 0 if none."""
    if earlier is None:
        return None
    before = assign(base, earlier).set_index("customer_id").segment_id
    return base.customer_id.map(before).fillna(0).astype("int64").to_numpy()


def _segments(
    known: pd.DataFrame,
    constants: np.ndarray,
    weights: np.ndarray,
    columns: list[str],
    stability: np.ndarray,
    settings: Segment,
) -> list[dict[str, Any]]:
    """The segments as the scorecard stores them, by segment_id; `known` is today's part of the lineage, by number."""
    segments = [
        {
            "segment_id": int(known.segment_id[n]),
            "segment_name": settings.names.get(known.computed_name[n], known.computed_name[n]),
            "computed_name": known.computed_name[n],
            "stability": float(stability[n]),
            "constant": float(constants[n]),
            "weights": dict(zip(columns, map(float, weights[n]), strict=True)),
        }
        for n in range(len(constants))
    ]
    segments = sorted(segments, key=lambda segment: segment["segment_id"])
    names = unique([segment["segment_name"] for segment in segments])
    return [{**segment, "segment_name": name} for segment, name in zip(segments, names, strict=True)]


def _named(descent: pd.DataFrame, segments: list[dict[str, Any]]) -> pd.DataFrame:
    """Table `lineage`: today's segments with today's names, segments that are gone with their last."""
    today = {segment["computed_name"]: segment["segment_name"] for segment in segments}
    rows = descent[["computed_name", "earlier_name", "number"]].itertuples(index=False)
    names = [today.get(computed, earlier) if number >= 0 else earlier for computed, earlier, number in rows]
    table = descent.assign(segment_name=names)
    return table[["segment_id", "segment_name", "computed_name", "status", "earlier_name", "overlap"]]
