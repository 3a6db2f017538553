"""05_target: which segments do we court, and how sure is that?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from segtools.params import Target
from segtools.scorecard.rule import assign
from segtools.tables import DataError, of_draws, yes_no

ATTRACTIVENESS, COMPETITIVENESS = "attractiveness", "competitiveness"
_ENOUGH_CONTACTS = 30
_CERTAINTY = 40  # concentration of the Dirichlet: a weight of .3 is drawn from .17 to .45 in nineteen of twenty draws


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
            rows["score"] = _scores(rows.value.to_numpy()[None, :])[0]
            parts.append(rows.assign(side=side, weight=weight / sum(have.values())))
    if not parts:
        raise DataError("target: none of the weighted criteria can be measured; weigh one of "
                        f"{', '.join(sorted(set(measured.criterion)))}")  # fmt: skip
    columns = ["segment_id", "side", "criterion", "value", "error", "unit", "score", "weight", "source"]
    return pd.concat(parts, ignore_index=True)[columns]


def _scores(values: np.ndarray) -> np.ndarray:
    """Rows of values (draws, segments) stretched from 0 to 1."""
    low, high = values.min(axis=1, keepdims=True), values.max(axis=1, keepdims=True)
    with np.errstate(invalid="ignore"):
        return np.where(high > low, (values - low) / np.where(high > low, high - low, 1), 0.5)


def unmeasured(criteria: pd.DataFrame, settings: Target) -> list[str]:
    """Criteria that params weigh and the data cannot give."""
    asked = [*settings.attractiveness, *settings.competitiveness]
    return [name for name in asked if name not in set(criteria.criterion)]


def rank_segments(
    cards: pd.DataFrame, criteria: pd.DataFrame, settings: Target, profile: pd.DataFrame | None = None,
    reached: pd.Series | None = None, seed: int = 0,
) -> pd.DataFrame:  # fmt: skip
    """Table `targets`: knock-outs first, then the two weighted scores, then roles, and how sure they are.

    The first n_targets by the mean of the two scores are targets; of the rest, those at least as attractive as
    the middle segment are next in line, the others are maintained; the knocked out are out. With no
    criterion on one side, that side is 0.5 for all.

    Each figure is drawn anew from a normal around it with its standard error, each set of weights from a Dirichlet around
    the one of params, settings.draws times: p_target and p_first are the shares of draws in which a segment is a
    target, and the first of them; the ends of a score hold nine in ten of its draws.

    Parameters
    ----------
    cards, criteria : tables
    profile : table, to tell whether a segment is distinct; None leaves that criterion out
    reached : segment_id to members who may be contacted; None where all may
    """
    made = cards[["segment_id", "segment_name"]].copy()
    far = None if profile is None else profile.groupby("segment_id").difference.apply(lambda d: d.abs().max())
    made["knocked_out"] = [_knock_out(row, settings, far, reached) for row in cards.itertuples()]
    out = (made.knocked_out != "").to_numpy()
    drawn = {}
    for side in (ATTRACTIVENESS, COMPETITIVENESS):
        rows = criteria[criteria.side == side]
        total = (rows.score * rows.weight).groupby(rows.segment_id).sum()
        made[side] = made.segment_id.map(total).fillna(0.5).astype(float)
        drawn[side] = _drawn(rows, made.segment_id, settings.draws, np.random.default_rng([seed, len(drawn)]))
        made[f"{side}_low"], made[f"{side}_high"] = np.quantile(drawn[side], [0.05, 0.95], axis=0)
    mean = (made.attractiveness + made.competitiveness) / 2
    keys = pd.DataFrame({"out": out, "mean": -mean, "id": made.segment_id})
    order = keys.sort_values(["out", "mean", "id"]).index
    made["rank"] = pd.Series(np.arange(1, len(made) + 1), index=order).astype("int64")
    together = np.where(out, -np.inf, drawn[ATTRACTIVENESS] + drawn[COMPETITIVENESS])
    places = (-together).argsort(axis=1, kind="stable").argsort(axis=1)
    made["p_target"] = np.where(out, 0.0, (places < settings.n_targets).mean(axis=0))
    made["p_first"] = np.where(out, 0.0, (places == 0).mean(axis=0))
    middle = made.attractiveness[~out].median()
    made["role"] = np.select(
        [out, made["rank"] <= settings.n_targets, made.attractiveness >= middle],
        ["out", "target", "next"], "maintain",
    )  # fmt: skip
    return made.astype({"role": "str", "knocked_out": "str"})


def _drawn(rows: pd.DataFrame, ids: pd.Series, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Weighted scores of one side, drawn anew: (draws, segments)."""
    if rows.empty:
        return np.full((draws, len(ids)), 0.5)
    names = sorted(rows.criterion.unique())
    weights = rng.dirichlet(_CERTAINTY * rows.groupby("criterion").weight.first()[names].to_numpy(), draws)
    total = np.zeros((draws, len(ids)))
    for n, name in enumerate(names):
        mine = rows[rows.criterion == name].set_index("segment_id").reindex(ids)
        values = mine.value.to_numpy() + mine.error.fillna(0).to_numpy() * rng.standard_normal((draws, len(ids)))
        total += weights[:, [n]] * _scores(values)
    return total


