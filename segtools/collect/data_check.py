"""Check what can be used and what is wrong before anything runs: all faults of all sources and variables together."""

from __future__ import annotations

import pandas as pd

from segtools.collect.customer_ids import excluded_ids
from segtools.collect.customers import customer_tables
from segtools.collect.dictionary import data_dictionary
from segtools.collect.period import study_period
from segtools.collect.quarantine import quality_ledger, quarantine_reasons, share_lost
from segtools.collect.readiness import TOO_MUCH_LOST
from segtools.collect.row_reasons import remedy_of
from segtools.collect.row_rules import check_rows
from segtools.collect.sources import Received, connect, read_source
from segtools.params import Params, Source
from segtools.tables import DataError

_REASONS_SHOWN = 3


def usable(params: Params) -> tuple[list[str], list[str]]:
    """What can be used and what is wrong, in sentences. All faults of all sources are listed; if sources have none,
    then those of variables."""
    good, bad, received, connection = [], [], {}, connect()
    try:
        excluded_ids(params.people)
    except DataError as error:
        bad.append(f"people.exclude: {error}")
    for name, source in params.sources.given().items():
        try:
            received[name] = read_source(connection, name, source, params.people)
            if not bad:
                use, faults = _usable_rows(name, received[name], source, params)
                good.append(use)
                bad += faults
        except DataError as error:
            bad.append(str(error))
    if bad:
        return good, bad
    try:
        good.append(_usable_variables(received, params))
    except DataError as error:
        bad += str(error).split("\n")
    return good, bad


def _usable_rows(name: str, received: Received, source: Source, params: Params) -> tuple[str, list[str]]:
    """How many rows of a source can be used, and a fault if they are too few."""
    checked = check_rows({name: received}, params)
    row, reasons = quality_ledger(checked).iloc[0], quarantine_reasons(checked)
    use = f"{row.rows_accepted:,} of {row.rows_read:,} rows of {name} can be used{_aside(reasons)}"
    lost = share_lost(row)
    if lost <= TOO_MUCH_LOST:
        return use, []
    why = reasons[~reasons.on_purpose].iloc[0].reason
    most = f"{lost:.0%} of {name} would be set aside, most often because {why}"
    return use, [f"{source.origin}: {most}; {remedy_of(why)}"]


def _aside(reasons: pd.DataFrame) -> str:
    """The end of a sentence: how many rows are set aside, and the most common reason."""
    if reasons.empty:
        return ""
    why = [f"{row.rows:,}: {row.reason}" for row in reasons.head(_REASONS_SHOWN).itertuples()]
    more = len(reasons) - _REASONS_SHOWN
    why += [f"and {more} more reasons"] if more > 0 else []
    return f"; {reasons.rows.sum():,} set aside ({'; '.join(why)})"


def _usable_variables(received: dict[str, Received], params: Params) -> str:
    """How many customers and variables there are; DataError if params name a variable that does not exist."""
    checked = check_rows(received, params)
    customers = customer_tables(checked, study_period(checked, params))["customers"]
    dictionary = data_dictionary(customers, checked, params)
    for key, names in _variables_named(params).items():
        lost = [name for name in names if name and name not in set(dictionary.variable)]
        if lost:
            raise DataError(f"{key}: no variable {', '.join(lost)}; there are {', '.join(dictionary.variable)}")
    return f"{len(customers):,} {params.customers_are}, {len(dictionary)} variables"


def _variables_named(params: Params) -> dict[str, list[str | None]]:
    """Key of params -> variables that it names."""
    named = {
        "segment.variables": params.segment.variables or [],
        "target.contactable": [params.target.contactable],
        "value.column": [params.value.column],
    }
    if params.value.contract:
        contract = params.value.contract
        named["value.contract"] = [contract.periods, contract.ended, contract.amount]
    return named
