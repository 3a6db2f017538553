"""Read files of SPSS, Stata and SAS: cells as text, with value labels in place of codes, and question texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pyreadstat

from segtools.collect.row_batches import RowBatches
from segtools.collect.scale_order import ordered
from segtools.params import Source
from segtools.tables import DataError

_READERS = {
    "sav": pyreadstat.read_sav,
    "zsav": pyreadstat.read_sav,
    "por": pyreadstat.read_por,
    "dta": pyreadstat.read_dta,
    "sas7bdat": pyreadstat.read_sas7bdat,
    "xpt": pyreadstat.read_xport,
}
_SAY_MISSING = ("sav", "zsav", "dta", "sas7bdat")  # kinds that can tell which codes mean missing
_CELLS = 2_000_000  # read at a time
_STATA_PERIODS = {"%tm": 12, "%tq": 4, "%th": 2}  # periods a year; 0 is the first of 1960


def read_stats(table: RowBatches, file: Path, shown: str, source: Source) -> None:
    """A file of SPSS, Stata or SAS as text columns, with each row's number.

    Codes that the file declares missing are blank. A column all of whose codes have a label holds the labels; one that
    has measurement level scale, or labels on some of its codes only, keeps its numbers. The labels of variables become
    `table.labels.meanings`, and the labels of an ordinal column, in the order of their codes, `table.labels.levels`.
    """
    declared = {"user_missing": True} if _ending(file) in _SAY_MISSING else {}
    about = _read(file, shown, source, metadataonly=True, **declared)[1]
    names = about.column_names
    table.open([names], shown, 0)
    coded = {name: labels for name, labels in about.variable_value_labels.items() if name in names and labels}
    used = _used_codes(file, shown, source, list(coded), len(names))
    texts: dict[str, dict[Any, str]] = {}
    for name, labels in coded.items():
        measure = about.variable_measure.get(name, "unknown")
        if _labels_stand_for_codes(used[name], labels, measure):
            texts[name] = _different(labels)
            valid = [code for code in labels if not _declared_missing(about, name, code)]
            levels = [texts[name][code] for code in sorted(valid)]
            if measure == "ordinal" or (levels and ordered(levels) == levels):
                table.labels.levels.setdefault(name, levels)
    for name in names:
        ends = {} if name in texts else coded.get(name, {})
        valid = {code: label for code, label in ends.items() if not _declared_missing(about, name, code)}
        meaning = _meaning(about.column_names_to_labels.get(name) or "", valid)
        if meaning:
            table.labels.meanings.setdefault(name, meaning)
    write = [_writer(name, about, texts.get(name)) for name in names]
    done = 0
    for columns in _chunks(file, shown, source, names):
        cells = [[text(value) for value in columns[name]] for name, text in zip(names, write, strict=True)]
        rows = list(zip(*cells, strict=True))
        table.add(shown, [(*row, done + n, None, None) for n, row in enumerate(rows, 1)])
        done += len(rows)


def _read(file: Path, shown: str, source: Source, **how: Any) -> tuple[dict[str, Any], Any]:
    ending = _ending(file)
    if source.encoding != "utf-8":
        how["encoding"] = source.encoding
    try:
        try:
            return _READERS[ending](str(file), output_format="dict", **how)
        except (OverflowError, ValueError):  # a date beyond the year 9999
            return _READERS[ending](str(file), output_format="dict", disable_datetime_conversion=True, **how)
    except Exception as error:  # the library raises its own kinds
        why = " ".join(str(error).split()) or type(error).__name__
        remedy = "save or copy it again"
        if "encoding" in why.lower() or "convert string" in why.lower():
            remedy = "set encoding for this source, for instance encoding: cp1252"
        raise DataError(f"{shown}: not a complete .{ending} file ({why[:200]}); {remedy}") from None


def _ending(file: Path) -> str:
    return file.name.lower().rpartition(".")[2]


def _chunks(file: Path, shown: str, source: Source, names: list[str], every: int = 0) -> Iterator[dict[str, Any]]:
    """The columns asked for, some rows at a time; `every` is the number of columns of the whole file."""
    limit, offset = max(1_000, _CELLS // max(every, len(names), 1)), 0
    while True:
        columns, _ = _read(file, shown, source, usecols=names, row_offset=offset, row_limit=limit)
        size = len(next(iter(columns.values()), []))
        if size:
            yield columns
        if size < limit:
            return
        offset += size


def column_names(file: Path) -> list[str]:
    """The names of a file's columns."""
    return _read(file, file.name, Source(path=file.name), metadataonly=True)[1].column_names


