"""Sheets of the workbook that show tables: profile, dictionary, data quality, method."""

from __future__ import annotations

from typing import Any

import pandas as pd

from segtools.deliver.workbook.book import Book, write_cell
from segtools.show.look import ABOVE, BELOW, WHITE
from segtools.show.small_counts import few_levels, few_people, words_for_withheld
from segtools.tables import SCHEMAS, select
from segtools.words import in_words

_PROFILE_TOP = 4  # row of the head, counted from 0
_PROFILE = ["segment_name", "variable", "level", "role", "unit", "value", "median", "base", "index", "difference"]
_SHARE_COLUMNS = ("value", "median", "base")
_HOW_USED = {"read": "read", "accepted": "used", "quarantined": "set aside", "dropped": "of these on purpose"}
_FAR = 2  # standard deviations at which the colour is full


def profile_sheet(book: Book) -> None:
    """Every variable, each segment against the base."""
    study = book.study
    lines = [
        "difference: standard deviations from the base (Cohen's h for shares). p adjusted: false discovery rate over "
        "all comparisons; no proof for variables that formed the segments.",
        words_for_withheld(book.views.style),
    ]
    sheet = book.sheet("Profile", "Each segment against the base", lines)
    shown = study.profile[[*_PROFILE, "p_adjusted", "n"]]
    looks = {
        **dict.fromkeys(_SHARE_COLUMNS, "#,##0.00"),
        "index": "0",
        "difference": "+0.00;-0.00;0.00",
        "p_adjusted": "0.000",
        "n": "#,##0",
    }
    few = _few_in_profile(book, looks)
    widths = {"segment_name": 28, "variable": 24, "level": 18, "unit": 14}
    after = book.table(sheet, _PROFILE_TOP, shown, looks, widths, few=few)
    shares = (shown.unit == "share") | (shown.level != "")
    for column in _SHARE_COLUMNS:
        at = shown.columns.get_loc(column)
        for row, (value, shown_as_share) in enumerate(
            zip(shown[column], shares & ~few[column], strict=True), _PROFILE_TOP + 1
        ):
            if shown_as_share:
                write_cell(sheet, row, at, value, book.cell("0.0%"))
    at = shown.columns.get_loc("difference")
    sheet.conditional_format(_PROFILE_TOP + 1, at, after - 1, at, _scale())
    sheet.freeze_panes(_PROFILE_TOP + 1, 3)


def _few_in_profile(book: Book, looks: dict[str, str]) -> pd.DataFrame:
    """Flags of the figures of table `profile` that tell of too few: those at a level, those with a value, and, of how
    many have a value, where those who have none are too few."""
    profile, style = book.study.profile, book.views.style
    few = few_levels(profile, style.least) | few_people(profile.n, style)
    flags = pd.DataFrame(dict.fromkeys(looks, few))
    size = profile.segment_id.map(book.study.cards.set_index("segment_id")["size"])
    hidden = profile.segment_id.map({card.segment_id: card.hidden for card in book.views.cards})
    flags["n"] |= few_people(size - profile.n, style) | hidden.astype(bool)
    return flags


def _scale() -> dict[str, Any]:
    """Colours of cells, from below the base to above it."""
    ends = {"min_color": BELOW, "mid_color": WHITE, "max_color": ABOVE}
    values = {"min_value": -_FAR, "mid_value": 0, "max_value": _FAR}
    return {"type": "3_color_scale", **ends, **values, "min_type": "num", "mid_type": "num", "max_type": "num"}


def dictionary_sheet(book: Book) -> None:
    """What each variable means."""
    study = book.study
    sheet = book.sheet("Dictionary", "What each variable means")
    roles = study.variables[["variable", "role", "why", "missing"]]
    columns = ["variable", "meaning", "unit", "family", "kind", "levels", "evidence"]
    shown = study.dictionary[columns].merge(roles, on="variable", how="left")
    without = (shown.missing * study.cards["size"].sum()).round()
    few = pd.DataFrame({"missing": few_people(without, book.views.style)})
    widths = {"variable": 26, "meaning": 46, "levels": 34, "evidence": 40, "why": 44}
    book.table(sheet, 2, shown, {"missing": "0.0%"}, widths, {"missing": "not known"}, few)


