"""The sheet Economics: returns that answer to their inputs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from segtools.deliver.workbook.book import Book, cell_span, write_cell, write_formula
from segtools.show.small_counts import words_for_withheld
from segtools.words import ENOUGH

_TOP = 8  # row of the first segment, counted from 0
_LEAST_CONTROL = 0.1  # share of an audience that is held back at least
_LINES = [
    "Change the yellow cells. A contact returns margin times the net amount of an order times the extra response, less "
    "its cost; a budget goes first where it returns most, and nobody is contacted whose contact does not pay.",
    "Empty yellow cells are unknown, and so is what rests on them.",
]
_HEADS = [
    "segment name",
    "contact it",
    "may be contacted",
    "share held back (a tenth at least)",
    "net amount expected of an order",
    "cost of a contact",
    "response, low",
    "response, expected",
    "response, high",
    "return a contact",
    "return for its cost",
    "worth contacting",
    "contacts and held back",
    "customers held back",
    "contacts",
    "expected return",
    "return, low",
    "return, high",
    "breaks even at",
]
_RETURNS = {15: ("H", "expected_return"), 16: ("G", "return_low"), 17: ("I", "return_high")}


def economics_sheet(book: Book) -> None:
    """Inputs in yellow; each segment's return, break-even and share of the budget, as 05_target computes them."""
    plan = book.study.plan.sort_values("segment_id")
    style = book.views.style
    few = [bool(book.views.card_of(number).few) for number in plan.segment_id]
    hidden = [book.views.plan_of(row.segment_id).small or style.withholds(row.reached) for row in plan.itertuples()]
    more = [book.views.sentence("workbook-withheld", {"why": words_for_withheld(style)})] if any(hidden) else []
    sheet = book.sheet("Economics", "What contacting each segment may return", [*_LINES, *more])
    sheet.set_column(0, 0, 30)
    sheet.set_column(1, len(_HEADS) - 1, 13)
    margin = book.views.margin
    _whole_inputs(book, sheet, margin.share, margin.source == "nowhere")
    book.heads(sheet, _TOP - 1, _HEADS, _HEADS[2:])
    sheet.set_row(_TOP - 1, 44)
    rows = []
    for at, (row, untold, unknown) in enumerate(zip(plan.itertuples(), hidden, few, strict=True), _TOP):
        values = _values(row, margin.share, untold, unknown)
        rows.append(values)
        _inputs(book, sheet, at, row, values)
        _results(book, sheet, at, values, len(plan))
    _together(book, sheet, rows)
    _tests(book, sheet, _TOP + len(plan) + 2)
    sheet.freeze_panes(_TOP, 1)


def _whole_inputs(book: Book, sheet: Any, margin: float, unknown: bool) -> None:
    """Margin and budget."""
    sheet.write_string(4, 0, "margin", book.strong)
    write_cell(sheet, 4, 1, margin, book.input("0.0%"))
    words = "no margin is known: amounts are net amounts" if unknown else "contribution margin"
    sheet.write_string(4, 2, words, book.soft)
    sheet.write_string(5, 0, "budget", book.strong)
    write_cell(sheet, 5, 1, book.study.params.target.economics.budget, book.input(book.money))
    words = "for contacts, a tenth at least held back at no cost; empty: everybody whose contact pays"
    sheet.write_string(5, 2, words, book.soft)


def _values(row: Any, margin: float, hidden: bool, few: bool) -> dict[str, Any]:
    """What the cells of one segment hold, of a row of table `plan`. Where its audience or its control is too few to be
    told of, how many may be contacted is left empty, and so is what follows from it; where the segment itself is, all
    that is measured of its members."""
    pool, wanted = int(row.audience + row.control), row.role == "target"
    per = row.worth * row.response - row.cost
    values = {
        "wanted": wanted,
        "reached": np.nan if hidden else row.reached,
        "held_back": max(row.control / pool, _LEAST_CONTROL) if pool and not hidden else _LEAST_CONTROL,
        "order": row.worth / margin,
        "per": per,
        "per_cost": per / row.cost if row.cost > 0 else np.nan,
        "pays": row.reached if wanted and not per <= 0 and not hidden else 0,
        "break_even": row.break_even_response,
        "pool": 0 if hidden else pool,
        "control": 0 if hidden else row.control,
        "audience": 0 if hidden else row.audience,
    }
    values |= {name: np.nan if hidden else getattr(row, name) for _, name in _RETURNS.values()}
    values |= {name: getattr(row, name) for name in ("response_low", "response", "response_high")}
    measured = ("order", "per", "per_cost", "break_even", "response_low", "response", "response_high")
    return values | (dict.fromkeys(measured, np.nan) if few else {})


