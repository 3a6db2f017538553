"""guess_dialect.py: how a file is written, told by its bytes: delimiter, encoding, lines above the header."""

import pytest
import xlsxwriter
from support import ROOT

from segtools.collect import guess_columns, guess_dialect, sources
from segtools.collect.guess_dialect import dialect
from segtools.params import ParamsError, Source

LISTS = "customer_id;likes\n" + "".join(f"{n};tea, jam, figs, rye\n" for n in range(9))
QUOTED = "\ufeff" + '"number, of the client",day\n' + "".join(f"{n},2026-06-01\n" for n in range(9))
RUSSIAN = "клиент,сумма лилий\n" + "".join(f"лилия {n},{n}\n" for n in range(9))


def written(path, text, encoding="utf-8"):
    path.write_bytes(text.encode(encoding))
    return {key: value for key, (value, _) in dialect(path, path.name).items()}


@pytest.mark.parametrize(
    ("text", "encoding", "mend"),
    [
        ("id,no\n1,2\n3,4\n", "utf-8", {}),
        ("id|no\n1|2\n3|4\n", "utf-8", {"delimiter": "|"}),
        ("id\tno\n1\t2\n3\t4\n", "utf-8", {"delimiter": "tab"}),
        ("id,'no'\n'1','2,5'\n'3','4'\n'5','6'\n", "utf-8", {"quote": "'"}),
        ("id\n1\n2\n", "utf-8", {}),  # one column: nothing to cut
        ("id,size\n1,40X60X80X90\n2,50X60X70X90\n", "utf-8", {}),  # a letter cuts no cells
        (LISTS, "utf-8", {"delimiter": ";"}),  # a list in one of two columns: its header has no comma
        (QUOTED, "utf-8", {}),  # a mark of the encoding before the first quote is no cell
        (LISTS, "utf-16", {"encoding": "utf-16", "delimiter": ";"}),
        (RUSSIAN, "utf-16", {"encoding": "utf-16"}),  # half of its letter л is a semicolon's byte
        ("id;név\n1;é\n2;ő\n".replace("ő", "ö"), "cp1252", {"encoding": "cp1252", "delimiter": ";"}),
        ("Export\n\nid;no\n1;2\n3;4\n", "utf-8", {"delimiter": ";", "skip_lines": 2}),
    ],
)
def test_how_a_file_is_written_is_told_where_params_would_read_it_otherwise(tmp_path, text, encoding, mend):
    assert written(tmp_path / "t.csv", text, encoding) == mend


# --- what a column's values show --------------------------------------------------------------------------


def column(*values, **source):
    """A column of these values, recognised."""
    made = guess_columns.Column("c", len(values), len(values), len(set(values)), list(values))
    guess_columns.recognise(made, Source(path="t.csv", **source))
    return made


@pytest.mark.parametrize(
    ("values", "form"),
    [
        (["31/01/2026", "02/12/2026"], "%d/%m/%Y"),
        (["01/31/2026", "12/02/2026"], "%m/%d/%Y"),
        (["31.01.2026", "02.12.2026"], "%d.%m.%Y"),
        (["31-01-2026", "02-12-2026"], "%d-%m-%Y"),
        (["01-31-2026", "12-02-2026"], "%m-%d-%Y"),
        (["2026/01/31"], "%Y/%m/%d"),
        (["2026.01.31"], "%Y.%m.%d"),
        (["20260131"], "%Y%m%d"),
        (["31/01/26"], "%d/%m/%y"),
        (["01/31/26"], "%m/%d/%y"),
        (["31.01.26"], "%d.%m.%y"),
        (["31 Jan 2026"], "%d %b %Y"),
        (["31-Jan-2026"], "%d-%b-%Y"),
        (["31-Jan-26"], "%d-%b-%y"),
        (["31Jan2026"], "%d%b%Y"),
        (["Jan 31, 2026"], "%b %d, %Y"),
        (["January 31, 2026"], "%b %d, %Y"),
        (["31 January 2026"], "%d %b %Y"),
        (["31/01/2026 09:05"], "%d/%m/%Y %H:%M"),
        (["31/01/2026 09:05:01"], "%d/%m/%Y %H:%M:%S"),
        (["31/01/2026 09:05 PM"], "%d/%m/%Y %I:%M %p"),
        (["31/01/2026 09:05:01 PM"], "%d/%m/%Y %I:%M:%S %p"),
        (["31/01/2026T09:05:01"], "%d/%m/%YT%H:%M:%S"),
    ],
)
def test_days_are_recognised_however_they_are_written(values, form):
    made = column(*values)
    assert (made.is_date, made.date_format, made.is_number, made.unsure) == (True, form, False, "")
    assert made.typed.tolist() == values


