"""Guess which column is money, and which quantity, price and discount belong to it."""

from __future__ import annotations

import itertools
import re

import numpy as np
import pandas as pd

from segtools.collect.guess_columns import Column, Table, quoted
from segtools.collect.guess_names import is_id_word, named, words_of
from segtools.collect.guess_orders import ALIKE, is_long_decimal, name_runner_up, raw_column, share_constant
from segtools.collect.number_text import CURRENCY

_CENT = 0.011
_WRITTEN_AS_MONEY = re.compile(r"\d[.,]\d{2}(\D*)$")  # 10.00 is money, though it is whole
_MOST_PIECES = 10_000
_MAY_BE_CENTS = 500
_PERCENT = {"percent", "percentage", "pct", "perc", "prozent", "pourcent", "porcentaje", "procent", "pc", "rate"}
_MINOR = {"cents", "cent", "pence", "minor", "centimes", "centavos", "centimos", "ore", "grosze", "groszy", "haler"}
_PREFERRED = {
    "net": 0.3,
    "netto": 0.3,
    "converted": 0.4,
    "gross": -0.2,
    "brutto": -0.2,
    "subtotal": -0.4,
    "zwischensumme": -0.4,
}


def map_money(table: Table, header: dict[str, str]) -> bool:
    """Map amount, quantity, price and what belongs to them, in place; False where there is no money."""
    order = raw_column(table, "order_id")
    taken = {raw_column(table, ours) for ours in table.mapped} - {""}
    columns = [c for c in table.columns.values() if _may_be_number(c) and c.name not in taken]
    columns = [c for c in columns if c.distinct > 1 or named("amount", c.name) == 3 or named("refund", c.name)]
    values = {c.name: table.numbers(c.name) for c in columns}
    made = _made_of(values)
    found = sorted(
        ((c.name, *_money_points(table, c, values, made, header, order)) for c in columns), key=lambda row: -row[1]
    )
    found = [row for row in found if row[1] >= 1]
    if made:
        table.mapped |= _parts_of(made, next((row[0] for row in found if row[0] in made), ""))
    amount = found[0] if found else None
    counted = _counted(table, columns, values)
    if counted and (amount is None or amount[0] not in made or amount[0] in counted[:2]):
        quantity, price, unit = counted
        if amount is None or amount[0] in (quantity, price) or amount[1] < 3:
            amount = _of_price(table, quantity, price, unit, values)
        table.mapped.setdefault("quantity", (quantity, "whole numbers, beside a price"))
        if unit:
            table.mapped.setdefault("unit_price", (price, "beside a quantity"))
    for ours in ("quantity", "unit_price"):
        fits = [c.name for c in columns if named(ours, c.name) == 3 and not (amount and c.name == amount[0])]
        if fits and ours not in table.mapped:
            table.mapped[ours] = (fits[0], f"by its name; {table.columns[fits[0]].distinct:,} different")
    if amount is None:
        return False
    table.mapped["amount"] = _net(table, amount, values, header, order)
    if amount[0] in values:
        _ask_what_is_in(table, amount[0], values)
    name_runner_up(table, "amount", [(n, w, p) for n, p, w in found[:2]] if amount in found else [])
    return True


def _may_be_number(column: Column) -> bool:
    return column.is_number and not is_long_decimal(column)


def _made_of(values: dict[str, pd.Series]) -> dict[str, tuple[str, str, str]]:
    """Columns that are a quantity times a price, less a discount where there is one -> these columns."""
    made = {}
    names = [name for name in values if values[name].notna().mean() > 0.3]
    things = ("product_id", "order", "category")
    names = [n for n in names if not is_id_word(n.split("_")[-1]) and not any(named(thing, n) == 3 for thing in things)]
    names = names[:14]
    for whole in names:
        for one, other in itertools.combinations([n for n in names if n != whole], 2):
            known = values[whole].notna() & values[one].notna() & values[other].notna()
            if known.sum() < 10 or values[one][known].nunique() < 2 or values[other][known].nunique() < 2:
                continue
            product = (values[one] * values[other])[known]
            if (product.abs() > _CENT).mean() < 0.5:
                continue
            rest = product - values[whole][known]
            if (rest.abs() < _CENT).mean() > 0.95:
                made[whole] = (one, other, "")
                break
            less = [n for n in names if n not in (whole, one, other)]
            less = [n for n in less if ((rest - values[n][known]).abs() < _CENT).mean() > 0.95]
            if less:
                made[whole] = (one, other, less[0])
                break
    return made


