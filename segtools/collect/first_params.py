"""A first params file: what a client's tables seem to be, each guess with its evidence, for a person to confirm.

Nothing here runs when a client is run: what is guessed is written down, and the file alone counts from then on.
"""

from __future__ import annotations

import codecs
import contextlib
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

import ibis
import pandas as pd
import python_calamine
from ibis import _

from segtools.collect import sources
from segtools.collect.customers import infer_kind, typed
from segtools.collect.row_rules import PLACEHOLDERS, as_text
from segtools.collect.sources import (
    CURRENCY,
    FAULT,
    OURS,
    connect,
    find_files,
    kind_of_file,
    open_bytes,
    personal_in,
    read_rows,
)
from segtools.params import ParamsError, People, Source, data_folders, params_path
from segtools.tables import DataError

_LINES, _VALUES, _SURE = 2_000, 20_000, 0.98
_WORDS = {  # our field: what clients call it, in a handful of languages; the first that matches wins
    "customer_id": r"cust(omer)?([_ ]?(id|no|nr|num|number|key|code))?|client([_ ]?(id|no|number))?|household([_ ]?(id|key))?|hshd_num|member(ship)?([_ ]?(id|no|number))?"
    r"|user([_ ]?id)?|account([_ ]?(id|no|number))?|acct|donor([_ ]?id)?|subscriber([_ ]?id)?|visitor([_ ]?id)?|contact[_ ]?id|person([_ ]?id)?|respondent([_ ]?id)?|panelist([_ ]?id)?|kunden?([_ ]?(id|nr|nummer))?|klant([_ ]?(id|nr))?|cliente([_ ]?id)?",
    "order_id": r"(order|invoice|basket|receipt|transaction|trans|ticket|bill|purchase|bestell(ung)?|rechnung|facture|pedido)s?([_ ]?(id|no|nr|num|number|nummer|key|code))|(order|invoice|basket|receipt|ticket|bill|bestellung|rechnung|beleg|facture|pedido)s?",
    "order_date": r"(order|invoice|transaction|trans|purchase|sales?|basket|rechnungs|bestell)?[_ ]?(date|datum|day|timestamp|time|datetime|fecha)([_ ]?time)?|created([_ ]?at)?|placed([_ ]?at)?|(date|datum).*",
    "amount": r"(line|order|net|gross|total|sales?|invoice|transaction|basket)?[_ ]?(amount|total|revenue|value|sales|turnover|spend|umsatz|betrag|montant|importe)([_ ]?(eur|usd|gbp|net|gross|value|amount))?",
    "quantity": r"(order|item)?[_ ]?(quantity|qty|units?|pieces|menge|anzahl|quantit[eé]|cantidad)([_ ]?(sold|ordered))?",
    "unit_price": r"(unit|item|list|sales?)?[_ ]?(price|preis|prix|precio)",
    "product_id": r"(product|stock|item|article|sku|artikel|prod)([_ ]?(id|no|nr|code|number|nummer|key))|sku|upc|ean|product|item|article|artikel",
    "product_name": r"(product|stock|item|article|artikel)?[_ ]?(name|description|title|bezeichnung|desc)",
    "category": r"(product|item)?[_ ]?(category|department|warengruppe|product[_ ]?group|product[_ ]?line)([_ ]?name)?",
    "discount": r"(total|order|line|retail)?[_ ]?(discount|rebate|rabatt|disc|descuento)([_ ]?amount)?",
    "channel": r"(sales|order)?[_ ]?(channel|kanal|canal)",
    "currency": r"currency([_ ]?code)?|w[aä]hrung",
    "event": r"(event|action|activity|page)([_ ]?(type|name|category))?",
    "event_date": r"(event|action|activity|visit|session)?[_ ]?(date|day|timestamp|time|datetime|ts)|(created|occurred)([_ ]?at)?",
    "campaign": r"(campaign|promo(tion)?|offer|mailing|kampagne)s?([_ ]?(id|name|code|no|key))?|arm|variant|treatment[_ ]?group",
    "contact_date": r"(contact|sent|send|mail(ing)?|start|campaign)[_ ]?(date|day|at|on)?|date|datum",
    "responded": r"respon(se|ded|d)|converted|conversion|ordered|purchased|bought|opened|clicked|redeemed|visit(ed)?|accepted|subscribed|y|outcome",
    "treated": r"treat(ed|ment)|mailed|contacted|exposed|test|in[_ ]?test",
    "revenue": r"revenue|spend|amount|value",
}
_NEEDED = {
    "transactions": ["order_id", "order_date", "amount", "quantity", "unit_price", "product_id", "product_name", "category", "discount", "channel", "currency"],
    "events": ["event_date", "event"],
    "responses": ["campaign", "contact_date", "treated", "responded", "revenue"],
}  # fmt: skip
_FAMILIES = {
    "demographic": r"age|gender|sex|income|education|marital|married|household|hh_?size|kids|children|job|occupation|birth|alter|geschlecht|beruf",
    "geographic": r"region|city|town|state|country|county|zip|postcode|postal|area|settlement|urban|land|ort|plz",
}
_DATES = ["%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%m-%d-%Y", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y",
          "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%d%b%Y", "%b %d, %Y", "%B %d, %Y", "%d %B %Y"]  # fmt: skip
