"""The data dictionary: what each variable is, declared in params or inferred with its evidence."""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from segtools.collect.features import BEHAVIOUR
from segtools.collect.row_rules import Checked
from segtools.params import Params, Variable, nearest
from segtools.tables import DataError
from segtools.words import yes_no

_MANY_LEVELS = 30
_FEW_WHOLE_NUMBERS = 12
_CODE = re.compile(r"(?i)(^|[_\W]|(?<=[a-z])(?=[A-Z]))(codes?|ids?|no|nr|num|number|zip|postcode|postal|plz|type|class|"
                   r"category|cat|group|grp|region|store|branch|status|flag|key|sku|cluster|segment|dept|area)s?($|[_\W])")  # fmt: skip


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