def quality_sheet(book: Book) -> None:
    """Each row read: used, or set aside and why."""
    study = book.study
    found = select(study.findings, stage="01_collect")
    lines = [*select(found, kind="headline").text, *select(found, code="collect-most-often").text]
    sheet = book.sheet("Quality", "Each row: used, or set aside and why", lines)
    looks = {
        **dict.fromkeys(["rows_read", "rows_accepted", "rows_quarantined", "rows_dropped"], "#,##0"),
        **dict.fromkeys(["amount_read", "amount_accepted", "amount_quarantined", "amount_dropped"], book.cents),
    }
    heads = {f"{what}_{how}": f"{what}, {words}" for what in ("rows", "amount") for how, words in _HOW_USED.items()}
    widths = {"source": 18, "file": 34, **dict.fromkeys(looks, 17)}
    hidden = [f"{what}_{how}" for what in ("rows", "amount") for how in ("accepted", "quarantined", "dropped")]
    few = pd.DataFrame(dict.fromkeys(hidden, book.views.few_aside))
    top = book.table(sheet, len(lines) + 2, study.quality, looks, widths, heads, few) + 1
    book.heads(sheet, top, ["source", "why set aside", "rows"], ["rows"])
    pairs = zip(study.reasons.itertuples(), book.views.few_of_a_reason, strict=True)
    for row, (reason, withheld) in enumerate(pairs, top + 1):
        sheet.write_string(row, 0, reason.source, book.format())
        sheet.write_string(row, 1, reason.reason, book.wrapped)
        if withheld:
            book.withheld(sheet, row, 2)
        else:
            sheet.write_number(row, 2, reason.rows, book.cell("#,##0"))
    for row, remark in enumerate(study.remarks.itertuples(), top + len(study.reasons) + 2):
        sheet.write_string(row, 0, remark.source, book.format())
        sheet.write_string(row, 1, remark.remark, book.format())


def method_sheet(book: Book) -> None:
    """Which numbers of segments and methods were tried, and what was found of them."""
    study = book.study
    sheet = book.sheet("Method", "How this was made")
    line = "Numbers of segments and methods that were tried; what each column is stands below."
    sheet.write_string(2, 0, line, book.soft)
    measures = ["mean_ari", "null_ari", "min_slsw", "silhouette", "null_silhouette"]
    shown = study.choice[["method", "n_segments", *measures, "bic", "min_share", "chosen", "why"]]
    looks = {**dict.fromkeys(measures, "0.00"), "n_segments": "0", "bic": "#,##0", "min_share": "0.0%"}
    few = pd.DataFrame({"min_share": few_people(study.choice.min_size, book.views.style)})
    row = book.table(sheet, 3, shown, looks, {"method": 20, "why": 60}, few=few, frozen=False)
    for i, (what, text) in enumerate(_method_lines(book, list(shown)), row + 1):
        sheet.write_string(i, 0, what, book.strong)
        sheet.write_string(i, 1, text, book.format())


def _method_lines(book: Book, columns: list[str]) -> list[tuple[str, str]]:
    """What the columns are, what was found, and the parameters of the models of value."""
    study = book.study
    found = select(study.findings, stage=("02_explore", "03_segment"))
    models = study.value_models[study.value_models.used]
    return [
        *((in_words(column), SCHEMAS["choice"][column][1]) for column in columns),
        *((f"{row.kind}, {row.stage}", row.text) for row in found.itertuples()),
        *(("value model", f"{row.model}: {row.parameter} {row.estimate:.6g}") for row in models.itertuples()),
    ]
