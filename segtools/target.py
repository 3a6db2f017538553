"""05_target: which segments do we court, and with what?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from segtools.params import Target
from segtools.scorecard import assign
from segtools.tables import DataError, format_value

ATTRACTIVENESS, COMPETITIVENESS = "attractiveness", "competitiveness"
_WORTH_A_PLAY = 0.2
_ENOUGH_CONTACTS = 30


# --- judging ------------------------------------------------------------------------------------------


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
    """Every criterion the data can give: segment_id, criterion, value, unit, source.

    Growth is the change of a segment's share of the base since the earlier look (`since`), 0 where its 95% interval
    holds 0. Response is counted in the segment before the contact, after `since`, as 06_monitor counts it.
    """
    found: dict[str, tuple[pd.Series, str, str]] = {}
    sizes = cards.set_index("segment_id")
    by = base.groupby("segment_id")
    found["size"] = (sizes.share, "share", "share of the base")
    if sizes.value_per_customer.notna().all():
        found["value_per_customer"] = (sizes.value_per_customer, currency, "mean net amount in the window")
    if "discount_share" in base:
        found["full_price"] = (1 - by.discount_share.mean(), "share", "1 less the mean discount share")
    if "recency_days" in base:
        recent = base.recency_days <= base.recency_days.quantile(0.5)
        found["activity"] = (recent.groupby(base.segment_id).mean(), "share",
                             "share who ordered as recently as the more recent half of the base")  # fmt: skip
    breadth = next((name for name in ("categories_bought", "products_bought") if name in base), None)
    if breadth:
        found["range_bought"] = (
            by[breadth].mean(),
            breadth.split("_")[0],
            f"mean {breadth.replace('_', ' ')}",
        )
    if earlier is not None:
        before = assign(earlier, card)
        then = before.segment_id.value_counts(normalize=True).reindex(sizes.index).fillna(0)
        now = base.segment_id.value_counts(normalize=True).reindex(sizes.index).fillna(0)
        error = np.sqrt(then * (1 - then) / len(before) + now * (1 - now) / len(base))
        growth = (now - then).where((now - then).abs() > 1.96 * error, 0.0)
        found["growth"] = (growth, "share", "change of the share of the base since the earlier look; 0 within chance")
        if responses is not None:
            reached = responses[responses.treated & (responses.contact_date > since)].merge(before, on="customer_id")
            heard = reached.groupby("segment_id").responded.agg(["mean", "size"]).reindex(sizes.index)
            rate = heard["mean"].where(heard["size"] >= _ENOUGH_CONTACTS).astype(float)
            if rate.notna().all():
                found["campaign_response"] = (rate, "share", "share of contacts who responded, by segment before")
    names = dict(zip(cards.segment_name, cards.segment_id, strict=True))
    for criterion, given in settings.scores.items():
        strangers = sorted(set(given) ^ set(names))
        if strangers:
            raise DataError(f"target.scores.{criterion}: {strangers[0]!r} is not scored or not a segment; "
                            f"score each of {', '.join(names)}")  # fmt: skip
        found[criterion] = (pd.Series({names[n]: s for n, s in given.items()}), "points", "scored in params")
    parts = [
        pd.DataFrame({"segment_id": values.index, "criterion": criterion, "value": values.to_numpy(float),
                      "unit": unit, "source": source})
        for criterion, (values, unit, source) in found.items()
    ]  # fmt: skip
    return pd.concat(parts, ignore_index=True).sort_values(["criterion", "segment_id"])


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
            spread = rows.value.max() - rows.value.min()
            rows["score"] = (rows.value - rows.value.min()) / spread if spread > 0 else 0.5
            parts.append(rows.assign(side=side, weight=weight / sum(have.values())))
    if not parts:
        raise DataError("target: none of the weighted criteria can be measured; weigh one of "
                        f"{', '.join(sorted(set(measured.criterion)))}")  # fmt: skip
    columns = ["segment_id", "side", "criterion", "value", "unit", "score", "weight", "source"]
    return pd.concat(parts, ignore_index=True)[columns]


def unmeasured(criteria: pd.DataFrame, settings: Target) -> list[str]:
    """Criteria that params weigh and the data cannot give."""
    asked = [*settings.attractiveness, *settings.competitiveness]
    return [name for name in asked if name not in set(criteria.criterion)]


def rank_segments(cards: pd.DataFrame, criteria: pd.DataFrame, settings: Target) -> pd.DataFrame:
    """Table `targets`: knock-outs first, then the two weighted scores, then roles.

    The first n_targets by the mean of the two scores are targets; of the rest, those at least as attractive as
    the middle segment are next in line, the others are maintained; the knocked out are out. With no
    criterion on one side, that side is 0.5 for all.
    """
    made = cards[["segment_id", "segment_name"]].copy()
    made["knocked_out"] = [_knock_out(row, settings) for row in cards.itertuples()]
    for side in (ATTRACTIVENESS, COMPETITIVENESS):
        rows = criteria[criteria.side == side]
        total = (rows.score * rows.weight).groupby(rows.segment_id).sum()
        made[side] = made.segment_id.map(total).fillna(0.5).astype(float)
    out = made.knocked_out != ""
    mean = (made.attractiveness + made.competitiveness) / 2
    keys = pd.DataFrame({"out": out, "mean": -mean, "id": made.segment_id})
    order = keys.sort_values(["out", "mean", "id"]).index
    made["rank"] = pd.Series(np.arange(1, len(made) + 1), index=order).astype("int64")
    middle = made.attractiveness[~out].median()
    made["role"] = np.select(
        [out, made["rank"] <= settings.n_targets, made.attractiveness >= middle],
        ["out", "target", "next"], "maintain",
    )  # fmt: skip
    return made.astype({"role": "str", "knocked_out": "str"})


def _knock_out(card, settings: Target) -> str:
    if card.size < settings.min_customers:
        return f"{card.size} members, under {settings.min_customers}"
    if card.share < settings.min_share:
        return f"{card.share:.1%} of the base, under {settings.min_share:.0%}"
    if card.slsw < settings.min_stability:
        return f"comes back with a Jaccard of {card.slsw:.2f}, under {settings.min_stability:.2f}"
    return ""


# --- planning -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Play:
    """What to do about one figure. It applies to a segment that lies far from the base on `trigger` in the
    direction of `sign`; the sentences are filled with the segment's own figures."""

    name: str
    trigger: str
    sign: int
    reason: str
    offer: str
    kpi: str


