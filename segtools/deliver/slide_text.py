"""Text on a slide: paragraphs, how many lines they take, and how they are set. Boxes are (left, top, width, height) in
inches."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from lxml import etree
from matplotlib import get_data_path
from PIL import ImageFont
from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt

from segtools.show.look import INK

LEADING = 1.2
_NARROWER = 0.93  # common sans-serif fonts, against the one that text is measured in
_BULLET_INDENT = 12 / 72
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Para:
    """A paragraph: its text, and how it stands out."""

    text: str
    bold: bool = False
    bullet: bool = False
    colour: str = INK
    scale: float = 1.0
    after: float = 0.35


def bullets(texts: Sequence[str], after: float = 0.45) -> list[Para]:
    """Sentences as a list."""
    return [Para(text, bullet=True, after=after) for text in texts]


def colour(hex_: str) -> RGBColor:
    """A colour as PowerPoint wants it."""
    return RGBColor.from_string(hex_.lstrip("#").upper())


def place(shape: Any, box: Box) -> None:
    """Put a shape into a box."""
    shape.left, shape.top, shape.width, shape.height = (Inches(x) for x in box)


def clean(text: str) -> str:
    """Text without what XML cannot hold; line ends become spaces, and the sign of an amount one that is not parted from
    it."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", re.sub(r"[\r\n\t\v]+", " ", str(text)))
    return re.sub(r"(?<![\w.=])-(?=([^\w\s-]|[A-Z]{3} )\d)", "\u2212", text)


# --- how much room it takes ---------------------------------------------------------------------------


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(Path(get_data_path()) / "fonts" / "ttf" / name), 100)


def line_count(text: str, width: float, size: float, bold: bool = False) -> int:
    """How many lines a text takes in a box of `width` inches at `size` points, words kept whole where they can be."""
    font, room, count, used = _font(bold), width * 72 / size * 100 / _NARROWER, 1, 0.0
    gap = font.getlength(" ")
    for word in clean(text).split(" "):
        long = font.getlength(word)
        if used and used + gap + long > room:
            count, used = count + 1, 0.0
        if long > room:
            count, long = count + int(long // room), long % room
        used += (gap if used else 0) + long
    return count


def height_of(paras: Sequence[Para], width: float, size: float) -> float:
    """The height of paragraphs in points, in a box of `width` inches at `size` points."""
    height = 0.0
    for para in paras:
        room, own = width - (_BULLET_INDENT if para.bullet else 0), size * para.scale
        height += line_count(para.text, room, own, para.bold) * own * LEADING + own * para.after
    return height


def column_widths(rows: list[list[str]], wanted: Sequence[float], whole: float, size: float) -> list[float]:
    """Widths of a table's columns in inches, as wanted as far as the longest word of each allows."""
    least = _least_widths(rows, size)
    widths, free = [0.0] * len(wanted), set(range(len(wanted)))
    while free:
        share = (whole - sum(widths)) / sum(wanted[j] for j in free)
        short = {j for j in free if wanted[j] * share < least[j]}
        if not short or sum(least) > whole:
            for j in free:
                widths[j] = wanted[j] * share
            break
        for j in short:
            widths[j] = least[j]
        free -= short
    return widths


def words_fit(rows: list[list[str]], whole: float, size: float) -> bool:
    """Whether every word of a table stays whole in columns that are together `whole` inches wide."""
    return sum(_least_widths(rows, size)) <= whole


def _least_widths(rows: list[list[str]], size: float) -> list[float]:
    """The width in inches that the longest word of each column needs."""
    words = ([word for text in column for word in clean(text).split(" ")] for column in zip(*rows, strict=True))
    return [max(map(_font(True).getlength, own)) * size / 100 / 72 * _NARROWER + 0.2 for own in words]


# --- how it is set ------------------------------------------------------------------------------------


def set_text(frame: Any, element: Any, paras: Sequence[Para], size: float, anchor: Any = None) -> None:
    """Fill a text frame.

    Parameters
    ----------
    frame : an empty text frame
    element : the XML that holds its paragraphs, for the bullets, of which python-pptx knows nothing
    anchor : where text stands in the frame, which has no margins then; None leaves both as they are
    """
    frame.word_wrap = True
    if anchor is not None:
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = anchor
    for n, para in enumerate(paras):
        at = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        run = at.add_run()
        run.text = clean(para.text)
        run.font.size, run.font.bold = Pt(round(size * para.scale * 2) / 2), para.bold
        run.font.color.rgb = colour(para.colour)
        at.space_after = Pt(size * para.scale * para.after)
    for para, held in zip(paras, element.iter(qn("a:p")), strict=False):
        if para.bullet:
            properties, indent = held.find(qn("a:pPr")), int(Pt(12))
            properties.set("marL", str(indent))
            properties.set("indent", str(-indent))
            etree.SubElement(properties, qn("a:buChar")).set("char", "•")


def as_page_number(element: Any) -> None:
    """Turn the one run of a shape into a field, so that the number follows when slides move."""
    run = next(element.iter(qn("a:r")))
    run.tag = qn("a:fld")
    run.set("id", "{5B7A3A1E-6C0B-4A53-9E47-3F1B7D2C9A10}")
    run.set("type", "slidenum")


def describe(element: Any, words: str) -> None:
    """Say in words what a chart, a table or a picture shows, for those who cannot see it."""
    next(element.iter(qn("p:cNvPr"))).set("descr", clean(words))
