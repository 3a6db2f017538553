"""Guess how a client's file is written: encoding, delimiter and header, each with its evidence."""

from __future__ import annotations

import itertools
from collections import Counter
from pathlib import Path
from typing import Any

from segtools.collect.encodings import encoding_of
from segtools.collect.files import kind_of_file, open_text
from segtools.collect.guess_delimiter import best_cut, cells_of
from segtools.collect.header_rows import count_header_rows, questions_over_options
from segtools.collect.read_excel import alike, excel_text, open_book, sheet_cells
from segtools.params import ParamsError, data_folders

_LINES = 2_000
_ROWS = 400  # looked at below a header


# --- how a file is written ----------------------------------------------------------------------------


def locate(file: str) -> str:
    """A file as params name it: relative to the data folder if it is inside, else the full path."""
    if file.startswith("package:"):
        return file
    for folder in data_folders():
        if not Path(file).is_absolute() and (folder / file).exists():
            return file
    here = Path(file).expanduser().resolve()
    if not here.exists() and not list(Path().glob(file) if not Path(file).is_absolute() else []):
        looked = " or ".join(str(folder) for folder in data_folders())
        raise ParamsError([f"{file}: no such file, here or in {looked}; correct the path"])
    for folder in data_folders():
        if here.is_relative_to(folder.resolve()):
            return here.relative_to(folder.resolve()).as_posix()
    return str(here)


def dialect(file: Path, shown: str) -> dict[str, tuple[Any, str]]:
    """Settings that a CSV or Excel file needs because they differ from the defaults of params: key -> value and
    evidence."""
    kind = kind_of_file(shown)
    if kind == "excel":
        return _excel_dialect(file, shown)
    if kind != "csv":
        return {}
    marks: dict[str, tuple[Any, str]] = {}
    encoding, why = encoding_of(file)
    if encoding != "utf-8":
        marks["encoding"] = (encoding, why)
    with open_text(file, "utf-8-sig" if encoding == "utf-8" else encoding, errors="replace") as handle:
        text = "".join(itertools.islice(handle, _LINES)).removeprefix("\ufeff")
    cut = best_cut(text)
    if cut is None:
        rows = [row for row in cells_of(text, ",", '"')[0] if row]
        if rows and len(rows[0]) == 1 and any(len(row) > 1 for row in rows):
            marks["delimiter"] = ("tab", "one column, whose cells hold commas")
        return marks
    if cut.mark != ",":
        word = "tab" if cut.mark == "\t" else cut.mark
        marks["delimiter"] = (word, f"{cut.share:.1%} of the lines read have {cut.width} cells")
    if cut.quote != '"':
        marks["quote"] = (cut.quote, "cells begin and end with this sign")
    if cut.skip_lines:
        marks["skip_lines"] = (cut.skip_lines, "lines above the header")
    return marks | _header_marks(cut.rows)


def _header_marks(rows: list[list[str]]) -> dict[str, tuple[Any, str]]:
    """How many rows the header takes, if more than one; `rows` begin with it."""
    filled = [row for row in rows[: _ROWS + 10] if any(cell.strip() for cell in row)]
    found = count_header_rows(filled)
    if found == 1:
        return {}
    below = next(cell for cell in filled[1] if cell.strip())
    return {"header_rows": (found, f"row 2 of the table is none of its data: {' '.join(below.split())[:40]!r}")}


def _excel_dialect(file: Path, shown: str) -> dict[str, tuple[Any, str]]:
    book = open_book(file, shown)
    marks: dict[str, tuple[Any, str]] = {}
    tables = {name: sheet_cells(book, name, file, shown)[1] for name in book.sheet_names}
    largest = max(tables, key=lambda name: len(tables[name]))
    rows = [[excel_text(value) for value in row] for row in tables[largest][:_LINES]]
    width = Counter(sum(cell != "" for cell in row) for row in rows if any(row)).most_common(1)
    first = next((n for n, row in enumerate(rows) if width and _is_header(rows, n, width[0][0])), 0)
    if len(tables) > 1:
        same, _ = alike(file, shown, first)
        names = ", ".join(tables)
        marks["sheet"] = (largest, f"the longest of {len(tables)} sheets: {names}")
        if largest in same and len(same) > 1:
            marks["sheet"] = ("*", f"{len(same)} of {len(tables)} sheets have one header: {', '.join(same)}")
    if first:
        marks["skip_lines"] = (first, "rows above the header")
    return marks | _header_marks(rows[first:])


def _is_header(rows: list[list[str]], n: int, width: int) -> bool:
    """Whether a row has as many filled cells as most rows have, or asks questions over the options in the next row."""
    below = rows[n + 1] if n + 1 < len(rows) else []
    return sum(cell != "" for cell in rows[n]) >= width or (n < 20 and questions_over_options(rows[n], below))
