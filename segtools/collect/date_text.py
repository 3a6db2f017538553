"""Days and times as clients write them: ISO, a format of strptime, or one of the words for what strptime cannot say."""

from __future__ import annotations

import functools
import re

import babel.dates
import ibis
import ibis.expr.datatypes as dtypes
from ibis import _

from segtools.collect.row_batches import FAULT
from segtools.params import Source

FORMAT_WORDS = ("excel", "epoch", "quarter", "week")  # what date_format may be, besides a format of strptime
_LANGUAGES = (
    "en",
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "sv",
    "da",
    "nb",
    "fi",
    "pl",
    "cs",
    "hu",
    "ro",
    "tr",
    "ru",
    "uk",
)
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?"
_ZONE = r"(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)"
_ISO = rf"^(\d{{4}}-\d{{1,2}}-\d{{1,2}})(?:[ T]({_CLOCK}))? ?{_ZONE}?$"
_AT_THE_END = rf"[\d:.,apm]\s?{_ZONE}$"
_QUARTER = r"(?i)^(?:(\d{4})[ ./-]*[qt] ?([1-4])|[qt] ?([1-4])[ ./-]*(\d{4})|([1-4])\. ?quartal (\d{4}))$"
_WEEK = r"(?i)^(\d{4})[ ./-]*(?:w|kw|wk|week)? ?(\d{1,2})$"
_SERIALS = (1, 2_958_465)  # of 1900-01-01 and 9999-12-31
_DAY = 86_400
_UNITS = ((1e11, 1), (1e14, 1_000), (1e17, 1_000_000))  # an epoch below this counts so many parts of a second
_NANOS = 1_000_000_000
_NO_OFFSET = 9999  # stands for a time without an offset, among offsets in minutes
_SUMMER_MINUTES = 60


@ibis.udf.scalar.builtin
def try_strptime(text: str, pattern: str) -> dtypes.timestamp:
    """DuckDB's function: a timestamp, or nothing if the text does not match the pattern."""


@ibis.udf.scalar.builtin
def timezone(zone: str, instant: dtypes.Timestamp(timezone="UTC")) -> dtypes.timestamp:
    """DuckDB's function: the local time of a zone at an instant."""


def moment(value: ibis.Value, source: Source) -> ibis.Value:
    """A column's day and time on the clock of its source; missing where it cannot be read.

    Text is read by the source's date_format, or as ISO (2026-06-30, 2026-06-30T18:05:00+02:00) where none is given. A
    time with an offset from UTC is shown on the clock of time_zone; without time_zone it stays as written.
    """
    kind, mark, zone = value.type(), source.date_format, source.time_zone
    if kind.is_timestamp() and kind.timezone and zone:
        return timezone(zone, value)
    if kind.is_timestamp() or kind.is_date():
        return value.cast("timestamp")
    if mark in ("excel", "epoch"):
        read = _serial(value) if mark == "excel" else _epoch(value)
        return _on_clock(read, zone) if mark == "epoch" else read
    text = value.cast("string").strip()
    if mark == "quarter":
        return _quarter(text)
    if mark == "week":
        return _week(text)
    return _by_format(text, mark, zone) if mark else _iso(text, zone)


def strays(value: ibis.Value, rows: ibis.Table, source: Source) -> ibis.Value | None:
    """Rows whose time has another offset from UTC than most; None if all have the same zone, or params name one."""
    if not value.type().is_string() or source.time_zone or source.date_format in FORMAT_WORDS:
        return None
    text = value.strip()
    offset = text.re_extract(_AT_THE_END, 1)
    timed = text.re_search(r"\d{1,2}:\d{2}")
    kind = ibis.cases((~timed, None), (offset != "", _minutes(offset)), else_=ibis.literal(_NO_OFFSET))
    seen = rows.select(kind=kind, fault=rows[FAULT]).filter(_.fault.isnull(), _.kind.notnull())
    counts = seen.group_by("kind").agg(n=_.count()).order_by(ibis.desc("n"), "kind").execute()
    if len(counts) < 2:
        return None
    most = int(counts.kind.iloc[0])
    if all(kind != _NO_OFFSET and abs(kind - most) <= _SUMMER_MINUTES for kind in counts.kind):
        return None  # one zone, summer and winter
    return (kind.notnull() & ((kind - most).abs() > _SUMMER_MINUTES)).fill_null(False)


def _iso(text: ibis.Value, zone: str | None) -> ibis.Value:
    """2026-06-30, with or without a time and an offset from UTC."""
    offset = text.re_extract(_ISO, 3)
    time = text.re_extract(_ISO, 2).replace(",", ".")
    whole = text.re_extract(_ISO, 1) + (time == "").ifelse("", ibis.literal(" ") + time)
    return _shifted(whole.try_cast("timestamp"), offset, zone)


