"""01_collect: from the client's tables to one trusted row a customer, every row accounted for."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import ibis
import ibis.expr.datatypes as dtypes
import numpy as np
import pandas as pd
from ibis import _

from segtools import features, sources
from segtools.params import Attributes, Params, Responses, Source, Transactions, Variable
from segtools.sources import FAULT, LINE, TEXT, Received
from segtools.tables import DataError, money

MONEY = "decimal(18,4)"
_AMOUNT = "_amount"
_MANY_LEVELS = 30
_FEW_WHOLE_NUMBERS = 12
_MUCH = 0.05
_SHORT_DAYS = 90
_MENDS = {
    "order_date is unreadable": "set date_format for this source, as the file writes its dates",
    "order_date lies after as_of": "set as_of to a later day",
    "amount is unreadable": "map amount to a column of numbers",
}
_CLASH = "rows of one customer contradict each other"


@ibis.udf.scalar.builtin
def try_strptime(text: str, pattern: str) -> dtypes.timestamp:
    """DuckDB's own: a timestamp, or nothing where the text does not fit the pattern."""


@dataclass(frozen=True)
class Checked:
    """A source after its rules: `rows` has our columns, `_line`, and `reason` (missing: the row is accepted)."""

    received: Received
    rows: ibis.Table

    @property
    def accepted(self) -> ibis.Table:
        """The rows that enter the study, in our columns."""
        kept = self.rows.filter(_.reason.isnull())
        return kept.drop(*[name for name in (LINE, "reason", _AMOUNT) if name in kept.columns])


# --- what came ----------------------------------------------------------------------------------------


def inventory(received: dict[str, Received]) -> pd.DataFrame:
    """What the client gave: one row a source, with file, rows, columns and rows no lookup knew."""
    rows = [
        {
            "source": name,
            "file": table.file,
            "rows": int(table.rows.count().execute()),
            "columns": ", ".join(table.columns),
            "not in lookups": sum(table.unmatched.values()),
        }
        for name, table in received.items()
    ]
    return pd.DataFrame(rows)


# --- which rows can be used ---------------------------------------------------------------------------


def check_rows(received: dict[str, Received], params: Params) -> dict[str, Checked]:
    """Every row of every source against its rules; the first rule it breaks is its reason."""
    how = {
        "transactions": _check_transactions,
        "customers": _check_attributes,
        "survey": _check_attributes,
        "responses": _check_responses,
    }
    made = {}
    for name, table in received.items():
        source = getattr(params.sources, name)
        rows = how[name](table, source, params)
        if source.duplicates == "quarantine":
            repeated = _repeats(table, rows)
            rows = rows.mutate(reason=ibis.coalesce(_.reason, repeated.ifelse("same as an earlier row", None)))
        made[name] = Checked(table, rows.cache())
    for name, checked in made.items():
        if checked.rows.filter(_.reason.isnull()).count().execute() == 0:
            reason = checked.rows.reason.value_counts(name="n").order_by(ibis.desc("n")).execute()
            why = reason.reason.iloc[0] if len(reason) else "the file has no rows"
            mend = _MENDS.get(why, "mend its columns in params")
            raise DataError(f"{checked.received.file}: no row of {name} can be used; most often {why}; {mend}")
        if name in ("customers", "survey"):
            clash = float(checked.rows.reason.fill_null("").__eq__(_CLASH).mean().execute())
            if clash > 0.5:
                raise DataError(f"{checked.received.file}: in {clash:.0%} of its lines {_CLASH}; "
                                f"{name} holds one row a customer: give such a table")  # fmt: skip
    return made


def _check_transactions(received: Received, source: Transactions, params: Params) -> ibis.Table:
    get = _Reader(received, source)
    day = get.date("order_date")
    customer, order = get.text("customer_id"), get.text("order_id")
    amount = get.decimal("amount")
    made = {
        "customer_id": customer,
        "order_id": order if order is not None else customer + "|" + day.cast("string"),
        "order_date": day,
        "amount": amount,
        **{n: get.decimal(n) for n in ("quantity", "unit_price", "discount", "cost")},
        **{n: get.text(n) for n in ("product_id", "category", "channel")},
    }
    rules = [("customer_id is missing", customer.isnull())]
    if order is not None:
        rules.append(("order_id is missing", order.isnull()))
    rules.append(("order_date is unreadable", day.isnull()))
    if params.as_of:
        rules.append(("order_date lies after as_of", day > ibis.literal(params.as_of)))
    else:
        rules.append(("order_date lies in the future", day > ibis.literal(dt.date.today())))
    rules += [
        ("order_date lies before 1970", day < ibis.literal(dt.date(1970, 1, 1))),
        ("amount is unreadable", amount.isnull()),
    ]
    return _judged(received, made, rules, amount)


