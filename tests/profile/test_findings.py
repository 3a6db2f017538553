"""findings.py: who is largest, who brought and is worth most, what values rest on, and how far they can be trusted."""

import dataclasses

import numpy as np
import pandas as pd
import pytest

from segtools.profile.findings import (
    findings,
    model_findings,
    risk_findings,
    size_findings,
    source_findings,
    trust_findings,
    worth_findings,
    wrong_forecasts,
)
from segtools.profile.purchase_models import Fit
from segtools.profile.value import LEAST_REPEATERS, NOBODY_LEAVES, Models, Worth
from segtools.words import Figure, Style, sentence
from segtools.worth import Margin

STYLE = Style("€", "members", least=10)
CARDS = pd.DataFrame(
    {
        "segment_id": [1, 2, 3],
        "segment_name": ["Rich", "Many", "Rest"],
        "size": [20, 150, 30],
        "share": [0.1, 0.75, 0.15],
        "share_low": [0.07, 0.69, 0.1],
        "share_high": [0.15, 0.8, 0.2],
        "value_per_customer": [50.0, 40.0, 10.0],
        "value_low": [40.0, 30.0, 5.0],
        "value_high": [60.0, 50.0, 15.0],
        "value_share": [0.14, 0.82, 0.04],
        "clv_12m": [90.0, 30.0, 20.0],
        "clv_low": [80.0, 25.0, 15.0],
        "clv_high": [100.0, 35.0, 25.0],
        "clv_share": [0.26, 0.65, 0.09],
        "clv_basis": "margin",
        "at_risk": [9, 12, 0],
        "at_risk_value": [200.0, 600.0, 0.0],
    }
)
SOUND = Fit("BG/NBD", {"r": 1.0}, {"r": 0.1}, -9.0, 500)
UNSOUND = dataclasses.replace(SOUND, trouble="the search found no maximum")
AMOUNTS = Fit("gamma-gamma", {"p": 1.0}, {"p": 0.1}, -9.0, 400)
PERIOD = pd.Series({"earlier": pd.Timestamp("2025-12-30"), "as_of": pd.Timestamp("2026-06-30")})
CALIBRATION = pd.DataFrame(
    {
        "segment_id": [1, 2, 3, 0],
        "segment_name": ["Rich", "Many", "Rest", "all"],
        "customers": [40, 300, 60, 400],
        "orders_expected": [3.0, 1.0, 2.0, 1.35],
        "orders_actual": [1.5, 0.95, 1.6, 1.1],
        "orders_low": [1.2, 0.9, 1.1, 1.0],
        "orders_high": [1.8, 1.05, 2.1, 1.2],
        "orders_index": [200.0, 105.3, 125.0, 122.7],
        "amount_expected": [300.0, 130.0, 60.0, 140.0],
        "amount_actual": [290.0, 100.0, 50.0, 115.0],
        "amount_low": [280.0, 95.0, 40.0, 110.0],
        "amount_high": [310.0, 105.0, 61.0, 120.0],
        "amount_index": [103.4, 130.0, 120.0, 121.7],
    }
)


def worth(**more):
    return Worth(pd.DataFrame(), pd.DataFrame(), Margin(0.4, "params"), **more)


def codes(found):
    return [(finding.code, finding.kind) for finding in found]


# --- who is large, and who is worth most ----------------------------------------------------------------


def test_the_largest_segment_leads_with_its_interval():
    (largest,) = size_findings(CARDS)
    assert (largest.code, largest.kind, largest.segment) == ("profile-largest", "headline", 2)
    assert largest.figures == {
        "segment": "Many",
        "people": Figure(150, "people", people=150),
        "share": Figure(0.75, "share", 0.69, 0.8, people=150),
    }
    said = "“Many” is the largest segment: 150 members, 75% of the base (95% interval 69% to 80%)."
    assert sentence(largest, STYLE) == said


def test_most_of_the_money_and_the_highest_worth_are_told_of_the_segments_that_have_them():
    most, rich = worth_findings(CARDS, worth(), STYLE)
    assert codes([most, rich]) == [("profile-most-money", "headline"), ("profile-worth-most", "headline")]
    assert (most.segment, most.figures["value_share"].value, most.figures["share"].value) == (2, 0.82, 0.75)
    assert rich.segment == 1 and rich.figures["worth"] == Figure(90.0, "money", 80.0, 100.0, people=20)
    assert sentence(rich, STYLE) == (
        "Members of “Rich” are worth the most: €90 each over the next twelve months (€80 to €100). "
        "This is a margin of 40%, as the client gives it."
    )


def test_of_a_segment_of_too_few_no_worth_is_told():
    found = worth_findings(CARDS, worth(), Style(least=21))
    assert codes(found) == [("profile-most-money", "headline")]
    assert worth_findings(CARDS, worth(), Style(least=151)) == []


def test_what_is_not_known_of_every_segment_is_no_headline():
    assert codes(worth_findings(CARDS.assign(clv_12m=[90.0, np.nan, 20.0]), worth(), STYLE)) == [
        ("profile-most-money", "headline")
    ]
    nothing = CARDS.assign(value_share=np.nan, clv_12m=np.nan)
    assert worth_findings(nothing, worth(), STYLE) == []


