"""Rows that were set aside: the ledger of rows and amounts, the reasons, and the rows themselves."""

from __future__ import annotations

import ibis
import numpy as np
import pandas as pd
from ibis import _

from segtools.collect.expressions import columns_of
from segtools.collect.row_batches import FILE, LINE, REASON, ROW, TEXT
from segtools.collect.row_reasons import EXCLUDED, LATER
from segtools.collect.row_rules import AN_EMAIL, NO_AMOUNT, Checked
from segtools.params import Params

WITHHELD = "(withheld)"
_ROWS = ["rows_read", "rows_accepted", "rows_quarantined", "rows_dropped"]
_AMOUNTS = ["amount_read", "amount_accepted", "amount_quarantined", "amount_dropped"]
_HALF_A_CENT = 0.005
LEDGER_UNITS = dict.fromkeys(_AMOUNTS, "cents")  # of table quality, as a person reads it


# --- the ledger ---------------------------------------------------------------------------------------


def ledgers(checked: dict[str, Checked]) -> dict[str, pd.DataFrame]:
    """Tables `quality` and `reasons`, by name."""
    return {"quality": quality_ledger(checked), "reasons": quarantine_reasons(checked)}


def quality_ledger(checked: dict[str, Checked]) -> pd.DataFrame:
    """Table `quality`: rows and amounts read, accepted and quarantined, and of these last what params drop on purpose;
    one row per source."""
    rows = []
    for name, table in checked.items():
        ok = table.rows[REASON].isnull()
        dropped = table.rows[REASON].isin(_on_purpose(table)).fill_null(False)
        sums = {"rows_read": table.rows.count(), "rows_accepted": ok.sum(), "rows_dropped": dropped.sum()}
        if NO_AMOUNT in table.rows.columns:
            amount = table.rows[NO_AMOUNT]
            sums |= {"amount_read": amount.sum(), "amount_accepted": amount.sum(where=ok)}
            sums |= {"amount_quarantined": amount.sum(where=~ok).fill_null(0)}
            sums |= {"amount_dropped": amount.sum(where=dropped).fill_null(0)}
        rows.append({"source": name, "file": table.received.file, **table.rows.aggregate(**sums).execute().iloc[0]})
    ledger = pd.DataFrame(rows)
    ledger["rows_quarantined"] = ledger.rows_read - ledger.rows_accepted
    for column in _AMOUNTS:
        ledger[column] = ledger[column].astype("float64") if column in ledger else np.nan
    return ledger.astype(dict.fromkeys(_ROWS, "int64"))[["source", "file", *_ROWS, *_AMOUNTS]]


def _on_purpose(checked: Checked) -> list[str]:
    """Reasons for which params set rows aside on purpose: what they drop, and all but the first row of a key."""
    return [*checked.received.source.drop, LATER]


def share_lost(row: pd.Series) -> float:
    """Share of a ledger row's rows that is set aside though params do not drop it on purpose."""
    kept = row.rows_read - row.rows_dropped
    return float((row.rows_quarantined - row.rows_dropped) / kept) if kept else 0.0


def books_balance(row: pd.Series) -> bool:
    """Whether amounts of a ledger row add up: amount read = accepted + quarantined."""
    return abs(row.amount_read - row.amount_accepted - row.amount_quarantined) < _HALF_A_CENT


def quarantine_reasons(checked: dict[str, Checked]) -> pd.DataFrame:
    """Table `reasons`: why rows were set aside, how many, and whether params drop them on purpose."""
    found = [
        table.rows.filter(_[REASON].notnull())
        .group_by(reason=_[REASON])
        .agg(rows=_.count())
        .execute()
        .assign(source=name, on_purpose=lambda found, table=table: found.reason.isin(_on_purpose(table)))
        for name, table in checked.items()
    ]
    reasons = pd.concat(found).astype({"rows": "int64", "reason": "str", "source": "str", "on_purpose": "bool"})
    order = ["source", "rows", "reason"]
    return reasons.sort_values(order, ascending=[True, False, True])[["source", "reason", "rows", "on_purpose"]]


def quarantined_rows(checked: dict[str, Checked], params: Params) -> dict[str, ibis.Table]:
    """The rows set aside, for each source that has any, to correct and send again: file, line, reason, then the
    client's own columns unchanged (one called file, line, reason or text gets a _ after its name). A line that is not a
    row of the table is kept whole in `text`. Withheld are cells with identities or e-mail addresses, and everything
    about people who asked not to be used."""
    quarantined = {}
    for name, table in checked.items():
        out = table.rows.filter(_[REASON].notnull()).select(ROW, REASON)
        if out.count().execute():
            quarantined[name] = _quarantined(table, out, params)
    return quarantined


def _quarantined(checked: Checked, out: ibis.Table, params: Params) -> ibis.Table:
    received = checked.received
    hidden = set(received.personal)
    if params.people.ids != "keep":
        hidden |= set(columns_of(received.source.columns.get("customer_id", "customer_id"), received.rows.columns))
    joined = received.rows.inner_join(out, ROW).order_by(ROW)
    gone = joined[REASON] == EXCLUDED

    def shown(value: ibis.Value, withheld: bool) -> ibis.Value:
        text = value.cast("string")
        risky = text.re_search(r"^[=+\-@\t\r]") & ~text.re_search(r"^[+-]?\d+([.,]\d+)*$")
        text = risky.ifelse(ibis.literal("'") + text, text)  # a spreadsheet would take it for a formula
        mark = text.notnull().ifelse(WITHHELD, None)
        return mark if withheld else (gone | text.re_search(AN_EMAIL)).ifelse(mark, text)

    ours = ("file", "line", "reason", "text")
    names = {name: f"{name}_" if name.lower() in ours else name for name in received.columns}
    cells = {new: shown(joined[name], name in hidden) for name, new in names.items()}
    text = shown(joined[TEXT], bool(hidden))
    return joined.select(file=joined[FILE], line=joined[LINE], reason=joined[REASON], **cells, text=text)
