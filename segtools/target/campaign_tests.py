"""How to learn from a campaign: how many to hold back, and what that can show."""

from __future__ import annotations

import numpy as np
from statsmodels.stats.power import NormalIndPower
from statsmodels.stats.proportion import proportion_effectsize

_ALPHA = 0.05
_POWER = 0.8
LEAST_CONTROL = 0.1
_MOST_CONTROL = 0.5
_ALWAYS = 0.8


# --- how to learn from it -----------------------------------------------------------------------------


def detectable(treated: int, control: int, anyway: float) -> float:
    """The smallest extra response that a test of this size shows in four of five campaigns, one-sided at 5%; missing where
    a group is empty.

    Examples
    --------
    >>> round(detectable(3_000, 1_000, 0.10), 3)
    0.029
    """
    if min(treated, control) < 1:
        return np.nan
    size = NormalIndPower().solve_power(nobs1=treated, ratio=control / treated, alpha=_ALPHA, power=_POWER,
                                        alternative="larger")  # fmt: skip
    return float(np.sin(min(size / 2 + np.arcsin(np.sqrt(anyway)), np.pi / 2)) ** 2 - anyway)


def needed(anyway: float, effect: float, share: float) -> int:
    """How many customers a test takes, of whom `share` are held back, to show an effect in four of five campaigns."""
    size = proportion_effectsize(min(anyway + effect, 1.0), anyway)
    treated = NormalIndPower().solve_power(
        size, ratio=share / (1 - share), alpha=_ALPHA, power=_POWER, alternative="larger"
    )
    return int(np.ceil(treated / (1 - share)))


def design_test(members: int, anyway: float, worth_having: float) -> tuple[int, str]:
    """How many of a segment's audience to hold back, and what that can teach, in a sentence.

    Parameters
    ----------
    members : audience, the held back included
    anyway : share who order without a contact; missing where nothing tells it
    worth_having : smallest extra response worth having

    The smallest control, a tenth at least and half at most, that shows the effect in four of five campaigns; where none does,
    a tenth, so that several campaigns can be read together.
    """
    if members < 1:
        return 0, "Nobody is contacted."
    least = round(members * LEAST_CONTROL)
    if anyway >= _ALWAYS:
        return least, (f"{least:,} of {members:,} are held back at random; {_share(anyway)} order within a month anyway, so compare "
                       "what they spend: who orders can show little.")  # fmt: skip
    known = (
        "half are taken to respond anyway, the hardest case, as nothing tells"
        if np.isnan(anyway)
        else f"{anyway:.0%} order within a month anyway"
    )
    anyway = 0.5 if np.isnan(anyway) else anyway
    for share in np.arange(LEAST_CONTROL, _MOST_CONTROL + 0.001, 0.05):
        control = round(members * share)
        seen = detectable(members - control, control, anyway)
        if seen <= worth_having:
            return control, (f"{control:,} of {members:,} are held back at random: an extra response of {seen:.1%} would be seen in "
                             f"four of five campaigns ({known}).")  # fmt: skip
    seen, wanted = detectable(members - least, least, anyway), needed(anyway, worth_having, _MOST_CONTROL)
    tail = f"it would take {wanted:,} customers to show {worth_having:.1%}"
    shown = "nothing could be shown" if np.isnan(seen) else f"only an extra response of {seen:.1%} would be seen"
    return least, (f"This segment is too small to learn from in one campaign: with {least:,} of {members:,} held back {shown} "
                   f"in four of five campaigns ({known}); {tail}.")  # fmt: skip


def _share(value: float) -> str:
    return "all" if value >= 0.995 else f"{value:.0%}"
