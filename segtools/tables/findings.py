"""The findings of all stages as a table: readers select by code and kind, and never parse a sentence."""

from __future__ import annotations

import json
from collections.abc import Sequence

import pandas as pd

from segtools.tables.schemas import empty_table
from segtools.words import Finding, Style, figures_as_dict, sentence


def findings_table(stage: str, found: Sequence[Finding], style: Style) -> pd.DataFrame:
    """Table `findings` of one stage: each finding with its code, its kind, its sentence and its figures."""
    rows = [
        {
            "stage": stage,
            "position": position,
            "code": one.code,
            "kind": one.kind,
            "segment_id": int(one.segment),
            "text": sentence(one, style),
            "figures": json.dumps(figures_as_dict(one.figures), ensure_ascii=False, sort_keys=True),
        }
        for position, one in enumerate(found, 1)
    ]
    return pd.DataFrame(rows, columns=list(empty_table("findings"))).astype(empty_table("findings").dtypes.to_dict())


def replaced(kept: pd.DataFrame | None, new: pd.DataFrame, stage: str) -> pd.DataFrame:
    """The findings of all stages, with those of one stage replaced."""
    if kept is None:
        return new
    return pd.concat([kept[kept.stage != stage], new]).sort_values(["stage", "position"], ignore_index=True)


def select(
    found: pd.DataFrame,
    stage: str | Sequence[str] | None = None,
    kind: str | Sequence[str] | None = None,
    code: str | Sequence[str] | None = None,
    segment_id: int | None = None,
) -> pd.DataFrame:
    """Findings by stage, kind, code and segment, in their order; a filter that is not given is not applied.

    Examples
    --------
    >>> found = findings_table("03_segment", [Finding("kind-note", "note", {"text": "a"})], Style())
    >>> select(found, kind=["note", "caution"]).text.tolist(), select(found, code="other").text.tolist()
    (['a'], [])
    """
    rows = found
    for column, asked in (("stage", stage), ("kind", kind), ("code", code)):
        if asked is not None:
            rows = rows[rows[column].isin([asked] if isinstance(asked, str) else list(asked))]
    return rows if segment_id is None else rows[rows.segment_id == segment_id]
