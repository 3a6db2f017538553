"""The sheet Targets: weights that re-rank the segments."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from segtools.deliver.workbook.book import Book, cell_span, write_formula
from segtools.show.look import SOFT
from segtools.words import in_words

_TOP = 7  # row of the first segment, counted from 0
_FIRST = 2  # column of the first criterion
_SIDES = ("attractiveness", "competitiveness")
_RESULTS = [*_SIDES, "mean", "knocked_out", "left", "rank", "role", "p_target", "p_first"]
_RANKING = ["rank", "segment name", "role", "attractiveness", "competitiveness", "mean of both"]
_HEADS = {
    "mean": "mean of both",
    "knocked_out": "ruled out by",
    "left": "attractiveness, unless ruled out",
    "p_target": "share of trials as a target",
    "p_first": "share of trials in first place",
}
_TEXTS = ("segment name", "ruled out by", "role")
_LINES = [
    "Change the yellow cells: each side's weights count in proportion to their sum, and the ranking below follows. "
    "Each criterion runs from 0 (the lowest of these segments) to 1 (the highest).",
    "The shares of trials are of the weights in params and do not change with the yellow cells.",
]
_WEIGHT_RULE = {
    "validate": "decimal",
    "criteria": ">=",
    "value": 0,
    "error_title": "Weight",
    "error_message": "A weight is 0 or more.",
}


def targets_sheet(book: Book) -> None:
    """Weights above each segment's scores, and the ranking that follows, as 05_target computes it."""
    criteria, targets = book.study.criteria, book.study.targets.sort_values("segment_id")
    columns = list(dict.fromkeys(zip(criteria.side, criteria.criterion, strict=True)))
    sheet = book.sheet("Targets", "Which segments to target", _LINES)
    sheet.set_column(0, 0, 11)
    sheet.set_column(1, 1, 30)
    sheet.set_column(2, len(columns) + 10, 14)
    sheet.set_row(_TOP - 1, 44)
    scores = criteria.set_index(["side", "criterion", "segment_id"]).sort_index()
    _inputs(book, sheet, columns, scores)
    cells = _Cells(columns, len(targets))
    names = ["segment id", "segment name", *(in_words(criterion) for _, criterion in columns)]
    names += [_HEADS.get(name, name) for name in _RESULTS]
    book.heads(sheet, _TOP - 1, names, [name for name in names if name not in _TEXTS])
    for row, target in enumerate(targets.itertuples(), _TOP):
        sheet.write_number(row, 0, target.segment_id, book.cell("0"))
        book.mark(sheet, row, 1, target.segment_id, target.segment_name)
        for j, (side, criterion) in enumerate(columns, _FIRST):
            sheet.write_number(row, j, float(scores.score[side, criterion, target.segment_id]), book.cell("0.00"))
        _results(book, sheet, row, target, cells)
    sheet.freeze_panes(_TOP, 2)
    _ranking(book, sheet, targets, cells)


class _Cells:
    """Where the results stand, and how formulas name them."""

    def __init__(self, columns: list[tuple[str, str]], segments: int):
        self.segments = segments
        self.own = {side: [j for j, (of, _) in enumerate(columns, _FIRST) if of == side] for side in _SIDES}
        self.at = {name: len(columns) + _FIRST + n for n, name in enumerate(_RESULTS)}
        self.span = {name: cell_span(_TOP, j, segments) for name, j in self.at.items()}
        self.ids = cell_span(_TOP, 0, segments)

    def of_row(self, row: int) -> dict[str, str]:
        """The results of one segment."""
        return {name: xl_rowcol_to_cell(row, j, col_abs=True) for name, j in self.at.items()}


