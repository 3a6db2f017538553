"""Figures of 03_segment: the evidence for segments."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke

from segtools.show.axes import draw_bars, new_axes, new_panel, set_title, spread_apart, styled
from segtools.show.html_tables import not_here
from segtools.show.look import GREY, INK, PALE, SEGMENT_COLOURS, SHADES, segment_colour

NEARLY_ALL = 0.8


_METHODS = {
    "kmeans": "k-means",
    "mixture": "Gaussian mixture",
    "latent_classes": "latent classes",
    "rules": "RFM rules",
}

# --- 03_segment ---------------------------------------------------------------------------------------


@styled()
def plot_choice(choice: pd.DataFrame, stability: pd.DataFrame) -> np.ndarray:
    """Left, how alike two typings from redrawn samples are, a dot a pair; right, how separate the segments are; both
    beside bases without segments, and with the other methods as thin lines."""
    _, axes = new_axes(9.5, 4.1, 2)
    left, right = axes.flat
    chosen = choice[choice.chosen].iloc[0]
    rows, pairs = choice[choice.method == chosen.method], stability[stability.method == chosen.method]
    others = choice[(choice.method != chosen.method) & (choice.method != "rules")]
    jitter = np.random.default_rng(0).uniform(-0.12, 0.12, len(pairs))
    left.scatter(pairs.n_segments + jitter, pairs.ari, s=9, color=GREY, alpha=0.6, lw=0)
    left.set_ylim(min(0.2, pairs.ari.min()), 1.03)
    left.set_ylabel("adjusted Rand index (1: the same)")
    left.set_title("Do they come back?", fontsize=10, fontweight="normal", pad=6)
    right.set_ylabel("mean silhouette width")
    right.set_title("Are they separate?", fontsize=10, fontweight="normal", pad=6)
    for ax, what in ((left, "mean_ari"), (right, "silhouette")):
        for name, other in others.groupby("method"):
            ax.plot(other.n_segments, other[what], color=SEGMENT_COLOURS[1], lw=1, label=_METHODS[name])
        ax.plot(rows.n_segments, rows[what], color=INK, lw=1.5, marker="o", ms=4,
                label=f"this base, {_METHODS[chosen.method]}")  # fmt: skip
        null = rows["null_ari" if what == "mean_ari" else "null_silhouette"]
        ax.plot(rows.n_segments, null, color=GREY, lw=1.5, ls="--", label="bases without segments")
        ax.scatter([chosen.n_segments], [chosen[what]], s=90, color=SEGMENT_COLOURS[5], zorder=3)
        ax.set_xlabel("number of segments")
        ax.set_xticks(rows.n_segments)
    right.set_ylim(min(0, right.get_ylim()[0]))
    left.figure.legend(*left.get_legend_handles_labels(), loc="outside lower center", ncols=3)
    against = "" if np.isnan(chosen.null_silhouette) else f" against {chosen.null_silhouette:.2f} without segments"
    set_title(
        left,
        f"{chosen.n_segments} segments: mean adjusted Rand index {chosen.mean_ari:.2f}, silhouette {chosen.silhouette:.2f}{against}",
    )
    return axes


@styled()
def plot_segment_stability(sizes: pd.DataFrame, stability: pd.DataFrame) -> Axes:
    """How surely each segment comes back, a bar a segment."""
    rows = sizes.merge(stability[stability.chosen], on="segment_id")
    ax = new_panel(height=1.1 + 0.42 * len(rows))
    draw_bars(
        ax,
        rows.segment_name,
        rows.slsw,
        [segment_colour(s) for s in rows.segment_id],
        [f"{v:.2f}" for v in rows.slsw],
    )
    ax.set_xlim(0, 1.1)
    ax.set_xlabel("mean best Jaccard index over bootstraps (1: always found again)")
    low = rows.loc[rows.slsw.idxmin()]
    sure = low.slsw >= 0.95
    set_title(ax, f"Every segment comes back: none under {int(low.slsw * 100) / 100:.2f}" if sure
           else f"Least sure to come back: {low.segment_name} ({low.slsw:.2f})")  # fmt: skip
    return ax


@styled()
def plot_null(shown: pd.DataFrame) -> np.ndarray:
    """The base beside a cloud with its margins and correlations, both cut into as many segments."""
    bases = list(dict.fromkeys(shown.base))
    _, axes = new_axes(9.5, 4.3, len(bases), sharex=True, sharey=True)
    for ax, name in zip(axes.flat, bases, strict=True):
        for number, group in shown[shown.base == name].groupby("number"):
            ax.scatter(*spread_apart(group.pc_1, group.pc_2), s=5, alpha=0.5, lw=0, color=SHADES[number % len(SHADES)])
        ax.set_title(name, fontsize=10, fontweight="normal", pad=6)
        ax.set_xticks([]), ax.set_yticks([])
    set_title(axes.flat[0], "K-means cuts both; only gaps that the cloud lacks would be segments on their own")
    return axes


@styled()
def plot_flow(flow: pd.DataFrame, stability: pd.DataFrame, sizes: pd.DataFrame) -> Axes | None:
    """Who goes where when a segment is added: a column a number of segments, a band for those who go together; under each
    block how far it was one segment before (SLSa)."""
    if flow.empty:
        return not_here("There is one number of segments only: nothing to compare it with.")
    ax = new_panel(9.5, 5.2)
    chosen = int(stability.n_segments[stability.chosen].iloc[0])
    held = {}
    for n, rows in flow.groupby("n_segments"):
        held[n] = rows.groupby("segment_id").customers.sum()
        held.setdefault(n - 1, rows.groupby("from_id").customers.sum())
    whole = next(iter(held.values())).sum()
    gap, width = 0.02 * whole, 0.09
    foot = {n: (sums + gap).cumsum().shift(fill_value=0) for n, sums in held.items()}
    across = stability.set_index(["n_segments", "segment_id"]).slsa
    for n, rows in flow.groupby("n_segments"):
        left, right = foot[n - 1].copy(), foot[n].copy()
        for row in rows.sort_values(["from_id", "segment_id"]).itertuples():
            x = np.linspace(n - 1 + width, n - width, 30)
            bend = 0.5 - 0.5 * np.cos(np.pi * (x - x[0]) / (x[-1] - x[0]))
            low = left[row.from_id] + (right[row.segment_id] - left[row.from_id]) * bend
            ax.fill_between(x, low, low + row.customers, color=segment_colour(row.from_id), alpha=0.3, lw=0)
            left[row.from_id] += row.customers
            right[row.segment_id] += row.customers
    for n, sums in held.items():
        for one, size in sums.items():
            y = foot[n][one]
            ax.bar(
                n,
                size,
                2 * width,
                bottom=y,
                color=segment_colour(one),
                edgecolor=INK if n == chosen else "white",
                lw=1.2,
            )
            if not np.isnan(across[n, one]) and size > 0.05 * whole:
                ax.annotate(f"{across[n, one]:.2f}", (n, y + size / 2), ha="center", va="center", fontsize=8, color="white",
                            path_effects=[withStroke(linewidth=2, foreground=INK)])  # fmt: skip
    ax.set_xticks(list(held))
    ax.set_yticks([])
    ax.spines["left"].set_visible(False)
    ax.set_xlabel("number of segments (in a block: 1 where all its members were one segment before; "
                  "other colours: segments of other numbers)")  # fmt: skip
    handles = [Patch(color=segment_colour(row.segment_id), label=row.segment_name) for row in sizes.itertuples()]
    ax.figure.legend(handles=handles, loc="outside lower center", ncols=3)
    own = stability[stability.chosen & stability.slsa.notna()]
    new = own.loc[own.slsa.idxmin()] if len(own) else None
    names = sizes.set_index("segment_id").segment_name
    set_title(ax, "Who goes where when a segment is added" if new is None or new.slsa > 0.8 else
           f"{names.get(new.segment_id, 'One')} is put together from several of the {chosen - 1} segments before it")  # fmt: skip
    return ax


@styled()
def plot_gorge(similar: pd.DataFrame, segments: pd.DataFrame) -> np.ndarray:
    """Gorge plot: how like each segment's centroid all customers are, its own members in colour. Far ends and an empty
    middle mean a segment that stands alone."""
    names = segments.drop_duplicates("segment_id").sort_values("segment_id")
    rows = 1 + (len(names) > 5)
    columns = -(-len(names) // rows)
    _, axes = new_axes(9.5, 0.9 + 1.9 * rows, columns, rows)
    bins, unsure = np.linspace(0, 1, 31), {}
    for ax, row in zip(axes.flat, names.itertuples(), strict=False):
        mine = (segments.segment_id == row.segment_id).to_numpy()
        values = similar[row.segment_id].to_numpy()
        ax.hist([values[mine], values[~mine]], bins=bins, stacked=True, color=[segment_colour(row.segment_id), PALE])
        next_ = similar.drop(columns=row.segment_id).max(axis=1).to_numpy()
        unsure[row.segment_name] = float((next_[mine] > NEARLY_ALL * values[mine]).mean())
        ax.set_title(
            "\n".join(textwrap.wrap(row.segment_name, 90 // columns)), fontsize=9.5, fontweight="normal", pad=4
        )
        ax.set_xticks([0, 0.5, 1])
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
    for ax in list(axes.flat)[len(names) :]:
        ax.set_axis_off()
    for ax in axes[-1]:
        ax.set_xlabel("similarity, 0 to 1")
    worst = max(unsure, key=unsure.__getitem__)
    set_title(
        axes.flat[0], f"Least alone: {worst}; {unsure[worst]:.0%} of its members are nearly as like another segment"
    )
    return axes


@styled()
def plot_markers(marked: pd.DataFrame, sizes: pd.DataFrame, most: int = 14) -> np.ndarray:
    """Each segment against the base, in standard deviations; what differs by half of one and more is coloured."""
    reach = marked.groupby("column").distance.apply(lambda d: d.abs().max()).sort_values(ascending=False)
    shown = [name for name in dict.fromkeys(marked.column) if name in set(reach.head(most).index)]
    _, axes = new_axes(9.5, 1.5 + 0.3 * len(shown), len(sizes), sharex=True, sharey=True)
    for ax, row in zip(axes.flat, sizes.itertuples(), strict=True):
        own = marked[marked.segment_id == row.segment_id].set_index("column").loc[shown]
        colours = [segment_colour(row.segment_id) if hit else PALE for hit in own.marker]
        ax.barh(range(len(shown)), own.distance, color=colours, height=0.7)
        ax.axvline(0, color=GREY, lw=0.8)
        ax.set_title("\n".join(textwrap.wrap(row.segment_name, max(12, 60 // len(sizes)))) + f"\n{row.share:.0%}",
                     fontsize=9, fontweight="normal", pad=4)  # fmt: skip
        ax.tick_params(axis="y", length=0)
        ax.spines["left"].set_visible(False)
    axes.flat[0].set_yticks(range(len(shown)), shown)
    axes.flat[0].invert_yaxis()
    axes.flat[len(sizes) // 2].set_xlabel("standard deviations from the base")
    count = marked[marked.marker].groupby("segment_id").size().reindex(sizes.segment_id, fill_value=0)
    plain = sizes.segment_name[sizes.segment_id == count.idxmin()].item()
    set_title(axes.flat[0], f"What marks each segment (in colour); {plain} is the closest to the base")
    return axes
