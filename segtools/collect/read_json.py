"""Read JSON into the engine: a record a line, or an array of records; cells are text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from segtools.collect.files import open_text
from segtools.collect.read_csv import DAMAGED, not_encoded
from segtools.collect.row_batches import BATCH, RowBatches
from segtools.collect.row_reasons import NO_RECORD
from segtools.params import Source
from segtools.tables import DataError


class _Figure(float):
    """A number that is shown as it was written: 12.50 is not 12.5."""

    def __new__(cls, text: str) -> _Figure:
        figure = super().__new__(cls, text)
        figure.text = text
        return figure


def read_json(table: RowBatches, file: Path, shown: str, source: Source) -> None:
    """Records as text columns, with each one's line, or its number in an array. A record inside a record becomes
    columns a.b; what lies deeper, and lists, stay JSON. A key that a record lacks is blank."""
    encoding = "utf-8-sig" if source.encoding == "utf-8" else source.encoding
    try:
        columns = record_names(file, encoding, shown)
        table.open([columns], shown, 1)
        batch: list[tuple] = []
        for line, record, text in _records(file, encoding, shown):
            cells = [(record or {}).get(name, "") for name in columns]
            batch.append((*cells, line, None if record is not None else NO_RECORD, text if record is None else None))
            if len(batch) == BATCH:
                table.add(shown, batch)
                batch = []
        table.add(shown, batch)
    except LookupError:
        raise DataError(f"{shown}: unknown encoding {source.encoding!r}; write for instance utf-8 or latin-1") from None
    except UnicodeError as error:
        raise not_encoded(file, encoding, shown, source, error) from None
    except DAMAGED as error:
        raise DataError(f"{shown}: cannot be read to the end ({error}); copy the file again") from None


def record_names(file: Path, encoding: str, shown: str) -> list[str]:
    """The columns of a file: all names that any of its records has, in the order in which they appear."""
    return list(dict.fromkeys(name for _, record, _ in _records(file, encoding, shown) for name in record or {}))


def _records(file: Path, encoding: str, shown: str) -> Iterator[tuple[int, dict[str, str] | None, str]]:
    """Each record with its line and its text; None for a line that is no record."""
    with open_text(file, encoding) as handle:
        start = handle.read(1)
        while start.isspace():
            start = handle.read(1)
        if start == "[":
            yield from _of_array(start + handle.read(), shown)
            return
    with open_text(file, encoding) as handle:
        for number, line in enumerate(handle, 1):
            if line.strip():
                yield number, _flat(_parsed(line)), line.rstrip("\r\n")


def _of_array(text: str, shown: str) -> Iterator[tuple[int, dict[str, str] | None, str]]:
    found = _parsed(text)
    if not isinstance(found, list):
        raise DataError(f"{shown}: not complete JSON; export it again, or save it as one record a line")
    for number, record in enumerate(found, 1):
        yield number, _flat(record), _text(record)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text, parse_float=_Figure, parse_constant=lambda _: None)
    except (json.JSONDecodeError, RecursionError):
        return None


def _flat(record: Any) -> dict[str, str] | None:
    """A record's cells as text, with one level of records inside it.

    >>> _flat({"id": 7, "at": {"town": "Bath", "pos": {"x": 1}}, "likes": ["tea", 2], "ok": True, "no": None})
    {'id': '7', 'at.town': 'Bath', 'at.pos': '{"x": 1}', 'likes': '["tea", 2]', 'ok': 'true', 'no': ''}
    """
    if not isinstance(record, dict):
        return None
    cells = {}
    for name, value in record.items():
        inside = (
            {f"{name}.{inner}": part for inner, part in value.items()} if isinstance(value, dict) else {name: value}
        )
        cells |= {key: _text(part) for key, part in inside.items()}
    return cells


def _text(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    return value.text if isinstance(value, _Figure) else json.dumps(value, ensure_ascii=False)
