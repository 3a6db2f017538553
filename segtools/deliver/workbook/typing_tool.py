"""The typing tool: a scorecard in live formulas."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from segtools.deliver.views import Study
from segtools.deliver.workbook.book import SOFT_FILL, Book, cell_span, write_cell, write_formula
from segtools.deliver.workbook.evidence_sheets import TYPED
from segtools.deliver.workbook.targets_sheet import INPUT_FILL
from segtools.scorecard.rule import ROUNDED, assign
from segtools.scorecard.transforms import as_labels, codes, design_matrix, values_known
from segtools.words import YES_NO

FIRST = 5  # row of the first customer of the typing tool, counted from 0


# --- the scorecard, and the typing tool that computes with it -----------------------------------------

_CARD_TOP = 4  # row of the scorecard's head, counted from 0
_ROWS = ("variable", "level", "if not known", "lowest", "highest", "log(1 + x)", "centre", "scale")
_WEIGHTS = _CARD_TOP + len(_ROWS) + 2  # row of the first segment's weights
_Column = tuple[dict[str, Any], str]  # a transform, and its level where it has levels


def _design(card: dict[str, Any]) -> list[_Column]:
    """The columns that are weighed, in the scorecard's order: numbers and ordinals one each, others one a level."""
    return [(transform, level) for transform in card["variables"] for level in transform.get("columns", {"": None})]


def scorecard_sheet(book: Book) -> None:
    """A column for each number that is weighed: how it is made of the variable, and what it weighs for each segment."""
    card, columns = book.study.card, _design(book.study.card)
    sheet = book.sheet("Scorecard", "The typing rule", [
        "A value is replaced where not known, cut at lowest and highest, its log taken where that says 1, less centre, over scale; a level counts "
        "1 where it is met and 0 where not. Each segment's score is its constant and the weighted sum; the highest wins.",
        "The typing tool computes with these cells. Ordinal variables count as the position of their level, listed at the end."])  # fmt: skip
    sheet.set_column(0, 0, 12), sheet.set_column(1, 1, 30), sheet.set_column(2, len(columns) + 3, 14)
    text, number = book.format(), book.cell("0.000000")
    for n, name in enumerate(_ROWS):
        sheet.write_string(_CARD_TOP + 1 + n, 1, name, book.format(bold=True))
    sheet.write_string(_CARD_TOP, 0, "", book.head), sheet.write_string(_CARD_TOP, 1, "", book.head)
    for j, (transform, level) in enumerate(columns, 2):
        name = transform["variable"] + (f"={level}" if "columns" in transform else "")
        sheet.write_string(_CARD_TOP, j, name, book.head)
        if "columns" in transform:
            values = [transform["variable"], level, "", "", "", "", *transform["columns"][level]]
        else:
            values = [transform["variable"], "", transform["impute"], *transform["clip"], int(transform["log"]), transform["center"],
                      transform["scale"]]  # fmt: skip
        for n, value in enumerate(values):
            write_cell(sheet, _CARD_TOP + 1 + n, j, value, number if n not in (0, 1, 5) else text)
    last = len(columns) + 2
    for j, name in ((0, "segment_id"), (1, "segment_name"), (last, "constant")):
        sheet.write_string(_WEIGHTS - 1, j, name, book.head)
    for j, (transform, level) in enumerate(columns, 2):
        name = transform["variable"] + (f"={level}" if "columns" in transform else "")
        sheet.write_string(_WEIGHTS - 1, j, name, book.head)
        for i, one in enumerate(card["segments"], _WEIGHTS):
            sheet.write_number(i, j, one["weights"][name], number)
    for i, one in enumerate(card["segments"], _WEIGHTS):
        sheet.write_number(i, 0, one["segment_id"], book.cell("0"))
        book.mark(sheet, i, 1, one["segment_id"], one["segment_name"])
        sheet.write_number(i, last, one["constant"], number)
    for name, row in _level_rows(card).items():
        levels = next(t["levels"] for t in card["variables"] if t["variable"] == name)
        sheet.write_string(row, 1, name, book.format(bold=True))
        for j, level in enumerate(levels, 2):
            sheet.write_string(row, j, level, text)
    sheet.freeze_panes(_CARD_TOP + 1, 2)


