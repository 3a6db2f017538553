"""A survey panel as an agency sends it: an SPSS file with labels, missing codes and a weight, and its CSV twin."""

from __future__ import annotations

import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat

from worlds.dirt import NO_ID, TEST, Dirt
from worlds.world import AS_OF, Asked, Made, Truth, as_csv, best, plan_of, ranked, shuffled_segments

CUSTOMERS = 1200
DONT_KNOW, NO_ANSWER, NO_SPEND = 98, 99, 99998
AGREE = {1: "Disagree completely", 2: "Disagree", 3: "Neither", 4: "Agree", 5: "Agree completely"}
MATTERS = {1: "Not at all important", 2: "Slightly", 3: "Moderately", 4: "Very", 5: "Extremely important"}
MISSING = {DONT_KNOW: "Don't know", NO_ANSWER: "No answer"}
ATTITUDES = {  # the codes 98 and 99 of this grid are declared missing in the file
    "q5_1": "I plan meals ahead",
    "q5_2": "I like to try new dishes",
    "q5_3": "Organic food is worth its price",
    "q5_4": "I choose what is quick to make",
    "q5_5": "I compare prices before I buy food",
    "q5_6": "Cooking is a chore",
}
NEEDS = {  # those of this one are only labelled
    "q7_1": "A low price",
    "q7_2": "Known origin",
    "q7_3": "Short way to the shop",
    "q7_4": "A wide choice",
}
SEX = {1: "Female", 2: "Male", 3: "Other"}
AGE = {1: "18-29", 2: "30-44", 3: "45-59", 4: "60+"}
REGION = {1: "North", 2: "East", 3: "South", 4: "West"}
# Per segment: share, means of the ten items, chances of the age groups, spend on food at home (€ a year), and the
# share of that spend that a new range of ready meals would win.
PLANS = {
    "gourmets": dict(
        share=3, items=[3.6, 4.7, 3.9, 1.8, 2.2, 1.4, 1.9, 4.4, 2.3, 4.6], age=[2, 4, 4, 3], spend=5000, wins=0.010
    ),
    "thrifty": dict(
        share=4, items=[4.2, 2.1, 1.6, 2.8, 4.8, 2.8, 4.9, 2.2, 3.4, 2.6], age=[3, 3, 3, 4], spend=2800, wins=0.012
    ),
    "hurried": dict(
        share=3, items=[1.7, 2.9, 2.6, 4.8, 2.6, 4.5, 2.8, 2.1, 4.8, 2.4], age=[5, 5, 2, 1], spend=4100, wins=0.060
    ),
    "organic": dict(
        share=2, items=[4.0, 3.3, 4.9, 2.3, 1.8, 2.2, 1.5, 4.9, 3.1, 3.2], age=[3, 4, 3, 2], spend=5800, wins=0.015
    ),
    "careless": dict(
        share=2, items=[1.6, 1.8, 1.7, 3.0, 1.9, 3.2, 2.2, 1.5, 2.2, 1.6], age=[4, 2, 2, 2], spend=3100, wins=0.030
    ),
}
OFFER_COST = 30.0  # a year and person reached


def make(asked: Asked) -> Made:
    """A panel as asked."""
    asked.without("--drift", "--history", "--no-ids")
    rng = np.random.default_rng([asked.seed, 3])
    names = asked.chosen(PLANS, 4)
    people = _people(rng, asked, names)
    truth = _truth(people, names)
    rows, dirt = _rows(rng, asked, people)
    truth.totals["dirt"] = dirt.counts
    files = {"panel.sav": _sav(rows), "panel.csv": as_csv(_codes(rows), ";", "\r\n")}
    return Made(files, {"params.yaml": "panel", "params_codes.yaml": "panel_codes"}, truth)


def _people(rng: np.random.Generator, asked: Asked, names: list[str]) -> pd.DataFrame:
    """One row a respondent. One in eight agrees to everything; the weight puts right that the young answer seldom."""
    number = asked.customers or CUSTOMERS
    segment = shuffled_segments(rng, {name: PLANS[name]["share"] for name in names}, names, number)
    agrees = rng.random(number) < 0.125
    items = rng.normal(plan_of(PLANS, names, "items")[segment], 0.75) + 1.1 * agrees[:, None]
    items = np.clip(np.rint(items), 1, 5).astype(int)
    hollow = rng.random(items.shape)
    items = np.where(hollow < 0.02, DONT_KNOW, np.where(hollow < 0.03, NO_ANSWER, items))
    ages = np.array([rng.choice(4, p=np.array(PLANS[names[s]]["age"]) / sum(PLANS[names[s]]["age"])) for s in segment])
    expected = plan_of(PLANS, names, "spend")[segment] * rng.gamma(9, 1 / 9, number)
    said = np.rint(expected / 100) * 100
    said = np.where(rng.random(number) < 0.05, NO_SPEND, said)
    weight = np.array([1.45, 1.10, 0.90, 0.70])[ages] * rng.gamma(60, 1 / 60, number)
    ids = rng.permutation(np.arange(100001, 100001 + 5 * number))[:number]
    table = pd.DataFrame({"respid": ids.astype(float), "segment": segment, "agrees": agrees, "expected": expected})
    table = table.assign(wt=(weight / weight.mean()).round(4))
    table = table.assign(sex=rng.choice([1, 2, 3], number, p=[0.51, 0.48, 0.01]), age=ages + 1)
    table = table.assign(region=rng.integers(1, 5, number), hhsize=1 + rng.poisson(1.3, number))
    table[[*ATTITUDES, *NEEDS]] = items
    return table.assign(spend=said).sort_values("respid").reset_index(drop=True)


