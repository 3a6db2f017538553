"""What speaks for a segment, measured and scored: worked by hand."""

import numpy as np
import pandas as pd
import pytest
from target.small_base import BASE, CARDS, measured, responses

from segtools.params import Target
from segtools.tables import DataError
from segtools.target import criteria as criteria_

WEIGHTS = Target(
    attractiveness={"size": 0.5, "value_per_customer": 0.25, "growth": 0.25},
    competitiveness={"activity": 1.0},
    n_targets=1,
)
SINCE = pd.Timestamp("2026-01-01")


def test_scores_are_as_worked_by_hand():
    found = measured(size=(0.5, 0.3, 0.2), value_per_customer=(10, 40, 20), growth=(0, 0, 0), activity=(0.2, 0.6, 0.4))
    scores = criteria_.score_criteria(found, WEIGHTS).set_index(["criterion", "segment_id"]).score
    assert scores["size"].tolist() == pytest.approx([1, 1 / 3, 0])
    assert scores["value_per_customer"].tolist() == pytest.approx([0, 1, 1 / 3])
    assert scores["growth"].tolist() == [0.5, 0.5, 0.5] and scores["activity"].tolist() == pytest.approx([0, 1, 0.5])


def test_criteria_stand_by_name_and_segment_and_scores_by_side():
    found = criteria_.measures(BASE, CARDS.iloc[::-1], Target(), "€")
    assert list(found) == ["segment_id", "criterion", "value", "error", "unit", "source"]
    rows = [("size", 1), ("size", 2), ("value_per_customer", 1), ("value_per_customer", 2)]
    assert list(zip(found.criterion, found.segment_id, strict=True)) == rows
    scores = criteria_.score_criteria(measured(activity=(1, 2, 3), size=(3, 2, 1)), WEIGHTS)
    columns = ["segment_id", "side", "criterion", "value", "error", "unit", "score", "weight", "source"]
    assert list(scores) == columns
    assert list(zip(scores.side, scores.segment_id, strict=True)) == [
        *(("attractiveness", n) for n in (1, 2, 3)),
        *(("competitiveness", n) for n in (1, 2, 3)),
    ]


def test_a_criterion_without_data_drops_out_and_the_others_carry_its_weight():
    criteria = criteria_.score_criteria(measured(size=(0.5, 0.3, 0.2), value_per_customer=(10, 40, 20)), WEIGHTS)
    weights = criteria.groupby("criterion").weight.first().to_dict()
    assert weights == pytest.approx({"size": 2 / 3, "value_per_customer": 1 / 3})
    assert criteria_.unmeasured(criteria, WEIGHTS) == ["growth", "activity"]


def test_nothing_to_weigh_is_refused_with_what_could_be():
    with pytest.raises(DataError, match="give a weight to one of margin"):
        criteria_.score_criteria(measured(margin=(1, 2, 3)), WEIGHTS)


def test_scores_of_one_s_own_are_held_to_the_segments_there_are():
    asked = Target(
        attractiveness={"size": 1.0}, competitiveness={"margin": 1.0}, scores={"margin": {"Up": 5.0, "Dwn": 2.0}}
    )
    with pytest.raises(DataError, match=r"target\.scores\.margin"):
        criteria_.measures(BASE, CARDS, asked, "€")


def test_criteria_are_measured_as_their_words_say():
    """Six customers, two of them in Up; half of all ordered within 25 days, of Up both, of Down one of four."""
    base = BASE.assign(
        recency_days=[5, 10, 20, 30, 40, 50],
        discount_share=[0.0, 0.2, 0.5, 0.5, 0.1, 0.1],
        categories_bought=[4, 6, 1, 1, 1, 3],
    )
    cards = CARDS.assign(p_alive=[0.9, 0.5])
    found = criteria_.measures(base.assign(p_alive=[0.8, 1.0, 0.5, 0.5, 0.4, 0.6]), cards, Target(), "€")
    found = found.set_index(["criterion", "segment_id"])
    values = {name: found.value[name].tolist() for name in found.index.unique("criterion")}
    assert values == {
        "size": pytest.approx([2 / 6, 4 / 6]),
        "value_per_customer": [120, 15],
        "loyalty": [0.9, 0.5],
        "full_price": pytest.approx([0.9, 0.7]),
        "activity": [1.0, 0.25],
        "range_bought": [5, 1.5],
    }
    spread = np.sqrt(2 / 6 * 4 / 6 / 6)
    assert found.error["size"].tolist() == pytest.approx([spread, spread])
    assert found.error["value_per_customer"].tolist() == pytest.approx([20, 10 / np.sqrt(3) / 2])
    assert found.error["activity"].tolist() == pytest.approx([0, 0.25])
    units = found.unit.groupby("criterion").first().to_dict()
    assert units["value_per_customer"] == "€" and units["range_bought"] == "categories" and units["activity"] == "share"