def _level_rows(card: dict[str, Any]) -> dict[str, int]:
    """In which row of the scorecard sheet an ordinal variable's levels stand."""
    names = [t["variable"] for t in card["variables"] if "columns" not in t and len(t["levels"])]
    return {name: _WEIGHTS + len(card["segments"]) + 2 + n for n, name in enumerate(names)}


def _cells(row: int, first: int, last: int) -> str:
    """Cells of a row of the scorecard sheet."""
    return f"Scorecard!${xl_col_to_name(first)}${row + 1}:${xl_col_to_name(last)}${row + 1}"


def typing_sheet(book: Book) -> None:
    """A customer a row from row 6: the variables as the client knows them, then segment and confidence. What lies between, values as
    read, the numbers that are weighed and the score of each segment, stands to the right, folded away."""
    study, card = book.study, book.study.card
    transforms, segments, columns = card["variables"], card["segments"], _design(card)
    n, c, k = len(transforms), len(columns), len(segments)
    sheet = book.sheet("Typing tool", "Whose segment is it?", [
        f"Type or paste one customer a row into the yellow cells from row {FIRST + 1}, {TYPED:,} at most; the segment follows. An empty cell is not "
        "known; a customer of whom more than half is not known is not typed.",
        "Confidence is how clearly a customer falls on one side of the lines, not that the lines are real. The first rows are examples, to be "
        "typed over."])  # fmt: skip
    result, read = n + 1, n + 5
    weighed, scored = read + n, read + n + c
    sheet.set_column(0, n, 15), sheet.set_column(result, result, 11), sheet.set_column(result + 1, result + 1, 30)
    sheet.set_column(result + 2, result + 3, 11)
    sheet.set_column(read, scored + k - 1, 11, None, {"level": 1, "hidden": True})
    sheet.set_row(FIRST - 2, 46)
    meaning = study.dictionary.set_index("variable").meaning
    small = book.format(text_wrap=True, font_color=SOFT_FILL, font_size=9)
    for j, transform in enumerate(transforms, 1):
        levels = list(transform.get("columns", transform.get("levels", [])))
        sheet.write_string(FIRST - 2, j, meaning.get(transform["variable"], "")[:200], small)
        if levels and len(",".join(levels)) <= 250 and not any("," in level or level[:1] == "=" for level in levels):
            sheet.data_validation(FIRST, j, FIRST + TYPED - 1, j, {
                "validate": "list", "source": levels, "error_type": "information", "error_title": "Not a level",
                "error_message": "The segments were not found on this level: it counts as not known."})  # fmt: skip
    names = [t["variable"] for t in transforms]
    design = [t["variable"] + (f"={level}" if "columns" in t else "") for t, level in columns]
    heads = ["customer_id", *names, "segment_id", "segment_name", "confidence", "known", *[f"{name} as read" for name in names], *design,
             *[f"score {one['segment_id']}" for one in segments]]  # fmt: skip
    sheet.set_row(FIRST - 1, 30)
    for j, name in enumerate(heads):
        sheet.write_string(FIRST - 1, j, name, book.head)
    yellow, soft = (
        book.format(bg_color=INPUT_FILL, border=1, border_color="#e6dcae"),
        book.cell("0.000", font_color=SOFT_FILL),
    )
    strong, share, known_form = book.format(bold=True), book.cell("0%"), book.cell("0%;;", font_color=SOFT_FILL)
    reads = [_read(card, transform, n_th) for n_th, transform in enumerate(transforms)]
    weighs = [_weigh(transform, level, 2 + m) for m, (transform, level) in enumerate(columns)]
    ids, called = cell_span(_WEIGHTS, 0, k, "Scorecard!"), cell_span(_WEIGHTS, 1, k, "Scorecard!")
    counted = next((name for name in ("frequency", "event_count") if name in names), None)
    examples, empty = _examples(study), [_nothing(transform) for transform, _ in columns]
    for i in range(TYPED):
        row, r = FIRST + i, FIRST + i + 1
        one = examples[i] if i < len(examples) else None
        write_cell(sheet, row, 0, f"example {i + 1}" if one else None, yellow)
        for j, name in enumerate(names, 1):
            write_cell(sheet, row, j, one["values"][name] if one else None, yellow)
        for m, text in enumerate(reads):
            cell = f"${xl_col_to_name(1 + m)}{r}"
            write_formula(sheet, row, read + m, "=" + text.replace("@", cell), soft, one["read"][m] if one else "")
        for m, (text, (transform, _)) in enumerate(zip(weighs, columns, strict=True)):
            cell = f"${xl_col_to_name(read + names.index(transform['variable']))}{r}"
            write_formula(
                sheet, row, weighed + m, "=" + text.replace("@", cell), soft, one["weighed"][m] if one else empty[m]
            )
        line = f"${xl_col_to_name(weighed)}{r}:${xl_col_to_name(scored - 1)}{r}"
        for m in range(k):
            at = _WEIGHTS + m
            text = f"=ROUND(Scorecard!${xl_col_to_name(c + 2)}${at + 1}+SUMPRODUCT({line},{_cells(at, 2, c + 1)}),{ROUNDED})"
            value = (
                one["scores"][m]
                if one
                else float(np.dot(empty, [segments[m]["weights"][d] for d in design]) + segments[m]["constant"])
            )
            write_formula(sheet, row, scored + m, text, soft, value)
        values = f"${xl_col_to_name(read)}{r}:${xl_col_to_name(read + n - 1)}{r}"
        write_formula(
            sheet, row, result + 3, f'=SUMPRODUCT(({values}<>"")*1)/{n}', known_form, one["known"] if one else 0.0
        )
        ready = f"${xl_col_to_name(result + 3)}{r}>=0.5"
        if counted:
            ready = f"AND({ready},N(${xl_col_to_name(read + names.index(counted))}{r})>0)"
        scores = f"${xl_col_to_name(scored)}{r}:${xl_col_to_name(scored + k - 1)}{r}"
        best = f"MATCH(MAX({scores}),{scores},0)"
        typed = one if one and one["segment_name"] else None
        write_formula(
            sheet, row, result, f'=IF({ready},INDEX({ids},{best}),"")', strong, typed["segment_id"] if typed else ""
        )
        write_formula(
            sheet,
            row,
            result + 1,
            f'=IF({ready},INDEX({called},{best}),"")',
            strong,
            typed["segment_name"] if typed else "",
        )
        write_formula(sheet, row, result + 2, f'=IF({ready},1/SUMPRODUCT(EXP({scores}-MAX({scores}))),"")', share,
                 typed["confidence"] if typed else "")  # fmt: skip
    sheet.freeze_panes(FIRST, 1)
    sheet.repeat_rows(FIRST - 1)
    sheet.print_area(0, 0, FIRST + 49, result + 3)


