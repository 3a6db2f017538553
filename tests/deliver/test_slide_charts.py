"""slide_charts.py: native charts whose workbook holds what they show, and text as text."""

import io
import math

import openpyxl
import pytest
from lxml import etree
from pptx.chart import xlsx
from pptx.enum.chart import (
    XL_CHART_TYPE,
    XL_LABEL_POSITION,
    XL_LEGEND_POSITION,
    XL_MARKER_STYLE,
    XL_TICK_LABEL_POSITION,
)
from pptx.enum.dml import MSO_LINE

from segtools.deliver import slide_charts
from segtools.deliver.powerpoint import Deck
from segtools.show.look import GREY, INK, PALE, segment_colour
from segtools.words import Style

BOX = (1, 2, 5, 3)


@pytest.fixture
def deck():
    return Deck("T", Style())


def behind(slide):
    """The cells of the workbook behind the one chart of a slide, and the chart's frame."""
    (frame,) = (shape for shape in slide.shapes if shape.has_chart)
    book = openpyxl.load_workbook(io.BytesIO(frame.chart_part.chart_workbook.xlsx_part.blob))
    return {cell.coordinate: cell for row in book.active.iter_rows() for cell in row if cell.value is not None}, frame


def test_a_name_that_begins_like_a_formula_stays_text_in_the_workbook_behind(deck):
    slide = deck.slide("one", "A title", [])
    slide_charts.bars(deck, slide, BOX, ["=1+1", "b"], {"=SUM(A1)": [0.25, math.nan]}, "0%", ["#000000"] * 2)
    cells, frame = behind(slide)
    assert {place: cell.value for place, cell in cells.items()} == {
        "A2": "=1+1",
        "A3": "b",
        "B1": "=SUM(A1)",
        "B2": 0.25,
    }
    assert not [cell for cell in cells.values() if cell.data_type == "f"]
    assert "=1+1: 25%; b: not shown" in etree.tostring(frame.element, encoding="unicode")


def test_the_library_itself_is_left_as_it_is():
    assert xlsx.Workbook.__module__ == "xlsxwriter.workbook" and xlsx.Workbook.__name__ == "Workbook"


def test_lines_say_in_words_what_they_show(deck):
    slide = deck.slide("one", "A title", [])
    series = {"ours": [0.5, 0.75], "null": [0.25, math.nan]}
    looks = {"ours": ("#000000", False), "null": ("#999999", True)}
    slide_charts.lines(deck, slide, BOX, ["2", "3"], series, "0.00", looks, "Do they?", "segments")
    cells, frame = behind(slide)
    assert cells["C2"].value == 0.25 and "C3" not in cells
    assert "Do they?, by segments (ours; null). 2: 0.50, 0.25; 3: 0.75, not shown" in etree.tostring(
        frame.element, encoding="unicode"
    )


def test_bubbles_are_a_series_a_segment_with_its_place_and_size(deck):
    slide = deck.slide("one", "A title", [])
    points = [(1, "=Few", 0.25, 0.5, 0.1), (2, "Many", 0.75, 1.0, 0.9)]
    slide_charts.bubbles(deck, slide, BOX, points, "strength", "offer")
    cells, frame = behind(slide)
    assert [series.name for series in frame.chart.plots[0].series] == ["1  =Few", "2  Many"]
    assert sorted(cell.value for cell in cells.values() if cell.data_type == "n") == [0.1, 0.25, 0.5, 0.75, 0.9, 1.0]
    assert "1 =Few: 0.50 up, 0.25 across" in etree.tostring(frame.element, encoding="unicode")


# --- how charts look --------------------------------------------------------------------------------------


def chart_of(slide):
    (frame,) = (shape for shape in slide.shapes if shape.has_chart)
    return frame.chart


def bars_of(deck, names=("a", "b"), series=None, colours=None, **more):
    slide = deck.slide("one", "A title", [])
    series = series or {"x": [0.5, -0.25]}
    slide_charts.bars(deck, slide, BOX, list(names), series, "0%", colours or ["#112233"] * len(names), **more)
    return chart_of(slide), slide


