"""Cards and plan as blocks of HTML, in a notebook as in the report."""

from __future__ import annotations

import html
import textwrap

import pandas as pd
from IPython.display import HTML

from segtools.show.look import GREY, segment_colour
from segtools.words import format_value


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