_TIMES = ["", " %H:%M", " %H:%M:%S", " %I:%M %p", " %I:%M:%S %p", "T%H:%M:%S"]
_SCALES = [
    "never|rarely|seldom|sometimes|occasionally|often|usually|always",
    "strongly disagree|disagree|somewhat disagree|neutral|neither|neither agree nor disagree|undecided|somewhat agree|agree|strongly agree",
    "very dissatisfied|dissatisfied|neutral|satisfied|very satisfied",
    "very poor|poor|fair|average|good|very good|excellent",
    "none|primary|secondary|tertiary", "none|very low|low|medium|moderate|high|very high", "small|medium|large",
    "not at all important|slightly important|moderately important|important|very important|extremely important",
]  # fmt: skip


@dataclass
class Column:
    """What the values of a column show: its rows that are known and different, some values, and what they could be."""

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
    """A file: how it is written, its columns, the role it seems to play, and why."""

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


def first_params(client: str, files: Iterable[str]) -> tuple[str, list[str]]:
    """The text of a params file for these files, and in words what each was taken for.

    Raises DataError where a file cannot be read, or where no table of customers, orders, events or answers is among
    them.
    """
    connection = connect()
    tables = [_look_at(connection, f"t{n}", file) for n, file in enumerate(files)]
    _give_roles(tables)
    if not any(table.role in ("transactions", "customers", "survey", "events") for table in tables):
        said = "; ".join(f"{table.path}: {table.why}" for table in tables)
        raise DataError(f"no table of orders, customers, events or answers among the files ({said}); name one more")
    said = [f"{table.path} ({table.n:,} rows): {table.role or 'not used'}, {table.why}" for table in tables]
    return _written(client, tables), said


# --- how a file is written ----------------------------------------------------------------------------


def locate(file: str) -> str:
    """A file as params name it: its path below the data folder where it lies there, else the whole path."""
    if file.startswith("package:"):
        return file
    for folder in data_folders():
        if (folder / file).exists():
            return file
    here = Path(file).expanduser().resolve()
    if not here.exists() and not list(Path().glob(file) if not Path(file).is_absolute() else []):
        looked = " or ".join(str(folder) for folder in data_folders())
        raise ParamsError([f"{file}: no such file, here or in {looked}; mend the path"])
    for folder in data_folders():
        if here.is_relative_to(folder.resolve()):
            return here.relative_to(folder.resolve()).as_posix()
    return str(here)


def dialect(file: Path, shown: str) -> dict[str, tuple[Any, str]]:
    """How a CSV or Excel file is written, where it is not as params take it to be: key to value and evidence."""
    kind = kind_of_file(shown)
    if kind == "excel":
        return _excel_dialect(file)
    if kind != "csv":
        return {}
    made: dict[str, tuple[Any, str]] = {}
    encoding, why = _encoding(file)
    if encoding != "utf-8":
        made["encoding"] = (encoding, why)
    with open_bytes(file) as handle:
        head = b"".join(handle.readline() for _ in range(_LINES))
    text = head.decode("utf-8-sig" if encoding == "utf-8" else encoding, errors="replace")
    best = max(
        ((_score(text, mark, quote), mark, quote) for mark in ",;\t|" for quote in ('"', "'")),
        key=lambda found: found[0][0],
    )
    (_n, share, width, skip), mark, quote = best
    if width < 2:
        return made
    if mark != ",":
        made["delimiter"] = ("tab" if mark == "\t" else mark, f"{share:.1%} of the lines seen have {width} cells by it")
    if quote != '"':
        made["quote"] = (quote, "cells begin and end with it")
    if skip:
        made["skip_lines"] = (skip, "what stands above the header")
    return made


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
    return "cp1252", f"byte 0x{odd.hex()} is no UTF-8; check a name with an accent"


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
    made: dict[str, tuple[Any, str]] = {}
    sizes = {name: book.get_sheet_by_name(name).total_height for name in book.sheet_names}
    largest = max(sizes, key=lambda name: sizes[name])
    if len(sizes) > 1:
        made["sheet"] = (largest, f"the longest of {len(sizes)} sheets: {', '.join(sizes)}")
    rows = book.get_sheet_by_name(largest).to_python(skip_empty_area=False)
    width = Counter(sum(cell != "" for cell in row) for row in rows).most_common(1)[0][0]
    first = next((n for n, row in enumerate(rows) if sum(cell != "" for cell in row) >= width), 0)
    if first:
        made["skip_lines"] = (first, "rows above the header")
    return made


