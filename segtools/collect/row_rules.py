"""Which rows can be trusted: every row of every source against its rules, the first it breaks being its reason.

Rows are not repaired by guesswork. Those set aside keep their file, line, reason and cells, so that the client
can correct them at the source; the ledger of rows and amounts balances.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import ibis
import pandas as pd
from ibis import _

from segtools.collect.customer_ids import excluded_ids, id_remarks, stand_ins, with_stand_ins
from segtools.collect.event_measures import MEASURE
from segtools.collect.expressions import columns_of
from segtools.collect.line_attributes import ATTRIBUTE, PLACE
from segtools.collect.row_batches import FAULT, REASON, ROW
from segtools.collect.row_fields import Fields, Rule, as_id, as_text
from segtools.collect.row_reasons import EXCLUDED, HOLDS_EMAIL, MISSING, clash, remedy_of
from segtools.collect.row_repeats import first_of_each, one_of_each, one_of_each_customer, without_repeats
from segtools.collect.row_spellings import one_spelling
from segtools.collect.sources import Received
from segtools.params import Attributes, Events, Params, Responses, Source, Transactions
from segtools.tables import DataError

NO_AMOUNT = "_amount"
AN_EMAIL = r"[\w.+%-]+@[\w-]+(\.[\w-]+)*\.[A-Za-z]{2,}"
_MOST_CLASHES = 0.5  # share of rows; above it, a table does not hold one row a customer


@dataclass(frozen=True)
class Checked:
    """A source after its checks: `rows` has our columns, `_row`, and `_reason` (missing if the row is accepted)."""

    received: Received
    rows: ibis.Table
    remarks: tuple[tuple[str, int], ...] = ()

    @property
    def accepted(self) -> ibis.Table:
        """The rows that enter the study, in our columns."""
        accepted = self.rows.filter(_[REASON].isnull())
        return accepted.drop(*[name for name in (ROW, REASON, NO_AMOUNT) if name in accepted.columns])


def check_rows(received: dict[str, Received], params: Params) -> dict[str, Checked]:
    """Check every row of every source against its rules.

    Raises DataError where no row of a source can be used, or where a table of customers is none.
    """
    excluded = excluded_ids(params.people)
    checked = {}
    for name, table in received.items():
        source = getattr(params.sources, name)
        rows = _without_emails(_RULES[name](table, source, params, excluded), source, params)
        if source.key:
            rows = (first_of_each if source.keep == "first" else one_of_each)(table, rows, source.key)
        elif source.duplicates == "quarantine":
            rows = without_repeats(table, rows)
        rows = rows.cache()
        levels = ["channel", "category", "event"]
        if isinstance(source, Attributes):
            levels = [column for column in rows.columns if column not in (ROW, REASON, "customer_id")]
        rows, spellings = one_spelling(rows, levels)
        judged = Checked(table, rows.cache() if spellings else rows)
        checked[name] = replace(judged, remarks=(*table.remarks, *spellings, *id_remarks(judged.accepted)))
    for name, table in checked.items():
        _refuse_unusable(name, table)
    return _with_stand_ins(checked, params)


def _refuse_unusable(name: str, checked: Checked) -> None:
    reasons = checked.rows.group_by(REASON).agg(n=_.count()).order_by(ibis.desc("n"), REASON).execute()
    total, shown = reasons.n.sum(), checked.received.file
    aside = reasons.dropna(subset=REASON)
    if len(aside) == len(reasons):
        why = aside[REASON].iloc[0] if len(aside) else "the file has no rows"
        raise DataError(f"{shown}: no row of {name} can be used, most often because {why}; {remedy_of(why)}")
    clashes = aside[aside[REASON] == clash("customer")].n.sum() / total
    if name in ("customers", "survey") and clashes > _MOST_CLASHES:
        what = f"in {clashes:.0%} of its rows, {clash('customer')}"
        raise DataError(f"{shown}: {what}; {name} needs a table with one row per customer")


def _with_stand_ins(checked: dict[str, Checked], params: Params) -> dict[str, Checked]:
    """Replace customer ids as params ask; a person has the same id in every table."""
    if params.people.ids == "keep":
        return checked
    ids = [table.accepted.select("customer_id").distinct().execute().customer_id for table in checked.values()]
    known = stand_ins(pd.concat(ids), params.people)
    return {name: replace(table, rows=with_stand_ins(table.rows, known).cache()) for name, table in checked.items()}


# --- the rules of each table --------------------------------------------------------------------------


def _check_transactions(
    received: Received, source: Transactions, params: Params, excluded: Sequence[str]
) -> ibis.Table:
    fields = Fields(received, source)
    customer, order = fields.customer(), fields.text("order_id")
    day, day_rules = fields.day("order_date", params)
    amount, amount_rules = fields.amount("amount", params)
    columns = {
        "customer_id": customer,
        "order_id": order if order is not None else customer + "|" + day.cast("string"),
        "order_date": day,
        "amount": amount,
        **{name: fields.decimal(name) for name in ("quantity", "unit_price", "discount", "cost")},
        **{name: fields.text(name) for name in ("product_id", "product_name", "category", "channel")},
    }
    for name, line in source.attributes.items():
        columns[f"{ATTRIBUTE}{name}"] = as_text(received.column(line.column, f"attributes.{name}"))
    columns |= {PLACE: received.rows[ROW]} if source.attributes else {}
    rules = [(MISSING.format(name="order_id"), order.isnull())] if order is not None else []
    return _judged(received, columns, [*_who(customer, excluded), *rules, *day_rules, *amount_rules], amount)


def _check_events(received: Received, source: Events, params: Params, excluded: Sequence[str]) -> ibis.Table:
    fields = Fields(received, source)
    customer, event = fields.customer(), fields.text("event")
    day, day_rules = fields.day("event_date", params)
    columns = {"customer_id": customer, "event_date": day, "event": event}
    if "hour" in source.columns:
        hour = fields.decimal("hour").cast("float64")
        columns["hour"] = ((hour >= 0) & (hour < 24)).ifelse(hour.floor().cast("int64"), None)
    for name, theirs in source.measures.items():
        value = received.number(received.column(theirs, f"measures.{name}"))
        columns[f"{MEASURE}{name}"] = value.cast("float64")
    unnamed = (MISSING.format(name="event"), event.isnull())
    return _judged(received, columns, [*_who(customer, excluded), unnamed, *day_rules])


def _check_responses(received: Received, source: Responses, params: Params, excluded: Sequence[str]) -> ibis.Table:
    fields = Fields(received, source)
    customer, campaign = fields.customer(), fields.text("campaign")
    treated, responded = fields.flag("treated"), fields.flag("responded")
    if source.control is not None:
        treated = campaign != ibis.literal(source.control)
    dated = "contact_date" in source.columns
    day, day_rules = fields.day("contact_date", None) if dated else (ibis.null("date"), [])
    columns = {
        "customer_id": customer,
        "campaign": campaign,
        "contact_date": day,
        "treated": treated if treated is not None else ibis.literal(True),
        "responded": responded,
        **{name: fields.decimal(name) for name in ("revenue", "cost")},
    }
    rules = [
        (MISSING.format(name="campaign"), campaign.isnull()),
        *day_rules,
        *fields.neither("responded", responded),
    ]
    if treated is not None and source.control is None:
        rules += fields.neither("treated", treated)
    return _judged(received, columns, [*_who(customer, excluded), *rules])


def _check_attributes(received: Received, source: Attributes, params: Params, excluded: Sequence[str]) -> ibis.Table:
    mapped = {"customer_id": "customer_id", **source.columns}
    taken = set(mapped.values()) | set(received.personal) | set(columns_of(mapped["customer_id"], received.columns))
    ours = {name.lower() for name in mapped}  # the engine holds names that differ only by case for one
    free = [column for column in received.columns if column not in taken and column.lower() not in ours]
    names = {**mapped, **{column: column for column in free}}
    columns = {ours: received.column(theirs, f"columns.{ours}") for ours, theirs in names.items()}
    foreign = _foreign_numbers(received, columns) if source.decimal == "," or source.thousands else set()
    for name, value in columns.items():
        if name == "customer_id":
            columns[name] = as_id(value, received.rows)
            continue
        blank = value.strip() == "" if value.type().is_string() else ibis.literal(False)
        hollow = params.variables[name].missing if name in params.variables else []
        unknown = as_text(value).isin(hollow) if hollow else ibis.literal(False)
        read = received.measure(value) if name in foreign else value
        columns[name] = (blank | unknown.fill_null(False)).ifelse(ibis.null(read.type()), read)
    judged = _judged(received, columns, _who(columns["customer_id"], excluded))
    return one_of_each_customer(judged, list(names))


def _foreign_numbers(received: Received, columns: dict[str, ibis.Value]) -> set[str]:
    """Columns of text that hold only numbers, as the source writes them."""
    texts = {name: value for name, value in columns.items() if value.type().is_string() and name != "customer_id"}
    if not texts:
        return set()
    known = {name: (value.strip() != "") & received.rows[FAULT].isnull() for name, value in texts.items()}
    good = {name: received.measure(texts[name]).notnull() for name in texts}
    sums = {name: (known[name] & ~good[name]).sum() + (known[name].sum() == 0).cast("int64") for name in texts}
    found = received.rows.aggregate(**sums).execute().iloc[0]
    return {name for name in texts if found[name] == 0}


_RULES = {
    "transactions": _check_transactions,
    "customers": _check_attributes,
    "survey": _check_attributes,
    "events": _check_events,
    "responses": _check_responses,
}


# --- what holds for every table -----------------------------------------------------------------------


def _who(customer: ibis.Value, excluded: Sequence[str]) -> list[Rule]:
    missing = (MISSING.format(name="customer_id"), customer.isnull())
    if not excluded:
        return [missing]
    return [(EXCLUDED, customer.isin(ibis.memtable({"id": list(excluded)}).id)), missing]


def _judged(
    received: Received, columns: dict[str, ibis.Value | None], rules: list[Rule], amount: ibis.Value | None = None
) -> ibis.Table:
    """Our columns, with the first rule that each row breaks: first whether it is a row of the table, then who asked not
    to be used, then what params drop, then the table's own rules."""
    rows = received.rows
    dropped = [(why, received.column(condition, f"drop.{why}")) for why, condition in received.source.drop.items()]
    gone = [rule for rule in rules if rule[0] == EXCLUDED]
    rules = [rule for rule in rules if rule[0] != EXCLUDED]
    reason = ibis.cases(
        (rows[FAULT].notnull(), rows[FAULT]),
        *[(broken, ibis.literal(why)) for why, broken in [*gone, *dropped, *rules]],
        else_=None,
    )
    known = {name: value for name, value in columns.items() if value is not None}
    extra = {} if amount is None else {NO_AMOUNT: rows[FAULT].isnull().ifelse(amount.fill_null(0), 0)}
    return rows.select(**{ROW: rows[ROW]}, **known, **{REASON: reason.cast("string")}, **extra)


def _without_emails(judged: ibis.Table, source: Source, params: Params) -> ibis.Table:
    """Remove e-mail addresses that another column holds by mistake: the row is set aside or, for an attribute of a
    customer, the cell is treated as missing."""
    allowed = params.people.allow
    spared = {ours for ours, theirs in source.columns.items() if theirs in allowed} | set(allowed) | {REASON}
    spared |= {"customer_id"} if params.people.ids != "keep" else set()
    texts = [name for name, kind in judged.schema().items() if kind.is_string() and name not in spared]
    found = {name: judged[name].contains("@") & judged[name].re_search(AN_EMAIL) for name in texts}
    if isinstance(source, Attributes):
        cells = {name: found.pop(name).fill_null(False) for name in texts if name != "customer_id"}
        judged = judged.mutate(**{name: cell.ifelse(None, judged[name]) for name, cell in cells.items()})
    if not found:
        return judged
    broken = [(bad, ibis.literal(HOLDS_EMAIL.format(name=name))) for name, bad in found.items()]
    return judged.mutate(**{REASON: ibis.cases((judged[REASON].notnull(), judged[REASON]), *broken, else_=None)})
