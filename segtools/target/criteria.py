"""What makes a segment attractive, and how strong we are in it: each criterion as measured, and as a score beside the
other segments."""

from __future__ import annotations

import numpy as np
import pandas as pd

from segtools.params import Target
from segtools.tables import DataError, is_yes
from segtools.words import ENOUGH

ATTRACTIVENESS = "attractiveness"
COMPETITIVENESS = "competitiveness"
_BREADTHS = ("categories_bought", "products_bought")


def contactable(base: pd.DataFrame, settings: Target, named: bool = True) -> pd.Series:
    """Which customers of the base may be contacted.

    Parameters
    ----------
    base : of `members`
    settings : params.target; everybody may be where it names no variable
    named : whether the client's tables name their customers; nobody can be contacted where ids are made from the rows

    Raises DataError where the variable that params name is not there, or holds what is neither yes nor no.
    """
    if settings.contactable is None or not named:
        return pd.Series(named, base.index)
    if settings.contactable not in base:
        raise DataError(
            f"target.contactable: no variable {settings.contactable}; name a yes-or-no column of the client"
        )
    return is_yes(base[settings.contactable], "target.contactable")


# --- what is measured -----------------------------------------------------------------------------------


def measures(
    base: pd.DataFrame,
    cards: pd.DataFrame,
    settings: Target,
    currency: str = "",
    before: pd.DataFrame | None = None,
    responses: pd.DataFrame | None = None,
    since: pd.Timestamp = pd.NaT,
) -> pd.DataFrame:
    """Every criterion the data can give: segment_id, criterion, value, error (its standard error), unit, source.

    Growth is the change of a segment's share of the base since the earlier look. Response is counted in the
    segment before the contact, after that look, as 06_monitor counts it.

    Parameters
    ----------
    base : of `members`, with the columns of table `value`
    cards, responses : tables
    settings : params.target
    before, since : table `segments` of the earlier look, and its day; None where there was none
    """
    parts = [*_size_and_worth(base, cards, currency), *_behaviour(base, cards)]
    if before is not None:
        parts += [_growth(base, before, cards), *_campaign_response(before, responses, since, cards)]
    parts += _scored_by_hand(cards, settings)
    return pd.concat(parts, ignore_index=True).sort_values(["criterion", "segment_id"])


def _measure(
    cards: pd.DataFrame, criterion: str, value: pd.Series, error: pd.Series | float, unit: str, source: str
) -> pd.DataFrame:
    """The rows of one criterion; value and error by segment_id."""
    ids = cards.segment_id.to_numpy()
    error = error.reindex(ids).astype(float).fillna(0).to_numpy() if isinstance(error, pd.Series) else error
    rows = {"segment_id": ids, "criterion": criterion, "value": value.reindex(ids).astype(float).to_numpy()}
    return pd.DataFrame({**rows, "error": error, "unit": unit, "source": source})


def _size_and_worth(base: pd.DataFrame, cards: pd.DataFrame, currency: str) -> list[pd.DataFrame]:
    of, by = cards.set_index("segment_id"), base.groupby("segment_id")
    error = np.sqrt(of.share * (1 - of.share) / len(base))
    parts = [_measure(cards, "size", of.share, error, "share", "share of the base")]
    if of.clv_12m.notna().all():
        source = "mean value of a member in the next twelve months"
        parts.append(_measure(cards, "clv_12m", of.clv_12m, by.clv_12m.sem(), currency, source))
    if of.value_per_customer.notna().all():
        error, source = by.monetary_value.sem(), "mean net amount in the period"
        parts.append(_measure(cards, "value_per_customer", of.value_per_customer, error, currency, source))
    return parts


def _behaviour(base: pd.DataFrame, cards: pd.DataFrame) -> list[pd.DataFrame]:
    of, by, parts = cards.set_index("segment_id"), base.groupby("segment_id"), []
    if of.p_alive.notna().all():
        source = "mean chance that a member still buys"
        parts.append(_measure(cards, "loyalty", of.p_alive, by.p_alive.sem(), "share", source))
    if "discount_share" in base:
        discount, source = by.discount_share, "1 less the mean discount share"
        parts.append(_measure(cards, "full_price", 1 - discount.mean(), discount.sem(), "share", source))
    if "recency_days" in base:
        recent = (base.recency_days <= base.recency_days.quantile(0.5)).astype(float).groupby(base.segment_id)
        source = "share who ordered as recently as the more recent half of the base"
        parts.append(_measure(cards, "activity", recent.mean(), recent.sem(), "share", source))
    breadth = next((name for name in _BREADTHS if name in base), None)
    if breadth:
        unit, source = breadth.split("_")[0], f"mean {breadth.replace('_', ' ')}"
        parts.append(_measure(cards, "range_bought", by[breadth].mean(), by[breadth].sem(), unit, source))
    return parts


