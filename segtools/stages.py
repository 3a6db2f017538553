"""The list of stages: what each asks, which tables it saves, and which settings it is the first to read."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """A notebook.

    name : of the notebook, without .ipynb
    question : its title
    tables : what it must leave behind; a stage that lacks one of these has failed, whatever its kernel says
    optional : what it leaves where the data has it
    settings : keys of params that no earlier stage reads
    """

    name: str
    question: str
    tables: tuple[str, ...]
    optional: tuple[str, ...] = ()
    settings: tuple[str, ...] = ()


STAGES: tuple[Stage, ...] = (
    Stage(
        "01_collect",
        "What do we know about whom, and can we trust it?",
        ("customers", "dictionary", "quality", "reasons", "remarks", "period"),
        (
            "customers_earlier",
            "months",
            "categories",
            "products",
            "price_weeks",
            "buying",
            "outcomes",
            "responses",
            "comments",
        ),
        ("as_of", "window_days", "seed", "sources", "people", "variables", "currency", "monitor.lookback_days"),
    ),
    Stage(
        "02_explore",
        "Is this base fit to be segmented, and on what?",
        ("variables", "embedding"),
        settings=("explore", "segment.families", "segment.variables"),
    ),
    Stage(
        "03_segment",
        "Are there segments, how many, and would we find them again?",
        (
            *("choice", "stability", "segment_stability", "flow", "lineage", "contributions", "tree_rules"),
            *("short_list", "segments"),
        ),
        ("rules", "out_of_time"),
        ("segment",),
    ),
    Stage(
        "04_profile",
        "Who is in each segment, and what is each worth?",
        ("value", "value_models", "calibration", "profile", "cards"),
        ("affinity", "price_response", "development", "satisfaction", "terms"),
        ("value", "deliver.least_count"),
    ),
    Stage(
        "05_target",
        "Which segments do we target, with what, at what return?",
        ("criteria", "targets", "plays", "plan"),
        settings=("target",),
    ),
    Stage(
        "06_monitor",
        "Did the segments hold, did the campaign work, what must change?",
        ("migration", "kpis", "drift", "campaign_results", "decision"),
        settings=("monitor",),
    ),
)
DELIVER = "deliver"
SCORECARD = "scorecard"  # scorecard.json, which 03_segment leaves and later stages read like a table

_NAMES = [stage.name for stage in STAGES]
_MAKER = {table: stage.name for stage in STAGES for table in (*stage.tables, *stage.optional)} | {
    SCORECARD: "03_segment"
}


def maker_of(table: str) -> str:
    """The stage that saves a table."""
    return _MAKER[table]


def place_of(stage: str | None) -> int:
    """The position of a stage in the list, from 0; after the last for an unknown name."""
    return _NAMES.index(stage) if stage in _NAMES else len(_NAMES)


def first_reader(key: str) -> str:
    """The first stage that reads a key of params; "" if none does, because the key only changes how things look.

    >>> first_reader("segment.n_segments"), first_reader("segment.variables"), first_reader("title")
    ('03_segment', '02_explore', '')
    """
    owners = [(len(own), stage.name) for stage in STAGES for own in stage.settings if f"{key}.".startswith(f"{own}.")]
    return max(owners, default=(0, ""))[1]
