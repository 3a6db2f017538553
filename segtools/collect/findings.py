"""What 01_collect concludes."""

from __future__ import annotations

import pandas as pd

from segtools.collect.period import MUCH
from segtools.params import Params
from segtools.words import money


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
        if max(share, abs(lost)) > MUCH:
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
