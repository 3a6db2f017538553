"""Numbers as clients write them: decimal marks, thousands marks and currency signs."""

from __future__ import annotations

import re

import ibis

from segtools.collect.expressions import MONEY
from segtools.params import Source

CURRENCY = "[$€£¥₹]|USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|TRY|BRL|MXN|ZAR|SGD|HKD|KRW"


def number(value: ibis.Value, source: Source) -> ibis.Value:
    """A column as decimals with four places; missing if a value is not a number, or has more than eighteen digits.

    Text is read by the decimal and thousands marks of its source and by nothing else: "1,5" is no number where
    the decimal mark is a point. A currency sign may stand at either end, a minus also behind, and brackets mean
    below zero.
    """
    if not value.type().is_string():
        return value.try_cast(MONEY)
    text = bare(value)
    plain = text.re_replace(_group(source), "") if source.thousands else text
    plain = plain.replace(",", ".") if source.decimal == "," else plain
    return text.re_search(number_pattern(source)).ifelse(plain, None).try_cast(MONEY)


def bare(value: ibis.Value) -> ibis.Value:
    """A number's text without outer blanks and currency signs, with its minus in front."""
    text = value.strip().re_replace(rf"^([+-]?)\s*(?:{CURRENCY})\s*", r"\1").re_replace(rf"\s*(?:{CURRENCY})$", "")
    return text.re_replace(r"^\(([^()+-]+)\)$", r"-\1").re_replace(r"^([^+-]+)-$", r"-\1")


def number_pattern(source: Source) -> str:
    """A regular expression for the numbers that a source may write."""
    mark = re.escape(source.decimal)
    whole = rf"(\d+|\d{{1,3}}({_group(source)}\d{{3}})+)" if source.thousands else r"\d+"
    return rf"^[+-]?({whole}({mark}\d*)?|{mark}\d+)([eE][+-]?\d+)?$"


def _group(source: Source) -> str:
    return r"[ \x{00A0}\x{202F}]" if source.thousands == " " else re.escape(source.thousands)
