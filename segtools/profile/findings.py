"""What 04_profile concludes."""

from __future__ import annotations

import pandas as pd

from segtools.profile.cards import FEW
from segtools.words import format_value


def findings(
    cards_: pd.DataFrame,
    held: pd.DataFrame,
    worth_said: list[str],
    margin: str,
    customers_are: str,
    currency: str,
    period: pd.Series,
) -> list[str]:
    """What the notebook concludes, in sentences.

    Parameters
    ----------
    cards_, held : tables `cards` and `calibration`
    worth_said, margin : what the values rest on, and what a value is
    period : the row of table `period`
    """
    large = cards_.loc[cards_["size"].idxmax()]
    said = [
        f"“{large.segment_name}” is the largest segment: {large['size']:,} {customers_are}, {large.share:.0%} of the "
        f"base (95% interval {large.share_low:.0%} to {large.share_high:.0%})."
    ]
    if cards_.value_share.notna().all():
        top = cards_.loc[cards_.value_share.idxmax()]
        said.append(
            f"“{top.segment_name}” brought the most: {top.value_share:.0%} of the net amount of the window from {top.share:.0%} "
            "of the base."
        )
    if cards_.clv_12m.notna().all():
        rich = cards_.loc[cards_.clv_12m.idxmax()]
        low, mean, high = (format_value(x, currency, currency) for x in (rich.clv_low, rich.clv_12m, rich.clv_high))
        said.append(f"A member of “{rich.segment_name}” is worth the most over the next twelve months: {mean} ({low} to {high}); "
                    f"{margin}.")  # fmt: skip
    said += worth_said
    risk = cards_.loc[cards_.at_risk_value.idxmax()]
    if risk.at_risk >= FEW:
        worth = format_value(risk.at_risk_value, currency, currency)
        said.append(f"Most value at risk lies in “{risk.segment_name}”: {risk.at_risk:,} {customers_are} more likely gone than "
                    f"not, worth {worth} in twelve months if kept.")  # fmt: skip
    return said + _trust(held, period, currency)


def _trust(held: pd.DataFrame, period: pd.Series, currency: str) -> list[str]:
    """How well the models of then told what came."""
    if held.empty:
        return []
    whole, parts = held[held.segment_id == 0].iloc[0], held[held.segment_id > 0]
    money = ""
    if pd.notna(whole.amount_expected):
        money = f"; of amounts, {format_value(whole.amount_expected, currency, currency)} and {format_value(whole.amount_actual, currency, currency)}"
    said = [f"Put to the test on {period.earlier:%d %b %Y} to {period.as_of:%d %b %Y}, the same models, fitted to what was known before, "
            f"expected {whole.orders_expected:.2f} orders a customer and {whole.orders_actual:.2f} came{money}. They know no seasons."]  # fmt: skip
    wrong = []
    for row in parts.itertuples():
        off = [(what, expected, actual) for what, index, expected, actual, low, high in (
                   ("orders", row.orders_index, row.orders_expected, row.orders_actual, row.orders_low, row.orders_high),
                   ("amount", row.amount_index, row.amount_expected, row.amount_actual, row.amount_low, row.amount_high))
               if abs(index - 100) > 25 and not low <= expected <= high]  # fmt: skip
        if off:
            what, *both = off[0]
            expected, actual = [
                f"{x:.2f} orders" if what == "orders" else format_value(x, currency, currency) for x in both
            ]
            wrong.append(
                f"“{row.segment_name}” ({expected} a customer expected, {actual.removesuffix(' orders')} came)"
            )
    if wrong:
        named = wrong[0] if len(wrong) == 1 else f"{', '.join(wrong[:-1])} and {wrong[-1]}"
        said.append(
            f"Caution: put to the test, the models of value went wrong on {named}: read their values accordingly."
        )
    return said
