"""Shared parts of all figures: axes in the project's look, titles that state a finding, bars, intervals, grids, and
notes on what is withheld. The figures themselves are in one file per stage, NAME_figures.py."""

from __future__ import annotations

import functools
import math
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import FuncFormatter, PercentFormatter

from segtools.show.look import AROUND, GREY, HATCH, SOFT, WHITE, figure_settings, segment_colour
from segtools.show.small_counts import SHOWN_AS
from segtools.words import Style, money

PLAIN = Style()


def styled(draw: Callable) -> Callable:
    """Draw in the project's look and the `style` of the call, without changing settings outside.

    The first figure of a session turns a notebook's display on; that must outlast the drawing.
    """

    @functools.wraps(draw)
    def drawn(*tables: Any, style: Style = PLAIN, **named: Any) -> Any:
        with plt.rc_context(figure_settings(style)):
            axes = draw(*tables, style=style, **named)
            interactive = plt.rcParams["interactive"]
        plt.rcParams["interactive"] = interactive
        return axes

    return drawn


def close(figure: Any) -> None:
    """Close a figure that has been saved elsewhere."""
    plt.close(figure)


# --- axes ---------------------------------------------------------------------------------------------


def new_axes(width: float = 8.5, height: float = 4.2, columns: int = 1, rows: int = 1, **shared: Any) -> np.ndarray:
    """Axes beside and below each other, rows x columns."""
    return plt.subplots(rows, columns, figsize=(width, height), squeeze=False, **shared)[1]


def new_panel(width: float = 8.5, height: float = 4.2) -> Axes:
    """One pair of axes."""
    return new_axes(width, height)[0, 0]


