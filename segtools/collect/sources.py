"""Bytes in: the client's files and databases as Ibis tables, every row with its file and line, none lost.

Cells of CSV and Excel stay text, byte for byte, until collect reads them by rule; a line that is not a row of
the table (too few cells, a stray quote) is kept with its text and its fault. Parquet is read in place.
Nothing is guessed here: how a file is written stands in params, and a file that is not so is refused.
"""

from __future__ import annotations

import codecs
import csv
import gzip
import os
import re
import shutil
import tempfile
import weakref
import zipfile
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import IO, Any, TextIO
from urllib.parse import quote
from xml.etree import ElementTree

import ibis
import psutil
import pyarrow as pa
import pyarrow.parquet as pq
import python_calamine

from segtools.collect.expressions import MONEY, evaluate
from segtools.params import Lookup, Params, People, Source, data_folders
from segtools.people.personal_data import mask, personal_columns
from segtools.tables import DataError, outputs_folder

ROW, FILE, LINE, FAULT, TEXT = "_row", "_file", "_line", "_fault", "_text"
OURS = (ROW, FILE, LINE, FAULT, TEXT)
_TYPES = {ROW: pa.int64(), FILE: pa.string(), LINE: pa.int64(), FAULT: pa.string(), TEXT: pa.string()}
CURRENCY = "[$€£¥₹]|USD|EUR|GBP|CHF|JPY|CNY|INR|AUD|CAD|NZD|SEK|NOK|DKK|PLN|CZK|HUF|RON|TRY|BRL|MXN|ZAR|SGD|HKD|KRW"
_BATCH = 50_000
_SAMPLE = 20_000
_MEMORY = "2GB"


@dataclass(frozen=True)
class Received:
    """A client's table as it came.

    `rows` holds the client's columns (lookups joined), and `_row` (a number of its own for each row), `_file`,
    `_line` (physical line of a CSV or Excel sheet, row number elsewhere), `_fault` (why the line is not a row,
    else missing) and `_text` (that line's text). `columns` are the client's own, without the lookups';
    `personal` says which hold identities and what; `remarks` are worth a reader's notice, with their rows.
    """

    name: str
    file: str
    source: Source
    rows: ibis.Table
    columns: list[str]
    personal: dict[str, str] = field(default_factory=dict)
    remarks: list[tuple[str, int]] = field(default_factory=list)

    def column(self, expression: str, key: str) -> ibis.Value:
        """A client's column, or an expression over several, named by its place in params."""
        return evaluate(expression, self.rows, self.number, f"{self.name}.{key}")

    def number(self, value: ibis.Value) -> ibis.Value:
        """A column as a decimal with four places; missing where it is no number by the source's own writing."""
        return number(value, self.source)


# --- where things are ---------------------------------------------------------------------------------


def find_files(path: str) -> list[tuple[Path, str]]:
    """The files that a source's path names, each with the name to show; DataError where there is none."""
    if path.startswith("package:"):
        package, _, inside = path.removeprefix("package:").partition("/")
        try:
            candidates = [(Path(str(resources.files(package))), inside)]
        except ModuleNotFoundError:
            raise DataError(f"{path}: Python package {package} is not installed; pip install it") from None
        before = f"package:{package}/"
    else:
        candidates, before = [(folder, path) for folder in data_folders()], ""
    for folder, inside in candidates:
        whole = folder / inside
        if whole.is_file():
            return [(whole, path)]
        if whole.is_dir():
            found = sorted(whole.glob("*.parquet"))
            if not found:
                raise DataError(
                    f"{path}: a folder without Parquet files; name a file, or a pattern such as {path}/*.csv"
                )
            return [(file, f"{path.rstrip('/')}/{file.name}") for file in found]
        if re.search(r"[*?\[]", inside) and not Path(inside).is_absolute():
            found = sorted(file for file in folder.glob(inside) if file.is_file())
            if found:
                return [(file, before + file.relative_to(folder).as_posix()) for file in found]
    looked = " or ".join(str(folder) for folder, _ in candidates)
    raise DataError(
        f"{path}: no such file in {looked}; put it there, or set SEGTOOLS_DATA to the folder that holds {Path(path).parts[0]}"
    )


