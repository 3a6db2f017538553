"""workbook.xlsx: the figures to work with. Weights re-rank targets, economics answer to their inputs, and the typing tool types
customers by live formulas of the scorecard. Every formula carries its value, so that viewers that do not calculate show it too."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from xlsxwriter import Workbook
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell

from segtools.deliver.views import Study
from segtools.scorecard.rule import ROUNDED, as_labels, assign, codes, design_matrix, values_known
from segtools.show.look import INK, segment_colour
from segtools.show.small_counts import SHOWN_AS, few_levels
from segtools.tables import SCHEMAS, YES_NO, in_words

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
FIRST = 5  # row of the first customer of the typing tool, counted from 0
TYPED = 1_000  # customers that it has formulas for
_INPUT, _SOFT = "#fff6d6", "#5b6670"


def promised(study: Study) -> list[str]:
    """The sheets of every client."""
    return list(SHEETS)


def write_workbook(study: Study, path: Path) -> list[str]:
    """Write the workbook; returns its sheets."""
    book = Book(study, path)
    _summary(book)
    _segments(book)
    _profile(book)
    _targets(book)
    _economics(book)
    _typing_tool(book)
    _scorecard(book)
    _dictionary(book)
    _quality(book)
    _method(book)
    made = [sheet.get_name() for sheet in book.made.worksheets()]
    book.made.close()
    return made


class Book:
    """The workbook being written, with its formats."""

    def __init__(self, study: Study, path: Path):
        self.study, look = study, study.params.deliver
        self.made = Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False,
                                         "nan_inf_to_errors": False})  # fmt: skip
        self.made.set_properties({"title": f"{study.title}: customer segments", "author": look.by, "comments": ""})
        self.made.set_calc_mode("auto")
        self._font, self._brand = look.font, look.colour
        self._kept: dict[tuple, Any] = {}
        sign = study.params.currency.replace('"', "")
        quoted = f'"{sign}{" " if sign.isalpha() else ""}"' if sign else ""
        self.money, self.cents = f"{quoted}#,##0;-{quoted}#,##0", f"{quoted}#,##0.00;-{quoted}#,##0.00"

    def format(self, **look: Any):
        """A format of the house; the same look is the same format."""
        key = tuple(sorted(look.items()))
        if key not in self._kept:
            base = {"font_name": self._font, "font_size": 10, "font_color": INK, "valign": "top"}
            self._kept[key] = self.made.add_format({**base, **look})
        return self._kept[key]

    @property
    def head(self):
        """A table's head, over text."""
        return self.format(bold=True, font_color="#ffffff", bg_color=self._brand, text_wrap=True, valign="vcenter")

    @property
    def over(self):
        """A table's head, over numbers."""
        return self.format(
            bold=True, font_color="#ffffff", bg_color=self._brand, text_wrap=True, valign="vcenter", align="right"
        )

    def cell(self, number: str = "", **look: Any):
        """A cell with a number format."""
        return self.format(**({"num_format": number} if number else {}), **look)

    def sheet(self, name: str, title: str, said: Sequence[str] = (), landscape: bool = True):
        """A sheet with its title in the first row and what to know of it below."""
        made = self.made.add_worksheet(name)
        made.hide_gridlines(2)
        made.set_row(0, 24)
        made.write_string(0, 0, title, self.format(bold=True, font_size=15, font_color=self._brand))
        for n, one in enumerate(said, 1):
            made.write_string(n, 0, one, self.format(font_color=_SOFT))
        if landscape:
            made.set_landscape()
        made.set_paper(9)
        made.fit_to_pages(1, 0)
        made.set_footer(f"&L{self.study.title.replace('&', '&&')}&R&A, page &P of &N")
        return made

    def table(self, sheet, at: int, data: pd.DataFrame, looks: dict[str, str], widths: dict[str, float], heads: dict[str, str] | None = None,
              few: pd.Series | None = None, frozen: bool = True) -> int:  # fmt: skip
        """A table from row `at`, with filters; looks: column -> number format; few: rows whose formatted cells are withheld.
        Returns the row after it."""
        sheet.set_row(at, 32)
        for j, column in enumerate(data):
            sheet.write_string(
                at, j, (heads or {}).get(column, in_words(str(column))), self.over if column in looks else self.head
            )
            sheet.set_column(j, j, widths.get(column, 12))
        wrapped = self.cell(text_wrap=True)
        for i, row in enumerate(data.itertuples(index=False), at + 1):
            for j, (column, value) in enumerate(zip(data, row, strict=True)):
                form = self.cell(looks[column]) if column in looks else wrapped
                if few is not None and few.iloc[i - at - 1] and column in looks:
                    sheet.write_string(i, j, SHOWN_AS, self.format(font_color=_SOFT, align="right"))
                else:
                    write(sheet, i, j, value, form)
        last = at + len(data)
        if len(data):
            sheet.autofilter(at, 0, last, len(data.columns) - 1)
        if frozen:
            sheet.freeze_panes(at + 1, 1)
            sheet.repeat_rows(at)
        return last + 1

    def mark(self, sheet, row: int, column: int, segment_id: int, text: str) -> None:
        """A segment's name with its colour at its left."""
        look = self.format(bold=True, left=5, left_color=segment_colour(segment_id), text_wrap=True, indent=1)
        sheet.write_string(row, column, text, look)


