"""scorecard.py, explore.py, segment.py: planted segments found, clouds not taken for segments, and laws."""

import json

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score

from segtools.explore import variables
from segtools.params import Explore, Segment
from segtools.scorecard import base, rule
from segtools.scorecard import transforms as transforms_
from segtools.segment import card as card_
from segtools.segment import choice as choice_
from segtools.segment import evidence, findings, methods, neighbours
from segtools.tables import DataError

FAST = Segment(n_starts=10, n_pairs=8, methods=["kmeans"])


def dictionary(table, kind="numeric", **levels):
    rows = [
        {
            "variable": name, "family": "behavioural", "kind": "ordinal" if name in levels else kind, "unit": "", "meaning": name,
            "levels": levels.get(name, []), "high": "", "low": "", "declared": True, "evidence": "", "unclear": False,
        }
        for name in table.columns.drop("customer_id")
    ]  # fmt: skip
    return pd.DataFrame(rows)


def planted(k, per=150, dims=4, spread=0.6, seed=0):
    rng = np.random.default_rng(seed)
    centers = rng.normal(size=(k, dims))
    centers *= 5 / min(np.linalg.norm(a - b) for i, a in enumerate(centers) for b in centers[:i])
    truth = np.repeat(np.arange(k), per)
    X = centers[truth] + rng.normal(scale=spread, size=(k * per, dims))
    table = pd.DataFrame(X, columns=[f"v{d}" for d in range(dims)])
    table.insert(0, "customer_id", [f"c{n:05d}" for n in range(len(X))])
    return table, truth


def solve(table, settings=FAST, seed=1):
    words = dictionary(table)
    ways = methods.ways_to_segment(table, words, list(words.variable), settings)
    tried = evidence.gather_evidence(ways, settings, seed)
    choice = choice_.choose(tried.choice, settings)
    card, _ = card_.build_scorecard(table, ways, tried, choice, words, settings)
    return choice, card, rule.assign(table, card)


@pytest.mark.parametrize("k", [3, 5, 7])
def test_planted_segments_are_counted_found_and_called_natural(k):
    table, truth = planted(k, seed=k)
    choice, _, segments = solve(table)
    assert choice.n_segments[choice.chosen].item() == k
    assert adjusted_rand_score(truth, segments.segment_id) >= 0.95
    assert choice_.verdict(choice)[0] == "natural"


@pytest.mark.parametrize("seed", range(4))
def test_a_cloud_without_segments_is_not_called_natural(seed):
    rng = np.random.default_rng(seed)
    X = rng.multivariate_normal(np.zeros(4), 0.4 * np.ones((4, 4)) + 0.6 * np.eye(4), 600)
    table = pd.DataFrame(X, columns=list("abcd"))
    table.insert(0, "customer_id", [f"c{n}" for n in range(600)])
    choice, _, _ = solve(table)
    assert choice_.verdict(choice)[0] != "natural"


def test_neither_the_order_of_rows_nor_the_names_of_ids_matter():
    table, _ = planted(4, seed=9)
    _, card, segments = solve(table)
    other = table.assign(customer_id=[f"x{n}" for n in np.random.default_rng(0).permutation(len(table))])
    other = other.sample(frac=1, random_state=5)
    _, card_again, again = solve(other)
    assert json.dumps(card["segments"]) == json.dumps(card_again["segments"])
    assert segments.segment_id.tolist() == again.segment_id.loc[np.argsort(other.index)].tolist()


def test_the_choice_can_be_overruled_and_says_so():
    table, _ = planted(4, seed=2)
    choice, card, _ = solve(table, Segment(n_starts=5, n_pairs=4, n_segments=6, methods=["kmeans"]))
    assert len(card["segments"]) == 6
    why = "set by hand; the evidence speaks for 4, by the method that params ask for"
    assert choice.why[choice.chosen].item() == why
    said = choice_.verdict(choice)[1]
    assert said.startswith(f"The number was {why}. Found by k-means, as params ask. ")


def choice_of(rows):
    columns = ["n_segments", "mean_ari", "min_slsw", "silhouette", "min_share"]
    more = {
        "method": "kmeans",
        "null_silhouette": 0.1,
        "null_ari": 0.5,
        "within_ss": 1.0,
        "min_size": 100,
        "split": np.nan,
    }
    return pd.DataFrame(rows, columns=columns).assign(**more)


