"""01_collect: from the client's tables to one trusted row a customer, every row accounted for."""

from __future__ import annotations

import re

import ibis
import numpy as np
import pandas as pd
from ibis import _

from segtools.collect.features import (
    BEHAVIOUR,
    buying_days,
    category_spend,
    event_features,
    features_at,
    monthly_spend,
    product_spend,
    spend_between,
)
from segtools.collect.row_rules import (
    MENDS,
    Checked,
    check_rows,
    comments,
    excluded_ids,
    quality_ledger,
    quarantine_reasons,
)
from segtools.collect.sources import Received, connect, read_source
from segtools.params import Params, Variable, nearest
from segtools.profile.price_response import price_weeks
from segtools.tables import DataError, money, yes_no

_MANY_LEVELS = 30
_FEW_WHOLE_NUMBERS = 12
_MUCH, _TOO_MUCH = 0.05, 0.3
_SHORT_DAYS = 90
_MOST_TYPES = 6
_CODE = re.compile(r"(?i)(^|[_\W]|(?<=[a-z])(?=[A-Z]))(codes?|ids?|no|nr|num|number|zip|postcode|postal|plz|type|class|"
                   r"category|cat|group|grp|region|store|branch|status|flag|key|sku|cluster|segment|dept|area)s?($|[_\W])")  # fmt: skip


# --- before anything runs -----------------------------------------------------------------------------


def usable(params: Params) -> tuple[list[str], list[str]]:
    """What can be used and what is wrong, in sentences: every source's faults at once, and where the sources are
    sound, those of the variables."""
    good, bad, received, connection = [], [], {}, connect()
    try:
        excluded_ids(params)
    except DataError as error:
        bad.append(f"people.exclude: {error}")
    for name, source in params.sources.given().items():
        try:
            received[name] = read_source(connection, name, source, params.people)
            if not bad:
                made = check_rows({name: received[name]}, params)
                row, reasons = quality_ledger(made).iloc[0], quarantine_reasons(made)
                good.append(f"{row.rows_accepted:,} of {row.rows_read:,} rows of {name} can be used{_aside(reasons)}")
                if row.rows_quarantined > _TOO_MUCH * row.rows_read:
                    most = reasons.iloc[0].reason
                    bad.append(f"{source.said}: {row.rows_quarantined / row.rows_read:.0%} of {name} would be set aside, most "
                               f"often because {most}; {MENDS.get(most, 'mend its columns in params')}")  # fmt: skip
        except DataError as error:
            bad.append(str(error))
    if bad:
        return good, bad
    try:
        checked = check_rows(received, params)
        customers = customer_tables(checked, study_period(checked, params))["customers"]
        dictionary = data_dictionary(customers, checked, params)
        named = {"segment.variables": params.segment.variables or [], "target.contactable": [params.target.contactable],
                 "value.column": [params.value.column]}  # fmt: skip
        if params.value.contract:
            asked = params.value.contract
            named["value.contract"] = [asked.periods, asked.ended, asked.amount]
        for key, names in named.items():
            lost = [name for name in names if name and name not in set(dictionary.variable)]
            if lost:
                raise DataError(f"{key}: no variable {', '.join(lost)}; there are {', '.join(dictionary.variable)}")
        good.append(f"{len(customers):,} {params.customers_are}, {len(dictionary)} variables")
    except DataError as error:
        bad += str(error).split("\n")
    return good, bad


def _aside(reasons: pd.DataFrame) -> str:
    """How many rows are set aside and most often why, as the tail of a sentence."""
    if reasons.empty:
        return ""
    why = [f"{row.rows:,}: {row.reason}" for row in reasons.head(3).itertuples()]
    more = [f"and {len(reasons) - 3} more reasons"] if len(reasons) > 3 else []
    return f"; {reasons.rows.sum():,} set aside ({'; '.join(why + more)})"


# --- what came ----------------------------------------------------------------------------------------


def inventory(received: dict[str, Received]) -> pd.DataFrame:
    """What the client gave: one row a source, with file, rows, columns and which of them hold identities."""
    rows = [
        {
            "source": name,
            "file": table.file,
            "rows": int(table.rows.count().execute()),
            "columns": ", ".join(table.columns),
            "personal, withheld": ", ".join(f"{column} ({what})" for column, what in table.personal.items())
            or "none found",
        }
        for name, table in received.items()
    ]
    return pd.DataFrame(rows)


