"""verdict.py: each verdict by its stated limits, with its code and kind, and what the scorecard says of it."""

import numpy as np
import pandas as pd
import pytest
from segment.small_bases import choice_of, codes, planted, solved

from segtools.params import Segment
from segtools.segment.choice import choose, decide
from segtools.segment.verdict import because, method_findings, number_finding, verdict_findings, verdict_word


def chosen_of(ari, silhouette=0.4, slsw=0.8, n=4):
    return choice_of([(n, ari, slsw, silhouette, 0.2)]).assign(chosen=True, why="")


@pytest.mark.parametrize("k", [3, 5, 7])
def test_planted_segments_are_called_natural(k):
    table, _ = planted(k, seed=k)
    assert verdict_word(solved(table)[1]) == "natural"


@pytest.mark.parametrize("seed", range(4))
def test_a_cloud_without_segments_is_not_called_natural(seed):
    rng = np.random.default_rng(seed)
    X = rng.multivariate_normal(np.zeros(4), 0.4 * np.ones((4, 4)) + 0.6 * np.eye(4), 600)
    table = pd.DataFrame(X, columns=list("abcd"))
    table.insert(0, "customer_id", [f"c{n}" for n in range(600)])
    assert verdict_word(solved(table)[1]) != "natural"


@pytest.mark.parametrize(
    ("ari", "silhouette", "word", "code", "kind"),
    [
        (0.95, 0.4, "natural", "segment-verdict-natural", "headline"),
        (0.95, 0.12, "reproducible", "segment-verdict-reproducible-no-gaps", "headline"),
        (0.8, 0.4, "reproducible", "segment-verdict-reproducible-apart", "headline"),
        (0.6, 0.4, "constructive", "segment-verdict-constructive", "headline"),
        (0.4, 0.4, "none", "segment-verdict-none", "stop"),
    ],
)
def test_the_verdict_follows_its_stated_rules(ari, silhouette, word, code, kind):
    choice = chosen_of(ari, silhouette)
    first, back, separate, *more = verdict_findings(choice)
    assert verdict_word(choice) == word
    assert (first.code, first.kind, first.figures["segments"].value) == (code, kind, 4)
    assert (back.code, back.figures["ari"].value) == ("segment-comes-back", ari)
    assert separate.code == "segment-separate"
    assert (separate.figures["silhouette"].value, separate.figures["null"].value) == (silhouette, 0.1)
    assert codes(more) == (["segment-instead-simple-rule"] if word == "none" else [])


@pytest.mark.parametrize("ari", [0.95, 0.6, 0.4])
def test_a_segment_that_is_not_found_again_lowers_the_verdict_and_is_a_caution(ari):
    choice = chosen_of(ari, slsw=0.55)
    assert verdict_word(choice) == ("none" if ari == 0.4 else "constructive")
    weak = next(one for one in verdict_findings(choice) if one.code == "segment-weakest-not-trusted")
    assert (weak.kind, weak.figures["least"].value, weak.figures["trusted"].value) == ("caution", 0.55, 0.6)
    assert "found again only to 55%" in because(choice, Segment())
    assert "segment-weakest-not-trusted" not in codes(verdict_findings(chosen_of(ari, slsw=0.6)))


@pytest.mark.parametrize(("slsw", "told"), [(0.5997, "59%"), (0.57, "57%"), (0.29, "29%")])
def test_a_share_found_again_is_not_rounded_up_to_the_limit_it_misses(slsw, told):
    assert f"found again only to {told} in a new sample. Under 60%" in because(chosen_of(0.95, slsw=slsw), Segment())


def test_where_nothing_can_be_separate_no_silhouettes_are_compared():
    choice = chosen_of(0.8).assign(null_silhouette=np.nan)
    assert codes(verdict_findings(choice)) == ["segment-verdict-reproducible-no-gaps", "segment-comes-back"]


@pytest.mark.parametrize(("ari", "limit"), [(0.8996, 0.90), (0.7451, 0.75), (0.4999, 0.50)])
def test_an_index_that_only_rounding_raises_to_its_limit_is_said_to_lie_under_it(ari, limit):
    back = verdict_findings(chosen_of(ari))[1]
    assert (back.code, back.figures["limit"].value) == ("segment-comes-back-just-under", limit)
    assert f"just under {limit:.2f}" in because(chosen_of(ari), Segment())


def test_without_segments_the_rules_are_offered_where_there_are_orders():
    row = chosen_of(0.3, 0.1, 0.3)
    rules = row.assign(method="rules", chosen=False, n_segments=8, mean_ari=0.8)
    instead = verdict_findings(pd.concat([row, rules], ignore_index=True))[-1]
    assert (instead.code, instead.kind) == ("segment-instead-rules", "note")
    assert (instead.figures["rules"].value, instead.figures["ari"].value) == (8, 0.8)
    said = because(row, Segment())
    assert said.startswith("The data does not support segments.")
    assert said.endswith("better served as a whole, or by a simple rule on what matters most to the offer.")


@pytest.mark.parametrize(
    ("silhouette", "settings", "earlier", "code"),
    [
        (0.5, {}, None, "segment-number-most-apart"),
        (0.1, {}, None, "segment-number-most-sure"),
        (0.1, {}, {"method": "kmeans", "n_segments": 3}, "segment-number-as-last"),
        (0.1, {"n_segments": 4}, None, "segment-number-by-hand"),
        (0.1, {"n_segments": 3}, None, "segment-number-against-evidence"),
    ],
)
def test_how_the_number_was_chosen_is_a_finding_of_its_own(silhouette, settings, earlier, code):
    evidence = choice_of([(3, 0.95, 0.92, silhouette, 0.2), (4, 0.94, 0.91, silhouette, 0.2)])
    settings = Segment(**settings)
    choice = choose(evidence, settings, earlier)
    row = choice[choice.chosen].iloc[0]
    found = number_finding(decide(choice, settings, earlier), row)
    assert (found.code, found.figures["segments"].value) == (code, row.n_segments)
    if "least" in found.figures:
        assert found.figures["least"].value == row.min_slsw
    if code == "segment-number-against-evidence":
        assert found.figures["other"].value == 4
    by_hand = "was set by hand" in because(choice, settings, earlier)
    assert by_hand == bool(settings.n_segments)


def test_what_params_decide_is_said_in_the_scorecard_after_the_verdict():
    table, _ = planted(4, seed=2)
    settings = Segment(n_starts=5, n_pairs=4, n_segments=6, methods=["kmeans"])
    card = solved(table, settings)[2]
    number = "The number of segments, 6, was set by hand. The evidence suggests 4."
    method = "The method, k-means, is the one that params ask for."
    assert number in card["because"] and card["because"].endswith(method)


def test_a_method_other_than_k_means_is_named():
    choice = chosen_of(0.8).assign(method="mixture")
    asked, free = Segment(methods=["mixture"]), Segment(methods=["mixture", "kmeans"])
    assert codes(method_findings(decide(choice, asked))) == ["segment-method-asked"]
    both = pd.concat([choice, choice.assign(method="kmeans", chosen=False, min_slsw=0.1)], ignore_index=True)
    assert codes(method_findings(decide(both, free))) == ["segment-method-chosen"]
    assert method_findings(decide(chosen_of(0.8), Segment())) == []