def test_without_gaps_the_choice_takes_the_most_segments_that_all_come_back():
    rows = [(2, 0.99, 0.99, 0.12, 0.4), (3, 0.95, 0.92, 0.1, 0.2), (4, 0.9, 0.88, 0.1, 0.1), (5, 0.93, 0.6, 0.1, 0.1)]
    made = choice_.choose(choice_of(rows), Segment())
    assert made.n_segments[made.chosen].item() == 4  # 5 holds one that does not; 2 is not asked for
    assert made.why.tolist() == [
        "under segment.min_segments, 3: so few mostly part those with more from those with less",
        "comes back too (Jaccard 0.92), and tells less",
        "the most segments that all come back (each with a Jaccard of at least 0.88)",
        "one segment does not come back (Jaccard 0.60, against 0.92 for the steadiest number allowed)",
    ]


def test_with_gaps_the_choice_takes_no_segment_that_is_a_slice_of_a_cloud():
    rows = [(3, 0.99, 0.99, 0.5, 0.3), (4, 0.98, 0.97, 0.48, 0.2), (5, 0.97, 0.96, 0.45, 0.1)]
    made = choice_.choose(choice_of(rows).assign(split=[0.9, 0.95, 1.0]), Segment())
    assert made.n_segments[made.chosen].item() == 4
    assert made.why[2] == "comes back too (Jaccard 0.96), but cuts a cloud in two where there is no gap"
    assert choice_.choose(choice_of(rows).assign(split=0.9), Segment()).chosen[2]


def test_a_solution_with_a_sliver_is_passed_over():
    made = choice_.choose(choice_of([(3, 0.8, 0.8, 0.3, 0.2), (4, 0.95, 0.95, 0.5, 0.01)]), Segment())
    assert made.n_segments[made.chosen].item() == 3
    assert made.why[1] == "smallest segment 1.0% of the base, under 3%"


@pytest.mark.parametrize(
    ("ari", "silhouette", "word"),
    [
        (0.95, 0.4, "natural"),
        (0.95, 0.12, "reproducible"),
        (0.8, 0.4, "reproducible"),
        (0.6, 0.4, "constructive"),
        (0.4, 0.4, "none"),
    ],
)
def test_the_verdict_follows_its_stated_rules(ari, silhouette, word):
    row = choice_of([(4, ari, 0.8, silhouette, 0.2)]).assign(chosen=True, why="")
    assert choice_.verdict(row)[0] == word


def test_a_number_set_by_hand_is_no_finding_and_one_doubtful_segment_lowers_the_verdict():
    row = choice_of([(4, 0.95, 0.55, 0.4, 0.2)]).assign(chosen=True, why="set by hand; the evidence speaks for 3")
    word, said = choice_.verdict(row)
    assert word == "constructive" and "found again to 55%" in said
    assert said.startswith("The number was set by hand; the evidence speaks for 3. ")


def test_the_scorecard_is_the_nearest_centroid_and_its_confidence_the_posterior():
    centers, x = np.array([[0.0, 0.0], [2.0, 0.0]]), np.array([0.4, 3.0])
    constants, weights = rule.centroid_weights(centers, variance=0.5)
    scores = weights @ x + constants
    assert scores[0] - scores[1] == pytest.approx(
        (1.6**2 - 0.4**2) / (2 * 0.5)
    )  # half the squared distances over variance


def test_a_scorecard_survives_json_and_types_customers_one_by_one_as_together():
    table, _ = planted(3, seed=4)
    _, card, segments = solve(table)
    loaded = json.loads(json.dumps(card))
    alone = pd.concat([rule.assign(table.iloc[[n]], loaded) for n in range(0, len(table), 37)])
    together = segments.iloc[::37]
    assert alone.segment_id.tolist() == together.segment_id.tolist()
    assert np.allclose(alone.confidence, together.confidence)


def test_a_scorecard_names_the_column_it_misses():
    table, _ = planted(3, seed=4)
    _, card, _ = solve(table)
    with pytest.raises(DataError, match="variable v2: not in the table"):
        rule.assign(table.drop(columns="v2"), card)


