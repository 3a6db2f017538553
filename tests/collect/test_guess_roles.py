"""guess_roles.py: what a column is taken for, by its name and by what it holds."""

import datetime as dt

import pandas as pd
import pytest

from segtools.collect import guess_roles
from segtools.collect.guess_dialect import Column, Table
from segtools.params import Source


def column(name, rows=100, known=100, distinct=100, values=(), **more):
    return Column(name, rows, known, distinct, list(values), **more)


def table(*columns, **more):
    return Table("t.csv", Source(path="t.csv"), {}, None, {one.name: one for one in columns}, {}, 100, **more)


@pytest.mark.parametrize(
    ("own", "evidence"),
    [
        (column("user"), "by its name; 100 different"),
        (column("user", known=51, distinct=40), "by its name; 40 different, missing in 49.0% of the rows"),
        (column("user", known=50), None),  # of half it is not known
        (column("user", is_date=True), None),
        (column("colour"), None),
        (column("kundennr", rows=2_000, known=2_000, distinct=1_234), "by its name; 1,234 different"),
    ],
)
def test_a_customer_is_a_column_of_that_name_known_of_more_than_half(own, evidence):
    made = table(column("day", is_date=True), own, column("member"))
    guess_roles._map_customer(made)
    wanted = (own.name, evidence) if evidence else ("member", "by its name; 100 different")
    assert made.mapped == {"customer_id": wanted}  # the first that may be one


@pytest.mark.parametrize(
    ("values", "answers"),
    [
        (["yes", "no"], True),
        (["Y", "n"], True),
        (["0", "1"], True),
        (["yes"], False),
        (["1", "2", "3", "4", "5"], True),
        ([str(n) for n in range(11)], True),
        ([str(n) for n in range(12)], False),
        (["2", "5"], False),  # no scale begins with two
        (["1", "8"], False),
        (["low", "medium", "high"], True),
        (["tea", "mug"], False),
    ],
)
def test_answers_are_yes_and_no_or_a_short_scale(values, answers):
    assert guess_roles._answers(column("q", distinct=len(values), values=values)) == answers


@pytest.mark.parametrize(
    ("own", "key"),
    [
        (column("product_id"), True),
        (column("SKU"), True),
        (column("product_id", distinct=99), False),
        (column("product_id", known=99, distinct=99), False),
        (column("price"), False),
        (column("startcode", is_date=True), False),
    ],
)
def test_a_key_of_things_is_known_and_different_in_every_row(own, key):
    assert bool(guess_roles._key_of_things(table(column("a", distinct=5), own))) == key


def test_rows_may_be_numbered_by_a_column_that_is_none_of_our_fields():
    numbers = column("x", distinct=21, is_number=True, typed=pd.Series([1.0, 2.0]))
    assert guess_roles._numbers_rows(table(numbers))
    assert not guess_roles._numbers_rows(table(column("x", distinct=20)))
    assert not guess_roles._numbers_rows(table(column("x", is_number=True, typed=pd.Series([1.5, 2.0]))))
    assert not guess_roles._numbers_rows(table(column("x", is_date=True)))
    assert not guess_roles._numbers_rows(table(column("x"), mapped={"amount": ("x", "by its name")}))


def test_days_are_those_that_have_been_and_are_no_placeholders():
    today = dt.date.today()
    values = ["01.06.2025", "31.12.9999", "01.01.1900", "31.12.1969", "01.01.1970", "odd", f"{today:%d.%m.%Y}"]
    values.append(f"{today + dt.timedelta(days=1):%d.%m.%Y}")
    made = table(column("day", values=values, date_format="%d.%m.%Y"))
    wanted = [dt.date(2025, 6, 1), dt.date(1970, 1, 1), today]
    assert guess_roles.days_in(made, "day").dt.date.tolist() == wanted
    assert guess_roles._date_evidence(made, "day") == f"dates from 1970-01-01 to {today:%Y-%m-%d}"
    assert guess_roles._date_evidence(table(column("day", values=["odd"])), "day") == "by its name"
    iso = table(column("day", values=["2025-06-01T10:00:00Z"]))
    assert guess_roles.days_in(iso, "day").dt.date.tolist() == [dt.date(2025, 6, 1)]