def secrets(params: Params) -> list[str]:
    """The values of the environment variables that params name: what no output may hold."""
    names = [name for source in params.sources.given().values() for name in _variables(source.database)]
    values = [os.environ.get(name, "") for name in [*names, *([params.people.key] if params.people.key else [])]]
    passwords = [match.group(1) for value in values for match in [re.search(r"://[^/@]*:([^@]+)@", value)] if match]
    return sorted({form for v in [*values, *passwords] if len(v) > 3 for form in (v, quote(v, safe=""))}, key=len)[::-1]


def _variables(url: str) -> list[str]:
    return re.findall(r"\$\{(\w+)\}", url)


# --- the engine ---------------------------------------------------------------------------------------


def connect(client: str = "") -> ibis.BaseBackend:
    """The embedded engine: at most two GB of memory ($SEGTOOLS_MEMORY), what is more in a scratch folder of the
    client's outputs (of this machine, where no client is named), which goes when the connection does."""
    connection = ibis.duckdb.connect()
    home = outputs_folder(client) if client else Path(tempfile.gettempdir())
    home.mkdir(parents=True, exist_ok=True)
    for old in home.glob(".scratch-*"):
        if not psutil.pid_exists(int(old.name.split("-")[1])):
            shutil.rmtree(old, ignore_errors=True)
    scratch = home / f".scratch-{os.getpid()}-{id(connection):x}"
    weakref.finalize(connection, shutil.rmtree, scratch, ignore_errors=True)
    memory = os.environ.get("SEGTOOLS_MEMORY", _MEMORY)
    for name, value in {"memory_limit": memory, "TimeZone": "UTC", "temp_directory": str(scratch)}.items():
        connection.raw_sql(f"SET {name} = {_literal(value)}")
    return connection


def read_sources(params: Params) -> dict[str, Received]:
    """Every table of a client, on one embedded DuckDB connection, by name."""
    connection = connect(params.client)
    given = params.sources.given()
    return {name: read_source(connection, name, source, params.people) for name, source in given.items()}


def read_source(connection: ibis.BaseBackend, name: str, source: Source, persons: People | None = None) -> Received:
    """One table with its lookups joined, its columns found, and those that hold identities named.

    Raises DataError, in one line with every fault: a column that is not there, an expression that is not
    understood, an identity mapped where it would leave the house.
    """
    persons = persons or People()
    remarks: list[tuple[str, int]] = []
    rows = read_rows(connection, name, source, remarks)
    columns = [column for column in rows.columns if column not in OURS]
    if source.make_id:
        rows = _with_id(rows, columns, source)
        remarks.append(("no customer id came with it: each row has one made of its content", 0))
    for position, lookup in enumerate(source.lookups):
        rows, unmatched = _join(connection, rows, lookup, source, f"{name}_lookup{position}")
        if unmatched:
            remarks.append((f"rows that {lookup.path} does not know", unmatched))
    mapped = [source.columns.get(field) for field in ("customer_id", "order_id")]
    ids = [column for column in mapped if column in rows.columns]
    if "customer_id" in rows.columns and "customer_id" not in source.columns and not source.make_id:
        ids.append("customer_id")
    personal = personal_in(rows, ids, persons)
    if getattr(source, "comments", None) in rows.columns:
        personal[source.comments] = "open comments"
    received = Received(name, source.said, source, rows, columns, personal, remarks)
    faults = _faults(received, persons)
    if faults:
        hint = _header_hint(source, columns)
        if hint:
            raise DataError(f"{source.said}: {hint}")
        have = mask(", ".join(column for column in rows.columns if column not in OURS))
        raise DataError(f"{source.said}: {'; '.join(faults)}; the table has {have}")
    return received


