"""Guess how a table holds orders: who bought, what belongs together, when and for how much.

Structure decides: a customer comes back on other days, an order has one day and one customer, an amount is what a
quantity and a price make. Names only break ties.
"""

from __future__ import annotations

import re

import numpy as np
import pandas as pd

from segtools.collect.expressions import columns_of
from segtools.collect.guess_columns import SURE, Column, Table, days_in, in_quotes, quoted
from segtools.collect.guess_names import ends_as_id, is_id_word, named, value_words, words_of

ALIKE = 0.97  # share of groups in which a column is constant, to say that it belongs to the group
_BACK = 0.6  # at most this share of ids with one day only: above it, nobody comes back
_ENOUGH = 3.0  # points
_COPIES = 0.02  # share of rows that repeat a number by mistake
_CLOSE = 1.5  # points between the best and the next, below which the client is to be asked
_FEW = 20  # different values: a category rather than people
NAMED = {3: 4.0, 2: 3.0, 1: 1.5, 0: 0.0}  # points for a name
_EMAIL = "e-mail addresses"


def map_orders(table: Table, masters: dict[str, dict[str, set[str]]], header: dict[str, str]) -> bool:
    """Map a table's columns to fields of orders, in place; False where it holds none.

    masters : another file -> column -> the ids that it has one row each of
    header : as of `continued`
    """
    day = order_day(table, header)
    if not day:
        table.looked["a day of each row"] = "no column of days"
        return False
    days = table.days(day) if day not in header else table.days(day).where(table.frame[day].notna())
    found = _people(table, day, days, masters)
    if not found:
        table.looked["a customer who comes back"] = "no column of ids that come back on other days"
        return False
    customer, why, _ = found[0]
    order, lines = _order(table, customer, days)
    table.mapped["customer_id"] = (_of_header(customer, header), why)
    name_runner_up(table, "customer_id", found)
    _first_of_several(table, customer)
    if order:
        table.mapped["order_id"] = (_of_header(order, header), lines)
        _number_nameless(table, order, customer)
    seen = days_in(table, day)
    span = f"dates from {seen.min():%Y-%m-%d} to {seen.max():%Y-%m-%d}" if len(seen) else "by its name"
    table.mapped["order_date"] = (_of_header(day, header), span + table.columns[day].unsure)
    table.dialect |= form_of(table, day)
    _name_other_day(table, day, days)
    return True


def _name_other_day(table: Table, day: str, days: pd.Series) -> None:
    """Ask which day counts, where another column has days as complete that are mostly others."""
    others = [c for c in table.columns.values() if c.is_date and c.name != day and c.known >= table.columns[day].known]
    for column in [c for c in others if named("order_date", c.name) >= named("order_date", day)]:
        if (table.days(column.name).dt.date != days.dt.date).mean() > 0.5 and not _is_birth(column):
            table.asks.append(f"is order_date {day}, or rather {column.name}?")
            return


def form_of(table: Table, day: str) -> dict[str, tuple[str, str]]:
    """The setting date_format, where a column of days needs it."""
    column = table.columns[day]
    return {"date_format": (column.date_format, f"fits {day}{column.unsure}")} if column.date_format else {}


# --- lines under one header line ------------------------------------------------------------------------


def continued(table: Table) -> dict[str, str]:
    """Columns that only the first line of an order carries -> the column of orders, or nothing where that is blank on
    the other lines too. The frame's blanks are filled."""
    frame = table.frame
    blank = frame.isna()
    gaps = [name for name in frame if 0.05 < blank[name].mean() < 0.98]
    for order in _ids(table):
        column = table.columns[order]
        if column.known < column.rows or column.unique > 0.95:
            continue
        later = frame.duplicated(order)
        share = {name: blank.loc[later, name].mean() for name in gaps}
        under = [n for n in gaps if share[n] > ALIKE and frame.loc[~later, n].notna().mean() > 0.8]
        if later.mean() > 0.1 and len(under) >= 2 and any(table.columns[n].is_date for n in under):
            for name in under:
                frame[name] = frame.groupby(order)[name].transform("first")
            return dict.fromkeys(under, order)
    dated = [name for name in gaps if table.columns[name].is_date]
    for day in dated:
        under = [name for name in gaps if (blank[name] == blank[day]).mean() > ALIKE]
        rest = [name for name in frame if name not in gaps and not blank[name].all()]
        if len(under) >= 2 and len(rest) >= 2 and not blank[day].iloc[0] and any(n in _ids(table) for n in under):
            frame[under] = frame[under].ffill()
            return dict.fromkeys(under, "")
    return {}


