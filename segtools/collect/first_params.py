"""Write a first params file: guesses about a client's tables, each with its evidence, for a person to confirm.

Nothing here runs when a client is run: what is guessed is written down, and the file alone counts from then on.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from segtools.collect.expressions import columns_of
from segtools.collect.guess_columns import Table, days_in, look_at
from segtools.collect.guess_orders import gaps, raw_column
from segtools.collect.guess_people import contract
from segtools.collect.guess_roles import FIELDS, give_roles
from segtools.collect.guess_variables import variable_line
from segtools.collect.number_text import CURRENCY
from segtools.collect.sources import connect
from segtools.params import ParamsError, params_path


def first_params(client: str, files: Iterable[str]) -> tuple[str, list[tuple[str, str, str]]]:
    """The text of a params file for these files, and a table of what was looked for: file, what it was taken for, and
    what was seen. Where no table of customers, orders, events or answers is among them, the text has to be completed.

    Raises DataError where a file cannot be read.
    """
    connection = connect()
    tables = [look_at(connection, f"t{n}", file) for n, file in enumerate(files)]
    give_roles(tables)
    seen = [(f"{table.path} ({table.n:,} rows)", table.role or "not used", _seen(table)) for table in tables]
    return _written(client, tables), seen


def _seen(table: Table) -> str:
    """What was seen in a table, in one line."""
    if table.role:
        return table.why
    looked = [f"{what}: {saw}" for what, saw in table.looked.items()]
    return "; ".join(dict.fromkeys([table.why, *looked]))


# --- writing it down ----------------------------------------------------------------------------------


def _written(client: str, tables: list[Table]) -> str:
    """The params file: one line per guess, with its evidence after it."""
    by_role = {table.role: table for table in tables if table.role not in ("", "lookup")}
    out = [
        "# yaml-language-server: $schema=schema.json",
        f"# Written by segtools new on {datetime.now():%Y-%m-%d} from {len(tables)} file{'s' * (len(tables) > 1)}. "
        "The text after # guess",
        "# is the evidence: check each guess with the client, correct it, then delete the note.",
        *[f"# ASK THE CLIENT: {question}" for table in tables for question in table.asks],
        f"title: {_yaml(client.replace('_', ' ').title())}",
    ]
    orders = by_role.get("transactions") or by_role.get("events")
    out += _currency(by_role.get("transactions"))
    if orders:
        named = "order_date" if orders.role == "transactions" else "event_date"
        days = days_in(orders, raw_column(orders, named)) if raw_column(orders, named) else []
        if len(days):
            out.append(f"as_of: {days.max():%Y-%m-%d}  # guess: the latest day in {orders.name}")
    sources = ("transactions", "customers", "survey", "events", "responses")
    out.append(
        "sources:" if by_role else "# sources:  # ASK THE CLIENT: which table holds orders, customers or answers?"
    )
    for role in sources:
        if role in by_role:
            out += _source(role, by_role[role])
    wide = next((table for table in tables if table.responses), None)
    if wide is not None and "responses" not in by_role:
        out += _responses(wide)
    unused = [table for table in tables if not table.role]
    out += [line for table in unused for line in _unused(table, alone=not by_role)]
    ids = {role: columns_of(t.mapped.get("customer_id", ("",))[0], list(t.columns)) for role, t in by_role.items()}
    if any(name in by_role[role].personal for role, names in ids.items() for name in names):
        out += [
            "people:",
            "  ids: number  # guess: the ids say who people are; hash (with key) gives the same id every month",
        ]
    people = next((by_role[role] for role in ("customers", "survey") if role in by_role), None)
    fields = contract(people) if people is not None and "transactions" not in by_role else {}
    if fields:
        out += ["value:", "  contract:"]
        out += [f"    {key}: {_yaml(name)}  # guess: {why}" for key, (name, why) in fields.items()]
        out.append("    periods_a_year: 12  # guess: months; ASK THE CLIENT")
    out += _variables([by_role[r] for r in ("customers", "survey") if r in by_role])
    return "\n".join(" ".join(line.splitlines()) for line in out) + "\n"


def _unused(table: Table, alone: bool) -> list[str]:
    """A table that is not used, with its columns where nothing else is there to begin with."""
    out = [f"  # not used: {table.path} ({table.why})"]
    if alone:
        out += ["  # transactions:", f"  #   path: {_yaml(table.path)}"]
        out += [f"  #   {key}: {_yaml(value)}" for key, (value, _) in table.dialect.items()]
        out += ["  #   columns:"]
        out += [
            f"  #     {c.name}: {c.distinct:,} different{gaps(c)}, such as {', '.join(c.values[:3])}"
            for c in table.columns.values()
            if c.name not in table.personal
        ]
    return out


def _currency(orders: Table | None) -> list[str]:
    if orders is None:
        return []
    if orders.currency:
        return [f"currency: {_yaml(orders.currency)}  # guess: the most common in its column of currencies"]
    amount = orders.columns.get(raw_column(orders, "amount"))
    signs = Counter(m.group() for v in (amount.values if amount else []) if (m := re.search(CURRENCY, v)))
    if signs:
        return [f"currency: {_yaml(signs.most_common(1)[0][0])}  # guess: found in {amount.name}"]
    return ["# currency: £  # the data does not say; remove the first # and give the client's currency"]


def _source(role: str, table: Table) -> list[str]:
    out = [f"  {role}:  # guess: {table.why}", f"    path: {_yaml(table.path)}"]
    out += [
        f"    {key}: {_yaml(value)}  # guess: {why}" for key, (value, why) in (table.dialect | table.settings).items()
    ]
    if "customer_id" not in table.mapped:
        out.append("    make_id: true  # guess: no column looks like a customer's id")
    for lookup, why in table.lookups:
        inside = ", ".join(f"{key}: {_yaml(value)}" for key, value in lookup.items())
        out += [*([] if "    lookups:" in out else ["    lookups:"]), f"      - {{{inside}}}  # guess: {why}"]
    if table.drop:
        out.append("    drop:")
        out += [f"      {_yaml(reason)}: {_yaml(test)}  # guess: {why}" for reason, (test, why) in table.drop.items()]
    if table.mapped or table.made:
        out.append("    columns:")
        both = (table.mapped | table.made).items()
        out += [f"      {_yaml(ours)}: {_yaml(theirs)}  # guess: {why}" for ours, (theirs, why) in both]
    out += [f"    # {name}: holds {what}; it is left out of all outputs" for name, what in table.personal.items()]
    if role in FIELDS:
        missing = [ours for ours in FIELDS[role] if ours not in table.mapped]
        out += [f"    # no column found for: {', '.join(missing)}"] if missing else []
    return out


def _responses(table: Table) -> list[str]:
    """The campaign that a table of one row a customer holds beside them."""
    out = [
        "  responses:  # guess: the same table says what a campaign did and what came of it",
        f"    path: {_yaml(table.path)}",
    ]
    out += [f"    {key}: {_yaml(value)}" for key, (value, _) in table.dialect.items()]
    fields = dict(table.responses)
    if "control" in fields:
        level, why = fields.pop("control")
        out.append(f"    control: {_yaml(level)}  # guess: {why}")
    if "customer_id" in table.mapped:
        fields = {"customer_id": table.mapped["customer_id"]} | fields
        out.append("    duplicates: quarantine  # guess: the table has one row per customer")
    else:
        out.append("    make_id: true")
    if table.drop:
        out.append("    drop:")
        out += [f"      {_yaml(reason)}: {_yaml(test)}" for reason, (test, _) in table.drop.items()]
    return [
        *out,
        "    columns:",
        *[f"      {ours}: {_yaml(theirs)}  # guess: {why}" for ours, (theirs, why) in fields.items()],
    ]


def _variables(tables: list[Table]) -> list[str]:
    out: list[str] = []
    seen: set[str] = set()
    for table in tables:
        taken = {raw_column(table, ours) for ours in table.mapped} | set(table.personal) | set(table.made)
        taken |= {value for key, (value, _) in table.settings.items() if key == "comments"}
        for name, column in table.columns.items():
            if name in taken or name in seen:
                continue
            seen.add(name)
            entry, evidence, sure = variable_line(column, table)
            mark = "guess" if sure else "unclear"
            out.append(f"  {'' if sure else '# '}{_yaml(name)}: {_yaml(entry)}  # {mark}: {evidence}")
    if not any(not line.startswith("  #") for line in out):
        return ["# " + line.strip("# ") for line in out]
    return ["variables:", *out]


_YAML_WORDS = ("yes", "no", "true", "false", "null", "y", "n", "on", "off")  # which mean no text


def _yaml(value: Any) -> str:
    """A value in YAML's inline form, quoted if it would otherwise mean something else."""
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_yaml(key)}: {_yaml(part)}' for key, part in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_yaml(part) for part in value)}]"
    text = str(value)
    plain = re.fullmatch(r"[A-Za-z£€/$][\w £€$%./*()+!?&-]*", text) and text.lower() not in _YAML_WORDS
    if plain and text == text.strip() and " #" not in text and ": " not in text:
        return text
    return json.dumps(text, ensure_ascii=False)  # which YAML reads: line breaks of a header too


def write_params(client: str, text: str, replace: bool) -> Path:
    """Write params/CLIENT.yaml; replace an existing file only if asked to."""
    path = params_path(client)
    if path.exists() and not replace:
        raise ParamsError([f"params/{path.name}: exists already; choose another name, or add --replace"])
    path.write_text(text, "utf-8")
    return path
