"""Noise: orders and a table in which there is nothing to be found."""

import io
import math

import numpy as np
import pandas as pd
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import silhouette_score
from worlds.noise import TABLE


def read(made, name):
    return pd.read_csv(io.BytesIO(made.files[name]), dtype=str, keep_default_na=False)


def orders(made):
    rows = read(made, "orders.csv").drop_duplicates()
    rows = rows[~rows.customer_id.isin(["", "TEST"]) & rows.amount.ne("")]
    return rows.assign(amount=rows.amount.astype(float), customer_id=rows.customer_id.str.strip())


def table(made):
    rows = read(made, "table.csv").drop_duplicates()
    return rows[~rows.customer_id.isin(["", "TEST"])].set_index("customer_id")[TABLE].astype(float)


@pytest.mark.parametrize("asked", [{"customers": 300}, {"customers": 200, "seed": 4, "dirt": "heavy", "history": 8}])
def test_totals_are_what_one_counts_in_the_files(asked, made):
    noise = made("noise", **asked)
    rows, totals = orders(noise), noise.truth.totals
    assert totals["people_with_orders"] == rows.customer_id.nunique() and totals[
        "orders"
    ] == rows.order_id.nunique() == len(rows)
    assert totals["net_money"] == pytest.approx(rows.amount.sum(), abs=0.006) and totals["people"] == len(table(noise))


@pytest.mark.parametrize("dirt", ["none", "light", "heavy"])
def test_dirt_is_as_counted(dirt, made):
    noise = made("noise", customers=300, dirt=dirt)
    rows, wide = read(noise, "orders.csv"), read(noise, "table.csv")
    total = rows.order_id.eq("Total")
    seen = {
        "orders.csv": {
            "repeated row": rows.duplicated().sum(),
            "customer id is missing": (rows.customer_id.eq("") & ~total).sum(),
            "row of a test customer": rows.customer_id.eq("TEST").sum(),
            "amount is missing": rows.amount.eq("").sum(),
            "blanks around a cell": rows.amount.str.startswith(" ").sum(),
            "other spelling of a level": rows.channel.str.isupper().sum(),
            "blanks around a customer id": rows.customer_id.str.startswith(" ").sum(),
            "total row": total.sum(),
        },
        "table.csv": {
            "repeated row": wide.duplicated().sum(),
            "customer id is missing": wide.customer_id.eq("").sum(),
            "row of a test customer": wide.customer_id.eq("TEST").sum(),
        },
    }
    seen = {file: {kind: rows for kind, rows in kinds.items() if rows} for file, kinds in seen.items()}
    assert {file: kinds for file, kinds in seen.items() if kinds} == noise.truth.totals["dirt"]


def test_no_two_variables_hang_together(made):
    rows = table(made("noise"))
    related = rows.corr(method="spearman").to_numpy()[np.triu_indices(len(TABLE), 1)]
    assert np.abs(related).max() < 4 / math.sqrt(len(rows))


def test_customers_order_no_more_unevenly_than_chance_makes_them(made):
    noise = made("noise")
    counts = orders(noise).customer_id.value_counts().reindex(noise.truth.segments.customer_id, fill_value=0)
    dispersion = counts.var() / counts.mean()  # 1 for a Poisson process, or a little less: at most one order a day
    assert abs(dispersion - (1 - 7 / 365)) < 4 * math.sqrt(2 / len(counts))


def test_clusters_are_no_clearer_than_where_columns_are_shuffled(made):
    rows = table(made("noise"))
    scaled = (rows - rows.mean()) / rows.std()
    rng = np.random.default_rng(0)

    def clearness(values):
        labels = KMeans(3, n_init=4, random_state=0).fit_predict(values)
        return silhouette_score(values, labels, sample_size=800, random_state=0)

    shuffled = [clearness(np.column_stack([rng.permutation(scaled[name]) for name in scaled])) for _ in range(8)]
    assert clearness(scaled.to_numpy()) < np.mean(shuffled) + 4 * np.std(shuffled)


def test_segtools_counts_the_people_and_the_money_of_the_truth(made, counted):
    bad, accepted, customers = counted("noise", customers=300)
    totals, rows = made("noise", customers=300).truth.totals, accepted["transactions"]
    assert bad == [] and len(customers) == totals["people_with_orders"] and len(rows) == totals["orders"]
    assert float(rows.amount.sum()) == pytest.approx(totals["net_money"], abs=0.006)
    bad, _, customers = counted("noise", params="params_table.yaml", customers=300)
    assert bad == [] and len(customers) == totals["people"]
