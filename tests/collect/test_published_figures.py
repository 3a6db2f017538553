"""Real clients as they are shipped: the figures that are published of them."""

import datetime as dt

import ibis
import numpy as np
import pandas as pd

from segtools.collect import features, quarantine, row_rules, sources
from segtools.params import load_params


def shipped(monkeypatch, file, client):
    monkeypatch.setenv("SEGTOOLS_DATA", str(file.parents[1]))
    params = load_params(client)
    return row_rules.check_rows(sources.read_sources(params), params), params


def test_online_retail_has_the_rows_customers_and_revenue_that_are_published(shared, monkeypatch):
    """UCI Online Retail: 541,909 rows, 135,080 without a customer; with one, and with a quantity and a price above
    nought, 397,884 rows of 4,338 customers and 8,911,407.90 pounds."""
    tables, _ = shipped(monkeypatch, shared("online_retail/onlineretail.parquet"), "online_retail")
    ledger = quarantine.quality_ledger(tables).iloc[0]
    assert (ledger.rows_read, ledger.rows_quarantined) == (541_909, 135_080)
    lines = tables["transactions"].accepted
    bought = lines.filter(lines.amount > 0)
    found = (
        bought.aggregate(n=bought.count(), customers=bought.customer_id.nunique(), amount=bought.amount.sum())
        .execute()
        .iloc[0]
    )
    assert (found.n, found.customers, round(float(found.amount), 2)) == (397_884, 4_338, 8_911_407.90)
    ids = tables["transactions"].received.rows
    assert ids.filter(ids.InvoiceNo.startswith("C")).count().execute() == 9_288
    assert ids.filter(ids.Quantity < 0).count().execute() == 10_624


def test_exact_duplicates_are_counted_where_params_call_them_a_stutter(shared, monkeypatch):
    monkeypatch.setenv("SEGTOOLS_DATA", str(shared("online_retail/onlineretail.parquet").parents[1]))
    params = load_params("online_retail", {"sources.transactions.duplicates": "quarantine"})
    tables = row_rules.check_rows(sources.read_sources(params), params)
    found = quarantine.quarantine_reasons(tables).set_index("reason").rows
    received = tables["transactions"].received.rows
    columns = [received[name].cast("string").fill_null("") for name in tables["transactions"].received.columns]
    assert received.count().execute() - received.select(columns).distinct().count().execute() == 5_268
    nobody = received.filter(received.CustomerID.isnull())
    cells = [nobody[name].cast("string").fill_null("") for name in tables["transactions"].received.columns]
    among_nobody = nobody.count().execute() - nobody.select(cells).distinct().count().execute()
    assert found["same as an earlier row"] == 5_268 - among_nobody


def test_the_year_before_is_read_under_its_other_names(shared, monkeypatch):
    tables, _ = shipped(monkeypatch, shared("online_retail_ii/year_2009_2010.parquet"), "online_retail_ii")
    assert quarantine.quality_ledger(tables).rows_read.item() == 525_461
    days = tables["transactions"].accepted.order_date
    assert [str(day)[:10] for day in (days.min().execute(), days.max().execute())] == ["2009-12-01", "2010-12-09"]


def test_recency_frequency_and_money_are_those_of_the_r_package_rfm_under_the_shipped_params(shared, monkeypatch):
    """995 customers, 4,906 orders, 464,158 as of 2006-12-31; Abbey O'Reilly 205 days, 6 orders, 472; quintile cuts as
    the package prints them. No name or e-mail is left."""
    file = shared("rfm_orders/rfm_data_orders.csv")
    tables, _params = shipped(monkeypatch, file, "rfm_orders")
    lines = tables["transactions"].accepted
    table = features.transaction_features(lines, dt.date(2006, 12, 31), 5000).execute()
    assert (len(table), table.frequency.sum(), table.monetary_value.sum()) == (995, 4_906, 464_158)
    measures = ["recency_days", "frequency", "monetary_value"]
    cuts = (
        table[measures].quantile([0.2, 0.4, 0.6, 0.8]).to_numpy().T + 1
    )  # the package prints where the next class begins
    published = [[115, 181, 297.4, 482], [4, 5, 6, 8], [255.8, 382, 506.4, 666]]
    assert cuts.round(1).tolist() == published
    names = sorted(pd.read_csv(file).customer_id.unique())
    table.index = [names[int(number[1:]) - 1] for number in table.customer_id]
    assert table.loc["Abbey O'Reilly", measures].tolist() == [205, 6, 472]
    scores = {
        "Abbey O'Reilly": "343",
        "Add Senger": "412",
        "Aden Lesch": "323",
        "Aden Murphy": "544",
        "Admiral Senger": "433",
    }
    for name, score in scores.items():
        recency, *others = (
            np.searchsorted(cut, value, "right") + 1
            for cut, value in zip(published, table.loc[name, measures], strict=True)
        )
        assert "".join(str(part) for part in [6 - recency, *others]) == score
    personal = tables["transactions"].received.personal
    assert list(personal) == ["customer_id", "first_name", "last_name", "email"]
    assert set(lines.columns) == {"customer_id", "order_id", "order_date", "amount"}


def test_the_randomised_test_keeps_its_arms_and_its_duplicate_people(shared, monkeypatch):
    """Hillstrom: 21,307 men's, 21,387 women's, 21,306 none; visits .18276, .15140, .10617; 6,562 equal rows stay."""
    tables, _params = shipped(monkeypatch, shared("hillstrom/hillstrom.csv.gz"), "hillstrom")
    assert quarantine.quality_ledger(tables).rows_quarantined.tolist() == [0, 0]
    arms = (
        tables["responses"]
        .accepted.group_by("campaign")
        .agg(n=ibis._.count(), visit=ibis._.responded.mean(), spend=ibis._.revenue.cast("float64").mean())
    )
    arms = arms.execute().set_index("campaign")
    assert arms.n.to_dict() == {"Mens E-Mail": 21_307, "Womens E-Mail": 21_387, "No E-Mail": 21_306}
    assert arms.visit.astype(float).round(5).to_dict() == {
        "Mens E-Mail": 0.18276,
        "Womens E-Mail": 0.15140,
        "No E-Mail": 0.10617,
    }
    assert arms.spend.astype(float).round(5).to_dict() == {
        "Mens E-Mail": 1.42262,
        "Womens E-Mail": 1.07720,
        "No E-Mail": 0.65279,
    }
    ids = tables["customers"].accepted.customer_id
    assert ids.nunique().execute() == 64_000 and ids.endswith("-1").sum().execute() == 0
    assert (ids.length() > 13).sum().execute() == 6_562
