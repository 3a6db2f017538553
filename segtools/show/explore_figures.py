"""Figures of 02_explore: what is known and how it is spread."""

from __future__ import annotations

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from segtools.show.axes import draw_bars, new_axes, new_panel, percent_axis, set_title, spread_apart, styled
from segtools.show.look import GREY, SEGMENT_COLOURS, segment_colour
from segtools.words import in_words

# --- 02_explore ---------------------------------------------------------------------------------------


@styled()
def plot_coverage(coverage: pd.DataFrame) -> Axes:
    """Share of the base with a value, a bar a variable, by family."""
    rows = coverage.sort_values(["missing", "variable"], ascending=[False, True])
    ax = new_panel(height=1.2 + 0.27 * len(rows))
    families = list(dict.fromkeys(coverage.family))
    colour = dict(zip(families, sns.color_palette("Greys_d", len(families))[::-1], strict=True))
    draw_bars(ax, [in_words(v) for v in rows.variable], 1 - rows.missing, [colour[f] for f in rows.family],
          ["all" if not m else f"{1 - m:.0%}" if m > 0.005 else "nearly all" for m in rows.missing])  # fmt: skip
    ax.legend(
        handles=[Patch(color=colour[family], label=family) for family in families],
        loc="upper left",
        bbox_to_anchor=(1.0, 1),
        title="family",
        alignment="left",
    )
    ax.set_xlim(0, 1.12)
    percent_axis(ax.xaxis)
    ax.set_xlabel("share of the base with a value")
    full = int((rows.missing == 0).sum())
    set_title(
        ax,
        f"{full} of {len(rows)} variables are known for everyone; {in_words(rows.variable.iloc[0])} for {1 - rows.missing.iloc[0]:.0%}",
    )
    return ax


@styled()
def plot_distributions(base: pd.DataFrame, variables: pd.DataFrame) -> np.ndarray:
    """How the numeric segmentation variables are spread, a panel each, cut at the 99th percentile."""
    rows = variables[(variables.role == "segmentation") & (variables.kind == "numeric")]
    rows = rows if len(rows) else variables[variables.role == "segmentation"]
    columns = min(3, len(rows))
    lines = -(-len(rows) // columns)
    _, axes = new_axes(9, 0.6 + 2.1 * lines, columns, lines)
    for ax, row in zip(axes.flat, rows.itertuples(), strict=False):
        values = base[row.variable].dropna()
        if pd.api.types.is_numeric_dtype(values):
            shown = values[values <= values.quantile(0.99)]
            ax.hist(shown, bins=30, color=GREY)
            ax.axvline(values.median(), color=SEGMENT_COLOURS[5], lw=1.6)
            ax.xaxis.set_major_locator(MaxNLocator(5))
            ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.10g}"))
        else:
            counts = values.value_counts().sort_index()
            ax.bar(counts.index.astype(str), counts, color=GREY)
        ax.set_xlabel(row.unit or in_words(row.variable))
        ax.set_title(in_words(row.variable), fontsize=10, fontweight="normal", pad=4)
        ax.set_yticks([])
        ax.spines["left"].set_visible(False)
    for ax in list(axes.flat)[len(rows) :]:
        ax.set_axis_off()
    skewed = rows[rows["skew"] > 1]
    says = f"{len(skewed)} of {len(rows)} variables have a long right tail" + (
        f", {in_words(skewed.loc[skewed['skew'].idxmax(), 'variable'])} the longest" if len(skewed) else "")  # fmt: skip
    set_title(axes.flat[0], says + " (line: median)")
    return axes


@styled()
def plot_correlations(correlations: pd.DataFrame) -> Axes:
    """Spearman correlations, lower triangle."""
    n = len(correlations)
    ax = new_panel(9, 1.6 + 0.36 * n)
    mask = np.triu(np.ones((n, n), bool))
    names = [in_words(name) for name in correlations]
    sns.heatmap(correlations.set_axis(names).set_axis(names, axis=1), mask=mask, vmin=-1, vmax=1, cmap="vlag",
                annot=True, fmt=".1f", annot_kws={"size": 8}, linewidths=0.5, ax=ax,
                cbar_kws={"label": "Spearman correlation", "shrink": 0.6})  # fmt: skip
    pairs = correlations.where(~mask).stack()
    (one, two), value = pairs.abs().idxmax(), pairs.loc[pairs.abs().idxmax()]
    set_title(ax, f"Closest pair: {in_words(one)} and {in_words(two)} (correlation {value:.2f})")
    ax.tick_params(length=0)
    return ax


@styled()
def plot_views(embedding: pd.DataFrame, segments: pd.DataFrame | None = None) -> np.ndarray:
    """The base on paper: PCA, which keeps distances as far as it can, and UMAP, which keeps neighbours; coloured by
    segment where there are segments."""
    has_umap = embedding.umap_1.notna().any()
    figure, axes = new_axes(9.5, 4.6 if segments is None else 5.0, 2 if has_umap else 1)
    shown = embedding if segments is None else embedding.merge(segments, on="customer_id")
    for ax, kind in zip(axes.flat, ("pca", "umap"), strict=False):
        if segments is None:
            ax.scatter(*spread_apart(shown[f"{kind}_1"], shown[f"{kind}_2"]), s=5, color=GREY, alpha=0.5, lw=0)
        else:
            for (number, name), group in shown.groupby(["segment_id", "segment_name"]):
                ax.scatter(*spread_apart(group[f"{kind}_1"], group[f"{kind}_2"]), s=6, alpha=0.6, lw=0, label=name,
                           color=segment_colour(number))  # fmt: skip
        ax.set_xticks([]), ax.set_yticks([])
        ax.set_title("PCA: distances as true as two axes allow" if kind == "pca" else "UMAP: neighbours together, gaps not to scale",
                     fontsize=10, fontweight="normal", pad=6)  # fmt: skip
    says = f"{len(shown):,} {'' if len(shown) < 4000 else '(a sample) '}of the base, by what the segments are sought on"
    if segments is not None:
        handles, labels = axes.flat[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3, markerscale=3)
        says = f"The {len(labels)} segments on paper"
    set_title(axes.flat[0], says)
    return axes
