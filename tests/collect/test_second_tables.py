"""second_tables.py: a header repeated, and another table in the same file."""

import pytest
import xlsxwriter
from collect.small_clients import source_of

from segtools.collect import sources

ORDERS = "no,who,day,paid\n" + "".join(f"{n},A{n},2025-01-0{n},{n}0.00\n" for n in range(1, 5))
STOCK = "item,place,counted,left\n" + "".join(f"{n},B{n},2025-02-0{n},{n}\n" for n in range(1, 4))
TEXTS = "name,town,mood\nAnna,Bath,good\nJo,York,bad\nDi,Hull,fair\n"


def looked_at(path, **how):
    remarks = []
    rows = sources.read_rows(sources.connect(), "t", source_of(path, **how), remarks).order_by("_row").execute()
    return rows._fault.fillna("").tolist(), remarks, rows


@pytest.mark.parametrize("quoted", [False, True])
def test_a_header_repeated_is_set_aside_and_the_rows_below_are_remarked(tmp_path, quoted):
    text = ORDERS + ORDERS
    (tmp_path / "t.csv").write_text(text.replace("A1", '"A1"') if quoted else text, "utf-8")
    faults, remarks, rows = looked_at(tmp_path / "t.csv")
    assert faults == ["", "", "", "", "repeats the header", "", "", "", ""] and rows._text[4] == "no,who,day,paid"
    file = str(tmp_path / "t.csv")
    assert remarks == [
        (f"{file}: the header stands again on line 6: check that no row below it repeats one above it", 4)
    ]


@pytest.mark.parametrize("quoted", [False, True])
@pytest.mark.parametrize("gap", ["", "\n\n"])
def test_a_second_table_of_equal_width_is_named_and_set_aside(tmp_path, quoted, gap):
    text = ORDERS + gap + STOCK
    (tmp_path / "t.csv").write_text(text.replace("A1", '"A1"') if quoted else text, "utf-8")
    faults, remarks, rows = looked_at(tmp_path / "t.csv")
    line = 6 + len(gap)
    below = [f"row of a second table, whose header is line {line}"] * 3
    assert faults == ["", "", "", "", "header of a second table", *below]
    assert rows._text[4] == "item,place,counted,left" and rows._text[5] == "1,B1,2025-02-01,1"
    assert remarks == [(f"{tmp_path / 't.csv'}: a second table begins on line {line}", 3)]


def test_after_a_second_table_the_first_may_go_on_under_its_header(tmp_path):
    (tmp_path / "t.csv").write_text(ORDERS + STOCK + ORDERS, "utf-8")
    faults, remarks, _ = looked_at(tmp_path / "t.csv")
    assert faults[-5:] == ["repeats the header", "", "", "", ""] and faults[:4] == [""] * 4 and len(remarks) == 2


@pytest.mark.parametrize(
    "line",
    [
        "5,A5,unknown,none",  # a code as above
        "x,y,not given,not given",  # one word twice
        "x,A1,soon,later",  # who stood above
        "x,,soon,later",  # a blank
    ],
)
def test_a_row_with_odd_cells_is_no_header(tmp_path, line):
    (tmp_path / "t.csv").write_text(ORDERS + line + "\n" + ORDERS.partition("\n")[2], "utf-8")
    assert set(looked_at(tmp_path / "t.csv")[0]) == {""}


def test_a_table_of_words_has_no_second_one_that_could_be_told(tmp_path):
    (tmp_path / "t.csv").write_text(TEXTS + TEXTS.partition("\n")[2].replace("a", "e"), "utf-8")
    assert set(looked_at(tmp_path / "t.csv")[0]) == {""}


def test_of_one_column_of_numbers_a_gap_must_stand_above_the_second_header(tmp_path):
    people = "name,age,town\n" + "".join(f"{'abcdefgh'[n]},{n + 20},Bath\n" for n in range(8))
    for gap, found in (("", False), ("\n", True)):
        (tmp_path / "t.csv").write_text(people + gap + "Someone,old,Elsewhere\nz,40,Bath\n", "utf-8")
        assert ("header of a second table" in looked_at(tmp_path / "t.csv")[0]) == found


def test_a_sheet_holds_such_lines_too(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    page = book.add_worksheet("Orders")
    for n, line in enumerate((ORDERS + ORDERS + STOCK).splitlines()):
        page.write_row(n, 0, line.split(","))
    book.close()
    faults, _, _ = looked_at(tmp_path / "b.xlsx")
    assert faults[4] == "repeats the header" and faults[9] == "header of a second table"
    assert faults[-1] == "row of a second table, whose header is line 11"
