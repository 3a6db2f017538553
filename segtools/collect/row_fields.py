"""The fields of a client's rows in our types, and the rules for each: ids, days, amounts, yes and no."""

from __future__ import annotations

import datetime as dt

import ibis
import ibis.expr.datatypes as dtypes
from ibis import _

from segtools.collect import number_text
from segtools.collect import row_reasons as why
from segtools.collect.expressions import MONEY, columns_of
from segtools.collect.number_text import CURRENCY, number_pattern
from segtools.collect.row_batches import FAULT
from segtools.collect.sources import Received
from segtools.params import Params, Source
from segtools.words import YES_NO

Rule = tuple[str, ibis.Value]  # a reason, and whether a row breaks the rule

PLACEHOLDERS = (
    "9999-12-31",
    "9999-01-01",
    "2999-12-31",
    "2099-12-31",
    "1900-01-01",
    "1901-01-01",
    "1899-12-30",
    "0001-01-01",
)
_ISO_DAY = r"^\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?)? ?(Z|[+-]\d{2}(:?\d{2})?)?$"
_OFFSET = r"\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)? ?(Z|[+-]\d{2}(?::?\d{2})?)$"
_PLANNED_DAYS = 366  # a contact may be planned so far ahead
_NO_OFFSET = 9999  # stands for a time without an offset, among offsets in minutes
_SUMMER_MINUTES = 60
_TOO_LARGE = 1e14  # fourteen digits before the point, and four behind it, fill a decimal


@ibis.udf.scalar.builtin
def try_strptime(text: str, pattern: str) -> dtypes.timestamp:
    """DuckDB's function: a timestamp, or nothing if the text does not match the pattern."""


@ibis.udf.scalar.builtin
def timezone(zone: str, instant: dtypes.Timestamp(timezone="UTC")) -> dtypes.timestamp:
    """DuckDB's function: the local time of a zone at an instant."""


def as_text(raw: ibis.Value) -> ibis.Value:
    """Ids and labels as text, unchanged: 007 stays 007; only a whole number in a float column loses its .0."""
    if raw.type().is_floating():
        whole = raw.isnan().ifelse(None, raw).try_cast("int64")
        return (whole.cast("float64") == raw).ifelse(whole.cast("string"), raw.cast("string"))
    text = raw.cast("string")
    return (text.strip() == "").ifelse(None, text)


