"""The wholesaler: header, lines and products in three files."""

import io

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score
from sklearn.preprocessing import StandardScaler

FILES = ("header.csv", "lines.csv", "products.csv")


def read(made):
    return [pd.read_csv(io.BytesIO(made.files[name]), dtype=str, keep_default_na=False) for name in FILES]


def lines(made):
    """Order lines that count, with the money of each in euros."""
    header, rows, products = read(made)
    header = header.drop_duplicates()
    header = header[(header.status != "cancelled") & (header.customer_no != "TEST")]
    rows = rows.drop_duplicates().merge(header, on="order_no").merge(products, on="product_no")
    quantity, price, discount = (rows[name].astype(float) for name in ("quantity", "price", "discount_pct"))
    rate = rows.currency.str.upper().map({"EUR": 1, "USD": 0.92})
    return rows.assign(
        amount=quantity * price * (100 - discount) / 100 * rate, group=rows.group.str.strip().str.lower()
    )


@pytest.mark.parametrize("asked", [{}, {"customers": 150, "seed": 4, "dirt": "heavy", "history": 9, "segments": 4}])
def test_totals_are_what_one_counts_in_the_files(asked, made):
    wholesaler = made("wholesaler", **asked)
    rows, totals = lines(wholesaler), wholesaler.truth.totals
    assert totals["people"] == rows.customer_no.nunique() and totals["orders"] == rows.order_no.nunique()
    assert totals["lines"] == len(rows) and totals["net_money"] == pytest.approx(rows.amount.sum(), abs=0.006)
    heads = rows.drop_duplicates("order_no")
    assert totals["freight"] == heads.freight.astype(float).sum() and set(heads.currency.str.upper()) == {"EUR", "USD"}


@pytest.mark.parametrize("dirt", ["none", "light", "heavy"])
def test_dirt_is_as_counted(dirt, made):
    wholesaler = made("wholesaler", dirt=dirt)
    header, rows, products = read(wholesaler)
    void = {
        "cancelled": header.order_no[header.status == "cancelled"],
        "TEST": header.order_no[header.customer_no == "TEST"],
    }
    seen = {
        "header.csv": {
            "cancelled order": len(void["cancelled"]),
            "row of a test customer": len(void["TEST"]),
            "other spelling of a level": header.currency.str.islower().sum(),
            "repeated row": header.duplicated().sum(),
        },
        "lines.csv": {
            "line of a cancelled order": rows.order_no.isin(void["cancelled"]).sum(),
            "line of a test customer": rows.order_no.isin(void["TEST"]).sum(),
            "repeated row": rows.duplicated().sum(),
            "line of an order that is not there": (~rows.order_no.isin([*header.order_no, "TOTAL"])).sum(),
            "line of a product that is not there": (~rows.product_no.isin([*products.product_no, ""])).sum(),
            "total row": rows.order_no.eq("TOTAL").sum(),
        },
        "products.csv": {
            "other spelling of a level": products.group.str.isupper().sum(),
            "blanks around a cell": products.group.ne(products.group.str.strip()).sum(),
        },
    }
    seen = {file: {kind: rows for kind, rows in kinds.items() if rows} for file, kinds in seen.items()}
    assert {file: kinds for file, kinds in seen.items() if kinds} == wholesaler.truth.totals["dirt"]


def test_the_price_stands_in_the_products_only(made):
    header, rows, products = read(made("wholesaler"))
    assert list(rows) == ["order_no", "product_no", "quantity", "discount_pct"] and "price" in products
    assert list(header) == ["order_no", "customer_no", "order_date", "currency", "freight", "status"]


def test_the_segments_come_back_from_orders_lines_and_pieces(made):
    wholesaler = made("wholesaler")
    rows = lines(wholesaler)
    by = rows.groupby("customer_no")
    variables = pd.DataFrame({"orders": by.order_no.nunique(), "lines": by.size() / by.order_no.nunique()})
    variables["pieces"] = rows.quantity.astype(float).groupby(rows.customer_no).mean()
    planted = wholesaler.truth.segments.set_index("customer_id").segment.reindex(variables.index)
    found = KMeans(3, n_init=10, random_state=0).fit_predict(StandardScaler().fit_transform(np.log(variables)))
    assert adjusted_rand_score(planted, found) > 0.95


def test_two_years_bring_twice_the_planted_yearly_value(made):
    wholesaler = made("wholesaler", customers=400, dirt="none")
    seen = lines(wholesaler).groupby("customer_no").amount.sum() / 2
    values = wholesaler.truth.values.assign(seen=wholesaler.truth.values.customer_id.map(seen).fillna(0))
    sums = values.groupby("segment")[["seen", "yearly_value"]].sum()
    assert sums.seen.to_numpy() == pytest.approx(sums.yearly_value.to_numpy(), rel=0.05)


def test_drift_brings_corner_shops_and_slows_chains(made):
    wholesaler = made("wholesaler", drift=True, dirt="none")
    drift, rows = wholesaler.truth.drift, lines(wholesaler)
    since = drift.since.iloc[0]
    joined = drift.customer_id[drift.change == "joined after the middle"]
    assert len(joined) > 9 and rows.order_date[rows.customer_no.isin(joined)].min() >= since
    chains = rows[rows.customer_no.isin(drift.customer_id[drift.segment == "chains"])].drop_duplicates("order_no")
    late = chains.order_date.ge(since).mean()
    assert 0.22 < late < 0.35  # .4 of the pace: 2 of 7 orders


def test_segtools_counts_the_people_and_the_money_of_the_truth(made, counted):
    bad, accepted, customers = counted("wholesaler")
    totals, rows = made("wholesaler").truth.totals, accepted["transactions"]
    assert bad == [] and len(customers) == totals["people"] and len(rows) == totals["lines"]
    assert rows.order_id.nunique() == totals["orders"]
    # amounts have four decimals after each step: of a sum of so many lines, a few cents
    assert float(rows.amount.sum()) == pytest.approx(totals["net_money"], abs=0.05)
