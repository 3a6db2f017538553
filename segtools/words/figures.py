"""Figures are numbers that know their unit and the number of people behind them; one function writes them all."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

WITHHELD = "few"  # written in place of a figure about too few people
UNKNOWN = "unknown"
ENOUGH = 30  # people needed for a mean or share to describe a group, whatever may be shown


@dataclass(frozen=True)
class Figure:
    """A number for readers.

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
        """The figure as plain values, without those that are not known."""
        given = {"value": self.value, "unit": self.unit, "low": self.low, "high": self.high, "people": self.people}
        return {name: plain(part) for name, part in given.items() if part is not None}


@dataclass(frozen=True)
class Style:
    """How figures of one client are written and drawn; every table, text and chart for readers uses it.

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
        """Whether a number of people is too small to be shown; zero is not."""
        return people is not None and 0 < people < self.least

    def write(self, figure: Figure, part: str = "value") -> str:
        """A figure, or one end of its interval, for readers; the word `few` if too few people are behind it.

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
        """Money for readers."""
        return self.write(Figure(value, "money", people=people))

    def share(self, value: float, people: float | None = None) -> str:
        """A share for readers."""
        return self.write(Figure(value, "share", people=people))

    def count(self, value: float) -> str:
        """A number of people for readers."""
        return self.write(Figure(value, "people", people=value))


def style_of(params: Any) -> Style:
    """The style that a client's params define."""
    asked = params.deliver
    return Style(params.currency, params.customers_are, asked.least_count, asked.colour, asked.font)


def plain(value: Any) -> Any:
    """A numpy number as a Python number, a missing value as None; anything else unchanged."""
    value = value.item() if hasattr(value, "item") else value
    return None if isinstance(value, float) and math.isnan(value) else value


def of_draws(share: float) -> str:
    """A share of draws; "all" and "none" are written only if exactly all or none.

    >>> of_draws(0.998), of_draws(1.0), of_draws(0.52), of_draws(0.002)
    ('over 99%', '100%', '52%', 'under 1%')
    """
    return "over 99%" if 0.995 <= share < 1 else "under 1%" if 0 < share < 0.005 else f"{share:.0%}"


_NAMES: Mapping[str, str] = {"clv_12m": "value in twelve months"}


def in_words(name: str) -> str:
    """A column name as readers see it."""
    return _NAMES.get(name, name.replace("_", " "))


def money(amount: float, currency: str = "", digits: int = 0) -> str:
    """An amount for readers; with cents if digits are asked for.

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
    """A number for readers, by its unit (see Figure); if the unit is money, a table uses the client's currency.

    >>> format_value(0.256, "share"), format_value(1234.5, "€", "€"), format_value(1962, ""), format_value(51962, "")
    ('26%', '€1,234', '1962', '51,962')
    """
    if value is None or math.isnan(value):
        return UNKNOWN
    if unit in _WRITTEN:
        return _WRITTEN[unit](value)
    if unit == "cents":
        return money(value, currency, 2)
    if unit == "money" or (currency and unit == currency):
        return money(value, currency, 0 if abs(value) >= 10 else 2)
    if not unit and 1_000 <= abs(value) < 10_000:  # may be a year
        return f"{value:.0f}"
    number = f"{value:,.0f}" if abs(value) >= 10 else f"{value:.1f}"
    return f"{number} {unit}" if unit and not unit.startswith("1 to") else number
