"""tables/formula_guard.py: what a spreadsheet would calculate, it is given as text."""

import duckdb
import pandas as pd
import pytest
from xlsxwriter import Workbook

from segtools.tables import no_formulas
from segtools.tables.formula_guard import FORMULA, NUMBER, TEXT_STAYS_TEXT

# text of a cell -> whether a spreadsheet would take it for a formula
CELLS = {
    "=1+1": True,
    "+44 20": True,
    "-x": True,
    "@SUM(A1)": True,
    "\t=1": True,
    "\r=1": True,
    "-5": False,
    "+5,5": False,
    "-1.234,56": False,
    "a=b": False,
    "": False,
    "007": False,
}


@pytest.mark.parametrize(("text", "risky"), CELLS.items())
def test_a_text_that_would_be_a_formula_gets_an_apostrophe(text, risky):
    rows = no_formulas(pd.DataFrame({"id": [text, None]}))
    assert rows.id[0] == (f"'{text}" if risky else text) and pd.isna(rows.id[1])


def test_the_engine_reads_the_patterns_as_python_does():
    for text, risky in CELLS.items():
        query = "SELECT regexp_matches(?, ?) AND NOT regexp_matches(?, ?)"
        assert duckdb.execute(query, [text, FORMULA, text, NUMBER]).fetchone() == (risky,), text


def test_names_of_columns_are_guarded_and_numbers_left_alone():
    rows = pd.DataFrame({"=cmd": [-1, 2], 3: [0.5, None], "-4": ["x", "y"]})
    guarded = no_formulas(rows)
    assert list(guarded) == ["'=cmd", 3, "-4"]
    assert guarded["'=cmd"].tolist() == [-1, 2]
    assert list(rows) == ["=cmd", 3, "-4"]


def test_in_an_excel_file_a_text_is_a_text(tmp_path):
    openpyxl = pytest.importorskip("openpyxl")
    texts = ["=1+1", "http://example.org", "007", "-5"]
    with Workbook(str(tmp_path / "guarded.xlsx"), dict(TEXT_STAYS_TEXT)) as book:
        sheet = book.add_worksheet()
        for row, text in enumerate(texts):
            sheet.write(row, 0, text)
    cells = [row[0] for row in openpyxl.load_workbook(tmp_path / "guarded.xlsx").active.iter_rows()]
    assert [(cell.value, cell.data_type) for cell in cells] == [(text, "s") for text in texts]
    assert not cells[1].hyperlink
