"""What each segment buys, compared with the base, and what its members could buy next."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm
from statsmodels.stats.multitest import multipletests

TELLING = 1.25
_MANY_BUY = 0.1
_DIGITS = 9


def affinity(
    base: pd.DataFrame, categories: pd.DataFrame | None, products: pd.DataFrame | None = None
) -> pd.DataFrame | None:
    """Table `affinity`: what each segment buys, compared with the base; None if orders have neither categories nor
    products.

    Parameters
    ----------
    base : of `members`
    categories, products : tables of these names: what each customer spent on each

    Returns
    -------
    spend_share is of the segment's own spend, index its percentage of the base's; buyers are members who bought it,
    lift their share over the base's, p_adjusted of the test of two proportions, members against the rest, over all
    rows (false discovery rate). next_best is the category in which members who do not buy it are likely to, by how
    many of those who buy the same other categories do, and are many.
    """
    given = {"category": categories, "product": products}
    parts = [_bought(base, table).assign(level=level) for level, table in given.items() if table is not None]
    if not parts:
        return None
    whole = pd.concat(parts, ignore_index=True)
    whole["p_adjusted"] = multipletests(whole.p_adjusted.fillna(1), method="fdr_bh")[1]
    return whole


def _bought(base: pd.DataFrame, spend: pd.DataFrame) -> pd.DataFrame:
    """Table `affinity` of one level; p_adjusted holds p."""
    bought = spend.merge(base[["customer_id", "segment_id", "segment_name"]], on="customer_id")
    keys = ["segment_id", "segment_name", "category"]
    segments = bought[keys[:2]].drop_duplicates()
    rows = segments.merge(bought[["category"]].drop_duplicates(), how="cross")
    sums = bought.groupby(keys, as_index=False).agg(amount=("amount", "sum"), n=("customer_id", "nunique"))
    rows = rows.merge(sums, on=keys, how="left").fillna({"amount": 0.0, "n": 0})
    rows["spend_share"] = rows.amount / rows.groupby("segment_id").amount.transform("sum")
    total = bought.groupby("category").agg(amount=("amount", "sum"), n=("customer_id", "nunique"))
    rows["base_share"] = rows.category.map(total.amount / total.amount.sum())
    rows["index"] = (100 * rows.spend_share / rows.base_share).where(rows.base_share > 0)
    size, all_n = rows.segment_id.map(base.groupby("segment_id").customer_id.size()), len(base)
    rows["buyers"] = rows.n / size
    rows["base_buyers"] = rows.category.map(total.n / all_n)
    rows["lift"] = rows.buyers / rows.base_buyers
    rest = (rows.base_buyers * all_n - rows.n) / (all_n - size)
    error = np.sqrt(rows.base_buyers * (1 - rows.base_buyers) * (1 / size + 1 / (all_n - size)))
    rows["p_adjusted"] = 2 * norm.sf(np.abs(rows.buyers - rest) / error.where(error > 0))
    rows["likely"] = _likely(bought, rows)
    likely = (rows.likely > TELLING * rows.buyers) & (rows.likely >= _MANY_BUY)
    to_win = ((1 - rows.buyers) * rows.likely).where(likely, -1)
    rows["next_best"] = to_win.groupby(rows.segment_id).rank(method="first", ascending=False).eq(1) & (to_win > 0)
    return rows.sort_values(["segment_id", "category"]).drop(columns=["amount", "n"])


def _likely(bought: pd.DataFrame, rows: pd.DataFrame, most: int = 60) -> pd.Series:
    """For each segment and category, of its members without it: the mean share of those who buy it among the base's
    buyers of what they do buy. Only the categories that most customers buy are looked at."""
    top = bought.groupby("category").customer_id.nunique().nlargest(most).index
    paid = bought[bought.category.isin(top) & (bought.amount > 0)]
    flags = pd.crosstab(paid.customer_id, paid.category).clip(upper=1).astype("float64")
    together = flags.T.to_numpy() @ flags.to_numpy()
    given = together / np.maximum(np.diag(together)[:, None], 1)  # row: buyers of this; column: who of them buy that
    np.fill_diagonal(given, 0)
    score = flags.to_numpy() @ given / np.maximum(flags.to_numpy().sum(axis=1, keepdims=True), 1)
    score = score.round(_DIGITS)  # the last ones depend on how many threads add up
    without = pd.DataFrame(np.where(flags == 0, score, np.nan), flags.index, flags.columns)
    segment = bought.drop_duplicates("customer_id").set_index("customer_id").segment_id.reindex(flags.index)
    means = without.groupby(segment).mean().rename_axis(columns="category").stack()
    return pd.Series([means.get(key, np.nan) for key in zip(rows.segment_id, rows.category, strict=True)], rows.index)
