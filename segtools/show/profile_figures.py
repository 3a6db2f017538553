"""Figures of 04_profile: who is in each segment and what each is worth."""

from __future__ import annotations

import textwrap

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from segtools.show.axes import (
    PLAIN,
    bare,
    draw_grid,
    draw_intervals,
    head,
    money_axis,
    new_axes,
    new_panel,
    new_panels,
    percent_axis,
    set_notes,
    set_title,
    styled,
    wrapped,
)
from segtools.show.html_tables import not_here
from segtools.show.look import GREY, INK, PALE, SOFT, segment_colour
from segtools.show.small_counts import (
    SHOWN_AS,
    few_buyers,
    few_levels,
    few_parts,
    few_people,
    words_for_withheld,
)
from segtools.words import ENOUGH, Style, format_value, in_words
from segtools.words.worth import BestWorth, best_worth

_THICK = 0.26  # of a bar, where a segment has several
_SURE = 0.05
_AS_EXPECTED = 5  # percent from which on a forecast counts as off
_LEAST_MONTHS = 3


# --- worth --------------------------------------------------------------------------------------------


@styled
def plot_worth(cards: pd.DataFrame, style: Style = PLAIN) -> np.ndarray:
    """Left: each segment's share of the base, of past spend and of future value. Right: what a member is worth in the
    next twelve months, with its interval. Without values, only the shares.

    cards : table of this name; of segments of too few people nothing is drawn, nor the shares that would tell theirs
    """
    best = best_worth(cards)
    bars = {"share": "of the base"}
    if cards.value_share.notna().all():
        bars["value_share"] = "of the net amount"
    if best and best.ahead:
        bars["clv_share"] = best.whole
    width, columns = (12, 2) if best and best.ahead else (8.5, 1)
    axes = new_axes(width, 1.4 + (0.3 + 0.28 * len(bars)) * len(cards), columns=columns, sharey=True)[0]
    few = few_parts(cards["size"], style)
    for n, (column, words) in enumerate(bars.items()):
        _draw_shares(axes[0], cards[column].mask(few), cards.segment_id, (n, len(bars)), words, style)
    _name_rows(axes[0], cards.segment_name)
    if best and best.ahead:
        _draw_worth(axes[1], cards, best, style)
    set_title(axes[0], _worth_title(cards[~few], best, style))
    set_notes(axes[0], [words_for_withheld(style) if few.any() else ""])
    return axes


def _draw_shares(ax: Axes, shares: pd.Series, ids: pd.Series, place: tuple[int, int], words: str, style: Style) -> None:
    """One bar a segment, the nth of so many; where its share is withheld, the word for it in the place of the first."""
    n, bars = place
    at = np.arange(len(shares)) + (n - (bars - 1) / 2) * _THICK
    colours = [PALE if n == 0 else segment_colour(number) for number in ids]
    faint, edge = 0.55 if n == 1 and bars == 3 else 1, GREY if n == 0 else "none"
    ax.barh(at, shares.fillna(0), height=_THICK * 0.9, color=colours, alpha=faint, edgecolor=edge)
    beside = {"xytext": (5, 0), "textcoords": "offset points", "va": "center", "fontsize": 8.5}
    for y, share in zip(at, shares, strict=True):
        if pd.notna(share):
            ax.annotate(f"{style.share(share)} {words}", (max(share, 0), y), **beside)
        elif n == 0:
            ax.annotate(SHOWN_AS, (0, y), **beside)


def _name_rows(ax: Axes, names: pd.Series) -> None:
    ax.set_yticks(range(len(names)), [wrapped(name, 30) for name in names])
    ax.set_ylim(len(names) - 0.5, -0.7)
    ax.margins(x=0.45)
    ax.set_xlim(0)
    percent_axis(ax.xaxis)
    bare(ax)


def _draw_worth(ax: Axes, cards: pd.DataFrame, best: BestWorth, style: Style) -> None:
    few = few_people(cards["size"], style)
    texts = [style.amount(value, people=size) for value, size in zip(best.value, cards["size"], strict=True)]
    figures = (figure.mask(few) for figure in (best.value, best.low, best.high))
    draw_intervals(ax, cards.segment_name, *figures, cards.segment_id, texts)
    most = best.high.mask(few).max()
    ax.set_xlim(0, 1.12 * most if most > 0 else 1)
    ax.xaxis.set_major_locator(MaxNLocator(5))
    money_axis(ax.xaxis, style)
    ax.set_xlabel(f"a member's {best.each.replace(' each', '')}, with its 95% interval")