def _of_header(name: str, header: dict[str, str]) -> str:
    """A column as an expression: its value stands on the first line of the order alone."""
    if name not in header:
        return name
    return f"first({quoted(name)}, {quoted(header[name])})" if header[name] else f"above({quoted(name)})"


# --- when -----------------------------------------------------------------------------------------------


def order_day(table: Table, header: dict[str, str]) -> str:
    """The column that says when each row was; empty where no column of days does."""
    dated = [c for c in table.columns.values() if c.is_date and (c.known > 0.5 * c.rows or c.name in header)]
    dated = [c for c in dated if not _is_birth(c) and c.name not in table.personal]

    def points(column: Column) -> float:
        filled = table.frame[column.name].notna().mean()
        return named("order_date", column.name) + 3 * filled + 0.5 * (column.distinct > 5)

    return max(dated, key=points).name if dated else ""


def _is_birth(column: Column) -> bool:
    return any(word in words_of(column.name) for word in ("birth", "geburt", "naissance", "nacimiento", "nascita"))


# --- who ------------------------------------------------------------------------------------------------


def _ids(table: Table) -> list[str]:
    """Columns that may be ids: of more than one value, no days, no measures."""
    ids = []
    for name, column in table.columns.items():
        whole = column.is_whole or (column.is_number and is_long_decimal(column))
        text = not column.is_number and bool(column.values) and np.median([len(v) for v in column.values[:500]]) <= 60
        money = column.is_number and (named("amount", name) == 3 or named("quantity", name) == 3)
        if not column.is_date and column.distinct > 1 and (whole or text) and not money:
            ids.append(name)
    return ids


def is_long_decimal(column: Column) -> bool:
    """Whether numbers with decimals are ids: two long numbers with a point between, 1000038.4271150846."""
    return bool(column.values) and all(re.fullmatch(r"\d{5,}\.\d{5,}", value) for value in column.values[:200])


def one_day(table: Table, name: str, days: pd.Series) -> float:
    """Of ids with several rows, the share with all of them on one day; missing where no id has several."""
    return share_constant(table.frame[name], days.dt.normalize())


def share_constant(key: pd.Series, value: pd.Series) -> float:
    """Of keys with several rows, the share in which a value is the same; missing where no key has several."""
    both = pd.DataFrame({"k": key.to_numpy(), "v": value.to_numpy()}).dropna()
    groups = both.groupby("k", sort=False).v.agg(["nunique", "size"])
    several = groups[groups["size"] > 1]
    return float((several["nunique"] == 1).mean()) if len(several) else float("nan")


def _people(
    table: Table, day: str, days: pd.Series, masters: dict[str, dict[str, set[str]]]
) -> list[tuple[str, str, float]]:
    """Columns that may say who, the best first, each with its evidence and points."""
    names = _ids(table)
    single = {name: one_day(table, name, days) for name in names}
    numbered = any(named("order", n) == 3 and table.columns[n].unique > 0.95 for n in names)
    repeated = [n for n in names if table.columns[n].unique < 0.95 or (numbered and named("customer", n) == 3)]
    orders = [n for n in repeated if single[n] >= ALIKE and table.columns[n].distinct > _FEW]
    found = []
    for name in repeated:
        column = table.columns[name]
        comes_back = single[name] <= _BACK
        if not comes_back and named("customer", name) < 2:
            continue
        held = [share_constant(table.frame[order], table.frame[name]) for order in orders if order != name]
        if held and min(held) < 0.9 and named("customer", name) < 2:
            continue  # an order has one customer
        points, said = _points(table, column, masters)
        points += 2 * (comes_back and not np.isnan(single[name]))
        if comes_back:
            said.insert(0, f"{column.known / max(column.distinct, 1):.1f} rows each, on several days")
        called = named("customer", name)
        if called == 3 or (points >= _ENOUGH and (column.distinct >= _FEW or called == 2)):
            found.append((name, "; ".join(said), points))
    return sorted(found, key=lambda row: -row[2])


