"""How far to trust each method's answers: the evidence for every method and number of segments."""

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
from segtools.segment.methods import YARDSTICK, Candidate, candidate_named
from segtools.segment.nulls import Cloud, redrawn, shuffled
from segtools.segment.silhouette import Silhouette, looked_at
from segtools.segment.stability import BOOTSTRAP_STARTS, Replicates, agreement, bootstrap
from segtools.tables import DataError

NATURAL = 0.90
TRUSTED = 0.60
APART = 0.05
_DRAWS = 1
_NULL_DRAWS = 5
_SPLIT_DRAWS = 3
_FEWEST = 30
# methods compared with k-means are checked on fewer rows, pairs and nulls
_OTHER_ROWS = 3_000
_OTHER_STARTS = 20
_OTHER_NULLS = 2
_SHOWN = 2_000


@dataclass(frozen=True)
class Answer:
    """What one method makes of the base for one k: the segments of the rows looked at (n,), how each is found again
    (k,), and what it learnt."""

    fit: Fit
    labels: np.ndarray
    slsw: np.ndarray


@dataclass(frozen=True)
class Evidence:
    """Tables `choice` (without the choice) and `stability`; the answers by method and n_segments; the candidates, the
    yardstick first; and which rows of the base they were learnt from."""

    choice: pd.DataFrame
    stability: pd.DataFrame
    answers: dict[tuple[str, int], Answer]
    candidates: Sequence[Candidate]
    rows: np.ndarray

    @property
    def yardstick(self) -> Candidate:
        """K-means, with which all others are compared."""
        return self.candidates[0]

    def candidate(self, name: str) -> Candidate:
        """The candidate of that method."""
        return candidate_named(name, self.candidates)


# --- the evidence -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Ground:
    """The basis on which all answers are judged.

    rows : positions of the customers looked at
    X : these in the yardstick's numbers
    width : their silhouettes
    null_picks : bases without segments, as the rows that each variable is taken from: clouds, then shuffled ones
    null_widths : how separate slices of each are
    """

    rows: np.ndarray
    X: np.ndarray
    width: Silhouette
    null_picks: list[np.ndarray]
    null_widths: list[Silhouette]


@dataclass(frozen=True)
class _Effort:
    """How much of a method's answer is looked at: starts, rows, pairs of bootstraps, and of the null models how many
    silhouettes, and every which one's stability."""

    starts: int
    rows: int
    pairs: int
    null_widths: int
    null_step: int


