"""expressions.py: a client's columns and arithmetic on them, and never code."""

import ibis
import pandas as pd
import pytest
from collect.small_clients import HEAD, PRICED, orders

from segtools.collect import date_text
from segtools.collect.expressions import MONEY, evaluate, numbers_of
from segtools.params import Source
from segtools.tables import DataError


def test_every_wrong_column_is_named_at_once_with_the_nearest(client):
    head = PRICED.replace("id,", "idd,").replace("quantity * price", "quantity * prize")
    with pytest.raises(DataError) as caught:
        client(head=head)
    assert str(caught.value) == (
        "orders.csv: transactions.columns.customer_id: no column 'idd', did you mean 'id'?; "
        "transactions.columns.amount: no column 'prize', did you mean 'price'?; "
        "the table has id, no, day, quantity, price"
    )


def test_an_expression_is_arithmetic_and_never_code(client):
    with pytest.raises(DataError, match="is not understood"):
        client(head=PRICED.replace("quantity * price", "__import__('os').getcwd()"))


def test_a_condition_that_is_none_is_refused_before_anything_is_read_by_it(checked):
    head = HEAD.replace("    columns", "    drop: {postage: amount * 2, gone: typ == 'x'}\n    columns")
    with pytest.raises(DataError) as caught:
        checked(orders("a,1,2026-06-01,5"), head)
    assert "drop.postage: 'amount * 2' is not a condition" in str(caught.value)
    assert "drop.gone: no column 'typ'" in str(caught.value)


ROWS = ibis.memtable(
    {
        "quantity": ["2", "3", "x", None],
        "unit price": ["1.50", "2.00", "4.00", "1.00"],
        "kind": ["tea", "mug", "POST", None],
    }
)
LINES = ibis.memtable(  # an order's first line alone carries who, when and how much
    {
        "_row": [1, 2, 3, 4, 5],
        "_file": ["a.csv"] * 4 + ["b.csv"],
        "no": ["1", "1", "1", "2", "3"],
        "who": [" Ann@X.org", "", None, "bo@x.org", ""],
        "total": ["9.50", "", "", "20", "1"],
        "back": ["", "", "", "5", ""],
        "ids": ["70; 71", "72", "", ";73", None],
        "at": ["2026-07-01 18:05", "2026-07-04T07:59:59", "2026-07-05", "x", None],
    }
)


