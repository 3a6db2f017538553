"""One function a figure: a tidy table in, Axes out. The title states what the figure shows, computed from it.

A segment has the colour of its segment_id in every figure, from a palette safe for the colour-blind.
"""

from __future__ import annotations

import textwrap
from contextlib import contextmanager

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.patheffects import withStroke
from matplotlib.ticker import FuncFormatter, MaxNLocator, PercentFormatter

from segtools.show.html import not_here
from segtools.show.look import GREY, INK, PALE, SEGMENT_COLOURS, SHADES, segment_colour
from segtools.show.small_counts import SHOWN_AS, few_levels, withheld
from segtools.tables import format_value, in_words, money, of_draws

_NEARLY, _ENOUGH = 0.8, 30
_STYLE = {
    **sns.axes_style("ticks"),
    "axes.edgecolor": GREY, "axes.labelcolor": INK, "axes.titlecolor": INK, "axes.titlelocation": "left",
    "axes.titlesize": 12, "axes.titleweight": "bold", "axes.titlepad": 12, "axes.spines.top": False,
    "axes.spines.right": False, "axes.labelsize": 10, "xtick.labelsize": 9.5, "ytick.labelsize": 9.5,
    "xtick.color": INK, "ytick.color": INK, "text.color": INK, "legend.frameon": False, "legend.fontsize": 9.5,
    "text.parse_math": False, "figure.constrained_layout.use": True, "figure.dpi": 110, "savefig.dpi": 160, "font.family": "DejaVu Sans",
}  # fmt: skip


@contextmanager
def _styled():
    """Our look for what is drawn inside, and no change of settings outside. The first figure of a session turns
    a notebook's display on; that must outlast the context."""
    with plt.rc_context(_STYLE):
        yield
        interactive = plt.rcParams["interactive"]
    plt.rcParams["interactive"] = interactive


def close(figure) -> None:
    """Let go of a figure that has been kept elsewhere."""
    plt.close(figure)


def _axes(width: float = 8.5, height: float = 4.2, columns: int = 1, rows: int = 1, **kw):
    return plt.subplots(rows, columns, figsize=(width, height), squeeze=False, **kw)


def _panel(width: float = 8.5, height: float = 4.2) -> Axes:
    return _axes(width, height)[1][0, 0]


def _title(ax: Axes, text: str) -> None:
    """The finding, over the whole figure, wrapped to its width."""
    figure = ax.figure
    wrapped = "\n".join(textwrap.wrap(text, int(10.2 * figure.get_figwidth())))
    figure.suptitle(wrapped, x=0.01, ha="left", fontsize=12, fontweight="bold", color=INK)