def _points(table: Table, column: Column, masters: dict[str, dict[str, set[str]]]) -> tuple[float, list[str]]:
    """How much speaks for a column of customers, besides that they come back, and what does."""
    name, points, said = column.name, NAMED[named("customer", column.name)], []
    if points:
        said.append("by its name")
    points += 0.5 * is_id_word(name) * (named("customer", name) < 2)
    said.append(f"{column.distinct:,} different{gaps(column)}")
    file = _explained_by(table, name, masters)
    if file:
        points += 5 * (named("product_id", name) < 3 and named("category", name) < 3)
        said.append(f"{file} has the same ids")
    if table.personal.get(name) == _EMAIL:
        said.append("an e-mail address")
        points += 0.5 * (named("email", name) == 3) - 0.5
    points -= 1.5 * bool({"name", "names", "nom", "nombre", "nome"} & set(words_of(name).split()))
    points -= 2.5 * (table.personal.get(name, _EMAIL) != _EMAIL)
    told = file or named("customer", name) or is_id_word(name) or ends_as_id(name)
    bare = column.is_number and not told and not _is_coded(column)
    points -= 3 * bare  # more likely a measure
    hollow = hollow_share(column)
    if hollow:
        said.append(f"{column.values[0]!r} stands in {hollow:.1%} of the rows")
    points += min(np.log10(max(column.distinct, 1)), 3) - 4 * (column.distinct < _FEW) * (named("customer", name) < 3)
    points -= (4 + 8 * hollow) * (hollow > 0) + 4 * (1 - column.known / max(column.rows, 1))
    others = ("product_id", "product_name", "category", "channel", "order", "quantity", "unit_price", "line")
    points -= 3 * any(named(other, name) == 3 for other in others) * (named("customer", name) < 2)
    return points, said


def _is_coded(column: Column) -> bool:
    """Whether whole numbers look like codes: of one length of at least three digits, and no years."""
    lengths = {len(value.split(".")[0]) for value in column.values}
    years = column.typed.dropna().between(1900, 2100).mean() > 0.9 if column.is_number else False
    return len(lengths) == 1 and min(lengths) >= 3 and not years


def _explained_by(table: Table, name: str, masters: dict[str, dict[str, set[str]]]) -> str:
    """The other file that has a column's ids; small numbers count only under the same name."""
    mine = set(table.frame[name].dropna().unique())
    for file, columns in masters.items():
        for key, ids in columns.items() if file != table.path else ():
            plain = words_of(key) == words_of(name) or not all(value.isdigit() and len(value) < 6 for value in mine)
            if plain and mine and len(mine & ids) >= 0.9 * len(mine):
                return file
    return ""


def hollow_share(column: Column) -> float:
    """Share of the rows with a value that stands for nobody (0, guest), if it is the most common one."""
    if not column.values or not column.rows:
        return 0.0
    usual = column.known / max(column.distinct, 1)
    nobody = {words_of(column.values[0]), column.values[0].strip()} & value_words("nobody")
    return column.most / column.rows if nobody and column.most > 3 * usual else 0.0


def gaps(column: Column) -> str:
    """How much of a column is missing, for its evidence."""
    lost = 1 - column.known / max(column.rows, 1)
    return f", missing in {lost:.1%} of the rows" if lost else ""


