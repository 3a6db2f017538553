"""A mail-order house's test: one wide table, two arms and a control at random, and one segment that is harmed."""

from __future__ import annotations

import numpy as np
import pandas as pd

from worlds.dirt import NO_ID, PADDED, RESPELLED, TEST, TOTAL, Dirt, padded
from worlds.world import AS_OF, Asked, Made, Truth, as_csv, best, plan_of, ranked, shuffled_segments

CUSTOMERS = 12000
ARMS = ["control", "catalogue", "voucher"]
COSTS = {"catalogue": 0.90, "voucher": 0.60}
MARGIN = 0.40
REGIONS = ["North", "East", "South", "West"]
CATEGORIES = ["garden", "kitchen", "books", "toys"]
# Per segment: share, months since the last purchase, spend in the last year, chances to have bought each category,
# weights of the regions; then for control, catalogue and voucher the chance to visit, to buy, and the mean spend of
# who buys.
PLANS = {
    "loyal": dict(
        share=3,
        months=2.0,
        spend=460,
        categories=[0.8, 0.75, 0.6, 0.2],
        regions=[3, 1, 1, 1],
        visits=[0.34, 0.40, 0.33],
        buys=[0.17, 0.20, 0.11],
        basket=[82, 82, 74],
    ),
    "bargain": dict(
        share=4,
        months=5.0,
        spend=115,
        categories=[0.2, 0.7, 0.1, 0.15],
        regions=[1, 3, 1, 1],
        visits=[0.16, 0.19, 0.34],
        buys=[0.05, 0.06, 0.16],
        basket=[38, 38, 33],
    ),
    "gift": dict(
        share=3,
        months=9.0,
        spend=210,
        categories=[0.1, 0.15, 0.7, 0.85],
        regions=[1, 1, 3, 1],
        visits=[0.15, 0.27, 0.18],
        buys=[0.06, 0.13, 0.08],
        basket=[61, 61, 56],
    ),
    "lapsed": dict(
        share=3,
        months=19.0,
        spend=32,
        categories=[0.15, 0.1, 0.15, 0.1],
        regions=[1, 1, 1, 3],
        visits=[0.05, 0.08, 0.07],
        buys=[0.015, 0.028, 0.025],
        basket=[44, 44, 39],
    ),
}


def make(asked: Asked) -> Made:
    """A mailing as asked."""
    asked.without("--drift", "--history")
    rng = np.random.default_rng([asked.seed, 4])
    names = asked.chosen(PLANS, 4)
    people = _people(rng, asked, names)
    truth = _truth(people, names)
    rows, dirt = _rows(rng, asked, people)
    truth.totals["dirt"] = dirt.counts
    params = {"params.yaml": "mailing" if asked.ids else "mailing_without_ids"}
    return Made({"mailing.csv": as_csv(rows)}, params, truth)


def _people(rng: np.random.Generator, asked: Asked, names: list[str]) -> pd.DataFrame:
    """One row a customer: what was known before, the arm drawn for them, and what they did in the four weeks after."""
    number = asked.customers or CUSTOMERS
    segment = shuffled_segments(rng, {name: PLANS[name]["share"] for name in names}, names, number)
    arm = rng.integers(0, len(ARMS), number)
    months = np.clip(np.rint(rng.gamma(12, plan_of(PLANS, names, "months")[segment] / 12)), 0, 36).astype(int)
    expected = plan_of(PLANS, names, "spend")[segment] * rng.gamma(10, 1 / 10, number)
    spent = expected * rng.gamma(14, 1 / 14, number)
    visits, buys = (plan_of(PLANS, names, key)[segment, arm] for key in ("visits", "buys"))
    visited = rng.random(number) < visits
    bought = visited & (rng.random(number) < buys / visits)
    basket = plan_of(PLANS, names, "basket")[segment, arm] * rng.gamma(4, 1 / 4, number)
    regions = plan_of(PLANS, names, "regions")
    cuts = np.cumsum(regions / regions.sum(axis=1, keepdims=True), axis=1)[segment]
    table = pd.DataFrame({"customer_no": [f"K{n:06d}" for n in rng.permutation(4 * number)[:number]]})
    table = table.assign(segment=segment, expected=expected, months_since_last_purchase=months)
    table = table.assign(spend_last_year=spent.round(2))
    owns = rng.random((number, len(CATEGORIES))) < plan_of(PLANS, names, "categories")[segment]
    table[[f"bought_{name}" for name in CATEGORIES]] = owns.astype(int)
    table["region"] = np.array(REGIONS)[np.minimum((rng.random(number)[:, None] >= cuts).sum(axis=1), 3)]
    table = table.assign(arm=np.array(ARMS)[arm], visited=visited.astype(int), bought=bought.astype(int))
    return table.assign(spend=np.where(bought, np.maximum(basket, 1), 0).round(2))


