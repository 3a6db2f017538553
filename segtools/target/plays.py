"""What to do for each segment: plays from a library, filled from the segment's own figures."""

from __future__ import annotations

import string
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from segtools.params import Play
from segtools.words import format_value

_WORTH_A_PLAY = 0.2
_AHEAD = {"p_alive": "share", "expected_orders_12m": "orders", "clv_12m": "currency"}


# --- plays --------------------------------------------------------------------------------------------


def figures(profile: pd.DataFrame, base: pd.DataFrame, currency: str) -> pd.DataFrame:
    """The figures that plays ask for: numeric variables, shares of yes, and what is expected of the next twelve months.

    Parameters
    ----------
    profile : table `profile`
    base : of profile.members, with the columns of table `value`

    Returns
    -------
    segment_id, figure, value, base, difference (standard deviations, or Cohen's h for shares of yes), unit
    """
    rows = profile[profile.level.isin(["", "yes"])].rename(columns={"variable": "figure"})
    parts = [rows[["segment_id", "figure", "value", "base", "difference", "unit"]]]
    for name, unit in _AHEAD.items():
        if name in base and base[name].notna().any() and base[name].std() > 1e-6:
            mean = base.groupby("segment_id")[name].mean()
            parts.append(pd.DataFrame({
                "segment_id": mean.index, "figure": name, "value": mean.to_numpy(), "base": base[name].mean(),
                "difference": ((mean - base[name].mean()) / base[name].std(ddof=0)).to_numpy(),
                "unit": currency if unit == "currency" else unit,
            }))  # fmt: skip
    return pd.concat(parts, ignore_index=True).drop_duplicates(["segment_id", "figure"])


def _asked(play: Play) -> set[str]:
    """Figures without which a play cannot be judged or written."""
    texts = " ".join([play.reason, play.offer, play.price, play.message, play.kpi, play.channel])
    named = {field for _, field, _, _ in string.Formatter().parse(texts) if field}
    return {field.removesuffix("_base") for field in named - {"wants", "lacks", "fact", "size"}} | set(play.when)


