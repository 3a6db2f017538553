"""Figures of 05_target: which segments to target."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patheffects import withStroke
from matplotlib.ticker import MaxNLocator

from segtools.show.axes import (
    PLAIN,
    draw_grid,
    draw_intervals,
    money_axis,
    new_panel,
    set_notes,
    set_title,
    styled,
    wrapped,
)
from segtools.show.html_tables import not_here
from segtools.show.look import GREY, INK, PALE, UPWARDS, WHITE, segment_colour
from segtools.show.profile_figures import figure_text
from segtools.show.small_counts import (
    SHOWN_AS,
    few_parts,
    few_people,
    words_for_left_out,
    words_for_withheld,
)
from segtools.words import Style, in_words, listed, of_draws
from segtools.words.worth import best_worth

_LEAST_AREA = 0.06
_MIDDLE = 0.5  # of a score, where nothing is known or segments are alike


@styled
def plot_matrix(targets: pd.DataFrame, cards: pd.DataFrame, style: Style = PLAIN) -> Axes | None:
    """The segment evaluation plot: how attractive each segment is, how strong we are in it, its area by value (or
    size), and a cross that covers nine in ten draws. Without a criterion of strength, the segments are side by side.

    targets, cards : tables of these names; a segment of too few people is left out
    """
    best = best_worth(cards)
    of_what, part = (best.whole, best.share) if best else ("of the base", cards.share)
    sizes = cards[["segment_id", "size"]].assign(part=part, same=few_parts(cards["size"], style))
    rows = targets.merge(sizes, on="segment_id")
    few = few_people(rows["size"], style)
    silent = bool((rows.competitiveness == _MIDDLE).all())
    beside = np.linspace(0.1, 0.9, len(rows))[rows["rank"].to_numpy() - 1]
    rows = rows.assign(
        x=beside if silent else rows.competitiveness,
        area=rows.part.clip(lower=_LEAST_AREA).mask(rows.same, _LEAST_AREA),
    )[~few]
    if rows.empty:
        return not_here(words_for_left_out(len(few), "segment", style))
    ax = new_panel(10.5, 5.6)
    ax.axhline(_MIDDLE, color=PALE, zorder=0)
    if not silent:
        ax.axvline(_MIDDLE, color=PALE, zorder=0)
    for row in rows.itertuples():
        _draw_segment(ax, row, silent)
    marks = [_mark(row) for row in rows.itertuples()]
    ax.legend(handles=marks, loc="upper left", bbox_to_anchor=(1.01, 1))
    ax.set_xlim(-0.08, 1.08), ax.set_ylim(-0.08, 1.08)
    if silent:
        ax.set_xticks([])
        ax.set_xlabel("by rank: nothing in the data tells how strong we are with a segment")
    else:
        ax.set_xlabel("how strong we are with it (0 to 1)")
    ax.set_ylabel("what it offers (0 to 1)")
    wanted = [
        f"“{row.segment_name}” (in {of_draws(row.p_target)} of trials)"
        for row in rows.sort_values("rank").itertuples()
        if row.role == "target"
    ]
    set_title(ax, f"Target {listed(wanted)}" if wanted else "Every segment is ruled out")
    left_out = words_for_left_out(int(few.sum()), "segment", style) if few.any() else ""
    set_notes(ax, [f"area: share {of_what}; cross: nine in ten trials", left_out])
    return ax


def _draw_segment(ax: Axes, row: Any, silent: bool) -> None:
    colour, edge = segment_colour(row.segment_id), INK if row.role == "target" else WHITE
    line = {"color": colour, "lw": 1.5, "alpha": 0.6, "zorder": 1}
    ax.plot([row.x, row.x], [row.attractiveness_low, row.attractiveness_high], **line)
    if not silent:
        ax.plot([row.competitiveness_low, row.competitiveness_high], [row.attractiveness] * 2, **line)
    blob = {"s": 2600 * row.area, "alpha": 0.85, "lw": 1.5, "zorder": 2}
    ax.scatter([row.x], [row.attractiveness], color=[colour], edgecolors=[edge], **blob)
    outline = [withStroke(linewidth=2, foreground=INK)]
    number = {"ha": "center", "va": "center", "fontsize": 10, "fontweight": "bold", "color": WHITE, "zorder": 3}
    ax.annotate(str(row.segment_id), (row.x, row.attractiveness), path_effects=outline, **number)


def _mark(row: Any) -> Line2D:
    """A segment's line in the legend: its name, its role and how sure that is."""
    sure = "" if row.role == "out" else f"{'' if row.role == 'target' else ', target'} in {of_draws(row.p_target)}"
    label = wrapped(f"{row.segment_id}  {row.segment_name}: {row.role}{sure}", 40, subsequent_indent="    ")
    edge = INK if row.role == "target" else WHITE
    return Line2D([], [], marker="o", ls="", ms=9, color=segment_colour(row.segment_id), label=label, mec=edge)


