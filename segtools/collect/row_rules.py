"""Which rows can be trusted: every row of every source against its rules, the first it breaks being its reason.

Rows are not repaired by guesswork. Those set aside keep their file, line, reason and cells, so that the client
can mend them at the source; the ledger of rows and amounts balances.
"""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Sequence
from dataclasses import dataclass, replace

import ibis
import ibis.expr.datatypes as dtypes
import pandas as pd
from ibis import _

from segtools.collect import number_text
from segtools.collect.expressions import MONEY, columns_of
from segtools.collect.number_text import CURRENCY, number_pattern
from segtools.collect.row_batches import FAULT, ROW
from segtools.collect.sources import Received, connect, read_source
from segtools.params import Attributes, Events, Params, Responses, Source, Transactions
from segtools.people.personal_data import pseudonyms
from segtools.tables import DataError

REASON = "reason"
NO_AMOUNT = "_amount"
EXCLUDED = "asked not to be used (exclusion list)"
MENDS = {
    "order_date is unreadable": "set date_format for this source, as the file writes its dates",
    "order_date lies after as_of": "set as_of to a later day",
    "amount is unreadable": "map amount to a column of numbers",
    "amount is written with another decimal mark": "set decimal (and thousands) for this source",
}
_CLASH = "rows of one {} contradict each other"
_SAME = "same as an earlier row"
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
AN_EMAIL = r"[\w.+%-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}"
_PLANNED_DAYS = 366
_HOLLOW = ("null", "none", "nan", "n/a", "#n/a", "unknown", "undefined", "0", "-1", "test")


@ibis.udf.scalar.builtin
def try_strptime(text: str, pattern: str) -> dtypes.timestamp:
    """DuckDB's own: a timestamp, or nothing where the text does not fit the pattern."""


@ibis.udf.scalar.builtin
def timezone(zone: str, instant: dtypes.Timestamp(timezone="UTC")) -> dtypes.timestamp:
    """DuckDB's own: the wall clock of a zone at an instant."""


@dataclass(frozen=True)
class Checked:
    """A source after its rules: `rows` has our columns, `_row`, and `reason` (missing: the row is accepted)."""

    received: Received
    rows: ibis.Table
    remarks: tuple[tuple[str, int], ...] = ()

    @property
    def accepted(self) -> ibis.Table:
        """The rows that enter the study, in our columns."""
        kept = self.rows.filter(_.reason.isnull())
        return kept.drop(*[name for name in (ROW, REASON, NO_AMOUNT) if name in kept.columns])


def check_rows(received: dict[str, Received], params: Params) -> dict[str, Checked]:
    """Every row of every source against its rules.

    Raises DataError where no row of a source can be used, or where a table of customers is none.
    """
    how = {
        "transactions": _check_transactions,
        "customers": _check_attributes,
        "survey": _check_attributes,
        "events": _check_events,
        "responses": _check_responses,
    }
    excluded = excluded_ids(params)
    made = {}
    for name, table in received.items():
        source = getattr(params.sources, name)
        rows = _without_emails(how[name](table, source, params, excluded), source, params)
        if source.key:
            rows = _one_of_each(table, rows, source.key, "key")
        elif source.duplicates == "quarantine":
            repeated = _repeats(table, rows)
            rows = rows.mutate(reason=ibis.coalesce(_.reason, repeated.ifelse(_SAME, None)))
        judged = Checked(table, rows.cache())
        made[name] = replace(judged, remarks=(*table.remarks, *_id_remarks(judged)))
    for name, checked in made.items():
        _usable(name, checked)
    return _pseudonymous(made, params)


def _usable(name: str, checked: Checked) -> None:
    reasons = checked.rows.group_by(REASON).agg(n=_.count()).order_by(ibis.desc("n"), REASON).execute()
    total, shown = reasons.n.sum(), checked.received.file
    aside = reasons.dropna(subset=REASON)
    if len(aside) == len(reasons):
        why = aside.reason.iloc[0] if len(aside) else "the file has no rows"
        mend = MENDS.get(why, "mend its columns in params")
        raise DataError(f"{shown}: no row of {name} can be used; most often {why}; {mend}")
    clash = aside[aside.reason == _CLASH.format("customer")].n.sum() / total
    if name in ("customers", "survey") and clash > 0.5:
        raise DataError(f"{shown}: in {clash:.0%} of its lines {_CLASH.format('customer')}; "
                        f"{name} holds one row a customer: give such a table")  # fmt: skip


