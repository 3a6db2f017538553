"""Figures of 01_collect: what came and what was set aside."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from segtools.show.axes import draw_bars, new_panel, set_title, styled
from segtools.show.html_tables import not_here
from segtools.show.look import GREY, INK, SEGMENT_COLOURS

# --- 01_collect ---------------------------------------------------------------------------------------


@styled()
def plot_ledger(quality: pd.DataFrame, reasons: pd.DataFrame) -> Axes:
    """Why rows were set aside, a bar a source and reason."""
    top = reasons.sort_values("rows", ascending=False, kind="stable").head(12)
    ax = new_panel(height=1.2 + 0.34 * max(len(top), 1))
    out, read = int(quality.rows_quarantined.sum()), int(quality.rows_read.sum())
    set_title(
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
    draw_bars(ax, labels, top.rows, GREY, [f"{n:,}" for n in top.rows])
    ax.set_xlabel("rows")
    return ax


@styled()
def plot_orders(weeks: pd.DataFrame | None, period: pd.DataFrame) -> Axes | None:
    """Orders a week over the whole history, the window that is measured and the earlier one shaded."""
    if weeks is None:
        return not_here("This client has no orders: there is no history to draw.")
    row = period.iloc[0]
    ax = new_panel(height=3.4)
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
    set_title(
        ax,
        f"{inside.orders.median():,.0f} orders in a middle week of the {row.window_days} days to {row.as_of:%d %B %Y}",
    )
    ax.legend(loc="lower center", ncols=2)
    return ax