def test_value_at_risk_is_told_of_the_segment_that_has_most_of_it():
    (risk,) = risk_findings(CARDS, STYLE)
    assert (risk.code, risk.kind, risk.segment) == ("profile-at-risk", "finding", 2)
    assert risk.figures["worth"] == Figure(600.0, "money", people=12) and risk.figures["people"].value == 12
    assert risk_findings(CARDS, Style(least=13)) == []  # the next has fewer still
    assert risk_findings(CARDS.assign(at_risk=0, at_risk_value=0.0), Style()) == []


# --- what values rest on --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ({}, ("profile-value-unknown", "finding")),
        ({"column": "revenue"}, ("profile-value-declared", "note")),
        ({"renewals": SOUND}, ("profile-renewals", "note")),
        ({"renewals": UNSOUND}, ("profile-renewals-unknown", "finding")),
        ({"models": Models(500, SOUND, AMOUNTS, (SOUND,), AMOUNTS)}, ("profile-orders-model", "note")),
    ],
)
def test_each_source_of_values_has_its_own_sentence(source, expected):
    (found,) = source_findings(worth(**source))
    assert (found.code, found.kind) == expected and sentence(found, STYLE)


def test_each_step_down_the_ladder_is_told_with_its_reason():
    simple = dataclasses.replace(SOUND, form=NOBODY_LEAVES)
    steps = [
        (Models(12), ["profile-few-repeaters"]),
        (Models(500, None, AMOUNTS, (UNSOUND, UNSOUND), AMOUNTS), ["profile-orders-unmodelled"]),
        (Models(500, SOUND, None, (SOUND,), UNSOUND), ["profile-orders-model", "profile-amounts-unmodelled"]),
        (
            Models(500, simple, AMOUNTS, (UNSOUND, simple), AMOUNTS),
            ["profile-nobody-leaves", "profile-published-unused"],
        ),
    ]
    for models, expected in steps:
        found = model_findings(models)
        assert [finding.code for finding in found] == expected and all(sentence(one, STYLE) for one in found)
    few = model_findings(Models(12))[0]
    assert few.figures["people"] == Figure(12, "people", people=12)
    assert sentence(model_findings(Models(7))[0], STYLE).startswith(
        "The next year is assumed to be like the last: only few members"
    )
    unused = model_findings(steps[3][0])[1]
    assert unused.figures == {"model": "BG/NBD", "trouble": "the search found no maximum"}


# --- how far they can be trusted ------------------------------------------------------------------------


def test_the_back_test_of_all_is_told_and_no_test_where_there_was_none():
    test, _ = trust_findings(CALIBRATION, PERIOD, STYLE)
    assert (test.code, test.kind, test.figures["from"]) == ("profile-back-test-money", "finding", "30 Dec 2025")
    figures = {name: test.figures[name].value for name in ("orders_expected", "orders_actual", "amount_expected")}
    assert figures == {"orders_expected": 1.35, "orders_actual": 1.1, "amount_expected": 140.0}
    assert "it expected 1.35 orders and €140 a customer by 30 Jun 2026; 1.10 orders and €115 came" in sentence(
        test, STYLE
    )
    unpriced = CALIBRATION.assign(amount_expected=np.nan, amount_actual=np.nan, amount_index=np.nan)
    assert trust_findings(unpriced, PERIOD, STYLE)[0].code == "profile-back-test"
    assert trust_findings(CALIBRATION.head(0), PERIOD, STYLE) == []


def test_models_are_wrong_where_they_miss_by_a_quarter_and_more_than_chance_allows():
    """Rich is off in orders; Many by 30% in amounts; Rest by 25% and 20%, within its intervals."""
    rich, many = wrong_forecasts(CALIBRATION[CALIBRATION.segment_id > 0])
    assert rich.code == "profile-wrong-orders" and many.code == "profile-wrong-amount"
    assert many.figures == {"segment": "Many", "expected": Figure(130.0, "money"), "actual": Figure(100.0, "money")}
    caution = trust_findings(CALIBRATION, PERIOD, STYLE)[1]
    assert (caution.code, caution.kind) == ("profile-models-wrong", "caution")
    assert sentence(caution, STYLE) == (
        "The forecast of value failed its test on “Rich” (3.00 orders a customer expected, 1.50 came) and "
        "“Many” (€130 a customer expected, €100 came). Read the values of these segments with care."
    )


@pytest.mark.parametrize("change", [{"orders_index": 125.0}, {"orders_high": 3.0}])
def test_a_quarter_exactly_or_an_expectation_within_its_interval_is_not_wrong(change):
    assert wrong_forecasts(CALIBRATION.head(1).assign(**change)) == []
    below = {"orders_expected": 1.0, "orders_index": 66.7}
    assert len(wrong_forecasts(CALIBRATION.head(1).assign(**below))) == 1  # too little expected is as wrong