def notices(checked: dict[str, Checked], params: Params) -> pd.DataFrame:
    """Table `remarks`: what a reader should know of each source before trusting it: source, remark, rows (0 where
    it is not about rows)."""
    rows = [(name, remark, count) for name, table in checked.items() for remark, count in table.remarks]
    for name, table in checked.items():
        ids = table.received.source.columns.get("customer_id", "customer_id")
        kept_out = dict.fromkeys(table.received.personal, "it stays out of the study")
        kept_out |= {ids: "other ids stand in for it"} if ids in kept_out else {}
        said = getattr(table.received.source, "comments", None)
        kept_out |= {said: "they are masked, and only terms and counts are shown"} if said else {}
        rows += [
            (name, f"column {column} holds {what}: {kept_out[column]}", 0)
            for column, what in table.received.personal.items()
        ]
    people = {name: table.accepted.select("customer_id").distinct() for name, table in checked.items()}
    main = next(name for name in ("transactions", "events", "customers", "survey") if name in people)
    for name in [name for name in people if name != main]:
        lone = people[name].anti_join(people[main], "customer_id").count().execute()
        rest = people[main].anti_join(people[name], "customer_id").count().execute()
        rows.append((name, f"{params.customers_are} without a usable row in {main}", int(lone)))
        rows.append((name, f"{params.customers_are} of {main} without a usable row here", int(rest)))
    made = pd.DataFrame(rows, columns=["source", "remark", "rows"])
    return made.astype({"source": "str", "remark": "str", "rows": "int64"})


# --- when ---------------------------------------------------------------------------------------------


def study_period(checked: dict[str, Checked], params: Params) -> pd.DataFrame:
    """Table `period`: as_of, the window, and the day of the earlier look, one row.

    Both looks measure a window of the same length, or their figures could not be compared: with H days of
    history, a year and half a year where H allows, else the last quarter of H is the way back and the rest
    the window.
    """
    dated = _dated(checked)
    if dated is None:
        as_of = pd.Timestamp(params.as_of) if params.as_of else pd.NaT
        nothing = {"window_days": 0, "earlier": pd.NaT, "first_order": pd.NaT, "last_order": pd.NaT}
        dates = ["as_of", "earlier", "first_order", "last_order"]
        return pd.DataFrame([{"as_of": as_of, **nothing}]).astype(dict.fromkeys(dates, "datetime64[us]"))
    span = dated.aggregate(first=_.day.min(), last=_.day.max()).execute().iloc[0]
    first, last = pd.Timestamp(span["first"]), pd.Timestamp(span["last"])
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


def _dated(checked: dict[str, Checked]) -> ibis.Table | None:
    """What happened when, day by day: orders, or events where there are no orders."""
    if "transactions" in checked:
        return checked["transactions"].accepted.mutate(day=_.order_date)
    return checked["events"].accepted.mutate(day=_.event_date) if "events" in checked else None


def readiness(checked: dict[str, Checked], period: pd.DataFrame, params: Params) -> pd.DataFrame:
    """Is it enough, and recent enough? One row a question: question, figure, asked (what it is held against), and
    answer: yes, caution or no. A no means that segments drawn on this are not to be acted on."""
    row, dated = period.iloc[0], _dated(checked)
    ids = [table.accepted.select("customer_id") for name, table in checked.items() if name != "responses"]
    people = int(
        ibis.union(*ids, distinct=True).count().execute() if len(ids) > 1 else ids[0].distinct().count().execute()
    )
    lost = max(1 - table.rows.reason.isnull().mean().execute() for table in checked.values())
    rows = [
        (f"Are there enough {params.customers_are}?", f"{people:,}", "500; at least 150", _grade(people, 500, 150)),
        (
            "Can the rows be used?",
            f"{lost:.1%} of a table set aside at most",
            "5%; at most 30%",
            _grade(-lost, -_MUCH, -_TOO_MUCH),
        ),
    ]
    if dated is not None:
        again = dated.group_by("customer_id").agg(days=_.day.nunique()).aggregate(share=(_.days > 1).mean())
        again = float(again.execute().share.iloc[0])
        gap = (row.as_of - row.last_order).days
        rows += [
            ("Is the history long enough?", f"{(row.last_order - row.first_order).days + 1:,} days", "365; at least 90",
             _grade((row.last_order - row.first_order).days + 1, 365, _SHORT_DAYS)),
            ("Is it recent?", f"last entry {gap:,} days before the day of the study", "7; at most 31", _grade(-gap, -7, -31)),
            ("Do people come back?", f"{again:.0%} on more than one day", "30%; at least 10%", _grade(again, 0.3, 0.1)),
        ]  # fmt: skip
    return pd.DataFrame(rows, columns=["question", "figure", "asked", "answer"])


