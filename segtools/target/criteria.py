"""05_target: which segments do we court, and how sure is that?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from segtools.params import Target
from segtools.scorecard.rule import assign
from segtools.tables import DataError
from segtools.words import yes_no

ATTRACTIVENESS = "attractiveness"
COMPETITIVENESS = "competitiveness"
_ENOUGH_CONTACTS = 30


def contactable(base: pd.DataFrame, settings: Target, named: bool = True) -> pd.Series:
    """Who of the base may be contacted: everybody where params name no variable, and nobody where the client's table names no
    customers (`named` false, ids made of the rows). Raises DataError where the variable is not there."""
    if settings.contactable is None or not named:
        return pd.Series(named, base.index)
    if settings.contactable not in base:
        raise DataError(
            f"target.contactable: no variable {settings.contactable}; name a yes-or-no column of the client's own"
        )
    return yes_no(base[settings.contactable], all_of_it=False) == "yes"


def measures(
    base: pd.DataFrame,
    cards: pd.DataFrame,
    earlier: pd.DataFrame | None,
    responses: pd.DataFrame | None,
    card: dict,
    since: pd.Timestamp,
    settings: Target,
    currency: str,
) -> pd.DataFrame:
    """Every criterion the data can give: segment_id, criterion, value, error (its standard error), unit, source.

    Growth is the change of a segment's share of the base since the earlier look (`since`). Response is counted in the
    segment before the contact, after `since`, as 06_monitor counts it.
    """
    found: dict[str, tuple[pd.Series, pd.Series, str, str]] = {}
    sizes = cards.set_index("segment_id")
    by, nothing = base.groupby("segment_id"), pd.Series(0.0, sizes.index)

    def put(criterion: str, mean: pd.Series, error: pd.Series, unit: str, source: str) -> None:
        found[criterion] = (
            mean.reindex(sizes.index).astype(float),
            error.reindex(sizes.index).astype(float),
            unit,
            source,
        )

    put("size", sizes.share, np.sqrt(sizes.share * (1 - sizes.share) / len(base)), "share", "share of the base")
    if sizes.clv_12m.notna().all():
        put("clv_12m", sizes.clv_12m, by.clv_12m.sem(), currency, "mean value of a member in the next twelve months")
    if sizes.value_per_customer.notna().all():
        error = by.monetary_value.sem()
        put("value_per_customer", sizes.value_per_customer, error, currency, "mean net amount in the window")
    if sizes.p_alive.notna().all():
        put("loyalty", sizes.p_alive, by.p_alive.sem(), "share", "mean chance that a member still buys")
    if "discount_share" in base:
        mean, error = by.discount_share.mean(), by.discount_share.sem()
        put("full_price", 1 - mean, error, "share", "1 less the mean discount share")
    if "recency_days" in base:
        recent = (base.recency_days <= base.recency_days.quantile(0.5)).astype(float).groupby(base.segment_id)
        put("activity", recent.mean(), recent.sem(), "share",
            "share who ordered as recently as the more recent half of the base")  # fmt: skip
    breadth = next((name for name in ("categories_bought", "products_bought") if name in base), None)
    if breadth:
        put(
            "range_bought",
            by[breadth].mean(),
            by[breadth].sem(),
            breadth.split("_")[0],
            f"mean {breadth.replace('_', ' ')}",
        )
    if earlier is not None:
        before = assign(earlier, card)
        then = before.segment_id.value_counts(normalize=True).reindex(sizes.index).fillna(0)
        now = base.segment_id.value_counts(normalize=True).reindex(sizes.index).fillna(0)
        error = np.sqrt(then * (1 - then) / len(before) + now * (1 - now) / len(base))
        put("growth", now - then, error, "change", "change of its share of the base since the earlier look")
        if responses is not None:
            reached = responses[responses.treated & (responses.contact_date > since)].merge(before, on="customer_id")
            heard = reached.groupby("segment_id").responded.agg(["mean", "size"]).reindex(sizes.index)
            rate = heard["mean"].where(heard["size"] >= _ENOUGH_CONTACTS).astype(float)
            if rate.notna().all():
                put("campaign_response", rate, np.sqrt(rate * (1 - rate) / heard["size"]), "share",
                    "share of contacts who responded, by segment before")  # fmt: skip
    names = dict(zip(cards.segment_name, cards.segment_id, strict=True))
    for criterion, given in settings.scores.items():
        put(criterion, _scored(given, names, f"scores.{criterion}"), nothing, "points", "scored in params")
    if settings.competitors:
        served = pd.DataFrame({who: _scored(given, names, f"competitors.{who}")
                               for who, given in settings.competitors.items()})  # fmt: skip
        rivals = served.drop(columns="us")
        who = ", ".join(rivals)
        put(
            "against_competitors",
            served.us - rivals.max(axis=1),
            nothing,
            "points",
            f"our score less the best of {who}",
        )
    parts = [
        pd.DataFrame({"segment_id": values.index, "criterion": criterion, "value": values.to_numpy(),
                      "error": error.fillna(0).to_numpy(), "unit": unit, "source": source})
        for criterion, (values, error, unit, source) in found.items()
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True).sort_values(["criterion", "segment_id"])


def _scored(given: dict[str, float], names: dict[str, int], key: str) -> pd.Series:
    strangers = sorted(set(given) - set(names)) + sorted(set(names) - set(given))
    if strangers:
        what = "is no segment" if strangers[0] in given else "is not scored"
        raise DataError(
            f"target.{key}: “{strangers[0]}” {what}; score each of {', '.join(f'“{name}”' for name in names)}"
        )
    return pd.Series({names[name]: float(score) for name, score in given.items()})


def score_criteria(measured: pd.DataFrame, settings: Target) -> pd.DataFrame:
    """Table `criteria`: each measure as a score from 0 (the lowest segment) to 1 (the highest), with its weight.

    A criterion the data cannot give drops out and the others carry its weight in proportion. Equal segments
    all score 0.5.
    """
    sides = {ATTRACTIVENESS: settings.attractiveness, COMPETITIVENESS: settings.competitiveness}
    parts = []
    for side, weights in sides.items():
        have = {name: w for name, w in weights.items() if w > 0 and name in set(measured.criterion)}
        for name, weight in have.items():
            rows = measured[measured.criterion == name].copy()
            rows["score"] = stretched(rows.value.to_numpy()[None, :])[0]
            parts.append(rows.assign(side=side, weight=weight / sum(have.values())))
    if not parts:
        raise DataError("target: none of the weighted criteria can be measured; weigh one of "
                        f"{', '.join(sorted(set(measured.criterion)))}")  # fmt: skip
    columns = ["segment_id", "side", "criterion", "value", "error", "unit", "score", "weight", "source"]
    return pd.concat(parts, ignore_index=True)[columns]


def unmeasured(criteria: pd.DataFrame, settings: Target) -> list[str]:
    """Criteria that params weigh and the data cannot give."""
    asked = [*settings.attractiveness, *settings.competitiveness]
    return [name for name in asked if name not in set(criteria.criterion)]


def stretched(values: np.ndarray) -> np.ndarray:
    """Rows of values (draws, segments) stretched from 0 to 1."""
    low, high = values.min(axis=1, keepdims=True), values.max(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return np.where(high > low, (values - low) / np.where(high > low, high - low, 1), 0.5)
