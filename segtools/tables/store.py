"""Where tables that pass between stages are stored, and how they are read, written and checked.

Reading and writing of anything under outputs/CLIENT goes through here. A table is checked when it is
saved and when it is loaded, and a file is replaced whole or not at all.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from segtools.params import project_root
from segtools.stages import STAGES, maker_of
from segtools.tables.formula_guard import no_formulas
from segtools.tables.schemas import DataError, check_table, empty_table


def outputs_folder(client: str) -> Path:
    """The folder of this client's outputs: $SEGTOOLS_OUTPUTS/CLIENT, else outputs/CLIENT."""
    named = os.environ.get("SEGTOOLS_OUTPUTS")
    return (Path(named) if named else project_root() / "outputs") / client


def table_path(client: str, name: str) -> Path:
    """The file of a table."""
    return outputs_folder(client) / "tables" / f"{name}.parquet"


def is_optional(name: str) -> bool:
    """Whether some clients do not have this table, for instance because they have no orders or no campaigns."""
    return any(name in stage.optional for stage in STAGES)


def save_table(client: str, name: str, table: Any) -> Any:
    """Check a table and write it as outputs/CLIENT/tables/NAME.parquet, completely or not at all. If it is None, remove
    the file of an earlier run. A table that is still in the engine is written in batches, each checked."""
    path = table_path(client, name)
    if table is None:
        path.unlink(missing_ok=True)
        return None
    if hasattr(table, "to_pyarrow_batches"):
        _replace(path, lambda to: _stream(name, table, to))
        return table
    checked = check_table(name, table).reset_index(drop=True)
    _replace(path, lambda to: checked.to_parquet(to, index=False))
    return checked


def load_table(client: str, name: str) -> pd.DataFrame:
    """A table that an earlier stage saved, checked."""
    path = table_path(client, name)
    if not path.is_file():
        raise DataError(f"table {name} is not there yet; run notebook {maker_of(name)} first")
    return check_table(name, pd.read_parquet(path))


def load_optional(client: str, name: str) -> pd.DataFrame | None:
    """A table, or None if it does not exist."""
    return load_table(client, name) if table_path(client, name).is_file() else None


def _stream(name: str, table: Any, to: Path) -> None:
    writer = None
    try:
        for batch in table.to_pyarrow_batches(chunk_size=1_000_000):
            part = pa.Table.from_pandas(check_table(name, batch.to_pandas()), preserve_index=False)
            writer = writer or pq.ParquetWriter(to, part.schema)
            writer.write_table(part)
    finally:
        if writer:
            writer.close()
    if writer is None:
        empty_table(name).to_parquet(to, index=False)


def save_json(client: str, name: str, value: Any) -> None:
    """Write outputs/CLIENT/NAME.json."""
    text = json.dumps(value, indent=1, ensure_ascii=False, allow_nan=False)
    _replace(outputs_folder(client) / f"{name}.json", lambda to: to.write_text(text + "\n", "utf-8"))


def load_json(client: str, name: str) -> Any:
    """Read outputs/CLIENT/NAME.json."""
    path = outputs_folder(client) / f"{name}.json"
    if not path.is_file():
        raise DataError(f"{path.name} is not there yet; run the notebook that writes it first")
    return json.loads(path.read_text("utf-8"))


def save_text(client: str, name: str, text: str) -> None:
    """Write outputs/CLIENT/NAME, a text file."""
    _replace(outputs_folder(client) / name, lambda to: to.write_text(text, "utf-8"))


def load_optional_json(client: str, name: str) -> Any:
    """outputs/CLIENT/NAME.json if an earlier run saved it, else None."""
    return load_json(client, name) if (outputs_folder(client) / f"{name}.json").is_file() else None


def save_quarantine(client: str, tables: dict[str, Any]) -> None:
    """Write outputs/CLIENT/quarantine/SOURCE.csv for each source (anything with to_csv), and remove those of an
    earlier run."""
    folder = outputs_folder(client) / "quarantine"
    for old in folder.glob("*.csv"):
        if old.stem not in tables:
            old.unlink()
    for name, rows in tables.items():
        _replace(folder / f"{name}.csv", rows.to_csv)


def save_audiences(client: str, lists: dict[str, pd.DataFrame]) -> list[str]:
    """Write outputs/CLIENT/audiences/NAME.csv for each list, and remove those of an earlier run; returns the names."""
    folder = outputs_folder(client) / "audiences"
    for old in folder.glob("*.csv"):
        if old.stem not in lists:
            old.unlink()
    for name, rows in lists.items():
        safe = no_formulas(rows)
        _replace(folder / f"{name}.csv", lambda to, safe=safe: safe.to_csv(to, index=False, lineterminator="\n"))
    return list(lists)


def _replace(path: Path, write: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
