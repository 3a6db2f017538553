"""06_monitor: did the segments hold, did the campaign work, what must change?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import ttest_ind
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

from segtools.params import Monitor
from segtools.scorecard.rule import assign, base, codes, design_matrix
from segtools.tables import SCHEMAS, empty_table

_ENOUGH = 30
_MANY_CAMPAIGNS = 3
NOT_YET, SILENT = "(no order yet)", "(no order in the window)"


def earlier_segments(before: pd.DataFrame | None, card: dict) -> pd.DataFrame | None:
    """Table `segments` as the same scorecard would have had it at the earlier look; None where there is none."""
    return None if before is None else assign(before, card)


def segments_before(
    customers: pd.DataFrame, segments: pd.DataFrame, earlier: pd.DataFrame | None
) -> pd.DataFrame | None:
    """Table `segments` as it stood before the campaigns: that of the earlier look; where segments rest on no
    behaviour that a campaign could have changed, as they are; else none."""
    return segments if earlier is None and not {"frequency", "event_count"} & set(customers) else earlier


def migration(earlier: pd.DataFrame | None, now: pd.DataFrame, customers: pd.DataFrame) -> pd.DataFrame:
    """Table `migration`: from which segment to which, by the same scorecard at both looks.

    Parameters
    ----------
    earlier, now : tables `segments` of the two looks
    customers : table `customers` as of now: who is in it and not in `earlier` had no order yet (or none in the
        earlier window); who is not in `now` has none in the window now

    Without an earlier look the table is empty, and so are `kpis` and `drift`.
    """
    if earlier is None:
        return empty_table("migration")
    seen = customers[["customer_id"]].merge(
        earlier[["customer_id", "segment_name"]].rename(columns={"segment_name": "earlier_name"}),
        on="customer_id", how="left",
    ).merge(now[["customer_id", "segment_name"]], on="customer_id", how="left")  # fmt: skip
    seen["earlier_name"] = seen.earlier_name.fillna(NOT_YET).astype("str")
    seen["segment_name"] = seen.segment_name.fillna(SILENT).astype("str")
    seen = seen[(seen.earlier_name != NOT_YET) | (seen.segment_name != SILENT)]
    made = seen.groupby(["earlier_name", "segment_name"], as_index=False).size().rename(columns={"size": "customers"})
    made["share"] = made.customers / made.groupby("earlier_name").customers.transform("sum")
    return made.astype({"customers": "int64"})


def segment_kpis(earlier: pd.DataFrame | None, now: pd.DataFrame, cards: pd.DataFrame) -> pd.DataFrame:
    """Table `kpis`: members and share of each segment at both looks, the change with its 95% interval (normal,
    the two looks taken as independent, which makes it wider than it need be), and who stayed."""
    if earlier is None:
        return empty_table("kpis")
    made = cards[["segment_id", "segment_name"]].copy()
    ids = made.segment_id
    made["customers_earlier"] = ids.map(earlier.segment_id.value_counts()).fillna(0).astype("int64")
    made["customers_now"] = ids.map(now.segment_id.value_counts()).fillna(0).astype("int64")
    made["share_earlier"] = made.customers_earlier / len(earlier)
    made["share_now"] = made.customers_now / len(now)
    made["change"] = made.share_now - made.share_earlier
    error = np.sqrt(made.share_earlier * (1 - made.share_earlier) / len(earlier)
                    + made.share_now * (1 - made.share_now) / len(now))  # fmt: skip
    made["change_low"], made["change_high"] = made.change - 1.96 * error, made.change + 1.96 * error
    both = earlier[["customer_id", "segment_id"]].merge(now[["customer_id", "segment_id"]], on="customer_id", how="left",
                                                        suffixes=("", "_now"))  # fmt: skip
    made["stayed"] = ids.map((both.segment_id == both.segment_id_now).groupby(both.segment_id).mean()).astype(float)
    return made


def variable_drift(
    before: pd.DataFrame | None, customers: pd.DataFrame, card: dict, dictionary: pd.DataFrame
) -> pd.DataFrame:
    """Table `drift`: how far each segmentation variable moved between the looks.

    Population stability index over ten bins cut at the earlier deciles: sum of (q - p) ln(q / p) over bins, 0
    for no change; 0.1 and 0.25 are the usual marks for some and for much. Means are in the client's units.
    """
    if before is None:
        return empty_table("drift")
    known = dictionary.set_index("variable")
    used = [transform["variable"] for transform in card["variables"]]
    earlier, now = base(before, used), base(customers, used)
    before, after = design_matrix(earlier, card["variables"]), design_matrix(now, card["variables"])
    rows = []
    for transform in card["variables"]:
        name = transform["variable"]
        if "columns" in transform:
            columns = [f"{name}={level}" for level in transform["columns"]]
            p, q = ((side[columns] > 0).mean().to_numpy() for side in (before, after))
            means = (np.nan, np.nan)
        else:
            edges = np.unique(before[name].quantile(np.arange(0.1, 1, 0.1)))
            p, q = (np.bincount(np.searchsorted(edges, side[name]), minlength=len(edges) + 1) / len(side)
                    for side in (before, after))  # fmt: skip
            means = tuple(
                float(codes(side[name], transform["kind"], transform["levels"]).mean()) for side in (earlier, now)
            )
        p, q = np.maximum(p, 1e-4), np.maximum(q, 1e-4)
        rows.append(
            {
                "variable": name,
                "psi": float(((q - p) * np.log(q / p)).sum()),
                "mean_earlier": means[0],
                "mean_now": means[1],
                "unit": known.unit[name],
            }
        )
    return pd.DataFrame(rows)


def campaign_results(responses: pd.DataFrame | None, before: pd.DataFrame | None, since: pd.Timestamp) -> pd.DataFrame:
    """Table `campaign_results`: what campaigns did in each segment, by the segment a customer was in before.

    Only contacts after the earlier look count, and segments are those of that look: a segment that the campaign
    itself has changed would flatter or hide its effect. With controls the effect is the uplift, contacted less
    held back, and its 95% interval is Newcombe's; without them it is the response rate and its interval
    Wilson's, which says nothing of what the campaign caused. What the contacted spent more than those held back, each,
    has Welch's interval, and is missing where no revenue is known or nobody was held back. More than three campaigns are read as one, a row
    a contact: single ones would be too thin. `before` is what segments_before gives, `since` the earlier look;
    where there is none, every contact counts. Without responses or segments before them the table is empty.
    """
    if responses is None or before is None:
        return empty_table("campaign_results")
    after = responses if pd.isna(since) else responses[responses.contact_date > since]
    if after.campaign.nunique() > _MANY_CAMPAIGNS:
        after = after.assign(
            campaign=f"the {after.campaign.nunique()} campaigns{'' if pd.isna(since) else f' since {since:%d %B %Y}'}"
        )
    seen = after.merge(before[["customer_id", "segment_id", "segment_name"]], on="customer_id")
    whole = seen.assign(segment_id=0, segment_name="All")
    rows = []
    for (campaign, segment_id, name), group in pd.concat([whole, seen]).groupby(
        ["campaign", "segment_id", "segment_name"]
    ):
        treated, control = group[group.treated], group[~group.treated]
        if treated.empty:
            continue
        hits, n = int(treated.responded.sum()), len(treated)
        hits_0, n_0 = int(control.responded.sum()), len(control)
        if n_0:
            low, high = confint_proportions_2indep(hits, n, hits_0, n_0, method="newcomb", compare="diff")
        else:
            low, high = proportion_confint(hits, n, method="wilson")
        rate, rate_0 = hits / n, hits_0 / n_0 if n_0 else np.nan
        rows.append(
            {
                "campaign": campaign, "segment_id": segment_id, "segment_name": name, "n_treated": n,
                "n_control": n_0, "rate_treated": rate, "rate_control": rate_0,
                "effect": rate - rate_0 if n_0 else rate, "effect_low": float(low), "effect_high": float(high),
                "has_control": bool(n_0), **_spend(treated.revenue, control.revenue),
            }
        )  # fmt: skip
    made = pd.DataFrame(rows, columns=list(SCHEMAS["campaign_results"]))
    return made.astype(empty_table("campaign_results").dtypes.to_dict())


def _spend(treated: pd.Series, control: pd.Series) -> dict[str, float]:
    """Mean revenue of the contacted less that of those held back, and its 95% interval."""
    treated, control = treated.dropna(), control.dropna()
    if min(len(treated), len(control)) < 2:
        return dict.fromkeys(["spend_effect", "spend_low", "spend_high"], np.nan)
    with np.errstate(all="ignore"):
        interval = ttest_ind(treated, control, equal_var=False).confidence_interval()
    effect = float(treated.mean() - control.mean())
    return {"spend_effect": effect, "spend_low": float(interval.low), "spend_high": float(interval.high)}


def readable(results: pd.DataFrame) -> pd.DataFrame:
    """The rows of segments with enough contacts (and, where there are controls at all, controls) to be read."""
    single = results[(results.segment_id > 0) & (results.n_treated >= _ENOUGH)]
    return single[single.n_control >= _ENOUGH] if results.has_control.any() else single


def decide(kpis: pd.DataFrame, drift: pd.DataFrame, results: pd.DataFrame, settings: Monitor) -> pd.DataFrame:
    """Table `decision`: what must change, each with the figure it rests on."""
    return pd.DataFrame([*_held(kpis, drift, settings), *_worked(results)])


def _held(kpis: pd.DataFrame, drift: pd.DataFrame, settings: Monitor) -> list[dict[str, str]]:
    if kpis.empty:
        nothing = {
            "question": "Have the segments held?",
            "figure": "The data holds one look only",
            "decision": "Run again on later data, with the same scorecard",
        }
        return [nothing]
    worst = drift.loc[drift.psi.idxmax()]
    moved = kpis.loc[kpis.change.abs().idxmax()]
    refit = worst.psi > settings.max_drift
    large = abs(moved.change) > settings.max_share_change and moved.change_low * moved.change_high > 0
    return [
        {
            "question": "Does the scorecard still fit the base?",
            "figure": f"Largest drift: {worst.variable.replace('_', ' ')}, stability index {worst.psi:.2f} "
            f"(limit {settings.max_drift:.2f})",
            "decision": "Fit the segments again" if refit else "Keep the scorecard",
        },
        {
            "question": "Have the segments' sizes moved?",
            "figure": f"Largest move: {moved.segment_name}, {moved.share_earlier:.1%} to {moved.share_now:.1%} of the "
            f"base ({100 * moved.change_low:+.1f} to {100 * moved.change_high:+.1f} points; limit {100 * settings.max_share_change:g})",
            "decision": f"Find out why {moved.segment_name} {'grew' if moved.change > 0 else 'shrank'}" if large
            else "Nothing to act on",
        },
    ]  # fmt: skip


def _worked(results: pd.DataFrame) -> list[dict[str, str]]:
    shown = readable(results)
    return [
        _worked_so(campaign, rows, shown.campaign.nunique() > 1)
        for campaign, rows in shown.groupby("campaign", sort=False)
    ]


def _worked_so(campaign: str, shown: pd.DataFrame, several: bool) -> dict[str, str]:
    if shown.has_control.all():
        sure = shown[shown.effect_low > 0].sort_values("effect", ascending=False)
        unsure = shown[shown.effect_low <= 0]
        said = "; ".join(f"{r.segment_name} {r.effect:+.1%} ({r.effect_low:+.1%} to {r.effect_high:+.1%})"
                         for r in shown.sort_values("effect", ascending=False).itertuples())  # fmt: skip
        names = " and ".join(sure.segment_name)
        return {
            "question": f"Whom should {f'“{campaign}”' if several else 'the campaign'} go to again?",
            "figure": f"Uplift in response: {said}",
            "decision": (f"Repeat it for {names}" if len(sure) else "Do not repeat it as it is")
            + (f"; test again with {' and '.join(unsure.segment_name)}" if len(sure) and len(unsure) else ""),
        }
    best, least = shown.loc[shown.effect.idxmax()], shown.loc[shown.effect.idxmin()]
    return {
        "question": f"Did {f'“{campaign}”' if several else 'the campaigns'} work?",
        "figure": f"Nobody was held back; response ran from {least.effect:.1%} (“{least.segment_name}”, "
        f"{least.effect_low:.1%} to {least.effect_high:.1%}) to {best.effect:.1%} (“{best.segment_name}”, "
        f"{best.effect_low:.1%} to {best.effect_high:.1%})",
        "decision": "Hold back a random control next time: response alone is not an effect",
    }


def findings(kpis: pd.DataFrame, moves: pd.DataFrame, decision: pd.DataFrame, period: pd.Series) -> list[str]:
    """What the notebook concludes, in sentences."""
    said = []
    if kpis.customers_earlier.sum():
        stayed = (kpis.stayed.fillna(0) * kpis.customers_earlier).sum() / kpis.customers_earlier.sum()
        said.append(f"Since {period.earlier:%d %B %Y}, {stayed:.0%} of those typed then have stayed in their segment.")
    if len(kpis) and period.window_days < 364 and abs((period.as_of - period.earlier).days - 365) > 7:
        said.append(
            f"Both looks measure {period.window_days} days, of different seasons: part of what has changed is the calendar."
        )
    paths = moves[(moves.earlier_name != moves.segment_name) & ~moves.earlier_name.isin([NOT_YET])]
    if len(paths):
        top = paths.loc[paths.customers.idxmax()]
        said.append(
            f"The busiest way: {top.customers:,} from {top.earlier_name} to {top.segment_name}, {top.share:.0%} of "
            "the former."
        )
    said += [f"{row.figure}: {row.decision[:1].lower()}{row.decision[1:]}." for row in decision.itertuples()]
    return said
