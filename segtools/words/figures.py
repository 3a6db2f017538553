"""Numbers as a person reads them: by their unit, in the client's currency."""

from __future__ import annotations

import pandas as pd


def of_draws(share: float) -> str:
    """A share of draws: all and none are said only where it is all or none.

    >>> of_draws(0.998), of_draws(1.0), of_draws(0.52), of_draws(0.002)
    ('over 99%', '100%', '52%', 'under 1%')
    """
    return "over 99%" if 0.995 <= share < 1 else "under 1%" if 0 < share < 0.005 else f"{share:.0%}"


def in_words(name: str) -> str:
    """A column's name as a person reads it."""
    return {"clv_12m": "value in twelve months"}.get(name, name.replace("_", " "))


def money(amount: float, currency: str = "", digits: int = 0) -> str:
    """An amount as a person reads it; to the cent where digits are asked for.

    >>> money(1240.4, "£"), money(3_120_000, "EUR"), money(-5, "$", 2)
    ('£1,240', 'EUR 3.12m', '-$5.00')
    """
    sign = "-" if amount < 0 else ""
    short = abs(amount) >= 1e6 and not digits
    number = f"{abs(amount) / 1e6:,.2f}m" if short else f"{abs(amount):,.{digits}f}"
    return f"{sign}{currency}{' ' if currency.isalpha() else ''}{number}"


def format_value(value: float, unit: str, currency: str = "") -> str:
    """A figure as a person reads it, by its unit.

    >>> format_value(0.256, "share"), format_value(12.34, "days"), format_value(1234.5, "€", "€")
    ('26%', '12 days', '€1,234')
    """
    if pd.isna(value):
        return "unknown"
    if unit == "share":
        return f"{value:.0%}" if abs(value) >= 0.0995 else f"{value:.1%}"
    if unit == "draws":
        return of_draws(value)
    if unit == "change":
        return f"{100 * value:+.1f} points"
    if currency and unit == currency:
        return money(value, currency, 0 if abs(value) >= 10 else 2)
    number = f"{value:,.0f}" if abs(value) >= 10 else f"{value:.1f}"
    return f"{number} {unit}" if unit and not unit.startswith("1 to") else number
