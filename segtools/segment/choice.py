"""The choice of method and number of segments, and the verdict."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from segtools.params import Segment
from segtools.segment.evidence import APART, NATURAL, TRUSTED, natural
from segtools.segment.methods import CLASSES, KMEANS, MIXTURE, RULES

METHOD_WORDS = {KMEANS: "k-means", MIXTURE: "Gaussian mixture", CLASSES: "latent classes", RULES: "RFM rules"}
REPRODUCIBLE = 0.75
CONSTRUCTIVE = 0.50
_NEAR_BEST = 0.065
BETTER = 0.05
_ONE_CLOUD = 0.995


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
        if sure[name, at[name]] >= sure[method, at[method]] + BETTER:
            method = name
    chosen = (method, at[method])
    last = (earlier["method"], earlier["n_segments"]) if earlier else chosen
    again = made[fits & (made.method == last[0]) & (made.n_segments == last[1])]
    if method == RULES or settings.n_segments:
        why = "set by hand"
        why += f"; the evidence speaks for {best[method]}" if best[method] != at[method] else ""
    elif last != chosen and len(again) and again.min_slsw.item() >= sure[chosen] - 2 * BETTER:
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
        return f"does not come back better than {METHOD_WORDS[chosen[0]]} by {BETTER} (Jaccard {row.min_slsw:.2f})"
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
    first += f"Found by {METHOD_WORDS[row.method]}{by_order}. " if row.method != KMEANS or by_order else ""
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