def _faults(received: Received, persons: People) -> list[str]:
    source, faults = received.source, []
    asked = [(f"columns.{ours}", theirs) for ours, theirs in source.columns.items()]
    asked += [(f"drop.{reason}", condition) for reason, condition in source.drop.items()]
    for key, expression in asked:
        try:
            value = received.column(expression, key)
            if key.startswith("drop.") and not value.type().is_boolean():
                faults.append(f"{received.name}.{key}: {expression!r} is not a condition; compare with == or in")
        except DataError as error:
            faults.append(str(error))
    faults += [f"{received.name}.key: no column {key!r}" for key in source.key if key not in received.rows.columns]
    said = getattr(source, "comments", None)
    faults += [f"{received.name}.comments: no column {said!r}"] if said and said not in received.rows.columns else []
    for ours, theirs in source.columns.items():
        what = received.personal.get(theirs)
        if what and ours == "customer_id" and persons.ids == "keep":
            faults.append(f"{received.name}.columns.customer_id: {theirs!r} holds {what}, which may not leave the house; "
                          "set people.ids to number or hash, or list it under people.allow")  # fmt: skip
        elif what and ours != "customer_id":
            faults.append(f"{received.name}.columns.{ours}: {theirs!r} holds {what}; map another column, "
                          "or list it under people.allow")  # fmt: skip
    return faults


def personal_in(rows: ibis.Table, ids: list[str], persons: People) -> dict[str, str]:
    names = [name for name in rows.columns if name not in OURS]
    texts = {name: rows[name].cast("string") for name in names}
    sample = rows.filter(rows[FAULT].isnull()).select(**texts).limit(_SAMPLE).execute().astype("str")
    found = personal_columns(sample, ids)
    found |= {name: "what params call personal" for name in persons.personal if name in names}
    return {name: what for name, what in found.items() if name not in persons.allow}


def _header_hint(source: Source, columns: list[str]) -> str:
    """What is wrong with the header as a whole, if anything."""
    if not re.search(r"\.(csv|tsv|txt)(\.gz)?$", source.path.lower()):
        return ""
    values = [name for name in columns if re.fullmatch(r"[-+\d.,:/ ]+|\S+@\S+", name)]
    if len(columns) > 1 and len(values) >= len(columns) / 2:
        return f"its line {source.skip_lines + 1} looks like a row of data, not like a header: mend skip_lines"
    if len(columns) > 1:
        return ""
    mark = max(";,\t|", key=columns[0].count)
    if columns[0].count(mark) < 2 or f"{mark} " in columns[0]:
        return (f"its line {source.skip_lines + 1} is one cell by delimiter {source.delimiter!r}: set delimiter, or "
                "skip_lines if the header stands further down")  # fmt: skip
    word = "tab" if mark == "\t" else f"'{mark}'"
    return f"its header looks separated by {word}: set delimiter: {word}"


def _with_id(rows: ibis.Table, columns: list[str], source: Source) -> ibis.Table:
    """An id made of a row's content, so that neither its place in the file nor the other rows matter; equal rows
    are told apart by a running number."""
    if "customer_id" in columns:
        raise DataError(f"{source.said}: make_id is set and the table has a column customer_id; take one of them away")
    cells = [rows[name].cast("string").fill_null("\x1f") for name in columns]
    digest = cells[0].concat(*[part for cell in cells[1:] for part in ("\x1e", cell)]).hexdigest("md5")
    known = rows.mutate(_digest=digest)
    copy = ibis.row_number().over(ibis.window(group_by=known._digest, order_by=known[ROW]))
    known = known.mutate(_copy=copy)
    tail = (known._copy > 0).ifelse(ibis.literal("-") + (known._copy + 1).cast("string"), "")
    return known.mutate(customer_id=ibis.literal("r") + known._digest.substr(0, 12) + tail).drop("_digest", "_copy")


def number(value: ibis.Value, source: Source) -> ibis.Value:
    """A column as a decimal with four places; missing where it is none, or too large for eighteen digits.

    Text is read by the decimal and thousands marks of its source and by nothing else: "1,5" is no number where
    the decimal mark is a point. A currency sign may stand at either end, a minus also behind, and brackets mean
    below zero.
    """
    if not value.type().is_string():
        return value.try_cast(MONEY)
    text = bare(value)
    plain = text.re_replace(_group(source), "") if source.thousands else text
    plain = plain.replace(",", ".") if source.decimal == "," else plain
    return text.re_search(number_pattern(source)).ifelse(plain, None).try_cast(MONEY)


def bare(value: ibis.Value) -> ibis.Value:
    """A number's text without blanks at its ends and currency signs, its minus in front."""
    text = value.strip().re_replace(rf"^([+-]?)\s*(?:{CURRENCY})\s*", r"\1").re_replace(rf"\s*(?:{CURRENCY})$", "")
    return text.re_replace(r"^\(([^()+-]+)\)$", r"-\1").re_replace(r"^([^+-]+)-$", r"-\1")


