"""Read Parquet files in place."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import ibis
import pyarrow as pa
import pyarrow.parquet as pq

from segtools.collect.row_batches import FAULT, FILE, LINE, ROW, TEXT
from segtools.params import Source
from segtools.tables import DataError


def read_parquet(
    connection: ibis.BaseBackend, name: str, path: str, files: list[tuple[Path, str]], source: Source, remarks: list
) -> ibis.Table:
    """Several files as one table, with the columns they share; a remark names columns that are missing in one of
    them."""
    schemas = {}
    for file, shown in files:
        try:
            with pq.ParquetFile(file) as part:
                schemas[shown] = {column.name: str(column.type) for column in part.schema_arrow}
        except (pa.ArrowException, OSError) as error:
            why = str(error).split(". ")[0].rstrip(".").lower()
            raise DataError(f"{shown}: not a complete Parquet file ({why}); export or copy it again") from None
    columns = _common_columns(path, schemas, source, remarks)
    paths = [str(file) for file, _ in files]
    table = connection.read_parquet(paths, table_name=name, file_row_number=True, filename=True, union_by_name=True)
    _read_through(connection, table, columns, path)
    nothing = ibis.literal(None, "string")
    part = ibis.array(paths).index(table.filename) if len(files) > 1 else ibis.literal(0)
    shown = ibis.array([shown for _, shown in files])[part] if len(files) > 1 else ibis.literal(files[0][1])
    line = table.file_row_number + 1
    return table.select(
        *columns, **{ROW: part.cast("int64") * (1 << 40) + line, FILE: shown, LINE: line, FAULT: nothing, TEXT: nothing}
    )


def _read_through(connection: ibis.BaseBackend, table: ibis.Table, columns: list[str], path: str) -> None:
    """Read every page once, so that a damaged one is found here, by the name of its file."""
    try:
        connection.execute(table.aggregate(**{f"c{n}": table[name].hash().max() for n, name in enumerate(columns)}))
    except duckdb.Error as error:
        why = " ".join(str(error).split())[:200]
        raise DataError(f"{path}: a part of the file is damaged ({why}); export or copy it again") from None


def _common_columns(path: str, schemas: dict[str, dict[str, str]], source: Source, remarks: list) -> list[str]:
    """The columns that all files share; a column that differs is left out, or refused by name if it is used."""
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
        raise DataError(f"{path}: its files differ ({'; '.join(wanted)}); export them again with one schema")
    remarks += [(f"left out, because the files differ: {why}", 0) for why in drifts.values()]
    return [column for column in reference if column not in drifts]
