"""The pieces of a slide: text that fits its box, native tables and charts, notes. Boxes are (left, top, width, height) in inches."""

from __future__ import annotations

import datetime as dt
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pptx.chart.xlsx
from lxml import etree
from matplotlib import get_data_path
from PIL import ImageFont
from pptx import Presentation
from pptx.chart.data import BubbleChartData, CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import (
    XL_AXIS_CROSSES,
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.opc.constants import RELATIONSHIP_TYPE
from pptx.oxml.ns import qn
from pptx.util import Emu, Inches, Pt
from xlsxwriter import Workbook

from segtools.show.look import GREY, INK, PALE, SEGMENT_COLOURS, segment_colour

WIDTH, HEIGHT, MARGIN = 13.333, 7.5, 0.6
BODY = 1.45  # where what stands under a title begins
SOFT = "#5b6670"
_NARROWER = 0.93  # common sans-serif fonts, against the one that text is measured in
_LEADING = 1.2
Box = tuple[float, float, float, float]


class _TextStaysText(Workbook):
    """The workbook behind a chart; a name that begins like a formula is none."""

    def __init__(self, file, options):
        super().__init__(file, {**options, "strings_to_formulas": False, "strings_to_urls": False})


pptx.chart.xlsx.Workbook = _TextStaysText  # python-pptx has no option for it


@dataclass(frozen=True)
class Para:
    """A paragraph: its text, and how it stands out."""

    text: str
    bold: bool = False
    bullet: bool = False
    colour: str = INK
    scale: float = 1.0
    after: float = 0.35


def colour(hex_: str) -> RGBColor:
    """A colour as PowerPoint wants it."""
    return RGBColor.from_string(hex_.lstrip("#").upper())


class Deck:
    """A presentation in the house's look, with the client's colour and font."""

    def __init__(self, title: str, brand: str, font: str, by: str = ""):
        self.made = Presentation()
        self.title, self.brand, self.font = title, brand, font
        self.sections: list[str] = []
        self.made.slide_width, self.made.slide_height = Inches(WIDTH), Inches(HEIGHT)
        self.made.core_properties.title = title
        properties, now = self.made.core_properties, dt.datetime.now(dt.UTC).replace(tzinfo=None, microsecond=0)
        properties.author = properties.last_modified_by = by
        properties.comments, properties.created, properties.modified = "", now, now
        self._dress()

    def _dress(self) -> None:
        """Theme, master and layouts: whoever adds a slide gets the same look."""
        theme = self.made.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
        text = theme.blob.decode("utf-8")
        text = re.sub(r'(<a:latin typeface=")[^"]*(")', lambda m: m[1] + _quoted(self.font) + m[2], text, count=2)
        named = {"dk2": INK, **{f"accent{n}": value for n, value in enumerate(SEGMENT_COLOURS[:6], 1)}}
        for name, value in named.items():
            text = re.sub(rf"<a:{name}>.*?</a:{name}>", f'<a:{name}><a:srgbClr val="{value[1:]}"/></a:{name}>', text,
                          flags=re.DOTALL)  # fmt: skip
        theme._blob = text.encode("utf-8")
        kept = [layout for layout in self.made.slide_layouts if layout.name == "Title Only"]
        for layout in list(self.made.slide_layouts):
            if layout not in kept:
                self.made.slide_layouts.remove(layout)
        for holder in (self.made.slide_master, kept[0]):
            for shape in list(holder.placeholders):
                if shape.placeholder_format.type is not None and shape.placeholder_format.idx != 0:
                    shape._element.getparent().remove(shape._element)
                else:
                    _place(shape, (MARGIN, 0.42, WIDTH - 2 * MARGIN, 0.9))

    def slide(self, section: str, title: str, notes: Sequence[str]):
        """A slide with its title and, in its notes, where its figures come from."""
        made = self.made.slides.add_slide(self.made.slide_layouts[0])
        head = made.shapes.title
        _place(head, (MARGIN, 0.42, WIDTH - 2 * MARGIN, 0.9))
        size = next(
            (s for s in range(26, 15, -1) if lines(title, WIDTH - 2 * MARGIN, s, True) * s * _LEADING <= 64), 15
        )
        _fill(head.text_frame, [Para(title, bold=True, colour=self.brand, after=0)], size, MSO_ANCHOR.MIDDLE)
        head.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        made.notes_slide.notes_text_frame.text = "\n".join(notes)
        number = len(self.made.slides)
        self.text(made, (MARGIN, HEIGHT - 0.42, 9, 0.26), [Para(self.title, colour=SOFT)], 9)
        foot = self.text(made, (WIDTH - MARGIN - 1, HEIGHT - 0.42, 1, 0.26), [Para(str(number), colour=SOFT)], 9)
        foot.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        _number_field(foot.text_frame.paragraphs[0])
        self.sections.append(section)
        return made

    def text(self, slide, box: Box, paras: Sequence[Para], size: float, least: float = 9.0, middle: bool = False):
        """Paragraphs in a box, as large as fits, from `size` down to `least`; what does not fit even so goes to the notes."""
        paras = [para for para in paras if para.text]
        chosen = size
        while chosen > least and _tall(paras, box[2], chosen) > box[3] * 72:
            chosen -= 0.5
        over = []
        while len(paras) > 1 and _tall(paras, box[2], chosen) > box[3] * 72:
            over.insert(0, paras.pop().text)
        if over:
            self.note(slide, ["Also:", *over])
        shape = slide.shapes.add_textbox(*(Inches(x) for x in box))
        _fill(shape.text_frame, paras, chosen, MSO_ANCHOR.MIDDLE if middle else MSO_ANCHOR.TOP)
        return shape

    def note(self, slide, said: Sequence[str]) -> None:
        """More lines for the speaker's notes."""
        frame = slide.notes_slide.notes_text_frame
        frame.text = "\n".join([frame.text, *said])

    def tile(self, slide, box: Box, figure: str, words: str, hex_: str = INK) -> None:
        """A figure that is read from afar, and what it is."""
        self.block(slide, box, "#f4f6f7")
        left, top, width, height = box
        self.text(
            slide,
            (left + 0.12, top + 0.08, width - 0.2, height * 0.42),
            [Para(figure, bold=True, colour=hex_, after=0)],
            26,
            12,
        )
        self.text(
            slide,
            (left + 0.12, top + height * 0.5, width - 0.2, height * 0.47),
            [Para(words, colour=SOFT, after=0)],
            12,
            8,
        )

    def block(self, slide, box: Box, hex_: str) -> None:
        """A plain area of one colour."""
        shape = slide.shapes.add_shape(1, *(Inches(x) for x in box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = colour(hex_)
        shape.line.fill.background()
        shape.shadow.inherit = False

    def table(self, slide, box: Box, head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float],
              size: float = 12, least: float = 7.5, numbers: Sequence[int] = (), marks: Sequence[int] = ()) -> float:  # fmt: skip
        """A native table; returns where it ends, in inches. widths are shares of the box; numbers are the columns to align right; marks the segment_id whose colour
        each row's first cell carries. As large as fits; rows that do not fit even so are counted in a last line."""
        rows = [[str(cell) for cell in row] for row in rows]

        def heights(at: float) -> list[float]:
            every = [list(head), *rows]
            inches = _widths(every, widths, box[2], at)
            return [max(lines(cell, w - 0.16, at, n == 0) for cell, w in zip(row, inches, strict=True)) * at * _LEADING + 7
                    for n, row in enumerate(every)]  # fmt: skip

        chosen = size
        while chosen > least and sum(heights(chosen)) > box[3] * 72:
            chosen -= 0.5
        lost = 0
        while len(rows) > 1 and sum(heights(chosen)) > box[3] * 72:
            rows.pop()
            lost += 1
        if lost:
            self.note(slide, [f"The table goes on with {lost} more rows in workbook.xlsx."])
        tall, inches = heights(chosen), _widths([list(head), *rows], widths, box[2], chosen)
        shape = slide.shapes.add_table(
            len(rows) + 1, len(head), Inches(box[0]), Inches(box[1]), Inches(box[2]), Pt(sum(tall))
        )
        grid = shape.table
        properties = grid._tbl.tblPr
        for flag in ("bandRow", "firstRow"):
            properties.set(flag, "0")
        style = properties.find(qn("a:tableStyleId"))
        style.text = "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # no style, no grid
        for n, width in enumerate(inches):
            grid.columns[n].width = Inches(width)
        for i, row in enumerate([list(head), *rows]):
            grid.rows[i].height = Pt(tall[i])
            for j, cell in enumerate(row):
                at = grid.cell(i, j)
                at.margin_left = at.margin_right = Inches(0.08)
                at.margin_top = at.margin_bottom = Pt(3)
                marked = i > 0 and j == 0 and len(marks) >= i
                para = Para(cell, bold=i == 0 or j == 0, after=0,
                            colour="#ffffff" if i == 0 else INK)  # fmt: skip
                _fill(at.text_frame, [para], chosen, None)
                at.vertical_anchor = MSO_ANCHOR.MIDDLE
                if j in numbers:
                    at.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
                at.fill.solid()
                at.fill.fore_color.rgb = colour(self.brand if i == 0 else "#ffffff" if i % 2 else "#f4f6f7")
                if marked:
                    _edge(at, segment_colour(marks[i - 1]))
        return box[1] + sum(tall) / 72

    def bars(self, slide, box: Box, names: Sequence[str], series: dict[str, Sequence[float]], form: str,
             colours: Sequence[str] | dict[str, str], across: bool = True, title: str = "") -> None:  # fmt: skip
        """A native bar chart: one colour a bar (a sequence) where there is one series, or one a series (a dict)."""
        data = CategoryChartData(number_format=form)
        data.categories = list(names)
        for words, values in series.items():
            data.add_series(words, [None if v is None or math.isnan(v) else float(v) for v in values])
        kind = XL_CHART_TYPE.BAR_CLUSTERED if across else XL_CHART_TYPE.COLUMN_CLUSTERED
        chart = slide.shapes.add_chart(kind, *(Inches(x) for x in box), data).chart
        self._plain(chart, title)
        plot = chart.plots[0]
        plot.gap_width, plot.overlap = (45, -5) if len(series) == 1 else (60, 0)
        plot.vary_by_categories = False
        plot.has_data_labels = True
        plot.data_labels.font.size = Pt(10 if len(names) * len(series) < 16 else 9)
        plot.data_labels.number_format, plot.data_labels.number_format_is_linked = form, False
        plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
        for n, one in enumerate(plot.series):
            one.invert_if_negative = False
            if isinstance(colours, dict):
                one.format.fill.solid()
                one.format.fill.fore_color.rgb = colour(list(colours.values())[n])
                continue
            for point, hex_ in enumerate(colours):
                fill = one.points[point].format.fill
                fill.solid()
                fill.fore_color.rgb = colour(hex_)
        if across:
            chart.category_axis.reverse_order = True
        chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
        chart.value_axis.visible = False
        chart.value_axis.has_major_gridlines = False
        every = [v for values in series.values() for v in values if v is not None and not math.isnan(v)]
        low, high = min([0, *every]), max([0, *every])
        reach = (high - low) or 1.0
        chart.value_axis.minimum_scale = low - 0.18 * reach if low < 0 else 0
        chart.value_axis.maximum_scale = high + 0.18 * reach if high > 0 else 0
        self._legend(chart, len(series) > 1)

    def lines(self, slide, box: Box, names: Sequence[str], series: dict[str, Sequence[float]], form: str,
              looks: dict[str, tuple[str, bool]], title: str, under: str) -> None:  # fmt: skip
        """A native line chart; looks: series -> colour, and whether it is dashed."""
        data = CategoryChartData(number_format=form)
        data.categories = list(names)
        for words, values in series.items():
            data.add_series(words, [None if math.isnan(v) else float(v) for v in values])
        chart = slide.shapes.add_chart(XL_CHART_TYPE.LINE_MARKERS, *(Inches(x) for x in box), data).chart
        self._plain(chart, title)
        for one in chart.plots[0].series:
            hex_, dashed = looks[one.name]
            one.smooth = False
            one.format.line.color.rgb = colour(hex_)
            one.format.line.width = Pt(2.25)
            one.marker.style = XL_MARKER_STYLE.NONE if dashed else XL_MARKER_STYLE.CIRCLE
            one.marker.size = 7
            one.marker.format.fill.solid()
            one.marker.format.fill.fore_color.rgb = colour(hex_)
            one.marker.format.line.fill.background()
            if dashed:
                one.format.line.dash_style = MSO_LINE.DASH
        chart.value_axis.has_major_gridlines = True
        chart.value_axis.major_gridlines.format.line.color.rgb = colour(PALE)
        chart.value_axis.minimum_scale = 0
        chart.value_axis.maximum_scale = (
            1 if max(max(v for v in values if not math.isnan(v)) for values in series.values()) > 0.5 else None
        )
        chart.value_axis.tick_labels.number_format, chart.value_axis.tick_labels.number_format_is_linked = form, False
        chart.value_axis.format.line.fill.background()
        chart.category_axis.has_title = True
        _axis_title(chart.category_axis, under)
        self._legend(chart, True)

    def bubbles(
        self, slide, box: Box, points: Sequence[tuple[int, str, float, float, float]], across: str, up: str
    ) -> None:
        """A native bubble chart, a series a segment: (segment_id, name, x, y, size)."""
        data = BubbleChartData(number_format="0.00")
        for number, name, x, y, size in points:
            data.add_series(f"{number}  {name}").add_data_point(float(x), float(y), float(size))
        chart = slide.shapes.add_chart(XL_CHART_TYPE.BUBBLE, *(Inches(x) for x in box), data).chart
        self._plain(chart, "")
        chart.plots[0].bubble_scale = 55
        for one, (number, *_) in zip(chart.plots[0].series, points, strict=True):
            one.format.fill.solid()
            one.format.fill.fore_color.rgb = colour(segment_colour(number))
            one.format.line.color.rgb = colour("#ffffff")
            label = one.points[0].data_label
            label.has_text_frame = True
            run = label.text_frame.paragraphs[0].add_run()
            run.text = str(number)
            run.font.size, run.font.bold, run.font.color.rgb = Pt(12), True, colour(INK)
            label.position = XL_LABEL_POSITION.CENTER
        for axis, words in ((chart.category_axis, across), (chart.value_axis, up)):
            axis.minimum_scale, axis.maximum_scale, axis.major_unit = -0.15, 1.15, 0.65
            axis.has_major_gridlines = True
            axis.major_gridlines.format.line.color.rgb = colour(PALE)
            axis.has_title = True
            axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
            axis.format.line.color.rgb = colour(GREY)
            axis.crosses = XL_AXIS_CROSSES.MINIMUM
            _axis_title(axis, words)
        self._legend(chart, False)

    def picture(self, slide, path: Path, box: Box) -> None:
        """A picture in the box, its proportions kept, to the right of it."""
        shape = slide.shapes.add_picture(str(path), 0, 0)
        scale = min(Inches(box[2]) / shape.width, Inches(box[3]) / shape.height)
        shape.width, shape.height = Emu(int(shape.width * scale)), Emu(int(shape.height * scale))
        shape.left, shape.top = Emu(int(Inches(box[0] + box[2]) - shape.width)), Inches(box[1])
        shape._element.nvPicPr.cNvPr.set("descr", f"Logo of {self.title}")

    def _plain(self, chart, title: str) -> None:
        chart.font.size, chart.font.name = Pt(11), self.font
        chart.font.color.rgb = colour(INK)
        chart.has_title = bool(title)
        if title:
            frame = chart.chart_title.text_frame
            frame.text = title
            frame.paragraphs[0].runs[0].font.size, frame.paragraphs[0].runs[0].font.bold = Pt(12), True
            chart.chart_title.include_in_layout = False

    def _legend(self, chart, shown: bool) -> None:
        chart.has_legend = shown
        if shown:
            chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
            chart.legend.font.size = Pt(10.5)


def _widths(rows: list[list[str]], wanted: Sequence[float], whole: float, size: float) -> list[float]:
    """Widths of columns in inches, as wanted as far as the longest word of each allows."""
    least = [
        max(_font(True).getlength(word) for row in rows for word in clean(row[j]).split(" "))
        * size
        / 100
        / 72
        * _NARROWER
        + 0.2
        for j in range(len(wanted))
    ]
    made, free = [0.0] * len(wanted), set(range(len(wanted)))
    while free:
        share = (whole - sum(made)) / sum(wanted[j] for j in free)
        short = {j for j in free if wanted[j] * share < least[j]}
        if not short or sum(least) > whole:
            for j in free:
                made[j] = wanted[j] * share
            break
        for j in short:
            made[j] = least[j]
        free -= short
    return made


def _axis_title(axis, words: str) -> None:
    axis.axis_title.text_frame.text = words
    run = axis.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(11), False


def _quoted(name: str) -> str:
    return re.sub(r'[<>&"]', "", name)


def _place(shape, box: Box) -> None:
    shape.left, shape.top, shape.width, shape.height = (Inches(x) for x in box)


def _fill(frame, paras: Sequence[Para], size: float, anchor) -> None:
    frame.word_wrap = True
    if anchor is not None:
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.vertical_anchor = anchor
    for n, para in enumerate(paras):
        at = frame.paragraphs[0] if n == 0 else frame.add_paragraph()
        run = at.add_run()
        run.text = clean(para.text)
        run.font.size, run.font.bold, run.font.color.rgb = (
            Pt(round(size * para.scale * 2) / 2),
            para.bold,
            colour(para.colour),
        )
        at.space_after = Pt(size * para.scale * para.after)
        if para.bullet:
            properties = at._p.get_or_add_pPr()
            properties.set("marL", str(int(Pt(12)))), properties.set("indent", str(-int(Pt(12))))
            etree.SubElement(properties, qn("a:buChar")).set("char", "•")


def _number_field(paragraph) -> None:
    """The page number as a field, so that it follows when slides move."""
    run = paragraph._p.find(qn("a:r"))
    run.tag = qn("a:fld")
    run.set("id", "{5B7A3A1E-6C0B-4A53-9E47-3F1B7D2C9A10}"), run.set("type", "slidenum")


def _edge(cell, hex_: str) -> None:
    """A thick left edge in a segment's colour."""
    properties = cell._tc.get_or_add_tcPr()
    line = etree.Element(qn("a:lnL"), w=str(int(Pt(4.5))))
    etree.SubElement(etree.SubElement(line, qn("a:solidFill")), qn("a:srgbClr")).set("val", hex_[1:])
    properties.insert(0, line)


def clean(text: str) -> str:
    """Text without what XML cannot hold; line ends become spaces, and the sign of an amount one that is not parted from it."""
    text = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", re.sub(r"[\r\n\t\v]+", " ", str(text)))
    return re.sub(r"(?<![\w.=])-(?=([^\w\s-]|[A-Z]{3} )\d)", "\u2212", text)


@cache
def _font(bold: bool) -> ImageFont.FreeTypeFont:
    name = "DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf"
    return ImageFont.truetype(str(Path(get_data_path()) / "fonts" / "ttf" / name), 100)


def lines(text: str, width: float, size: float, bold: bool = False) -> int:
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


def _tall(paras: Sequence[Para], width: float, size: float) -> float:
    return sum(
        lines(p.text, width - (12 / 72 if p.bullet else 0), size * p.scale, p.bold) * size * p.scale * _LEADING
        + size * p.scale * p.after
        for p in paras
    )
