"""The cards: one row a segment, what a person needs to picture it."""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from segtools.profile.bought import TELLING
from segtools.words import format_value

VALUE = "monetary_value"
_WORTH_SAYING = 0.2
_SURE = 0.05
_FACTS = 5
_BARS = 6
_LEAST_BARS = 3
FEW = 10


def cards(
    base: pd.DataFrame,
    profile: pd.DataFrame,
    stability: pd.DataFrame,
    dictionary: pd.DataFrame,
    affinity: pd.DataFrame | None,
    currency: str,
    answered: pd.DataFrame | None = None,
    terms: pd.DataFrame | None = None,
    margin: str = "",
) -> pd.DataFrame:
    """Table `cards`: one row a segment, what a person needs to picture it, in sentences of its own figures.

    Parameters
    ----------
    base : of `members`, with the columns of table `value` where there is one
    profile, stability, dictionary, affinity, answered : tables `profile`, `segment_stability`, `dictionary`, `affinity`,
        `price_response`, `terms`
    margin : what a value is, in the words of value.margin_of
    """
    keys = ["segment_id", "segment_name"]
    made = base.groupby(keys, as_index=False).agg(size=("customer_id", "size"), confidence=("confidence", "mean"))
    made["share"] = made["size"] / len(base)
    made["share_low"], made["share_high"] = proportion_confint(made["size"], len(base), method="wilson")
    for column, name in ((VALUE, "value"), ("clv_12m", "clv")):
        value = base[column] if column in base else pd.Series(np.nan, base.index)
        stats = value.groupby(base.segment_id).agg(["mean", "sem", "sum"]).reindex(made.segment_id)
        made["value_per_customer" if name == "value" else column] = stats["mean"].to_numpy()
        made[f"{name}_low"] = (stats["mean"] - 1.96 * stats["sem"]).to_numpy()
        made[f"{name}_high"] = (stats["mean"] + 1.96 * stats["sem"]).to_numpy()
        made[f"{name}_share"] = stats["sum"].to_numpy() / value.sum() if value.notna().any() else np.nan
    for column in ("p_alive", "expected_orders_12m"):
        value = base[column] if column in base else pd.Series(np.nan, base.index)
        if (
            column == "p_alive" and (value.dropna() > 1 - 1e-6).all()
        ):  # taken, not found: of a model in which nobody leaves
            value = value * np.nan
        made[column] = value.groupby(base.segment_id).mean().reindex(made.segment_id).to_numpy()
    risk = base[base.at_risk] if "at_risk" in base else base.head(0).assign(value_if_kept=0.0)
    made["at_risk"] = made.segment_id.map(risk.segment_id.value_counts()).fillna(0).astype("int64")
    made["at_risk_value"] = made.segment_id.map(risk.groupby("segment_id").value_if_kept.sum()).fillna(0.0)
    made = made.merge(stability.loc[stability.chosen, ["segment_id", "slsw"]], on="segment_id")
    made["clv_basis"] = "net amount" if margin.startswith("net amount") else "margin"
    meanings = dictionary.set_index("variable").meaning
    said = [_sentences(card, profile, affinity, meanings, currency) for card in made.itertuples()]
    if answered is not None:
        for one, card in zip(said, made.itertuples(), strict=True):
            one["wants"] += _answers(answered, card.segment_id)
    if terms is not None:
        for one, card in zip(said, made.itertuples(), strict=True):
            one["loses"] += _pains(terms[terms.segment_id == card.segment_id])
    return made.assign(**{name: [one[name] for one in said] for name in said[0]})


def _pains(terms: pd.DataFrame) -> list[str]:
    """What those who say it score lower for than the segment's others, lowest first."""
    rows = terms[terms.score_gap <= -1].sort_values("score_gap").head(2)
    return [f"“{row.term}”: {row.customers:,} say it ({_share(row.share)} of the comments, against {_share(row.base_share)} in the "
            f"base), and score {-row.score_gap:.1f} points lower than its others" for row in rows.itertuples()]  # fmt: skip


def _answers(answered: pd.DataFrame, segment_id: int) -> list[str]:
    """How the segment answers prices, where it is known to answer them otherwise than the segments do on average."""
    known = answered[answered.verdict == ""]
    row = known[known.segment_id == segment_id]
    middle = known.elasticity.mean()
    if row.empty or row.low.item() <= middle <= row.high.item():
        return []
    more = "More" if row.elasticity.item() < middle else "Less"
    return [f"{more} than others, a lower price: one percent off a product goes with {-row.elasticity.item():.1f}% more of it "
            f"({-row.high.item():.1f}% to {-row.low.item():.1f}%), against {-middle:.1f}% in the mean of the segments"]  # fmt: skip


