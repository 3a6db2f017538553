"""The columns of every table, one file per stage: open that of the notebook which saves the table."""

from segtools.tables.columns import collect, every_stage, explore, monitor, profile, segment, target
from segtools.tables.columns.kinds import EMPTY, HOLDS, KINDS, Columns

__all__ = ["EMPTY", "HOLDS", "KINDS", "TABLES", "Columns"]

TABLES: dict[str, Columns] = {
    **collect.TABLES,
    **explore.TABLES,
    **segment.TABLES,
    **profile.TABLES,
    **target.TABLES,
    **monitor.TABLES,
    **every_stage.TABLES,
}
