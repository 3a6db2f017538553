"""Figures of 06_monitor: what has changed and what campaigns achieved."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from segtools.show.axes import (
    PLAIN,
    draw_grid,
    draw_intervals,
    new_axes,
    new_panel,
    percent_axis,
    points,
    points_axis,
    set_notes,
    set_title,
    styled,
)
from segtools.show.html_tables import not_here
from segtools.show.look import GREY, UPWARDS
from segtools.show.small_counts import (
    SHOWN_AS,
    few_parts,
    few_people,
    with_another,
    withheld,
    words_for_withheld,
)
from segtools.words import ENOUGH, Style


@styled
def plot_migration(migration: pd.DataFrame, kpis: pd.DataFrame, when: pd.Series, style: Style = PLAIN) -> Axes | None:
    """Moves from each segment (rows) to each segment (columns): share of the row and number of customers; too small
    numbers are withheld.

    migration, kpis : tables of these names
    when : the row of table `period`
    """
    if migration.empty:
        return not_here("The data covers one point in time only: movement between segments cannot be told yet.")
    names = list(kpis.segment_name)
    other = [name for name in migration.earlier_name.unique() if name not in names]
    gone = [name for name in migration.segment_name.unique() if name not in names]
    shares, counts = (
        migration.pivot(index="earlier_name", columns="segment_name", values=column)
        for column in ("share", "customers")
    )
    rows = [name for name in [*names, *other] if name in shares.index]
    columns = [name for name in [*names, *gone] if name in shares.columns]
    shares, counts = shares.loc[rows, columns].fillna(0), counts.loc[rows, columns].fillna(0)
    few = withheld(counts, style.least)
    texts = (
        (shares.map("{:.0%}".format) + "\n" + counts.map("{:,.0f}".format)).where(counts > 0, "").mask(few, SHOWN_AS)
    )
    ax = new_panel(3.6 + 1.2 * len(columns), 1.7 + 0.62 * len(rows))
    draw_grid(ax, shares.mask(few), texts, "share of the earlier segment", (0, 1), UPWARDS)
    ax.set_xlabel(f"on {when.as_of:%d %B %Y}"), ax.set_ylabel(f"on {when.earlier:%d %B %Y}")
    ax.xaxis.set_label_position("top")
    set_notes(ax, [f"hatched, {words_for_withheld(style)}" if few.to_numpy().any() else ""])
    set_title(ax, _migration_title(migration, few, names, style))
    return ax


def _migration_title(migration: pd.DataFrame, few: pd.DataFrame, names: list[str], style: Style) -> str:
    paths = migration[(migration.earlier_name != migration.segment_name) & migration.earlier_name.isin(names)]
    if paths.empty:
        return "Nobody has moved"
    enough = paths[[not few.at[row.earlier_name, row.segment_name] for row in paths.itertuples()]]
    if enough.empty:
        return "Too few customers have moved to show any path"
    top = enough.loc[enough.customers.idxmax()]
    path = f"{style.count(top.customers)} moved from {top.earlier_name} to {top.segment_name}"
    return f"{path}: {top.share:.0%} of {top.earlier_name}"


@styled
def plot_share_change(kpis: pd.DataFrame, style: Style = PLAIN) -> Axes | None:
    """Change of each segment's share of the base, in points, with its 95% interval.

    kpis : table of this name; changes of segments of too few people, then or now, are withheld, and with them
        what would tell of them
    """
    if kpis.empty:
        return not_here("The data covers one point in time only: growth cannot be told yet.")
    few = few_parts(kpis.customers_now, style) | few_parts(kpis.customers_earlier, style)
    ax = new_panel(height=1.3 + 0.46 * len(kpis))
    texts = [SHOWN_AS if no else points(change) for change, no in zip(kpis.change, few, strict=True)]
    shown = kpis[["change", "change_low", "change_high"]].mask(few)
    draw_intervals(ax, kpis.segment_name, *shown.to_numpy().T, kpis.segment_id, texts)
    ax.axvline(0, color=GREY, lw=1, zorder=0)
    points_axis(ax.xaxis)
    ax.set_xlabel("change of the share of the base, in points, with its 95% interval")
    set_notes(ax, [words_for_withheld(style) if few.any() else ""])
    enough = kpis[~few]
    sure = enough[(enough.change_low * enough.change_high) > 0]
    if enough.empty:
        set_title(ax, "Every segment has too few people to show")
    elif sure.empty:
        set_title(ax, "No segment's share has changed beyond chance")
    else:
        top = enough.loc[enough.change.abs().idxmax()]
        then, now = style.share(top.share_earlier), style.share(top.share_now)
        most = "moved most" if not few.any() else "moved most of those that can be shown"
        set_title(ax, f"{top.segment_name} {most}: {then} to {now} of the base")
    return ax


# --- campaigns ----------------------------------------------------------------------------------------


@styled
def plot_campaign(campaign_results: pd.DataFrame, style: Style = PLAIN) -> np.ndarray | None:
    """Result of each campaign in each segment with at least 30 contacts, with its 95% interval; one panel per campaign.
    An uplift is a difference of response rates, in percentage points.

    campaign_results : table of this name; what rests on too few people, contacted, held back, or who responded, is
        withheld
    """
    if campaign_results.empty:
        return not_here("No campaign is recorded after the earlier look.")
    uplift = bool(campaign_results.has_control.any())
    thin = (campaign_results.n_treated < ENOUGH) | (uplift & (campaign_results.n_control < ENOUGH))
    rows = campaign_results.assign(few=_few_results(campaign_results, thin, style))
    rows = rows[~thin | (rows.segment_id == 0)]
    withheld_whole = rows[(rows.segment_id == 0) & rows.few].campaign
    rows = rows[~rows.campaign.isin(withheld_whole)]
    if rows.empty:
        return not_here(
            f"No campaign is shown: in each, fewer than {style.least} people were reached, held back or responded."
        )
    campaigns = list(dict.fromkeys(rows.campaign))
    most = int(rows.groupby("campaign").size().max())
    axes = new_axes(8.5, (1.4 + 0.46 * most) * len(campaigns), rows=len(campaigns), sharex=True)[:, 0]
    for ax, campaign in zip(axes, campaigns, strict=True):
        _draw_campaign(ax, rows[rows.campaign == campaign], uplift, style)
    difference = "uplift of the response rate, contacted less held back, in points"
    what = difference if uplift else "response rate (nobody was held back: not an effect)"
    axes[-1].set_xlabel(f"{what}; segments of {ENOUGH} contacts at least")
    whole = rows[rows.segment_id == 0]
    best = whole.loc[whole.effect.idxmax()]
    lead = f"“{best.campaign}” did the most" if len(campaigns) > 1 else _capital(best.campaign)
    set_title(axes[0], f"{lead}: {_did(best, uplift)}")
    set_notes(axes[0], [words_for_withheld(style) if rows.few.any() or len(withheld_whole) else ""])
    return axes


def _few_results(results: pd.DataFrame, thin: pd.Series, style: Style) -> pd.Series:
    """Rows about too few people, or from which such a row could be computed."""
    people = pd.DataFrame(
        {
            "treated": results.n_treated,
            "control": results.n_control,
            "hits": (results.rate_treated * results.n_treated).round(),
            "hits_0": (results.rate_control.fillna(0) * results.n_control).round(),
        }
    )
    few = people.apply(few_people, style=style).any(axis=1)
    for _, own in results[results.segment_id > 0].groupby("campaign"):
        if few[own.index].any():
            hidden = with_another(few[own.index] | thin[own.index], own.n_treated + own.n_control)
            few.loc[own.index] |= hidden & ~thin[own.index]
    return few


def _draw_campaign(ax: Axes, rows: pd.DataFrame, uplift: bool, style: Style) -> None:
    contacts = rows.n_treated + rows.n_control
    pairs = list(zip(rows.segment_name, contacts, rows.few, strict=True))
    labels = [f"{name} ({SHOWN_AS if few else style.count(n)})" for name, n, few in pairs]
    write = points if uplift else "{:.1%}".format
    texts = [SHOWN_AS if few else write(effect) for effect, few in zip(rows.effect, rows.few, strict=True)]
    shown = rows[["effect", "effect_low", "effect_high"]].mask(rows.few)
    draw_intervals(ax, labels, *shown.to_numpy().T, rows.segment_id, texts)
    ax.axvline(0, color=GREY, lw=1, zorder=0)
    (points_axis if uplift else percent_axis)(ax.xaxis)
    whole = rows[rows.segment_id == 0].iloc[0]
    interval = f"95% interval {write(whole.effect_low)} to {write(whole.effect_high)}"
    title = f"{_capital(whole.campaign)}: {_did(whole, uplift)} ({interval})"
    ax.set_title(title, loc="left", fontsize=10)


def _did(whole: pd.Series, uplift: bool) -> str:
    """The result of a campaign in the whole base."""
    return f"response {points(whole.effect)} over those held back" if uplift else f"{whole.effect:.1%} responded"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