def _worth_title(shown: pd.DataFrame, best: BestWorth | None, style: Style) -> str:
    if shown.empty:
        return "Every segment has too few people to show"
    if best is None:
        top = shown.loc[shown.share.idxmax()]
        return f"{top.segment_name} is the largest: {style.share(top.share)} of the base; value is unknown"
    shares = best.share[shown.index]
    top = shown.loc[shares.idxmax()]
    return f"{top.segment_name}: {style.share(top.share)} of the base, {style.share(shares.max())} {best.whole}"


@styled
def plot_calibration(calibration: pd.DataFrame, style: Style = PLAIN) -> Axes | None:
    """Orders per customer that models at the earlier look expected of each segment, compared with those that came, with
    an interval.

    calibration : table of this name
    """
    if calibration.empty:
        return not_here("No model of value could be put to the test: there is no earlier look, or no model.")
    rows = calibration.sort_values("segment_id", key=lambda ids: ids.where(ids > 0, ids.max() + 1))
    single = rows.customers[rows.segment_id > 0]
    hidden = few_parts(single, style).reindex(rows.index, fill_value=False)
    few = few_people(rows.customers, style)
    if few.all():
        return not_here("No model of value could be put to the test: there are too few people.")
    ax = new_panel(9, 1.5 + 0.5 * len(rows))
    names = [
        f"{row.segment_name} ({SHOWN_AS if no else style.count(row.customers)})"
        for row, no in zip(rows.itertuples(), hidden, strict=True)
    ]
    texts = [f"{row.orders_expected:.2f} expected, {row.orders_actual:.2f} came" for row in rows.itertuples()]
    texts = [SHOWN_AS if no else text for text, no in zip(texts, few, strict=True)]
    shown = rows[["orders_actual", "orders_low", "orders_high", "orders_expected"]].mask(few)
    draw_intervals(ax, names, *shown.iloc[:, :3].to_numpy().T, rows.segment_id, texts)
    diamond = {"s": 90, "marker": "d", "facecolor": "white", "edgecolor": INK, "lw": 1.5, "zorder": 4}
    ax.scatter(shown.orders_expected, range(len(rows)), **diamond)
    most = shown[["orders_high", "orders_expected"]].max().max()
    ax.set_xlim(min(0, shown.orders_low.min()) - 0.16 * most, 1.25 * most)  # room for the figures over the dots
    ax.set_xticks([tick for tick in MaxNLocator(6).tick_values(0, most) if 0 <= tick <= 1.25 * most])
    ax.set_xlabel("orders a customer after the earlier look: diamond expected, dot what came, with its 95% interval")
    set_title(ax, _calibration_title(rows[rows.segment_id == 0].iloc[0]))
    set_notes(ax, [words_for_withheld(style) if hidden.any() else ""])
    return ax


def _calibration_title(whole: pd.Series) -> str:
    off = abs(whole.orders_expected / whole.orders_actual - 1) if whole.orders_actual else np.inf
    word = "overestimated" if whole.orders_index > 100 else "underestimated"
    as_expected = abs(whole.orders_index - 100) <= _AS_EXPECTED
    return (
        f"Put to the test: orders of the base {'came out as expected' if as_expected else f'were {word} by {off:.0%}'}"
    )


@styled
def plot_price(price_response: pd.DataFrame | None, style: Style = PLAIN) -> Axes | None:
    """How much each segment's purchases of a product respond to its price, with intervals; if this cannot be told, why.

    price_response : table of this name, None where orders tell nothing of prices
    """
    if price_response is None:
        return not_here("Order lines without product and quantity say nothing of how segments answer prices.")
    known = price_response[price_response.verdict == ""]
    if known.empty:
        why = "; ".join(dict.fromkeys(price_response.verdict))
        return not_here(f"How segments answer prices cannot be told: {why}.")
    ax = new_panel(9, 1.5 + 0.5 * len(price_response))
    texts = ["" if row.verdict else f"{row.elasticity:.1f}" for row in price_response.itertuples()]
    shown = price_response[["elasticity", "low", "high"]].where(price_response.verdict == "").to_numpy().T
    draw_intervals(ax, price_response.segment_name, *shown, price_response.segment_id, texts)
    beside = {"xytext": (-8, 0), "textcoords": "offset points", "va": "center", "ha": "right", "fontsize": 9}
    for y, verdict in enumerate(price_response.verdict):
        ax.annotate(verdict, (0, y), color=SOFT, **beside)
    ax.axvline(0, color=GREY, lw=1)
    ax.axvline(-1, color=PALE, lw=1, zorder=0)
    ax.set_xlim(min(known.low.min() * 1.1, -1.2), max(0.3, known.high.max() * 1.1))
    ax.set_xlabel("percent more of a product bought per percent of a higher price (elasticity), with its 95% interval")
    top = known.loc[known.elasticity.idxmin()]
    answers = (
        f"{top.segment_name} answer prices most: 10% off a product goes with {0.9**top.elasticity - 1:.0%} more of it"
    )
    sure = (known.high < 0).any()
    set_title(ax, answers if sure else "No segment is seen to answer prices: every interval holds 0")
    return ax


