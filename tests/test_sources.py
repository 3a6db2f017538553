"""sources.py and collect.py: no row vanishes, whatever came."""

import pandas as pd
import pytest

from segtools import collect, sources
from segtools.params import load_params
from segtools.tables import DataError

HEAD = """\
currency: £
as_of: 2026-06-30
sources:
  transactions:
    path: orders.csv
    columns: {customer_id: id, order_id: no, order_date: day, amount: quantity * price}
"""
ORDERS = """\
id,no,day,quantity,price
007,1,2026-06-01,2,10.00
7,2,2026-06-02,1,5.25
007,2b,2026-06-11,1,-3.10
,3,2026-06-03,1,1.00
9,4,2026-02-31,1,1.00
9,5,2026-07-01,1,1.00
9,6,2026-06-05,1,NaN
9,7,2026-06-05,1,1,000.00
9,8,2026-06-05,1
"9"x,9,2026-06-05,1,2.00
"NA",10,2026-06-05,1,2.00
"two
lines",11,2026-06-05,1,2.00
1E5,12,2026-06-05,1,2.00
9,"13,2026-06-05,1,2.00
9,14,2026-06-06,1,2.00
"""


@pytest.fixture
def client(project, tmp_path):
    def make(orders=ORDERS, head=HEAD, **files):
        (project / "params" / "acme.yaml").write_text(head, "utf-8")
        for name, text in {"orders.csv": orders, **{k.replace("_csv", ".csv"): v for k, v in files.items()}}.items():
            (tmp_path / "data" / name).write_bytes(text if isinstance(text, bytes) else text.encode())
        params = load_params("acme")
        received = sources.read_sources(params)
        return params, received, collect.check_rows(received, params)

    return make


def test_each_row_is_accepted_or_set_aside_with_its_line_and_reason(client):
    _, _, checked = client()
    aside = collect.quarantined_rows(checked)["transactions"].set_index("line").reason.to_dict()
    assert aside == {
        5: "customer_id is missing",
        6: "order_date is unreadable",
        7: "order_date lies after as_of",
        8: "amount is unreadable",
        9: "6 cells instead of 5",
        10: "4 cells instead of 5",
        11: "stray or unclosed quote",
        16: "stray or unclosed quote",
    }
    ledger = collect.quality_ledger(checked).iloc[0]
    assert (ledger.rows_read, ledger.rows_accepted, ledger.rows_quarantined) == (15, 7, 8)


def test_an_unclosed_quote_spoils_its_own_line_and_not_the_rest_of_the_file(client):
    _, _, checked = client()
    kept = checked["transactions"].accepted.order_by("order_id").order_id.execute().tolist()
    assert kept == ["1", "10", "11", "12", "14", "2", "2b"]
    rows = collect.quarantined_rows(checked)["transactions"].set_index("line")
    assert rows.text[16] == '9,"13,2026-06-05,1,2.00'


def test_ids_stay_byte_for_byte(client):
    _, _, checked = client()
    ids = set(checked["transactions"].accepted.customer_id.execute())
    assert ids == {"007", "7", "NA", "two\nlines", "1E5", "9"}


def test_amounts_reconcile_to_the_cent(client):
    _, _, checked = client()
    row = collect.quality_ledger(checked).iloc[0]
    accepted = 20.00 + 5.25 - 3.10 + 2.00 * 4
    assert row.amount_accepted == pytest.approx(accepted, abs=1e-9)
    assert row.amount_quarantined == pytest.approx(3.00, abs=1e-9)  # rows 5, 6 and 7 are readable
    assert row.amount_read == pytest.approx(accepted + 3.00, abs=1e-9)


def test_a_wide_row_is_told_from_a_decimal_comma(client):
    _, _, checked = client()
    rows = collect.quarantined_rows(checked)["transactions"].set_index("line")
    assert rows.text[9] == "9,7,2026-06-05,1,1,000.00"


def test_repeats_are_kept_unless_params_call_them_a_stutter(client):
    twice = "id,no,day,quantity,price\na,1,2026-06-01,1,2\na,1,2026-06-01,1,2\n"
    _, _, kept = client(twice)
    assert collect.quality_ledger(kept).rows_accepted.iloc[0] == 2
    _, _, dropped = client(twice, HEAD + "    duplicates: quarantine\n")
    rows = collect.quarantined_rows(dropped)["transactions"]
    assert rows[["line", "reason"]].to_numpy().tolist() == [[3, "same as an earlier row"]]


def test_rows_of_one_customer_that_contradict_each_other_are_all_set_aside(client):
    head = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}}\n"
    people = "id,age\n007,30\n007,30\n7,40\n7,41\n9,50\n"
    _, _, checked = client(head=head, people_csv=people)
    aside = collect.quarantined_rows(checked)["customers"]
    clash, same = "rows of one customer contradict each other", "same as an earlier row"
    assert aside[["line", "reason"]].to_numpy().tolist() == [[3, same], [4, clash], [5, clash]]
    assert checked["customers"].accepted.order_by("customer_id").customer_id.execute().tolist() == ["007", "9"]


