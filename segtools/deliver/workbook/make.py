"""workbook.xlsx: figures to work with."""

from __future__ import annotations

from pathlib import Path

from segtools.deliver.views import Study
from segtools.deliver.workbook.book import Book
from segtools.deliver.workbook.economics_sheet import economics_sheet
from segtools.deliver.workbook.evidence_sheets import (
    dictionary_sheet,
    method_sheet,
    profile_sheet,
    quality_sheet,
    segments_sheet,
    summary_sheet,
)
from segtools.deliver.workbook.targets_sheet import targets_sheet
from segtools.deliver.workbook.typing_tool import scorecard_sheet, typing_sheet

SHEETS = (
    "Summary",
    "Segments",
    "Profile",
    "Targets",
    "Economics",
    "Typing tool",
    "Scorecard",
    "Dictionary",
    "Quality",
    "Method",
)


def promised(study: Study) -> list[str]:
    """The sheets of every client."""
    return list(SHEETS)


def write_workbook(study: Study, path: Path) -> list[str]:
    """Write the workbook; returns its sheets."""
    book = Book(study, path)
    summary_sheet(book)
    segments_sheet(book)
    profile_sheet(book)
    targets_sheet(book)
    economics_sheet(book)
    typing_sheet(book)
    scorecard_sheet(book)
    dictionary_sheet(book)
    quality_sheet(book)
    method_sheet(book)
    made = [sheet.get_name() for sheet in book.made.worksheets()]
    book.made.close()
    return made