def new_panels(count: int, across: int, width: float, height: float, share_y: bool = False) -> np.ndarray:
    """A given number of axes, at most `across` in a row, spread evenly over the rows; the axes of a shorter last row
    are wider, so that no place is empty. `height` is that of a row."""
    rows = -(-count // across)
    across = -(-count // rows)
    last = count - across * (rows - 1)
    fine = math.lcm(across, last)
    figure = plt.figure(figsize=(width, 0.7 + height * rows))
    grid, axes = figure.add_gridspec(rows, fine), []
    for n in range(count):
        row, column = divmod(n, across)
        span = fine // (across if row < rows - 1 else last)
        place = grid[row, column * span : (column + 1) * span]
        axes.append(figure.add_subplot(place, sharey=axes[0] if axes and share_y else None))
    return np.array(axes)


def bare(ax: Axes, axis: str = "y") -> None:
    """Remove the line and ticks of an axis that does not need them."""
    ax.spines["left" if axis == "y" else "bottom"].set_visible(False)
    ax.tick_params(axis=axis, length=0)


def percent_axis(axis: Axis, decimals: int = 0) -> None:
    """Ticks as percentages, for shares."""
    axis.set_major_formatter(PercentFormatter(1, decimals=decimals))


def points_axis(axis: Axis) -> None:
    """Ticks as percentage points, for differences between shares."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:+.3g}" if value else "0"))


def money_axis(axis: Axis, style: Style) -> None:
    """Ticks as amounts of money."""
    axis.set_major_formatter(FuncFormatter(lambda value, _: money(value, style.currency)))


# --- words --------------------------------------------------------------------------------------------


def wrapped(text: Any, width: int, **how: Any) -> str:
    """A text broken into lines that fit its width."""
    return "\n".join(textwrap.wrap(str(text), width, **how))


def set_title(ax: Axes, text: str) -> None:
    """Write the finding above the whole figure, wrapped to its width. The report uses it as the picture's alternative
    text."""
    figure = ax.figure
    lines = wrapped(text, int(10.2 * figure.get_figwidth()))
    colour = plt.rcParams["axes.titlecolor"]
    figure.suptitle(lines, x=0.01, ha="left", fontsize=12, fontweight="bold", color=colour)


def set_notes(ax: Axes, notes: Sequence[str]) -> None:
    """Write at the foot of the figure what a reader must know, above all what is withheld. If there is a legend at the
    foot, the notes become its title."""
    lines = wrapped("; ".join(note for note in notes if note), int(12.5 * ax.figure.get_figwidth()))
    if lines and ax.figure.legends:
        ax.figure.legends[0].set_title(lines, {"size": 9})
        ax.figure.legends[0].get_title().set_color(SOFT)
    elif lines:
        ax.figure.supxlabel(lines, x=0.01, ha="left", fontsize=9, color=SOFT)


def head(ax: Axes, text: str, width: int, size: float = 10) -> None:
    """Write the name of a panel above it, wrapped to its width."""
    ax.set_title(wrapped(text, width), fontsize=size, fontweight="normal", pad=5)


def points(change: float) -> str:
    """A difference of shares as a label: in percentage points, to one decimal, with its sign.

    >>> points(0.0312), points(-0.0002)
    ('+3.1 points', '0.0 points')
    """
    return "0.0 points" if abs(change) < 0.0005 else f"{100 * change:+.1f} points"


# --- what is drawn ------------------------------------------------------------------------------------


def spread_apart(x: pd.Series, y: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Points for a scatter plot; points that lie on top of each other, as answers with few levels do, are moved
    slightly apart."""
    if len(pd.DataFrame({"x": x, "y": y}).round(6).drop_duplicates()) > 0.5 * len(x):
        return x, y
    rng, step = np.random.default_rng(0), 0.015 * max(np.ptp(x), np.ptp(y))
    return x + rng.normal(0, step, len(x)), y + rng.normal(0, step, len(y))


def draw_bars(ax: Axes, labels: Sequence[str], values: Any, colours: Any, texts: Sequence[str]) -> None:
    """Horizontal bars, first on top, each with its figure at its end; no bar if the value is missing."""
    where, lengths = np.arange(len(labels)), np.nan_to_num(np.asarray(values, dtype=float))
    ax.barh(where, lengths, color=colours, height=0.7)
    ax.set_yticks(where, labels)
    ax.invert_yaxis()
    for y, length, text in zip(where, lengths, texts, strict=True):
        ax.annotate(text, (length, y), xytext=(4, 0), textcoords="offset points", va="center", fontsize=9.5)
    bare(ax)
    ax.margins(x=0.12)


def draw_histogram(ax: Axes, parts: Sequence[Any], bins: Any, colours: Sequence[str], style: Style) -> bool:
    """Stacked bars of the number of customers in each bin; bins with too few people are left empty. Returns whether
    there are any."""
    edges = np.histogram_bin_edges(np.concatenate([np.asarray(part, dtype=float) for part in parts]), bins=bins)
    counts = [np.histogram(part, bins=edges)[0] for part in parts]
    foot, left_out = np.zeros(len(edges) - 1), False
    for count, colour in zip(counts, colours, strict=True):
        few = (count > 0) & (count < style.least)
        left_out |= bool(few.any())
        shown = np.where(few, 0, count)
        ax.bar(edges[:-1], shown, np.diff(edges), bottom=foot, align="edge", color=colour, lw=0)
        foot = foot + shown
    ax.set_ylim(0, max(1.0, foot.max()) * 1.05)
    ax.set_yticks([])
    bare(ax)
    return left_out


def draw_grid(
    ax: Axes, table: pd.DataFrame, texts: pd.DataFrame, label: str, limits: tuple[float, float], shades: str = AROUND
) -> None:
    """One cell per figure, coloured by `table`, with its text; a cell without a colour is hatched, so that it cannot be
    read as a shade of the scale."""
    sns.heatmap(
        table.astype(float),
        vmin=limits[0],
        vmax=limits[1],
        cmap=shades,
        mask=table.isna(),
        annot=texts.to_numpy(),
        fmt="",
        annot_kws={"size": 9},
        linewidths=1,
        ax=ax,
        cbar_kws={"label": label, "shrink": 0.8},
    )
    for row, column in np.argwhere(table.isna().to_numpy()):
        hatch_cell(ax, row, column, str(texts.iat[row, column]))
    ax.set_xlabel(""), ax.set_ylabel("")
    ax.set_xticks(ax.get_xticks(), [wrapped(name, 16) for name in table.columns], rotation=0)
    ax.tick_params(length=0)
    ax.xaxis.tick_top()


def hatch_cell(ax: Axes, row: int, column: int, text: str) -> None:
    """Mark a cell of a grid that has no shade: hatched if withheld, white if nothing is known."""
    hatch = HATCH if text == SHOWN_AS else None
    ax.add_patch(Rectangle((column, row), 1, 1, facecolor=WHITE, edgecolor=GREY, hatch=hatch, lw=0))
    spot = {"boxstyle": "round,pad=0.15", "facecolor": WHITE, "edgecolor": "none"}
    ax.text(column + 0.5, row + 0.5, text, ha="center", va="center", fontsize=9, color=SOFT, bbox=spot)


def withheld_patch() -> Patch:
    """The entry of a legend for what is withheld."""
    return Patch(facecolor=WHITE, edgecolor=GREY, hatch=HATCH, label=SHOWN_AS)


def draw_intervals(ax: Axes, names: Any, middle: Any, low: Any, high: Any, ids: Any, texts: Sequence[str]) -> None:
    """One row per segment: its figure as a dot on its interval, with the text above the dot; only the text, at the left
    edge, if the figure is missing."""
    where = np.arange(len(names))
    for y, m, a, b, number, text in zip(where, middle, low, high, ids, texts, strict=True):
        if pd.isna(m):
            at = {"xycoords": ax.get_yaxis_transform(), "va": "center", "fontsize": 9, "color": SOFT}
            ax.annotate(text, (0.01, y), **at)
            continue
        ax.plot([a, b], [y, y], color=segment_colour(number), lw=3, solid_capstyle="butt")
        ax.scatter([m], [y], s=60, color=segment_colour(number), zorder=3)
        ax.annotate(text, (m, y), xytext=(0, 7), textcoords="offset points", ha="center", fontsize=9)
    ax.set_yticks(where, [wrapped(name, 30) for name in names])
    ax.set_ylim(len(where) - 0.5, -0.7)
    bare(ax)