def _read(card: dict[str, Any], transform: dict[str, Any], position: int) -> str:
    """A formula for the value of cell @ as the scorecard reads it: a number, a position, a level; "" where it is not known."""
    number = 'IF(ISNUMBER(@),@,IF(TRIM(@&"")="","",IFERROR(VALUE(@),"")))'
    text = 'IF(ISNUMBER(@),SUBSTITUTE(@&"",",","."),@&"")'
    if "columns" not in transform:
        if not len(transform["levels"]):
            return number
        levels = _cells(_level_rows(card)[transform["variable"]], 2, 1 + len(transform["levels"]))
        place = f"SUMPRODUCT(EXACT({text},{levels})*(COLUMN({levels})-2))"
        return f'IF({place}>0,{place},"")'
    first = 2 + sum(len(t.get("columns", "1")) for t in card["variables"][:position])
    levels = _cells(_CARD_TOP + 2, first, first + len(transform["columns"]) - 1)
    if set(transform["columns"]) <= set(YES_NO):
        for level, ways in YES_NO.items():
            said = ",".join(f'"{way}"' for way in ways)
            text = f'IF(SUMPRODUCT((LOWER(TRIM(@&""))={{{said}}})*1)>0,"{level}",{text})'
    return f'IF(SUMPRODUCT(EXACT({text},{levels})*1)>0,{text},"")'


