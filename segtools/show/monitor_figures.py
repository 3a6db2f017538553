"""Figures of 06_monitor: what has changed and what campaigns did."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes

from segtools.show.axes import draw_intervals, new_axes, new_panel, percent_axis, set_title, signed_shares, styled
from segtools.show.html_tables import not_here
from segtools.show.look import GREY
from segtools.show.small_counts import SHOWN_AS, withheld

# --- 06_monitor ---------------------------------------------------------------------------------------


@styled()
def plot_migration(
    migration: pd.DataFrame, kpis: pd.DataFrame, earlier: pd.Timestamp, as_of: pd.Timestamp, least: int = 10
) -> Axes | None:
    """From which segment (rows) to which (columns): share of the row, and how many; fewer than `least` are withheld."""
    if migration.empty:
        return not_here("The data holds one look only: movement between segments cannot be told yet.")
    names = list(kpis.segment_name)
    other = [n for n in migration.earlier_name.unique() if n not in names]
    gone = [n for n in migration.segment_name.unique() if n not in names]
    share = migration.pivot(index="earlier_name", columns="segment_name", values="share")
    count = migration.pivot(index="earlier_name", columns="segment_name", values="customers")
    rows = [n for n in [*names, *other] if n in share.index]
    columns = [n for n in [*names, *gone] if n in share.columns]
    share, count = share.loc[rows, columns].fillna(0), count.loc[rows, columns].fillna(0)
    text = (share.map("{:.0%}".format) + "\n" + count.map("{:,.0f}".format)).where(count > 0, "")
    few = withheld(count, least)
    share, text = share.mask(few, 0), text.mask(few, SHOWN_AS)
    ax = new_panel(3.6 + 1.2 * len(columns), 1.7 + 0.62 * len(rows))
    sns.heatmap(share, vmin=0, vmax=1, cmap="Blues", annot=text.to_numpy(), fmt="", annot_kws={"size": 9}, linewidths=1, ax=ax,
                cbar_kws={"label": "share of the earlier segment", "shrink": 0.8})  # fmt: skip
    ax.set_xticks(ax.get_xticks(), ["\n".join(textwrap.wrap(str(c), 16)) for c in columns], rotation=0)
    note = (
        f"; {SHOWN_AS}: under {least} people, or withheld so that such cannot be worked out"
        if few.to_numpy().any()
        else ""
    )
    ax.set_xlabel(f"on {as_of:%d %B %Y}{note}"), ax.set_ylabel(f"on {earlier:%d %B %Y}")
    ax.xaxis.tick_top(), ax.xaxis.set_label_position("top")
    ax.tick_params(length=0)
    paths = migration[(migration.earlier_name != migration.segment_name) & migration.earlier_name.isin(names)]
    says = "Nobody has moved"
    if len(paths):
        top = paths.loc[paths.customers.idxmax()]
        says = f"{top.customers:,} moved from {top.earlier_name} to {top.segment_name}: {top.share:.0%} of the former"
    set_title(ax, (says))
    return ax


@styled()
def plot_share_change(kpis: pd.DataFrame) -> Axes | None:
    """Change of each segment's share of the base, with its 95% interval."""
    if kpis.empty:
        return not_here("The data holds one look only: growth cannot be told yet.")
    ax = new_panel(height=1.3 + 0.46 * len(kpis))
    texts = signed_shares(kpis.change, kpis.change_low)
    draw_intervals(ax, kpis.segment_name, kpis.change, kpis.change_low, kpis.change_high, kpis.segment_id, texts)
    ax.axvline(0, color=GREY, lw=1, zorder=0)
    percent_axis(ax.xaxis)
    ax.set_xlabel("change of the share of the base, in points, with its 95% interval")
    sure = kpis[(kpis.change_low * kpis.change_high) > 0]
    top = kpis.loc[kpis.change.abs().idxmax()]
    set_title(ax, f"{top.segment_name} moved most: {top.share_earlier:.0%} to {top.share_now:.0%} of the base" if len(sure)
                 else "No segment's share has changed beyond chance")  # fmt: skip
    return ax


@styled()
def plot_campaign(results: pd.DataFrame) -> np.ndarray | None:
    """What each campaign of the table did in each segment of at least 30 contacts, with its 95% interval; one panel
    a campaign."""
    if results.empty:
        return not_here("No campaign is recorded after the earlier look.")
    uplift = bool(results.has_control.any())
    few = (results.n_treated < 30) | (uplift & (results.n_control < 30))
    kept = results[~few | (results.segment_id == 0)]
    campaigns = list(dict.fromkeys(kept.campaign))
    most = int(kept.groupby("campaign").size().max())
    _, axes = new_axes(8.5, (1.4 + 0.46 * most) * len(campaigns), rows=len(campaigns), sharex=True)
    for ax, campaign in zip(axes[:, 0], campaigns, strict=True):
        rows = kept[kept.campaign == campaign]
        labels = [f"{row.segment_name} ({row.n_treated + row.n_control:,})" for row in rows.itertuples()]
        texts = signed_shares(rows.effect, rows.effect_low)
        draw_intervals(ax, labels, rows.effect, rows.effect_low, rows.effect_high, rows.segment_id, texts)
        ax.axvline(0, color=GREY, lw=1, zorder=0)
        percent_axis(ax.xaxis)
        whole = rows[rows.segment_id == 0].iloc[0]
        said = f"{whole.effect:+.1%} over those held back" if uplift else f"{whole.effect:.1%} responded"
        ax.set_title(f"{campaign[:1].upper()}{campaign[1:]}: {said} (95% interval {whole.effect_low:.1%} to {whole.effect_high:.1%})",
                     loc="left", fontsize=10)  # fmt: skip
    what = (
        "uplift of the response rate, contacted less held back"
        if uplift
        else "response rate (nobody was held back: not an effect)"
    )
    axes[-1, 0].set_xlabel(f"{what}; segments of 30 contacts at least")
    whole = kept[kept.segment_id == 0]
    best = whole.loc[whole.effect.idxmax()]
    most_said = (
        f"“{best.campaign}” did the most: "
        if len(campaigns) > 1
        else f"{best.campaign[:1].upper()}{best.campaign[1:]}: "
    )
    tail = f"response {best.effect:+.1%} over those held back" if uplift else f"{best.effect:.1%} responded"
    set_title(axes[0, 0], most_said + tail)
    return axes[:, 0]