@styled
def plot_satisfaction(satisfaction: pd.DataFrame | None, style: Style = PLAIN) -> Axes | None:
    """Each segment's satisfaction with its interval, and the base's; of several scores, the first.

    satisfaction : table of this name, None where no variable is declared a score
    """
    if satisfaction is None or satisfaction.value.isna().all():
        return not_here("No variable of this client's is declared a score of satisfaction.")
    rows = satisfaction[satisfaction.variable == satisfaction.variable.iloc[0]].dropna(subset="value")
    net = rows.measure.iloc[0] == "NPS"
    few = few_people(rows.n, style)
    if not net:
        satisfied = (rows.value * rows.n).round()
        few |= few_people(satisfied, style) | few_people(rows.n - satisfied, style)
    if few.all():
        return not_here("Too few people answered to tell how satisfied any segment is.")
    ax = new_panel(9, 1.5 + 0.5 * len(rows))
    marks = [f"{value:+.0f}" if net else style.share(value) for value in rows.value]
    texts = [f"{mark} ({style.count(n)} answers)" for mark, n in zip(marks, rows.n, strict=True)]
    texts = [SHOWN_AS if no else text for text, no in zip(texts, few, strict=True)]
    shown = rows[["value", "low", "high"]].mask(few)
    draw_intervals(ax, rows.segment_name, *shown.to_numpy().T, rows.segment_id, texts)
    if not net:
        percent_axis(ax.xaxis)
    what = "net promoter score, points" if net else "share satisfied: the two best marks"
    ax.set_xlabel(f"{what}, with its 95% interval; line: the base")
    set_notes(ax, [words_for_withheld(style) if few.any() else ""])
    ax.axvline(rows.base.iloc[0], color=GREY, lw=1, zorder=0)
    low = rows.loc[shown.value.idxmin()]
    own, base = (f"{value:+.0f}" if net else style.share(value) for value in (low.value, low.base))
    set_title(ax, f"Least satisfied: {low.segment_name}, {own} against {base} in the base")
    return ax


