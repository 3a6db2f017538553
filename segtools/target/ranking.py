"""From criteria to targets: knock-outs, scores, roles, and how sure each is."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from segtools.params import Target
from segtools.target.criteria import ATTRACTIVENESS, COMPETITIVENESS, stretched
from segtools.words import Figure, Style
from segtools.words.worth import best_worth

_CERTAINTY = 40  # concentration of the Dirichlet: a weight of .3 is drawn from .17 to .45 in nineteen of twenty draws
_SMALL_SHARE = 0.1
_WORTH_MORE = 150  # percent of the average
_WELL_SERVED = 5


def rank_segments(
    cards: pd.DataFrame,
    criteria: pd.DataFrame,
    settings: Target,
    style: Style,
    profile: pd.DataFrame | None = None,
    reached: pd.Series | None = None,
    seed: int = 0,
) -> pd.DataFrame:
    """Table `targets`: first knock-outs, then the two weighted scores, then roles, and how sure each is.

    The first n_targets by the mean of the two scores are targets; of the rest, those at least as attractive as
    the middle segment are next in line, the others are maintained; the knocked out are out. With no
    criterion on one side, that side is 0.5 for all.

    Each figure is drawn anew from a normal around it with its standard error, each set of weights from a Dirichlet
    around the one of params, settings.draws times: p_target and p_first are the shares of draws in which a segment
    is a target, and the first of them; the ends of a score hold nine in ten of its draws.

    Parameters
    ----------
    cards, criteria : tables
    settings : params.target
    style : how a knock-out's figure is written, and the smallest number of people it may show
    profile : table, to tell whether a segment is distinct; None leaves that criterion out
    reached : segment_id to members who may be contacted; None where all may
    seed : of the draws
    """
    ranked = cards[["segment_id", "segment_name"]].copy()
    far = None if profile is None else profile.groupby("segment_id").difference.apply(lambda d: d.abs().max())
    ranked["knocked_out"] = [_knock_out(row, settings, far, reached, style) for row in cards.itertuples()]
    out = (ranked.knocked_out != "").to_numpy()
    drawn = {}
    for side in (ATTRACTIVENESS, COMPETITIVENESS):
        rows = criteria[criteria.side == side]
        total = (rows.score * rows.weight).groupby(rows.segment_id).sum()
        ranked[side] = ranked.segment_id.map(total).fillna(0.5).astype(float)
        drawn[side] = _drawn(rows, ranked.segment_id, settings.draws, np.random.default_rng([seed, len(drawn)]))
        ranked[f"{side}_low"], ranked[f"{side}_high"] = np.quantile(drawn[side], [0.05, 0.95], axis=0)
    mean = (ranked.attractiveness + ranked.competitiveness) / 2
    keys = pd.DataFrame({"out": out, "mean": -mean, "id": ranked.segment_id})
    order = keys.sort_values(["out", "mean", "id"]).index
    ranked["rank"] = pd.Series(np.arange(1, len(ranked) + 1), index=order).astype("int64")
    together = np.where(out, -np.inf, drawn[ATTRACTIVENESS] + drawn[COMPETITIVENESS])
    places = (-together).argsort(axis=1, kind="stable").argsort(axis=1)
    ranked["p_target"] = np.where(out, 0.0, (places < settings.n_targets).mean(axis=0))
    ranked["p_first"] = np.where(out, 0.0, (places == 0).mean(axis=0))
    middle = ranked.attractiveness[~out].median()
    true = [out, ranked["rank"] <= settings.n_targets, ranked.attractiveness >= middle]
    ranked["role"] = np.select(true, ["out", "target", "next"], "maintain")
    return ranked.astype({"role": "str", "knocked_out": "str"})


def _drawn(rows: pd.DataFrame, ids: pd.Series, draws: int, rng: np.random.Generator) -> np.ndarray:
    """Weighted scores of one side in random draws: (draws, segments)."""
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


def _knock_out(card, settings: Target, far: pd.Series | None, reached: pd.Series | None, style: Style) -> str:
    """Why a segment is knocked out, with its figure; empty if it is not."""
    if card.segment_name in settings.not_for_us:
        return f"not for us: {settings.not_for_us[card.segment_name]}"
    if card.size < settings.min_customers:
        return f"{_plain_count(card.size, style)} members, under {settings.min_customers}"
    if card.share < settings.min_share:
        share = style.write(Figure(card.share, "rate", people=card.size))
        return f"{share} of the base, under {settings.min_share:.0%}"
    if card.slsw < settings.min_stability:
        found = np.floor(100 * card.slsw + 1e-9) / 100  # not to be rounded up to the limit
        return f"too unsure (only {found:.0%} of it is found again, under {settings.min_stability:.0%})"
    if far is not None and far[card.segment_id] < settings.min_difference:
        return f"too similar to the base (nothing differs by {settings.min_difference:g} of the spread among all)"
    if reached is not None and reached.any() and reached.get(card.segment_id, 0) < settings.min_customers:
        count = _plain_count(reached.get(card.segment_id, 0), style)
        return f"{count} members may be contacted, under {settings.min_customers}"
    return ""


def _plain_count(people: int, style: Style) -> str:
    return style.count(people) if style.withholds(people) else str(people)


def untapped(cards: pd.DataFrame, criteria: pd.DataFrame) -> pd.DataFrame:
    """Segments with few customers but high value or growth, from tables `cards` and `criteria`.

    Returns
    -------
    segment_id, segment_name, size, share, worth (of a member, times the average; missing under one and a half times),
    growth (of its share of the base; missing where worth is told, or where it is not sure)
    """
    best, size = best_worth(cards), cards["size"]
    index = cards.share * np.nan if best is None else 100 * best.value / np.average(best.value, weights=size)
    growth = criteria[criteria.criterion == "growth"].set_index("segment_id")
    grown = growth.value.where(growth.value > 1.96 * growth.error)
    rows = cards[["segment_id", "segment_name", "size", "share"]].copy()
    rows["worth"] = (index / 100).where(index >= _WORTH_MORE)
    rows["growth"] = rows.segment_id.map(grown).astype(float).where(rows.worth.isna())
    small = (rows.share < 0.5 / len(cards)) | (rows.share <= _SMALL_SHARE)
    return rows[small & (rows.worth.notna() | rows.growth.notna())]


def badly_served(settings: Target) -> Iterator[tuple[str, str, float]]:
    """Segments that nobody serves well, by the scores in params: segment_name, who serves it best, that score out of
    10."""
    served = pd.DataFrame(settings.competitors)
    for name, best in served.max(axis=1).items() if len(served) else ():
        if best < _WELL_SERVED:
            yield str(name), str(served.loc[name].idxmax()), float(best)
