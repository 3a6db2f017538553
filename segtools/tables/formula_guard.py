"""Make sure that no text from the data becomes a formula in a file that may be opened in a spreadsheet."""

from __future__ import annotations

import pandas as pd

FORMULA = r"^[=+\-@\t\r]"
"""What a spreadsheet takes for the start of a formula. Like NUMBER a pattern that Python and the engine read alike."""
NUMBER = r"^[+-]?\d+(?:[.,]\d+)*$"
"""What begins with a sign and is only a number."""
TEXT_STAYS_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
"""Options of XlsxWriter's Workbook: in an Excel file a text is a text, whatever it begins with."""


def no_formulas(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows for a CSV file that may be opened in a spreadsheet: a text that it would read as a formula gets an
    apostrophe in front. Numbers, also with a sign, are unchanged.

    Parameters
    ----------
    rows : any table; its column names are guarded as its texts are

    Examples
    --------
    >>> no_formulas(pd.DataFrame({"id": ["=1+1", "-5", "+44 20", "@x", "a=b"]})).id.tolist()
    ["'=1+1", '-5', "'+44 20", "'@x", 'a=b']
    """
    guarded = rows.copy()
    for column in guarded.select_dtypes(["object", "str"]):
        values = guarded[column]
        text = values.astype("str")
        guarded[column] = values.mask(values.notna() & _is_formula(text), "'" + text)
    names = pd.Series(guarded.columns, dtype="object")
    text = names.astype("str")
    return guarded.set_axis(names.mask(_is_formula(text), "'" + text), axis=1)


def _is_formula(text: pd.Series) -> pd.Series:
    return text.str.contains(FORMULA, regex=True) & ~text.str.contains(NUMBER, regex=True)
