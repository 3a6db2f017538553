"""Rows on their way into the engine, each with its file and line; a line that is not a row keeps its text and its
fault."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

import ibis
import pyarrow as pa

from segtools.collect.header_rows import names_and_meanings
from segtools.tables import DataError

ROW = "_row"
FILE = "_file"
LINE = "_line"
FAULT = "_fault"
TEXT = "_text"
REASON = "_reason"  # why a row is set aside; a client may well have a column called reason
OURS = (ROW, FILE, LINE, FAULT, TEXT)
COLUMN_TYPES = {ROW: pa.int64(), FILE: pa.string(), LINE: pa.int64(), FAULT: pa.string(), TEXT: pa.string()}
BATCH = 50_000


@dataclass
class Labels:
    """What a file itself says of its columns: the text of the question that each answers, and the levels of ordinal
    ones from lowest to highest."""

    meanings: dict[str, str] = field(default_factory=dict)
    levels: dict[str, list[str]] = field(default_factory=dict)


class RowBatches:
    """A table of text in the engine to which batches of rows are added; rows are numbered across files."""

    def __init__(self, connection: ibis.BaseBackend, name: str, path: str, labels: Labels | None = None):
        self._connection, self.name, self._path = connection, name, path
        self.labels = labels or Labels()
        self.remarks: list[tuple[str, int]] = []  # each with the number of its rows
        self.header: list[str] = []
        self.rows = 0

    def open(self, rows: list[list[str]], shown: str, line: int) -> None:
        """Begin a file with its header, of one row or several, which must be the same as in the files before."""
        header, meanings = names_and_meanings(rows)
        self.labels.meanings = meanings | self.labels.meanings
        if not header or not any(name.strip() for name in header):
            raise DataError(f"{shown}: the file is empty; export it again with a header line and rows")
        named = [name or f"unnamed_{n}" for n, name in enumerate(header, 1)]
        odd = next((n for n, name in enumerate(named, 1) if re.search("[\x00-\x08\x0e-\x1f]", name)), 0)
        if odd:
            raise DataError(
                f"{shown}:{line}: the name of column {odd} holds a control character; correct it in the file"
            )
        seen: dict[str, str] = {}
        for name in named:
            if name.lower() in seen:
                other = seen[name.lower()]
                how = f"{name!r}" if other == name else f"{other!r} and {name!r}"
                raise DataError(f"{shown}:{line}: two columns are named {how}; rename one in the file")
            seen[name.lower()] = name
        if self.header and sorted(named) != sorted(self.header):
            odd = sorted(set(named) ^ set(self.header))
            differ = f"its columns differ from those of the files before it: {', '.join(odd)}"
            raise DataError(f"{shown}: {differ}; give each kind of table a path of its own")
        if not self.header:
            self.header = named
            columns = [f"{quoted(name)} VARCHAR" for name in named]
            columns += [f"{ROW} BIGINT", f"{FILE} VARCHAR", f"{LINE} BIGINT", f"{FAULT} VARCHAR", f"{TEXT} VARCHAR"]
            self._connection.raw_sql(f"CREATE OR REPLACE TEMP TABLE {quoted(self.name)} ({', '.join(columns)})")
        self.columns = named

    def add(self, shown: str, rows: list[tuple]) -> None:
        """Add rows of cells in the order of this file's header, followed by line, fault and text."""
        if not rows:
            return
        names = [*self.columns, LINE, FAULT, TEXT]
        arrays = [
            pa.array(values, COLUMN_TYPES.get(name, pa.string()))
            for name, values in zip(names, zip(*rows, strict=True), strict=True)
        ]
        batch = pa.table(dict(zip(names, arrays, strict=True)))
        batch = batch.append_column(ROW, pa.array(range(self.rows + 1, self.rows + 1 + len(rows)), pa.int64()))
        batch = batch.append_column(FILE, pa.array([shown] * len(rows), pa.string()))
        raw = self._connection.con
        raw.register("_batch", batch)
        raw.execute(f"INSERT INTO {quoted(self.name)} BY NAME SELECT * FROM _batch")
        raw.unregister("_batch")
        self.rows += len(rows)

    def insert(self, select: str) -> None:
        """Add rows that the engine reads itself, `BY NAME`."""
        self._connection.raw_sql(f"INSERT INTO {quoted(self.name)} BY NAME {select}")
        (self.rows,) = self._connection.con.execute(f"SELECT count(*) FROM {quoted(self.name)}").fetchone()

    def finished(self) -> ibis.Table:
        """The complete table; DataError if it has no rows."""
        if not self.rows:
            raise DataError(f"{self._path}: the file has a header but no rows; export it again")
        return self._connection.table(self.name)


def quoted(name: str) -> str:
    """A name as SQL writes it."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """A text as SQL writes it."""
    return "'" + text.replace("'", "''") + "'"
