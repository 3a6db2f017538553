"""powerpoint.py and slide_text.py: text that fits, tables with a head, a theme of the client's."""

import datetime as dt
import zipfile

import pytest
from lxml import etree
from pptx.enum.dml import MSO_FILL
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN

from segtools.deliver.powerpoint import Deck
from segtools.deliver.slide_text import Para, bullets, clean, column_widths, height_of, line_count
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
    fonts = [[cell.text_frame.paragraphs[0].runs[0].font for cell in row.cells] for row in frame.table.rows]
    assert [[font.bold for font in row] for row in fonts] == [[True, True], [True, False], [True, False]]
    assert [str(row[0].color.rgb) for row in fonts] == ["FFFFFF", "22303C", "22303C"]


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
    three = column_widths([["incomprehensibilities", "b", "c"]], [1, 6, 3], 6, 10)
    assert three[0] == pytest.approx(wide[0]) and three[1] == pytest.approx(2 * three[2])
    heads = column_widths([["a", "b"], ["a word", "incomprehensibilities"]], [9, 1], 4, 10)
    assert heads[1] == pytest.approx(wide[0])  # the longest word of any row
    tight = column_widths([["incomprehensibilities"] * 2], [1, 3], 2, 10)
    assert tight == pytest.approx([0.5, 1.5])  # where not all fit, as wanted


def test_a_column_is_as_wide_as_its_longest_word_in_common_fonts_and_its_margins():
    """Ten zeros of DejaVu Sans Bold are 6.958 ems; 93% of that at 36 points is 3.235 inches, and .2 for margins."""
    wide, rest = column_widths([["0" * 10, ""]], [1, 99], 9, 36)
    assert wide == pytest.approx(6.958 * 0.93 * 36 / 72 + 0.2, abs=0.01) and wide + rest == pytest.approx(9)


def test_lines_are_as_long_as_their_box_allows():
    """A zero of DejaVu Sans is .636 em, of common fonts .592: at 36 points eight take 2.37 inches."""
    assert line_count("0" * 8, 2.38, 36) == 1 and line_count("0" * 8, 2.36, 36) == 2
    assert line_count("0000 000", 2.35, 36) == 1  # a gap is half a zero
    assert line_count("0000 0000", 2.4, 36) == 2 and line_count("0000 0000 0000", 2.4, 36) == 3
    assert line_count("0" * 8, 2.38, 36, bold=True) == 2 and line_count("", 1, 12) == 1
    assert line_count("0" * 20 + " 0", 1.0, 36) == 7  # three a line, and with the rest of the sixth there is no room


def test_paragraphs_are_as_high_as_their_lines_and_what_follows_them():
    assert height_of([Para("a"), Para("b", scale=2, after=1)], 5, 10) == pytest.approx(10 * 1.55 + 20 * 2.2)
    text = "0000 0000"  # one line, but two with a bullet's indent
    plain, hung = (height_of([Para(text, bullet=bullet, after=0)], 2.6, 36) for bullet in (False, True))
    assert (plain, hung) == pytest.approx((36 * 1.2, 2 * 36 * 1.2))


def test_text_is_set_as_large_as_fits_in_half_points():
    deck = Deck("T", STYLE)
    slide = deck.slide("one", "A title", [])
    sizes = []
    for height in (0.6, 0.36, 0.2):
        shape = deck.text(slide, (1, 2, 5, height), [Para("one line", after=0), Para("")], 30, 12)
        sizes.append(shape.text_frame.paragraphs[0].runs[0].font.size.pt)
        assert len(shape.text_frame.paragraphs) == 1  # what says nothing is no paragraph
    assert sizes == [30, 21.5, 12]  # 1.2 times 21.5 is 25.8 points, of 25.92


def test_a_text_in_the_middle_stands_there_and_others_at_the_top():
    deck = Deck("T", STYLE)
    slide = deck.slide("one", "A title", [])
    top, middle = (deck.text(slide, (1, 2, 5, 1), [Para("a")], 12, middle=way).text_frame for way in (False, True))
    assert (top.vertical_anchor, middle.vertical_anchor) == (MSO_ANCHOR.TOP, MSO_ANCHOR.MIDDLE)
    assert top.word_wrap and not top.margin_left and not top.margin_right and not top.margin_bottom


def test_a_title_is_set_smaller_until_it_takes_two_lines():
    deck = Deck("T", STYLE)
    sizes = []
    for words in (3, 30, 200):
        head = deck.slide("one", "a word or " * words, []).shapes.title
        sizes.append(head.text_frame.paragraphs[0].runs[0].font.size.pt)
    assert sizes[0] == 26 and 15 < sizes[1] < 26 and sizes[2] == 15
    for size, fits in (
        (sizes[1], True),
        (sizes[1] + 1, False),
    ):  # the largest size at which it is 64 points high at most
        lines = line_count("a word or " * 30, 13.333 - 1.2, size, True)
        assert (lines * size * 1.2 <= 64) == fits


