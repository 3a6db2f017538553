"""04_profile: who is in each segment, and what is each worth?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.stats import norm, ttest_ind_from_stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.proportion import proportion_confint

from segtools.scorecard.rule import codes
from segtools.tables import format_value

VALUE = "monetary_value"
_WORTH_SAYING, _SURE = 0.2, 0.05
_FACTS = 5
_BARS, _LEAST_BARS = 6, 3
_FEW = 10
_CLIP, _MANY = [0.005, 0.995], 200
_TELLING, _MANY_BUY = 1.25, 0.1


def members(customers: pd.DataFrame, segments: pd.DataFrame, value: pd.DataFrame | None = None) -> pd.DataFrame:
    """The base with its segments: every column of customers, then segment_id, segment_name, confidence, then those of table
    `value` where it is given."""
    made = customers.merge(segments, on="customer_id", validate="one_to_one").sort_values("customer_id")
    return made if value is None else made.merge(value, on="customer_id", validate="one_to_one")


def segment_profile(base: pd.DataFrame, dictionary: pd.DataFrame, variables: pd.DataFrame) -> pd.DataFrame:
    """Table `profile`: each segment against the base, in the client's own units.

    A numeric variable (and an ordinal whose levels are numbers) has one row a segment: mean, median, the
    base's mean, and the difference in standard deviations of the base, values cut at the base's 0.5th and 99.5th percentile
    (of 200 customers and more), so that a few very large ones do not hide it. Any other has a row a level: its share
    of the members with a known value, the base's, and the difference as Cohen's h (0.2 is small, 0.5 medium,
    0.8 large, for both).

    p is of Welch's test for means and of the test of two proportions for shares, members against the rest; p_adjusted
    controls the false discovery rate over all rows (Benjamini & Hochberg 1995). For variables that formed the segments,
    neither is proof of anything: they differ because they were made to. index is value in percent of base, where both are
    positive.
    """
    roles = variables.set_index("variable").role
    parts = []
    for row in dictionary.itertuples():
        if roles[row.variable] == "left out":
            continue
        numeric = row.kind == "numeric" or (row.kind == "ordinal" and _all_numbers(row.levels))
        made = _means(base, row) if numeric else _shares(base, row)
        parts.append(made.assign(variable=row.variable, family=row.family, role=roles[row.variable], unit=row.unit))
    made = pd.concat(parts, ignore_index=True)
    made["index"] = (100 * made.value / made.base).where((made.value >= 0) & (made.base > 0))
    tested = made.p.notna()
    made["p_adjusted"] = np.nan
    if tested.any():
        made.loc[tested, "p_adjusted"] = multipletests(made.p[tested], method="fdr_bh")[1]
    columns = ["segment_id", "segment_name", "variable", "level", "family", "role", "unit", "value", "median",
               "base", "index", "difference", "p", "p_adjusted", "n"]  # fmt: skip
    return made[columns].astype({"n": "int64"})


def _all_numbers(levels) -> bool:
    return pd.to_numeric(pd.Series(list(levels), dtype="str"), errors="coerce").notna().all()


def _means(base: pd.DataFrame, row) -> pd.DataFrame:
    levels = [] if row.kind == "numeric" else list(row.levels)
    values = codes(base[row.variable], row.kind, levels)
    if levels:  # the position of a level back to the number it stands for
        values = values.map(dict(enumerate(map(float, levels), 1)))
    made = values.groupby([base.segment_id, base.segment_name]).agg(value="mean", median="median", n="count", var="var")
    rest = [values[base.segment_id != segment_id] for segment_id, _ in made.index]
    mean, var, n = (np.array([getattr(one, what)() for one in rest]) for what in ("mean", "var", "count"))
    own = made[["value", "var", "n"]].to_numpy(float).T
    with np.errstate(all="ignore"):
        made["p"] = ttest_ind_from_stats(own[0], own[1] ** 0.5, own[2], mean, var**0.5, n, equal_var=False).pvalue
    made["base"] = values.mean()
    cut = values.clip(*values.quantile(_CLIP)) if values.count() >= _MANY else values
    spread, means = cut.std(ddof=0), cut.groupby([base.segment_id, base.segment_name]).mean()
    made["difference"] = (means - cut.mean()) / spread if spread > 0 else 0.0
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
    have, all_n = made.value * made.n, n.sum()
    pooled, others = made.base, all_n - made.n
    error = np.sqrt(pooled * (1 - pooled) * (1 / made.n + 1 / others))
    rest = (made.base * all_n - have) / others
    made["p"] = 2 * norm.sf(np.abs(made.value - rest) / error.where(error > 0))
    return made


def affinity(
    base: pd.DataFrame, categories: pd.DataFrame | None, products: pd.DataFrame | None = None
) -> pd.DataFrame | None:
    """Table `affinity`: what each segment buys, against the base; None where orders name neither categories nor products.

    spend_share is of the segment's own spend, index its percentage of the base's; buyers are members who bought it, lift
    their share over the base's, p_adjusted of the test of two proportions, members against the rest, over all rows (false
    discovery rate). next_best is the category in which members who do not buy it are likely to, by how many of those who
    buy the same other categories do, and are many.
    """
    given = {"category": categories, "product": products}
    made = [_bought(base, table).assign(level=level) for level, table in given.items() if table is not None]
    if not made:
        return None
    whole = pd.concat(made, ignore_index=True)
    whole["p_adjusted"] = multipletests(whole.p_adjusted.fillna(1), method="fdr_bh")[1]
    return whole


def _bought(base: pd.DataFrame, spend: pd.DataFrame) -> pd.DataFrame:
    bought = spend.merge(base[["customer_id", "segment_id", "segment_name"]], on="customer_id")
    keys = ["segment_id", "segment_name", "category"]
    segments = bought[keys[:2]].drop_duplicates()
    made = segments.merge(bought[["category"]].drop_duplicates(), how="cross")
    sums = bought.groupby(keys, as_index=False).agg(amount=("amount", "sum"), n=("customer_id", "nunique"))
    made = made.merge(sums, on=keys, how="left").fillna({"amount": 0.0, "n": 0})
    sizes = base.groupby("segment_id").customer_id.size()
    made["spend_share"] = made.amount / made.groupby("segment_id").amount.transform("sum")
    total = bought.groupby("category").agg(amount=("amount", "sum"), n=("customer_id", "nunique"))
    made["base_share"] = made.category.map(total.amount / total.amount.sum())
    made["index"] = (100 * made.spend_share / made.base_share).where(made.base_share > 0)
    size, all_n = made.segment_id.map(sizes), len(base)
    made["buyers"] = made.n / size
    made["base_buyers"] = made.category.map(total.n / all_n)
    made["lift"] = made.buyers / made.base_buyers
    rest = (made.base_buyers * all_n - made.n) / (all_n - size)
    error = np.sqrt(made.base_buyers * (1 - made.base_buyers) * (1 / size + 1 / (all_n - size)))
    made["p_adjusted"] = 2 * norm.sf(np.abs(made.buyers - rest) / error.where(error > 0))
    made["likely"] = _likely(bought, made)
    to_win = ((1 - made.buyers) * made.likely).where(
        (made.likely > _TELLING * made.buyers) & (made.likely >= _MANY_BUY), -1
    )
    made["next_best"] = to_win.groupby(made.segment_id).rank(method="first", ascending=False).eq(1) & (to_win > 0)
    return made.sort_values(["segment_id", "category"]).drop(columns=["amount", "n"])


def _likely(bought: pd.DataFrame, made: pd.DataFrame, most: int = 60) -> pd.Series:
    """For each segment and category, of its members without it: the mean share of those who buy it among the base's buyers
    of what they do buy. Only the categories that most customers buy are looked at."""
    top = bought.groupby("category").customer_id.nunique().nlargest(most).index
    held = bought[bought.category.isin(top) & (bought.amount > 0)]
    flags = pd.crosstab(held.customer_id, held.category).clip(upper=1).astype("float32")
    together = flags.T.to_numpy() @ flags.to_numpy()
    given = together / np.maximum(np.diag(together)[:, None], 1)  # row: buyers of this; column: who of them buy that
    np.fill_diagonal(given, 0)
    score = flags.to_numpy() @ given / np.maximum(flags.to_numpy().sum(axis=1, keepdims=True), 1)
    without = pd.DataFrame(np.where(flags == 0, score, np.nan), flags.index, flags.columns)
    segment = bought.drop_duplicates("customer_id").set_index("customer_id").segment_id.reindex(flags.index)
    means = without.groupby(segment).mean().rename_axis(columns="category").stack()
    return pd.Series([means.get(key, np.nan) for key in zip(made.segment_id, made.category, strict=True)], made.index)


def development(months: pd.DataFrame | None, segments: pd.DataFrame, period: pd.Series) -> pd.DataFrame | None:
    """Table `development`: what today's members of each segment did in each whole month of the window; None without orders.

    Members were put together by what they did in the same window, so a line that rises or falls describes them and
    proves no trend of the base: segments of those who came late rise by their making.
    """
    if months is None:
        return None
    start = period.as_of - pd.Timedelta(days=int(period.window_days))
    ends = months.month + pd.offsets.MonthEnd(0)
    inside = months[(months.month > start) & (ends <= period.as_of)]
    rows = inside.merge(segments[["customer_id", "segment_id", "segment_name"]], on="customer_id")
    keys = ["segment_id", "segment_name", "month"]
    made = (
        rows[rows.orders > 0]
        .groupby(keys)
        .agg(active=("customer_id", "nunique"), orders=("orders", "sum"), amount=("amount", "sum"))
    )
    every = [
        (s, n, m)
        for s, n in rows[keys[:2]].drop_duplicates().itertuples(index=False)
        for m in sorted(rows.month.unique())
    ]
    index = pd.MultiIndex.from_tuples(every, names=keys)
    return (
        made.reindex(index, fill_value=0).reset_index().sort_values(keys).astype({"active": "int64", "orders": "int64"})
    )


def cards(
    base: pd.DataFrame,
    profile: pd.DataFrame,
    stability: pd.DataFrame,
    dictionary: pd.DataFrame,
    affinity: pd.DataFrame | None,
    currency: str,
    answered: pd.DataFrame | None = None,
    terms: pd.DataFrame | None = None,
    margin: str = "",
) -> pd.DataFrame:
    """Table `cards`: one row a segment, what a person needs to picture it, in sentences of its own figures.

    Parameters
    ----------
    base : of `members`, with the columns of table `value` where there is one
    profile, stability, dictionary, affinity, answered : tables `profile`, `segment_stability`, `dictionary`, `affinity`,
        `price_response`, `terms`
    margin : what a value is, in the words of value.margin_of
    """
    keys = ["segment_id", "segment_name"]
    made = base.groupby(keys, as_index=False).agg(size=("customer_id", "size"), confidence=("confidence", "mean"))
    made["share"] = made["size"] / len(base)
    made["share_low"], made["share_high"] = proportion_confint(made["size"], len(base), method="wilson")
    for column, name in ((VALUE, "value"), ("clv_12m", "clv")):
        value = base[column] if column in base else pd.Series(np.nan, base.index)
        stats = value.groupby(base.segment_id).agg(["mean", "sem", "sum"]).reindex(made.segment_id)
        made["value_per_customer" if name == "value" else column] = stats["mean"].to_numpy()
        made[f"{name}_low"] = (stats["mean"] - 1.96 * stats["sem"]).to_numpy()
        made[f"{name}_high"] = (stats["mean"] + 1.96 * stats["sem"]).to_numpy()
        made[f"{name}_share"] = stats["sum"].to_numpy() / value.sum() if value.notna().any() else np.nan
    for column in ("p_alive", "expected_orders_12m"):
        value = base[column] if column in base else pd.Series(np.nan, base.index)
        if (
            column == "p_alive" and (value.dropna() > 1 - 1e-6).all()
        ):  # taken, not found: of a model in which nobody leaves
            value = value * np.nan
        made[column] = value.groupby(base.segment_id).mean().reindex(made.segment_id).to_numpy()
    risk = base[base.at_risk] if "at_risk" in base else base.head(0).assign(value_if_kept=0.0)
    made["at_risk"] = made.segment_id.map(risk.segment_id.value_counts()).fillna(0).astype("int64")
    made["at_risk_value"] = made.segment_id.map(risk.groupby("segment_id").value_if_kept.sum()).fillna(0.0)
    made = made.merge(stability.loc[stability.chosen, ["segment_id", "slsw"]], on="segment_id")
    made["clv_basis"] = "net amount" if margin.startswith("net amount") else "margin"
    meanings = dictionary.set_index("variable").meaning
    said = [_sentences(card, profile, affinity, meanings, currency) for card in made.itertuples()]
    if answered is not None:
        for one, card in zip(said, made.itertuples(), strict=True):
            one["wants"] += _answers(answered, card.segment_id)
    if terms is not None:
        for one, card in zip(said, made.itertuples(), strict=True):
            one["loses"] += _pains(terms[terms.segment_id == card.segment_id])
    return made.assign(**{name: [one[name] for one in said] for name in said[0]})


def _pains(terms: pd.DataFrame) -> list[str]:
    """What those who say it score lower for than the segment's others, lowest first."""
    rows = terms[terms.score_gap <= -1].sort_values("score_gap").head(2)
    return [f"“{row.term}”: {row.customers:,} say it ({_share(row.share)} of the comments, against {_share(row.base_share)} in the "
            f"base), and score {-row.score_gap:.1f} points lower than its others" for row in rows.itertuples()]  # fmt: skip


