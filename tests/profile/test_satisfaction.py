"""satisfaction.py: scores worked by hand and published."""

import numpy as np
import pandas as pd
import pytest

from segtools.profile.satisfaction import satisfaction
from segtools.tables import DataError


def answers(**values):
    """A base of one segment."""
    return pd.DataFrame({"segment_id": 1, "segment_name": "Regulars", **values})


def test_a_net_promoter_score_is_the_one_worked_by_hand():
    base = pd.DataFrame(
        {
            "segment_id": [1] * 11 + [2] * 4,
            "segment_name": ["Regulars"] * 11 + ["Hunters"] * 4,
            "nps": [10, 9, 9, 8, 7, 6, 0, 10, 9, 3, None, 9, 9, 7, 6],  # 5 promoters, 3 detractors of 10; 2, 1 of 4
        }
    )
    made = satisfaction(base, {"nps": "nps"})
    assert made.measure.tolist() == ["NPS", "NPS"] and made.n.tolist() == [10, 4]
    assert made.value.tolist() == pytest.approx([20, 25])
    assert made.base.tolist() == pytest.approx([100 * (7 - 4) / 14] * 2)
    # 5.75/13 promoters, 3.75/13 detractors: 2/13 between; variance 9.5/13 - (2/13)**2, over 13
    assert made.loc[0, ["low", "high"]].tolist() == pytest.approx([-30.3261, 61.0953], abs=1e-3)


@pytest.mark.parametrize(  # Newcombe (1998), Statistics in Medicine 17:857, table I, score method
    ("good", "n", "low", "high"), [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0, 0.1611)]
)
def test_the_interval_of_a_share_satisfied_is_the_published_one(good, n, low, high):
    made = satisfaction(answers(happy=[5, 4] * (good // 2) + [5] * (good % 2) + [3] * (n - good)), {"happy": "csat5"})
    assert made.measure.tolist() == ["share satisfied"] and made.value[0] == pytest.approx(good / n)
    assert made.loc[0, ["low", "high"]].tolist() == pytest.approx([low, high], abs=5e-5)


@pytest.mark.parametrize("shares", [(0.1, 0.3, 0.6), (0.4, 0.3, 0.3), (0.02, 0.1, 0.88)])
def test_intervals_of_the_net_promoter_score_hold_the_truth_nineteen_times_in_twenty(shares):
    rng, draws, n = np.random.default_rng(1), 4000, 30
    drawn = rng.choice([3, 8, 10], (draws, n), p=shares)
    base = pd.DataFrame({"segment_id": np.repeat(range(draws), n), "segment_name": "x", "nps": drawn.ravel()})
    made, truth = satisfaction(base, {"nps": "nps"}), 100 * (shares[2] - shares[0])
    held = (made.low <= truth) & (truth <= made.high)
    assert 0.93 < held.mean() < 0.985
    assert made.low.between(-100, made.value).all() and made.high.between(made.value, 100).all()


def test_the_two_top_levels_are_those_of_the_scale():
    base = answers(five=[1, 3, 4, 5], seven=["4", "5", "6", "6"])  # nobody gave 7
    made = satisfaction(base, {"five": "csat", "seven": "csat7"})
    assert made.variable.tolist() == ["five", "seven"] and made.value.tolist() == [0.5, 0.5]
    assert satisfaction(base, {"seven": "csat"}).value.tolist() == [0.75]


def test_a_segment_without_answers_has_a_row_that_says_so():
    base = pd.DataFrame({"segment_id": [1, 2], "segment_name": ["Regulars", "Quiet"], "nps": [10, None]})
    made = satisfaction(base, {"nps": "nps"})
    assert made.n.tolist() == [1, 0] and made.value.isna().tolist() == [False, True]
    assert made.loc[1, ["low", "high"]].isna().all() and made.base.tolist() == [100, 100]
    assert satisfaction(base, {}) is None


@pytest.mark.parametrize(
    ("kind", "values", "said"),
    [
        (
            "nps",
            [10, 11],
            "nps: 1 of 2 answers are not whole numbers from 0 to 10 \\(11 for one\\); list .*variables.nps.miss",
        ),
        ("nps", [7, -1, None], "1 of 2 answers .*\\(-1.0 for one\\)"),
        ("nps", ["9", "no answer"], "\\(no answer for one\\)"),
        ("csat", [4.5, 5], "from 1 to 5 \\(4.5 for one\\)"),
        ("csat", [0, 5], "from 1 to 5 \\(0 for one\\)"),
        ("csat", [50, 90], "from 1 to 10"),
        ("csat5", [5, 6], "from 1 to 5 \\(6 for one\\)"),
        ("csat", [1, 2], "write csat5 or csat7"),
        ("stars", [1, 2], "'stars' is not a score; write nps, csat"),
    ],
)
def test_answers_outside_their_scale_are_refused_in_one_line(kind, values, said):
    with pytest.raises(DataError, match=said) as caught:
        satisfaction(answers(nps=values), {"nps": kind})
    assert "\n" not in str(caught.value)


def test_a_score_of_no_variable_is_refused():
    with pytest.raises(DataError, match=r"variables\.mood: the customers have no such variable"):
        satisfaction(answers(nps=[9]), {"mood": "nps"})


def test_of_fewer_answers_than_may_be_told_no_figure_is():
    base = pd.DataFrame({"segment_id": [1] * 9 + [2] * 10, "segment_name": "x", "nps": 10})
    made = satisfaction(base, {"nps": "nps"}, least=10)
    assert made[["value", "low", "high"]].isna().all(axis=1).tolist() == [True, False] and made.n.tolist() == [9, 10]
    assert satisfaction(base, {"nps": "nps"}).value.notna().all()