def _parts_of(made: dict[str, tuple[str, str, str]], whole: str) -> dict[str, tuple[str, str]]:
    """Fields of the columns that make an amount."""
    one, other, less = made.get(whole) or next(iter(made.values()))
    if named("quantity", other) > named("quantity", one) or named("unit_price", one) > named("unit_price", other):
        one, other = other, one
    why = f"{whole or next(iter(made))} is {quoted(one)} * {quoted(other)}" + (f" - {quoted(less)}" if less else "")
    mapped = {"quantity": (one, why), "unit_price": (other, why)}
    return mapped | ({"discount": (less, why)} if less else {})


def _money_points(table, column: Column, values, made, header, order) -> tuple[float, str]:
    """How much speaks for a column of amounts, and what does."""
    name, read = column.name, values[column.name]
    points, said = {3: 3.0, 1: 1.0, 0: 0.0}[named("amount", name)], []
    if named("amount", name):
        said.append("by its name")
    words = set(words_of(name).split())
    points += sum(bonus for word, bonus in _PREFERRED.items() if word in words)
    if name in made:
        one, other, less = made[name]
        share = ((values[one] * values[other] - (values[less] if less else 0) - read).abs() < _CENT).mean()
        points += 3
        said.append(
            f"equals {quoted(one)} * {quoted(other)}{f' - {quoted(less)}' if less else ''} in {share:.1%} of the rows"
        )
    if any(re.search(CURRENCY, value) for value in column.values[:50]):
        points += 1.5
        said.append("with a sign of currency")
    known = read.dropna()
    decimals = bool((known % 1 != 0).any()) or any(_WRITTEN_AS_MONEY.search(value) for value in column.values[:50])
    points += 1 if decimals else -1.5 * (known.abs().max() < 100)
    if decimals and not said:
        said.append("numbers with decimals")
    penalties = {
        "not money of the line": (5, 1),
        "cost": (4, 0),
        "refund": (9, 2),
        "quantity": (4, 0),
        "discount": (4, 1),
    }
    for other, (whole, part) in penalties.items():
        fits = named(other, name)
        points -= whole * (fits == 3) + part * (fits == 1) * (named("amount", name) < 3)
    counts = any(named("quantity", other) == 3 for other in values)
    points -= 1.5 * (named("unit_price", name) == 3 and named("amount", name) < 3 and counts)
    points -= 6 * (name not in made and any(name in parts for parts in made.values()))
    points -= 4 * _runs_on(table, read, values, name)
    if name not in header:
        points -= 2 * (1 - column.known / max(column.rows, 1))
    if order in table.frame and share_constant(table.frame[order], read) >= ALIKE and name not in header:
        points -= 1
    return points, "; ".join(said) or "numbers"


def _runs_on(table: Table, read: pd.Series, values: dict[str, pd.Series], name: str) -> bool:
    """Whether a column is the running sum of another, customer by customer or over all rows."""
    customer = raw_column(table, "customer_id")
    steps = [read.diff(), read.groupby(table.frame[customer]).diff()] if customer else [read.diff()]
    for step in steps:
        moved = step.notna() & (step.abs() > _CENT)
        for other, amounts in values.items():
            same = (step[moved] - amounts[moved]).abs() < _CENT
            if other != name and moved.sum() > 20 and same.mean() > 0.9:
                return True
    return False


def _counted(table: Table, columns: list[Column], values: dict[str, pd.Series]) -> tuple[str, str, bool] | None:
    """A quantity and a price, and whether the price is of one piece; None where there are none."""
    whole = [c for c in columns if c.is_whole and not named("unit_price", c.name)]
    whole = [c for c in whole if values[c.name].abs().quantile(0.99) <= _MOST_PIECES]
    whole = [c for c in whole if named("quantity", c.name) or named("amount", c.name) == 3]
    prices = [c for c in columns if named("unit_price", c.name) and c not in whole and named("amount", c.name) < 3]
    if not whole or not prices:
        return None
    quantity = max(whole, key=lambda c: named("quantity", c.name)).name
    price = max(prices, key=lambda c: (named("unit_price", c.name), values[c.name].notna().mean())).name
    return quantity, price, _is_of_one(table, values[quantity], values[price])


def _is_of_one(table: Table, quantity: pd.Series, price: pd.Series) -> bool:
    """Whether a price is that of one piece: it stays the same for a product, however many are bought."""
    several = quantity.abs() > 1
    if several.mean() < 0.02:
        return True
    goods = [n for n in table.columns if named("product_id", n) == 3 or named("product_name", n) == 3]
    for name in goods:
        each = (price / quantity.where(quantity != 0)).round(2)
        of_one, of_all = share_constant(table.frame[name], price), share_constant(table.frame[name], each)
        if not np.isnan(of_one) and of_one != of_all:
            return of_one > of_all
    both = pd.DataFrame({"q": quantity, "p": price}).dropna()
    return len(both) < 10 or not both.q.corr(both.p, method="spearman") > 0.7


