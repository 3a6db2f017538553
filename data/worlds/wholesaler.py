"""A wholesaler with eighty customers: header, lines and products in three files, two currencies."""

from __future__ import annotations

import numpy as np
import pandas as pd

from worlds.dirt import PADDED, RESPELLED, TEST, TOTAL, Dirt, padded
from worlds.world import AS_OF, Asked, Made, Truth, as_csv, best, draw, plan_of, ranked, shuffled_segments

CUSTOMERS, MONTHS = 80, 24
GROUPS = ["Wine", "Beer", "Soft drinks", "Snacks"]
RATES = {"EUR": 1.0, "USD": 0.92}  # euros for one unit
# Per segment: share, orders a year, lines an order, pieces a line, weights of the groups, discount in percent, chance
# to be billed in dollars, weights of the months, and the share of a year's money that a field visit a month would add.
PLANS = {
    "corner_shops": dict(
        share=9,
        orders=26,
        lines=4,
        pieces=3,
        groups=[1, 2, 6, 7],
        discount=0,
        dollars=0.05,
        season=[1] * 12,
        adds=0.10,
    ),
    "chains": dict(
        share=5,
        orders=48,
        lines=9,
        pieces=14,
        groups=[2, 6, 5, 3],
        discount=15,
        dollars=0.1,
        season=[1] * 12,
        adds=0.01,
    ),
    "hotels": dict(
        share=6,
        orders=12,
        lines=13,
        pieces=8,
        groups=[8, 3, 3, 0.3],
        discount=10,
        dollars=0.75,
        season=[1, 1, 2, 3, 5, 6, 6, 6, 4, 2, 1, 2],
        adds=0.06,
    ),
    "online": dict(
        share=4,
        orders=75,
        lines=1.6,
        pieces=2,
        groups=[7, 1, 0.3, 3],
        discount=5,
        dollars=0.5,
        season=[1] * 12,
        adds=0.04,
    ),
}
SLOWER, JOINED = 0.4, 0.5  # drift: how much less often one segment orders, and the share of another that is new
VISITS_COST = 120.0  # a year and customer


def make(asked: Asked) -> Made:
    """A wholesaler as asked."""
    asked.without("--no-ids")
    rng = np.random.default_rng([asked.seed, 5])
    names, months = asked.chosen(PLANS, 3), asked.history or MONTHS
    products = _products(rng)
    people = _people(rng, asked, names, months)
    header, lines = _orders(rng, people, names, products, months)
    truth = _truth(people, header, lines, products, names, asked, months)
    files, dirt = _files(rng, asked, header, lines, products)
    truth.totals["dirt"] = dirt.counts
    return Made(files, {"params.yaml": "wholesaler"}, truth)


def _products(rng: np.random.Generator) -> pd.DataFrame:
    """Fifteen products a group: product_no, price, group."""
    mean = np.repeat([9.5, 2.4, 1.6, 3.1], 15)
    price = np.maximum(mean * rng.gamma(10, 1 / 10, 60), 0.2).round(2)
    return pd.DataFrame(
        {"product_no": [f"P-{n:03d}" for n in range(1, 61)], "price": price, "group": np.repeat(GROUPS, 15)}
    )


