"""How far variables have moved: the stability index by hand, from then to now."""

import numpy as np
import pandas as pd
import pytest

from segtools.monitor import drift as drift_

REGION = {"variable": "region", "kind": "categorical", "columns": {"N": [0.5, 0.7], "S": [0.5, 0.7]}}
AGE = {
    "variable": "age",
    "kind": "numeric",
    "levels": [],
    "impute": 5.0,
    "clip": [0.0, 100.0],
    "log": False,
    "center": 0.0,
    "scale": 1.0,
}
WORDS = pd.DataFrame({"variable": ["region", "age"], "unit": ["", "years"]})


def test_drift_is_the_stability_index_as_worked_by_hand():
    then = pd.DataFrame({"customer_id": list("abcd"), "region": ["N", "N", "N", "S"]})
    now = then.assign(region=["N", "N", "S", "S"])
    psi = drift_.variable_drift(then, now, {"variables": [REGION]}, WORDS).psi.item()
    assert psi == pytest.approx(0.25 * np.log(1.5) + 0.25 * np.log(2))
    assert drift_.variable_drift(then, then, {"variables": [REGION]}, WORDS).psi.item() == 0


def test_each_variable_has_a_row_in_the_order_of_the_scorecard_and_levels_have_no_mean():
    look = pd.DataFrame({"customer_id": list("abcd"), "region": list("NNNS"), "age": [1.0, 2.0, 3.0, 6.0]})
    table = drift_.variable_drift(look, look, {"variables": [REGION, AGE]}, WORDS)
    assert list(table) == ["variable", "psi", "mean_earlier", "mean_now", "unit"]
    assert table.variable.tolist() == ["region", "age"] and table.unit.tolist() == ["", "years"]
    assert table.loc[0, ["mean_earlier", "mean_now"]].isna().all()
    assert table.loc[1, ["mean_earlier", "mean_now"]].tolist() == [3, 3]


def test_bins_are_the_tenths_of_the_earlier_look_and_means_are_then_and_now():
    """Ages 1 to 100 then; now the younger half is 100: five tenths are empty (taken for 1 in 10,000), and the last
    holds six. By the tenths of the later look, the index would be another."""
    then = pd.DataFrame({"customer_id": [str(n) for n in range(100)], "age": np.arange(1.0, 101.0)})
    now = then.assign(age=np.where(then.age <= 50, 100.0, then.age))
    row = drift_.variable_drift(then, now, {"variables": [AGE]}, WORDS).iloc[0]
    assert row.psi == pytest.approx(5 * (0.1 - 1e-4) * np.log(0.1 / 1e-4) + 0.5 * np.log(0.6 / 0.1))
    assert (row.mean_earlier, row.mean_now, row.unit) == (50.5, (sum(range(51, 101)) + 50 * 100) / 100, "years")
    back = drift_.variable_drift(now, then, {"variables": [AGE]}, WORDS).iloc[0]
    assert back.psi != pytest.approx(row.psi)


def test_one_look_only_has_no_drift():
    now = pd.DataFrame({"customer_id": list("ab"), "age": [1.0, 2.0]})
    assert drift_.variable_drift(None, now, {"variables": [AGE]}, WORDS).empty


def test_an_empty_bin_counts_as_one_in_ten_thousand_and_an_ordinal_goes_by_its_place():
    then = pd.DataFrame({"customer_id": list("abcd"), "region": ["N", "N", "N", "N"]})
    now = then.assign(region=["N", "N", "N", "S"])
    psi = drift_.variable_drift(then, now, {"variables": [REGION]}, WORDS).psi.item()
    assert psi == pytest.approx((0.25 - 1e-4) * np.log(0.25 / 1e-4) + (0.75 - 1) * np.log(0.75))
    grade = {**AGE, "variable": "grade", "kind": "ordinal", "levels": ["low", "high"], "impute": 1.0}
    looks = [pd.DataFrame({"customer_id": list("ab"), "grade": own}) for own in (["low", "high"], ["high", "high"])]
    words = pd.DataFrame({"variable": ["grade"], "unit": ["marks"]})
    row = drift_.variable_drift(*looks, {"variables": [grade]}, words).iloc[0]
    assert (row.mean_earlier, row.mean_now, row.unit) == (1.5, 2, "marks")
