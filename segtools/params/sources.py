"""What a params file says of the tables that a client brought: where they are, how they are written, what they hold."""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from segtools.params.places import nearest
from segtools.params.strict import Family, Strict

# field of a source's `columns` -> what its column holds
TRANSACTION_FIELDS = {
    "customer_id": "who bought",
    "order_id": "the order that the line is of; not given: what one customer buys on one day is an order; `_row`: each "
    "row is an order of its own",
    "order_date": "day of the order",
    "amount": "what was paid for the line; negative where it came back",
    "quantity": "how many were bought",
    "unit_price": "price of one",
    "product_id": "what was bought",
    "product_name": "its name; without names, cards speak in product ids",
    "category": "its category",
    "discount": "what was taken off the price",
    "channel": "where it was bought: shop, web",
    "cost": "what the line cost the client; margins follow from it",
    "currency": "currency of the amount, where there are several; see `rates`",
}
RESPONSE_FIELDS = {
    "customer_id": "whom the campaign was for",
    "campaign": "name of the campaign",
    "contact_date": "day of the contact, or of being held back; needed where there are transactions",
    "treated": "whether they were contacted; no for who was held back at random",
    "responded": "whether they did what the campaign asked",
    "revenue": "what they brought in the campaign's period",
    "cost": "what the contact cost",
}
EVENT_FIELDS = {
    "customer_id": "who did it",
    "event_date": "day of the event",
    "event": "what they did: visit, login, click",
}
TRANSACTIONS_NEED = ("customer_id", "order_date", "amount")
RESPONSES_NEED = ("customer_id", "campaign", "responded")


class Lookup(Strict):
    """A second table whose columns a source may use, joined on a key: products to order lines, say."""

    path: str
    """File, found as a source's path is, and written as it is."""
    on: str | list[str]
    """Column or columns the two tables share. The lookup holds each key once, unless `flag` is given."""
    flag: str | None = None
    """Bring only a yes/no column of this name: whether the lookup has such a row. Its keys may repeat."""


class Source(Strict):
    """One table as the client gave it: `path`, or `database` and `table`."""

    path: str = ""
    """CSV (also .tsv, .txt and .gz), Excel (.xlsx) or Parquet file, looked for in $SEGTOOLS_DATA and then data/. A
    pattern (orders_*.csv) or a folder of Parquet files is read as one table; package:NAME/FILE is a file inside an
    installed Python package."""
    database: str = ""
    """Ibis URL of a database, its secret in an environment variable: postgres://analyst:${ACME_DB}@host/sales,
    duckdb://folder/file.duckdb, or ${ACME_URL}. A password in the file is refused."""
    table: str = ""
    """Table or view of the database; schema.table where it is not in the default schema."""
    sheet: str = ""
    """Sheet of an Excel file; needed where it has more than one."""
    columns: dict[str, str] = {}
    """Our name: the client's column, or an expression such as quantity * price. Expressions know columns (in backticks
    where a name holds a space), numbers, 'text', + - * /, comparisons, in, and, or, not, startswith, endswith, contains
    and missing; nothing is ever evaluated as code."""
    delimiter: str = ","
    """What separates the cells of a CSV line: one character, for instance ";", or the word tab."""
    quote: Annotated[str, Field(min_length=0, max_length=1)] = '"'
    """What stands around a CSV cell that holds a delimiter; '' for nothing."""
    encoding: str = "utf-8"
    """How the CSV's text is encoded, for instance latin-1."""
    skip_lines: Annotated[int, Field(ge=0)] = 0
    """Lines (or Excel rows) above the header."""
    decimal: Literal[".", ","] = "."
    """Decimal mark of numbers that are written as text."""
    thousands: Literal["", ".", ",", " ", "'"] = ""
    """What groups the thousands of numbers that are written as text."""
    date_format: str | None = None
    """How dates are written, for instance '%d/%m/%Y'; ISO (2026-06-30) where it is not given."""
    time_zone: str | None = None
    """Zone whose calendar days count, for instance Europe/Berlin, where times carry a zone of their own."""
    make_id: bool = False
    """The table has no customer id: give each row a stable one, made of its content."""
    key: list[str] = []
    """The client's columns that together name one row (order number, line number). Rows that share a key
    and differ contradict each other and are set aside; equal ones are kept once."""
    drop: dict[str, str] = {}
    """Reason: condition. Rows of which it is true are set aside for that reason, for instance
    postage: StockCode in ['POST', 'DOT']."""
    duplicates: Literal["keep", "quarantine"] = "keep"
    """Whether a row equal to an earlier one in every cell is a real event (keep) or an export's stutter
    (quarantine)."""
    lookups: list[Lookup] = []
    """Tables to join before the columns are mapped."""

    @model_validator(mode="after")
    def _from_somewhere(self) -> Source:
        if bool(self.path) == bool(self.database):
            raise ValueError("give either path (a file) or database and table; not both, not neither")
        if self.database and not self.table:
            raise ValueError("database is given without table; name the table to read")
        if re.search(r"://[^/@]*:(?!\$\{)[^@]*@", self.database) or re.search(
            r"(?i)[?&](password|token|pwd|key|secret)=(?!\$\{)", self.database
        ):
            raise ValueError("database holds a password; put it into an environment variable and write ${NAME} here")
        if self.delimiter != "tab" and len(self.delimiter) != 1:
            raise ValueError(f"delimiter {self.delimiter!r} is not one character; write ',', ';', '|' or tab")
        if self.thousands == self.decimal:
            raise ValueError(f"decimal and thousands are both {self.decimal!r}; one mark cannot be both")
        return self

    @property
    def origin(self) -> str:
        """Where the rows are from, as messages and records name it: no secret is in it."""
        return self.path or f"{self.database.partition('?')[0]} {self.table}"


