"""expressions.py: a client's columns and arithmetic on them, and never code."""

import ibis
import pandas as pd
import pytest
from collect.small_clients import HEAD, PRICED, orders

from segtools.collect.expressions import MONEY, evaluate
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


def values(expression):
    value = evaluate(expression, ROWS, lambda value: value.try_cast(MONEY), "columns.amount")
    found = ROWS.select(value=value).execute().value
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
    "expression",
    [
        *("kind.upper()", "lambda: 1", "quantity ** 2", "(quantity if kind else 1)", "1 < quantity < 3", "quantity +"),
        *("startswith(kind)", "missing(kind, kind)", "startswith(kind, prefix='t')", "[1, 2]", "kind in 'tea'"),
    ],
)
def test_anything_else_is_not_understood(expression):
    with pytest.raises(DataError, match=r"columns\.amount: .* is not understood"):
        values(expression)


def test_a_column_that_is_not_there_is_named_with_the_nearest_wherever_it_stands():
    for expression in ("quantiti", "quantiti * 2", "`quantiti`", "startswith(quantiti, 'a')", "quantiti in [1]"):
        with pytest.raises(DataError, match="no column 'quantiti', did you mean 'quantity'"):
            values(expression)