def gather_evidence(candidates: Sequence[Candidate], settings: Segment, seed: int) -> Evidence:
    """Fit each method for a range of k, and measure how far each answer can be trusted.

    Parameters
    ----------
    candidates : as `candidates` makes them
    settings : range of k (two to max_segments), starts, pairs of bootstraps, sample
    seed : which customers are looked at, where there are more than settings.sample. The draws behind the evidence are
        the same for every seed, so that no verdict depends on one

    For each method and k: its best answer; the adjusted Rand index between two typings of everyone, each
    learnt from a bootstrap sample of its own; how much of each segment comes back; and the mean silhouette, with the
    highest that the same method and k reach on bases without segments, of which there are two kinds: the same
    margins shuffled, and a cloud with the same margins and correlations. K-means is judged on up to settings.sample
    customers and five of each kind; the others on up to 3,000, a quarter of the pairs, and two clouds. Silhouettes are
    those of 2,000 rows.
    Raises DataError where fewer than thirty customers differ.
    """
    rows = _rows_looked_at(candidates, settings.sample, seed)
    yardstick, everyone = candidates[0], len(candidates[0].X)
    top = min(settings.max_segments, _different(yardstick, rows) // 3)
    ground = _ground(yardstick, rows)
    choice, replicates, answers = [], [], {}
    with threadpool_limits(1):  # sums in one order: the same bytes on any number of cores
        for position, candidate in enumerate(candidates):
            rng = np.random.default_rng([_DRAWS, position])
            for k in _numbers_of_segments(candidate, top, settings):
                row, answer, aris = _judged(candidate, k, ground, settings, rng)
                number = row["n_segments"]
                if candidate.segments is None and number < k:
                    continue  # one of its segments holds nobody: this is an answer for fewer
                row |= _beside_others(row, candidate.name, k, answer, answers, yardstick, ground, rng)
                row["min_size"] = round(row["min_share"] * everyone)
                choice.append(row)
                answers[candidate.name, number] = answer
                pairs = {"method": candidate.name, "n_segments": number, "replicate": range(1, len(aris) + 1)}
                replicates.append(pd.DataFrame({**pairs, "ari": aris}))
    return Evidence(pd.DataFrame(choice), pd.concat(replicates, ignore_index=True), answers, candidates, rows)


def _rows_looked_at(candidates: Sequence[Candidate], size: int, seed: int) -> np.ndarray:
    """Positions of the customers in the sample, in an order that depends neither on the order of rows nor on ids."""
    rows = content_order(np.hstack([candidate.X for candidate in candidates]))
    if len(rows) <= size:
        return rows
    return rows[np.sort(np.random.default_rng(seed).choice(len(rows), size, replace=False))]


def _different(yardstick: Candidate, rows: np.ndarray) -> int:
    """How many different customers there are. Raises DataError if they are too few to segment."""
    different = len(np.unique(yardstick.X[rows], axis=0))
    if different < _FEWEST:
        on = ", ".join(yardstick.numbers.matrix)
        remedy = "add customers, or name other segment.variables"
        raise DataError(f"only {different} customers differ on {on}: too few to segment; {remedy}")
    return different


def _ground(yardstick: Candidate, rows: np.ndarray) -> _Ground:
    X, groups, rng = yardstick.X[rows], yardstick.numbers.groups, np.random.default_rng(_DRAWS)
    cloud = Cloud(X, groups, rng)
    picks = [cloud.draw(rng) for _ in range(_NULL_DRAWS)]
    picks += [shuffled(len(X), len(groups), rng) for _ in range(_NULL_DRAWS)]
    looked = looked_at(len(X), rng)
    shown = [pick[: len(looked)] for pick in picks]
    widths = [Silhouette(redrawn(X, groups, pick), np.arange(len(pick))) for pick in shown]
    return _Ground(rows, X, Silhouette(X, looked), picks, widths)


def _numbers_of_segments(candidate: Candidate, top: int, settings: Segment) -> Sequence[int]:
    if candidate.segments is not None:
        return [len(candidate.segments)]
    return range(2, max(top, settings.n_segments or 2) + 1)


def _effort(candidate: Candidate, n: int, settings: Segment) -> _Effort:
    """Full effort for k-means, less for the other methods."""
    if candidate.name == YARDSTICK:
        return _Effort(settings.n_starts, n, settings.n_pairs, 2 * _NULL_DRAWS, _NULL_DRAWS)
    pairs = max(2, settings.n_pairs // 4)
    return _Effort(min(settings.n_starts, _OTHER_STARTS), min(n, _OTHER_ROWS), pairs, _OTHER_NULLS, 2 * _NULL_DRAWS)


def _judged(
    candidate: Candidate, k: int, ground: _Ground, settings: Segment, rng: np.random.Generator
) -> tuple[dict[str, Any], Answer, np.ndarray]:
    """A row of `choice`, the answer, and the adjusted Rand index of each pair of bootstraps."""
    X = candidate.X[ground.rows]
    effort = _effort(candidate, len(X), settings)
    fit = candidate.fit(X, k, effort.starts, rng)
    labels = fit.labels(X)
    main = candidate.name == YARDSTICK
    some = np.arange(len(X)) if main else np.sort(rng.choice(len(X), effort.rows, replace=False))
    pairs = rng.integers(0, effort.rows, (effort.pairs, 2, effort.rows))
    again = bootstrap(X[some], labels[some], candidate.fit, k, pairs, rng)
    null_width, null_ari = _in_null_models(candidate, k, X, ground, effort, pairs, rng)
    sizes = np.bincount(labels, minlength=k)
    row = {
        "method": candidate.name,
        "n_segments": int((sizes > 0).sum()),
        "silhouette": ground.width(labels),
        "null_silhouette": null_width,
        "bic": fit.n_parameters * np.log(len(X)) - 2 * fit.log_likelihood,
        "mean_ari": float(again.ari.mean()),
        "null_ari": null_ari,
        "min_slsw": float(again.slsw[sizes > 0].min()),
        "min_share": sizes[sizes > 0].min() / len(labels),
    }
    return row, Answer(fit, labels, again.slsw), again.ari


def _in_null_models(
    candidate: Candidate,
    k: int,
    X: np.ndarray,
    ground: _Ground,
    effort: _Effort,
    pairs: np.ndarray,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """The highest mean silhouette and the mean adjusted Rand index that the method reaches in bases without segments;
    NaN for a method that brings its segments."""
    if candidate.segments is not None:
        return np.nan, np.nan
    widths, groups = [], candidate.numbers.groups
    for picks, width in list(zip(ground.null_picks, ground.null_widths, strict=True))[: effort.null_widths]:
        null = redrawn(X, groups, picks[: len(width.rows)])
        widths.append(width(candidate.fit(null, k, BOOTSTRAP_STARTS, rng).labels(null)))
    aris = []
    for picks in ground.null_picks[:: effort.null_step]:
        null = redrawn(X, groups, picks[: effort.rows])
        nobody = np.zeros(effort.rows, dtype=int)  # its own answer does not matter here
        again: Replicates = bootstrap(null, nobody, candidate.fit, k, pairs[:2], rng)
        aris.append(again.ari.mean())
    return max(widths), float(np.mean(aris))


def _beside_others(
    row: dict[str, Any],
    name: str,
    k: int,
    answer: Answer,
    answers: dict[tuple[str, int], Answer],
    yardstick: Candidate,
    ground: _Ground,
    rng: np.random.Generator,
) -> dict[str, float]:
    """An answer compared with that of one segment less and with k-means: within_ss, split and agreement."""
    squares = within_ss(ground.X, answer.labels)
    same, fewer = answers.get((YARDSTICK, row["n_segments"])), answers.get((name, k - 1))
    asked = name == YARDSTICK and fewer and natural(pd.Series(row))
    split = _split(ground.X, yardstick, squares, fewer, k, rng) if asked else np.nan
    alike = agreement(same.labels, answer.labels) if same and name != YARDSTICK else np.nan
    return {"within_ss": squares, "split": split, "agreement": alike}


def _split(
    X: np.ndarray, yardstick: Candidate, squares: float, fewer: Answer, k: int, rng: np.random.Generator
) -> float:
    """How far the k-th segment brings the sum of squares down from that of k - 1 segments, against the furthest that it
    does where each of these is one cloud."""
    groups = yardstick.numbers.groups
    members = [np.flatnonzero(fewer.labels == n) for n in range(k - 1)]
    clouds = [Cloud(X[at], groups, rng) for at in members]
    lowest = 1.0
    for _ in range(_SPLIT_DRAWS):
        null = np.vstack([redrawn(X[at], groups, cloud.draw(rng)) for at, cloud in zip(members, clouds, strict=True)])
        before, after = (within_ss(null, kmeans(null, n, BOOTSTRAP_STARTS, rng).labels(null)) for n in (k - 1, k))
        lowest = min(lowest, after / before)
    return squares / within_ss(X, fewer.labels) / lowest


def natural(rows: Any) -> Any:
    """Whether the segments of a row of `choice`, or of several rows, are natural (see `verdict`)."""
    apart = rows.silhouette - rows.null_silhouette >= APART
    return (rows.mean_ari >= NATURAL) & apart & (rows.min_slsw >= TRUSTED)


# --- beside a base without segments -------------------------------------------------------------------


def beside_null(evidence: Evidence, choice: pd.DataFrame) -> pd.DataFrame:
    """The base, and a cloud of the same margins and correlations, on the base's first two principal components, both
    cut by k-means into as many segments as were chosen.

    Returns
    -------
    base ("this base", "a cloud without segments"), number (of the segment, from 0 by size), pc_1, pc_2; at most 2,000
    rows of each
    """
    k, rng = int(choice.n_segments[choice.chosen].iloc[0]), np.random.default_rng(0)
    X, groups = evidence.yardstick.X[evidence.rows], evidence.yardstick.numbers.groups
    picks = Cloud(X, groups, rng).draw(rng)
    center = X.mean(axis=0)
    axes = np.linalg.svd(X - center, full_matrices=False)[2][:2]
    bases = {"this base": X, "a cloud without segments": redrawn(X, groups, picks)}
    parts = []
    with threadpool_limits(1):
        for name, rows in bases.items():
            labels = kmeans(rows, k, BOOTSTRAP_STARTS, rng).labels(rows)
            by_size = np.argsort(np.argsort(-np.bincount(labels, minlength=k), kind="stable"))
            some = rng.choice(len(rows), min(len(rows), _SHOWN), replace=False)
            flat = (rows[some] - center) @ axes.T
            flat = np.column_stack([flat, np.zeros(len(flat))]) if flat.shape[1] < 2 else flat
            shown = {"base": name, "number": by_size[labels[some]], "pc_1": flat[:, 0], "pc_2": flat[:, 1]}
            parts.append(pd.DataFrame(shown))
    return pd.concat(parts, ignore_index=True)