# --- what its columns are -----------------------------------------------------------------------------


def _look_at(connection: ibis.BaseBackend, name: str, file: str) -> Table:
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
        _recognise(column, source())
    formats = Counter(column.date_format for column in columns.values() if column.date_format)
    if formats:
        chosen, _n = formats.most_common(1)[0]
        dated = next(column for column in columns.values() if column.date_format == chosen)
        how["date_format"] = (chosen, f"fits {dated.name}{dated.unsure}")
    ids = [column for column in names if _called("customer_id", column) or _called("order_id", column)]
    personal = personal_in(rows, ids, People())
    return Table(path, source(), how, good, columns, personal, int(good.count().execute()))


def _column(rows: ibis.Table, name: str) -> Column:
    counted = rows.group_by(raw=rows[name]).agg(n=_.count()).cache()
    known = counted.select(value=as_text(counted.raw).strip(), n=counted.n).filter(_.value.notnull())
    counts = known.aggregate(known=_.n.sum().fill_null(0), distinct=_.count()).execute().iloc[0]
    values = known.order_by(ibis.desc("n"), "value").limit(_VALUES).execute().value.tolist()
    n = int(counted.n.sum().execute())
    made = Column(name, n, int(counts.known), int(counts.distinct), values)
    kind = rows[name].type()
    made.is_date = kind.is_date() or kind.is_timestamp()
    made.is_number = kind.is_numeric()
    return made


def _marks(columns: list[Column]) -> dict[str, tuple[Any, str]]:
    """The decimal and thousands marks of numbers written as text, where they are not as in 1234.56."""
    commas = r"[+-]?(\d{1,3}(\.\d{3})+|\d+),\d+"
    points = r"[+-]?(\d{1,3}(,\d{3})+|\d+)\.\d+"
    for pattern, mark, group in ((commas, ",", "."), (points, ".", ",")):
        found = [
            c
            for c in columns
            if _share(c.values, rf"{pattern}|[+-]?\d+|[+-]?\d{{1,3}}(\{group}\d{{3}})+") >= _SURE
            and _share(c.values, pattern) > 0.02
        ]
        grouped = [c for c in found if _share(c.values, rf"[+-]?\d{{1,3}}(\{group}\d{{3}})+(\{mark}\d+)?") > 0]
        made = {}
        if found and mark == ",":
            made["decimal"] = (",", f"{found[0].name} holds {next(v for v in found[0].values if ',' in v)}")
        if grouped:
            value = next(
                v for v in grouped[0].values if re.fullmatch(rf"[+-]?\d{{1,3}}(\{group}\d{{3}})+(\{mark}\d+)?", v)
            )
            made["thousands"] = (group, f"{grouped[0].name} holds {value}")
        if made:
            return made
    return {}


def _share(values: list[str], pattern: str) -> float:
    return sum(bool(re.fullmatch(pattern, value)) for value in values) / len(values) if values else 0.0


