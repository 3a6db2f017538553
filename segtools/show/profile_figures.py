"""Figures of 04_profile: who is in each segment and what each is worth."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, MaxNLocator

from segtools.show.axes import draw_grid, draw_intervals, new_axes, new_panel, percent_axis, set_title, styled
from segtools.show.html_tables import not_here
from segtools.show.look import GREY, INK, PALE, segment_colour
from segtools.show.small_counts import SHOWN_AS, few_levels
from segtools.words import format_value, in_words, money

ENOUGH = 30


# --- 04_profile ---------------------------------------------------------------------------------------


@styled()
def plot_worth(cards: pd.DataFrame, margin: str = "", currency: str = "") -> np.ndarray:
    """Left, each segment's share of the base, with its interval, beside its share of what was spent and of what is to come;
    right, what a member is worth in the twelve months ahead, with its interval. Without value, the shares alone."""
    known, ahead = cards.value_share.notna().all(), cards.clv_12m.notna().all()
    bars = [("share", "of the base"), ("value_share", "of the net amount"), ("clv_share", "of the value to come")]
    bars = [bar for bar, there in zip(bars, (True, known, ahead), strict=True) if there]
    _, axes = new_axes(
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
    percent_axis(ax.xaxis)
    ax.tick_params(axis="y", length=0)
    ax.spines["left"].set_visible(False)
    if ahead:
        side = axes[0, 1]
        worth = [format_value(v, currency, currency) for v in cards.clv_12m]
        draw_intervals(side, cards.segment_name, cards.clv_12m, cards.clv_low, cards.clv_high, cards.segment_id, worth)
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
        set_title(ax, f"{top.segment_name}: {top.share:.0%} of the base, {top.clv_share:.0%} of the value to come")
    elif known:
        top = cards.loc[cards.value_share.idxmax()]
        set_title(ax, f"{top.segment_name}: {top.share:.0%} of the base, {top.value_share:.0%} of the net amount")
    else:
        top = cards.loc[cards.share.idxmax()]
        set_title(ax, f"{top.segment_name} is the largest: {top.share:.0%} of the base; value is unknown")
    return axes[0]


@styled()
def plot_calibration(held: pd.DataFrame) -> Axes | None:
    """What models of then expected of each segment against what came, orders a customer, with the interval around it."""
    if held.empty:
        return not_here("No model of value could be put to the test: there is no earlier look, or no model.")
    rows = held.sort_values("segment_id", key=lambda ids: ids.where(ids > 0, ids.max() + 1))
    ax = new_panel(9, 1.5 + 0.5 * len(rows))
    names = [f"{row.segment_name} ({row.customers:,})" for row in rows.itertuples()]
    texts = [f"{row.orders_expected:.2f} expected, {row.orders_actual:.2f} came" for row in rows.itertuples()]
    draw_intervals(ax, names, rows.orders_actual, rows.orders_low, rows.orders_high, rows.segment_id, texts)
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
    set_title(ax, f"Put to the test: orders of the base {said}")
    return ax


@styled()
def plot_price(response: pd.DataFrame | None) -> Axes | None:
    """How much each segment's purchases of a product answer its price, with intervals; where it cannot be told, why."""
    if response is None:
        return not_here("Order lines without product and quantity say nothing of how segments answer prices.")
    known = response[response.verdict == ""]
    if known.empty:
        why = "; ".join(dict.fromkeys(response.verdict))
        return not_here(f"How segments answer prices cannot be told: {why}.")
    ax = new_panel(9, 1.5 + 0.5 * len(response))
    texts = ["" if row.verdict else f"{row.elasticity:.1f}" for row in response.itertuples()]
    shown = response[["elasticity", "low", "high"]].where(response.verdict == "").to_numpy().T
    draw_intervals(ax, response.segment_name, *shown, response.segment_id, texts)
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
    set_title(ax, f"{top.segment_name} answer prices most: 10% off a product goes with {more:.0%} more of it" if seen
                 else "No segment is seen to answer prices: every interval holds 0")  # fmt: skip
    return ax


@styled()
def plot_satisfaction(satisfied: pd.DataFrame | None) -> Axes | None:
    """Each segment's satisfaction, its interval and the base's; of several scores, the first."""
    if satisfied is None or satisfied.value.isna().all():
        return not_here("No variable of this client's is declared a score of satisfaction.")
    rows = satisfied[satisfied.variable == satisfied.variable.iloc[0]].dropna(subset="value")
    net = rows.measure.iloc[0] == "NPS"
    ax = new_panel(9, 1.5 + 0.5 * len(rows))
    marks = [f"{value:+.0f}" if net else f"{value:.0%}" for value in rows.value]
    texts = [f"{mark} ({n:,} answers)" for mark, n in zip(marks, rows.n, strict=True)]
    draw_intervals(ax, rows.segment_name, rows.value, rows.low, rows.high, rows.segment_id, texts)
    ax.axvline(rows.base.iloc[0], color=GREY, lw=1, zorder=0)
    if not net:
        percent_axis(ax.xaxis)
    ax.set_xlabel(
        ("net promoter score, points" if net else "share satisfied: the two best marks")
        + ", with its 95% interval; line: the base"
    )
    low = rows.loc[rows.value.idxmin()]
    said = [f"{v:+.0f}" if net else f"{v:.0%}" for v in (low.value, low.base)]
    set_title(ax, f"Least satisfied: {low.segment_name}, {said[0]} against {said[1]} in the base")
    return ax


