"""Guess what a file's columns hold: numbers and their marks, days and how they are written, ids, each with its
evidence."""

from __future__ import annotations

import dataclasses
import functools
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import ibis
import numpy as np
import pandas as pd
from ibis import _

from segtools.collect import date_text
from segtools.collect.dictionary import typed
from segtools.collect.files import find_files
from segtools.collect.guess_dialect import dialect, locate
from segtools.collect.guess_names import named
from segtools.collect.number_text import numbers
from segtools.collect.row_batches import FAULT, OURS, ROW, Labels
from segtools.collect.row_fields import PLACEHOLDERS, as_text
from segtools.collect.sources import personal_in, read_rows
from segtools.params import People, Source

_VALUES = 20_000
_ROWS = 100_000  # looked at to see what belongs together
SURE = 0.98
_DAYS = (  # the first that fits is taken
    *("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d"),
    *("%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d-%m-%y", "%d. %m. %Y", "%d/%b/%Y", "%Y-%b-%d", "%a %b %d %Y"),
    *("%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d %b %y", "%d%b%Y", "%b %d, %Y", "%b %d %Y", "%d. %b %Y", "%d de %b de %Y"),
    *(
        "%a, %d %b %Y",
        "%d %b, %Y",
        "%b-%d-%y",
        "%Y年%m月%d日",
        "%Y년 %m월 %d일",
        "%b %Y",
        "%b-%Y",
        "%b-%y",
        "%Y-%m",
        "%m/%Y",
        "%m.%Y",
        "%Y/%m",
    ),
)
_TIMES = (
    "",
    " %H:%M",
    " %H:%M:%S",
    " %I:%M %p",
    " %I:%M:%S %p",
    "T%H:%M",
    "T%H:%M:%S",
    ":%H:%M:%S",
    ", %H:%M",
    " - %H:%M",
)
_PARTS = {  # of a format: what may stand there
    "%d": r"\d{1,2}",
    "%m": r"\d{1,2}",
    "%Y": r"(?:19|20|21)\d{2}",
    "%y": r"\d{2}",
    "%H": r"\d{1,2}",
    "%I": r"\d{1,2}",
    "%M": r"\d{2}",
    "%S": r"\d{2}",
    "%p": r"[AaPp]\.?[Mm]\.?",
    "%b": r"[^\W\d]+\.?",
    "%a": r"[^\W\d]{2,4}\.?",
}
_ISO = r"\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}.*)?"
_QUARTERS = r"(?i)\d{4}[ -]?[qt][1-4]|[qt][1-4][ /-]\d{4}"
_WEEKS = r"(?i)\d{4}-?(w|kw) ?\d{1,2}"
_SERIALS = (25_569, 62_000)  # days of Excel from 1970 to 2069
_EPOCHS = ((631_152_000, 4_102_444_800, 10), (631_152_000_000, 4_102_444_800_000, 13))  # 1990 to 2100, digits
_GROUPED = r"[+-]?\d{1,3}(,\d{3})+"  # 8,421 and 1,234,567: whole numbers, as no decimals have any other length
_LONG_EPOCH = r"1[0-9]{15}|1[0-9]{18}|1[0-9]{12}"


@dataclass
class Column:
    """What a column's values show: how many rows are known and different, the values (the most common first, with their
    numbers of rows), and what they could be. `levels` are those that the file itself puts in order."""

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
    counts: list[int] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)

    @property
    def most(self) -> int:
        """Number of rows with the most common value."""
        return self.counts[0] if self.counts else 0

    @property
    def weights(self) -> np.ndarray:
        """Share of the known rows that each value of `values` has."""
        counts = np.array(self.counts or [1] * len(self.values), dtype=float)
        return counts / counts.sum()

    @property
    def unique(self) -> float:
        """Share of the known values that are different."""
        return self.distinct / self.known if self.known else 0.0

    @property
    def is_whole(self) -> bool:
        """Whether it holds whole numbers only."""
        known = self.typed.dropna() if self.is_number else self.typed[:0]
        return bool(len(known)) and bool((known % 1 == 0).all())