def _by_format(text: ibis.Value, mark: str, zone: str | None) -> ibis.Value:
    """By a format of strptime; %b and %B are months in many languages, %z is the offset, or Z, at the end."""
    if re.search("%[bB]", mark):
        text, mark = _in_english(text), mark.replace("%B", "%b")
    if "%z" not in mark:
        return try_strptime(text, mark)
    offset = text.re_extract(_AT_THE_END, 1)
    bare = (offset == "").ifelse(None, text.re_replace(rf"\s?{_ZONE}$", ""))
    return _shifted(try_strptime(bare, re.sub(r"\s*%z$", "", mark)), offset, zone)


def _in_english(text: ibis.Value) -> ibis.Value:
    """A text with the names of months in English and short: of "3. März 2024", "3. mar 2024"."""
    text = text.lower()
    for english, names in _months().items():
        text = text.re_replace(rf"(^|[^\pL])(?:{names})\.?($|[^\pL])", rf"\1{english}\2")
    return text


@functools.cache
def _months() -> dict[str, str]:
    """English short name of a month: a pattern of its names elsewhere (CLDR); names of two months are left out."""
    found: dict[str, set[int]] = {}
    for language in _LANGUAGES:
        for context in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for month, name in babel.dates.get_month_names(width, context, language).items():
                    found.setdefault(name.lower().rstrip("."), set()).add(month)
    found["sept"] = {9}
    patterns = {}
    for month, english in babel.dates.get_month_names("abbreviated", "format", "en").items():
        names = [name for name, months in found.items() if months == {month} and not name.isdigit()]
        patterns[english.lower()] = "|".join(sorted(map(re.escape, names), key=len, reverse=True))
    return patterns


def _shifted(wall: ibis.Value, offset: ibis.Value, zone: str | None) -> ibis.Value:
    """A wall-clock time with its offset, on the clock of `zone`; a time without an offset stays as it is."""
    if not zone:
        return wall
    utc = wall - _minutes(offset).as_interval("m")
    return ((offset != "") & wall.notnull()).ifelse(_on_clock(utc, zone), wall)


def _on_clock(utc: ibis.Value, zone: str | None) -> ibis.Value:
    return timezone(zone, utc.cast("timestamp('UTC')")) if zone else utc


def _minutes(offset: ibis.Value) -> ibis.Value:
    """Minutes east of UTC: of +0530, 330; of Z, 0."""
    digits = offset.re_replace(r"[^0-9]", "")
    hours, minutes = (digits.substr(at, 2).try_cast("int64").fill_null(0) for at in (0, 2))
    return offset.startswith("-").ifelse(-1, 1) * (hours * 60 + minutes)


def _serial(value: ibis.Value) -> ibis.Value:
    """A day as Excel counts it, from 1 (1900-01-01) on; the fraction is the time of the day."""
    days = value.try_cast("float64")
    seconds = days.between(*_SERIALS).ifelse(days * _DAY, None).round().cast("int64")
    return ibis.timestamp("1899-12-30") + seconds.as_interval("s")


def _epoch(value: ibis.Value) -> ibis.Value:
    """Seconds since 1970 in UTC, or thousandths, millionths or billionths of them, as the number's size shows."""
    count = value.try_cast("float64")
    size = count.abs()
    parts = ibis.cases(*[(size < below, ibis.literal(unit)) for below, unit in _UNITS], else_=ibis.literal(_NANOS))
    return ibis.timestamp("1970-01-01") + (count / parts).floor().cast("int64").as_interval("s")


def _quarter(text: ibis.Value) -> ibis.Value:
    """The first day of a quarter: 2024Q1, Q1 2024, 2024-T1, 1. Quartal 2024."""
    year, number = (_joined(text, groups) for groups in ((1, 4, 6), (2, 3, 5)))
    month = (number.try_cast("int64") * 3 - 2).cast("string").lpad(2, "0")
    return (year + "-" + month + "-01").try_cast("timestamp")


def _joined(text: ibis.Value, groups: tuple[int, ...]) -> ibis.Value:
    first, *others = [text.re_extract(_QUARTER, group) for group in groups]
    return first.concat(*others)


def _week(text: ibis.Value) -> ibis.Value:
    """The Monday of an ISO week: 2024-W05, 2024 KW 5, 202405."""
    return try_strptime(text.re_extract(_WEEK, 1) + "-" + text.re_extract(_WEEK, 2).lpad(2, "0") + "-1", "%G-%V-%u")