def test_a_missing_value_is_the_median_and_an_unseen_level_neutral():
    table = pd.DataFrame({"customer_id": list("abcde"), "n": [1.0, 2.0, 3.0, 4.0, 5.0], "c": ["x", "x", "x", "y", "y"]})
    words = pd.concat([dictionary(table[["customer_id", "n"]]), dictionary(table[["customer_id", "c"]], "categorical")])
    transforms = transforms_.fit_transforms(table, words, ["n", "c"])
    new = pd.DataFrame({"customer_id": ["f", "g"], "n": [np.nan, 3.0], "c": [None, "z"]})
    made = transforms_.design_matrix(new, transforms)
    assert made["n"][0] == made["n"][1]
    assert made[["c=x", "c=y"]].iloc[0].tolist() == [0, 0]
    assert made[["c=x", "c=y"]].iloc[1].tolist() == [0, 0]


def test_a_variable_told_by_others_and_one_that_is_mostly_missing_do_not_enter():
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 300))
    table = pd.DataFrame({"customer_id": [f"c{n}" for n in range(300)], "a": a, "b": b, "twin": a + 0.05 * b})
    table["gap"] = np.where(rng.random(300) < 0.5, np.nan, b)
    table["same"] = 1.0
    made = variables.choose_variables(table, dictionary(table), Explore(), Segment()).set_index("variable")
    assert made.role.to_dict() == {
        "a": "segmentation", "b": "segmentation", "twin": "descriptor", "gap": "descriptor", "same": "left out",
    }  # fmt: skip
    assert "count twice" in made.why["twin"] and "missing" in made.why["gap"]
    with pytest.raises(DataError, match=r"no variable twinn; did you mean twin\?"):
        variables.choose_variables(table, dictionary(table), Explore(), Segment(variables=["twinn"]))
    named = variables.choose_variables(table, dictionary(table), Explore(), Segment(variables=["twin"]))
    assert named.variable[named.role == "segmentation"].tolist() == ["twin"]


def test_who_answered_little_is_not_typed_and_makes_no_segment():
    """A third of planted customers answer nothing: a median in their place would be the largest cluster."""
    table, truth = planted(3, per=120, seed=6)
    silent = np.random.default_rng(1).random(len(table)) < 0.33
    table.loc[silent, ["v0", "v1", "v2", "v3"]] = np.nan
    known = base.base(table, ["v0", "v1", "v2", "v3"])
    assert len(known) == (~silent).sum()
    choice, card, _ = solve(known)
    segments = rule.assign(table, card)
    assert set(segments.customer_id) == set(known.customer_id)
    assert choice.n_segments[choice.chosen].item() == 3
    assert adjusted_rand_score(truth[~silent], segments.segment_id) >= 0.95


# --- the same again -----------------------------------------------------------------------------------


def refit(table, settings=FAST, earlier=None):
    words = dictionary(table)
    names = list(words.variable)
    last = card_.same_question(earlier, names, settings)
    ways = methods.ways_to_segment(table, words, names, settings)
    tried = evidence.gather_evidence(ways, settings, 1)
    choice = choice_.choose(tried.choice, settings, last)
    card, descent = card_.build_scorecard(table, ways, tried, choice, words, settings, last)
    return ways, tried, choice, card, descent


def test_a_segment_found_again_keeps_number_and_name_when_its_size_and_place_change():
    table, truth = planted(4, seed=9)
    _, _, _, card, first = refit(table)
    assert first.status.tolist() == ["first"] * 4
    largest = card["segments"][0]["segment_id"]
    of_largest = rule.assign(table, card).segment_id.to_numpy() == largest
    fewer = table[~of_largest | (np.arange(len(table)) % 3 == 0)].reset_index(drop=True)  # now it is the smallest
    _, _, _, again, descent = refit(fewer, earlier=card)
    assert descent.status.tolist() == ["kept"] * 4 and descent.overlap.min() > 0.9
    old = {one["segment_id"]: one["segment_name"] for one in card["segments"]}
    assert {one["segment_id"]: one["segment_name"] for one in again["segments"]} == old
    sizes = rule.assign(fewer, again).segment_id.value_counts()
    assert sizes.idxmin() == largest and again["next_id"] == 5
    assert truth.max() == 3


def test_another_question_begins_anew():
    table, _ = planted(3, seed=4)
    _, _, _, card, _ = refit(table)
    assert card_.same_question(card, ["v0", "v1", "v2", "v3"], FAST) is card
    assert card_.same_question(card, ["v0", "v1", "v2"], FAST) is None
    assert card_.same_question(card, ["v0", "v1", "v2", "v3"], FAST.model_copy(update={"max_segments": 9})) is None
    assert card_.same_question({"format": 1}, ["v0"], FAST) is None and card_.same_question(None, [], FAST) is None


