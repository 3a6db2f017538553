"""The fields of a client's rows in our types, and the rules for each: ids, days, amounts, yes and no."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _

from segtools.collect import date_text, number_text
from segtools.collect import row_reasons as why
from segtools.collect.expressions import MONEY, columns_of, numbers_of
from segtools.collect.number_text import CURRENCY, number_pattern
from segtools.collect.row_batches import FAULT
from segtools.collect.sources import Received
from segtools.params import Params, Source
from segtools.people.personal_data import mask
from segtools.tables import DataError
from segtools.words import meanings, plain_words, ticked

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
_WHOLE_EMAIL = r"^[^@\s]+@[^@\s]+\.[^@\s]+$"
_DECIMAL_ID = r"^\d+\.0+$"
_PLANNED_DAYS = 366  # a contact may be planned so far ahead
_MANY_WORDS = 1_000  # in which yes and no are looked for
_MOSTLY_BLANK = 0.5  # share of rows; a column with one word and more blanks is a tick box
_FEW_WORDS, _SHORT = 5, 30  # of what is neither, named one by one
_MANY = 20  # currencies named one by one
_TOO_LARGE = 1e14  # fourteen digits before the point, and four behind it, fill a decimal


def as_text(raw: ibis.Value) -> ibis.Value:
    """Ids and labels as text, unchanged: 007 stays 007; only a whole number in a float column loses its .0."""
    if raw.type().is_floating():
        whole = raw.isnan().ifelse(None, raw).try_cast("int64")
        return (whole.cast("float64") == raw).ifelse(whole.cast("string"), raw.cast("string"))
    text = raw.cast("string")
    return (text.strip() == "").ifelse(None, text)


def as_id(raw: ibis.Value, rows: ibis.Table) -> ibis.Value:
    """Ids of people as text: as `as_text`, but an e-mail address is in small letters, and a column in which every id
    ends in .0 loses it, as it is of whole numbers that a program kept as decimals."""
    text = as_text(raw)
    if not raw.type().is_string():
        return text
    bare = text.strip()
    text = bare.re_search(_WHOLE_EMAIL).ifelse(bare.lower(), text)
    seen = rows.filter(rows[FAULT].isnull()).select(id=bare).filter(_.id.notnull())
    decimal = seen.aggregate(all=_.id.re_search(_DECIMAL_ID).all()).execute()["all"].iloc[0]
    return bare.re_replace(r"\.0+$", "") if decimal is True or str(decimal) == "True" else text


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

    def customer(self) -> ibis.Value:
        """Who the row is about."""
        return as_id(self._raw("customer_id"), self._received.rows)

    def decimal(self, name: str) -> ibis.Value | None:
        """A number, as the source writes them."""
        raw = self._raw(name)
        return None if raw is None else self._received.number(raw)

    def flag(self, name: str) -> ibis.Value | None:
        """Yes or no."""
        raw = self._raw(name)
        if raw is None:
            return None
        if raw.type().is_boolean():  # as a number: of "not a" the engine would take "is missing" inside the "not"
            number = raw.cast("int8")
            return ibis.cases((number == 1, True), (number == 0, False), else_=None)
        text, rows = as_text(raw), self._received.rows
        seen = rows.filter(rows[FAULT].isnull()).group_by(written=text).agg(n=_.count()).limit(_MANY_WORDS).execute()
        box, seen, share = ticked(seen.written), seen.written, seen.n[seen.written.isna()].sum() / seen.n.sum()
        if box and (box == "x" or share > _MOSTLY_BLANK):
            column, key = self._source.columns[name], f"{self._received.name}.columns.{name}"
            raise DataError(
                f"{self._received.file}: {key}: {column} holds {seen.dropna().iloc[0]!r} or nothing; "
                f"if nothing means no, write {name}: not missing({column})"
            )
        known = meanings(seen)
        yes, no = (
            [word for word in seen.dropna() if known.get(plain_words([word])[0]) is sense] for sense in (True, False)
        )
        return ibis.cases((text.isin(yes), True), (text.isin(no), False), else_=None)

    def neither(self, name: str, flag: ibis.Value) -> list[Rule]:
        """The rules for yes or no: what else a column holds is named, as far as it is a few short words."""
        raw, missing = self._raw(name), (why.NEITHER.format(name=name), flag.isnull())
        if raw is None or raw.type().is_boolean():
            return [missing]
        text, rows = as_text(raw), self._received.rows
        strange = rows.filter(rows[FAULT].isnull() & flag.isnull() & text.notnull()).select(word=text)
        words = strange.group_by("word").agg(n=_.count()).order_by(ibis.desc("n"), "word").limit(_FEW_WORDS).execute()
        named = [word for word in words.word if len(word) <= _SHORT and mask(word) == word]
        return [*[(why.neither(name, word), text == word) for word in named], missing]

    # --- days -------------------------------------------------------------------------------------------

    def day(self, name: str, params: Params | None) -> tuple[ibis.Value, list[Rule]]:
        """A calendar day and its rules. With params, it may not be after the study; without, not more than a year
        ahead."""
        raw = self._raw(name)
        day = date_text.moment(raw, self._source).cast("date")
        rules = []
        if raw.type().is_string():
            rules.append((why.MISSING.format(name=name), raw.isnull() | (raw.strip() == "")))
            strays = date_text.strays(raw, self._received.rows, self._source)
            rules += [(why.OTHER_ZONE.format(name=name), strays)] if strays is not None else []
        rules.append((why.UNREADABLE.format(name=name), day.isnull()))
        rules.append((why.PLACEHOLDER.format(name=name), day.cast("string").isin(PLACEHOLDERS)))
        if params is not None and params.as_of:
            rules.append((why.AFTER_AS_OF.format(name=name), day > ibis.literal(params.as_of)))
        else:
            latest = dt.date.today() + dt.timedelta(days=0 if params else _PLANNED_DAYS)
            rules.append((why.IN_FUTURE.format(name=name), day > ibis.literal(latest)))
        rules.append((why.BEFORE_1970.format(name=name), day < ibis.literal(dt.date(1970, 1, 1))))
        return day, rules

    # --- amounts ----------------------------------------------------------------------------------------

    def amount(self, name: str, params: Params) -> tuple[ibis.Value, list[Rule]]:
        """An amount in the client's currency, and its rules."""
        received, expression = self._received, self._source.columns[name]
        amount = self.decimal(name)
        rules = []
        for column, may_be_blank in numbers_of(expression, received.rows.columns).items():
            raw = received.rows[column]
            found = self._number_rules(name, raw)
            blank = why.MISSING.format(name=name)
            rules += [
                (reason, broken & amount.isnull() if reason == blank and may_be_blank else broken)
                for reason, broken in found
            ]
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
        rates = {code.strip().upper(): rate for code, rate in self._source.rates.items()}
        if len(known) <= 1 and not rates:
            return None, []
        if params.currency:
            rates.setdefault(params.currency.upper(), 1.0)
        strange = [code for code in known if code not in rates]
        rules = [(why.no_rate(name, code), (currency == code).fill_null(False)) for code in strange[:_MANY]]
        rules += [(why.no_rate(name, "another currency"), currency.isin(strange[_MANY:]))] if strange[_MANY:] else []
        branches = [(currency == code, ibis.literal(float(rate))) for code, rate in rates.items()]
        branches += [(currency.isin(strange), ibis.literal(0.0))] if strange else []
        return ibis.cases(*branches, else_=ibis.literal(1.0)) if branches else ibis.literal(1.0), rules

    def _currency(self, expression: str) -> ibis.Value | None:
        """The currency of each row: from a column of its own, or from the sign at its amount."""
        currency = self.text("currency")
        if currency is not None:
            return currency.strip().upper()
        rows = self._received.rows
        texts = [rows[column] for column in columns_of(expression, rows.columns)]
        signs = [raw.re_extract(CURRENCY, 0).nullif("") for raw in texts if raw.type().is_string()]
        return ibis.coalesce(*signs).upper() if signs else None
