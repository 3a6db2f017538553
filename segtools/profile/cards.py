"""The cards: one row per segment, with what helps a person picture it.

Every sentence stands on a number of people: the members with a value, those at a level, those who buy. Where these are
too few to be shown (`Style.withholds`), the sentence is left out and the next best one takes its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from statsmodels.stats.proportion import proportion_confint

from segtools.profile.bought import TELLING
from segtools.tables import Study
from segtools.words import ENOUGH, WITHHELD, Style, format_value
from segtools.words.worth import NET_AMOUNT

VALUE = "monetary_value"
_WORTH_SAYING = 0.2
_SURE = 0.05
_FACTS = 5
_BARS = 6
_LEAST_BARS = 3
_MANY_BUY = 0.1
_PERSON = ("demographic", "geographic", "psychographic")
_FOUND_LIKELY = ("p_alive", "expected_orders_12m")


def cards(study: Study, base: pd.DataFrame, basis: str) -> pd.DataFrame:
    """Table `cards` of a study with tables profile, segment_stability, dictionary and, if it has them, affinity,
    price_response and terms.

    Parameters
    ----------
    base : of `members`, with the columns of table `value`
    basis : what a value is, margin or net amount
    """
    return segment_cards(
        base,
        study.profile,
        study.segment_stability,
        study.dictionary,
        study.style,
        study.affinity,
        study.price_response,
        study.terms,
        basis,
    )


def segment_cards(
    base: pd.DataFrame,
    profile: pd.DataFrame,
    stability: pd.DataFrame,
    dictionary: pd.DataFrame,
    style: Style,
    affinity: pd.DataFrame | None = None,
    response: pd.DataFrame | None = None,
    terms: pd.DataFrame | None = None,
    basis: str = NET_AMOUNT,
) -> pd.DataFrame:
    """Table `cards`: one row per segment, with what helps a person picture it, in sentences with its own figures.

    Parameters
    ----------
    base : of `members`, with the columns of table `value` where there is one
    profile, stability, dictionary : tables `profile`, `segment_stability`, `dictionary`
    style : currency, and the fewest people that a sentence may stand on
    affinity, response, terms : tables `affinity`, `price_response`, `terms`, where there are
    basis : what a value is, margin or net amount
    """
    numbers = _numbers(base).merge(stability.loc[stability.chosen, ["segment_id", "slsw"]], on="segment_id")
    numbers["clv_basis"] = basis
    tellable = _tellable_rows(profile, style)
    bought = None if affinity is None else _with_people(affinity, base)
    meanings = dictionary.set_index("variable").meaning
    lists = []
    for card in numbers.itertuples():
        rows, every = (_of(table, card.segment_id) for table in (tellable, profile))
        texts = _Texts(card, rows, len(rows) < len(every), _of(bought, card.segment_id), meanings, style)
        answers, comments = _of(response, card.segment_id), _of(terms, card.segment_id)
        lists.append(texts.lists(answers, _mean_elasticity(response), comments))
    return numbers.assign(**{name: [each[name] for each in lists] for name in lists[0]})


def _of(table: pd.DataFrame | None, segment_id: int) -> pd.DataFrame | None:
    return None if table is None else table[table.segment_id == segment_id]


# --- numbers ------------------------------------------------------------------------------------------


def _numbers(base: pd.DataFrame) -> pd.DataFrame:
    """Size, worth, activity and risk of each segment."""
    keys = ["segment_id", "segment_name"]
    table = base.groupby(keys, as_index=False).agg(size=("customer_id", "size"), confidence=("confidence", "mean"))
    table["share"] = table["size"] / len(base)
    table["share_low"], table["share_high"] = proportion_confint(table["size"], len(base), method="wilson")
    for column, name, mean in ((VALUE, "value", "value_per_customer"), ("clv_12m", "clv", "clv_12m")):
        value = _column(base, column)
        stats = value.groupby(base.segment_id).agg(["mean", "sem", "sum"]).reindex(table.segment_id)
        table[mean] = stats["mean"].to_numpy()
        table[f"{name}_low"] = (stats["mean"] - 1.96 * stats["sem"]).to_numpy()
        table[f"{name}_high"] = (stats["mean"] + 1.96 * stats["sem"]).to_numpy()
        table[f"{name}_share"] = stats["sum"].to_numpy() / value.sum() if value.notna().any() else np.nan
    for column in _FOUND_LIKELY:
        value = _column(base, column)
        if column == "p_alive" and (value.dropna() > 1 - 1e-6).all():
            value = value * np.nan  # taken, not found: of a model in which nobody leaves
        table[column] = value.groupby(base.segment_id).mean().reindex(table.segment_id).to_numpy()
    risk = base[base.at_risk] if "at_risk" in base else base.head(0).assign(value_if_kept=0.0)
    table["at_risk"] = table.segment_id.map(risk.segment_id.value_counts()).fillna(0).astype("int64")
    table["at_risk_value"] = table.segment_id.map(risk.groupby("segment_id").value_if_kept.sum()).fillna(0.0)
    return table


def _column(base: pd.DataFrame, name: str) -> pd.Series:
    return base[name] if name in base else pd.Series(np.nan, base.index)


# --- on how many people a sentence stands -------------------------------------------------------------


def _tellable_rows(profile: pd.DataFrame, style: Style) -> pd.DataFrame:
    """Rows of table `profile` that may be shown: based on enough members and enough of the base. Flag `enough` says
    whether their own figure may be shown too. If a level has too few members, its row is kept when the share is below
    the base's: that they are few is then the message."""
    total = profile.groupby(["variable", "level"]).n.transform("sum")
    share, base = (profile[name].where(profile.level != "", 1) for name in ("value", "base"))
    known = _tellable(profile.n, style) & _tellable(total * base, style)
    enough = _tellable(profile.n * share, style)
    return profile.assign(enough=enough)[known & (enough | (profile.difference < 0))]


