"""first_params.py on small files that strangers sent, where they are beside the project: the truth is counted here by
pandas, and no line of the params is edited."""

import ibis
import pandas as pd
import pytest
from support import SHARED

from segtools.collect import data_check, first_params, row_rules, sources
from segtools.params import load_params

CASES = SHARED.parent / "cases"
pytestmark = pytest.mark.skipif(not CASES.is_dir(), reason=f"{CASES} is not beside the project")


@pytest.fixture
def new(project, monkeypatch):
    monkeypatch.setenv("SEGTOOLS_DATA", str(CASES))

    def make(*files):
        text, seen = first_params.first_params("acme", files)
        first_params.write_params("acme", text, replace=True)
        params = load_params("acme")
        assert data_check.usable(params)[1] == []
        return params, [role for _, role, _ in seen]

    return make


def totals(params):
    rows = row_rules.check_rows(sources.read_sources(params), params)["transactions"].accepted
    orders = rows.group_by("order_id").agg(net=ibis._.amount.sum()).filter(ibis._.net > 0).count().execute()
    return rows.customer_id.nunique().execute(), orders, round(float(rows.amount.sum().execute()), 2)


def read(name, **how):
    return pd.read_csv(CASES / "in" / name, **how)


def counted(rows, customer, order, money):
    """People, orders with a positive sum, and money of a table."""
    sums = money.groupby(rows[order] if order else rows.index).sum()
    return rows[customer].nunique(), int((sums > 0).sum()), round(float(money.sum()), 2)


def test_a_number_of_pieces_called_amount_is_none(new):
    rows = read("amount_is_quantity.csv")
    params, _ = new("in/amount_is_quantity.csv")
    assert params.sources.transactions.columns["quantity"] == "AMOUNT"
    assert totals(params)[::2] == counted(rows, "CUSTOMER_ID", None, rows.SALES_PRICE)[::2]


def test_freight_is_no_revenue_where_lines_have_prices(new):
    head, lines = read("header_orders.csv"), read("header_lines.csv")
    both = lines.merge(head, on="orderID")
    params, roles = new("in/header_orders.csv", "in/header_lines.csv")
    assert roles == ["lookup", "transactions"]
    assert totals(params) == counted(both, "customerID", "orderID", both.unitPrice * both.quantity)


@pytest.mark.parametrize(
    ("name", "customer", "money"),
    [
        *(("id.csv", "Id", "Price"), ("card.csv", "card", "money"), ("serial_dates.csv", "CustomerId", "Amount")),
        ("zeros.csv", "customer_id", "order_amount"),
    ],
)
def test_whoever_comes_back_on_other_days_is_the_customer(new, name, customer, money):
    rows = read(name)
    params, roles = new(f"in/{name}")
    assert roles == ["transactions"] and params.sources.transactions.columns["customer_id"] == customer
    people, _, net = counted(rows, customer, None, rows[money])
    assert (totals(params)[0], totals(params)[2]) == (people, net)


def test_a_sign_of_currency_behind_thousands_is_money(new):
    params, _ = new("in/E1_euro_sign_new.csv")
    rows = read("E1_euro_sign_new.csv", sep=";", dtype=str, encoding="utf-8-sig")
    money = rows.Betrag.str.replace(".", "").str.replace(",", ".").str.rstrip(" €").astype(float)
    assert totals(params) == counted(rows, "Kundennr", "Rechnung", money) and params.currency == "€"


@pytest.mark.parametrize(("name", "own"), [("id_ID.csv", "ID"), ("id_ResponseId.csv", "ResponseId")])
def test_an_id_is_known_by_being_different_in_every_row(new, name, own):
    params, roles = new(f"in/{name}")
    assert roles == ["survey"] and params.sources.survey.columns == {"customer_id": own}


def test_days_without_money_are_orders_of_which_nothing_is_said_about_money(new):
    params, roles = new("in/qty_price_elsewhere.csv")
    assert roles == ["events"] and params.sources.events.columns["event"] == "'order'"
