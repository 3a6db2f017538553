"""The texts of cards and plan; the notebook, report, deck, workbook and PDF only arrange them.

Here every figure passes the gate: what a view holds may be shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from segtools.show.axes import PLAIN
from segtools.show.small_counts import SHOWN_AS, few_parts
from segtools.words import Figure, Phrase, Style, sentence
from segtools.words.worth import best_worth

SECTIONS: Mapping[str, str] = {
    "facts": "What makes it",
    "descriptors": "Who they are",
    "persona": "A typical member",
    "categories": "What they buy more of",
    "wants": "What they want",
    "loses": "What would lose them",
}  # column of table cards -> its heading
_LACKING = {"cost": "the cost of a contact", "response": "the response to it", "worth": "the worth of an order"}


@dataclass(frozen=True)
class Worth:
    """What a member of a segment is worth: value, the ends of its interval, what it is, and the segment's share of the
    total ("" if it would reveal a size that is withheld)."""

    value: str
    low: str
    high: str
    each: str
    part: str


@dataclass(frozen=True)
class CardView:
    """A segment's card.

    few : too few people to tell anything but the name; every other field is empty then
    hidden : its size and its parts of the whole are withheld, because they would tell the size of a small segment
    count, size : how many members, and the words behind that number
    share : of the base
    worth : None where nothing is known
    alive : mean chance that a member still buys; "" where it is not known
    stability : how surely the segment comes back, 0 to 1
    sections : column of table `cards` to its sentences, those that have any
    bars : what it differs in most, in words, and by how much, to a tenth of a standard deviation: finer figures would
        tell how many people stand behind a share
    alt : the bars in words
    """

    segment_id: int
    name: str
    few: bool
    hidden: bool
    count: str
    size: str
    share: str
    worth: Worth | None
    alive: str
    stability: str
    sections: Mapping[str, tuple[str, ...]]
    bars: tuple[tuple[str, float], ...]
    alt: str

    def section(self, name: str, most: int | None = None) -> tuple[str, ...]:
        """The first `most` sentences of a section; none if it has none."""
        return tuple(self.sections.get(name, ())[:most])


def card_views(cards: pd.DataFrame, style: Style = PLAIN) -> list[CardView]:
    """The cards of a base, one per row of table `cards`. Sizes add up to a known total, so if one is withheld for being
    too small, a second is withheld too."""
    hidden = few_parts(cards["size"], style)
    return [card_view(card, bool(flag), style) for card, flag in zip(cards.itertuples(), hidden, strict=True)]


def card_view(card: Any, hidden: bool, style: Style) -> CardView:
    """One card, from a row of table `cards`; `hidden` says whether its size is withheld to protect that of another
    segment."""
    if style.withholds(card.size):
        size = sentence(Phrase("card-too-few"), style)
        return CardView(
            card.segment_id, card.segment_name, True, True, SHOWN_AS, size, SHOWN_AS, None, "", "", {}, (), ""
        )
    share = Figure(card.share, "share", card.share_low, card.share_high)
    size = Phrase("card-size-withheld") if hidden else Phrase("card-size", {"share": share})
    bars = tuple(
        (str(words), round(float(value), 1)) for words, value in zip(card.figure, card.figure_values, strict=True)
    )
    pairs = "; ".join(f"{words} {value:+.1f}" for words, value in bars)
    return CardView(
        segment_id=card.segment_id,
        name=card.segment_name,
        few=False,
        hidden=hidden,
        count=SHOWN_AS if hidden else style.count(card.size),
        size=sentence(size, style),
        share=SHOWN_AS if hidden else style.write(share),
        worth=_worth(card, hidden, style),
        alive="" if pd.isna(card.p_alive) else style.share(card.p_alive),
        stability=style.write(Figure(card.slsw, "score")),
        sections=_sections(card),
        bars=bars,
        alt=sentence(Phrase("card-bars", {"bars": pairs}), style) if bars else "",
    )


def _worth(card: Any, hidden: bool, style: Style) -> Worth | None:
    best = best_worth(card)
    if best is None:
        return None
    value, low, high = (style.amount(figure) for figure in (best.value, best.low, best.high))
    return Worth(value, low, high, best.each, "" if hidden else f"{style.share(best.share)} {best.whole}")


def _sections(card: Any) -> dict[str, tuple[str, ...]]:
    texts = {}
    for name in SECTIONS:
        cell = getattr(card, name)
        texts[name] = tuple(text for text in ([cell] if isinstance(cell, str) else cell) if text)
    return {name: own for name, own in texts.items() if own}


@dataclass(frozen=True)
class PlanView:
    """The plan for one segment.

    wanted : whether it is a target; listed : whether there is somebody to contact
    small : the audience or those held back are too few to show: both are withheld, with what follows from them
    audience, control, returns, return_low, return_high : figures, `few` where withheld, `unknown` where not known
    response, response_low, response_high, break_even : shares to a tenth of a percent
    contacts, outcome : the audience, and what it may return, in a sentence; "" without an audience
    """

    segment_id: int
    name: str
    role: str
    play: str
    reason: str
    offer: str
    price: str
    message: str
    channel: str
    kpi: str
    test: str
    wanted: bool
    listed: bool
    small: bool
    audience: str
    control: str
    response: str
    response_low: str
    response_high: str
    break_even: str
    returns: str
    return_low: str
    return_high: str
    contacts: str
    outcome: str

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Everything except name, play and role: a heading and its text."""
        pairs = [
            ("Why", self.reason),
            ("Offer", self.offer),
            ("Price", self.price),
            ("Message", self.message),
            ("Channel", self.channel),
            ("Measure", self.kpi),
            ("Audience", self.contacts),
            ("Return", self.outcome),
            ("Test", self.test if self.listed else ""),
        ]
        return [(what, text) for what, text in pairs if text]


