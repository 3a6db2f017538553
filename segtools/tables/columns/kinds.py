"""What a column of a table that passes between stages may hold."""

from __future__ import annotations

import pandas as pd

Columns = dict[str, tuple[str, str]]
"""Column -> (kind, what it holds)."""

KINDS = {
    "id": "text, never missing",
    "text": "text",
    "integer": "whole number",
    "number": "number, missing where it is not known",
    "flag": "true or false",
    "date": "day",
    "list": "list of texts or numbers",
}

HOLDS = {
    "integer": pd.api.types.is_integer_dtype,
    "number": pd.api.types.is_numeric_dtype,
    "flag": pd.api.types.is_bool_dtype,
    "date": pd.api.types.is_datetime64_any_dtype,
}
"""Kind -> whether a column of this dtype is of it."""

EMPTY = {"integer": "int64", "number": "float64", "flag": "bool", "date": "datetime64[us]", "list": "object"}
"""Kind -> the dtype of a column without rows; text where it is not here."""
