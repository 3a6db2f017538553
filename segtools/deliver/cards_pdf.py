"""cards.pdf: the segments as cards for a wall, on A3, drawn as vectors and set in a font that comes with it."""

from __future__ import annotations

import html
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib import get_data_path
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A3, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepInFrame, Paragraph

from segtools.deliver.views import Views, logo
from segtools.show.card_and_plan import SECTIONS, CardView
from segtools.show.look import GREY, INK, LINE, PALE, SOFT, WHITE, segment_colour
from segtools.words import Figure

_FONT, _BOLD = "SegtoolsSans", "SegtoolsSans-Bold"
_WIDTH, _HEIGHT = landscape(A3)
_EDGE, _GAP, _HEAD, _PAD, _BAND = 36.0, 14.0, 64.0, 12.0, 7.0  # points
_SHORT = 400.0  # a card less tall than this has another row of cards above or below it
_MOST_ON_A_PAGE, _MOST_ACROSS = 8, 5
_SCALES = (1.1, 1.05, 1.0, 0.95, 0.9, 0.87, 0.84, 0.81, 0.78, 0.75, 0.72, 0.69)
_LEAST_SCALE = 0.65
_MOST = {
    "facts": (5, 3),
    "descriptors": (4, 1),
    "persona": (1, 0),
    "categories": (3, 1),
    "wants": (3, 1),
    "loses": (2, 1),
}


@dataclass(frozen=True)
class _Box:
    """Where a card stands, in points, from its lower left corner."""

    left: float
    bottom: float
    width: float
    height: float

    @property
    def short(self) -> bool:
        return self.height < _SHORT

    @property
    def row(self) -> float:
        """How tall a bar of the figure is, with the space about it."""
        return 11.0 if self.short else 15.0

    @property
    def inner(self) -> float:
        return self.width - 2 * _PAD

    def below(self, card: CardView) -> float:
        """The height of the card's figure."""
        return len(card.bars) * self.row + 18 if card.bars else 0.0

    def room(self, card: CardView) -> float:
        """The height there is for the card's words."""
        return self.height - _BAND - 2 * _PAD - self.below(card)


def promised(views: Views) -> list[str]:
    """A card a segment."""
    return [f"segment {card.segment_id}" for card in views.cards]


