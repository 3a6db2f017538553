"""Read the client's files and databases as Ibis tables; every row keeps its file and line, and none is lost.

Cells of CSV and Excel stay text, byte for byte, until collect reads them by rule; a line that is not a row of
the table (too few cells, a stray quote) is kept with its text and its fault. Parquet is read in place.
Nothing is guessed here: how a file is written stands in params, and a file that is not so is refused.
"""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import weakref
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import ibis
import psutil

from segtools.collect import date_text, number_text
from segtools.collect.expressions import columns_of, evaluate
from segtools.collect.files import find_files, is_csv, kind_of_file
from segtools.collect.read_csv import SAMPLE, read_csv
from segtools.collect.read_database import read_database
from segtools.collect.read_excel import read_excel
from segtools.collect.read_json import read_json
from segtools.collect.read_parquet import read_parquet
from segtools.collect.read_stats import read_stats
from segtools.collect.row_batches import FAULT, OURS, ROW, Labels, RowBatches, literal
from segtools.collect.second_tables import look_below_the_header
from segtools.params import Lookup, Params, People, Source
from segtools.people.personal_data import mask, personal_columns
from segtools.tables import DataError, outputs_folder

_MEMORY = "2GB"


@dataclass(frozen=True)
class Received:
    """A client's table, as read.

    `rows` holds the client's columns (lookups joined), and `_row` (a number of its own for each row), `_file`,
    `_line` (physical line of a CSV or Excel sheet, row number elsewhere), `_fault` (why the line is not a row,
    else missing) and `_text` (that line's text). `columns` are the client's own, without the lookups';
    `personal` says which hold identities and what; `remarks` are worth a reader's notice, with their rows. Where the
    file says so itself, `meanings` is the text of the question that a column answers, and `levels` the levels of an
    ordinal one from lowest to highest.
    """

    name: str
    file: str
    source: Source
    rows: ibis.Table
    columns: list[str]
    personal: dict[str, str] = field(default_factory=dict)
    remarks: list[tuple[str, int]] = field(default_factory=list)
    meanings: dict[str, str] = field(default_factory=dict)
    levels: dict[str, list[str]] = field(default_factory=dict)

    def column(self, expression: str, key: str) -> ibis.Value:
        """A client's column, or an expression over several; errors name its place in params."""
        return evaluate(expression, self.rows, self.number, self.moment, f"{self.name}.{key}")

    def moment(self, value: ibis.Value) -> ibis.Value:
        """A column as days and times; missing if the text is none as this source writes them."""
        return date_text.moment(value, self.source)

    def number(self, value: ibis.Value) -> ibis.Value:
        """A column as decimals with four places; missing if the text is not a number as this source writes them."""
        return number_text.number(value, self.source)

    def measure(self, value: ibis.Value) -> ibis.Value:
        """A column of text as floating numbers; missing if a text is not a number as this source writes them."""
        return number_text.measure(value, self.source)


# --- the engine ---------------------------------------------------------------------------------------


def connect(client: str = "") -> ibis.BaseBackend:
    """The embedded engine. It uses at most 2 GB of memory ($SEGTOOLS_MEMORY); the rest goes to a scratch folder in the
    client's outputs (or of this machine, if no client is given), which is removed with the connection."""
    connection = ibis.duckdb.connect()
    with suppress(duckdb.InvalidInputException):  # in a notebook without ipywidgets there is none, nor a setting for it
        connection.raw_sql("SET enable_progress_bar = false")  # elsewhere the engine may draw it on stdout
    home = outputs_folder(client) if client else Path(tempfile.gettempdir())
    home.mkdir(parents=True, exist_ok=True)
    for old in home.glob(".scratch-*"):
        if not psutil.pid_exists(int(old.name.split("-")[1])):
            shutil.rmtree(old, ignore_errors=True)
    scratch = home / f".scratch-{os.getpid()}-{id(connection):x}"
    weakref.finalize(connection, shutil.rmtree, scratch, ignore_errors=True)
    memory = os.environ.get("SEGTOOLS_MEMORY", _MEMORY)
    for name, value in {"memory_limit": memory, "TimeZone": "UTC", "temp_directory": str(scratch)}.items():
        connection.raw_sql(f"SET {name} = {literal(value)}")
    return connection


def read_sources(params: Params) -> dict[str, Received]:
    """Every table of a client by name, on one DuckDB connection."""
    connection = connect(params.client)
    given = params.sources.given()
    return {name: read_source(connection, name, source, params.people) for name, source in given.items()}


