"""evidence.py: segments that were planted are found and called natural; bases without segments are not."""

import sys

import numpy as np
import pytest
from segment.small_bases import planted as plant
from segment.small_bases import solved
from support import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
from verdict import PLANTED, SIZES, WITHOUT, framed, judged, planted, without

from segtools.params import Segment
from segtools.segment import stability
from segtools.segment.evidence import beside_null
from segtools.tables import DataError

QUICK = Segment(n_starts=20, n_pairs=6, methods=["kmeans"])
FULL = Segment(n_starts=20, n_pairs=10)


@pytest.mark.parametrize(
    ("sort", "k"), [("numeric", 3), ("binary", 4), ("mixed", 5), ("numeric", 6), ("binary", 7), ("mixed", 8)]
)
def test_planted_segments_are_counted_found_and_called_natural(sort, k):
    table, truth = planted(sort, k, 500, seed=k)
    verdict, number, found = judged(table, 1, QUICK)
    assert (verdict, number) == ("natural", k)
    assert stability.agreement(truth, found - 1) >= 0.95


@pytest.mark.long
@pytest.mark.parametrize("sort", PLANTED)
@pytest.mark.parametrize("k", range(3, 9))
def test_planted_segments_of_every_sort_and_number_are_found(sort, k):
    table, truth = planted(sort, k, SIZES[k % 3], seed=100 + k)
    verdict, number, found = judged(table, 1, FULL)
    assert (verdict, number) == ("natural", k)
    assert stability.agreement(truth, found - 1) >= 0.95


@pytest.mark.parametrize("sort", WITHOUT)
def test_a_base_without_segments_is_not_called_natural(sort):
    assert judged(without(sort, 400, seed=11), 1, QUICK)[0] != "natural"


def test_too_few_different_customers_are_refused_in_one_line():
    table = framed({"v0": np.repeat(np.arange(10.0), 20), "v1": np.repeat(np.arange(10.0) % 3, 20)})
    with pytest.raises(
        DataError, match="only 10 customers differ on v0, v1: too few to segment; add customers, or name"
    ):
        judged(table, 1, QUICK)


def test_the_base_is_shown_beside_a_cloud_cut_into_as_many():
    table, _ = plant(4, seed=9)
    evidence, choice, _, _ = solved(table)
    shown = beside_null(evidence, choice)
    assert shown.groupby("base", sort=False).number.nunique().to_dict() == {
        "this base": 4,
        "a cloud without segments": 4,
    }
    ours = shown[shown.base == "this base"]
    assert len(ours) == len(table) and ours.number.value_counts().index.tolist() == [0, 1, 2, 3]
