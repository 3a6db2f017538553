"""Read Excel into the engine: cells are text, and cells with errors are faults."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections import Counter
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import python_calamine

from segtools.collect.row_batches import BATCH, RowBatches
from segtools.collect.row_reasons import REPEATS_HEADER, error_cell, wrong_width
from segtools.params import Source
from segtools.tables import DataError

_MOST_CELLS = 100_000_000  # of the area between A1 and the last cell; the reader holds all of it in memory


def read_excel(table: RowBatches, file: Path, shown: str, source: Source) -> None:
    """One sheet or several as text columns, with each row's number in its sheet; a row with an error cell is a fault.

    Of several sheets, each is named with its rows. `sheet: "*"` takes those that have the header of most sheets.
    """
    book = open_book(file, shown)
    names = book.sheet_names
    wanted = [source.sheet] if isinstance(source.sheet, str) else source.sheet
    strange = [name for name in wanted if name not in ("", "*", *names)]
    if strange:
        raise DataError(f"{shown}: no sheet {strange[0]!r}; there are {', '.join(names)}")
    if wanted == ["*"]:
        wanted, others = alike(file, shown, source.skip_lines, source.header_rows)
        table.remarks += [(f"sheet {name} of {shown} is left out: its header is another", 0) for name in others]
    elif wanted == [""]:
        wanted = names
        if len(names) > 1:
            asked = f'set sheet to one of {", ".join(names)}, to a list of them, or to "*" for all with one header'
            raise DataError(f"{shown}: the file has {len(names)} sheets; {asked}")
    for name in wanted:
        _read_sheet(table, book, name, (file, shown, f"{shown}, sheet {name}" if len(wanted) > 1 else shown), source)


def open_book(file: Path, shown: str) -> python_calamine.CalamineWorkbook:
    """A workbook; DataError if the file is none."""
    try:
        return python_calamine.CalamineWorkbook.from_path(str(file))
    except (python_calamine.CalamineError, OSError) as error:
        raise DataError(f"{shown}: not a complete Excel file ({error}); save it again") from None


def alike(file: Path, shown: str, skip_lines: int = 0, header_rows: int = 1) -> tuple[list[str], list[str]]:
    """The sheets that have the commonest header, and the others that have any cells."""
    book = open_book(file, shown)
    headers = {}
    for name in book.sheet_names:
        rows = sheet_cells(book, name, file, shown)[1][skip_lines : skip_lines + header_rows]
        headers[name] = tuple(text for row in rows for text in map(excel_text, row) if text)
    common = Counter(header for header in headers.values() if header).most_common(1)
    chosen = [name for name, header in headers.items() if common and header == common[0][0]]
    return chosen, [name for name, header in headers.items() if header and name not in chosen]


def sheet_cells(book: python_calamine.CalamineWorkbook, name: str, file: Path, shown: str) -> tuple[Any, list, dict]:
    """A sheet, its cells, and which of them hold an error: (sheet, rows, errors)."""
    try:
        errors = _error_cells(file, name, shown)
        sheet = book.get_sheet_by_name(name)
        return sheet, sheet.to_python(skip_empty_area=False), errors
    except (python_calamine.CalamineError, zipfile.BadZipFile, zlib.error, ElementTree.ParseError) as error:
        why = " ".join(str(error).split())
    except (OSError, EOFError, KeyError, StopIteration, ValueError) as error:
        why = " ".join(str(error).split()) or type(error).__name__
    raise DataError(f"{shown}: sheet {name} cannot be read ({why[:200]}); save the file again")


def _read_sheet(
    table: RowBatches, book: python_calamine.CalamineWorkbook, name: str, files: tuple[Path, str, str], source: Source
) -> None:
    file, shown, part = files
    top, below = source.skip_lines, source.skip_lines + source.header_rows
    sheet, cells, errors = sheet_cells(book, name, file, shown)
    for (first, column), (last, until) in (sheet.merged_cell_ranges or []) if source.header_rows == 1 else []:
        if first <= top <= last and (until > column or last > first):
            at = f"{shown}: cell {_cell(column, top + 1)} of sheet {name}"
            remedy = "unmerge it and give each column its own name, or set header_rows if the header has several rows"
            raise DataError(f"{at} is a merged cell in the header; {remedy}")
    if len(cells) < below:
        raise DataError(f"{shown}: sheet {name} has no header in row {top + 1}; correct skip_lines")
    header = [[excel_text(value) for value in row] for row in cells[top:below]]
    while header[0] and not any(row[-1] for row in header):
        header = [row[:-1] for row in header]
    table.open(header, part, top + 1)
    width, batch = len(header[0]), []
    for line, values in enumerate(cells[below:], below + 1):
        texts = [excel_text(value) for value in values]
        bad = sorted(at for at in errors if at[0] == line)
        if not any(texts) and not bad:
            continue
        fault = error_cell(_cell(bad[0][1], line), errors[bad[0]]) if bad else None
        if any(texts[width:]):
            fault = fault or wrong_width(len(texts), width)
        row = [*texts, *[""] * width][:width]
        fault = fault or (REPEATS_HEADER if row in header else None)
        batch.append((*row, line, fault, "\t".join(texts) if fault else None))
    for start in range(0, len(batch), BATCH):
        table.add(part, batch[start : start + BATCH])


def excel_text(value: Any) -> str:
    """A cell's value as text."""
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


def _column(letters: str) -> int:
    """The number of a column, from 0, by its letters."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _error_cells(file: Path, sheet: str, shown: str) -> dict[tuple[int, int], str]:
    """Cells of a sheet that hold an error (#N/A, #DIV/0!): (row from 1, column from 0) -> the error. The reader itself
    (calamine) returns them as blanks.

    Raises DataError where one cell stands so far from the others that the sheet would not fit into memory.
    """
    if not zipfile.is_zipfile(file) or file.suffix.lower() not in (".xlsx", ".xlsm"):
        return {}
    main = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    rel = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
    found, rows, columns = {}, 0, 0
    with zipfile.ZipFile(file) as parts:
        book = ElementTree.fromstring(parts.read("xl/workbook.xml"))
        key = next(s.get(rel) for s in book.iter(f"{main}sheet") if s.get("name") == sheet)
        links = ElementTree.fromstring(parts.read("xl/_rels/workbook.xml.rels"))
        target = next(link.get("Target", "") for link in links if link.get("Id") == key)
        inside = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        with parts.open(inside) as handle:
            for _, cell in ElementTree.iterparse(handle):
                at = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r", "")) if cell.tag == f"{main}c" else None
                if at:
                    line, column = int(at.group(2)), _column(at.group(1))
                    rows, columns = max(rows, line), max(columns, column + 1)
                    if rows * columns > _MOST_CELLS:
                        far = f"cell {at.group()} of sheet {sheet} stands far from the others"
                        raise DataError(f"{shown}: {far}; delete the rows and columns around it, or save as CSV")
                    if cell.get("t") == "e":
                        found[line, column] = cell.findtext(f"{main}v") or "#ERROR"
                if cell.tag == f"{main}row":
                    cell.clear()
    return found
