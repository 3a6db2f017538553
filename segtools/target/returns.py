"""What a contact costs and may bring in each segment, and how best to split a budget."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.optimize import linprog

from segtools.params import Economics
from segtools.target.campaign_tests import LEAST_CONTROL, Design, design_test
from segtools.words import ENOUGH, Style

_UNKNOWN_EFFECT = 0.05
_LEAST_AUDIENCE = ENOUGH  # fewer are not worth a campaign of their own
FROM_PARAMS = "params"
_UNKNOWN = "unknown: give target.economics.response"
_NO_LIST = "The client's tables name nobody who may be contacted: it is reached through media, and there is no list."


# --- what it may return -------------------------------------------------------------------------------


def economics(
    base: pd.DataFrame,
    reached: pd.Series,
    results: pd.DataFrame,
    responses: pd.DataFrame | None,
    settings: Economics,
    margin: float,
    anyway: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """What a contact costs and may bring in each segment.

    Parameters
    ----------
    base : of `members`, with expected_amount of table `value`
    reached : segment_id to members who may be contacted
    results : table `campaign_results`; the response is that of the campaign with most contacts that held customers
        back
    responses : table `responses`, for the cost of a contact
    settings : params.target.economics, which overrule both
    margin : contribution margin, 1 where none is known
    anyway : of `ordered_anyway`

    Returns
    -------
    One row a segment: segment_id, reached, worth (margin of an order that a contact brings), cost, response_low,
    response, response_high (extra orders a contact), anyway (share who order within a month without a contact),
    anyway_people (how many people that counts), response_from, per_contact, per_low, per_high (worth times response
    less cost), break_even (the response at which a contact pays for itself). What nothing tells is missing.
    """
    ids = pd.Index(sorted(base.segment_id.unique()), name="segment_id")
    table = pd.DataFrame({"reached": reached.reindex(ids).fillna(0).astype("int64")}, ids)
    amount = base.expected_amount if "expected_amount" in base else pd.Series(np.nan, base.index)
    table["worth"] = margin * amount.groupby(base.segment_id).mean()
    table["cost"] = _contact_cost(settings, responses)
    table = table.join(_response(results, settings, ids))
    if anyway is not None:
        for column, values in (("anyway", anyway.share), ("anyway_people", anyway.people)):
            table[column] = table[column].fillna(values.reindex(ids))
    for end, response in (("per_contact", "response"), ("per_low", "response_low"), ("per_high", "response_high")):
        table[end] = table.worth * table[response] - table.cost
    table["break_even"] = (table.cost / table.worth).where(table.worth > 0)
    return table.reset_index().astype({"response_from": "str"})


def _contact_cost(settings: Economics, responses: pd.DataFrame | None) -> float:
    """The cost of one contact: from params, else the average of past contacts, else unknown."""
    if settings.contact_cost is not None:
        return settings.contact_cost
    return np.nan if responses is None else float(responses.cost[responses.treated].mean())


def _response(results: pd.DataFrame, settings: Economics, ids: pd.Index) -> pd.DataFrame:
    """The extra response in each segment, where it comes from, and how many would have ordered anyway."""
    columns = ["response_low", "response", "response_high", "anyway", "anyway_people"]
    table = pd.DataFrame(np.nan, ids, columns).assign(response_from=_UNKNOWN)
    measured = results[results.has_control & (results.segment_id > 0)] if len(results) else results
    if settings.response is not None:
        table[columns[:3]] = settings.response
        return table.assign(response_from=FROM_PARAMS)
    if measured.empty:
        return table
    most = measured.groupby("campaign").n_treated.sum().idxmax()
    rows = measured[measured.campaign == most].set_index("segment_id").reindex(ids)
    enough = (rows.n_treated >= ENOUGH) & (rows.n_control >= ENOUGH)
    for ours, theirs in (("response_low", "effect_low"), ("response", "effect"), ("response_high", "effect_high")):
        table[ours] = rows[theirs].where(enough)
    table["response_from"] = np.where(enough, f"measured: {most}, against those held back", _UNKNOWN)
    table["anyway"] = rows.rate_control.where(enough)
    table["anyway_people"] = (rows.rate_control * rows.n_control).round().where(enough)
    return table


def ordered_anyway(
    months: pd.DataFrame | None, earlier: pd.DataFrame | None, since: pd.Timestamp, as_of: pd.Timestamp
) -> pd.DataFrame | None:
    """Who of each segment's members at the earlier look ordered in the first whole month after it: by segment_id, share
    and people. None where there was no such look, or no whole month since; missing for a segment that had fewer than
    thirty members.

    Parameters
    ----------
    months : table `months`
    earlier : table `segments` of the earlier look
    since, as_of : the days of the earlier look and of this one
    """
    if months is None or earlier is None:
        return None
    month = (since + pd.Timedelta(days=1) + pd.offsets.MonthBegin(0)).normalize()
    if month + pd.offsets.MonthEnd(0) > as_of:
        return None
    active = months.customer_id[(months.month == month) & (months.orders > 0)]
    counts = earlier.customer_id.isin(active).groupby(earlier.segment_id).agg(["mean", "sum", "size"])
    enough = counts["size"] >= ENOUGH
    return pd.DataFrame({"share": counts["mean"].where(enough), "people": counts["sum"].where(enough)})


# --- how the budget is split --------------------------------------------------------------------------


def split_budget(economics: pd.DataFrame, chosen: pd.Series, budget: float | None) -> pd.Series:
    """Contacts of each segment: the most return for the budget, of the segments chosen whose contacts are expected to
    pay (a linear programme; scipy's HiGHS). What is left over for a handful stays unspent; the tenth at least that is
    held back costs nothing. Without a figure to judge by, everybody who can be reached.

    Parameters
    ----------
    economics : of `economics`, a row a segment
    chosen : which of these rows are targets
    budget : what may be spent; None where there is no limit
    """
    per, cost = economics.per_contact, economics.cost.fillna(0) * (1 - LEAST_CONTROL)
    most = economics.reached.where(chosen & ~(per <= 0), 0)
    if budget is None or not (cost > 0).any() or per[chosen].isna().any():
        return most.astype("int64")
    solved = linprog(-per.fillna(0), A_ub=[cost], b_ub=[budget], bounds=[(0, n) for n in most])
    pool = pd.Series(np.floor(solved.x + 1e-6), economics.index)
    return pool.where((pool >= _LEAST_AUDIENCE) | (pool >= most), 0).astype("int64")


def with_economics(
    words: pd.DataFrame, economics: pd.DataFrame, style: Style, budget: float | None = None
) -> pd.DataFrame:
    """Table `plan`: the words, then audience (contacted), control (held back), the expected return and the test.

    Parameters
    ----------
    words : of `marketing_plan`; only targets get an audience
    economics : of `economics`, one row a segment
    style : smallest number of people that the sentence on the test may show
    budget : of params.target.economics
    """
    rows = economics.set_index("segment_id").loc[words.segment_id].reset_index()
    plan = words.reset_index(drop=True).copy()
    pool = split_budget(rows, plan.role == "target", budget)
    designs = campaign_designs(economics, words.segment_id, pool)
    plan["control"] = np.array([design.control for design in designs], "int64")
    plan["audience"] = pool.to_numpy() - plan.control
    for name, per in (("expected_return", "per_contact"), ("return_low", "per_low"), ("return_high", "per_high")):
        plan[name] = (rows[per] * plan.audience).where(plan.audience > 0)
    for name in ("reached", "response", "response_low", "response_high", "response_from", "worth", "cost"):
        plan[name] = rows[name]
    plan["break_even_response"] = rows.break_even
    tests = [design.text(style) if rows.reached.any() else _NO_LIST for design in designs]
    return plan.assign(test=pd.Series(tests, dtype="str"))


def campaign_designs(economics: pd.DataFrame, segment_ids: pd.Series, pool: pd.Series) -> list[Design]:
    """The test of each segment whose audience, the held back included, is `pool`; an extra response is worth having
    from the break-even on, or from the lower end of what is expected, where that is more."""
    rows = economics.set_index("segment_id").loc[segment_ids]
    designs = []
    for row, members in zip(rows.itertuples(), pool, strict=True):
        hoped = [x for x in (row.break_even, row.response_low) if not np.isnan(x) and x > 0]
        effect = max(hoped) if hoped else _UNKNOWN_EFFECT
        designs.append(design_test(int(members), row.anyway, effect, row.anyway_people))
    return designs
