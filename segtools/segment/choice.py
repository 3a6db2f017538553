"""The choice of method and number of segments, by rules on the evidence or by params, and why others were not chosen.
The verdict on the chosen answer is in verdict.py."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from segtools.params import Segment
from segtools.segment.evidence import natural
from segtools.segment.methods import METHODS, YARDSTICK

BETTER = 0.05
_NEAR_BEST = 0.065
_ONE_CLOUD = 0.995

# reasons for the number
BY_HAND, AS_LAST, APART, SURE = "by hand", "as last", "apart", "sure"


@dataclass(frozen=True)
class Decision:
    """What was chosen, and what decided it.

    method, n_segments : chosen
    reason : for the number: BY_HAND (params), AS_LAST (as in the last scorecard, still coming back), APART (the most
        with gaps between) or SURE (the most that all come back)
    evidence_number : the number of segments, of this method, that the evidence suggests
    method_asked : whether params name this method alone
    tops : of each method, the min_slsw of the allowed answer that comes back best
    """

    method: str
    n_segments: int
    reason: str
    evidence_number: int
    method_asked: bool
    tops: Mapping[str, float]


def choose(evidence: pd.DataFrame, settings: Segment, earlier: dict[str, Any] | None = None) -> pd.DataFrame:
    """Table `choice`: the evidence, with the chosen method and number of segments.

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
    decision = decide(evidence, settings, earlier)
    choice = evidence.copy()
    choice["chosen"] = (choice.method == decision.method) & (choice.n_segments == decision.n_segments)
    why = _why_chosen(choice, decision)
    choice["why"] = [why if row.chosen else _why_passed_over(row, decision, settings) for row in choice.itertuples()]
    return choice


def decide(evidence: pd.DataFrame, settings: Segment, earlier: dict[str, Any] | None = None) -> Decision:
    """The result of the rules of `choose`; `evidence` may also be table `choice`."""
    fits = _fitting(evidence, settings)
    numbers, tops = {}, {}
    for name, rows in evidence.groupby("method"):
        numbers[name], tops[name] = _number_suggested(rows, fits[rows.index], settings)
    sure = evidence.set_index(["method", "n_segments"]).min_slsw
    at = {name: settings.n_segments if (name, settings.n_segments) in sure.index else numbers[name] for name in numbers}
    competing = [name for name in evidence.method.unique() if _competes(name)]
    asked = settings.methods or [YARDSTICK, *competing]
    method = asked[0]
    for name in asked[1:]:
        if sure[name, at[name]] >= sure[method, at[method]] + BETTER:
            method = name
    number, reason = at[method], BY_HAND
    if METHODS[method].chosen_by_evidence and not settings.n_segments:
        chosen = method, number
        again = _still_there(evidence[fits], earlier, chosen, sure[chosen])
        if again:
            (method, number), reason = again, AS_LAST
        else:
            row = evidence[(evidence.method == method) & (evidence.n_segments == number)].iloc[0]
            reason = APART if natural(row) else SURE
    method_asked = bool(settings.methods) and len(asked) == 1
    return Decision(method, int(number), reason, numbers[method], method_asked, tops)


def _competes(name: str) -> bool:
    return name != YARDSTICK and METHODS[name].chosen_by_evidence


def _fitting(evidence: pd.DataFrame, settings: Segment) -> pd.Series:
    """Which answers are in the allowed range and have no segment that is too small."""
    in_range = evidence.n_segments.between(settings.min_segments, settings.max_segments)
    return in_range & (evidence.min_share >= settings.min_share) & (evidence.min_size >= settings.min_customers)


