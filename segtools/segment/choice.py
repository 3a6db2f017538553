"""03_segment: are there segments, how many, and would we find them again?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from segtools.params import Segment
from segtools.scorecard.rule import assign, centroid_weights, content_order, logistic_weights
from segtools.segment import stability
from segtools.segment.evidence import (
    APART,
    CLASSES,
    KMEANS,
    MIXTURE,
    NATURAL,
    RULES,
    TRUSTED,
    Answer,
    Evidence,
    Way,
    natural,
)
from segtools.segment.kmeans import within_ss
from segtools.segment.matching import FIRST, GONE, KEPT, MERGED, NEW, SPLIT, lineage, segment_names, unique
from segtools.segment.stability import crossed

WORDS = {KMEANS: "k-means", MIXTURE: "Gaussian mixture", CLASSES: "latent classes", RULES: "RFM rules"}
REPRODUCIBLE, CONSTRUCTIVE = 0.75, 0.50
_NEAR_BEST, _BETTER, _ONE_CLOUD, _TYPED_WELL = 0.065, 0.05, 0.995, 0.85


# --- the choice ---------------------------------------------------------------------------------------


def choose(evidence: pd.DataFrame, settings: Segment, earlier: dict[str, Any] | None = None) -> pd.DataFrame:
    """Table `choice`: the evidence with the method and number of segments it speaks for.

    Of each method, those answers are looked at that are in the range from min_segments to max_segments and have no
    segment under min_share or min_customers. Kept are those of which even the least sure segment comes back (min_slsw)
    within 0.065 as well as in the best, and the one whose typing comes back best as a whole (mean_ari). Of these the
    one of most segments is taken, which tells most; but where some are natural (see `verdict`), one of those, and none
    whose last segment is but a slice of a cloud (split above 0.995). The silhouette does not decide: it favours
    merging neighbours.
    Of the methods: k-means, unless in another's answer the least sure segment comes back better by 0.05 and more. RFM
    rules are there to compare with, and are never chosen by the evidence.
    The method and number of `earlier`, the last scorecard, are kept while they come within 0.10 of the best.
    Params may overrule: n_segments, and methods with one name.
    """
    made = evidence.copy()
    fits = made.n_segments.between(settings.min_segments, settings.max_segments)
    fits &= (made.min_share >= settings.min_share) & (made.min_size >= settings.min_customers)
    asked = settings.methods or [KMEANS, *[name for name in made.method.unique() if name not in (KMEANS, RULES)]]
    best, tops = {}, {}
    for name, rows in made.groupby("method"):
        best[name], tops[name] = _spoken_for(rows, fits[rows.index], settings)
    sure = made.set_index(["method", "n_segments"]).min_slsw
    at = {name: settings.n_segments if (name, settings.n_segments) in sure.index else best[name] for name in best}
    method = asked[0]
    for name in asked[1:]:
        if sure[name, at[name]] >= sure[method, at[method]] + _BETTER:
            method = name
    chosen = (method, at[method])
    last = (earlier["method"], earlier["n_segments"]) if earlier else chosen
    again = made[fits & (made.method == last[0]) & (made.n_segments == last[1])]
    if method == RULES or settings.n_segments:
        why = "set by hand"
        why += f"; the evidence speaks for {best[method]}" if best[method] != at[method] else ""
    elif last != chosen and len(again) and again.min_slsw.item() >= sure[chosen] - 2 * _BETTER:
        chosen, why = last, f"as in the last scorecard: it still comes back (Jaccard {sure[last]:.2f})"
    else:
        row = made[(made.method == chosen[0]) & (made.n_segments == chosen[1])].iloc[0]
        what = "the most segments with gaps between" if natural(row) else "the most segments that all come back"
        why = f"{what} (each with a Jaccard of at least {row.min_slsw:.2f})"
    why += ", by the method that params ask for" if settings.methods and len(asked) == 1 else ""
    made["chosen"] = (made.method == chosen[0]) & (made.n_segments == chosen[1])
    made["why"] = [
        why if row.chosen else _passed_over(row, chosen, tops[row.method], settings) for row in made.itertuples()
    ]
    return made


def _spoken_for(rows: pd.DataFrame, fits: pd.Series, settings: Segment) -> tuple[int, float]:
    """Of one method, the number that the evidence speaks for, and the min_slsw of the answer that comes back best."""
    allowed = rows[rows.n_segments.between(settings.min_segments, settings.max_segments)]
    pool = next(some for some in (rows[fits], allowed, rows) if len(some))
    top = float(pool.min_slsw.max())
    near = pool[(pool.min_slsw >= top - _NEAR_BEST) | (pool.mean_ari == pool.mean_ari.max())]
    apart = near[natural(near)]
    whole = apart[~(apart.split > _ONE_CLOUD)]
    return int(next(some for some in (whole, apart, near) if len(some)).n_segments.max()), top


def _passed_over(row: Any, chosen: tuple[str, int], top: float, settings: Segment) -> str:
    if row.method == RULES:
        return "the baseline everyone knows; there to compare with"
    if row.n_segments < settings.min_segments:
        return f"under segment.min_segments, {settings.min_segments}: so few mostly part those with more from those with less"
    if row.n_segments > settings.max_segments:
        return f"more than the {settings.max_segments} asked for"
    if row.min_share < settings.min_share:
        return f"smallest segment {row.min_share:.1%} of the base, under {settings.min_share:.0%}"
    if row.min_size < settings.min_customers:
        return f"smallest segment {row.min_size} customers, under {settings.min_customers}: too few to act on"
    if row.min_slsw < top - _NEAR_BEST:
        return f"one segment does not come back (Jaccard {row.min_slsw:.2f}, against {top:.2f} for the steadiest number allowed)"
    if row.method != chosen[0]:
        return f"does not come back better than {WORDS[chosen[0]]} by {_BETTER} (Jaccard {row.min_slsw:.2f})"
    if row.split > _ONE_CLOUD:
        return f"comes back too (Jaccard {row.min_slsw:.2f}), but cuts a cloud in two where there is no gap"
    but = "tells less" if row.n_segments < chosen[1] else "has no clear gaps"
    return f"comes back too (Jaccard {row.min_slsw:.2f}), and {but}"


def verdict(choice: pd.DataFrame) -> tuple[str, str]:
    """The word for what was found, and the sentence that says why.

    natural: mean ARI at least .90, the silhouette at least .05 above the highest in bases without segments;
    reproducible: mean ARI at least .75; both: every segment comes back with a mean Jaccard of at least .60, under
    which it should not be trusted (Hennig 2007). constructive: mean ARI at least .50. none: less. The terms are
    Dolnicar and Leisch's (2010), the other thresholds ours.
    """
    row = choice[choice.chosen].iloc[0]
    near = any(row.mean_ari < limit <= round(row.mean_ari, 2) for limit in (NATURAL, REPRODUCIBLE, CONSTRUCTIVE))
    figures = f"mean adjusted Rand index {row.mean_ari:.{3 if near else 2}f} over redrawn samples"
    if not np.isnan(row.null_silhouette):
        figures += f", silhouette {row.silhouette:.2f} against {row.null_silhouette:.2f} in a cloud without segments"
    first = f"The number was {row.why}. " if row.why.startswith("set by hand") and row.method != RULES else ""
    by_order = ", as params ask" if row.why.endswith("that params ask for") else ""
    first += f"Found by {WORDS[row.method]}{by_order}. " if row.method != KMEANS or by_order else ""
    n, sure = row.n_segments, row.min_slsw >= TRUSTED
    if natural(row):
        return "natural", f"{first}The base holds {n} natural segments ({figures})."
    if row.mean_ari >= REPRODUCIBLE and sure:
        what = (
            f"{n} separate segments that mostly come back"
            if row.silhouette - row.null_silhouette >= APART
            else f"no clear gaps, but {n} segments can be drawn that come back"
        )
        return "reproducible", f"{first}The base has {what}: {figures}."
    weak = "" if sure else f"; the least sure of them is found again to {row.min_slsw:.0%}"
    if row.mean_ari >= CONSTRUCTIVE:
        return "constructive", (
            f"{first}These {n} segments are a useful way to divide the base, and another sample would divide it "
            f"somewhat differently ({figures}{weak})."
        )
    simple = choice[choice.method == RULES]
    instead = (
        f"or by the {simple.n_segments.iloc[0]} RFM rules, which draw the same lines again (mean adjusted Rand index "
        f"{simple.mean_ari.iloc[0]:.2f}) because they are set and not found"
        if len(simple)
        else "or by a simple rule on what matters most to the offer"
    )
    return "none", (
        f"{first}The data does not support segments: the best {n} do not come back ({figures}{weak}). "
        f"This base is better served as a whole, {instead}."
    )


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


def findings(
    choice: pd.DataFrame,
    sizes: pd.DataFrame,
    sure: pd.DataFrame,
    descent: pd.DataFrame,
    card: dict[str, Any],
    settings: Segment,
    customers_are: str,
    last: dict[str, Any] | None = None,
) -> list[str]:
    """What the notebook concludes, in sentences; the verdict first. `last` is the scorecard of the run before, whether
    it answers the same question or not."""
    row = choice[choice.chosen].iloc[0]
    named = sizes.merge(sure[sure.chosen], on="segment_id")
    weak, strong = named.loc[named.slsw.idxmin()], named.loc[named.slsw.idxmax()]
    second = choice[(choice.method == row.method) & (choice.n_segments != row.n_segments)]
    said = [verdict(choice)[1], f"{row.n_segments} segments: {row.why}."]
    if len(second):
        other = second.sort_values("mean_ari").iloc[-1]
        said.append(
            f"The steadiest other number for {WORDS[row.method]} is {other.n_segments} (mean ARI {other.mean_ari:.2f}): {other.why}."
        )
    for name, rows in choice[(choice.method != row.method) & (choice.method != RULES)].groupby("method", sort=False):
        asked = rows[rows.n_segments >= settings.min_segments]
        at = asked.loc[asked.min_slsw.idxmax()] if len(asked) else rows.iloc[-1]
        better = at.min_slsw - row.min_slsw
        said.append(
            f"Tried as well: {WORDS[name]}. In the steadiest answer ({at.n_segments} segments) the least sure comes "
            f"back with a Jaccard of {at.min_slsw:.2f}, against {row.min_slsw:.2f} here"
            + (f": not the {_BETTER} more that another method is asked for." if 0 <= better < _BETTER else ".")
        )
    if card["agreement"] < 1:
        far = "Caution: the" if card["agreement"] < _TYPED_WELL else "The"
        said.append(
            f"{far} typing rule puts {card['agreement']:.0%} of customers it has not seen where {WORDS[row.method]} would."
        )
    said.append(
        f"Surest to come back: {strong.segment_name} (mean Jaccard {strong.slsw:.2f}); least sure: "
        f"{weak.segment_name} ({weak.slsw:.2f})."
    )
    small, large = sizes.loc[sizes["size"].idxmin()], sizes.loc[sizes["size"].idxmax()]
    said.append(
        f"Sizes run from {small['size']:,} {customers_are} ({small.segment_name}) to {large['size']:,} "
        f"({large.segment_name})."
    )
    if last and (descent.status == FIRST).all():
        said.append(
            "Caution: the last scorecard was made with other variables, methods or numbers of segments; numbers and names "
            "begin anew."
        )
    return said + _descent_said(descent) + _names_said(card, settings)


def _descent_said(descent: pd.DataFrame) -> list[str]:
    said = []
    for row in descent.itertuples():
        if row.status == SPLIT:
            said.append(f"{row.segment_name} is new: split from {row.earlier_name} of the last scorecard.")
        elif row.status == MERGED:
            said.append(f"{row.segment_name} has merged {row.earlier_name} of the last scorecard.")
        elif row.status == NEW:
            said.append(f"{row.segment_name} is new: no segment of the last scorecard holds most of it.")
        elif row.status == GONE:
            said.append(f"{row.segment_name} of the last scorecard is gone.")
    kept = descent[descent.status == KEPT]
    renamed = kept[kept.segment_name != kept.earlier_name]
    if not said and len(kept) == len(descent):
        same = "numbers and names" if renamed.empty else "numbers"
        said.append(f"These are the segments of the last scorecard, with their {same}.")
    return said + [f"“{row.earlier_name}” is now called “{row.segment_name}”." for row in renamed.itertuples()]


def _names_said(card: dict[str, Any], settings: Segment) -> list[str]:
    computed = [one["computed_name"] for one in card["segments"]]
    return [
        f"Caution: segment.names in params speaks of “{name}”, which no segment is called; there are "
        f"{', '.join(f'“{one}”' for one in computed)}."
        for name in settings.names
        if name not in computed
    ]