PLAYS = (
    Play("win back", "recency_days", +1,
         "They last ordered {recency_days} ago on average, against {recency_days_base} in the base.",
         "A reason to come back, led by {wants}.",
         "Days since the last order, {recency_days} on average now."),
    Play("reward", "monetary_value", +1,
         "Each is worth {monetary_value} in the window, against {monetary_value_base} in the base.",
         "Recognition before reductions: first access and service around {wants}.",
         "Net amount a member in the same window, {monetary_value} now."),
    Play("keep the habit", "frequency", +1,
         "They order {frequency} times in the window, against {frequency_base} in the base.",
         "Make the next order an easy one: reminders, and repeat orders of {wants}.",
         "Orders a member in the same window, {frequency} now."),
    Play("trade up", "mean_order_value", +1,
         "An order is {mean_order_value} on average, against {mean_order_value_base} in the base.",
         "The next better choice and what goes with it, in {wants}.",
         "Net amount an order, {mean_order_value} now."),
    Play("grow basket", "mean_order_value", -1,
         "An order is {mean_order_value} on average, against {mean_order_value_base} in the base.",
         "A benefit from {mean_order_value_base} an order, the base's average, shown in the basket.",
         "Net amount an order, {mean_order_value} now."),
    Play("protect margin", "discount_share", +1,
         "Discounts take {discount_share} of the price, against {discount_share_base} in the base.",
         "Discounts on chosen items only, and none on {wants}: what they come for anyway.",
         "Discount share, {discount_share} now, with orders a member, {frequency} now."),
    Play("cross-sell", "categories_bought", -1,
         "They buy in {categories_bought}, against {categories_bought_base} in the base.",
         "A first purchase in {lacks}.",
         "Categories bought, {categories_bought} now."),
    Play("cross-sell", "products_bought", -1,
         "They buy {products_bought}, against {products_bought_base} in the base.",
         "Suggestions from what similar members of the base buy.",
         "Products bought, {products_bought} now."),
    Play("onboard", "tenure_days", -1,
         "Their first order lies {tenure_days} back on average, against {tenure_days_base} in the base.",
         "A welcome series that leads from {wants} to {lacks}.",
         "Orders a member in the same window, {frequency} now."),
    Play("raise frequency", "frequency", -1,
         "They order {frequency} times in the window, against {frequency_base} in the base.",
         "An occasion for one more order: a date that fits {wants}.",
         "Orders a member in the same window, {frequency} now."),
    Play("full price", "discount_share", -1,
         "Discounts take only {discount_share} of the price, against {discount_share_base} in the base.",
         "No discount: what they value is not the price; new and better choices in {wants}.",
         "Discount share, {discount_share} now."),
)  # fmt: skip