def name_runner_up(table: Table, ours: str, found: list[tuple[str, str, float]]) -> None:
    if len(found) > 1 and found[0][2] - found[1][2] < _CLOSE:
        (best, *_), (other, why, _) = found[:2]
        table.asks.append(f"is {ours} {best}, or rather {other} ({why})?")


def _first_of_several(table: Table, customer: str) -> None:
    """Cells that hold several ids: the first is taken."""
    texts = table.frame[customer].dropna()
    for mark in (";", "|", ","):
        several = texts.str.contains(mark, regex=False)
        parts = set(texts[several].str.split(mark).explode().str.strip())
        if 0 < several.mean() < 0.5 and len(parts & set(texts[~several])) >= 0.5 * len(parts):
            expression, why = table.mapped["customer_id"]
            inside = quoted(expression) if expression in table.columns else expression
            first = f"split({inside}, '{mark}', 1)"
            table.mapped["customer_id"] = (first, f"{why}; {several.sum():,} cells hold several, the first is taken")
            table.asks.append(f"{int(several.sum()):,} rows have several {customer}: does the first one count?")
            return


# --- what belongs together --------------------------------------------------------------------------------


def _order(table: Table, customer: str, days: pd.Series) -> tuple[str, str]:
    """The column of orders and its evidence: one customer and one day each. Empty where none is."""
    best, points_of_best, why = "", 0.0, ""
    goods = any(named(ours, n) == 3 for ours in ("product_id", "quantity") for n in table.columns)
    for name in _ids(table):
        column, called, cells = table.columns[name], named("order", name), table.frame[name]
        if name == customer or cells.notna().mean() < 0.9 or name in table.personal:
            continue
        if column.distinct < max(_FEW, 0.02 * column.rows) or named("customer", name) >= 2:
            continue
        same = [share_constant(table.frame[name], other) for other in (table.frame[customer], days.dt.normalize())]
        repeated = cells.duplicated().mean() > _COPIES and not np.isnan(same[0])
        if repeated and min(same) < ALIKE:
            continue
        points = NAMED[called] + is_id_word(name) + 3 * (repeated and cells.nunique() < 0.95 * cells.notna().sum())
        things = ("product_id", "product_name", "line", "category")
        points -= 3 * any(named(thing, name) == 3 for thing in things) * (called < 3)
        if not repeated and goods and called < 3:
            continue  # a number of each line
        if points > points_of_best:
            what = "one customer and one day each" if repeated else "different in every row"
            best, points_of_best, why = name, points, f"{column.distinct:,} different, {what}"
            why += "; by its name" if called == 3 else ""
    if best or goods:
        return best, why
    return "_row", "no order number and no products: each row is taken as one order"


def raw_column(table: Table, ours: str) -> str:
    """The first column that a mapped field uses; empty for none."""
    return next(iter(columns_of(table.mapped.get(ours, ("",))[0], list(table.columns))), "")


def _number_nameless(table: Table, order: str, customer: str) -> None:
    """An order number that many customers share is none, such as (not set): each of its rows is an order."""
    if order not in table.frame:
        return
    people = table.frame.groupby(order)[customer].nunique()
    shared = people[people > 3].index.tolist()
    if not shared or len(shared) > 3 or order not in table.mapped["order_id"][0]:
        return
    rows = table.frame[order].isin(shared)
    known = set(table.frame.loc[~rows, order].dropna())
    apart = [c.name for c in table.columns.values() if c.unique > SURE and c.name not in (order, *table.personal)]
    apart = [n for n in apart if not table.frame.loc[rows, n].duplicated().any() and not known & set(table.frame[n])]
    instead = quoted(apart[0]) if apart else "_row"
    test = " or ".join(f"{quoted(order)} == {in_quotes(value)}" for value in shared)
    why = f"{table.mapped['order_id'][1]}; {int(rows.sum()):,} rows have no number of their own: {', '.join(shared)}"
    table.mapped["order_id"] = (f"if({test}, {instead}, {quoted(order)})", why)
