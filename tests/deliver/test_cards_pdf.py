"""cards.pdf: the same cards, on one page or more, in one size of type."""

import dataclasses
import re
import shutil
import subprocess
from types import SimpleNamespace

import pytest
from PIL import Image

from segtools.deliver import cards_pdf
from segtools.show.card_and_plan import CardView, Worth
from segtools.show.look import GREY, INK, LINE, PALE, SOFT, segment_colour


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


# --- where things stand on a page -------------------------------------------------------------------------


class Paper(cards_pdf.Canvas):
    """A page that keeps what is drawn on it: rectangles and lines with their colours, texts with font and colour."""

    def __init__(self, *given, **more):
        self.kept = {"rect": [], "line": [], "text": [], "image": [], "title": [], "pages": 0}
        super().__init__(*given, **more)

    def colours(self):
        held = (self._fillColorObj, self._strokeColorObj)
        return tuple(f"#{colour.hexval()[2:]}" if hasattr(colour, "hexval") else "" for colour in held)

    def rect(self, *place, **how):
        self.kept["rect"].append((place, *self.colours(), how, self._lineWidth))
        super().rect(*place, **how)

    def line(self, *place):
        self.kept["line"].append((place, self.colours()[1]))
        super().line(*place)

    def drawString(self, x, y, text, **more):  # noqa: N802
        self.kept["text"].append((x, y, text, self._fontname, self._fontsize, self.colours()[0]))
        super().drawString(x, y, text, **more)

    def drawImage(self, path, *place, **how):  # noqa: N802
        self.kept["image"].append((place, how))

    def setTitle(self, title):  # noqa: N802
        self.kept["title"].append(title)
        super().setTitle(title)

    def showPage(self):  # noqa: N802
        self.kept["pages"] += 1
        super().showPage()


@pytest.fixture
def paper(tmp_path, monkeypatch):
    """Write cards onto paper: `paper(views)` gives what is drawn, and where the words of each card stand."""

    def written(own):
        made, words = [], []

        class Frame(cards_pdf.KeepInFrame):
            def drawOn(self, canvas, x, y, **more):  # noqa: N802
                words.append((x, y + self.height, self.maxWidth, self.maxHeight))
                super().drawOn(canvas, x, y, **more)

        def page(*given, **more):
            made.append(Paper(*given, **more))
            return made[0]

        monkeypatch.setattr(cards_pdf, "Canvas", page)
        monkeypatch.setattr(cards_pdf, "KeepInFrame", Frame)
        cards_pdf.write_sheet(own, tmp_path / "cards.pdf")
        return made[0].kept, words

    return written


A3 = (1190.55, 841.89)  # points, lying
WIDTH = (A3[0] - 2 * 36 - 2 * 14) / 3  # of three cards
TOP = A3[1] - 36  # of what stands on a page


def test_three_cards_stand_side_by_side_under_their_head_each_with_a_band_of_its_colour(views, paper):
    kept, words = paper(views(least=10))
    height = A3[1] - 2 * 36 - 64
    own = [rect for rect in kept["rect"] if rect[0][2] > 300]
    cards, bands = own[0::2], own[1::2]
    for n, ((place, fill, line, how, thick), band, frame) in enumerate(zip(cards, bands, words, strict=True)):
        left = 36 + n * (WIDTH + 14)
        assert place == pytest.approx((left, 36, WIDTH, height), abs=0.01)
        assert (fill, line, how, thick) == ("#ffffff", LINE, {"fill": 1}, 0.7)
        assert band[0] == pytest.approx((left, 36 + height - 7, WIDTH, 7), abs=0.01)
        assert (band[1], band[3]) == (segment_colour(n + 1).lower(), {"fill": 1, "stroke": 0})
        bars = (2, 1, 1)[n]
        room = height - 7 - 2 * 12 - (bars * 15 + 18)
        assert frame == pytest.approx((left + 12, 36 + height - 7 - 12, WIDTH - 24, room), abs=0.5)
    assert kept["title"] == ["Harbour & Hill: segment cards"] and kept["pages"] == 1
    title, under = kept["text"][:2]
    assert title == (36, pytest.approx(TOP - 24, abs=0.01), "Harbour & Hill: 3 segments", cards_pdf._BOLD, 24, INK)
    said = "1,000 customers, measured over the 28 days to 30 June 2026. Verdict: natural."
    assert under == (36, pytest.approx(TOP - 43, abs=0.01), said, cards_pdf._FONT, 11, SOFT)
    assert kept["image"] == []  # this client has no logo


