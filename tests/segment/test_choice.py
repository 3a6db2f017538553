"""choice.py: the number and the method that the evidence suggests, or that params ask for, and why not the others."""

import numpy as np
import pandas as pd
import pytest
from segment.small_bases import choice_of, planted, solved

from segtools.params import Segment
from segtools.segment.choice import choose, decide, passed_over


def test_the_choice_can_be_overruled_and_says_so():
    table, _ = planted(4, seed=2)
    settings = Segment(n_starts=5, n_pairs=4, n_segments=6, methods=["kmeans"])
    _, choice, card, _ = solved(table, settings)
    assert len(card["segments"]) == 6
    why = "set by hand; the evidence suggests 4, with the method set in params"
    assert choice.why[choice.chosen].item() == why
    decision = decide(choice, settings)
    assert (decision.reason, decision.evidence_number, decision.method_asked) == ("by hand", 4, True)


def test_without_gaps_the_choice_takes_the_most_segments_that_all_come_back():
    rows = [(2, 0.99, 0.99, 0.12, 0.4), (3, 0.95, 0.92, 0.1, 0.2), (4, 0.9, 0.88, 0.1, 0.1), (5, 0.93, 0.6, 0.1, 0.1)]
    choice = choose(choice_of(rows), Segment())
    assert choice.n_segments[choice.chosen].item() == 4  # 5 holds one that does not; 2 is not asked for
    assert choice.why.tolist() == [
        "fewer than segment.min_segments, 3: so few usually only split high from low",
        "also comes back (Jaccard 0.92), but fewer segments say less",
        "the most segments that all come back (each with a Jaccard of at least 0.88)",
        "one segment does not come back (Jaccard 0.60, against 0.92 for the most stable number allowed)",
    ]


def test_with_gaps_the_choice_takes_no_segment_that_is_a_slice_of_a_cloud():
    rows = [(3, 0.99, 0.99, 0.5, 0.3), (4, 0.98, 0.97, 0.48, 0.2), (5, 0.97, 0.96, 0.45, 0.1)]
    choice = choose(choice_of(rows).assign(split=[0.9, 0.95, 1.0]), Segment())
    assert choice.n_segments[choice.chosen].item() == 4
    assert choice.why[1] == "the most segments with gaps between them (each with a Jaccard of at least 0.97)"
    assert choice.why[2] == "also comes back (Jaccard 0.96), but splits a group where there is no gap"
    assert choose(choice_of(rows).assign(split=0.9), Segment()).chosen[2]


def test_a_solution_with_a_sliver_is_passed_over():
    choice = choose(choice_of([(3, 0.8, 0.8, 0.3, 0.2), (4, 0.95, 0.95, 0.5, 0.01)]), Segment())
    assert choice.n_segments[choice.chosen].item() == 3
    assert choice.why[1] == "smallest segment is 1.0% of the base, under 3%"


def test_the_last_number_is_kept_while_it_comes_back_nearly_as_well():
    rows = choice_of([(3, 0.9, 0.95, 0.1, 0.2), (4, 0.85, 0.87, 0.1, 0.2), (5, 0.6, 0.6, 0.1, 0.1)])
    first = choose(rows, Segment())
    assert first.n_segments[first.chosen].item() == 3
    last = {"method": "kmeans", "n_segments": 4}
    again = choose(rows, Segment(), last)
    assert again.n_segments[again.chosen].item() == 4
    assert again.why[1] == "as in the last scorecard: all still come back (Jaccard at least 0.87)"
    assert decide(again, Segment(), last).reason == "as last"
    gone = choose(rows, Segment(), {"method": "kmeans", "n_segments": 5})
    assert gone.n_segments[gone.chosen].item() == 3


def test_what_decided_is_known_without_reading_why():
    apart = choice_of([(3, 0.99, 0.99, 0.5, 0.3)])
    assert decide(apart, Segment()).reason == "apart"
    assert decide(apart.assign(silhouette=0.1), Segment()).reason == "sure"
    assert decide(apart, Segment(n_segments=3)).reason == "by hand"
    assert not decide(apart, Segment()).method_asked and decide(apart, Segment(methods=["kmeans"])).method_asked


def test_another_method_must_come_back_better_by_five_hundredths_and_the_rules_are_never_chosen():
    ours = choice_of([(3, 0.9, 0.80, 0.1, 0.2)])
    rules = ours.assign(method="rules", min_slsw=1.0, n_segments=8)
    for slsw, method in ((0.84, "kmeans"), (0.86, "mixture")):
        both = pd.concat([ours, ours.assign(method="mixture", min_slsw=slsw), rules], ignore_index=True)
        choice = choose(both, Segment())
        assert choice.method[choice.chosen].item() == method
        assert choice.why[2] == "the well-known baseline, only for comparison"
    assert choice.why[0] == "is not more stable than Gaussian mixture by at least 0.05 (Jaccard 0.80)"


@pytest.mark.parametrize(
    ("case", "changed"),
    [
        ("too-few-segments", {"n_segments": 2}),
        ("too-many-segments", {"n_segments": 9}),
        ("small-share", {"min_share": 0.029}),
        ("few-customers", {"min_size": 29}),
        ("unsure", {"min_slsw": 0.7}),
        ("method", {"method": "mixture"}),
        ("slice", {"split": 0.999}),
        ("tells-less", {"n_segments": 3}),
        ("no-gaps", {"n_segments": 5}),
        ("baseline", {"method": "rules", "n_segments": 2}),
    ],
)
def test_each_reason_for_passing_an_answer_over_is_known_by_its_name(case, changed):
    chosen = choice_of([(4, 0.95, 0.90, 0.1, 0.2)])
    other = chosen.assign(**changed)
    settings = Segment(min_customers=30)
    decision = decide(chosen, settings)
    decision.tops.update(mixture=0.9, rules=0.9)
    assert passed_over(next(other.itertuples()), decision, settings) == case
    assert np.isnan(chosen.split.item())
