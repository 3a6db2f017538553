"""The models put to the test: fitted to what was known before, held against what came."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from segtools.profile.purchase_models import expected_amount, expected_repeats
from segtools.profile.value import Models, buying_clock, fit_models, kept_of_amounts
from segtools.scorecard.rule import assign
from segtools.tables import empty_table

ENOUGH_CUSTOMERS = 30


def held_out(
    buying: pd.DataFrame | None, period: pd.Series, customers_earlier: pd.DataFrame | None, card: dict[str, Any]
) -> pd.DataFrame:
    """Table `calibration`, empty where there is no earlier look or no model: models are fitted once more to what was known
    then, and customers are in the segment in which the scorecard would have put them then."""
    if buying is None or customers_earlier is None:
        return empty_table("calibration")
    before = buying[buying.as_of == period.earlier].reset_index(drop=True)
    now = buying[buying.as_of == period.as_of]
    return calibration(before, now, fit_models(before), assign(customers_earlier, card))


def calibration(
    before: pd.DataFrame, now: pd.DataFrame, models: Models, segments: pd.DataFrame
) -> pd.DataFrame:  # fmt: skip
    """Table `calibration`: what models fitted as of the earlier look expected until the study, and what came, by the
    segment a customer was in then.

    Parameters
    ----------
    before, now : table `buying` of the two looks
    models : of `fit_models(before)`
    segments : table `segments` as of the earlier look

    Returns
    -------
    one row a segment of thirty customers at least, then one of all (segment_id 0): customers, expected and actual buying days a customer, each with the
    95% interval of the mean difference around it put on `actual`, the same for amounts, and index: expected in percent of
    actual.
    """
    if models.purchases is None:
        return empty_table("calibration")
    x, t_x, T = buying_clock(before)
    ahead = float((now.as_of.iloc[0] - before.as_of.iloc[0]).days)
    later = now.set_index("customer_id").reindex(before.customer_id)
    own = (before.amount / before.buying_days).to_numpy()
    amount = own if models.amounts is None else expected_amount(models.amounts, before.buying_days, own)
    expected = expected_repeats(models.purchases, x, t_x, T, [ahead])[:, 0]
    rows = pd.DataFrame(
        {
            "customer_id": before.customer_id.to_numpy(),
            "orders_expected": expected,
            "orders_actual": later.buying_days.to_numpy() - before.buying_days.to_numpy(),
            "amount_expected": expected * amount * kept_of_amounts(before),
            "amount_actual": later.net_amount.to_numpy() - before.net_amount.to_numpy(),
        }
    ).merge(segments[["customer_id", "segment_id", "segment_name"]], on="customer_id")
    parts = [(key, part) for key, part in rows.groupby(["segment_id", "segment_name"]) if len(part) >= ENOUGH_CUSTOMERS]
    parts.append(((0, "all"), rows))
    made = []
    for (number, name), part in parts:
        row = {"segment_id": number, "segment_name": name, "customers": len(part)}
        for what in ("orders", "amount"):
            hoped, came = part[f"{what}_expected"], part[f"{what}_actual"]
            error = 1.96 * (came - hoped).sem()
            row |= {f"{what}_expected": hoped.mean(), f"{what}_actual": came.mean(), f"{what}_low": came.mean() - error,
                    f"{what}_high": came.mean() + error,
                    f"{what}_index": 100 * hoped.sum() / came.sum() if came.sum() > 0 else np.nan}  # fmt: skip
        made.append(row)
    return pd.DataFrame(made).astype({"customers": "int64", "segment_name": "str"})