def number_pattern(source: Source) -> str:
    """The numbers a source may write, as a regular expression."""
    mark = re.escape(source.decimal)
    whole = rf"(\d+|\d{{1,3}}({_group(source)}\d{{3}})+)" if source.thousands else r"\d+"
    return rf"^[+-]?({whole}({mark}\d*)?|{mark}\d+)([eE][+-]?\d+)?$"


def _group(source: Source) -> str:
    return r"[ \x{00A0}\x{202F}]" if source.thousands == " " else re.escape(source.thousands)


# --- reading ------------------------------------------------------------------------------------------


def read_rows(connection: ibis.BaseBackend, name: str, source: Source, remarks: list) -> ibis.Table:
    """The rows of a file, of several, or of a database's table, before anything is asked of them."""
    if source.database:
        return _read_database(connection, name, source)
    return _read_files(connection, name, source.path, source, remarks)


def _read_files(connection: ibis.BaseBackend, name: str, path: str, source: Source, remarks: list) -> ibis.Table:
    files = find_files(path)
    kinds = {kind_of_file(shown) for _, shown in files}
    if len(kinds) > 1:
        raise DataError(f"{path}: files of several kinds ({', '.join(sorted(kinds))}); name those of one kind")
    if kinds == {"parquet"}:
        return _read_parquet(connection, name, path, files, source, remarks)
    table = _Table(connection, name, path)
    for file, shown in files:
        (_read_csv if kinds == {"csv"} else _read_excel)(table, file, shown, source)
    return table.finished()


def kind_of_file(shown: str) -> str:
    """csv, parquet or excel, by the file's ending; DataError for any other."""
    ending = shown.lower().removesuffix(".gz").rpartition(".")[2]
    if ending in ("csv", "tsv", "txt"):
        return "csv"
    if ending in ("parquet", "pq"):
        return "parquet"
    if ending in ("xlsx", "xlsm"):
        return "excel"
    raise DataError(f"{shown}: .{ending} is not read here; save it as CSV, Excel (.xlsx) or Parquet")


class _Table:
    """A table of text that grows in the engine, part by part, its rows numbered across files."""

    def __init__(self, connection: ibis.BaseBackend, name: str, path: str):
        self._connection, self.name, self._path = connection, name, path
        self.header: list[str] = []
        self.rows = 0

    def open(self, header: list[str], shown: str, line: int) -> None:
        """Begin a file: its header, the same as that of the files before."""
        if not header or not any(name.strip() for name in header):
            raise DataError(f"{shown}: empty; export it again with a header line and rows")
        named = [name or f"unnamed_{n}" for n, name in enumerate(header, 1)]
        seen: dict[str, str] = {}
        for name in named:
            if name.lower() in seen:
                other = seen[name.lower()]
                how = f"{name!r}" if other == name else f"{other!r} and {name!r}"
                raise DataError(f"{shown}:{line}: two columns are named {how}; rename one in the file")
            seen[name.lower()] = name
        if self.header and sorted(named) != sorted(self.header):
            odd = sorted(set(named) ^ set(self.header))
            raise DataError(f"{shown}: its columns are not those of the files before it: {', '.join(odd)}; "
                            "give one path to each kind of table")  # fmt: skip
        if not self.header:
            self.header = named
            columns = [f"{_quoted(name)} VARCHAR" for name in named]
            columns += [f"{ROW} BIGINT", f"{FILE} VARCHAR", f"{LINE} BIGINT", f"{FAULT} VARCHAR", f"{TEXT} VARCHAR"]
            self._connection.raw_sql(f"CREATE OR REPLACE TEMP TABLE {_quoted(self.name)} ({', '.join(columns)})")
        self.columns = named

    def add(self, shown: str, rows: list[tuple]) -> None:
        """Rows of cells in the order of this file's header, then line, fault, text."""
        if not rows:
            return
        names = [*self.columns, LINE, FAULT, TEXT]
        arrays = [
            pa.array(values, _TYPES.get(name, pa.string()))
            for name, values in zip(names, zip(*rows, strict=True), strict=True)
        ]
        batch = pa.table(dict(zip(names, arrays, strict=True)))
        batch = batch.append_column(ROW, pa.array(range(self.rows + 1, self.rows + 1 + len(rows)), pa.int64()))
        batch = batch.append_column(FILE, pa.array([shown] * len(rows), pa.string()))
        raw = self._connection.con
        raw.register("_batch", batch)
        raw.execute(f"INSERT INTO {_quoted(self.name)} BY NAME SELECT * FROM _batch")
        raw.unregister("_batch")
        self.rows += len(rows)

    def insert(self, select: str) -> None:
        """Rows that the engine reads itself, `BY NAME`."""
        self._connection.raw_sql(f"INSERT INTO {_quoted(self.name)} BY NAME {select}")
        (self.rows,) = self._connection.con.execute(f"SELECT count(*) FROM {_quoted(self.name)}").fetchone()

    def finished(self) -> ibis.Table:
        if not self.rows:
            raise DataError(f"{self._path}: a header and no rows; export it again")
        return self._connection.table(self.name)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# --- CSV ----------------------------------------------------------------------------------------------