def _with_people(affinity: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    """Table `affinity` with the number of buyers in the segment (people) and in the base (base_people)."""
    size = affinity.segment_id.map(base.groupby("segment_id").customer_id.size())
    people, base_people = (affinity.buyers * size).round(), (affinity.base_buyers * len(base)).round()
    return affinity.assign(people=people, base_people=base_people)


def _tellable(people: pd.Series, style: Style) -> pd.Series:
    return ~people.round().map(style.withholds).astype(bool)


# --- sentences ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Texts:
    """The lists of one card.

    card : its row of numbers
    tellable : its rows of table `profile` that may be shown, from `_tellable_rows`
    withheld : whether there are others
    bought : its rows of table `affinity`; None without one
    meanings : of each variable, in words
    """

    card: tuple
    tellable: pd.DataFrame
    withheld: bool
    bought: pd.DataFrame | None
    meanings: pd.Series
    style: Style

    def lists(self, response: pd.DataFrame | None, mean: float, terms: pd.DataFrame | None) -> dict:
        """Every column of table `cards` that holds words; response and terms are the segment's rows, mean is the mean
        elasticity of the segments."""
        words, values = _figure(self._of_most(self.rows))
        return {
            "figure": words,
            "figure_values": values,
            "persona": self._persona(),
            "facts": self._facts(),
            "descriptors": self._descriptors(),
            "categories": list(self._categories()),
            "wants": [*self._wants(), *self._answers_to_price(response, mean)],
            "loses": [*self._loses(), *self._pains(terms)],
        }

    @property
    def rows(self) -> pd.DataFrame:
        """Rows whose own figure may be shown."""
        return self.tellable[self.tellable.enough]

    # --- what makes it

    def _facts(self) -> list[str]:
        """What members do and what formed the segment, strongest difference first; a segment close to the base says
        so."""
        rows = self.tellable[(self.tellable.family == "behavioural") | (self.tellable.role == "segmentation")]
        rows = self._of_most(rows)
        far = _level_once(rows[rows.difference.abs() >= _WORTH_SAYING])
        if far.empty and self.withheld:
            return ["Too few people are known to say what sets it apart."]
        if far.empty:
            return ["Close to the base on everything measured."]
        return [self._fact(row) + self._partly(row) for row in _furthest_first(far).head(_FACTS).itertuples()]

    def _of_most(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Rows of table `profile` without behaviour that is known for less than half of the members, such as the days
        between orders of those who order once: it describes the others."""
        return rows[(rows.family != "behavioural") | (rows.n >= 0.5 * self.card.size)]

    def _fact(self, row) -> str:
        """A row of table `profile` as a sentence."""
        meaning = self.meanings[row.variable]
        label = meaning[:1].upper() + meaning[1:]
        if row.level:
            level = "" if row.level == "yes" else f"{row.level} for "
            share = f"{row.value:.0%}" if row.enough else WITHHELD
            return f"{label}: {level}{share}, against {row.base:.0%} of the base"
        unit = "" if row.unit != "share" and row.unit in meaning else row.unit
        value, base, half = (format_value(x, unit, self.style.currency) for x in (row.value, row.base, row.median))
        half = half.replace(".0", "", 1) if float(row.median).is_integer() else half
        skewed = row.unit != "share" and abs(row.value - row.median) > 0.25 * abs(row.value) and half != value
        median = f" (half of them {half} or less)" if skewed else ""
        return f"{label}: {value} on average{median}, against {base} in the base"

    def _partly(self, row) -> str:
        return f" (known for {row.n / self.card.size:.0%})" if row.n < 0.9 * self.card.size else ""

    # --- who they are

    def _persona(self) -> str:
        """The most frequent level of each variable of person and place on which the segment differs from the base,
        known for at least half of its members. Empty if there are fewer than two."""
        rows = self.rows[self.rows.family.isin(_PERSON) & (self.rows.role == "descriptor")]
        rows = rows[(rows.n >= max(0.5 * self.card.size, ENOUGH))]
        sure = rows[(rows.p_adjusted < _SURE) & (rows.difference.abs() >= _WORTH_SAYING)].variable
        rows = rows[rows.variable.isin(sure)]
        top = rows.loc[rows.groupby("variable", sort=False).value.idxmax()]
        if len(top) < 2:
            return ""
        parts = []
        for row in top.itertuples():
            mean = f"{format_value(row.value, row.unit)} on average"
            figure = f"{row.level} ({row.value:.0%})" if row.level else mean
            parts.append(f"{self.meanings[row.variable]} {figure}")
        average = ", or the average," if (top.level == "").any() else ""
        apart = f"Each is the most common answer{average} by itself; no one member need match them all."
        return f"Most often: {'; '.join(parts)}. {apart}"

    def _descriptors(self) -> list[str]:
        """What members differ in, among variables that did not form the segment."""
        rows = self.tellable[(self.tellable.role == "descriptor") & (self.tellable.family != "behavioural")]
        rows = rows[(rows.difference.abs() >= _WORTH_SAYING) & (rows.n >= ENOUGH) & (rows.p_adjusted < _SURE)]
        rows = rows[rows.level.isin(["", "yes"]) | (rows.difference > 0)]
        best = _level_once(rows).groupby("variable", sort=False).head(1).head(_FACTS)
        return [self._fact(row) + self._partly(row) for row in best.itertuples()]

    # --- what they buy and want

    def _bought(self) -> pd.DataFrame | None:
        """What members buy: categories if these are known, else products; what too few of the base buy is left out."""
        if self.bought is None:
            return None
        first = self.bought.level.isin(self.bought.level.head(1))
        return self.bought[first & _tellable(self.bought.base_people, self.style)]

    def _categories(self) -> Iterator[str]:
        """The three categories with the highest index against the base, of those with a notable part of the spend;
        without categories, products by number of buying members, because one member can make up most of the spend on a
        product."""
        bought = self._bought()
        if bought is None:
            return
        rows = bought[(bought.p_adjusted < _SURE) & _tellable(bought.people, self.style)]
        if (rows.level == "product").all():
            rows = rows[(rows.lift >= TELLING) & (rows.buyers >= _MANY_BUY)]
            for row in rows.sort_values(["lift", "category"], ascending=[False, True]).head(3).itertuples():
                buyers, of_base = _share(row.buyers), _share(row.base_buyers)
                yield f"{row.category}: {buyers} of them buy it, against {of_base} of the base"
            return
        rows = rows[(rows["index"] >= 115) & (rows.spend_share >= 0.03)]
        for row in rows.sort_values(["index", "category"], ascending=[False, True]).head(3).itertuples():
            yield f"{row.category}: {_share(row.spend_share)} of spend, against {_share(row.base_share)} in the base"

    def _wants(self) -> Iterator[str]:
        rows = self.rows
        attitude = rows.family.isin(["attitude", "psychographic"]) & (rows.role == "descriptor")
        sure = rows[attitude & (rows.p_adjusted < _SURE)]
        sure = sure[(sure.difference >= _WORTH_SAYING) & sure.level.isin(["", "yes"])]
        if len(sure):
            yield self._fact(next(sure.nlargest(1, "difference").itertuples()))
        bought = self._bought()
        for best in () if bought is None else bought[bought.next_best].head(1).itertuples():
            buyers = self.style.share(best.buyers, people=best.people)  # few, where so few do
            yield (
                f"{best.category} next: {buyers if best.buyers else 'none'} of them buy it; of others who buy the "
                f"same otherwise, {_share(best.likely)} do"
            )
        price = rows[(rows.variable == "discount_share") & (rows.difference.abs() >= _WORTH_SAYING)]
        for row in price[(price["index"] >= 125) | (price["index"] <= 50)].itertuples():
            wanted = "A good price" if row.difference > 0 else "No discount needed"
            yield f"{wanted}: discounts take {_share(row.value)} of the price, against {_share(row.base)} in the base"
        channels = rows[rows.variable.str.startswith("channel_") & (rows.difference >= _WORTH_SAYING)]
        if len(channels):
            row = channels.loc[channels.difference.idxmax()]
            channel = row.variable.removeprefix("channel_")
            yield f"To be served by {channel}: {_share(row.value)} of orders, against {_share(row.base)} in the base"

    def _answers_to_price(self, response: pd.DataFrame | None, mean: float) -> Iterator[str]:
        """How the segment responds to prices, if this surely differs from the average segment."""
        if response is None or self.style.withholds(self.card.size):
            return
        for row in response[response.verdict == ""].itertuples():
            if row.low <= mean <= row.high:
                continue
            more = "More" if row.elasticity < mean else "Less"
            yield (
                f"{more} than others, a lower price: one percent off a product goes with {-row.elasticity:.1f}% more "
                f"sold ({-row.high:.1f}% to {-row.low:.1f}%), against {-mean:.1f}% in the average segment"
            )

    # --- what would lose them

    def _loses(self) -> Iterator[str]:
        at_risk = self.card.at_risk
        if at_risk and not self.style.withholds(at_risk):
            yield (
                f"Silence: {at_risk:,} members worth at least the average customer have more likely left than not; "
                f"kept, they would bring {self.style.amount(self.card.at_risk_value)} in twelve months"
            )
        high = self.rows[self.rows.difference >= _WORTH_SAYING].set_index("variable")
        if "discount_share" in high.index:
            discount = _share(high.value["discount_share"])
            yield f"A cheaper rival: {discount} of the price is already given away as discount"
        if "return_share" in high.index:
            value, base = (_share(high[of]["return_share"]) for of in ("value", "base"))
            yield f"Goods that disappoint: {value} of what they buy comes back, against {base} in the base"

    def _pains(self, terms: pd.DataFrame | None) -> Iterator[str]:
        """Terms whose users give a lower score than the rest of the segment, lowest first."""
        if terms is None:
            return
        lower = terms[(terms.score_gap <= -1) & _tellable(terms.customers, self.style)]
        for row in lower.sort_values("score_gap").head(2).itertuples():
            share, base_share = _share(row.share), _share(row.base_share)
            yield (
                f"“{row.term}”: {row.customers:,} say it ({share} of the comments, against {base_share} in the base), "
                f"and score {-row.score_gap:.1f} points lower than the rest of the segment"
            )


def _mean_elasticity(response: pd.DataFrame | None) -> float:
    return np.nan if response is None else response[response.verdict == ""].elasticity.mean()


def _level_once(rows: pd.DataFrame) -> pd.DataFrame:
    """For yes or no, only yes; for other variables, the level that differs most from the base."""
    single = rows[rows.level != "no"]
    order = pd.DataFrame({"far": single.difference.abs().round(9), "more": single.difference > 0}, single.index)
    order = order.sort_values(["far", "more"], ascending=False, kind="stable")  # of two that mirror, what is more
    best = single.reindex(order.index)
    return best[(best.level == "") | ~best.duplicated("variable")]


def _furthest_first(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.reindex(rows.difference.abs().sort_values(ascending=False, kind="stable").index)


def _figure(rows: pd.DataFrame) -> tuple[list[str], list[float]]:
    """What a segment differs in most, for a bar chart: words and distances from the base, highest first."""
    known = _furthest_first(_level_once(rows[rows.n > 0]))
    far = known[known.difference.abs() >= _WORTH_SAYING].head(_BARS)
    far = far if len(far) >= _LEAST_BARS else known.head(_LEAST_BARS)
    far = far.sort_values(["difference", "variable"], ascending=[False, True])
    levels = [f": {level}" if level not in ("", "yes") else "" for level in far.level]
    words = [name.replace("_", " ") + level for name, level in zip(far.variable, levels, strict=True)]
    return words, far.difference.astype(float).tolist()


def _share(value: float) -> str:
    return format_value(value, "share")
