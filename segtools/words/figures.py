"""Figures: numbers that know their unit and on how many people they stand, and the one function that writes them."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WITHHELD = "few"  # what stands where a figure rests on too few people to be shown
UNKNOWN = "unknown"
ENOUGH = 30  # people from whom a mean or a share says something of a group, whatever may be shown


@dataclass(frozen=True)
class Figure:
    """A number that a person reads.

    value : missing (NaN) where it is not known
    unit : share, rate (a share to a tenth of a percent), small share (to a hundredth), draws (a share of draws), change
        (of a share, in points), people, orders, money, cents (money to the cent), days, score (two decimals), index,
        ratio, count; any other word is written behind the number, and no word is never a share
    low, high : ends of its interval, where one is known
    people : how many people it stands on, where it stands on people
    """

    value: float
    unit: str = ""
    low: float | None = None
    high: float | None = None
    people: float | None = None

    def as_dict(self) -> dict[str, Any]:
        """The figure as plain values, those that are not known left out."""
        given = {"value": self.value, "unit": self.unit, "low": self.low, "high": self.high, "people": self.people}
        return {name: plain(part) for name, part in given.items() if part is not None}


@dataclass(frozen=True)
class Style:
    """How one client's figures are written and drawn: what every table, text and chart for people obeys.

    currency : sign or code put before money
    customers_are : what the client calls its customers, in the plural
    least : fewest people that a figure may stand on and still be shown
    colour, font : of titles and table heads
    """

    currency: str = ""
    customers_are: str = "customers"
    least: int = 1
    colour: str = "#22303c"
    font: str = ""

    def withholds(self, people: float | None) -> bool:
        """Whether so many people are too few to be told of; nobody at all is not."""
        return people is not None and 0 < people < self.least

    def write(self, figure: Figure, part: str = "value") -> str:
        """A figure, or one end of its interval, as a person reads it; the word `few` where it stands on too few people.

        Examples
        --------
        >>> style = Style("£", least=10)
        >>> style.write(Figure(0.256, "share")), style.write(Figure(12.34, "days")), style.amount(1234.5)
        ('26%', '12 days', '£1,234')
        >>> style.write(Figure(4, "people")), style.write(Figure(4, "people", people=4)), style.write(Figure(0.3))
        ('4', 'few', '0.3')
        """
        if self.withholds(figure.people):
            return WITHHELD
        return format_value(getattr(figure, part), figure.unit, self.currency)

    def amount(self, value: float, people: float | None = None) -> str:
        """Money as a person reads it."""
        return self.write(Figure(value, "money", people=people))

    def share(self, value: float, people: float | None = None) -> str:
        """A share as a person reads it."""
        return self.write(Figure(value, "share", people=people))

    def count(self, value: float) -> str:
        """A number of people as a person reads it."""
        return self.write(Figure(value, "people", people=value))


def style_of(params: Any) -> Style:
    """The style that a client's params ask for."""
    asked = params.deliver
    return Style(params.currency, params.customers_are, asked.least_count, asked.colour, asked.font)


def plain(value: Any) -> Any:
    """A number of numpy as one of Python, what is missing as None; anything else as it is."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and math.isnan(value) else value


def of_draws(share: float) -> str:
    """A share of draws: all and none are said only where it is all or none.

    >>> of_draws(0.998), of_draws(1.0), of_draws(0.52), of_draws(0.002)
    ('over 99%', '100%', '52%', 'under 1%')
    """
    return "over 99%" if 0.995 <= share < 1 else "under 1%" if 0 < share < 0.005 else f"{share:.0%}"


_NAMES: Mapping[str, str] = {"clv_12m": "value in twelve months"}


def in_words(name: str) -> str:
    """A column's name as a person reads it."""
    return _NAMES.get(name, name.replace("_", " "))


def money(amount: float, currency: str = "", digits: int = 0) -> str:
    """An amount as a person reads it; to the cent where digits are asked for.

    >>> money(1240.4, "£"), money(3_120_000, "EUR"), money(-5, "$", 2)
    ('£1,240', 'EUR 3.12m', '-$5.00')
    """
    sign = "-" if amount < 0 else ""
    short = abs(amount) >= 1e6 and not digits
    number = f"{abs(amount) / 1e6:,.2f}m" if short else f"{abs(amount):,.{digits}f}"
    return f"{sign}{currency}{' ' if currency.isalpha() else ''}{number}"


_WRITTEN = {
    "share": lambda value: f"{value:.0%}" if abs(value) >= 0.0995 else f"{value:.1%}",
    "rate": lambda value: f"{value:.1%}",
    "small share": lambda value: f"{value:.2%}",
    "draws": of_draws,
    "change": lambda value: f"{100 * value:+.1f} points",
    "people": lambda value: f"{value:,.0f}",
    "count": lambda value: f"{value:,.0f}",
    "score": lambda value: f"{value:.2f}",
    "index": lambda value: f"{value:.0f}",
    "ratio": lambda value: f"{value:.1f}",
}


def format_value(value: float | None, unit: str, currency: str = "") -> str:
    """A number as a person reads it, by its unit (see Figure); where it is money, a table's unit is the currency.

    >>> format_value(0.256, "share"), format_value(12.34, "days"), format_value(1234.5, "€", "€")
    ('26%', '12 days', '€1,234')
    """
    if value is None or math.isnan(value):
        return UNKNOWN
    if unit in _WRITTEN:
        return _WRITTEN[unit](value)
    if unit == "cents":
        return money(value, currency, 2)
    if unit == "money" or (currency and unit == currency):
        return money(value, currency, 0 if abs(value) >= 10 else 2)
    number = f"{value:,.0f}" if abs(value) >= 10 else f"{value:.1f}"
    return f"{number} {unit}" if unit and not unit.startswith("1 to") else number
