"""The best known figure for what a customer of a segment is worth, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

MARGIN, NET_AMOUNT = "margin", "net amount"  # what table cards calls clv_basis


@dataclass(frozen=True)
class BestWorth:
    """What a customer is worth: in the next twelve months if known, else in the past window.

    column : of table `cards` that tells it, clv_12m or value_per_customer
    value, low, high, share : a segment's mean in currency, the ends of its 95% interval, and its share of the base's
        whole; numbers of one row, columns of a table
    basis : what it is, margin or net amount
    ahead : whether it is of the twelve months to come
    """

    column: str
    value: Any
    low: Any
    high: Any
    share: Any
    basis: str
    ahead: bool

    @property
    def each(self) -> str:
        """The words after the value: margin each in the next twelve months."""
        return f"{self.basis} each in {'the next twelve months' if self.ahead else 'the period'}"

    @property
    def whole(self) -> str:
        """The words after the share: of the value to come."""
        return "of the value to come" if self.ahead else f"of the {self.basis}"


def best_worth(cards: Any) -> BestWorth | None:
    """The best known figure for what customers are worth; None if nothing is known.

    Parameters
    ----------
    cards : table `cards`, or one row of it; of a table, the best figure that every segment has

    Examples
    --------
    >>> row = pd.Series({"clv_12m": 9.0, "clv_low": 8.0, "clv_high": 10.0, "clv_share": 0.4, "clv_basis": "margin"})
    >>> best_worth(row).value, best_worth(row).each, best_worth(row).whole
    (9.0, 'margin each in the next twelve months', 'of the value to come')
    """
    if np.all(pd.notna(cards.clv_12m)):
        basis = cards.clv_basis if isinstance(cards.clv_basis, str) else cards.clv_basis.iloc[0]
        return BestWorth("clv_12m", cards.clv_12m, cards.clv_low, cards.clv_high, cards.clv_share, basis, True)
    if np.all(pd.notna(cards.value_per_customer)):
        value, share = cards.value_per_customer, cards.value_share
        return BestWorth("value_per_customer", value, cards.value_low, cards.value_high, share, NET_AMOUNT, False)
    return None
