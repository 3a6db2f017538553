"""The sheet Economics: returns that answer to their inputs."""

from __future__ import annotations

import numpy as np

from segtools.deliver.workbook.book import SOFT_FILL, Book, cell_span, write_cell, write_formula
from segtools.deliver.workbook.targets_sheet import INPUT_FILL


def economics_sheet(book: Book) -> None:
    """Inputs in yellow; each segment's return, break-even and share of the budget, as plan.py computes them."""
    study, plan = book.study, book.study.plan.sort_values("segment_id")
    sheet = book.sheet("Economics", "What contacting each segment may return", [
        "Change the yellow cells. A contact returns margin times the net amount of an order times the extra response, less its cost; a budget goes "
        "first where it returns most, and nobody is contacted whose contact does not pay.",
        "Empty yellow cells are unknown, and so is what rests on them."])  # fmt: skip
    margin = study.margin
    yellow = {
        form: book.cell(form, bg_color=INPUT_FILL, border=1)
        for form in ("0.0%", "0.00%", book.cents, book.money, "#,##0", "@")
    }
    soft, strong = book.format(font_color=SOFT_FILL), book.format(bold=True)
    sheet.set_column(0, 0, 30), sheet.set_column(1, 18, 13)
    sheet.write_string(4, 0, "margin", strong)
    write_cell(sheet, 4, 1, margin, yellow["0.0%"])
    sheet.write_string(
        4, 2, "contribution margin" if margin < 1 else "no margin is known: amounts are net amounts", soft
    )
    sheet.write_string(5, 0, "budget", strong)
    write_cell(sheet, 5, 1, study.params.target.economics.budget, yellow[book.money])
    sheet.write_string(
        5, 2, "for contacts, a tenth at least held back at no cost; empty: everybody whose contact pays", soft
    )
    heads = ["segment_name", "contact it", "may be contacted", "share held back (a tenth at least)", "net amount expected of an order", "cost of a contact", "response, low",
             "response, expected", "response, high", "return a contact", "return for its cost", "worth contacting", "contacts and held back",
             "customers held back", "contacts", "expected return", "return, low", "return, high", "breaks even at"]  # fmt: skip
    top, k = 8, len(plan)
    for j, name in enumerate(heads):
        sheet.write_string(top - 1, j, name, book.head if j < 2 else book.over)
    sheet.set_row(top - 1, 44)
    span = {letter: f"${letter}${top + 1}:${letter}${top + k}" for letter in "BCFJKL"}
    unknown = f'SUMPRODUCT(({span["B"]}="yes")*({span["J"]}=""))'
    for i, row in enumerate(plan.itertuples(), top):
        r, pool, wanted = i + 1, int(row.audience + row.control), row.role == "target"
        book.mark(sheet, i, 0, row.segment_id, row.segment_name)
        write_cell(sheet, i, 1, "yes" if wanted else "no", yellow["@"])
        sheet.data_validation(i, 1, i, 1, {"validate": "list", "source": ["yes", "no"]})
        write_cell(sheet, i, 2, row.reached, yellow["#,##0"])
        write_cell(sheet, i, 3, max(row.control / pool, 0.1) if pool else 0.1, yellow["0.0%"])
        write_cell(sheet, i, 4, row.worth / margin, yellow[book.cents])
        write_cell(sheet, i, 5, row.cost, yellow[book.cents])
        for j, value in ((6, row.response_low), (7, row.response), (8, row.response_high)):
            write_cell(sheet, i, j, value, yellow["0.00%"])
        per = row.worth * row.response - row.cost
        pays = row.reached if wanted and not per <= 0 else 0
        write_formula(sheet, i, 9, f'=IF(COUNT(E{r}:F{r},H{r})=3,$B$5*E{r}*H{r}-F{r},"")', book.cell(book.cents), per)
        write_formula(
            sheet,
            i,
            10,
            f'=IF(AND(ISNUMBER(J{r}),N(F{r})>0),J{r}/F{r},"")',
            book.cell("0.00"),
            per / row.cost if row.cost > 0 else np.nan,
        )
        write_formula(sheet, i, 11, f'=IF(AND(B{r}="yes",OR(J{r}="",N(J{r})>0)),C{r},0)', book.cell("#,##0"), pays)
        before = (f'SUMPRODUCT(({span["K"]}<>"")*(({span["K"]}>K{r})+({span["K"]}=K{r})*(ROW({span["K"]})<ROW()))*{span["L"]},{span["F"]})')  # fmt: skip
        share = f"MAX(0,MIN(L{r},INT(($B$6/0.9-{before})/F{r}+0.000001)))"
        share = f"IF(AND({share}<30,{share}<L{r}),0,{share})"  # as plan.py: no handful of a budget's remainder
        write_formula(
            sheet, i, 12, f'=IF(OR(NOT(ISNUMBER($B$6)),K{r}="",{unknown}>0),L{r},{share})', book.cell("#,##0"), pool
        )
        write_formula(sheet, i, 13, f"=ROUND(M{r}*MAX(D{r},0.1),0)", book.cell("#,##0"), row.control)
        write_formula(sheet, i, 14, f"=M{r}-N{r}", book.cell("#,##0"), row.audience)
        for j, letter, value in ((15, "H", row.expected_return), (16, "G", row.return_low), (17, "I", row.return_high)):
            text = f'=IF(AND(COUNT(E{r}:F{r},{letter}{r})=3,O{r}>0),O{r}*($B$5*E{r}*{letter}{r}-F{r}),"")'
            write_formula(sheet, i, j, text, book.cell(book.money), value)
        write_formula(
            sheet,
            i,
            18,
            f'=IF(AND(COUNT(E{r}:F{r})=2,$B$5*N(E{r})>0),F{r}/($B$5*E{r}),"")',
            book.cell("0.0%"),
            row.break_even_response,
        )
    sheet.write_string(top + k, 0, "together", book.format(bold=True, top=1))
    sums = {12: plan.audience.sum() + plan.control.sum(), 13: plan.control.sum(), 14: plan.audience.sum(), 15: plan.expected_return.sum(),
            16: plan.return_low.sum(), 17: plan.return_high.sum()}  # fmt: skip
    for j, value in sums.items():
        form = book.cell("#,##0" if j < 15 else book.money, bold=True, top=1)
        known = plan.expected_return.notna().any() or j < 15
        whole = f'=IF(COUNT({cell_span(top, j, k)})=0,"",SUM({cell_span(top, j, k)}))'
        write_formula(sheet, top + k, j, whole, form, float(value) if known else np.nan)
    for n, row in enumerate(plan[plan.audience > 0].itertuples()):
        sheet.write_string(
            top + k + 2 + n,
            0,
            f"{row.segment_name}: response {study.told_by(row)}. {row.test}",
            soft,
        )
    sheet.freeze_panes(top, 1)
