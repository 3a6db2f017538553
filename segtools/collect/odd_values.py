"""What is odd about orders and attributes that are nevertheless used as they are: remarks, each with its count."""

from __future__ import annotations

from itertools import combinations

import ibis
import numpy as np
import pandas as pd
from ibis import _

from segtools.collect.role_names import is_age, is_birth_year
from segtools.words import plain_words, ticked

Remark = tuple[str, int]

_CODES = {-99, -98, -97, -9, -8, -7, -1, 77, 88, 96, 97, 98, 99, 777, 888, 996, 997, 998, 999, 7777, 8888, 9998, 9999}
_LONGEST_SCALE = 11
_OLDEST = 110  # years
_LEAST_CUSTOMERS = 20
_MUCH_OF_ORDERS, _MUCH_OF_MONEY = 0.2, 0.5
_LEAST_ALIKE = 10


def order_oddities(lines: ibis.Table) -> list[Remark]:
    """One id with very many of the orders (a till, guests), and one customer with most of the money."""
    by = lines.group_by("customer_id").agg(orders=_.order_id.nunique(), amount=_.amount.sum().cast("float64"))
    sums = by.aggregate(n=_.count(), orders=_.orders.sum(), amount=_.amount.sum()).execute().iloc[0]
    if sums.n < _LEAST_CUSTOMERS:
        return []
    found = []
    most = by.order_by(ibis.desc("orders"), "customer_id").limit(1).execute().iloc[0]
    if most.orders > _MUCH_OF_ORDERS * sums.orders:
        what = f"orders of one customer id, {most.customer_id}: {most.orders / sums.orders:.0%} of all"
        found.append((f"{what}; is it a person? If not, drop it", int(most.orders)))
    rich = by.order_by(ibis.desc("amount"), "customer_id").limit(1).execute().iloc[0]
    if sums.amount > 0 and rich.amount > _MUCH_OF_MONEY * sums.amount:
        what = f"orders of one customer, {rich.customer_id}, who brings {rich.amount / sums.amount:.1%} of the money"
        found.append((what, int(rich.orders)))
    return found


def attribute_oddities(table: pd.DataFrame, asked: list[str], year: int) -> list[Remark]:
    """What is odd about the columns of a table of customers.

    Parameters
    ----------
    table : customer_id and attributes, numbers as numbers
    asked : columns of which yes or no is asked
    year : of the study, against which years of birth are held
    """
    found = [*_codes_off_scale(table), *_ages(table, year), *_shares_of_one(table), *_alike(table)]
    for name in [name for name in asked if name in table]:
        blank = table[name].isna() | (table[name].astype("str").str.strip() == "")
        if ticked(table[name]):
            word = plain_words(table[name])[0]
            found.append((f"{name} holds {word!r} or nothing: nothing is read as no", int(blank.sum())))
    return found


def _whole_numbers(table: pd.DataFrame) -> dict[str, pd.Series]:
    numbers = {
        n: table[n].dropna() for n in table.columns.drop("customer_id") if pd.api.types.is_numeric_dtype(table[n])
    }
    return {name: values for name, values in numbers.items() if len(values) and (values % 1 == 0).all()}


def _codes_off_scale(table: pd.DataFrame) -> list[Remark]:
    """Codes such as 98 and 99 beside a short scale; columns with the same scale and codes in one remark."""
    groups: dict[tuple, list[str]] = {}
    for name, values in _whole_numbers(table).items():
        levels = {int(level) for level in values.unique()}
        codes, scale = sorted(levels & _CODES), sorted(levels - _CODES)
        if codes and len(scale) >= 3 and scale[0] >= 0 and scale[-1] <= _LONGEST_SCALE:
            groups.setdefault((tuple(codes), scale[0], scale[-1]), []).append(name)
    found = []
    for (codes, low, high), names in groups.items():
        rows = int(table[names].isin(codes).any(axis=1).sum())
        listed, mend = ", ".join(map(str, codes)), ", ".join(f'"{code}"' for code in codes)
        what = f"{', '.join(names)}: {listed} lie far off a scale of {low} to {high}"
        found.append((f"{what}; if they mean not known, write missing: [{mend}]", rows))
    return found


def _ages(table: pd.DataFrame, year: int) -> list[Remark]:
    found = []
    for name, values in _whole_numbers(table).items():
        if is_age(name):
            odd = int(((values < 0) | (values > _OLDEST)).sum())
            found += [(f"{name} is under 0 or over {_OLDEST}", odd)] if odd else []
        elif is_birth_year(name):
            odd = int(((values < year - _OLDEST) | (values > year)).sum())
            found += [(f"{name} is before {year - _OLDEST} or after {year}", odd)] if odd else []
    return found


def _shares_of_one(table: pd.DataFrame) -> list[Remark]:
    """Neighbouring columns of shares that sum to one: each is told by the others."""
    numbers = table.select_dtypes("number")
    known = [name for name in numbers if numbers[name].dropna().between(0, 1).all() and numbers[name].nunique() > 2]
    runs = sorted(combinations(range(len(known) + 1), 2), key=lambda run: run[0] - run[1])
    for first, end in runs:
        whole = numbers[known[first:end]].dropna()
        if end - first > 1 and len(whole) and np.allclose(whole.sum(axis=1), 1, atol=0.011):
            return [(f"{', '.join(known[first:end])} sum to 1: the others tell each of them", len(whole))]
    return []


def _alike(table: pd.DataFrame) -> list[Remark]:
    """Rows equal but for the id, if far more than would be by chance, were the columns independent."""
    cells = table.drop(columns="customer_id").astype("str").fillna("")
    if cells.shape[1] < 2 or len(cells) < _LEAST_CUSTOMERS:
        return []
    alike = int(cells.duplicated(keep=False).sum())
    pairs = sum(n * (n - 1) / 2 for n in cells.value_counts())
    by_chance = len(cells) ** 2 / 2 * np.prod([(cells[name].value_counts(normalize=True) ** 2).sum() for name in cells])
    if alike < _LEAST_ALIKE or by_chance > 0.1 * pairs:
        return []
    return [("rows that equal another but for the id: the same person twice?", alike)]
