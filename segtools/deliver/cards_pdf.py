"""cards.pdf: the segments as cards for a wall, on A3, drawn as vectors and set in a font that comes with it."""

from __future__ import annotations

import html
import itertools
from pathlib import Path

import numpy as np
from matplotlib import get_data_path
from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A3, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import KeepInFrame, Paragraph

from segtools.deliver.views import Study, logo
from segtools.show.look import GREY, INK, PALE, segment_colour

_SOFT, _FONT, _BOLD = "#5b6670", "SegtoolsSans", "SegtoolsSans-Bold"
_EDGE, _GAP, _HEAD, _PAD = 36.0, 14.0, 64.0, 12.0  # points
_SHORT = 400.0  # a card less tall than this has another row of cards above or below it


def promised(study: Study) -> list[str]:
    """A card a segment."""
    return [f"segment {number}" for number in study.cards.segment_id]


def write_sheet(study: Study, path: Path) -> list[str]:
    """Write the cards, up to eight a page; returns the sections."""
    for name, file in ((_FONT, "DejaVuSans.ttf"), (_BOLD, "DejaVuSans-Bold.ttf")):
        pdfmetrics.registerFont(TTFont(name, str(Path(get_data_path()) / "fonts" / "ttf" / file)))
    pdfmetrics.registerFontFamily(_FONT, normal=_FONT, bold=_BOLD, italic=_FONT, boldItalic=_BOLD)
    width, height = landscape(A3)
    page = Canvas(str(path), pagesize=(width, height), invariant=1)
    page.setTitle(f"{study.title}: segment cards")
    cards, made = list(study.cards.itertuples()), []
    pages = -(-len(cards) // 8)
    each = -(-len(cards) // pages)
    for start in range(0, len(cards), each):
        part = cards[start : start + each]
        across = len(part) if len(part) <= 5 else -(-len(part) // 2)
        down = -(-len(part) // across)
        _head(page, study, width, height)
        w = (width - 2 * _EDGE - (across - 1) * _GAP) / across
        h = (height - 2 * _EDGE - _HEAD - (down - 1) * _GAP) / down
        scale = _scale(study, part, w, h)
        for n, card in enumerate(part):
            left = _EDGE + (n % across) * (w + _GAP)
            bottom = height - _EDGE - _HEAD - (n // across) * (h + _GAP) - h
            _card(page, study, card, left, bottom, w, h, scale)
            made.append(f"segment {card.segment_id}")
        page.showPage()
    page.save()
    return made


def _head(page: Canvas, study: Study, width: float, height: float) -> None:
    look = study.params.deliver
    top = height - _EDGE
    page.setFillColor(HexColor(look.colour))
    page.setFont(_BOLD, 24)
    page.drawString(_EDGE, top - 24, f"{study.title}: {len(study.cards)} segments")
    page.setFillColor(HexColor(_SOFT))
    page.setFont(_FONT, 11)
    said = f"{study.cards['size'].sum():,} {study.params.customers_are}{', ' + study.measured if study.measured else ''}. Verdict: {study.card['verdict']}."
    page.drawString(_EDGE, top - 43, said)
    picture = logo(study.params)
    if picture:
        page.drawImage(
            str(picture), width - _EDGE - 150, top - 46, 150, 46, preserveAspectRatio=True, anchor="ne", mask="auto"
        )


def _style(size: float, **look) -> ParagraphStyle:
    return ParagraphStyle("s", fontName=_FONT, fontSize=size, leading=size * 1.28, textColor=HexColor(INK), **look)


def _card(
    page: Canvas, study: Study, card, left: float, bottom: float, width: float, height: float, scale: float
) -> None:
    hue = HexColor(segment_colour(card.segment_id))
    page.setFillColor(HexColor("#ffffff"))
    page.setStrokeColor(HexColor("#cfd5da"))
    page.setLineWidth(0.7)
    page.rect(left, bottom, width, height, fill=1)
    page.setFillColor(hue)
    page.rect(left, bottom + height - 7, width, 7, fill=1, stroke=0)
    inner, room, below = _room(card, width, height)
    frame = KeepInFrame(inner, room, _words(study, card, height < _SHORT, scale), mode="shrink")
    frame.canv = page
    _, used = frame.wrap(inner, room)
    frame.drawOn(page, left + _PAD, bottom + height - 7 - _PAD - min(used, room))
    if below:
        _bars(page, card, left + _PAD, bottom + _PAD, inner, below, _row(height))


def _room(card, width: float, height: float) -> tuple[float, float, float]:
    """Width and height there are for a card's words, and the height of its figure."""
    below = len(card.figure) * _row(height) + 18 if len(card.figure) else 0
    return width - 2 * _PAD, height - 7 - 2 * _PAD - below, below


def _row(height: float) -> float:
    """How tall a bar of the figure is, with the space about it."""
    return 11.0 if height < _SHORT else 15.0


def _scale(study: Study, cards: list, width: float, height: float) -> float:
    """The largest size of type at which the words of all these cards fit, so that all are set alike."""
    for scale in (1.1, 1.05, 1.0, 0.95, 0.9, 0.87, 0.84, 0.81, 0.78, 0.75, 0.72, 0.69):
        if all(_tall(_words(study, card, height < _SHORT, scale), _room(card, width, height)[0]) <= _room(card, width, height)[1]
               for card in cards):  # fmt: skip
            return scale
    return 0.65


def _tall(words: list[Paragraph], width: float) -> float:
    gaps = [max(above.style.spaceAfter, below.style.spaceBefore) for above, below in itertools.pairwise(words)]
    return sum(one.wrap(width, 1e6)[1] for one in words) + sum(gaps)


def _words(study: Study, card, short: bool, scale: float) -> list[Paragraph]:
    """A card's words, fewer where there are two rows of cards."""
    plan = study.plan[study.plan.segment_id == card.segment_id].iloc[0]
    persona = [card.persona] if card.persona and not short else []
    parts = [("What makes it", card.facts[: 3 if short else 5]), ("Who they are", card.descriptors[: 1 if short else 4]),
             ("A typical member", persona), ("What they buy more of", card.categories[: 1 if short else 3]),
             ("What they want", card.wants[: 1 if short else 3]), ("What would lose them", card.loses[: 1 if short else 2]),
             (f"What to do: {plan.play}", [plan.reason, plan.offer][short:])]  # fmt: skip
    made = [Paragraph(f"<b>{html.escape(card.segment_name)}</b>", _style(16 * scale, spaceAfter=3)),
            Paragraph(_size(study, card), _style(10.5 * scale, spaceAfter=6))]  # fmt: skip
    headed, listed = (
        _style(7.5 * scale, spaceBefore=5, spaceAfter=1),
        _style(9.2 * scale, leftIndent=9, bulletIndent=0, spaceAfter=1),
    )
    for head, said in parts:
        if len(said):
            made.append(Paragraph(f'<font name="{_BOLD}" color="{_SOFT}">{html.escape(head.upper())}</font>', headed))
            made += [Paragraph(html.escape(one), listed, bulletText="•") for one in said]
    return made


def _size(study: Study, card) -> str:
    said = f"<b>{card.size:,}</b> {html.escape(study.params.customers_are)}, {card.share:.0%} of the base ({card.share_low:.0%} to {card.share_high:.0%})"
    if study.ahead:
        low, high = html.escape(study.amount(card.clv_low)), html.escape(study.amount(card.clv_high))
        said += f"<br/><b>{html.escape(study.amount(card.clv_12m))}</b> of {card.clv_basis} each in twelve months ({low} to {high}), {card.clv_share:.0%} of the value to come"
    elif study.valued:
        said += f"<br/><b>{html.escape(study.amount(card.value_per_customer))}</b> each, {card.value_share:.0%} of the net amount"
    return said


def _bars(page: Canvas, card, left: float, bottom: float, width: float, height: float, row: float) -> None:
    """The card's figure: how far it lies from the base, a bar a variable."""
    values = np.array(card.figure_values)
    reach, middle, half = max(1.0, np.abs(values).max()), left + width * 0.68, width * 0.27
    page.setFont(_FONT, 7.5)
    page.setFillColor(HexColor(_SOFT))
    page.drawString(left, bottom + height - 8, "Standard deviations from the base")
    top = bottom + height - 14
    page.setStrokeColor(HexColor(GREY))
    page.line(middle, top, middle, top - row * len(values))
    for n, (words, value) in enumerate(zip(card.figure, values, strict=True)):
        y = top - row * (n + 1) + 3
        length = half * abs(value) / reach
        page.setFillColor(HexColor(segment_colour(card.segment_id)))
        page.setStrokeColor(HexColor(PALE))
        page.rect(middle if value >= 0 else middle - length, y, length, row - 5, fill=1, stroke=0)
        page.setFillColor(HexColor(INK))
        page.setFont(_FONT, 8)
        page.drawString(left, y + 2, _fitted(words, width * 0.38))
        page.drawString(middle + length + 3 if value >= 0 else middle + 3, y + 2, f"{value:+.1f}")


def _fitted(words: str, width: float) -> str:
    while words and pdfmetrics.stringWidth(words, _FONT, 8) > width:
        words = words[:-2].rstrip("…") + "…"
    return words
