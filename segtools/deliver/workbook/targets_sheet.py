"""The sheet Targets: weights that re-rank the segments."""

from __future__ import annotations

import numpy as np
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from segtools.deliver.workbook.book import SOFT_FILL, Book, cell_span, write_formula
from segtools.words import in_words

INPUT_FILL = "#fff6d6"


# --- targets and economics: inputs and what follows ---------------------------------------------------


def targets_sheet(book: Book) -> None:
    """Weights above each segment's scores, and the ranking that follows, as target.py computes it."""
    study = book.study
    sheet = book.sheet("Targets", "Which segments to court", [
        "Change the yellow cells: each side's weights count in proportion to their sum, and the ranking below follows. Each criterion runs from 0 "
        "(the lowest of these segments) to 1 (the highest).",
        "p target and p first are of the weights in params, and do not follow."])  # fmt: skip
    criteria, targets = study.criteria, study.targets.sort_values("segment_id")
    columns = list(dict.fromkeys(zip(criteria.side, criteria.criterion, strict=True)))
    score = criteria.set_index(["side", "criterion", "segment_id"]).sort_index()
    top, k, c = 7, len(targets), len(columns)
    yellow, two, soft = (
        book.cell("0.0%", bg_color=INPUT_FILL, border=1),
        book.cell("0.00"),
        book.format(font_color=SOFT_FILL),
    )
    sheet.set_column(0, 0, 11), sheet.set_column(1, 1, 30), sheet.set_column(2, c + 10, 14)
    sheet.set_row(top - 1, 32)
    sheet.write_string(3, 1, "how many targets", book.format(bold=True))
    sheet.write_number(3, 2, study.params.target.n_targets, book.cell("0", bg_color=INPUT_FILL, border=1))
    sheet.write_string(5, 1, "weight", book.format(bold=True))
    for j, (side, criterion) in enumerate(columns, 2):
        sheet.write_string(4, j, side, soft)
        sheet.write_number(5, j, float(score.weight[side, criterion].iloc[0]), yellow)
        sheet.data_validation(5, j, 5, j, {"validate": "decimal", "criteria": ">=", "value": 0, "error_title": "Weight",
                                           "error_message": "A weight is 0 or more."})  # fmt: skip
    made = ["attractiveness", "competitiveness", "mean", "knocked_out", "left", "rank", "role", "p target", "p first"]
    for j, name in enumerate(["segment_id", "segment_name", *[in_words(one) for _, one in columns], *made]):
        sheet.write_string(top - 1, j, name, book.head if name in ("segment_name", "role") else book.over)
    at = {name: c + 2 + n for n, name in enumerate(made)}
    span = {name: cell_span(top, j, k) for name, j in at.items()}
    ids = cell_span(top, 0, k)
    middle = f"IFERROR(MEDIAN({span['left']}),0)"
    for i, row in enumerate(targets.itertuples(), top):
        cell = {name: xl_rowcol_to_cell(i, j, col_abs=True) for name, j in at.items()}
        sheet.write_number(i, 0, row.segment_id, book.cell("0"))
        book.mark(sheet, i, 1, row.segment_id, row.segment_name)
        for j, (side, criterion) in enumerate(columns, 2):
            sheet.write_number(i, j, float(score.score[side, criterion, row.segment_id]), two)
        for side, value in (("attractiveness", row.attractiveness), ("competitiveness", row.competitiveness)):
            own = [j for j, (of, _) in enumerate(columns, 2) if of == side]
            write_formula(sheet, i, at[side], weighed_score(own, i), two, value)
        mean = (row.attractiveness + row.competitiveness) / 2
        write_formula(
            sheet, i, at["mean"], f"=ROUND(({cell['attractiveness']}+{cell['competitiveness']})/2,12)", two, mean
        )
        sheet.write_string(i, at["knocked_out"], row.knocked_out, book.format(indent=1))
        left = np.nan if row.knocked_out else row.attractiveness
        write_formula(sheet, i, at["left"], f'=IF({cell["knocked_out"]}="",{cell["attractiveness"]},"")', book.cell("0.00", font_color=SOFT_FILL),
                 left)  # fmt: skip
        out, mine = f'({span["knocked_out"]}<>"")*1', f'({cell["knocked_out"]}<>"")*1'
        ahead = f"({span['mean']}>{cell['mean']})+({span['mean']}={cell['mean']})*({ids}<$A{i + 1})"
        write_formula(
            sheet,
            i,
            at["rank"],
            f"=1+SUMPRODUCT((({out})<({mine}))+(({out})=({mine}))*({ahead}))",
            book.cell("0"),
            row.rank,
        )
        role = (f'=IF({cell["knocked_out"]}<>"","out",IF({cell["rank"]}<=$C$4,"target",'
                f'IF(ROUND({cell["attractiveness"]}-{middle},12)>=0,"next","maintain")))')  # fmt: skip
        write_formula(sheet, i, at["role"], role, book.format(bold=True, indent=1), row.role)
        sheet.write_number(i, at["p target"], row.p_target, book.cell("0%"))
        sheet.write_number(i, at["p first"], row.p_first, book.cell("0%"))
    sheet.freeze_panes(top, 2)
    at_rank = top + k + 3
    sheet.write_string(at_rank - 2, 0, "The ranking", book.format(bold=True, font_size=12))
    for j, name in enumerate(["rank", "segment_name", "role", "attractiveness", "competitiveness", "mean"]):
        sheet.write_string(at_rank - 1, j, name, book.head)
    for n, row in enumerate(targets.sort_values("rank").itertuples()):
        line = at_rank + n
        sheet.write_number(line, 0, n + 1, book.cell("0"))
        shown = [(1, row.segment_name), (at["role"], row.role), (at["attractiveness"], row.attractiveness),
                 (at["competitiveness"], row.competitiveness), (at["mean"], (row.attractiveness + row.competitiveness) / 2)]  # fmt: skip
        for j, (column, value) in enumerate(shown, 1):
            formula = f"=INDEX({cell_span(top, column, k)},MATCH($A{line + 1},{span['rank']},0))"
            write_formula(sheet, line, j, formula, book.format(bold=True) if j < 3 else two, value)


def weighed_score(columns: list[int], row: int) -> str:
    """The weighted mean of a side's scores; 0.5 where the side has none, or no weight."""
    if not columns:
        return "=0.5"
    first, last = xl_col_to_name(columns[0]), xl_col_to_name(columns[-1])
    weights = f"${first}$6:${last}$6"
    return f"=IF(SUM({weights})>0,SUMPRODUCT({weights},${first}{row + 1}:${last}{row + 1})/SUM({weights}),0.5)"