def _growth(base: pd.DataFrame, before: pd.DataFrame, cards: pd.DataFrame) -> pd.DataFrame:
    then, now = (
        rows.segment_id.value_counts(normalize=True).reindex(cards.segment_id).fillna(0) for rows in (before, base)
    )
    error = np.sqrt(then * (1 - then) / len(before) + now * (1 - now) / len(base))
    source = "change of its share of the base since the earlier look"
    return _measure(cards, "growth", now - then, error, "change", source)


def _campaign_response(
    before: pd.DataFrame, responses: pd.DataFrame | None, since: pd.Timestamp, cards: pd.DataFrame
) -> list[pd.DataFrame]:
    if responses is None:
        return []
    contacted = responses[responses.treated & (responses.contact_date > since)].merge(before, on="customer_id")
    counts = contacted.groupby("segment_id").responded.agg(["mean", "size"]).reindex(cards.segment_id)
    rate = counts["mean"].where(counts["size"] >= ENOUGH).astype(float)
    if rate.isna().any():
        return []
    error, source = np.sqrt(rate * (1 - rate) / counts["size"]), "share of contacts who responded, by segment before"
    return [_measure(cards, "campaign_response", rate, error, "share", source)]


def _scored_by_hand(cards: pd.DataFrame, settings: Target) -> list[pd.DataFrame]:
    """Criteria for which params give the scores, and how well we serve each segment compared with named competitors."""
    names = dict(zip(cards.segment_name, cards.segment_id, strict=True))
    parts = [
        _measure(cards, criterion, _scored(given, names, f"scores.{criterion}"), 0.0, "points", "scored in params")
        for criterion, given in settings.scores.items()
    ]
    if settings.competitors:
        served = pd.DataFrame(
            {who: _scored(given, names, f"competitors.{who}") for who, given in settings.competitors.items()}
        )
        rivals = served.drop(columns="us")
        lead, source = served.us - rivals.max(axis=1), f"our score less the best of {', '.join(rivals)}"
        parts.append(_measure(cards, "against_competitors", lead, 0.0, "points", source))
    return parts


def _scored(given: dict[str, float], names: dict[str, int], key: str) -> pd.Series:
    strangers = sorted(set(given) - set(names)) + sorted(set(names) - set(given))
    if strangers:
        what = "is no segment" if strangers[0] in given else "is not scored"
        every = ", ".join(f"“{name}”" for name in names)
        raise DataError(f"target.{key}: “{strangers[0]}” {what}; score each of {every}")
    return pd.Series({names[name]: float(score) for name, score in given.items()})


# --- and scored -----------------------------------------------------------------------------------------


def score_criteria(measured: pd.DataFrame, settings: Target) -> pd.DataFrame:
    """Table `criteria`: each measure as a score from 0 (the lowest segment) to 1 (the highest), with its weight.

    A criterion the data cannot give drops out and the others carry its weight in proportion. Equal segments
    all score 0.5. Raises DataError where no weighted criterion can be measured.
    """
    sides = {ATTRACTIVENESS: settings.attractiveness, COMPETITIVENESS: settings.competitiveness}
    parts = []
    for side, weights in sides.items():
        known = {name: w for name, w in weights.items() if w > 0 and name in set(measured.criterion)}
        for name, weight in known.items():
            rows = measured[measured.criterion == name].copy()
            rows["score"] = stretched(rows.value.to_numpy()[None, :])[0]
            parts.append(rows.assign(side=side, weight=weight / sum(known.values())))
    if not parts:
        could = ", ".join(sorted(set(measured.criterion)))
        raise DataError(f"target: none of the weighted criteria can be measured; give a weight to one of {could}")
    columns = ["segment_id", "side", "criterion", "value", "error", "unit", "score", "weight", "source"]
    return pd.concat(parts, ignore_index=True)[columns]


def unmeasured(criteria: pd.DataFrame, settings: Target) -> list[str]:
    """Criteria that have a weight in params but cannot be measured from the data."""
    asked = [*settings.attractiveness, *settings.competitiveness]
    return [name for name in asked if name not in set(criteria.criterion)]


def stretched(values: np.ndarray) -> np.ndarray:
    """Rows of values (draws, segments) stretched from 0 to 1."""
    low, high = values.min(axis=1, keepdims=True), values.max(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return np.where(high > low, (values - low) / np.where(high > low, high - low, 1), 0.5)
