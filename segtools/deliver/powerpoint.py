"""A presentation in the client's look: slides with titles, notes, text that fits its box, tiles and native tables."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.opc.package import Part
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt

from segtools.deliver.slide_text import (
    LEADING,
    Box,
    Para,
    as_page_number,
    colour,
    column_widths,
    describe,
    height_of,
    line_count,
    place,
    set_text,
    words_fit,
)
from segtools.show.look import INK, PAGE, SEGMENT_COLOURS, SOFT, WHITE, segment_colour
from segtools.words import Style

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
BODY = 1.45  # where what stands under a title begins
END = HEIGHT - 0.55  # and where it ends
FULL = WIDTH - 2 * MARGIN
_TITLE: Box = (MARGIN, 0.42, FULL, 0.9)
_TITLE_SIZES, _TITLE_ROOM = range(26, 14, -1), 64  # points
_NO_GRID = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # the table style without lines and fills


class Deck:
    """A presentation with the client's colour and font."""

    def __init__(self, title: str, style: Style, by: str = ""):
        self.file = Presentation()
        self.title, self.brand, self.font, self.style = title, style.colour, style.font, style
        self.sections: list[str] = []
        self.file.slide_width, self.file.slide_height = Inches(WIDTH), Inches(HEIGHT)
        properties, now = self.file.core_properties, dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
        properties.title, properties.comments = title, ""
        properties.author = properties.last_modified_by = by
        properties.created = properties.modified = now
        self._dress_theme()
        self._dress_layouts()

    def _dress_theme(self) -> None:
        """Font and colours of the theme: whoever adds a slide gets the same look."""
        old = self.file.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
        font = re.sub(r'[<>&"]', "", self.font)
        text = old.blob.decode("utf-8")
        text = re.sub(r'(<a:latin typeface=")[^"]*(")', lambda found: found[1] + font + found[2], text, count=2)
        colours = {"dk2": INK, **{f"accent{n}": value for n, value in enumerate(SEGMENT_COLOURS[:6], 1)}}
        for name, value in colours.items():
            own = f'<a:{name}><a:srgbClr val="{value[1:]}"/></a:{name}>'
            text = re.sub(rf"<a:{name}>.*?</a:{name}>", own, text, flags=re.DOTALL)
        new = Part(old.partname, old.content_type, old.package, text.encode("utf-8"))
        for part in (self.file.slide_master.part, self.file.part):
            for key in [key for key, link in part.rels.items() if link.reltype == RELATIONSHIP_TYPE.THEME]:
                part.drop_rel(key)
            part.relate_to(new, RELATIONSHIP_TYPE.THEME)

    def _dress_layouts(self) -> None:
        """One layout: a title, and room."""
        layouts = self.file.slide_layouts
        titled = next(layout for layout in layouts if layout.name == "Title Only")
        for layout in [layout for layout in layouts if layout is not titled and layout.name != titled.name]:
            layouts.remove(layout)
        for holder in (self.file.slide_master, titled):
            for shape in list(holder.placeholders):
                if shape.placeholder_format.type is not None and shape.placeholder_format.idx != 0:
                    shape.element.getparent().remove(shape.element)
                else:
                    place(shape, _TITLE)

    def slide(self, section: str, title: str, notes: Sequence[str]) -> Any:
        """A slide with its title and, in its notes, where its figures come from."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[0])
        head = slide.shapes.title
        place(head, _TITLE)
        fits = (size for size in _TITLE_SIZES if line_count(title, FULL, size, True) * size * LEADING <= _TITLE_ROOM)
        para = Para(title, bold=True, colour=self.brand, after=0)
        set_text(head.text_frame, head.element, [para], next(fits, _TITLE_SIZES[-1]), MSO_ANCHOR.MIDDLE)
        head.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        slide.notes_slide.notes_text_frame.text = "\n".join(notes)
        self.text(slide, (MARGIN, HEIGHT - 0.42, 9, 0.26), [Para(self.title, colour=SOFT)], 9)
        number = [Para(str(len(self.file.slides)), colour=SOFT)]
        foot = self.text(slide, (WIDTH - MARGIN - 1, HEIGHT - 0.42, 1, 0.26), number, 9)
        foot.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        as_page_number(foot.element)
        self.sections.append(section)
        return slide

    def text(
        self, slide: Any, box: Box, paras: Sequence[Para], size: float, least: float = 9.0, middle: bool = False
    ) -> Any:
        """Paragraphs in a box, as large as fits, from `size` down to `least`; what does not fit even so goes to the
        notes."""
        paras = [para for para in paras if para.text]
        while size > least and height_of(paras, box[2], size) > box[3] * 72:
            size -= 0.5
        over: list[str] = []
        while len(paras) > 1 and height_of(paras, box[2], size) > box[3] * 72:
            over.insert(0, paras.pop().text)
        if over:
            self.note(slide, ["Also:", *over])
        shape = slide.shapes.add_textbox(*(Inches(x) for x in box))
        set_text(shape.text_frame, shape.element, paras, size, MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP)
        return shape

    def note(self, slide: Any, texts: Sequence[str]) -> None:
        """More lines for the speaker's notes."""
        frame = slide.notes_slide.notes_text_frame
        frame.text = "\n".join([frame.text, *texts])

    def tile(self, slide: Any, box: Box, figure: str, words: str, hex_: str = INK) -> None:
        """A figure that is read from afar, and what it is."""
        self.block(slide, box, PAGE)
        left, top, width, height = box
        upper = (left + 0.12, top + 0.08, width - 0.2, height * 0.42)
        lower = (left + 0.12, top + height * 0.5, width - 0.2, height * 0.47)
        self.text(slide, upper, [Para(figure, bold=True, colour=hex_, after=0)], 26, 12)
        self.text(slide, lower, [Para(words, colour=SOFT, after=0)], 12, 8)

    def tiles(
        self, slide: Any, box: Box, figures: Sequence[tuple[str, str]], hex_: str = INK, gap: float = 0.2
    ) -> None:
        """Tiles side by side: figure and words of each."""
        left, top, whole, height = box
        width = (whole - gap * (len(figures) - 1)) / len(figures)
        for n, (figure, words) in enumerate(figures):
            self.tile(slide, (left + n * (width + gap), top, width, height), figure, words, hex_)

    def block(self, slide: Any, box: Box, hex_: str) -> None:
        """A plain area of one colour."""
        shape = slide.shapes.add_shape(1, *(Inches(x) for x in box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = colour(hex_)
        shape.line.fill.background()
        shape.shadow.inherit = False

    def picture(self, slide: Any, path: Path, box: Box) -> None:
        """A picture in the box, its proportions kept, to the right of it."""
        shape = slide.shapes.add_picture(str(path), 0, 0)
        scale = min(Inches(box[2]) / shape.width, Inches(box[3]) / shape.height)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        shape.left, shape.top = Emu(int(Inches(box[0] + box[2]) - shape.width)), Inches(box[1])
        describe(shape.element, f"Logo of {self.title}")

    def table(
        self,
        slide: Any,
        box: Box,
        head: Sequence[str],
        rows: Sequence[Sequence[str]],
        widths: Sequence[float],
        size: float = 12,
        least: float = 7.5,
        numbers: Sequence[int] = (),
        marks: Sequence[int] = (),
    ) -> float:
        """A native table with a header row, as large as fits; rows that do not fit even so are counted in the notes.

        Parameters
        ----------
        widths : shares of the box
        numbers : the columns to align right
        marks : the segment_id whose colour each row's first cell carries

        Returns
        -------
        Where it ends, in inches from the top of the slide.
        """
        cells = [list(head), *([str(cell) for cell in row] for row in rows)]
        while size > least and not (
            words_fit(cells, box[2], size) and sum(_row_heights(cells, widths, box[2], size)) <= box[3] * 72
        ):
            size -= 0.5
        while len(cells) > 2 and sum(_row_heights(cells, widths, box[2], size)) > box[3] * 72:
            cells.pop()
        if lost := len(rows) + 1 - len(cells):
            self.note(slide, [f"The table goes on with {lost} more rows in workbook.xlsx."])
        heights = _row_heights(cells, widths, box[2], size)
        place_ = (Inches(box[0]), Inches(box[1]), Inches(box[2]), Pt(sum(heights)))
        shape = slide.shapes.add_table(len(cells), len(head), *place_)
        describe(shape.element, f"Table: {', '.join(head)}")
        grid = shape.table
        grid.first_row, grid.horz_banding = True, False
        next(shape.element.iter(qn("a:tableStyleId"))).text = _NO_GRID
        for n, width in enumerate(column_widths(cells, widths, box[2], size)):
            grid.columns[n].width = Inches(width)
        elements = list(shape.element.iter(qn("a:tc")))
        for i, row in enumerate(cells):
            grid.rows[i].height = Pt(heights[i])
            for j, text in enumerate(row):
                element = elements[i * len(head) + j]
                self._cell(grid.cell(i, j), element, text, i, j in numbers, size, first=j == 0)
            if 0 < i <= len(marks):
                _edge(elements[i * len(head)], segment_colour(marks[i - 1]))
        return box[1] + sum(heights) / 72

    def _cell(self, cell: Any, element: Any, text: str, row: int, right: bool, size: float, first: bool) -> None:
        cell.margin_left = cell.margin_right = Inches(0.08)
        cell.margin_top = cell.margin_bottom = Pt(3)
        head = row == 0
        para = Para(text, bold=head or first, after=0, colour=WHITE if head else INK)
        set_text(cell.text_frame, element, [para], size)
        cell.vertical_anchor = MSO_ANCHOR.MIDDLE
        if right:
            cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        cell.fill.solid()
        cell.fill.fore_color.rgb = colour(self.brand if head else WHITE if row % 2 else PAGE)


def _row_heights(cells: list[list[str]], widths: Sequence[float], whole: float, size: float) -> list[float]:
    """The height in points that each row of a table takes."""
    inches = column_widths(cells, widths, whole, size)
    counts = [
        max(line_count(cell, width - 0.16, size, n == 0) for cell, width in zip(row, inches, strict=True))
        for n, row in enumerate(cells)
    ]
    return [count * size * LEADING + 7 for count in counts]


def _edge(element: Any, hex_: str) -> None:
    """A thick left edge of a cell in a segment's colour."""
    line = etree.Element(qn("a:lnL"), w=str(int(Pt(4.5))))
    etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr")).set("val", hex_[1:])
    element.find(qn("a:tcPr")).insert(0, line)
