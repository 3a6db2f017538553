"""The sheet Segments: size, worth and facts of each segment."""

from __future__ import annotations

from typing import Any

import pandas as pd

from segtools.deliver.deck_story import SHARES
from segtools.deliver.workbook.book import Book
from segtools.show.card_and_plan import SECTIONS

_TOP = 3  # row of the head, counted from 0
_PARTS = ["size", "share", "share_low", "share_high", "value_share", "clv_share"]  # each tells a segment's size
_RISK = ["at_risk", "at_risk_value"]
_RATES = ["share", "share_low", "share_high", "value_share", "clv_share", "p_alive"]
_MONEY = ["value_per_customer", "value_low", "value_high", "clv_12m", "clv_low", "clv_high", "at_risk_value"]
_HEADS = {
    "slsw": "comes back (Jaccard, 0 to 1)",
    "clv_12m": "worth in twelve months, each",
    "clv_share": "share of the value to come",
    "value_per_customer": "net amount, each",
    "value_share": "share of the net amount",
    "p_alive": "chance that a member still buys",
    "share_low": "share, low end",
    "share_high": "share, high end",
    "value_low": "net amount, low end",
    "value_high": "net amount, high end",
    "clv_low": "worth, low end",
    "clv_high": "worth, high end",
    "clv_basis": "worth is",
    "expected_orders_12m": "orders expected in twelve months, each",
    "at_risk": "members worth keeping who have more likely left than not",
    "at_risk_value": "what these would bring if kept",
}


def segments_sheet(book: Book) -> None:
    """A row of figures a segment, its sentences below, and its shares in a chart."""
    sheet = book.sheet("Segments", "The segments", ["Intervals are 95%. Values: see Summary and Method."])
    cards = book.study.cards.drop(columns=["figure", "figure_values", *SECTIONS])
    cards = cards[[column for column in cards if not cards[column].isna().all()]]
    looks = {
        **dict.fromkeys(_RATES, "0.0%"),
        **dict.fromkeys(_MONEY, book.money),
        **dict.fromkeys(["size", "at_risk"], "#,##0"),
        **dict.fromkeys(["slsw", "confidence"], "0.00"),
        "expected_orders_12m": "0.0",
    }
    few = _withheld(book, cards, looks)
    last = book.table(sheet, _TOP, cards, looks, {"segment_id": 11, "segment_name": 30}, _HEADS, few)
    sheet.set_row(_TOP, 60)
    for row, card in enumerate(cards.itertuples(), _TOP + 1):
        book.mark(sheet, row, 1, card.segment_id, card.segment_name)
    sheet.freeze_panes(_TOP + 1, 2)
    end = _sentences(book, sheet, last + 1)
    _shares_chart(book, sheet, end + 2, list(cards), last)


def _withheld(book: Book, cards: pd.DataFrame, looks: dict[str, str]) -> pd.DataFrame:
    """Flags of the figures that tell of too few: every one of a small segment, the parts of the whole of one that would
    give its size away, and what few members at risk would bring."""
    few = pd.Series([card.few for card in book.views.cards], cards.index)
    hidden = pd.Series([card.hidden for card in book.views.cards], cards.index)
    flags = pd.DataFrame({column: few for column in cards if column in looks})
    for column in flags.columns.intersection(_PARTS):
        flags[column] |= hidden
    for column in flags.columns.intersection(_RISK):
        flags[column] |= book.views.few_at_risk
    return flags


def _sentences(book: Book, sheet: Any, at: int) -> int:
    """What each card says, a row a sentence. Returns the last row."""
    book.heads(sheet, at, ["segment id", "segment name", "", "in its own figures"], ["segment id"])
    sheet.set_row(at, 30)
    sheet.set_column(2, 2, 24)
    for card in book.views.cards:
        for name, texts in card.sections.items():
            for text in texts:
                at += 1
                sheet.write_number(at, 0, card.segment_id, book.cell("0"))
                book.mark(sheet, at, 1, card.segment_id, card.name)
                sheet.write_string(at, 2, SECTIONS[name].lower(), book.wrapped)
                sheet.write_string(at, 3, text, book.format())
    return at


def _shares_chart(book: Book, sheet: Any, row: int, columns: list[str], last: int) -> None:
    """Each segment's share of the base and of what is worth, from the cells above."""
    chart = book.file.add_chart({"type": "bar"})
    first, names = _TOP + 1, ["Segments", _TOP + 1, 1, last - 1, 1]
    for column, (words, colour) in SHARES.items():
        if column in columns:
            at = columns.index(column)
            chart.add_series(
                {
                    "name": words,
                    "categories": names,
                    "values": ["Segments", first, at, last - 1, at],
                    "fill": {"color": colour},
                    "data_labels": {"value": True, "num_format": "0%"},
                    "gap": 60,
                }
            )
    chart.set_y_axis({"reverse": True, "label_position": "low"})
    chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
    chart.set_title({"name": "Each segment's share", "name_font": {"size": 12}})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 760, "height": 120 + 60 * (last - first)})
    words = "; ".join(f"{card.name} {card.share}" for card in book.views.cards)
    sheet.insert_chart(row, 1, chart, {"description": f"Bar chart of each segment's share of the base: {words}"})