@styled()
def plot_development(development: pd.DataFrame | None) -> np.ndarray | None:
    """Net amount of each segment's members in each month of the window, a panel a segment on one scale."""
    if development is None or development.month.nunique() < 3:
        return not_here("The data holds too few whole months of orders to show how segments moved.")
    rows = development.assign(each=development.amount / development.groupby("month").amount.transform("sum"))
    ids = sorted(rows.segment_id.unique())
    across = min(4, len(ids))
    down = -(-len(ids) // across)
    _, axes = new_axes(2.9 * across, 2.3 * down + 0.4, columns=across, rows=down, sharex=True, sharey=True)
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
        percent_axis(ax.yaxis)
        moved[number] = [mine.each[mine.month < half].mean(), mine.each[mine.month >= half].mean()]
    for ax in list(axes.flat)[len(ids) :]:
        ax.set_visible(False)
    axes[0, 0].set_ylabel("share of the month's net amount")
    far = max(moved, key=lambda number: abs(moved[number][1] - moved[number][0]))
    name = rows.segment_name[rows.segment_id == far].iloc[0]
    before, after = moved[far]
    set_title(
        axes[0, 0],
        f"Today's members of {name} brought {before:.0%} of the net amount in the first months and {after:.0%} in the last",
    )
    return axes


@styled()
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
    ax = new_panel(3.8 + 1.25 * len(names), 1.6 + 0.42 * len(order))
    draw_grid(ax, colour[names].set_axis(labels), text[names], "standard deviations from the base", 2)
    far = rows.loc[rows.difference.abs().idxmax()]
    set_title(ax, (f"Furthest from the base: {far.segment_name} on {in_words(far.variable)}, {far.text} against "
                       f"{format_value(far.base, far.unit if far.unit in ('share', currency) else '', currency)}"))  # fmt: skip
    return ax


@styled()
def plot_levels(profile: pd.DataFrame, most: int = 14, least: int = 10) -> Axes | None:
    """The levels of descriptors that differ most, share of each segment, coloured by the difference from the base. What would
    tell of fewer than `least` people is withheld."""
    profile = profile.assign(few=few_levels(profile, least))
    rows = profile[(profile.level != "") & (profile.role == "descriptor")]
    if rows.empty:
        return not_here("Nothing is known of these customers beyond what formed the segments and their behaviour.")
    rows = rows.assign(difference=rows.difference.where((rows.n >= ENOUGH) & ~rows.few))
    if not (rows.p_adjusted[rows.n >= ENOUGH] < 0.05).any():
        return not_here("On nothing that took no part in forming them do segments differ beyond chance.")
    reach = rows.groupby(["variable", "level"]).difference.apply(lambda d: d.abs().max()).sort_values(ascending=False)
    keep = sorted(reach.head(most).index, key=lambda key: list(dict.fromkeys(rows.variable)).index(key[0]))
    table = rows.set_index(["variable", "level"])
    names = list(rows.sort_values("segment_id").segment_name.unique())
    shown = table.loc[keep].reset_index().drop_duplicates(["variable", "level", "segment_name"])
    colour = shown.pivot(index=["variable", "level"], columns="segment_name", values="difference").loc[keep, names]
    shown["text"] = shown.value.map("{:.0%}".format).where((shown.n >= ENOUGH) & ~shown.few, SHOWN_AS)
    value = shown.pivot(index=["variable", "level"], columns="segment_name", values="text").loc[keep, names]
    labels = [f"{in_words(v)}: {level}" for v, level in keep]
    ax = new_panel(3.8 + 1.25 * len(names), 1.6 + 0.38 * len(keep))
    draw_grid(
        ax,
        colour.fillna(0).set_axis(labels),
        value,
        f"difference from the base (Cohen's h); {SHOWN_AS}: too few people to tell",
        1,
    )
    sure = shown[(shown.p_adjusted < 0.05) & ~shown.few]
    far = sure.loc[sure.difference.idxmax()] if len(sure) else shown.loc[shown.difference.idxmax()]
    set_title(
        ax,
        (
            f"{far.segment_name}: {far.value:.0%} have {in_words(far.variable)} {far.level}, against {far.base:.0%} of the base"
        ),
    )
    return ax


@styled()
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
    ax = new_panel(4.2 + 1.25 * len(names), 1.6 + 0.4 * len(top))
    labels = [textwrap.shorten(str(name), 40, placeholder="…") for name in top]
    draw_grid(
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
    set_title(ax, f"{what} {far.category}, {far.lead / 100:.1f} times the base's share")
    return ax
