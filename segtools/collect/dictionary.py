"""The data dictionary: what each variable is, declared in params or inferred with its evidence."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pandas as pd

from segtools.collect.event_measures import WHEN, measure_words
from segtools.collect.features import BEHAVIOUR
from segtools.collect.number_text import numbers
from segtools.collect.row_rules import Checked
from segtools.collect.variable_roles import is_row_number, role_of
from segtools.params import Params, Variable, nearest
from segtools.tables import DataError, why_not_yes_no
from segtools.words import YES_NO, is_yes_no, meanings, plain_words, ticked, yes_no

_MANY_LEVELS = 30
_FEW_WHOLE_NUMBERS = 12
_USUAL = {word: level == "yes" for level, words in YES_NO.items() for word in words}
_COLUMNS = ["variable", "family", "kind", "unit", "meaning", "levels", "high", "low", "declared", "evidence", "unclear"]
_CODE = re.compile(  # a word of a column's name that says that its numbers are names
    r"(^|[_\W]|(?<=[a-z])(?=[A-Z]))"  # of any case, but a word inside a name begins with a capital: storeNo, not latino
    r"(?i:codes?|ids?|no|nr|num|number|zip|postcode|postal|plz|type|class|category|cat|group|grp|region|store|branch|status|"
    r"flag|key|sku|cluster|segment|dept|area)s?($|[_\W])"
)


def typed(customers: pd.DataFrame) -> pd.DataFrame:
    """Convert text columns that hold only numbers to numbers; all other text is unchanged."""
    table = customers.copy(deep=False)
    for name in table.columns.drop("customer_id"):
        if pd.api.types.is_bool_dtype(table[name]):
            table[name] = table[name].map({True: "yes", False: "no"}).astype("str")
        elif not pd.api.types.is_numeric_dtype(table[name]):
            values = table[name].astype("str")
            read = numbers(values)
            table[name] = read if (read.notna() | values.isna()).all() and read.notna().any() else values
    return table


def data_dictionary(customers: pd.DataFrame, checked: dict[str, Checked], params: Params) -> pd.DataFrame:
    """Table `dictionary`: what each variable of `customers` is. Params decide; what they leave open is inferred from
    the values, marked so, with the evidence. A column declared `ignore`, of free text or of codes (text with more
    than thirty levels) or with nothing in it is none of them. Whole numbers that may be a code as well as a quantity
    are `unclear`: they describe, and form no segments, until params give their kind.

    Raises DataError where params and values contradict each other, with every fault on a line of its own.
    """
    rows, faults, asked = [], [], yes_no_asked(params)
    for name in customers.columns.drop("customer_id"):
        declared = params.variables.get(name, Variable())
        known = declared.order or _levels_of_the_file(name, customers[name], checked, declared)
        entry = _entry(name, customers[name], checked, params, known)
        if entry["kind"] == "ignore":
            continue
        values = customers[name]
        faults += _contradictions(name, values, entry["kind"], declared, known)
        faults += _not_yes_no(name, values, asked.get(name), declared)
        levels = (known or _levels(values)) if entry["kind"] == "ordinal" else declared.order or []
        if entry["kind"] == "binary":
            ways = _ways(values, name in asked or declared.kind == "binary")
            entry["evidence"] += f": {ways[0]!r} is yes, nothing is no" if len(ways) == 1 else ""
            levels = ways or levels
        rows.append({**entry, "levels": [str(level) for level in levels]})
    faults += [
        f"variables.{name}: no such variable{nearest(name, customers.columns[1:])}"
        for name in sorted(set(params.variables) - set(customers.columns))
    ]
    if faults:
        raise DataError("\n".join(faults))
    if not rows:
        raise DataError("no column can be used as a variable; declare the kind of at least one under variables")
    return pd.DataFrame(rows)[_COLUMNS]


def _entry(
    name: str, values: pd.Series, checked: dict[str, Checked], params: Params, levels: list[str]
) -> dict[str, Any]:
    """A row of the dictionary, without its levels; `levels` are those that params or the file itself put in order."""
    declared, behaviour = params.variables.get(name, Variable()), _behaviour(name)
    kind = declared.kind or ("ordinal" if declared.order or declared.score else None)
    kind = kind or ("numeric" if behaviour else None)
    if kind and not declared.kind and (name in WHEN or measure_words(name)) and values.nunique() <= 1:
        kind = "ignore"  # what events measure is a variable where it varies
    inferred, evidence, unclear = _inferred(name, values)
    if kind:
        evidence = "made here" if behaviour and not declared.kind else "declared in params"
    elif name in yes_no_asked(params):
        kind, evidence = "binary", f"{yes_no_asked(params)[name]} asks for yes or no"
    elif levels:
        inferred, evidence, unclear = "ordinal", "value labels of the file", False
    family = declared.family or ("behavioural" if behaviour else "other" if declared.score else "")
    note = guess_of(name, params)
    evidence = f"guessed by segtools new, not confirmed: {note}" if kind and note is not None else evidence
    if not family:
        family, told = _family(name, values, checked, params)
        evidence += f"; {told}" if told else ""
    unit, meaning, high, low = behaviour or ("", _told(name, checked, "meanings", ""), "", "")
    unit = params.currency if unit == "currency" else unit
    return {
        "variable": name,
        "family": family,
        "kind": kind or inferred,
        "unit": declared.unit or unit,
        "meaning": declared.meaning or meaning or re.sub(r"(?<=[a-z])(?=[A-Z])|_", " ", name).lower(),
        "high": declared.high or high,
        "low": declared.low or low,
        "declared": kind is not None and note is None,
        "evidence": evidence,
        "unclear": unclear and not kind,
    }


def _told(name: str, checked: dict[str, Checked], what: str, unknown: Any) -> Any:
    """What the file says itself of the column that a variable was read from: its `meanings` or `levels`."""
    for table in (checked[table].received for table in ("customers", "survey") if table in checked):
        column = table.source.columns.get(name, name)
        if column in getattr(table, what) and column in table.columns:
            return getattr(table, what)[column]
    return unknown


def _levels_of_the_file(name: str, values: pd.Series, checked: dict[str, Checked], declared: Variable) -> list[str]:
    """The levels of a column, lowest first, as the labels of its file give them; none where they are not all of it."""
    levels = [level for level in _told(name, checked, "levels", []) if level not in declared.missing]
    return levels if set(_levels(values)) <= set(levels) else []


def guess_of(name: str, params: Params) -> str | None:
    """What the note behind a variable's line in params says of it, if it is a guess that nobody has confirmed."""
    at = f"variables.{name}"
    return next((note for key, note in params.unconfirmed.items() if key == at or key.startswith(f"{at}.")), None)