def _sentences(card, profile: pd.DataFrame, affinity: pd.DataFrame | None, meanings: pd.Series, currency: str) -> dict:
    """The lists of a card."""
    rows = profile[profile.segment_id == card.segment_id]
    bought = affinity[affinity.segment_id == card.segment_id] if affinity is not None else None
    words, values = _figure(rows)
    return {
        "figure": words,
        "figure_values": values,
        "persona": _persona(rows, card.size, meanings),
        "facts": _facts(profile, card.segment_id, card.size, meanings, currency),
        "descriptors": _descriptors(profile, card.segment_id, card.size, meanings, currency),
        "categories": _categories(bought),
        "wants": _wants(rows, bought, meanings, currency),
        "loses": _loses(card, rows, currency),
    }


def _wants(rows: pd.DataFrame, bought: pd.DataFrame | None, meanings: pd.Series, currency: str) -> list[str]:
    said = []
    held = rows[
        rows.family.isin(["attitude", "psychographic"]) & (rows.role == "descriptor") & (rows.p_adjusted < _SURE)
    ]
    held = held[(held.difference >= _WORTH_SAYING) & held.level.isin(["", "yes"])]
    if len(held):
        said.append(_fact(next(held.nlargest(1, "difference").itertuples()), meanings, currency))
    best = bought[bought.next_best & (bought.level == bought.level.iloc[0])] if bought is not None else ()
    if len(best):
        best = best.iloc[0]
        said.append(f"Next, {best.category}: {_share(best.buyers)} of them buy it, against {_share(best.likely)} of those in the base who "
                    "otherwise buy what they do")  # fmt: skip
    price = rows[(rows.variable == "discount_share") & (rows.difference.abs() >= _WORTH_SAYING)]
    for row in price[(price["index"] >= 125) | (price["index"] <= 50)].itertuples():
        low = "A good price" if row.difference > 0 else "No discount needed"
        said.append(f"{low}: discounts take {_share(row.value)} of the price, against {_share(row.base)} in the base")
    channels = rows[rows.variable.str.startswith("channel_") & (rows.difference >= _WORTH_SAYING)]
    if len(channels):
        row = channels.loc[channels.difference.idxmax()]
        said.append(f"To be served by {row.variable.removeprefix('channel_')}: {_share(row.value)} of orders, against "
                    f"{_share(row.base)} in the base")  # fmt: skip
    return said


def _loses(card, rows: pd.DataFrame, currency: str) -> list[str]:
    said = []
    if card.at_risk >= FEW:
        worth = format_value(card.at_risk_value, currency, currency)
        said.append(f"Silence: {card.at_risk:,} members are more likely gone than not and worth at least the average customer; "
                    f"kept, they would bring {worth} in twelve months")  # fmt: skip
    high = rows[(rows.difference >= _WORTH_SAYING)].set_index("variable")
    if "discount_share" in high.index:
        said.append(
            f"A cheaper rival: {_share(high.value['discount_share'])} of the price is already given as discount"
        )
    if "return_share" in high.index:
        said.append(f"Goods that disappoint: {_share(high.value['return_share'])} of what they buy comes back, against "
                    f"{_share(high.base['return_share'])} in the base")  # fmt: skip
    return said


def _share(value: float) -> str:
    return format_value(value, "share")


def _facts(profile: pd.DataFrame, segment_id: int, size: int, meanings: pd.Series, currency: str) -> list[str]:
    """What it does, and what it was found by, furthest from the base, strongest first; a segment close to it says so."""
    makes = (profile.family == "behavioural") | (profile.role == "segmentation")
    rows = profile[(profile.segment_id == segment_id) & makes]
    far = _said_once(rows[rows.difference.abs() >= _WORTH_SAYING])
    if far.empty:
        return ["Close to the base on everything measured."]
    far = far.reindex(far.difference.abs().sort_values(ascending=False, kind="stable").index).head(_FACTS)
    return [_fact(row, meanings, currency) + _partly(row, size) for row in far.itertuples()]


