"""03_segment: are there segments, how many, and would we find them again?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from segtools import clusters, stability
from segtools.params import Segment
from segtools.scorecard import centroid_weights, content_order
from segtools.tables import DataError

METHOD = "kmeans"
_NULL_DRAWS = 5
_NEAR_BEST = 0.05
_FEWEST = 30
NATURAL, REPRODUCIBLE, CONSTRUCTIVE = 0.90, 0.75, 0.50
TRUSTED, _APART = 0.60, 0.05


@dataclass(frozen=True)
class Evidence:
    """What was tried: table `choice` without the choice, table `stability`, and by number of segments the centroids and
    how much of each segment comes back."""

    choice: pd.DataFrame
    stability: pd.DataFrame
    centers: dict[int, np.ndarray]
    slsw: dict[int, np.ndarray]


def gather_evidence(matrix: pd.DataFrame, groups: list[list[int]], settings: Segment, seed: int) -> Evidence:
    """K-means over a range of k, and how far each answer can be trusted.

    Parameters
    ----------
    matrix : customers in comparable numbers (rows, columns), as `scorecard.design_matrix` makes them
    groups : the columns of each variable, as `scorecard.column_groups` says
    settings : range of k (two to max_segments), starts, pairs of bootstraps, sample

    For each k: the best of n_starts k-means; the adjusted Rand index between two typings of the whole base,
    each learnt from a bootstrap sample of its own, and the same on bases without segments; and the mean silhouette, with
    the highest that the same k reaches there. Two kinds of base without segments are drawn, five times each: the same
    margins shuffled, and a cloud with the same margins and correlations.
    """
    X = _sampled(matrix, settings.sample, seed)
    rng = np.random.default_rng(seed)
    different = len(np.unique(X, axis=0))
    if different < _FEWEST:
        raise DataError(f"only {different} customers differ on {', '.join(matrix)}: too few to segment; "
                        "add customers or name other segment.variables")  # fmt: skip
    top = min(settings.max_segments, different // 3)
    pairs = rng.integers(0, len(X), (settings.n_pairs, 2, len(X)))
    cloud = stability.Cloud(X, groups, rng)
    nulls = [stability.shuffled_base(X, groups, rng) for _ in range(_NULL_DRAWS)]
    nulls += [cloud.draw(rng) for _ in range(_NULL_DRAWS)]
    looked = stability.looked_at(len(X), rng)
    width, null_widths = stability.Silhouette(X, looked), [stability.Silhouette(null, looked) for null in nulls]
    rows, replicates, centers, slsw = [], [], {}, {}
    with threadpool_limits(1):  # sums in one order: the same bytes on any number of cores
        for k in range(2, max(top, settings.n_segments or 2) + 1):
            fit = clusters.kmeans(X, k, settings.n_starts, rng)
            labels = fit.labels(X)
            again = stability.bootstrap(X, labels, clusters.kmeans, k, pairs, rng)
            null_width, null_ari = [], []
            for null, silhouette in zip(nulls, null_widths, strict=True):
                sliced = clusters.kmeans(null, k, stability.BOOTSTRAP_STARTS, rng).labels(null)
                null_width.append(silhouette(sliced))
                null_ari.append(stability.bootstrap(null, sliced, clusters.kmeans, k, pairs[:1], rng).ari[0])
            rows.append(
                {
                    "method": METHOD,
                    "n_segments": k,
                    "silhouette": width(labels),
                    "null_silhouette": max(null_width),
                    "within_ss": clusters.within_ss(X, labels),
                    "mean_ari": float(again.ari.mean()),
                    "null_ari": float(np.mean(null_ari)),
                    "min_slsw": float(again.slsw.min()),
                    "min_share": np.bincount(labels, minlength=k).min() / len(labels),
                }
            )
            replicates.append(pd.DataFrame({"method": METHOD, "n_segments": k, "replicate": range(1, len(pairs) + 1),
                                            "ari": again.ari}))  # fmt: skip
            centers[k], slsw[k] = fit.weights, again.slsw
    return Evidence(pd.DataFrame(rows), pd.concat(replicates, ignore_index=True), centers, slsw)


def _sampled(matrix: pd.DataFrame, size: int, seed: int) -> np.ndarray:
    X = matrix.to_numpy()[content_order(matrix)]
    if len(X) <= size:
        return X
    return X[np.sort(np.random.default_rng(seed).choice(len(X), size, replace=False))]


def choose(evidence: pd.DataFrame, settings: Segment) -> pd.DataFrame:
    """Table `choice`: the evidence with the number of segments it speaks for.

    In the range from min_segments to max_segments, with no segment under min_share: the most segments of which
    even the least sure comes back (min_slsw) within 0.05 as well as in the best answer. More segments tell more,
    as long as each can be trusted; the silhouette does not decide, for it favours merging neighbours. Params
    may overrule.
    """
    made = evidence.copy()
    allowed = made.n_segments.between(settings.min_segments, settings.max_segments)
    large = made.min_share >= settings.min_share
    pool = made[allowed & large]
    if pool.empty:
        pool = made[allowed] if allowed.any() else made
    top = pool.loc[pool.min_slsw.idxmax()]
    best = int(pool.n_segments[pool.min_slsw >= top.min_slsw - _NEAR_BEST].max())
    chosen = settings.n_segments or best

    def why(row) -> str:
        if row.n_segments == chosen:
            if settings.n_segments:
                return f"set in params; the evidence speaks for {best}" if chosen != best else "set in params"
            return f"the most segments that all come back (each with a Jaccard of at least {row.min_slsw:.2f})"
        if row.n_segments < settings.min_segments:
            return f"so few mostly say heavy and light; params ask for at least {settings.min_segments}"
        if row.n_segments > settings.max_segments:
            return f"more than the {settings.max_segments} asked for"
        if row.min_share < settings.min_share:
            return f"smallest segment {row.min_share:.1%} of the base, under {settings.min_share:.0%}"
        if row.min_slsw < top.min_slsw - _NEAR_BEST:
            return f"one segment does not come back (Jaccard {row.min_slsw:.2f}, against {top.min_slsw:.2f} at best)"
        return (
            f"comes back too (Jaccard {row.min_slsw:.2f}), and tells less" if row.n_segments < chosen else "also fits"
        )

    made["chosen"] = made.n_segments == chosen
    made["why"] = [why(row) for row in made.itertuples()]
    return made


def verdict(choice: pd.DataFrame) -> tuple[str, str]:
    """The word for what was found, and the sentence that says why.

    natural: mean ARI at least .90, the silhouette at least .05 above that of one cloud without segments;
    reproducible: mean ARI at least .75; both: every segment comes back with a mean Jaccard of at least .60, under
    which it should not be trusted (Hennig 2007). constructive: mean ARI at least .50. none: less. The terms are
    Dolnicar and Leisch's (2010), the other thresholds ours.
    """
    row = choice[choice.chosen].iloc[0]
    apart = row.silhouette - row.null_silhouette >= _APART
    figures = (
        f"mean adjusted Rand index {row.mean_ari:.2f} over redrawn samples, silhouette {row.silhouette:.2f} "
        f"against {row.null_silhouette:.2f} in a cloud without segments"
    )
    first = f"The number was {row.why}. " if row.why.startswith("set in params") else ""
    n, sure = row.n_segments, row.min_slsw >= TRUSTED
    if row.mean_ari >= NATURAL and apart and sure:
        return "natural", f"{first}The base holds {n} natural segments ({figures})."
    if row.mean_ari >= REPRODUCIBLE and sure:
        what = (
            f"{n} separate segments that mostly come back"
            if apart
            else f"no clear gaps, but {n} segments can be drawn that come back"
        )
        return "reproducible", f"{first}The base has {what}: {figures}."
    weak = "" if sure else f"; the least sure of them is found again to {row.min_slsw:.0%}"
    if row.mean_ari >= CONSTRUCTIVE:
        return "constructive", (
            f"{first}These {n} segments are a useful way to divide the base, and another sample would divide it "
            f"somewhat differently ({figures}{weak})."
        )
    return "none", (
        f"{first}The data does not support segments: the best {n} do not come back ({figures}{weak}). "
        "Treat the base as one, or by simple rules."
    )


def build_scorecard(
    base: pd.DataFrame,
    matrix: pd.DataFrame,
    transforms: list[dict[str, Any]],
    evidence: Evidence,
    choice: pd.DataFrame,
    dictionary: pd.DataFrame,
    names: dict[str, str],
) -> dict[str, Any]:
    """The typing rule of the chosen solution, its segments numbered by value where there is one (mean
    monetary_value), else by size, and named by what sets them apart."""
    k = int(choice.n_segments[choice.chosen].iloc[0])
    centers = evidence.centers[k]
    row = choice[choice.chosen].iloc[0]
    canonical = content_order(matrix)  # sums in an order that neither rows nor ids decide
    matrix, base = matrix.iloc[canonical], base.iloc[canonical]
    labels = np.argmin(((matrix.to_numpy()[:, None, :] - centers[None]) ** 2).sum(axis=2), axis=1)
    variance = max(clusters.within_ss(matrix.to_numpy(), labels) / matrix.size, 1e-12)
    sizes = np.bincount(labels, minlength=k)
    value = sizes.astype(float)
    if "monetary_value" in base:
        value = (
            base.monetary_value.sort_values()
            .groupby(pd.Series(labels, base.index))
            .mean()
            .reindex(range(k))
            .fillna(-np.inf)
            .to_numpy()
        )
    order = sorted(range(k), key=lambda c: (-value[c], -sizes[c], tuple(centers[c])))
    constants, weights = centroid_weights(centers[order], variance)
    called = [
        names.get(name, name)
        for name in segment_names(centers[order] / matrix.std(ddof=0).to_numpy(), list(matrix), dictionary)
    ]
    word, sentence = verdict(choice)
    return {
        "format": 1,
        "method": METHOD,
        "verdict": word,
        "because": sentence,
        "evidence": {
            name: float(row[name]) for name in ("silhouette", "null_silhouette", "mean_ari", "min_slsw", "min_share")
        },
        "variables": transforms,
        "segments": [
            {
                "segment_id": n + 1,
                "segment_name": called[n],
                "stability": float(evidence.slsw[k][order[n]]),
                "constant": float(constants[n]),
                "weights": dict(zip(matrix.columns, map(float, weights[n]), strict=True)),
            }
            for n in range(k)
        ],
    }


def segment_names(centers: np.ndarray, columns: list[str], dictionary: pd.DataFrame) -> list[str]:
    """A short, unique name for each centroid: the words of the two variables it lies furthest out on, in
    standard deviations; a third and fourth where two segments would share a name."""
    words = dictionary.set_index("variable")[["high", "low"]].to_dict("index")

    def said(column: str, z: float) -> str | None:
        variable, _, level = column.partition("=")
        plain = variable.replace("_", " ")
        if level in ("yes", "no"):  # a trait they have or lack: one word for both its columns
            return (
                (words[variable]["high"] or plain)
                if (level == "yes") == (z > 0)
                else (words[variable]["low"] or f"not {plain}")
            )
        if level:
            return f"{plain} {level}" if z > 0 else None  # what they are says more than what they are not
        if variable.startswith("channel_") and z < 0:
            return None  # where they do not shop says little; the channel they use says it
        return words[variable]["high" if z > 0 else "low"] or f"{'high' if z > 0 else 'low'} {plain}"

    ranked = []
    for center in centers:
        order = sorted(range(len(columns)), key=lambda c: (-abs(center[c]), c))
        far = [c for c in order if abs(center[c]) >= 0.5] or order[:1]
        found = dict.fromkeys(said(columns[c], center[c]) for c in far)
        ranked.append([word for word in found if word] or ["middle of the base"])
    length = [2] * len(ranked)
    for _ in range(max(map(len, ranked))):
        names = [", ".join(r[:n]) for r, n in zip(ranked, length, strict=True)]
        length = [n + (names.count(name) > 1) for n, name in zip(length, names, strict=True)]
    seen: dict[str, int] = {}
    final = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        final.append((name if seen[name] == 1 else f"{name} ({seen[name]})").capitalize())
    return final


def segment_stability(card: dict[str, Any]) -> pd.DataFrame:
    """Table `segment_stability`: how surely each segment comes back, 0 to 1 (SLSw, Dolnicar & Leisch 2017)."""
    k = len(card["segments"])
    rows = [{"n_segments": k, "segment_id": s["segment_id"], "slsw": s["stability"]} for s in card["segments"]]
    return pd.DataFrame(rows)


def segment_sizes(segments: pd.DataFrame) -> pd.DataFrame:
    """segment_id, segment_name, size, share, confidence (mean), by segment_id."""
    sizes = segments.groupby(["segment_id", "segment_name"], as_index=False).agg(
        size=("customer_id", "size"), confidence=("confidence", "mean")
    )
    sizes.insert(3, "share", sizes["size"] / sizes["size"].sum())
    return sizes


def findings(choice: pd.DataFrame, sizes: pd.DataFrame, stability: pd.DataFrame, customers_are: str) -> list[str]:
    """What the notebook concludes, in sentences; the verdict first."""
    row = choice[choice.chosen].iloc[0]
    named = sizes.merge(stability)
    weak, strong = named.loc[named.slsw.idxmin()], named.loc[named.slsw.idxmax()]
    second = choice[choice.n_segments != row.n_segments]
    said = [verdict(choice)[1], f"{row.n_segments} segments: {row.why}."]
    if len(second):
        other = second.sort_values("mean_ari").iloc[-1]
        said.append(f"The steadiest other answer is {other.n_segments} (mean ARI {other.mean_ari:.2f}): {other.why}.")
    said.append(
        f"Surest to come back: {strong.segment_name} (mean Jaccard {strong.slsw:.2f}); least sure: "
        f"{weak.segment_name} ({weak.slsw:.2f})."
    )
    small, large = sizes.loc[sizes["size"].idxmin()], sizes.loc[sizes["size"].idxmax()]
    said.append(
        f"Sizes run from {small['size']:,} {customers_are} ({small.segment_name}) to {large['size']:,} "
        f"({large.segment_name})."
    )
    return said