def _answers(answered: pd.DataFrame, segment_id: int) -> list[str]:
    """How the segment answers prices, where it is known to answer them otherwise than the segments do on average."""
    known = answered[answered.verdict == ""]
    row = known[known.segment_id == segment_id]
    middle = known.elasticity.mean()
    if row.empty or row.low.item() <= middle <= row.high.item():
        return []
    more = "More" if row.elasticity.item() < middle else "Less"
    return [f"{more} than others, a lower price: one percent off a product goes with {-row.elasticity.item():.1f}% more of it "
            f"({-row.high.item():.1f}% to {-row.low.item():.1f}%), against {-middle:.1f}% in the mean of the segments"]  # fmt: skip


def _sentences(card, profile: pd.DataFrame, affinity: pd.DataFrame | None, meanings: pd.Series, currency: str) -> dict:
    """The lists of a card."""
    rows = profile[profile.segment_id == card.segment_id]
    bought = affinity[affinity.segment_id == card.segment_id] if affinity is not None else None
    words, values = _figure(rows)
    return {
        "figure": words,
        "figure_values": values,
        "persona": _persona(rows, card.size, meanings),
        "facts": _facts(profile, card.segment_id, card.size, meanings, currency),
        "descriptors": _descriptors(profile, card.segment_id, card.size, meanings, currency),
        "categories": _categories(bought),
        "wants": _wants(rows, bought, meanings, currency),
        "loses": _loses(card, rows, currency),
    }


