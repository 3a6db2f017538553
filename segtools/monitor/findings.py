"""What 06_monitor concludes."""

from __future__ import annotations

import pandas as pd

from segtools.monitor.decision import Decision, decisions
from segtools.monitor.history import NOT_YET, SILENT
from segtools.tables import Study
from segtools.words import Figure, Finding, Style

_YEAR_DAYS = 365
_SAME_SEASON_DAYS = 7
_NAMED = 3


def findings(study: Study) -> list[Finding]:
    """Whether segments have stayed the same, whether campaigns worked, and what must change; from a study with tables
    migration, kpis, drift, campaign_results."""
    settings, style = study.params.monitor, study.style
    decided = decisions(study.kpis, study.drift, study.campaign_results, settings, style)
    return [
        *decision_findings(decided),
        *too_early(study.responses, study.when),
        *history_findings(study.kpis, study.migration, study.when, style),
    ]


def decision_findings(decided: list[Decision]) -> list[Finding]:
    """One finding per row of table `decision`, in its order; figure `decision` is what that row decides."""
    return [Finding(row.code, row.kind, {**row.figures, "decision": row.decision}, row.segment) for row in decided]


def too_early(responses: pd.DataFrame | None, period: pd.Series) -> list[Finding]:
    """Campaigns of table `responses` (None: there is none) that are not measured, because all contacts were before the
    earlier look; with the days back from the study's day that the look would have to lie."""
    if responses is None or pd.isna(period.earlier):
        return []
    contacts = responses.groupby("campaign").contact_date.agg(["min", "max"])
    missed = contacts[contacts["max"] <= period.earlier]
    if missed.empty:
        return []
    days = (period.as_of - missed["min"].min()).days + 1
    names = [f"“{name}”" for name in missed.index[:_NAMED]]
    more = len(missed) - len(names)
    figures = {
        "campaigns": [*names, f"{more} more"] if more else names,
        "since": f"{period.earlier:%d %B %Y}",
        "days": Figure(days, "count"),
    }
    if days > (period.as_of - period.first_order).days:  # nothing is known of customers before
        return [Finding("monitor-campaign-too-early-for-data", "note", figures)]
    return [Finding("monitor-campaign-too-early", "caution", figures)]


def history_findings(kpis: pd.DataFrame, moves: pd.DataFrame, period: pd.Series, style: Style) -> list[Finding]:
    """How many customers stayed in their segment, the most common move, and whether both looks are in one season.

    Parameters
    ----------
    kpis, moves : tables `kpis`, `migration`
    period : the row of table `period`
    style : smallest number of people that may be shown
    """
    found = []
    then = kpis.customers_earlier.sum()
    if then:
        people = (kpis.stayed.fillna(0) * kpis.customers_earlier).sum()
        figures = {
            "since": f"{period.earlier:%d %B %Y}",
            "stayed": Figure(people / then, "share", people=round(people)),
        }
        found.append(Finding("monitor-stayed", "finding", figures))
    if len(kpis) and _of_different_seasons(period):
        found.append(Finding("monitor-seasons", "note", {"days": Figure(int(period.window_days), "count")}))
    paths = moves[(moves.earlier_name != moves.segment_name) & (moves.earlier_name != NOT_YET)]
    if len(paths) and not style.withholds(paths.customers.max()):
        found.append(_busiest(paths))
    return found


def _of_different_seasons(period: pd.Series) -> bool:
    """Whether the calendar may explain part of the change: windows of less than a year that are not a year apart."""
    apart = (period.as_of - period.earlier).days
    return period.window_days < _YEAR_DAYS - 1 and abs(apart - _YEAR_DAYS) > _SAME_SEASON_DAYS


def _busiest(paths: pd.DataFrame) -> Finding:
    """The most common move from one segment to another, or to silence."""
    top = paths.loc[paths.customers.idxmax()]
    figures = {
        "from": top.earlier_name,
        "people": Figure(top.customers, "people", people=top.customers),
        "share": Figure(top.share, "share", people=top.customers),
    }
    if top.segment_name == SILENT:
        return Finding("monitor-busiest-silent", "finding", figures)
    return Finding("monitor-busiest", "finding", {**figures, "to": top.segment_name})
