"""01_collect: what do we know about whom, and can we trust it?"""

from segtools.collect.customers import customer_tables, further_tables
from segtools.collect.dictionary import data_dictionary, left_out, only_variables
from segtools.collect.findings import findings
from segtools.collect.period import orders_by_week, study_period
from segtools.collect.quarantine import LEDGER_UNITS, ledgers, quarantined_rows
from segtools.collect.readiness import readiness, readiness_table, readiness_title
from segtools.collect.remarks import inventory, source_remarks
from segtools.collect.row_rules import check_rows
from segtools.collect.sources import read_sources

__all__ = [
    "LEDGER_UNITS",
    "check_rows",
    "customer_tables",
    "data_dictionary",
    "findings",
    "further_tables",
    "inventory",
]
__all__ += ["ledgers", "left_out", "only_variables", "orders_by_week", "quarantined_rows", "read_sources", "readiness"]
__all__ += ["readiness_table", "readiness_title", "source_remarks", "study_period"]
