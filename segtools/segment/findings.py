"""What 03_segment concludes."""

from __future__ import annotations

from typing import Any

import pandas as pd

from segtools.params import Segment
from segtools.segment.choice import BETTER, METHOD_WORDS, verdict
from segtools.segment.matching import FIRST, GONE, KEPT, MERGED, NEW, SPLIT
from segtools.segment.methods import RULES
from segtools.segment.rules import OTHERS

TOLD = 0.02


def later_findings(later: pd.DataFrame | None, table: pd.DataFrame | None, customers_are: str) -> list[str]:
    """What the rules and the time after say, in sentences."""
    said = []
    if later is not None:
        orders = later[later.outcome == "orders"]
        row, theirs = orders.iloc[0], orders.iloc[1:]
        told = "told" if row.explained >= TOLD else "did not tell"
        digits = 1 if row.highest >= 2 else 2
        said.append(
            f"Found on the earlier look alone, {row.n_segments} segments {told} {row.customers:,} {customers_are} apart in what "
            f"they did next: from {row.lowest:.{digits}f} to {row.highest:.{digits}f} orders each, {row.explained:.0%} of the "
            "variance (of ranks)."
        )
        if len(theirs):
            rule = theirs.iloc[0]
            better = (
                "less"
                if rule.explained < row.explained - 0.01
                else "more"
                if rule.explained > row.explained + 0.01
                else "as much"
            )
            said.append(
                f"The RFM rules tell {better} of it: {rule.explained:.0%} with {rule.n_segments} segments"
                + (
                    "; where next orders are all that counts, rules will do."
                    if better != "less" and rule.explained >= TOLD
                    else "."
                )
            )
    if table is not None:
        empty = table[(table.won == 0) & (table.segment != OTHERS)]
        if len(empty):
            said.append(f"Of the RFM rules, {', '.join(empty.segment)} {'get' if len(empty) > 1 else 'gets'} nobody.")
    return said


def explained_findings(
    shares: pd.DataFrame, rules: pd.DataFrame, fidelity: float, short: pd.DataFrame, variables: int
) -> list[str]:
    """What the three tables say, in sentences."""
    top = shares.iloc[0]
    said = [f"{_words(top.variable)} does most to part the segments: {top.contribution:.0%} of what lies between them."]
    if len(shares) > 1 and top.contribution < 1.25 * shares.contribution.iloc[1]:
        said = [f"No variable alone parts the segments: {_words(top.variable).lower()} does most, {top.contribution:.0%} of what lies between "
                "them, and the next nearly as much."]  # fmt: skip
    if len(shares) > 2 and top.contribution > 0.5:
        said[0] = (
            f"Caution: {_words(top.variable)} alone makes {top.contribution:.0%} of the difference between segments; read "
            "them as slices of it, or leave it out of segment.variables."
        )
    idle = shares[shares.explained < 0.05]
    if len(idle):
        names = ", ".join(name.replace("_", " ") for name in idle.variable)
        said.append(f"Segments hardly differ on {names} (under 5% of the variance of each lies between them).")
    uneven = shares[shares.missing_highest - shares.missing_lowest > 0.1]
    for row in uneven.itertuples():
        said.append(
            f"Caution: {_words(row.variable).lower()} is missing for {row.missing_lowest:.0%} of one segment and "
            f"{row.missing_highest:.0%} of another: who answers differs between segments."
        )
    said.append(
        f"{len(rules)} rules in the client's units put {fidelity:.0%} of customers they have not seen where the scorecard does."
    )
    last = short.iloc[-1]
    if len(short) < variables:
        names = ", ".join(name.replace("_", " ") for name in short.variable)
        said.append(
            f"With few questions to ask, {len(short)} of {variables} variables type {last.agreement:.0%} of customers as the scorecard "
            f"does (all of them by the same means {last.agreement / last.of_all:.0%}): {names}."
        )
    else:
        said.append(f"No shorter list will do: all {variables} variables are needed to keep 95% of the agreement.")
    return said


def _words(name: str) -> str:
    return name.replace("_", " ")[:1].upper() + name.replace("_", " ")[1:]


TYPED_WELL = 0.85


