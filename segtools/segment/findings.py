"""What 03_segment concludes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from segtools.params import Segment
from segtools.segment.choice import BETTER, BY_HAND, Decision, decide, passed_over
from segtools.segment.lineage import FIRST, GONE, KEPT, MERGED, NEW, SPLIT
from segtools.segment.methods import METHODS, RULES
from segtools.segment.rules import OTHERS
from segtools.segment.short_list import ENOUGH_OF_ALL
from segtools.segment.verdict import method_findings, number_finding, verdict_findings, verdict_word
from segtools.tables import Study
from segtools.words import Figure, Finding, Phrase, in_words

TYPED_WELL = 0.85
DIFFERENT = 0.02
_AS_MUCH = 0.01
_IDLE = 0.05
_ALONE = 0.5
_NEARLY_AS_MUCH = 1.25
_UNEVEN = 0.1


def findings(
    study: Study, sizes: pd.DataFrame, fidelity: float, earlier: dict[str, Any] | None, last: dict[str, Any] | None
) -> list[Finding]:
    """The verdict and its reasons, what became of the last segments, what variables do, and what rules and later data
    say.

    Parameters
    ----------
    study : with everything that 03_segment leaves
    sizes : of `segment_sizes`
    fidelity : of the tree of rules
    earlier : the last scorecard, where it answers the same question
    last : the last scorecard, whether it does or not
    """
    card, settings = study.scorecard, study.params.segment
    return [
        *choice_findings(study.choice, settings, earlier),
        *typing_findings(card),
        *segment_findings(sizes, study.segment_stability),
        *lineage_findings(study.lineage, last),
        *name_findings(card, settings),
        *variable_findings(study.contributions),
        *shorter_findings(study.tree_rules, fidelity, study.short_list, len(study.contributions)),
        *later_findings(study.out_of_time, card["method"]),
        *rules_findings(study.rules),
    ]


# --- the choice -----------------------------------------------------------------------------------------


def choice_findings(choice: pd.DataFrame, settings: Segment, earlier: dict[str, Any] | None = None) -> list[Finding]:
    """First the verdict, then how number and method were chosen, and what else was tried.

    Where there are no segments, the evidence's number is only the least bad, and no reason is given: it would speak
    of segments that come back.
    """
    decision, row = decide(choice, settings, earlier), choice[choice.chosen].iloc[0]
    numbers = [number_finding(decision, row), *_other_number(choice, decision, settings)]
    if verdict_word(choice) == "none":
        numbers = numbers[:1] if decision.reason == BY_HAND else []
    return [
        *verdict_findings(choice),
        *numbers[:1],
        *method_findings(decision),
        *numbers[1:],
        *_other_methods(choice, row, settings),
    ]


def _other_number(choice: pd.DataFrame, decision: Decision, settings: Segment) -> list[Finding]:
    """The most stable other number for the chosen method, and why it was not chosen."""
    others = choice[(choice.method == decision.method) & (choice.n_segments != decision.n_segments)]
    if others.empty:
        return []
    other = others.sort_values("mean_ari").iloc[-1]
    figures = {
        "method": METHODS[decision.method].label,
        "segments": Figure(other.n_segments, "count"),
        "ari": Figure(other.mean_ari, "score"),
        "why": _why_passed_over(other, decision, settings),
    }
    return [Finding("segment-other-number", "finding", figures)]


def _why_passed_over(row: pd.Series, decision: Decision, settings: Segment) -> Phrase:
    figures = {
        "fewest": Figure(settings.min_segments, "count"),
        "most": Figure(settings.max_segments, "count"),
        "share": Figure(row.min_share, "rate"),
        "least_share": Figure(settings.min_share, "share"),
        "size": Figure(row.min_size, "people", people=row.min_size),
        "least_size": Figure(settings.min_customers, "people"),
        "jaccard": Figure(row.min_slsw, "score"),
        "top": Figure(decision.tops[row.method], "score"),
    }
    return Phrase(f"segment-passed-{passed_over(row, decision, settings)}", figures)


def _other_methods(choice: pd.DataFrame, chosen: pd.Series, settings: Segment) -> list[Finding]:
    """The most stable answer of each other method that could have been chosen."""
    found = []
    tried = choice[(choice.method != chosen.method) & (choice.method != RULES.name)]
    for name, rows in tried.groupby("method", sort=False):
        allowed = rows[rows.n_segments >= settings.min_segments]
        row = allowed.loc[allowed.min_slsw.idxmax()] if len(allowed) else rows.iloc[-1]
        too_close = 0 <= row.min_slsw - chosen.min_slsw < BETTER
        figures = {
            "method": METHODS[name].label,
            "segments": Figure(row.n_segments, "count"),
            "jaccard": Figure(row.min_slsw, "score"),
            "chosen_jaccard": Figure(chosen.min_slsw, "score"),
            "better": Figure(BETTER, "score"),
        }
        found.append(Finding(f"segment-other-method{'-too-close' if too_close else ''}", "finding", figures))
    return found


# --- the segments ---------------------------------------------------------------------------------------


def typing_findings(card: dict[str, Any]) -> list[Finding]:
    """How well the scorecard reproduces its method, if not exactly."""
    if card["agreement"] == 1:
        return []
    figures = {"agreement": Figure(card["agreement"], "share"), "method": METHODS[card["method"]].label}
    if card["agreement"] < TYPED_WELL:
        return [Finding("segment-typing-unsure", "caution", figures)]
    return [Finding("segment-typing", "finding", figures)]


def segment_findings(sizes: pd.DataFrame, stability: pd.DataFrame) -> list[Finding]:
    """The most and the least stable segment, the smallest and the largest."""
    named = sizes.merge(stability[stability.chosen], on="segment_id")
    sure, unsure = named.loc[named.slsw.idxmax()], named.loc[named.slsw.idxmin()]
    small, large = sizes.loc[sizes["size"].idxmin()], sizes.loc[sizes["size"].idxmax()]
    coming_back = {
        "surest": sure.segment_name,
        "surest_jaccard": Figure(sure.slsw, "score"),
        "least_sure": unsure.segment_name,
        "least_jaccard": Figure(unsure.slsw, "score"),
    }
    extremes = {
        "smallest": small.segment_name,
        "smallest_size": Figure(small["size"], "people", people=small["size"]),
        "largest": large.segment_name,
        "largest_size": Figure(large["size"], "people", people=large["size"]),
    }
    return [
        Finding("segment-surest", "finding", coming_back),
        Finding("segment-sizes", "finding", extremes),
    ]


def lineage_findings(lineage: pd.DataFrame, last: dict[str, Any] | None) -> list[Finding]:
    """What became of the segments of the last scorecard."""
    changed = {
        SPLIT: "segment-lineage-split",
        MERGED: "segment-lineage-merged",
        NEW: "segment-lineage-new",
        GONE: "segment-lineage-gone",
    }
    found = [
        Finding(changed[row.status], "finding", _names_of(row), row.segment_id)
        for row in lineage.itertuples()
        if row.status in changed
    ]
    kept = lineage[lineage.status == KEPT]
    renamed = kept[kept.segment_name != kept.earlier_name]
    if len(kept) == len(lineage):
        found.append(Finding("segment-lineage-kept" if renamed.empty else "segment-lineage-kept-renamed"))
    found += [Finding("segment-renamed", "note", _names_of(row), row.segment_id) for row in renamed.itertuples()]
    if last and (lineage.status == FIRST).all():
        found.insert(0, Finding("segment-numbers-anew", "caution"))
    return found


def _names_of(row: Any) -> dict[str, str]:
    return {"segment": row.segment_name, "earlier": row.earlier_name}


def name_findings(card: dict[str, Any], settings: Segment) -> list[Finding]:
    """Names in params that belong to no segment."""
    computed = [segment["computed_name"] for segment in card["segments"]]
    return [
        Finding("segment-name-of-nobody", "caution", {"name": name, "names": [f"“{known}”" for known in computed]})
        for name in settings.names
        if name not in computed
    ]


# --- what they rest on ----------------------------------------------------------------------------------


def variable_findings(contributions: pd.DataFrame) -> list[Finding]:
    """Which variable contributes most, which contribute almost nothing, and whose missing values are uneven."""
    top = contributions.iloc[0]
    share = Figure(top.contribution, "share")
    figures = {"variable": in_words(top.variable), "share": share}
    if len(contributions) > 2 and top.contribution > _ALONE:
        found = [Finding("segment-variable-alone", "caution", figures)]
    elif len(contributions) > 1 and top.contribution < _NEARLY_AS_MUCH * contributions.contribution.iloc[1]:
        found = [Finding("segment-variable-shared", "finding", figures)]
    else:
        found = [Finding("segment-variable-first", "finding", figures)]
    idle = contributions[contributions.explained < _IDLE]
    if len(idle):
        figures = {"variables": [in_words(name) for name in idle.variable], "limit": Figure(_IDLE, "share")}
        found.append(Finding("segment-variables-idle", "finding", figures))
    for row in contributions.itertuples():
        if row.missing_highest - row.missing_lowest > _UNEVEN:
            lowest, highest = Figure(row.missing_lowest, "share"), Figure(row.missing_highest, "share")
            figures = {"variable": in_words(row.variable), "lowest": lowest, "highest": highest}
            found.append(Finding("segment-missing-uneven", "caution", figures))
    return found


def shorter_findings(rules: pd.DataFrame, fidelity: float, short: pd.DataFrame, variables: int) -> list[Finding]:
    """How well a tree of rules or a short list of variables would do instead."""
    counts = {"variables": Figure(variables, "count")}
    figures = {"rules": Figure(len(rules), "count"), "fidelity": Figure(fidelity, "share")}
    tree = Finding("segment-tree", "finding", figures)
    if len(short) == variables:
        figures = {**counts, "enough": Figure(ENOUGH_OF_ALL, "share")}
        return [tree, Finding("segment-short-list-none", "finding", figures)]
    last = short.iloc[-1]
    figures = {
        **counts,
        "few": Figure(len(short), "count"),
        "agreement": Figure(last.agreement, "share"),
        "whole": Figure(last.agreement / last.of_all, "share"),
        "names": [in_words(name) for name in short.variable],
    }
    return [tree, Finding("segment-short-list", "finding", figures)]


# --- rules and time -------------------------------------------------------------------------------------


def later_findings(later: pd.DataFrame | None, method: str) -> list[Finding]:
    """Whether segments found at the earlier look differ in what customers did next, and whether RFM rules do better."""
    if later is None or method not in set(later.method):
        return []
    orders = later[later.outcome == "orders"].set_index("method")
    ours, unit = orders.loc[method], "ratio" if orders.highest[method] >= 2 else "score"
    figures = {
        "segments": Figure(ours.n_segments, "count"),
        "people": Figure(ours.customers, "people", people=ours.customers),
        "lowest": Figure(ours.lowest, unit),
        "highest": Figure(ours.highest, unit),
        "explained": Figure(ours.explained, "share"),
    }
    code = "segment-later-different" if ours.explained >= DIFFERENT else "segment-later-alike"
    found = [Finding(code, "finding", figures)]
    if RULES.name in orders.index and method != RULES.name:
        found += _rules_later(ours, orders.loc[RULES.name])
    return found


def _rules_later(ours: pd.Series, rules: pd.Series) -> list[Finding]:
    figures = {"segments": Figure(rules.n_segments, "count"), "explained": Figure(rules.explained, "share")}
    if rules.explained < ours.explained - _AS_MUCH:
        return [Finding("segment-later-rules-less", "finding", figures)]
    more = rules.explained > ours.explained + _AS_MUCH
    found = [Finding("segment-later-rules-more" if more else "segment-later-rules-as-much", "finding", figures)]
    return found + ([Finding("segment-later-rules-will-do", "note")] if rules.explained >= DIFFERENT else [])


def rules_findings(rules: pd.DataFrame | None) -> list[Finding]:
    """RFM rules that match no customer."""
    empty: Sequence[str] = [] if rules is None else list(rules.segment[(rules.won == 0) & (rules.segment != OTHERS)])
    return [Finding("segment-rules-empty", "note", {"rules": [f"“{name}”" for name in empty]})] if empty else []