class Fields:
    """The mapped fields of a source in our types; None for a field that is not mapped."""

    def __init__(self, received: Received, source: Source):
        self._received, self._source = received, source

    def _raw(self, name: str) -> ibis.Value | None:
        theirs = self._source.columns.get(name)
        if theirs is None and name == "customer_id" and self._source.make_id:
            theirs = name
        return None if theirs is None else self._received.column(theirs, f"columns.{name}")

    def text(self, name: str) -> ibis.Value | None:
        """An id or a label."""
        raw = self._raw(name)
        return None if raw is None else as_text(raw)

    def decimal(self, name: str) -> ibis.Value | None:
        """A number, as the source writes them."""
        raw = self._raw(name)
        return None if raw is None else self._received.number(raw)

    def flag(self, name: str) -> ibis.Value | None:
        """Yes or no."""
        raw = self._raw(name)
        if raw is None or raw.type().is_boolean():
            return raw
        word = as_text(raw).strip().lower()
        yes, no = word.isin(YES_NO["yes"]), word.isin(YES_NO["no"])
        return ibis.cases((yes, True), (no, False), else_=None)

    # --- days -------------------------------------------------------------------------------------------

    def day(self, name: str, params: Params | None) -> tuple[ibis.Value, list[Rule]]:
        """A calendar day and its rules. With params, it may not be after the study; without, not more than a year
        ahead."""
        raw, zone = self._raw(name), self._source.time_zone
        rules = []
        if raw.type().is_string():
            text = raw.strip()
            rules.append((why.MISSING.format(name=name), raw.isnull() | (text == "")))
            day, strays = self._day_of_text(text, zone)
            rules += [(why.OTHER_ZONE.format(name=name), strays)] if strays is not None else []
        elif raw.type().is_timestamp() and raw.type().timezone and zone:
            day = timezone(zone, raw).cast("date")
        else:
            day = raw.cast("date")
        rules.append((why.UNREADABLE.format(name=name), day.isnull()))
        rules.append((why.PLACEHOLDER.format(name=name), day.cast("string").isin(PLACEHOLDERS)))
        if params is not None and params.as_of:
            rules.append((why.AFTER_AS_OF.format(name=name), day > ibis.literal(params.as_of)))
        else:
            latest = dt.date.today() + dt.timedelta(days=0 if params else _PLANNED_DAYS)
            rules.append((why.IN_FUTURE.format(name=name), day > ibis.literal(latest)))
        rules.append((why.BEFORE_1970.format(name=name), day < ibis.literal(dt.date(1970, 1, 1))))
        return day, rules

    def _day_of_text(self, text: ibis.Value, zone: str | None) -> tuple[ibis.Value, ibis.Value | None]:
        """The day that a text gives, and which rows have another time zone than most."""
        if self._source.date_format:
            return try_strptime(text, self._source.date_format).cast("date"), None
        offset = text.re_extract(_OFFSET, 1)
        zoned, is_iso = offset != "", text.re_search(_ISO_DAY)
        wall = is_iso.ifelse(text.re_replace(r" ?(Z|[+-]\d{2}(:?\d{2})?)$", ""), None)
        day = zoned.ifelse(wall, is_iso.ifelse(text, None)).try_cast("timestamp").cast("date")
        if zone:
            return zoned.ifelse(timezone(zone, text.try_cast("timestamp('UTC')")).cast("date"), day), None
        return day, self._strays(text, offset)

    def _strays(self, text: ibis.Value, offset: ibis.Value) -> ibis.Value | None:
        """Rows whose offset from UTC differs from most; None if all have the same zone."""
        sign = offset.startswith("-").ifelse(-1, 1)
        digits = offset.re_replace(r"[^0-9]", "")
        hours, minutes = (digits.substr(at, 2).try_cast("int64").fill_null(0) for at in (0, 2))
        from_utc = sign * (hours * 60 + minutes)
        timed = text.re_search(r"\d{1,2}:\d{2}")
        kind = ibis.cases((~timed, None), (offset != "", from_utc), else_=ibis.literal(_NO_OFFSET))
        rows = self._received.rows
        seen = rows.select(kind=kind, fault=rows[FAULT]).filter(_.fault.isnull(), _.kind.notnull())
        counts = seen.group_by("kind").agg(n=_.count()).order_by(ibis.desc("n"), "kind").execute()
        if len(counts) < 2:
            return None
        most = int(counts.kind.iloc[0])
        if all(kind != _NO_OFFSET and abs(kind - most) <= _SUMMER_MINUTES for kind in counts.kind):
            return None  # one zone, summer and winter
        return (kind.notnull() & ((kind - most).abs() > _SUMMER_MINUTES)).fill_null(False)

    # --- amounts ----------------------------------------------------------------------------------------

    def amount(self, name: str, params: Params) -> tuple[ibis.Value, list[Rule]]:
        """An amount in the client's currency, and its rules."""
        received, expression = self._received, self._source.columns[name]
        amount = self.decimal(name)
        rules = []
        for column in columns_of(expression, received.rows.columns):
            rules += self._number_rules(name, received.rows[column])
        rate, currency_rules = self._rate(name, expression, params)
        if rate is not None:
            amount = (amount * rate).try_cast(MONEY)
        rules += [*currency_rules, (why.UNREADABLE.format(name=name), amount.isnull())]
        return amount, rules

    def _number_rules(self, name: str, raw: ibis.Value) -> list[Rule]:
        missing, not_finite, too_large = (
            reason.format(name=name) for reason in (why.MISSING, why.NOT_FINITE, why.TOO_LARGE)
        )
        if raw.type().is_floating():
            odd = (raw.isnan() | raw.isinf()).fill_null(False)
            return [(not_finite, odd), (missing, raw.isnull()), (too_large, raw.abs() >= _TOO_LARGE)]
        if not raw.type().is_string():
            return [(missing, raw.isnull())]
        text = number_text.bare(raw)
        other = "," if self._source.decimal == "." else "."
        fits = text.re_search(number_pattern(self._source))
        strange = ~fits & text.re_search(rf"^[+-]?(\d{{1,3}}([., ']\d{{3}})+|\d+)[{other}]\d+$")
        rules = [
            (missing, raw.isnull() | (raw.strip() == "")),
            (not_finite, text.lower().re_search(r"^[+-]?(nan|inf|infinity)$")),
            (why.OTHER_MARK.format(name=name), strange),
            (too_large, fits & self._received.number(raw).isnull()),
        ]
        if bool(self._received.rows.filter(strange).limit(1).count().execute()):
            unsure = text.re_search(rf"^[+-]?\d{{1,3}}[{self._source.decimal}]\d{{3}}$")
            rules.append((why.UNSURE_MARK.format(name=name), unsure))
        return rules

    def _rate(self, name: str, expression: str, params: Params) -> tuple[ibis.Value | None, list[Rule]]:
        """The value of one unit of each row's currency, if there are several currencies."""
        rows, currency = self._received.rows, self._currency(expression)
        if currency is None:
            return None, []
        seen = rows.filter(rows[FAULT].isnull()).select(currency=currency).filter(_.currency.notnull())
        known = sorted(seen.distinct().execute().currency)
        rates = dict(self._source.rates)
        if len(known) <= 1 and not rates:
            return None, []
        if params.currency:
            rates.setdefault(params.currency, 1.0)
        unknown = (currency.notnull() & ~currency.isin(list(rates) or [""])).fill_null(False)
        branches = [(currency == code, ibis.literal(float(rate))) for code, rate in rates.items()]
        rate = ibis.cases(*branches, else_=ibis.literal(1.0)) if branches else ibis.literal(1.0)
        return unknown.ifelse(0.0, rate), [(why.NO_RATE.format(name=name), unknown)]

    def _currency(self, expression: str) -> ibis.Value | None:
        """The currency of each row: from a column of its own, or from the sign at its amount."""
        currency = self.text("currency")
        if currency is not None:
            return currency
        rows = self._received.rows
        texts = [rows[column] for column in columns_of(expression, rows.columns)]
        signs = [raw.re_extract(CURRENCY, 0).nullif("") for raw in texts if raw.type().is_string()]
        return ibis.coalesce(*signs) if signs else None
