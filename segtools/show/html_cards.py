"""Cards and plan as HTML, one block per segment, for notebooks and the report."""

from __future__ import annotations

import html
import textwrap
from collections.abc import Iterable

import pandas as pd
from IPython.display import HTML

from segtools.show.axes import PLAIN
from segtools.show.card_and_plan import SECTIONS, CardView, PlanView, card_views, plan_views
from segtools.show.look import GREY, SOFT, card_css, segment_colour
from segtools.words import Style

_WIDTH, _MIDDLE, _REACH, _ROW = 255, 190, 60, 18  # of a card's figure, in its own units


def cards(cards: pd.DataFrame, style: Style = PLAIN) -> HTML:
    """The segments as cards, side by side: name, size, value, the facts that make each, who they are, what they buy.

    cards : table `cards`; of a segment of too few people its name alone is shown, and with it the size of another
    segment is withheld, from which its own could be worked out
    """
    blocks = "".join(_card(view) for view in card_views(cards, style))
    return HTML(f'<div class="seg-cards">{blocks}</div>{card_css(style)}')


def _block(segment_id: int, title: str, body: str) -> str:
    """A block in its segment's colour; title and body are HTML already."""
    return f"<section style='border-top-color:{segment_colour(segment_id)}'><h4>{title}</h4>{body}</section>"


def _card(view: CardView) -> str:
    size = f"<p><b>{view.count}</b> {html.escape(view.size)}</p>"
    lists = [f"<h5>{SECTIONS[name]}</h5><ul>{_items(texts)}</ul>" for name, texts in view.sections.items()]
    body = f"{size}{_worth(view)}{_bars(view)}{''.join(lists)}"
    return _block(view.segment_id, html.escape(view.name), body)


def _items(texts: Iterable[str]) -> str:
    return "".join(f"<li>{html.escape(text)}</li>" for text in texts)


def _worth(view: CardView) -> str:
    """What a member is worth, by the best figure that is known, and the segment's share of the total."""
    worth = view.worth
    if worth is None:
        return ""
    part = f", {worth.part}" if worth.part else ""
    words = html.escape(f"{worth.each} ({worth.low} to {worth.high}){part}")
    return f"<p class='worth'><b>{html.escape(worth.value)}</b> of {words}</p>"


def _bars(view: CardView) -> str:
    """The card's figure: how far the segment lies from the base, one bar per variable, to the right if above."""
    if not view.bars:
        return ""
    colour, reach, rows = segment_colour(view.segment_id), max(1.0, *(abs(value) for _, value in view.bars)), []
    for n, (words, value) in enumerate(view.bars):
        y, length = _ROW * n, _REACH * abs(value) / reach
        x = _MIDDLE if value >= 0 else _MIDDLE - length
        label = html.escape(textwrap.shorten(words, 22, placeholder="…"))
        rows.append(f"<text x='122' y='{y + 12}' text-anchor='end'>{label}</text>")
        rows.append(f"<rect x='{x:.1f}' y='{y + 3}' width='{length:.1f}' height='11' fill='{colour}'/>")
    height = _ROW * len(view.bars)
    axis = f"<line x1='{_MIDDLE}' x2='{_MIDDLE}' y1='0' y2='{height}' stroke='{GREY}'/>"
    foot = f"<text x='{_MIDDLE}' y='{height + 12}' text-anchor='middle' fill='{SOFT}'>the base</text>"
    alt = html.escape(view.alt, quote=True)
    return f"<svg role='img' viewBox='0 0 {_WIDTH} {height + 16}' aria-label='{alt}'>{''.join(rows)}{axis}{foot}</svg>"


def plan(plan: pd.DataFrame, style: Style = PLAIN) -> HTML:
    """The plan, one block per segment, targets first: the play, why, what to offer at what price, what to say, where,
    what shows that it worked and, for targets, the expected return and what the test can show.

    plan : table `plan`; of an audience or a control of too few people neither is shown, nor what follows from it
    """
    blocks = "".join(_play(view) for view in plan_views(plan, style))
    return HTML(f'<div class="seg-cards plan">{blocks}</div>{card_css(style)}')


def _play(view: PlanView) -> str:
    cells = "".join(f"<tr><th>{what}</th><td>{html.escape(text)}</td></tr>" for what, text in view.lines)
    title = f"{html.escape(view.name)}: {html.escape(view.play)} <small>({html.escape(view.role)})</small>"
    return _block(view.segment_id, title, f"<table>{cells}</table>")