def _wants(rows: pd.DataFrame, bought: pd.DataFrame | None, meanings: pd.Series, currency: str) -> list[str]:
    said = []
    held = rows[
        rows.family.isin(["attitude", "psychographic"]) & (rows.role == "descriptor") & (rows.p_adjusted < _SURE)
    ]
    held = held[(held.difference >= _WORTH_SAYING) & held.level.isin(["", "yes"])]
    if len(held):
        said.append(_fact(next(held.nlargest(1, "difference").itertuples()), meanings, currency))
    best = bought[bought.next_best & (bought.level == bought.level.iloc[0])] if bought is not None else ()
    if len(best):
        best = best.iloc[0]
        said.append(f"Next, {best.category}: {_share(best.buyers)} of them buy it, against {_share(best.likely)} of those in the base who "
                    "otherwise buy what they do")  # fmt: skip
    price = rows[(rows.variable == "discount_share") & (rows.difference.abs() >= _WORTH_SAYING)]
    for row in price[(price["index"] >= 125) | (price["index"] <= 50)].itertuples():
        low = "A good price" if row.difference > 0 else "No discount needed"
        said.append(f"{low}: discounts take {_share(row.value)} of the price, against {_share(row.base)} in the base")
    channels = rows[rows.variable.str.startswith("channel_") & (rows.difference >= _WORTH_SAYING)]
    if len(channels):
        row = channels.loc[channels.difference.idxmax()]
        said.append(f"To be served by {row.variable.removeprefix('channel_')}: {_share(row.value)} of orders, against "
                    f"{_share(row.base)} in the base")  # fmt: skip
    return said


