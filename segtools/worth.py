"""What values are in all stages: a margin (and where it comes from), or a net amount."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from segtools.words import Figure, Phrase
from segtools.words.worth import MARGIN, NET_AMOUNT


@dataclass(frozen=True)
class Margin:
    """The contribution margin used in values.

    share : of the net amount that is left to the client; 1 where nothing is known of it
    source : params, costs (of the order lines), or nowhere
    """

    share: float
    source: Literal["params", "costs", "nowhere"]

    @property
    def basis(self) -> str:
        """What a value is: margin or net amount."""
        return NET_AMOUNT if self.source == "nowhere" else MARGIN

    @property
    def words(self) -> Phrase:
        """What a value is and where its margin comes from, as part of a sentence."""
        return Phrase(f"worth-margin-{self.source}", {"share": Figure(self.share, "share")})


def margin_of(buying: pd.DataFrame | None, declared: float | None) -> Margin:
    """The contribution margin, and where it comes from.

    Parameters
    ----------
    buying : table `buying`, whose costs tell it; None without orders
    declared : params.value.margin, which goes before costs

    Examples
    --------
    >>> margin_of(pd.DataFrame({"net_amount": [80.0, 20.0], "cost": [50.0, 10.0]}), None)
    Margin(share=0.4, source='costs')
    """
    if declared is not None:
        return Margin(declared, "params")
    if buying is not None and buying.cost.notna().any() and buying.net_amount.sum() > buying.cost.sum():
        return Margin(float(round(1 - buying.cost.sum() / buying.net_amount.sum(), 12)), "costs")
    return Margin(1.0, "nowhere")
