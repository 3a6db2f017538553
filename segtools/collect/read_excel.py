"""Read Excel into the engine: cells are text, and cells with errors are faults."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import python_calamine

from segtools.collect.row_batches import BATCH, RowBatches
from segtools.collect.row_reasons import error_cell, wrong_width
from segtools.params import Source
from segtools.tables import DataError


def read_excel(table: RowBatches, file: Path, shown: str, source: Source) -> None:
    """A sheet as text columns, with each row's number in the sheet; a row with an error cell is a fault."""
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(file))
    except (python_calamine.CalamineError, OSError) as error:
        raise DataError(f"{shown}: not a complete Excel file ({error}); save it again") from None
    names = book.sheet_names
    if source.sheet and source.sheet not in names:
        raise DataError(f"{shown}: no sheet {source.sheet!r}; there are {', '.join(names)}")
    if not source.sheet and len(names) > 1:
        raise DataError(f"{shown}: the file has {len(names)} sheets; set sheet to one of {', '.join(names)}")
    name = source.sheet or names[0]
    sheet = book.get_sheet_by_name(name)
    top = source.skip_lines
    for (first, column), (last, until) in sheet.merged_cell_ranges or []:
        if first <= top <= last and (until > column or last > first):
            at = f"{shown}: cell {_cell(column, top + 1)} of sheet {name}"
            raise DataError(f"{at} is a merged cell in the header; unmerge it and give each column its own name")
    cells = sheet.to_python(skip_empty_area=False)
    if len(cells) <= top:
        raise DataError(f"{shown}: sheet {name} has no header in row {top + 1}; correct skip_lines")
    header = [_excel_text(value) for value in cells[top]]
    while header and not header[-1]:
        header.pop()
    table.open(header, shown, top + 1)
    errors = _error_cells(file, name)
    batch = []
    for line, values in enumerate(cells[top + 1 :], top + 2):
        texts = [_excel_text(value) for value in values]
        bad = sorted(at for at in errors if at[0] == line)
        if not any(texts) and not bad:
            continue
        fault = error_cell(_cell(bad[0][1], line), errors[bad[0]]) if bad else None
        if any(texts[len(header) :]):
            fault = fault or wrong_width(len(texts), len(header))
        row = [*texts, *[""] * len(header)][: len(header)]
        batch.append((*row, line, fault, "\t".join(texts) if fault else None))
    for start in range(0, len(batch), BATCH):
        table.add(shown, batch[start : start + BATCH])


def _excel_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _cell(column: int, line: int) -> str:
    """A cell's name in Excel: column 0, row 1 is A1."""
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{line}"


def _error_cells(file: Path, sheet: str) -> dict[tuple[int, int], str]:
    """Cells of a sheet that hold an error (#N/A, #DIV/0!): (row from 1, column from 0) -> the error. The reader itself
    (calamine) returns them as blanks."""
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rel = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    found = {}
    with zipfile.ZipFile(file) as parts:
        book = ElementTree.fromstring(parts.read("xl/workbook.xml"))
        key = next(s.get(rel) for s in book.iter(f"{main}sheet") if s.get("name") == sheet)
        links = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
        target = next(link.get("Target", "") for link in links if link.get("Id") == key)
        inside = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        with parts.open(inside) as handle:
            for _, cell in ElementTree.iterparse(handle):
                if cell.tag == f"{main}c" and cell.get("t") == "e":
                    at = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", ""))
                    if at:
                        column = 0
                        for letter in at.group(1):
                            column = column * 26 + ord(letter) - 64
                        found[int(at.group(2)), column - 1] = cell.findtext(f"{main}v") or "#ERROR"
                if cell.tag == f"{main}row":
                    cell.clear()
    return found
