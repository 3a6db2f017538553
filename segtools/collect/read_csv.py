"""Read CSV into the engine: every line becomes a row or a fault, and cells are text."""

from __future__ import annotations

import codecs
import csv
import gzip
import itertools
import re
import zipfile
import zlib
from collections import deque
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any, TextIO

import duckdb

from segtools.collect.encodings import encoding_of
from segtools.collect.files import is_zip, open_bytes, open_text
from segtools.collect.guess_delimiter import SPACES
from segtools.collect.row_batches import BATCH, FAULT, FILE, LINE, ROW, TEXT, RowBatches, literal, quoted
from segtools.collect.row_reasons import CONTROL_SIGN, REPEATS_HEADER, STRAY_QUOTE, TOO_LONG, wrong_width
from segtools.params import Source
from segtools.tables import DataError

SAMPLE = 20_000
DAMAGED = (EOFError, gzip.BadGzipFile, zipfile.BadZipFile, zlib.error, OSError)
_CONTROL = bytes(code for code in range(32) if chr(code) not in "\t\n\v\f\r")
_CONTROL_SIGN = re.compile("[\x00-\x08\x0e-\x1f]")


# --- CSV ----------------------------------------------------------------------------------------------


def read_csv(table: RowBatches, file: Path, shown: str, source: Source) -> None:
    """A CSV as text columns, with each row's physical line."""
    utf8 = source.encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig")
    encoding = "utf-8-sig" if utf8 else source.encoding
    try:
        with open_text(file, encoding) as handle:
            lines = _Lines(handle, source)
            reader = _reader(lines, source)
            header = _header(reader, lines, file, shown, source)
            if _ends_with_delimiter(file, encoding, source, len(header[0])):
                header = [[*row, ""] for row in header]
            table.open(header, shown, lines.number)
            if utf8 and source.delimiter != SPACES and not is_zip(file) and _is_plain(file, source.quote):
                try:
                    _insert_plain(table, file, shown, source, lines.number, header)
                    return
                except duckdb.InvalidInputException:  # a line that is too long for the engine: read it below
                    pass
            for rows in _batches(reader, lines, header, source):
                table.add(shown, rows)
    except LookupError:
        raise DataError(
            f"{shown}: unknown encoding {source.encoding!r}; write for instance utf-8, latin-1 or cp1252"
        ) from None
    except UnicodeError as error:
        raise not_encoded(file, encoding, shown, source, error) from None
    except DAMAGED as error:
        raise DataError(f"{shown}: cannot be read to the end ({error}); copy the file again") from None


def not_encoded(file: Path, encoding: str, shown: str, source: Source, error: UnicodeError) -> DataError:
    """The error for a text that is not encoded as params say, with the line and the encoding to set."""
    line, why = _first_undecodable(file, encoding), getattr(error, "reason", str(error))
    return DataError(f"{shown}:{line}: not encoded as {source.encoding} ({why}); {_encoding_remedy(file)}")


def _encoding_remedy(file: Path) -> str:
    name, why = encoding_of(file)
    return f"set encoding: {name} for this source{f' ({why})' if why else ''}"


def _reader(lines: Iterator[str], source: Source) -> Iterator[list[str]]:
    how: dict[str, Any] = {"quotechar": source.quote} if source.quote else {"quoting": csv.QUOTE_NONE}
    how["delimiter"] = mark_of(source)
    return csv.reader(lines, strict=True, skipinitialspace=source.delimiter == SPACES, **how)


def mark_of(source: Source) -> str:
    """The character that separates cells."""
    return {"tab": "\t", SPACES: " "}.get(source.delimiter, source.delimiter)


def _header(reader: Iterator, lines: _Lines, file: Path, shown: str, source: Source) -> list[list[str]]:
    """The rows of the header, of one width."""
    try:
        rows = [next(reader, [])]
        while len(rows) < source.header_rows and (row := next(reader, None)) is not None:
            rows += [row] if row else []
    except csv.Error:
        raise DataError(
            f"{shown}:{lines.number}: the header has a stray or unclosed quote; correct it in the file"
        ) from None
    if any("\0" in cell for row in rows for cell in row):
        raise DataError(f"{shown}: not encoded as {source.encoding} (zero bytes); {_encoding_remedy(file)}")
    width = max(len(row) for row in rows)
    return [[*row, *[""] * (width - len(row))] for row in rows]


def _ends_with_delimiter(file: Path, encoding: str, source: Source, width: int) -> bool:
    """Whether each of the first rows ends with a delimiter that the header lacks, so that its last cell is blank."""
    if source.delimiter == SPACES:
        return False
    with open_text(file, encoding) as handle, suppress(csv.Error):
        rows = filter(None, _reader(_Lines(handle, source), source))
        body = list(itertools.islice(rows, source.header_rows, source.header_rows + 100))
        return bool(body) and all(len(row) == width + 1 and not row[-1] for row in body)
    return False


def _is_plain(file: Path, mark: str) -> bool:
    """Whether each line is one row and only the delimiter separates its cells: UTF-8, no quote, no blank line, one kind
    of line end. The engine reads such a file itself, three times as fast."""
    last, quoted, decoder = b"\n", mark.encode(), codecs.getincrementaldecoder("utf-8")()
    ends: set[bool] = set()
    with open_bytes(file) as handle:
        while block := handle.read(1 << 22):
            if block.endswith(b"\r"):
                block += handle.read(1)
            joined = last + block
            if (
                (quoted and quoted in block)
                or len(block.translate(None, _CONTROL)) < len(block)
                or b"\n\n" in joined
                or b"\n\r\n" in joined
            ):
                return False
            pairs, returns, feeds = block.count(b"\r\n"), block.count(b"\r"), block.count(b"\n")
            if pairs != returns:
                return False
            ends |= {True} if pairs else set()
            ends |= {False} if feeds > pairs else set()
            if len(ends) > 1:
                return False
            decoder.decode(block)
            last = block[-2:]
    decoder.decode(b"", final=True)
    return True


