"""Test the models: fit them to what was known before, and compare with what came."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from segtools.profile.purchase_models import expected_amount, expected_repeats
from segtools.profile.value import Models, buying_clock, fit_models, kept_of_amounts
from segtools.scorecard.rule import assign
from segtools.tables import empty_table
from segtools.words import ENOUGH


def back_test(
    buying: pd.DataFrame | None, period: pd.Series, customers_earlier: pd.DataFrame | None, card: dict[str, Any]
) -> pd.DataFrame:
    """Table `calibration`: models are fitted again to what was known at the earlier look and compared with what came,
    by each customer's segment at that time (as the scorecard assigns it).

    Parameters
    ----------
    buying : table `buying`, or None
    period : the row of table `period`
    customers_earlier : table `customers_earlier`, or None
    card : the scorecard

    Without an earlier look, or a model, the table is empty.
    """
    if buying is None or customers_earlier is None:
        return empty_table("calibration")
    before = buying[buying.as_of == period.earlier].reset_index(drop=True)
    now = buying[buying.as_of == period.as_of]
    return calibration(before, now, fit_models(before), assign(customers_earlier, card))


def calibration(before: pd.DataFrame, now: pd.DataFrame, models: Models, segments: pd.DataFrame) -> pd.DataFrame:
    """Table `calibration`: what models fitted at the earlier look expected until the study, and what came, by each
    customer's segment at that time.

    Parameters
    ----------
    before, now : table `buying` of the two looks
    models : of `fit_models(before)`
    segments : table `segments` as of the earlier look

    Returns
    -------
    One row a segment of ENOUGH customers at least, then one of all (segment_id 0): customers, expected and actual
    buying days a customer, each with the 95% interval of the mean difference around it put on `actual`, the same for
    amounts, and index: expected in percent of actual. Without a model of buying, empty.
    """
    if models.purchases is None:
        return empty_table("calibration")
    outcomes = _outcomes(before, now, models).merge(
        segments[["customer_id", "segment_id", "segment_name"]], on="customer_id"
    )
    parts = [(key, part) for key, part in outcomes.groupby(["segment_id", "segment_name"]) if len(part) >= ENOUGH]
    parts.append(((0, "all"), outcomes))
    rows = [
        {
            "segment_id": number,
            "segment_name": name,
            "customers": len(part),
            **_compared(part, "orders"),
            **_compared(part, "amount"),
        }
        for (number, name), part in parts
    ]
    return pd.DataFrame(rows).astype({"customers": "int64", "segment_name": "str"})


def _outcomes(before: pd.DataFrame, now: pd.DataFrame, models: Models) -> pd.DataFrame:
    """For each customer of the earlier look: buying days and amounts expected since, and those that came."""
    x, t_x, T = buying_clock(before)
    ahead = float((now.as_of.iloc[0] - before.as_of.iloc[0]).days)
    later = now.set_index("customer_id").reindex(before.customer_id)
    own = (before.amount / before.buying_days).to_numpy()
    amount = own if models.amounts is None else expected_amount(models.amounts, before.buying_days, own)
    expected = expected_repeats(models.purchases, x, t_x, T, [ahead])[:, 0]
    return pd.DataFrame(
        {
            "customer_id": before.customer_id.to_numpy(),
            "orders_expected": expected,
            "orders_actual": later.buying_days.to_numpy() - before.buying_days.to_numpy(),
            "amount_expected": expected * amount * kept_of_amounts(before),
            "amount_actual": later.net_amount.to_numpy() - before.net_amount.to_numpy(),
        }
    )


def _compared(outcomes: pd.DataFrame, what: str) -> dict[str, float]:
    """The columns of table `calibration` on orders or amount."""
    expected, actual = outcomes[f"{what}_expected"], outcomes[f"{what}_actual"]
    error = 1.96 * (actual - expected).sem()
    return {
        f"{what}_expected": expected.mean(),
        f"{what}_actual": actual.mean(),
        f"{what}_low": actual.mean() - error,
        f"{what}_high": actual.mean() + error,
        f"{what}_index": 100 * expected.sum() / actual.sum() if actual.sum() > 0 else np.nan,
    }