def ready_title(ready: pd.DataFrame) -> str:
    """What the table of readiness comes to."""
    bad, unsure = (int((ready.answer == answer).sum()) for answer in ("no", "caution"))
    if bad:
        return f"Not enough to act on: {bad} of {len(ready)} questions answered no"
    return "Enough, with caution" if unsure else "Enough, and recent enough"


def _grade(value: float, good: float, least: float) -> str:
    return "yes" if value >= good else "caution" if value >= least else "no"


def orders_by_week(checked: dict[str, Checked]) -> pd.DataFrame | None:
    """How the orders lie in time, in whole weeks: week (its Monday), orders, amount; None where there are none."""
    if "transactions" not in checked:
        return None
    lines = checked["transactions"].accepted
    orders = lines.group_by("order_id", week=_.order_date.truncate("W")).agg(amount=_.amount.sum())
    weeks = orders.group_by("week").agg(orders=_.count(), amount=_.amount.sum().cast("float64"))
    made = weeks.order_by("week").execute().astype({"week": "datetime64[us]"})
    first, last = lines.order_date.min().execute(), lines.order_date.max().execute()
    whole = made.week.ge(pd.Timestamp(first)) & (made.week + pd.Timedelta(days=6)).le(pd.Timestamp(last))
    return made[whole] if whole.any() else made


# --- one row a customer -------------------------------------------------------------------------------


