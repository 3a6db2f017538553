"""Tables that pass between stages: what they hold, how they are stored, and the study that opens them."""

from segtools.tables.findings import findings_table, select
from segtools.tables.flags import is_yes, why_not_yes_no
from segtools.tables.formula_guard import no_formulas
from segtools.tables.schemas import KEYS, SCHEMAS, DataError, check_table, empty_table
from segtools.tables.store import load_json, load_optional, load_optional_json, load_table, outputs_folder, table_path
from segtools.tables.study import Study, open_study

__all__ = [
    "KEYS",
    "SCHEMAS",
    "DataError",
    "Study",
    "check_table",
    "empty_table",
    "findings_table",
    "is_yes",
    "load_json",
    "load_optional",
    "load_optional_json",
    "load_table",
    "no_formulas",
    "open_study",
    "outputs_folder",
    "select",
    "table_path",
    "why_not_yes_no",
]
