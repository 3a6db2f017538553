"""What a params file may hold: frozen types, each key with its meaning, checked against each other."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, PrivateAttr, field_validator, model_validator

from segtools.params.settings import Deliver, Explore, Monitor, Segment, Target, Value
from segtools.params.sources import Sources
from segtools.params.strict import Family, Strict

Kind = Literal["numeric", "ordinal", "categorical", "binary", "ignore"]


class Exclude(Strict):
    """A list of people who objected or gave no consent."""

    path: str
    """CSV, Excel or Parquet file, looked for and read as the path of a source."""
    column: str
    """The column with customer ids in that file."""
    where: str | None = None
    """Use only rows for which this condition is true, for instance consent == 'no'; or the name of a column of yes
    and no: those that say yes."""
    delimiter: str = ","
    """What separates the cells of a CSV line."""
    encoding: str = "utf-8"
    """How a CSV's text is encoded."""


class People(Strict):
    """How people in the data are protected. Columns that hold names, e-mails, phones, addresses, national ids, accounts
    or dates of birth are found by name and content, reported, and kept out of every table, notebook and file.

        people:
          ids: hash
          key: ACME_KEY
          exclude: [{path: acme/optout.csv, column: customer_id}]
    """

    ids: Literal["keep", "number", "hash"] = "keep"
    """What outputs show as customer_id: keep shows the client's id; number shows a running number that is good for one
    study; hash shows a keyed hash that is the same every month."""
    key: str | None = None
    """Environment variable that holds the key of the hash, of at least 16 characters."""
    allow: list[str] = []
    """Columns that look personal but are not."""
    personal: list[str] = []
    """Columns that are personal but do not look it: they are no variables and reach no output."""
    exclude: list[Exclude] = []
    """Lists of people who objected: they are left out before anything is computed."""

    @model_validator(mode="after")
    def _with_a_key(self) -> People:
        if self.ids == "hash" and not self.key:
            raise ValueError("ids: hash needs key, the name of the environment variable that holds the secret key")
        return self


class Variable(Strict):
    """What the data dictionary says about one variable, if its values do not show it.

    variables:
      education: {order: [primary, secondary, tertiary], missing: [unknown], high: well educated, low: less schooling}
      last_contact: {kind: numeric, missing: ["-1"], unit: days, family: campaign}
      region_code: {kind: categorical, family: geographic}
    """

    family: Family | None = None
    """What the variable is about. Segments are formed from one or more families (segment.families). Not given: the
    family of its source."""
    kind: Kind | None = None
    """How to treat it; `ignore` leaves it out of everything. Not given: inferred from the values. Whole numbers that
    may be a code or a quantity form no segments until their kind is declared."""
    unit: str | None = None
    """Unit of its values, written after them: days, € a year, 1 to 5."""
    meaning: str | None = None
    """What the variable is, in one line."""
    order: list[str] | None = None
    """The levels of an ordinal variable, from lowest to highest."""
    missing: list[str] = []
    """Values that mean "not known", for instance "-1" or unknown."""
    high: str | None = None
    """At most two words for a segment with high values; they become part of segment names."""
    low: str | None = None
    """At most two words for a segment with low values."""
    score: Annotated[str, Field(pattern=r"^(nps|csat\d{0,2})$")] | None = None
    """The variable says how satisfied customers are: nps (0 to 10), or csat (1 to the highest answer; csat7 if the
    scale goes to 7). A score describes segments but forms none, unless its family is given."""

    @field_validator("order", "missing", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        whole = isinstance(value, list) and all(isinstance(v, str | int) and not isinstance(v, bool) for v in value)
        return [str(v) for v in value] if whole else value


class Params(Strict):
    """Everything that is particular to one client."""

    title: str = ""
    """The client's name as the report shows it. Not given: the file's name."""
    customers_are: str = "customers"
    """What the client calls its customers, in the plural: households, members, donors."""
    currency: str = ""
    """Sign or code written before amounts: £, EUR."""
    as_of: dt.date | None = None
    """The day for which the study is made. Not given: the day of the latest order."""
    window_days: Annotated[int, Field(ge=1)] | None = None
    """Number of days up to as_of over which behaviour is measured. Not given: a year, or less if the earlier look of
    06_monitor needs the room."""
    seed: Annotated[int, Field(ge=0)] = 1
    """Start of the random numbers: the same seed and data give the same tables, byte for byte."""
    sources: Sources
    """The tables the client brought."""
    people: People = People()
    """How people in the data are protected."""
    variables: dict[str, Variable] = {}
    """The data dictionary: what is known about a variable but not shown by its values."""
    explore: Explore = Explore()
    """Which variables may enter the segmentation."""
    segment: Segment = Segment()
    """How segments are formed."""
    value: Value = Value()
    """What a customer is worth."""
    target: Target = Target()
    """What makes a segment a target."""
    monitor: Monitor = Monitor()
    """How segments are followed over time."""
    deliver: Deliver = Deliver()
    """How the files to hand over look, and what they may show."""

    _unconfirmed: dict[str, str] = PrivateAttr(default_factory=dict)

    @property
    def unconfirmed(self) -> dict[str, str]:
        """Dotted keys whose lines in the file still bear the note of a guess (`# guess: two values`), and what it
        says."""
        return self._unconfirmed

    @property
    def scores(self) -> dict[str, str]:
        """Variables that say how satisfied customers are, and on which scale."""
        return {name: variable.score for name, variable in self.variables.items() if variable.score}

    client: str = Field(default="", exclude=True)
    """Set from the file's name; not for the file."""
