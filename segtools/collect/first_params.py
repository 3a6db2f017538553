"""Write a first params file: guesses about a client's tables, each with its evidence, for a person to confirm.

Nothing here runs when a client is run: what is guessed is written down, and the file alone counts from then on.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from segtools.collect.dictionary import infer_kind
from segtools.collect.guess_dialect import Column, Table, look_at
from segtools.collect.guess_roles import FAMILY_WORDS, FIELDS, days_in, give_roles
from segtools.collect.number_text import CURRENCY
from segtools.collect.scale_order import ordered
from segtools.collect.sources import connect
from segtools.params import ParamsError, params_path
from segtools.tables import DataError


def first_params(client: str, files: Iterable[str]) -> tuple[str, list[str]]:
    """The text of a params file for these files, and a sentence on how each file was understood.

    Raises DataError where a file cannot be read, or where no table of customers, orders, events or answers is among
    them.
    """
    connection = connect()
    tables = [look_at(connection, f"t{n}", file) for n, file in enumerate(files)]
    give_roles(tables)
    if not any(table.role in ("transactions", "customers", "survey", "events") for table in tables):
        why = "; ".join(f"{table.path}: {table.why}" for table in tables)
        raise DataError(f"none of the files holds orders, customers, events or answers ({why}); add one that does")
    taken_for = [f"{table.path} ({table.n:,} rows): {table.role or 'not used'}, {table.why}" for table in tables]
    return _written(client, tables), taken_for


# --- writing it down ----------------------------------------------------------------------------------


def _written(client: str, tables: list[Table]) -> str:
    """The params file: one line per guess, with its evidence after it."""
    by_role = {table.role: table for table in tables if table.role not in ("", "lookup")}
    out = [
        "# yaml-language-server: $schema=schema.json",
        f"# Written by segtools new on {datetime.now():%Y-%m-%d} from {len(tables)} file{'s' * (len(tables) > 1)}. "
        "The text after # guess",
        "# is the evidence: check each guess with the client, correct it, then delete the note.",
        f"title: {_yaml(client.replace('_', ' ').title())}",
    ]
    orders = by_role.get("transactions") or by_role.get("events")
    out += _currency(by_role.get("transactions"))
    if orders:
        days = days_in(orders, orders.mapped["order_date" if orders.role == "transactions" else "event_date"][0])
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
            "  ids: number  # guess: the ids say who people are; hash (with key) gives the same id every month",
        ]
    out += _variables([by_role[role] for role in ("customers", "survey") if role in by_role])
    return "\n".join(out) + "\n"


def _currency(orders: Table | None) -> list[str]:
    if orders is None:
        return []
    amount = orders.columns.get(orders.mapped["amount"][0])
    signs = Counter(m.group() for v in (amount.values if amount else []) if (m := re.search(CURRENCY, v)))
    if signs:
        return [f"currency: {_yaml(signs.most_common(1)[0][0])}  # guess: found in {amount.name}"]
    return ["# currency: £  # the data does not say; remove the first # and give the client's currency"]


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
    out += [f"    # {name}: holds {what}; it is left out of all outputs" for name, what in table.personal.items()]
    if role in FIELDS:
        missing = [ours for ours in FIELDS[role] if ours not in table.mapped]
        out += [f"    # no column found for: {', '.join(missing)}"] if missing else []
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
    """The line of a variable, and whether it is active: an unclear one is written as a comment."""
    family = next((f for f, words in FAMILY_WORDS.items() if re.search(rf"(?i)(^|_|\b)({words})(\b|_|$)", name)), "")
    belongs = f"family: {family}, " if family and (table.role == "survey" or family == "geographic") else ""
    levels = ordered(column.values) if not column.is_number and not column.is_date else []
    if levels:
        order = ", ".join(_yaml(level) for level in levels)
        return f"{{{belongs}order: [{order}]}}  # guess: from its words or numbers", True
    if column.is_date:
        return "{kind: ignore}  # guess: a date; to use it, turn it into days or years", True
    kind, evidence, unclear = infer_kind(name, column.typed)
    if column.distinct > len(column.values):
        evidence = f"{column.distinct:,} different values"
    if unclear and table.role == "survey" and kind == "ordinal":
        return f"{{{belongs}kind: ordinal}}  # guess: {evidence}", True
    words = f"{{{belongs}kind: {kind}}}  # {'unclear' if unclear else 'guess'}: {evidence}"
    return words + ("; to use it, remove the first # and give the kind" if unclear else ""), not unclear


_YAML_WORDS = ("yes", "no", "true", "false", "null", "y", "n", "on", "off")  # which mean no text


def _yaml(value: Any) -> str:
    """A value in YAML's inline form, quoted if it would otherwise mean something else."""
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, list):
        return f"[{', '.join(_yaml(part) for part in value)}]"
    text = str(value)
    plain = re.fullmatch(r"[A-Za-z£€/$][\w £€$%./*()+!?&-]*", text) and text.lower() not in _YAML_WORDS
    if plain and text == text.strip() and " #" not in text and ": " not in text:
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def write_params(client: str, text: str, replace: bool) -> Path:
    """Write params/CLIENT.yaml; replace an existing file only if asked to."""
    path = params_path(client)
    if path.exists() and not replace:
        raise ParamsError([f"params/{path.name}: exists already; choose another name, or add --replace"])
    path.write_text(text, "utf-8")
    return path