class Transactions(Source):
    """What was bought. An order is an order_id with a positive net amount; returns are negative amounts."""

    rates: dict[str, float] = {}
    """Where columns.currency is given: what one unit of each currency is worth in the client's own. Rows of a currency
    without a rate are set aside."""

    @model_validator(mode="after")
    def _has_the_fields(self) -> Transactions:
        return _check_fields(self, TRANSACTION_FIELDS, TRANSACTIONS_NEED)


class Responses(Source):
    """What came of campaigns."""

    control: str | None = None
    """The value of columns.campaign that means held back; such a row is the control of every campaign."""

    @model_validator(mode="after")
    def _has_the_fields(self) -> Responses:
        return _check_fields(self, RESPONSE_FIELDS, RESPONSES_NEED)


class Events(Source):
    """Who did what when."""

    @model_validator(mode="after")
    def _has_the_fields(self) -> Events:
        return _check_fields(self, EVENT_FIELDS, tuple(EVENT_FIELDS))


class Attributes(Source):
    """Every column is a variable. Under `columns` stands customer_id if its column is named otherwise, and what else
    shall have another name."""

    family: Family = "demographic"
    """Family of the variables of this table that `variables` does not place."""
    comments: str | None = None
    """The client's column of open comments. It becomes no variable: what looks personal in it is masked, and of the
    rest only terms and counts of people are shown."""


class Sources(Strict):
    """The tables a client brought; any mix will do: orders alone, a survey alone, one wide table without even an id.

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
    """A row an order line, or an order."""
    customers: Attributes | None = None
    """A row a customer: demography, geography."""
    survey: Attributes | None = None
    """A row a respondent: attitudes, answers."""
    events: Events | None = None
    """A row a visit, a login, a click."""
    responses: Responses | None = None
    """A row a customer and campaign: who was contacted, who was held back, who responded."""

    @model_validator(mode="after")
    def _some_customers(self) -> Sources:
        if not (self.transactions or self.customers or self.survey or self.events):
            raise ValueError("name at least one of transactions, customers, survey or events")
        if self.transactions and self.responses and "contact_date" not in self.responses.columns:
            raise ValueError("responses.columns lacks contact_date; with orders, the segment before it is what counts")
        return self

    def given(self) -> dict[str, Any]:
        """The sources there are, by name."""
        return {name: source for name, source in self if source is not None}

    @property
    def named(self) -> bool:
        """Whether customers have ids of the client's own, by which they can be found again."""
        return not any(source.make_id for source in self.given().values())


def _check_fields(source: Source, known: dict[str, str], needed: tuple[str, ...]) -> Any:
    for name in source.columns:
        if name not in known:
            raise ValueError(f"columns.{name} is not a field of this table{nearest(name, known)}")
    missing = [name for name in needed if name not in source.columns and not (name == "customer_id" and source.make_id)]
    if missing:
        raise ValueError(f"columns lacks {', '.join(missing)}; map each to a column of the file")
    return source
