"""Headers of one to three rows: the names of columns, the questions they answer, and lines that are no row."""

from __future__ import annotations

import re
from collections.abc import Sequence

# what may stand in a number, a day or a time besides digits and marks
_WORDS_OF_VALUES = re.compile(
    r"(?i)\b(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b|(?<=\d)\s*[ap]m\b|(?<=\d)[tze](?=[\d+-]|$)|"
    r"(?-i:\b[A-Z]{3}\b)"
)
_NO_VALUE = {
    "n/a",
    "na",
    "nan",
    "null",
    "none",
    "nil",
    "unknown",
    "missing",
    "-",
    "--",
    "?",
    ".",
    "#n/a",
    "inf",
    "-inf",
}
_ANSWERS = {"yes", "no", "y", "n", "true", "false", "t", "f", "ja", "nein", "oui", "non", "si", "sí", "x"}
_NO_OPTION = {"", "response", "open-ended response", "responses"}
_UNIT = 12  # letters; a longer text is a question, not a unit


def names_and_meanings(rows: list[list[str]]) -> tuple[list[str], dict[str, str]]:
    """The names of the columns under a header of several rows, and the text of the question that each answers.

    Where every cell of the first row is filled and different, these are the names, and the row below holds questions or
    units; rows of import ids are skipped. Otherwise a blank belongs to the question at its left, and a name is made of
    question and option.

    >>> names_and_meanings([["id", "Which do you like?", ""], ["", "tea", "jam"]])[0]
    ['id', 'Which do you like? - tea', 'Which do you like? - jam']
    >>> names_and_meanings([["id", "q1"], ["", "Do you like tea?"], ['{"ImportId":"a"}', '{"ImportId":"b"}']])
    (['id', 'q1'], {'q1': 'Do you like tea?'})
    """
    rows = [row for row in rows if not is_import_ids(row)]
    if len(rows) == 1:
        return rows[0], {}
    width = max(len(row) for row in rows)
    rows = [[" ".join(cell.split()) for cell in row] + [""] * (width - len(row)) for row in rows]
    if _all_named(rows):
        return rows[0], _meanings(rows)
    names = [" - ".join(parts) for parts in zip(*_belonging(rows), strict=True)]
    names = [re.sub(r"( - )+", " - ", name).strip(" -") for name in names]
    return names, {name: name for name, cell in zip(names, rows[-1], strict=True) if " - " in name and cell}


def _all_named(rows: list[list[str]]) -> bool:
    """Whether the first row names every column; a first column may be an index, and one behind all others is none."""
    inside = [cells for n, cells in enumerate(zip(*rows, strict=True)) if any(cells) and (n or cells[0])]
    names = [cells[0].lower() for cells in inside]
    return all(names) and len(set(names)) == len(names)


def _meanings(rows: list[list[str]]) -> dict[str, str]:
    names, texts = rows[0], [" - ".join(filter(None, cells)) for cells in zip(*rows[1:], strict=True)]
    units = all(len(text) <= _UNIT and "?" not in text for text in texts)
    return {
        name: f"{name.replace('_', ' ')} ({text})" if units and text.lower() != name.lower() else text
        for name, text in zip(names, texts, strict=True)
        if text
    }


def _belonging(rows: list[list[str]]) -> list[list[str]]:
    """The rows of a header with each blank filled by what stands at its left, as long as the row above stays the same;
    what says that a question has no options is left out of the last row."""
    filled: list[list[str]] = []
    for row in rows[:-1]:
        line: list[str] = []
        for n, cell in enumerate(row):
            same = n > 0 and all(above[n] == above[n - 1] for above in filled)
            line.append(cell or (line[n - 1] if same else ""))
        filled.append(line)
    asked = [any(cells) for cells in zip(*filled, strict=True)]
    last = ["" if known and cell.lower() in _NO_OPTION else cell for known, cell in zip(asked, rows[-1], strict=True)]
    own = [[cell if rows[0][n] or last[n] else "" for n, cell in enumerate(line)] for line in filled]
    return [*own, last]


