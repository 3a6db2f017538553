"""The shop: the demo's maker at other sizes."""

import math
import re
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from demo import make_demo
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score
from support import ROOT

HEADER = "customer_id,order_id,order_date,product_id,category,quantity,unit_price,discount,channel"


def sound(text):
    """The rows of orders.csv that can be used, by rules written out here: one of each."""
    header, *lines = text.decode().splitlines()
    assert header == HEADER
    rows = []
    for line in dict.fromkeys(lines):
        cells = line.split(",")
        day = re.fullmatch(r"20(24|25|26)-\d\d-\d\d", cells[2]) and cells[2] <= "2026-06-30"
        if len(cells) == 9 and '"' not in line and cells[0] and day and re.fullmatch(r"\d+\.\d+", cells[6]):
            rows.append(cells)
    table = pd.DataFrame(rows, columns=header.split(","))
    numbers = table[["quantity", "unit_price", "discount"]].astype(float)
    return table.assign(amount=numbers.quantity * numbers.unit_price - numbers.discount, discount=numbers.discount)


def test_the_plan_of_the_demo_gives_the_demo(made):
    shop = made("shop", seed=make_demo.SEED)
    for name, content in shop.files.items():
        assert (ROOT / "data" / "demo" / name).read_bytes() == content, name


@pytest.mark.parametrize("asked", [{"customers": 400}, {"customers": 300, "seed": 3, "history": 9, "segments": 4}])
def test_totals_are_what_one_counts_in_the_files(asked, made):
    shop = made("shop", **asked)
    rows, totals = sound(shop.files["orders.csv"]), shop.truth.totals
    net = rows.groupby("order_id").amount.sum()
    assert totals["people_with_orders"] == rows.customer_id.nunique()
    assert totals["orders"] == (net > 0.005).sum() and totals["net_money"] == pytest.approx(net.sum(), abs=0.006)
    counts = Counter(shop.files["orders.csv"].decode().splitlines()[1:])
    assert totals["dirt"]["orders.csv"]["same as an earlier row"] == sum(counts.values()) - len(counts)
    without = sum(line.startswith(",") for line in counts.elements())
    assert totals["dirt"]["orders.csv"]["customer_id is missing"] == without


def test_segtools_counts_the_people_and_the_money_of_the_truth(made, counted):
    bad, accepted, customers = counted("shop", customers=300)
    totals, lines = made("shop", customers=300).truth.totals, accepted["transactions"]
    assert bad == [] and len(customers) == totals["people"]
    assert float(lines.amount.sum()) == pytest.approx(totals["net_money"], abs=0.006)
    assert (lines.groupby("order_id").amount.sum() > 0).sum() == totals["orders"]


def test_the_segments_can_be_told_apart_by_what_they_bought(made):
    shop = made("shop", customers=400)
    rows = sound(shop.files["orders.csv"])
    back = (pd.Timestamp("2026-06-30") - pd.to_datetime(rows.order_date)).dt.days
    spend = rows.groupby("customer_id").amount.sum()
    variables = pd.DataFrame(
        {"first": back.groupby(rows.customer_id).max(), "last": back.groupby(rows.customer_id).min()}
    )
    variables = variables.assign(orders=rows.groupby("customer_id").order_id.nunique(), spend=spend)
    variables["cut"] = rows.groupby("customer_id").discount.sum() / spend
    planted = shop.truth.segments.set_index("customer_id").segment.reindex(variables.index)
    assert cross_val_score(RandomForestClassifier(100, random_state=0), variables, planted, cv=4).mean() > 0.9


def test_the_catalogue_has_its_planted_effect(made):
    shop = made("shop", customers=3000)
    sent = pd.read_csv(pd.io.common.BytesIO(shop.files["mailing.csv"]), dtype=str).dropna(subset="customer_id")
    sent = sent[sent.sent != "??"].merge(shop.truth.segments, on="customer_id")
    for effect in shop.truth.effects.itertuples():
        members = sent[sent.segment == effect.segment]
        shares = members.ordered.eq("yes").groupby(members.mailed).agg(["mean", "size"])
        error = math.sqrt((shares["mean"] * (1 - shares["mean"]) / shares["size"]).sum())
        seen = shares["mean"]["yes"] - shares["mean"]["no"]
        assert abs(seen - effect.response_uplift) < 4 * error + 1e-9, effect.segment


def test_a_year_brings_the_planted_value(made):
    """Of customers who neither come nor go, the money of the last twelve months is that of a year; the catalogue adds
    up to a tenth."""
    shop = made("shop", customers=2000, dirt="none")
    rows = sound(shop.files["orders.csv"])
    year = rows[rows.order_date > "2025-06-30"].groupby("customer_id").amount.sum()
    values = shop.truth.values.assign(seen=shop.truth.values.customer_id.map(year).fillna(0))
    for name in ("regulars", "investors", "bargain_hunters"):
        some = values[values.segment == name]
        assert some.seen.mean() == pytest.approx(some.yearly_value.mean(), rel=0.1), name
    assert (values.yearly_value[values.segment == "drifting_away"] == 0).all()


def test_drift_brings_investors_and_changes_bargain_hunters(made):
    still, moved = (made("shop", customers=600, drift=drift, dirt="none") for drift in (False, True))
    assert still.truth.drift is None
    drift, rows = moved.truth.drift, sound(moved.files["orders.csv"])
    joined = drift[drift.change == "joined after the middle"]
    assert set(joined.segment) == {"investors"} and 0.3 < len(joined) / 90 < 0.6
    since = drift.since.iloc[0]
    first = rows.groupby("customer_id").order_date.min()
    assert (first[joined.customer_id] >= since).all()
    hunters = rows[rows.customer_id.isin(drift.customer_id[drift.segment == "bargain_hunters"])]
    web = hunters.channel.eq("web").groupby(hunters.order_date >= since).mean()
    assert web[False] < 0.25 and web[True] > 0.7


def test_a_short_history_holds_its_months_and_every_segment(made):
    shop = made("shop", customers=300, history=6, dirt="none")
    rows = sound(shop.files["orders.csv"])
    assert rows.order_date.min() >= "2026-01-01" and rows.order_date.min() < "2026-01-15"
    seen = shop.truth.segments[shop.truth.segments.customer_id.isin(rows.customer_id)].segment.value_counts()
    assert (seen / shop.truth.segments.segment.value_counts() > 0.9).all()
    assert np.isin(shop.truth.effects.segment, shop.truth.segments.segment.unique()).all()