def _loses(card, rows: pd.DataFrame, currency: str) -> list[str]:
    said = []
    if card.at_risk >= _FEW:
        worth = format_value(card.at_risk_value, currency, currency)
        said.append(f"Silence: {card.at_risk:,} members are more likely gone than not and worth at least the average customer; "
                    f"kept, they would bring {worth} in twelve months")  # fmt: skip
    high = rows[(rows.difference >= _WORTH_SAYING)].set_index("variable")
    if "discount_share" in high.index:
        said.append(
            f"A cheaper rival: {_share(high.value['discount_share'])} of the price is already given as discount"
        )
    if "return_share" in high.index:
        said.append(f"Goods that disappoint: {_share(high.value['return_share'])} of what they buy comes back, against "
                    f"{_share(high.base['return_share'])} in the base")  # fmt: skip
    return said


def _share(value: float) -> str:
    return format_value(value, "share")


def _facts(profile: pd.DataFrame, segment_id: int, size: int, meanings: pd.Series, currency: str) -> list[str]:
    """What it does, and what it was found by, furthest from the base, strongest first; a segment close to it says so."""
    makes = (profile.family == "behavioural") | (profile.role == "segmentation")
    rows = profile[(profile.segment_id == segment_id) & makes]
    far = _said_once(rows[rows.difference.abs() >= _WORTH_SAYING])
    if far.empty:
        return ["Close to the base on everything measured."]
    far = far.reindex(far.difference.abs().sort_values(ascending=False, kind="stable").index).head(_FACTS)
    return [_fact(row, meanings, currency) + _partly(row, size) for row in far.itertuples()]


