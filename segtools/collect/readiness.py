"""Is the data enough, and recent enough, to act on? A few questions, each with its answer and its limit."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import ibis
import pandas as pd
from ibis import _

from segtools.collect.period import dated_rows
from segtools.collect.quarantine import quality_ledger, share_lost
from segtools.collect.row_rules import Checked
from segtools.words import Figure, Style

YES, CAUTION, NO = "yes", "caution", "no"
MUCH_LOST, TOO_MUCH_LOST = 0.05, 0.3  # share of a table's rows set aside: no longer good, and no longer usable


@dataclass(frozen=True)
class Answer:
    """A question about the data, with its answer.

    measure : people (how many customers), rows_lost (share of a table's rows), history (days), recency (days since the
        last entry) or returning (share of customers)
    figure : what the data says
    good, limit : the figures it is compared with: as good as `good` is a yes, worse than `limit` a no
    answer : yes, caution or no; a no means that segments drawn on this are not to be acted on
    """

    measure: str
    figure: Figure
    good: Figure
    limit: Figure
    answer: str


def readiness(checked: dict[str, Checked], period: pd.DataFrame) -> list[Answer]:
    """Questions on amount and age of the data, with answers. Without dates: how many customers, and whether rows can be
    used.

    Parameters
    ----------
    checked : the sources after their rules
    period : table `period`
    """
    people = _people(checked)
    answers = [
        _more_is_better("people", Figure(people, "people", people=people), 500, 150),
        _less_is_better("rows_lost", Figure(_rows_lost(checked), "share"), MUCH_LOST, TOO_MUCH_LOST),
    ]
    dated = dated_rows(checked)
    if dated is None:
        return answers
    row = period.iloc[0]
    by_person = dated.group_by("customer_id").agg(days=_.day.nunique())
    again = float(by_person.aggregate(share=(_.days > 1).mean()).execute().share.iloc[0])
    return [
        *answers,
        _more_is_better("history", Figure((row.last_order - row.first_order).days + 1, "count"), 365, 90),
        _less_is_better("recency", Figure((row.as_of - row.last_order).days, "count"), 7, 31),
        _more_is_better("returning", Figure(again, "share"), 0.3, 0.1),
    ]


def _people(checked: dict[str, Checked]) -> int:
    """How many customers the sources have; the responses of campaigns add none."""
    ids = [table.accepted.select("customer_id") for name, table in checked.items() if name != "responses"]
    different = ibis.union(*ids, distinct=True) if len(ids) > 1 else ids[0].distinct()
    return int(different.count().execute())


def _rows_lost(checked: dict[str, Checked]) -> float:
    """The largest share of a table's rows that is set aside though params do not drop it on purpose."""
    return max(share_lost(row) for _, row in quality_ledger(checked).iterrows())


def _more_is_better(measure: str, figure: Figure, good: float, limit: float) -> Answer:
    answer = YES if figure.value >= good else CAUTION if figure.value >= limit else NO
    return Answer(measure, figure, Figure(good, figure.unit), Figure(limit, figure.unit), answer)


def _less_is_better(measure: str, figure: Figure, good: float, limit: float) -> Answer:
    answer = YES if figure.value <= good else CAUTION if figure.value <= limit else NO
    return Answer(measure, figure, Figure(good, figure.unit), Figure(limit, figure.unit), answer)


# --- as a table -----------------------------------------------------------------------------------------

_QUESTIONS = {  # measure: the question, the figure, what it is compared with
    "people": ("Are there enough {customers}?", "{figure}", "{good}; at least {limit}"),
    "rows_lost": ("Can the rows be used?", "{figure} of a table set aside at most", "{good}; at most {limit}"),
    "history": ("Is the history long enough?", "{figure} days", "{good}; at least {limit}"),
    "recency": ("Is it recent?", "last entry {figure} days before the day of the study", "{good}; at most {limit}"),
    "returning": ("Do people come back?", "{figure} on more than one day", "{good}; at least {limit}"),
}


def readiness_table(ready: Sequence[Answer], style: Style) -> pd.DataFrame:
    """The answers for readers: question, figure, asked (the limit), answer."""
    rows = []
    for row in ready:
        written = {name: style.write(getattr(row, name)) for name in ("figure", "good", "limit")}
        texts = [text.format(customers=style.customers_are, **written) for text in _QUESTIONS[row.measure]]
        rows.append([*texts, row.answer])
    return pd.DataFrame(rows, columns=["question", "figure", "asked", "answer"])


def readiness_title(ready: Sequence[Answer]) -> str:
    """The answers in one sentence."""
    answers = [row.answer for row in ready]
    if NO in answers:
        return f"Not enough to act on: {answers.count(NO)} of {len(answers)} questions answered no"
    return "Enough, with caution" if CAUTION in answers else "Enough, and recent enough"
