"""What 05_target concludes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from segtools.params import Target
from segtools.tables import Study
from segtools.target.campaign_tests import Design
from segtools.target.criteria import COMPETITIVENESS, unmeasured
from segtools.target.plays import Judged
from segtools.target.ranking import badly_served, untapped
from segtools.target.returns import FROM_PARAMS, campaign_designs
from segtools.words import Figure, Finding, Phrase, Style, in_words
from segtools.worth import margin_of

_SURE, _CLOSE = 0.8, 0.5  # shares of draws
_RIVAL = 0.25
_LEAST_SHARE = 0.005
_KNOWN_AS = {"clv_12m": "value"}


def findings(study: Study, economics: pd.DataFrame, judged: list[Judged]) -> list[Finding]:
    """Which segments are targeted, how sure that is, what they may return, and what else to know about them.

    Parameters
    ----------
    study : with tables cards, criteria, targets, plan
    economics : of `segment_economics`
    judged : of `judged_plays`
    """
    settings, style, plan = study.params.target, study.style, study.plan
    basis = margin_of(study.buying, study.params.value.margin).words
    return [
        *choice_findings(study.targets, settings.draws, study.scorecard["verdict"]),
        *plan_findings(plan, basis, style),
        *choice_notes(study.targets, study.criteria, settings),
        *untapped_notes(study.cards, study.criteria, settings, style),
        *design_notes(plan, economics),
        *return_notes(plan),
        *play_notes(plan, judged),
    ]


# --- who ------------------------------------------------------------------------------------------------


def choice_findings(targets: pd.DataFrame, draws: int, verdict: str) -> list[Finding]:
    """Which segments are targets, how sure that is, and which other segment is nearly one."""
    ranked = targets.sort_values("rank")
    chosen = ranked[ranked.role == "target"]
    rivals = ranked[ranked.role.isin(["next", "maintain"]) & (ranked.p_target >= _RIVAL)]
    found = [Finding("target-no-segments", "stop")] if verdict == "none" else []
    for place, row in enumerate(chosen.itertuples()):
        code = "target-also" if place else "target-first"
        found.append(Finding(code, "headline", _sureness(row, draws), row.segment_id))
    if chosen.empty:
        found.append(Finding("target-nobody", "headline"))
    for row in rivals.itertuples():
        figures = {"segment": row.segment_name, "p_target": Figure(row.p_target, "draws")}
        found.append(Finding("target-rival", "finding", figures, row.segment_id))
    return found


def _sureness(row, draws: int) -> dict[str, Figure | str]:
    return {
        "segment": row.segment_name,
        "sure": "yes" if row.p_target >= _SURE else "close" if row.p_target >= _CLOSE else "no",
        "p_target": Figure(row.p_target, "draws"),
        "leads": "yes" if row.p_first >= _LEAST_SHARE else "no",
        "p_first": Figure(row.p_first, "draws"),
        "draws": Figure(draws, "count"),
    }


def choice_notes(targets: pd.DataFrame, criteria: pd.DataFrame, settings: Target) -> list[Finding]:
    """Which segments were knocked out, and what could not be measured."""
    out, missing = targets[targets.knocked_out != ""].sort_values("rank"), unmeasured(criteria, settings)
    notes = [
        Finding("target-knocked-out", "note", {"segment": row.segment_name, "why": row.knocked_out}, row.segment_id)
        for row in out.itertuples()
    ]
    if missing:
        names = [_KNOWN_AS.get(name, in_words(name)) for name in missing]
        notes.append(Finding("target-unmeasured", "note", {"criteria": names}))
    if COMPETITIVENESS not in set(criteria.side):
        notes.append(Finding("target-no-strength", "note"))
    return notes


def untapped_notes(cards: pd.DataFrame, criteria: pd.DataFrame, settings: Target, style: Style) -> list[Finding]:
    """Where there is potential: small segments of high value or growth, and segments that nobody serves well."""
    notes = []
    for row in untapped(cards, criteria).itertuples():
        figures = {"segment": row.segment_name, "share": Figure(row.share, "share", people=row.size)}
        if style.withholds(row.size):
            continue
        if not np.isnan(row.worth):
            figures["worth"] = Figure(row.worth, "ratio")
            notes.append(Finding("target-untapped-worth", "note", figures, row.segment_id))
        else:
            figures["growth"] = Figure(row.growth, "change")
            notes.append(Finding("target-untapped-growth", "note", figures, row.segment_id))
    ids = dict(zip(cards.segment_name, cards.segment_id, strict=True))
    for name, best, score in badly_served(settings):
        figures = {"segment": name, "best": best, "score": f"{score:g}"}
        notes.append(Finding("target-open", "note", figures, ids.get(name, 0)))
    return notes


# --- at what return -------------------------------------------------------------------------------------


def plan_findings(plan: pd.DataFrame, basis: Phrase, style: Style) -> list[Finding]:
    """What to do for each target, and what contacting it may return; `basis` says what a return is."""
    found = []
    for row in plan[plan.role == "target"].itertuples():
        figures = {"segment": row.segment_name, "play": row.play, "reason": row.reason}
        found.append(Finding("target-play", "finding", figures, row.segment_id))
        code, figures = _returned(row, basis, not plan.reached.any(), style)
        if code:
            found.append(Finding(code, "finding", {"segment": row.segment_name, **figures}, row.segment_id))
    return found


def _returned(row, basis: Phrase, no_list: bool, style: Style) -> tuple[str, dict[str, Figure | Phrase | str]]:
    """Which sentence says what contacting a target returns, with its figures; none if that is not known."""
    per = row.worth * row.response - row.cost
    figures = {
        "worth": Figure(row.worth, "money"),
        "cost": Figure(row.cost, "money"),
        "response": Figure(row.response, "rate"),
        "basis": basis,
    }
    if no_list:
        return "target-no-list", {}
    if row.audience == 0:
        if per > 0:
            return "target-outspent", {"per_contact": Figure(per, "money")}
        return ("", {}) if np.isnan(per) else ("target-loses", figures)
    if np.isnan(row.expected_return):
        return "", {}
    if style.withholds(row.audience):
        return "target-return-few", {}
    who = "all" if row.audience + row.control >= row.reached else "some"
    return "target-return", {
        **figures,
        "return": Figure(row.expected_return, "money", row.return_low, row.return_high, people=row.audience),
        "audience": Figure(row.audience, "people", people=row.audience),
        "reached": Figure(row.reached, "people", people=row.reached),
        "who": "untold" if style.withholds(row.control) else who,  # one tells the other
        "source": "params" if row.response_from == FROM_PARAMS else row.response_from,
        "break_even": Figure(row.break_even_response, "rate"),
    }


def return_notes(plan: pd.DataFrame) -> list[Finding]:
    """What is missing to compute a return, which other segments would return more, and whether a channel is known."""
    notes, unknown = [], plan[(plan.role == "target") & (plan.audience > 0) & plan.expected_return.isna()]
    for row in unknown.itertuples():
        known = {"the cost of a contact": row.cost, "the response": row.response, "the worth of an order": row.worth}
        lacking = [name for name, value in known.items() if np.isnan(value)]
        figures = {"segment": row.segment_name, "lacking": lacking}
        notes.append(Finding("target-return-unknown", "note", figures, row.segment_id))
    per = plan.worth * plan.response - plan.cost
    best, rest = per[plan.role == "target"].max(), plan[plan.role != "target"].assign(per=per)
    for row in rest[rest.per > best].itertuples():
        figures = {"segment": row.segment_name, "per_contact": Figure(row.per, "money"), "best": Figure(best, "money")}
        notes.append(Finding("target-better-elsewhere", "note", figures, row.segment_id))
    return notes


# --- what a test can show, and what is wrong with the library ----------------------------------------------

_TESTS = {"spend": "target-test-spend", "effect": "target-test-effect", "too small": "target-test-too-small"}


def design_notes(plan: pd.DataFrame, economics: pd.DataFrame) -> list[Finding]:
    """What the test of each audience can show."""
    rows = plan[(plan.role == "target") & (plan.audience > 0)]
    designs = campaign_designs(economics, rows.segment_id, rows.audience + rows.control)
    return [
        Finding(_TESTS[design.shows], "note", {"segment": row.segment_name, **_tested(design)}, row.segment_id)
        for row, design in zip(rows.itertuples(), designs, strict=True)
    ]


def _tested(design: Design) -> dict[str, Figure | str]:
    return {
        "members": Figure(design.members, "people", people=design.members),
        "control": Figure(design.control, "people", people=design.control),
        "anyway": Figure(design.anyway, "share", people=design.anyway_people),
        "anyway_known": "no" if np.isnan(design.anyway) else "yes",
        "seen": Figure(design.seen, "rate"),
        "seen_known": "no" if np.isnan(design.seen) else "yes",
        "worth_having": Figure(design.worth_having, "rate"),
        "wanted": Figure(design.wanted, "count"),
    }


def play_notes(plan: pd.DataFrame, judged: list[Judged]) -> list[Finding]:
    """Whether a channel is known, and which plays of the library have a fault."""
    notes = [Finding("target-no-channel", "note")] if (plan.channel == "").all() else []
    for row in judged:
        if row.never_met:
            notes.append(Finding("target-play-never", "note", {"play": row.play}))
        elif row.kept_from and not row.lacking:
            figures = {"play": row.play, "segments": [f"“{name}”" for name in row.kept_from], "unless": row.unless}
            notes.append(Finding("target-play-kept", "note", figures))
    return notes
