"""Yes and no, from the many ways to write them."""

from __future__ import annotations

import pandas as pd

YES_NO = {"yes": ["yes", "y", "true", "t", "1"], "no": ["no", "n", "false", "f", "0"]}


def yes_no(values: pd.Series, all_of_it: bool = True) -> pd.Series:
    """Convert the many ways to write yes and no, either only if a column holds nothing else, or in any column."""
    words = values.map(
        lambda value: f"{value:g}" if isinstance(value, float) else str(value).strip().lower(), na_action="ignore"
    )
    known = {word: level for level, ways in YES_NO.items() for word in ways}
    answers = words.map(known)
    if all_of_it:
        return answers.astype("str") if words.dropna().isin(list(known)).all() else values
    return answers.where(answers.notna(), values).astype("str")
