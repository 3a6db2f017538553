"""Guess what each column of a table of one row a customer is: a line of `variables` with its evidence."""

from __future__ import annotations

import re
from dataclasses import replace

import pandas as pd

from segtools.collect.dictionary import infer_kind
from segtools.collect.guess_columns import Column, Table
from segtools.collect.guess_names import named, value_words, words_of
from segtools.collect.role_names import is_named
from segtools.collect.scale_order import ordered
from segtools.collect.variable_roles import is_row_number

_GIVE = "; to use it, remove the first # and give the kind"
_LONGEST_SCALE = 11
_MOST_WORDS = 5
_SHORT = 5  # answers; a scale from 0 to 10 has more


def variable_line(column: Column, table: Table) -> tuple[dict[str, object], str, bool]:
    """What `variables` says of a column, the evidence, and whether it is sure enough to be active."""
    name, campaign = column.name, {theirs for theirs, _ in table.responses.values()}
    also = bool(campaign) and column.distinct == 2 and max(named("responded", name), named("treated", name)) == 3
    if name in campaign or also:
        return {"kind": "ignore"}, "it tells of the campaign", True
    if name in table.ignored:
        return {"kind": "ignore"}, table.ignored[name], True
    if column.is_date:
        return {"kind": "ignore"}, "a date; to use it, turn it into days or years", True
    if column.unique == 1 and column.is_number and is_row_number(name, column.typed):
        return {"kind": "ignore"}, "numbers the rows", True
    if is_named("weight", name) and column.is_number and not column.is_whole:
        return {"kind": "ignore"}, "a weight of the survey: it says how many people an answer stands for", True
    hollow = no_answers(column)
    known = [value for value in column.values if value not in hollow]
    said = _family(name, table)
    if hollow:
        said["missing"] = hollow
    levels = [level for level in column.levels if level in known] or (ordered(known) if not column.is_number else [])
    if levels:
        whence = "in the order of the file's value labels" if column.levels else "from its words or numbers"
        return said | {"order": levels}, whence + _without(hollow), True
    if named("nps", name) and column.is_number and len(known) > _SHORT and {float(v) for v in known} <= set(range(11)):
        return said | {"score": "nps"}, "how likely they are to recommend, 0 to 10", True
    if not column.is_number and len({value.strip().casefold() for value in known}) == 2 < len(known):
        return said | {"kind": "binary"}, "two values, in several spellings", True
    typed = column.typed if not hollow else column.typed[~pd.Series(column.values).isin(hollow).to_numpy()]
    kind, evidence, unclear = infer_kind(name, typed.reset_index(drop=True))
    if column.distinct > len(column.values):
        evidence = f"{column.distinct:,} different values"
    evidence += _without(hollow)
    scale = unclear and kind == "ordinal" and (table.role == "survey" or bool(hollow))
    if unclear and not scale:
        return said | {"kind": kind}, evidence + _GIVE, False
    return said | {"kind": kind}, evidence, True


def no_answers(column: Column) -> list[str]:
    """Values that mean that somebody did not answer: words for it, or numbers far off a short scale (98, 99, -1).

    >>> no_answers(Column("q", 9, 9, 4, ["1", "2", "3", "99"], is_number=True, typed=pd.Series([1, 2, 3, 99.0])))
    ['99']
    """
    if not column.is_number:
        words = [v for v in column.values if words_of(v) in value_words("no answer") or v.strip() == "?"]
        return words if 3 <= column.distinct - len(words) <= 30 else []
    words = [value for value, read in zip(column.values, column.typed, strict=False) if pd.isna(read)]
    if words:
        column = replace(column, values=[v for v in column.values if v not in words], typed=column.typed.dropna())
        return words[:_MOST_WORDS] + no_answers(column)
    if column.distinct > _LONGEST_SCALE + 4 or not column.is_whole:
        return []
    odd = [
        v for v in column.values if re.fullmatch(r"-\d+|[79]?7|8?8|9+|9*9[789]|66|77|88", v) and not 0 <= float(v) <= 11
    ]
    rest = [float(v) for v in column.values if v not in odd]
    short = len(rest) >= 3 and min(rest) >= 0 and max(rest) <= _LONGEST_SCALE
    return sorted(odd, key=float) if odd and short else []


def _without(hollow: list[str]) -> str:
    return f"; {', '.join(hollow)} taken for no answer, ASK THE CLIENT" if hollow else ""


def _family(name: str, table: Table) -> dict[str, object]:
    """The family that a name shows, where that of the table would be another."""
    family = next((family for family in ("demographic", "geographic") if is_named(family, name)), "")
    return {"family": family} if family and (table.role == "survey" or family == "geographic") else {}