def _recognise(column: Column, source: Source) -> None:
    """Is it a date, and how written? Is it a number?"""
    texts = pd.Series(column.values, dtype="str")
    if column.is_date or column.is_number or texts.empty:
        column.typed = _numbers(texts) if column.is_number else texts
        return
    if _share(column.values, r"\d{4}-\d{1,2}-\d{1,2}([ T]\d{1,2}:\d{2}.*)?") >= _SURE:
        column.is_date, column.typed = True, texts
        return
    if texts.str.contains(r"\d").mean() >= _SURE and texts.str.len().between(6, 25).mean() >= _SURE:
        fits = [mark for mark in _formats(texts) if _parsed(texts, mark) >= _SURE]
        if fits:
            column.is_date, column.date_format = True, fits[0]
            swapped = fits[0].replace("%d", "%x").replace("%m", "%d").replace("%x", "%m")
            if swapped in fits:
                column.unsure = f"; so does {swapped}: no value tells day from month, ASK THE CLIENT"
            column.typed = texts
            return
    group = re.escape(source.thousands) if source.thousands else ""
    plain = texts.str.replace(group, "", regex=True) if group else texts
    plain = plain.str.replace(",", ".") if source.decimal == "," else plain
    plain = plain.str.replace(rf"^({CURRENCY})\s*|\s*({CURRENCY})$", "", regex=True)
    number = pd.to_numeric(plain, errors="coerce").notna()
    led = texts.str.fullmatch(r"[+-]?0\d+").mean()
    column.is_number = number.mean() >= _SURE and led < 0.02
    column.typed = _numbers(plain) if column.is_number else typed(pd.DataFrame({"customer_id": texts, "v": texts})).v


def _numbers(texts: pd.Series) -> pd.Series:
    return pd.to_numeric(texts, errors="coerce")


def _formats(texts: pd.Series) -> Iterable[str]:
    probe = texts.head(20)
    for day in _DATES:
        for time in _TIMES:
            if _parsed(probe, day + time) > 0.8:
                yield day + time


def _parsed(texts: pd.Series, mark: str) -> float:
    days = pd.to_datetime(texts, format=mark, errors="coerce")
    return float(days.dt.year.between(1900, 2100).mean())


# --- which table is what ------------------------------------------------------------------------------


def _called(ours: str, theirs: str) -> bool:
    """Whether clients call one of our fields so."""
    plain = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", theirs.strip()).lower().replace("-", "_").replace(".", "_")
    return bool(re.fullmatch(_WORDS[ours], plain))


def _give_roles(tables: list[Table]) -> None:
    for table in tables:
        _map_customer(table)
    for table in tables:
        _map_fields(table)
    known = [table for table in tables if table.role == "transactions"]
    for extra in sorted(known, key=lambda table: -table.n)[1:]:
        extra.role, extra.why = "", "a second table of orders; one path with a pattern reads several files as one table"
    for role in ("customers", "survey", "responses", "events"):
        same = sorted((table for table in tables if table.role == role), key=lambda table: -len(table.columns))
        for extra in same[1:]:
            extra.role, extra.why = "", f"a second table of {role}; join it as a lookup"
    _responses_of_pairs(tables)
    _lookups(tables)


def _map_customer(table: Table) -> None:
    for name, column in table.columns.items():
        if _called("customer_id", name) and column.known > 0.5 * column.rows and not column.is_date:
            table.mapped["customer_id"] = (name, f"by its name; {column.distinct:,} different{_gaps(column)}")
            return


def _gaps(column: Column) -> str:
    lost = 1 - column.known / max(column.rows, 1)
    return f", missing in {lost:.1%} of the rows" if lost else ""