def _inputs(book: Book, sheet: Any, columns: list[tuple[str, str]], scores: pd.DataFrame) -> None:
    """How many targets, and the weight of each criterion."""
    sheet.write_string(3, 1, "how many targets", book.strong)
    sheet.write_number(3, 2, book.study.params.target.n_targets, book.input("0"))
    sheet.write_string(5, 1, "weight", book.strong)
    for j, (side, criterion) in enumerate(columns, _FIRST):
        sheet.write_string(4, j, side, book.soft)
        sheet.write_number(5, j, float(scores.weight[side, criterion].iloc[0]), book.input("0.0%"))
        sheet.data_validation(5, j, 5, j, _WEIGHT_RULE)


def _results(book: Book, sheet: Any, row: int, target: Any, cells: _Cells) -> None:
    """Scores, rank and role of one segment, in formulas that carry the values of table `targets`."""
    own, at, span, two = cells.of_row(row), cells.at, cells.span, book.cell("0.00")
    for side in _SIDES:
        write_formula(sheet, row, at[side], weighed_score(cells.own[side], row), two, getattr(target, side))
    mean = f"=ROUND(({own['attractiveness']}+{own['competitiveness']})/2,12)"
    write_formula(sheet, row, at["mean"], mean, two, _mean(target))
    sheet.write_string(row, at["knocked_out"], target.knocked_out, book.format(indent=1))
    left = f'=IF({own["knocked_out"]}="",{own["attractiveness"]},"")'
    value = np.nan if target.knocked_out else target.attractiveness
    write_formula(sheet, row, at["left"], left, book.cell("0.00", font_color=SOFT), value)
    out, mine = f'({span["knocked_out"]}<>"")*1', f'({own["knocked_out"]}<>"")*1'
    ahead = f"({span['mean']}>{own['mean']})+({span['mean']}={own['mean']})*({cells.ids}<$A{row + 1})"
    rank = f"=1+SUMPRODUCT((({out})<({mine}))+(({out})=({mine}))*({ahead}))"
    write_formula(sheet, row, at["rank"], rank, book.cell("0"), target.rank)
    next_ = f"ROUND({own['attractiveness']}-IFERROR(MEDIAN({span['left']}),0),12)>=0"
    among = f'IF({own["rank"]}<=$C$4,"target",IF({next_},"next","maintain"))'
    role = f'=IF({own["knocked_out"]}<>"","out",{among})'
    write_formula(sheet, row, at["role"], role, book.format(bold=True, indent=1), target.role)
    sheet.write_number(row, at["p_target"], target.p_target, book.cell("0%"))
    sheet.write_number(row, at["p_first"], target.p_first, book.cell("0%"))


def _mean(target: Any) -> float:
    return (target.attractiveness + target.competitiveness) / 2


def _ranking(book: Book, sheet: Any, targets: pd.DataFrame, cells: _Cells) -> None:
    """The segments by rank, below."""
    first = _TOP + cells.segments + 3
    sheet.write_string(first - 2, 0, "The ranking", book.format(bold=True, font_size=12))
    book.heads(sheet, first - 1, _RANKING, [name for name in _RANKING if name not in _TEXTS])
    for n, target in enumerate(targets.sort_values("rank").itertuples()):
        row = first + n
        sheet.write_number(row, 0, n + 1, book.cell("0"))
        shown = [(1, target.segment_name), (cells.at["role"], target.role)]
        shown += [(cells.at[side], getattr(target, side)) for side in _SIDES]
        shown.append((cells.at["mean"], _mean(target)))
        for j, (column, value) in enumerate(shown, 1):
            span = cell_span(_TOP, column, cells.segments)
            formula = f"=INDEX({span},MATCH($A{row + 1},{cells.span['rank']},0))"
            write_formula(sheet, row, j, formula, book.strong if j < 3 else book.cell("0.00"), value)


def weighed_score(columns: list[int], row: int) -> str:
    """The weighted mean of a side's scores; 0.5 where the side has none, or no weight."""
    if not columns:
        return "=0.5"
    first, last = xl_col_to_name(columns[0]), xl_col_to_name(columns[-1])
    weights = f"${first}$6:${last}$6"
    return f"=IF(SUM({weights})>0,SUMPRODUCT({weights},${first}{row + 1}:${last}{row + 1})/SUM({weights}),0.5)"