def read_source(connection: ibis.BaseBackend, name: str, source: Source, persons: People | None = None) -> Received:
    """One table with its lookups joined, its columns checked, and columns with identities listed.

    Raises DataError, in one line with every fault: a column that is not there, an expression that is not
    understood, an identity mapped where it would leave the house.
    """
    persons = persons or People()
    remarks: list[tuple[str, int]] = []
    labels = Labels()
    rows = read_rows(connection, name, source, remarks, labels)
    columns = [column for column in rows.columns if column not in OURS]
    if source.make_id:
        rows = _with_id(rows, columns, source)
        remarks.append(("the table has no customer id: each row gets one made from its content", 0))
    for position, lookup in enumerate(source.lookups):
        rows, unmatched = _join(connection, rows, lookup, source, f"{name}_lookup{position}", labels)
        if unmatched:
            remarks.append((f"rows whose key is not in {lookup.path}", unmatched))
    mapped = [source.columns.get(field, "") for field in ("customer_id", "order_id")]
    ids = [column for expression in mapped for column in columns_of(expression, rows.columns)]
    if "customer_id" in rows.columns and "customer_id" not in source.columns and not source.make_id:
        ids.append("customer_id")
    personal = personal_in(rows, ids, persons)
    if getattr(source, "comments", None) in rows.columns:
        personal[source.comments] = "open comments"
    told = (labels.meanings, labels.levels)
    received = Received(name, source.origin, source, rows, columns, personal, remarks, *told)
    faults = _faults(received, persons)
    if faults:
        hint = _header_hint(source, columns)
        if hint:
            raise DataError(f"{source.origin}: {hint}")
        have = mask(", ".join(column for column in rows.columns if column not in OURS))
        raise DataError(f"{source.origin}: {'; '.join(faults)}; the table has {have}")
    return received


def _faults(received: Received, persons: People) -> list[str]:
    source, faults = received.source, []
    asked = [(f"columns.{ours}", theirs) for ours, theirs in source.columns.items()]
    asked += [(f"measures.{name}", theirs) for name, theirs in getattr(source, "measures", {}).items()]
    asked += [(f"attributes.{name}", line.column) for name, line in getattr(source, "attributes", {}).items()]
    asked += [(f"drop.{reason}", condition) for reason, condition in source.drop.items()]
    asked += [("key", expression) for expression in source.key]
    for key, expression in asked:
        try:
            value = received.column(expression, key)
            if key.startswith("drop.") and not value.type().is_boolean():
                faults.append(f"{received.name}.{key}: {expression!r} is not a condition; compare with == or in")
        except DataError as error:
            faults.append(str(error))
    comments = getattr(source, "comments", None)
    if comments and comments not in received.rows.columns:
        faults.append(f"{received.name}.comments: no column {comments!r}")
    return faults or _identities(received, persons)


def _identities(received: Received, persons: People) -> list[str]:
    """Sentences on columns of identities that are mapped where they would reach the outputs."""
    faults = []
    lines = getattr(received.source, "attributes", {})
    mapped = {f"columns.{ours}": theirs for ours, theirs in received.source.columns.items()}
    for key, theirs in (mapped | {f"attributes.{name}": line.column for name, line in lines.items()}).items():
        text = received.column(theirs, key).type().is_string()  # what is counted or compared tells nobody
        used = columns_of(theirs, received.rows.columns) if text else [theirs]
        found = next(((name, received.personal[name]) for name in used if name in received.personal), None)
        if found is None:
            continue
        what, here = f"{found[0]!r} holds {found[1]}", f"{received.name}.{key}"
        if key != "columns.customer_id":
            faults.append(f"{here}: {what}; map another column, or list it under people.allow")
        elif persons.ids == "keep":
            remedy = "set people.ids to number or hash, or list it under people.allow"
            faults.append(f"{here}: {what}, which must not reach the outputs; {remedy}")
    return faults


def personal_in(rows: ibis.Table, ids: list[str], persons: People) -> dict[str, str]:
    """Columns that hold identities, and what they hold, except those that params allow."""
    names = [name for name in rows.columns if name not in OURS]
    texts = {name: rows[name].cast("string") for name in names}
    sample = rows.filter(rows[FAULT].isnull()).select(**texts).limit(SAMPLE).execute().astype("str")
    found = personal_columns(sample, ids)
    found |= {name: "what params list as personal" for name in persons.personal if name in names}
    return {name: what for name, what in found.items() if name not in persons.allow}


