"""The check of every table that passes between stages. Its columns are in segtools/tables/columns, one file per
stage."""

from __future__ import annotations

import pandas as pd

from segtools.tables.columns import EMPTY, HOLDS, TABLES, Columns
from segtools.words.plain_error import PlainError

SCHEMAS: dict[str, Columns] = TABLES
"""Table -> column -> (kind, what it holds)."""

KEYS: dict[str, list[str]] = {
    **{name: ["customer_id"] for name in ("customers", "customers_earlier", "outcomes", "embedding", "segments")},
    **{name: ["variable"] for name in ("dictionary", "variables", "drift", "contributions", "short_list")},
    **{name: ["segment_id"] for name in ("cards", "targets", "plan", "kpis", "lineage", "price_response")},
    "choice": ["method", "n_segments"],
    "quality": ["source"],
}
"""Table -> the columns that together name one of its rows."""


class DataError(PlainError):
    """The data cannot be used. The message is one line: what, where, how to fix it."""


def check_table(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Return the table if it matches its schema.

    Raises
    ------
    DataError : in one line, where a column is missing or of another kind, an id is no text, or a key stands twice
    """
    schema = SCHEMAS[name]
    missing = [column for column in schema if column not in table]
    if missing:
        raise DataError(f"table {name}: lacks {', '.join(missing)}; run the stage that writes it again")
    for column, (kind, _) in schema.items():
        values = table[column]
        if kind == "id" and (values.isna().any() or not values.map(lambda v: isinstance(v, str)).all()):
            raise DataError(f"table {name}: {column} has a missing value or one that is not text")
        if kind in HOLDS and not HOLDS[kind](values.dtype):
            raise DataError(f"table {name}: {column} is {values.dtype}, not {kind}")
    key = KEYS.get(name)
    if key and table.duplicated(key).any():
        row = table.loc[table.duplicated(key), key].iloc[0].to_dict()
        raise DataError(f"table {name}: more than one row per {row}")
    return table


def empty_table(name: str) -> pd.DataFrame:
    """A table with this schema and no rows."""
    dtypes = {column: EMPTY.get(kind, "str") for column, (kind, _) in SCHEMAS[name].items()}
    return pd.DataFrame({column: pd.Series(dtype=dtype) for column, dtype in dtypes.items()})