def is_import_ids(cells: Sequence[str]) -> bool:
    """Whether a line holds nothing but the import ids of a survey tool."""
    known = [cell for cell in cells if cell.strip()]
    return bool(known) and all(re.fullmatch(r'\s*\{"ImportId":.*\}\s*', cell, re.DOTALL) for cell in known)


def count_header_rows(rows: list[list[str]]) -> int:
    """How many of the first rows are the header: one, unless the second or third clearly is no row of data."""
    for n in (1, 2):
        if n < len(rows) and is_import_ids(rows[n]):
            return n + 1
    if len(rows) > 2 and questions_over_options(rows[0], rows[1]):
        return 2
    found = 1
    while found < 3 and found < len(rows) and stands_apart(rows[found], columns_of_cells(rows[found + 1 :])):
        found += 1
    return found


def questions_over_options(first: list[str], second: list[str]) -> bool:
    """Whether a line asks questions whose options stand in the line below: blanks above, options under each blank."""
    blanks = [n for n, cell in enumerate(first) if n and not cell.strip()]
    while blanks and blanks[-1] == len(first) - 1 and not "".join(second[blanks[-1] :]).strip():
        blanks.pop()
    if not blanks or any(is_value(cell) for cell in [*first, *second]) or not any(cell.strip() for cell in first):
        return False
    under = sum(n < len(second) and bool(second[n].strip()) for n in blanks)
    options = [cell.strip().lower() for cell in second]
    grouped = all(options) and len(set(options)) < len(options)  # Q1, Q2 under 2024, and again under 2025
    return under >= 0.9 * len(blanks) and (not options[0] or grouped)


# --- lines that are no row ----------------------------------------------------------------------------


def is_value(cell: str) -> bool:
    """Whether a cell is a number, a day or a time, not a word.

    >>> [is_value(cell) for cell in ("12.5 EUR", "Mar 2, 2025 2:11 PM", "2025-03-01T10:00Z", "q1", "C0001", "")]
    [True, True, True, False, False, False]
    """
    if not any(sign.isdigit() for sign in cell):
        return False
    return not any(sign.isalpha() for sign in _WORDS_OF_VALUES.sub("", cell))


def columns_of_cells(rows: list[list[str]]) -> list[list[str]]:
    """Rows turned into columns of known cells; rows of another width than the first are left out."""
    same = [row for row in rows if len(row) == len(rows[0])] if rows else []
    return [[cell.strip() for cell in column if cell.strip()] for column in zip(*same, strict=True)]


def stands_apart(cells: Sequence[str], columns: list[list[str]], few: int = 5) -> int:
    """In how many columns a line is no row of its table: where the column holds numbers, days, codes or yes and no, the
    line has another word. 0 if it has anything that its column holds too. `few` known values tell what a column holds.
    """
    against = 0
    for cell, values in zip((cell.strip() for cell in cells), columns, strict=False):
        if not cell or cell.lower() in _NO_VALUE or len(values) < few:
            continue
        speaks = _speaks_for_a_row(cell, values)
        if speaks:
            return 0
        against += speaks is False
    return against


def _speaks_for_a_row(cell: str, values: list[str]) -> bool | None:
    """Whether a cell is one as its column holds them (True), is none (False), or tells nothing."""
    if cell in values:
        return True
    for test in (is_value, _is_address, _is_code, _is_answer):
        if sum(map(test, values)) >= 0.95 * len(values):
            return test(cell) or is_value(cell)
    return None


def _is_code(cell: str) -> bool:
    return any(sign.isdigit() for sign in cell) and len(cell.split()) == 1


def _is_address(cell: str) -> bool:
    return "@" in cell or "://" in cell


def _is_answer(cell: str) -> bool:
    return cell.lower() in _ANSWERS