def open_bytes(file: Path) -> IO[bytes]:
    """A file's bytes, unpacked where it ends in .gz."""
    return gzip.open(file, "rb") if file.name.lower().endswith(".gz") else file.open("rb")  # type: ignore[return-value]


def _open_text(file: Path, encoding: str) -> TextIO:
    opener: Callable[..., Any] = gzip.open if file.name.lower().endswith(".gz") else open
    return opener(file, "rt", encoding=encoding, newline="")


def _read_csv(table: _Table, file: Path, shown: str, source: Source) -> None:
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
                raise DataError(f"{shown}:{lines.number}: the header has a stray or unclosed quote; mend it") from None
            table.open(header, shown, lines.number)
            if utf8 and _is_plain(file, source.quote):
                _insert_plain(table, file, shown, delimiter, lines.number)
                return
            for rows in _batches(reader, lines, len(header)):
                table.add(shown, rows)
    except UnicodeDecodeError as error:
        line = _first_undecodable(file, encoding)
        raise DataError(
            f"{shown}:{line}: not {source.encoding} ({error.reason}); "
            "set encoding for this source, for instance encoding: latin-1"
        ) from None
    except LookupError:
        raise DataError(f"{shown}: encoding {source.encoding!r} is not known; write utf-8, latin-1, cp1252 …") from None
    except (EOFError, gzip.BadGzipFile, OSError) as error:
        raise DataError(f"{shown}: cannot be read to its end ({error}); copy it again") from None


def _reader(lines: Iterator[str], delimiter: str, mark: str) -> Iterator[list[str]]:
    how = {"quotechar": mark} if mark else {"quoting": csv.QUOTE_NONE}
    return csv.reader(lines, delimiter=delimiter, strict=True, **how)


def _is_plain(file: Path, mark: str) -> bool:
    """Whether each line is one row whose cells the delimiter alone separates: UTF-8, no quote, no blank line, one
    sort of line end. Such a file the engine reads itself, three times as fast."""
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