def values(expression, rows=ROWS):
    iso = Source(path="none.csv")
    value = evaluate(expression, rows, lambda raw: raw.try_cast(MONEY), lambda raw: date_text.moment(raw, iso), "key")
    order = [name for name in ("_row",) if name in rows.columns]
    table = rows.select(*order, value=value)
    found = (table.order_by(order) if order else table).execute().value
    return [None if pd.isna(one) else one if isinstance(one, str) else float(one) for one in found]


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("kind", ["tea", "mug", "POST", None]),
        ("`unit price`", ["1.50", "2.00", "4.00", "1.00"]),
        ("quantity * `unit price`", [3.0, 6.0, None, None]),
        ("-(quantity + 1) / 2 - 0.5", [-2.0, -2.5, None, None]),
        ("quantity / (quantity - 2)", [None, 3.0, None, None]),  # nothing is divided by nought
        ("quantity > 2", [0, 1, 0, 0]),  # what is missing fulfils no comparison
        ("2 <= quantity", [1, 1, 0, 0]),
        ("kind == 'tea' or `unit price` < 1.50", [1, 0, 0, 1]),
        ("kind in ['POST', 'mug'] and not quantity == 3", [0, 0, 1, 0]),
        ("kind not in ['POST']", [1, 1, 0, 0]),
        ("quantity in [2, 3]", [1, 1, 0, 0]),
        ("startswith(kind, 't')", [1, 0, 0, 0]),
        ("endswith(kind, 'T') or contains(kind, 'u')", [0, 1, 1, 0]),
        ("missing(kind)", [0, 0, 0, 1]),
        ("'shop'", ["shop"] * 4),
    ],
)
def test_each_form_of_the_language_means_what_it_says(expression, wanted):
    assert values(expression) == wanted


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("default(total, 0) - default(back, 0)", [9.5, 0, 0, 15, 1]),
        ("total - back", [None, None, None, 15, None]),
        ("default(who, 'guest')", [" Ann@X.org", "guest", "guest", "bo@x.org", "guest"]),
        ("first(who, no)", [" Ann@X.org", " Ann@X.org", " Ann@X.org", "bo@x.org", None]),
        ("first(total, no) / 2", [4.75, 4.75, 4.75, 10, 0.5]),
        ("above(who)", [" Ann@X.org", " Ann@X.org", " Ann@X.org", "bo@x.org", None]),  # not beyond the file
        ("if(no == '1', 'shop', 'web')", ["shop", "shop", "shop", "web", "web"]),
        ("if(no == '2', total, 0)", [0, 0, 0, 20, 0]),
        ("if (missing(back), total, -back)", [9.5, None, None, -5, 1]),
        ("if(no == 'if(x)', 'a', who)", [" Ann@X.org", "", None, "bo@x.org", ""]),
        ("split(ids, ';', 1)", ["70", "72", None, None, None]),
        ("split(ids, ';', 2)", ["71", None, None, "73", None]),
        ("lower(who) == 'bo@x.org'", [0, 0, 0, 1, 0]),
        ("missing(split(ids, ';', 2))", [0, 1, 1, 0, 1]),
        ("hour(at)", [18, 7, 0, None, None]),
        ("weekday(at)", [3, 6, 7, None, None]),  # 1 July 2026 is a Wednesday
        ("year(at) * 100 + month(at)", [202607, 202607, 202607, None, None]),
        ("hour(at) >= 17 and weekday(at) < 6", [1, 0, 0, 0, 0]),
    ],
)
def test_each_function_takes_its_value_from_where_it_says(expression, wanted):
    assert values(expression, LINES) == wanted


def test_what_is_looked_up_in_other_rows_cannot_be_looked_up_by_it():
    with pytest.raises(DataError, match="first and above cannot stand inside each other"):
        values("first(who, above(no))", LINES)


@pytest.mark.parametrize(
    ("expression", "wanted"),
    [
        ("total", {"total": False}),
        ("total - default(back, 0)", {"total": False, "back": True}),
        ("default(total, back)", {"total": True, "back": True}),
        ("if(no == '2', total, -back)", {"total": True, "back": True}),  # no is text
        ("total * total + default(total, 1)", {"total": False}),
        ("first(total, no)", {"total": True}),
        ("hour(at) + `total`", {"total": False}),
        ("+", {}),
    ],
)
def test_which_columns_are_read_as_numbers_and_may_be_blank(expression, wanted):
    assert numbers_of(expression, LINES.columns) == wanted


@pytest.mark.parametrize(
    "expression",
    [
        *("split(kind, '', 1)", "split(kind, ';', 0)", "split(kind, quantity, 1)", "default(kind)", "if(kind, 1, 2)"),
        *("hour(1)", "first(kind)", "lower()", "above(1)", "default(quantity * 2, 0)"),
        *("kind.upper()", "lambda: 1", "quantity ** 2", "(quantity if kind else 1)", "1 < quantity < 3", "quantity +"),
        *("startswith(kind)", "missing(kind, kind)", "startswith(kind, prefix='t')", "[1, 2]", "kind in 'tea'"),
    ],
)
def test_anything_else_is_not_understood(expression):
    with pytest.raises(DataError, match=r"key: .* is not understood"):
        values(expression)


def test_a_column_that_is_not_there_is_named_with_the_nearest_wherever_it_stands():
    for expression in ("quantiti", "quantiti * 2", "`quantiti`", "startswith(quantiti, 'a')", "quantiti in [1]"):
        with pytest.raises(DataError, match="no column 'quantiti', did you mean 'quantity'"):
            values(expression)