def test_a_segment_that_has_a_larger_share_than_it_had_has_grown():
    """Of four at the earlier look one was in Up, a quarter; of six now two are, a third."""
    before = pd.DataFrame({"customer_id": list("abcd"), "segment_id": [1, 2, 2, 2]})
    found = criteria_.measures(BASE, CARDS, Target(), "€", before, None, SINCE).set_index(["criterion", "segment_id"])
    assert found.value["growth"].to_dict() == pytest.approx({1: 1 / 3 - 1 / 4, 2: 2 / 3 - 3 / 4})
    error = np.sqrt(3 / 4 * 1 / 4 / 4 + 2 / 3 * 1 / 3 / 6)
    assert found.error["growth"].tolist() == pytest.approx([error, error])


def test_the_response_to_campaigns_is_counted_after_the_earlier_look_in_the_segment_before_the_contact():
    sent, before = zip(responses(12, 40, 0, 0), responses(8, 40, 0, 0, prefix="d"), strict=True)
    before = pd.concat([before[0], before[1].assign(segment_id=2)])
    early, _ = responses(40, 40, 0, 0, day="2025-12-01")
    measures = criteria_.measures(BASE, CARDS, Target(), "€", before, pd.concat([*sent, early]), SINCE)
    found = measures.set_index(["criterion", "segment_id"])
    assert found.value["campaign_response"].to_dict() == pytest.approx({1: 0.3, 2: 0.2})
    assert found.error["campaign_response"][1] == pytest.approx(np.sqrt(0.3 * 0.7 / 40))


@pytest.mark.parametrize(("contacts", "counted"), [(30, True), (29, False)])
def test_the_response_of_fewer_than_thirty_is_no_criterion(contacts, counted):
    sent, before = zip(responses(12, 40, 0, 0), responses(8, contacts, 0, 0, prefix="d"), strict=True)
    before = pd.concat([before[0], before[1].assign(segment_id=2)])
    found = criteria_.measures(BASE, CARDS, Target(), "€", before, pd.concat(sent), SINCE)
    assert ("campaign_response" in set(found.criterion)) == counted


def test_only_who_has_said_yes_may_be_contacted():
    answers = BASE.assign(consent=["yes", "no", None, "Y", "0", ""])
    asked = Target(contactable="consent")
    assert criteria_.contactable(answers, asked).tolist() == [True, False, False, True, False, False]
    assert criteria_.contactable(BASE, Target()).all()  # no variable named: everybody
    assert not criteria_.contactable(answers, asked, named=False).any()
    with pytest.raises(DataError, match="no variable consent"):
        criteria_.contactable(BASE, asked)
    tak = BASE.assign(consent=["T", "N", None, "t", "n", ""])
    assert criteria_.contactable(tak, asked).tolist() == [True, False, False, True, False, False]
    ticks = BASE.assign(consent=["x", "", None, "X", "", ""])
    assert criteria_.contactable(ticks, asked).tolist() == [True, False, False, True, False, False]
    odd = BASE.assign(consent=["ja", "nein", "vielleicht", None, "", "ja"])
    mend = "list it under variables.consent.missing, or map the column with an expression"
    with pytest.raises(DataError, match=f"^target.contactable: consent: 'vielleicht' is neither yes nor no; {mend}$"):
        criteria_.contactable(odd, asked)