# --- the rules of each table --------------------------------------------------------------------------


def _check_transactions(
    received: Received, source: Transactions, params: Params, excluded: Sequence[str]
) -> ibis.Table:
    get = _Reader(received, source)
    customer, order = get.text("customer_id"), get.text("order_id")
    day, day_rules = get.day("order_date", params)
    amount, amount_rules = get.amount("amount", params)
    made = {
        "customer_id": customer,
        "order_id": order if order is not None else customer + "|" + day.cast("string"),
        "order_date": day,
        "amount": amount,
        **{name: get.decimal(name) for name in ("quantity", "unit_price", "discount", "cost")},
        **{name: get.text(name) for name in ("product_id", "product_name", "category", "channel")},
    }
    rules = [("order_id is missing", order.isnull())] if order is not None else []
    return _judged(received, made, [*_who(customer, excluded), *rules, *day_rules, *amount_rules], amount)


def _check_events(received: Received, source: Events, params: Params, excluded: Sequence[str]) -> ibis.Table:
    get = _Reader(received, source)
    customer, event = get.text("customer_id"), get.text("event")
    day, day_rules = get.day("event_date", params)
    made = {"customer_id": customer, "event_date": day, "event": event}
    return _judged(received, made, [*_who(customer, excluded), ("event is missing", event.isnull()), *day_rules])


def _check_responses(received: Received, source: Responses, params: Params, excluded: Sequence[str]) -> ibis.Table:
    get = _Reader(received, source)
    customer, campaign = get.text("customer_id"), get.text("campaign")
    treated, responded = get.flag("treated"), get.flag("responded")
    if source.control is not None:
        treated = campaign != ibis.literal(source.control)
    dated = "contact_date" in source.columns
    day, day_rules = get.day("contact_date", None) if dated else (ibis.null("date"), [])
    made = {
        "customer_id": customer,
        "campaign": campaign,
        "contact_date": day,
        "treated": treated if treated is not None else ibis.literal(True),
        "responded": responded,
        **{name: get.decimal(name) for name in ("revenue", "cost")},
    }
    rules = [
        ("campaign is missing", campaign.isnull()),
        *day_rules,
        ("responded is neither yes nor no", responded.isnull()),
    ]
    if treated is not None:
        rules.append(("treated is neither yes nor no", treated.isnull()))
    return _judged(received, made, [*_who(customer, excluded), *rules])


def _check_attributes(received: Received, source: Attributes, params: Params, excluded: Sequence[str]) -> ibis.Table:
    mapped = {"customer_id": "customer_id", **source.columns}
    taken = set(mapped.values()) | set(received.personal)
    names = {**mapped, **{column: column for column in received.columns if column not in taken}}
    made = {ours: received.column(theirs, f"columns.{ours}") for ours, theirs in names.items()}
    foreign = _foreign_numbers(received, made) if source.decimal == "," or source.thousands else set()
    for name, value in made.items():
        if name == "customer_id":
            made[name] = as_text(value)
            continue
        blank = value.strip() == "" if value.type().is_string() else ibis.literal(False)
        hollow = params.variables[name].missing if name in params.variables else []
        unknown = as_text(value).isin(hollow) if hollow else ibis.literal(False)
        read = received.number(value).cast("float64") if name in foreign else value
        made[name] = (blank | unknown.fill_null(False)).ifelse(ibis.null(read.type()), read)
    judged = _judged(received, made, _who(made["customer_id"], excluded))
    content = [judged[name].cast("string").fill_null("\x1f") for name in names]
    return _alike(judged, content, [judged.customer_id], "customer")


def comments(checked: Checked) -> ibis.Table | None:
    """What the people of a source wrote, as they wrote it: customer_id, written_id (the id as the client writes it) and
    comment; None where the source has no comments. Of rows that are equal but for them, every comment counts."""
    received, source = checked.received, checked.received.source
    if getattr(source, "comments", None) is None:
        return None
    kept = checked.rows.filter(_.reason.isnull() | (_.reason == _SAME)).select(ROW, "customer_id")
    written = received.column(source.columns.get("customer_id", "customer_id"), "columns.customer_id")
    raw = received.rows.select(ROW, written_id=as_text(written), comment=as_text(received.rows[source.comments]))
    return kept.inner_join(raw, ROW).select("customer_id", "written_id", "comment")