def _check_responses(received: Received, source: Responses, params: Params) -> ibis.Table:
    get = _Reader(received, source)
    customer, campaign, day = get.text("customer_id"), get.text("campaign"), get.date("contact_date")
    treated, responded = get.flag("treated"), get.flag("responded")
    made = {
        "customer_id": customer,
        "campaign": campaign,
        "contact_date": day,
        "treated": treated if treated is not None else ibis.literal(True),
        "responded": responded,
        **{n: get.decimal(n) for n in ("revenue", "cost")},
    }
    rules = [
        ("customer_id is missing", customer.isnull()),
        ("campaign is missing", campaign.isnull()),
        ("contact_date is unreadable", day.isnull()),
        ("responded is neither yes nor no", responded.isnull()),
    ]
    if treated is not None:
        rules.append(("treated is neither yes nor no", treated.isnull()))
    return _judged(received, made, rules)


def _check_attributes(received: Received, source: Attributes, params: Params) -> ibis.Table:
    rows = received.rows
    mapped = {"customer_id": "customer_id", **source.columns}
    taken = set(mapped.values())
    names = {**mapped, **{column: column for column in received.columns if column not in taken}}
    whole = Received(received.name, received.file, rows, received.columns, {})
    made = {ours: sources.column(whole, theirs, f"{received.name}.columns.{ours}") for ours, theirs in names.items()}
    made = {name: _tidy(value) for name, value in made.items()}
    made["customer_id"] = _text(rows[mapped["customer_id"]])
    judged = _judged(received, made, [("customer_id is missing", made["customer_id"].isnull())])
    content = [judged[name].cast("string").fill_null("\x1f") for name in names]
    same = ibis.window(group_by=[judged.reason.isnull(), *content], order_by=judged[LINE])
    judged = judged.mutate(_copy=ibis.row_number().over(same))
    first = judged.reason.isnull() & (judged._copy == 0)
    per_customer = ibis.window(group_by=[judged.customer_id])
    judged = judged.mutate(_versions=first.sum().over(per_customer))
    reason = ibis.cases(
        (judged.reason.notnull(), judged.reason),
        (judged._versions > 1, ibis.literal(_CLASH)),
        (judged._copy > 0, ibis.literal("same as an earlier row")),
        else_=None,
    )
    return judged.mutate(reason=reason).drop("_copy", "_versions")


class _Reader:
    """The mapped fields of a source in our types; a field that is not mapped is None."""

    def __init__(self, received: Received, source: Source):
        self._received, self._source = received, source

    def _raw(self, name: str) -> ibis.Value | None:
        theirs = self._source.columns.get(name)
        if theirs is None:
            return None
        return sources.column(self._received, theirs, f"{self._received.name}.columns.{name}")

    def text(self, name: str) -> ibis.Value | None:
        raw = self._raw(name)
        return None if raw is None else _text(raw)

    def decimal(self, name: str) -> ibis.Value | None:
        raw = self._raw(name)
        return None if raw is None else raw.try_cast(MONEY)

    def date(self, name: str) -> ibis.Value:
        raw = self._raw(name)
        if not raw.type().is_string():
            return raw.cast("date")
        if self._source.date_format:
            return try_strptime(raw, self._source.date_format).cast("date")
        return raw.try_cast("timestamp").cast("date")

    def flag(self, name: str) -> ibis.Value | None:
        raw = self._raw(name)
        if raw is None or raw.type().is_boolean():
            return raw
        word = _text(raw).lower()
        yes, no = word.isin(["yes", "y", "true", "t", "1"]), word.isin(["no", "n", "false", "f", "0"])
        return ibis.cases((yes, True), (no, False), else_=None)


