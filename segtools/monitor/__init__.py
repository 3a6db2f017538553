"""06_monitor: did the segments hold, did the campaign work, what must change?"""

from segtools.campaigns import campaign_results, earlier_segments, segments_before
from segtools.monitor.decision import decide
from segtools.monitor.drift import variable_drift
from segtools.monitor.findings import findings
from segtools.monitor.history import migration, segment_kpis

__all__ = [
    "campaign_results",
    "decide",
    "earlier_segments",
    "findings",
    "migration",
    "segment_kpis",
    "segments_before",
    "variable_drift",
]
