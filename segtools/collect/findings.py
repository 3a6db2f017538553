"""What 01_collect concludes: which rows can be used, whether amounts add up, and which customers are in the base."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd

from segtools.collect.dictionary import guess_of
from segtools.collect.quarantine import books_balance, share_lost
from segtools.collect.readiness import MUCH_LOST, NO, Answer
from segtools.collect.row_reasons import leaves_no_amount
from segtools.params import Params
from segtools.tables import Study
from segtools.words import Figure, Finding, Style

_TINY = 0.00005  # a share that would be written 0.00%


def findings(study: Study, customers: pd.DataFrame, ready: Sequence[Answer]) -> list[Finding]:
    """What the notebook concludes: first reasons for doubt, then the usable rows, then the rest.

    Parameters
    ----------
    study : with tables quality, reasons, period, dictionary
    customers : one row a customer, with every column there is
    ready : whether the data is enough, and recent enough
    """
    return [
        *ready_findings(ready),
        *doubt_findings(study.quality, study.reasons),
        *row_findings(study.quality, study.reasons, study.style),
        *amount_findings(study.quality, study.reasons, study.style),
        *customer_findings(customers, study.when, study.style),
        *variable_findings(study.dictionary, study.params),
    ]


def ready_findings(ready: Sequence[Answer]) -> list[Finding]:
    """A caution for each question about the data whose answer is no."""
    codes = {
        "people": "collect-few-people",
        "rows_lost": "collect-rows-lost",
        "history": "collect-short-history",
        "recency": "collect-not-recent",
        "returning": "collect-few-return",
    }
    return [
        Finding(codes[row.measure], "caution", {"figure": row.figure, "good": row.good, "limit": row.limit})
        for row in ready
        if row.answer == NO
    ]


def doubt_findings(quality: pd.DataFrame, reasons: pd.DataFrame) -> list[Finding]:
    """Tables whose amounts do not add up, and tables of which much is set aside that params do not drop on purpose."""
    found = []
    for _, row in _with_amounts(quality).iterrows():
        if not books_balance(row):
            found.append(Finding("collect-books-off", "caution", {"source": row.source, **_amounts(row, "cents")}))
        lost, aside = share_lost(row), row.amount_quarantined - row.amount_dropped
        read = row.amount_read - row.amount_dropped
        if max(lost, abs(aside / (read or 1))) <= MUCH_LOST:
            continue
        mine = reasons[(reasons.source == row.source) & ~reasons.on_purpose]
        rows = row.rows_quarantined - row.rows_dropped
        unread = sum(line.rows for line in mine.itertuples() if leaves_no_amount(line.reason))
        figures = {
            "source": row.source,
            "share": Figure(lost, "rate", people=rows),
            "reason": _most_often(mine).reason,
            "aside": Figure(aside, "money", people=rows),
            "read": Figure(read, "money"),
            "amounts": "unread" if unread > rows / 2 else "read",
        }
        found.append(Finding("collect-much-aside", "caution", figures))
    return found


def row_findings(quality: pd.DataFrame, reasons: pd.DataFrame, style: Style) -> list[Finding]:
    """How many rows there are, how many can be used, and the most common reason why one cannot. A row may be a
    person."""
    read, aside = int(quality.rows_read.sum()), int(quality.rows_quarantined.sum())
    figures: dict[str, Any] = {"read": Figure(read, "count"), "tables": Figure(len(quality), "count")}
    if not aside:
        return [Finding("collect-rows-all", "headline", figures)]
    top = _most_often(reasons)
    most = Finding("collect-most-often", "note", {"source": top.source, "reason": top.reason, "rows": _rows(top.rows)})
    if style.withholds(aside):  # the number of the others would tell it
        return [Finding("collect-rows-few", "headline", figures), most]
    share = aside / read
    figures |= {"used": Figure(read - aside, "count"), "aside": _rows(aside), "share": Figure(share, "small share")}
    return [Finding("collect-rows", "headline", {**figures, "tiny": "yes" if share < _TINY else "no"}), most]


def amount_findings(quality: pd.DataFrame, reasons: pd.DataFrame, style: Style) -> list[Finding]:
    """Tables whose amounts add up; and how many of their rows are in no sum."""
    found = []
    for _, row in _with_amounts(quality).iterrows():
        if books_balance(row):
            amounts = _amounts(row, "cents")
            few = style.withholds(row.rows_quarantined)  # the amount accepted would tell that set aside
            figures = {"read": amounts["read"]} if few else amounts
            code = "collect-books-balance-few" if few else "collect-books-balance"
            found.append(Finding(code, "finding", {"source": row.source, **figures}))
        mine = reasons[reasons.source == row.source]
        unread = sum(line.rows for line in mine.itertuples() if leaves_no_amount(line.reason))
        if unread:
            found.append(Finding("collect-no-amount", "note", {"source": row.source, "rows": _rows(unread)}))
    return found


def customer_findings(customers: pd.DataFrame, period: pd.Series, style: Style) -> list[Finding]:
    """Which customers are in the base, and over which days their behaviour is measured.

    Parameters
    ----------
    customers : one row a customer
    period : the row of table `period`
    style : smallest number of people that may be shown
    """
    if "frequency" in customers:
        span = {"first": _day(period.first_order), "last": _day(period.last_order), **_window(period)}
        return [
            _window_amount(customers, style),
            Finding("collect-span", "finding", span),
            Finding("collect-known-orders", "finding", _active(customers.frequency > 0, style)),
        ]
    if "event_count" in customers:
        figures = {**_active(customers.event_count > 0, style), **_window(period)}
        return [Finding("collect-known-events", "finding", figures)]
    return [Finding("collect-known", "finding", {"known": _people(len(customers))})]


def _active(active: pd.Series, style: Style) -> dict[str, Any]:
    """How many customers are known and how many are active; neither number is shown if either part is too small."""
    count, silent = int(active.sum()), int((~active).sum())
    figures = {"known": _people(len(active))}
    if not silent:
        return {**figures, "part": "all"}
    if style.withholds(silent) or style.withholds(count):
        return {**figures, "part": "most" if count > silent else "few"}
    return {**figures, "part": "some", "active": _people(count), "silent": _people(silent)}


def _window_amount(customers: pd.DataFrame, style: Style) -> Finding:
    """The net amount of the window, and how much of it comes from customers who ordered."""
    ordered = customers.frequency > 0
    returned = ~ordered & (customers.monetary_value != 0)
    valued = _money(customers.monetary_value[ordered])
    if not returned.any():
        return Finding("collect-window-all", "finding", {"valued": valued})
    if style.withholds(int(returned.sum())):  # the whole would tell what they brought back
        return Finding("collect-window-few", "finding", {"valued": valued})
    rest = {"inside": _money(customers.monetary_value), "returned": _money(customers.monetary_value[returned])}
    return Finding("collect-window", "finding", {"valued": valued, **rest})


def variable_findings(dictionary: pd.DataFrame, params: Params) -> list[Finding]:
    """Variables that form no segments until the client says what they are, and how many are guessed and not
    confirmed."""
    unclear = dictionary.variable[dictionary.unclear].tolist()
    found = [Finding("collect-unclear", "note", {"variables": unclear})] if unclear else []
    guessed = sum(guess_of(name, params) is not None for name in dictionary.variable)
    return found + ([Finding("collect-guessed", "note", {"guesses": Figure(guessed, "count")})] if guessed else [])


# --- figures --------------------------------------------------------------------------------------------


def _with_amounts(quality: pd.DataFrame) -> pd.DataFrame:
    """The tables whose amounts are known."""
    return quality.dropna(subset=["amount_read"])


def _most_often(reasons: pd.DataFrame) -> pd.Series:
    return reasons.sort_values("rows", ascending=False, kind="stable").iloc[0]


def _amounts(row: pd.Series, unit: str) -> dict[str, Figure]:
    return {
        "read": Figure(row.amount_read, unit),
        "accepted": Figure(row.amount_accepted, unit),
        "aside": Figure(row.amount_quarantined, unit, people=row.rows_quarantined),
    }


def _window(period: pd.Series) -> dict[str, Any]:
    return {"days": Figure(int(period.window_days), "count"), "as_of": _day(period.as_of)}


def _day(when: pd.Timestamp) -> str:
    return f"{when:%d %B %Y}"


def _rows(count: int) -> Figure:
    return Figure(int(count), "count", people=int(count))


def _people(count: int) -> Figure:
    return Figure(int(count), "people", people=int(count))


def _money(amounts: pd.Series) -> Figure:
    return Figure(float(amounts.sum()), "money", people=len(amounts))
