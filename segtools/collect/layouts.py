"""Tables that known systems write, recognised by their header: params/library/layouts, one file a system."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field, ValidationError
from ruamel.yaml import YAML

from segtools.collect.expressions import columns_of, names_in
from segtools.collect.guess_columns import Table
from segtools.collect.guess_orders import form_of, raw_column
from segtools.params import ParamsError, project_root
from segtools.params.strict import Strict

FOLDER = "params/library/layouts"


class Layout(Strict):
    """A table that a system writes.

    columns, drop : expressions; of several under one name, the first whose columns are all there is taken, and one
        whose columns are not there is left out
    """

    system: str
    """The system and its export, as the evidence names it."""
    has: list[str]
    """Columns that the table must have to be recognised."""
    table: Literal["transactions", "customers", "survey", "events", "responses"]
    """What the table is."""
    columns: dict[str, str | list[str]] = Field(default_factory=dict)
    """Our field: the system's column or an expression."""
    drop: dict[str, str | list[str]] = Field(default_factory=dict)
    """Reason: condition, as under the drop of a source."""
    settings: dict[str, Any] = Field(default_factory=dict)
    """Other keys of the source: key, keep, time_zone."""
    ignore: list[str] = Field(default_factory=list)
    """Columns that tell nothing of a customer."""
    ask: list[str] = Field(default_factory=list)
    """What the client is to be asked."""


def layouts() -> list[Layout]:
    """Every layout of the library. ParamsError, in one line a fault, where a file is wrong."""
    found = []
    for path in sorted((project_root() / FOLDER).glob("*.yaml")):
        try:
            found.append(Layout.model_validate(YAML(typ="safe", pure=True).load(path)))
        except ValidationError as error:
            faults = [f"{FOLDER}/{path.name}: {'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors()]
            raise ParamsError(faults) from None
    return found


def known_layout(table: Table, known: list[Layout]) -> bool:
    """Whether a table is one that a system writes; if so its role, columns and settings are given, in place."""
    here = {name.strip().casefold() for name in table.columns}
    fits = [layout for layout in known if {name.casefold() for name in layout.has} <= here]
    if not fits:
        return False
    layout = max(fits, key=lambda one: len(one.has))
    why = f"as {layout.system} writes it"
    table.role, table.why = layout.table, f"{layout.system}: its columns are there"
    for ours, given in layout.columns.items():
        expression = _first_there(given, table)
        if expression:
            table.mapped[ours] = (expression, why)
    for reason, given in layout.drop.items():
        condition = _first_there(given, table)
        if condition:
            table.drop[reason] = (condition, why)
    table.settings |= {key: (value, why) for key, value in layout.settings.items()}
    table.asks += layout.ask
    table.ignored |= {name: why for name in layout.ignore if name in table.columns}
    day = raw_column(table, "event_date" if layout.table == "events" else "order_date")
    table.dialect |= form_of(table, day) if day else {}
    return True


def _first_there(given: str | list[str], table: Table) -> str:
    """The first of several expressions whose columns the table has; empty if it has those of none."""
    for expression in [given] if isinstance(given, str) else given:
        known = list(table.columns)
        if expression in known or set(names_in(expression)) <= set(columns_of(expression, known)):
            return expression
    return ""