def _said_once(rows: pd.DataFrame) -> pd.DataFrame:
    """Of a yes or no, the yes alone; of other levels, the one further from the base in each variable."""
    single = rows[rows.level != "no"]
    order = pd.DataFrame({"far": single.difference.abs().round(9), "more": single.difference > 0}, single.index)
    best = single.reindex(
        order.sort_values(["far", "more"], ascending=False, kind="stable").index
    )  # of two that mirror, what is more
    return best[(best.level == "") | ~best.duplicated("variable")]


def _figure(rows: pd.DataFrame) -> tuple[list[str], list[float]]:
    """What a segment differs in most, for a bar each: words and distances from the base, highest first."""
    one = _said_once(rows[rows.n >= _FEW])
    one = one.reindex(one.difference.abs().sort_values(ascending=False, kind="stable").index)
    far = one[one.difference.abs() >= _WORTH_SAYING].head(_BARS)
    far = far if len(far) >= _LEAST_BARS else one.head(_LEAST_BARS)
    far = far.sort_values(["difference", "variable"], ascending=[False, True])
    words = [row.variable.replace("_", " ") + (f": {row.level}" if row.level not in ("", "yes") else "")
             for row in far.itertuples()]  # fmt: skip
    return words, far.difference.astype(float).tolist()