@dataclass
class Table:
    """A file: how it is written, its columns, and its likely role with the reason.

    mapped : our field -> the client's column or an expression, and the evidence
    settings : key of the source -> value and evidence, besides how the file is written
    drop : reason -> condition and evidence
    looked : what was looked for -> what was seen
    asks : what the data cannot tell
    currency : the code that most rows have in a column of currencies
    ignored : columns that tell nothing of a customer -> why
    made : variable -> expression that makes it, and the evidence
    responses : fields of a campaign that a table of one row a customer holds beside
    frame : the cells of the first rows as text, missing where blank
    """

    path: str
    source: Source
    dialect: dict[str, tuple[Any, str]]
    rows: ibis.Table | None
    columns: dict[str, Column]
    personal: dict[str, str]
    n: int
    role: str = ""
    why: str = ""
    mapped: dict[str, tuple[str, str]] = field(default_factory=dict)
    lookups: list[tuple[dict[str, Any], str]] = field(default_factory=list)
    settings: dict[str, tuple[Any, str]] = field(default_factory=dict)
    drop: dict[str, tuple[str, str]] = field(default_factory=dict)
    asks: list[str] = field(default_factory=list)
    looked: dict[str, str] = field(default_factory=dict)
    currency: str = ""
    ignored: dict[str, str] = field(default_factory=dict)
    made: dict[str, tuple[str, str]] = field(default_factory=dict)
    responses: dict[str, tuple[str, str]] = field(default_factory=dict)
    frame: pd.DataFrame = field(default_factory=pd.DataFrame)

    @property
    def name(self) -> str:
        """The file's own name, without its folders."""
        return Path(self.path).name

    def unmapped(self, **changes: Any) -> Table:
        """The table as it was before anything was mapped, with a frame and settings of its own."""
        bare = {name: {} for name in ("mapped", "settings", "drop", "looked")} | {"lookups": [], "asks": []}
        own = {"frame": self.frame.copy(), "dialect": dict(self.dialect)}
        return dataclasses.replace(self, **{**bare, **own, **changes})

    def numbers(self, name: str) -> pd.Series:
        """A column of the first rows as numbers."""
        return numbers(self.frame[name].astype("str"), self.source.decimal, self.source.thousands or None)

    def days(self, name: str) -> pd.Series:
        """A column of the first rows as days and times, in the form in which it is written."""
        return moments(self.frame[name], self.columns[name].date_format)


def quoted(name: str) -> str:
    """A column's name as an expression writes it."""
    return f"`{name}`" if re.search(r"\W", name) or re.match(r"\d", name) else name


def in_quotes(value: str) -> str:
    """A text as an expression writes it."""
    return f'"{value}"' if "'" in value else f"'{value}'"


# --- what its columns are -----------------------------------------------------------------------------


def look_at(connection: ibis.BaseBackend, name: str, file: str) -> Table:
    """A file: how it is written, and what its columns show."""
    path = locate(file)
    first, shown = find_files(path)[0]
    how = dialect(first, shown)

    def source() -> Source:
        return Source(path=path, **{key: value for key, (value, _) in how.items()})

    labels = Labels()
    rows = read_rows(connection, name, source(), [], labels)
    good = rows.filter(rows[FAULT].isnull())
    names = [column for column in rows.columns if column not in OURS]
    columns = {column: _column(good, column) for column in names}
    how |= _marks([column for column in columns.values() if good[column.name].type().is_string()])
    for column in columns.values():
        recognise(column, source())
        column.levels = [level for level in labels.levels.get(column.name, []) if level in column.values]
    frame = good.order_by(good[ROW]).limit(_ROWS).select(**{column: as_text(good[column]).strip() for column in names})
    ids = [column for column in names if named("customer", column) >= 2 or named("order", column) == 3]
    personal = personal_in(rows, ids, People())
    n = int(good.count().execute())
    return Table(path, source(), how, good, columns, personal, n, frame=frame.execute())