def _header_hint(source: Source, columns: list[str]) -> str:
    """What is wrong with the header as a whole, if anything."""
    if not is_csv(source.path):
        return ""
    values = [name for name in columns if re.fullmatch(r"[-+\d.,:/ ]+|\S+@\S+", name)]
    if len(columns) > 1 and len(values) >= len(columns) / 2:
        return f"its line {source.skip_lines + 1} looks like a row of data, not a header: correct skip_lines"
    if len(columns) > 1:
        return ""
    mark = max(";,\t|", key=columns[0].count)
    if columns[0].count(mark) < 2 or f"{mark} " in columns[0]:
        one_cell = f"its line {source.skip_lines + 1} is a single cell with delimiter {source.delimiter!r}"
        return f"{one_cell}: set delimiter, or skip_lines if the header stands further down"
    word = "tab" if mark == "\t" else f"'{mark}'"
    return f"its header looks separated by {word}: set delimiter: {word}"


def _with_id(rows: ibis.Table, columns: list[str], source: Source) -> ibis.Table:
    """An id made from a row's content, so that it depends neither on the row's place nor on other rows; equal rows get
    a running number."""
    if "customer_id" in columns:
        raise DataError(
            f"{source.origin}: make_id is set, but the table has a column customer_id; remove one of the two"
        )
    cells = [rows[name].cast("string").fill_null("\x1f") for name in columns]
    digest = cells[0].concat(*[part for cell in cells[1:] for part in ("\x1e", cell)]).hexdigest("md5")
    known = rows.mutate(_digest=digest)
    copy = ibis.row_number().over(ibis.window(group_by=known._digest, order_by=known[ROW]))
    known = known.mutate(_copy=copy)
    tail = (known._copy > 0).ifelse(ibis.literal("-") + (known._copy + 1).cast("string"), "")
    return known.mutate(customer_id=ibis.literal("r") + known._digest.substr(0, 12) + tail).drop("_digest", "_copy")


# --- reading ------------------------------------------------------------------------------------------


_READERS = {"csv": read_csv, "json": read_json, "excel": read_excel, "stats": read_stats}


def read_rows(
    connection: ibis.BaseBackend, name: str, source: Source, remarks: list, labels: Labels | None = None
) -> ibis.Table:
    """The rows of one or several files, or of a database table, before any check; `labels` gets what the files say of
    their columns."""
    if source.database:
        return read_database(connection, name, source)
    return _read_files(connection, name, source.path, source, remarks, labels or Labels())


def _read_files(
    connection: ibis.BaseBackend, name: str, path: str, source: Source, remarks: list, labels: Labels
) -> ibis.Table:
    files = find_files(path)
    kinds = {kind_of_file(shown) for _, shown in files}
    if len(kinds) > 1:
        raise DataError(
            f"{path}: the pattern finds files of several kinds ({', '.join(sorted(kinds))}); name files of one kind"
        )
    if kinds == {"parquet"}:
        return read_parquet(connection, name, path, files, source, remarks)
    table = RowBatches(connection, name, path, labels)
    for file, shown in files:
        _READERS[kind_of_file(shown)](table, file, shown, source)
    rows = table.finished()
    remarks += [*table.remarks, *look_below_the_header(connection.con, table)]
    return rows


# --- lookups ------------------------------------------------------------------------------------------


def _join(
    connection: ibis.BaseBackend, rows: ibis.Table, lookup: Lookup, source: Source, name: str, labels: Labels
) -> tuple[ibis.Table, int]:
    table = _read_files(connection, name, lookup.path, source, [], labels).drop(*OURS)
    for ours, theirs in lookup.keys.items():
        for side, key, what in ((rows, ours, "its source"), (table, theirs, lookup.path)):
            if key not in side.columns:
                raise DataError(f"{lookup.path}: {what} has no column {key!r} to join on; correct `on`")
    on = list(lookup.keys.values())
    if lookup.flag:
        known = table.select(on).distinct().mutate(**{lookup.flag: ibis.literal(True)})
        key = [(rows[ours].cast("string"), known[theirs].cast("string")) for ours, theirs in lookup.keys.items()]
        joined = rows.left_join(known, key)
        flagged = joined.select(*rows.columns, **{lookup.flag: joined[lookup.flag].fill_null(False)})
        return flagged, 0
    repeated = table.group_by(on).agg(times=ibis._.count()).filter(ibis._.times > 1).limit(1).execute()
    if len(repeated):
        twice = mask(", ".join(f"{k} {repeated[k].iloc[0]}" for k in on))
        raise DataError(
            f"{lookup.path}: {repeated.times.iloc[0]} rows have the key {twice}; a lookup must hold each key once"
        )
    mark = table.mutate(_known=True)
    key = [(rows[ours].cast("string"), mark[theirs].cast("string")) for ours, theirs in lookup.keys.items()]
    joined = rows.left_join(mark, key)
    new = [name for name in table.columns if name not in rows.columns]
    unmatched = int(joined.filter(joined._known.isnull()).count().execute())
    return joined.select(*rows.columns, *new), unmatched