def test_bars_run_from_the_middle_and_the_longest_fills_its_half_where_it_is_one_at_least(views, paper):
    kept, _ = paper(views(least=10))
    inner = WIDTH - 24
    bars = [rect for rect in kept["rect"] if rect[0][2] < 300]
    for n, lengths in enumerate(([1.4, 1.4], [0.3], [-0.3])):
        left, base = 36 + n * (WIDTH + 14) + 12, 36 + 12
        middle, head = left + 0.68 * inner, base + 15 * len(lengths) + 18
        texts = [text for text in kept["text"][2:] if left - 1 <= text[0] < left + inner]
        assert texts[0][:2] == approx(left, head - 8)
        assert texts[0][2:] == ("How far from the base", cards_pdf._FONT, 7.5, SOFT)
        place, colour = kept["line"][n]
        assert place == approx(middle, head - 14, middle, head - 14 - 15 * len(lengths)) and colour == GREY
        for row, value in enumerate(lengths):
            place, fill, _, how, _ = bars.pop(0)
            long = 0.27 * inner * abs(value) / (1.4 if n == 0 else 1.0)
            foot = head - 14 - 15 * (row + 1) + 3
            assert place == approx(middle if value > 0 else middle - long, foot, long, 10)
            assert (fill, how) == (segment_colour(n + 1).lower(), {"fill": 1, "stroke": 0})
            name, figure = texts[1 + 2 * row : 3 + 2 * row]
            assert name[:2] == approx(left, foot + 2)
            assert name[2:] == (["orders", "pet"][row], cards_pdf._FONT, 8, INK)
            assert figure[:2] == approx(middle + long + 3 if value > 0 else middle + 3, foot + 2)
            assert figure[2] == f"{value:+.1f}"
    assert bars == [] and {rect[2] for rect in kept["rect"] if rect[0][2] < 300} == {PALE}


def approx(*numbers):
    return pytest.approx(numbers, abs=0.01)


def test_a_logo_stands_in_the_upper_right_corner(views, paper, tmp_path, monkeypatch):
    Image.new("RGB", (40, 10)).save(tmp_path / "logo.png")
    monkeypatch.setattr(cards_pdf, "logo", lambda params: tmp_path / "logo.png")
    ((place, how),) = paper(views(least=10))[0]["image"]
    assert place == approx(A3[0] - 36 - 150, TOP - 46, 150, 46)
    assert how == {"preserveAspectRatio": True, "anchor": "ne", "mask": "auto"}


def test_more_than_eight_cards_go_onto_pages_of_like_numbers(views, paper):
    own = views(least=10)
    many = [card(1 + n % 3) for n in range(9)]
    kept, words = paper(SimpleNamespace(cards=many, **copied(own)))
    assert kept["pages"] == 2 and len(words) == 9
    lefts = [round(place[0][0]) for place in kept["rect"][0::2]]
    assert len(set(lefts[:5])) == 5 and lefts[5:] == [36, *lefts[6:]] and len(lefts) == 9  # five, and four


def copied(own):
    names = ("study", "style", "sentence", "base_text", "verdict", "plan_of")
    return {name: getattr(own, name) for name in names}


@pytest.mark.parametrize(
    ("worth", "told"),
    [
        (None, "<b>700</b> people"),
        (Worth("€9", "€8", "€10", "margin each", ""), "<b>700</b> people<br/><b>€9</b> of margin each (€8 to €10)"),
        (
            Worth("€9", "€8", "€10", "a & b", "3% of it"),
            "<b>700</b> people<br/><b>€9</b> of a &amp; b (€8 to €10), 3% of it",
        ),
    ],
)
def test_a_card_says_how_many_and_what_each_is_worth(worth, told):
    assert cards_pdf._size(dataclasses.replace(card(1), worth=worth)) == told