def test_a_lookup_brings_columns_and_a_flag_brings_yes_or_no(client, tmp_path):
    head = HEAD.replace(
        "    columns:",
        "    lookups: [{path: goods.csv, on: no}, {path: gifts.csv, on: [id, no], flag: gift}]\n    columns:",
    )
    orders = "id,no,day,quantity,price\na,1,2026-06-01,1,2\nb,2,2026-06-01,1,2\n"
    _, received, _ = client(orders, head, goods_csv="no,kind\n1,tea\n", gifts_csv="id,no\nb,2\nb,2\n")
    rows = received["transactions"].rows.order_by("id").execute()
    assert rows.kind.fillna("none").tolist() == ["tea", "none"]
    assert rows.gift.tolist() == [False, True]
    assert received["transactions"].unmatched == {"goods.csv": 1, "gifts.csv": 0}


def test_a_lookup_with_a_key_twice_is_refused(client):
    head = HEAD.replace("    columns:", "    lookups: [{path: goods.csv, on: no}]\n    columns:")
    with pytest.raises(DataError, match=r"goods\.csv: 2 rows for no 1"):
        client(head=head, goods_csv="no,kind\n1,tea\n1,tee\n")


@pytest.mark.parametrize(
    ("orders", "said"),
    [
        ("", "orders.csv: empty"),
        ("id,no,day,quantity,price\n", "orders.csv: a header and no rows"),
        ("id,no,no,quantity,price\n1,1,1,1,1\n", "two columns are named 'no'"),
        (
            "id,no,day,quantity\n1,1,2026-01-01,1\n",
            "transactions.columns.amount: no column 'price'; the table has id, no, day, quantity",
        ),
        ("id,no,day,quantity,price\nJosé,1,2026-01-01,1,1\n".encode("latin-1"), "orders.csv:2: not utf-8"),
        ("id,no,day,quantity,price\n1,1,01.06.2026,1,1\n", "no row of transactions can be used"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_line(client, orders, said):
    with pytest.raises(DataError, match=said) as caught:
        client(orders)
    assert "\n" not in str(caught.value)


def test_every_wrong_column_is_named_at_once_with_the_nearest(client):
    head = HEAD.replace("id,", "idd,").replace("quantity * price", "quantity * prize")
    with pytest.raises(DataError) as caught:
        client(head=head)
    assert str(caught.value) == (
        "orders.csv: transactions.columns.customer_id: no column 'idd', did you mean 'id'?; "
        "transactions.columns.amount: no column 'prize', did you mean 'price'?; the table has id, no, day, quantity, price"
    )


def test_a_table_that_is_not_one_row_a_customer_is_refused(client):
    head = HEAD + "  customers: {path: people.csv, columns: {customer_id: id}}\n"
    people = "id,age\n007,30\n007,31\n007,32\n7,40\n"
    with pytest.raises(DataError, match="customers holds one row a customer"):
        client(head=head, people_csv=people)


def test_an_expression_is_arithmetic_and_never_code(client):
    with pytest.raises(DataError, match="no column"):
        client(head=HEAD.replace("quantity * price", "__import__('os').getcwd()"))


def test_parquet_with_whole_numbers_in_a_float_id_column_gives_plain_ids(project, tmp_path):
    table = pd.DataFrame(
        {"id": [12345.0, None], "no": [1, 2], "day": pd.to_datetime(["2026-06-01"] * 2), "quantity": 1, "price": 2.0}
    )
    table.to_parquet(tmp_path / "data" / "orders.parquet")
    (project / "params" / "acme.yaml").write_text(HEAD.replace("orders.csv", "orders.parquet"), "utf-8")
    params = load_params("acme")
    checked = collect.check_rows(sources.read_sources(params), params)
    assert checked["transactions"].accepted.customer_id.execute().tolist() == ["12345"]
    assert collect.quarantined_rows(checked)["transactions"].line.tolist() == [2]


def test_demo_sets_aside_exactly_the_planted_dirt(monkeypatch):
    from conftest import ROOT

    monkeypatch.setenv("SEGTOOLS_DATA", str(ROOT / "data"))
    params = load_params("demo")
    found = collect.quarantine_reasons(collect.check_rows(sources.read_sources(params), params))
    planted = pd.read_csv(ROOT / "data" / "demo" / "truth_dirt.csv")
    key = ["source", "reason"]
    pd.testing.assert_frame_equal(
        found.sort_values(key, ignore_index=True), planted.sort_values(key, ignore_index=True), check_dtype=False
    )


def test_a_wholesaler_s_orders_without_a_customer_are_set_aside(shared, project, monkeypatch):
    """Online Retail (UCI): 541,909 rows, of which 135,080 name no customer."""
    file = shared("online_retail/onlineretail.parquet")
    monkeypatch.setenv("SEGTOOLS_DATA", str(file.parent))
    columns = pd.read_parquet(file).columns
    names = {name.lower().replace(" ", ""): name for name in columns}
    (project / "params" / "acme.yaml").write_text(
        f"sources:\n  transactions:\n    path: {file.name}\n    columns:\n"
        f"      customer_id: {names['customerid']}\n      order_id: {names.get('invoiceno', names.get('invoice'))}\n"
        f"      order_date: {names['invoicedate']}\n"
        f"      amount: {names['quantity']} * {names.get('unitprice', names.get('price'))}\n",
        "utf-8",
    )
    params = load_params("acme")
    ledger = collect.quality_ledger(collect.check_rows(sources.read_sources(params), params)).iloc[0]
    assert (ledger.rows_read, ledger.rows_quarantined) == (541_909, 135_080)
