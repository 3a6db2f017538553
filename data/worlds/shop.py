"""The shop: the demo's maker, at any size, seed and number of segments, with its truth as all worlds tell it."""

from __future__ import annotations

import pandas as pd
from demo.make_demo import AS_OF, CAMPAIGN_DAYS, CONTACT_COST, PEOPLE, SEGMENTS, Plan, Shop, way_at
from demo.make_demo import make as make_shop

from worlds.dirt import TIMES
from worlds.world import Asked, Made, Truth, as_csv, best, ranked, sizes

MARGIN = 0.35
PIECES, KEPT = 1.15, 0.98  # pieces a line on average, and the share of lines that does not come back


def make(asked: Asked) -> Made:
    """A shop as asked."""
    asked.without("--no-ids")
    plan = _plan(asked)
    shop = make_shop(plan)
    files = {"orders.csv": shop.orders_text.encode()}
    files |= {f"{name}.csv": as_csv(table) for name, table in shop.tables.items()}
    return Made(files, {"params.yaml": "shop"}, _truth(shop, plan))


def _plan(asked: Asked) -> Plan:
    names = asked.chosen(SEGMENTS, len(SEGMENTS))
    shares = {name: SEGMENTS[name]["n"] for name in names}
    members = sizes(shares, names, asked.customers or PEOPLE)
    months = {} if asked.history is None else {"months": asked.history}
    return Plan(asked.seed, tuple(members.items()), dirt=min(TIMES[asked.dirt], 5), drift=asked.drift, **months)


def _truth(shop: Shop, plan: Plan) -> Truth:
    segments = shop.planted["truth"].rename(columns={"planted_segment": "segment"})
    names = [name for name, _ in plan.sizes]
    order = {name: _order_value(way_at(plan, name, 0)) for name in names}
    # who is drifting away has bought for the last time
    yearly = {name: 0.0 if name == "drifting_away" else SEGMENTS[name]["rate"] * order[name] for name in names}
    values = segments.assign(yearly_value=segments.segment.map(yearly).round(2))
    effects = shop.planted["truth_campaign"].rename(columns={"planted_segment": "segment"})
    effects.insert(1, "arm", "winter catalogue")
    targets = effects[["segment", "arm", "response_uplift"]].assign(members=effects.segment.map(dict(plan.sizes)))
    each = MARGIN * targets.response_uplift * targets.segment.map(order) - CONTACT_COST
    targets = ranked(targets.assign(gain=targets.members * each))
    net = (shop.orders.quantity * shop.orders.unit_price - shop.orders.discount).groupby(shop.orders.order_id).sum()
    totals = {
        "people": _people(shop),
        "people_with_orders": int(shop.orders.customer_id.nunique()),
        "orders": int((net > 0).sum()),
        "net_money": round(float(net.sum()), 2),
        "net_money_is": "quantity times unit_price less discount, returns taken off, €",
        "best": best(targets),
        "margin": MARGIN,
        "contact_cost": CONTACT_COST,
        "gain_is": "members times (margin times response_uplift times the expected order, less the cost of a contact); "
        f"response_uplift is what the catalogue adds to the chance of an order in {CAMPAIGN_DAYS} days",
        "as_of": str(AS_OF.date()),
        "dirt": _by_file(shop.planted["truth_dirt"]),
    }
    more = {"changed": shop.planted["truth_shift"], "voice": shop.planted["truth_voice"]}
    more["voice"] = more["voice"][more["voice"].planted_segment.isin(names)]
    return Truth(segments, values, effects, targets, totals, _drift(shop, plan) if plan.drift else None, more)


def _people(shop: Shop) -> int:
    """People with orders, or with a row in the table of customers that no other contradicts."""
    rows = shop.tables["customers"].drop_duplicates()
    rows = rows[(rows.customer_id != "") & ~rows.customer_id.duplicated(keep=False)]
    return len(set(rows.customer_id) | set(shop.orders.customer_id))


def _order_value(way: dict) -> float:
    """What an order brings on average, returns taken off."""
    return way["lines"] * way["price"] * PIECES * (1 - way["discount"]) * KEPT


def _by_file(dirt: pd.DataFrame) -> dict[str, dict[str, int]]:
    """Rows of dirt by file and kind."""
    file = dirt.source.map({"transactions": "orders.csv", "customers": "customers.csv", "responses": "mailing.csv"})
    return {name: dict(zip(rows.reason, rows.rows.tolist(), strict=True)) for name, rows in dirt.groupby(file)}


def _drift(shop: Shop, plan: Plan) -> pd.DataFrame:
    """Who came, or began to buy in another way, from the middle of the history on."""
    since = AS_OF - pd.Timedelta(days=plan.days // 2)
    people = shop.planted["truth"].rename(columns={"planted_segment": "segment"})
    first = pd.to_datetime(people.customer_id.map(shop.orders.groupby("customer_id").order_date.min()))
    joined = (people.segment == "investors") & (first > since)
    people["change"] = people.segment.map({"bargain_hunters": "buys travel on the web, at less discount"})
    people.loc[joined, "change"] = "joined after the middle"
    return people.dropna(subset="change").assign(since=str(since.date())).reset_index(drop=True)
