"""What every figure is drawn on: axes in the look of the house, titles that state a finding, bars, points and intervals."""

from __future__ import annotations

import textwrap
from contextlib import contextmanager

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.ticker import PercentFormatter

from segtools.show.look import GREY, INK, segment_colour

_STYLE = {
    **sns.axes_style("ticks"),
    "axes.edgecolor": GREY, "axes.labelcolor": INK, "axes.titlecolor": INK, "axes.titlelocation": "left",
    "axes.titlesize": 12, "axes.titleweight": "bold", "axes.titlepad": 12, "axes.spines.top": False,
    "axes.spines.right": False, "axes.labelsize": 10, "xtick.labelsize": 9.5, "ytick.labelsize": 9.5,
    "xtick.color": INK, "ytick.color": INK, "text.color": INK, "legend.frameon": False, "legend.fontsize": 9.5,
    "text.parse_math": False, "figure.constrained_layout.use": True, "figure.dpi": 110, "savefig.dpi": 160, "font.family": "DejaVu Sans",
}  # fmt: skip


@contextmanager
def styled():
    """Our look for what is drawn inside, and no change of settings outside. The first figure of a session turns
    a notebook's display on; that must outlast the context."""
    with plt.rc_context(_STYLE):
        yield
        interactive = plt.rcParams["interactive"]
    plt.rcParams["interactive"] = interactive


def close(figure) -> None:
    """Let go of a figure that has been kept elsewhere."""
    plt.close(figure)


def new_axes(width: float = 8.5, height: float = 4.2, columns: int = 1, rows: int = 1, **kw):
    return plt.subplots(rows, columns, figsize=(width, height), squeeze=False, **kw)


def new_panel(width: float = 8.5, height: float = 4.2) -> Axes:
    return new_axes(width, height)[1][0, 0]


def set_title(ax: Axes, text: str) -> None:
    """The finding, over the whole figure, wrapped to its width."""
    figure = ax.figure
    wrapped = "\n".join(textwrap.wrap(text, int(10.2 * figure.get_figwidth())))
    figure.suptitle(wrapped, x=0.01, ha="left", fontsize=12, fontweight="bold", color=INK)


def spread_apart(x: pd.Series, y: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Points to scatter; where many lie on top of each other, as answers of few levels do, a little beside each other."""
    if len(pd.DataFrame({"x": x, "y": y}).round(6).drop_duplicates()) > 0.5 * len(x):
        return x, y
    rng, step = np.random.default_rng(0), 0.015 * max(np.ptp(x), np.ptp(y))
    return x + rng.normal(0, step, len(x)), y + rng.normal(0, step, len(y))


def percent_axis(axis, decimals: int = 0) -> None:
    axis.set_major_formatter(PercentFormatter(1, decimals=decimals))


def draw_bars(ax: Axes, labels, values, colours, texts) -> None:
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


def draw_grid(ax: Axes, table: pd.DataFrame, texts: pd.DataFrame, label: str, limit: float) -> None:
    sns.heatmap(table, vmin=-limit, vmax=limit, cmap="vlag", annot=texts.to_numpy(), fmt="", annot_kws={"size": 9},
                linewidths=1, ax=ax, cbar_kws={"label": label, "shrink": 0.8})  # fmt: skip
    ax.set_xlabel(""), ax.set_ylabel("")
    ax.set_xticks(ax.get_xticks(), ["\n".join(textwrap.wrap(str(c), 16)) for c in table.columns], rotation=0)
    ax.tick_params(length=0)
    ax.xaxis.tick_top()


def signed_shares(shares: pd.Series, low: pd.Series) -> list[str]:
    """Shares as text, with their sign where some may be negative."""
    return ["0.0%" if abs(one) < 0.0005 else f"{one:+.1%}" if low.min() < 0 else f"{one:.1%}" for one in shares]


def draw_intervals(ax: Axes, names, middle, low, high, ids, texts) -> None:
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
