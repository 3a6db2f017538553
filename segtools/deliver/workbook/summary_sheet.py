"""The sheet Summary: the answer, the doubts, and what else is in the workbook."""

from __future__ import annotations

from typing import Any

from segtools.deliver.workbook.book import Book
from segtools.show.look import LINK
from segtools.tables import select

TYPED = 1_000  # customers that the typing tool has formulas for
_LINE_SIGNS, _LINE_HEIGHT = 105, 15
_SHEETS = {
    "Segments": "size, value, facts of each segment",
    "Profile": "every variable, each segment against the base",
    "Targets": "criteria with weights to change (yellow): the ranking follows",
    "Economics": "margin, cost, response and budget to change (yellow): returns follow",
    "Typing tool": f"paste customers' values: segment and confidence follow, {TYPED:,} at a time",
    "Scorecard": "the constants and weights that the typing tool computes with",
    "Dictionary": "what each variable means",
    "Quality": "each row read, used or set aside, and why",
    "Method": "how this was made",
}


def summary_sheet(book: Book) -> None:
    """What to know first, a line each, with links to the other sheets."""
    sheet = book.sheet("Summary", book.study.title, landscape=False)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    row, last = 2, ""
    for what, text in _lines(book):
        sheet.write_string(row, 0, what if what != last else "", book.strong)
        sheet.write_string(row, 1, text, book.wrapped)
        sheet.set_row(row, _LINE_HEIGHT * (1 + len(text) // _LINE_SIGNS))
        row, last = row + 1, what
    _links(book, sheet, row + 1)


def _lines(book: Book) -> list[tuple[str, str]]:
    views, found = book.views, book.study.findings
    lines = [("The base", views.base_text), ("Verdict", f"{views.verdict}. {views.verdict_text}")]
    for kind, head in (("stop", "Stop"), ("caution", "Caution")):
        lines += [(head, text) for text in select(found, kind=kind).text]
    answer = ["headline", "finding"]
    lines += [("Whom to target", text) for text in select(found, stage="05_target", kind=answer).text]
    worth = select(found, stage="04_profile", kind=[*answer, "note"])
    return [*lines, *(("What each is worth", text) for text in worth.text)]


def _links(book: Book, sheet: Any, row: int) -> None:
    sheet.write_string(row, 0, "In this workbook", book.strong)
    for n, (name, words) in enumerate(_SHEETS.items(), row + 1):
        sheet.write_url(n, 0, f"internal:'{name}'!A1", book.format(font_color=LINK, underline=1), name)
        sheet.write_string(n, 1, words, book.wrapped)
