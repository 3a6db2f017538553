"""deck.pptx: the answer first, a slide a segment, native charts; each slide's notes say where its figures come from."""

from __future__ import annotations

from pathlib import Path

from segtools.deliver.deck_plan import method_slide, next_slide, plan_slide, targets_slide, test_slide
from segtools.deliver.deck_segment import segment_slide
from segtools.deliver.deck_story import answer_slide, base_slide, cover_slide, side_by_side_slide, verdict_slide
from segtools.deliver.powerpoint import Deck
from segtools.deliver.views import Views

_BEFORE = {
    "cover": cover_slide,
    "answer": answer_slide,
    "base": base_slide,
    "verdict": verdict_slide,
    "side by side": side_by_side_slide,
}
_AFTER = {
    "targets": targets_slide,
    "plan": plan_slide,
    "test": test_slide,
    "next": next_slide,
    "method and caveats": method_slide,
}


def promised(views: Views) -> list[str]:
    """The slides of every client: those before its segments, one a segment, those after."""
    return [*_BEFORE, *(f"segment {card.segment_id}" for card in views.cards), *_AFTER]


def write_deck(views: Views, path: Path) -> list[str]:
    """Write the deck; returns the sections it holds."""
    deck = Deck(f"{views.study.title}: customer segments", views.style, views.study.params.deliver.by)
    for section, slide in _BEFORE.items():
        slide(deck, views, section)
    for card in views.cards:
        segment_slide(deck, views, card)
    for section, slide in _AFTER.items():
        slide(deck, views, section)
    deck.file.save(str(path))
    return deck.sections