def _foreign_numbers(received: Received, made: dict[str, ibis.Value]) -> set[str]:
    """Columns of text that hold only numbers, as the source writes them."""
    texts = {name: value for name, value in made.items() if value.type().is_string() and name != "customer_id"}
    if not texts:
        return set()
    known = {name: (value.strip() != "") & received.rows[FAULT].isnull() for name, value in texts.items()}
    led = {name: texts[name].re_search(r"^\s*[+-]?0\d") for name in texts}
    good = {name: received.number(texts[name]).notnull() & ~led[name] for name in texts}
    sums = {name: (known[name] & ~good[name]).sum() + (known[name].sum() == 0).cast("int64") for name in texts}
    found = received.rows.aggregate(**sums).execute().iloc[0]
    return {name for name in texts if found[name] == 0}


def _who(customer: ibis.Value, excluded: Sequence[str]) -> list[tuple[str, ibis.Value]]:
    missing = ("customer_id is missing", customer.isnull())
    if not excluded:
        return [missing]
    return [(EXCLUDED, customer.isin(ibis.memtable({"id": list(excluded)}).id)), missing]


class _Reader:
    """The mapped fields of a source in our types; a field that is not mapped is None."""

    def __init__(self, received: Received, source: Source):
        self._received, self._source = received, source

    def _raw(self, name: str) -> ibis.Value | None:
        theirs = self._source.columns.get(name)
        if theirs is None and name == "customer_id" and self._source.make_id:
            theirs = name
        return None if theirs is None else self._received.column(theirs, f"columns.{name}")

    def text(self, name: str) -> ibis.Value | None:
        raw = self._raw(name)
        return None if raw is None else as_text(raw)

    def decimal(self, name: str) -> ibis.Value | None:
        raw = self._raw(name)
        return None if raw is None else self._received.number(raw)

    def flag(self, name: str) -> ibis.Value | None:
        raw = self._raw(name)
        if raw is None or raw.type().is_boolean():
            return raw
        word = as_text(raw).strip().lower()
        yes, no = word.isin(["yes", "y", "true", "t", "1"]), word.isin(["no", "n", "false", "f", "0"])
        return ibis.cases((yes, True), (no, False), else_=None)

    def day(self, name: str, params: Params | None) -> tuple[ibis.Value, list]:
        """A calendar day, and its rules; with params, it may not lie after the study, without, a year ahead at most
        (a contact may be planned)."""
        raw, zone = self._raw(name), self._source.time_zone
        rules = []
        if raw.type().is_string():
            text = raw.strip()
            rules.append((f"{name} is missing", raw.isnull() | (text == "")))
            day, zones = self._day_of_text(text, zone)
            rules += [(f"{name} is in another time zone than most (set time_zone)", zones)] if zones is not None else []
        elif raw.type().is_timestamp() and raw.type().timezone and zone:
            day = timezone(zone, raw).cast("date")
        else:
            day = raw.cast("date")
        rules.append((f"{name} is unreadable", day.isnull()))
        rules.append((f"{name} is a placeholder", day.cast("string").isin(PLACEHOLDERS)))
        if params is not None and params.as_of:
            rules.append((f"{name} lies after as_of", day > ibis.literal(params.as_of)))
        else:
            latest = dt.date.today() + dt.timedelta(days=0 if params else _PLANNED_DAYS)
            rules.append((f"{name} lies in the future", day > ibis.literal(latest)))
        rules.append((f"{name} lies before 1970", day < ibis.literal(dt.date(1970, 1, 1))))
        return day, rules

    def _day_of_text(self, text: ibis.Value, zone: str | None) -> tuple[ibis.Value, ibis.Value | None]:
        if self._source.date_format:
            return try_strptime(text, self._source.date_format).cast("date"), None
        offset = text.re_extract(_OFFSET, 1)
        zoned = offset != ""
        wall = text.re_search(_ISO_DAY).ifelse(text.re_replace(r" ?(Z|[+-]\d{2}(:?\d{2})?)$", ""), None)
        day = zoned.ifelse(wall, text.re_search(_ISO_DAY).ifelse(text, None)).try_cast("timestamp").cast("date")
        if zone:
            return zoned.ifelse(timezone(zone, text.try_cast("timestamp('UTC')")).cast("date"), day), None
        sign = offset.startswith("-").ifelse(-1, 1)
        digits = offset.re_replace(r"[^0-9]", "")
        minutes = sign * (
            digits.substr(0, 2).try_cast("int64").fill_null(0) * 60 + digits.substr(2, 2).try_cast("int64").fill_null(0)
        )
        timed = text.re_search(r"\d{1,2}:\d{2}")
        kind = ibis.cases((~timed, None), (zoned, minutes), else_=ibis.literal(9999))
        seen = self._received.rows.select(kind=kind, fault=self._received.rows[FAULT]).filter(
            _.fault.isnull(), _.kind.notnull()
        )
        counts = seen.group_by("kind").agg(n=_.count()).order_by(ibis.desc("n"), "kind").execute()
        if len(counts) < 2:
            return day, None
        most = int(counts.kind.iloc[0])
        if all(kind != 9999 and abs(kind - most) <= 60 for kind in counts.kind):  # one zone, summer and winter
            return day, None
        return day, (kind.notnull() & ((kind - most).abs() > 60)).fill_null(False)

    def amount(self, name: str, params: Params) -> tuple[ibis.Value, list]:
        """An amount in the client's currency, and its rules."""
        received, expression = self._received, self._source.columns[name]
        amount = self.decimal(name)
        rules = []
        for column in columns_of(expression, received.rows.columns):
            rules += self._number_rules(name, received.rows[column])
        rate, currency_rules = self._rate(received, expression, params)
        if rate is not None:
            amount = (amount * rate).try_cast(MONEY)
        rules += [*currency_rules, (f"{name} is unreadable", amount.isnull())]
        return amount, rules

    def _number_rules(self, name: str, raw: ibis.Value) -> list:
        if raw.type().is_floating():
            odd = raw.isnan() | raw.isinf()
            return [(f"{name} is not finite", odd.fill_null(False)), (f"{name} is missing", raw.isnull()),
                    (f"{name} is too large to be true", raw.abs() >= 1e14)]  # fmt: skip
        if not raw.type().is_string():
            return [(f"{name} is missing", raw.isnull())]
        text = number_text.bare(raw)
        other = "," if self._source.decimal == "." else "."
        fits = text.re_search(number_pattern(self._source))
        strange = ~fits & text.re_search(rf"^[+-]?(\d{{1,3}}([., ']\d{{3}})+|\d+)[{other}]\d+$")
        rules = [
            (f"{name} is missing", raw.isnull() | (raw.strip() == "")),
            (f"{name} is not finite", text.lower().re_search(r"^[+-]?(nan|inf|infinity)$")),
            (f"{name} is written with another decimal mark", strange),
            (f"{name} is too large to be true", fits & self._received.number(raw).isnull()),
        ]
        if bool(self._received.rows.filter(strange).limit(1).count().execute()):
            mark = self._source.decimal
            unsure = text.re_search(rf"^[+-]?\d{{1,3}}[{mark}]\d{{3}}$")
            rules.append((f"{name} may be a thousand or a decimal: the column mixes marks", unsure))
        return rules

    def _rate(self, received: Received, expression: str, params: Params) -> tuple[ibis.Value | None, list]:
        """What one unit of each row's currency is worth, where there is more than one currency."""
        source = self._source
        currency = self.text("currency")
        if currency is None:
            texts = [received.rows[c] for c in columns_of(expression, received.rows.columns)]
            texts = [raw for raw in texts if raw.type().is_string()]
            if not texts:
                return None, []
            currency = ibis.coalesce(*[raw.re_extract(CURRENCY, 0).nullif("") for raw in texts])
        seen = (
            received.rows.filter(received.rows[FAULT].isnull()).select(currency=currency).filter(_.currency.notnull())
        )
        known = sorted(seen.distinct().execute().currency)
        rates = dict(source.rates)
        if len(known) <= 1 and not rates:
            return None, []
        if params.currency:
            rates.setdefault(params.currency, 1.0)
        unknown = currency.notnull() & ~currency.isin(list(rates) or [""])
        rule = [("amount is in a currency without a rate", unknown.fill_null(False))]
        branches = [(currency == code, ibis.literal(float(rate))) for code, rate in rates.items()]
        rate = ibis.cases(*branches, else_=ibis.literal(1.0)) if branches else ibis.literal(1.0)
        return unknown.fill_null(False).ifelse(0.0, rate), rule