# --- value labels -------------------------------------------------------------------------------------


def _used_codes(file: Path, shown: str, source: Source, names: list[str], width: int) -> dict[str, set]:
    """The codes that stand in each column, blanks left out."""
    used: dict[str, set] = {name: set() for name in names}
    for columns in _chunks(file, shown, source, names, width) if names else ():
        for name in names:
            used[name] |= {value for value in set(columns[name]) if not _is_blank(value)}
    return used


def _labels_stand_for_codes(used: set, labels: dict[Any, str], measure: str) -> bool:
    """Whether labels say more than the codes: each code in use has one, and the file does not call it a scale.

    Numbers are called a scale unless somebody changes that, so two labelled codes (1 male, 2 female) are none.

    >>> _labels_stand_for_codes({1, 2, 3}, {1: "low", 3: "high"}, "ordinal")
    False
    """
    if not used or not used <= set(labels):
        return False
    return measure != "scale" or len(labels) <= 2


def _different(labels: dict[Any, str]) -> dict[Any, str]:
    """Labels as texts that differ: one that stands for two codes, or is blank, gets its code."""
    plain = {code: " ".join(str(label).split()) for code, label in labels.items()}
    texts = list(plain.values())
    return {
        code: label if label and texts.count(label) == 1 else f"{label} ({_number(code)})" if label else _number(code)
        for code, label in plain.items()
    }


def _declared_missing(about: Any, name: str, code: Any) -> bool:
    """Whether the file says that a code means: not known. Stata's and SAS's such codes are letters."""
    ranges = about.missing_ranges.get(name, [])
    within = isinstance(code, int | float) and any(
        part["lo"] <= code <= part["hi"] for part in ranges if isinstance(part["lo"], int | float)
    )
    exactly = any(code == part["lo"] for part in ranges)
    letter = isinstance(code, str) and about.readstat_variable_types.get(name) != "string"
    return within or exactly or letter or code in about.missing_user_values.get(name, [])


def _meaning(label: str, ends: dict[Any, str]) -> str:
    """A variable's label; of a scale that keeps its numbers, with what they stand for at both ends."""
    text = " ".join(label.split())
    codes = sorted(code for code in ends if isinstance(code, int | float) and ends[code].strip())
    if len(codes) < 2:
        return text
    low, high = (f"{_number(code)} = {' '.join(ends[code].split())}" for code in (codes[0], codes[-1]))
    return f"{text} ({low}, {high})".strip()


# --- cells --------------------------------------------------------------------------------------------


def _writer(name: str, about: Any, labels: dict[Any, str] | None) -> Callable[[Any], str]:
    """How the values of a column become text."""
    kind, form = about.readstat_variable_types.get(name, ""), about.original_variable_types.get(name, "") or ""
    if labels is not None:
        return lambda value: "" if _is_blank(value) else labels[value]
    periods = next((count for mark, count in _STATA_PERIODS.items() if form.startswith(mark)), 0)
    if periods:
        return lambda value: _period(value, periods)
    if kind == "float":  # of four bytes: 0.1 is not 0.10000000149
        return lambda value: "" if _is_blank(value) else _number(float(str(np.float32(value))))
    return _text


def _text(value: Any) -> str:
    """A value as text: whole numbers without a point, days and times as ISO writes them."""
    if _is_blank(value):
        return ""
    if isinstance(value, np.datetime64):
        value = value.astype("datetime64[us]").item()
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        return value.date().isoformat()
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return value.rstrip() if isinstance(value, str) else _number(value)


def _number(value: Any) -> str:
    """A number as text; 17001.0 is 17001."""
    if isinstance(value, str):
        return value
    whole = float(value).is_integer() and abs(value) < 1e15
    return str(int(value)) if whole else repr(float(value))


def _period(value: Any, a_year: int) -> str:
    """A month, quarter or half year of Stata, counted from 1960.

    >>> _period(793.0, 12), _period(-1, 4)
    ('2026-02', '1959Q4')
    """
    if _is_blank(value):
        return ""
    year, part = divmod(int(value), a_year)
    return f"{1960 + year}-{part + 1:02d}" if a_year == 12 else f"{1960 + year}{'QH'[a_year == 2]}{part + 1}"


def _is_blank(value: Any) -> bool:
    """Whether a cell is missing: None, NaN, NaT, or text of spaces only."""
    if value is None or isinstance(value, str):
        return not value or not value.strip()
    return bool(value != value)