def _contradictions(name: str, values: pd.Series, kind: str, declared: Variable, levels: list[str]) -> list[str]:
    """Sentences on values that contradict what params declare."""
    faults = []
    strangers = sorted(set(_levels(values)) - set(declared.order)) if declared.order else []
    if strangers:
        faults.append(
            f"variables.{name}.order: the level {strangers[0]!r} is missing; add it at its place in the order"
        )
    if (
        kind in ("numeric", "ordinal")
        and not (levels and kind == "ordinal")
        and not declared.order
        and not pd.api.types.is_numeric_dtype(values)
    ):
        known = values.dropna().astype("str")
        odd = known[numbers(known).isna()].tolist()
        holds = f"holds {odd[0]!r}" if odd else "has no value"
        remedy = "list it under missing, give the levels under order, or declare it categorical"
        faults.append(f"variables.{name}: declared {kind}, but {holds}; {remedy if odd else 'declare it ignore'}")
    return faults


def yes_no_asked(params: Params) -> dict[str, str]:
    """Variable -> the setting that asks it for yes or no."""
    contract = params.value.contract
    asked = {contract.ended: "value.contract.ended"} if contract else {}
    return asked | ({params.target.contactable: "target.contactable"} if params.target.contactable else {})


def _not_yes_no(name: str, values: pd.Series, key: str | None, declared: Variable) -> list[str]:
    """A sentence on values that are neither yes nor no, where params ask for it or declare a column of yes and no
    binary."""
    if key:
        fault = "" if ticked(values) else why_not_yes_no(values.rename(name), key)
    elif declared.kind == "binary" and len(set(meanings(values).values())) == 2:
        fault = why_not_yes_no(values.rename(name), f"variables.{name}.kind").replace(f": {name}: ", ": ", 1)
    else:
        return []
    return [fault] if fault else []


def _ways(values: pd.Series, declared: bool) -> list[str]:
    """How yes and no are written in a binary column, first no, if other than usual; of a tick box, its one word."""
    words = plain_words(values)
    if declared and len(words) == 1 and (ticked(values) or (values.isna().any() and not meanings(words))):
        return words
    known = meanings(words)
    if not (is_yes_no(words) or (declared and len(known) == len(words))) or set(words) <= set(_USUAL):
        return []
    return sorted(words, key=lambda word: (known[word], word))


