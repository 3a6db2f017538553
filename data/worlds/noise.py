"""A base without any structure: a shop's orders, and a wide table of independent variables."""

from __future__ import annotations

import numpy as np
import pandas as pd

from worlds.dirt import NO_ID, PADDED, RESPELLED, TEST, TOTAL, Dirt, padded
from worlds.world import AS_OF, Asked, Made, Truth, as_csv, ranked

CUSTOMERS, MONTHS = 1500, 24
ORDERS_A_YEAR, AMOUNT = 7.0, 42.0
CHANNELS = ["store", "web"]
TABLE = ["income_index", "minutes_on_site", "basket_size", "distance_km", "age", "satisfaction", "newsletters_opened"]


def make(asked: Asked) -> Made:
    """A base without structure, as asked."""
    asked.without("--drift", "--segments", "--no-ids")
    rng = np.random.default_rng([asked.seed, 6])
    number, months = asked.customers or CUSTOMERS, asked.history or MONTHS
    ids = [f"{n:06d}" for n in np.sort(rng.permutation(9 * number)[:number])]
    orders = _orders(rng, np.array(ids, object), months)
    table = _table(rng, ids)
    truth = _truth(ids, orders, table)
    files, dirt = _files(rng, asked, orders, table)
    truth.totals["dirt"] = dirt.counts
    return Made(files, {"params.yaml": "noise", "params_table.yaml": "noise_table"}, truth)


def _orders(rng: np.random.Generator, ids: np.ndarray, months: int) -> pd.DataFrame:
    """Orders at one pace (a Poisson process) and of one mean amount for everybody; at most one a customer and day."""
    start = AS_OF + pd.Timedelta(days=1) - pd.DateOffset(months=months)
    days = (AS_OF - start).days + 1
    who, day = np.nonzero(rng.random((len(ids), days)) < ORDERS_A_YEAR / 365)
    order = np.lexsort((who, day))
    who, day = who[order], day[order]
    table = pd.DataFrame({"order_id": [f"N{n}" for n in range(10001, 10001 + len(who))], "customer_id": ids[who]})
    table["order_date"] = pd.date_range(start, AS_OF).strftime("%Y-%m-%d").to_numpy(object)[day]
    table["amount"] = np.maximum(AMOUNT * rng.gamma(4, 1 / 4, len(who)), 1).round(2)
    table["channel"] = np.array(CHANNELS, object)[rng.integers(0, 2, len(who))]
    return table


def _table(rng: np.random.Generator, ids: list[str]) -> pd.DataFrame:
    """One row a customer, each variable drawn by itself: from normal, log-normal, Poisson and uniform distributions."""
    number = len(ids)
    columns = [
        rng.normal(100, 15, number).round(1),
        rng.gamma(5, 3, number).round(1),
        rng.lognormal(2, 0.35, number).round(2),
        rng.lognormal(1.5, 0.5, number).round(1),
        rng.integers(18, 80, number),
        rng.binomial(10, 0.6, number),
        rng.poisson(6, number),
    ]
    return pd.DataFrame({"customer_id": ids, **dict(zip(TABLE, columns, strict=True))})


def _truth(ids: list[str], orders: pd.DataFrame, table: pd.DataFrame) -> Truth:
    values = pd.DataFrame({"customer_id": ids, "segment": "everybody", "yearly_value": ORDERS_A_YEAR * AMOUNT})
    effects = pd.DataFrame({"segment": ["everybody"], "arm": ["none"], "share_of_value": [0.0]})
    targets = ranked(pd.DataFrame({"segment": ["everybody"], "members": [len(ids)], "gain": [0.0]}))
    totals = {
        "people": len(table),
        "people_with_orders": int(orders.customer_id.nunique()),
        "orders": len(orders),
        "net_money": round(float(orders.amount.sum()), 2),
        "net_money_is": "amounts of all orders, £",
        "best": None,
        "gain_is": "nothing: there are no segments, so that none is better than another",
        "as_of": str(AS_OF.date()),
    }
    return Truth(values[["customer_id", "segment"]], values, effects, targets, totals)


def _files(rng, asked: Asked, orders: pd.DataFrame, table: pd.DataFrame) -> tuple[dict[str, bytes], Dirt]:
    dirt = Dirt(rng, asked.dirt)
    money = f"{orders.amount.sum():.2f}"
    orders, table = orders.assign(amount=orders.amount.map("{:.2f}".format)).astype(str), table.astype(str)
    name = "orders.csv"
    dirt.repeat(name, orders, 4)
    dirt.copy(name, orders, NO_ID, 4, customer_id="")
    dirt.copy(name, orders, TEST, 2, customer_id="TEST")
    dirt.copy(name, orders, "amount is missing", 2, amount="")
    dirt.change(name, orders, PADDED, "amount", 4, padded)
    dirt.change(name, orders, RESPELLED, "channel", 4, str.upper)
    dirt.pad_ids(name, orders, "customer_id")
    dirt.end(name, orders, TOTAL, order_id="Total", amount=money)
    name = "table.csv"
    dirt.repeat(name, table, 2)
    dirt.copy(name, table, NO_ID, 2, customer_id="")
    dirt.copy(name, table, TEST, 1, customer_id="TEST")
    tables = {"orders.csv": dirt.finished("orders.csv", orders), "table.csv": dirt.finished(name, table)}
    return {file: as_csv(rows) for file, rows in tables.items()}, dirt