def test_each_criterion_has_its_unit_its_source_and_its_error():
    base = BASE.assign(
        recency_days=[5, 10, 20, 30, 40, 50],
        discount_share=[0.0, 0.2, 0.5, 0.5, 0.1, 0.1],
        products_bought=[4, 6, 1, 1, 1, 3],
        clv_12m=[10.0, 20.0, 1.0, 2.0, 3.0, 4.0],
        p_alive=[0.8, 1.0, 0.5, 0.5, 0.4, 0.6],
    )
    cards = CARDS.assign(p_alive=[0.9, 0.5], clv_12m=[15.0, 2.5])
    sent, then = zip(responses(12, 40, 0, 0), responses(8, 40, 0, 0, prefix="d"), strict=True)
    then = pd.concat([then[0], then[1].assign(segment_id=2)])
    asked = Target(
        scores={"fit": {"Up": 5.0, "Down": 2.0}},
        competitors={"us": {"Up": 4, "Down": 7}, "R": {"Up": 4.5, "Down": 1}, "S": {"Up": 1, "Down": 2}},
    )
    found = criteria_.measures(base, cards, asked, "€", then, pd.concat(sent), SINCE)
    told = found.groupby("criterion")[["unit", "source"]].first()
    assert {name: tuple(row) for name, row in zip(told.index, told.to_numpy(), strict=True)} == {
        "size": ("share", "share of the base"),
        "clv_12m": ("€", "mean value of a member in the next twelve months"),
        "value_per_customer": ("€", "mean net amount in the period"),
        "loyalty": ("share", "mean chance that a member still buys"),
        "full_price": ("share", "1 less the mean discount share"),
        "activity": ("share", "share who ordered as recently as the more recent half of the base"),
        "range_bought": ("products", "mean products bought"),
        "growth": ("change", "change of its share of the base since the earlier look"),
        "campaign_response": ("share", "share of contacts who responded, by segment before"),
        "fit": ("points", "scored in params"),
        "against_competitors": ("points", "our score less the best of R, S"),
    }
    values = found.set_index(["criterion", "segment_id"])
    root = np.sqrt(2)
    wanted = {
        "clv_12m": ([15, 2.5], [5, np.std([1, 2, 3, 4], ddof=1) / 2]),
        "loyalty": ([0.9, 0.5], [0.1 * root / root, np.std([0.5, 0.5, 0.4, 0.6], ddof=1) / 2]),
        "full_price": ([0.9, 0.7], [0.1, np.std([0.5, 0.5, 0.1, 0.1], ddof=1) / 2]),
        "range_bought": ([5, 1.5], [1, 0.5]),
        "fit": ([5, 2], [0, 0]),
        "against_competitors": ([-0.5, 5], [0, 0]),
    }
    for name, (value, error) in wanted.items():
        assert values.value[name].tolist() == pytest.approx(value), name
        assert values.error[name].tolist() == pytest.approx(error), name


def test_scores_are_of_every_segment_and_of_no_other():
    names = {"Up": 1, "Down": 2}
    both = "score each of “Up”, “Down”"
    with pytest.raises(DataError) as caught:
        criteria_._scored({"Up": 1.0, "Zoo": 2.0, "Ape": 3.0, "Down": 1.0}, names, "scores.fit")
    assert str(caught.value) == f"target.scores.fit: “Ape” is no segment; {both}"
    with pytest.raises(DataError) as caught:
        criteria_._scored({"Up": 1.0}, names, "competitors.us")
    assert str(caught.value) == f"target.competitors.us: “Down” is not scored; {both}"
    assert criteria_._scored({"Up": 1, "Down": 2.5}, names, "x").to_dict() == {1: 1.0, 2: 2.5}


def test_what_is_known_of_one_segment_only_is_no_criterion():
    half = CARDS.assign(p_alive=[0.9, np.nan], clv_12m=[1.0, np.nan], value_per_customer=[1.0, np.nan])
    found = criteria_.measures(BASE.assign(p_alive=0.5), half, Target(), "€")
    assert set(found.criterion) == {"size"}


def test_values_are_stretched_from_nought_to_one_row_by_row():
    rows = np.array([[1.0, 3.0, 2.0], [5.0, 5.0, 5.0]])
    assert criteria_.stretched(rows).tolist() == [[0, 1, 0.5], [0.5, 0.5, 0.5]]


def test_a_weight_of_nought_is_none_and_names_what_has_a_weight():
    asked = Target(attractiveness={"size": 1.0, "growth": 0.0}, competitiveness={"loyalty": 1.0, "activity": 0.0})
    scores = criteria_.score_criteria(measured(size=(1, 2, 3), growth=(1, 2, 3), activity=(1, 2, 3)), asked)
    assert scores.criterion.unique().tolist() == ["size"] and scores.side.unique().tolist() == ["attractiveness"]
    with pytest.raises(DataError) as caught:
        criteria_.score_criteria(measured(b=(1, 2, 3), a=(1, 2, 3)), asked)
    assert str(caught.value) == "target: none of the weighted criteria can be measured; give a weight to one of a, b"
    with pytest.raises(DataError) as caught:
        criteria_.contactable(BASE, Target(contactable="consent"))
    assert str(caught.value) == ("target.contactable: no variable consent; name a yes-or-no column of the client")