def strengths(plays: dict[str, Play], found: pd.DataFrame, ids: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """How much each play answers each segment: (segments, plays), 0 where it does not apply; and where its `when` is true but
    `unless` is too, true.

    The strength is the distance from the base, in standard deviations, summed over the figures that `when` names: of two plays
    that apply, the one that speaks of more goes first.
    """
    table = found.set_index(["segment_id", "figure"])
    strength, against = np.zeros((len(ids), len(plays))), np.zeros((len(ids), len(plays)), bool)
    for j, play in enumerate(plays.values()):
        for i, segment_id in enumerate(ids):
            if any((segment_id, figure) not in table.index for figure in _asked(play)):
                continue
            met = [_met(table.loc[(segment_id, figure)], side) for figure, side in play.when.items()]
            if not met or not all(true for true, _ in met):
                continue
            against[i, j] = any(_met(table.loc[(segment_id, figure)], side)[0] for figure, side in play.unless.items()
                                if (segment_id, figure) in table.index)  # fmt: skip
            strength[i, j] = 0 if against[i, j] else max(sum(far for _, far in met), 1e-3)
    return strength, against


def _met(row: pd.Series, side: Any) -> tuple[bool, float]:
    """Whether a condition is true of a figure, and how far it lies from the base on the side asked for."""
    if isinstance(side, str):
        far = row.difference if side == "above" else -row.difference
        return far >= _WORTH_A_PLAY, far
    true = all(row.value > limit if way == "above" else row.value < limit for way, limit in side.items())
    far = row.difference if "above" in side else -row.difference
    return true, max(float(far), 0.0)


def deal(strength: np.ndarray) -> list[int | None]:
    """One play a segment, so that together they answer as much as possible and, while they last, no two are the same (linear
    assignment); None where none applies."""
    dealt = dict(zip(*linear_sum_assignment(-strength), strict=True))
    picked: list[int | None] = []
    for i, row in enumerate(strength):
        j = dealt.get(i, int(row.argmax()))
        j = j if row[j] > 0 else int(row.argmax())
        picked.append(int(j) if row[j] > 0 else None)
    return picked


def library_report(plays: dict[str, Play], found: pd.DataFrame, targets: pd.DataFrame) -> pd.DataFrame:
    """Table `plays`: of each play of the library, how many segments it fits, whom it leads, and what is wrong with it."""
    ids, names = list(targets.segment_id), list(targets.segment_name)
    strength, against = strengths(plays, found, ids)
    picked, known = deal(strength), set(found.figure)
    rows = []
    for j, (name, play) in enumerate(plays.items()):
        lacking = sorted(_asked(play) - known)
        clash = [names[i] for i in np.flatnonzero(against[:, j])]
        remark = ""
        if lacking:
            remark = f"cannot be judged: the data has no {', '.join(lacking)}"
        elif clash:
            what = ", ".join(f"{figure} {_side(side)}" for figure, side in play.unless.items())
            remark = f"kept from {', '.join(clash)}: it would contradict {what}"
        elif not strength[:, j].any():
            remark = "its condition is never met"
        rows.append(
            (name, int((strength[:, j] > 0).sum()), ", ".join(names[i] for i, k in enumerate(picked) if k == j), remark)
        )
    made = pd.DataFrame(rows, columns=["play", "fits", "leads", "remark"])
    return made.astype({"play": "str", "leads": "str", "remark": "str", "fits": "int64"})


def _side(side: Any) -> str:
    return side if isinstance(side, str) else " and ".join(f"{way} {limit:g}" for way, limit in side.items())


def marketing_plan(
    targets: pd.DataFrame,
    plays: dict[str, Play],
    found: pd.DataFrame,
    cards: pd.DataFrame,
    affinity: pd.DataFrame | None,
    currency: str,
) -> pd.DataFrame:
    """The words of table `plan`: a lead play a segment, every sentence filled from the segment's own figures.

    Parameters
    ----------
    targets, cards, affinity : tables
    plays : the library
    found : of `figures`

    Where no play applies, the segment is to be spoken to about what sets it apart, and the plan says so.
    """
    ids = list(targets.segment_id)
    picked = deal(strengths(plays, found, ids)[0])
    rows = []
    for row, j in zip(targets.itertuples(), picked, strict=True):
        card = cards[cards.segment_id == row.segment_id].iloc[0]
        words = _words(row.segment_id, found, card, affinity, currency)
        made = {"segment_id": row.segment_id, "segment_name": row.segment_name, "role": row.role}
        if j is None:
            made |= {
                "play": "listen first",
                "reason": f"{card.facts[0].rstrip('.')}.",
                "offer": _start(found[found.segment_id == row.segment_id]),
                "price": "Unchanged.",
                "message": _message("", card),
                "kpi": f"Members, {card['size']:,} now.",
            }
        else:
            name, play = list(plays.items())[j]
            texts = {field: getattr(play, field).format_map(words) for field in ("reason", "offer", "price", "kpi")}
            made |= {"play": name, **texts, "message": _message(play.message.format_map(words), card)}
        channel = "" if j is None else list(plays.values())[j].channel.format_map(words)
        rows.append({**made, "channel": channel or _channel(row.segment_id, found)})
    return pd.DataFrame(rows)


def _start(rows: pd.DataFrame) -> str:
    """Where to begin a conversation with a segment that no play of the library fits: what its members say more, and less."""
    rows, parts = rows[rows.unit.isin(["", "share"]) & rows.value.between(0, 1) & ~rows.figure.isin(list(_AHEAD))], []
    for said, far in (("more", rows.difference.max()), ("less", rows.difference.min())):
        if len(rows) and abs(far) >= _WORTH_A_PLAY and (far > 0) == (said == "more"):
            row = rows[rows.difference == far].iloc[0]
            name = row.figure.replace("_", " ")
            parts.append(f"what they say {said} than others, {name} ({row.value:.0%}, against {row.base:.0%})")
    begin = f"Begin with {' and with '.join(parts)}; ask" if parts else "Ask"
    return f"{begin} a few of them before anything is offered, as no play of the library fits."


def _words(
    segment_id: int, found: pd.DataFrame, card: pd.Series, affinity: pd.DataFrame | None, currency: str
) -> dict[str, str]:
    words = {"wants": "what each of them bought last", "lacks": "what others in the base buy", "size": f"{card['size']:,}",
             "fact": card.facts[0]}  # fmt: skip
    for row in found[found.segment_id == segment_id].itertuples():
        unit = "" if row.figure in ("frequency", "expected_orders_12m") else "share" if row.unit == "" else row.unit
        words[row.figure] = format_value(row.value, unit, currency)
        words[f"{row.figure}_base"] = format_value(row.base, unit, currency)
    if affinity is None:
        return words
    rows = affinity[(affinity.segment_id == segment_id) & (affinity.level == affinity.level.iloc[0])]
    product = (rows.level == "product").all()
    rows = rows.assign(lead=rows.lift if product else rows["index"] / 100)
    liked = rows[(rows.buyers >= 0.1) if product else (rows.spend_share >= 0.05)]
    liked = liked[(liked.lead >= (1.25 if product else 1.15)) & (liked.p_adjusted < 0.05)]
    liked = liked.sort_values(["lead", "category"], ascending=[False, True])
    if len(liked):
        sides = ("buyers", "base_buyers") if product else ("spend_share", "base_share")
        share, base = (format_value(liked[side].iloc[0], "share") for side in sides)
        told = (
            f"{share} of them buy it, against {base} of the base"
            if product
            else f"{share} of their spend, against {base} in the base"
        )
        words["wants"] = f"{liked.category.iloc[0]} ({told})"
    best = rows[rows.next_best]
    if len(best):
        buyers, base, likely = (
            format_value(best[side].iloc[0], "share") for side in ("buyers", "base_buyers", "likely")
        )
        words["lacks"] = f"{best.category.iloc[0]}, which {buyers} of them buy, against {base} of the base and {likely} of those " \
                         "who otherwise buy the same"  # fmt: skip
    return words


def _message(angle: str, card: pd.Series) -> str:
    """The play's angle, and who they are where anything is known of it."""
    who = f"Who they are: {card.descriptors[0]}." if len(card.descriptors) else ""
    return " ".join(part for part in (f"“{angle.rstrip('.')}.”" if angle else "", who) if part)


def _channel(segment_id: int, found: pd.DataFrame) -> str:
    rows = found[(found.segment_id == segment_id) & found.figure.str.startswith("channel_")]
    if rows.empty:
        return ""
    best = rows.loc[(rows.value - rows.base).idxmax()]
    name = best.figure.removeprefix("channel_")
    return f"{name[:1].upper()}{name[1:]}: {best.value:.0%} of their orders, against {best.base:.0%} in the base."
