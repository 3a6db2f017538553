"""Guess what separates the cells of a text file: the cut that gives rows of one width under a header that fits them."""

from __future__ import annotations

import contextlib
import csv
import io
import itertools
import re
from collections import Counter
from dataclasses import dataclass

from segtools.collect.header_rows import is_value, questions_over_options

SPACES = "spaces"  # runs of them
_LEAST_SCORE = 0.5
_BODY = 400  # rows looked at below the header


@dataclass
class Cut:
    """A text cut into cells by a delimiter: its header and its rows, the lines above the header, the commonest number
    of cells, the share of rows that have it, and a score from 0 to 1."""

    mark: str
    quote: str
    rows: list[list[str]]
    skip_lines: int
    width: int
    share: float
    score: float


def best_cut(text: str) -> Cut | None:
    """The cut that gives the best table; None where none gives two columns."""
    cuts = [_cut(text, mark, quote) for mark in ",;\t|" for quote in ('"', "'") if quote == '"' or "'" in text]
    best = max(filter(None, cuts), key=lambda cut: cut.score, default=None)
    if best and best.score >= _LEAST_SCORE:
        return best
    aligned = _cut(text, SPACES, '"')
    return aligned if aligned and _is_aligned(aligned, text) else None


def cells_of(text: str, mark: str, quote: str) -> tuple[list[list[str]], list[int]]:
    """The rows of a text, and how many lines end before each."""
    rows, starts = [], [0]
    if mark == SPACES:
        lines, how = [line.strip() + "\n" for line in text.splitlines()], {"delimiter": " ", "skipinitialspace": True}
    else:
        lines, how = io.StringIO(text, newline=""), {"delimiter": mark}
    reader = csv.reader(lines, quotechar=quote, **how)
    with contextlib.suppress(csv.Error):  # by a wrong mark some cell may be endless: judge by the rows before it
        for row in reader:
            rows.append(row)
            starts.append(reader.line_num)
    return rows, starts


def _cut(text: str, mark: str, quote: str) -> Cut | None:
    rows, starts = cells_of(text, mark, quote)
    filled = [row for row in rows if row]
    if not filled:
        return None
    width, _ = Counter(len(row) for row in filled[len(filled) // 3 :]).most_common(1)[0]
    trailing = [row for row in filled if len(row) == width and not row[-1]]
    if len(trailing) > 0.95 * sum(len(row) == width for row in filled):  # the header may lack the last delimiter
        rows = [[*row, ""] if len(row) == width - 1 else row for row in rows]
    if width < 2:
        return None
    at = _header_at(rows, width)
    body = [row for row in rows[at + 1 :] if row] or [rows[at]]
    share = sum(len(row) == width for row in body) / len(body)
    fit = _header_fits(rows[at], body[:_BODY], at > 0) * _quote_fits(text, rows[at:], mark, quote)
    score = share * fit * (1 - 0.1 / width) * (1 if quote == '"' else 0.999)
    return Cut(mark, quote, rows[at:], starts[at], width, share, score)


# --- the header ---------------------------------------------------------------------------------------


def _header_at(rows: list[list[str]], width: int) -> int:
    """The place of the header: the first row of the table's width whose cells are filled and different, or that asks
    questions over options; not one with values in it where words stand above."""
    wide = [n for n, row in enumerate(rows) if len(row) == width]
    below = dict(itertools.pairwise(wide))
    for n in wide:
        if n in below and questions_over_options(rows[n], rows[below[n]]):
            return n
        if not _is_full(rows[n]):
            continue
        if any(is_value(cell) for cell in rows[n]):
            words = [m for m in wide if m < n and _is_sparse_header(rows[m])]
            return words[-1] if words else n
        return n
    return next((n for n in wide if _is_sparse_header(rows[n])), wide[0])


def _is_full(row: list[str]) -> bool:
    """Whether every cell is filled and different; an index has no name, and a last delimiter has nothing behind it."""
    cells = [cell.strip() for cell in row]
    inner = cells[1 if not cells[0] else 0 : -1 if not cells[-1] else None]
    return len(inner) > (len(cells) > 2) and all(inner) and len(set(inner)) == len(inner)


def _is_sparse_header(row: list[str]) -> bool:
    known = [cell.strip() for cell in row if cell.strip()]
    different = len(set(known)) == len(known)
    return len(known) >= len(row) / 2 and different and not any(is_value(cell) for cell in known)


def _header_fits(header: list[str], body: list[list[str]], lines_above: bool) -> float:
    """How well a header fits its rows, 0 to 1. A header holds no values, none of the words below it, and no mark that
    separates; where lines above were skipped to find it, it must be clear."""
    fit, names = 1.0, [cell.strip() for cell in header]
    known = [name for name in names if name]
    if not known:
        return 0.1
    if any(is_value(name) for name in known):
        fit *= 0.2 if lines_above else 0.6
    same = [row for row in body if len(row) == len(header) and row != header]
    columns = list(zip(*same, strict=True))
    below = [{cell.strip() for cell in column[2 if len(same) > 4 else 0 :]} for column in columns]  # of two header rows
    ticked = [cells <= {"", name} for name, cells in zip(names, below, strict=False)]  # a box that bears its name
    again = [bool(name) and name in cells for name, cells in zip(names, below, strict=False)]
    if any(name and not box for name, box in zip(again, ticked, strict=True)):
        fit *= 0.5 if lines_above else 0.9
    fit *= 1 - 0.6 * sum(bool(re.search(r"[;\t|]|,(?! )", name)) for name in known) / len(known)
    prose = [all(cell.startswith(" ") for cell in column) for column in columns[1:]]
    if prose and all(prose) and lines_above:
        fit *= 0.3
    return fit


# --- quotes -------------------------------------------------------------------------------------------


def _quote_fits(text: str, rows: list[list[str]], mark: str, quote: str) -> float:
    """Whether cells are wrapped in this sign, 0 to 1; the usual one may stand in no cell."""
    if quote == '"':
        cells = [cell.strip() for row in rows[1:_BODY] for cell in row if cell.strip()]
        wrapped = sum(len(cell) > 1 and cell[0] == cell[-1] == "'" for cell in cells)
        return 1 - 0.5 * wrapped / max(len(cells), 1)
    between = rf"(?:(?<=[\r\n{re.escape(mark)}])|\A)'[^'\r\n]*'(?=[\r\n{re.escape(mark)}]|\Z)"
    lines = sum(bool(line.strip()) for line in text.splitlines())
    return 1.0 if len(re.findall(between, text)) >= 0.5 * lines else 0.3


def _is_aligned(cut: Cut, text: str) -> bool:
    """Whether runs of spaces separate columns, not words: all rows of one width, numbers or days among them, and
    either three columns or runs of more than one space."""
    columns = list(zip(*[row for row in cut.rows[1:] if len(row) == cut.width], strict=True))
    values = [column for column in columns if all(map(is_value, column))]
    wide = cut.width > 2 or bool(re.search(r"\S {2,}\S", text))
    return bool(cut.share >= 0.95 and values and wide and not any(map(is_value, cut.rows[0])) and cut.score > 0.5)