def marketing_plan(
    targets: pd.DataFrame,
    profile: pd.DataFrame,
    cards: pd.DataFrame,
    category: pd.DataFrame | None,
    currency: str,
) -> pd.DataFrame:
    """Table `plan`: a lead play a segment, every sentence filled from the segment's own figures.

    A play is eligible where its figure lies at least 0.2 standard deviations from the base on its side. Plays
    are dealt so that their figures are together as far from the base as possible and, while they last, no two
    segments get the same (linear assignment).
    """
    numeric = profile[profile.level == ""].set_index(["segment_id", "variable"])
    ids = list(targets.segment_id)
    strength = np.zeros((len(ids), len(PLAYS)))
    for i, segment_id in enumerate(ids):
        for j, play in enumerate(PLAYS):
            if (segment_id, play.trigger) in numeric.index:
                strength[i, j] = play.sign * numeric.difference[(segment_id, play.trigger)]
    strength[strength < _WORTH_A_PLAY] = 0
    dealt = dict(zip(*linear_sum_assignment(-strength), strict=True))
    rows = []
    for i, row in enumerate(targets.itertuples()):
        j = dealt.get(i, int(strength[i].argmax()))
        j = j if strength[i, j] > 0 else int(strength[i].argmax())
        play = PLAYS[j] if strength[i, j] > 0 else None
        words = _words(row.segment_id, numeric, category, currency)
        card = cards[cards.segment_id == row.segment_id].iloc[0]
        rows.append(
            {
                "segment_id": row.segment_id,
                "segment_name": row.segment_name,
                "role": row.role,
                "play": play.name if play else "speak to them",
                "reason": play.reason.format_map(words) if play else card.facts[0] + ".",
                "offer": play.offer.format_map(words)
                if play
                else "To be found with them: no behaviour in the data sets them apart from the base.",
                "message": _message(card),
                "channel": _channel(row.segment_id, numeric),
                "kpi": play.kpi.format_map(words) if play else f"Members, {card['size']:,} now.",
            }
        )
    return pd.DataFrame(rows)


class _Words(dict):
    def __missing__(self, key: str) -> str:
        known = {"wants": "what they buy already", "lacks": "what others in the base buy"}
        return known.get(key, "an unknown amount")


def _words(segment_id: int, numeric: pd.DataFrame, category: pd.DataFrame | None, currency: str) -> _Words:
    words = _Words()
    for (_, variable), row in numeric[numeric.index.get_level_values(0) == segment_id].iterrows():
        unit = "" if variable == "frequency" else row.unit
        words[variable] = format_value(row.value, unit, currency)
        words[f"{variable}_base"] = format_value(row.base, unit, currency)
    if category is not None:
        rows = category[(category.segment_id == segment_id) & (category.level == category.level.iloc[0])]
        liked = rows[(rows.spend_share >= 0.05) & (rows["index"] >= 115)].sort_values(
            ["index", "category"], ascending=[False, True]
        )
        if len(liked):
            words["wants"] = f"{liked.category.iloc[0]} ({liked.spend_share.iloc[0]:.0%} of their spend, against " \
                             f"{liked.base_share.iloc[0]:.0%} in the base)"  # fmt: skip
        rows = rows.assign(gap=rows.base_buyers - rows.buyers).sort_values(["gap", "category"], ascending=[False, True])
        if len(rows) and rows.gap.iloc[0] > 0:
            words["lacks"] = f"{rows.category.iloc[0]}, which {rows.buyers.iloc[0]:.0%} of them buy, against " \
                             f"{rows.base_buyers.iloc[0]:.0%} of the base"  # fmt: skip
    return words


def _message(card: pd.Series) -> str:
    if len(card.descriptors):
        return f"Start from who they are. {card.descriptors[0]}."
    return f"Nothing known of who they are sets them apart; start from what they do. {card.facts[0]}."


def _channel(segment_id: int, numeric: pd.DataFrame) -> str:
    rows = numeric[numeric.index.get_level_values(0) == segment_id].droplevel(0)
    rows = rows[rows.index.str.startswith("channel_")]
    if rows.empty:
        return "No channel is recorded in the data."
    best = rows.value.idxmax()
    return (f"{best.removeprefix('channel_')}: {rows.value[best]:.0%} of their orders, against "
            f"{rows.base[best]:.0%} in the base.").capitalize()  # fmt: skip


def findings(targets: pd.DataFrame, criteria: pd.DataFrame, plan: pd.DataFrame, missing: list[str]) -> list[str]:
    """What the notebook concludes, in sentences."""
    ranked = targets.sort_values("rank")
    said = []
    for row in ranked[ranked.role == "target"].itertuples():
        play = plan.set_index("segment_id").loc[row.segment_id]
        said.append(
            f"Court “{row.segment_name}”: {play.play}. {play.reason} (Attractiveness {row.attractiveness:.2f}, competitiveness "
            f"{row.competitiveness:.2f}, of 1.)"
        )
    if not said:
        said.append("No segment passes the knock-outs: there is nothing to court before the data is better.")
    for row in ranked[ranked.knocked_out != ""].itertuples():
        said.append(f"Knocked out: {row.segment_name}, {row.knocked_out}.")
    if missing:
        words = ", ".join(name.replace("_", " ") for name in missing)
        said.append(f"Cannot be measured for every segment, so left out of the scores: {words}.")
    if COMPETITIVENESS not in set(criteria.side):
        said.append("Nothing in the data speaks of our strength with a segment: competitiveness is 0.5 for all.")
    return said
