"""The tables of a client: where they are, how they are written, what they hold."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from segtools.params.places import nearest
from segtools.params.strict import Family, Strict

# field of a source's `columns` -> what its column holds
TRANSACTION_FIELDS = {
    "customer_id": "who bought",
    "order_id": "the order that the line belongs to; not given: all that a customer buys on one day is one order; "
    "`_row`: each row is an order of its own",
    "order_date": "day of the order",
    "amount": "what was paid for the line; negative for a return",
    "quantity": "how many were bought",
    "unit_price": "price of one",
    "product_id": "what was bought",
    "product_name": "name of the product; without names, cards show product ids",
    "category": "category of the product",
    "discount": "discount, taken off the price",
    "channel": "where it was bought: shop, web",
    "cost": "what the line cost the client, to compute margins",
    "currency": "currency of the amount, if there are several; see `rates`",
}
RESPONSE_FIELDS = {
    "customer_id": "whom the campaign was for",
    "campaign": "name of the campaign",
    "contact_date": "day of the contact, or day on which the customer was held back; needed if there are transactions",
    "treated": "whether the customer was contacted; no for customers held back at random",
    "responded": "whether the customer did what the campaign asked",
    "revenue": "revenue from the customer in the campaign's period",
    "cost": "cost of the contact",
}
EVENT_FIELDS = {
    "customer_id": "who did it",
    "event_date": "day of the event",
    "event": "what they did: visit, login, click",
    "hour": "hour of the day, 0 to 23, for instance hour(Zeit)",
}
TRANSACTIONS_NEED = ("customer_id", "order_date", "amount")
EVENTS_NEED = ("customer_id", "event_date", "event")
RESPONSES_NEED = ("customer_id", "campaign", "responded")


class Lookup(Strict):
    """A second table that is joined on a key, so that a source can use its columns: for instance products to order
    lines."""

    path: str
    """The file, looked for and read as the path of a source."""
    on: str | list[str] | dict[str, str]
    """Column or columns that both tables share, or {column of the source: column of the lookup} where their names
    differ. The lookup must hold each key once, unless `flag` is given."""
    flag: str | None = None
    """Add only a yes/no column of this name: whether the lookup has such a row. Here keys may repeat."""

    @property
    def keys(self) -> dict[str, str]:
        """Column of the source -> column of the lookup."""
        if isinstance(self.on, dict):
            return self.on
        return {name: name for name in ([self.on] if isinstance(self.on, str) else self.on)}


class Source(Strict):
    """One table of the client: a file (`path`), or a table of a database (`database` and `table`)."""

    path: str = ""
    """CSV (also .tsv, .txt and .gz), Excel (.xlsx), Parquet, JSON (.jsonl, .ndjson, or .json with an array of records),
    SPSS (.sav), Stata (.dta) or SAS (.sas7bdat, .xpt) file, or a .zip archive with one CSV or JSON file inside; looked
    for in $SEGTOOLS_DATA and then data/. A pattern (orders_*.csv) or a folder of Parquet files is read as one
    table; package:NAME/FILE is a file inside an installed Python package. Of SPSS, Stata and SAS, the labels of values
    are read in place of their codes, and what the file declares missing is blank."""
    database: str = ""
    """Ibis URL of a database, with its secret in an environment variable: postgres://analyst:${ACME_DB}@host/sales,
    duckdb://folder/file.duckdb, or ${ACME_URL}. A password written in the file is refused."""
    table: str = ""
    """Table or view of the database; schema.table if it is not in the default schema."""
    sheet: str | list[str] = ""
    """Sheet of an Excel file; needed if the file has several. A list of sheets that have one header ([Jan, Feb]), or
    "*" for all that have the commonest header, is read as one table."""
    columns: dict[str, str] = {}
    """Our name: the client's column, or an expression such as quantity * price. An expression can use columns (in
    backticks if the name has a space), numbers, 'text', + - * /, comparisons, in, and, or, not, and functions:
    startswith, endswith, contains, missing(x); default(x, 0), the value for a blank; if(condition, x, y);
    first(x, order), the first x known among the rows of an order; above(x), x or the nearest above it in the file;
    split(x, ';', 1), the first part; lower(x); hour, weekday (1 is Monday), month and year of a day and time.
    Expressions are never run as code."""
    delimiter: str = ","
    """The sign between the cells of a CSV line: one character, for instance ";", the word tab, or the word spaces for
    columns that stand under each other with one space or more between them."""
    quote: Annotated[str, Field(min_length=0, max_length=1)] = '"'
    """The sign around a CSV cell that holds a delimiter; '' for none."""
    encoding: str = "utf-8"
    """How the text of a CSV is encoded, for instance latin-1; of SPSS, Stata and SAS, only where the file names a wrong
    one."""
    skip_lines: Annotated[int, Field(ge=0)] = 0
    """Number of lines (or Excel rows) above the header."""
    header_rows: Annotated[int, Field(ge=1, le=3)] = 1
    """Number of lines (or Excel rows) that the header takes. If the first of them names every column, those below it
    are the questions or units, and become the meanings of variables; rows of import ids are skipped. Else a blank
    belongs to the question at its left, and a name is made of question and option: "Which do you like? - tea"."""
    decimal: Literal[".", ","] = "."
    """Decimal mark of numbers written as text."""
    thousands: Literal["", ".", ",", " ", "'"] = ""
    """Thousands mark of numbers written as text."""
    date_format: str | None = None
    """How dates are written, for instance '%d/%m/%Y' or '%B %Y' (names of months in many languages); or excel (45583),
    epoch (seconds since 1970, or parts of them), quarter (2026Q2), week (2026-W27). Not given: ISO (2026-06-30)."""
    time_zone: str | None = None
    """If times have an offset from UTC: the zone whose calendar days count, for instance Europe/Berlin."""
    make_id: bool = False
    """The table has no customer id: give each row a stable one, made from its content."""
    key: list[str] = []
    """The client's columns, or expressions, that together identify one row (order number, line number). If rows with
    the same key differ, all are set aside; if they are equal, one is kept."""
    keep: Literal["none", "first"] = "none"
    """Which of several rows with the same `key` that differ is used: none, or the first in the file."""
    drop: dict[str, str] = {}
    """Reason: condition. Rows for which the condition is true are set aside for that reason before any other rule, and
    are not held against the data: postage: StockCode in ['POST', 'DOT']; cancelled: Status == 'Canceled'."""
    duplicates: Literal["keep", "quarantine"] = "keep"
    """What a row that equals an earlier one in every cell is: a real event (keep), or an error of the export
    (quarantine)."""
    lookups: list[Lookup] = []
    """Tables to join before columns are mapped."""

    @model_validator(mode="after")
    def _from_somewhere(self) -> Source:
        if bool(self.path) == bool(self.database):
            raise ValueError("give either path (a file), or database and table")
        if self.database and not self.table:
            raise ValueError("database is given without table; name the table to read")
        if re.search(r"://[^/@]*:(?!\$\{)[^@]*@", self.database) or re.search(
            r"(?i)[?&](password|token|pwd|key|secret)=(?!\$\{)", self.database
        ):
            raise ValueError("database holds a password; put it into an environment variable and write ${NAME} here")
        if self.delimiter not in ("tab", "spaces") and len(self.delimiter) != 1:
            raise ValueError(f"delimiter {self.delimiter!r} is not one character; write ',', ';', '|', tab or spaces")
        if self.keep == "first" and not self.key:
            raise ValueError("keep: first needs key, the columns that together identify one row")
        if self.thousands == self.decimal:
            raise ValueError(f"decimal and thousands are both {self.decimal!r}; change one of them")
        return self

    @property
    def origin(self) -> str:
        """Where the rows come from, for messages and records; it never holds a secret."""
        return self.path or f"{self.database.partition('?')[0]} {self.table}"