def _knock_out(card, settings: Target, far: pd.Series | None, reached: pd.Series | None) -> str:
    if card.segment_name in settings.not_for_us:
        return f"not for us: {settings.not_for_us[card.segment_name]}"
    if card.size < settings.min_customers:
        return f"{card.size} members, under {settings.min_customers}"
    if card.share < settings.min_share:
        return f"{card.share:.1%} of the base, under {settings.min_share:.0%}"
    if card.slsw < settings.min_stability:
        return f"comes back with a Jaccard of {card.slsw:.2f}, under {settings.min_stability:.2f}"
    if far is not None and far[card.segment_id] < settings.min_difference:
        return f"nowhere {settings.min_difference:g} standard deviations from the base: not distinct"
    if reached is not None and reached.any() and reached.get(card.segment_id, 0) < settings.min_customers:
        return f"{reached.get(card.segment_id, 0)} members may be contacted, under {settings.min_customers}"
    return ""


def untapped(cards: pd.DataFrame, criteria: pd.DataFrame, settings: Target) -> list[str]:
    """What lies open, in sentences: segments of few customers but high value or growth, and segments whom nobody serves well."""
    said, growth = [], criteria[criteria.criterion == "growth"].set_index("segment_id")
    value = cards.clv_12m if cards.clv_12m.notna().all() else cards.value_per_customer
    mean = np.average(value, weights=cards["size"]) if value.notna().all() else np.nan
    for row in cards.assign(index=100 * value / mean).itertuples():
        few = row.share < 0.5 / len(cards) or row.share <= 0.1
        grown = row.segment_id in growth.index and growth.value[row.segment_id] > 1.96 * growth.error[row.segment_id]
        if few and row.index >= 150:
            said.append(f"Untapped: “{row.segment_name}” is {row.share:.0%} of the base, and a member is worth {row.index / 100:.1f} "
                        "times the average.")  # fmt: skip
        elif few and grown:
            said.append(f"Untapped: “{row.segment_name}” is {row.share:.0%} of the base, and has grown by "
                        f"{100 * growth.value[row.segment_id]:.1f} points since the earlier look.")  # fmt: skip
    if settings.competitors:
        served = pd.DataFrame(settings.competitors)
        for name, best in served.max(axis=1).items():
            if best < 5:
                said.append(
                    f"Open: nobody serves “{name}” well; the best score is {best:g} of 10, {served.loc[name].idxmax()}'s."
                )
    return said


def findings(targets: pd.DataFrame, draws: int, verdict: str) -> list[str]:
    """What the choice of targets comes to, in sentences."""
    ranked = targets.sort_values("rank")
    said = []
    if verdict == "none":
        said.append("Caution: this base holds no segments that would be found again; what follows divides it for the exercise, "
                    "and is not to be acted on.")  # fmt: skip
    for row in ranked[ranked.role == "target"].itertuples():
        sure = "" if row.p_target >= 0.8 else "; a close call" if row.p_target >= 0.5 else "; no clear winner"
        said.append(f"Court “{row.segment_name}”: a target in {of_draws(row.p_target)} of {draws:,} draws of weights and figures"
                    f"{f', the first in {of_draws(row.p_first)}' if row.p_first >= 0.005 else ''}{sure}.")  # fmt: skip
    if not (ranked.role == "target").any():
        said.append("No segment passes the knock-outs: there is nothing to court before the data is better.")
    rival = ranked[(ranked.role.isin(["next", "maintain"])) & (ranked.p_target >= 0.25)]
    return said + [f"“{row.segment_name}” is no target, and would be one in {of_draws(row.p_target)} of the draws."
                   for row in rival.itertuples()]  # fmt: skip


def notes(targets: pd.DataFrame, criteria: pd.DataFrame, open_: list[str], missing: list[str]) -> list[str]:
    """What else a reader should know of the choice: who was knocked out, what lies open (of `untapped`), what could not be
    measured (of `unmeasured`)."""
    said = [f"Knocked out: {row.segment_name}, {row.knocked_out}."
            for row in targets[targets.knocked_out != ""].sort_values("rank").itertuples()]  # fmt: skip
    said += open_
    if missing:
        words = ", ".join(name.replace("clv_12m", "value").replace("_", " ") for name in missing)
        said.append(f"Cannot be measured for every segment, so left out of the scores: {words}.")
    if COMPETITIVENESS not in set(criteria.side):
        said.append("Nothing in the data speaks of our strength with a segment: competitiveness is 0.5 for all, and the ranking "
                    "is by attractiveness alone.")  # fmt: skip
    return said
