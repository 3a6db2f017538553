"""evidence.py: segments that were planted are found and called natural; bases without segments are not."""

import sys

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata
from support import ROOT

sys.path.insert(0, str(ROOT / "benchmarks"))
from verdict import PLANTED, SIZES, WITHOUT, framed, judged, planted, without

from segtools.params import Segment
from segtools.segment import methods as methods_
from segtools.segment import out_of_time, stability
from segtools.tables import DataError

QUICK = Segment(n_starts=20, n_pairs=6, methods=["kmeans"])
FULL = Segment(n_starts=20, n_pairs=10)


def words(kinds):
    rows = [{"variable": name, "kind": kind, "levels": [], "high": "", "low": ""} for name, kind in kinds.items()]
    return pd.DataFrame(rows)


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


def test_the_methods_are_those_that_fit_the_variables():
    rng = np.random.default_rng(0)
    table = framed({"a": rng.normal(size=80), "b": rng.normal(size=80), "p": rng.choice(["yes", "no"], 80),
                    "q": rng.choice(["yes", "no"], 80), "r": rng.choice(list("xyz"), 80)})  # fmt: skip
    kinds = words({"a": "numeric", "b": "numeric", "p": "binary", "q": "binary", "r": "categorical"})

    def methods(names, settings=None):
        return [way.method for way in methods_.ways_to_segment(table, kinds, names, settings or Segment())]

    assert methods(["a", "b"]) == ["kmeans", "mixture"]
    assert methods(["p", "q", "r"]) == ["kmeans", "latent_classes"]
    assert methods(["a", "p", "r"]) == ["kmeans"]
    assert methods(["p", "q", "r"], Segment(methods=["latent_classes"])) == ["kmeans", "latent_classes"]
    with pytest.raises(DataError, match=r"mixture does not fit these variables \(3 of them: 2 binary, 1 categorical\)"):
        methods(["p", "q", "r"], Segment(methods=["mixture"]))


def test_out_of_time_is_the_kruskal_wallis_effect_of_what_came_next():
    """Two segments a mile apart, of which one orders and the other does not: epsilon squared worked from the ranks."""
    rng = np.random.default_rng(1)
    table = framed({"v0": np.repeat([0.0, 9.0], 100) + rng.normal(0, 0.1, 200), "v1": rng.normal(size=200)})
    after = pd.DataFrame({"customer_id": table.customer_id[100:150], "orders": np.arange(1, 51), "amount": 1.0})
    choice = pd.DataFrame({"method": ["kmeans"], "n_segments": [2], "chosen": [True]})
    made = out_of_time.out_of_time(
        table, after, words({"v0": "numeric", "v1": "numeric"}), ["v0", "v1"], choice, Segment(n_starts=5), 1
    )
    row = made.set_index("outcome").loc["orders"]
    values = np.concatenate([np.zeros(100), np.arange(1, 51), np.zeros(50)])
    ranks, half = rankdata(values), np.repeat([0, 1], 100)
    between = sum(100 * (ranks[half == n].mean() - 100.5) ** 2 for n in (0, 1))
    statistic = (len(values) - 1) * between / ((ranks - 100.5) ** 2).sum()
    assert row.explained == pytest.approx((statistic - 1) / 198)
    assert (row.lowest, row.highest, row.customers) == (0, 12.75, 200)
    assert out_of_time.out_of_time(table, None, None, [], choice, Segment(), 1) is None
