"""What 05_target concludes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from segtools.target.criteria import COMPETITIVENESS
from segtools.target.returns import NO_LIST
from segtools.words import format_value, of_draws


def target_findings(targets: pd.DataFrame, draws: int, verdict: str) -> list[str]:
    """What the choice of targets comes to, in sentences."""
    ranked = targets.sort_values("rank")
    said = []
    if verdict == "none":
        said.append("Caution: this base holds no segments that would be found again; what follows divides it for the exercise, "
                    "and is not to be acted on.")  # fmt: skip
    for row in ranked[ranked.role == "target"].itertuples():
        sure = "" if row.p_target >= 0.8 else "; a close call" if row.p_target >= 0.5 else "; no clear winner"
        said.append(f"Court “{row.segment_name}”: a target in {of_draws(row.p_target)} of {draws:,} draws of weights and figures"
                    f"{f', the first in {of_draws(row.p_first)}' if row.p_first >= 0.005 else ''}{sure}.")  # fmt: skip
    if not (ranked.role == "target").any():
        said.append("No segment passes the knock-outs: there is nothing to court before the data is better.")
    rival = ranked[(ranked.role.isin(["next", "maintain"])) & (ranked.p_target >= 0.25)]
    return said + [f"“{row.segment_name}” is no target, and would be one in {of_draws(row.p_target)} of the draws."
                   for row in rival.itertuples()]  # fmt: skip


def target_notes(targets: pd.DataFrame, criteria: pd.DataFrame, open_: list[str], missing: list[str]) -> list[str]:
    """What else a reader should know of the choice: who was knocked out, what lies open (of `untapped`), what could not be
    measured (of `unmeasured`)."""
    said = [f"Knocked out: {row.segment_name}, {row.knocked_out}."
            for row in targets[targets.knocked_out != ""].sort_values("rank").itertuples()]  # fmt: skip
    said += open_
    if missing:
        words = ", ".join(name.replace("clv_12m", "value").replace("_", " ") for name in missing)
        said.append(f"Cannot be measured for every segment, so left out of the scores: {words}.")
    if COMPETITIVENESS not in set(criteria.side):
        said.append("Nothing in the data speaks of our strength with a segment: competitiveness is 0.5 for all, and the ranking "
                    "is by attractiveness alone.")  # fmt: skip
    return said


def plan_findings(plan: pd.DataFrame, margin: str, currency: str) -> list[str]:
    """What the plan comes to for the targets, in sentences; `margin` says what a value is."""
    said = []
    for row in plan[plan.role == "target"].itertuples():
        told = f"“{row.segment_name}”: {row.play}. {row.reason}"
        if row.test == NO_LIST:
            told += f" {NO_LIST}"
        elif row.audience == 0 and row.worth * row.response > row.cost:
            told += (" Contacting them is expected to pay, and the budget goes where it returns more: here a contact would bring "
                     f"{_money(row.worth * row.response - row.cost, currency)}.")  # fmt: skip
        elif row.audience == 0 and not np.isnan(row.response + row.worth + row.cost):
            told += (f" No contact is expected to pay: an order is worth {_money(row.worth, currency)} ({margin}), a contact costs "
                     f"{_money(row.cost, currency)}, and the extra response is put at {row.response:.1%}.")  # fmt: skip
        elif not np.isnan(row.expected_return):
            low, high = _money(row.return_low, currency), _money(row.return_high, currency)
            some = (
                f"{row.audience:,} of the {row.reached:,} who may be"
                if row.audience + row.control < row.reached
                else f"{row.audience:,} of them"
            )
            told += (f" Contacting {some} is expected to return {_money(row.expected_return, currency)} ({low} to "
                     f"{high}; {margin}; what contacts cost is taken off), at an extra response of {row.response:.1%} ({row.response_from}); it breaks even at "
                     f"{row.break_even_response:.1%}.")  # fmt: skip
        said.append(told)
    return said


def plan_notes(plan: pd.DataFrame, library: pd.DataFrame, currency: str) -> list[str]:
    """What else a reader should know of the plan: what the tests can show, what is missing to tell a return, and what is wrong
    with plays of the library (table `plays`)."""
    said, listed = [], plan[(plan.role == "target") & (plan.audience > 0)]
    for row in listed.itertuples():
        said.append(f"“{row.segment_name}”: {row.test[:1].lower()}{row.test[1:]}")
    for row in listed[listed.expected_return.isna()].itertuples():
        known = {"the cost of a contact": row.cost, "the response": row.response, "the worth of an order": row.worth}
        lacks = [name for name, figure in known.items() if np.isnan(figure)]
        words = " and ".join([*([", ".join(lacks[:-1])] if lacks[:-1] else []), lacks[-1]])
        said.append(f"What contacting “{row.segment_name}” returns cannot be told without {words}: give {'it' if len(lacks) == 1 else 'them'} "
                    "under target.economics or value.")  # fmt: skip
    per = plan.worth * plan.response - plan.cost
    best, rest = per[plan.role == "target"].max(), plan[plan.role != "target"].assign(per=per)
    for row in rest[rest.per > best].itertuples():
        said.append(f"A contact of “{row.segment_name}”, no target, would return {_money(row.per, currency)}, more than any of a target's "
                    f"({_money(best, currency)} at most).")  # fmt: skip
    if (plan.channel == "").all():
        said.append("No channel is recorded in the data: where to say it is open.")
    for row in library.itertuples():
        if row.remark.startswith("its"):
            said.append(f"Play “{row.play}” is in the library for nobody here: {row.remark}.")
        elif row.remark.startswith("kept"):
            said.append(f"Play “{row.play}” was {row.remark}.")
    return said


def _money(amount: float, currency: str) -> str:
    return format_value(amount, currency, currency) if currency else f"{amount:,.2f}"