@styled
def plot_development(development: pd.DataFrame | None, style: Style = PLAIN) -> np.ndarray | None:
    """Net amount of each segment's members in each month of the window, one panel per segment on one scale.

    development : table of this name, None without orders. Where too few members ordered in a month, what they spent is
        left out, of the month's whole too: it cannot be worked out from the others
    """
    if development is None or development.month.nunique() < _LEAST_MONTHS:
        return not_here("The data holds too few whole months of orders to show how segments moved.")
    few = few_people(development.active, style)
    shown = development.amount.mask(few)
    rows = development.assign(each=shown / shown.groupby(development.month).transform("sum"))
    known = rows.groupby("segment_id").each.apply(lambda each: each.gt(0).any())
    ids = list(known.index[known])
    if not ids:
        return not_here("In every month too few members ordered to show how segments moved.")
    axes = new_panels(len(ids), 4, 2.9 * min(4, max(3, len(ids))), 2.3, share_y=True)
    half, moved = sorted(rows.month.unique())[rows.month.nunique() // 2], {}
    for ax, number in zip(axes, ids, strict=True):
        mine = rows[rows.segment_id == number].sort_values("month")
        _draw_months(ax, mine, segment_colour(number))
        moved[number] = mine.each[mine.month < half].mean(), mine.each[mine.month >= half].mean()
    axes[0].set_ylim(0)
    axes[0].set_ylabel("share of the month's net amount")
    set_title(axes[0], _development_title(moved, rows, style))
    left_out = f"where fewer than {style.least} members ordered, they are left out of the month, and of its whole"
    set_notes(axes[0], [left_out if few.any() else ""])
    return axes


def _draw_months(ax: Axes, mine: pd.DataFrame, colour: str) -> None:
    ax.fill_between(mine.month, mine.each, color=colour, alpha=0.25, lw=0)
    ax.plot(mine.month, mine.each, color=colour, lw=2, marker="." if mine.each.isna().any() else None)
    head(ax, mine.segment_name.iloc[0], 26, 9.5)
    ends = [mine.month.min(), mine.month.max()]
    ax.set_xticks(ends, [f"{month:%b %Y}" for month in ends])
    percent_axis(ax.yaxis)


def _development_title(moved: dict[int, tuple[float, float]], rows: pd.DataFrame, style: Style) -> str:
    enough = {number: pair for number, pair in moved.items() if not np.isnan(pair).any()}
    if not enough:
        return "How much of the net amount today's members of each segment brought, month by month"
    far = max(enough, key=lambda number: abs(enough[number][1] - enough[number][0]))
    name = rows.segment_name[rows.segment_id == far].iloc[0]
    before, after = (style.share(share) for share in enough[far])
    return f"Today's members of {name} brought {before} of the net amount in the first months and {after} in the last"


# --- who they are -------------------------------------------------------------------------------------


def figure_text(value: float, unit: str, style: Style, people: float | None = None) -> str:
    """A figure in a grid. Its unit is written only if it belongs to the number; else it is written once beside the
    row."""
    written = unit if unit in ("share", "change", "money", style.currency) else ""
    return SHOWN_AS if style.withholds(people) else format_value(value, written, style.currency)


@styled
def plot_profile(profile: pd.DataFrame, role: str | None = None, style: Style = PLAIN) -> Axes | None:
    """Means of the numeric variables by segment, coloured by how many standard deviations they lie from the base.

    profile : table of this name; means of too few people are withheld
    role : segmentation or descriptor; without one, the behaviour
    """
    numeric = profile[profile.level == ""]
    rows = numeric[numeric.role == role] if role else numeric[numeric.family == "behavioural"]
    rows = rows if len(rows) else numeric
    if rows.empty:
        return not_here("No variable of numbers is known of these customers.")
    few = few_people(rows.n, style)
    texts = [figure_text(row.value, row.unit, style, row.n) for row in rows.itertuples()]
    rows = rows.assign(text=texts, shown=rows.difference.mask(few))
    order = list(dict.fromkeys(rows.variable))
    names = list(rows.sort_values("segment_id").segment_name.unique())
    units = rows.drop_duplicates("variable").set_index("variable").unit
    colours = rows.pivot(index="variable", columns="segment_name", values="shown").loc[order, names]
    grid = rows.pivot(index="variable", columns="segment_name", values="text").loc[order, names].fillna("")
    labels = [
        in_words(name) + (f" ({units[name]})" if units[name] and units[name] not in name else "") for name in order
    ]
    ax = new_panel(3.8 + 1.25 * len(names), 1.6 + 0.42 * len(order))
    draw_grid(ax, colours.set_axis(labels), grid, "standard deviations from the base", (-2, 2))
    set_notes(ax, [words_for_withheld(style) if few.any() else ""])
    if rows.shown.notna().any():
        far = rows.loc[rows.shown.abs().idxmax()]
        base = figure_text(far.base, far.unit, style)
        on = f"{far.segment_name} on {in_words(far.variable)}"
        set_title(ax, f"Furthest from the base: {on}, {far.text} against {base}")
    else:
        set_title(ax, "Every segment has too few people to show")
    return ax


@styled
def plot_levels(profile: pd.DataFrame, most: int = 14, style: Style = PLAIN) -> Axes | None:
    """Levels of descriptors that differ most: share in each segment, coloured by the difference from the base. Shares
    that show too few people are withheld.

    profile : table of this name
    most : how many levels are drawn
    """
    few = few_levels(profile, style.least)
    rows = profile.assign(hidden=few | (profile.n < max(ENOUGH, style.least)))
    rows = rows[(rows.level != "") & (rows.role == "descriptor")]
    if rows.empty:
        return not_here("No variable with levels (such as a region) is known beyond what formed the segments.")
    rows = rows.assign(difference=rows.difference.mask(rows.hidden))
    if not (rows.p_adjusted[~rows.hidden] < _SURE).any():
        return not_here("On nothing that took no part in forming them do segments differ beyond chance.")
    reach = rows.groupby(["variable", "level"]).difference.apply(lambda d: d.abs().max()).dropna()
    order = list(dict.fromkeys(rows.variable))
    levels = sorted(reach.sort_values(ascending=False).head(most).index, key=lambda key: order.index(key[0]))
    names = list(rows.sort_values("segment_id").segment_name.unique())
    shown = rows.set_index(["variable", "level"]).loc[levels].reset_index()
    shown = shown.drop_duplicates(["variable", "level", "segment_name"])
    shown["text"] = [SHOWN_AS if row.hidden else style.share(row.value) for row in shown.itertuples()]
    colours = shown.pivot(index=["variable", "level"], columns="segment_name", values="difference").loc[levels, names]
    texts = shown.pivot(index=["variable", "level"], columns="segment_name", values="text").loc[levels, names]
    labels = [f"{in_words(variable)}: {level}" for variable, level in levels]
    ax = new_panel(3.8 + 1.25 * len(names), 1.6 + 0.38 * len(levels))
    draw_grid(ax, colours.set_axis(labels), texts.fillna(""), "difference from the base (Cohen's h)", (-1, 1))
    hidden = words_for_withheld(style, f"known of under {ENOUGH}, ")
    set_notes(ax, [f"hatched, {hidden}" if shown.hidden.any() else ""])
    sure = shown[(shown.p_adjusted < _SURE) & ~shown.hidden]
    far = sure.loc[sure.difference.idxmax()] if len(sure) else shown.loc[shown.difference.idxmax()]
    own, base = style.share(far.value), style.share(far.base)
    set_title(ax, f"{far.segment_name}: {own} have {in_words(far.variable)} {far.level}, against {base} of the base")
    return ax


@styled
def plot_affinity(
    affinity: pd.DataFrame | None, segments: pd.DataFrame, most: int = 12, style: Style = PLAIN
) -> Axes | None:
    """Each segment's spend by category, as shares, coloured by index against the base, for the categories with most
    spend. Without categories: share of members who buy a product, coloured by its lift, for the products that differ
    most.

    affinity, segments : tables of these names, affinity None where orders name neither; what rests on too few buyers is
        withheld
    most : how many categories or products are drawn
    """
    if affinity is None:
        return not_here("This client's orders name neither categories nor products.")
    rows = affinity[affinity.level == affinity.level.iloc[0]]
    product = rows.level.iloc[0] == "product"
    rows = rows.assign(
        few=few_buyers(rows, segments, style),
        lead=100 * rows.lift if product else rows["index"],
        part=rows.buyers if product else rows.spend_share,
        weight=(rows.lift - 1).abs() * np.sqrt(rows.base_buyers) if product else rows.base_share,
    )
    top = rows.sort_values("weight", ascending=False).drop_duplicates("category").head(most).category
    rows = rows[rows.category.isin(top)]
    names = list(rows.sort_values("segment_id").segment_name.unique())
    index, share, few = (
        rows.pivot(index="category", columns="segment_name", values=column).reindex(top)[names]
        for column in ("lead", "part", "few")
    )
    few = few.fillna(False).astype(bool)
    ax = new_panel(4.2 + 1.25 * len(names), 1.6 + 0.4 * len(top))
    labels = [textwrap.shorten(str(name), 40, placeholder="…") for name in top]
    colours = np.log2(index.fillna(0).clip(lower=12.5) / 100).mask(few)
    texts = share.fillna(0).map(style.share).mask(few, SHOWN_AS)
    draw_grid(ax, colours.set_axis(labels), texts, "against the base (log2: 1 is twice, -1 half)", (-2, 2))
    set_notes(ax, [words_for_withheld(style) if few.to_numpy().any() else ""])
    set_title(ax, _affinity_title(rows[~rows.few], product, style))
    return ax


def _affinity_title(rows: pd.DataFrame, product: bool, style: Style) -> str:
    if rows.empty:
        return "Too few people buy any of these to show a segment"
    main = rows[(rows.part >= (0.1 if product else 0.03)) & (rows.p_adjusted < _SURE)]
    main = main if len(main) else rows
    far = main.loc[main.lead.idxmax()]
    part = style.share(far.part)
    what = f"{part} of {far.segment_name} buy" if product else f"{far.segment_name} spend {part} on"
    return f"{what} {far.category}, {far.lead / 100:.1f} times the base's share"
