"""What a contact costs and may bring in each segment, and how a budget is best split."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from segtools.params import Economics
from segtools.target.campaign_tests import LEAST_CONTROL, design_test

_UNKNOWN_EFFECT = 0.05
_LEAST_AUDIENCE = 30  # fewer are not worth a campaign of their own, and tell no share
NO_LIST = "The client's tables name nobody who may be contacted: it is reached by media, and there is no list."


# --- what it may return -------------------------------------------------------------------------------


def economics(
    base: pd.DataFrame,
    reached: pd.Series,
    results: pd.DataFrame,
    responses: pd.DataFrame | None,
    settings: Economics,
    margin: float,
    anyway: pd.Series | None = None,
) -> pd.DataFrame:
    """What a contact costs and may bring in each segment.

    Parameters
    ----------
    base : of profile.members, with expected_amount of table `value`
    reached : segment_id to members who may be contacted
    results : table `campaign_results`; the campaign with most contacts that held customers back tells the response
    responses : table `responses`, for the cost of a contact
    settings : params.target.economics, which overrule both
    margin : contribution margin, 1 where none is known
    anyway : of `ordered_anyway`

    Returns
    -------
    One row a segment: segment_id, reached, worth (margin of an order that a contact brings), cost, response, response_low,
    response_high (extra orders a contact), response_from, anyway (share who order within a month without a contact), per_contact, per_low,
    per_high (worth times response less cost), break_even (the response at which a contact pays for itself). What nothing
    tells is missing.
    """
    made = pd.DataFrame({"segment_id": sorted(base.segment_id.unique())}).set_index("segment_id")
    made["reached"] = reached.reindex(made.index).fillna(0).astype("int64")
    amount = base.expected_amount if "expected_amount" in base else pd.Series(np.nan, base.index)
    made["worth"] = margin * amount.groupby(base.segment_id).mean()
    cost = settings.contact_cost
    if cost is None and responses is not None and responses.cost[responses.treated].notna().any():
        cost = float(responses.cost[responses.treated].mean())
    made["cost"] = np.nan if cost is None else cost
    held = results[results.has_control & (results.segment_id > 0)] if len(results) else results
    for name in ("response_low", "response", "response_high", "anyway"):
        made[name] = np.nan
    made["response_from"] = "unknown: give target.economics.response"
    if settings.response is not None:
        made["response_low"], made["response"], made["response_high"] = settings.response
        made["response_from"] = "params"
    elif len(held):
        most = held.groupby("campaign").n_treated.sum().idxmax()
        told = held[held.campaign == most].set_index("segment_id").reindex(made.index)
        enough = (told.n_treated >= 30) & (told.n_control >= 30)
        for ours, theirs in (("response_low", "effect_low"), ("response", "effect"), ("response_high", "effect_high")):
            made[ours] = told[theirs].where(enough)
        made["response_from"] = np.where(enough, f"measured: {most}, against those held back", made.response_from)
        made["anyway"] = told.rate_control.where(enough)
    if anyway is not None:
        made["anyway"] = made.anyway.fillna(anyway.reindex(made.index))
    for end, response in (("per_contact", "response"), ("per_low", "response_low"), ("per_high", "response_high")):
        made[end] = made.worth * made[response] - made.cost
    made["break_even"] = (made.cost / made.worth).where(made.worth > 0)
    return made.reset_index().astype({"response_from": "str"})


def ordered_anyway(
    months: pd.DataFrame | None, earlier: pd.DataFrame | None, since: pd.Timestamp, as_of: pd.Timestamp
) -> pd.Series | None:
    """Share of each segment's members at the earlier look who ordered in the first whole month after it: segment_id to share.
    None where there was no such look, or no whole month since; missing for a segment that had fewer than thirty members.

    Parameters
    ----------
    months : table `months`
    earlier : table `segments` of the earlier look
    """
    if months is None or earlier is None:
        return None
    month = (since + pd.Timedelta(days=1) + pd.offsets.MonthBegin(0)).normalize()
    if month + pd.offsets.MonthEnd(0) > as_of:
        return None
    ordered = months.customer_id[(months.month == month) & (months.orders > 0)]
    told = earlier.customer_id.isin(ordered).groupby(earlier.segment_id).agg(["mean", "size"])
    return told["mean"].where(told["size"] >= _LEAST_AUDIENCE)


def split_budget(money: pd.DataFrame, chosen: pd.Series, budget: float | None) -> pd.Series:
    """Contacts of each segment: the most return for the budget (a linear programme; scipy's HiGHS), of the segments chosen
    whose contacts are expected to pay, what is left over for a handful unspent, the tenth at least that is held back costing nothing. Without a figure to judge by,
    everybody who can be reached."""
    per, cost = money.per_contact, money.cost.fillna(0) * (1 - LEAST_CONTROL)
    most = money.reached.where(chosen & ~(per <= 0), 0)
    if budget is None or not (cost > 0).any() or per[chosen].isna().any():
        return most.astype("int64")
    solved = linprog(-per.fillna(0), A_ub=[cost], b_ub=[budget], bounds=[(0, n) for n in most])
    pool = pd.Series(np.floor(solved.x + 1e-6), money.index)
    return pool.where((pool >= _LEAST_AUDIENCE) | (pool >= most), 0).astype("int64")


def with_economics(plan: pd.DataFrame, money: pd.DataFrame, chosen: pd.Series, budget: float | None) -> pd.DataFrame:
    """Table `plan`: the words, then audience (contacted), control (held back), what is expected back and the test.

    Parameters
    ----------
    plan : of `marketing_plan`
    money : of `economics`, one row a segment
    chosen : segment_id to whether it is a target; the others get no audience
    """
    rows = money.set_index("segment_id").loc[plan.segment_id].reset_index()
    pool = split_budget(rows, chosen.reindex(rows.segment_id).reset_index(drop=True), budget)
    made = plan.reset_index(drop=True).copy()
    tests = []
    for row, members in zip(rows.itertuples(), pool, strict=True):
        hoped = [x for x in (row.break_even, row.response_low) if not np.isnan(x) and x > 0]
        tests.append(design_test(int(members), row.anyway, max(hoped) if hoped else _UNKNOWN_EFFECT))
    if not rows.reached.any():
        tests = [(0, NO_LIST)] * len(tests)
    made["control"] = np.array([control for control, _ in tests], "int64")
    made["audience"] = pool.to_numpy() - made.control
    for name, per in (("expected_return", "per_contact"), ("return_low", "per_low"), ("return_high", "per_high")):
        made[name] = (rows[per] * made.audience).where(made.audience > 0)
    for name in ("reached", "response", "response_low", "response_high", "response_from", "worth", "cost"):
        made[name] = rows[name]
    made["break_even_response"] = rows.break_even
    made["test"] = pd.Series([said for _, said in tests], dtype="str")
    return made