class LineAttribute(Strict):
    """An attribute of customers that stands on their order lines."""

    column: str
    """The client's column, or an expression."""
    take: Literal["most frequent", "last", "first"] = "most frequent"
    """Which of a customer's values is taken, of the lines up to the day of the look."""


class Transactions(Source):
    """What was bought. An order is an order_id with a positive net amount; returns are negative amounts."""

    attributes: dict[str, LineAttribute] = {}
    """Variable: an attribute that stands on each order line, for instance
    {home store: {column: Store}, age: {column: Age, take: last}}. Its family is demographic or geographic by its name
    (age, city), else behavioural."""

    rates: dict[str, float] = {}
    """If columns.currency is given: what one unit of each currency is worth in the client's currency. Rows in a
    currency without a rate are set aside."""

    @model_validator(mode="after")
    def _has_the_fields(self) -> Transactions:
        return _check_fields(self, TRANSACTION_FIELDS, TRANSACTIONS_NEED)


class Responses(Source):
    """What campaigns brought."""

    control: str | None = None
    """The value of columns.campaign that means held back. Such a row is a control for every campaign."""

    @model_validator(mode="after")
    def _has_the_fields(self) -> Responses:
        return _check_fields(self, RESPONSE_FIELDS, RESPONSES_NEED)