def test_bars_stand_in_their_box_named_at_the_low_end_with_room_for_their_labels(deck):
    chart, slide = bars_of(deck, title="Of what")
    (frame,) = (shape for shape in slide.shapes if shape.has_chart)
    assert [side / 914400 for side in (frame.left, frame.top, frame.width, frame.height)] == list(BOX)
    plot = chart.plots[0]
    assert chart.chart_type == XL_CHART_TYPE.BAR_CLUSTERED and (plot.gap_width, plot.overlap) == (45, -5)
    assert plot.has_data_labels and not plot.vary_by_categories and not chart.has_legend
    labels = plot.data_labels
    assert (labels.font.size.pt, labels.number_format, labels.number_format_is_linked) == (10, "0%", False)
    assert labels.position == XL_LABEL_POSITION.OUTSIDE_END
    assert chart.category_axis.reverse_order and chart.category_axis.tick_label_position == XL_TICK_LABEL_POSITION.LOW
    assert not chart.value_axis.visible and not chart.value_axis.has_major_gridlines
    ends = chart.value_axis.minimum_scale, chart.value_axis.maximum_scale
    assert ends == pytest.approx((-0.25 - 0.18 * 0.75, 0.5 + 0.18 * 0.75))
    assert (chart.font.size.pt, str(chart.font.color.rgb)) == (11, INK[1:].upper())
    run = chart.chart_title.text_frame.paragraphs[0].runs[0]
    assert (run.text, run.font.size.pt, run.font.bold) == ("Of what", 12, True)
    assert not plot.series[0].invert_if_negative
    assert [str(plot.series[0].points[n].format.fill.fore_color.rgb) for n in (0, 1)] == ["112233"] * 2


@pytest.mark.parametrize(
    ("values", "ends"),
    [([0.5, 0.25], (0, 0.59)), ([-0.5, -0.25], (-0.59, 0)), ([0.0, 0.0], (0, 0)), ([1.0, math.nan], (0, 1.18))],
)
def test_an_axis_begins_at_nothing_and_ends_beyond_the_longest_bar(deck, values, ends):
    axis = bars_of(deck, series={"x": values})[0].value_axis
    assert (axis.minimum_scale, axis.maximum_scale) == pytest.approx(ends)


def test_bars_of_several_series_have_a_legend_and_a_colour_each(deck):
    series = {"x": [0.5] * 8, "y": [0.25] * 8}
    chart, _ = bars_of(deck, names="abcdefgh", series=series, colours={"x": "#112233", "y": "#445566"}, across=False)
    plot = chart.plots[0]
    assert chart.chart_type == XL_CHART_TYPE.COLUMN_CLUSTERED and (plot.gap_width, plot.overlap) == (60, 0)
    assert not chart.category_axis.reverse_order and not chart.has_title
    assert plot.data_labels.font.size.pt == 9  # sixteen bars; under that, ten
    assert [str(drawn.format.fill.fore_color.rgb) for drawn in plot.series] == ["112233", "445566"]
    assert chart.has_legend and chart.legend.position == XL_LEGEND_POSITION.BOTTOM
    assert not chart.legend.include_in_layout and chart.legend.font.size.pt == 10.5


def test_a_line_has_its_colour_and_marks_and_what_is_no_base_is_dashed(deck):
    slide = deck.slide("one", "A title", [])
    looks = {"ours": ("#112233", False), "null": ("#445566", True)}
    series = {"ours": [0.5, 0.75], "null": [0.25, math.nan]}
    slide_charts.lines(deck, slide, BOX, ["2", "3"], series, "0.00", looks, "Do they?", "segments")
    chart = chart_of(slide)
    ours, null = chart.plots[0].series
    for drawn, hex_ in ((ours, "112233"), (null, "445566")):
        assert str(drawn.format.line.color.rgb) == hex_ and drawn.format.line.width.pt == 2.25 and not drawn.smooth
        assert str(drawn.marker.format.fill.fore_color.rgb) == hex_ and drawn.marker.size == 7
    assert (ours.marker.style, null.marker.style) == (XL_MARKER_STYLE.CIRCLE, XL_MARKER_STYLE.NONE)
    assert (ours.format.line.dash_style, null.format.line.dash_style) == (None, MSO_LINE.DASH)
    axis = chart.value_axis
    assert axis.has_major_gridlines and str(axis.major_gridlines.format.line.color.rgb) == PALE[1:].upper()
    assert (axis.minimum_scale, axis.maximum_scale) == (0, 1)
    assert (axis.tick_labels.number_format, axis.tick_labels.number_format_is_linked) == ("0.00", False)
    assert chart.has_legend and chart.has_title
    run = chart.category_axis.axis_title.text_frame.paragraphs[0].runs[0]
    assert (run.text, run.font.size.pt, run.font.bold) == ("segments", 11, False)