def _persona(rows: pd.DataFrame, size: int, meanings: pd.Series) -> str:
    """The most frequent level of each variable of person and place on which the segment differs from the base, known of at
    least half of its members. Fewer than two make no person: empty then."""
    rows = rows[rows.family.isin(["demographic", "geographic", "psychographic"]) & (rows.role == "descriptor")]
    rows = rows[(rows.n >= max(0.5 * size, 30))]
    sure = rows[(rows.p_adjusted < _SURE) & (rows.difference.abs() >= _WORTH_SAYING)].variable
    rows = rows[rows.variable.isin(sure)]
    top = rows.loc[rows.groupby("variable", sort=False).value.idxmax()]
    if len(top) < 2:
        return ""
    said = [f"{meanings[row.variable]} {row.level} ({row.value:.0%})" if row.level else
            f"{meanings[row.variable]} {format_value(row.value, row.unit)} on average" for row in top.itertuples()]  # fmt: skip
    return f"Most often: {'; '.join(said)}. Each by itself: it need not be one and the same person."


def _partly(row, size: int) -> str:
    return f" (known for {row.n / size:.0%})" if row.n < 0.9 * size else ""


def _descriptors(profile: pd.DataFrame, segment_id: int, size: int, meanings: pd.Series, currency: str) -> list[str]:
    rows = profile[(profile.segment_id == segment_id) & (profile.role == "descriptor")]
    rows = rows[(rows.family != "behavioural") & (rows.difference.abs() >= _WORTH_SAYING) & (rows.n >= 30)]
    rows = rows[((rows.level.isin(["", "yes"])) | (rows.difference > 0)) & (rows.p_adjusted < _SURE)]
    best = _said_once(rows).groupby("variable", sort=False).head(1).head(_FACTS)
    return [_fact(row, meanings, currency) + _partly(row, size) for row in best.itertuples()]


def _fact(row, meanings: pd.Series, currency: str) -> str:
    label = meanings[row.variable][:1].upper() + meanings[row.variable][1:]
    if row.level == "yes":
        return f"{label}: {row.value:.0%}, against {row.base:.0%} of the base"
    if row.level:
        return f"{label}: {row.level} for {row.value:.0%}, against {row.base:.0%} of the base"
    unit = "" if row.unit != "share" and row.unit in meanings[row.variable] else row.unit
    value, base, half = (format_value(x, unit, currency) for x in (row.value, row.base, row.median))
    half = half.replace(".0", "", 1) if float(row.median).is_integer() else half
    skewed = row.unit != "share" and abs(row.value - row.median) > 0.25 * abs(row.value) and half != value
    return (
        f"{label}: {value} on average{f' (half of them {half} or less)' if skewed else ''}, against {base} in the base"
    )


def _categories(bought: pd.DataFrame | None) -> list[str]:
    """The three categories that lead against the base, of those that carry a part of the spend worth saying; without categories,
    products, by how many members buy them, since one member can carry the spend on a product."""
    if bought is None:
        return []
    rows = bought[(bought.level == bought.level.iloc[0]) & (bought.p_adjusted < _SURE)]
    if (rows.level == "product").all():
        rows = (
            rows[(rows.lift >= _TELLING) & (rows.buyers >= 0.1)]
            .sort_values(["lift", "category"], ascending=[False, True])
            .head(3)
        )
        return [
            f"{r.category}: {_share(r.buyers)} of them buy it, against {_share(r.base_buyers)} of the base"
            for r in rows.itertuples()
        ]
    rows = rows[(rows["index"] >= 115) & (rows.spend_share >= 0.03)]
    rows = rows.sort_values(["index", "category"], ascending=[False, True]).head(3)
    return [f"{r.category}: {_share(r.spend_share)} of spend, against {_share(r.base_share)} in the base"
            for r in rows.itertuples()]  # fmt: skip


