"""The one list of stages: number, name, question, and the tables that each must leave behind."""

from __future__ import annotations

# stage -> what it must leave behind; a stage that lacks one of these has failed, whatever its kernel says
STAGES: dict[str, tuple[str, ...]] = {
    "01_collect": ("customers", "dictionary", "quality", "reasons", "remarks", "period"),
    "02_explore": ("variables", "embedding"),
    "03_segment": (
        "choice",
        "stability",
        "segment_stability",
        "flow",
        "lineage",
        "contributions",
        "tree_rules",
        "short_list",
        "segments",
    ),
    "04_profile": ("value", "value_models", "calibration", "profile", "cards"),
    "05_target": ("criteria", "targets", "plays", "plan"),
    "06_monitor": ("migration", "kpis", "drift", "campaign_results", "decision"),
}
DELIVER = "deliver"