def _text(raw: ibis.Value) -> ibis.Value:
    """Ids and labels as text, as they stand: 007 stays 007, and a whole number in a float column loses its .0."""
    if raw.type().is_floating():
        whole = raw.isnan().ifelse(None, raw).try_cast("int64")
        return (whole.cast("float64") == raw).ifelse(whole.cast("string"), raw.cast("string"))
    return raw.cast("string").nullif("")


def _tidy(raw: ibis.Value) -> ibis.Value:
    return raw.nullif("") if raw.type().is_string() else raw


def _judged(received: Received, made: dict, rules: list, amount: ibis.Value | None = None) -> ibis.Table:
    """Our columns, with the first rule that each row breaks."""
    rows = received.rows
    reason = ibis.cases(
        (rows[FAULT].notnull(), rows[FAULT]),
        *[(broken, ibis.literal(why)) for why, broken in rules],
        else_=None,
    )
    known = {name: value for name, value in made.items() if value is not None}
    extra = {} if amount is None else {_AMOUNT: rows[FAULT].isnull().ifelse(amount.fill_null(0), 0)}
    return rows.select(**{LINE: rows[LINE]}, **known, reason=reason.cast("string"), **extra)


def _repeats(received: Received, judged: ibis.Table) -> ibis.Value:
    """Whether a row equals an earlier one in every cell of the client's own columns."""
    rows = received.rows
    cells = [rows[name].cast("string").fill_null("\x1f") for name in received.columns]
    copies = rows.select(
        **{LINE: rows[LINE]},
        copy=ibis.row_number().over(ibis.window(group_by=cells, order_by=rows[LINE])),
    ).filter(_.copy > 0)
    return judged[LINE].isin(copies[LINE])


# --- the ledger ---------------------------------------------------------------------------------------


def quality_ledger(checked: dict[str, Checked]) -> pd.DataFrame:
    """Table `quality`: rows and amounts read, accepted and quarantined, a row a source."""
    rows = []
    for name, table in checked.items():
        ok = table.rows.reason.isnull()
        sums = {"rows_read": table.rows.count(), "rows_accepted": ok.sum()}
        if _AMOUNT in table.rows.columns:
            amount = table.rows[_AMOUNT]
            sums |= {"amount_read": amount.sum(), "amount_accepted": amount.sum(where=ok)}
            sums |= {"amount_quarantined": amount.sum(where=~ok).fill_null(0)}
        rows.append({"source": name, "file": table.received.file, **table.rows.aggregate(**sums).execute().iloc[0]})
    ledger = pd.DataFrame(rows)
    ledger["rows_quarantined"] = ledger.rows_read - ledger.rows_accepted
    amounts = ["amount_read", "amount_accepted", "amount_quarantined"]
    for column in amounts:
        ledger[column] = ledger[column].astype("float64") if column in ledger else np.nan
    counts = ["rows_read", "rows_accepted", "rows_quarantined"]
    return ledger.astype(dict.fromkeys(counts, "int64"))[["source", "file", *counts, *amounts]]


def quarantine_reasons(checked: dict[str, Checked]) -> pd.DataFrame:
    """Table `reasons`: why rows were set aside, and how many: source, reason, rows."""
    found = [
        table.rows.filter(_.reason.notnull()).group_by("reason").agg(rows=_.count()).execute().assign(source=name)
        for name, table in checked.items()
    ]
    reasons = pd.concat(found).astype({"rows": "int64", "reason": "str", "source": "str"})
    order = ["source", "rows", "reason"]
    return reasons.sort_values(order, ascending=[True, False, True])[["source", "reason", "rows"]]


def quarantined_rows(checked: dict[str, Checked]) -> dict[str, pd.DataFrame]:
    """For each source with any, the rows set aside, to be mended and sent again: file, line, reason, then the
    client's own columns as they came; a line that is not a row of the table stands whole in `text`."""
    made = {name: _quarantined(table) for name, table in checked.items()}
    return {name: rows for name, rows in made.items() if len(rows)}


