"""Figures of 03_segment: the evidence for segments."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from segtools.show.axes import (
    PLAIN,
    bare,
    draw_bars,
    draw_histogram,
    head,
    new_axes,
    new_panel,
    new_panels,
    set_notes,
    set_title,
    spread_apart,
    styled,
    withheld_patch,
    wrapped,
)
from segtools.show.html_tables import not_here
from segtools.show.look import GREY, HATCH, INK, MARK, PALE, RIVAL, SHADES, WHITE, segment_colour
from segtools.show.small_counts import few_parts, few_people, withheld, words_for_left_out, words_for_withheld
from segtools.words import WITHHELD, Style
from segtools.words.method_names import METHOD_LABELS

NEARLY_ALL = 0.8  # of the likeness to one's own segment: who has as much to another is hardly its own
_BINS = 20  # of a gorge plot
_SURE, _WHOLE = 0.95, 0.8  # segment stability within, and across, from which on nothing is doubted
_WIDTH = 0.09  # half of a block of the flow


@styled
def plot_choice(choice: pd.DataFrame, stability: pd.DataFrame, style: Style = PLAIN) -> np.ndarray:
    """Left: how similar two assignments from bootstrap samples are, one dot per pair. Right: how separate the segments
    are. Both beside bases without segments, and with the other methods as thin lines.

    choice, stability : tables of these names
    """
    axes = new_axes(9.5, 4.1, 2)
    left, right = axes.flat
    chosen = choice[choice.chosen].iloc[0]
    pairs = stability[stability.method == chosen.method]
    jitter = np.random.default_rng(0).uniform(-0.12, 0.12, len(pairs))
    left.scatter(pairs.n_segments + jitter, pairs.ari, s=9, color=GREY, alpha=0.6, lw=0)
    left.set_ylim(min(0.2, pairs.ari.min()), 1.03)
    left.set_ylabel("adjusted Rand index (1: the same)")
    head(left, "Do they come back?", 60)
    right.set_ylabel("mean silhouette width")
    head(right, "Are they separate?", 60)
    _draw_measure(left, choice, chosen, "mean_ari", "null_ari")
    _draw_measure(right, choice, chosen, "silhouette", "null_silhouette")
    right.set_ylim(min(0, right.get_ylim()[0]))
    left.figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    against = "" if np.isnan(chosen.null_silhouette) else f" against {chosen.null_silhouette:.2f} without segments"
    measures = f"mean adjusted Rand index {chosen.mean_ari:.2f}, silhouette {chosen.silhouette:.2f}{against}"
    set_title(left, f"{chosen.n_segments} segments: {measures}")
    return axes


def _draw_measure(ax: Axes, choice: pd.DataFrame, chosen: pd.Series, measure: str, null: str) -> None:
    """A measure by number of segments: the chosen method, the others, and bases without segments."""
    others = choice[(choice.method != chosen.method) & (choice.method != "rules")]
    for name, other in others.groupby("method"):
        ax.plot(other.n_segments, other[measure], color=RIVAL, lw=1, label=METHOD_LABELS[name])
    rows = choice[choice.method == chosen.method]
    label = f"this base, {METHOD_LABELS[chosen.method]}"
    ax.plot(rows.n_segments, rows[measure], color=INK, lw=1.5, marker="o", ms=4, label=label)
    ax.plot(rows.n_segments, rows[null], color=GREY, lw=1.5, ls="--", label="bases without segments")
    ax.scatter([chosen.n_segments], [chosen[measure]], s=90, color=MARK, zorder=3)
    ax.set_xlabel("number of segments")
    ax.set_xticks(rows.n_segments)


@styled
def plot_segment_stability(sizes: pd.DataFrame, stability: pd.DataFrame, style: Style = PLAIN) -> Axes:
    """How surely each segment comes back, one bar per segment; no bar if it has too few people.

    sizes : segment_id, segment_name, size
    stability : table segment_stability
    """
    rows = sizes.merge(stability[stability.chosen], on="segment_id")
    few = few_people(rows["size"], style)
    ax = new_panel(height=1.1 + 0.42 * len(rows))
    shown = rows.slsw.mask(few)
    texts = [WITHHELD if hidden else f"{value:.2f}" for value, hidden in zip(rows.slsw, few, strict=True)]
    draw_bars(ax, rows.segment_name, shown, [segment_colour(number) for number in rows.segment_id], texts)
    ax.set_xlim(0, 1.1)
    ax.set_xlabel("mean best Jaccard index over bootstraps (1: always found again)")
    set_notes(ax, [words_for_left_out(int(few.sum()), "segment", style) if few.any() else ""])
    if shown.notna().any():
        low = rows.loc[shown.idxmin()]
        least = f"{int(low.slsw * 100) / 100:.2f}"
        all_sure = low.slsw >= _SURE
        text = f"Every segment comes back: none under {least}" if all_sure else f"{low.segment_name} ({low.slsw:.2f})"
        set_title(ax, text if all_sure else f"Least sure to come back: {text}")
    else:
        set_title(ax, "Every segment has too few people to show")
    return ax


@styled
def plot_null(shown: pd.DataFrame, style: Style = PLAIN) -> np.ndarray:
    """The base beside a cloud with the same margins and correlations, both split into the same number of segments.

    shown : base (its name), number (of the segment), pc_1, pc_2; a row a customer
    """
    bases = list(dict.fromkeys(shown.base))
    axes = new_axes(9.5, 4.3, len(bases), sharex=True, sharey=True)
    for ax, name in zip(axes.flat, bases, strict=True):
        for number, group in shown[shown.base == name].groupby("number"):
            ax.scatter(*spread_apart(group.pc_1, group.pc_2), s=5, alpha=0.5, lw=0, color=SHADES[number % len(SHADES)])
        head(ax, name, 60)
        ax.set_xticks([]), ax.set_yticks([])
    set_title(axes.flat[0], "K-means cuts both; only gaps that the cloud lacks would be segments on their own")
    return axes


# --- the flow -----------------------------------------------------------------------------------------


@styled
def plot_flow(flow: pd.DataFrame, stability: pd.DataFrame, sizes: pd.DataFrame, style: Style = PLAIN) -> Axes | None:
    """Where customers go when a segment is added: one column per number of segments, one band per group that moves
    together; each block shows how far it was one segment before (SLSa). Blocks with too few people are combined in one
    hatched block, and bands with too few are not drawn.

    flow, stability : tables flow and segment_stability
    sizes : segment_id, segment_name
    """
    if flow.empty:
        return not_here("There is one number of segments only: nothing to compare it with.")
    ax = new_panel(9.5, 5.2)
    chosen = int(stability.n_segments[stability.chosen].iloc[0])
    blocks: dict[int, pd.Series] = {}
    for n, rows in flow.groupby("n_segments"):
        blocks[n] = rows.groupby("segment_id").customers.sum()
        blocks.setdefault(n - 1, rows.groupby("from_id").customers.sum())
    few = {n: few_parts(counts, style) for n, counts in blocks.items()}
    whole = next(iter(blocks.values())).sum()
    foot = {n: _feet(counts, few[n], 0.02 * whole) for n, counts in blocks.items()}
    bands = [_draw_bands(ax, n, rows, foot, few, style) for n, rows in flow.groupby("n_segments")]
    across = stability.set_index(["n_segments", "segment_id"]).slsa
    for n, counts in blocks.items():
        _draw_blocks(ax, n, counts, foot[n], few[n], INK if n == chosen else WHITE)
        for number, size in counts[~few[n]].items():
            if not np.isnan(across[n, number]) and size > 0.05 * whole:
                _write_in_block(ax, n, foot[n][number] + size / 2, f"{across[n, number]:.2f}")
    ax.set_xticks(list(blocks))
    ax.set_yticks([])
    bare(ax)
    meaning = "in a block: 1 where all its members were one segment before; other colours: segments of other numbers"
    ax.set_xlabel(f"number of segments ({meaning})")
    handles = [Patch(color=segment_colour(row.segment_id), label=row.segment_name) for row in sizes.itertuples()]
    hidden = any(flags.any() for flags in few.values())
    ax.figure.legend(handles=[*handles, *[withheld_patch()] * hidden], loc="outside lower center", ncols=3)
    set_notes(ax, [words_for_withheld(style) if hidden or any(bands) else ""])
    set_title(ax, _flow_title(stability, sizes, few[chosen], chosen))
    return ax


def _feet(counts: pd.Series, few: pd.Series, gap: float) -> pd.Series:
    """Where each block of a column begins: first the blocks shown, then the withheld ones together on top."""
    order = [*counts.index[~few], *counts.index[few]]
    heights = counts.loc[order] + gap * (~few.loc[order])
    return heights.cumsum().shift(fill_value=0)


def _draw_bands(
    ax: Axes, n: int, rows: pd.DataFrame, foot: Mapping[int, pd.Series], few: Mapping[int, pd.Series], style: Style
) -> bool:
    """Draw the bands from n - 1 segments to n; returns whether any is withheld."""
    counts = rows.pivot_table(index="from_id", columns="segment_id", values="customers", fill_value=0, aggfunc="sum")
    hidden = withheld(counts, style.least)
    left, right = foot[n - 1].copy(), foot[n].copy()
    flags = [
        bool(hidden.at[row.from_id, row.segment_id] or few[n - 1][row.from_id] or few[n][row.segment_id])
        for row in rows.itertuples()
    ]
    for row in rows[~np.array(flags)].sort_values(["from_id", "segment_id"]).itertuples():
        x = np.linspace(n - 1 + _WIDTH, n - _WIDTH, 30)
        bend = 0.5 - 0.5 * np.cos(np.pi * (x - x[0]) / (x[-1] - x[0]))
        low = left[row.from_id] + (right[row.segment_id] - left[row.from_id]) * bend
        ax.fill_between(x, low, low + row.customers, color=segment_colour(row.from_id), alpha=0.3, lw=0)
        left[row.from_id] += row.customers
        right[row.segment_id] += row.customers
    return any(flags)


def _draw_blocks(ax: Axes, n: int, counts: pd.Series, foot: pd.Series, few: pd.Series, edge: str) -> None:
    for number, size in counts[~few].items():
        ax.bar(n, size, 2 * _WIDTH, bottom=foot[number], color=segment_colour(number), edgecolor=edge, lw=1.2)
    if few.any():
        together, start = counts[few].sum(), foot[counts.index[few]].min()
        ax.bar(n, together, 2 * _WIDTH, bottom=start, color=WHITE, edgecolor=GREY, hatch=HATCH, lw=1.2)


def _write_in_block(ax: Axes, x: float, y: float, text: str) -> None:
    outline = [withStroke(linewidth=2, foreground=INK)]
    centred = {"ha": "center", "va": "center"}
    ax.annotate(text, (x, y), fontsize=8, color=WHITE, path_effects=outline, **centred)


def _flow_title(stability: pd.DataFrame, sizes: pd.DataFrame, few: pd.Series, chosen: int) -> str:
    own = stability[stability.chosen & stability.slsa.notna()]
    own = own[~own.segment_id.map(few).fillna(False).astype(bool)]
    if own.empty or own.slsa.min() > _WHOLE:
        return "Who goes where when a segment is added"
    name = sizes.set_index("segment_id").segment_name.get(own.segment_id[own.slsa.idxmin()], "One")
    return f"{name} is put together from several of the {chosen - 1} segments before it"


# --- what each segment is -----------------------------------------------------------------------------


@styled
def plot_gorge(similar: pd.DataFrame, segments: pd.DataFrame, style: Style = PLAIN) -> np.ndarray | None:
    """Gorge plot: how similar all customers are to each segment's centroid, its own members in colour. If most lie at
    the ends and few in the middle, the segment is well separated.

    similar : a row a customer, a column a segment_id, shares that sum to 1
    segments : segment_id and segment_name of the same customers, in the same order
    """
    sizes = segments.segment_id.value_counts()
    few = few_people(sizes, style)
    names = segments.drop_duplicates("segment_id").sort_values("segment_id")
    shown = names[~names.segment_id.map(few)]
    if shown.empty:
        return not_here(words_for_left_out(len(names), "segment", style))
    rows = 1 + (len(shown) > 5)
    across = -(-len(shown) // rows)
    axes = new_panels(len(shown), across, 9.5, 1.9)
    bins, left_out, unsure = np.linspace(0, 1, _BINS + 1), False, {}
    for ax, row in zip(axes, shown.itertuples(), strict=True):
        mine = (segments.segment_id == row.segment_id).to_numpy()
        values = similar[row.segment_id].to_numpy()
        parts = [values[mine], values[~mine]]
        left_out |= draw_histogram(ax, parts, bins, [segment_colour(row.segment_id), PALE], style)
        next_best = similar.drop(columns=row.segment_id).max(axis=1).to_numpy()
        unsure[row.segment_name] = int((next_best[mine] > NEARLY_ALL * values[mine]).sum()), int(mine.sum())
        head(ax, row.segment_name, 90 // across, 9.5)
        ax.set_xticks([0, 0.5, 1])
        ax.set_xlabel("similarity, 0 to 1")
    set_title(axes[0], _gorge_title(unsure, style))
    bars = f"bars of fewer than {style.least} people are left out" if left_out else ""
    set_notes(axes[0], [bars, words_for_left_out(int(few.sum()), "segment", style) if few.any() else ""])
    return axes


def _gorge_title(unsure: Mapping[str, tuple[int, int]], style: Style) -> str:
    worst = max(unsure, key=lambda name: unsure[name][0] / unsure[name][1])
    people, members = unsure[worst]
    share = style.share(people / members, people)
    few = share[:1].upper() + share[1:]
    return f"Least separate: “{worst}”. {few} of its members are nearly as similar to another segment"


@styled
def plot_markers(marked: pd.DataFrame, sizes: pd.DataFrame, most: int = 14, style: Style = PLAIN) -> np.ndarray | None:
    """Each segment compared with the base, in standard deviations; differences of a half or more are coloured.

    marked : segment_id, column (as a person says it), distance, marker
    sizes : segment_id, segment_name, size, share; a segment of too few people is left out
    most : how many columns are drawn, those that reach furthest
    """
    few, few_shares = few_people(sizes["size"], style), few_parts(sizes["size"], style)
    large = sizes.assign(label=_shares(sizes.share, few_shares, style))[~few]
    if large.empty:
        return not_here(words_for_left_out(len(sizes), "segment", style))
    rows = marked[marked.segment_id.isin(large.segment_id)]
    reach = rows.groupby("column").distance.apply(lambda d: d.abs().max()).sort_values(ascending=False)
    shown = [name for name in dict.fromkeys(rows.column) if name in set(reach.head(most).index)]
    axes = new_axes(9.5, 1.5 + 0.3 * len(shown), len(large), sharex=True, sharey=True)
    for ax, row in zip(axes.flat, large.itertuples(), strict=True):
        own = rows[rows.segment_id == row.segment_id].set_index("column").loc[shown]
        _draw_markers(ax, own, row, max(12, 60 // len(large)))
    axes.flat[0].set_yticks(range(len(shown)), shown)
    axes.flat[0].invert_yaxis()
    axes.flat[len(large) // 2].set_xlabel("standard deviations from the base")
    counts = rows[rows.marker].groupby("segment_id").size().reindex(large.segment_id, fill_value=0)
    plain = large.segment_name[large.segment_id == counts.idxmin()].item()
    set_title(axes.flat[0], f"What marks each segment (in colour); {plain} is the closest to the base")
    set_notes(axes.flat[0], [words_for_left_out(int(few.sum()), "segment", style) if few.any() else ""])
    return axes


def _shares(shares: pd.Series, few: pd.Series, style: Style) -> list[str]:
    return [WITHHELD if hidden else style.share(share) for share, hidden in zip(shares, few, strict=True)]


def _draw_markers(ax: Axes, own: pd.DataFrame, row: Any, width: int) -> None:
    colours = [segment_colour(row.segment_id) if hit else PALE for hit in own.marker]
    ax.barh(range(len(own)), own.distance, color=colours, height=0.7)
    ax.axvline(0, color=GREY, lw=0.8)
    ax.set_title(f"{wrapped(row.segment_name, width)}\n{row.label}", fontsize=9, fontweight="normal", pad=4)
    bare(ax)