def write_sheet(views: Views, path: Path) -> list[str]:
    """Write the cards, up to eight a page; returns the sections."""
    for name, file in ((_FONT, "DejaVuSans.ttf"), (_BOLD, "DejaVuSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(Path(get_data_path()) / "fonts" / "ttf" / file)))
    pdfmetrics.registerFontFamily(_FONT, normal=_FONT, bold=_BOLD, italic=_FONT, boldItalic=_BOLD)
    page = Canvas(str(path), pagesize=(_WIDTH, _HEIGHT), invariant=1)
    page.setTitle(f"{views.study.title}: segment cards")
    pages = -(-len(views.cards) // _MOST_ON_A_PAGE)
    each = -(-len(views.cards) // pages)
    sections = []
    for start in range(0, len(views.cards), each):
        cards = views.cards[start : start + each]
        _head(page, views)
        boxes = _boxes(len(cards))
        scale = _scale(views, cards, boxes[0])
        for card, box in zip(cards, boxes, strict=True):
            _card(page, views, card, box, scale)
            sections.append(f"segment {card.segment_id}")
        page.showPage()
    page.save()
    return sections


def _boxes(count: int) -> list[_Box]:
    """Places of the cards of a page, side by side, in two rows where they are many."""
    across = count if count <= _MOST_ACROSS else -(-count // 2)
    down = -(-count // across)
    width = (_WIDTH - 2 * _EDGE - (across - 1) * _GAP) / across
    height = (_HEIGHT - 2 * _EDGE - _HEAD - (down - 1) * _GAP) / down
    top = _HEIGHT - _EDGE - _HEAD - height
    return [
        _Box(_EDGE + (n % across) * (width + _GAP), top - (n // across) * (height + _GAP), width, height)
        for n in range(count)
    ]


def _head(page: Canvas, views: Views) -> None:
    top = _HEIGHT - _EDGE
    figures = {"title": views.study.title, "n": Figure(len(views.cards), "count")}
    page.setFillColor(HexColor(views.style.colour))
    page.setFont(_BOLD, 24)
    page.drawString(_EDGE, top - 24, views.sentence("cards-title", figures))
    page.setFillColor(HexColor(SOFT))
    page.setFont(_FONT, 11)
    under = views.sentence("cards-under-title", {"base": views.base_text, "verdict": views.verdict})
    page.drawString(_EDGE, top - 43, under)
    picture = logo(views.study.params)
    if picture:
        place = (_WIDTH - _EDGE - 150, top - 46, 150, 46)
        page.drawImage(str(picture), *place, preserveAspectRatio=True, anchor="ne", mask="auto")


def _style(size: float, **look: float) -> ParagraphStyle:
    return ParagraphStyle("s", fontName=_FONT, fontSize=size, leading=size * 1.28, textColor=HexColor(INK), **look)


def _card(page: Canvas, views: Views, card: CardView, box: _Box, scale: float) -> None:
    page.setFillColor(HexColor(WHITE))
    page.setStrokeColor(HexColor(LINE))
    page.setLineWidth(0.7)
    page.rect(box.left, box.bottom, box.width, box.height, fill=1)
    page.setFillColor(HexColor(segment_colour(card.segment_id)))
    page.rect(box.left, box.bottom + box.height - _BAND, box.width, _BAND, fill=1, stroke=0)
    room = box.room(card)
    frame = KeepInFrame(box.inner, room, _words(views, card, box.short, scale), mode="shrink")
    _, used = frame.wrapOn(page, box.inner, room)
    frame.drawOn(page, box.left + _PAD, box.bottom + box.height - _BAND - _PAD - min(used, room))
    if card.bars:
        _bars(page, card, box)


def _scale(views: Views, cards: Sequence[CardView], box: _Box) -> float:
    """The largest size of type at which the words of all these cards fit, so that all are set alike."""
    for scale in _SCALES:
        if all(_tall(_words(views, card, box.short, scale), box.inner) <= box.room(card) for card in cards):
            return scale
    return _LEAST_SCALE


def _tall(words: list[Paragraph], width: float) -> float:
    gaps = [max(above.style.spaceAfter, below.style.spaceBefore) for above, below in itertools.pairwise(words)]
    return sum(paragraph.wrap(width, 1e6)[1] for paragraph in words) + sum(gaps)


def _words(views: Views, card: CardView, short: bool, scale: float) -> list[Paragraph]:
    """A card's words, fewer where there are two rows of cards."""
    plan = views.plan_of(card.segment_id)
    parts = [(SECTIONS[name], card.section(name, most[short])) for name, most in _MOST.items()]
    parts.append((f"What to do: {plan.play}", (plan.offer,) if short else (plan.reason, plan.offer)))
    words = [
        Paragraph(f"<b>{html.escape(card.name)}</b>", _style(16 * scale, spaceAfter=3)),
        Paragraph(_size(card), _style(10.5 * scale, spaceAfter=6)),
    ]
    headed = _style(7.5 * scale, spaceBefore=5, spaceAfter=1)
    listed = _style(9.2 * scale, leftIndent=9, bulletIndent=0, spaceAfter=1)
    for head, texts in parts:
        if texts:
            words.append(Paragraph(f'<font name="{_BOLD}" color="{SOFT}">{html.escape(head.upper())}</font>', headed))
            words += [Paragraph(html.escape(text), listed, bulletText="•") for text in texts]
    return words


def _size(card: CardView) -> str:
    """How many, and what each is worth."""
    size = f"<b>{card.count}</b> {html.escape(card.size)}"
    if card.worth is None:
        return size
    worth = card.worth
    words = f"{worth.each} ({worth.low} to {worth.high}){f', {worth.part}' if worth.part else ''}"
    return f"{size}<br/><b>{html.escape(worth.value)}</b> of {html.escape(words)}"


def _bars(page: Canvas, card: CardView, box: _Box) -> None:
    """The card's figure: how far it lies from the base, a bar a variable."""
    left, row = box.left + _PAD, box.row
    reach = max(1.0, *(abs(value) for _, value in card.bars))
    middle, half = left + box.inner * 0.68, box.inner * 0.27
    head = box.bottom + _PAD + box.below(card)
    page.setFont(_FONT, 7.5)
    page.setFillColor(HexColor(SOFT))
    page.drawString(left, head - 8, "How far from the base")
    top = head - 14
    page.setStrokeColor(HexColor(GREY))
    page.line(middle, top, middle, top - row * len(card.bars))
    for n, (words, value) in enumerate(card.bars):
        y, length = top - row * (n + 1) + 3, half * abs(value) / reach
        page.setFillColor(HexColor(segment_colour(card.segment_id)))
        page.setStrokeColor(HexColor(PALE))
        page.rect(middle if value >= 0 else middle - length, y, length, row - 5, fill=1, stroke=0)
        page.setFillColor(HexColor(INK))
        page.setFont(_FONT, 8)
        page.drawString(left, y + 2, _fitted(words, box.inner * 0.38))
        page.drawString(middle + length + 3 if value >= 0 else middle + 3, y + 2, f"{value:+.1f}")


def _fitted(words: str, width: float) -> str:
    """Words cut so that they fit."""
    while words and pdfmetrics.stringWidth(words, _FONT, 8) > width:
        words = words[:-2].rstrip("…") + "…"
    return words
