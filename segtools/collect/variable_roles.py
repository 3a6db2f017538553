"""Columns that form no segments: row numbers, weights, treatment and outcome of a campaign, the end of a contract; and
columns that say who or where somebody is, known by their names."""

from __future__ import annotations

import numpy as np
import pandas as pd

from segtools.collect.role_names import is_named
from segtools.params import Params

_MANY_ROWS = 100  # of a column without a telling name that numbers them
_FEW_LEVELS = 12
_OF_A_CAMPAIGN = ("treated", "responded", "revenue", "cost", "contact_date", "campaign")


def is_row_number(name: str, values: pd.Series) -> bool:
    """Whether a column numbers the rows: whole numbers from 0 or 1 on, without a gap or a repeat.

    >>> is_row_number("Unnamed: 0", pd.Series([2, 0, 1])), is_row_number("visits", pd.Series([2, 0, 1]))
    (True, False)
    """
    known = values.dropna()
    if not pd.api.types.is_numeric_dtype(known) or len(known) < 2 or known.nunique() < len(known):
        return False
    runs = known.min() in (0, 1) and known.max() - known.min() == len(known) - 1
    return bool(runs and (is_named("row number", name) or (len(known) > _MANY_ROWS and not is_told(name))))


def is_told(name: str) -> bool:
    """Whether a column's name says who or where somebody is."""
    return is_named("demographic", name) or is_named("geographic", name)


def role_of(name: str, values: pd.Series, params: Params) -> tuple[str, str]:
    """The family of a column that its name, its values or params tell, and the evidence where it keeps the
    column from forming segments; both empty if nothing does."""
    asked = _told_by_params(name, params)
    if asked[0]:
        return asked
    if is_named("weight", name) and _weighs(values):
        return "other", "its name and its mean of about 1 say that it is a weight"
    few = values.nunique() <= _FEW_LEVELS or not pd.api.types.is_numeric_dtype(values)
    if is_named("campaign", name) and few:
        return "campaign", "its name says that it tells of a campaign"
    if is_named("ended", name) and values.nunique() <= 2:
        return "other", "its name says that it tells who has left"
    for family in ("demographic", "geographic"):
        if is_named(family, name):
            return family, ""
    return "", ""


def _told_by_params(name: str, params: Params) -> tuple[str, str]:
    """What a contract, or campaigns read from the same table, say of a column."""
    if params.value.contract and params.value.contract.ended == name:
        return "other", "value.contract says that it tells who has left"
    responses = params.sources.responses
    tables = [table for table in (params.sources.customers, params.sources.survey) if table]
    if responses and any((table.path, table.table) == (responses.path, responses.table) for table in tables):
        mapped = {responses.columns.get(field, "").strip("`"): field for field in _OF_A_CAMPAIGN}
        if name in mapped:
            return "campaign", f"responses reads it as {mapped[name]}"
    return "", ""


def _weighs(values: pd.Series) -> bool:
    known = values.dropna()
    if not pd.api.types.is_numeric_dtype(known) or known.empty:
        return False
    return bool(known.min() >= 0 and np.isclose(known.mean(), 1, atol=0.1))