@pytest.mark.parametrize(("highest", "end"), [(0.5, None), (0.51, 1)])
def test_lines_in_the_lower_half_are_drawn_as_large_as_they_can_be(deck, highest, end):
    slide = deck.slide("one", "A title", [])
    slide_charts.lines(deck, slide, BOX, ["2"], {"a": [highest]}, "0.00", {"a": ("#112233", False)}, "T", "n")
    assert chart_of(slide).value_axis.maximum_scale == end


def test_bubbles_carry_their_number_and_the_middle_of_each_axis_is_marked(deck):
    slide = deck.slide("one", "A title", [])
    slide_charts.bubbles(deck, slide, BOX, [(1, "Few", 0.25, 0.5, 0.1), (2, "Many", 0.75, 1.0, 0.9)], "across", "up")
    chart = chart_of(slide)
    assert chart.plots[0].bubble_scale == 55 and not chart.has_legend and not chart.has_title
    for series, number in zip(chart.plots[0].series, (1, 2), strict=True):
        assert f"#{series.format.fill.fore_color.rgb}".lower() == segment_colour(number).lower()
        assert str(series.format.line.color.rgb) == "FFFFFF"
        label = series.points[0].data_label
        (run,) = label.text_frame.paragraphs[0].runs
        assert (run.text, run.font.size.pt, run.font.bold) == (str(number), 12, True)
        assert label.position == XL_LABEL_POSITION.CENTER and str(run.font.color.rgb) == INK[1:].upper()
    for axis, told in ((chart.category_axis, "across"), (chart.value_axis, "up")):
        assert (axis.minimum_scale, axis.maximum_scale, axis.major_unit) == (-0.15, 1.15, 0.65)
        assert axis.has_major_gridlines and axis.tick_label_position == XL_TICK_LABEL_POSITION.NONE
        assert str(axis.major_gridlines.format.line.color.rgb) == PALE[1:].upper()
        assert str(axis.format.line.color.rgb) == GREY[1:].upper()
        assert axis.axis_title.text_frame.text == told


def test_the_workbook_behind_a_chart_has_the_sheet_that_the_chart_refers_to(deck):
    _, slide = bars_of(deck)
    (frame,) = (shape for shape in slide.shapes if shape.has_chart)
    book = openpyxl.load_workbook(io.BytesIO(frame.chart_part.chart_workbook.xlsx_part.blob))
    referred = {node.text.partition("!")[0] for node in etree.fromstring(frame.chart_part.blob).iter("{*}f")}
    assert set(book.sheetnames) == referred == {"Sheet1"}


@pytest.mark.parametrize(
    ("form", "value", "written"),
    [("0%", 0.256, "26%"), ("0.00", 1234.567, "1,234.57"), ("+0.0;-0.0;0.0", 1234.56, "1,234.6")],
)
def test_a_chart_in_words_has_the_digits_of_its_labels(form, value, written):
    assert slide_charts._in_words("Bar chart", "T", ["a"], {"x": [value]}, form) == f"Bar chart: T (x). a: {written}"
    assert slide_charts._in_words("Bar chart", "", ["a"], {"x": [value], "y": [math.nan]}, form) == (
        f"Bar chart (x; y). a: {written}, not shown"
    )