def as_text(raw: ibis.Value) -> ibis.Value:
    """Ids and labels as text, as they stand: 007 stays 007, and a whole number in a float column loses its .0."""
    if raw.type().is_floating():
        whole = raw.isnan().ifelse(None, raw).try_cast("int64")
        return (whole.cast("float64") == raw).ifelse(whole.cast("string"), raw.cast("string"))
    text = raw.cast("string")
    return (text.strip() == "").ifelse(None, text)


def _judged(received: Received, made: dict, rules: list, amount: ibis.Value | None = None) -> ibis.Table:
    """Our columns, with the first rule that each row breaks: no row of the table, then the table's own rules, then
    what params drop."""
    rows = received.rows
    dropped = [(why, received.column(condition, f"drop.{why}")) for why, condition in received.source.drop.items()]
    reason = ibis.cases(
        (rows[FAULT].notnull(), rows[FAULT]),
        *[(broken, ibis.literal(why)) for why, broken in [*rules, *dropped]],
        else_=None,
    )
    known = {name: value for name, value in made.items() if value is not None}
    extra = {} if amount is None else {NO_AMOUNT: rows[FAULT].isnull().ifelse(amount.fill_null(0), 0)}
    return rows.select(**{ROW: rows[ROW]}, **known, reason=reason.cast("string"), **extra)


