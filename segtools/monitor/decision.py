"""What must change, each decision with the figure it is based on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from segtools.campaigns import readable
from segtools.params import Monitor
from segtools.words import Figure, Kind, Phrase, Style, in_words


@dataclass(frozen=True)
class Decision:
    """One decision: its code, its words for table `decision`, and its figures for a finding.

    code : monitor-one-look; monitor-scorecard-keep, monitor-scorecard-refit; monitor-size-moved, monitor-nothing-moved;
        monitor-campaign-repeat, monitor-campaign-repeat-some, monitor-campaign-unproven, monitor-campaign-no-effect,
        monitor-campaign-no-control, monitor-campaign-no-control-few
    kind : of its finding
    segment : the segment_id it is about; 0 where it is about the whole base
    """

    code: str
    question: str
    figure: str
    decision: str
    figures: Mapping[str, Any] = field(default_factory=dict)
    kind: Kind = "headline"
    segment: int = 0


def decide(
    kpis: pd.DataFrame, drift: pd.DataFrame, results: pd.DataFrame, settings: Monitor, style: Style
) -> pd.DataFrame:
    """Table `decision`: what must change, each decision with the figure it is based on.

    Parameters
    ----------
    kpis, drift, results : tables `kpis`, `drift`, `campaign_results`
    settings : params.monitor
    style : smallest number of people that a figure may show
    """
    rows = decisions(kpis, drift, results, settings, style)
    return pd.DataFrame([{"question": row.question, "figure": row.figure, "decision": row.decision} for row in rows])


def decisions(
    kpis: pd.DataFrame, drift: pd.DataFrame, results: pd.DataFrame, settings: Monitor, style: Style
) -> list[Decision]:
    """The decisions, in the order of table `decision`; the parameters are those of `decide`."""
    if kpis.empty:
        question, found = "Have the segments held?", "The data covers one point in time only"
        rows = [Decision("monitor-one-look", question, found, "Run again on later data")]
    else:
        rows = [_on_the_scorecard(drift, settings), _on_sizes(kpis, settings, style)]
    shown = readable(results, style.least)
    several = shown.campaign.nunique() > 1
    for campaign, own in shown.groupby("campaign", sort=False):
        on = _on_a_campaign if own.has_control.all() else _on_a_campaign_without_control
        rows.append(on(campaign, own, several, style))
    return rows


def _on_the_scorecard(drift: pd.DataFrame, settings: Monitor) -> Decision:
    """Whether the scorecard still fits the base."""
    worst = drift.loc[drift.psi.idxmax()]
    refit = worst.psi > settings.max_drift
    name = in_words(worst.variable)
    return Decision(
        "monitor-scorecard-refit" if refit else "monitor-scorecard-keep",
        "Do older segments still fit the base?",
        f"Largest drift: {name}, by {worst.psi:.2f} (limit {settings.max_drift:.2f})",
        "Use these segments instead of older ones" if refit else "Keep the segments as they are",
        {"variable": name, "psi": Figure(worst.psi, "score"), "limit": Figure(settings.max_drift, "score")},
    )


def _on_sizes(kpis: pd.DataFrame, settings: Monitor, style: Style) -> Decision:
    """Whether a segment has grown or shrunk by more than the limit, beyond chance."""
    moved = kpis.loc[kpis.change.abs().idxmax()]
    large = abs(moved.change) > settings.max_share_change and moved.change_low * moved.change_high > 0
    way = "grew" if moved.change > 0 else "shrank"
    then = Figure(moved.share_earlier, "rate", people=moved.customers_earlier)
    now = Figure(moved.share_now, "rate", people=moved.customers_now)
    few = style.withholds(moved.customers_earlier) or style.withholds(moved.customers_now)
    change = Figure(moved.change, "change", moved.change_low, moved.change_high)
    ends = f"{style.write(change, 'low')} to {style.write(change, 'high')}; "
    limit = f"limit {style.write(Figure(100 * settings.max_share_change, 'points'))}"
    figures = {
        "segment": moved.segment_name,
        "way": way,
        "earlier": then,
        "now": now,
        "told": "no" if few else "yes",
        "limit": Figure(100 * settings.max_share_change, "points"),
    }
    if not few:  # the change and one share tell the other
        figures["change"] = change
    return Decision(
        "monitor-size-moved" if large else "monitor-nothing-moved",
        "Have the segments' sizes moved?",
        f"Largest move: “{moved.segment_name}”, from {style.write(then)} of the base to {style.write(now)} "
        f"({'' if few else ends}{limit})",
        f"Find out why “{moved.segment_name}” {way}" if large else "Nothing to act on",
        figures,
        "headline" if large else "finding",
        int(moved.segment_id),
    )


def _on_a_campaign(campaign: str, shown: pd.DataFrame, several: bool, style: Style) -> Decision:
    """Which segments should get a campaign again, if it held customers back."""
    ranked = shown.sort_values("effect", ascending=False)
    sure, unsure = ranked[ranked.effect_low > 0], shown[shown.effect_low <= 0]
    uplifts = "; ".join(
        f"“{row.segment_name}” {style.write(effect)} ({style.write(effect, 'low')} to {style.write(effect, 'high')})"
        for row in ranked.itertuples()
        for effect in [_effect(row)]
    )
    harm = (shown.effect_high < 0).any()
    instead = "Do not repeat it as it is" if harm else "Test it again before it is repeated"
    repeat = f"Repeat it for {_quoted(sure)}" if len(sure) else instead
    again = f"; test it again with {_quoted(unsure)}" if len(sure) and len(unsure) else ""
    code = "monitor-campaign-repeat" if sure.empty or unsure.empty else "monitor-campaign-repeat-some"
    if sure.empty:
        code = "monitor-campaign-no-effect" if harm else "monitor-campaign-unproven"
    return Decision(
        code,
        f"Whom should {f'“{campaign}”' if several else 'the campaign'} go to again?",
        f"Extra response: {uplifts}",
        repeat + again,
        {
            "campaign": campaign,
            "sure": _uplifts(sure),
            "unsure": _uplifts(unsure.sort_values("effect", ascending=False)),
        },
    )


def _quoted(rows: pd.DataFrame) -> str:
    """The names of segments."""
    return " and ".join(f"“{name}”" for name in rows.segment_name)


def _effect(row: Any) -> Figure:
    """Response of contacted members of a segment, minus that of those held back."""
    return Figure(row.effect, "change", row.effect_low, row.effect_high, min(row.n_treated, row.n_control))


def _uplifts(rows: pd.DataFrame) -> list[Phrase]:
    return [
        Phrase(
            "monitor-uplift",
            {"segment": row.segment_name, "effect": _effect(row)},
        )
        for row in rows.itertuples()
    ]


def _on_a_campaign_without_control(campaign: str, shown: pd.DataFrame, several: bool, style: Style) -> Decision:
    """What a campaign that held nobody back cannot show."""
    rates = [_response(shown.loc[at]) for at in (shown.effect.idxmin(), shown.effect.idxmax())]
    least, best = ((name, rate, style.withholds(rate.people)) for name, rate in rates)
    return Decision(
        "monitor-campaign-no-control-few" if least[2] and best[2] else "monitor-campaign-no-control",
        f"Did {f'“{campaign}”' if several else 'the campaigns'} work?",
        f"Nobody was held back; response ran from {_run(*least, style)} to {_run(*best, style)}",
        "Hold back a random control group next time: a response alone is not an effect",
        {
            "campaign": campaign,
            "least_segment": least[0],
            "least": least[1],
            "least_told": "no" if least[2] else "yes",
            "best_segment": best[0],
            "best": best[1],
            "best_told": "no" if best[2] else "yes",
        },
    )


def _response(row: pd.Series) -> tuple[str, Figure]:
    """A segment's name and its response, with the number of people."""
    people = round(row.rate_treated * row.n_treated)
    return row.segment_name, Figure(row.effect, "rate", row.effect_low, row.effect_high, people)


def _run(name: str, rate: Figure, few: bool, style: Style) -> str:
    """One end of the range of responses, without its interval, which would show what is withheld."""
    ends = "" if few else f", {style.write(rate, 'low')} to {style.write(rate, 'high')}"
    return f"{style.write(rate)} (“{name}”{ends})"