def _quarantined(checked: Checked) -> pd.DataFrame:
    out = checked.rows.filter(_.reason.notnull()).select(LINE, "reason")
    raw = checked.received.rows.select(LINE, TEXT, *checked.received.columns)
    joined = out.inner_join(raw, LINE).order_by(LINE).execute()
    joined.insert(0, "file", checked.received.file)
    joined = joined.rename(columns={LINE: "line"})
    joined["text"] = joined.pop(TEXT)
    return joined[["file", "line", "reason", *checked.received.columns, "text"]]


# --- when ---------------------------------------------------------------------------------------------


def study_period(checked: dict[str, Checked], params: Params) -> pd.DataFrame:
    """Table `period`: as_of, the window, and the day of the earlier look, one row.

    Both looks measure a window of the same length, or their figures could not be compared: with H days of
    history, a year and half a year where H allows, else the last quarter of H is the way back and the rest
    the window.
    """
    if "transactions" not in checked:
        as_of = pd.Timestamp(params.as_of) if params.as_of else pd.NaT
        nothing = {"window_days": 0, "earlier": pd.NaT, "first_order": pd.NaT, "last_order": pd.NaT}
        dates = ["as_of", "earlier", "first_order", "last_order"]
        return pd.DataFrame([{"as_of": as_of, **nothing}]).astype(dict.fromkeys(dates, "datetime64[us]"))
    days = checked["transactions"].accepted.order_date
    first, last = (pd.Timestamp(day) for day in (days.min().execute(), days.max().execute()))
    as_of = pd.Timestamp(params.as_of) if params.as_of else last
    history = (as_of - first).days + 1
    window, back = params.window_days, params.monitor.lookback_days
    if back is None:
        back = max(1, min(182, history // 4 if window is None else history - window))
    if window is None:
        window = min(365, max(1, history - back))
    earlier = as_of - pd.Timedelta(days=back)
    if (earlier - first).days + 1 < window or window + back > history:
        earlier = pd.NaT
    made = pd.DataFrame([{"as_of": as_of, "window_days": window, "earlier": earlier,
                          "first_order": first, "last_order": last}])  # fmt: skip
    dates = ["as_of", "earlier", "first_order", "last_order"]
    return made.astype({**dict.fromkeys(dates, "datetime64[us]"), "window_days": "int64"})


def orders_by_week(checked: dict[str, Checked]) -> pd.DataFrame | None:
    """How the orders lie in time, in whole weeks: week (its Monday), orders, amount; None where there are none."""
    if "transactions" not in checked:
        return None
    lines = checked["transactions"].accepted
    weeks = lines.group_by(week=_.order_date.truncate("W")).agg(
        orders=_.order_id.nunique(), amount=_.amount.sum().cast("float64")
    )
    made = weeks.order_by("week").execute().astype({"week": "datetime64[us]"})
    first, last = lines.order_date.min().execute(), lines.order_date.max().execute()
    whole = made.week.ge(pd.Timestamp(first)) & (made.week + pd.Timedelta(days=6)).le(pd.Timestamp(last))
    return made[whole] if whole.any() else made


# --- one row a customer -------------------------------------------------------------------------------


def customer_table(checked: dict[str, Checked], period: pd.DataFrame, look: str = "as_of") -> pd.DataFrame:
    """Table `customers` (look "as_of") or `customers_earlier` (look "earlier"): one row a customer who had
    ordered by then or stands in the client's own table, by customer_id; behaviour first, then attributes.

    Who never ordered by then has frequency 0 and monetary_value 0. Attributes are as they are now.
    """
    when = period[look].iloc[0]
    tables = []
    if "transactions" in checked:
        lines = checked["transactions"].accepted
        channels = _channels(lines)
        made = features.transaction_features(lines, when.date(), int(period.window_days.iloc[0]), channels)
        tables.append(made.execute())
    tables += [checked[name].accepted.execute() for name in ("customers", "survey") if name in checked]
    whole = tables[0].set_index("customer_id")
    for table in tables[1:]:
        other = table.set_index("customer_id")
        clash = whole.columns.intersection(other.columns)
        if len(clash):
            raise DataError(f"two sources have a column {clash[0]!r}; rename one under its source's columns")
        whole = whole.join(other, how="outer")
    if "transactions" in checked:
        whole = whole.fillna({"frequency": 0, "monetary_value": 0.0}).astype({"frequency": "int64"})
        whole = whole.astype(dict.fromkeys(("recency_days", "tenure_days"), "float64"))
    whole = whole.sort_index().reset_index()
    return _typed(whole.astype({"customer_id": "str"}))


def further_tables(checked: dict[str, Checked], period: pd.DataFrame) -> dict[str, pd.DataFrame | None]:
    """Tables customers_earlier, months, categories and responses, each None where the data has nothing for it."""
    made: dict[str, pd.DataFrame | None] = dict.fromkeys(["customers_earlier", "months", "categories", "responses"])
    if "transactions" in checked:
        lines, row = checked["transactions"].accepted, period.iloc[0]
        months = features.monthly_spend(lines).order_by("customer_id", "month").execute()
        made["months"] = months.astype({"month": "datetime64[us]"})
        if "category" in lines.columns:
            spend = features.category_spend(lines, row.as_of.date(), int(row.window_days))
            made["categories"] = spend.order_by("customer_id", "category").execute()
        if pd.notna(row.earlier):
            made["customers_earlier"] = customer_table(checked, period, "earlier")
    if "responses" in checked:
        rows = checked["responses"].accepted
        known = {name: rows[name] if name in rows.columns else ibis.null("float64") for name in ("revenue", "cost")}
        rows = rows.mutate(**{name: value.cast("float64") for name, value in known.items()})
        order = ["customer_id", "campaign", "contact_date"]
        made["responses"] = rows.order_by(*order).execute().astype({"contact_date": "datetime64[us]"})
    return made


def _channels(lines: ibis.Table) -> list[str]:
    """Channels worth a column: at most six, the most used, by name."""
    if "channel" not in lines.columns:
        return []
    used = lines.filter(_.channel.notnull()).group_by("channel").agg(n=_.order_id.nunique()).execute()
    return sorted(used.sort_values(["n", "channel"], ascending=[False, True]).channel.head(6))


def _typed(customers: pd.DataFrame) -> pd.DataFrame:
    """Text columns that hold only numbers as numbers; everything else stays text."""
    made = customers.copy()
    for name in made.columns.drop("customer_id"):
        if pd.api.types.is_bool_dtype(made[name]):
            made[name] = made[name].map({True: "yes", False: "no"}).astype("str")
        elif not pd.api.types.is_numeric_dtype(made[name]):
            values = made[name].astype("str")
            numbers = pd.to_numeric(values, errors="coerce")
            plain = values.str.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?").fillna(False).astype(bool)
            made[name] = numbers if (plain | values.isna()).all() and plain.any() else values
    return made


def data_dictionary(customers: pd.DataFrame, checked: dict[str, Checked], params: Params) -> pd.DataFrame:
    """Table `dictionary`: what each variable of `customers` is. Params decide; what they leave open is
    inferred from the values and marked so. A column of free text or codes (text with more than thirty
    levels) is left out, as is one declared `ignore`."""
    rows = []
    for name in customers.columns.drop("customer_id"):
        said = params.variables.get(name, Variable())
        known = _behaviour(name)
        kind = said.kind or ("ordinal" if said.order else None) or ("numeric" if known else None)
        guessed = kind or _kind(customers[name])
        if guessed == "ignore":
            continue
        levels = said.order or (_levels(customers[name]) if guessed == "ordinal" else [])
        if said.order:
            _check_levels(name, customers[name], said.order)
        unit, meaning, high, low = known or ("", "", "", "")
        family = said.family or ("behavioural" if known else _family(name, checked, params))
        rows.append(
            {
                "variable": name,
                "family": family,
                "kind": guessed,
                "unit": said.unit or (params.currency if unit == "currency" else unit),
                "meaning": said.meaning or meaning or name.replace("_", " "),
                "levels": [str(level) for level in levels],
                "high": said.high or high,
                "low": said.low or low,
                "declared": kind is not None,
            }
        )
    unknown = sorted(set(params.variables) - set(customers.columns))
    if unknown:
        raise DataError(f"variables.{unknown[0]}: no such variable; there are {', '.join(customers.columns[1:])}")
    return pd.DataFrame(rows)


def _behaviour(name: str) -> tuple[str, str, str, str] | None:
    if name.startswith("channel_"):
        level = name.removeprefix("channel_")
        return ("share", f"share of orders by {level}", f"{level} shoppers", f"seldom {level}")
    return features.BEHAVIOUR.get(name)


def _kind(values: pd.Series) -> str:
    distinct = values.dropna().unique()
    if len(distinct) == 2:
        return "binary"
    if pd.api.types.is_numeric_dtype(values):
        whole = np.all(np.equal(np.mod(distinct, 1), 0))
        return "ordinal" if whole and len(distinct) <= _FEW_WHOLE_NUMBERS else "numeric"
    return "categorical" if len(distinct) <= _MANY_LEVELS else "ignore"


def _levels(values: pd.Series) -> list[str]:
    return [f"{level:g}" if isinstance(level, float) else str(level) for level in sorted(values.dropna().unique())]


def _check_levels(name: str, values: pd.Series, order: list[str]) -> None:
    strangers = sorted(set(_levels(values)) - set(order))
    if strangers:
        raise DataError(f"variables.{name}.order: lacks the level {strangers[0]!r}; add it where it belongs")


def _family(name: str, checked: dict[str, Checked], params: Params) -> str:
    table = next(table for table in ("customers", "survey") if table in checked and name in checked[table].rows.columns)
    return getattr(params.sources, table).family


def findings(ledger: pd.DataFrame, reasons: pd.DataFrame, customers: pd.DataFrame, period: pd.DataFrame,
             params: Params) -> list[str]:  # fmt: skip
    """What the notebook concludes, in sentences."""
    read, out = int(ledger.rows_read.sum()), int(ledger.rows_quarantined.sum())
    said = [
        f"{read:,} rows came in {len(ledger)} table{'s' * (len(ledger) > 1)}; {read - out:,} can be used and "
        f"{out:,} ({out / read:.2%}) are set aside, each with its file, line and reason."
    ]
    if len(reasons):
        top = reasons.sort_values("rows", ascending=False).iloc[0]
        said.append(f"Most often set aside: {top.source}, because {top.reason} ({top.rows:,} rows).")
    money_rows = ledger.dropna(subset=["amount_read"])
    for row in money_rows.itertuples():
        odd = abs(row.amount_read - row.amount_accepted - row.amount_quarantined) >= 0.005
        said.append(
            f"{money(row.amount_read, params.currency, 2)} read = {money(row.amount_accepted, params.currency, 2)} "
            f"accepted + {money(row.amount_quarantined, params.currency, 2)} set aside: the books {'do not balance' if odd else 'balance to the cent'}."
        )
        share, lost = row.rows_quarantined / row.rows_read, row.amount_quarantined / (row.amount_read or 1)
        if max(share, abs(lost)) > _MUCH:
            why = reasons[reasons.source == row.source].iloc[0].reason
            said.insert(0, (
                f"Caution: {share:.1%} of the {row.source} and {money(row.amount_quarantined, params.currency)} of "
                f"{money(row.amount_read, params.currency)} are set aside, most often because {why}."
            ))  # fmt: skip
    if "frequency" in customers:
        row = period.iloc[0]
        if row.window_days < _SHORT_DAYS:
            said.insert(0, f"Caution: {row.window_days} days of behaviour are too few to tell habits from chance; "
                        "read every figure as provisional.")  # fmt: skip
        inside = customers.monetary_value.sum()
        active = customers.monetary_value[customers.frequency > 0].sum()
        said.append(
            f"Of the amount accepted, {money(inside, params.currency)} lies in the window: {money(active, params.currency)} with "
            f"{params.customers_are} who ordered in it, by which segments are valued"
            + (
                f", and {money(inside - active, params.currency)} with others, who only returned."
                if inside != active
                else "."
            )
        )
        silent = int((customers.frequency == 0).sum())
        said.append(
            f"Orders run from {row.first_order:%d %B %Y} to {row.last_order:%d %B %Y}; behaviour is measured over "
            f"the {row.window_days} days to {row.as_of:%d %B %Y}."
        )
        said.append(
            f"{len(customers):,} {params.customers_are} are known; {len(customers) - silent:,} ordered in that window"
            + (f" and {silent:,} did not." if silent else ".")
        )
    else:
        said.append(f"{len(customers):,} {params.customers_are} are known; there are no orders.")
    return said
