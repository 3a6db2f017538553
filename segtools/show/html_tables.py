"""Tables and lists of sentences as HTML, for notebooks and the report; text from the data stays text."""

from __future__ import annotations

import html
from collections.abc import Iterable, Mapping

import great_tables as gt
import pandas as pd
from IPython.display import HTML, display

from segtools.show.axes import PLAIN
from segtools.show.look import css_fonts, table_css
from segtools.show.small_counts import (
    SHOWN_AS,
    few_buyers,
    few_parts,
    few_people,
    words_for_left_out,
    words_for_withheld,
)
from segtools.words import Figure, Style, in_words, labelled

PEOPLE = "people"
Unit = str | tuple[str, str]


# --- sentences ----------------------------------------------------------------------------------------


def findings(rows: pd.DataFrame, style: Style = PLAIN) -> HTML:
    """The findings of a notebook, as a list in the order of the table; cautions and stops are marked, notes come last.

    rows : rows of table findings, as `study.conclude` returns them
    """
    noted = rows.kind == "note"
    first = _items([(labelled(row.kind, row.text), row.kind) for row in rows[~noted].itertuples()])
    notes = _items([(labelled(row.kind, row.text), row.kind) for row in rows[noted].itertuples()])
    between = "<p><b>Also worth knowing</b></p>" if first and notes else ""
    return HTML(first + between + notes)


def lines(texts: Iterable[str], style: Style = PLAIN) -> HTML:
    """Sentences as a list."""
    return HTML(_items([(text, "") for text in texts]))


def _items(texts: list[tuple[str, str]]) -> str:
    """A list in HTML; what a reader must not miss is bold."""
    strong = dict.fromkeys(("headline", "caution", "stop"), ("<b>", "</b>"))
    items = [
        f"<li>{strong.get(kind, ('', ''))[0]}{html.escape(text)}{strong.get(kind, ('', ''))[1]}</li>"
        for text, kind in texts
    ]
    return f"<ul>{''.join(items)}</ul>" if items else ""


def not_here(what: str) -> None:
    """One line for a section that does not apply to this client's data."""
    display(HTML(f"<p><em>{html.escape(what)}</em></p>"))


# --- tables -------------------------------------------------------------------------------------------


def table(
    data: pd.DataFrame | None, title: str = "", units: Mapping[str, Unit] | None = None, style: Style = PLAIN
) -> gt.GT | None:
    """A table for readers: figures with their units, column names as words, and markup in values shown as text.

    Parameters
    ----------
    data : None for a table that this client does not have, which a line says then
    units : column to a unit of segtools.words.Figure (share, money, cents, days, …). "people" is a count of people,
        each counted once in the column: where it is under `style.least`, it and the other columns that have a unit are
        withheld in its row, and in one row more where a single one would be. A pair of a unit and the column that holds
        its people is withheld by that column alone. Columns without a unit are shown as they are
    """
    if data is None:
        return not_here(f"{title}: not for this client's data." if title else "Not for this client's data.")
    units = {column: _pair(unit) for column, unit in (units or {}).items()}
    hidden = _hidden(data, units, style)
    texts = data.copy()
    for column in texts.columns:
        unit = units.get(column, ("", ""))[0]
        texts[column] = _by_unit(data[column], unit, style) if unit else _as_it_is(data[column])
    for column, flags in hidden.items():
        texts[column] = texts[column].astype(object).mask(flags, SHOWN_AS)
    texts = texts.fillna("")
    numeric = [c for c in data if pd.api.types.is_numeric_dtype(data[c]) and not pd.api.types.is_bool_dtype(data[c])]
    shown = gt.GT(texts).cols_label(cases={column: in_words(str(column)) for column in texts.columns})
    shown = shown.cols_align("right", numeric).cols_align("left", [c for c in texts if c not in numeric])
    shown = shown.tab_options(
        table_font_size="14px",
        table_font_names=css_fonts(style).replace("'", "").split(", "),
        heading_align="left",
        data_row_padding="4px",
        table_margin_left="0px",
    ).opt_css(table_css(style))
    if any(flags.any() for flags in hidden.values()):
        shown = shown.tab_source_note(words_for_withheld(style))
    return shown.tab_header(title) if title else shown


def _pair(unit: Unit) -> tuple[str, str]:
    return (unit, "") if isinstance(unit, str) else unit


def _hidden(data: pd.DataFrame, units: Mapping[str, tuple[str, str]], style: Style) -> dict[str, pd.Series]:
    """Column -> the rows in which it is withheld."""
    counts = {column: few_parts(data[column], style) for column, (unit, _) in units.items() if unit == PEOPLE}
    any_count = pd.Series(False, data.index)
    for flags in counts.values():
        any_count |= flags
    hidden = {}
    for column, (_, people) in units.items():
        hidden[column] = few_people(data[people], style) | counts.get(people, False) if people else any_count
    return hidden


def _by_unit(values: pd.Series, unit: str, style: Style) -> pd.Series:
    texts = [style.write(Figure(value, unit)) if pd.notna(value) else "" for value in values]
    return pd.Series(texts, index=values.index, dtype=object)


def _as_it_is(values: pd.Series) -> pd.Series:
    if pd.api.types.is_datetime64_any_dtype(values):
        return values.dt.strftime("%d %b %Y").fillna("none")
    if pd.api.types.is_bool_dtype(values):
        return values.map({True: "yes", False: "no"})
    if pd.api.types.is_integer_dtype(values):
        return values.map("{:,}".format)
    if pd.api.types.is_float_dtype(values):
        return values.map(lambda value: "" if pd.isna(value) else f"{value:,.2f}")
    return values


def next_best(affinity: pd.DataFrame | None, segments: pd.DataFrame, style: Style = PLAIN) -> gt.GT | None:
    """The category (or product) in which each segment can win most members.

    affinity, segments : tables `affinity` (None where this client has none) and `segments`
    """
    if affinity is None:
        return not_here("Without categories or products there is no next best one.")
    rows = affinity[affinity.next_best & (affinity.level == affinity.level.iloc[0])]
    few = few_buyers(affinity, segments, style)[rows.index]
    shares = ["buyers", "base_buyers", "likely"]
    texts = {name: _by_unit(rows[name], "share", style) for name in shares}
    texts["buyers"] = texts["buyers"].mask(few, SHOWN_AS)
    shown = rows[["segment_name", "category", *shares]].assign(**texts)
    grid = table(shown, "Next best for each segment", style=style).cols_align("right", shares)
    return grid.tab_source_note(words_for_withheld(style)) if few.any() else grid


def terms(terms: pd.DataFrame | None, style: Style = PLAIN) -> gt.GT | None:
    """What sets each segment's comments apart; terms that too few people use are left out."""
    if terms is None:
        return not_here("This client's tables hold no open comments.")
    few = few_people(terms.customers, style)
    rows = terms[~few]
    if rows.empty:
        left_out = f"; {words_for_left_out(int(few.sum()), 'term', style)}" if few.any() else ""
        return not_here(f"No term sets the comments of any segment apart beyond chance{left_out}.")
    shown = rows[["segment_name", "term", "customers", "share", "base_share", "score_gap"]]
    grid = table(shown, "What sets each segment's comments apart", {"share": "share", "base_share": "share"}, style)
    return grid.tab_source_note(words_for_left_out(int(few.sum()), "term", style)) if few.any() else grid