def _map_fields(table: Table) -> None:
    """The role of a table, by what it has; and which column is which of our fields."""
    columns = table.columns
    customer = columns.get(table.mapped["customer_id"][0]) if "customer_id" in table.mapped else None
    dated = [name for name, column in columns.items() if column.is_date]
    money = _amount(table)
    event = _field(table, "event", lambda c: not c.is_number and not c.is_date and c.distinct <= 200)
    unique = customer is not None and customer.unique >= 0.99
    response = _field(table, "responded", lambda c: c.distinct == 2)
    campaign = _field(table, "campaign", lambda c: c.distinct <= 500)
    if customer is not None and campaign and response:
        table.role, table.why = "responses", f"{campaign} and {response}, which has two values"
        table.mapped |= {"campaign": (campaign, "by its name"), "responded": (response, "two values, by its name")}
        _map(table, "contact_date", lambda c: c.is_date)
        _map(table, "treated", lambda c: c.distinct == 2 and c.name != response)
        _map(table, "revenue", lambda c: c.is_number and c.distinct > 2)
    elif customer is not None and dated and money and not unique:
        table.role = "transactions"
        table.why = (
            f"customers come back ({customer.known / max(customer.distinct, 1):.1f} rows each), with dates and amounts"
        )
        day = next((n for n in dated if _called("order_date", n)), dated[0])
        _map(table, "order_id", lambda c: not c.is_date)
        goods = any(_field(table, ours, lambda c: True) for ours in ("product_id", "quantity"))
        if "order_id" not in table.mapped and not goods and not _numbers_rows(table):
            table.mapped["order_id"] = ("_row", "no order number and no products: each row taken as one order")
        table.mapped["order_date"] = (day, _date_evidence(table, day))
        table.mapped["amount"] = money
        for ours in ("quantity", "unit_price", "discount"):
            _map(table, ours, lambda c: c.is_number)
        for ours in ("product_id", "category", "channel", "currency"):
            _map(table, ours, lambda c: not c.is_date)
        if "product_id" in table.mapped:
            _map(table, "product_name", lambda c: not c.is_date and not c.is_number)
    elif customer is not None and dated and event and not unique:
        table.role, table.why = (
            "events",
            f"customers come back, with dates and {event}, of {columns[event].distinct} sorts",
        )
        day = next((n for n in dated if _called("event_date", n)), dated[0])
        table.mapped |= {
            "event_date": (day, _date_evidence(table, day)),
            "event": (event, f"{columns[event].distinct} sorts"),
        }
    elif unique or (customer is None and len(columns) >= 4 and not _key_of_things(table)):
        scales = [name for name in columns if name not in table.mapped and _answers(columns[name])]
        survey = len(scales) >= max(3, 0.6 * len(columns))
        table.role = "survey" if survey else "customers"
        what = f"{len(scales)} of {len(columns)} columns are answers" if survey else f"{len(columns)} columns"
        whose = (
            f"{customer.unique:.1%} of the ids are different"
            if unique and customer
            else "no customer id: one row taken as one customer"
        )
        table.why = f"one row a customer ({whose}), {what}"
    else:
        table.why = "no customer id that is its own in each row, no dates with amounts"


def _numbers_rows(table: Table) -> bool:
    """Whether a column that none of our fields is may be a number of orders: mostly whole, and many different."""
    taken = {theirs for theirs, _ in table.mapped.values()} | set(table.personal)
    others = [column for name, column in table.columns.items() if name not in taken and not column.is_date]
    return any(c.distinct > 0.2 * c.rows and not (c.is_number and (c.typed % 1 != 0).any()) for c in others)


def _date_evidence(table: Table, day: str) -> str:
    days = _days(table, day)
    return f"dates from {days.min():%Y-%m-%d} to {days.max():%Y-%m-%d}" if len(days) else "by its name"


def _days(table: Table, name: str) -> pd.Series:
    """The days of a column that have been, without placeholders."""
    column = table.columns[name]
    days = pd.to_datetime(pd.Series(column.values).astype("str").str.slice(0, 10 if not column.date_format else None),
                          format=column.date_format or "%Y-%m-%d", errors="coerce")  # fmt: skip
    real = days.dropna()
    return real[
        (real <= pd.Timestamp(date.today())) & ~real.dt.strftime("%Y-%m-%d").isin(PLACEHOLDERS) & (real.dt.year >= 1970)
    ]


def _field(table: Table, ours: str, test: Any) -> str:
    taken = {theirs for theirs, _ in table.mapped.values()}
    return next(
        (
            n
            for n, c in table.columns.items()
            if n not in taken and n not in table.personal and _called(ours, n) and test(c)
        ),
        "",
    )


def _map(table: Table, ours: str, test: Any) -> None:
    name = _field(table, ours, test)
    if name:
        column = table.columns[name]
        table.mapped[ours] = (
            name,
            f"by its name; {column.distinct:,} different{_gaps(column)}",
        )


def _amount(table: Table) -> tuple[str, str] | None:
    whole = _field(table, "amount", lambda c: c.is_number)
    quantity, price = (_field(table, ours, lambda c: c.is_number) for ours in ("quantity", "unit_price"))
    product = " * ".join(f"`{name}`" if re.search(r"\W", name) else name for name in (quantity, price))
    if whole and quantity and price and whole not in (quantity, price):
        read = [sources.number(table.rows[name], table.source) for name in (whole, quantity, price)]
        same = table.rows.aggregate(s=((read[0] - read[1] * read[2]).abs() < 0.01).mean()).execute().s.iloc[0]
        return whole, f"by its name; equals {product} in {same:.1%} of the rows"
    if whole:
        return whole, "by its name"
    if quantity and price:
        return product, "no column of amounts; a quantity and a price"
    if price:
        return price, "no column of amounts and no quantity; a price"
    free = [
        n
        for n, c in table.columns.items()
        if c.is_number and n not in table.personal and infer_kind(n, c.typed)[1] == "numbers with decimals"
    ]
    return (free[0], "the only column of numbers with decimals") if len(free) == 1 else None