def test_a_deck_names_its_title_and_its_author_and_has_one_layout_of_title_and_room():
    deck = Deck("Acme: segments", STYLE, "Us")
    properties = deck.file.core_properties
    assert (properties.title, properties.author, properties.last_modified_by) == ("Acme: segments", "Us", "Us")
    assert properties.comments == "" and properties.created == properties.modified
    assert abs((dt.datetime.now(dt.UTC).replace(tzinfo=None) - properties.created).total_seconds()) < 60
    (layout,) = deck.file.slide_layouts
    assert layout.name == "Title Only" and [shape.placeholder_format.idx for shape in layout.placeholders] == [0]
    assert (deck.file.slide_width / 914400, deck.file.slide_height / 914400) == pytest.approx((13.333, 7.5), abs=1e-3)
    for holder in (layout, deck.file.slide_master):
        (head,) = [shape for shape in holder.placeholders if shape.placeholder_format.idx == 0]
        place = [side / 914400 for side in (head.left, head.top, head.width, head.height)]
        assert place == pytest.approx([0.6, 0.42, 12.133, 0.9], abs=1e-3)


def test_a_title_is_bold_in_the_clients_colour_and_a_number_of_the_page_stands_at_the_right():
    deck = Deck("T", STYLE)
    deck.slide("one", "A title", [])
    head, foot, number = deck.slide("two", "A title", ["a", "b"]).shapes
    run = head.text_frame.paragraphs[0].runs[0]
    assert (
        run.font.bold and str(run.font.color.rgb) == "0B3C5D" and head.text_frame.vertical_anchor == MSO_ANCHOR.MIDDLE
    )
    assert (foot.text_frame.text, number.text_frame.paragraphs[0].alignment) == ("T", PP_ALIGN.RIGHT)
    field = number._element.find(".//{*}fld")
    assert field.get("type") == "slidenum" and field.findtext("{*}t") == "2"
    places = [[side / 914400 for side in (one.left, one.top, one.width, one.height)] for one in (foot, number)]
    assert places[0] == pytest.approx([0.6, 7.08, 9, 0.26], abs=1e-3)
    assert places[1] == pytest.approx([13.333 - 1.6, 7.08, 1, 0.26], abs=1e-3)
    assert deck.sections == ["one", "two"]
    assert deck.file.slides[1].notes_slide.notes_text_frame.text == "a\nb"


def test_an_area_is_plain_and_has_neither_line_nor_shadow():
    deck = Deck("T", STYLE)
    slide = deck.slide("one", "A title", [])
    deck.block(slide, (1, 2, 3, 4), "#112233")
    area = slide.shapes[3]
    assert [side / 914400 for side in (area.left, area.top, area.width, area.height)] == [1, 2, 3, 4]
    assert str(area.fill.fore_color.rgb) == "112233" and area.shadow.inherit is False
    assert area.line.fill.type == MSO_FILL.BACKGROUND and area.auto_shape_type == MSO_SHAPE.RECTANGLE


def test_a_table_is_set_smaller_until_it_fits_and_its_cells_have_their_margins():
    deck = Deck("T", STYLE)
    slide = deck.slide("one", "A title", [])
    rows = [[f"row {n}", n] for n in range(9)]
    for height, size in ((4, 12), (2.5, 9), (1.0, 7.5)):
        end = deck.table(slide, (1, 2, 6, height), ["name", "n"], rows, [2, 1])
        *_, frame = (shape for shape in slide.shapes if shape.has_table)
        cell = frame.table.cell(1, 0)
        assert cell.text_frame.paragraphs[0].runs[0].font.size.pt == size
        shown = len(list(frame.table.rows))
        each = 1.2 * size + 7  # a line, and what is above and below it
        assert frame.table.rows[1].height.pt == pytest.approx(each, abs=0.1)
        assert end == pytest.approx(2 + shown * each / 72, abs=0.02) and (shown == 10 or size == 7.5)
        assert ((shown * each <= height * 72) and (shown + 1) * each > height * 72) or shown == 10
        margins = (cell.margin_left.inches, cell.margin_right.inches, cell.margin_top.pt, cell.margin_bottom.pt)
        assert margins == pytest.approx((0.08, 0.08, 3, 3)) and cell.vertical_anchor == MSO_ANCHOR.MIDDLE
    style = next(frame._element.iter("{*}tableStyleId")).text
    assert style == "{2D5ABB26-0587-4C30-8999-92F81FD0307C}"  # of PowerPoint: no style, no grid
