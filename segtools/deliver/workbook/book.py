"""A workbook that is written cell by cell: formats, tables, formulas, and text that stays text."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name

from segtools.deliver.views import Study
from segtools.show.look import INK, segment_colour
from segtools.show.small_counts import SHOWN_AS
from segtools.words import in_words

SOFT_FILL = "#5b6670"


class Book:
    """The workbook being written, with its formats."""

    def __init__(self, study: Study, path: Path):
        self.study, look = study, study.params.deliver
        self.made = Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
                                         "nan_inf_to_errors": False})  # fmt: skip
        self.made.set_properties({"title": f"{study.title}: customer segments", "author": look.by, "comments": ""})
        self.made.set_calc_mode("auto")
        self._font, self._brand = look.font, look.colour
        self._kept: dict[tuple, Any] = {}
        sign = study.params.currency.replace('"', "")
        quoted = f'"{sign}{" " if sign.isalpha() else ""}"' if sign else ""
        self.money, self.cents = f"{quoted}#,##0;-{quoted}#,##0", f"{quoted}#,##0.00;-{quoted}#,##0.00"

    def format(self, **look: Any):
        """A format of the house; the same look is the same format."""
        key = tuple(sorted(look.items()))
        if key not in self._kept:
            base = {"font_name": self._font, "font_size": 10, "font_color": INK, "valign": "top"}
            self._kept[key] = self.made.add_format({**base, **look})
        return self._kept[key]

    @property
    def head(self):
        """A table's head, over text."""
        return self.format(bold=True, font_color="#ffffff", bg_color=self._brand, text_wrap=True, valign="vcenter")

    @property
    def over(self):
        """A table's head, over numbers."""
        return self.format(
            bold=True, font_color="#ffffff", bg_color=self._brand, text_wrap=True, valign="vcenter", align="right"
        )

    def cell(self, number: str = "", **look: Any):
        """A cell with a number format."""
        return self.format(**({"num_format": number} if number else {}), **look)

    def sheet(self, name: str, title: str, said: Sequence[str] = (), landscape: bool = True):
        """A sheet with its title in the first row and what to know of it below."""
        made = self.made.add_worksheet(name)
        made.hide_gridlines(2)
        made.set_row(0, 24)
        made.write_string(0, 0, title, self.format(bold=True, font_size=15, font_color=self._brand))
        for n, one in enumerate(said, 1):
            made.write_string(n, 0, one, self.format(font_color=SOFT_FILL))
        if landscape:
            made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        made.set_footer(f"&L{self.study.title.replace('&', '&&')}&R&A, page &P of &N")
        return made

    def table(self, sheet, at: int, data: pd.DataFrame, looks: dict[str, str], widths: dict[str, float], heads: dict[str, str] | None = None,
              few: pd.Series | None = None, frozen: bool = True) -> int:  # fmt: skip
        """A table from row `at`, with filters; looks: column -> number format; few: rows whose formatted cells are withheld.
        Returns the row after it."""
        sheet.set_row(at, 32)
        for j, column in enumerate(data):
            sheet.write_string(
                at, j, (heads or {}).get(column, in_words(str(column))), self.over if column in looks else self.head
            )
            sheet.set_column(j, j, widths.get(column, 12))
        wrapped = self.cell(text_wrap=True)
        for i, row in enumerate(data.itertuples(index=False), at + 1):
            for j, (column, value) in enumerate(zip(data, row, strict=True)):
                form = self.cell(looks[column]) if column in looks else wrapped
                if few is not None and few.iloc[i - at - 1] and column in looks:
                    sheet.write_string(i, j, SHOWN_AS, self.format(font_color=SOFT_FILL, align="right"))
                else:
                    write_cell(sheet, i, j, value, form)
        last = at + len(data)
        if len(data):
            sheet.autofilter(at, 0, last, len(data.columns) - 1)
        if frozen:
            sheet.freeze_panes(at + 1, 1)
            sheet.repeat_rows(at)
        return last + 1

    def mark(self, sheet, row: int, column: int, segment_id: int, text: str) -> None:
        """A segment's name with its colour at its left."""
        look = self.format(bold=True, left=5, left_color=segment_colour(segment_id), text_wrap=True, indent=1)
        sheet.write_string(row, column, text, look)


def write_cell(sheet, row: int, column: int, value: Any, form) -> None:
    """A value as what it is: text never as a formula, nothing for what is missing."""
    if isinstance(value, bool | np.bool_):
        sheet.write_string(row, column, "yes" if value else "no", form)
    elif isinstance(value, list | tuple | np.ndarray):
        sheet.write_string(row, column, "; ".join(str(one) for one in value), form)
    elif value is None or value is pd.NaT or (isinstance(value, float | np.floating) and np.isnan(value)):
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, pd.Timestamp):
        sheet.write_string(row, column, f"{value:%d %b %Y}", form)
    elif isinstance(value, int | float | np.integer | np.floating):
        sheet.write_number(row, column, float(value), form)
    else:
        sheet.write_string(row, column, str(value), form)


def cell_span(top: int, column: int, count: int, sheet: str = "") -> str:
    """A column's cells from row `top`, as a formula names them."""
    letter = xl_col_to_name(column)
    return f"{sheet}${letter}${top + 1}:${letter}${top + count}"


def write_formula(sheet, row: int, column: int, text: str, form, value: Any) -> None:
    """A formula with its value; nothing where the value is missing."""
    missing = value is None or (isinstance(value, float | np.floating) and np.isnan(value))
    sheet.write_formula(
        row, column, text, form, "" if missing else value.item() if isinstance(value, np.generic) else value
    )