def _number_suggested(rows: pd.DataFrame, fits: pd.Series, settings: Segment) -> tuple[int, float]:
    """For one method, the number that the evidence supports, and the min_slsw of its most stable answer."""
    allowed = rows[rows.n_segments.between(settings.min_segments, settings.max_segments)]
    pool = next(some for some in (rows[fits], allowed, rows) if len(some))
    top = float(pool.min_slsw.max())
    near = pool[(pool.min_slsw >= top - _NEAR_BEST) | (pool.mean_ari == pool.mean_ari.max())]
    apart = near[natural(near)]
    whole = apart[~(apart.split > _ONE_CLOUD)]
    return int(next(some for some in (whole, apart, near) if len(some)).n_segments.max()), top


def _still_there(
    fitting: pd.DataFrame, earlier: dict[str, Any] | None, chosen: tuple[str, int], sure: float
) -> tuple[str, int] | None:
    """Method and number of the last scorecard, if they differ and are nearly as stable."""
    last = (earlier["method"], earlier["n_segments"]) if earlier else chosen
    again = fitting[(fitting.method == last[0]) & (fitting.n_segments == last[1])]
    return last if last != chosen and len(again) and again.min_slsw.item() >= sure - 2 * BETTER else None


# --- why ------------------------------------------------------------------------------------------------


def _why_chosen(choice: pd.DataFrame, decision: Decision) -> str:
    row = choice[choice.chosen].iloc[0]
    against = decision.evidence_number != decision.n_segments
    why = {
        BY_HAND: "set by hand" + (f"; the evidence suggests {decision.evidence_number}" if against else ""),
        AS_LAST: f"as in the last scorecard: all still come back (Jaccard at least {row.min_slsw:.2f})",
        APART: f"the most segments with gaps between them (each with a Jaccard of at least {row.min_slsw:.2f})",
        SURE: f"the most segments that all come back (each with a Jaccard of at least {row.min_slsw:.2f})",
    }[decision.reason]
    return why + (", with the method set in params" if decision.method_asked else "")


def passed_over(row: Any, decision: Decision, settings: Segment) -> str:
    """Why an answer was not chosen: the first of these reasons that is true. Its code in the catalogue of findings is
    segment-passed-NAME."""
    cases = {
        "baseline": not METHODS[row.method].chosen_by_evidence,
        "too-few-segments": row.n_segments < settings.min_segments,
        "too-many-segments": row.n_segments > settings.max_segments,
        "small-share": row.min_share < settings.min_share,
        "few-customers": row.min_size < settings.min_customers,
        "unsure": row.min_slsw < decision.tops[row.method] - _NEAR_BEST,
        "method": row.method != decision.method,
        "slice": row.split > _ONE_CLOUD,
        "tells-less": row.n_segments < decision.n_segments,
    }
    return next((name for name, true in cases.items() if true), "no-gaps")


_PASSED_OVER = {
    "baseline": "the well-known baseline, only for comparison",
    "too-few-segments": "fewer than segment.min_segments, {settings.min_segments}: "
    "so few usually only split high from low",
    "too-many-segments": "more than segment.max_segments, {settings.max_segments}",
    "small-share": "smallest segment is {row.min_share:.1%} of the base, under {settings.min_share:.0%}",
    "few-customers": "smallest segment has {row.min_size} customers, under {settings.min_customers}: too few to act on",
    "unsure": "one segment does not come back (Jaccard {row.min_slsw:.2f}, "
    "against {top:.2f} for the most stable number allowed)",
    "method": "is not more stable than {label} by at least {better} (Jaccard {row.min_slsw:.2f})",
    "slice": "also comes back (Jaccard {row.min_slsw:.2f}), but splits a group where there is no gap",
    "tells-less": "also comes back (Jaccard {row.min_slsw:.2f}), but fewer segments say less",
    "no-gaps": "also comes back (Jaccard {row.min_slsw:.2f}), but has no clear gaps",
}


def _why_passed_over(row: Any, decision: Decision, settings: Segment) -> str:
    figures = {"top": decision.tops[row.method], "label": METHODS[decision.method].label, "better": BETTER}
    return _PASSED_OVER[passed_over(row, decision, settings)].format(row=row, settings=settings, **figures)