@styled
def plot_returns(plan: pd.DataFrame, style: Style = PLAIN) -> Axes | None:
    """The expected return of contacting each audience, with the range from the lowest to the highest response.

    plan : table of this name; an audience with too few people, or too few held back, is left out, of the total
        too
    """
    rows = plan[(plan.audience > 0) & plan.expected_return.notna()]
    if rows.empty:
        asked = (
            "targets with an audience, the worth of an order, the cost of a contact and a response (target.economics)"
        )
        return not_here(f"No return can be told: it takes {asked}.")
    few = few_people(rows.audience, style) | few_people(rows.control, style)  # one tells the other
    if few.all():
        return not_here(f"No return can be told: {words_for_left_out(len(rows), 'audience', style)}.")
    rows = rows[~few]
    ax = new_panel(9.5, 1.5 + 0.7 * len(rows))
    texts = [
        f"{style.amount(row.expected_return)} from {style.count(row.audience)} contacts; breaks even at "
        f"{row.break_even_response:.1%}, expected {row.response:.1%}"
        for row in rows.itertuples()
    ]
    figures = rows[["expected_return", "return_low", "return_high"]]
    draw_intervals(ax, rows.segment_name, *figures.to_numpy().T, rows.segment_id, texts)
    ax.axvline(0, color=GREY, lw=1, zorder=0)
    low, high = min(0, rows.return_low.min()), max(0, rows.return_high.max())
    room = 0.25 * (high - low) or 1
    ax.set_xlim(low - room, high + room)
    ax.xaxis.set_major_locator(MaxNLocator(6))
    money_axis(ax.xaxis, style)
    ax.set_xlabel("return less the cost of contacts; bar: range of the response")
    total, least, most = (style.amount(value) for value in figures.sum())
    set_title(ax, f"The audiences together may return {total} ({least} to {most})")
    set_notes(ax, [words_for_left_out(int(few.sum()), "audience", style) if few.any() else ""])
    return ax


@styled
def plot_criteria(
    criteria: pd.DataFrame, targets: pd.DataFrame, cards: pd.DataFrame, style: Style = PLAIN
) -> Axes | None:
    """Every criterion with its weight: the measured figure, coloured by its score.

    criteria, targets, cards : tables of these names; what stands on too few people is withheld, and the shares and
        sizes that would tell of it
    """
    sizes = cards[["segment_id", "size"]].assign(parts=few_parts(cards["size"], style))
    rows = criteria.merge(targets[["segment_id", "segment_name"]], on="segment_id").merge(sizes, on="segment_id")
    counted = rows.unit.isin(["share", "people", style.customers_are]) | (rows.criterion == "size")
    few = few_people(rows["size"], style) | (rows.parts & counted)
    texts = [figure_text(row.value, row.unit, style) for row in rows.itertuples()]
    rows = rows.assign(
        label=[f"{row.side}: {in_words(row.criterion)} ({row.weight:.0%})" for row in rows.itertuples()],
        text=pd.Series(texts, rows.index).mask(few, SHOWN_AS),
        shown=rows.score.mask(few),
    )
    order, names = list(dict.fromkeys(rows.label)), list(targets.sort_values("segment_id").segment_name)
    scores, grid = (
        rows.pivot(index="label", columns="segment_name", values=column).loc[order, names]
        for column in ("shown", "text")
    )
    ax = new_panel(4.4 + 1.25 * len(names), 1.6 + 0.42 * len(order))
    draw_grid(ax, scores, grid.fillna(""), "score (0 lowest, 1 highest)", (0, 1), UPWARDS)
    set_notes(ax, [words_for_withheld(style) if few.any() else ""])
    side = rows[rows.side == rows.side.iloc[0]]
    heavy = side.loc[side.weight.idxmax()]
    leaders = rows[(rows.label == heavy.label) & rows.shown.notna()].sort_values("shown", kind="stable")
    if len(leaders):
        best = leaders.iloc[-1]
        leads = f"{best.segment_name} leads with {best.text}"
        set_title(ax, f"On the weightiest criterion, {in_words(heavy.criterion)}, {leads}")
    else:
        set_title(ax, "Every segment has too few people to show")
    return ax
