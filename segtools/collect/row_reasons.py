"""Why a row is set aside: the reasons (but for those of the client), how to fix each, and which leave no amount."""

from __future__ import annotations

import re

EXCLUDED = "asked not to be used (exclusion list)"
SAME = "same as an earlier row"
LATER = "a later row of the same key (keep: first)"

# A line that is not a row of its table.
STRAY_QUOTE = "stray or unclosed quote"
REPEATS_HEADER = "repeats the header"
CONTROL_SIGN = "holds a control character"
TOO_LONG = "holds a cell that is too long to be one"
NO_RECORD = "is no JSON record"
SECOND_HEADER = "header of a second table"
_SECOND_TABLE = "row of a second table, whose header is line {line}"
_WRONG_WIDTH = "{found} cells instead of {expected}"
_ERROR_CELL = "cell {cell} is an error ({error})"

# A field that cannot be used; {name} is ours.
MISSING = "{name} is missing"
UNREADABLE = "{name} is unreadable"
PLACEHOLDER = "{name} is a placeholder"
OTHER_ZONE = "{name} has another time zone than most rows (set time_zone)"
AFTER_AS_OF = "{name} is after as_of"
IN_FUTURE = "{name} is in the future"
BEFORE_1970 = "{name} is before 1970"
NOT_FINITE = "{name} is not finite"
OTHER_MARK = "{name} is written with another decimal mark"
TOO_LARGE = "{name} is too large to be true"
UNSURE_MARK = "{name} may have a thousands or a decimal mark: the column mixes both"
_NO_RATE = "{name} is in {code}, which has no rate"
NEITHER = "{name} is neither yes nor no"
_NEITHER_BUT = NEITHER + ": {word!r}"
HOLDS_EMAIL = "{name} holds an e-mail address"

# Rows compared with each other.
_CLASH = "rows of one {what} contradict each other"

_REMEDIES = {
    UNREADABLE.format(name="order_date"): "set date_format for this source, as the file writes its dates",
    AFTER_AS_OF.format(name="order_date"): "set as_of to a later day",
    UNREADABLE.format(name="amount"): "map amount to a column of numbers",
    OTHER_MARK.format(name="amount"): "set decimal (and thousands) for this source",
}
_ANY_REMEDY = "correct its columns in params"

# A row set aside for one of these counts as nothing in the sums of amounts. One that may be a thousand or a decimal is
# read as it stands, and is in the sum of what is set aside.
_NO_AMOUNT = {reason.format(name="amount") for reason in (MISSING, UNREADABLE, NOT_FINITE, OTHER_MARK, TOO_LARGE)}
_NO_ROW = (
    *(
        STRAY_QUOTE,
        REPEATS_HEADER,
        CONTROL_SIGN,
        TOO_LONG,
        NO_RECORD,
        SECOND_HEADER,
        _SECOND_TABLE,
        _WRONG_WIDTH,
        _ERROR_CELL,
    ),
    _NO_RATE.format(name="amount", code="{code}"),
)


def wrong_width(found: int | str, expected: int) -> str:
    """The reason for a line that has another number of cells than the header."""
    return _WRONG_WIDTH.format(found=found, expected=expected)


def second_table(line: int) -> str:
    """The reason for a row below the header of another table in the same file."""
    return _SECOND_TABLE.format(line=line)


def error_cell(cell: str, error: str) -> str:
    """The reason for a row in which a spreadsheet cell holds an error instead of a value."""
    return _ERROR_CELL.format(cell=cell, error=error)


def no_rate(name: str, code: str) -> str:
    """The reason for an amount in a currency without a rate."""
    return _NO_RATE.format(name=name, code=code)


def neither(name: str, word: str) -> str:
    """The reason for a word where yes or no is asked for."""
    return _NEITHER_BUT.format(name=name, word=word)


def clash(what: str) -> str:
    """The reason for rows of one customer, or of one key, that differ."""
    return _CLASH.format(what=what)


def remedy_of(reason: str) -> str:
    """What to change so that rows with this reason can be used."""
    if reason == SECOND_HEADER or _is_of(_SECOND_TABLE, reason):
        return "save each table as a file of its own"
    if _is_of(_NO_RATE.format(name="{name}", code="{code}"), reason):
        return "give the currency a rate under rates of this source"
    if any(_is_of(form, reason) for form in (NEITHER, NEITHER + ": {word}")):
        return "map it with an expression that says which words mean yes: Status in ['bought', 'booked']"
    return _REMEDIES.get(reason, _ANY_REMEDY)


def leaves_no_amount(reason: str) -> bool:
    """Whether rows set aside for this reason have no readable amount and are therefore in no sum.

    >>> [leaves_no_amount(reason) for reason in ("amount is missing", "6 cells instead of 5", "amount under 1")]
    [True, True, False]
    """
    return reason in _NO_AMOUNT or any(_is_of(form, reason) for form in _NO_ROW)


def _is_of(form: str, reason: str) -> bool:
    """Whether a reason has one of the forms above."""
    return bool(re.fullmatch(re.sub(r"\\\{\w+\\\}", ".+", re.escape(form)), reason))
