"""workbook.xlsx: figures to work with."""

from __future__ import annotations

from pathlib import Path

from segtools.deliver.views import Views
from segtools.deliver.workbook.book import Book
from segtools.deliver.workbook.economics_sheet import economics_sheet
from segtools.deliver.workbook.evidence_sheets import dictionary_sheet, method_sheet, profile_sheet, quality_sheet
from segtools.deliver.workbook.scorecard_sheet import scorecard_sheet
from segtools.deliver.workbook.segments_sheet import segments_sheet
from segtools.deliver.workbook.summary_sheet import summary_sheet
from segtools.deliver.workbook.targets_sheet import targets_sheet
from segtools.deliver.workbook.typing_tool import typing_sheet

SHEETS = {
    "Summary": summary_sheet,
    "Segments": segments_sheet,
    "Profile": profile_sheet,
    "Targets": targets_sheet,
    "Economics": economics_sheet,
    "Typing tool": typing_sheet,
    "Scorecard": scorecard_sheet,
    "Dictionary": dictionary_sheet,
    "Quality": quality_sheet,
    "Method": method_sheet,
}


def promised(views: Views) -> list[str]:
    """The sheets of every client."""
    return list(SHEETS)


def write_workbook(views: Views, path: Path) -> list[str]:
    """Write the workbook; returns its sheets."""
    book = Book(views, path)
    for sheet in SHEETS.values():
        sheet(book)
    names = [sheet.get_name() for sheet in book.file.worksheets()]
    book.file.close()
    return names
