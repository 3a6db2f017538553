"""Bytes in: the client's files as Ibis tables, every row with its line, none lost on the way.

CSV cells stay text, byte for byte, until collect reads them by rule; a line that is not a row of the
table (too few cells, a stray quote) is kept with its text and its fault. Parquet is read in place.
"""

from __future__ import annotations

import ast
import csv
import difflib
import operator
import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TextIO

import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from segtools.params import Lookup, Params, Source, data_folders
from segtools.tables import DataError

LINE, FAULT, TEXT = "_line", "_fault", "_text"
_BATCH = 100_000


@dataclass(frozen=True)
class Received:
    """A client's table as it came.

    `rows` holds the client's columns (lookups joined), and `_line` (physical line of a CSV, row number of
    a Parquet file), `_fault` (why the line is not a row, else missing) and `_text` (that line's text).
    """

    name: str
    file: str
    rows: ibis.Table
    columns: list[str]
    unmatched: dict[str, int]


def find_file(path: str) -> Path:
    """The file that a source's path names; DataError where there is none."""
    if path.startswith("package:"):
        package, _, inside = path.removeprefix("package:").partition("/")
        try:
            found = Path(str(resources.files(package))) / inside
        except ModuleNotFoundError:
            raise DataError(f"{path}: Python package {package} is not installed; pip install it") from None
        candidates = [found]
    else:
        candidates = [folder / path for folder in data_folders()]
    for candidate in candidates:
        if candidate.is_file():
            return candidate
    looked = " or ".join(str(folder) for folder in data_folders()) if len(candidates) > 1 or ":" not in path else path
    holds = Path(path).parts[0]
    raise DataError(
        f"{path}: no such file in {looked}; put it there, or set SEGTOOLS_DATA to the folder that holds {holds}"
    )


def read_sources(params: Params) -> dict[str, Received]:
    """Every table of a client, on one embedded DuckDB connection, by name."""
    connection = connect()
    return {name: read_source(connection, name, source) for name, source in params.sources.given().items()}


def connect() -> ibis.BaseBackend:
    """The embedded engine."""
    return ibis.duckdb.connect()


def read_source(connection: ibis.BaseBackend, name: str, source: Source) -> Received:
    """One table with its lookups joined, and how many of its rows each lookup did not know."""
    rows = _read_file(connection, name, source.path, source)
    columns = [column for column in rows.columns if column not in (LINE, FAULT, TEXT)]
    unmatched = {}
    for position, lookup in enumerate(source.lookups):
        rows, unmatched[lookup.path] = _join(connection, rows, lookup, source, f"{name}_lookup{position}")
    received = Received(name, source.path, rows, columns, unmatched)
    faults = []
    for ours, theirs in source.columns.items():
        try:
            column(received, theirs, f"{name}.columns.{ours}")
        except DataError as error:
            faults.append(str(error))
    if faults:
        have = ", ".join(column for column in rows.columns if not column.startswith("_"))
        raise DataError(f"{source.path}: {'; '.join(faults)}; the table has {have}")
    return received


def _read_file(connection: ibis.BaseBackend, name: str, path: str, source: Source) -> ibis.Table:
    file = find_file(path)
    if file.suffix.lower() in (".parquet", ".pq"):
        try:
            pq.ParquetFile(file).close()
        except (pa.ArrowException, OSError) as error:
            why = str(error).split(". ")[0].rstrip(".").lower()
            raise DataError(f"{path}: not a whole Parquet file ({why}); export or copy it again") from None
        table = connection.read_parquet(file, table_name=name, file_row_number=True)
        nothing = ibis.literal(None, "string")
        return table.rename({LINE: "file_row_number"}).mutate(**{LINE: ibis._[LINE] + 1, FAULT: nothing, TEXT: nothing})
    if file.suffix.lower() in (".csv", ".tsv", ".txt"):
        return connection.create_table(name, _read_csv(file, path, source), temp=True)
    raise DataError(f"{path}: {file.suffix or 'no ending'} is not read here; export it as CSV or Parquet")


def _read_csv(file: Path, path: str, source: Source) -> pa.Table:
    """A CSV as text columns, with each row's physical line."""
    encoding = "utf-8-sig" if source.encoding.lower() in ("utf-8", "utf8") else source.encoding
    try:
        with file.open(encoding=encoding, newline="") as handle:
            return _rows_of_csv(_Lines(handle), path, source.delimiter)
    except UnicodeDecodeError as error:
        line = _first_undecodable(file, encoding)
        raise DataError(
            f"{path}:{line}: not {source.encoding} ({error.reason}); "
            "set encoding for this source, for instance encoding: latin-1"
        ) from None
    except LookupError:
        raise DataError(f"{path}: encoding {source.encoding!r} is not known; write utf-8, latin-1, cp1252 …") from None