def test_of_a_segment_of_too_few_no_failure_is_told():
    (_, caution) = trust_findings(CALIBRATION, PERIOD, Style(least=41))
    assert [phrase.figures["segment"] for phrase in caution.figures["segments"]] == ["Many"]
    assert len(trust_findings(CALIBRATION, PERIOD, Style(least=301))) == 1


def test_findings_come_headlines_first_and_every_one_has_a_sentence():
    models = Models(500, SOUND, AMOUNTS, (SOUND,), AMOUNTS)
    found = findings(CARDS, CALIBRATION, worth(models=models), PERIOD, STYLE)
    assert [finding.kind for finding in found] == ["headline"] * 3 + ["note", "finding", "finding", "caution"]
    assert all(sentence(finding, STYLE) for finding in found)


def test_every_figure_has_its_unit_and_its_people():
    most, rich = worth_findings(CARDS, worth(), STYLE)
    assert most.figures == {
        "segment": "Many",
        "value_share": Figure(0.82, "share", people=150),
        "share": Figure(0.75, "share", people=150),
    }
    assert (rich.figures["segment"], rich.figures["basis"]) == ("Rich", worth().margin.words)
    (risk,) = risk_findings(CARDS, STYLE)
    assert risk.figures["segment"] == "Many" and risk.figures["people"] == Figure(12, "people", people=12)
    (renewals,) = source_findings(worth(renewals=SOUND))
    assert renewals.figures == {"model": "BG/NBD", "contracts": Figure(500, "count")}
    (unknown,) = source_findings(worth(renewals=UNSOUND))
    assert unknown.figures == {"trouble": "the search found no maximum"}
    (declared,) = source_findings(worth(column="revenue"))
    assert declared.figures == {"column": "revenue"} and source_findings(worth())[0].figures == {}
    (model,) = model_findings(Models(500, SOUND, AMOUNTS, (SOUND,), AMOUNTS))
    assert model.figures == {"model": "BG/NBD", "people": Figure(500, "people", people=500)}
    test, wrong = trust_findings(CALIBRATION, PERIOD, STYLE)
    assert test.figures == {
        "from": "30 Dec 2025",
        "to": "30 Jun 2026",
        "orders_expected": Figure(1.35, "score", people=400),
        "orders_actual": Figure(1.1, "score", people=400),
        "amount_expected": Figure(140.0, "money", people=400),
        "amount_actual": Figure(115.0, "money", people=400),
    }
    rich, _ = wrong.figures["segments"]
    assert rich.figures == {"segment": "Rich", "expected": Figure(3.0, "score"), "actual": Figure(1.5, "score")}
    unpriced = CALIBRATION.assign(amount_expected=np.nan, amount_actual=np.nan, amount_index=np.nan)
    test, _ = trust_findings(unpriced, PERIOD, STYLE)
    assert set(test.figures) == {"from", "to", "orders_expected", "orders_actual"}


def test_steps_down_the_ladder_have_their_kind_and_their_reason():
    other = dataclasses.replace(SOUND, trouble="there is no summit", model="Pareto/NBD")
    (few,) = model_findings(Models(12))
    assert (few.kind, few.figures["needed"]) == ("finding", Figure(LEAST_REPEATERS, "count"))
    assert model_findings(Models(LEAST_REPEATERS, SOUND, AMOUNTS, (SOUND,), AMOUNTS))[0].code == "profile-orders-model"
    assert model_findings(Models(LEAST_REPEATERS - 1))[0].code == "profile-few-repeaters"
    (unmodelled,) = model_findings(Models(500, None, AMOUNTS, (UNSOUND, other), AMOUNTS))
    assert (unmodelled.kind, unmodelled.figures) == ("finding", {"trouble": "there is no summit"})  # of the last
    used, unused, amounts = model_findings(Models(500, SOUND, None, (other, SOUND), UNSOUND))
    assert (used.kind, unused.kind, amounts.kind) == ("note",) * 3
    assert unused.figures == {"model": "Pareto/NBD", "trouble": "there is no summit"}
    assert amounts.figures == {"trouble": "the search found no maximum"}


@pytest.mark.parametrize(
    ("change", "wrong"),
    [
        ({}, ["profile-wrong-orders"]),
        ({"orders_index": 125.1}, ["profile-wrong-orders"]),
        ({"orders_index": 75.0}, []),
        ({"orders_index": 74.9}, ["profile-wrong-orders"]),
        ({"orders_low": 3.0, "orders_high": 4.0}, []),  # just the low end
        ({"orders_index": 100.0, "amount_index": 130.0, "amount_high": 290.0}, ["profile-wrong-amount"]),
        ({"orders_index": 100.0, "amount_index": 130.0}, []),  # 300 is between 280 and 310
        ({"amount_index": 130.0, "amount_high": 290.0}, ["profile-wrong-orders"]),  # one is enough
    ],
)
def test_a_forecast_is_wrong_by_more_than_a_quarter_and_outside_its_interval(change, wrong):
    assert [one.code for one in wrong_forecasts(CALIBRATION.head(1).assign(**change))] == wrong