def _answers(column: Column) -> bool:
    """Whether a column looks like the answers to a survey: yes or no, or a short scale."""
    if not 2 <= column.distinct <= 11:
        return False
    words = {value.lower() for value in column.values}
    if words <= {"yes", "no", "0", "1", "true", "false", "y", "n"} or ordered(column.values):
        return True
    numbers = _numbers(pd.Series(column.values))
    return bool(numbers.notna().all() and numbers.min() in (0, 1) and numbers.max() in (5, 6, 7, 9, 10))


def _key_of_things(table: Table) -> bool:
    """Whether a column other than a customer's names each row: a list of products, stores, campaigns."""
    return any(column.unique == 1 and column.known == column.rows and not column.is_date
               and re.search(r"(?i)(id|code|no|nr|key|sku|upc|ean|name)$", name) for name, column in table.columns.items())  # fmt: skip


def _responses_of_pairs(tables: list[Table]) -> None:
    """Campaign tables without an answer in them: who was contacted stands in one, who responded in another."""
    if any(table.role == "responses" for table in tables):
        return
    pairs = []
    for table in tables:
        campaign = _field(table, "campaign", lambda c: c.distinct <= 500)
        if not table.role and "customer_id" in table.mapped and campaign:
            key = [table.mapped["customer_id"][0], campaign]
            pairs.append((table, key, table.rows.select(key).distinct().count().execute() == table.n))
    base = next(((table, key) for table, key, alone in pairs if alone), None)
    if base is None:
        return
    table, key = base
    answer = next((other for other, other_key, _ in pairs if other is not table and other_key == key), None)
    about = next((other for other in tables if not other.role and key[1] in other.columns and key[0] not in other.columns
                  and other.columns[key[1]].unique == 1), None)  # fmt: skip
    own = next((n for n, c in table.columns.items() if c.is_date), "")
    beside = next((n for n, c in about.columns.items() if c.is_date), "") if about else ""
    if answer is None or not (own or beside):
        return
    table.role, table.why = "responses", f"one row a {key[0]} and {key[1]}; who responded stands in {answer.name}"
    table.mapped["campaign"] = (key[1], "by its name")
    if not own and about:
        table.lookups.append(({"path": about.path, "on": key[1]}, f"tells when: {beside}"))
        about.role, about.why = "lookup", f"of {table.name}, on {key[1]}"
    table.mapped["contact_date"] = (own or beside, "the first column of dates")
    table.lookups.append(({"path": answer.path, "on": key, "flag": "responded"}, "a row there is a response"))
    answer.role, answer.why = "lookup", f"of {table.name}: a row there is a response"
    table.mapped["responded"] = ("responded", f"whether {answer.name} has such a row")


def _lookups(tables: list[Table]) -> None:
    """Tables that explain a key of the orders: products, stores."""
    orders = next((table for table in tables if table.role == "transactions"), None)
    for table in tables if orders else []:
        shared = [
            n
            for n, c in table.columns.items()
            if n in orders.columns and c.unique == 1 and c.known == c.rows and not c.is_date
        ]
        if table.role or not shared or "customer_id" in table.mapped:
            continue
        key = shared[0]
        known = orders.rows.semi_join(table.rows, key).count().execute() / max(orders.n, 1)
        if known > 0.5:
            table.role, table.why = "lookup", f"of {orders.name}, on {key}: it knows {known:.1%} of the rows"
            orders.lookups.append(({"path": table.path, "on": key}, f"knows {known:.1%} of the rows"))
            category = _field(table, "category", lambda c: not c.is_number and c.distinct <= 200)
            if category and "category" not in orders.mapped and category not in orders.columns:
                orders.mapped["category"] = (
                    category,
                    f"from {table.name}; {table.columns[category].distinct} different",
                )


# --- the levels of an ordinal variable ----------------------------------------------------------------


