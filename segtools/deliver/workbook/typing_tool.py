"""The sheet Typing tool: a scorecard in live formulas."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from segtools.deliver.workbook.book import Book, cell_span, write_cell, write_formula
from segtools.deliver.workbook.scorecard_sheet import (
    CARD_TOP,
    FIRST,
    ROWS,
    WEIGHTS,
    Column,
    column_name,
    level_rows,
    scorecard_cells,
    weighed_columns,
)
from segtools.deliver.workbook.summary_sheet import TYPED
from segtools.deliver.workbook.typed_examples import Example, examples
from segtools.scorecard.base import first_count
from segtools.scorecard.rule import ROUNDED
from segtools.scorecard.transforms import ways_of
from segtools.show.look import SOFT

TOP = 5  # row of the first customer, counted from 0
_PRINTED = 50  # rows
_LONGEST_LIST = 250  # signs that Excel takes for a list of levels
_LINES = [
    f"Type or paste one customer a row into the yellow cells from row {TOP + 1}, {TYPED:,} at most; the segment "
    "follows. An empty cell is not known; customers with more than half of their values missing are not assigned.",
    "Confidence is how clearly a customer falls on one side of the lines, not that the lines are real. The first rows "
    "are examples, to be typed over.",
]
_LEVEL_RULE = {
    "validate": "list",
    "error_type": "information",
    "error_title": "Not a level",
    "error_message": "The segments were not found on this level: it counts as not known.",
}


class _Places:
    """Which columns the sheet has: ids and values as the client knows them, the result, and folded away to the right
    what lies between: values as read, the numbers that are weighed, the score of each segment."""

    def __init__(self, card: dict[str, Any]):
        self.card = card
        self.transforms: list[dict[str, Any]] = card["variables"]
        self.segments: list[dict[str, Any]] = card["segments"]
        self.columns: list[Column] = weighed_columns(card)
        self.names = [transform["variable"] for transform in self.transforms]
        self.design = [column_name(*column) for column in self.columns]
        self.result = len(self.names) + 1
        self.read = len(self.names) + 5
        self.weighed = self.read + len(self.names)
        self.scored = self.weighed + len(self.columns)
        self.last = self.scored + len(self.segments) - 1

    @property
    def heads(self) -> list[str]:
        results = ["segment_id", "segment_name", "confidence", "known"]
        read = [f"{name} as read" for name in self.names]
        scores = [f"score {segment['segment_id']}" for segment in self.segments]
        return ["customer_id", *self.names, *results, *read, *self.design, *scores]

    def cell(self, column: int, row: int) -> str:
        return f"${xl_col_to_name(column)}{row + 1}"

    def cells(self, first: int, last: int, row: int) -> str:
        return f"{self.cell(first, row)}:{self.cell(last, row)}"


def typing_sheet(book: Book) -> None:
    """A customer a row: the variables as the client knows them, then segment and confidence."""
    places = _Places(book.study.scorecard)
    sheet = book.sheet("Typing tool", "Whose segment is it?", _LINES)
    _columns(book, sheet, places)
    formulas = _Formulas(places)
    shown = examples(book.views)
    for n in range(TYPED):
        example = shown[n] if n < len(shown) else None
        _inputs(book, sheet, TOP + n, places, example, f"example {n + 1}")
        _between(book, sheet, TOP + n, places, formulas, example)
        _result(book, sheet, TOP + n, places, formulas, example)
    sheet.freeze_panes(TOP, 1)
    sheet.repeat_rows(TOP - 1)
    sheet.print_area(0, 0, TOP + _PRINTED - 1, places.result + 3)


def _columns(book: Book, sheet: Any, places: _Places) -> None:
    """Widths, heads, what each variable means, and its levels to choose from."""
    sheet.set_column(0, len(places.names), 15)
    sheet.set_column(places.result, places.result, 11)
    sheet.set_column(places.result + 1, places.result + 1, 30)
    sheet.set_column(places.result + 2, places.result + 3, 11)
    sheet.set_column(places.read, places.last, 11, None, {"level": 1, "hidden": True})
    sheet.set_row(TOP - 2, 46)
    sheet.set_row(TOP - 1, 30)
    book.heads(sheet, TOP - 1, places.heads)
    meaning = book.study.dictionary.set_index("variable").meaning
    small = book.format(text_wrap=True, font_color=SOFT, font_size=9)
    for j, transform in enumerate(places.transforms, 1):
        levels = list(transform.get("columns", transform.get("levels", [])))
        sheet.write_string(TOP - 2, j, meaning.get(transform["variable"], "")[:200], small)
        if levels and _fits_a_list(levels):
            sheet.data_validation(TOP, j, TOP + TYPED - 1, j, {**_LEVEL_RULE, "source": levels})


def _fits_a_list(levels: list[str]) -> bool:
    """Whether Excel can hold levels in a list to choose from."""
    plain = not any("," in level or level[:1] == "=" for level in levels)
    return plain and len(",".join(levels)) <= _LONGEST_LIST


def _inputs(book: Book, sheet: Any, row: int, places: _Places, example: Example | None, called: str) -> None:
    """The yellow cells of one row."""
    form = book.input()
    write_cell(sheet, row, 0, called if example else None, form)
    for j, name in enumerate(places.names, 1):
        write_cell(sheet, row, j, example.values[name] if example else None, form)


def _between(book: Book, sheet: Any, row: int, places: _Places, formulas: _Formulas, example: Example | None) -> None:
    """Values as read, numbers that are weighed, and scores of one row."""
    form = book.cell("0.000", font_color=SOFT)
    for m, text in enumerate(formulas.read):
        value = example.read[m] if example else ""
        write_formula(sheet, row, places.read + m, text.replace("@", places.cell(1 + m, row)), form, value)
    for m, (text, (transform, _)) in enumerate(zip(formulas.weighed, places.columns, strict=True)):
        cell = places.cell(places.read + places.names.index(transform["variable"]), row)
        value = example.weighed[m] if example else formulas.empty[m]
        write_formula(sheet, row, places.weighed + m, text.replace("@", cell), form, value)
    for m in range(len(places.segments)):
        value = example.scores[m] if example else formulas.empty_scores[m]
        write_formula(sheet, row, places.scored + m, formulas.score(m, row), form, value)


def _result(book: Book, sheet: Any, row: int, places: _Places, formulas: _Formulas, example: Example | None) -> None:
    """Segment, confidence and share of known values of one row."""
    at, typed = places.result, example if example and example.segment_name else None
    known = example.known if example else 0.0
    write_formula(sheet, row, at + 3, formulas.known(row), book.cell("0%;;", font_color=SOFT), known)
    ready, scores = formulas.ready(row), formulas.scores(row)
    best = f"MATCH(MAX({scores}),{scores},0)"
    for j, (column, name) in enumerate(((0, "segment_id"), (1, "segment_name"))):
        span = cell_span(WEIGHTS, column, len(places.segments), "Scorecard!")
        value = getattr(typed, name) if typed else ""
        write_formula(sheet, row, at + j, f'=IF({ready},INDEX({span},{best}),"")', book.strong, value)
    confidence = f'=IF({ready},1/SUMPRODUCT(EXP({scores}-MAX({scores}))),"")'
    write_formula(sheet, row, at + 2, confidence, book.cell("0%"), typed.confidence if typed else "")


class _Formulas:
    """The formulas of a row, `@` for the cell that each reads, and what they give where nothing is typed in."""

    def __init__(self, places: _Places):
        self.places = places
        card = places.card
        self.read = ["=" + _read(card, transform, n) for n, transform in enumerate(places.transforms)]
        self.weighed = [
            "=" + _weigh(transform, level, FIRST + n) for n, (transform, level) in enumerate(places.columns)
        ]
        self.empty = [_nothing(transform) for transform, _ in places.columns]
        self.empty_scores = [
            float(np.dot(self.empty, [segment["weights"][name] for name in places.design]) + segment["constant"])
            for segment in places.segments
        ]
        self.counted = first_count(places.names)

    def score(self, segment: int, row: int) -> str:
        """The score of the nth segment."""
        places, at = self.places, WEIGHTS + segment
        constant = f"Scorecard!${xl_col_to_name(FIRST + len(places.columns))}${at + 1}"
        weights = scorecard_cells(at, FIRST, FIRST + len(places.columns) - 1)
        line = places.cells(places.weighed, places.scored - 1, row)
        return f"=ROUND({constant}+SUMPRODUCT({line},{weights}),{ROUNDED})"

    def scores(self, row: int) -> str:
        """The cells of all scores."""
        return self.places.cells(self.places.scored, self.places.last, row)

    def known(self, row: int) -> str:
        """The share of the variables whose value is known."""
        places = self.places
        values = places.cells(places.read, places.weighed - 1, row)
        return f'=SUMPRODUCT(({values}<>"")*1)/{len(places.names)}'

    def ready(self, row: int) -> str:
        """Whether enough values are known to assign a segment; where orders count, also whether there is one."""
        places = self.places
        enough = f"{places.cell(places.result + 3, row)}>=0.5"
        if not self.counted:
            return enough
        orders = places.cell(places.read + places.names.index(self.counted), row)
        return f"AND({enough},N({orders})>0)"


def _read(card: Mapping[str, Any], transform: dict[str, Any], position: int) -> str:
    """A formula for the value of cell @ as the scorecard reads it: a number, a position, a level; "" where it is not
    known."""
    text = 'IF(ISNUMBER(@),SUBSTITUTE(@&"",",","."),@&"")'
    if "columns" not in transform:
        if not len(transform["levels"]):
            return 'IF(ISNUMBER(@),@,IF(TRIM(@&"")="","",IFERROR(VALUE(@),"")))'
        row = level_rows(dict(card))[transform["variable"]]
        levels = scorecard_cells(row, FIRST, FIRST + len(transform["levels"]) - 1)
        place = f"SUMPRODUCT(EXACT({text},{levels})*(COLUMN({levels})-{FIRST}))"
        return f'IF({place}>0,{place},"")'
    first = FIRST + sum(len(before.get("columns", "1")) for before in card["variables"][:position])
    levels = scorecard_cells(CARD_TOP + 2, first, first + len(transform["columns"]) - 1)
    for level, ways in ways_of(transform).items():
        words = ",".join(f'"{way}"' for way in ways)
        text = f'IF(SUMPRODUCT((LOWER(TRIM(@&""))={{{words}}})*1)>0,"{level}",{text})'
    return f'IF(SUMPRODUCT(EXACT({text},{levels})*1)>0,{text},"")'


def _weigh(transform: dict[str, Any], level: str, column: int) -> str:
    """A formula for the number that is weighed, of @, the value as read."""
    at = {name: f"Scorecard!${xl_col_to_name(column)}${CARD_TOP + 2 + n}" for n, name in enumerate(ROWS)}
    if "columns" in transform:
        return f'IF(@="",0,(EXACT(@,{at["level"]})-{at["centre"]})/{at["scale"]})'
    cut = f'MIN(MAX(IF(@="",{at["if not known"]},@),{at["lowest"]}),{at["highest"]})'
    return f"(IF({at['log(1 + x)']}=1,LN(1+{cut}),{cut})-{at['centre']})/{at['scale']}"


def _nothing(transform: dict[str, Any]) -> float:
    """The number that is weighed where the value is not known."""
    if "columns" in transform:
        return 0.0
    value = min(max(transform["impute"], transform["clip"][0]), transform["clip"][1])
    return float(((np.log1p(value) if transform["log"] else value) - transform["center"]) / transform["scale"])
