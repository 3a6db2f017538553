"""Figures of 05_target: which segments to target."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator

from segtools.show.axes import draw_intervals, new_panel, set_title, styled
from segtools.show.html_tables import not_here
from segtools.show.look import GREY, INK, PALE, segment_colour
from segtools.words import format_value, in_words, money, of_draws

# --- 05_target ----------------------------------------------------------------------------------------


@styled()
def plot_matrix(targets: pd.DataFrame, cards: pd.DataFrame) -> Axes:
    """The segment evaluation plot: how attractive each is, how strong we are with it, area by its value (or size), and a cross
    that holds nine in ten of the draws. Without any criterion of strength, the segments stand beside each other."""
    value = (
        "clv_share" if cards.clv_share.notna().all() else "value_share" if cards.value_share.notna().all() else "share"
    )
    words = {"clv_share": "value to come", "value_share": "net amount", "share": "base"}[value]
    rows = targets.merge(cards[["segment_id", value]], on="segment_id")
    silent = bool((rows.competitiveness == 0.5).all())
    x = np.linspace(0.1, 0.9, len(rows))[rows["rank"].to_numpy() - 1] if silent else rows.competitiveness.to_numpy()
    area = rows[value].clip(lower=0.06)
    ax = new_panel(10.5, 5.6)
    ax.axhline(0.5, color=PALE, zorder=0)
    if not silent:
        ax.axvline(0.5, color=PALE, zorder=0)
    for at, row in zip(x, rows.itertuples(), strict=True):
        colour = segment_colour(row.segment_id)
        ax.plot([at, at], [row.attractiveness_low, row.attractiveness_high], color=colour, lw=1.5, alpha=0.6, zorder=1)
        if not silent:
            ax.plot([row.competitiveness_low, row.competitiveness_high], [row.attractiveness] * 2, color=colour, lw=1.5,
                    alpha=0.6, zorder=1)  # fmt: skip
    ax.scatter(x, rows.attractiveness, s=2600 * area, alpha=0.85, lw=1.5, zorder=2,
               color=[segment_colour(s) for s in rows.segment_id],
               edgecolors=[INK if r == "target" else "white" for r in rows.role])  # fmt: skip
    for at, row in zip(x, rows.itertuples(), strict=True):
        ax.annotate(str(row.segment_id), (at, row.attractiveness), ha="center", va="center", zorder=3,
                    fontsize=10, fontweight="bold", color="white",
                    path_effects=[withStroke(linewidth=2, foreground=INK)])  # fmt: skip
    marks = []
    for r in rows.itertuples():
        sure = (
            ""
            if r.role == "out"
            else f" in {of_draws(r.p_target)}"
            if r.role == "target"
            else f", target in {of_draws(r.p_target)}"
        )
        label = "\n".join(
            textwrap.wrap(f"{r.segment_id}  {r.segment_name}: {r.role}{sure}", 40, subsequent_indent="    ")
        )
        marks.append(Line2D([], [], marker="o", ls="", ms=9, color=segment_colour(r.segment_id), label=label,
                            markeredgecolor=INK if r.role == "target" else "white"))  # fmt: skip
    ax.legend(handles=marks, loc="upper left", bbox_to_anchor=(1.01, 1))
    ax.set_xlim(-0.08, 1.08), ax.set_ylim(-0.08, 1.08)
    if silent:
        ax.set_xticks([])
        ax.set_xlabel("by rank: nothing in the data speaks of our strength with a segment")
    else:
        ax.set_xlabel("how strong we are with it (competitiveness, 0 to 1)")
    ax.set_ylabel("what it offers (attractiveness, 0 to 1)")
    wanted = [
        f"“{r.segment_name}” (in {of_draws(r.p_target)} of draws)"
        for r in rows.sort_values("rank").itertuples()
        if r.role == "target"
    ]
    set_title(ax, f"Court {' and '.join(wanted)}" if wanted else "No segment passes the knock-outs")
    ax.text(1, -0.13, f"area: share of the {words}; cross: nine in ten draws", transform=ax.transAxes, ha="right", fontsize=9,
            color=GREY)  # fmt: skip
    return ax


@styled()
def plot_returns(plan: pd.DataFrame, currency: str = "") -> Axes | None:
    """What contacting each audience is expected to return, with the range that the response leaves."""
    rows = plan[(plan.audience > 0) & plan.expected_return.notna()]
    if rows.empty:
        return not_here("No return can be told: it takes targets with an audience, the worth of an order, the cost of a contact "
                        "and a response (target.economics).")  # fmt: skip
    ax = new_panel(9.5, 1.5 + 0.7 * len(rows))
    texts = [f"{format_value(row.expected_return, currency, currency)} from {row.audience:,} contacts; breaks even at "
             f"{row.break_even_response:.1%}, expected {row.response:.1%}" for row in rows.itertuples()]  # fmt: skip
    draw_intervals(
        ax, rows.segment_name, rows.expected_return, rows.return_low, rows.return_high, rows.segment_id, texts
    )
    ax.axvline(0, color=GREY, lw=1, zorder=0)
    low, high = min(0, rows.return_low.min()), max(0, rows.return_high.max())
    ax.set_xlim(low - 0.25 * (high - low), high + 0.25 * (high - low))
    ax.xaxis.set_major_locator(MaxNLocator(6))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: money(v, currency)))
    ax.set_xlabel("return less the cost of contacts; bar: range of the response")
    total, ends = rows.expected_return.sum(), (rows.return_low.sum(), rows.return_high.sum())
    said = [format_value(v, currency, currency) for v in (total, *ends)]
    set_title(ax, f"The audiences together may return {said[0]} ({said[1]} to {said[2]})")
    return ax


@styled()
def plot_criteria(criteria: pd.DataFrame, targets: pd.DataFrame, currency: str = "") -> Axes:
    """Every criterion with its weight: the figure as measured, coloured by its score."""
    rows = criteria.merge(targets[["segment_id", "segment_name"]], on="segment_id")
    rows = rows.assign(
        label=[f"{r.side}: {in_words(r.criterion)} ({r.weight:.0%})" for r in rows.itertuples()],
        text=[
            format_value(r.value, r.unit if r.unit in ("share", "change", currency) else "", currency)
            for r in rows.itertuples()
        ],
    )
    order, names = list(dict.fromkeys(rows.label)), list(targets.sort_values("segment_id").segment_name)
    score = rows.pivot(index="label", columns="segment_name", values="score").loc[order, names]
    text = rows.pivot(index="label", columns="segment_name", values="text").loc[order, names]
    ax = new_panel(4.4 + 1.25 * len(names), 1.6 + 0.42 * len(order))
    sns.heatmap(score, vmin=0, vmax=1, cmap="Blues", annot=text.to_numpy(), fmt="", annot_kws={"size": 9}, linewidths=1, ax=ax,
                cbar_kws={"label": "score (0 lowest, 1 highest)", "shrink": 0.8})  # fmt: skip
    ax.set_xlabel(""), ax.set_ylabel("")
    ax.set_xticks(ax.get_xticks(), ["\n".join(textwrap.wrap(str(c), 16)) for c in names], rotation=0)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    side = rows[rows.side == rows.side.iloc[0]]
    heavy = side.loc[side.weight.idxmax()]
    best = rows[(rows.label == heavy.label)].sort_values("score").iloc[-1]
    set_title(
        ax, (f"On the weightiest criterion, {in_words(heavy.criterion)}, {best.segment_name} leads with {best.text}")
    )
    return ax