def _column(rows: ibis.Table, name: str) -> Column:
    counted = rows.group_by(raw=rows[name]).agg(n=_.count()).cache()
    known = counted.select(value=as_text(counted.raw).strip(), n=counted.n).filter(_.value.notnull())
    counts = known.aggregate(known=_.n.sum().fill_null(0), distinct=_.count())
    found = counts.execute().iloc[0]
    values = known.order_by(ibis.desc("n"), "value").limit(_VALUES).execute()
    n = int(counted.n.sum().execute())
    texts, times = values.value.tolist(), values.n.astype(int).tolist()
    column = Column(name, n, int(found.known), int(found.distinct), texts, counts=times)
    kind = rows[name].type()
    column.is_date = kind.is_date() or kind.is_timestamp()
    column.is_number = kind.is_numeric()
    return column


def _marks(columns: list[Column]) -> dict[str, tuple[Any, str]]:
    """Decimal and thousands marks of numbers written as text, if not as in 1234.56. Signs of currency do not matter."""
    bare = {c.name: [_bare(v) for v in c.values] for c in columns}
    commas = r"[+-]?(\d{1,3}([. ]\d{3})+|\d+),\d+"
    points = r"[+-]?(\d{1,3}([, ']\d{3})+|\d+)\.\d+"
    for pattern, mark, groups in ((commas, ",", ". "), (points, ".", ", '")):
        whole = rf"[+-]?\d{{1,3}}([{groups}]\d{{3}})+({re.escape(mark)}\d+)?"
        found = [
            c
            for c in columns
            if share_matching(bare[c.name], rf"{pattern}|[+-]?\d+|{whole}") >= SURE
            and share_matching(bare[c.name], pattern) > 0.02
        ]
        grouped = [(c, v) for c in found for v, b in zip(c.values, bare[c.name], strict=True) if re.fullmatch(whole, b)]
        marks: dict[str, tuple[Any, str]] = {}
        if mark == "," and found and all(re.fullmatch(_GROUPED, b) for c in found for b in bare[c.name] if "," in b):
            return {"thousands": (",", f"{found[0].name} holds {next(v for v in found[0].values if ',' in v)}")}
        if found and mark == ",":
            marks["decimal"] = (",", f"{found[0].name} holds {next(v for v in found[0].values if ',' in v)}")
        if grouped:
            sign = re.search(rf"\d([{groups}])\d{{3}}", _bare(grouped[0][1]))
            marks["thousands"] = (sign.group(1) if sign else groups[0], f"{grouped[0][0].name} holds {grouped[0][1]}")
        if marks:
            return marks
    return {}


def _bare(text: str) -> str:
    """A number without what stands around it: signs of currency, brackets, a percentage."""
    plain = text.replace("−", "-").replace("\u00a0", " ").replace("\u202f", " ")
    return re.sub(r"^([+-]?)[^\d+.,-]+|[^\d]+$", r"\1", plain)


def share_matching(values: list[str], pattern: str) -> float:
    """Share of the values that fully match a pattern; 0 if there are none."""
    return sum(bool(re.fullmatch(pattern, value)) for value in values) / len(values) if values else 0.0


# --- days ---------------------------------------------------------------------------------------------


def moments(texts: pd.Series, form: str | None) -> pd.Series:
    """Texts as days and times, read as a source is read whose date_format this is."""
    rows = ibis.memtable(pd.DataFrame({"n": range(len(texts)), "v": texts.astype("str").to_numpy()}))
    read = rows.select("n", at=date_text.moment(rows.v, Source(path="none.csv", date_format=form)))
    return pd.Series(read.order_by("n").execute()["at"].to_numpy(), index=texts.index).astype("datetime64[us]")


