"""The sheet Scorecard: the constants and weights that the typing tool computes with, and where they stand."""

from __future__ import annotations

from typing import Any

from xlsxwriter.utility import xl_col_to_name

from segtools.deliver.workbook.book import Book, write_cell

CARD_TOP = 4  # row of the head, counted from 0
ROWS = ("variable", "level", "if not known", "lowest", "highest", "log(1 + x)", "centre", "scale")
WEIGHTS = CARD_TOP + len(ROWS) + 2  # row of the first segment's weights
FIRST = 2  # column of the first number that is weighed
_TEXT_ROWS = (0, 1, 5)
_LINES = [
    "A value is replaced where not known, cut at lowest and highest, its log taken where that says 1, less centre, "
    "over scale; a level counts 1 where it is met and 0 where not. Each segment's score is its constant and the "
    "weighted sum; the highest wins.",
    "The typing tool computes with these cells. Ordinal variables count as the position of their level, listed at the "
    "end.",
]
Column = tuple[dict[str, Any], str]  # a transform, and its level where it has levels


def weighed_columns(card: dict[str, Any]) -> list[Column]:
    """The columns that are weighed, in the scorecard's order: numbers and ordinals one each, others one a level."""
    return [(transform, level) for transform in card["variables"] for level in transform.get("columns", {"": None})]


def column_name(transform: dict[str, Any], level: str) -> str:
    """What a column that is weighed is called in the scorecard."""
    return transform["variable"] + (f"={level}" if "columns" in transform else "")


def level_rows(card: dict[str, Any]) -> dict[str, int]:
    """In which row an ordinal variable's levels stand."""
    names = [t["variable"] for t in card["variables"] if "columns" not in t and len(t["levels"])]
    return {name: WEIGHTS + len(card["segments"]) + 2 + n for n, name in enumerate(names)}


def scorecard_cells(row: int, first: int, last: int) -> str:
    """Cells of a row of this sheet, as a formula names them."""
    return f"Scorecard!${xl_col_to_name(first)}${row + 1}:${xl_col_to_name(last)}${row + 1}"


def scorecard_sheet(book: Book) -> None:
    """A column for each number that is weighed: how it follows from the variable, and its weight for each segment."""
    card = book.study.scorecard
    columns = weighed_columns(card)
    sheet = book.sheet("Scorecard", "The scorecard", _LINES)
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 30)
    sheet.set_column(FIRST, len(columns) + 3, 14)
    names = [column_name(*column) for column in columns]
    book.heads(sheet, CARD_TOP, ["", "", *names], names)
    for n, name in enumerate(ROWS, CARD_TOP + 1):
        sheet.write_string(n, 1, name, book.strong)
    for j, column in enumerate(columns, FIRST):
        for n, value in enumerate(_transform(*column)):
            form = book.format() if n in _TEXT_ROWS else book.cell("0.000000")
            write_cell(sheet, CARD_TOP + 1 + n, j, value, form)
    _weights(book, sheet, card, names)
    for name, row in level_rows(card).items():
        levels = next(t["levels"] for t in card["variables"] if t["variable"] == name)
        sheet.write_string(row, 1, name, book.strong)
        for j, level in enumerate(levels, FIRST):
            sheet.write_string(row, j, level, book.format())
    sheet.freeze_panes(CARD_TOP + 1, FIRST)


def _transform(transform: dict[str, Any], level: str) -> list[Any]:
    """How one number that is weighed follows from its variable, in the order of ROWS."""
    if "columns" in transform:
        return [transform["variable"], level, "", "", "", "", *transform["columns"][level]]
    how = [transform["impute"], *transform["clip"], int(transform["log"]), transform["center"], transform["scale"]]
    return [transform["variable"], "", *how]


def _weights(book: Book, sheet: Any, card: dict[str, Any], names: list[str]) -> None:
    """Weights and constant, a row a segment."""
    number = book.cell("0.000000")
    heads = ["segment id", "segment name", *names, "constant"]
    book.heads(sheet, WEIGHTS - 1, heads, [name for name in heads if name != "segment name"])
    for i, segment in enumerate(card["segments"], WEIGHTS):
        sheet.write_number(i, 0, segment["segment_id"], book.cell("0"))
        book.mark(sheet, i, 1, segment["segment_id"], segment["segment_name"])
        for j, name in enumerate(names, FIRST):
            sheet.write_number(i, j, segment["weights"][name], number)
        sheet.write_number(i, FIRST + len(names), segment["constant"], number)
