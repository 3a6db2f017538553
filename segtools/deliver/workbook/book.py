"""A workbook that is written cell by cell: formats, tables, formulas, and text that stays text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from segtools.deliver.views import Views
from segtools.show.look import INK, INPUT, LINE, SOFT, WHITE, segment_colour
from segtools.show.small_counts import SHOWN_AS
from segtools.words import in_words

_OPTIONS = {
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
_A4 = 9


class _Sheet(Worksheet):
    """A sheet whose formulas are written as they are. XlsxWriter looks in each for some thirty functions that Excel
    has learned since 2010, of which none is used here: with twenty thousand formulas, half of the time."""

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")


class Book:
    """The workbook being written, with its formats."""

    def __init__(self, views: Views, path: Path):
        self.views, self.study = views, views.study
        self.file = Workbook(str(path), _OPTIONS)
        title, by = f"{self.study.title}: customer segments", self.study.params.deliver.by
        self.file.set_properties({"title": title, "author": by, "comments": ""})
        self.file.set_calc_mode("auto")
        self._formats: dict[tuple, Any] = {}
        sign = views.style.currency.replace('"', "")
        quoted = f'"{sign}{" " if sign.isalpha() else ""}"' if sign else ""
        self.money, self.cents = f"{quoted}#,##0;-{quoted}#,##0", f"{quoted}#,##0.00;-{quoted}#,##0.00"

    # --- formats ----------------------------------------------------------------------------------------

    def format(self, **look: Any) -> Any:
        """A format of the house; the same look is the same format."""
        key = tuple(sorted(look.items()))
        if key not in self._formats:
            house = {"font_name": self.views.style.font, "font_size": 10, "font_color": INK, "valign": "top"}
            self._formats[key] = self.file.add_format({**house, **look})
        return self._formats[key]

    @property
    def head(self) -> Any:
        """A table's head, over text."""
        return self.format(**self._head_look())

    @property
    def over(self) -> Any:
        """A table's head, over numbers."""
        return self.format(**self._head_look(), align="right")

    def _head_look(self) -> dict[str, Any]:
        brand = self.views.style.colour
        return {"bold": True, "font_color": WHITE, "bg_color": brand, "text_wrap": True, "valign": "vcenter"}

    @property
    def strong(self) -> Any:
        """Text that stands out."""
        return self.format(bold=True)

    @property
    def soft(self) -> Any:
        """Text that explains."""
        return self.format(font_color=SOFT)

    @property
    def wrapped(self) -> Any:
        """Text over several lines."""
        return self.format(text_wrap=True)

    def cell(self, number: str = "", **look: Any) -> Any:
        """A cell with a number format."""
        return self.format(**({"num_format": number} if number else {}), **look)

    def input(self, number: str = "") -> Any:
        """A cell that is to be changed."""
        return self.cell(number, bg_color=INPUT, border=1, border_color=LINE)

    # --- sheets and tables ------------------------------------------------------------------------------

    def sheet(self, name: str, title: str, lines: Sequence[str] = (), landscape: bool = True) -> Any:
        """A sheet with its title in the first row and what to know of it below."""
        sheet = self.file.add_worksheet(name, _Sheet)
        sheet.hide_gridlines(2)
        sheet.set_row(0, 24)
        sheet.write_string(0, 0, title, self.format(bold=True, font_size=15, font_color=self.views.style.colour))
        for n, line in enumerate(lines, 1):
            sheet.write_string(n, 0, line, self.soft)
        if landscape:
            sheet.set_landscape()
        sheet.set_paper(_A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_footer(f"&L{self.study.title.replace('&', '&&')}&R&A, page &P of &N")
        return sheet

    def heads(self, sheet: Any, row: int, names: Sequence[str], numbers: Sequence[str] = ()) -> None:
        """The head of a table; `numbers` are the names that stand over numbers."""
        for j, name in enumerate(names):
            sheet.write_string(row, j, name, self.over if name in numbers else self.head)

    def table(
        self,
        sheet: Any,
        at: int,
        data: pd.DataFrame,
        looks: Mapping[str, str],
        widths: Mapping[str, float],
        heads: Mapping[str, str] | None = None,
        few: pd.DataFrame | None = None,
        frozen: bool = True,
    ) -> int:
        """A table from row `at`, with filters.

        Parameters
        ----------
        looks : column to number format
        widths : column to width, 12 where none is named
        heads : column to its head, the column's name in words where none is named
        few : flags of the cells that are withheld, of the shape of `data` or of some of its columns

        Returns
        -------
        The row after it.
        """
        sheet.set_row(at, 32)
        for j, column in enumerate(data):
            name = (heads or {}).get(column, in_words(str(column)))
            sheet.write_string(at, j, name, self.over if column in looks or _of_numbers(data[column]) else self.head)
            sheet.set_column(j, j, widths.get(column, 12))
        for j, column in enumerate(data):
            form = self.cell(looks[column]) if column in looks else self.wrapped
            hidden = few[column] if few is not None and column in few else pd.Series(False, data.index)
            for i, (value, withheld) in enumerate(zip(data[column], hidden, strict=True), at + 1):
                if withheld:
                    self.withheld(sheet, i, j)
                else:
                    write_cell(sheet, i, j, value, form)
        last = at + len(data)
        if len(data):
            sheet.autofilter(at, 0, last, len(data.columns) - 1)
        if frozen:
            sheet.freeze_panes(at + 1, 1)
            sheet.repeat_rows(at)
        return last + 1

    def withheld(self, sheet: Any, row: int, column: int) -> None:
        """The word that stands where a figure would tell of too few people."""
        sheet.write_string(row, column, SHOWN_AS, self.format(font_color=SOFT, align="right"))

    def mark(self, sheet: Any, row: int, column: int, segment_id: int, text: str) -> None:
        """A segment's name with its colour at its left."""
        look = self.format(bold=True, left=5, left_color=segment_colour(segment_id), text_wrap=True, indent=1)
        sheet.write_string(row, column, text, look)


# --- cells --------------------------------------------------------------------------------------------


def write_cell(sheet: Any, row: int, column: int, value: Any, form: Any) -> None:
    """A value as what it is: text never as a formula, nothing for what is missing."""
    if isinstance(value, bool | np.bool_):
        sheet.write_string(row, column, yes_no_word(bool(value)), form)
    elif isinstance(value, list | tuple | np.ndarray):
        sheet.write_string(row, column, "; ".join(str(item) for item in value), form)
    elif is_missing(value):
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, pd.Timestamp):
        sheet.write_string(row, column, f"{value:%d %b %Y}", form)
    elif isinstance(value, int | float | np.integer | np.floating):
        sheet.write_number(row, column, float(value), form)
    else:
        sheet.write_string(row, column, str(value), form)


def _of_numbers(values: pd.Series) -> bool:
    return pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)


def yes_no_word(flag: bool) -> str:
    """A flag in a word."""
    return "yes" if flag else "no"


def is_missing(value: Any) -> bool:
    """Whether there is no value."""
    return value is None or value is pd.NaT or (isinstance(value, float | np.floating) and bool(np.isnan(value)))


def cell_span(top: int, column: int, count: int, sheet: str = "") -> str:
    """A column's cells from row `top`, as a formula names them."""
    letter = xl_col_to_name(column)
    return f"{sheet}${letter}${top + 1}:${letter}${top + count}"


def write_formula(sheet: Any, row: int, column: int, text: str, form: Any, value: Any) -> None:
    """A formula with its value; nothing where the value is missing."""
    shown = "" if is_missing(value) else value.item() if isinstance(value, np.generic) else value
    sheet.write_formula(row, column, text, form, shown)
