"""describe.py: profiles worked by hand, textbook tests, and months."""

import numpy as np
import pandas as pd
import pytest
from profile_bases.small_base import BASE, ROLES, WORDS

from segtools.profile.describe import development, segment_profile


@pytest.fixture
def described():
    return segment_profile(BASE, WORDS, ROLES)


def test_a_profile_is_as_worked_by_hand(described):
    orders = described[(described.variable == "frequency") & (described.segment_id == 1)].iloc[0]
    spread = np.std([10, 14, 2, 2, 4, 4])
    assert (orders.value, orders["median"], orders.base) == (12, 12, 6)
    assert orders.difference == pytest.approx(6 / spread)
    south = described[(described.level == "S") & (described.segment_id == 2)].iloc[0]
    assert (south.value, south.base, south.n) == (pytest.approx(2 / 3), pytest.approx(2 / 5), 3)


def test_shares_of_levels_sum_to_one_and_the_base_is_the_weighted_mean(described):
    levels = described[described.variable == "region"]
    assert np.allclose(levels.groupby("segment_id").value.sum(), 1)
    means = described[described.variable == "frequency"]
    assert np.isclose(np.average(means.value, weights=means.n), means.base.iloc[0])


def test_a_few_huge_values_do_not_hide_a_difference():
    rng = np.random.default_rng(2)
    base = pd.DataFrame(
        {"customer_id": [f"c{n}" for n in range(1000)], "segment_id": np.repeat([1, 2], 500), "confidence": 1.0}
    )
    base["segment_name"] = base.segment_id.map({1: "Up", 2: "Down"})
    base["frequency"] = rng.normal(np.where(base.segment_id == 1, 12.0, 8.0), 2)
    words = WORDS[WORDS.variable == "frequency"]
    plain = segment_profile(base, words, ROLES).difference.abs().min()
    base.loc[[0, 1], "frequency"] = 9_000.0
    made = segment_profile(base, words, ROLES)
    assert made.difference.abs().min() == pytest.approx(plain, rel=0.05) and plain > 0.6
    assert made.value.max() == pytest.approx(base.frequency[:500].mean())  # means stay means


def test_significance_is_that_of_the_textbook_tests():
    """Welch's t by hand (Welch 1947), and the chi-square of a two by two table, which is the square of the z."""
    from scipy.stats import chi2_contingency, ttest_ind

    rng = np.random.default_rng(0)
    base = pd.DataFrame(
        {"customer_id": [str(n) for n in range(300)], "segment_id": [1] * 100 + [2] * 200, "confidence": 1.0}
    )
    base["segment_name"] = base.segment_id.map({1: "one", 2: "two"})
    base["frequency"] = rng.normal(base.segment_id, base.segment_id)
    base["monetary_value"] = rng.normal(size=300)
    base["region"] = np.where(rng.random(300) < 0.3 * base.segment_id, "N", "S")
    made = segment_profile(base, WORDS, ROLES)
    one, two = (base[base.segment_id == s] for s in (1, 2))
    row = made[(made.variable == "frequency") & (made.segment_id == 1)].iloc[0]
    assert row.p == pytest.approx(ttest_ind(one.frequency, two.frequency, equal_var=False).pvalue)
    row = made[(made.level == "N") & (made.segment_id == 1)].iloc[0]
    table = pd.crosstab(base.segment_id, base.region)
    assert row.p == pytest.approx(chi2_contingency(table, correction=False).pvalue)
    assert (made.p_adjusted >= made.p - 1e-12).all() and row["index"] == pytest.approx(100 * row.value / row.base)


def test_few_of_many_comparisons_without_a_difference_are_called_one():
    rng = np.random.default_rng(1)
    base = pd.DataFrame(
        {"customer_id": [str(n) for n in range(900)], "segment_id": rng.integers(1, 4, 900), "confidence": 1.0}
    )
    base["segment_name"] = "s" + base.segment_id.astype(str)
    names = [f"v{n}" for n in range(60)]
    base[names] = rng.normal(size=(900, 60))
    words = pd.DataFrame({"variable": names, "family": "attitude", "kind": "numeric", "unit": "", "meaning": names})
    words["levels"] = [[] for _ in names]
    made = segment_profile(base, words, pd.DataFrame({"variable": names, "role": "descriptor"}))
    assert (made.p < 0.05).sum() >= 3 and (made.p_adjusted < 0.05).sum() <= 1


def test_development_counts_whole_months_of_the_window_alone():
    months = pd.DataFrame(
        {
            "customer_id": list("aabbc"),
            "month": pd.to_datetime(["2026-01-01", "2026-05-01", "2026-05-01", "2026-06-01", "2026-05-01"]),
            "orders": [1, 2, 1, 1, 1],
            "amount": [5.0, 10, 20, 30, 7],
        }
    )
    segments = BASE[["customer_id", "segment_id", "segment_name"]]
    period = pd.Series({"as_of": pd.Timestamp("2026-06-15"), "window_days": 100})
    made = development(months, segments, period)
    assert made[["segment_id", "active", "orders", "amount"]].values.tolist() == [[1, 2, 3, 30.0], [2, 1, 1, 7.0]]