def _without_emails(judged: ibis.Table, source: Source, params: Params) -> ibis.Table:
    """No e-mail address in a text of ours, where a column of another kind holds it by mistake: the row is set aside,
    or, where it is an attribute of a customer, the cell is taken as not known."""
    spared = {ours for ours, theirs in source.columns.items() if theirs in params.people.allow} | set(
        params.people.allow
    )
    spared |= {REASON} | ({"customer_id"} if params.people.ids != "keep" else set())
    texts = [name for name, kind in judged.schema().items() if kind.is_string() and name not in spared]
    found = {name: judged[name].contains("@") & judged[name].re_search(AN_EMAIL) for name in texts}
    if isinstance(source, Attributes):
        cells = {name: found.pop(name) for name in texts if name != "customer_id"}
        judged = judged.mutate(
            **{name: cell.fill_null(False).ifelse(None, judged[name]) for name, cell in cells.items()}
        )
    if not found:
        return judged
    broken = [(bad, ibis.literal(f"{name} holds an e-mail address")) for name, bad in found.items()]
    return judged.mutate(reason=ibis.cases((judged.reason.notnull(), judged.reason), *broken, else_=None))


def _repeats(received: Received, judged: ibis.Table) -> ibis.Value:
    """Whether a row equals an earlier one in every cell of the client's own columns."""
    rows = received.rows
    cells = [rows[name].cast("string").fill_null("\x1f") for name in received.columns]
    copies = rows.select(
        **{ROW: rows[ROW]},
        copy=ibis.row_number().over(ibis.window(group_by=cells, order_by=rows[ROW])),
    ).filter(_.copy > 0)
    return judged[ROW].isin(copies[ROW])


def _one_of_each(received: Received, judged: ibis.Table, key: list[str], what: str) -> ibis.Table:
    """One row for each value of the client's key columns."""
    raw = received.rows.select(
        **{f"{ROW}_raw": received.rows[ROW]},
        **{f"_k{n}": received.rows[name].cast("string").fill_null("\x1f") for n, name in enumerate(key)},
        **{f"_c{n}": received.rows[name].cast("string").fill_null("\x1f") for n, name in enumerate(received.columns)},
    )
    joined = judged.inner_join(raw, judged[ROW] == raw[f"{ROW}_raw"])
    content = [joined[f"_c{n}"] for n in range(len(received.columns))]
    made = _alike(joined, content, [joined[f"_k{n}"] for n in range(len(key))], what)
    return made.select(judged.columns)