def _insert_plain(table: _Table, file: Path, shown: str, delimiter: str, above: int) -> None:
    """The lines below the header, split by the engine."""
    width, mark = len(table.columns), _literal(delimiter)
    lines = (
        f"SELECT row_number() OVER () AS n, l FROM read_csv({_literal(str(file))}, columns = {{'l': 'VARCHAR'}}, "
        "header = false, auto_detect = false, delim = E'\\x01', quote = '', escape = '', comment = '', "
        "nullstr = E'\\x02', strict_mode = true, max_line_size = 20000000)"
    )
    cells = f"SELECT n, l, string_split(l, {mark}) AS c FROM ({lines}) WHERE n > {above}"
    picked = ", ".join(f"c[{n}] AS {_quoted(name)}" for n, name in enumerate(table.columns, 1))
    table.insert(
        f"SELECT {picked}, {table.rows} + n - {above} AS {ROW}, {_literal(shown)} AS {FILE}, n AS {LINE}, "
        f"CASE WHEN len(c) <> {width} THEN len(c) || ' cells instead of {width}' END AS {FAULT}, "
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


# --- Excel --------------------------------------------------------------------------------------------


def _read_excel(table: _Table, file: Path, shown: str, source: Source) -> None:
    """A sheet as text columns, with each row's number in the sheet; a row with an error cell is at fault."""
    try:
        book = python_calamine.CalamineWorkbook.from_path(str(file))
    except (python_calamine.CalamineError, OSError) as error:
        raise DataError(f"{shown}: not a whole Excel file ({error}); save it again") from None
    names = book.sheet_names
    if source.sheet and source.sheet not in names:
        raise DataError(f"{shown}: no sheet {source.sheet!r}; there are {', '.join(names)}")
    if not source.sheet and len(names) > 1:
        raise DataError(f"{shown}: {len(names)} sheets; set sheet to one of {', '.join(names)}")
    name = source.sheet or names[0]
    sheet = book.get_sheet_by_name(name)
    top = source.skip_lines
    for (first, column), (last, until) in sheet.merged_cell_ranges or []:
        if first <= top <= last and (until > column or last > first):
            raise DataError(f"{shown}: cell {_cell(column, top + 1)} of sheet {name} is merged in the header; "
                            "unmerge it and give each column a name of its own")  # fmt: skip
    cells = sheet.to_python(skip_empty_area=False)
    if len(cells) <= top:
        raise DataError(f"{shown}: sheet {name} has no header in row {top + 1}; mend skip_lines")
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
        fault = f"cell {_cell(bad[0][1], line)} is an error ({errors[bad[0]]})" if bad else None
        if any(texts[len(header) :]):
            fault = fault or f"{len(texts)} cells instead of {len(header)}"
        row = [*texts, *[""] * len(header)][: len(header)]
        batch.append((*row, line, fault, "\t".join(texts) if fault else None))
    for start in range(0, len(batch), _BATCH):
        table.add(shown, batch[start : start + _BATCH])


def _excel_text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


def _cell(column: int, line: int) -> str:
    """A cell's name in Excel: (0, 1) is A1."""
    letters, rest = "", column + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        letters = chr(65 + digit) + letters
    return f"{letters}{line}"


def _error_cells(file: Path, sheet: str) -> dict[tuple[int, int], str]:
    """Cells of a sheet that hold an error (#N/A, #DIV/0!): (row from 1, column from 0) to the error; calamine
    hands them over as blanks."""
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


# --- Parquet and databases ----------------------------------------------------------------------------


def _read_parquet(
    connection: ibis.BaseBackend, name: str, path: str, files: list[tuple[Path, str]], source: Source, remarks: list
) -> ibis.Table:
    schemas = {}
    for file, shown in files:
        try:
            with pq.ParquetFile(file) as part:
                schemas[shown] = {column.name: str(column.type) for column in part.schema_arrow}
        except (pa.ArrowException, OSError) as error:
            why = str(error).split(". ")[0].rstrip(".").lower()
            raise DataError(f"{shown}: not a whole Parquet file ({why}); export or copy it again") from None
    kept = _common_columns(path, schemas, source, remarks)
    paths = [str(file) for file, _ in files]
    table = connection.read_parquet(paths, table_name=name, file_row_number=True, filename=True, union_by_name=True)
    nothing = ibis.literal(None, "string")
    part = ibis.array(paths).index(table.filename) if len(files) > 1 else ibis.literal(0)
    shown = ibis.array([shown for _, shown in files])[part] if len(files) > 1 else ibis.literal(files[0][1])
    line = table.file_row_number + 1
    return table.select(
        *kept, **{ROW: part.cast("int64") * (1 << 40) + line, FILE: shown, LINE: line, FAULT: nothing, TEXT: nothing}
    )


def _common_columns(path: str, schemas: dict[str, dict[str, str]], source: Source, remarks: list) -> list[str]:
    """The columns that all parts share; one that differs is left out, or refused by name where it is used."""
    first, reference = next(iter(schemas.items()))
    drifts: dict[str, str] = {}
    for shown, schema in schemas.items():
        for column in [*reference, *[new for new in schema if new not in reference]]:
            here, there = schema.get(column, "missing"), reference.get(column, "missing")
            if here != there:
                drifts.setdefault(column, f"{column} is {here} in {shown} and {there} in {first}")
    used = " ".join([*source.columns.values(), *source.drop.values(), *source.key])
    wanted = [why for column, why in drifts.items() if re.search(rf"(?<!\w){re.escape(column)}(?!\w)", used)]
    if wanted:
        raise DataError(f"{path}: the parts differ: {'; '.join(wanted)}; export them again with one schema")
    remarks += [(f"left out, for the parts differ: {why}", 0) for why in drifts.values()]
    return [column for column in reference if column not in drifts]


def _read_database(connection: ibis.BaseBackend, name: str, source: Source) -> ibis.Table:
    """A table of a database, brought over in batches; what fails says so without the secret."""
    url, hidden = source.database, []
    for variable in _variables(url):
        value = os.environ.get(variable)
        if not value:
            raise DataError(f"{source.said}: environment variable {variable} is not set; set it before the run")
        hidden += [value, quote(value, safe="")]
        url = url.replace(f"${{{variable}}}", value if url == f"${{{variable}}}" else quote(value, safe=""))
    problem = ""
    try:
        rows = _copy_table(connection, name, _local(url), source.table)
    except ImportError as error:
        problem = (
            f"its driver is not installed ({error.name}); pip install 'segtools[postgres]', or the driver's package"
        )
    except Exception as error:  # drivers raise their own kinds, and their messages may repeat the URL
        problem = " ".join(str(error).split()) or type(error).__name__
    if problem:
        password = re.search(r"://[^/@]*:([^@]+)@", url)
        for secret in sorted([*hidden, url, *([password.group(1)] if password else [])], key=len, reverse=True):
            problem = problem.replace(secret, "***")
        raise DataError(
            f"{source.said}: cannot be read: {problem[:300]}; mend database and table in params, or see that the server answers"
        )
    return rows


def _local(url: str) -> str:
    """A database file of a relative path lies where the client's data does."""
    scheme, _, path = url.partition("://")
    if scheme not in ("duckdb", "sqlite") or not path or Path(path).is_absolute():
        return url
    return f"{scheme}://{find_files(path)[0][0]}"


def _copy_table(connection: ibis.BaseBackend, name: str, url: str, table: str) -> ibis.Table:
    far = (
        ibis.duckdb.connect(url.removeprefix("duckdb://"), read_only=True)
        if url.startswith("duckdb://")
        else ibis.connect(url)
    )
    try:
        schema, _, plain = table.rpartition(".")
        there = far.table(plain, database=schema) if schema else far.table(plain)
        kept = ("is_string", "is_integer", "is_floating", "is_boolean", "is_date", "is_timestamp")
        there = there.select(**{
            column: there[column] if any(getattr(kind, test)() for test in kept) else there[column].cast("string")
            for column, kind in there.schema().items()
        })  # fmt: skip
        raw, count = connection.con, 0
        for batch in there.to_pyarrow_batches(chunk_size=_BATCH):
            numbered = pa.table(batch) if isinstance(batch, dict) else pa.Table.from_batches([batch])
            numbered = numbered.append_column(ROW, pa.array(range(count + 1, count + 1 + len(numbered)), pa.int64()))
            raw.register("_batch", numbered)
            raw.execute(f"{'INSERT INTO' if count else 'CREATE OR REPLACE TEMP TABLE'} {_quoted(name)} "
                        f"{'BY NAME' if count else 'AS'} SELECT * FROM _batch")  # fmt: skip
            raw.unregister("_batch")
            count += len(numbered)
    finally:
        far.disconnect()
    if not count:
        raise DataError(f"table {table} has no rows")
    here, nothing = connection.table(name), ibis.literal(None, "string")
    return here.mutate(**{FILE: ibis.literal(table), LINE: here[ROW], FAULT: nothing, TEXT: nothing})


# --- lookups ------------------------------------------------------------------------------------------


def _join(
    connection: ibis.BaseBackend, rows: ibis.Table, lookup: Lookup, source: Source, name: str
) -> tuple[ibis.Table, int]:
    table = _read_files(connection, name, lookup.path, source, []).drop(*OURS)
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
        key = mask(", ".join(f"{k} {repeated[k].iloc[0]}" for k in on))
        raise DataError(f"{lookup.path}: {repeated.times.iloc[0]} rows for {key}; a lookup holds each key once")
    mark = table.mutate(_known=True)
    joined = rows.left_join(mark, on)
    new = [name for name in table.columns if name not in rows.columns]
    unmatched = int(joined.filter(joined._known.isnull()).count().execute())
    return joined.select(*rows.columns, *new), unmatched
