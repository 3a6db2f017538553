"""Columns that are asked for yes or no: read in one way, or refused by name."""

from __future__ import annotations

import pandas as pd

from segtools.tables.schemas import DataError
from segtools.words import strangers, ticked, yes_no

_SHOWN, _SHORT = 3, 30


def is_yes(values: pd.Series, key: str) -> pd.Series:
    """Which values of a column mean yes. A blank does not; of a tick box (an x or nothing) the x does.

    Parameters
    ----------
    values : as the client writes them, in any of the languages of `words.meanings`
    key : the setting that asks for yes or no, for the message

    Raises DataError, in one line, where a value means neither.

    >>> is_yes(pd.Series(["ja", "Nein", None]), "target.contactable").tolist()
    [True, False, False]
    """
    box = ticked(values)
    if not box and strangers(values):
        raise DataError(why_not_yes_no(values, key))
    return yes_no(values, {box: True} if box else None) == "yes"


def why_not_yes_no(values: pd.Series, key: str) -> str:
    """What is wrong with a column that is asked for yes or no, with the way to mend it; empty if nothing is."""
    name, odd = values.name or "the column", [f"{word[:_SHORT]!r}" for word in strangers(values)]
    if odd:
        more = f" and {len(odd) - _SHOWN} more" if len(odd) > _SHOWN else ""
        be, them = ("is", "it") if len(odd) == 1 else ("are", "them")
        mend = f"list {them} under variables.{name}.missing, or map the column with an expression"
        return f"{key}: {name}: {', '.join(odd[:_SHOWN])}{more} {be} neither yes nor no; {mend}"
    if values.notna().any():
        return ""
    return f"{key}: {name} has no value; name a column of yes and no"