def ordered(levels: list[str]) -> list[str]:
    """Levels of text in their order, where the text tells it; else none.

    >>> ordered(["I love it!+5", "0", "-4", "I hate it!-5", "3"])
    ['I hate it!-5', '-4', '0', '3', 'I love it!+5']
    >>> ordered(["25-34", "Under 18", "65+", "18-24"]), ordered(["Once a month", "Never", "Once a week"])
    (['Under 18', '18-24', '25-34', '65+'], ['Never', 'Once a month', 'Once a week'])
    >>> ordered(["red", "green", "blue"])
    []
    """
    if len(levels) < 3 or len(levels) > 30:
        return []
    bare = sum(bool(re.fullmatch(r"[-+]?\d+", level.strip())) for level in levels)
    for rank in ([_signed] if bare >= len(levels) / 2 else []) + [_band, _how_often]:
        ranks = [rank(level) for level in levels]
        if None not in ranks and len(set(ranks)) == len(ranks):
            return [level for _, level in sorted(zip(ranks, levels, strict=True))]
    plain = {level.lower().strip(): level for level in levels}
    for scale in _SCALES:
        words = scale.split("|")
        if len(plain) >= 3 and set(plain) <= set(words):
            return [plain[word] for word in words if word in plain]
    return []


def _signed(level: str) -> float | None:
    """The number at the end of a level: of "I hate it!-5", -5."""
    found = re.fullmatch(r"\D*?([-+]?\d+)", level.strip())
    return float(found.group(1)) if found else None


def _band(level: str) -> float | None:
    found = re.search(r"\d[\d,]*(\.\d+)?", level)
    if not found or not re.match(
        r"\W*(under|over|below|above|less|more|up to|bis|unter|über|ab|<|>|[£$€]|\d)", level.lower()
    ):
        return None
    value = float(found.group().replace(",", ""))
    below, above = (
        re.match(r"\W*(under|below|less|up to|bis|unter|<)", level.lower()),
        re.search(r"over|above|more|\+|>|über", level.lower()),
    )
    return value - 0.5 if below else value + 0.5 if above else value


def _how_often(level: str) -> float | None:
    text = level.lower()
    if text == "never":
        return 0.0
    if re.search(r"(?<!w)\bevery day\b|\bdaily\b", text):
        return 365.0
    numbers = {"once": 1, "twice": 2, "one": 1, "two": 2, "three": 3, "four": 4, "six": 6, "several": 3}
    units = {"day": 365, "week": 52, "month": 12, "quarter": 4, "year": 1}
    unit = next((per for word, per in units.items() if word in text), None)
    if unit is None:
        return None
    found = next((count for word, count in numbers.items() if re.search(rf"\b{word}\b", text)), None)
    digits = re.search(r"\d+", text)
    count = float(digits.group()) if digits else found
    if count is None:
        return None
    rate = unit / count if text.startswith("every") else unit * count
    return rate * (1.5 if "more than" in text else 0.75 if "less than" in text else 1)


# --- writing it down ----------------------------------------------------------------------------------


def _written(client: str, tables: list[Table]) -> str:
    """The params file: every guess on a line of its own, with its evidence behind it."""
    by_role = {table.role: table for table in tables if table.role not in ("", "lookup")}
    out = [
        "# yaml-language-server: $schema=schema.json",
        f"# Written by segtools new on {datetime.now():%Y-%m-%d} from {len(tables)} file{'s' * (len(tables) > 1)}. What stands behind a # guess",
        "# is what a guess rests on: confirm each with the client, mend it or delete the words.",
        f"title: {_yaml(client.replace('_', ' ').title())}",
    ]
    orders = by_role.get("transactions") or by_role.get("events")
    out += _currency(by_role.get("transactions"))
    if orders:
        days = _days(orders, orders.mapped["order_date" if orders.role == "transactions" else "event_date"][0])
        if len(days):
            out.append(f"as_of: {days.max():%Y-%m-%d}  # guess: the latest day in {orders.name}")
    out.append("sources:")
    for role in ("transactions", "customers", "survey", "events", "responses"):
        if role in by_role:
            out += _source(role, by_role[role])
    unused = [table for table in tables if not table.role]
    out += [f"  # not used: {table.path} ({table.why})" for table in unused]
    named = [(table, table.mapped["customer_id"][0]) for table in by_role.values() if "customer_id" in table.mapped]
    if any(name in table.personal for table, name in named):
        out += [
            "people:",
            "  ids: number  # guess: the ids hold identities; hash (with key) keeps them the same every month",
        ]
    out += _variables([by_role[role] for role in ("customers", "survey") if role in by_role])
    return "\n".join(out) + "\n"


