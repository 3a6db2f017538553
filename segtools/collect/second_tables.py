"""Lines below the header that begin again: the header repeated, or another table under a header of its own."""

from __future__ import annotations

import re
from typing import Any

from segtools.collect.header_rows import columns_of_cells, stands_apart
from segtools.collect.row_batches import FAULT, FILE, LINE, ROW, TEXT, RowBatches, literal, quoted
from segtools.collect.row_reasons import REPEATS_HEADER, SECOND_HEADER, second_table

_CANDIDATES = 20
_ROWS = 1_000  # above a line, which show what its columns hold
_FEW = 3  # of them
_VALUE = "[^A-Za-z]*[0-9][^A-Za-z]*"  # numbers and most days
_NO_VALUE = (  # most numbers are told by their first sign, without the expression
    "NOT substr(ltrim({column}), 1, 1) BETWEEN '-' AND '9' AND trim({column}) <> '' "
    f"AND NOT regexp_full_match(trim({{column}}), '{_VALUE}')"
)


def look_below_the_header(raw: Any, table: RowBatches) -> list[tuple[str, int]]:
    """Set aside what stands under the header of a second table in the same file, and return remarks on where a header
    stands again, each with the number of rows below it."""
    name = quoted(table.name)
    remarks = []
    again = f"FROM {name} WHERE {FAULT} = {literal(REPEATS_HEADER)}"
    found = raw.execute(f"SELECT {FILE}, min({LINE}), min({ROW}) {again} GROUP BY 1 ORDER BY 3")
    for file, line, row in found.fetchall():
        below = _count(raw, name, f"{FILE} = {literal(file)} AND {ROW} > {row} AND {FAULT} IS NULL")
        text = f"{file}: the header stands again on line {line}: check that no row below it repeats one above it"
        remarks.append((text, below))
    for (file,) in raw.execute(f"SELECT {FILE} FROM {name} GROUP BY 1 ORDER BY min({ROW})").fetchall():
        line = _second_header(raw, name, table.columns, file)
        if line:
            remarks.append((f"{file}: a second table begins on line {line}", _set_aside(raw, table, file, line)))
    return remarks


def _count(raw: Any, name: str, where: str) -> int:
    return raw.execute(f"SELECT count(*) FROM {name} WHERE {where}").fetchone()[0]


def _second_header(raw: Any, name: str, columns: list[str], file: str) -> int:
    """The line of the header of a second table; 0 if there is none.

    It is a line of different words under columns of numbers or days, either two such columns, or one and a gap above.
    """
    names = ", ".join(map(quoted, columns))
    good = f"FROM {name} WHERE {FILE} = {literal(file)} AND {FAULT} IS NULL"
    top = raw.execute(f"SELECT {names} {good} ORDER BY {ROW} LIMIT 2").fetchall()
    if not top:
        return 0
    holds = [[cell for cell in cells if cell and cell.strip()] for cells in zip(*top, strict=True)]
    shown = [bool(cells) and all(re.fullmatch(_VALUE, cell.strip()) for cell in cells) for cells in holds]
    values = [column for column, value in zip(columns, shown, strict=True) if value]
    if not values:
        return 0
    words = " AND ".join(_NO_VALUE.format(column=quoted(column)) for column in values)
    lines = raw.execute(f"SELECT {ROW}, {LINE}, {names} {good} AND {words} ORDER BY {ROW} LIMIT {_CANDIDATES}")
    for row, line, *cells in lines.fetchall():
        texts = [(cell or "").strip().lower() for cell in cells]
        filled = texts[:-1] if not texts[-1] else texts
        if not all(filled) or len(set(filled)) < len(filled):
            continue
        above = raw.execute(
            f"SELECT {LINE}, {names} {good} AND {ROW} < {row} ORDER BY {ROW} DESC LIMIT {_ROWS}"
        ).fetchall()
        against = stands_apart(cells_of(cells), columns_of_cells([cells_of(rest) for _, *rest in above]), _FEW)
        if against > 1 or (against and above and above[0][0] < line - 1):
            return line
    return 0


def cells_of(row: list) -> list[str]:
    """The cells of a row as text, blank where there is none."""
    return [cell or "" for cell in row]


def _set_aside(raw: Any, table: RowBatches, file: str, line: int) -> int:
    """Name the header of a second table and the rows under it; returns how many these are."""
    name = quoted(table.name)
    here = f"{FILE} = {literal(file)} AND {FAULT} IS NULL AND {LINE}"
    again = f"SELECT min({LINE}) FROM {name} WHERE {FILE} = {literal(file)} AND {LINE} > {line}"
    until = raw.execute(f"{again} AND {FAULT} = {literal(REPEATS_HEADER)}").fetchone()[0]
    within = f"{here} > {line}" + (f" AND {LINE} < {until}" if until else "")
    count = _count(raw, name, within)
    text = f"concat_ws(',', {', '.join(map(quoted, table.columns))})"
    for where, reason in ((within, second_table(line)), (f"{here} = {line}", SECOND_HEADER)):
        raw.execute(f"UPDATE {name} SET {FAULT} = {literal(reason)}, {TEXT} = {text} WHERE {where}")
    return count