def _inputs(book: Book, sheet: Any, at: int, row: Any, values: Mapping[str, Any]) -> None:
    """The yellow cells of one segment."""
    book.mark(sheet, at, 0, row.segment_id, row.segment_name)
    write_cell(sheet, at, 1, bool(values["wanted"]), book.input("@"))
    sheet.data_validation(at, 1, at, 1, {"validate": "list", "source": ["yes", "no"]})
    write_cell(sheet, at, 2, values["reached"], book.input("#,##0"))
    write_cell(sheet, at, 3, values["held_back"], book.input("0.0%"))
    write_cell(sheet, at, 4, values["order"], book.input(book.cents))
    write_cell(sheet, at, 5, row.cost, book.input(book.cents))
    for j, name in ((6, "response_low"), (7, "response"), (8, "response_high")):
        write_cell(sheet, at, j, values[name], book.input("0.00%"))


def _results(book: Book, sheet: Any, at: int, values: Mapping[str, Any], count: int) -> None:
    """What follows from the yellow cells, in formulas that carry the values of table `plan`."""
    r, whole, money = at + 1, book.cell("#,##0"), book.cell(book.money)
    per = f'=IF(COUNT(E{r}:F{r},H{r})=3,$B$5*E{r}*H{r}-F{r},"")'
    write_formula(sheet, at, 9, per, book.cell(book.cents), values["per"])
    per_cost = f'=IF(AND(ISNUMBER(J{r}),N(F{r})>0),J{r}/F{r},"")'
    write_formula(sheet, at, 10, per_cost, book.cell("0.00"), values["per_cost"])
    pays = f'=IF(AND(B{r}="yes",OR(J{r}="",N(J{r})>0)),C{r},0)'
    write_formula(sheet, at, 11, pays, whole, values["pays"])
    write_formula(sheet, at, 12, _pool(r, count), whole, values["pool"])
    write_formula(sheet, at, 13, f"=ROUND(M{r}*MAX(D{r},{_LEAST_CONTROL}),0)", whole, values["control"])
    write_formula(sheet, at, 14, f"=M{r}-N{r}", whole, values["audience"])
    for j, (letter, name) in _RETURNS.items():
        text = f'=IF(AND(COUNT(E{r}:F{r},{letter}{r})=3,O{r}>0),O{r}*($B$5*E{r}*{letter}{r}-F{r}),"")'
        write_formula(sheet, at, j, text, money, values[name])
    even = f'=IF(AND(COUNT(E{r}:F{r})=2,$B$5*N(E{r})>0),F{r}/($B$5*E{r}),"")'
    write_formula(sheet, at, 18, even, book.cell("0.0%"), values["break_even"])


def _pool(r: int, count: int) -> str:
    """A formula for how many of row `r` are contacted or held back: what the budget leaves after the segments that
    return more for their cost, and no handful of its remainder."""
    span = {letter: f"${letter}${_TOP + 1}:${letter}${_TOP + count}" for letter in "BCFJKL"}
    unknown = f'SUMPRODUCT(({span["B"]}="yes")*({span["J"]}=""))'
    first = f"(({span['K']}>K{r})+({span['K']}=K{r})*(ROW({span['K']})<ROW()))"
    before = f'SUMPRODUCT(({span["K"]}<>"")*{first}*{span["L"]},{span["F"]})'
    share = f"MAX(0,MIN(L{r},INT(($B$6/{1 - _LEAST_CONTROL}-{before})/F{r}+0.000001)))"
    share = f"IF(AND({share}<{ENOUGH},{share}<L{r}),0,{share})"
    return f'=IF(OR(NOT(ISNUMBER($B$6)),K{r}="",{unknown}>0),L{r},{share})'


def _together(book: Book, sheet: Any, rows: list[dict[str, Any]]) -> None:
    """The sums over the segments that are shown."""
    at, count = _TOP + len(rows), len(rows)
    sheet.write_string(at, 0, "together", book.format(bold=True, top=1))
    names = {12: "pool", 13: "control", 14: "audience"} | {j: name for j, (_, name) in _RETURNS.items()}
    for j, name in names.items():
        values = np.array([values[name] for values in rows], float)
        total = np.nan if np.isnan(values).all() else float(np.nansum(values))
        span = cell_span(_TOP, j, count)
        form = book.cell(book.money if j in _RETURNS else "#,##0", bold=True, top=1)
        write_formula(sheet, at, j, f'=IF(COUNT({span})=0,"",SUM({span}))', form, total)


def _tests(book: Book, sheet: Any, at: int) -> None:
    """Where each response comes from, and what the test can show."""
    plan = book.study.plan
    for n, row in enumerate(plan[plan.audience > 0].itertuples()):
        figures = {"segment": row.segment_name, "source": row.response_from, "test": row.test}
        sheet.write_string(at + n, 0, book.views.sentence("workbook-test", figures), book.soft)