def _alike(judged: ibis.Table, content: list[ibis.Value], key: list[ibis.Value], what: str) -> ibis.Table:
    """Accepted rows that share a key: equal ones are kept once, and where they differ none is trusted."""
    same = ibis.window(group_by=[judged.reason.isnull(), *content], order_by=judged[ROW])
    named = {f"_key{n}": value for n, value in enumerate(key)}
    known = judged.mutate(_copy=ibis.row_number().over(same), **named)
    first = known.reason.isnull() & (known._copy == 0)
    known = known.mutate(_versions=first.sum().over(ibis.window(group_by=[known[name] for name in named])))
    reason = ibis.cases(
        (known.reason.notnull(), known.reason),
        (known._versions > 1, ibis.literal(_CLASH.format(what))),
        (known._copy > 0, ibis.literal(_SAME)),
        else_=None,
    )
    return known.mutate(reason=reason).drop("_copy", "_versions", *named)


# --- people -------------------------------------------------------------------------------------------


def excluded_ids(params: Params) -> list[str]:
    """Ids of the people who asked not to be used, sorted, as the client writes them."""
    found: set[str] = set()
    for listed in params.people.exclude:
        drop = {"not excluded": f"not ({listed.where})"} if listed.where else {}
        source = Source(path=listed.path, columns={"id": listed.column}, drop=drop,
                        delimiter=listed.delimiter, encoding=listed.encoding)  # fmt: skip
        allowed = params.people.model_copy(update={"ids": "keep", "allow": [*params.people.allow, listed.column]})
        received = read_source(connect(), "exclude", source, allowed)
        kept = _judged(received, {"id": as_text(received.rows[listed.column])}, []).filter(
            _.reason.isnull(), _.id.notnull()
        )
        found |= set(kept.id.execute())
    return sorted(found)


def _pseudonymous(made: dict[str, Checked], params: Params) -> dict[str, Checked]:
    """Customer ids replaced as params ask: the same person the same in every table."""
    how = params.people.ids
    if how == "keep":
        return made
    ids = pd.concat([c.accepted.select("customer_id").distinct().execute().customer_id for c in made.values()])
    ids = ids.drop_duplicates().sort_values(ignore_index=True)
    if how == "number":
        new = pd.Series([f"c{n:0{max(4, len(str(len(ids))))}d}" for n in range(1, len(ids) + 1)])
    else:
        key = os.environ.get(params.people.key or "", "")
        if len(key) < 16:
            raise DataError(f"people.key: environment variable {params.people.key} holds no key of 16 characters or more; "
                            "set it, the same every month")  # fmt: skip
        new = pseudonyms(ids, key.encode()).reset_index(drop=True)
    known = ibis.memtable(pd.DataFrame({"_id": ids.astype("str"), "_new": new.astype("str")}))
    replaced = {}
    for name, checked in made.items():
        joined = checked.rows.left_join(known, checked.rows.customer_id == known._id)
        columns = {column: joined[column] for column in checked.rows.columns if column != "customer_id"}
        rows = joined.select(customer_id=joined._new, **columns).cache()
        replaced[name] = replace(checked, rows=rows)
    return replaced


def _id_remarks(checked: Checked) -> list[tuple[str, int]]:
    """What is odd about ids that are kept byte for byte all the same."""
    ids = checked.accepted.group_by("customer_id").agg(rows=_.count())
    bare = ids.customer_id.strip()
    ids = ids.mutate(bare=bare, short=bare.re_replace("^0+", ""), padded=bare != ids.customer_id)
    twins = ids.group_by("bare").agg(ids=_.count(), padded=_.padded.sum()).filter(_.padded > 0)
    led = (
        ids.filter(_.bare.re_search(r"^\d+$")).group_by("short").agg(spellings=_.bare.nunique()).filter(_.spellings > 1)
    )
    counts = {
        "customer ids with blanks at an end, kept as they are": ids.padded.sum(),
        "rows whose customer id looks like none at all": ids.rows.sum(where=ids.bare.lower().isin(_HOLLOW)),
        "rows whose customer id a spreadsheet has rounded (1.2E+10)": ids.rows.sum(
            where=ids.bare.re_search(r"^\d\.\d+[eE]\+?\d+$")
        ),
    }
    found = ids.aggregate(**{f"n{n}": value for n, value in enumerate(counts.values())}).execute().iloc[0]
    remarks = [(what, int(n)) for what, n in zip(counts, found, strict=True) if pd.notna(n) and n > 0]
    pairs = int(twins.filter(_.ids > 1).count().execute())
    zeros = int(led.count().execute())
    remarks += [("customer ids that differ from another by blanks alone", pairs)] if pairs else []
    remarks += [("customer ids that differ from another by leading zeros alone", zeros)] if zeros else []
    return remarks