def write(sheet, row: int, column: int, value: Any, form) -> None:
    """A value as what it is: text never as a formula, nothing for what is missing."""
    if isinstance(value, bool | np.bool_):
        sheet.write_string(row, column, "yes" if value else "no", form)
    elif isinstance(value, list | tuple | np.ndarray):
        sheet.write_string(row, column, "; ".join(str(one) for one in value), form)
    elif value is None or value is pd.NaT or (isinstance(value, float | np.floating) and np.isnan(value)):
        sheet.write_blank(row, column, None, form)
    elif isinstance(value, pd.Timestamp):
        sheet.write_string(row, column, f"{value:%d %b %Y}", form)
    elif isinstance(value, int | float | np.integer | np.floating):
        sheet.write_number(row, column, float(value), form)
    else:
        sheet.write_string(row, column, str(value), form)


# --- what the tables say ------------------------------------------------------------------------------


def _summary(book: Book) -> None:
    study, sheet = book.study, book.sheet("Summary", book.study.title, landscape=False)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 90)
    when = f", {study.measured}" if study.measured else ""
    lines = [("The base", f"{study.cards['size'].sum():,} {study.params.customers_are}{when}"),
             ("Verdict", f"{study.card['verdict']}. {study.card['because']}")]  # fmt: skip
    lines += [("Caution", one.removeprefix("Caution: ")) for one in study.cautions]
    lines += [("Whom to court", one) for one in study.said("05_target")]
    lines += [("What each is worth", one) for one in study.said("04_profile") if not one.startswith("Caution")]
    head, text = book.format(bold=True), book.format(text_wrap=True)
    row, last = 2, ""
    for what, said in lines:
        sheet.write_string(row, 0, what if what != last else "", head)
        sheet.write_string(row, 1, said, text)
        sheet.set_row(row, 15 * (1 + len(said) // 105))
        row, last = row + 1, what
    row += 1
    sheets = {
        "Segments": "size, value, facts of each segment", "Profile": "every variable, each segment against the base",
        "Targets": "criteria with weights to change (yellow): the ranking follows",
        "Economics": "margin, cost, response and budget to change (yellow): returns follow",
        "Typing tool": f"paste customers' values: segment and confidence follow, {TYPED:,} at a time",
        "Scorecard": "the constants and weights that the typing tool computes with",
        "Dictionary": "what each variable means", "Quality": "each row read, used or set aside, and why", "Method": "how this was made",
    }  # fmt: skip
    sheet.write_string(row, 0, "In this workbook", head)
    for name, said in sheets.items():
        row += 1
        sheet.write_url(row, 0, f"internal:'{name}'!A1", book.format(font_color="#00568a", underline=1), name)
        sheet.write_string(row, 1, said, text)


def _segments(book: Book) -> None:
    study = book.study
    sheet = book.sheet("Segments", "The segments", ["Intervals are 95%. Values: see Summary and Method."])
    texts = {"facts": "what makes it", "descriptors": "who they are", "persona": "a typical member", "categories": "what they buy more of",
             "wants": "what they want", "loses": "what would lose them"}  # fmt: skip
    cards = study.cards.drop(columns=["figure", "figure_values", *texts])
    cards = cards[[column for column in cards if not cards[column].isna().all()]]
    shares = ["share", "share_low", "share_high", "value_share", "clv_share", "p_alive"]
    money = ["value_per_customer", "value_low", "value_high", "clv_12m", "clv_low", "clv_high", "at_risk_value"]
    looks = {**dict.fromkeys(shares, "0.0%"), **dict.fromkeys(money, book.money), "size": "#,##0", "at_risk": "#,##0",
             "slsw": "0.00", "confidence": "0.00", "expected_orders_12m": "0.0"}  # fmt: skip
    few = cards["size"] < study.params.deliver.least_count
    heads = {"slsw": "comes back (Jaccard, 0 to 1)", "clv_12m": "worth in twelve months, each", "clv_share": "share of the value to come",
             "value_per_customer": "net amount, each", "value_share": "share of the net amount", "p_alive": "chance that one still buys",
             "share_low": "share, low end", "share_high": "share, high end", "value_low": "net amount, low end",
             "value_high": "net amount, high end", "clv_low": "worth, low end", "clv_high": "worth, high end", "clv_basis": "worth is",
             "expected_orders_12m": "orders expected in twelve months, each", "at_risk": "members worth keeping and more likely gone than not",
             "at_risk_value": "what these would bring if kept"}  # fmt: skip
    last = book.table(sheet, 3, cards, looks, {"segment_id": 11, "segment_name": 30}, heads, few)
    sheet.set_row(3, 60)
    for row, card in enumerate(cards.itertuples(), 4):
        book.mark(sheet, row, 1, card.segment_id, card.segment_name)
    sheet.freeze_panes(4, 2)
    at = last + 1
    for j, name in enumerate(["segment_id", "segment_name", "", "in its own figures"]):
        sheet.write_string(at, j, name, book.head)
    sheet.set_row(at, 30)
    sheet.set_column(2, 2, 24)
    for card in study.cards.itertuples():
        for column, what in texts.items():
            held = getattr(card, column)
            for one in [held] if isinstance(held, str) else held:
                if one:
                    at += 1
                    sheet.write_number(at, 0, card.segment_id, book.cell("0"))
                    book.mark(sheet, at, 1, card.segment_id, card.segment_name)
                    (
                        sheet.write_string(at, 2, what, book.format(text_wrap=True)),
                        sheet.write_string(at, 3, one, book.format()),
                    )
    chart = book.made.add_chart({"type": "bar"})
    where = {name: n for n, name in enumerate(cards)}
    tones = {"share": "#b9c1c8", "value_share": "#6f9fc4", "clv_share": "#0b5a94"}
    for column, words in (
        ("share", "of the base"),
        ("value_share", "of the net amount"),
        ("clv_share", "of the value to come"),
    ):
        if column in where:
            chart.add_series({
                "name": words, "categories": ["Segments", 4, 1, last - 1, 1],
                "values": ["Segments", 4, where[column], last - 1, where[column]],
                "fill": {"color": tones[column]}, "data_labels": {"value": True, "num_format": "0%"}, "gap": 60,
            })  # fmt: skip
    chart.set_y_axis({"reverse": True, "label_position": "low"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_title({"name": "Each segment's share", "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 120 + 60 * len(cards)})
    sheet.insert_chart(at + 2, 1, chart)


def _profile(book: Book) -> None:
    study = book.study
    sheet = book.sheet("Profile", "Each segment against the base", [
        "difference: standard deviations from the base (Cohen's h for shares). p adjusted: false discovery rate over all comparisons; no "
        "proof for variables that formed the segments.",
        f"{SHOWN_AS}: fewer than {study.params.deliver.least_count} people, or withheld so that these cannot be worked out."])  # fmt: skip
    few = few_levels(study.profile, study.params.deliver.least_count)
    shown = study.profile[["segment_name", "variable", "level", "role", "unit", "value", "median", "base", "index", "difference",
                           "p_adjusted", "n"]].copy()  # fmt: skip
    looks = {"value": "#,##0.00", "median": "#,##0.00", "base": "#,##0.00", "index": "0", "difference": "+0.00;-0.00;0.00",
             "p_adjusted": "0.000", "n": "#,##0"}  # fmt: skip
    few |= (shown.n < study.params.deliver.least_count) & (shown.n > 0)
    last = book.table(sheet, 4, shown, looks, {"segment_name": 28, "variable": 24, "level": 18, "unit": 14}, few=few)
    share = book.cell("0.0%")
    for row, one in enumerate(shown.itertuples(), 5):
        if (one.unit == "share" or one.level) and not few.iloc[row - 5]:
            for column, value in ((5, one.value), (6, one.median), (7, one.base)):
                write(sheet, row, column, value, share)
    column = shown.columns.get_loc("difference")
    sheet.conditional_format(5, column, last, column, {"type": "3_color_scale", "min_color": "#7fb3d9", "mid_color": "#ffffff",
                                                       "max_color": "#e8a08c", "min_type": "num", "min_value": -2, "mid_type": "num",
                                                       "mid_value": 0, "max_type": "num", "max_value": 2})  # fmt: skip
    sheet.freeze_panes(5, 3)


# --- targets and economics: inputs and what follows ---------------------------------------------------


def _targets(book: Book) -> None:
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
    yellow, two, soft = book.cell("0.0%", bg_color=_INPUT, border=1), book.cell("0.00"), book.format(font_color=_SOFT)
    sheet.set_column(0, 0, 11), sheet.set_column(1, 1, 30), sheet.set_column(2, c + 10, 14)
    sheet.set_row(top - 1, 32)
    sheet.write_string(3, 1, "how many targets", book.format(bold=True))
    sheet.write_number(3, 2, study.params.target.n_targets, book.cell("0", bg_color=_INPUT, border=1))
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
    span = {name: _span(top, j, k) for name, j in at.items()}
    ids = _span(top, 0, k)
    middle = f"IFERROR(MEDIAN({span['left']}),0)"
    for i, row in enumerate(targets.itertuples(), top):
        cell = {name: xl_rowcol_to_cell(i, j, col_abs=True) for name, j in at.items()}
        sheet.write_number(i, 0, row.segment_id, book.cell("0"))
        book.mark(sheet, i, 1, row.segment_id, row.segment_name)
        for j, (side, criterion) in enumerate(columns, 2):
            sheet.write_number(i, j, float(score.score[side, criterion, row.segment_id]), two)
        for side, value in (("attractiveness", row.attractiveness), ("competitiveness", row.competitiveness)):
            own = [j for j, (of, _) in enumerate(columns, 2) if of == side]
            _formula(sheet, i, at[side], _weighed(own, i), two, value)
        mean = (row.attractiveness + row.competitiveness) / 2
        _formula(sheet, i, at["mean"], f"=ROUND(({cell['attractiveness']}+{cell['competitiveness']})/2,12)", two, mean)
        sheet.write_string(i, at["knocked_out"], row.knocked_out, book.format(indent=1))
        left = np.nan if row.knocked_out else row.attractiveness
        _formula(sheet, i, at["left"], f'=IF({cell["knocked_out"]}="",{cell["attractiveness"]},"")', book.cell("0.00", font_color=_SOFT),
                 left)  # fmt: skip
        out, mine = f'({span["knocked_out"]}<>"")*1', f'({cell["knocked_out"]}<>"")*1'
        ahead = f"({span['mean']}>{cell['mean']})+({span['mean']}={cell['mean']})*({ids}<$A{i + 1})"
        _formula(
            sheet,
            i,
            at["rank"],
            f"=1+SUMPRODUCT((({out})<({mine}))+(({out})=({mine}))*({ahead}))",
            book.cell("0"),
            row.rank,
        )
        role = (f'=IF({cell["knocked_out"]}<>"","out",IF({cell["rank"]}<=$C$4,"target",'
                f'IF(ROUND({cell["attractiveness"]}-{middle},12)>=0,"next","maintain")))')  # fmt: skip
        _formula(sheet, i, at["role"], role, book.format(bold=True, indent=1), row.role)
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
            formula = f"=INDEX({_span(top, column, k)},MATCH($A{line + 1},{span['rank']},0))"
            _formula(sheet, line, j, formula, book.format(bold=True) if j < 3 else two, value)


def _span(top: int, column: int, count: int, sheet: str = "") -> str:
    """A column's cells from row `top`, as a formula names them."""
    letter = xl_col_to_name(column)
    return f"{sheet}${letter}${top + 1}:${letter}${top + count}"


def _weighed(columns: list[int], row: int) -> str:
    """The weighted mean of a side's scores; 0.5 where the side has none, or no weight."""
    if not columns:
        return "=0.5"
    first, last = xl_col_to_name(columns[0]), xl_col_to_name(columns[-1])
    weights = f"${first}$6:${last}$6"
    return f"=IF(SUM({weights})>0,SUMPRODUCT({weights},${first}{row + 1}:${last}{row + 1})/SUM({weights}),0.5)"


def _economics(book: Book) -> None:
    """Inputs in yellow; each segment's return, break-even and share of the budget, as plan.py computes them."""
    study, plan = book.study, book.study.plan.sort_values("segment_id")
    sheet = book.sheet("Economics", "What contacting each segment may return", [
        "Change the yellow cells. A contact returns margin times the net amount of an order times the extra response, less its cost; a budget goes "
        "first where it returns most, and nobody is contacted whose contact does not pay.",
        "Empty yellow cells are unknown, and so is what rests on them."])  # fmt: skip
    margin = study.margin
    yellow = {
        form: book.cell(form, bg_color=_INPUT, border=1)
        for form in ("0.0%", "0.00%", book.cents, book.money, "#,##0", "@")
    }
    soft, strong = book.format(font_color=_SOFT), book.format(bold=True)
    sheet.set_column(0, 0, 30), sheet.set_column(1, 18, 13)
    sheet.write_string(4, 0, "margin", strong)
    write(sheet, 4, 1, margin, yellow["0.0%"])
    sheet.write_string(
        4, 2, "contribution margin" if margin < 1 else "no margin is known: amounts are net amounts", soft
    )
    sheet.write_string(5, 0, "budget", strong)
    write(sheet, 5, 1, study.params.target.economics.budget, yellow[book.money])
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
        write(sheet, i, 1, "yes" if wanted else "no", yellow["@"])
        sheet.data_validation(i, 1, i, 1, {"validate": "list", "source": ["yes", "no"]})
        write(sheet, i, 2, row.reached, yellow["#,##0"])
        write(sheet, i, 3, max(row.control / pool, 0.1) if pool else 0.1, yellow["0.0%"])
        write(sheet, i, 4, row.worth / margin, yellow[book.cents])
        write(sheet, i, 5, row.cost, yellow[book.cents])
        for j, value in ((6, row.response_low), (7, row.response), (8, row.response_high)):
            write(sheet, i, j, value, yellow["0.00%"])
        per = row.worth * row.response - row.cost
        pays = row.reached if wanted and not per <= 0 else 0
        _formula(sheet, i, 9, f'=IF(COUNT(E{r}:F{r},H{r})=3,$B$5*E{r}*H{r}-F{r},"")', book.cell(book.cents), per)
        _formula(
            sheet,
            i,
            10,
            f'=IF(AND(ISNUMBER(J{r}),N(F{r})>0),J{r}/F{r},"")',
            book.cell("0.00"),
            per / row.cost if row.cost > 0 else np.nan,
        )
        _formula(sheet, i, 11, f'=IF(AND(B{r}="yes",OR(J{r}="",N(J{r})>0)),C{r},0)', book.cell("#,##0"), pays)
        before = (f'SUMPRODUCT(({span["K"]}<>"")*(({span["K"]}>K{r})+({span["K"]}=K{r})*(ROW({span["K"]})<ROW()))*{span["L"]},{span["F"]})')  # fmt: skip
        share = f"MAX(0,MIN(L{r},INT(($B$6/0.9-{before})/F{r}+0.000001)))"
        share = f"IF(AND({share}<30,{share}<L{r}),0,{share})"  # as plan.py: no handful of a budget's remainder
        _formula(
            sheet, i, 12, f'=IF(OR(NOT(ISNUMBER($B$6)),K{r}="",{unknown}>0),L{r},{share})', book.cell("#,##0"), pool
        )
        _formula(sheet, i, 13, f"=ROUND(M{r}*MAX(D{r},0.1),0)", book.cell("#,##0"), row.control)
        _formula(sheet, i, 14, f"=M{r}-N{r}", book.cell("#,##0"), row.audience)
        for j, letter, value in ((15, "H", row.expected_return), (16, "G", row.return_low), (17, "I", row.return_high)):
            text = f'=IF(AND(COUNT(E{r}:F{r},{letter}{r})=3,O{r}>0),O{r}*($B$5*E{r}*{letter}{r}-F{r}),"")'
            _formula(sheet, i, j, text, book.cell(book.money), value)
        _formula(
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
        whole = f'=IF(COUNT({_span(top, j, k)})=0,"",SUM({_span(top, j, k)}))'
        _formula(sheet, top + k, j, whole, form, float(value) if known else np.nan)
    for n, row in enumerate(plan[plan.audience > 0].itertuples()):
        sheet.write_string(
            top + k + 2 + n,
            0,
            f"{row.segment_name}: response {study.told_by(row)}. {row.test}",
            soft,
        )
    sheet.freeze_panes(top, 1)


def _formula(sheet, row: int, column: int, text: str, form, value: Any) -> None:
    """A formula with its value; nothing where the value is missing."""
    missing = value is None or (isinstance(value, float | np.floating) and np.isnan(value))
    sheet.write_formula(
        row, column, text, form, "" if missing else value.item() if isinstance(value, np.generic) else value
    )


# --- the scorecard, and the typing tool that computes with it -----------------------------------------

_CARD_TOP = 4  # row of the scorecard's head, counted from 0
_ROWS = ("variable", "level", "if not known", "lowest", "highest", "log(1 + x)", "centre", "scale")
_WEIGHTS = _CARD_TOP + len(_ROWS) + 2  # row of the first segment's weights
_Column = tuple[dict[str, Any], str]  # a transform, and its level where it has levels


def _design(card: dict[str, Any]) -> list[_Column]:
    """The columns that are weighed, in the scorecard's order: numbers and ordinals one each, others one a level."""
    return [(transform, level) for transform in card["variables"] for level in transform.get("columns", {"": None})]


def _scorecard(book: Book) -> None:
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
            write(sheet, _CARD_TOP + 1 + n, j, value, number if n not in (0, 1, 5) else text)
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


def _typing_tool(book: Book) -> None:
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
    small = book.format(text_wrap=True, font_color=_SOFT, font_size=9)
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
    yellow, soft = book.format(bg_color=_INPUT, border=1, border_color="#e6dcae"), book.cell("0.000", font_color=_SOFT)
    strong, share, known_form = book.format(bold=True), book.cell("0%"), book.cell("0%;;", font_color=_SOFT)
    reads = [_read(card, transform, n_th) for n_th, transform in enumerate(transforms)]
    weighs = [_weigh(transform, level, 2 + m) for m, (transform, level) in enumerate(columns)]
    ids, called = _span(_WEIGHTS, 0, k, "Scorecard!"), _span(_WEIGHTS, 1, k, "Scorecard!")
    counted = next((name for name in ("frequency", "event_count") if name in names), None)
    examples, empty = _examples(study), [_nothing(transform) for transform, _ in columns]
    for i in range(TYPED):
        row, r = FIRST + i, FIRST + i + 1
        one = examples[i] if i < len(examples) else None
        write(sheet, row, 0, f"example {i + 1}" if one else None, yellow)
        for j, name in enumerate(names, 1):
            write(sheet, row, j, one["values"][name] if one else None, yellow)
        for m, text in enumerate(reads):
            cell = f"${xl_col_to_name(1 + m)}{r}"
            _formula(sheet, row, read + m, "=" + text.replace("@", cell), soft, one["read"][m] if one else "")
        for m, (text, (transform, _)) in enumerate(zip(weighs, columns, strict=True)):
            cell = f"${xl_col_to_name(read + names.index(transform['variable']))}{r}"
            _formula(
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
            _formula(sheet, row, scored + m, text, soft, value)
        values = f"${xl_col_to_name(read)}{r}:${xl_col_to_name(read + n - 1)}{r}"
        _formula(sheet, row, result + 3, f'=SUMPRODUCT(({values}<>"")*1)/{n}', known_form, one["known"] if one else 0.0)
        ready = f"${xl_col_to_name(result + 3)}{r}>=0.5"
        if counted:
            ready = f"AND({ready},N(${xl_col_to_name(read + names.index(counted))}{r})>0)"
        scores = f"${xl_col_to_name(scored)}{r}:${xl_col_to_name(scored + k - 1)}{r}"
        best = f"MATCH(MAX({scores}),{scores},0)"
        typed = one if one and one["segment_name"] else None
        _formula(
            sheet, row, result, f'=IF({ready},INDEX({ids},{best}),"")', strong, typed["segment_id"] if typed else ""
        )
        _formula(
            sheet,
            row,
            result + 1,
            f'=IF({ready},INDEX({called},{best}),"")',
            strong,
            typed["segment_name"] if typed else "",
        )
        _formula(sheet, row, result + 2, f'=IF({ready},1/SUMPRODUCT(EXP({scores}-MAX({scores}))),"")', share,
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


# --- what stands behind -------------------------------------------------------------------------------


def _dictionary(book: Book) -> None:
    study = book.study
    sheet = book.sheet("Dictionary", "What each variable means")
    roles = study.variables[["variable", "role", "why", "missing"]]
    shown = study.dictionary[["variable", "meaning", "unit", "family", "kind", "levels", "evidence"]].merge(
        roles, on="variable", how="left"
    )
    widths = {"variable": 26, "meaning": 46, "levels": 34, "evidence": 40, "why": 44}
    book.table(sheet, 2, shown, {"missing": "0.0%"}, widths, {"missing": "not known"})


def _quality(book: Book) -> None:
    study = book.study
    sheet = book.sheet("Quality", "Each row: used, or set aside and why", study.said("01_collect")[:2])
    looks = {**dict.fromkeys(["rows_read", "rows_accepted", "rows_quarantined"], "#,##0"),
             **dict.fromkeys(["amount_read", "amount_accepted", "amount_quarantined"], book.cents)}  # fmt: skip
    row = book.table(sheet, 4, study.quality, looks, {"source": 18, "file": 34, **dict.fromkeys(looks, 17)})
    for j, name in enumerate(["source", "why set aside", "rows"]):
        sheet.write_string(row + 1, j, name, book.head)
    for i, one in enumerate(study.reasons.itertuples(), row + 2):
        (
            sheet.write_string(i, 0, one.source, book.format()),
            sheet.write_string(i, 1, one.reason, book.format(text_wrap=True)),
        )
        sheet.write_number(i, 2, one.rows, book.cell("#,##0"))
    row += len(study.reasons) + 3
    for i, one in enumerate(study.remarks.itertuples(), row):
        (
            sheet.write_string(i, 0, one.source, book.format()),
            sheet.write_string(i, 1, one.remark, book.format(text_wrap=True)),
        )


def _method(book: Book) -> None:
    study = book.study
    sheet = book.sheet("Method", "How this was made")
    sheet.write_string(
        2,
        0,
        "Numbers of segments and methods that were tried; what each column is stands below.",
        book.format(font_color=_SOFT),
    )
    shown = study.choice[["method", "n_segments", "mean_ari", "null_ari", "min_slsw", "silhouette", "null_silhouette", "bic", "min_share", "chosen",
                          "why"]]  # fmt: skip
    looks = {**dict.fromkeys(["mean_ari", "null_ari", "min_slsw", "silhouette", "null_silhouette"], "0.00"), "n_segments": "0",
             "bic": "#,##0", "min_share": "0.0%"}  # fmt: skip
    row = book.table(sheet, 3, shown, looks, {"method": 20, "why": 60}, frozen=False)
    said = [(column, SCHEMAS["choice"][column][1]) for column in shown]
    said += [(f"finding, {stage}", one) for stage in ("02_explore", "03_segment") for one in study.said(stage)]
    said += [
        ("value model", f"{one.model}: {one.parameter} {one.estimate:.6g}")
        for one in study.value_models[study.value_models.used].itertuples()
    ]
    for i, (what, one) in enumerate(said, row + 1):
        sheet.write_string(i, 0, what, book.format(bold=True)), sheet.write_string(i, 1, one, book.format())
