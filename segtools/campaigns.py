"""The results of campaigns in each segment, by the segment of a customer before the campaign."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import ttest_ind
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from segtools.scorecard.base import counts
from segtools.scorecard.rule import assign
from segtools.tables import SCHEMAS, empty_table
from segtools.words import ENOUGH

_MANY_CAMPAIGNS = 3


def earlier_segments(customers_earlier: pd.DataFrame | None, card: dict) -> pd.DataFrame | None:
    """Table `segments` as the same scorecard would have had it at the earlier look; None where there is none."""
    return None if customers_earlier is None else assign(customers_earlier, card)


def segments_before(
    customers: pd.DataFrame, segments: pd.DataFrame, earlier: pd.DataFrame | None
) -> pd.DataFrame | None:
    """Table `segments` before the campaigns: that of the earlier look. Segments that use no behaviour cannot change by
    a campaign, and are taken as they are; in all other cases None."""
    return segments if earlier is None and counts(customers) is None else earlier


def campaign_results(responses: pd.DataFrame | None, before: pd.DataFrame | None, since: pd.Timestamp) -> pd.DataFrame:
    """Table `campaign_results`: results of campaigns in each segment, by the segment of a customer before.

    Only contacts after the earlier look count, and segments are those of that look: a segment that the campaign
    itself has changed would flatter or hide its effect. With controls the effect is the uplift, contacted less
    held back, and its 95% interval is Newcombe's; without them it is the response rate and its interval
    Wilson's, which says nothing of what the campaign caused. How much more the contacted spent than those held back,
    each, has Welch's interval, and is missing where no revenue is known or nobody was held back. More than three
    campaigns are read as one, a row a contact: single ones would be too thin.

    Parameters
    ----------
    responses : table `responses`
    before : of segments_before
    since : the earlier look; where there is none, every contact counts

    Without responses or segments before them the table is empty.
    """
    if responses is None or before is None:
        return empty_table("campaign_results")
    after = _few_campaigns(responses if pd.isna(since) else responses[responses.contact_date > since], since)
    contacts = after.merge(before[["customer_id", "segment_id", "segment_name"]], on="customer_id")
    whole = contacts.assign(segment_id=0, segment_name="All")
    keys = ["campaign", "segment_id", "segment_name"]
    rows = [
        {**dict(zip(keys, key, strict=True)), **_effect(group)}
        for key, group in pd.concat([whole, contacts]).groupby(keys)
        if group.treated.any()
    ]
    table = pd.DataFrame(rows, columns=list(SCHEMAS["campaign_results"]))
    return table.astype(empty_table("campaign_results").dtypes.to_dict())


def _few_campaigns(responses: pd.DataFrame, since: pd.Timestamp) -> pd.DataFrame:
    """Campaigns, combined into one if there are many."""
    count = responses.campaign.nunique()
    if count <= _MANY_CAMPAIGNS:
        return responses
    when = "" if pd.isna(since) else f" since {since:%d %B %Y}"
    return responses.assign(campaign=f"the {count} campaigns{when}")


def _effect(contacts: pd.DataFrame) -> dict[str, float]:
    """How contacted customers of one segment responded, compared with those held back, if there are any."""
    treated, control = contacts[contacts.treated], contacts[~contacts.treated]
    hits, n = int(treated.responded.sum()), len(treated)
    hits_0, n_0 = int(control.responded.sum()), len(control)
    rate, rate_0 = hits / n, hits_0 / n_0 if n_0 else np.nan
    if n_0:
        low, high = confint_proportions_2indep(hits, n, hits_0, n_0, method="newcomb", compare="diff")
    else:
        low, high = proportion_confint(hits, n, method="wilson")
    return {
        "n_treated": n,
        "n_control": n_0,
        "rate_treated": rate,
        "rate_control": rate_0,
        "effect": rate - rate_0 if n_0 else rate,
        "effect_low": float(low),
        "effect_high": float(high),
        "has_control": bool(n_0),
        **_spend_effect(treated.revenue, control.revenue),
    }


def _spend_effect(treated: pd.Series, control: pd.Series) -> dict[str, float]:
    """Mean revenue of contacted customers minus that of those held back, with its 95% interval."""
    treated, control = treated.dropna(), control.dropna()
    if min(len(treated), len(control)) < 2:
        return dict.fromkeys(["spend_effect", "spend_low", "spend_high"], np.nan)
    with np.errstate(all="ignore"):
        interval = ttest_ind(treated, control, equal_var=False).confidence_interval()
    effect = float(treated.mean() - control.mean())
    return {"spend_effect": effect, "spend_low": float(interval.low), "spend_high": float(interval.high)}


def readable(results: pd.DataFrame, least: int = 0) -> pd.DataFrame:
    """Rows of segments with enough contacts (and enough controls, if there are any) to conclude from, and with at least
    `least` of each, so that no smaller group is shown."""
    enough = max(ENOUGH, least)
    single = results[(results.segment_id > 0) & (results.n_treated >= enough)]
    return single[single.n_control >= enough] if results.has_control.any() else single