def days_in(table: Table, name: str) -> pd.Series:
    """The days in a column that are in the past, without placeholders."""
    column = table.columns[name]
    days = moments(pd.Series(column.values, dtype="str"), column.date_format).dropna()
    been = (days <= pd.Timestamp.today()) & (days.dt.year >= 1970)
    return days[been & ~days.dt.strftime("%Y-%m-%d").isin(PLACEHOLDERS)]


@functools.cache
def _shapes() -> dict[str, re.Pattern]:
    """Every format of days and times, as the shape of the texts that it may fit."""
    shapes = {}
    for form in [day + time for day in _DAYS for time in _TIMES]:
        for offset in ("", " %z", "%z"):
            parts = re.split(r"(%[a-zA-Z])", (form + offset).replace("%z", ""))
            shape = "".join(_PARTS.get(part, re.escape(part)) for part in parts)
            shapes[form + offset] = re.compile(shape + (r"(?:Z|UTC|GMT|[+-]\d{2}:?\d{2})" if offset else ""), re.I)
    return shapes


def possible_formats(texts: pd.Series) -> list[str]:
    """Formats of days and times that fit most of the first texts."""
    probe = texts.head(20)
    right = [
        form for form, shape in _shapes().items() if sum(bool(shape.fullmatch(t)) for t in probe) > 0.8 * len(probe)
    ]
    return [form for form in right if share_parsed(probe, form) > 0.8]


def share_parsed(texts: pd.Series, form: str | None, weights: np.ndarray | None = None) -> float:
    """Share of the texts that a format reads as days between 1900 and 2100."""
    return float(np.average(moments(texts, form).dt.year.between(1900, 2100), weights=weights))


def _share(column: Column, pattern: str) -> float:
    """Share of the known rows whose value fully matches a pattern."""
    return float(sum(w for v, w in zip(column.values, column.weights, strict=True) if re.fullmatch(pattern, v)))


def _form_of_days(column: Column, texts: pd.Series) -> str | None:
    """The date_format of a column of days: empty for ISO, nothing where it holds no days."""
    called = named("order_date", column.name) > 0
    if _share(column, _ISO) >= SURE:
        return ""
    for form, pattern in (("quarter", _QUARTERS), ("week", _WEEKS)):
        if _share(column, pattern) >= SURE:
            return form
    if _share(column, _LONG_EPOCH) >= SURE and share_parsed(texts, "epoch", column.weights) >= SURE:
        return "epoch"
    if _share(column, r"(?=.*\d).{6,32}") >= SURE:
        fits = [form for form in possible_formats(texts) if share_parsed(texts, form, column.weights) >= SURE]
        if fits:
            swapped = fits[0].replace("%d", "%x").replace("%m", "%d").replace("%x", "%m")
            if swapped in fits and swapped != fits[0]:
                column.unsure = (
                    f", and so does {swapped}: no value shows which is the day and which the month, ASK THE CLIENT"
                )
            return fits[0]
    read = numbers(texts)
    if not called or (read.notna() * column.weights).sum() < SURE:
        return None
    read = read.dropna()
    if read.between(*_SERIALS).all():
        return "excel"
    if read.between(190_001, 210_012).all() and (read % 100).between(1, 12).all():
        return "%Y%m"
    return "epoch" if any(read.between(low, high).all() for low, high, _ in _EPOCHS) else None


def recognise(column: Column, source: Source) -> None:
    """Whether a column holds dates, and in which format, or numbers."""
    texts = pd.Series(column.values, dtype="str")
    if column.is_date or texts.empty:
        column.typed = texts
        return
    form = _form_of_days(column, texts)
    if form is not None:
        column.is_date, column.is_number, column.date_format, column.typed = True, False, form or None, texts
        return
    if column.is_number:
        column.typed = numbers(texts)
        return
    read = numbers(texts, source.decimal, source.thousands)
    column.is_number = bool((read.notna() * column.weights).sum() >= SURE)
    column.typed = read if column.is_number else typed(pd.DataFrame({"customer_id": texts, "v": texts})).v
