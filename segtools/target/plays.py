"""What to do for each segment: plays from a library, filled from the segment's own figures."""

from __future__ import annotations

import string
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.optimize import linear_sum_assignment

from segtools.params import Play
from segtools.words import WITHHELD, Figure, Style, in_words

_WORTH_A_PLAY = 0.2
_AHEAD = {"p_alive": "share", "expected_orders_12m": "orders", "clv_12m": "money"}
_COUNTED = ("frequency", "expected_orders_12m")  # plays say themselves what is counted
_LEAST_BUYERS = 0.1
_LEAST_SPEND = 0.05
_LEADS_BUYERS = 1.25
_LEADS_SPEND = 1.15
_SURE = 0.05
_NO_PLAY = "listen first"


# --- the figures that plays ask for ---------------------------------------------------------------------


def figures(profile: pd.DataFrame, base: pd.DataFrame, style: Style) -> pd.DataFrame:
    """Figures that plays can use: numeric variables, shares of yes, and expectations for the next twelve months.

    Parameters
    ----------
    profile : table `profile`
    base : of `members`, with the columns of table `value`
    style : a figure about fewer members than may be shown is missing

    Returns
    -------
    segment_id, figure, value, base, difference (standard deviations, or Cohen's h for shares of yes), unit, people and
    base_people (how many a share of yes counts, or a mean stands on)
    """
    rows = profile[profile.level.isin(["", "yes"])].rename(columns={"variable": "figure"})
    yes = rows.level == "yes"
    rows = rows.assign(unit=rows.unit.mask(yes, "share"), people=(rows.value * rows.n).round().where(yes, rows.n))
    rows["base_people"] = rows.groupby(["figure", "level"]).people.transform("sum")
    columns = ["segment_id", "figure", "value", "base", "difference", "unit", "people", "base_people"]
    parts = [rows.loc[_can_be_told(rows.n, style), columns]]
    for name, unit in _AHEAD.items():
        if name in base and base[name].notna().any() and base[name].std() > 1e-6:
            parts.append(_figure_ahead(base, name, style).assign(unit=unit)[columns])
    return pd.concat(parts, ignore_index=True).drop_duplicates(["segment_id", "figure"])


def _figure_ahead(base: pd.DataFrame, name: str, style: Style) -> pd.DataFrame:
    """One expectation for the next twelve months."""
    by = base.groupby("segment_id")[name]
    mean, whole, people = by.mean(), base[name].mean(), by.count()
    rows = {
        "segment_id": mean.index,
        "figure": name,
        "value": mean.to_numpy(),
        "base": whole,
        "difference": ((mean - whole) / base[name].std(ddof=0)).to_numpy(),
        "people": people.to_numpy(),
        "base_people": people.sum(),
    }
    return pd.DataFrame(rows)[_can_be_told(people, style).to_numpy()]


def _can_be_told(people: pd.Series, style: Style) -> pd.Series:
    """Which of these numbers of people are large enough to be shown."""
    return ~people.map(style.withholds).astype(bool)


# --- which play for whom --------------------------------------------------------------------------------


def _asked(play: Play) -> set[str]:
    """Figures that are needed to check or write a play."""
    texts = " ".join([play.reason, play.offer, play.price, play.message, play.kpi, play.channel])
    named = {field for _, field, _, _ in string.Formatter().parse(texts) if field}
    return {field.removesuffix("_base") for field in named - {"wants", "lacks", "fact", "size"}} | set(play.when)