class Events(Source):
    """Who did what when.

    sources:
      events:
        path: gym/visits.csv
        columns: {customer_id: Mitglied, event_date: Tag, event: "'visit'", hour: hour(Zeit)}
        measures: {minutes: Dauer, spend: Betrag}
    """

    measures: dict[str, str] = {}
    """Name: column or expression of what an event measures, as a number. Each gives its total and its mean per
    customer in the period."""

    @model_validator(mode="after")
    def _has_the_fields(self) -> Events:
        odd = next((name for name in self.measures if not re.fullmatch(r"\w+", name)), None)
        if odd is not None:
            raise ValueError(f"measures: {odd!r} is not one word; use letters, digits and _")
        return _check_fields(self, EVENT_FIELDS, EVENTS_NEED)


class Attributes(Source):
    """Every column is a variable. Under `columns`, map customer_id if its column has another name, and any column that
    should be renamed."""

    family: Family = "demographic"
    """Family of the variables of this table, unless `variables` gives another. Names such as age or region tell their
    own where it is not given here."""
    comments: str | None = None
    """The client's column of open comments. It becomes no variable. What looks personal in it is masked, and only terms
    and counts of people are shown."""


class Survey(Attributes):
    """As customers. Every column is an attitude, unless its name says that it is demographic or geographic (age, Beruf,
    sexe, city)."""

    family: Family = "attitude"
    """Family of the variables of this table, unless `variables` gives another or their names tell it."""


class Sources(Strict):
    """The client's tables. Any combination works: only orders, only a survey, or one wide table without a customer id.

    sources:
      transactions:
        path: acme/orders.csv
        delimiter: ";"
        decimal: ","
        date_format: "%d.%m.%Y"
        columns: {customer_id: Kundennr, order_id: Rechnung, order_date: Datum, amount: Menge * Preis}
        drop: {postage: "Artikel in ['POST', 'DOT']"}
      customers:
        path: acme/customers.xlsx
        columns: {customer_id: Kundennr}
      responses:
        database: postgres://analyst:${ACME_DB}@host/sales
        table: mailing
        columns: {customer_id: id, campaign: name, contact_date: sent, treated: mailed, responded: ordered}
    """

    transactions: Transactions | None = None
    """One row per order line, or per order."""
    customers: Attributes | None = None
    """One row per customer: demography, geography."""
    survey: Survey | None = None
    """One row per respondent: attitudes, answers."""
    events: Events | None = None
    """One row per visit, login or click."""
    responses: Responses | None = None
    """One row per customer and campaign: who was contacted, who was held back, who responded."""

    @model_validator(mode="after")
    def _some_customers(self) -> Sources:
        if not (self.transactions or self.customers or self.survey or self.events):
            raise ValueError("name at least one of transactions, customers, survey or events")
        if self.transactions and self.responses and "contact_date" not in self.responses.columns:
            raise ValueError(
                "responses.columns lacks contact_date; add it: a customer's segment is taken from before that day"
            )
        return self

    def given(self) -> dict[str, Any]:
        """The sources there are, by name."""
        return {name: source for name, source in self if source is not None}

    @property
    def named(self) -> bool:
        """Whether customers have ids of the client, by which they can be found again."""
        return not any(source.make_id for source in self.given().values())


def _check_fields(source: Source, known: dict[str, str], needed: tuple[str, ...]) -> Any:
    for name in source.columns:
        if name not in known:
            raise ValueError(f"columns.{name} is not a field of this table{nearest(name, known)}")
    missing = [name for name in needed if name not in source.columns and not (name == "customer_id" and source.make_id)]
    if missing:
        raise ValueError(f"columns lacks {', '.join(missing)}; give the client's column for each")
    return source
