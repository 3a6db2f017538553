"""Tables, cards and sentences as people read them, in a notebook as in the report; what comes from the data stays text."""

from __future__ import annotations

import html
import textwrap

import great_tables as gt
import pandas as pd
from IPython.display import HTML, display

from segtools.show.look import GREY, segment_colour
from segtools.show.small_counts import SHOWN_AS, withheld
from segtools.tables import format_value, money


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


def show_cards(cards: pd.DataFrame, customers_are: str, currency: str) -> HTML:
    """The segments as cards, side by side: name, size, value, the facts that make each, who they are, what they buy."""
    return HTML('<div class="seg-cards">' + "".join(_card(c, customers_are, currency) for c in cards.itertuples())
                + f"</div>{_CARD_CSS}")  # fmt: skip


def _card(card, customers_are: str, currency: str) -> str:
    worth = ""
    if pd.notna(card.clv_12m):
        value, low, high = (format_value(v, currency, currency) for v in (card.clv_12m, card.clv_low, card.clv_high))
        worth = (f"<p class='worth'><b>{html.escape(value)}</b> of {card.clv_basis} each in the next twelve months ({html.escape(low)} to "
                 f"{html.escape(high)}), {card.clv_share:.0%} of the value to come</p>")  # fmt: skip
    elif pd.notna(card.value_per_customer):
        value = format_value(card.value_per_customer, currency, currency)
        worth = f"<p class='worth'><b>{html.escape(value)}</b> each, {card.value_share:.0%} of the net amount</p>"
    parts = [
        ("What makes it", card.facts),
        ("Who they are", card.descriptors),
        ("What they buy more of", card.categories),
        ("What they want", card.wants),
        ("What would lose them", card.loses),
    ]
    if card.persona:
        parts.insert(2, ("A typical member", [card.persona]))
    body = "".join(
        f"<h5>{title}</h5><ul>{''.join(f'<li>{html.escape(one)}</li>' for one in said)}</ul>"
        for title, said in parts
        if len(said)
    )
    return (
        f"<section style='border-top-color:{segment_colour(card.segment_id)}'><h4>{html.escape(card.segment_name)}</h4>"
        f"<p><b>{card.size:,}</b> {html.escape(customers_are)}, {card.share:.0%} of the base "
        f"({card.share_low:.0%} to {card.share_high:.0%})</p>{worth}{_bars(card)}{body}</section>"
    )


def _bars(card) -> str:
    """The card's one figure: how far the segment lies from the base, a bar a variable, to the right where above."""
    if not len(card.figure):
        return ""
    reach, rows = max(1.0, *(abs(value) for value in card.figure_values)), []
    for n, (words, value) in enumerate(zip(card.figure, card.figure_values, strict=True)):
        y, length = 18 * n, 60 * abs(value) / reach
        x = 190 if value >= 0 else 190 - length
        rows.append(f"<text x='122' y='{y + 12}' text-anchor='end'>{html.escape(textwrap.shorten(words, 22, placeholder='…'))}</text>"
                    f"<rect x='{x:.1f}' y='{y + 3}' width='{length:.1f}' height='11' fill='{segment_colour(card.segment_id)}'/>")  # fmt: skip
    height = 18 * len(rows)
    told = "; ".join(f"{words} {value:+.1f}" for words, value in zip(card.figure, card.figure_values, strict=True))
    return (
        f"<svg role='img' viewBox='0 0 255 {height + 16}' aria-label='Standard deviations from the base: {html.escape(told)}'>"
        f"{''.join(rows)}<line x1='190' x2='190' y1='0' y2='{height}' stroke='{GREY}'/>"
        f"<text x='190' y='{height + 12}' text-anchor='middle' fill='#5b6670'>the base</text></svg>"
    )


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


def show_plan(plan: pd.DataFrame, currency: str = "") -> HTML:
    """The plan, a block a segment, targets first: the play, why, what to offer at what price, what to say, where, what shows that
    it worked, and for targets what it may return and what the test can show."""
    rows = []
    for row in plan.assign(last=plan.role != "target").sort_values(["last", "segment_id"]).itertuples():
        lines = [
            ("Why", row.reason),
            ("Offer", row.offer),
            ("Price", row.price),
            ("Message", row.message),
            ("Channel", row.channel),
            ("Measure", row.kpi),
        ]
        if row.audience:
            lines += [("Audience", f"{row.audience:,} to contact, {row.control:,} held back"), ("Return", _returned(row, currency)),
                      ("Test", row.test)]  # fmt: skip
        cells = "".join(f"<tr><th>{what}</th><td>{html.escape(said)}</td></tr>" for what, said in lines if said)
        rows.append(f"<section style='border-top-color:{segment_colour(row.segment_id)}'><h4>{html.escape(row.segment_name)}: "
                    f"{html.escape(row.play)} <small>({html.escape(row.role)})</small></h4><table>{cells}</table></section>")  # fmt: skip
    return HTML(f'<div class="seg-cards plan">{"".join(rows)}</div>{_CARD_CSS}')


def _returned(row, currency: str) -> str:
    if pd.isna(row.expected_return):
        known = {
            "the cost of a contact": row.cost,
            "the response to it": row.response,
            "the worth of an order": row.worth,
        }
        return f"Unknown without {' and '.join(name for name, figure in known.items() if pd.isna(figure))}."
    middle, low, high = (
        format_value(v, currency, currency) for v in (row.expected_return, row.return_low, row.return_high)
    )
    return f"{middle} ({low} to {high}), what contacts cost taken off; breaks even at an extra response of {row.break_even_response:.1%}"


_CARD_CSS = """<style>
.seg-cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(270px,100%),1fr));gap:14px;color:#22303c;
  font-size:14px;line-height:1.4}
.seg-cards.plan{grid-template-columns:repeat(auto-fit,minmax(min(420px,100%),1fr))}
.seg-cards section{background:#fff;border:1px solid #dfe3e6;border-top:5px solid;border-radius:4px;padding:12px 16px}
.seg-cards h4{margin:0 0 6px;font-size:16px}.seg-cards h5{margin:10px 0 2px;font-size:12px;color:#5b6670;
  text-transform:uppercase;letter-spacing:.04em}
.seg-cards p{margin:0 0 4px}.seg-cards ul{margin:0;padding-left:18px}.seg-cards li{margin:2px 0}
.seg-cards svg{display:block;width:100%;max-width:340px;margin:8px 0 2px;font-size:10px;fill:#22303c}
.seg-cards small{font-weight:normal;color:#5b6670}
.seg-cards table{border-collapse:collapse;width:100%}.seg-cards table th,.seg-cards table td{text-align:left!important;vertical-align:top;
  padding:3px 8px 3px 0;border:0;background:none;white-space:normal}.seg-cards th{color:#5b6670;font-weight:600;width:70px}
</style>"""
