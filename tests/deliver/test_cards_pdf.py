"""cards.pdf: the same cards, on one page or more, in one size of type."""

import re
import shutil
import subprocess

import pytest

from segtools.deliver import cards_pdf
from segtools.show.card_and_plan import CardView


def card(number, sentences=1):
    facts = tuple(f"fact number {n} of some length, against another figure in the base" for n in range(sentences))
    return CardView(
        number, f"Name {number}", False, False, "700", "people", "70%", None, "", "", {"facts": facts}, (), ""
    )


def test_a_card_a_segment_and_the_same_bytes_again(views, tmp_path):
    own = views()
    assert (
        cards_pdf.write_sheet(own, tmp_path / "a.pdf") == cards_pdf.promised(own) == [f"segment {n}" for n in (1, 2, 3)]
    )
    cards_pdf.write_sheet(own, tmp_path / "b.pdf")
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize(("count", "rows"), [(3, 1), (5, 1), (6, 2), (8, 2)])
def test_cards_stand_beside_each_other_on_the_page_in_two_rows_where_they_are_many(count, rows):
    boxes = cards_pdf._boxes(count)
    assert len({box.bottom for box in boxes}) == rows and len(boxes) == count
    assert all(box.left >= 36 and box.left + box.width <= cards_pdf._WIDTH - 35 and box.bottom >= 35 for box in boxes)


def test_type_shrinks_for_all_cards_until_the_longest_fits(views):
    own, (box, *_) = views(), cards_pdf._boxes(3)
    for name, file in ((cards_pdf._FONT, "DejaVuSans.ttf"), (cards_pdf._BOLD, "DejaVuSans-Bold.ttf")):
        path = f"{cards_pdf.get_data_path()}/fonts/ttf/{file}"
        cards_pdf.pdfmetrics.registerFont(cards_pdf.TTFont(name, path))
    short, long = (cards_pdf._scale(own, [card(1), card(2, n)], box) for n in (1, 60))
    assert short == 1.1 and long <= short


def test_lines_stand_apart_by_more_than_the_size_of_their_type():
    for size in (7.5, 9.2, 10.5, 17.6):
        style = cards_pdf._style(size, leftIndent=9)
        assert 1.1 * size < style.leading < 1.5 * size and (style.fontSize, style.leftIndent) == (size, 9)


def test_a_name_too_long_for_its_bar_is_cut_to_fit_and_says_so(views, tmp_path):
    cards_pdf.write_sheet(views(), tmp_path / "registers.pdf")
    long = "days since the last order of anything at all"
    cut = cards_pdf._fitted(long, 80)
    assert cut.endswith("…") and long.startswith(cut[:-1]) and len(cut) > 8
    assert cards_pdf.pdfmetrics.stringWidth(cut, cards_pdf._FONT, 8) <= 80
    assert cards_pdf._fitted("orders", 80) == "orders"


@pytest.mark.skipif(not shutil.which("pdftotext"), reason="pdftotext is not on this machine")
def test_cards_tell_size_and_worth_and_of_a_small_segment_its_name_only(views, tmp_path):
    cards_pdf.write_sheet(views(), tmp_path / "cards.pdf")
    said = subprocess.run(["pdftotext", tmp_path / "cards.pdf", "-"], capture_output=True, text=True, check=True).stdout
    assert (
        "698 customers" in re.sub(r"\s+", " ", said) and "€97" in said and "ninefold" not in said and "€411" not in said
    )