def test_a_card_in_two_rows_holds_fewer_sentences_and_no_reason(views):
    own = views(least=10)
    sections = {
        **{name: tuple(f"{name} {n}" for n in range(9)) for name in ("facts", "descriptors", "categories")},
        **{name: tuple(f"{name} {n}" for n in range(9)) for name in ("wants", "loses", "persona")},
    }
    plan = dataclasses.replace(own.plan_of(2), reason="Why <not>.", offer="Tea.")
    stub = SimpleNamespace(plan_of=lambda number: plan)
    one = dataclasses.replace(card(2), name="A & B", sections=sections)
    for short, counts in ((False, (5, 4, 1, 3, 3, 2)), (True, (3, 1, 0, 1, 1, 1))):
        words = cards_pdf._words(stub, one, short, 1.0)
        names = ("facts", "descriptors", "persona", "categories", "wants", "loses")
        texts = [paragraph.text for paragraph in words]
        assert [sum(text.startswith(name) for text in texts) for name in names] == list(counts)
        assert texts[0] == "<b>A &amp; B</b>" and texts[1] == "<b>700</b> people"
        assert texts[-1] == "Tea." and (texts[-2] == "Why &lt;not&gt;.") != short
        heads = [text for text in texts if text.startswith("<font")]
        assert heads[0] == f'<font name="{cards_pdf._BOLD}" color="{SOFT}">WHAT MAKES IT</font>'
        assert heads[-1] == f'<font name="{cards_pdf._BOLD}" color="{SOFT}">WHAT TO DO: RETAIN</font>'
        assert len(heads) == 1 + sum(count > 0 for count in counts)
        listed = [paragraph for paragraph in words[2:] if not paragraph.text.startswith("<font")]
        assert {paragraph.bulletText for paragraph in listed} == {"•"}
        assert {(paragraph.style.fontSize, paragraph.style.leftIndent) for paragraph in listed} == {(9.2, 9)}
        assert [paragraph.style.fontSize for paragraph in words[:3]] == [16, 10.5, 7.5]
    assert [paragraph.style.fontSize for paragraph in cards_pdf._words(stub, one, True, 0.5)][:4] == [
        8,
        5.25,
        3.75,
        4.6,
    ]


def test_words_are_as_tall_as_their_lines_and_the_larger_gap_between_each_two():
    style = cards_pdf._style(10, spaceAfter=4)
    head = cards_pdf._style(10, spaceBefore=7, spaceAfter=1)
    words = [cards_pdf.Paragraph("a", style), cards_pdf.Paragraph("b", head), cards_pdf.Paragraph("c", style)]
    assert cards_pdf._tall(words, 200) == pytest.approx(3 * 12.8 + 7 + 1)


@pytest.mark.parametrize(("height", "short", "row"), [(399.9, True, 11), (400, False, 15)])
def test_a_card_less_tall_than_400_points_is_short(height, short, row):
    box = cards_pdf._Box(0, 0, 300, height)
    one = dataclasses.replace(card(1), bars=(("a", 1.0), ("b", 2.0)))
    assert (box.short, box.row, box.inner) == (short, row, 276)
    assert (box.below(card(1)), box.below(one)) == (0, 2 * row + 18)
    assert box.room(one) == height - 7 - 24 - 2 * row - 18


def test_six_cards_stand_in_two_rows_of_three():
    boxes = cards_pdf._boxes(6)
    height = (A3[1] - 2 * 36 - 64 - 14) / 2
    for n, box in enumerate(boxes):
        across, down = n % 3, n // 3
        wanted = (36 + across * (WIDTH + 14), 36 + (1 - down) * (height + 14), WIDTH, height)
        assert (box.left, box.bottom, box.width, box.height) == pytest.approx(wanted, abs=0.01)
