"""No text of the data is a formula in a file that somebody may open in a spreadsheet."""

from __future__ import annotations

import pandas as pd


def no_formulas(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows for a CSV file that somebody may open in a spreadsheet: a text that it would take for a formula gets an apostrophe
    before it. Numbers, signed ones too, stay as they are.

    Examples
    --------
    >>> no_formulas(pd.DataFrame({"id": ["=1+1", "-5", "+44 20", "@x", "a=b"]})).id.tolist()
    ["'=1+1", '-5', "'+44 20", "'@x", 'a=b']
    """
    made = rows.copy()
    for column in made.select_dtypes(["object", "str"]):
        text = made[column].astype("str")
        risky = text.str.match(r"[=+\-@\t\r]") & ~text.str.fullmatch(r"[+-]?\d+([.,]\d+)?") & made[column].notna()
        made[column] = made[column].mask(risky, "'" + text)
    return made.rename(columns=lambda name: f"'{name}" if str(name).startswith(("=", "+", "-", "@")) else name)