def plan_views(plan: pd.DataFrame, style: Style = PLAIN) -> list[PlanView]:
    """The plan, one view per row of table `plan`, targets first."""
    rows = plan.assign(last=plan.role != "target").sort_values(["last", "segment_id"])
    return [plan_view(row, style) for row in rows.itertuples()]


def plan_view(row: Any, style: Style) -> PlanView:
    """The plan for one segment, from a row of table `plan`."""
    listed = bool(row.audience > 0)
    small = style.withholds(row.audience) or style.withholds(row.control)
    people = {"people": 1} if small else {}  # as of one person: withheld

    def written(name: str, unit: str) -> str:
        return SHOWN_AS if small and unit in ("money", "people") else style.write(Figure(getattr(row, name), unit))

    figures = {
        "audience": Figure(row.audience, "people", **people),
        "control": Figure(row.control, "people", **people),
    }
    contacts = "plan-contacts-withheld" if small else "plan-contacts"
    return PlanView(
        row.segment_id,
        row.segment_name,
        *(row.role, row.play, row.reason, row.offer, row.price, row.message, row.channel, row.kpi, row.test),
        wanted=row.role == "target",
        listed=listed,
        small=small,
        audience=written("audience", "people"),
        control=written("control", "people"),
        response=written("response", "rate"),
        response_low=written("response_low", "rate"),
        response_high=written("response_high", "rate"),
        break_even=written("break_even_response", "rate"),
        returns=written("expected_return", "money"),
        return_low=written("return_low", "money"),
        return_high=written("return_high", "money"),
        contacts=sentence(Phrase(contacts, figures), style) if listed else "",
        outcome=sentence(_outcome(row, small), style) if listed else "",
    )


def _outcome(row: Any, small: bool) -> Phrase:
    """What contacting a segment may return, or why that is not shown."""
    if pd.isna(row.expected_return):
        return Phrase("plan-return-unknown", {"lacking": lacking(row)})
    if small:
        return Phrase("plan-return-withheld")
    figures = {
        "return": Figure(row.expected_return, "money", row.return_low, row.return_high),
        "break_even": Figure(row.break_even_response, "rate"),
    }
    return Phrase("plan-return", figures)


def lacking(row: Any) -> list[str]:
    """What would have to be known to compute the return of a row of table `plan`, in words."""
    return [words for name, words in _LACKING.items() if pd.isna(getattr(row, name))]