def customer_tables(checked: dict[str, Checked], period: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Tables `customers` (as of the study) and, where history allows, `customers_earlier` (as of the earlier look):
    one row a customer who had ordered by then or stands in the client's own table, by customer_id; behaviour
    first, then attributes. Both looks come from one pass over the orders.

    Who never ordered by then has frequency 0 and monetary_value 0. Attributes are as they are now.
    """
    row = period.iloc[0]
    looks = {"customers": row.as_of, "customers_earlier": row.earlier}
    looks = {name: day.date() for name, day in looks.items() if pd.notna(day)} if _dated(checked) is not None else {}
    behaviour = _behaviour_tables(checked, list(looks.values()), int(row.window_days))
    attributes = [checked[name].accepted.execute() for name in ("customers", "survey") if name in checked]
    if not looks:
        return {"customers": _whole(attributes)}
    return {
        name: _whole([table.filter(_.as_of == day).drop("as_of").execute() for table in behaviour] + attributes)
        for name, day in looks.items()
    }


def _behaviour_tables(checked: dict[str, Checked], looks: list, window_days: int) -> list[ibis.Table]:
    """Behaviour at every look, kept in the engine: one pass over the orders, and one a look over the events."""
    made = []
    if "transactions" in checked:
        lines = checked["transactions"].accepted
        made.append(features_at(lines, looks, window_days, _levels_used(lines, "channel")).cache())
    if "events" in checked:
        events = checked["events"].accepted
        types = _levels_used(events, "event")
        each = [event_features(events, look, window_days, types).mutate(as_of=ibis.literal(look)) for look in looks]
        made.append((ibis.union(*each) if len(each) > 1 else each[0]).cache())
    return made


def _whole(tables: list[pd.DataFrame]) -> pd.DataFrame:
    whole = tables[0].set_index("customer_id")
    for table in tables[1:]:
        other = table.set_index("customer_id")
        clash = whole.columns.intersection(other.columns)
        if len(clash):
            raise DataError(f"two sources have a column {clash[0]!r}; rename one under its source's columns")
        whole = whole.join(other, how="outer")
    if {"frequency", "monetary_value", "recency_days", "tenure_days"} <= set(tables[0]):
        whole = whole.fillna({"frequency": 0, "monetary_value": 0.0}).astype({"frequency": "int64"})
        whole = whole.astype(dict.fromkeys(("recency_days", "tenure_days"), "float64"))
    if "event_count" in whole:
        whole = whole.fillna({"event_count": 0}).astype({"event_count": "int64"})
    whole = whole.sort_index().reset_index()
    return typed(whole.astype({"customer_id": "str"}))


def further_tables(checked: dict[str, Checked], period: pd.DataFrame) -> dict[str, pd.DataFrame | ibis.Table | None]:
    """Tables months, categories, products (those most customers bought), price_weeks, buying, outcomes, responses and comments, each None
    where the data has nothing for it. The first ones may be ten times as long as the base: what is made of orders stays in the engine until it is saved."""
    made: dict[str, pd.DataFrame | ibis.Table | None] = dict.fromkeys(
        ["months", "categories", "products", "price_weeks", "buying", "outcomes", "responses", "comments"]
    )
    if "transactions" in checked:
        lines, row = checked["transactions"].accepted, period.iloc[0]
        months = monthly_spend(lines).mutate(month=_.month.cast("timestamp(6)"))
        made["months"] = months.order_by("customer_id", "month")
        looks = [day.date() for day in (row.as_of, row.earlier) if pd.notna(day)]
        days = buying_days(lines, looks).mutate(
            **{name: _[name].cast("timestamp(6)") for name in ("as_of", "first_day", "last_day")}
        )
        made["buying"] = days.order_by("as_of", "customer_id")
        if pd.notna(row.earlier):
            spend = spend_between(lines, row.earlier.date(), row.as_of.date())
            made["outcomes"] = spend.order_by("customer_id")
        if "category" in lines.columns:
            spend = category_spend(lines, row.as_of.date(), int(row.window_days))
            made["categories"] = spend.order_by("customer_id", "category")
        if "product_id" in lines.columns:
            spend = product_spend(lines, row.as_of.date(), int(row.window_days))
            made["products"] = spend.order_by("customer_id", "category")
        weeks = price_weeks(lines, row.as_of.date(), int(row.window_days))
        if weeks is not None:
            weeks = weeks.mutate(week=_.week.cast("timestamp(6)"))
            made["price_weeks"] = weeks.order_by("customer_id", "product", "week")
    if "responses" in checked:
        rows = checked["responses"].accepted
        known = {name: rows[name] if name in rows.columns else ibis.null("float64") for name in ("revenue", "cost")}
        rows = rows.mutate(**{name: value.cast("float64") for name, value in known.items()})
        if checked["responses"].received.source.control is not None:
            rows = _shared_control(rows)
        order = ["customer_id", "campaign", "contact_date"]
        made["responses"] = rows.order_by(*order).execute().astype({"contact_date": "datetime64[us]"})
    made["comments"] = customer_comments(checked)
    return made


def customer_comments(checked: dict[str, Checked]) -> pd.DataFrame | None:
    """Table `comments`: what the customers of every source wrote, masked; None where there is no such column."""
    from segtools.profile import voice  # brings scikit-learn, which nothing else here needs

    found = [table.execute() for table in map(comments, checked.values()) if table is not None]
    return voice.masked_comments(pd.concat(found)) if found else None


def _shared_control(rows: ibis.Table) -> ibis.Table:
    """Who was held back is the control of every campaign of the same day."""
    held = rows.filter(~_.treated).drop("campaign")
    campaigns = rows.filter(_.treated).select("campaign", "contact_date").distinct()
    when = held.contact_date.fill_null(ibis.date(1900, 1, 1)) == campaigns.contact_date.fill_null(ibis.date(1900, 1, 1))
    each = held.inner_join(campaigns.select("campaign", day=_.contact_date), when)
    return rows.filter(_.treated).union(each.select(*rows.columns))


def _levels_used(rows: ibis.Table, column: str) -> list[str]:
    """Levels worth columns of their own: at most six, the most used, by name."""
    if column not in rows.columns:
        return []
    used = rows.filter(_[column].notnull()).group_by(column).agg(n=_.count()).execute()
    return sorted(used.sort_values(["n", column], ascending=[False, True])[column].head(_MOST_TYPES))


def typed(customers: pd.DataFrame) -> pd.DataFrame:
    """Text columns that hold only numbers as numbers; everything else stays text."""
    made = customers.copy(deep=False)
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
    """Table `dictionary`: what each variable of `customers` is. Params decide; what they leave open is inferred from
    the values, marked so, with the evidence. A column declared `ignore`, of free text or of codes (text with more
    than thirty levels) or with nothing in it is none of them. Whole numbers that may be a code as well as a quantity are `unclear`: they describe, and
    form no segments, until params give their kind.
    """
    rows, faults = [], []
    for name in customers.columns.drop("customer_id"):
        said = params.variables.get(name, Variable())
        known = _behaviour(name)
        kind = said.kind or ("ordinal" if said.order or said.score else None) or ("numeric" if known else None)
        guessed, evidence, unclear = infer_kind(name, customers[name])
        if kind:
            guessed, evidence, unclear = kind, "made here" if known and not said.kind else "declared in params", False
        if guessed == "ignore":
            continue
        levels = said.order or (_levels(customers[name]) if guessed == "ordinal" else [])
        strangers = sorted(set(_levels(customers[name])) - set(said.order)) if said.order else []
        if strangers:
            faults.append(f"variables.{name}.order: lacks the level {strangers[0]!r}; add it where it belongs")
        if guessed in ("numeric", "ordinal") and not said.order and not pd.api.types.is_numeric_dtype(customers[name]):
            odd = next(value for value in customers[name].dropna() if not _is_number(value))
            faults.append(f"variables.{name}: declared {guessed} and holds {odd!r}; list it under missing, "
                            "give the levels under order, or declare it categorical")  # fmt: skip
        unit, meaning, high, low = known or ("", "", "", "")
        family = said.family or ("behavioural" if known else "other" if said.score else _family(name, checked, params))
        rows.append(
            {
                "variable": name,
                "family": family,
                "kind": guessed,
                "unit": said.unit or (params.currency if unit == "currency" else unit),
                "meaning": said.meaning or meaning or re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower(),
                "levels": [str(level) for level in levels],
                "high": said.high or high,
                "low": said.low or low,
                "declared": kind is not None,
                "evidence": evidence,
                "unclear": unclear,
            }
        )
    faults += [
        f"variables.{name}: no such variable{nearest(name, customers.columns[1:])}"
        for name in sorted(set(params.variables) - set(customers.columns))
    ]
    if faults:
        raise DataError("\n".join(faults))
    if not rows:
        raise DataError("no column is a variable: declare the kind of some under variables")
    return pd.DataFrame(rows)


def only_variables(looks: dict[str, pd.DataFrame], dictionary: pd.DataFrame) -> dict[str, pd.DataFrame | None]:
    """The customer tables without what is no variable (free text and codes stay out of outputs), and with yes and no
    for the many ways to write them."""
    kept = ["customer_id", *dictionary.variable]
    binary = dictionary.variable[dictionary.kind == "binary"]
    made = {name: table[kept].assign(**{n: yes_no(table[n]) for n in binary}) for name, table in looks.items()}
    return {"customers": made["customers"], "customers_earlier": made.get("customers_earlier")}


def left_out(customers: pd.DataFrame, dictionary: pd.DataFrame, params: Params) -> list[str]:
    """Columns that are no variables, each with why, in sentences."""
    names = customers.columns.drop("customer_id").difference(dictionary.variable, sort=False)
    said = {n: "ignored in params" for n in names if (v := params.variables.get(n)) and v.kind == "ignore"}
    return [f"{name}: {said.get(name) or infer_kind(name, customers[name])[1]}" for name in names]


def _behaviour(name: str) -> tuple[str, str, str, str] | None:
    if name.startswith("channel_"):
        level = name.removeprefix("channel_")
        return ("share", f"share of orders by {level}", f"{level} shoppers", f"seldom {level}")
    if name.startswith("events_"):
        event = name.removeprefix("events_")
        if event.endswith("_share"):
            event = event.removesuffix("_share")
            return ("share", f"share of events that are {event}", f"mostly {event}", f"seldom {event}")
        if event.endswith("_recency_days"):
            event = event.removesuffix("_recency_days")
            return ("days", f"days since the last {event}", f"no recent {event}", f"recent {event}")
        return ("events", f"{event} in the window", f"much {event}", f"little {event}")
    return BEHAVIOUR.get(name)


def infer_kind(name: str, values: pd.Series) -> tuple[str, str, bool]:
    """What kind a column seems to be, the evidence, and whether it is unclear: whole numbers could be a code, whose
    mean is nothing, as well as a quantity.

    >>> infer_kind("region_code", pd.Series([10, 20, 70, 20]))
    ('categorical', 'whole numbers under the name of a code', True)
    >>> infer_kind("age", pd.Series(range(18, 80)))
    ('numeric', '62 whole numbers, 18 to 79', False)
    """
    distinct = values.dropna().unique()
    if len(distinct) == 0:
        return "ignore", "nothing in it", False
    if len(distinct) == 1:
        return "ignore" if not pd.api.types.is_numeric_dtype(values) else "numeric", "one value only", False
    if len(distinct) == 2:
        return "binary", "two values", False
    if not pd.api.types.is_numeric_dtype(values):
        if len(distinct) > _MANY_LEVELS:
            return "ignore", f"text with {len(distinct):,} levels", False
        return "categorical", f"text with {len(distinct)} levels", False
    if not np.all(np.equal(np.mod(distinct, 1), 0)):
        return "numeric", "numbers with decimals", False
    lowest, highest = int(distinct.min()), int(distinct.max())
    if _CODE.search(name):
        kind = "categorical" if len(distinct) <= _MANY_LEVELS else "ignore"
        return kind, "whole numbers under the name of a code", True
    if len(distinct) <= _FEW_WHOLE_NUMBERS:
        return "ordinal", f"{len(distinct)} whole numbers, {lowest} to {highest}: a scale, a count or a code", True
    if lowest > 9_999 and len(str(lowest)) == len(str(highest)) and len(distinct) > 0.9 * values.notna().sum():
        return "ignore", "whole numbers of one length, nearly all different: a number given to things", True
    return "numeric", f"{len(distinct):,} whole numbers, {lowest:,} to {highest:,}", False


def _is_number(value: object) -> bool:
    try:
        float(str(value))
    except ValueError:
        return False
    return True


def _levels(values: pd.Series) -> list[str]:
    return [f"{level:g}" if isinstance(level, float) else str(level) for level in sorted(values.dropna().unique())]


def _family(name: str, checked: dict[str, Checked], params: Params) -> str:
    table = next(table for table in ("customers", "survey") if table in checked and name in checked[table].rows.columns)
    return getattr(params.sources, table).family


def _without_amount(reasons: pd.DataFrame, source: str) -> str:
    """How many rows are in no sum, for they have no amount that can be read."""
    mine = reasons[(reasons.source == source) & reasons.reason.str.contains(r"^amount |cells instead of|quote")]
    return f"; {mine.rows.sum():,} rows have no amount that can be read" if len(mine) else ""


def findings(ledger: pd.DataFrame, reasons: pd.DataFrame, customers: pd.DataFrame, period: pd.DataFrame,
             dictionary: pd.DataFrame, ready: pd.DataFrame, params: Params) -> list[str]:  # fmt: skip
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
            f"{money(row.amount_read, params.currency, 2)} read, {money(row.amount_accepted, params.currency, 2)} "
            f"accepted and {money(row.amount_quarantined, params.currency, 2)} set aside: the books {'do not balance' if odd else 'balance to the cent'}"
            f"{_without_amount(reasons, row.source)}."
        )
        share, lost = row.rows_quarantined / row.rows_read, row.amount_quarantined / (row.amount_read or 1)
        if max(share, abs(lost)) > _MUCH:
            why = reasons[reasons.source == row.source].iloc[0].reason
            said.insert(0, (
                f"Caution: {share:.1%} of the {row.source} and {money(row.amount_quarantined, params.currency)} of "
                f"{money(row.amount_read, params.currency)} are set aside, most often because {why}."
            ))  # fmt: skip
    for row in ready[ready.answer == "no"].itertuples():
        said.insert(
            0, f"Caution: {row.question} No: {row.figure} (asked: {row.asked}). Read every figure as provisional."
        )
    unclear = dictionary.variable[dictionary.unclear]
    if len(unclear):
        said.append(
            f"{', '.join(unclear)}: whole numbers that may be a scale, a count or a code. They form no segments until "
            "their kind stands under variables in params."
        )
    if "frequency" in customers:
        row = period.iloc[0]
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
    elif "event_count" in customers:
        row = period.iloc[0]
        active = int((customers.event_count > 0).sum())
        said.append(
            f"{len(customers):,} {params.customers_are} are known, {active:,} of them active in the {row.window_days} days "
            f"to {row.as_of:%d %B %Y}; there are no orders."
        )
    else:
        said.append(f"{len(customers):,} {params.customers_are} are known; there are no orders.")
    return said