def findings(
    cards_: pd.DataFrame,
    held: pd.DataFrame,
    worth_said: list[str],
    margin: str,
    customers_are: str,
    currency: str,
    period: pd.Series,
) -> list[str]:
    """What the notebook concludes, in sentences.

    Parameters
    ----------
    cards_, held : tables `cards` and `calibration`
    worth_said, margin : what the values rest on, and what a value is
    period : the row of table `period`
    """
    large = cards_.loc[cards_["size"].idxmax()]
    said = [
        f"“{large.segment_name}” is the largest segment: {large['size']:,} {customers_are}, {large.share:.0%} of the "
        f"base (95% interval {large.share_low:.0%} to {large.share_high:.0%})."
    ]
    if cards_.value_share.notna().all():
        top = cards_.loc[cards_.value_share.idxmax()]
        said.append(
            f"“{top.segment_name}” brought the most: {top.value_share:.0%} of the net amount of the window from {top.share:.0%} "
            "of the base."
        )
    if cards_.clv_12m.notna().all():
        rich = cards_.loc[cards_.clv_12m.idxmax()]
        low, mean, high = (format_value(x, currency, currency) for x in (rich.clv_low, rich.clv_12m, rich.clv_high))
        said.append(f"A member of “{rich.segment_name}” is worth the most over the next twelve months: {mean} ({low} to {high}); "
                    f"{margin}.")  # fmt: skip
    said += worth_said
    risk = cards_.loc[cards_.at_risk_value.idxmax()]
    if risk.at_risk >= _FEW:
        worth = format_value(risk.at_risk_value, currency, currency)
        said.append(f"Most value at risk lies in “{risk.segment_name}”: {risk.at_risk:,} {customers_are} more likely gone than "
                    f"not, worth {worth} in twelve months if kept.")  # fmt: skip
    return said + _trust(held, period, currency)


def _trust(held: pd.DataFrame, period: pd.Series, currency: str) -> list[str]:
    """How well the models of then told what came."""
    if held.empty:
        return []
    whole, parts = held[held.segment_id == 0].iloc[0], held[held.segment_id > 0]
    money = ""
    if pd.notna(whole.amount_expected):
        money = f"; of amounts, {format_value(whole.amount_expected, currency, currency)} and {format_value(whole.amount_actual, currency, currency)}"
    said = [f"Put to the test on {period.earlier:%d %b %Y} to {period.as_of:%d %b %Y}, the same models, fitted to what was known before, "
            f"expected {whole.orders_expected:.2f} orders a customer and {whole.orders_actual:.2f} came{money}. They know no seasons."]  # fmt: skip
    wrong = []
    for row in parts.itertuples():
        off = [(what, expected, actual) for what, index, expected, actual, low, high in (
                   ("orders", row.orders_index, row.orders_expected, row.orders_actual, row.orders_low, row.orders_high),
                   ("amount", row.amount_index, row.amount_expected, row.amount_actual, row.amount_low, row.amount_high))
               if abs(index - 100) > 25 and not low <= expected <= high]  # fmt: skip
        if off:
            what, *both = off[0]
            expected, actual = [
                f"{x:.2f} orders" if what == "orders" else format_value(x, currency, currency) for x in both
            ]
            wrong.append(
                f"“{row.segment_name}” ({expected} a customer expected, {actual.removesuffix(' orders')} came)"
            )
    if wrong:
        named = wrong[0] if len(wrong) == 1 else f"{', '.join(wrong[:-1])} and {wrong[-1]}"
        said.append(
            f"Caution: put to the test, the models of value went wrong on {named}: read their values accordingly."
        )
    return said
