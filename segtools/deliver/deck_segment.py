"""The deck's slide of one segment."""

from __future__ import annotations

from collections.abc import Sequence

from segtools.deliver import slide_charts
from segtools.deliver.powerpoint import BODY, END, FULL, MARGIN, Deck
from segtools.deliver.slide_text import Para, bullets
from segtools.deliver.views import Views
from segtools.show.card_and_plan import SECTIONS, CardView, PlanView
from segtools.show.look import SOFT, segment_colour

_FEWER = {"wants": 3, "loses": 2}
_CHART_TITLE = "Where it differs most (1: the usual distance of one customer from the average)"
_SOURCES = (
    "Sources: tables/cards.parquet and tables/plan.parquet, segment_id {}; the chart: figure and figure_values of "
    "cards, standard deviations from the base (Cohen's h for shares), from tables/profile.parquet, to one decimal."
)


def segment_slide(deck: Deck, views: Views, card: CardView) -> None:
    """One segment: how many, what each is worth, what makes it, and what is planned."""
    plan, hue = views.plan_of(card.segment_id), segment_colour(card.segment_id)
    notes = [_SOURCES.format(card.segment_id), f"{card.count} {card.size}"]
    slide = deck.slide(f"segment {card.segment_id}", _title(views, card), notes)
    deck.block(slide, (0, 0.42, 0.22, 0.9), hue)
    left = FULL * 0.47
    deck.tiles(slide, (MARGIN, BODY, left, 1.1), _tiles(views, card, plan), gap=0.12)
    deck.text(slide, (MARGIN, BODY + 1.3, left, END - BODY - 1.35), _who(card), 12.5, 9)
    right, at = FULL - left - 0.4, MARGIN + left + 0.4
    if card.bars:
        names, values = [words for words, _ in card.bars], [value for _, value in card.bars]
        box, series = (at, BODY - 0.1, right, 2.55), {"from the base": values}
        slide_charts.bars(deck, slide, box, names, series, "+0.0;-0.0;0.0", [hue] * len(names), _CHART_TITLE)
    deck.text(slide, (at, BODY + 2.6, right, END - BODY - 2.65), _what_to_do(deck, card, plan), 12.5, 9)


def _title(views: Views, card: CardView) -> str:
    """A segment, its size and its part of the whole, where they may be shown."""
    if card.hidden or not card.share:
        return card.name
    part = card.worth.part if card.worth else ""
    figures = {"segment": card.name, "share": card.share, "part": part}
    return views.sentence("deck-segment-worth" if part else "deck-segment", figures)


def _tiles(views: Views, card: CardView, plan: PlanView) -> list[tuple[str, str]]:
    part = f", {card.worth.part}" if card.worth and card.worth.part else ""
    size = card.size if card.hidden else f"{views.style.customers_are}, {card.share} of the base{part}"
    tiles = [(card.count, size)]
    if card.worth:
        tiles.append((card.worth.value, f"{card.worth.each} ({card.worth.low} to {card.worth.high})"))
    if card.alive:
        tiles.append((card.alive, views.sentence("deck-tile-alive")))
    return [*tiles, (plan.role, plan.play)]


def _who(card: CardView) -> list[Para]:
    """What makes it, who they are, what they buy."""
    most = {"descriptors": 2 if card.section("persona") else 4}
    names = ("facts", "descriptors", "persona", "categories")
    return [para for name in names for para in _headed(SECTIONS[name], card.section(name, most.get(name)))]


def _what_to_do(deck: Deck, card: CardView, plan: PlanView) -> list[Para]:
    """What they want, what would lose them, and the play."""
    paras = [para for name, most in _FEWER.items() for para in _headed(SECTIONS[name], card.section(name, most))]
    paras += [Para(f"The play: {plan.play}", bold=True, colour=deck.brand), Para(plan.reason, after=0.2)]
    texts = (("Offer", plan.offer), ("Message", plan.message), ("Channel", plan.channel))
    return [*paras, *(Para(f"{what}: {text}", after=0.2) for what, text in texts if text)]


def _headed(head: str, texts: Sequence[str]) -> list[Para]:
    return [Para(head, bold=True, colour=SOFT, after=0.15), *bullets(list(texts), 0.2)] if texts else []
