"""purchase_models.py: published fits, planted parameters, laws."""

import numpy as np
import pandas as pd
import pytest
from profile_bases.buyers import cdnow_buyers, planted_buyers
from scipy.special import hyp2f1

from segtools.profile import purchase_models

WEEKS_12M = 30.0 * np.arange(1, 13)  # the published example takes a month for 30 of the data's weeks


@pytest.fixture(scope="module")
def cd_buyers():
    return cdnow_buyers()


def test_bg_nbd_reaches_the_published_fit(shared):
    """Fader, Hardie & Lee (2005), table 2."""
    rows = pd.read_csv(shared("cdnow/cdnow_customers_summary.csv"))
    fit = purchase_models.fit_bg_nbd(rows.frequency, rows.recency, rows["T"])
    published = {"r": 0.2426, "alpha": 4.4135, "a": 0.7929, "b": 2.4258}
    assert fit.params == pytest.approx(published, rel=0.01) and fit.loglik == pytest.approx(-9582.43, abs=0.1)
    assert fit.trouble == "" and all(0 < fit.errors[name] < fit.params[name] for name in published)


def test_gamma_gamma_reaches_the_published_fit_and_expectations(cd_buyers):
    """Fader & Hardie's note on the gamma-gamma model, and the expectations that follow from it."""
    again = cd_buyers[(cd_buyers.x > 0) & (cd_buyers.zbar > 0)]
    fit = purchase_models.fit_gamma_gamma(again.x, again.zbar)
    assert len(again) == fit.customers == 946
    assert fit.params == pytest.approx({"p": 6.25, "q": 3.74, "v": 15.45}, rel=0.01)
    assert fit.loglik == pytest.approx(-4055.92, abs=0.1)
    expected = purchase_models.expected_amount(fit, cd_buyers.x, cd_buyers.zbar)
    assert expected[0] == pytest.approx(24.6586, rel=1e-3) and expected[2] == pytest.approx(35.1710, rel=1e-3)


def test_the_two_models_joined_give_the_published_values(cd_buyers):
    x, t_x, T = cd_buyers.x, cd_buyers.t_x, cd_buyers["T"]
    again = cd_buyers[(cd_buyers.x > 0) & (cd_buyers.zbar > 0)]
    buying, amounts = purchase_models.fit_bg_nbd(x, t_x, T), purchase_models.fit_gamma_gamma(again.x, again.zbar)
    months = np.diff(purchase_models.expected_repeats(buying, x, t_x, T, WEEKS_12M), axis=1, prepend=0)
    worth = purchase_models.discounted(months, 0.01) * purchase_models.expected_amount(amounts, x, cd_buyers.zbar)
    assert worth[[0, 1, 5]] == pytest.approx([140.10, 18.94, 1003.87], rel=0.01)


def test_expected_purchases_are_the_published_formula(cd_buyers):
    """Fader, Hardie & Lee (2005), equation 10, with its hypergeometric function."""
    x, t_x, T = (cd_buyers[name].to_numpy() for name in ("x", "t_x", "T"))
    fit = purchase_models.fit_bg_nbd(x, t_x, T)
    r, alpha, a, b = fit.params.values()
    t = 39.0
    grown = (alpha + T) / (alpha + T + t)
    above = (
        (a + b + x - 1) / (a - 1) * (1 - grown ** (r + x) * hyp2f1(r + x, b + x, a + b + x - 1, t / (alpha + T + t)))
    )
    below = 1 + (x > 0) * a / np.maximum(b + x - 1, 1e-9) * ((alpha + T) / (alpha + t_x)) ** (r + x)
    assert purchase_models.expected_repeats(fit, x, t_x, T, [t])[:, 0] == pytest.approx(above / below, rel=1e-9)
    assert purchase_models.probability_alive(fit, x, t_x, T) == pytest.approx(1 / below, rel=1e-12)


@pytest.mark.parametrize(
    ("survival", "alpha", "beta"),
    [
        ([0.869, 0.743, 0.653, 0.593, 0.551, 0.517, 0.491], 0.668, 3.806),
        ([0.631, 0.468, 0.382, 0.326, 0.289, 0.262, 0.241], 0.704, 1.182),
    ],
)
def test_contracts_end_as_published(survival, alpha, beta):
    """Fader & Hardie (2007), their two cases of a thousand customers over seven years."""
    curve = np.array([1, *survival])
    weights = 1000 * np.append(-np.diff(curve), curve[-1])
    fit = purchase_models.fit_beta_geometric(np.append(np.arange(1, 8), 7), np.append(np.ones(7), 0), weights)
    assert fit.params == pytest.approx({"alpha": alpha, "beta": beta}, rel=0.01)
    if alpha == 0.668:  # Fader & Hardie (2010)
        assert purchase_models.residual_lifetime(fit, 7, 0.1) == pytest.approx(7.530, abs=0.01)


@pytest.mark.parametrize("modified", [False, True])
def test_planted_parameters_and_shares_alive_are_recovered(modified):
    x, last, T, alive = planted_buyers(20_000, modified)
    fit = purchase_models.fit_bg_nbd(x, last, T, modified=modified)
    for name, truth in {"r": 0.8, "alpha": 40, "a": 0.9, "b": 3.0}.items():
        assert abs(fit.params[name] - truth) < 3.5 * fit.errors[name]
    found = purchase_models.probability_alive(fit, x, last, T)
    bins = pd.cut(found, [0, 0.25, 0.5, 0.75, 1], include_lowest=True)
    seen = pd.DataFrame({"found": found, "alive": alive}).groupby(bins, observed=True).mean()
    assert (seen.found - seen.alive).abs().max() < 0.03


def test_equal_customers_count_as_often_as_they_are_and_the_unit_of_time_is_free():
    x, last, T, _ = planted_buyers(2_000, False, seed=1)
    x, last, T = x, np.ceil(last), T
    once = purchase_models.fit_bg_nbd(x, last, T)
    twice = purchase_models.fit_bg_nbd(np.tile(x, 2), np.tile(last, 2), np.tile(T, 2))
    assert twice.params == pytest.approx(once.params, rel=1e-5) and twice.loglik == pytest.approx(2 * once.loglik)
    weeks = purchase_models.fit_bg_nbd(x, last / 7, T / 7)
    assert weeks["alpha"] == pytest.approx(once["alpha"] / 7, rel=1e-4) and weeks["r"] == pytest.approx(
        once["r"], rel=1e-4
    )