def _truth(people: pd.DataFrame, names: list[str]) -> Truth:
    named, ids = np.array(names)[people.segment], people.respid.astype(int).astype(str)
    values = pd.DataFrame({"customer_id": ids, "segment": named, "yearly_value": people.expected.round(2)})
    effects = pd.DataFrame(
        {"segment": names, "arm": "ready meals", "share_of_value": [PLANS[n]["wins"] for n in names]}
    )
    weighted = pd.DataFrame({"segment": named, "people": people.wt, "value": people.wt * values.yearly_value})
    targets = weighted.groupby("segment").sum().reindex(names).round(2)
    targets["gain"] = targets.value * effects.set_index("segment").share_of_value - OFFER_COST * targets.people
    targets = ranked(targets.rename(columns={"people": "weighted_people", "value": "yearly_value"}).reset_index())
    stated = people.spend[people.spend != NO_SPEND]
    totals = {
        "people": len(people),
        "orders": 0,
        "net_money": float(stated.sum()),
        "net_money_is": "sum of the stated yearly spend on food, €, without the code 99998",
        "weighted_people": round(float(people.wt.sum()), 4),
        "agree_to_everything": int(people.agrees.sum()),
        "best": best(targets),
        "gain_is": "weighted yearly value times share_of_value of effects, less 30 € a weighted person",
        "as_of": str(AS_OF.date()),
        "missing_codes": {name: int(people[name].isin(list(MISSING)).sum()) for name in [*ATTITUDES, *NEEDS]}
        | {"spend": int((people.spend == NO_SPEND).sum())},
    }
    style = pd.DataFrame({"customer_id": ids, "agrees_to_everything": people.agrees})
    return Truth(values[["customer_id", "segment"]], values, effects, targets, totals, more={"response_style": style})


# --- how the agency sends it --------------------------------------------------------------------------


def _rows(rng: np.random.Generator, asked: Asked, people: pd.DataFrame) -> tuple[pd.DataFrame, Dirt]:
    """The rows as they stand in the file, all numbers, with an interview of the agency's own and what else slips in."""
    dirt, file = Dirt(rng, asked.dirt), "panel.sav and panel.csv"
    rows = people.drop(columns=["segment", "agrees", "expected"]).astype(float)
    dirt.repeat(file, rows, 2)
    dirt.copy(file, rows, NO_ID, 2, respid=np.nan)
    dirt.copy(file, rows, TEST, 1, respid=1.0, wt=0.0)
    return dirt.finished(file, rows), dirt


def _codes(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as text: codes, and the weight with its decimals."""
    whole = rows.drop(columns="wt").astype("Int64").astype("string").fillna("")
    whole.insert(1, "wt", rows.wt.map("{:.4f}".format))
    return whole


def _sav(rows: pd.DataFrame) -> bytes:
    """The rows as an SPSS file. The day and time of its making, which stand in its header, are set to as_of."""
    labels = {"respid": "Respondent", "wt": "Weight", "sex": "Sex", "age": "Age", "region": "Region"}
    labels |= {
        "hhsize": "People in the household",
        "spend": "How much do you spend on food at home in a year, in euros?",
    }
    labels |= {name: f"How far do you agree? {text}" for name, text in ATTITUDES.items()}
    labels |= {name: f"How important is this where you buy food? {text}" for name, text in NEEDS.items()}
    values = {"sex": SEX, "age": AGE, "region": REGION, "spend": {NO_SPEND: "Don't know"}}
    values |= dict.fromkeys(ATTITUDES, AGREE | MISSING) | dict.fromkeys(NEEDS, MATTERS | MISSING)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "panel.sav"
        pyreadstat.write_sav(
            rows,
            path,
            file_label="Food at home",
            column_labels=labels,
            variable_value_labels=values,
            missing_ranges={name: [DONT_KNOW, NO_ANSWER] for name in ATTITUDES},
            variable_measure=dict.fromkeys(["sex", "region"], "nominal")
            | dict.fromkeys(["age", *ATTITUDES, *NEEDS], "ordinal"),
            variable_format={name: "F10.4" if name == "wt" else "F8.0" for name in rows.columns},
        )
        content = path.read_bytes()
    return content[:92] + b"30 Jun 26" + b"12:00:00" + content[109:]