def _currency(orders: Table | None) -> list[str]:
    if orders is None:
        return []
    amount = orders.columns.get(orders.mapped["amount"][0])
    signs = Counter(m.group() for v in (amount.values if amount else []) if (m := re.search(CURRENCY, v)))
    if signs:
        return [f"currency: {_yaml(signs.most_common(1)[0][0])}  # guess: it stands in {amount.name}"]
    return ["# currency: £  # what amounts are in: nothing in the data says it"]


def _source(role: str, table: Table) -> list[str]:
    out = [f"  {role}:  # guess: {table.why}", f"    path: {_yaml(table.path)}"]
    out += [f"    {key}: {_yaml(value)}  # guess: {why}" for key, (value, why) in table.dialect.items()]
    if "customer_id" not in table.mapped:
        out.append("    make_id: true  # guess: no column looks like a customer's id")
    for lookup, why in table.lookups:
        inside = ", ".join(f"{key}: {_yaml(value)}" for key, value in lookup.items())
        out += [*([] if "    lookups:" in out else ["    lookups:"]), f"      - {{{inside}}}  # guess: {why}"]
    if table.mapped:
        out.append("    columns:")
        out += [f"      {ours}: {_yaml(theirs)}  # guess: {why}" for ours, (theirs, why) in table.mapped.items()]
    out += [f"    # {name}: holds {what}; it is withheld from everything" for name, what in table.personal.items()]
    if role in _NEEDED:
        missing = [ours for ours in _NEEDED[role] if ours not in table.mapped]
        out += [f"    # nothing found for: {', '.join(missing)}"] if missing else []
    return out


def _variables(tables: list[Table]) -> list[str]:
    out: list[str] = []
    seen: set[str] = set()
    for table in tables:
        taken = {theirs for theirs, _ in table.mapped.values()} | set(table.personal)
        for name, column in table.columns.items():
            if name in taken or name in seen:
                continue
            seen.add(name)
            line, sure = _variable(name, column, table)
            out.append(f"  {'' if sure else '# '}{_yaml(name)}: {line}")
    if not any(not line.startswith("  #") for line in out):
        return ["# " + line.strip("# ") for line in out]
    return ["variables:", *out]


def _variable(name: str, column: Column, table: Table) -> tuple[str, bool]:
    """The line of a variable, and whether it may stand: what is unclear is written as a comment."""
    family = next((f for f, words in _FAMILIES.items() if re.search(rf"(?i)(^|_|\b)({words})(\b|_|$)", name)), "")
    belongs = f"family: {family}, " if family and (table.role == "survey" or family == "geographic") else ""
    levels = ordered(column.values) if not column.is_number and not column.is_date else []
    if levels:
        return (
            f"{{{belongs}order: [{', '.join(_yaml(level) for level in levels)}]}}  # guess: the order its words or numbers have",
            True,
        )
    if column.is_date:
        return "{kind: ignore}  # guess: a date; make it days or years to use it", True
    kind, evidence, unclear = infer_kind(name, column.typed)
    if column.distinct > len(column.values):
        evidence = f"{column.distinct:,} different values"
    if unclear and table.role == "survey" and kind == "ordinal":
        return f"{{{belongs}kind: ordinal}}  # guess: {evidence}", True
    words = f"{{{belongs}kind: {kind}}}  # {'unclear' if unclear else 'guess'}: {evidence}"
    return words + ("; take away the first # and give the kind to use it" if unclear else ""), not unclear


def _yaml(value: Any) -> str:
    """A value as YAML writes it in a flow: quoted where it would mean something else."""
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(_yaml(part) for part in value)}]"
    text = str(value)
    plain = re.fullmatch(r"[A-Za-z£€/$][\w £€$%./*()+!?&-]*", text) and text.lower() not in (
        "yes",
        "no",
        "true",
        "false",
        "null",
        "y",
        "n",
        "on",
        "off",
    )
    return (
        text
        if plain and text == text.strip() and " #" not in text and ": " not in text
        else '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    )


def write_params(client: str, text: str, replace: bool) -> Path:
    """Put params/CLIENT.yaml in its place; one that is there is replaced only when asked."""
    path = params_path(client)
    if path.exists() and not replace:
        raise ParamsError([f"params/{path.name}: is there already; take another name, or add --replace"])
    path.write_text(text, "utf-8")
    return path