def _weigh(transform: dict[str, Any], level: str, column: int) -> str:
    """A formula for the number that is weighed, of @, the value as read."""
    at = {name: f"Scorecard!${xl_col_to_name(column)}${_CARD_TOP + 2 + n}" for n, name in enumerate(_ROWS)}
    if "columns" in transform:
        return f'IF(@="",0,(EXACT(@,{at["level"]})-{at["centre"]})/{at["scale"]})'
    cut = f'MIN(MAX(IF(@="",{at["if not known"]},@),{at["lowest"]}),{at["highest"]})'
    return f"(IF({at['log(1 + x)']}=1,LN(1+{cut}),{cut})-{at['centre']})/{at['scale']}"


def _nothing(transform: dict[str, Any]) -> float:
    """The number that is weighed where nothing is known."""
    if "columns" in transform:
        return 0.0
    value = min(max(transform["impute"], transform["clip"][0]), transform["clip"][1])
    return float(((np.log1p(value) if transform["log"] else value) - transform["center"]) / transform["scale"])


def _examples(study: Study) -> list[dict[str, Any]]:
    """A made-up customer a segment, of the middle number or most frequent level of its members in each variable, with all that the
    formulas make of it. No one customer's row."""
    card = study.card
    names = [t["variable"] for t in card["variables"]]
    members = study.customers[["customer_id", *names]].merge(
        study.segments[["customer_id", "segment_id"]], on="customer_id"
    )
    rows = []
    for _, own in members.groupby("segment_id"):
        row = {}
        for transform in card["variables"]:
            values = own[transform["variable"]].dropna()
            plain = "columns" not in transform and not len(transform["levels"])
            row[transform["variable"]] = (
                None if values.empty else float(f"{values.median():.4g}") if plain else values.mode().iloc[0]
            )
        rows.append(row)
    made = pd.DataFrame(rows, columns=names)
    for transform in card["variables"]:
        if "columns" not in transform and not len(transform["levels"]):
            made[transform["variable"]] = made[transform["variable"]].astype(float)
    made["customer_id"] = [str(n) for n in range(len(made))]
    known, matrix = values_known(made, card["variables"]), design_matrix(made, card["variables"])
    weights = np.array([[one["weights"][name] for name in matrix] for one in card["segments"]])
    scores = (matrix.to_numpy() @ weights.T + np.array([one["constant"] for one in card["segments"]])).round(ROUNDED)
    typed = assign(made, card).set_index("customer_id").reindex(made.customer_id)
    read = [values_read(made[t["variable"]], t).where(known[t["variable"]], None) for t in card["variables"]]
    return [
        {"values": rows[i], "read": [None if pd.isna(one.iloc[i]) else one.iloc[i] for one in read], "weighed": matrix.iloc[i].tolist(),
         "scores": scores[i].tolist(), "known": float(known.iloc[i].mean()), "segment_id": typed.segment_id.iloc[i],
         "segment_name": typed.segment_name.iloc[i] if pd.notna(typed.segment_name.iloc[i]) else "",
         "confidence": typed.confidence.iloc[i]}
        for i in range(len(made))
    ]  # fmt: skip


def values_read(values: pd.Series, transform: dict[str, Any]) -> pd.Series:
    """Values as a scorecard reads them: numbers, positions of ordinal levels, labels."""
    if "columns" in transform:
        return as_labels(values).astype(object)
    return codes(values, transform["kind"], transform["levels"]).astype(object)