def _insert_plain(
    table: RowBatches, file: Path, shown: str, source: Source, above: int, header: list[list[str]]
) -> None:
    """The lines below the header, split by the engine."""
    width, mark = len(table.columns), literal(mark_of(source))
    again = " OR ".join(f"l = {literal(mark_of(source).join(row))}" for row in header)
    lines = (
        f"SELECT row_number() OVER () AS n, l FROM read_csv({literal(str(file))}, columns = {{'l': 'VARCHAR'}}, "
        "header = false, auto_detect = false, delim = E'\\x01', quote = '', escape = '', comment = '', "
        "nullstr = E'\\x02', strict_mode = true, max_line_size = 20000000)"
    )
    cells = f"SELECT n, l, string_split(l, {mark}) AS c FROM ({lines}) WHERE n > {above}"
    picked = ", ".join(f"c[{n}] AS {quoted(name)}" for n, name in enumerate(table.columns, 1))
    table.insert(
        f"SELECT {picked}, {table.rows} + n - {above} AS {ROW}, {literal(shown)} AS {FILE}, n AS {LINE}, "
        f"CASE WHEN len(c) <> {width} THEN len(c) || {literal(wrong_width('', width))} "
        f"WHEN {again} THEN {literal(REPEATS_HEADER)} END AS {FAULT}, "
        f"CASE WHEN len(c) <> {width} OR {again} THEN l END AS {TEXT} FROM ({cells})"
    )


def _first_undecodable(file: Path, encoding: str) -> int:
    with open_bytes(file) as handle:
        for line_number, line in enumerate(handle, 1):
            try:
                line.decode(encoding)
            except UnicodeError:
                return line_number
    return 1


class _Lines:
    """The physical lines of a file below those to skip, counted; the text of the row being read is kept."""

    def __init__(self, handle: TextIO, source: Source):
        self._handle, self._stripped = handle, source.delimiter == SPACES
        self._again: deque[str] = deque()
        self.number, self.text = 0, ""
        for _ in range(source.skip_lines):
            next(self, None)
        self.take()

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._handle.readline()
        if not line:
            raise StopIteration
        self.number += 1
        if self.number == 1:
            line = line.removeprefix("\ufeff")  # the mark of an encoding that was named without it
        self.text += line
        return line.strip(" \r\n") + "\n" if self._stripped else line

    def take(self) -> str:
        """The text read since the last call."""
        text, self.text = self.text, ""
        return text

    def take_first(self) -> str:
        """Only the first line of that text; the other lines are read again, so that an unclosed quote spoils one line
        only."""
        first, *others = re.findall(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+", self.take())
        self._again.extendleft(reversed(others))
        self.number -= len(others)
        return first


def _batches(reader: Iterator, lines: _Lines, header: list[list[str]], source: Source) -> Iterator[list[tuple]]:
    batch: list[tuple] = []
    width = len(header[0])
    lines.take()
    while True:
        start = lines.number + 1
        try:
            cells = next(reader)
            text, fault = lines.take(), None
            if not text.strip("\r\n" if source.delimiter != SPACES else " \r\n"):
                continue
            fault = _fault(cells, text, header, source)
        except StopIteration:
            break
        except csv.Error as error:
            fault = TOO_LONG if "field larger" in str(error) else STRAY_QUOTE
            cells, text = [], lines.take_first()
        padded = [*cells[:width], *[None] * (width - len(cells))]
        batch.append((*padded, start, fault, text.rstrip("\r\n") if fault else None))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _fault(cells: list[str], text: str, header: list[list[str]], source: Source) -> str | None:
    """Why a line is no row of the table, if it is none."""
    if len(cells) != len(header[0]):
        return wrong_width(len(cells), len(header[0]))
    if cells in header:
        return REPEATS_HEADER
    mark, quote = mark_of(source), source.quote
    inside = quote and quote in text and _quote_inside(mark, quote).search(text)
    if inside and _lost_delimiter(text.rstrip("\r\n"), mark, quote):
        return STRAY_QUOTE
    return CONTROL_SIGN if _CONTROL_SIGN.search(text) else None


@lru_cache
def _quote_inside(mark: str, quote: str) -> re.Pattern:
    """A quote that neither begins nor ends a cell, nor is doubled."""
    other = rf"[^{re.escape(mark + quote)}\r\n]"
    return re.compile(other + re.escape(quote) + other)


def _lost_delimiter(text: str, mark: str, quote: str) -> bool:
    """Whether a delimiter is missing before a quoted cell that holds one, as in Vest"warm, even when wet": then one
    bare cell opens a quote inside, and a later one closes it.

    >>> _lost_delimiter('2,Vest"warm, even when wet"', ",", '"'), _lost_delimiter('2,5" pipe,8" pipe', ",", '"')
    (True, False)
    """
    opened, bare, at = False, [], 0
    while at <= len(text):  # the bare cells; quoted ones, in which a quote is doubled, are skipped
        if text[at : at + 1] == quote:
            at += 1
            while (end := text.find(quote, at)) >= 0 and text[end + 1 : end + 2] == quote:
                at = end + 2
            at = (end if end >= 0 else len(text)) + 1
        end = text.find(mark, at)
        end = end if end >= 0 else len(text)
        bare.append(text[at:end])
        at = end + 1
    for cell in bare:
        if cell.count(quote) % 2 == 0:
            continue
        if opened and cell.endswith(quote):
            return True
        opened = opened or not cell.endswith(quote)
    return False
