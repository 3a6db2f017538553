"""slide_charts.py: native charts whose workbook holds what they show, and text as text."""

import io
import math

import openpyxl
import pytest
from lxml import etree
from pptx.chart import xlsx

from segtools.deliver import slide_charts
from segtools.deliver.powerpoint import Deck
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
