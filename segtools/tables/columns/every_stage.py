"""The table that every stage adds to: table -> column -> (kind, what it holds)."""

from segtools.tables.columns.kinds import Columns

TABLES: dict[str, Columns] = {
    "findings": {
        "stage": ("id", "notebook"),
        "position": ("integer", "order within the notebook"),
        "code": ("id", "of its sentence in the catalogue, segtools/words/en.ftl"),
        "kind": ("id", "headline, finding, note, caution or stop"),
        "segment_id": ("integer", "segment it is about; 0 for the whole base"),
        "text": ("text", "the sentence"),
        "figures": ("text", "what the sentence is filled with, as JSON: name to value, unit, interval and people"),
    },
}
