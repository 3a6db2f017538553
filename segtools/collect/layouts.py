"""Tables that known systems write, recognised by their header: params/library/layouts, one file a system."""

from __future__ import annotations

import re
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError, model_validator
from ruamel.yaml import YAML, YAMLError

from segtools.collect.expressions import WORDS, names_in
from segtools.collect.guess_columns import SURE, Table
from segtools.collect.guess_goods import map_currency
from segtools.collect.guess_orders import form_of, raw_column
from segtools.collect.row_batches import ROW
from segtools.params import Attributes, Events, ParamsError, Responses, Transactions, project_root
from segtools.params.strict import Strict

FOLDER = "params/library/layouts"
_SOURCES = {
    "transactions": Transactions,
    "customers": Attributes,
    "survey": Attributes,
    "events": Events,
    "responses": Responses,
}
_NEEDED = ("customer_id", "order_date", "amount", "event_date", "event", "campaign", "responded")
_CALLED = rf"\b({'|'.join(WORDS)})\s*\(|`"  # what an expression holds, and a column's name does not


class Layout(Strict):
    """A table that a system writes.

    columns, drop : expressions; of several under one name, the first whose columns are all there is taken (a single
        column with gaps gives way to the next), and one whose columns are not there is left out
    """

    system: str
    """The system and its export, as the evidence names it."""
    has: list[str | list[str]]
    """Columns that the table must have to be recognised; of a list of names, one."""
    table: Literal["transactions", "customers", "survey", "events", "responses"]
    """What the table is."""
    columns: dict[str, str | list[str]] = Field(default_factory=dict)
    """Our field: the system's column or an expression."""
    drop: dict[str, str | list[str]] = Field(default_factory=dict)
    """Reason: condition, as under the drop of a source."""
    settings: dict[str, Any] = Field(default_factory=dict)
    """Other keys of the source: key (in which our order_id stands for its column), keep, time_zone."""
    ignore: list[str] = Field(default_factory=list)
    """Columns that tell nothing of a customer; * stands for any signs."""
    ask: list[str] = Field(default_factory=list)
    """What the client is to be asked."""

    @model_validator(mode="after")
    def _makes_a_source(self) -> Layout:
        given = [text for several in self.columns.values() for text in _several(several) if re.search(_CALLED, text)]
        given += [text for several in self.drop.values() for text in _several(several)]
        for text in given:
            if names_in(text) == [text]:
                raise ValueError(f"{text!r} is not understood; check its brackets, quotes and backticks")
        first = {ours: _several(given)[0] for ours, given in self.columns.items()}
        try:
            _SOURCES[self.table](path="none.csv", columns=first, **self.settings)
        except ValidationError as error:
            faults = [".".join([*map(str, e["loc"]), e["msg"].removeprefix("Value error, ")]) for e in error.errors()]
            raise ValueError("; ".join(faults)) from None
        return self


def layouts() -> list[Layout]:
    """Every layout of the library. ParamsError, in one line a fault, where a file is wrong."""
    return [_read(path) for path in sorted((project_root() / FOLDER).glob("*.yaml"))]


def _read(path: Path) -> Layout:
    shown = f"{FOLDER}/{path.name}"
    try:
        return Layout.model_validate(YAML(typ="safe", pure=True).load(path))
    except ValidationError as error:
        faults = [
            ": ".join([shown, *map(str, e["loc"]), e["msg"].removeprefix("Value error, ")]) for e in error.errors()
        ]
        raise ParamsError(faults) from None
    except (YAMLError, UnicodeDecodeError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", None)
        where = "" if line is None else f":{line + 1}"
        raise ParamsError([f"{shown}{where}: not YAML: {getattr(error, 'problem', None) or error}"]) from None


def known_layout(table: Table, known: list[Layout]) -> bool:
    """Whether a table is one that a system writes; if so its role, columns and settings are given, in place. Of several
    layouts the one with the most columns to recognise it is taken."""
    fits = [layout for layout in known if _fits(layout, table)]
    if not fits:
        return False
    layout = max(fits, key=lambda one: len(one.has))
    why = f"as {layout.system} writes it"
    table.role, table.why = layout.table, f"{layout.system}: its columns are there"
    mapped = {ours: _first_there(given, table) for ours, given in layout.columns.items()}
    table.mapped |= {ours: (expression, why) for ours, expression in mapped.items() if expression}
    dropped = {reason: _first_there(given, table) for reason, given in layout.drop.items()}
    table.drop |= {reason: (condition, why) for reason, condition in dropped.items() if condition}
    table.settings |= {key: (value, why) for key, value in layout.settings.items()}
    if "key" in layout.settings:
        table.settings["key"] = ([mapped.get(name) or name for name in layout.settings["key"]], why)
    table.asks += layout.ask
    table.ignored |= {name: why for name in table.columns if any(fnmatchcase(name, form) for form in layout.ignore)}
    if "currency" in table.mapped:
        map_currency(table, table.columns[table.mapped.pop("currency")[0]])
    day = raw_column(table, "event_date" if layout.table == "events" else "order_date")
    table.dialect |= form_of(table, day) if day else {}
    return True


def _fits(layout: Layout, table: Table) -> bool:
    """Whether a table has the columns that recognise a layout, and all that its kind of table needs."""
    here = all(any(name in table.columns for name in _several(given)) for given in layout.has)
    needed = [given for ours, given in layout.columns.items() if ours in _NEEDED]
    return here and all(_first_there(given, table) for given in needed)


def _first_there(given: str | list[str], table: Table) -> str:
    """The first of several expressions whose columns the table has; empty if it has those of none. A single column with
    gaps gives way to the next."""
    columns, gaps = table.columns, ""
    for expression in _several(given):
        if expression in columns:
            if columns[expression].known >= SURE * table.n:
                return expression
            gaps = gaps or expression * (columns[expression].known > 0)
        elif set(names_in(expression)) <= {*columns, ROW}:
            return expression
    return gaps


def _several(given: str | list[str]) -> list[str]:
    return [given] if isinstance(given, str) else given