def _apart(x: pd.Series, y: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Points to scatter; where many lie on top of each other, as answers of few levels do, a little beside each other."""
    if len(pd.DataFrame({"x": x, "y": y}).round(6).drop_duplicates()) > 0.5 * len(x):
        return x, y
    rng, step = np.random.default_rng(0), 0.015 * max(np.ptp(x), np.ptp(y))
    return x + rng.normal(0, step, len(x)), y + rng.normal(0, step, len(y))


def _percent(axis, decimals: int = 0) -> None:
    axis.set_major_formatter(PercentFormatter(1, decimals=decimals))


def _bars(ax: Axes, labels, values, colours, texts) -> None:
    """Horizontal bars, first on top, each with its figure at its end."""
    where = np.arange(len(values))
    ax.barh(where, values, color=colours, height=0.7)
    ax.set_yticks(where, labels)
    ax.invert_yaxis()
    for y, value, text in zip(where, values, texts, strict=True):
        ax.annotate(text, (value, y), xytext=(4, 0), textcoords="offset points", va="center", fontsize=9.5)
    ax.spines["left"].set_visible(False)
    ax.tick_params(axis="y", length=0)
    ax.margins(x=0.12)


# --- 01_collect ---------------------------------------------------------------------------------------


@_styled()
def plot_ledger(quality: pd.DataFrame, reasons: pd.DataFrame) -> Axes:
    """Why rows were set aside, a bar a source and reason."""
    top = reasons.sort_values("rows", ascending=False, kind="stable").head(12)
    ax = _panel(height=1.2 + 0.34 * max(len(top), 1))
    out, read = int(quality.rows_quarantined.sum()), int(quality.rows_read.sum())
    _title(
        ax,
        (
            f"{out:,} of {read:,} rows are set aside"
            + (f", most often {top.source.iloc[0]}: {top.reason.iloc[0]}" if out else "")
        ),
    )
    if top.empty:
        ax.text(0, 0.5, "Every row can be used.", transform=ax.transAxes)
        ax.set_axis_off()
        return ax
    labels = [f"{row.source}: {row.reason}" for row in top.itertuples()]
    _bars(ax, labels, top.rows, GREY, [f"{n:,}" for n in top.rows])
    ax.set_xlabel("rows")
    return ax


@_styled()
def plot_orders(weeks: pd.DataFrame | None, period: pd.DataFrame) -> Axes | None:
    """Orders a week over the whole history, the window that is measured and the earlier one shaded."""
    if weeks is None:
        return not_here("This client has no orders: there is no history to draw.")
    row = period.iloc[0]
    ax = _panel(height=3.4)
    ax.plot(weeks.week, weeks.orders, color=INK, lw=1.4)
    start = row.as_of - pd.Timedelta(days=int(row.window_days))
    ax.axvspan(
        start,
        row.as_of,
        color=SEGMENT_COLOURS[0],
        alpha=0.13,
        lw=0,
        label=f"measured: {row.window_days} days",
    )
    if pd.notna(row.earlier):
        ax.axvline(row.earlier, color=SEGMENT_COLOURS[1], lw=1.8, label=f"earlier look: {row.earlier:%d %b %Y}")
    ax.set_ylim(0)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:,.0f}"))
    ax.set_ylabel("orders a week")
    inside = weeks[(weeks.week > start) & (weeks.week <= row.as_of)]
    _title(
        ax,
        f"{inside.orders.median():,.0f} orders in a middle week of the {row.window_days} days to {row.as_of:%d %B %Y}",
    )
    ax.legend(loc="lower center", ncols=2)
    return ax


# --- 02_explore ---------------------------------------------------------------------------------------


@_styled()
def plot_coverage(coverage: pd.DataFrame) -> Axes:
    """Share of the base with a value, a bar a variable, by family."""
    rows = coverage.sort_values(["missing", "variable"], ascending=[False, True])
    ax = _panel(height=1.2 + 0.27 * len(rows))
    families = list(dict.fromkeys(coverage.family))
    colour = dict(zip(families, sns.color_palette("Greys_d", len(families))[::-1], strict=True))
    _bars(ax, [in_words(v) for v in rows.variable], 1 - rows.missing, [colour[f] for f in rows.family],
          ["all" if not m else f"{1 - m:.0%}" if m > 0.005 else "nearly all" for m in rows.missing])  # fmt: skip
    ax.legend(
        handles=[Patch(color=colour[family], label=family) for family in families],
        loc="upper left",
        bbox_to_anchor=(1.0, 1),
        title="family",
        alignment="left",
    )
    ax.set_xlim(0, 1.12)
    _percent(ax.xaxis)
    ax.set_xlabel("share of the base with a value")
    full = int((rows.missing == 0).sum())
    _title(
        ax,
        f"{full} of {len(rows)} variables are known for everyone; {in_words(rows.variable.iloc[0])} for {1 - rows.missing.iloc[0]:.0%}",
    )
    return ax


@_styled()
def plot_distributions(base: pd.DataFrame, variables: pd.DataFrame) -> np.ndarray:
    """How the numeric segmentation variables are spread, a panel each, cut at the 99th percentile."""
    rows = variables[(variables.role == "segmentation") & (variables.kind == "numeric")]
    rows = rows if len(rows) else variables[variables.role == "segmentation"]
    columns = min(3, len(rows))
    lines = -(-len(rows) // columns)
    _, axes = _axes(9, 0.6 + 2.1 * lines, columns, lines)
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
    _title(axes.flat[0], says + " (line: median)")
    return axes


@_styled()
def plot_correlations(correlations: pd.DataFrame) -> Axes:
    """Spearman correlations, lower triangle."""
    n = len(correlations)
    ax = _panel(9, 1.6 + 0.36 * n)
    mask = np.triu(np.ones((n, n), bool))
    names = [in_words(name) for name in correlations]
    sns.heatmap(correlations.set_axis(names).set_axis(names, axis=1), mask=mask, vmin=-1, vmax=1, cmap="vlag",
                annot=True, fmt=".1f", annot_kws={"size": 8}, linewidths=0.5, ax=ax,
                cbar_kws={"label": "Spearman correlation", "shrink": 0.6})  # fmt: skip
    pairs = correlations.where(~mask).stack()
    (one, two), value = pairs.abs().idxmax(), pairs.loc[pairs.abs().idxmax()]
    _title(ax, f"Closest pair: {in_words(one)} and {in_words(two)} (correlation {value:.2f})")
    ax.tick_params(length=0)
    return ax


@_styled()
def plot_views(embedding: pd.DataFrame, segments: pd.DataFrame | None = None) -> np.ndarray:
    """The base on paper: PCA, which keeps distances as far as it can, and UMAP, which keeps neighbours; coloured by
    segment where there are segments."""
    has_umap = embedding.umap_1.notna().any()
    figure, axes = _axes(9.5, 4.6 if segments is None else 5.0, 2 if has_umap else 1)
    shown = embedding if segments is None else embedding.merge(segments, on="customer_id")
    for ax, kind in zip(axes.flat, ("pca", "umap"), strict=False):
        if segments is None:
            ax.scatter(*_apart(shown[f"{kind}_1"], shown[f"{kind}_2"]), s=5, color=GREY, alpha=0.5, lw=0)
        else:
            for (number, name), group in shown.groupby(["segment_id", "segment_name"]):
                ax.scatter(*_apart(group[f"{kind}_1"], group[f"{kind}_2"]), s=6, alpha=0.6, lw=0, label=name,
                           color=segment_colour(number))  # fmt: skip
        ax.set_xticks([]), ax.set_yticks([])
        ax.set_title("PCA: distances as true as two axes allow" if kind == "pca" else "UMAP: neighbours together, gaps not to scale",
                     fontsize=10, fontweight="normal", pad=6)  # fmt: skip
    says = f"{len(shown):,} {'' if len(shown) < 4000 else '(a sample) '}of the base, by what the segments are sought on"
    if segments is not None:
        handles, labels = axes.flat[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside lower center", ncols=3, markerscale=3)
        says = f"The {len(labels)} segments on paper"
    _title(axes.flat[0], says)
    return axes


_METHODS = {
    "kmeans": "k-means",
    "mixture": "Gaussian mixture",
    "latent_classes": "latent classes",
    "rules": "RFM rules",
}

# --- 03_segment ---------------------------------------------------------------------------------------


@_styled()
def plot_choice(choice: pd.DataFrame, stability: pd.DataFrame) -> np.ndarray:
    """Left, how alike two typings from redrawn samples are, a dot a pair; right, how separate the segments are; both
    beside bases without segments, and with the other methods as thin lines."""
    _, axes = _axes(9.5, 4.1, 2)
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
    _title(
        left,
        f"{chosen.n_segments} segments: mean adjusted Rand index {chosen.mean_ari:.2f}, silhouette {chosen.silhouette:.2f}{against}",
    )
    return axes


@_styled()
def plot_segment_stability(sizes: pd.DataFrame, stability: pd.DataFrame) -> Axes:
    """How surely each segment comes back, a bar a segment."""
    rows = sizes.merge(stability[stability.chosen], on="segment_id")
    ax = _panel(height=1.1 + 0.42 * len(rows))
    _bars(
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
    _title(ax, f"Every segment comes back: none under {int(low.slsw * 100) / 100:.2f}" if sure
           else f"Least sure to come back: {low.segment_name} ({low.slsw:.2f})")  # fmt: skip
    return ax


@_styled()
def plot_null(shown: pd.DataFrame) -> np.ndarray:
    """The base beside a cloud with its margins and correlations, both cut into as many segments."""
    bases = list(dict.fromkeys(shown.base))
    _, axes = _axes(9.5, 4.3, len(bases), sharex=True, sharey=True)
    for ax, name in zip(axes.flat, bases, strict=True):
        for number, group in shown[shown.base == name].groupby("number"):
            ax.scatter(*_apart(group.pc_1, group.pc_2), s=5, alpha=0.5, lw=0, color=SHADES[number % len(SHADES)])
        ax.set_title(name, fontsize=10, fontweight="normal", pad=6)
        ax.set_xticks([]), ax.set_yticks([])
    _title(axes.flat[0], "K-means cuts both; only gaps that the cloud lacks would be segments on their own")
    return axes


@_styled()
def plot_flow(flow: pd.DataFrame, stability: pd.DataFrame, sizes: pd.DataFrame) -> Axes | None:
    """Who goes where when a segment is added: a column a number of segments, a band for those who go together; under each
    block how far it was one segment before (SLSa)."""
    if flow.empty:
        return not_here("There is one number of segments only: nothing to compare it with.")
    ax = _panel(9.5, 5.2)
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
    _title(ax, "Who goes where when a segment is added" if new is None or new.slsa > 0.8 else
           f"{names.get(new.segment_id, 'One')} is put together from several of the {chosen - 1} segments before it")  # fmt: skip
    return ax


@_styled()
def plot_gorge(similar: pd.DataFrame, segments: pd.DataFrame) -> np.ndarray:
    """Gorge plot: how like each segment's centroid all customers are, its own members in colour. Far ends and an empty
    middle mean a segment that stands alone."""
    names = segments.drop_duplicates("segment_id").sort_values("segment_id")
    rows = 1 + (len(names) > 5)
    columns = -(-len(names) // rows)
    _, axes = _axes(9.5, 0.9 + 1.9 * rows, columns, rows)
    bins, unsure = np.linspace(0, 1, 31), {}
    for ax, row in zip(axes.flat, names.itertuples(), strict=False):
        mine = (segments.segment_id == row.segment_id).to_numpy()
        values = similar[row.segment_id].to_numpy()
        ax.hist([values[mine], values[~mine]], bins=bins, stacked=True, color=[segment_colour(row.segment_id), PALE])
        next_ = similar.drop(columns=row.segment_id).max(axis=1).to_numpy()
        unsure[row.segment_name] = float((next_[mine] > _NEARLY * values[mine]).mean())
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
    _title(axes.flat[0], f"Least alone: {worst}; {unsure[worst]:.0%} of its members are nearly as like another segment")
    return axes


@_styled()
def plot_markers(marked: pd.DataFrame, sizes: pd.DataFrame, most: int = 14) -> np.ndarray:
    """Each segment against the base, in standard deviations; what differs by half of one and more is coloured."""
    reach = marked.groupby("column").distance.apply(lambda d: d.abs().max()).sort_values(ascending=False)
    shown = [name for name in dict.fromkeys(marked.column) if name in set(reach.head(most).index)]
    _, axes = _axes(9.5, 1.5 + 0.3 * len(shown), len(sizes), sharex=True, sharey=True)
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
    _title(axes.flat[0], f"What marks each segment (in colour); {plain} is the closest to the base")
    return axes


# --- 04_profile ---------------------------------------------------------------------------------------


@_styled()
def plot_worth(cards: pd.DataFrame, margin: str = "", currency: str = "") -> np.ndarray:
    """Left, each segment's share of the base, with its interval, beside its share of what was spent and of what is to come;
    right, what a member is worth in the twelve months ahead, with its interval. Without value, the shares alone."""
    known, ahead = cards.value_share.notna().all(), cards.clv_12m.notna().all()
    bars = [("share", "of the base"), ("value_share", "of the net amount"), ("clv_share", "of the value to come")]
    bars = [bar for bar, there in zip(bars, (True, known, ahead), strict=True) if there]
    _, axes = _axes(
        12 if ahead else 8.5, 1.4 + (0.3 + 0.28 * len(bars)) * len(cards), columns=2 if ahead else 1, sharey=True
    )
    ax, where, thick = axes[0, 0], np.arange(len(cards)), 0.26
    for n, (column, words) in enumerate(bars):
        at = where + (n - (len(bars) - 1) / 2) * thick
        colours = [PALE if n == 0 else segment_colour(s) for s in cards.segment_id]
        ax.barh(at, cards[column], height=thick * 0.9, color=colours, alpha=0.55 if n == 1 and len(bars) == 3 else 1,
                edgecolor=GREY if n == 0 else "none")  # fmt: skip
        for y, value in zip(at, cards[column], strict=True):
            ax.annotate(f"{value:.0%} {words}", (max(value, 0), y), xytext=(5, 0), textcoords="offset points", va="center",
                        fontsize=8.5)  # fmt: skip
    ax.set_yticks(where, ["\n".join(textwrap.wrap(str(name), 30)) for name in cards.segment_name])
    ax.set_ylim(len(cards) - 0.5, -0.7)
    ax.margins(x=0.45)
    ax.set_xlim(0)
    _percent(ax.xaxis)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    if ahead:
        side = axes[0, 1]
        worth = [format_value(v, currency, currency) for v in cards.clv_12m]
        _intervals(side, cards.segment_name, cards.clv_12m, cards.clv_low, cards.clv_high, cards.segment_id, worth)
        side.set_xlim(0, cards.clv_high.max() * 1.12)
        side.xaxis.set_major_locator(MaxNLocator(5))
        side.xaxis.set_major_formatter(FuncFormatter(lambda v, _: money(v, currency)))
        side.set_xlabel(
            "\n".join(
                textwrap.wrap(
                    f"a member in the next twelve months, with its 95% interval{f' ({margin})' * bool(margin)}", 62
                )
            )
        )
    if ahead:
        top = cards.loc[cards.clv_share.idxmax()]
        _title(ax, f"{top.segment_name}: {top.share:.0%} of the base, {top.clv_share:.0%} of the value to come")
    elif known:
        top = cards.loc[cards.value_share.idxmax()]
        _title(ax, f"{top.segment_name}: {top.share:.0%} of the base, {top.value_share:.0%} of the net amount")
    else:
        top = cards.loc[cards.share.idxmax()]
        _title(ax, f"{top.segment_name} is the largest: {top.share:.0%} of the base; value is unknown")
    return axes[0]


@_styled()
def plot_calibration(held: pd.DataFrame) -> Axes | None:
    """What models of then expected of each segment against what came, orders a customer, with the interval around it."""
    if held.empty:
        return not_here("No model of value could be put to the test: there is no earlier look, or no model.")
    rows = held.sort_values("segment_id", key=lambda ids: ids.where(ids > 0, ids.max() + 1))
    ax = _panel(9, 1.5 + 0.5 * len(rows))
    names = [f"{row.segment_name} ({row.customers:,})" for row in rows.itertuples()]
    texts = [f"{row.orders_expected:.2f} expected, {row.orders_actual:.2f} came" for row in rows.itertuples()]
    _intervals(ax, names, rows.orders_actual, rows.orders_low, rows.orders_high, rows.segment_id, texts)
    ax.scatter(
        rows.orders_expected, range(len(rows)), s=90, marker="d", facecolor="white", edgecolor=INK, lw=1.5, zorder=4
    )
    most = rows[["orders_high", "orders_expected"]].to_numpy().max()
    ax.set_xlim(min(0, rows.orders_low.min()) - 0.16 * most, 1.25 * most)  # room for the figures over the dots
    ax.set_xticks([tick for tick in MaxNLocator(6).tick_values(0, most) if 0 <= tick <= 1.25 * most])
    ax.set_xlabel("orders a customer after the earlier look: diamond expected, dot what came, with its 95% interval")
    whole = rows[rows.segment_id == 0].iloc[0]
    said = "came out as expected" if abs(whole.orders_index - 100) <= 5 else (
        f"were {'over' if whole.orders_index > 100 else 'under'}estimated by {abs(whole.orders_expected / whole.orders_actual - 1):.0%}")  # fmt: skip
    _title(ax, f"Put to the test: orders of the base {said}")
    return ax


@_styled()
def plot_price(response: pd.DataFrame | None) -> Axes | None:
    """How much each segment's purchases of a product answer its price, with intervals; where it cannot be told, why."""
    if response is None:
        return not_here("Order lines without product and quantity say nothing of how segments answer prices.")
    known = response[response.verdict == ""]
    if known.empty:
        why = "; ".join(dict.fromkeys(response.verdict))
        return not_here(f"How segments answer prices cannot be told: {why}.")
    ax = _panel(9, 1.5 + 0.5 * len(response))
    texts = ["" if row.verdict else f"{row.elasticity:.1f}" for row in response.itertuples()]
    shown = response[["elasticity", "low", "high"]].where(response.verdict == "").to_numpy().T
    _intervals(ax, response.segment_name, *shown, response.segment_id, texts)
    for y, verdict in enumerate(response.verdict):
        ax.annotate(verdict, (0, y), xytext=(-8, 0), textcoords="offset points", va="center", ha="right", fontsize=9,
                    color=GREY)  # fmt: skip
    ax.axvline(0, color=GREY, lw=1)
    ax.axvline(-1, color=PALE, lw=1, zorder=0)
    ax.set_xlim(min(known.low.min() * 1.1, -1.2), max(0.3, known.high.max() * 1.1))
    ax.set_xlabel("percent more of a product bought per percent of a higher price (elasticity), with its 95% interval")
    top = known.loc[known.elasticity.idxmin()]
    more = 0.9**top.elasticity - 1
    seen = (known.high < 0).any()
    _title(ax, f"{top.segment_name} answer prices most: 10% off a product goes with {more:.0%} more of it" if seen
                 else "No segment is seen to answer prices: every interval holds 0")  # fmt: skip
    return ax


@_styled()
def plot_satisfaction(satisfied: pd.DataFrame | None) -> Axes | None:
    """Each segment's satisfaction, its interval and the base's; of several scores, the first."""
    if satisfied is None or satisfied.value.isna().all():
        return not_here("No variable of this client's is declared a score of satisfaction.")
    rows = satisfied[satisfied.variable == satisfied.variable.iloc[0]].dropna(subset="value")
    net = rows.measure.iloc[0] == "NPS"
    ax = _panel(9, 1.5 + 0.5 * len(rows))
    marks = [f"{value:+.0f}" if net else f"{value:.0%}" for value in rows.value]
    texts = [f"{mark} ({n:,} answers)" for mark, n in zip(marks, rows.n, strict=True)]
    _intervals(ax, rows.segment_name, rows.value, rows.low, rows.high, rows.segment_id, texts)
    ax.axvline(rows.base.iloc[0], color=GREY, lw=1, zorder=0)
    if not net:
        _percent(ax.xaxis)
    ax.set_xlabel(
        ("net promoter score, points" if net else "share satisfied: the two best marks")
        + ", with its 95% interval; line: the base"
    )
    low = rows.loc[rows.value.idxmin()]
    said = [f"{v:+.0f}" if net else f"{v:.0%}" for v in (low.value, low.base)]
    _title(ax, f"Least satisfied: {low.segment_name}, {said[0]} against {said[1]} in the base")
    return ax


@_styled()
def plot_development(development: pd.DataFrame | None) -> np.ndarray | None:
    """Net amount of each segment's members in each month of the window, a panel a segment on one scale."""
    if development is None or development.month.nunique() < 3:
        return not_here("The data holds too few whole months of orders to show how segments moved.")
    rows = development.assign(each=development.amount / development.groupby("month").amount.transform("sum"))
    ids = sorted(rows.segment_id.unique())
    across = min(4, len(ids))
    down = -(-len(ids) // across)
    _, axes = _axes(2.9 * across, 2.3 * down + 0.4, columns=across, rows=down, sharex=True, sharey=True)
    half, moved = sorted(rows.month.unique())[rows.month.nunique() // 2], {}
    for ax, number in zip(axes.flat, ids, strict=False):
        mine = rows[rows.segment_id == number]
        ax.fill_between(mine.month, mine.each, color=segment_colour(number), alpha=0.25, lw=0)
        ax.plot(mine.month, mine.each, color=segment_colour(number), lw=2)
        ax.set_title("\n".join(textwrap.wrap(mine.segment_name.iloc[0], 26)), fontsize=9.5)
        ax.set_ylim(0)
        ax.set_xticks(
            [mine.month.min(), mine.month.max()], [f"{m:%b %Y}" for m in (mine.month.min(), mine.month.max())]
        )
        _percent(ax.yaxis)
        moved[number] = [mine.each[mine.month < half].mean(), mine.each[mine.month >= half].mean()]
    for ax in list(axes.flat)[len(ids) :]:
        ax.set_visible(False)
    axes[0, 0].set_ylabel("share of the month's net amount")
    far = max(moved, key=lambda number: abs(moved[number][1] - moved[number][0]))
    name = rows.segment_name[rows.segment_id == far].iloc[0]
    before, after = moved[far]
    _title(
        axes[0, 0],
        f"Today's members of {name} brought {before:.0%} of the net amount in the first months and {after:.0%} in the last",
    )
    return axes


def _grid(ax: Axes, table: pd.DataFrame, texts: pd.DataFrame, label: str, limit: float) -> None:
    sns.heatmap(table, vmin=-limit, vmax=limit, cmap="vlag", annot=texts.to_numpy(), fmt="", annot_kws={"size": 9},
                linewidths=1, ax=ax, cbar_kws={"label": label, "shrink": 0.8})  # fmt: skip
    ax.set_xlabel(""), ax.set_ylabel("")
    ax.set_xticks(ax.get_xticks(), ["\n".join(textwrap.wrap(str(c), 16)) for c in table.columns], rotation=0)
    ax.tick_params(length=0)
    ax.xaxis.tick_top()


@_styled()
def plot_profile(profile: pd.DataFrame, currency: str = "", role: str | None = None) -> Axes:
    """Means of the numeric variables by segment, coloured by how many standard deviations they lie from the base."""
    rows = profile[(profile.level == "") & ((profile.role == role) if role else profile.family.eq("behavioural"))]
    if rows.empty:
        rows = profile[profile.level == ""]
    rows = rows.assign(
        text=[
            format_value(r.value, r.unit if r.unit in ("share", "change", currency) else "", currency)
            for r in rows.itertuples()
        ]
    )
    order = list(dict.fromkeys(rows.variable))
    units = rows.drop_duplicates("variable").set_index("variable").unit
    colour = rows.pivot(index="variable", columns="segment_name", values="difference").loc[order]
    text = rows.pivot(index="variable", columns="segment_name", values="text").loc[order]
    names = list(rows.sort_values("segment_id").segment_name.unique())
    labels = [in_words(v) + (f" ({units[v]})" if units[v] and units[v] not in v else "") for v in order]
    ax = _panel(3.8 + 1.25 * len(names), 1.6 + 0.42 * len(order))
    _grid(ax, colour[names].set_axis(labels), text[names], "standard deviations from the base", 2)
    far = rows.loc[rows.difference.abs().idxmax()]
    _title(ax, (f"Furthest from the base: {far.segment_name} on {in_words(far.variable)}, {far.text} against "
                       f"{format_value(far.base, far.unit if far.unit in ('share', currency) else '', currency)}"))  # fmt: skip
    return ax


@_styled()
def plot_levels(profile: pd.DataFrame, most: int = 14, least: int = 10) -> Axes | None:
    """The levels of descriptors that differ most, share of each segment, coloured by the difference from the base. What would
    tell of fewer than `least` people is withheld."""
    profile = profile.assign(few=few_levels(profile, least))
    rows = profile[(profile.level != "") & (profile.role == "descriptor")]
    if rows.empty:
        return not_here("Nothing is known of these customers beyond what formed the segments and their behaviour.")
    rows = rows.assign(difference=rows.difference.where((rows.n >= _ENOUGH) & ~rows.few))
    if not (rows.p_adjusted[rows.n >= _ENOUGH] < 0.05).any():
        return not_here("On nothing that took no part in forming them do segments differ beyond chance.")
    reach = rows.groupby(["variable", "level"]).difference.apply(lambda d: d.abs().max()).sort_values(ascending=False)
    keep = sorted(reach.head(most).index, key=lambda key: list(dict.fromkeys(rows.variable)).index(key[0]))
    table = rows.set_index(["variable", "level"])
    names = list(rows.sort_values("segment_id").segment_name.unique())
    shown = table.loc[keep].reset_index().drop_duplicates(["variable", "level", "segment_name"])
    colour = shown.pivot(index=["variable", "level"], columns="segment_name", values="difference").loc[keep, names]
    shown["text"] = shown.value.map("{:.0%}".format).where((shown.n >= _ENOUGH) & ~shown.few, SHOWN_AS)
    value = shown.pivot(index=["variable", "level"], columns="segment_name", values="text").loc[keep, names]
    labels = [f"{in_words(v)}: {level}" for v, level in keep]
    ax = _panel(3.8 + 1.25 * len(names), 1.6 + 0.38 * len(keep))
    _grid(
        ax,
        colour.fillna(0).set_axis(labels),
        value,
        f"difference from the base (Cohen's h); {SHOWN_AS}: too few people to tell",
        1,
    )
    sure = shown[(shown.p_adjusted < 0.05) & ~shown.few]
    far = sure.loc[sure.difference.idxmax()] if len(sure) else shown.loc[shown.difference.idxmax()]
    _title(
        ax,
        (
            f"{far.segment_name}: {far.value:.0%} have {in_words(far.variable)} {far.level}, against {far.base:.0%} of the base"
        ),
    )
    return ax


@_styled()
def plot_affinity(affinity: pd.DataFrame | None, most: int = 12) -> Axes | None:
    """Share of each segment's own spend by category, coloured by its index against the base, of those that carry most of the
    spend; without categories, share of members who buy a product, coloured by its lift, of those that differ most."""
    if affinity is None:
        return not_here("This client's orders name neither categories nor products.")
    rows = affinity[affinity.level == affinity.level.iloc[0]]
    product = rows.level.iloc[0] == "product"
    weight = (rows.lift - 1).abs() * np.sqrt(rows.base_buyers) if product else rows.base_share
    top = (
        rows.assign(weight=weight)
        .sort_values("weight", ascending=False)
        .drop_duplicates("category")
        .head(most)
        .category
    )
    rows = rows[rows.category.isin(top)]
    names = list(rows.sort_values("segment_id").segment_name.unique())
    rows = (
        rows.assign(lead=100 * rows.lift, part=rows.buyers)
        if product
        else rows.assign(lead=rows["index"], part=rows.spend_share)
    )
    index = rows.pivot(index="category", columns="segment_name", values="lead").reindex(top)[names].fillna(0)
    share = rows.pivot(index="category", columns="segment_name", values="part").reindex(top)[names].fillna(0)
    ax = _panel(4.2 + 1.25 * len(names), 1.6 + 0.4 * len(top))
    labels = [textwrap.shorten(str(name), 40, placeholder="…") for name in top]
    _grid(
        ax,
        np.log2(index.clip(lower=12.5) / 100).set_axis(labels),
        share.map("{:.0%}".format),
        "against the base (log2: 1 is twice, -1 half)",
        2,
    )
    main = rows[(rows.part >= (0.1 if product else 0.03)) & (rows.p_adjusted < 0.05)]
    main = main if len(main) else rows
    far = main.loc[main.lead.idxmax()]
    what = f"{far.part:.0%} of {far.segment_name} buy" if product else f"{far.segment_name} spend {far.part:.0%} on"
    _title(ax, f"{what} {far.category}, {far.lead / 100:.1f} times the base's share")
    return ax


# --- 05_target ----------------------------------------------------------------------------------------


@_styled()
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
    ax = _panel(10.5, 5.6)
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
    _title(ax, f"Court {' and '.join(wanted)}" if wanted else "No segment passes the knock-outs")
    ax.text(1, -0.13, f"area: share of the {words}; cross: nine in ten draws", transform=ax.transAxes, ha="right", fontsize=9,
            color=GREY)  # fmt: skip
    return ax


@_styled()
def plot_returns(plan: pd.DataFrame, currency: str = "") -> Axes | None:
    """What contacting each audience is expected to return, with the range that the response leaves."""
    rows = plan[(plan.audience > 0) & plan.expected_return.notna()]
    if rows.empty:
        return not_here("No return can be told: it takes targets with an audience, the worth of an order, the cost of a contact "
                        "and a response (target.economics).")  # fmt: skip
    ax = _panel(9.5, 1.5 + 0.7 * len(rows))
    texts = [f"{format_value(row.expected_return, currency, currency)} from {row.audience:,} contacts; breaks even at "
             f"{row.break_even_response:.1%}, expected {row.response:.1%}" for row in rows.itertuples()]  # fmt: skip
    _intervals(ax, rows.segment_name, rows.expected_return, rows.return_low, rows.return_high, rows.segment_id, texts)
    ax.axvline(0, color=GREY, lw=1, zorder=0)
    low, high = min(0, rows.return_low.min()), max(0, rows.return_high.max())
    ax.set_xlim(low - 0.25 * (high - low), high + 0.25 * (high - low))
    ax.xaxis.set_major_locator(MaxNLocator(6))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda v, _: money(v, currency)))
    ax.set_xlabel("return less the cost of contacts; bar: range of the response")
    total, ends = rows.expected_return.sum(), (rows.return_low.sum(), rows.return_high.sum())
    said = [format_value(v, currency, currency) for v in (total, *ends)]
    _title(ax, f"The audiences together may return {said[0]} ({said[1]} to {said[2]})")
    return ax


@_styled()
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
    ax = _panel(4.4 + 1.25 * len(names), 1.6 + 0.42 * len(order))
    sns.heatmap(score, vmin=0, vmax=1, cmap="Blues", annot=text.to_numpy(), fmt="", annot_kws={"size": 9}, linewidths=1, ax=ax,
                cbar_kws={"label": "score (0 lowest, 1 highest)", "shrink": 0.8})  # fmt: skip
    ax.set_xlabel(""), ax.set_ylabel("")
    ax.set_xticks(ax.get_xticks(), ["\n".join(textwrap.wrap(str(c), 16)) for c in names], rotation=0)
    ax.xaxis.tick_top()
    ax.tick_params(length=0)
    side = rows[rows.side == rows.side.iloc[0]]
    heavy = side.loc[side.weight.idxmax()]
    best = rows[(rows.label == heavy.label)].sort_values("score").iloc[-1]
    _title(
        ax, (f"On the weightiest criterion, {in_words(heavy.criterion)}, {best.segment_name} leads with {best.text}")
    )
    return ax


# --- 06_monitor ---------------------------------------------------------------------------------------


@_styled()
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
    ax = _panel(3.6 + 1.2 * len(columns), 1.7 + 0.62 * len(rows))
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
    _title(ax, (says))
    return ax


@_styled()
def plot_share_change(kpis: pd.DataFrame) -> Axes | None:
    """Change of each segment's share of the base, with its 95% interval."""
    if kpis.empty:
        return not_here("The data holds one look only: growth cannot be told yet.")
    ax = _panel(height=1.3 + 0.46 * len(kpis))
    texts = _points(kpis.change, kpis.change_low)
    _intervals(ax, kpis.segment_name, kpis.change, kpis.change_low, kpis.change_high, kpis.segment_id, texts)
    ax.axvline(0, color=GREY, lw=1, zorder=0)
    _percent(ax.xaxis)
    ax.set_xlabel("change of the share of the base, in points, with its 95% interval")
    sure = kpis[(kpis.change_low * kpis.change_high) > 0]
    top = kpis.loc[kpis.change.abs().idxmax()]
    _title(ax, f"{top.segment_name} moved most: {top.share_earlier:.0%} to {top.share_now:.0%} of the base" if len(sure)
                 else "No segment's share has changed beyond chance")  # fmt: skip
    return ax


@_styled()
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
    _, axes = _axes(8.5, (1.4 + 0.46 * most) * len(campaigns), rows=len(campaigns), sharex=True)
    for ax, campaign in zip(axes[:, 0], campaigns, strict=True):
        rows = kept[kept.campaign == campaign]
        labels = [f"{row.segment_name} ({row.n_treated + row.n_control:,})" for row in rows.itertuples()]
        texts = _points(rows.effect, rows.effect_low)
        _intervals(ax, labels, rows.effect, rows.effect_low, rows.effect_high, rows.segment_id, texts)
        ax.axvline(0, color=GREY, lw=1, zorder=0)
        _percent(ax.xaxis)
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
    _title(axes[0, 0], most_said + tail)
    return axes[:, 0]


def _points(shares: pd.Series, low: pd.Series) -> list[str]:
    """Shares as text, with their sign where some may be negative."""
    return ["0.0%" if abs(one) < 0.0005 else f"{one:+.1%}" if low.min() < 0 else f"{one:.1%}" for one in shares]


def _intervals(ax: Axes, names, middle, low, high, ids, texts) -> None:
    """A row a segment: its figure as a dot in its colour on its interval, the text over the dot."""
    where = np.arange(len(names))
    for y, m, a, b, number, text in zip(where, middle, low, high, ids, texts, strict=True):
        ax.plot([a, b], [y, y], color=segment_colour(number), lw=3, solid_capstyle="butt")
        ax.scatter([m], [y], s=60, color=segment_colour(number), zorder=3)
        ax.annotate(text, (m, y), xytext=(0, 7), textcoords="offset points",
                    ha="center", fontsize=9)  # fmt: skip
    ax.set_yticks(where, ["\n".join(textwrap.wrap(str(name), 30)) for name in names])
    ax.set_ylim(len(where) - 0.5, -0.7)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
