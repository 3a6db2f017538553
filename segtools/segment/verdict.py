"""The verdict on the chosen answer (natural, reproducible, constructive or none) and the figures it is based on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from segtools.params import Segment
from segtools.segment.choice import APART as MOST_APART
from segtools.segment.choice import AS_LAST, BY_HAND, SURE, Decision, decide
from segtools.segment.evidence import APART, NATURAL, TRUSTED, natural
from segtools.segment.methods import METHODS, RULES, YARDSTICK
from segtools.words import Figure, Finding, Style, sentence

REPRODUCIBLE = 0.75
CONSTRUCTIVE = 0.50
_NUMBER = {
    AS_LAST: "segment-number-as-last",
    MOST_APART: "segment-number-most-apart",
    SURE: "segment-number-most-sure",
}
# what the scorecard says of the number and the method, beside the verdict: what params decided, and another method
_SAID_IN_SCORECARD = ("segment-number-by-hand", "segment-number-against-evidence")


def verdict_word(choice: pd.DataFrame) -> str:
    """The word for the verdict.

    natural: mean ARI at least .90, the silhouette at least .05 above the highest in bases without segments;
    reproducible: mean ARI at least .75; both: every segment comes back with a mean Jaccard of at least .60, under
    which it should not be trusted (Hennig 2007). constructive: mean ARI at least .50. none: less. The terms are
    Dolnicar and Leisch's (2010), the other thresholds ours.
    """
    row = _chosen(choice)
    if natural(row):
        return "natural"
    if row.mean_ari >= REPRODUCIBLE and row.min_slsw >= TRUSTED:
        return "reproducible"
    return "constructive" if row.mean_ari >= CONSTRUCTIVE else "none"


def verdict_findings(choice: pd.DataFrame) -> list[Finding]:
    """The verdict, its evidence and, if there are no segments, what to do instead."""
    row, word = _chosen(choice), verdict_word(choice)
    segments = Figure(row.n_segments, "count")
    code, kind = f"segment-verdict-{word}", "stop" if word == "none" else "headline"
    if word == "reproducible":
        code += "-apart" if row.silhouette - row.null_silhouette >= APART else "-no-gaps"
    found = [Finding(code, kind, {"segments": segments}), _comes_back(row)]
    if not np.isnan(row.null_silhouette):
        figures = {"silhouette": Figure(row.silhouette, "score"), "null": Figure(row.null_silhouette, "score")}
        found.append(Finding("segment-separate", "finding", figures))
    if row.min_slsw < TRUSTED:
        least = np.floor(100 * row.min_slsw + 1e-9) / 100  # not to be rounded up to the limit
        figures = {"least": Figure(least, "share"), "trusted": Figure(TRUSTED, "share")}
        found.append(Finding("segment-weakest-not-trusted", "caution", figures))
    return found + (_instead(choice) if word == "none" else [])


def number_finding(decision: Decision, row: pd.Series) -> Finding:
    """How the number of segments was chosen."""
    segments = Figure(decision.n_segments, "count")
    if decision.reason != BY_HAND:
        return Finding(_NUMBER[decision.reason], "finding", {"segments": segments, "least": _jaccard(row)})
    if decision.evidence_number == decision.n_segments:
        return Finding("segment-number-by-hand", "finding", {"segments": segments})
    figures = {"segments": segments, "other": Figure(decision.evidence_number, "count")}
    return Finding("segment-number-against-evidence", "finding", figures)


def method_findings(decision: Decision) -> list[Finding]:
    """The method used, if params name it or it is not k-means."""
    figures = {"method": METHODS[decision.method].label}
    if decision.method_asked:
        return [Finding("segment-method-asked", "note", figures)]
    return [Finding("segment-method-chosen", "note", figures)] if decision.method != YARDSTICK else []


def because(choice: pd.DataFrame, settings: Segment, earlier: dict[str, Any] | None = None) -> str:
    """The reason for the verdict as scorecard.json gives it: the verdict and its evidence, and what params decided."""
    decision = decide(choice, settings, earlier)
    found = verdict_findings(choice)
    number = number_finding(decision, _chosen(choice))
    if number.code in _SAID_IN_SCORECARD and decision.method != RULES.name:
        found.append(number)
    return " ".join(_sentences([*found, *method_findings(decision)]))


def _sentences(found: Sequence[Finding]) -> list[str]:
    return [sentence(finding, Style()) for finding in found]


def _chosen(choice: pd.DataFrame) -> pd.Series:
    return choice[choice.chosen].iloc[0]


def _jaccard(row: pd.Series) -> Figure:
    return Figure(row.min_slsw, "score")


def _comes_back(row: pd.Series) -> Finding:
    """The mean adjusted Rand index; where two decimals would raise it to a limit it does not reach, this is said."""
    figures = {"ari": Figure(row.mean_ari, "score")}
    limits = [
        limit for limit in (NATURAL, REPRODUCIBLE, CONSTRUCTIVE) if row.mean_ari < limit <= round(row.mean_ari, 2)
    ]
    if limits:
        return Finding("segment-comes-back-just-under", "finding", {**figures, "limit": Figure(limits[0], "score")})
    return Finding("segment-comes-back", "finding", figures)


def _instead(choice: pd.DataFrame) -> list[Finding]:
    simple = choice[(choice.method == RULES.name) & ~choice.chosen]
    if simple.empty:
        return [Finding("segment-instead-simple-rule", "note")]
    rules = simple.iloc[0]
    figures = {"rules": Figure(rules.n_segments, "count"), "ari": Figure(rules.mean_ari, "score")}
    return [Finding("segment-instead-rules", "note", figures)]
