"""Each segment compared with the base, in the client's own units, and month by month."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm, ttest_ind_from_stats
from statsmodels.stats.multitest import multipletests

from segtools.scorecard.transforms import codes

_CLIP = [0.005, 0.995]
_MANY = 200


_COLUMNS = [
    *("segment_id", "segment_name", "variable", "level", "family", "role", "unit", "value", "median"),
    *("base", "index", "difference", "p", "p_adjusted", "n"),
]


def segment_profile(base: pd.DataFrame, dictionary: pd.DataFrame, variables: pd.DataFrame) -> pd.DataFrame:
    """Table `profile`: each segment compared with the base, in the client's own units.

    A numeric variable (and an ordinal whose levels are numbers) has one row a segment: mean, median, the base's mean,
    and the difference in standard deviations of the base, values cut at the base's 0.5th and 99.5th percentile (of 200
    customers and more), so that a few very large ones do not hide it. Any other has a row a level: its share of the
    members with a known value, the base's, and the difference as Cohen's h (0.2 is small, 0.5 medium, 0.8 large, for
    both).

    p is of Welch's test for means and of the test of two proportions for shares, members against the rest; p_adjusted
    controls the false discovery rate over all rows (Benjamini & Hochberg 1995). For variables that formed the segments,
    neither is proof of anything: they differ because they were made to. index is value in percent of base, where both
    are positive.

    Parameters
    ----------
    base : of `members`
    dictionary, variables : tables of these names; variables that are left out have no row
    """
    roles = variables.set_index("variable").role
    parts = []
    for row in dictionary.itertuples():
        if roles[row.variable] == "left out":
            continue
        numeric = row.kind == "numeric" or (row.kind == "ordinal" and _all_numbers(row.levels))
        part = _means(base, row) if numeric else _shares(base, row)
        parts.append(part.assign(variable=row.variable, family=row.family, role=roles[row.variable], unit=row.unit))
    profile = pd.concat(parts, ignore_index=True)
    profile["index"] = (100 * profile.value / profile.base).where((profile.value >= 0) & (profile.base > 0))
    tested = profile.p.notna()
    profile["p_adjusted"] = np.nan
    if tested.any():
        profile.loc[tested, "p_adjusted"] = multipletests(profile.p[tested], method="fdr_bh")[1]
    return profile[_COLUMNS].astype({"n": "int64"})


def _all_numbers(levels) -> bool:
    return pd.to_numeric(pd.Series(list(levels), dtype="str"), errors="coerce").notna().all()


def _means(base: pd.DataFrame, row) -> pd.DataFrame:
    """The rows of a numeric variable; `row` is its row of the dictionary."""
    levels = [] if row.kind == "numeric" else list(row.levels)
    values = codes(base[row.variable], row.kind, levels)
    if levels:  # the position of a level back to the number it stands for
        values = values.map(dict(enumerate(map(float, levels), 1)))
    groups = [base.segment_id, base.segment_name]
    means = values.groupby(groups).agg(value="mean", median="median", n="count", var="var")
    rest = [values[base.segment_id != segment_id] for segment_id, _ in means.index]
    mean, var, n = (np.array([getattr(part, what)() for part in rest]) for what in ("mean", "var", "count"))
    own = means[["value", "var", "n"]].to_numpy(float).T
    with np.errstate(all="ignore"):
        means["p"] = ttest_ind_from_stats(own[0], own[1] ** 0.5, own[2], mean, var**0.5, n, equal_var=False).pvalue
    means["base"] = values.mean()
    cut = values.clip(*values.quantile(_CLIP)) if values.count() >= _MANY else values
    spread = cut.std(ddof=0)
    means["difference"] = (cut.groupby(groups).mean() - cut.mean()) / spread if spread > 0 else 0.0
    return means.reset_index().assign(level="")


def _shares(base: pd.DataFrame, row) -> pd.DataFrame:
    """The rows of a variable with levels; `row` is its row of the dictionary."""
    known = base.dropna(subset=[row.variable])
    labels = known[row.variable]
    if pd.api.types.is_numeric_dtype(labels):
        labels = labels.map("{:g}".format)
    order = (list(row.levels) if row.kind == "ordinal" else []) or sorted(labels.unique())
    counts = pd.crosstab([known.segment_id, known.segment_name], labels).reindex(columns=order, fill_value=0)
    n = counts.sum(axis=1)
    total = counts.sum() / counts.to_numpy().sum()
    rows = counts.div(n, axis=0).rename_axis(columns="level").stack().rename("value").reset_index()
    rows["level"] = rows.level.astype("str")
    rows["base"] = rows.level.map(total)
    rows["difference"] = 2 * np.arcsin(np.sqrt(rows.value)) - 2 * np.arcsin(np.sqrt(rows.base))
    rows["n"] = rows.segment_id.map(n.droplevel(1))
    rows["median"] = np.nan
    have, all_n = rows.value * rows.n, n.sum()
    pooled, others = rows.base, all_n - rows.n
    error = np.sqrt(pooled * (1 - pooled) * (1 / rows.n + 1 / others))
    rest = (rows.base * all_n - have) / others
    rows["p"] = 2 * norm.sf(np.abs(rows.value - rest) / error.where(error > 0))
    return rows


def development(months: pd.DataFrame | None, segments: pd.DataFrame, period: pd.Series) -> pd.DataFrame | None:
    """Table `development`: what today's members of each segment did in each whole month of the window; None without
    orders.

    Members were put together by what they did in the same window, so a line that rises or falls describes them and
    proves no trend of the base: segments of those who came late rise by their making.

    Parameters
    ----------
    months, segments : tables of these names
    period : the row of table `period`
    """
    if months is None:
        return None
    start = period.as_of - pd.Timedelta(days=int(period.window_days))
    ends = months.month + pd.offsets.MonthEnd(0)
    inside = months[(months.month > start) & (ends <= period.as_of)]
    rows = inside.merge(segments[["customer_id", "segment_id", "segment_name"]], on="customer_id")
    keys = ["segment_id", "segment_name", "month"]
    sums = {"active": ("customer_id", "nunique"), "orders": ("orders", "sum"), "amount": ("amount", "sum")}
    active = rows[rows.orders > 0].groupby(keys).agg(**sums)
    every = rows[keys[:2]].drop_duplicates().merge(pd.Series(sorted(rows.month.unique()), name="month"), how="cross")
    whole = active.reindex(pd.MultiIndex.from_frame(every), fill_value=0).reset_index().sort_values(keys)
    return whole.astype({"active": "int64", "orders": "int64"})
