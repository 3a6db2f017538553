"""04_profile: who is in each segment, and what is each worth?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from segtools.scorecard import codes
from segtools.tables import format_value

VALUE = "monetary_value"
_WORTH_SAYING = 0.2
_FACTS = 5


def members(customers: pd.DataFrame, segments: pd.DataFrame) -> pd.DataFrame:
    """The base with its segments: every column of customers, then segment_id, segment_name, confidence."""
    return customers.merge(segments, on="customer_id", validate="one_to_one").sort_values("customer_id")


def segment_profile(base: pd.DataFrame, dictionary: pd.DataFrame, variables: pd.DataFrame) -> pd.DataFrame:
    """Table `profile`: each segment against the base, in the client's own units.

    A numeric variable (and an ordinal whose levels are numbers) has one row a segment: mean, median, the
    base's mean, and the difference in standard deviations of the base. Any other has a row a level: its share
    of the members with a known value, the base's, and the difference as Cohen's h (0.2 is small, 0.5 medium,
    0.8 large, for both).
    """
    roles = variables.set_index("variable").role
    parts = []
    for row in dictionary.itertuples():
        if roles[row.variable] == "left out":
            continue
        numeric = row.kind == "numeric" or (row.kind == "ordinal" and _all_numbers(row.levels))
        made = _means(base, row) if numeric else _shares(base, row)
        parts.append(made.assign(variable=row.variable, family=row.family, role=roles[row.variable], unit=row.unit))
    columns = ["segment_id", "segment_name", "variable", "level", "family", "role", "unit", "value", "median",
               "base", "difference", "n"]  # fmt: skip
    return pd.concat(parts, ignore_index=True)[columns].astype({"n": "int64"})


def _all_numbers(levels) -> bool:
    return pd.to_numeric(pd.Series(list(levels), dtype="str"), errors="coerce").notna().all()


def _means(base: pd.DataFrame, row) -> pd.DataFrame:
    levels = [] if row.kind == "numeric" else list(row.levels)
    values = codes(base[row.variable], row.kind, levels)
    if levels:  # the position of a level back to the number it stands for
        values = values.map(dict(enumerate(map(float, levels), 1)))
    made = values.groupby([base.segment_id, base.segment_name]).agg(value="mean", median="median", n="count")
    spread = values.std(ddof=0)
    made["base"] = values.mean()
    made["difference"] = (made.value - values.mean()) / spread if spread > 0 else 0.0
    return made.reset_index().assign(level="")


def _shares(base: pd.DataFrame, row) -> pd.DataFrame:
    known = base.dropna(subset=[row.variable])
    labels = known[row.variable]
    if pd.api.types.is_numeric_dtype(labels):
        labels = labels.map("{:g}".format)
    order = list(row.levels) or sorted(labels.unique())
    keys = [known.segment_id, known.segment_name]
    counts = pd.crosstab(keys, labels).reindex(columns=order, fill_value=0)
    n = counts.sum(axis=1)
    total = counts.sum() / counts.to_numpy().sum()
    shares = counts.div(n, axis=0)
    made = shares.rename_axis(columns="level").stack().rename("value").reset_index()
    made["level"] = made.level.astype("str")
    made["base"] = made.level.map(total)
    made["difference"] = 2 * np.arcsin(np.sqrt(made.value)) - 2 * np.arcsin(np.sqrt(made.base))
    made["n"] = made.segment_id.map(n.droplevel(1))
    made["median"] = np.nan
    return made


def category_profile(base: pd.DataFrame, categories: pd.DataFrame | None) -> pd.DataFrame | None:
    """What each segment buys: segment_id, segment_name, category, spend_share (of the segment's own spend),
    base_share, index (100 is the base), buyers (share of members), base_buyers; None without categories."""
    if categories is None:
        return None
    bought = categories.merge(base[["customer_id", "segment_id", "segment_name"]], on="customer_id")
    keys = ["segment_id", "segment_name", "category"]
    made = bought.groupby(keys, as_index=False).agg(amount=("amount", "sum"), n=("customer_id", "nunique"))
    sizes = base.groupby("segment_id").customer_id.size()
    made["spend_share"] = made.amount / made.groupby("segment_id").amount.transform("sum")
    total = bought.groupby("category").agg(amount=("amount", "sum"), n=("customer_id", "nunique"))
    made["base_share"] = made.category.map(total.amount / total.amount.sum())
    made["index"] = 100 * made.spend_share / made.base_share
    made["buyers"] = made.n / made.segment_id.map(sizes)
    made["base_buyers"] = made.category.map(total.n / len(base))
    return made.drop(columns=["amount", "n"])


def cards(
    base: pd.DataFrame,
    profile: pd.DataFrame,
    stability: pd.DataFrame,
    dictionary: pd.DataFrame,
    category: pd.DataFrame | None,
    currency: str,
) -> pd.DataFrame:
    """Table `cards`: one row a segment, what a person needs to picture it, in sentences of its own figures."""
    keys = ["segment_id", "segment_name"]
    made = base.groupby(keys, as_index=False).agg(size=("customer_id", "size"), confidence=("confidence", "mean"))
    made["share"] = made["size"] / len(base)
    made["share_low"], made["share_high"] = proportion_confint(made["size"], len(base), method="wilson")
    value = base[VALUE] if VALUE in base else pd.Series(np.nan, base.index)
    stats = value.groupby(base.segment_id).agg(["mean", "sem", "sum"]).reindex(made.segment_id)
    made["value_per_customer"] = stats["mean"].to_numpy()
    made["value_low"] = (stats["mean"] - 1.96 * stats["sem"]).to_numpy()
    made["value_high"] = (stats["mean"] + 1.96 * stats["sem"]).to_numpy()
    made["value_share"] = stats["sum"].to_numpy() / value.sum() if VALUE in base else np.nan
    made = made.merge(stability.loc[stability.chosen, ["segment_id", "slsw"]], on="segment_id")
    meanings = dictionary.set_index("variable").meaning
    made["facts"] = [_facts(profile, s, size, meanings, currency)
                     for s, size in zip(made.segment_id, made["size"], strict=True)]  # fmt: skip
    made["descriptors"] = [_descriptors(profile, s, size, meanings, currency)
                           for s, size in zip(made.segment_id, made["size"], strict=True)]  # fmt: skip
    made["categories"] = [_categories(category, s) for s in made.segment_id]
    return made


def _facts(profile: pd.DataFrame, segment_id: int, size: int, meanings: pd.Series, currency: str) -> list[str]:
    """The behaviour furthest from the base, strongest first; a segment close to it says so."""
    rows = profile[(profile.segment_id == segment_id) & (profile.family == "behavioural")]
    rows = rows if len(rows) else profile[(profile.segment_id == segment_id) & (profile.role == "segmentation")]
    far = _said_once(rows[rows.difference.abs() >= _WORTH_SAYING])
    if far.empty:
        return ["Close to the base on everything measured."]
    far = far.reindex(far.difference.abs().sort_values(ascending=False, kind="stable").index).head(_FACTS)
    return [_fact(row, meanings, currency) + _partly(row, size) for row in far.itertuples()]


def _said_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Of a yes or no, the yes alone; of other levels, the one further from the base in each variable."""
    single = rows[rows.level != "no"]
    best = single.reindex(single.difference.abs().sort_values(ascending=False, kind="stable").index)
    return best[(best.level == "") | ~best.duplicated("variable")]


def _partly(row, size: int) -> str:
    return f" (known for {row.n / size:.0%})" if row.n < 0.9 * size else ""


def _descriptors(profile: pd.DataFrame, segment_id: int, size: int, meanings: pd.Series, currency: str) -> list[str]:
    rows = profile[(profile.segment_id == segment_id) & (profile.role == "descriptor")]
    rows = rows[(rows.family != "behavioural") & (rows.difference.abs() >= _WORTH_SAYING) & (rows.n >= 30)]
    rows = rows[(rows.level.isin(["", "yes"])) | (rows.difference > 0)]
    best = _said_once(rows).groupby("variable", sort=False).head(1).head(_FACTS)
    return [_fact(row, meanings, currency) + _partly(row, size) for row in best.itertuples()]


def _fact(row, meanings: pd.Series, currency: str) -> str:
    label = meanings[row.variable][:1].upper() + meanings[row.variable][1:]
    if row.level == "yes":
        return f"{label}: {row.value:.0%}, against {row.base:.0%} of the base"
    if row.level:
        return f"{label}: {row.level} for {row.value:.0%}, against {row.base:.0%} of the base"
    unit = "" if row.unit != "share" and row.unit in meanings[row.variable] else row.unit
    value, base = (format_value(x, unit, currency) for x in (row.value, row.base))
    return f"{label}: {value} on average, against {base} in the base"


def _categories(category: pd.DataFrame | None, segment_id: int) -> list[str]:
    if category is None:
        return []
    rows = category[(category.segment_id == segment_id) & (category.spend_share >= 0.03) & (category["index"] >= 115)]
    rows = rows.sort_values(["index", "category"], ascending=[False, True]).head(3)
    return [f"{r.category}: {r.spend_share:.0%} of spend, against {r.base_share:.0%} in the base"
            for r in rows.itertuples()]  # fmt: skip


def findings(cards_: pd.DataFrame, customers_are: str, currency: str) -> list[str]:
    """What the notebook concludes, in sentences."""
    large = cards_.loc[cards_["size"].idxmax()]
    said = [
        f"“{large.segment_name}” is the largest segment: {large['size']:,} {customers_are}, {large.share:.0%} of the "
        f"base (95% interval {large.share_low:.0%} to {large.share_high:.0%})."
    ]
    if cards_.value_share.notna().all():
        top = cards_.loc[cards_.value_share.idxmax()]
        rich = cards_.loc[cards_.value_per_customer.idxmax()]
        said.append(
            f"“{top.segment_name}” brings the most: {top.value_share:.0%} of the net amount from {top.share:.0%} of the base."
        )
        worth = format_value(rich.value_per_customer, currency, currency)
        low, high = (format_value(x, currency, currency) for x in (rich.value_low, rich.value_high))
        said.append(f"A member of “{rich.segment_name}” is worth the most: {worth} in the window ({low} to {high}).")
    else:
        said.append("The data says nothing of what a segment is worth: value is unknown.")
    said += [f"{card.segment_name}. {card.facts[0]}." for card in cards_.itertuples()]
    return said
