"""Tables, cards and sentences as people read them, in a notebook as in the report; what comes from the data stays text."""

from __future__ import annotations

import html

import great_tables as gt
import pandas as pd
from IPython.display import HTML, display

from segtools.show.small_counts import SHOWN_AS, withheld
from segtools.words import format_value, money


def sentences(said: list[str]) -> HTML:
    """Findings as a list a person reads; what comes from the data stays text."""
    return HTML("<ul>" + "".join(f"<li>{html.escape(one)}</li>" for one in said) + "</ul>")


def show_table(
    data: pd.DataFrame, title: str = "", units: dict[str, str] | None = None, currency: str = "", least: int = 10
) -> gt.GT:
    """A table for people: figures by their units, column names as words, markup in values kept as text.

    units : column -> share, the currency, days, …; "exact" is the currency to the cent; "people" a count of people that
        are counted once in the column: where it is under `least`, it and the other columns named are withheld in its row, and
        in one more where a single row would be; columns not named are shown as they are
    """
    shown, units = data.copy(), dict(units or {})
    people = [units.pop(column) and column for column in list(units) if units[column] == "people"]
    few = pd.Series(False, data.index)
    for column in people:
        few |= withheld(data[[column]].T, least, columns_total=False).iloc[0]
    for column, unit in units.items():
        exact = unit == "exact"
        texts = [money(v, currency, 2) if exact else format_value(v, unit, currency) for v in data[column].fillna(0)]
        shown[column] = pd.Series(texts, index=data.index).where(data[column].notna(), "")
    for column in shown.columns:
        if pd.api.types.is_datetime64_any_dtype(shown[column]):
            shown[column] = shown[column].dt.strftime("%d %b %Y").fillna("none")
        elif pd.api.types.is_integer_dtype(shown[column]):
            shown[column] = shown[column].map("{:,}".format)
        elif pd.api.types.is_float_dtype(shown[column]):
            shown[column] = shown[column].map(lambda v: "" if pd.isna(v) else f"{v:,.2f}")
        elif pd.api.types.is_bool_dtype(shown[column]):
            shown[column] = shown[column].map({True: "yes", False: "no"})
    for column in [*people, *units]:
        shown[column] = shown[column].astype(object).mask(few, SHOWN_AS)
    shown = shown.fillna("")
    numeric = [c for c in data if pd.api.types.is_numeric_dtype(data[c]) and not pd.api.types.is_bool_dtype(data[c])]
    made = gt.GT(shown).cols_label(cases={c: str(c).replace("_", " ") for c in shown.columns})
    made = made.cols_align("right", numeric).cols_align("left", [c for c in shown if c not in numeric])
    made = made.tab_options(
        table_font_size="14px", heading_align="left", data_row_padding="4px", table_margin_left="0px"
    )
    return made.tab_header(title) if title else made


def show_optional(
    data: pd.DataFrame | None, title: str, units: dict[str, str] | None = None, currency: str = "", least: int = 10
) -> gt.GT | None:
    """A table that not every client has, or the sentence that says so."""
    return (
        show_table(data, title, units, currency, least)
        if data is not None
        else not_here(f"{title}: not for this client's data.")
    )


def not_here(what: str) -> None:
    """One line where a section does not apply to this client's data."""
    display(HTML(f"<p><em>{html.escape(what)}</em></p>"))


def show_next_best(affinity: pd.DataFrame | None) -> gt.GT | None:
    """The category (or product) in which each segment has most members to win."""
    if affinity is None:
        return not_here("Without categories or products there is no next best one.")
    rows = affinity[affinity.next_best & (affinity.level == affinity.level.iloc[0])]
    shown = rows[["segment_name", "category", "buyers", "base_buyers", "likely"]]
    return show_table(shown, "Next best for each segment", dict.fromkeys(["buyers", "base_buyers", "likely"], "share"))


def show_terms(terms: pd.DataFrame | None) -> gt.GT | None:
    """What sets each segment's comments apart."""
    if terms is None:
        return not_here("This client's tables hold no open comments.")
    if terms.empty:
        return not_here("No term sets the comments of any segment apart beyond chance.")
    shown = terms[["segment_name", "term", "customers", "share", "base_share", "score_gap"]]
    return show_table(shown, "What sets each segment's comments apart", dict.fromkeys(["share", "base_share"], "share"))
