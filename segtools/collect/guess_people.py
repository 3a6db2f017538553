"""Guess how a table holds one row a customer: the id, and what is a campaign's rather than the customer's own."""

from __future__ import annotations

import re

from segtools.collect.guess_columns import SURE, Column, Table
from segtools.collect.guess_names import ends_as_id, is_id_word, named, words_of
from segtools.collect.guess_orders import NAMED, gaps
from segtools.words import is_yes_no

_ENOUGH = 1.5
_BY_NAME = 0.9
_WAYS = 8  # of writing yes and no, in one column
_LESSER = ("visit", "visited", "opened", "open", "clicked", "click", "visita", "besucht", "geoffnet")  # than a purchase
_HELD_BACK = (  # a level of a column of groups
    r"(?i)(^|\W|_)(control|hold-?out|held ?back|none|placebo|kontroll\w*|nicht|temoin|testigo|untreated|"
    r"(no|kein\w*|ohne|sin|sans|geen|bez|без|senza|sem)[ _-]\w[\w-]*)(\W|_|$)"
)


def own_id(table: Table, masters: dict[str, dict[str, set[str]]]) -> tuple[str, str]:
    """The column that is the customer's own id, and its evidence; empty where no column is."""
    best, most, why = "", 0.0, ""
    for place, column in enumerate(table.columns.values()):
        sure = _BY_NAME if named("customer", column.name) >= 2 else SURE  # repeats may be dirt
        if column.unique < sure or column.known < sure * column.rows or column.is_date or column.rows < 2:
            continue
        if column.is_number and not column.is_whole:
            continue
        points, said = _points(table, column, place, masters)
        if points > most:
            best, most, why = column.name, points, said
    return (best, why) if most >= _ENOUGH else ("", "")


def _points(table: Table, column: Column, place: int, masters) -> tuple[float, str]:
    name = column.name
    points = NAMED[named("customer", name)] + (place == 0) + (not column.is_number)
    points += 2 * is_id_word(name) or 1.5 * ends_as_id(name)
    said = [f"{column.unique:.1%} of the ids are different{gaps(column)}"]
    mine = set(table.frame[name].dropna())
    for path, columns in masters.items():
        if path == table.path:
            continue
        if any(len(mine & ids) >= 0.5 * min(len(mine), len(ids)) > 0 for ids in columns.values()):
            points += 3
            said.append(f"{path} has the same ids")
            break
    if _is_row_number(table, column):
        points -= 6
    points -= 6 * (table.personal.get(name, "e-mail addresses") != "e-mail addresses")
    points -= 1 * (name in table.personal)
    lengths = [len(value) for value in column.values[:200]]
    points -= 3 * (not column.is_number and max(lengths) > 60)
    points -= 2 * (not column.is_number and sum(" " in value.strip() for value in column.values[:200]) > 100)
    things = ("product_id", "product_name", "order", "campaign", "amount")
    points -= 3 * any(named(thing, name) == 3 for thing in things) * (named("customer", name) < 2)
    return points, "; ".join(said)


def _is_row_number(table: Table, column: Column) -> bool:
    """Whether a column is the running number that pandas or R writes beside a table: 0, 1, 2 without a name."""
    nameless = re.fullmatch(r"(?i)unnamed.*|index|x|row|rownames|\.\.\.1|_c0", column.name.strip())
    if not (column.is_number and nameless):
        return False
    read = table.numbers(column.name)
    return bool((read.diff().dropna() == 1).all())


def map_responses(table: Table) -> dict[str, tuple[str, str]]:
    """Fields of responses in a table of one row a customer: what a campaign did to them and what came of it."""
    arms = [c for c in table.columns.values() if not c.is_date and 2 <= c.distinct <= 12]
    outcomes = [c for c in arms if c.distinct == 2 and named("responded", c.name) == 3 and is_yes_no(c.values)]
    outcome = min(outcomes, key=lambda c: words_of(c.name) in _LESSER, default=None)
    others = [c for c in arms if c is not outcome]
    flags = [c for c in others if c.distinct == 2 and is_yes_no(c.values)]
    treated = next((c for c in flags if named("treated", c.name) == 3), None)
    groups = [c for c in others if not c.is_number and _is_group(c)]
    held = [(c, level) for c in groups for level in c.values if re.search(_HELD_BACK, level)]
    if outcome is None or (treated is None and not held):
        return {}
    mapped = {"responded": (outcome.name, "yes or no, by its name")}
    if held:
        column, level = held[0]
        mapped["campaign"] = (column.name, f"{column.distinct} groups, by their names")
        mapped["control"] = (level, f"held back, by its name, in {column.name}")
    else:
        mapped["campaign"] = ("'campaign'", "the table has one campaign; give it its name")
        mapped["treated"] = (treated.name, "yes or no, by its name")
    amounts = [c for c in table.columns.values() if c.is_number and c.distinct > 2]
    money = next((c for c in amounts if named("revenue", c.name) == 3), None)
    if money is not None:
        mapped["revenue"] = (money.name, "by its name")
    return mapped


def contract(table: Table) -> dict[str, tuple[str, str]]:
    """The contract that a table of one row a customer records, each part with its evidence: whether it ended, how long
    it ran and what a period costs; empty where one of these is not there."""
    columns = list(table.columns.values())
    found = {
        "ended": [c for c in columns if 2 <= c.distinct <= _WAYS and named("ended", c.name) and is_yes_no(c.values)],
        "periods": [c for c in columns if c.is_whole and named("age of contract", c.name) and min(c.typed) >= 0],
        "amount": [c for c in columns if c.is_number and c.distinct > 1 and named("fee a period", c.name)],
    }
    fields = ("ended", "age of contract", "fee a period")
    best = {
        key: max(fits, key=lambda c, field=field: named(field, c.name), default=None)
        for (key, fits), field in zip(found.items(), fields, strict=True)
    }
    if any(column is None for column in best.values()):
        return {}
    return {key: (column.name, f"by its name; {column.distinct:,} different") for key, column in best.items()}


def _is_group(column: Column) -> bool:
    if named("campaign", column.name) or named("treated", column.name):
        return True
    return words_of(column.name) in ("segment", "group", "gruppe", "cell", "groupe", "grupo", "gruppo")
