"""Guess how a client's file is written: encoding, delimiter, number marks and dates, each with its evidence."""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import python_calamine
from ibis import _

from segtools.collect.dictionary import typed
from segtools.collect.files import find_files, kind_of_file
from segtools.collect.guess_names import is_called
from segtools.collect.number_text import numbers
from segtools.collect.read_csv import open_bytes
from segtools.collect.row_batches import FAULT, OURS
from segtools.collect.row_fields import as_text
from segtools.collect.sources import personal_in, read_rows
from segtools.params import ParamsError, People, Source, data_folders

_LINES = 2_000
_VALUES = 20_000
SURE = 0.98
DATE_FORMATS = [  # the first that fits is taken
    *("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    *("%d/%m/%y", "%m/%d/%y", "%d.%m.%y"),
    *("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d%b%Y", "%b %d, %Y", "%B %d, %Y", "%d %B %Y"),
]
TIME_FORMATS = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", "T%H:%M:%S"]


@dataclass
class Column:
    """What a column's values show: how many rows are known and different, example values, and what they could be."""

    name: str
    rows: int
    known: int
    distinct: int
    values: list[str]
    date_format: str | None = None
    is_date: bool = False
    unsure: str = ""
    is_number: bool = False
    typed: pd.Series = field(default_factory=lambda: pd.Series(dtype="str"))

    @property
    def unique(self) -> float:
        """Share of the known values that are different."""
        return self.distinct / self.known if self.known else 0.0


@dataclass
class Table:
    """A file: how it is written, its columns, and its likely role with the reason."""

    path: str
    source: Source
    dialect: dict[str, tuple[Any, str]]
    rows: ibis.Table
    columns: dict[str, Column]
    personal: dict[str, str]
    n: int
    role: str = ""
    why: str = ""
    mapped: dict[str, tuple[str, str]] = field(default_factory=dict)
    lookups: list[tuple[dict[str, Any], str]] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The file's own name, without its folders."""
        return Path(self.path).name


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


# --- what its columns are -----------------------------------------------------------------------------


def look_at(connection: ibis.BaseBackend, name: str, file: str) -> Table:
    """A file: how it is written, and what its columns show."""
    path = locate(file)
    first, shown = find_files(path)[0]
    how = dialect(first, shown)

    def source() -> Source:
        return Source(path=path, **{key: value for key, (value, _) in how.items()})

    rows = read_rows(connection, name, source(), [])
    good = rows.filter(rows[FAULT].isnull())
    names = [column for column in rows.columns if column not in OURS]
    columns = {column: _column(good, column) for column in names}
    marks = _marks([column for column in columns.values() if good[column.name].type().is_string()])
    how |= marks
    for column in columns.values():
        recognise(column, source())
    formats = Counter(column.date_format for column in columns.values() if column.date_format)
    if formats:
        chosen, _n = formats.most_common(1)[0]
        dated = next(column for column in columns.values() if column.date_format == chosen)
        how["date_format"] = (chosen, f"fits {dated.name}{dated.unsure}")
    ids = [column for column in names if is_called("customer_id", column) or is_called("order_id", column)]
    personal = personal_in(rows, ids, People())
    return Table(path, source(), how, good, columns, personal, int(good.count().execute()))


def _column(rows: ibis.Table, name: str) -> Column:
    counted = rows.group_by(raw=rows[name]).agg(n=_.count()).cache()
    known = counted.select(value=as_text(counted.raw).strip(), n=counted.n).filter(_.value.notnull())
    counts = known.aggregate(known=_.n.sum().fill_null(0), distinct=_.count()).execute().iloc[0]
    values = known.order_by(ibis.desc("n"), "value").limit(_VALUES).execute().value.tolist()
    n = int(counted.n.sum().execute())
    column = Column(name, n, int(counts.known), int(counts.distinct), values)
    kind = rows[name].type()
    column.is_date = kind.is_date() or kind.is_timestamp()
    column.is_number = kind.is_numeric()
    return column


def _marks(columns: list[Column]) -> dict[str, tuple[Any, str]]:
    """Decimal and thousands marks of numbers written as text, if not as in 1234.56."""
    commas = r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+"
    points = r"[+-]?(\d{1,3}(,\d{3})+|\d+)\.\d+"
    for pattern, mark, group in ((commas, ",", "."), (points, ".", ",")):
        found = [
            c
            for c in columns
            if share_matching(c.values, rf"{pattern}|[+-]?\d+|[+-]?\d{{1,3}}(\{group}\d{{3}})+") >= SURE
            and share_matching(c.values, pattern) > 0.02
        ]
        grouped = [c for c in found if share_matching(c.values, rf"[+-]?\d{{1,3}}(\{group}\d{{3}})+(\{mark}\d+)?") > 0]
        marks = {}
        if found and mark == ",":
            marks["decimal"] = (",", f"{found[0].name} holds {next(v for v in found[0].values if ',' in v)}")
        if grouped:
            value = next(
                v for v in grouped[0].values if re.fullmatch(rf"[+-]?\d{{1,3}}(\{group}\d{{3}})+(\{mark}\d+)?", v)
            )
            marks["thousands"] = (group, f"{grouped[0].name} holds {value}")
        if marks:
            return marks
    return {}


def share_matching(values: list[str], pattern: str) -> float:
    """Share of the values that fully match a pattern; 0 if there are none."""
    return sum(bool(re.fullmatch(pattern, value)) for value in values) / len(values) if values else 0.0


def possible_formats(texts: pd.Series) -> Iterable[str]:
    """Formats of days and times that fit most of the first texts."""
    probe = texts.head(20)
    for day in DATE_FORMATS:
        for time in TIME_FORMATS:
            if share_parsed(probe, day + time) > 0.8:
                yield day + time


def share_parsed(texts: pd.Series, mark: str) -> float:
    """Share of the texts that a format reads as days between 1900 and 2100."""
    days = pd.to_datetime(texts, format=mark, errors="coerce")
    return float(days.dt.year.between(1900, 2100).mean())


def recognise(column: Column, source: Source) -> None:
    """Whether a column holds dates, and in which format, or numbers."""
    texts = pd.Series(column.values, dtype="str")
    if column.is_date or column.is_number or texts.empty:
        column.typed = numbers(texts) if column.is_number else texts
        return
    if share_matching(column.values, r"\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}.*)?") >= SURE:
        column.is_date, column.typed = True, texts
        return
    if texts.str.contains(r"\d").mean() >= SURE and texts.str.len().between(6, 25).mean() >= SURE:
        fits = [mark for mark in possible_formats(texts) if share_parsed(texts, mark) >= SURE]
        if fits:
            column.is_date, column.date_format = True, fits[0]
            swapped = fits[0].replace("%d", "%x").replace("%m", "%d").replace("%x", "%m")
            if swapped in fits:
                column.unsure = (
                    f", and so does {swapped}: no value shows which is the day and which the month, ASK THE CLIENT"
                )
            column.typed = texts
            return
    read = numbers(texts, source.decimal, source.thousands)
    column.is_number = read.notna().mean() >= SURE
    column.typed = read if column.is_number else typed(pd.DataFrame({"customer_id": texts, "v": texts})).v
