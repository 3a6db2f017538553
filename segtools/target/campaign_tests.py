"""How to learn from a campaign: how many customers to hold back, and what that can show."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

from segtools.words import WITHHELD, Style

_ALPHA = 0.05
_POWER = 0.8
LEAST_CONTROL = 0.1
_MOST_CONTROL = 0.5
_STEP = 0.05
_ALWAYS = 0.8
_ALL = 0.995
_HARDEST = 0.5  # the share who respond anyway at which an effect is hardest to see

Shows = Literal["nothing", "spend", "effect", "too small"]


@dataclass(frozen=True)
class Design:
    """A test in one segment.

    shows : what it can teach: nothing, as nobody is contacted; spend alone, as nearly all order anyway; an effect worth
        having; or not even that, as the segment is too small for one campaign
    members : audience, the held back included
    control : the held back
    anyway : share who order without a contact; missing where nothing tells it
    anyway_people : how many people that share counts
    seen : smallest extra response that would be seen; missing where none would
    worth_having : smallest extra response worth having
    wanted : how many customers it takes to see that; missing where it is seen
    """

    shows: Shows
    members: int
    control: int
    anyway: float = np.nan
    anyway_people: float | None = None
    seen: float = np.nan
    worth_having: float = np.nan
    wanted: float = np.nan

    def text(self, style: Style) -> str:
        """The design as a sentence, for table `plan`."""
        if self.shows == "nothing":
            return "Nobody is contacted."
        control, members = style.count(self.control), style.count(self.members)
        if self.shows == "spend":
            share = "all" if self.anyway >= _ALL else self._anyway(style)
            compared = "compare what they spend: the share who order can show little."
            return f"{control} of {members} are held back at random; {share} order within a month anyway, so {compared}"
        known = f"{self._anyway(style)} order within a month anyway"
        if np.isnan(self.anyway):
            known = "assuming the hardest case, that half respond anyway, because the data does not tell"
        if self.shows == "effect":
            effect = f"an extra response of {self.seen:.1%} would show in four of five campaigns"
            return f"{control} of {members} are held back at random: {effect} ({known})."
        seen = f"only an extra response of {self.seen:.1%} would show"
        seen = "nothing could be shown" if np.isnan(self.seen) else seen
        return (
            f"This segment is too small to learn from in one campaign: with {control} of {members} held back, {seen} "
            f"in four of five campaigns ({known}); to show {self.worth_having:.1%}, it would take "
            f"{self.wanted:,.0f} {style.customers_are}."
        )

    def _anyway(self, style: Style) -> str:
        return WITHHELD if style.withholds(self.anyway_people) else f"{self.anyway:.0%}"


def detectable(treated: int, control: int, anyway: float) -> float:
    """The smallest extra response that a test of this size shows in four of five campaigns, one-sided at 5%; missing if
    a group is empty.

    Examples
    --------
    >>> round(detectable(3_000, 1_000, 0.10), 3)
    0.029
    """
    if min(treated, control) < 1:
        return np.nan
    power = NormalIndPower()
    ratio = control / treated
    size = power.solve_power(nobs1=treated, ratio=ratio, alpha=_ALPHA, power=_POWER, alternative="larger")
    return float(np.sin(min(size / 2 + np.arcsin(np.sqrt(anyway)), np.pi / 2)) ** 2 - anyway)


def needed(anyway: float, effect: float, share: float) -> int:
    """How many customers a test needs, with `share` of them held back, to show an effect in four of five campaigns."""
    size, ratio = proportion_effectsize(min(anyway + effect, 1.0), anyway), share / (1 - share)
    treated = NormalIndPower().solve_power(size, ratio=ratio, alpha=_ALPHA, power=_POWER, alternative="larger")
    return int(np.ceil(treated / (1 - share)))


def design_test(members: int, anyway: float, worth_having: float, anyway_people: float | None = None) -> Design:
    """How many of a segment's audience to hold back, and what that can show.

    Parameters
    ----------
    members : audience, the held back included
    anyway : share who order without a contact; missing where nothing tells it
    worth_having : smallest extra response worth having
    anyway_people : how many people `anyway` counts

    The smallest control, a tenth at least and half at most, that shows the effect in four of five campaigns; where none
    does, a tenth, so that several campaigns can be read together.
    """
    if members < 1:
        return Design("nothing", members, 0)
    known = dict(anyway=anyway, anyway_people=anyway_people, worth_having=worth_having)
    least = round(members * LEAST_CONTROL)
    if anyway >= _ALWAYS:
        return Design("spend", members, least, **known)
    taken = _HARDEST if np.isnan(anyway) else anyway
    for share in np.arange(LEAST_CONTROL, _MOST_CONTROL + 0.001, _STEP):
        control = round(members * share)
        seen = detectable(members - control, control, taken)
        if seen <= worth_having:
            return Design("effect", members, control, seen=seen, **known)
    seen, wanted = detectable(members - least, least, taken), needed(taken, worth_having, _MOST_CONTROL)
    return Design("too small", members, least, seen=seen, wanted=wanted, **known)