def test_days_in_the_form_of_iso_need_no_format_and_most_is_not_all():
    assert [column(*["2026-01-31"] * n, "2026-1-1 09:05:01").date_format for n in (1, 50)] == [None, None]
    assert column("2026-01-31", "2026-01-31T10:00:00Z").is_date
    assert column(*["2026-01-31"] * 49, "odd").is_date and not column(*["2026-01-31"] * 48, "odd").is_date
    assert not column("1899/01/31").is_date and not column("2101/01/31").is_date and column("2100/01/31").is_date


def test_a_day_that_may_be_a_month_is_said_so():
    made = column("01/02/2026", "03/04/2026")
    assert made.date_format == "%d/%m/%Y" and made.unsure == (
        ", and so does %m/%d/%Y: no value shows which is the day and which the month, ASK THE CLIENT"
    )
    assert column("01/02/2026", "13/04/2026").unsure == ""


@pytest.mark.parametrize(
    ("values", "source", "numbers"),
    [
        (["1", "2.5", "-3"], {}, [1, 2.5, -3]),
        (["1.234,5", "7"], {"decimal": ",", "thousands": "."}, [1234.5, 7]),
        (["1,234.5"], {"thousands": ","}, [1234.5]),
        (["£4", "5 EUR", "€ 6"], {}, [4, 5, 6]),
        (["1,5"], {}, None),
        (["007", "08"], {}, None),  # a code
        (["0", "0.5"], {}, [0, 0.5]),
        (["a1", "b2"], {}, None),
    ],
)
def test_numbers_are_recognised_by_the_marks_of_their_source(values, source, numbers):
    made = column(*values, **source)
    assert made.is_number == (numbers is not None) and not made.is_date
    assert made.typed.tolist() == (values if numbers is None else numbers)


def test_an_empty_column_is_nothing_and_a_column_of_numbers_or_days_stays_one():
    empty = column()
    assert not empty.is_date and not empty.is_number and empty.unique == 0
    whole = guess_columns.Column("c", 4, 4, 2, ["1", "2"], is_number=True)
    guess_columns.recognise(whole, Source(path="t.csv"))
    assert whole.typed.tolist() == [1, 2] and whole.unique == 0.5


@pytest.mark.parametrize(
    ("values", "marks"),
    [
        (["1,5", "2"], {"decimal": (",", "c holds 1,5")}),
        (["1.234,5", "2"], {"decimal": (",", "c holds 1.234,5"), "thousands": (".", "c holds 1.234,5")}),
        (["1,234.5", "2"], {"thousands": (",", "c holds 1,234.5")}),
        (["1.5", "2"], {}),
        (["1,5", "tea"], {}),
        (["12,345,678.00"], {"thousands": (",", "c holds 12,345,678.00")}),
        ([*["2"] * 50, "1,5"], {}),  # one in fifty-one may be a slip
        ([*["2"] * 48, "1,5"], {"decimal": (",", "c holds 1,5")}),
    ],
)
def test_marks_of_numbers_are_told_by_the_first_value_that_shows_them(values, marks):
    assert guess_columns._marks([guess_columns.Column("c", 9, 9, 9, values)]) == marks


