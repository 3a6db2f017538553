"""powerpoint.py and slide_text.py: text that fits, tables with a head, a theme of the client's."""

import zipfile

import pytest
from lxml import etree

from segtools.deliver.powerpoint import Deck
from segtools.deliver.slide_text import Para, bullets, clean, column_widths, line_count
from segtools.words import Style

STYLE = Style(colour="#0b3c5d", font="Georgia")


def test_what_a_slide_cannot_hold_goes_to_its_notes():
    deck = Deck("T", STYLE)
    slide = deck.slide("one", "A title", ["Sources: none."])
    shape = deck.text(slide, (1, 2, 3, 0.5), [Para(f"sentence number {n} of a long list") for n in range(20)], 14)
    assert "number 19" in slide.notes_slide.notes_text_frame.text and "number 19" not in shape.text_frame.text
    told = shape.text_frame.text + slide.notes_slide.notes_text_frame.text
    assert all(f"number {n} " in told for n in range(20))


def test_a_table_has_a_header_row_its_rows_and_words_for_who_cannot_see_it():
    deck = Deck("T", STYLE)
    slide = deck.slide("one", "A title", [])
    end = deck.table(slide, (1, 2, 6, 3), ["name", "n"], [["a", 1], ["b", 22]], [2, 1], numbers=[1], marks=[1, 2])
    (frame,) = (shape for shape in slide.shapes if shape.has_table)
    assert frame.table.first_row and not frame.table.horz_banding and 2 < end < 5
    assert [[cell.text for cell in row.cells] for row in frame.table.rows] == [["name", "n"], ["a", "1"], ["b", "22"]]
    assert 'descr="Table: name, n"' in etree.tostring(frame.element).decode()


def test_a_table_is_set_smaller_until_every_word_stays_whole():
    """Where the longest words of all columns are wider than the table at twelve points; never under 7.5."""
    deck = Deck("T", STYLE)
    slide = deck.slide("one", "A title", [])
    head = ["attractiveness", "strengthening", "maintaining", "contactable"]
    deck.table(slide, (1, 1, 4.4, 5), head, [["a", "b", "c", "d"]], [1, 1, 1, 1])
    (grid,) = (shape.table for shape in slide.shapes if shape.has_table)
    size = grid.cell(0, 0).text_frame.paragraphs[0].runs[0].font.size.pt
    assert 7.5 <= size < 12
    for column, word in zip(grid.columns, head, strict=True):
        assert line_count(word, column.width / 914400 - 0.19, size, True) == 1, word


def test_rows_that_do_not_fit_are_counted_in_the_notes():
    deck = Deck("T", STYLE)
    slide = deck.slide("one", "A title", [])
    deck.table(slide, (1, 2, 6, 0.6), ["name"], [[f"row {n}"] for n in range(9)], [1])
    (frame,) = (shape for shape in slide.shapes if shape.has_table)
    lost = 10 - len(list(frame.table.rows))
    assert lost > 0 and f"{lost} more rows in workbook.xlsx" in slide.notes_slide.notes_text_frame.text


def test_the_theme_has_the_clients_font_and_is_there_once(tmp_path):
    deck = Deck("T", Style(font='Bad "<font>&'))
    deck.slide("one", "A title", [])
    deck.file.save(tmp_path / "deck.pptx")
    with zipfile.ZipFile(tmp_path / "deck.pptx") as held:
        names = held.namelist()
        assert len(names) == len(set(names))
        theme = held.read("ppt/theme/theme1.xml").decode()
    assert 'typeface="Bad font"' in theme and '<a:accent1><a:srgbClr val="0072b2"/>' in theme
    etree.fromstring(theme.encode())


def test_bullets_are_bullets_and_page_numbers_are_fields():
    deck = Deck("T", STYLE)
    slide = deck.slide("one", "A title", [])
    shape = deck.text(slide, (1, 2, 6, 3), bullets(["a", "b"]), 14)
    assert etree.tostring(shape.element).decode().count("buChar") == 2
    assert any("slidenum" in etree.tostring(own.element).decode() for own in slide.shapes)


@pytest.mark.parametrize(
    ("text", "told"),
    [("a\nb\tc", "a b c"), ("a\x00b", "ab"), ("-€5", "−€5"), ("-EUR 5", "−EUR 5"), ("x-ray", "x-ray"), ("=-1", "=-1")],
)
def test_text_is_cleaned_of_what_xml_cannot_hold_and_a_minus_stays_with_its_amount(text, told):
    assert clean(text) == told


def test_lines_are_counted_by_words_that_are_kept_whole():
    assert line_count("word", 3, 12) == 1 and line_count("word " * 40, 3, 12) > 5
    assert line_count("w" * 200, 1, 12) > 10


def test_columns_are_as_wide_as_wanted_unless_a_word_asks_for_more():
    assert column_widths([["a", "b"]], [1, 3], 4, 10) == pytest.approx([1, 3])
    wide = column_widths([["incomprehensibilities", "b"]], [1, 9], 4, 10)
    assert wide[0] > 1.2 and sum(wide) == pytest.approx(4)