def _people(rng: np.random.Generator, asked: Asked, names: list[str], months: int) -> pd.DataFrame:
    """One row a customer: their segment, currency and orders a year, and by drift the day on which they begin
    and whether they slow down."""
    number = asked.customers or CUSTOMERS
    segment = shuffled_segments(rng, {name: PLANS[name]["share"] for name in names}, names, number)
    days = (AS_OF - _start(months)).days + 1
    joined, slower = np.zeros(number, bool), np.zeros(number, bool)
    if asked.drift:
        joined = (segment == 0) & (rng.random(number) < JOINED)
        slower = segment == min(1, len(names) - 1)
    table = pd.DataFrame(
        {
            "customer_no": [f"D{n}" for n in rng.permutation(np.arange(10001, 10001 + 9 * number))[:number]],
            "segment": segment,
            "currency": np.where(rng.random(number) < plan_of(PLANS, names, "dollars")[segment], "USD", "EUR"),
            "orders": plan_of(PLANS, names, "orders")[segment] * rng.gamma(20, 1 / 20, number),
            "begin": np.where(joined, days // 2 + rng.integers(0, max(days // 6, 1), number), 0),
            "joined": joined,
            "slower": slower,
        }
    )
    return table.sort_values("customer_no").reset_index(drop=True)


def _start(months: int) -> pd.Timestamp:
    return AS_OF + pd.Timedelta(days=1) - pd.DateOffset(months=months)


def _season(names: list[str], months: int) -> np.ndarray:
    """The pace of each segment on each day of the history, one on average over a year."""
    month = pd.date_range(_start(months), AS_OF).month.to_numpy() - 1
    season = plan_of(PLANS, names, "season")
    return (season / season.mean(axis=1, keepdims=True))[:, month]


def _orders(
    rng: np.random.Generator, people: pd.DataFrame, names: list[str], products: pd.DataFrame, months: int
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Orders and their lines. On each day a customer orders or not; a product stands once in an order."""
    season = _season(names, months)
    days = season.shape[1]
    chance = season[people.segment] * (people.orders.to_numpy() / 365)[:, None]
    chance[people.slower, days // 2 :] *= SLOWER
    chance[np.arange(days) < people.begin.to_numpy()[:, None]] = 0
    who, day = np.nonzero(rng.random(chance.shape) < chance)
    order = np.lexsort((who, day))
    who, day = who[order], day[order]
    segment = people.segment.to_numpy()[who]
    header = pd.DataFrame(
        {
            "order_no": [f"A{n}" for n in range(50001, 50001 + len(who))],
            "customer_no": people.customer_no.to_numpy()[who],
        }
    )
    header["order_date"] = (_start(months) + pd.to_timedelta(day, unit="D")).strftime("%Y-%m-%d")
    header["currency"] = people.currency.to_numpy()[who]
    header["freight"] = rng.choice([0.0, 12.5, 25.0], len(who), p=[0.3, 0.5, 0.2])
    header["status"] = "delivered"
    at = np.repeat(np.arange(len(who)), 1 + rng.poisson(plan_of(PLANS, names, "lines")[segment] - 1))
    group = draw(rng, plan_of(PLANS, names, "groups"), segment[at])
    product = 15 * group + rng.integers(0, 15, len(at))
    pieces = 1 + rng.poisson(plan_of(PLANS, names, "pieces")[segment[at]] - 1)
    lines = pd.DataFrame({"order": at, "product": product, "quantity": pieces})
    lines = lines.groupby(["order", "product"], as_index=False).quantity.sum()
    lines["discount_pct"] = plan_of(PLANS, names, "discount").astype(int)[segment[lines.order]]
    lines.insert(0, "order_no", header.order_no.to_numpy()[lines.order])
    lines.insert(1, "product_no", products.product_no.to_numpy()[lines["product"]])
    return header, lines.drop(columns=["order", "product"])


def _euros(header: pd.DataFrame, lines: pd.DataFrame, products: pd.DataFrame) -> pd.Series:
    """The net amount of each line in euros."""
    price = lines.product_no.map(products.set_index("product_no").price)
    rate = lines.order_no.map(header.set_index("order_no").currency).map(RATES)
    return lines.quantity * price * (1 - lines.discount_pct / 100) * rate


def _truth(people, header, lines, products, names, asked: Asked, months: int) -> Truth:
    plans, named = [PLANS[name] for name in names], np.array(names)[people.segment]
    price = products.groupby("group").price.mean().reindex(GROUPS).to_numpy()
    groups = plan_of(PLANS, names, "groups")
    order = (
        (groups @ price) / groups.sum(axis=1) * [p["lines"] * p["pieces"] * (1 - p["discount"] / 100) for p in plans]
    )
    pace = people.orders * np.where(people.slower, SLOWER, 1)
    value = pace * order[people.segment] * people.currency.map(RATES)
    values = pd.DataFrame({"customer_id": people.customer_no, "segment": named, "yearly_value": value.round(2)})
    effects = pd.DataFrame({"segment": names, "arm": "field visits", "share_of_value": [p["adds"] for p in plans]})
    targets = values.groupby("segment").yearly_value.agg(["size", "sum"]).reindex(names)
    targets = targets.set_axis(["members", "yearly_value"], axis=1).round(2)
    gain = targets.yearly_value * effects.set_index("segment").share_of_value - VISITS_COST * targets.members
    targets = ranked(targets.assign(gain=gain).reset_index())
    totals = {
        "people": int(header.customer_no.nunique()),
        "people_planted": len(people),
        "orders": len(header),
        "lines": len(lines),
        "net_money": round(float(_euros(header, lines, products).sum()), 2),
        "net_money_is": "quantity times price less discount in percent, without freight and cancelled orders, in euros",
        "rates": RATES,
        "freight": float(header.freight.sum()),
        "best": best(targets),
        "gain_is": "yearly value times share_of_value of effects, less 120 € a customer",
        "as_of": str(AS_OF.date()),
    }
    drift = _drift(people, named, months) if asked.drift else None
    return Truth(values[["customer_id", "segment"]], values, effects, targets, totals, drift)


def _drift(people: pd.DataFrame, named: np.ndarray, months: int) -> pd.DataFrame:
    since = _start(months) + (AS_OF - _start(months)) // 2
    both = np.select([people.slower, people.joined], ["orders two fifths as often", "joined after the middle"], "")
    table = pd.DataFrame({"customer_id": people.customer_no, "segment": named, "change": both})
    return table[table.change != ""].assign(since=str(since.date())).reset_index(drop=True)


# --- how the wholesaler sends it ----------------------------------------------------------------------


def _files(rng, asked: Asked, header, lines, products) -> tuple[dict[str, bytes], Dirt]:
    dirt = Dirt(rng, asked.dirt)
    header = header.assign(freight=header.freight.map("{:.2f}".format))
    products = products.assign(price=products.price.map("{:.2f}".format))
    header, lines, products = (table.astype(str) for table in (header, lines, products))
    pieces = str(lines.quantity.astype(int).sum())
    header, more = _void_orders(rng, dirt, header, lines)
    dirt.repeat("lines.csv", lines, 4)
    dirt.copy("lines.csv", lines, "line of an order that is not there", 3, order_no="A99999999")
    dirt.copy("lines.csv", lines, "line of a product that is not there", 2, product_no="P-999")
    dirt.change("products.csv", products, RESPELLED, "group", 2, str.upper)
    dirt.change("products.csv", products, PADDED, "group", 2, padded)
    if dirt.level == "heavy":
        dirt.change("header.csv", header, RESPELLED, "currency", 2, str.lower)
        dirt.repeat("header.csv", header, 1)
    lines = dirt.finished("lines.csv", lines)
    lines = pd.concat([lines, more])
    if dirt.times:
        dirt.count("lines.csv", TOTAL, 1)
        total = {"order_no": "TOTAL", "product_no": "", "quantity": pieces, "discount_pct": ""}
        lines = pd.concat([lines, pd.DataFrame([total])])
    tables = {"header.csv": dirt.finished("header.csv", header), "lines.csv": lines, "products.csv": products}
    return {name: as_csv(table) for name, table in tables.items()}, dirt


def _void_orders(rng, dirt: Dirt, header: pd.DataFrame, lines: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The header with cancelled orders and orders of a test customer at its end, and their lines: copies of others,
    under numbers of their own."""
    kinds = {"cancelled order": (5, {"status": "cancelled"}), TEST: (1, {"customer_no": "TEST"})}
    heads, bodies, number = [header], [lines.iloc[:0]], 90001
    for kind, (few, cells) in kinds.items():
        for at in rng.choice(len(header), min(few * dirt.times, len(header) // 10), replace=False):
            head = header.iloc[[at]].assign(**cells, order_no=f"A{number}")
            body = lines[lines.order_no == header.order_no[at]].assign(order_no=f"A{number}")
            heads, bodies, number = [*heads, head], [*bodies, body], number + 1
            dirt.count("header.csv", kind, 1)
            dirt.count("lines.csv", f"line of a {kind.removeprefix('row of a ')}", len(body))
    return pd.concat(heads, ignore_index=True), pd.concat(bodies, ignore_index=True)
