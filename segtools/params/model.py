"""What a params file may hold: frozen types, each key with its meaning, checked against each other."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import Field, field_validator, model_validator

from segtools.params.settings import Deliver, Explore, Monitor, Segment, Target, Value
from segtools.params.sources import Sources
from segtools.params.strict import Family, Strict

Kind = Literal["numeric", "ordinal", "categorical", "binary", "ignore"]


class Exclude(Strict):
    """A list of people who objected or gave no consent."""

    path: str
    """File, found and written as a source's path is; CSV, Excel or Parquet."""
    column: str
    """Its column of customer ids."""
    where: str | None = None
    """Only rows of which this is true, for instance consent == 'no'."""
    delimiter: str = ","
    """What separates the cells of a CSV line."""
    encoding: str = "utf-8"
    """How a CSV's text is encoded."""


class People(Strict):
    """What is done for the people in the data. Columns that hold names, e-mails, phones, addresses, national ids,
    accounts or dates of birth are found by name and content, reported, and kept out of every table, notebook and file.

        people:
          ids: hash
          key: ACME_KEY
          exclude: [{path: acme/optout.csv, column: customer_id}]
    """

    ids: Literal["keep", "number", "hash"] = "keep"
    """What leaves the house as customer_id: the client's id; a running number, good for one study; or a keyed
    hash, the same every month."""
    key: str | None = None
    """Environment variable that holds the key of the hash: at least 16 characters."""
    allow: list[str] = []
    """Columns that look personal and are not."""
    personal: list[str] = []
    """Columns that are personal and do not look it: never a variable, never in outputs."""
    exclude: list[Exclude] = []
    """Lists of people who objected: they are left out before anything is computed."""

    @model_validator(mode="after")
    def _with_a_key(self) -> People:
        if self.ids == "hash" and not self.key:
            raise ValueError("ids: hash needs key, the name of the environment variable that holds the secret key")
        return self


class Variable(Strict):
    """What the data dictionary says of one variable, where its values do not tell it.

    variables:
      education: {order: [primary, secondary, tertiary], missing: [unknown], high: well educated, low: less schooling}
      last_contact: {kind: numeric, missing: ["-1"], unit: days, family: campaign}
      region_code: {kind: categorical, family: geographic}
    """

    family: Family | None = None
    """What it tells of: segments are looked for in one or more families (segment.families). Not given: the source's."""
    kind: Kind | None = None
    """How to treat it; `ignore` keeps it out of everything. Not given: inferred from the values; whole numbers that
    could be a code as well as a quantity form no segments until their kind is declared."""
    unit: str | None = None
    """Unit of its values, as it is written behind them: days, € a year, 1 to 5."""
    meaning: str | None = None
    """What it is, in a line."""
    order: list[str] | None = None
    """The levels of an ordinal variable, lowest first."""
    missing: list[str] = []
    """Values that mean: not known. For instance "-1" or unknown."""
    high: str | None = None
    """Two words, at most, for a segment that is high on it: they go into segment names."""
    low: str | None = None
    """Likewise for a segment that is low on it."""
    score: Annotated[str, Field(pattern=r"^(nps|csat\d{0,2})$")] | None = None
    """It says how satisfied they are: nps (0 to 10), or csat (1 up to the highest answer; csat7 where the scale goes
    to 7). A score describes segments and forms none, unless its family is given."""

    @field_validator("order", "missing", mode="before")
    @classmethod
    def _as_text(cls, value: Any) -> Any:
        whole = isinstance(value, list) and all(isinstance(v, str | int) and not isinstance(v, bool) for v in value)
        return [str(v) for v in value] if whole else value


class Params(Strict):
    """Everything that is particular to one client."""

    title: str = ""
    """The client's name as it stands on the report. Not given: the file's name."""
    customers_are: str = "customers"
    """What the client calls them, in the plural: households, members, donors."""
    currency: str = ""
    """Sign or code put before amounts: £, EUR."""
    as_of: dt.date | None = None
    """The day the study is made for. Not given: the day of the latest order."""
    window_days: Annotated[int, Field(ge=1)] | None = None
    """Days up to as_of over which behaviour is measured. Not given: a year, or what leaves room for the
    earlier look of 06_monitor."""
    seed: Annotated[int, Field(ge=0)] = 1
    """Where random draws begin: the same seed and input give the same tables, byte for byte."""
    sources: Sources
    """The tables the client brought."""
    people: People = People()
    """What is done for the people in the data."""
    variables: dict[str, Variable] = {}
    """The data dictionary: what is known of a variable that its values do not tell."""
    explore: Explore = Explore()
    """Which variables may enter the segmentation."""
    segment: Segment = Segment()
    """How the segments are looked for."""
    value: Value = Value()
    """What a customer is worth."""
    target: Target = Target()
    """What makes a segment a target."""
    monitor: Monitor = Monitor()
    """How segments are followed over time."""
    deliver: Deliver = Deliver()
    """How what leaves the house looks, and what it may show."""

    @property
    def scores(self) -> dict[str, str]:
        """Variables that say how satisfied customers are, and on which scale."""
        return {name: variable.score for name, variable in self.variables.items() if variable.score}

    client: str = Field(default="", exclude=True)
    """Set from the file's name; not for the file."""
