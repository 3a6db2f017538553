"""out_of_time.py: what segments of the earlier look tell of the time after, worked from the ranks."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import rankdata

from segtools.params import Segment
from segtools.segment.out_of_time import out_of_time

WORDS = pd.DataFrame({"variable": ["v0", "v1"], "kind": "numeric", "levels": [[], []], "high": "", "low": ""})
CHOICE = pd.DataFrame({"method": ["kmeans"], "n_segments": [2], "chosen": [True]})


def earlier():
    """Two segments a mile apart."""
    rng = np.random.default_rng(1)
    apart = np.repeat([0.0, 9.0], 100) + rng.normal(0, 0.1, 200)
    return pd.DataFrame({"customer_id": [f"c{n:03d}" for n in range(200)], "v0": apart, "v1": rng.normal(size=200)})


def test_out_of_time_is_the_kruskal_wallis_effect_of_what_came_next():
    """One segment orders and the other does not: epsilon squared worked from the ranks."""
    table = earlier()
    after = pd.DataFrame({"customer_id": table.customer_id[100:150], "orders": np.arange(1, 51), "amount": 1.0})
    found = out_of_time(table, after, WORDS, ["v0", "v1"], CHOICE, Segment(n_starts=5), 1)
    row = found.set_index("outcome").loc["orders"]
    values = np.concatenate([np.zeros(100), np.arange(1, 51), np.zeros(50)])
    ranks, half = rankdata(values), np.repeat([0, 1], 100)
    between = sum(100 * (ranks[half == n].mean() - 100.5) ** 2 for n in (0, 1))
    statistic = (len(values) - 1) * between / ((ranks - 100.5) ** 2).sum()
    assert row.explained == pytest.approx((statistic - 1) / 198)
    assert (row.lowest, row.highest, row.customers) == (0, 12.75, 200)


def test_without_an_earlier_look_or_with_few_in_it_there_is_none():
    table = earlier()
    after = pd.DataFrame({"customer_id": table.customer_id[:50], "orders": 1, "amount": 1.0})
    assert out_of_time(table, None, WORDS, [], CHOICE, Segment(), 1) is None
    assert out_of_time(None, after, WORDS, [], CHOICE, Segment(), 1) is None
    assert out_of_time(table.head(99), after, WORDS, ["v0", "v1"], CHOICE, Segment(), 1) is None
