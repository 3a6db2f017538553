"""Native charts: what they show stands in words beside them, and in the workbook behind them text stays text."""

from __future__ import annotations

import io
import math
from collections.abc import Mapping, Sequence
from typing import Any

from lxml import etree
from pptx.chart.data import BubbleChartData, CategoryChartData
from pptx.enum.chart import (
    XL_AXIS_CROSSES,
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE
from pptx.oxml.ns import qn
from pptx.util import Inches, Pt
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_cell_to_rowcol

from segtools.deliver.powerpoint import Deck
from segtools.deliver.slide_text import Box, colour, describe
from segtools.show.look import GREY, INK, PALE, WHITE, segment_colour

_ROOM = 0.18  # beyond the longest bar, for its label
Point = tuple[int, str, float, float, float]


def bars(
    deck: Deck,
    slide: Any,
    box: Box,
    names: Sequence[str],
    series: Mapping[str, Sequence[float]],
    form: str,
    colours: Sequence[str] | Mapping[str, str],
    title: str = "",
    across: bool = True,
) -> None:
    """A native bar chart.

    Parameters
    ----------
    series : name to a number a category; a missing one is not drawn
    form : number format of the labels
    colours : one a bar (a sequence) where there is one series, or one a series (a mapping)
    across : whether bars lie
    """
    kind = XL_CHART_TYPE.BAR_CLUSTERED if across else XL_CHART_TYPE.COLUMN_CLUSTERED
    frame = _category_chart(slide, kind, box, names, series, form)
    chart, plot = frame.chart, frame.chart.plots[0]
    _plain(deck, chart, title)
    plot.gap_width, plot.overlap = (45, -5) if len(series) == 1 else (60, 0)
    plot.vary_by_categories, plot.has_data_labels = False, True
    plot.data_labels.font.size = Pt(10 if len(names) * len(series) < 16 else 9)
    plot.data_labels.number_format, plot.data_labels.number_format_is_linked = form, False
    plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
    for n, drawn in enumerate(plot.series):
        drawn.invert_if_negative = False
        if isinstance(colours, Mapping):
            _solid(drawn.format.fill, list(colours.values())[n])
        else:
            for point, hex_ in enumerate(colours):
                _solid(drawn.points[point].format.fill, hex_)
    chart.category_axis.reverse_order = across
    chart.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    known = [value for values in series.values() for value in values if not math.isnan(value)]
    low, high = min([0, *known]), max([0, *known])
    reach = (high - low) or 1.0
    chart.value_axis.minimum_scale = low - _ROOM * reach if low < 0 else 0
    chart.value_axis.maximum_scale = high + _ROOM * reach if high > 0 else 0
    _legend(chart, len(series) > 1)
    describe(frame.element, _in_words("Bar chart", title, names, series, form))


def lines(
    deck: Deck,
    slide: Any,
    box: Box,
    names: Sequence[str],
    series: Mapping[str, Sequence[float]],
    form: str,
    looks: Mapping[str, tuple[str, bool]],
    title: str,
    under: str,
) -> None:
    """A native line chart.

    Parameters
    ----------
    series, form : as of `bars`
    looks : series to its colour, and whether it is dashed
    under : words of the axis of categories
    """
    frame = _category_chart(slide, XL_CHART_TYPE.LINE_MARKERS, box, names, series, form)
    chart = frame.chart
    _plain(deck, chart, title)
    for drawn in chart.plots[0].series:
        hex_, dashed = looks[drawn.name]
        drawn.smooth = False
        drawn.format.line.color.rgb, drawn.format.line.width = colour(hex_), Pt(2.25)
        drawn.marker.style, drawn.marker.size = XL_MARKER_STYLE.NONE if dashed else XL_MARKER_STYLE.CIRCLE, 7
        _solid(drawn.marker.format.fill, hex_)
        drawn.marker.format.line.fill.background()
        if dashed:
            drawn.format.line.dash_style = MSO_LINE.DASH
    axis = chart.value_axis
    axis.has_major_gridlines = True
    axis.major_gridlines.format.line.color.rgb = colour(PALE)
    highest = max(value for values in series.values() for value in values if not math.isnan(value))
    axis.minimum_scale, axis.maximum_scale = 0, 1 if highest > 0.5 else None
    axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked = form, False
    axis.format.line.fill.background()
    _axis_title(chart.category_axis, under)
    _legend(chart, True)
    describe(frame.element, _in_words("Line chart", f"{title}, by {under}", names, series, form))


def bubbles(deck: Deck, slide: Any, box: Box, points: Sequence[Point], across: str, up: str) -> None:
    """A native bubble chart, a series a segment.

    points : segment_id, name, x, y (both 0 to 1) and size of each
    """
    data = BubbleChartData(number_format="0.00")
    for number, name, x, y, size in points:
        data.add_series(f"{number}  {name}").add_data_point(float(x), float(y), float(size))
    frame = slide.shapes.add_chart(XL_CHART_TYPE.BUBBLE, *(Inches(x) for x in box), data)
    _write_behind(frame)
    chart = frame.chart
    _plain(deck, chart, "")
    chart.plots[0].bubble_scale = 55
    for drawn, (number, *_) in zip(chart.plots[0].series, points, strict=True):
        _solid(drawn.format.fill, segment_colour(number))
        drawn.format.line.color.rgb = colour(WHITE)
        label = drawn.points[0].data_label
        label.has_text_frame = True
        run = label.text_frame.paragraphs[0].add_run()
        run.text = str(number)
        run.font.size, run.font.bold, run.font.color.rgb = Pt(12), True, colour(INK)
        label.position = XL_LABEL_POSITION.CENTER
    for axis, words in ((chart.category_axis, across), (chart.value_axis, up)):
        axis.minimum_scale, axis.maximum_scale, axis.major_unit = -0.15, 1.15, 0.65
        axis.has_major_gridlines = True
        axis.major_gridlines.format.line.color.rgb = colour(PALE)
        axis.tick_label_position = XL_TICK_LABEL_POSITION.NONE
        axis.format.line.color.rgb = colour(GREY)
        axis.crosses = XL_AXIS_CROSSES.MINIMUM
        _axis_title(axis, words)
    _legend(chart, False)
    places = "; ".join(f"{number} {name}: {y:.2f} up, {x:.2f} across" for number, name, x, y, _ in points)
    describe(frame.element, f"Bubble chart, up: {up}; across: {across}. {places}")


def _category_chart(
    slide: Any, kind: Any, box: Box, names: Sequence[str], series: Mapping[str, Sequence[float]], form: str
) -> Any:
    """A chart of series over categories, in its frame."""
    data = CategoryChartData(number_format=form)
    data.categories = list(names)
    for words, values in series.items():
        data.add_series(words, [None if math.isnan(value) else float(value) for value in values])
    frame = slide.shapes.add_chart(kind, *(Inches(x) for x in box), data)
    _write_behind(frame)
    return frame


def _write_behind(frame: Any) -> None:
    """Write the workbook behind a chart anew, from what the chart itself holds: python-pptx takes a name that begins
    like a formula for one, and has no option against it."""
    stream = io.BytesIO()
    book = Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet = book.add_worksheet("Sheet1")
    part = frame.chart_part
    for reference in etree.fromstring(part.blob).iter(qn("c:f")):
        cache = reference.getnext()
        row, column = xl_cell_to_rowcol(reference.text.rpartition("!")[2].partition(":")[0].replace("$", ""))
        for point in cache.iter(qn("c:pt")):
            text, at = point.findtext(qn("c:v")), row + int(point.get("idx"))
            if cache.tag == qn("c:numCache"):
                sheet.write_number(at, column, float(text))
            else:
                sheet.write_string(at, column, text)
    book.close()
    part.chart_workbook.update_from_xlsx_blob(stream.getvalue())


def _in_words(kind: str, title: str, names: Sequence[str], series: Mapping[str, Sequence[float]], form: str) -> str:
    """What a chart of series over categories shows."""

    def written(value: float) -> str:
        if math.isnan(value):
            return "not shown"
        return f"{value:.0%}" if form.endswith("%") else f"{value:,.2f}" if form == "0.00" else f"{value:,.1f}"

    rows = [f"{name}: {', '.join(written(values[n]) for values in series.values())}" for n, name in enumerate(names)]
    return f"{kind}{f': {title}' if title else ''} ({'; '.join(series)}). {'; '.join(rows)}"


def _solid(fill: Any, hex_: str) -> None:
    fill.solid()
    fill.fore_color.rgb = colour(hex_)


def _plain(deck: Deck, chart: Any, title: str) -> None:
    chart.font.size, chart.font.name = Pt(11), deck.font
    chart.font.color.rgb = colour(INK)
    chart.has_title = bool(title)
    if title:
        frame = chart.chart_title.text_frame
        frame.text = title
        frame.paragraphs[0].runs[0].font.size, frame.paragraphs[0].runs[0].font.bold = Pt(12), True


def _legend(chart: Any, shown: bool) -> None:
    chart.has_legend = shown
    if shown:
        chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
        chart.legend.font.size = Pt(10.5)


def _axis_title(axis: Any, words: str) -> None:
    axis.has_title = True
    axis.axis_title.text_frame.text = words
    run = axis.axis_title.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(11), False
