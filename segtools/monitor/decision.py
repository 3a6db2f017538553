"""What must change, each with the figure it rests on."""

from __future__ import annotations

import pandas as pd

from segtools.campaigns import readable
from segtools.params import Monitor


def decide(kpis: pd.DataFrame, drift: pd.DataFrame, results: pd.DataFrame, settings: Monitor) -> pd.DataFrame:
    """Table `decision`: what must change, each with the figure it rests on."""
    return pd.DataFrame([*_held(kpis, drift, settings), *_worked(results)])


def _held(kpis: pd.DataFrame, drift: pd.DataFrame, settings: Monitor) -> list[dict[str, str]]:
    if kpis.empty:
        nothing = {
            "question": "Have the segments held?",
            "figure": "The data holds one look only",
            "decision": "Run again on later data, with the same scorecard",
        }
        return [nothing]
    worst = drift.loc[drift.psi.idxmax()]
    moved = kpis.loc[kpis.change.abs().idxmax()]
    refit = worst.psi > settings.max_drift
    large = abs(moved.change) > settings.max_share_change and moved.change_low * moved.change_high > 0
    return [
        {
            "question": "Does the scorecard still fit the base?",
            "figure": f"Largest drift: {worst.variable.replace('_', ' ')}, stability index {worst.psi:.2f} "
            f"(limit {settings.max_drift:.2f})",
            "decision": "Fit the segments again" if refit else "Keep the scorecard",
        },
        {
            "question": "Have the segments' sizes moved?",
            "figure": f"Largest move: {moved.segment_name}, {moved.share_earlier:.1%} to {moved.share_now:.1%} of the "
            f"base ({100 * moved.change_low:+.1f} to {100 * moved.change_high:+.1f} points; limit {100 * settings.max_share_change:g})",
            "decision": f"Find out why {moved.segment_name} {'grew' if moved.change > 0 else 'shrank'}" if large
            else "Nothing to act on",
        },
    ]  # fmt: skip


def _worked(results: pd.DataFrame) -> list[dict[str, str]]:
    shown = readable(results)
    return [
        _worked_so(campaign, rows, shown.campaign.nunique() > 1)
        for campaign, rows in shown.groupby("campaign", sort=False)
    ]


def _worked_so(campaign: str, shown: pd.DataFrame, several: bool) -> dict[str, str]:
    if shown.has_control.all():
        sure = shown[shown.effect_low > 0].sort_values("effect", ascending=False)
        unsure = shown[shown.effect_low <= 0]
        said = "; ".join(f"{r.segment_name} {r.effect:+.1%} ({r.effect_low:+.1%} to {r.effect_high:+.1%})"
                         for r in shown.sort_values("effect", ascending=False).itertuples())  # fmt: skip
        names = " and ".join(sure.segment_name)
        return {
            "question": f"Whom should {f'“{campaign}”' if several else 'the campaign'} go to again?",
            "figure": f"Uplift in response: {said}",
            "decision": (f"Repeat it for {names}" if len(sure) else "Do not repeat it as it is")
            + (f"; test again with {' and '.join(unsure.segment_name)}" if len(sure) and len(unsure) else ""),
        }
    best, least = shown.loc[shown.effect.idxmax()], shown.loc[shown.effect.idxmin()]
    return {
        "question": f"Did {f'“{campaign}”' if several else 'the campaigns'} work?",
        "figure": f"Nobody was held back; response ran from {least.effect:.1%} (“{least.segment_name}”, "
        f"{least.effect_low:.1%} to {least.effect_high:.1%}) to {best.effect:.1%} (“{best.segment_name}”, "
        f"{best.effect_low:.1%} to {best.effect_high:.1%})",
        "decision": "Hold back a random control next time: response alone is not an effect",
    }
