"""Read CSV into the engine: every line becomes a row or a fault, and cells are text."""

from __future__ import annotations

import codecs
import csv
import gzip
import re
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any, TextIO

from segtools.collect.row_batches import BATCH, FAULT, FILE, LINE, ROW, TEXT, RowBatches, literal, quoted
from segtools.collect.row_reasons import STRAY_QUOTE, wrong_width
from segtools.params import Source
from segtools.tables import DataError

SAMPLE = 20_000


# --- CSV ----------------------------------------------------------------------------------------------


def open_bytes(file: Path) -> IO[bytes]:
    """A file's bytes, unpacked where it ends in .gz."""
    return gzip.open(file, "rb") if file.name.lower().endswith(".gz") else file.open("rb")  # type: ignore[return-value]


def _open_text(file: Path, encoding: str) -> TextIO:
    opener: Callable[..., Any] = gzip.open if file.name.lower().endswith(".gz") else open
    return opener(file, "rt", encoding=encoding, newline="")


def read_csv(table: RowBatches, file: Path, shown: str, source: Source) -> None:
    """A CSV as text columns, with each row's physical line."""
    utf8 = source.encoding.lower().replace("_", "-") in ("utf-8", "utf8", "utf-8-sig")
    encoding = "utf-8-sig" if utf8 else source.encoding
    delimiter = "\t" if source.delimiter == "tab" else source.delimiter
    try:
        with _open_text(file, encoding) as handle:
            lines = _Lines(handle)
            for _ in range(source.skip_lines):
                next(lines, None)
            lines.take()
            reader = _reader(lines, delimiter, source.quote)
            try:
                header = next(reader, [])
            except csv.Error:
                raise DataError(
                    f"{shown}:{lines.number}: the header has a stray or unclosed quote; correct it in the file"
                ) from None
            table.open(header, shown, lines.number)
            if utf8 and _is_plain(file, source.quote):
                _insert_plain(table, file, shown, delimiter, lines.number)
                return
            for rows in _batches(reader, lines, len(header)):
                table.add(shown, rows)
    except UnicodeDecodeError as error:
        line = _first_undecodable(file, encoding)
        raise DataError(
            f"{shown}:{line}: not encoded as {source.encoding} ({error.reason}); "
            "set encoding for this source, for instance encoding: latin-1"
        ) from None
    except LookupError:
        raise DataError(
            f"{shown}: unknown encoding {source.encoding!r}; write for instance utf-8, latin-1 or cp1252"
        ) from None
    except (EOFError, gzip.BadGzipFile, OSError) as error:
        raise DataError(f"{shown}: cannot be read to the end ({error}); copy the file again") from None


def _reader(lines: Iterator[str], delimiter: str, mark: str) -> Iterator[list[str]]:
    how = {"quotechar": mark} if mark else {"quoting": csv.QUOTE_NONE}
    return csv.reader(lines, delimiter=delimiter, strict=True, **how)


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
                or b"\0" in block
                or b"\1" in block
                or b"\2" in block
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


def _insert_plain(table: RowBatches, file: Path, shown: str, delimiter: str, above: int) -> None:
    """The lines below the header, split by the engine."""
    width, mark = len(table.columns), literal(delimiter)
    lines = (
        f"SELECT row_number() OVER () AS n, l FROM read_csv({literal(str(file))}, columns = {{'l': 'VARCHAR'}}, "
        "header = false, auto_detect = false, delim = E'\\x01', quote = '', escape = '', comment = '', "
        "nullstr = E'\\x02', strict_mode = true, max_line_size = 20000000)"
    )
    cells = f"SELECT n, l, string_split(l, {mark}) AS c FROM ({lines}) WHERE n > {above}"
    picked = ", ".join(f"c[{n}] AS {quoted(name)}" for n, name in enumerate(table.columns, 1))
    table.insert(
        f"SELECT {picked}, {table.rows} + n - {above} AS {ROW}, {literal(shown)} AS {FILE}, n AS {LINE}, "
        f"CASE WHEN len(c) <> {width} THEN len(c) || {literal(wrong_width('', width))} END AS {FAULT}, "
        f"CASE WHEN len(c) <> {width} THEN l END AS {TEXT} FROM ({cells})"
    )


def _first_undecodable(file: Path, encoding: str) -> int:
    with open_bytes(file) as handle:
        for line_number, line in enumerate(handle, 1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError:
                return line_number
    return 1


class _Lines:
    """The physical lines of a file, counted; the text of the row being read is kept."""

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


def _batches(reader: Iterator, lines: _Lines, width: int) -> Iterator[list[tuple]]:
    batch: list[tuple] = []
    lines.take()
    while True:
        start = lines.number + 1
        try:
            cells = next(reader)
            text, fault = lines.take(), None
            if not text.strip("\r\n"):
                continue
        except StopIteration:
            break
        except csv.Error:
            cells, fault, text = [], STRAY_QUOTE, lines.take_first()
        if not fault and len(cells) != width:
            fault = wrong_width(len(cells), width)
        padded = [*cells[:width], *[None] * (width - len(cells))]
        batch.append((*padded, start, fault, text.rstrip("\r\n") if fault else None))
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