def _in_one_way(values: pd.Series, ways: list[str]) -> pd.Series:
    """A binary column with yes and no in one way, if it holds them; `ways` are those of `_ways`."""
    if len(ways) == 1:
        return yes_no(values, {ways[0]: True}).fillna("no")
    known = meanings(ways) if len(ways) else _USUAL
    return yes_no(values, known) if set(plain_words(values)) <= set(known) else values


def only_variables(looks: dict[str, pd.DataFrame], dictionary: pd.DataFrame) -> dict[str, pd.DataFrame | None]:
    """The customer tables with variables only (free text and codes stay out of outputs), and with yes and no written in
    one way."""
    columns = ["customer_id", *dictionary.variable]
    binary = dictionary[dictionary.kind == "binary"].set_index("variable").levels
    tables = {
        name: table[columns].assign(**{n: _in_one_way(table[n], list(ways)) for n, ways in binary.items()})
        for name, table in looks.items()
    }
    return {"customers": tables["customers"], "customers_earlier": tables.get("customers_earlier")}


def left_out(customers: pd.DataFrame, dictionary: pd.DataFrame, params: Params) -> list[str]:
    """Columns that are not variables, each with the reason, in sentences."""
    names = customers.columns.drop("customer_id").difference(dictionary.variable, sort=False)
    ignored = {name for name, variable in params.variables.items() if variable.kind == "ignore"}
    ignored -= {name for name in names if guess_of(name, params) is not None}
    why = {name: "ignored in params" if name in ignored else _inferred(name, customers[name])[1] for name in names}
    return [f"{name}: {reason}" for name, reason in why.items()]


def _behaviour(name: str) -> tuple[str, str, str, str] | None:
    if name.startswith("channel_"):
        level = name.removeprefix("channel_")
        return ("share", f"share of orders by {level}", f"{level} shoppers", f"seldom {level}")
    if measure_words(name) or name in WHEN:
        return measure_words(name) or WHEN[name]
    if name.startswith("events_"):
        event = name.removeprefix("events_")
        if event.endswith("_share"):
            event = event.removesuffix("_share")
            return ("share", f"share of events that are {event}", f"mostly {event}", f"seldom {event}")
        if event.endswith("_recency_days"):
            event = event.removesuffix("_recency_days")
            return ("days", f"days since the last {event}", f"no recent {event}", f"recent {event}")
        return ("events", f"{event} in the period", f"much {event}", f"little {event}")
    return BEHAVIOUR.get(name)


def _inferred(name: str, values: pd.Series) -> tuple[str, str, bool]:
    """As `infer_kind`, for a whole column: one that numbers the rows is no variable."""
    if not _behaviour(name) and is_row_number(name, values):
        return "ignore", f"numbers the rows, from {values.min():g} to {values.max():g}", False
    return infer_kind(name, values)


def infer_kind(name: str, values: pd.Series) -> tuple[str, str, bool]:
    """The kind that a column seems to have, the evidence, and whether it is unclear: whole numbers may be a quantity,
    or a code whose mean has no meaning.

    >>> infer_kind("region_code", pd.Series([10, 20, 70, 20]))
    ('categorical', 'whole numbers with a name like a code', True)
    >>> infer_kind("age", pd.Series(range(18, 80)))
    ('numeric', '62 whole numbers, 18 to 79', False)
    """
    distinct = values.dropna().unique()
    if len(distinct) == 0:
        return "ignore", "no values", False
    if len(distinct) == 1:
        return "ignore", "only one value", False
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
        return kind, "whole numbers with a name like a code", True
    if len(distinct) <= _FEW_WHOLE_NUMBERS:
        return "ordinal", f"{len(distinct)} whole numbers, {lowest} to {highest}: a scale, a count or a code", True
    if lowest > 9_999 and len(str(lowest)) == len(str(highest)) and len(distinct) > 0.9 * values.notna().sum():
        return "ignore", "whole numbers of one length, nearly all different: an identifier", True
    return "numeric", f"{len(distinct):,} whole numbers, {lowest:,} to {highest:,}", False


def _levels(values: pd.Series) -> list[str]:
    return [f"{level:g}" if isinstance(level, float) else str(level) for level in sorted(values.dropna().unique())]


def _family(name: str, values: pd.Series, checked: dict[str, Checked], params: Params) -> tuple[str, str]:
    """The family of an attribute and, where it keeps the attribute from forming segments, the evidence."""
    family, told = role_of(name, values, params)
    orders = params.sources.transactions
    if orders and name in orders.attributes:
        return family or "behavioural", told
    table = next(table for table in ("customers", "survey") if table in checked and name in checked[table].rows.columns)
    source = getattr(params.sources, table)
    by_name = family in ("demographic", "geographic") and "family" not in source.model_fields_set
    return (family, told) if told or by_name else (source.family, "")
