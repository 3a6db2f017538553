"""Figures of 02_explore: what is known and how it is distributed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.patches import Patch
from matplotlib.ticker import FuncFormatter, MaxNLocator

from segtools.show.axes import (
    PLAIN,
    bare,
    draw_bars,
    draw_histogram,
    head,
    new_axes,
    new_panel,
    new_panels,
    percent_axis,
    set_notes,
    set_title,
    spread_apart,
    styled,
)
from segtools.show.html_tables import not_here
from segtools.show.look import AROUND, GREY, MARK, segment_colour
from segtools.show.small_counts import few_people, words_for_left_out
from segtools.words import WITHHELD, Style, in_words

_BINS = 30
_SAMPLE = 4000  # a drawing of so many points is one of a sample


@styled
def plot_coverage(coverage: pd.DataFrame, base: pd.DataFrame, style: Style = PLAIN) -> Axes:
    """Share of the base with a value, one bar per variable, in the colour of its family.

    coverage : variable, family, missing (share of the base)
    base : who it was taken from, a row a customer
    """
    rows = coverage.sort_values(["missing", "variable"], ascending=[False, True])
    without = (rows.missing * len(base)).round()
    few = few_people(without, style) | few_people(len(base) - without, style)
    ax = new_panel(height=1.2 + 0.27 * len(rows))
    families = list(dict.fromkeys(coverage.family))
    shades = dict(zip(families, sns.color_palette("Greys_d", len(families))[::-1], strict=True))
    texts = [_coverage(missing, bool(hidden)) for missing, hidden in zip(rows.missing, few, strict=True)]
    lengths = (1 - rows.missing).mask(few, (1 - rows.missing).round())
    names = [in_words(name) for name in rows.variable]
    draw_bars(ax, names, lengths, [shades[family] for family in rows.family], texts)
    handles = [Patch(color=shades[family], label=family) for family in families]
    ax.legend(handles=handles, loc="upper left", bbox_to_anchor=(1.0, 1), title="family", alignment="left")
    ax.set_xlim(0, 1.12)
    percent_axis(ax.xaxis)
    ax.set_xlabel("share of the base with a value")
    words = f"nearly all, {WITHHELD}: short of all, or of none, by fewer than {style.least} people"
    set_notes(ax, [words if few.any() else ""])
    full, enough = int((rows.missing == 0).sum()), rows[~few & (rows.missing > 0)]
    least = f"; {in_words(enough.variable.iloc[0])} for {1 - enough.missing.iloc[0]:.0%}" if len(enough) else ""
    set_title(ax, f"{full} of {len(rows)} variables are known for everyone{least}")
    return ax


def _coverage(missing: float, few: bool) -> str:
    if few:
        return "nearly all" if missing < 0.5 else WITHHELD
    return "all" if not missing else f"{1 - missing:.0%}" if missing > 0.005 else "nearly all"


@styled
def plot_distributions(base: pd.DataFrame, variables: pd.DataFrame, style: Style = PLAIN) -> np.ndarray:
    """Distributions of the numeric segmentation variables, one panel each, cut at the 99th percentile; if none is
    numeric, those of the other variables.

    base : a row a customer, a column a variable
    variables : table of this name
    """
    chosen = variables[variables.role == "segmentation"]
    numeric = chosen[chosen.kind == "numeric"]
    rows = numeric if len(numeric) else chosen
    axes = new_panels(len(rows), 3, 9, 2.1)
    left_out = False
    for ax, row in zip(axes, rows.itertuples(), strict=True):
        values = base[row.variable].dropna()
        numbers = pd.api.types.is_numeric_dtype(values)
        left_out |= (_draw_numbers if numbers else _draw_levels)(ax, values, style)
        ax.set_xlabel(row.unit or "")
        head(ax, in_words(row.variable), 40)
    set_title(axes[0], _distributions_title(rows) if len(numeric) else "How often each level occurs, of each variable")
    set_notes(axes[0], [f"bars of fewer than {style.least} people are left out" if left_out else ""])
    return axes


def _distributions_title(rows: pd.DataFrame) -> str:
    skewed = rows[rows["skew"] > 1]
    longest = f", {in_words(skewed.loc[skewed['skew'].idxmax(), 'variable'])} the longest" if len(skewed) else ""
    return f"{len(skewed)} of {len(rows)} variables have a long right tail{longest} (line: median)"


def _draw_numbers(ax: Axes, values: pd.Series, style: Style) -> bool:
    shown = values[values <= values.quantile(0.99)]
    left_out = draw_histogram(ax, [shown], _BINS, [GREY], style)
    ax.axvline(values.median(), color=MARK, lw=1.6)
    ax.xaxis.set_major_locator(MaxNLocator(5))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.10g}"))
    return left_out


def _draw_levels(ax: Axes, values: pd.Series, style: Style) -> bool:
    counts = values.value_counts().sort_index()
    few = few_people(counts, style)
    ax.bar(counts.index.astype(str), counts.mask(few, 0), color=GREY)
    ax.set_yticks([])
    bare(ax)
    return bool(few.any())


@styled
def plot_correlations(correlations: pd.DataFrame, style: Style = PLAIN) -> Axes | None:
    """Spearman correlations, lower triangle.

    correlations : square, a row and a column a variable
    """
    n = len(correlations)
    mask = np.triu(np.ones((n, n), bool))
    pairs = correlations.where(~mask).stack().dropna()
    if pairs.empty:
        return not_here("There are no two variables of numbers to hold against each other.")
    ax = new_panel(9, 1.6 + 0.36 * n)
    names = [in_words(name) for name in correlations]
    scale: dict[str, Any] = {"vmin": -1, "vmax": 1, "cmap": AROUND, "linewidths": 0.5}
    bar = {"label": "Spearman correlation", "shrink": 0.6}
    shown = correlations.set_axis(names).set_axis(names, axis=1)
    sns.heatmap(shown, mask=mask, annot=True, fmt=".1f", annot_kws={"size": 8}, ax=ax, cbar_kws=bar, **scale)
    first, second = pairs.abs().idxmax()
    value = pairs.loc[(first, second)]
    set_title(ax, f"Closest pair: {in_words(first)} and {in_words(second)} (correlation {value:.2f})")
    ax.tick_params(length=0)
    return ax


@styled
def plot_views(embedding: pd.DataFrame, segments: pd.DataFrame | None = None, style: Style = PLAIN) -> np.ndarray:
    """The base in two dimensions: PCA, which keeps distances as far as possible, and UMAP, which keeps neighbours.
    Coloured by segment if there are segments; those with too few people are left out.

    embedding, segments : tables of these names
    """
    has_umap = embedding.umap_1.notna().any()
    axes = new_axes(9.5, 4.6 if segments is None else 5.0, 2 if has_umap else 1)
    shown = embedding if segments is None else embedding.merge(segments, on="customer_id")
    few = few_people(segments.segment_id.value_counts(), style) if segments is not None else pd.Series(dtype=bool)
    heads = {"pca": "PCA: distances as true as two axes allow", "umap": "UMAP: neighbours together, gaps not to scale"}
    for ax, kind in zip(axes.flat, heads, strict=False):
        _draw_view(ax, shown, kind, few)
        ax.set_xticks([]), ax.set_yticks([])
        head(ax, heads[kind], 60)
    sample = "" if len(shown) < _SAMPLE else "(a sample) "
    title = f"{style.count(len(shown))} {sample}of the base, by what the segments are sought on"
    if segments is not None:
        handles, labels = axes.flat[0].get_legend_handles_labels()
        axes.flat[0].figure.legend(handles, labels, loc="outside lower center", ncols=3, markerscale=3)
        title = f"The {len(labels)} segments on paper"
    set_title(axes.flat[0], title)
    set_notes(axes.flat[0], [words_for_left_out(int(few.sum()), "segment", style) if few.any() else ""])
    return axes


def _draw_view(ax: Axes, shown: pd.DataFrame, kind: str, few: pd.Series) -> None:
    if "segment_id" not in shown:
        ax.scatter(*spread_apart(shown[f"{kind}_1"], shown[f"{kind}_2"]), s=5, color=GREY, alpha=0.5, lw=0)
        return
    for (number, name), group in shown.groupby(["segment_id", "segment_name"]):
        if not few[number]:
            look = {"s": 6, "alpha": 0.6, "lw": 0, "color": segment_colour(number), "label": name}
            ax.scatter(*spread_apart(group[f"{kind}_1"], group[f"{kind}_2"]), **look)