def _truth(people: pd.DataFrame, names: list[str]) -> Truth:
    named = np.array(names)[people.segment]
    values = pd.DataFrame(
        {"customer_id": people.customer_no, "segment": named, "yearly_value": people.expected.round(2)}
    )
    effects = pd.DataFrame([_effect(name, number) for name in names for number in (1, 2)])
    targets = effects[["segment", "arm", "spend_effect"]].copy()
    targets["members"] = targets.segment.map(values.segment.value_counts())
    each = MARGIN * targets.spend_effect - targets.arm.map(COSTS)
    targets = ranked(targets.assign(gain=targets.members * each))
    totals = {
        "people": len(people),
        "orders": int(people.bought.sum()),
        "net_money": round(float(people.spend.sum()), 2),
        "net_money_is": "spend in the four weeks after the mailing, $",
        "spend_last_year": round(float(people.spend_last_year.sum()), 2),
        "people_by_arm": people.arm.value_counts().reindex(ARMS, fill_value=0).to_dict(),
        "best": best(targets),
        "harmed": [f"{row.segment}: {row.arm}" for row in effects.itertuples() if row.spend_effect < 0],
        "margin": MARGIN,
        "contact_cost": COSTS,
        "gain_is": "members times (margin times spend_effect less the cost of a contact); negative where it harms",
        "as_of": str(AS_OF.date()),
    }
    return Truth(values[["customer_id", "segment"]], values, effects, targets, totals)


def _effect(name: str, arm: int) -> dict:
    """What an arm does to the members of a segment, on average, against the control."""
    plan = PLANS[name]
    spend = np.multiply(plan["buys"], plan["basket"])
    return {
        "segment": name,
        "arm": ARMS[arm],
        "visit_effect": round(plan["visits"][arm] - plan["visits"][0], 4),
        "buy_effect": round(plan["buys"][arm] - plan["buys"][0], 4),
        "spend_effect": round(float(spend[arm] - spend[0]), 4),
    }


def _rows(rng: np.random.Generator, asked: Asked, people: pd.DataFrame) -> tuple[pd.DataFrame, Dirt]:
    dirt, file = Dirt(rng, asked.dirt), "mailing.csv"
    rows = people.drop(columns=["segment", "expected"])
    sums = {name: f"{people[name].sum():.2f}" for name in ("spend_last_year", "spend")}
    rows = rows.assign(**{name: rows[name].map("{:.2f}".format) for name in sums}).astype(str)
    if asked.ids:
        dirt.copy(file, rows, NO_ID, 3, customer_no="")
        dirt.copy(file, rows, TEST, 2, customer_no="TEST")
        dirt.repeat(file, rows, 4)
        dirt.pad_ids(file, rows, "customer_no")
        dirt.end(file, rows, TOTAL, customer_no="TOTAL", **sums)
    else:
        rows = rows.drop(columns="customer_no")
        dirt.end(file, rows, TOTAL, region="TOTAL", **sums)
    dirt.change(file, rows, PADDED, "region", 4, padded)
    dirt.change(file, rows, RESPELLED, "region", 4, str.upper)
    return dirt.finished(file, rows), dirt
