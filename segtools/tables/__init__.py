"""Every table that passes between stages: what it holds, and how it is kept."""

from segtools.tables.formula_guard import no_formulas
from segtools.tables.schemas import KEYS, SCHEMAS, DataError, check_table, empty_table
from segtools.tables.store import (
    load_json,
    load_optional,
    load_optional_json,
    load_table,
    outputs_folder,
    save_audiences,
    save_findings,
    save_json,
    save_optional,
    save_quarantine,
    save_table,
    save_text,
    table_path,
)

__all__ = [
    "KEYS",
    "SCHEMAS",
    "DataError",
    "check_table",
    "empty_table",
    "load_json",
    "load_optional",
    "load_optional_json",
    "load_table",
    "no_formulas",
    "outputs_folder",
    "save_audiences",
    "save_findings",
    "save_json",
    "save_optional",
    "save_quarantine",
    "save_table",
    "save_text",
    "table_path",
]