def _rows_of_csv(lines: _Lines, path: str, delimiter: str) -> pa.Table:
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    header = next(reader, None)
    if not header:
        raise DataError(f"{path}: empty; export it again with a header line and rows")
    again = sorted({name for name in header if header.count(name) > 1})
    if again:
        raise DataError(f"{path}:1: two columns are named {again[0]!r}; rename one in the file")
    batches = [_batch(header, rows) for rows in _batches(reader, lines, len(header))]
    if not batches:
        raise DataError(f"{path}: a header and no rows; export it again")
    return pa.Table.from_batches(batches)


def _first_undecodable(file: Path, encoding: str) -> int:
    with file.open("rb") as handle:
        for number, line in enumerate(handle, 1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                return number
    return 1


class _Lines:
    """The physical lines of a file, counted, the text of the row being read kept."""

    def __init__(self, handle: TextIO):
        self._handle = handle
        self._again: deque[str] = deque()
        self.number, self.text = 0, ""

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._handle.readline()
        if not line:
            raise StopIteration
        self.number += 1
        self.text += line
        return line

    def take(self) -> str:
        """The text read since the last take."""
        text, self.text = self.text, ""
        return text

    def take_first(self) -> str:
        """The first line of that text; the others are to be read again: an unclosed quote spoils one line."""
        first, *others = self.take().splitlines(keepends=True)
        self._again.extendleft(reversed(others))
        self.number -= len(others)
        return first


def _batches(reader: Iterator, lines: _Lines, width: int) -> Iterator[list[tuple]]:
    batch: list[tuple] = []
    lines.take()
    while True:
        start = lines.number + 1
        try:
            cells = next(reader)
            text, fault = lines.take(), None
            if not text.strip():
                continue
        except StopIteration:
            break
        except csv.Error:
            cells, fault, text = [], "stray or unclosed quote", lines.take_first()
        if not fault and len(cells) != width:
            fault = f"{len(cells)} cells instead of {width}"
        padded = [*cells[:width], *[None] * (width - len(cells))]
        batch.append((*padded, start, fault, text.rstrip("\r\n") if fault else None))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _batch(header: list[str], rows: list[tuple]) -> pa.RecordBatch:
    types = [*[pa.string()] * len(header), pa.int64(), pa.string(), pa.string()]
    arrays = [pa.array(values, kind) for values, kind in zip(zip(*rows, strict=True), types, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, [*header, LINE, FAULT, TEXT])


def _join(
    connection: ibis.BaseBackend, rows: ibis.Table, lookup: Lookup, source: Source, name: str
) -> tuple[ibis.Table, int]:
    table = _read_file(connection, name, lookup.path, source).drop(LINE, FAULT, TEXT)
    on = [lookup.on] if isinstance(lookup.on, str) else lookup.on
    for key in on:
        for side, what in ((rows, "its source"), (table, lookup.path)):
            if key not in side.columns:
                raise DataError(f"{lookup.path}: {what} has no column {key!r} to join on; mend `on`")
    if lookup.flag:
        known = table.select(on).distinct().mutate(**{lookup.flag: ibis.literal(True)})
        joined = rows.left_join(known, on)
        flagged = joined.select(*rows.columns, **{lookup.flag: joined[lookup.flag].fill_null(False)})
        return flagged, 0
    repeated = table.group_by(on).agg(times=ibis._.count()).filter(ibis._.times > 1).limit(1).execute()
    if len(repeated):
        key = ", ".join(f"{k} {repeated[k].iloc[0]}" for k in on)
        raise DataError(f"{lookup.path}: {repeated.times.iloc[0]} rows for {key}; a lookup holds each key once")
    mark = table.mutate(_known=True)
    joined = rows.left_join(mark, on)
    new = [name for name in table.columns if name not in rows.columns]
    unmatched = int(joined.filter(joined._known.isnull()).count().execute())
    return joined.select(*rows.columns, *new), unmatched


_ARITHMETIC = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
}


def column(received: Received, expression: str, key: str) -> ibis.Value:
    """A client's column, or arithmetic on several, as an Ibis value.

    Only names, numbers, + - * / and brackets are understood: nothing is ever evaluated as code.
    """
    rows = received.rows
    if expression in rows.columns:
        return rows[expression]

    def walk(node: ast.AST) -> ibis.Value:
        if isinstance(node, ast.BinOp) and type(node.op) in _ARITHMETIC:
            return _ARITHMETIC[type(node.op)](walk(node.left), walk(node.right))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return -walk(node.operand)
        if isinstance(node, ast.Constant) and type(node.value) in (int, float):
            return ibis.literal(node.value)
        if isinstance(node, ast.Name) and node.id in rows.columns:
            value = rows[node.id]
            return value.try_cast("decimal(18,4)") if value.type().is_string() else value
        raise ValueError

    try:
        return walk(ast.parse(expression, mode="eval").body)
    except (SyntaxError, ValueError):
        words = re.findall(r"[^\W\d]\w*", expression) if re.search(r"[-+*/]", expression) else [expression]
        lost = next((word for word in words if word not in rows.columns), expression)
        near = difflib.get_close_matches(lost, rows.columns, n=1)
        raise DataError(f"{key}: no column {lost!r}" + (f", did you mean {near[0]!r}?" if near else "")) from None
