"""From criteria to targets: knock-outs, scores, roles, and how sure they are."""

from __future__ import annotations

import numpy as np
import pandas as pd

from segtools.params import Target
from segtools.target.criteria import ATTRACTIVENESS, COMPETITIVENESS, stretched

_CERTAINTY = 40  # concentration of the Dirichlet: a weight of .3 is drawn from .17 to .45 in nineteen of twenty draws


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
        total += weights[:, [n]] * stretched(values)
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
