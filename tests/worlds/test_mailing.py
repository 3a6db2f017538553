"""The mailing: one wide table with a test in it."""

import io
import math

import pandas as pd
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import cross_val_score

BEFORE = [
    "months_since_last_purchase",
    "spend_last_year",
    "bought_garden",
    "bought_kitchen",
    "bought_books",
    "bought_toys",
]


def read(made):
    return pd.read_csv(io.BytesIO(made.files["mailing.csv"]), dtype={"customer_no": str})


def sound(made):
    """One row a customer, without totals and test customers."""
    rows = read(made).dropna(subset="customer_no").drop_duplicates()
    return rows[~rows.customer_no.isin(["TOTAL", "TEST"])].assign(customer_no=lambda t: t.customer_no.str.strip())


@pytest.mark.parametrize("asked", [{"customers": 500}, {"customers": 400, "seed": 4, "dirt": "heavy"}])
def test_totals_are_what_one_counts_in_the_file(asked, made):
    mailing = made("mailing", **asked)
    rows, totals = sound(mailing), mailing.truth.totals
    assert totals["people"] == len(rows) and rows.customer_no.is_unique
    assert totals["orders"] == rows.bought.sum() and totals["net_money"] == pytest.approx(rows.spend.sum(), abs=0.006)
    assert totals["spend_last_year"] == pytest.approx(rows.spend_last_year.sum(), abs=0.006)
    assert totals["people_by_arm"] == rows.arm.value_counts().to_dict()


@pytest.mark.parametrize("dirt", ["none", "light", "heavy"])
def test_dirt_is_as_counted(dirt, made):
    mailing = made("mailing", customers=500, dirt=dirt)
    raw = read(mailing)
    region, number = raw.region.fillna(""), raw.customer_no.fillna("")
    seen = {
        "customer id is missing": number.eq("").sum(),
        "row of a test customer": number.eq("TEST").sum(),
        "repeated row": raw.duplicated().sum(),
        "total row": number.eq("TOTAL").sum(),
        "blanks around a cell": region.ne(region.str.strip()).sum(),
        "other spelling of a level": region.str.isupper().sum(),
        "blanks around a customer id": number.ne(number.str.strip()).sum(),
    }
    kept = mailing.truth.totals["dirt"].get("mailing.csv", {})
    assert {kind: rows for kind, rows in seen.items() if rows} == kept


def test_effects_are_as_planted_and_one_segment_is_harmed(made):
    mailing = made("mailing")
    rows = sound(mailing).merge(mailing.truth.segments, left_on="customer_no", right_on="customer_id")
    for effect in mailing.truth.effects.itertuples():
        members = rows[rows.segment == effect.segment]
        for what, planted in {
            "visited": effect.visit_effect,
            "bought": effect.buy_effect,
            "spend": effect.spend_effect,
        }.items():
            arms = members.groupby("arm")[what].agg(["mean", "var", "size"])
            error = math.sqrt((arms["var"] / arms["size"])[[effect.arm, "control"]].sum())
            seen = arms["mean"][effect.arm] - arms["mean"]["control"]
            assert abs(seen - planted) < 4 * error, (effect.segment, effect.arm, what)
    loyal = rows[rows.segment == "loyal"].groupby("arm").bought.mean()
    assert mailing.truth.totals["harmed"] == ["loyal: voucher"] and loyal["voucher"] < loyal["control"]
    assert not (rows.bought > rows.visited).any() and ((rows.spend > 0) == (rows.bought == 1)).all()


def test_arms_are_drawn_at_random(made):
    mailing = made("mailing")
    rows = sound(mailing).merge(mailing.truth.segments, left_on="customer_no", right_on="customer_id")
    shares = pd.crosstab(rows.segment, rows.arm, normalize="index")
    assert (shares - 1 / 3).abs().max(axis=None) < 4 * math.sqrt(2 / 9 / rows.segment.value_counts().min())


def test_the_gain_is_margin_times_spend_less_cost(made):
    mailing = made("mailing")
    targets = mailing.truth.targets.set_index(["segment", "arm"])
    members = mailing.truth.segments.segment.value_counts()
    # by hand: bargain hunters bought by 5 in 100 for 38 and by 16 in 100 for 33: 1.90 and 5.28; a voucher costs 0.60
    assert targets.gain["bargain", "voucher"] == pytest.approx(members.bargain * (0.4 * 3.38 - 0.6), abs=0.02)
    # loyal customers: .17 x 82 = 13.94 and .11 x 74 = 8.14
    assert targets.gain["loyal", "voucher"] == pytest.approx(members.loyal * (0.4 * -5.8 - 0.6), abs=0.02)
    assert mailing.truth.totals["best"] == "bargain: voucher"


def test_the_segments_can_be_told_apart_by_what_was_known_before(made):
    mailing = made("mailing", customers=1500)
    rows = sound(mailing).set_index("customer_no")
    planted = mailing.truth.segments.set_index("customer_id").segment.reindex(rows.index)
    assert cross_val_score(RandomForestClassifier(100, random_state=0), rows[BEFORE], planted, cv=4).mean() > 0.95


@pytest.mark.parametrize("ids", [True, False])
def test_segtools_counts_the_people_and_the_money_of_the_truth(ids, made, counted):
    bad, accepted, customers = counted("mailing", customers=500, ids=ids)
    mailing = made("mailing", customers=500, ids=ids)
    totals, tested = mailing.truth.totals, accepted["responses"]
    assert bad == [] and len(customers) == len(tested) == totals["people"]
    assert float(tested.revenue.sum()) == pytest.approx(totals["net_money"], abs=0.006)
    assert tested.responded.sum() == totals["orders"]
    assert (~tested.treated).sum() == totals["people_by_arm"]["control"]
    assert ("customer_no" in read(mailing)) == ids
