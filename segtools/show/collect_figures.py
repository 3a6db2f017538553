"""Figures of 01_collect: what the client delivered and what was set aside."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter

from segtools.show.axes import PLAIN, draw_bars, new_panel, set_notes, set_title, styled
from segtools.show.html_tables import not_here
from segtools.show.look import GREY, INK, SEGMENT_COLOURS
from segtools.show.small_counts import few_parts, few_people, words_for_withheld
from segtools.words import WITHHELD, Style

_MOST_REASONS = 12


@styled
def plot_ledger(quality: pd.DataFrame, reasons: pd.DataFrame, style: Style = PLAIN) -> Axes:
    """Why rows were set aside, one bar per source and reason.

    quality, reasons : tables of these names. A row may be a person: few rows are withheld as few people are
    """
    few = few_parts(reasons.rows, style)
    rows = reasons.assign(shown=reasons.rows.mask(few).astype(float))
    top = rows.sort_values("rows", ascending=False, kind="stable").head(_MOST_REASONS)
    ax = new_panel(height=1.2 + 0.34 * max(len(top), 1))
    out, read = int(quality.rows_quarantined.sum()), int(quality.rows_read.sum())
    often = f", most often {top.source.iloc[0]}: {top.reason.iloc[0]}" if out and len(top) else ""
    set_title(ax, f"{style.count(out)} of {style.count(read)} rows are set aside{often}")
    if top.empty:
        ax.text(0, 0.5, "Every row can be used.", transform=ax.transAxes)
        ax.set_axis_off()
        return ax
    labels = [f"{row.source}: {row.reason}" for row in top.itertuples()]
    draw_bars(ax, labels, top.shown, GREY, [WITHHELD if np.isnan(n) else f"{n:,.0f}" for n in top.shown])
    ax.set_xlim(0, 1.12 * top.shown.max() if top.shown.notna().any() else 1)
    if top.shown.isna().all():
        ax.set_xticks([])
    ax.set_xlabel("rows")
    set_notes(ax, [words_for_withheld(style).replace("people", "rows") if few[top.index].any() else ""])
    return ax


@styled
def plot_orders(weeks: pd.DataFrame | None, period: pd.DataFrame, style: Style = PLAIN) -> Axes | None:
    """Orders per week over the whole history, with the measured window shaded and the earlier look marked.

    weeks : week (its Monday), orders; None for a client without orders. Weeks of too few orders are left out
    period : table of this name
    """
    if weeks is None:
        return not_here("This client has no orders: there is no history to draw.")
    few = few_people(weeks.orders, style)
    if few.all():
        return not_here(f"Every week has fewer than {style.least} orders: too few to draw.")
    look = period.iloc[0]
    start = look.as_of - pd.Timedelta(days=int(look.window_days))
    ax = new_panel(height=3.4)
    ax.plot(weeks.week, weeks.orders.mask(few), color=INK, lw=1.4, marker="." if few.any() else None)
    window = {"color": SEGMENT_COLOURS[0], "alpha": 0.13, "lw": 0}
    ax.axvspan(start, look.as_of, label=f"measured: {look.window_days} days", **window)
    if pd.notna(look.earlier):
        ax.axvline(look.earlier, color=SEGMENT_COLOURS[1], lw=1.8, label=f"earlier look: {look.earlier:%d %b %Y}")
    ax.set_ylim(0)
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f}"))
    ax.set_ylabel("orders a week")
    inside = weeks[(weeks.week > start) & (weeks.week <= look.as_of)]
    middle = style.count(inside.orders.median())
    set_title(ax, f"{middle} orders in a typical week (median) of the {look.window_days} days to {look.as_of:%d %B %Y}")
    ax.legend(loc="lower center", ncols=2)
    left_out = f"weeks of fewer than {style.least} orders are left out: {int(few.sum())} of {len(few)}"
    set_notes(ax, [left_out if few.any() else ""])
    return ax