def _said_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Of a yes or no, the yes alone; of other levels, the one further from the base in each variable."""
    single = rows[rows.level != "no"]
    order = pd.DataFrame({"far": single.difference.abs().round(9), "more": single.difference > 0}, single.index)
    best = single.reindex(
        order.sort_values(["far", "more"], ascending=False, kind="stable").index
    )  # of two that mirror, what is more
    return best[(best.level == "") | ~best.duplicated("variable")]


def _figure(rows: pd.DataFrame) -> tuple[list[str], list[float]]:
    """What a segment differs in most, for a bar each: words and distances from the base, highest first."""
    one = _said_once(rows[rows.n >= FEW])
    one = one.reindex(one.difference.abs().sort_values(ascending=False, kind="stable").index)
    far = one[one.difference.abs() >= _WORTH_SAYING].head(_BARS)
    far = far if len(far) >= _LEAST_BARS else one.head(_LEAST_BARS)
    far = far.sort_values(["difference", "variable"], ascending=[False, True])
    words = [row.variable.replace("_", " ") + (f": {row.level}" if row.level not in ("", "yes") else "")
             for row in far.itertuples()]  # fmt: skip
    return words, far.difference.astype(float).tolist()


def _persona(rows: pd.DataFrame, size: int, meanings: pd.Series) -> str:
    """The most frequent level of each variable of person and place on which the segment differs from the base, known of at
    least half of its members. Fewer than two make no person: empty then."""
    rows = rows[rows.family.isin(["demographic", "geographic", "psychographic"]) & (rows.role == "descriptor")]
    rows = rows[(rows.n >= max(0.5 * size, 30))]
    sure = rows[(rows.p_adjusted < _SURE) & (rows.difference.abs() >= _WORTH_SAYING)].variable
    rows = rows[rows.variable.isin(sure)]
    top = rows.loc[rows.groupby("variable", sort=False).value.idxmax()]
    if len(top) < 2:
        return ""
    said = [f"{meanings[row.variable]} {row.level} ({row.value:.0%})" if row.level else
            f"{meanings[row.variable]} {format_value(row.value, row.unit)} on average" for row in top.itertuples()]  # fmt: skip
    return f"Most often: {'; '.join(said)}. Each by itself: it need not be one and the same person."


def _partly(row, size: int) -> str:
    return f" (known for {row.n / size:.0%})" if row.n < 0.9 * size else ""


def _descriptors(profile: pd.DataFrame, segment_id: int, size: int, meanings: pd.Series, currency: str) -> list[str]:
    rows = profile[(profile.segment_id == segment_id) & (profile.role == "descriptor")]
    rows = rows[(rows.family != "behavioural") & (rows.difference.abs() >= _WORTH_SAYING) & (rows.n >= 30)]
    rows = rows[((rows.level.isin(["", "yes"])) | (rows.difference > 0)) & (rows.p_adjusted < _SURE)]
    best = _said_once(rows).groupby("variable", sort=False).head(1).head(_FACTS)
    return [_fact(row, meanings, currency) + _partly(row, size) for row in best.itertuples()]


def _fact(row, meanings: pd.Series, currency: str) -> str:
    label = meanings[row.variable][:1].upper() + meanings[row.variable][1:]
    if row.level == "yes":
        return f"{label}: {row.value:.0%}, against {row.base:.0%} of the base"
    if row.level:
        return f"{label}: {row.level} for {row.value:.0%}, against {row.base:.0%} of the base"
    unit = "" if row.unit != "share" and row.unit in meanings[row.variable] else row.unit
    value, base, half = (format_value(x, unit, currency) for x in (row.value, row.base, row.median))
    half = half.replace(".0", "", 1) if float(row.median).is_integer() else half
    skewed = row.unit != "share" and abs(row.value - row.median) > 0.25 * abs(row.value) and half != value
    return (
        f"{label}: {value} on average{f' (half of them {half} or less)' if skewed else ''}, against {base} in the base"
    )


def _categories(bought: pd.DataFrame | None) -> list[str]:
    """The three categories that lead against the base, of those that carry a part of the spend worth saying; without categories,
    products, by how many members buy them, since one member can carry the spend on a product."""
    if bought is None:
        return []
    rows = bought[(bought.level == bought.level.iloc[0]) & (bought.p_adjusted < _SURE)]
    if (rows.level == "product").all():
        rows = (
            rows[(rows.lift >= TELLING) & (rows.buyers >= 0.1)]
            .sort_values(["lift", "category"], ascending=[False, True])
            .head(3)
        )
        return [
            f"{r.category}: {_share(r.buyers)} of them buy it, against {_share(r.base_buyers)} of the base"
            for r in rows.itertuples()
        ]
    rows = rows[(rows["index"] >= 115) & (rows.spend_share >= 0.03)]
    rows = rows.sort_values(["index", "category"], ascending=[False, True]).head(3)
    return [f"{r.category}: {_share(r.spend_share)} of spend, against {_share(r.base_share)} in the base"
            for r in rows.itertuples()]  # fmt: skip
