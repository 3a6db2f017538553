"""Copy tables of a database; no message shows a secret."""

from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote

import ibis
import pyarrow as pa

from segtools.collect.files import find_files
from segtools.collect.row_batches import BATCH, FAULT, FILE, LINE, ROW, TEXT, quoted
from segtools.params import Params, Source
from segtools.tables import DataError


def secrets(params: Params) -> list[str]:
    """Values of the environment variables that params name: no output may show them."""
    names = [name for source in params.sources.given().values() for name in _variables(source.database)]
    values = [os.environ.get(name, "") for name in [*names, *([params.people.key] if params.people.key else [])]]
    passwords = [match.group(1) for value in values for match in [re.search(r"://[^/@]*:([^@]+)@", value)] if match]
    return sorted({form for v in [*values, *passwords] if len(v) > 3 for form in (v, quote(v, safe=""))}, key=len)[::-1]


def _variables(url: str) -> list[str]:
    return re.findall(r"\$\{(\w+)\}", url)


def read_database(connection: ibis.BaseBackend, name: str, source: Source) -> ibis.Table:
    """A table of a database, copied in batches; errors are reported without the secret."""
    url, hidden = source.database, []
    for variable in _variables(url):
        value = os.environ.get(variable)
        if not value:
            raise DataError(f"{source.origin}: environment variable {variable} is not set; set it before the run")
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
        remedy = "check database and table in params, and that the server answers"
        raise DataError(f"{source.origin}: cannot be read: {problem[:300]}; {remedy}")
    return rows


def _local(url: str) -> str:
    """Look for a database file with a relative path in the client's data folders."""
    scheme, _, path = url.partition("://")
    if scheme not in ("duckdb", "sqlite") or not path or Path(path).is_absolute():
        return url
    return f"{scheme}://{find_files(path)[0][0]}"


def _copy_table(connection: ibis.BaseBackend, name: str, url: str, table: str) -> ibis.Table:
    far = _connect(url)
    try:
        count = _copy_rows(connection, name, _as_we_take_it(far, table))
    finally:
        far.disconnect()
    if not count:
        raise DataError(f"table {table} has no rows")
    here, nothing = connection.table(name), ibis.literal(None, "string")
    return here.mutate(**{FILE: ibis.literal(table), LINE: here[ROW], FAULT: nothing, TEXT: nothing})


def _connect(url: str) -> ibis.BaseBackend:
    if not url.startswith("duckdb://"):
        return ibis.connect(url)
    far = ibis.duckdb.connect(url.removeprefix("duckdb://"), read_only=True)
    far.raw_sql("SET enable_progress_bar = false")  # where Python has no script, the engine draws it on stdout
    return far


def _as_we_take_it(far: ibis.BaseBackend, table: str) -> ibis.Table:
    """The remote table; columns that are not texts, numbers, flags or dates are read as text."""
    schema, _, plain = table.rpartition(".")
    there = far.table(plain, database=schema) if schema else far.table(plain)
    tests = ("is_string", "is_integer", "is_floating", "is_boolean", "is_date", "is_timestamp")
    plain_kinds = {name for name, kind in there.schema().items() if any(getattr(kind, test)() for test in tests)}
    columns = {name: there[name] if name in plain_kinds else there[name].cast("string") for name in there.columns}
    return there.select(**columns)


def _copy_rows(connection: ibis.BaseBackend, name: str, there: ibis.Table) -> int:
    """Copy rows in batches, numbered from 1; returns how many."""
    raw, count = connection.con, 0
    for batch in there.to_pyarrow_batches(chunk_size=BATCH):
        numbered = pa.table(batch) if isinstance(batch, dict) else pa.Table.from_batches([batch])
        numbered = numbered.append_column(ROW, pa.array(range(count + 1, count + 1 + len(numbered)), pa.int64()))
        raw.register("_batch", numbered)
        into = f"INSERT INTO {quoted(name)} BY NAME" if count else f"CREATE OR REPLACE TEMP TABLE {quoted(name)} AS"
        raw.execute(f"{into} SELECT * FROM _batch")
        raw.unregister("_batch")
        count += len(numbered)
    return count