def test_what_a_file_is_and_what_its_columns_hold(project, tmp_path):
    text = "Export\n\nCustomer No;Day;Paid\n" + "".join(f"{n:03d};{n % 28 + 1:02d}.03.2025;{n},5\n" for n in range(60))
    (tmp_path / "data" / "t.csv").write_text(text + "x;;\n", "utf-8")
    table = guess_columns.look_at(sources.connect(), "t", "t.csv")
    assert (table.path, table.name, table.n, table.role, table.personal) == ("t.csv", "t.csv", 61, "", {})
    assert table.dialect == {
        "delimiter": (";", "100.0% of the lines read have 3 cells"),
        "skip_lines": (2, "lines above the header"),
        "decimal": (",", "Paid holds 0,5"),
    }
    found = {name: (c.rows, c.known, c.distinct, c.is_date, c.is_number) for name, c in table.columns.items()}
    assert found == {
        "Customer No": (61, 61, 61, False, False),
        "Day": (61, 60, 28, True, False),
        "Paid": (61, 60, 60, False, True),
    }
    assert table.columns["Day"].values[:2] == ["01.03.2025", "02.03.2025"]  # the most frequent first, then by name
    assert table.source.delimiter == ";" and table.source.decimal == ","


def test_a_file_is_named_as_from_the_data_folder_else_by_its_whole_path(project, tmp_path):
    inside, outside = tmp_path / "data" / "t.csv", tmp_path / "o.csv"
    inside.write_text("a\n1\n", "utf-8")
    outside.write_text("a\n1\n", "utf-8")
    assert guess_dialect.locate("t.csv") == guess_dialect.locate(str(inside)) == "t.csv"
    assert guess_dialect.locate(str(outside)) == str(outside) and guess_dialect.locate("package:x/y") == "package:x/y"
    with pytest.raises(ParamsError) as caught:
        guess_dialect.locate("gone.csv")
    folders = f"{tmp_path / 'data'} or {project / 'data'}"
    assert caught.value.faults == [f"gone.csv: no such file, here or in {folders}; correct the path"]
    (project / "here.csv").write_text("a\n1\n", "utf-8")
    assert guess_dialect.locate("here.csv") == str(project / "here.csv")


def test_of_a_workbook_the_longest_sheet_is_taken_from_its_header_on(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    for name, rows in (("Notes", [["a"]]), ("Orders", [["Export"], [], ["id", "no"], ["a", 1], ["b", 2]])):
        sheet = book.add_worksheet(name)
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
    book.close()
    assert dialect(tmp_path / "b.xlsx", "b.xlsx") == {
        "sheet": ("Orders", "the longest of 2 sheets: Notes, Orders"),
        "skip_lines": (2, "rows above the header"),
    }
    plain = xlsxwriter.Workbook(str(tmp_path / "c.xlsx"))
    plain.add_worksheet("One").write_row(0, 0, ["id", "no"])
    plain.close()
    assert dialect(tmp_path / "c.xlsx", "c.xlsx") == {} and dialect(tmp_path / "d.parquet", "d.parquet") == {}


def test_how_a_file_is_written_is_told_with_its_evidence(tmp_path):
    (tmp_path / "t.csv").write_bytes("Export\n'name';'no'\n'José';'1;2'\n'b';'3;4'\n'c';'5'\n".encode("cp1252"))
    found = dialect(tmp_path / "t.csv", "t.csv")
    assert found == {
        "encoding": ("cp1252", "not UTF-8; check the word 'José', as it is read so"),
        "delimiter": (";", "100.0% of the lines read have 2 cells"),
        "quote": ("'", "cells begin and end with this sign"),
        "skip_lines": (1, "lines above the header"),
    }
    (tmp_path / "u.csv").write_bytes("id\tno\n1\t2\n".encode("utf-16"))
    assert dialect(tmp_path / "u.csv", "u.csv") == {
        "encoding": ("utf-16", "its first bytes say so"),
        "delimiter": ("tab", "100.0% of the lines read have 2 cells"),
    }


@pytest.mark.parametrize("file", sorted((ROOT / "data" / "demo").glob("*.csv")), ids=lambda file: file.name)
def test_an_ordinary_table_needs_no_settings_whichever_rows_it_has(tmp_path, file):
    header, *rows = file.read_text("utf-8").splitlines(keepends=True)
    for part in (rows[:4], rows[5:30], rows[::7][:400]):
        (tmp_path / "t.csv").write_text(header + "".join(part), "utf-8")
        assert dialect(tmp_path / "t.csv", "t.csv") == {}