def test_the_last_number_is_kept_while_it_comes_back_nearly_as_well():
    rows = [(3, 0.9, 0.95, 0.1, 0.2), (4, 0.85, 0.87, 0.1, 0.2), (5, 0.6, 0.6, 0.1, 0.1)]
    last = {"method": "kmeans", "n_segments": 4}
    assert (
        choice_.choose(choice_of(rows), Segment()).n_segments[choice_.choose(choice_of(rows), Segment()).chosen].item()
        == 3
    )
    made = choice_.choose(choice_of(rows), Segment(), last)
    assert made.n_segments[made.chosen].item() == 4 and made.why[1].startswith("as in the last scorecard")
    gone = choice_.choose(choice_of(rows), Segment(), {"method": "kmeans", "n_segments": 5})
    assert gone.n_segments[gone.chosen].item() == 3


def test_a_name_of_params_stays_with_its_segment_and_one_that_fits_none_is_a_caution():
    table, _ = planted(3, seed=4)
    _, _, _, plain, _ = refit(table)
    computed = plain["segments"][1]["computed_name"]
    settings = FAST.model_copy(update={"names": {computed: "Our darlings", "Nobody": "Ghosts"}})
    _, _, choice, card, descent = refit(table, settings, plain)
    assert [one["segment_name"] for one in card["segments"]][1] == "Our darlings"
    sizes = neighbours.segment_sizes(rule.assign(table, card))
    sure = pd.DataFrame(
        {"n_segments": 3, "segment_id": [1, 2, 3], "slsw": [0.9, 0.8, 0.7], "slsa": 1.0, "chosen": True}
    )
    said = findings.choice_findings(choice, sizes, sure, descent, card, settings, "customers")
    assert "These are the segments of the last scorecard, with their numbers." in said
    assert f"“{computed}” is now called “Our darlings”." in said
    assert said[-1].startswith(
        "Caution: segment.names in params speaks of “Nobody”, which no segment is called; there are"
    )


def test_every_number_of_segments_has_its_stability_and_ids_go_outward_from_the_chosen():
    table, _ = planted(4, seed=9)
    ways, tried, choice, card, _ = refit(table)
    labels = neighbours.labels_by_k(tried, choice, card, ways)
    sure, flow = neighbours.segment_stability(tried, choice, labels)
    assert sure.groupby("n_segments").size().to_dict() == {k: k for k in range(2, 9)}
    assert sure.slsw.between(0, 1).all() and sure.slsa.dropna().between(0, 1).all()
    assert sure.n_segments[sure.chosen].unique().tolist() == [4]
    own = rule.assign(table, card).segment_id.to_numpy()[tried.rows]
    assert (labels[4] == own).all()
    assert set(labels[3]) < {1, 2, 3, 4} and {1, 2, 3, 4} < set(labels[5])
    assert (flow.groupby("n_segments").customers.sum() == len(tried.rows)).all()
    kept = [(labels[4] == one)[labels[3] == one].mean() for one in set(labels[3])]
    assert max(kept) == 1  # of three, at least one is as it was


def test_a_method_that_is_not_linear_is_typed_by_a_regression_that_says_how_often_it_agrees():
    table, truth = planted(3, seed=4)
    settings = FAST.model_copy(update={"methods": ["mixture"]})
    _, _, choice, card, _ = refit(table, settings)
    assert card["method"] == "mixture" and 0.95 <= card["agreement"] <= 1
    assert adjusted_rand_score(truth, rule.assign(table, card).segment_id) >= 0.95
    assert choice_.verdict(choice)[1].startswith("Found by Gaussian mixture, as params ask. ")


def test_without_segments_the_verdict_says_what_to_do_instead():
    row = choice_of([(4, 0.3, 0.3, 0.1, 0.2)]).assign(chosen=True, why="")
    assert choice_.verdict(row)[1].endswith(
        "better served as a whole, or by a simple rule on what matters most to the offer."
    )
    rules_ = row.assign(method="rules", chosen=False, n_segments=8, mean_ari=0.8)
    word, said = choice_.verdict(pd.concat([row, rules_], ignore_index=True))
    assert word == "none" and "or by the 8 RFM rules" in said and "0.80" in said
