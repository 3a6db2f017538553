"""explain.py: what variables carry, rules in the client's units, and the short list, on bases where the truth is known."""

import numpy as np
import pandas as pd
import pytest

from segtools.scorecard import transforms as transforms_
from segtools.segment import explain, findings


@pytest.fixture(scope="module")
def known():
    """Age and pet make the segments; height is noise, and half of the old do not tell it."""
    rng = np.random.default_rng(0)
    segment = np.repeat([1, 2, 3], 200)
    age = np.where(segment == 1, rng.integers(18, 31, 600), rng.integers(41, 61, 600)).astype(float)
    base = pd.DataFrame(
        {
            "customer_id": [f"c{n}" for n in range(600)],
            "age": age,
            "pet": np.where(segment == 3, "cat", rng.choice(["dog", "none"], 600)),
            "height": np.where((age > 40) & (rng.random(600) < 0.5), np.nan, rng.normal(170, 9, 600)),
        }
    )
    words = pd.DataFrame(
        {
            "variable": ["age", "pet", "height"],
            "kind": ["numeric", "categorical", "numeric"],
            "levels": [[]] * 3,
            "unit": ["years", "", "cm"],
        }
    )
    transforms = transforms_.fit_transforms(base, words, list(words.variable))
    segments = pd.DataFrame(
        {
            "customer_id": base.customer_id,
            "segment_id": segment,
            "segment_name": np.array(["Young", "Old", "Cats"])[segment - 1],
        }
    )
    return base, words, transforms, transforms_.design_matrix(base, transforms), segments


def test_contributions_sum_to_one_and_name_what_carries(known):
    base, _, transforms, matrix, segments = known
    made = explain.contributions(matrix, transforms, segments.segment_id.to_numpy(), base).set_index("variable")
    assert made.contribution.sum() == pytest.approx(1) and made.weight.sum() == pytest.approx(1)
    assert made.contribution["height"] < 0.02 and made.explained["height"] < 0.02
    # one column by hand: between sum of squares over total
    age, groups = matrix.age, matrix.age.groupby(segments.segment_id.to_numpy())
    by_hand = (groups.size() * (groups.mean() - age.mean()) ** 2).sum() / ((age - age.mean()) ** 2).sum()
    assert made.explained["age"] == pytest.approx(by_hand)
    assert made.missing_lowest["height"] == 0 and made.missing_highest["height"] == pytest.approx(0.5, abs=0.1)


def test_the_tree_tells_the_rules_that_made_the_segments(known):
    base, words, transforms, _, segments = known
    made, fidelity = explain.tree(base, segments, transforms, words)
    assert fidelity >= 0.99 and len(made) <= 6
    assert made.customers.sum() == 600 and (made.right == 1).all()
    said = made.groupby("segment_name").rule.agg("; ".join)
    assert "pet cat" in said["Cats"] and "pet not cat" in said["Old"]
    age = int("".join(filter(str.isdigit, said["Young"].split(";")[0])))
    assert 30 <= age < 41 and said["Young"].startswith("age up to")


def test_the_short_list_leaves_out_what_adds_nothing(known):
    _, _, transforms, matrix, segments = known
    made = explain.short_list(matrix, transforms, segments.segment_id.to_numpy())
    assert set(made.variable) == {"age", "pet"} and made.of_all.iloc[-1] >= 0.95
    assert made.agreement.is_monotonic_increasing


def test_what_is_found_warns_of_one_variable_that_does_it_all_and_of_gaps(known):
    base, words, transforms, matrix, segments = known
    labels = segments.segment_id.to_numpy()
    rules, fidelity = explain.tree(base, segments, transforms, words)
    shares, short = (
        explain.contributions(matrix, transforms, labels, base),
        explain.short_list(matrix, transforms, labels),
    )
    said = findings.explained_findings(shares, rules, fidelity, short, 3)
    assert any("who answers differs between segments" in one for one in said)
    assert any("2 of 3 variables type" in one for one in said)
    alone = shares.assign(contribution=[0.8, 0.1, 0.1])
    assert findings.explained_findings(alone, rules, fidelity, short, 3)[0].startswith("Caution: ")


def test_markers_are_means_in_standard_deviations(known):
    _, _, transforms, matrix, segments = known
    made = explain.markers(matrix, transforms, segments.segment_id.to_numpy()).set_index(["segment_id", "column"])
    age = matrix.age
    assert made.distance[(1, "age")] == pytest.approx((age[:200].mean() - age.mean()) / age.std(ddof=0))
    assert made.marker[(1, "age")] and not made.marker[(2, "height")] and ("pet cat" in made.index.get_level_values(1))