def choice_findings(
    choice: pd.DataFrame,
    sizes: pd.DataFrame,
    sure: pd.DataFrame,
    descent: pd.DataFrame,
    card: dict[str, Any],
    settings: Segment,
    customers_are: str,
    last: dict[str, Any] | None = None,
) -> list[str]:
    """What the notebook concludes, in sentences; the verdict first. `last` is the scorecard of the run before, whether
    it answers the same question or not."""
    row = choice[choice.chosen].iloc[0]
    named = sizes.merge(sure[sure.chosen], on="segment_id")
    weak, strong = named.loc[named.slsw.idxmin()], named.loc[named.slsw.idxmax()]
    second = choice[(choice.method == row.method) & (choice.n_segments != row.n_segments)]
    said = [verdict(choice)[1], f"{row.n_segments} segments: {row.why}."]
    if len(second):
        other = second.sort_values("mean_ari").iloc[-1]
        said.append(
            f"The steadiest other number for {METHOD_WORDS[row.method]} is {other.n_segments} (mean ARI {other.mean_ari:.2f}): {other.why}."
        )
    for name, rows in choice[(choice.method != row.method) & (choice.method != RULES)].groupby("method", sort=False):
        asked = rows[rows.n_segments >= settings.min_segments]
        at = asked.loc[asked.min_slsw.idxmax()] if len(asked) else rows.iloc[-1]
        better = at.min_slsw - row.min_slsw
        said.append(
            f"Tried as well: {METHOD_WORDS[name]}. In the steadiest answer ({at.n_segments} segments) the least sure comes "
            f"back with a Jaccard of {at.min_slsw:.2f}, against {row.min_slsw:.2f} here"
            + (f": not the {BETTER} more that another method is asked for." if 0 <= better < BETTER else ".")
        )
    if card["agreement"] < 1:
        far = "Caution: the" if card["agreement"] < TYPED_WELL else "The"
        said.append(
            f"{far} typing rule puts {card['agreement']:.0%} of customers it has not seen where {METHOD_WORDS[row.method]} would."
        )
    said.append(
        f"Surest to come back: {strong.segment_name} (mean Jaccard {strong.slsw:.2f}); least sure: "
        f"{weak.segment_name} ({weak.slsw:.2f})."
    )
    small, large = sizes.loc[sizes["size"].idxmin()], sizes.loc[sizes["size"].idxmax()]
    said.append(
        f"Sizes run from {small['size']:,} {customers_are} ({small.segment_name}) to {large['size']:,} "
        f"({large.segment_name})."
    )
    if last and (descent.status == FIRST).all():
        said.append(
            "Caution: the last scorecard was made with other variables, methods or numbers of segments; numbers and names "
            "begin anew."
        )
    return said + _descent_said(descent) + _names_said(card, settings)


def _descent_said(descent: pd.DataFrame) -> list[str]:
    said = []
    for row in descent.itertuples():
        if row.status == SPLIT:
            said.append(f"{row.segment_name} is new: split from {row.earlier_name} of the last scorecard.")
        elif row.status == MERGED:
            said.append(f"{row.segment_name} has merged {row.earlier_name} of the last scorecard.")
        elif row.status == NEW:
            said.append(f"{row.segment_name} is new: no segment of the last scorecard holds most of it.")
        elif row.status == GONE:
            said.append(f"{row.segment_name} of the last scorecard is gone.")
    kept = descent[descent.status == KEPT]
    renamed = kept[kept.segment_name != kept.earlier_name]
    if not said and len(kept) == len(descent):
        same = "numbers and names" if renamed.empty else "numbers"
        said.append(f"These are the segments of the last scorecard, with their {same}.")
    return said + [f"“{row.earlier_name}” is now called “{row.segment_name}”." for row in renamed.itertuples()]


def _names_said(card: dict[str, Any], settings: Segment) -> list[str]:
    computed = [one["computed_name"] for one in card["segments"]]
    return [
        f"Caution: segment.names in params speaks of “{name}”, which no segment is called; there are "
        f"{', '.join(f'“{one}”' for one in computed)}."
        for name in settings.names
        if name not in computed
    ]
