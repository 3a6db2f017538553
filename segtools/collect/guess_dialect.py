"""Guess how a client's file is written: encoding, delimiter and header, each with its evidence."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from collections import Counter
from pathlib import Path
from typing import Any

import python_calamine

from segtools.collect.files import kind_of_file
from segtools.collect.read_csv import open_bytes
from segtools.params import ParamsError, data_folders

_LINES = 2_000

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
        return _excel_dialect(file)
    if kind != "csv":
        return {}
    marks: dict[str, tuple[Any, str]] = {}
    encoding, why = _encoding(file)
    if encoding != "utf-8":
        marks["encoding"] = (encoding, why)
    with open_bytes(file) as handle:
        head = b"".join(handle.readline() for _ in range(_LINES))
    text = head.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")
    best = max(
        ((_score(text, mark, quote), mark, quote) for mark in ",;\t|" for quote in ('"', "'")),
        key=lambda found: found[0][0],
    )
    (_n, share, width, skip), mark, quote = best
    if width < 2:
        return marks
    if mark != ",":
        marks["delimiter"] = (
            "tab" if mark == "\t" else mark,
            f"{share:.1%} of the lines read have {width} cells",
        )
    if quote != '"':
        marks["quote"] = (quote, "cells begin and end with this sign")
    if skip:
        marks["skip_lines"] = (skip, "lines above the header")
    return marks


def _encoding(file: Path) -> tuple[str, str]:
    with open_bytes(file) as handle:
        start = handle.read(4)
    if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return "utf-16", "its first bytes say so"
    decoder = codecs.getincrementaldecoder("utf-8")()
    odd = b""
    with open_bytes(file) as handle:
        while block := handle.read(1 << 22):
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                odd += block[error.start : error.start + 1]
                break
        else:
            return "utf-8", ""
    return "cp1252", f"byte 0x{odd.hex()} is not UTF-8; check a name with an accent"


def _score(text: str, mark: str, quote: str) -> tuple[float, float, int, int]:
    """How well a delimiter cuts the lines into a table: a score, the share of lines with the commonest number of
    cells, that number, and the lines above the header."""
    rows, starts = [], [0]  # the lines read before each row
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, quotechar=quote)
    with contextlib.suppress(csv.Error):  # by a wrong mark some cell may be endless: judge by the rows before it
        for row in reader:
            rows.append(row)
            starts.append(reader.line_num)
    filled = [row for row in rows if row]
    if not filled:
        return 0.0, 0.0, 0, 0
    width, _n = Counter(len(row) for row in filled[len(filled) // 3 :] or filled).most_common(1)[0]
    if width < 2:
        return 0.0, 0.0, 1, 0
    first = next((n for n, row in enumerate(rows) if len(row) == width and all(cell.strip() for cell in row)), 0)
    body = [row for row in rows[first:] if row]
    share = sum(len(row) == width for row in body) / len(body)
    cells = [cell for row in body[1:400] if len(row) == width for cell in row]
    clean = sum(not re.search(r"[;\t|]|^[^\"]*\"[^\"]*$", cell) for cell in cells) / max(len(cells), 1)
    wrapped = sum(cell[:1] == cell[-1:] == quote for cell in cells) / max(len(cells), 1)
    bonus = 0.001 * (quote == '"') - 0.5 * wrapped
    return share * clean * (1 - 1 / (1 + width)) + bonus, share, width, starts[first]


def _excel_dialect(file: Path) -> dict[str, tuple[Any, str]]:
    book = python_calamine.CalamineWorkbook.from_path(str(file))
    marks: dict[str, tuple[Any, str]] = {}
    sizes = {name: book.get_sheet_by_name(name).total_height for name in book.sheet_names}
    largest = max(sizes, key=lambda name: sizes[name])
    if len(sizes) > 1:
        marks["sheet"] = (largest, f"the longest of {len(sizes)} sheets: {', '.join(sizes)}")
    rows = book.get_sheet_by_name(largest).to_python(skip_empty_area=False)
    width = Counter(sum(cell != "" for cell in row) for row in rows).most_common(1)[0][0]
    first = next((n for n, row in enumerate(rows) if sum(cell != "" for cell in row) >= width), 0)
    if first:
        marks["skip_lines"] = (first, "rows above the header")
    return marks
