"""read_excel.py: cells as text, errors as faults."""

import datetime as dt

import pytest
import xlsxwriter
from collect.small_clients import read

from segtools.collect import read_excel, sources
from segtools.collect.guess_dialect import dialect
from segtools.params import Source
from segtools.tables import DataError


def book(path, rows, merge=None, errors=(), sheet="Orders", more=()):
    workbook = xlsxwriter.Workbook(str(path))
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    page = workbook.add_worksheet(sheet)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, dt.datetime):
                page.write_datetime(r, c, value, day)
            elif value is not None:
                page.write(r, c, value)
    for r, c, error in errors:
        page.write_formula(r, c, "=1/0", None, error)
    if merge:
        page.merge_range(*merge)
    for name in more:
        workbook.add_worksheet(name).write(0, 0, "notes")
    workbook.close()
    return path


SHEET = [
    ["Export"],
    [],
    ["id", "day", "amount"],
    ["007", dt.datetime(2026, 6, 1), 12.5],
    [7, dt.datetime(2026, 6, 2), 3],
    [8, dt.datetime(2026, 6, 3), None],
]


def test_a_sheet_is_read_by_name_and_an_error_cell_is_not_a_blank(tmp_path):
    file = book(tmp_path / "b.xlsx", SHEET, errors=[(5, 2, "#DIV/0!")], more=["Notes"])
    with pytest.raises(DataError, match="2 sheets; set sheet to one of Orders, Notes"):
        read(file)
    with pytest.raises(DataError, match="no sheet 'orders'; there are Orders, Notes"):
        read(file, sheet="orders")
    found = read(file, sheet="Orders", skip_lines=2)
    assert found.id.tolist() == ["007", "7", "8"] and found.amount.tolist()[:2] == ["12.5", "3"]
    assert found.day.str.slice(0, 10).tolist() == ["2026-06-01", "2026-06-02", "2026-06-03"]
    assert found._line.tolist() == [4, 5, 6]
    assert found._fault.fillna("").tolist() == ["", "", "cell C6 is an error (#DIV/0!)"]


def test_empty_cells_behind_the_header_are_no_columns_and_what_stands_below_them_is_a_fault(tmp_path):
    rows = [["id", None, "amount"], ["a", "x", 1], ["b", "y", 2, None, None, "a note"]]
    found = read(book(tmp_path / "b.xlsx", rows))
    assert [name for name in found if not name.startswith("_")] == ["id", "unnamed_2", "amount"]
    assert found._fault.fillna("").tolist() == ["", "6 cells instead of 3"]


def test_a_row_of_empty_cells_is_no_header(tmp_path):
    file = book(tmp_path / "b.xlsx", SHEET)
    with pytest.raises(DataError, match=r"b\.xlsx: the file is empty; export it again with a header line and rows"):
        read(file, skip_lines=1)


def test_a_merged_header_is_refused(tmp_path):
    file = book(tmp_path / "b.xlsx", [["id", "sales", None], ["a", 1, 2]], merge=(0, 1, 0, 2, "sales"))
    with pytest.raises(DataError, match="cell B1 of sheet Orders is a merged cell in the header"):
        read(file)


def test_a_file_that_is_no_excel_file_is_refused(tmp_path):
    (tmp_path / "b.xlsx").write_text("id,no\n1,2\n", "utf-8")
    with pytest.raises(DataError, match="not a complete Excel file"):
        read(tmp_path / "b.xlsx")
    with pytest.raises(DataError, match=r"a \.xls file cannot be read; save it as one of \.csv, "):
        (tmp_path / "b.xls").write_text("", "utf-8")
        read(tmp_path / "b.xls")


@pytest.mark.parametrize(
    ("column", "line", "name"), [(0, 1, "A1"), (25, 9, "Z9"), (26, 1, "AA1"), (701, 2, "ZZ2"), (702, 3, "AAA3")]
)
def test_a_cell_is_named_as_in_excel(column, line, name):
    assert read_excel._cell(column, line) == name


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (True, "true"),
        (7.0, "7"),
        (7.5, "7.5"),
        (1e15, "1000000000000000.0"),
        (999999999999999.0, "999999999999999"),
        ("a", "a"),
    ],
)
def test_a_cell_is_read_as_text_as_it_is_written(value, text):
    assert read_excel.excel_text(value) == text
    assert read_excel.excel_text(dt.date(2026, 6, 1)) == "2026-06-01"


def test_errors_of_far_columns_are_found_and_a_row_with_one_keeps_its_text(tmp_path):
    rows = [["id", *[f"c{n}" for n in range(27)]], ["a", *range(27)], ["b", *range(27)]]
    found = read(book(tmp_path / "b.xlsx", rows, errors=[(1, 27, "#N/A"), (1, 2, "#DIV/0!")]))
    assert found._fault.fillna("").tolist() == ["cell C2 is an error (#DIV/0!)", ""]  # the first of them
    assert found._text[0].startswith("a\t0\t") and found._text.isna()[1]
    found = read(book(tmp_path / "c.xlsx", rows, errors=[(1, 27, "#N/A")]))
    assert found._fault[0] == "cell AB2 is an error (#N/A)"


