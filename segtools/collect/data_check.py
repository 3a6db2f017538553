"""What can be used and what is wrong, before anything runs: the faults of all sources and variables at once."""

from __future__ import annotations

import pandas as pd

from segtools.collect.customers import customer_tables
from segtools.collect.dictionary import data_dictionary
from segtools.collect.period import TOO_MUCH, study_period
from segtools.collect.quarantine import quality_ledger, quarantine_reasons
from segtools.collect.row_rules import MENDS, check_rows, excluded_ids
from segtools.collect.sources import connect, read_source
from segtools.params import Params
from segtools.tables import DataError

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
                if row.rows_quarantined > TOO_MUCH * row.rows_read:
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