def strengths(plays: Mapping[str, Play], found: pd.DataFrame, ids: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """How strongly each play suits each segment: (segments, plays), 0 if it does not apply; and whether `when` and also
    `unless` are true.

    The strength is the distance from the base, in standard deviations, summed over the figures that `when` names: of
    two plays that apply, the one that speaks of more goes first.
    """
    table = found.set_index(["segment_id", "figure"])
    strength, against = np.zeros((len(ids), len(plays))), np.zeros((len(ids), len(plays)), bool)
    for j, play in enumerate(plays.values()):
        for i, segment_id in enumerate(ids):
            known = {figure for figure in _asked(play) | set(play.unless) if (segment_id, figure) in table.index}
            if not _asked(play) <= known:
                continue
            conditions = [_condition(table.loc[(segment_id, figure)], side) for figure, side in play.when.items()]
            if not conditions or not all(true for true, _ in conditions):
                continue
            unless = {figure: side for figure, side in play.unless.items() if figure in known}
            against[i, j] = any(_condition(table.loc[(segment_id, f)], side)[0] for f, side in unless.items())
            strength[i, j] = 0 if against[i, j] else max(sum(far for _, far in conditions), 1e-3)
    return strength, against


def _condition(row: pd.Series, side: Any) -> tuple[bool, float]:
    """Whether a condition is true for a figure, and how far the figure lies from the base on the side asked for."""
    if isinstance(side, str):
        far = row.difference if side == "above" else -row.difference
        return far >= _WORTH_A_PLAY, far
    true = all(row.value > limit if way == "above" else row.value < limit for way, limit in side.items())
    far = row.difference if "above" in side else -row.difference
    return true, max(float(far), 0.0)


def deal(strength: np.ndarray) -> list[int | None]:
    """One play per segment, so that the total fit is as high as possible and, while plays last, no two segments get the
    same (linear assignment); None for a segment to which none applies."""
    dealt = dict(zip(*linear_sum_assignment(-strength), strict=True))
    picked: list[int | None] = []
    for i, row in enumerate(strength):
        j = dealt.get(i, int(row.argmax()))
        j = j if row[j] > 0 else int(row.argmax())
        picked.append(int(j) if row[j] > 0 else None)
    return picked


@dataclass(frozen=True)
class Judged:
    """A play of the library, compared with the segments.

    fits : how many segments it applies to
    leads : names of those that it is the first for
    lacking : figures it asks for that the data does not have
    kept_from : names of segments that it would fit, but for what it must not contradict
    unless : what that is
    """

    play: str
    fits: int
    leads: tuple[str, ...] = ()
    lacking: tuple[str, ...] = ()
    kept_from: tuple[str, ...] = ()
    unless: str = ""

    @property
    def never_met(self) -> bool:
        """Whether no segment meets its condition."""
        return not (self.fits or self.lacking or self.kept_from)

    @property
    def remark(self) -> str:
        """What is wrong with the play, for table `plays`."""
        if self.lacking:
            return f"cannot be checked: the data has no {', '.join(self.lacking)}"
        if self.kept_from:
            return f"not used for {', '.join(self.kept_from)}: it would contradict {self.unless}"
        return "its condition is never met" if self.never_met else ""


def judged_plays(plays: Mapping[str, Play], found: pd.DataFrame, targets: pd.DataFrame) -> list[Judged]:
    """Each play of the library compared with the segments of table `targets`, by their figures."""
    ids, names = list(targets.segment_id), list(targets.segment_name)
    strength, against = strengths(plays, found, ids)
    picked, known = deal(strength), set(found.figure)
    return [
        Judged(
            play=name,
            fits=int((strength[:, j] > 0).sum()),
            leads=tuple(names[i] for i, dealt in enumerate(picked) if dealt == j),
            lacking=tuple(sorted(_asked(play) - known)),
            kept_from=tuple(names[i] for i in np.flatnonzero(against[:, j])),
            unless=", ".join(f"{in_words(figure)} {_side(side)}" for figure, side in play.unless.items()),
        )
        for j, (name, play) in enumerate(plays.items())
    ]


def library_report(judged: list[Judged]) -> pd.DataFrame:
    """Table `plays`: for each play, how many segments it fits, which ones it leads, and what is wrong with it."""
    rows = [(row.play, row.fits, ", ".join(row.leads), row.remark) for row in judged]
    table = pd.DataFrame(rows, columns=["play", "fits", "leads", "remark"])
    return table.astype({"play": "str", "leads": "str", "remark": "str", "fits": "int64"})


def _side(side: Any) -> str:
    return (
        f"{side} the base" if isinstance(side, str) else " and ".join(f"{way} {limit:g}" for way, limit in side.items())
    )


# --- and in which words ---------------------------------------------------------------------------------


def marketing_plan(
    targets: pd.DataFrame,
    plays: Mapping[str, Play],
    found: pd.DataFrame,
    cards: pd.DataFrame,
    affinity: pd.DataFrame | None,
    style: Style,
) -> pd.DataFrame:
    """The words of table `plan`: a leading play per segment, every sentence filled with the segment's own figures.

    Parameters
    ----------
    targets, cards, affinity : tables
    plays : the library
    found : of `figures`
    style : how figures are written, and the smallest number of people they may show

    Where no play applies, the plan says to address the segment about what sets it apart.
    """
    picked = deal(strengths(plays, found, list(targets.segment_id))[0])
    rows = []
    for row, j in zip(targets.itertuples(), picked, strict=True):
        card = cards[cards.segment_id == row.segment_id].iloc[0]
        own = found[found.segment_id == row.segment_id]
        name, play = (None, None) if j is None else list(plays.items())[j]
        words = _figure_words(own, card, style) | _bought_words(affinity, card, cards["size"].sum(), style)
        texts = _filled(name, play, words, card) if play else _listening(own, card, style)
        texts["channel"] = texts["channel"] or _channel(own)
        rows.append({"segment_id": row.segment_id, "segment_name": row.segment_name, "role": row.role, **texts})
    return pd.DataFrame(rows)


def _filled(name: str, play: Play, words: Mapping[str, str], card: pd.Series) -> dict[str, str]:
    """The sentences of a play, filled with the segment's figures."""
    texts = {field: getattr(play, field).format_map(words) for field in ("reason", "offer", "price", "kpi")}
    message, channel = _message(play.message.format_map(words)), play.channel.format_map(words)
    return {"play": name, **texts, "message": message, "channel": channel}


def _listening(rows: pd.DataFrame, card: pd.Series, style: Style) -> dict[str, str]:
    """What to do for a segment that no play fits."""
    return {
        "play": _NO_PLAY,
        "reason": f"{card.facts[0].rstrip('.')}.",
        "offer": _start(rows, style),
        "price": "Unchanged.",
        "message": "",
        "kpi": f"Members, {style.count(card['size'])} now.",
        "channel": "",
    }


def _start(rows: pd.DataFrame, style: Style) -> str:
    """How to begin a conversation with a segment that no play fits: what its members say more often, and less often."""
    rows, parts = rows[(rows.unit == "share") & rows.value.between(0, 1) & ~rows.figure.isin(list(_AHEAD))], []
    for way, far in (("more", rows.difference.max()), ("less", rows.difference.min())):
        if len(rows) and abs(far) >= _WORTH_A_PLAY and (far > 0) == (way == "more"):
            row = rows[rows.difference == far].iloc[0]
            name, value = row.figure.replace("_", " "), _whole_percent(row.value, row.people, style)
            against = _whole_percent(row.base, row.base_people, style)
            parts.append(f"what they say {way} than others, {name} ({value}, against {against})")
    begin = f"Begin with {' and with '.join(parts)}; ask" if parts else "Ask"
    return f"{begin} a few of them before anything is offered, as no play of the library fits."


def _whole_percent(share: float, people: float, style: Style) -> str:
    return WITHHELD if style.withholds(people) else f"{share:.0%}"


def _figure_words(rows: pd.DataFrame, card: pd.Series, style: Style) -> dict[str, str]:
    """The text for each figure in the sentences of a play."""
    words = {"size": style.count(card["size"]), "fact": card.facts[0]}
    for row in rows.itertuples():
        unit = "" if row.figure in _COUNTED else row.unit
        words[row.figure] = style.write(Figure(row.value, unit, people=row.people))
        words[f"{row.figure}_base"] = style.write(Figure(row.base, unit, people=row.base_people))
    return words


def _bought_words(affinity: pd.DataFrame | None, card: pd.Series, all_n: int, style: Style) -> dict[str, str]:
    """What a segment wants, by what leads its purchases, and lacks, by what like buyers have; nothing is wanted that
    too few of them buy to be shown."""
    words = {"wants": "what each of them bought last", "lacks": "what others in the base buy"}
    if affinity is None:
        return words
    rows = affinity[(affinity.segment_id == card.segment_id) & (affinity.level == affinity.level.iloc[0])]
    product = (rows.level == "product").all()
    share, base = ("buyers", "base_buyers") if product else ("spend_share", "base_share")
    rows = rows.assign(lead=rows.lift if product else rows["index"] / 100, people=(rows.buyers * card["size"]).round())
    least, leads = (_LEAST_BUYERS, _LEADS_BUYERS) if product else (_LEAST_SPEND, _LEADS_SPEND)
    liked = rows[(rows[share] >= least) & (rows.lead >= leads) & (rows.p_adjusted < _SURE)]
    liked = liked[_can_be_told(liked.people, style)]
    for best in liked.sort_values(["lead", "category"], ascending=[False, True]).head(1).itertuples():
        own, whole = style.share(getattr(best, share)), style.share(getattr(best, base))
        buying = f"{own} of them buy it, against {whole} of the base"
        spending = f"{own} of their spend, against {whole} in the base"
        words["wants"] = f"{best.category} ({buying if product else spending})"
    for best in rows[rows.next_best].head(1).itertuples():
        own, whole = style.share(best.buyers, best.people), style.share(best.base_buyers, best.base_buyers * all_n)
        likely = f"{style.share(best.likely)} of those who otherwise buy the same"
        words["lacks"] = f"{best.category}, which {own} of them buy, against {whole} of the base and {likely}"
    return words


def _message(angle: str) -> str:
    """The message of the play, as words to the customer."""
    return f"“{angle.rstrip('.')}.”" if angle else ""


def _channel(rows: pd.DataFrame) -> str:
    """The channel that the segment uses more than others do."""
    rows = rows[rows.figure.str.startswith("channel_")]
    if rows.empty:
        return ""
    best = rows.loc[(rows.value - rows.base).idxmax()]
    name = best.figure.removeprefix("channel_")
    return f"{name[:1].upper()}{name[1:]}: {best.value:.0%} of their orders, against {best.base:.0%} in the base."
