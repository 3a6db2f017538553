"""Numbers as clients and programs write them: decimal and thousands marks, currency signs, a minus in front, behind or
as brackets, powers of ten. Columns of the engine and of pandas are read by the same patterns."""

from __future__ import annotations

import re

import ibis
import pandas as pd

from segtools.collect.expressions import MONEY
from segtools.params import Source

CURRENCY = (
    r"R\$|[$€£¥₹₺₽₩₪฿₫₱₦₴]|USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|BGN|TRY|BRL|MXN|ZAR|SGD|"
    r"HKD|KRW|RUB|UAH|THB|ILS|AED|SAR|zł|Kč|Ft|lei|лв|руб\.?|грн|TL|kr\.?|Fr\.?|円|元|원|บาท|Rp\.?|Rs\.?|đ"
)
_FRONT, _END = rf"^([+-]?)\s*(?:{CURRENCY})\s*", rf"\s*(?:{CURRENCY})$"
_BRACKETS, _BEHIND = r"^\(([^()+-]+)\)$", r"^([^+-]+)-$"
_MINUS = "[−–]"  # as printed: a minus sign, or a dash for one
_PERCENT = r"\s*%$"
_LED = r"^\s*[+-]?0\d"  # 007 is a name


def number(value: ibis.Value, source: Source) -> ibis.Value:
    """A column as decimals with four places; missing if a value is not a number, or has more than eighteen digits.

    Text is read by the decimal and thousands marks of its source and by nothing else: "1,5" is no number where
    the decimal mark is a point. A currency sign may stand at either end, a minus also behind, and brackets mean
    below zero.
    """
    if not value.type().is_string():
        return value.try_cast(MONEY)
    return _plain(bare(value), source).try_cast(MONEY)


def measure(value: ibis.Value, source: Source) -> ibis.Value:
    """A column of text as floating numbers: an attribute, which may be very small, or a percentage (12.5% is 12.5).
    Missing if a text is not a number, or begins with a nought as names do (007)."""
    text = bare(value).re_replace(_PERCENT, "")
    return text.re_search(_LED).ifelse(None, _plain(text, source)).try_cast("float64")


def numbers(texts: pd.Series, decimal: str = ".", thousands: str | None = None) -> pd.Series:
    """As `measure`, for a column of text in pandas.

    >>> numbers(pd.Series(["5.66e-05", "(20.00)", "−3", "12.5%", "$1", "1,5", "007"], dtype="str")).tolist()
    [5.66e-05, -20.0, -3.0, 12.5, 1.0, nan, nan]
    """
    text = texts.str.strip().str.replace(_MINUS, "-", regex=True).str.replace(_FRONT, r"\1", regex=True)
    text = text.str.replace(_END, "", regex=True).str.replace(_BRACKETS, r"-\1", regex=True)
    text = text.str.replace(_BEHIND, r"-\1", regex=True).str.replace(_PERCENT, "", regex=True)
    good = text.str.contains(_pattern(decimal, thousands)) & ~text.str.contains(_LED)
    plain = text.str.replace(_group(thousands), "", regex=True) if thousands else text
    plain = plain.str.replace(",", ".") if decimal == "," else plain
    return pd.to_numeric(plain.where(good.fillna(False).astype(bool)), errors="coerce").astype("float64")


def bare(value: ibis.Value) -> ibis.Value:
    """A number's text without outer blanks and currency signs, with its minus in front."""
    text = value.strip().re_replace(_MINUS, "-").re_replace(_FRONT, r"\1").re_replace(_END, "")
    return text.re_replace(_BRACKETS, r"-\1").re_replace(_BEHIND, r"-\1")


def _plain(text: ibis.Value, source: Source) -> ibis.Value:
    """A number's text as the engine writes it; missing if it is none."""
    plain = text.re_replace(_group(source.thousands), "") if source.thousands else text
    plain = plain.replace(",", ".") if source.decimal == "," else plain
    return text.re_search(number_pattern(source)).ifelse(plain, None)


def number_pattern(source: Source) -> str:
    """A regular expression for the numbers that a source may write."""
    return _pattern(source.decimal, source.thousands)


def _pattern(decimal: str, thousands: str | None) -> str:
    mark = re.escape(decimal)
    whole = rf"(?:\d+|\d{{1,3}}(?:{_group(thousands)}\d{{3}})+)" if thousands else r"\d+"
    return rf"^[+-]?(?:{whole}(?:{mark}\d*)?|{mark}\d+)(?:[eE][+-]?\d+)?$"


def _group(thousands: str) -> str:
    return "[ \u00a0\u202f]" if thousands == " " else re.escape(thousands)
