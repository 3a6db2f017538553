"""segment/scorecard.py: the typing rule of the chosen answer; ids and names that hold; another question begins anew."""

import json

import numpy as np
import pandas as pd
from segment.small_bases import FAST, dictionary, planted, segments_of, solved
from sklearn.metrics import adjusted_rand_score

from segtools.params import Segment
from segtools.scorecard import base, rule
from segtools.segment.scorecard import build_scorecard, same_question


def test_planted_segments_are_assigned_as_they_were_planted():
    for k in (3, 5, 7):
        table, truth = planted(k, seed=k)
        _, choice, card, _ = solved(table)
        assert choice.n_segments[choice.chosen].item() == k
        assert adjusted_rand_score(truth, segments_of(table, card).segment_id) >= 0.95


def test_neither_the_order_of_rows_nor_the_names_of_ids_matter():
    table, _ = planted(4, seed=9)
    _, _, card, _ = solved(table)
    segments = segments_of(table, card)
    other = table.assign(customer_id=[f"x{n}" for n in np.random.default_rng(0).permutation(len(table))])
    other = other.sample(frac=1, random_state=5)
    _, _, card_again, _ = solved(other)
    again = segments_of(other, card_again)
    assert json.dumps(card["segments"]) == json.dumps(card_again["segments"])
    assert segments.segment_id.tolist() == again.segment_id.loc[np.argsort(other.index)].tolist()


def test_a_scorecard_survives_json_and_types_customers_one_by_one_as_together():
    table, _ = planted(3, seed=4)
    _, _, card, _ = solved(table)
    segments = segments_of(table, card)
    loaded = json.loads(json.dumps(card))
    alone = pd.concat([rule.assign(table.iloc[[n]], loaded) for n in range(0, len(table), 37)])
    together = segments.iloc[::37]
    assert alone.segment_id.tolist() == together.segment_id.tolist()
    assert np.allclose(alone.confidence, together.confidence)


def test_who_answered_little_is_not_typed_and_makes_no_segment():
    """A third of planted customers answer nothing: a median in their place would be the largest cluster."""
    table, truth = planted(3, per=120, seed=6)
    silent = np.random.default_rng(1).random(len(table)) < 0.33
    table.loc[silent, ["v0", "v1", "v2", "v3"]] = np.nan
    known = base.base(table, ["v0", "v1", "v2", "v3"])
    assert len(known) == (~silent).sum()
    _, choice, card, _ = solved(known)
    segments = rule.assign(table, card)
    assert set(segments.customer_id) == set(known.customer_id)
    assert choice.n_segments[choice.chosen].item() == 3
    assert adjusted_rand_score(truth[~silent], segments.segment_id) >= 0.95


def test_a_segment_found_again_keeps_number_and_name_when_its_size_and_place_change():
    table, truth = planted(4, seed=9)
    _, _, card, first = solved(table)
    assert first.status.tolist() == ["first"] * 4
    largest = card["segments"][0]["segment_id"]
    of_largest = rule.assign(table, card).segment_id.to_numpy() == largest
    fewer = table[~of_largest | (np.arange(len(table)) % 3 == 0)].reset_index(drop=True)  # now it is the smallest
    _, _, again, descent = solved(fewer, earlier=card)
    assert descent.status.tolist() == ["kept"] * 4 and descent.overlap.min() > 0.9
    old = {one["segment_id"]: one["segment_name"] for one in card["segments"]}
    assert {one["segment_id"]: one["segment_name"] for one in again["segments"]} == old
    sizes = rule.assign(fewer, again).segment_id.value_counts()
    assert sizes.idxmin() == largest and again["next_id"] == 5
    assert truth.max() == 3


def test_another_question_begins_anew():
    table, _ = planted(3, seed=4)
    _, _, card, _ = solved(table)
    assert same_question(card, ["v0", "v1", "v2", "v3"], FAST) is card
    assert same_question(card, ["v0", "v1", "v2"], FAST) is None
    assert same_question(card, ["v0", "v1", "v2", "v3"], FAST.model_copy(update={"max_segments": 9})) is None
    assert same_question({"format": 1}, ["v0"], FAST) is None and same_question(None, [], FAST) is None


def test_a_method_that_is_not_linear_is_typed_by_a_regression_that_says_how_often_it_agrees():
    table, truth = planted(3, seed=4)
    settings = FAST.model_copy(update={"methods": ["mixture"]})
    _, _, card, _ = solved(table, settings)
    assert card["method"] == "mixture" and 0.95 <= card["agreement"] <= 1
    assert adjusted_rand_score(truth, rule.assign(table, card).segment_id) >= 0.95
    assert card["because"].endswith("The method, Gaussian mixture, is the one that params ask for.")


def test_the_scorecard_names_its_client_first_where_there_is_one():
    table, _ = planted(3, seed=4)
    evidence, choice, card, _ = solved(table)
    words = dictionary(table)
    named, _ = build_scorecard(table, evidence, choice, words, FAST, client="acme")
    assert next(iter(named)) == "client" and named == {"client": "acme", **card}


def test_a_name_of_params_stays_with_its_segment_when_it_is_found_again():
    table, _ = planted(3, seed=4)
    plain = solved(table)[2]
    computed = plain["segments"][1]["computed_name"]
    settings = FAST.model_copy(update={"names": {computed: "Our darlings"}})
    _, _, card, lineage = solved(table, settings, plain)
    assert card["segments"][1]["segment_name"] == "Our darlings" and card["segments"][1]["computed_name"] == computed
    assert lineage[["segment_name", "earlier_name", "status"]].iloc[1].tolist() == ["Our darlings", computed, "kept"]


def test_confidence_is_the_posterior_of_spherical_segments_about_the_centroids():
    """The odds of two segments with centroids a and b are exp((|x - b|^2 - |x - a|^2) / (2 variance))."""
    table, _ = planted(2, per=200, dims=2, seed=5)
    evidence, _, card, _ = solved(table, Segment(n_starts=5, n_pairs=4, n_segments=2, min_segments=2))
    matrix = evidence.yardstick.numbers.matrix.to_numpy()
    assigned = segments_of(table, card)
    centers = np.array([matrix[assigned.segment_id == n].mean(axis=0) for n in (1, 2)])
    away = ((matrix[:, None] - centers[None]) ** 2).sum(axis=2)
    variance = away.min(axis=1).sum() / matrix.size
    odds = np.exp(-(np.diff(np.sort(away, axis=1))[:, 0]) / (2 * variance))
    assert np.allclose(assigned.confidence, 1 / (1 + odds), atol=1e-6)