def _of_price(table: Table, quantity: str, price: str, unit: bool, values) -> tuple[str, float, str]:
    """An amount where only a price is known."""
    if not unit:
        return price, 9.0, f"a price of the whole line: it rises with {quantity}"
    product = f"{quoted(quantity)} * {quoted(price)}"
    less = next((n for n in values if named("discount", n) and n not in (quantity, price)), "")
    if not less:
        return product, 9.0, "no column of amounts, but a quantity and a price"
    known = values[less].dropna()
    table.mapped.setdefault("discount", (less, "by its name"))
    table.asks.append(f"is {less} already taken off {price}? Here it is taken off the amount")
    if known.between(0, 1).all() and (known % 1 != 0).any():
        return f"{product} * (1 - {quoted(less)})", 9.0, f"a quantity and a price; {less} is a share of it"
    whole = (values[quantity] * values[price]).abs()
    above = (values[less].abs() > whole + _CENT).mean() > 0.01 and known.between(0, 100).all()
    if "%" in less or set(words_of(less).split()) & _PERCENT or above:
        return f"{product} * (1 - {quoted(less)} / 100)", 9.0, f"a quantity and a price; {less} is a percentage"
    return f"{product} - {quoted(less)}", 9.0, f"a quantity and a price, less {less}"


def _ask_what_is_in(table: Table, name: str, values: dict[str, pd.Series]) -> None:
    """Ask whether the amount is to hold tax, freight or tips, where it is the sum of another amount and of these; and
    whether whole amounts are in hundredths."""
    whole = values[name]
    extras = [n for n in values if n != name and named("not money of the line", n)]
    for other in values:
        parts = [extra for extra in extras if extra != other]
        if other == name or other in extras or not parts:
            continue
        for count in range(1, min(len(parts), 3) + 1):
            for some in itertools.combinations(parts, count):
                rest = whole - values[other] - sum(values[n].fillna(0) for n in some)
                if (rest.abs() < _CENT).mean() > 0.95 and (whole - values[other]).abs().max() > _CENT:
                    table.asks.append(f"{name} is {other} with {' and '.join(some)}: are these the client's revenue?")
                    return
    known = whole.dropna()
    if len(known) > 20 and (known % 1 == 0).all() and known.abs().median() > _MAY_BE_CENTS:
        table.asks.append(f"every {name} is a whole number: is it in hundredths?")


def _net(table: Table, amount: tuple[str, float, str], values, header, order) -> tuple[str, str]:
    """The amount as an expression: less refunds, nought where it stands on another line, once an order."""
    name, _, why = amount
    expression = quoted(name) if name in table.columns else name
    blank = name in header
    back = [n for n, read in values.items() if named("refund", n) and n != name and _is_part(read, values.get(name))]
    mine = set(words_of(name).split())
    back.sort(key=lambda n: -len(mine & set(words_of(n).split())))
    if blank:
        expression = f"default({expression}, 0)"
        why += "; it stands on the first line of an order"
    if back:
        full = table.frame[back[0]].notna().all() and back[0] not in header
        expression += f" - {quoted(back[0])}" if full else f" - default({quoted(back[0])}, 0)"
        why += f"; {back[0]} is taken off"
    repeats = order in table.frame and table.columns[order].unique < 0.98
    if repeats and not blank and name in values and share_constant(table.frame[order], values[name]) >= ALIKE:
        key = [table.mapped["order_id"][0]]
        lines = int(table.frame.duplicated(order).sum())
        if lines > 10 or lines > 0.01 * len(table.frame):
            table.settings["key"] = (key, f"{lines:,} rows repeat an order, with the same {name}")
            table.settings["keep"] = ("first", f"{name} is that of the whole order, so it counts once")
    if name in values and values[name].dropna().mod(1).eq(0).all() and set(words_of(name).split()) & _MINOR:
        expression, why = f"{_bracketed(expression)} / 100", f"{why}; in hundredths"
    below = (values[name].dropna() < 0).mean() if name in values else 0.0
    if below > 0.5:
        table.asks.append(f"{below:.0%} of {name} is below nought: is it what customers paid?")
        if below > 0.8:
            expression, why = f"-{_bracketed(expression)}", f"{why}; signs turned"
    return (name if expression == quoted(name) else expression), why


def _bracketed(expression: str) -> str:
    """An expression in brackets, unless it is a number, a column or a function."""
    return f"({expression})" if re.search(r" [-+*/] ", expression) else expression


def _is_part(back: pd.Series, whole: pd.Series | None) -> bool:
    """Whether refunds are amounts of their own beside what was paid, and never more than it."""
    if whole is None:
        return False
    known = back.dropna()
    both = (back.fillna(0) <= whole + _CENT) | whole.isna()
    return (
        bool(len(known))
        and bool((known >= 0).all())
        and both.mean() > ALIKE
        and not np.allclose(back.fillna(-1), whole.fillna(-1))
    )