def test_a_header_below_the_sheet_and_a_cell_merged_over_it_are_refused_with_where(tmp_path):
    file = book(tmp_path / "b.xlsx", SHEET)
    with pytest.raises(DataError, match=r"b\.xlsx: sheet Orders has no header in row 7; correct skip_lines"):
        read(file, skip_lines=6)
    over = book(tmp_path / "c.xlsx", [["id", "x"], ["id", "no"], ["a", 1]], merge=(0, 0, 1, 0, "id"))
    for skip, cell in ((0, "A1"), (1, "A2")):
        with pytest.raises(
            DataError, match=f"cell {cell} of sheet Orders is a merged cell in the header; unmerge it and give"
        ):
            read(over, skip_lines=skip)
    below = book(tmp_path / "d.xlsx", [["id", "no"], ["a", 1], ["b", 2]], merge=(1, 0, 2, 0, "a"))
    assert read(below).id.tolist() == ["a", "b"]  # below the header it does no harm


def test_empty_rows_are_none_and_short_ones_are_filled(tmp_path, monkeypatch):
    monkeypatch.setattr(read_excel, "BATCH", 2)
    rows = [["id", "no", "x"], ["a", 1], [], ["b", None, "y"], ["c", 3, "z"], ["d", 4, "z"], ["e", 5, "z"]]
    found = read(book(tmp_path / "b.xlsx", rows))
    assert found.id.tolist() == list("abcde") and found._line.tolist() == [2, 4, 5, 6, 7]
    assert found.x.tolist() == ["", "y", "z", "z", "z"] and found._row.tolist() == [1, 2, 3, 4, 5]


# --- several sheets, damage -------------------------------------------------------------------------------

MONTH = [["id", "paid"], ["a", 1], ["b", 2]]


def months(path, **others):
    workbook = xlsxwriter.Workbook(str(path))
    for name, rows in {"Jan": MONTH, "Feb": MONTH[:2], **others}.items():
        page = workbook.add_worksheet(name)
        for r, row in enumerate(rows):
            page.write_row(r, 0, row)
    workbook.close()
    return path


def test_sheets_with_one_header_are_one_table_with_each_row_named_by_its_sheet(tmp_path):
    file = months(tmp_path / "b.xlsx", Notes=[["made in May"]], Empty=[])
    for sheet in (["Jan", "Feb"], "*"):
        remarks = []
        rows = sources.read_rows(sources.connect(), "t", Source(path=str(file), sheet=sheet), remarks)
        found = rows.order_by("_row").execute()
        assert found.id.tolist() == ["a", "b", "a"] and found._line.tolist() == [2, 3, 2]
        assert found._file.tolist() == [f"{file}, sheet {name}" for name in ("Jan", "Jan", "Feb")]
        assert remarks == [(f"sheet Notes of {file} is left out: its header is another", 0)] * (sheet == "*")
    with pytest.raises(DataError, match=r"sheet Notes: its columns differ from those of the files before it: id, made"):
        read(file, sheet=["Jan", "Notes"])
    with pytest.raises(DataError, match="no sheet 'Mar'; there are Jan, Feb, Notes, Empty"):
        read(file, sheet=["Jan", "Mar"])
    assert dialect(file, "b.xlsx") == {"sheet": ("*", "2 of 4 sheets have one header: Jan, Feb")}


def test_a_cell_far_from_the_others_is_named_before_it_fills_the_memory(tmp_path):
    file = months(tmp_path / "b.xlsx", Far=[["id"]])
    workbook = xlsxwriter.Workbook(str(file))
    page = workbook.add_worksheet("Far")
    page.write_row(0, 0, ["id", "no"])
    page.write(1_048_575, 16_383, "x")
    workbook.close()
    for do in (lambda: read(file), lambda: dialect(file, "b.xlsx")):
        with pytest.raises(DataError, match="cell XFD1048576 of sheet Far stands far from the others; delete"):
            do()


def test_a_workbook_cut_or_damaged_is_refused_in_one_line(tmp_path):
    whole = months(tmp_path / "b.xlsx").read_bytes()
    at = whole.find(b"xl/worksheets/sheet1.xml")
    damage = [whole[:400], whole[: len(whole) // 2], whole[: at + 60] + b"\xff" * 40 + whole[at + 100 :]]
    for bad in damage:
        (tmp_path / "c.xlsx").write_bytes(bad)
        for do in (lambda: read(tmp_path / "c.xlsx", sheet="Jan"), lambda: dialect(tmp_path / "c.xlsx", "c.xlsx")):
            with pytest.raises(DataError, match=r"c\.xlsx: .+; save (it again|the file again)"):
                do()
