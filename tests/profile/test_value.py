"""Lifetime value against published fits, planted parameters and laws."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import hyp2f1

from segtools.params import Contract, Value
from segtools.profile import backtest, purchase_models, value
from segtools.tables import DataError

WEEKS_12M = 30.0 * np.arange(1, 13)  # the published example takes a month for 30 of the data's weeks


@pytest.fixture(scope="module")
def cd_buyers():
    from support import SHARED

    path = SHARED / "cdnow" / "cdnow_customers_summary_with_transactions.csv"
    if not path.is_file():
        pytest.skip("real data cdnow is not beside the project")
    return pd.read_csv(path)


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


def planted_buyers(n, modified, seed=0):
    """Repeats, last and T in days of customers who buy and leave as the model says."""
    rng = np.random.default_rng(seed)
    rate, leave = rng.gamma(0.8, 1 / 40, n), rng.beta(0.9, 3, n)
    T = rng.integers(60, 730, n).astype(float)
    x, last, at = np.zeros(n), np.zeros(n), np.zeros(n)
    here = rng.random(n) > leave if modified else np.ones(n, bool)
    alive = here.copy()
    while here.any():
        at = at + rng.exponential(1 / rate)
        bought = here & (at <= T)
        x[bought] += 1
        last[bought] = at[bought]
        stays = rng.random(n) > leave
        alive &= ~(bought & ~stays)
        here = bought & stays
    return x, last, T, alive


@pytest.mark.parametrize("modified", [False, True])
def test_planted_parameters_and_shares_alive_are_recovered(modified):
    x, last, T, alive = planted_buyers(20_000, modified)
    fit = purchase_models.fit_bg_nbd(x, last, T, modified=modified)
    for name, truth in {"r": 0.8, "alpha": 40, "a": 0.9, "b": 3.0}.items():
        assert abs(fit.params[name] - truth) < 3.5 * fit.errors[name]
    said = purchase_models.probability_alive(fit, x, last, T)
    bins = pd.cut(said, [0, 0.25, 0.5, 0.75, 1], include_lowest=True)
    seen = pd.DataFrame({"said": said, "alive": alive}).groupby(bins, observed=True).mean()
    assert (seen.said - seen.alive).abs().max() < 0.03


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


def table(x, last, T, amount=10.0):
    """Table `buying` of customers whose time is in days."""
    end = pd.Timestamp("2026-06-30")
    first = end - pd.to_timedelta(np.asarray(T), unit="D")
    days = np.asarray(x, "int64") + 1
    return pd.DataFrame(
        {
            "customer_id": [f"{n:05d}" for n in range(len(days))],
            "as_of": end,
            "buying_days": days,
            "first_day": first,
            "last_day": first + pd.to_timedelta(np.asarray(last), unit="D"),
            "amount": amount * days,
            "net_amount": amount * days,
            "cost": np.nan,
        }
    )


def test_where_nobody_leaves_the_simpler_model_is_taken_and_says_so():
    rng = np.random.default_rng(2)
    n, T = 4_000, np.full(4_000, 700.0)
    x = rng.poisson(rng.gamma(0.8, 1 / 40, n) * T)
    last = np.where(x > 0, T * rng.beta(np.maximum(x, 1), 1), 0)
    models = value.fit_models(table(x, np.ceil(last), T, rng.gamma(5, 1, n) * 8))
    assert models.purchases.said == "BG/NBD in which nobody leaves" and models.said[0].startswith(
        "Orders to come are those of"
    )
    assert abs(models.purchases["r"] - 0.8) < 3.5 * models.purchases.errors["r"]
    ahead = purchase_models.expected_repeats(models.purchases, x, last, T, [365.0])[:, 0]
    r, alpha = models.purchases["r"], models.purchases["alpha"]
    assert ahead == pytest.approx((r + x) * 365 / (alpha + T), rel=1e-4)  # the negative binomial's own expectation


def test_no_model_is_a_stated_step_down_and_no_crash():
    few = table([0, 0, 1, 2], [0, 0, 5, 9], [30, 40, 50, 60])
    models = value.fit_models(few)
    assert models.purchases is None and "Only 2 customers" in models.said[0]
    customers = pd.DataFrame({"customer_id": [*few.customer_id, "never"], "frequency": [1, 1, 2, 3, 0]})
    made = value.customer_value(customers, few, models, 0.5, 0.0, 365)
    assert made.p_alive.isna().all() and made.expected_orders_12m.tolist()[:4] == pytest.approx([1, 1, 2, 3], rel=1e-3)
    assert made.clv_12m.tolist()[:4] == pytest.approx([5, 5, 10, 15], rel=1e-3) and np.isnan(made.clv_12m.iloc[4])


def test_same_amounts_for_all_and_one_single_day_do_not_crash():
    x, last, T, _ = planted_buyers(3_000, False, seed=3)
    models = value.fit_models(table(x, np.ceil(last), T))  # every amount is 10
    assert models.purchases is not None and models.amounts is None and "own mean" in models.said[-1]
    flat = purchase_models.fit_bg_nbd(np.full(100, 1.0), np.full(100, 5.0), np.full(100, 10.0))
    assert flat.trouble


def test_a_later_amount_counts_for_less_and_returns_for_nothing():
    assert purchase_models.discounted(np.array([1.0, 1.0]), 0.1) == pytest.approx(1 / 1.1 + 1 / 1.21)
    rows = table([1, 1], [5, 9], [30, 40]).assign(net_amount=[20.0, 10.0])
    assert value.kept_of_amounts(rows) == pytest.approx(0.75)


def test_contracts_are_worth_what_their_renewals_are():
    rng = np.random.default_rng(4)
    n = 4_000
    leave = rng.beta(0.7, 3.8, n)
    ends, seen = rng.geometric(leave), rng.integers(1, 30, n)
    periods, ended = np.minimum(ends, seen), ends <= seen
    customers = pd.DataFrame({"customer_id": [str(i) for i in range(n)]})
    made, fit = value.contract_value(
        customers,
        pd.Series(periods),
        pd.Series(np.where(ended, "yes", "no")),
        pd.Series(np.full(n, 20.0)),
        12,
        0.5,
        0.1,
    )
    assert abs(fit["alpha"] - 0.7) < 3.5 * fit.errors["alpha"] and abs(fit["beta"] - 3.8) < 3.5 * fit.errors["beta"]
    assert (made.clv_12m[ended] == 0).all() and (made.clv_12m[~ended] <= 12 * 10).all()
    alive = made[~ended]
    assert alive.expected_orders_12m.corr(pd.Series(periods)[~ended]) > 0.5  # who stayed long stays


def test_what_was_expected_is_held_against_what_came(cd_buyers):
    del cd_buyers
    x, last, T, _ = planted_buyers(6_000, False, seed=5)
    now = table(x, np.ceil(last), T)
    half = now.assign(as_of=now.as_of - pd.Timedelta(days=30))
    known = half.first_day <= half.as_of
    half = half[known & (half.last_day <= half.as_of)]  # those without a purchase in the last month, a slanted half
    segments = pd.DataFrame({"customer_id": half.customer_id, "segment_id": 1, "segment_name": "Quiet"})
    made = backtest.calibration(half, now, value.fit_models(half), segments)
    assert made.segment_id.tolist() == [1, 0] and (made.orders_actual == 0).all()
    assert (made.orders_expected > 0).all() and made.orders_index.isna().all()


PERIOD = pd.Series({"as_of": pd.NaT, "earlier": pd.NaT, "window_days": 0})


def test_a_client_without_orders_has_the_value_that_its_own_column_or_contract_tells():
    rng = np.random.default_rng(6)
    n = 2_000
    leave = rng.beta(0.7, 3.8, n)
    ends, seen = rng.geometric(leave), rng.integers(1, 40, n)
    customers = pd.DataFrame(
        {"customer_id": [str(i) for i in range(n)], "months": np.minimum(ends, seen).astype(float),
         "gone": np.where(ends <= seen, "yes", "no"), "fee": 20.0, "revenue": 100.0}
    )  # fmt: skip
    contract = Contract(periods="months", ended="gone", amount="fee")
    made = value.worth(customers, None, PERIOD, Value(contract=contract, margin=0.5))
    assert made.table.p_alive.eq(1).equals(customers.gone.eq("no")) and "shifted beta-geometric" in made.said[0]
    assert made.fits.used.all() and made.margin == "margin of 50%, from params"
    assert made.table.clv_12m.between(0, 12 * 10).all() and made.table.clv_12m[customers.gone == "yes"].eq(0).all()
    made = value.worth(customers, None, PERIOD, Value(column="revenue", margin=0.2))
    assert made.table.clv_12m.eq(20).all() and made.table.p_alive.isna().all() and made.fits.empty
    made = value.worth(customers, None, PERIOD, Value())
    assert made.table.clv_12m.isna().all() and "value is unknown" in made.said[0] and not made.table.at_risk.any()


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (dict(column="revenu"), "value.column: no variable revenu; did you mean revenue?"),
        (dict(column="gone"), "value.column: gone holds text, for instance 'no'; name a variable of numbers"),
    ],
)
def test_a_column_that_tells_no_value_is_refused_in_one_line(settings, said):
    customers = pd.DataFrame({"customer_id": ["a"], "revenue": [1.0], "gone": ["no"]})
    with pytest.raises(DataError) as error:
        value.worth(customers, None, PERIOD, Value(**settings))
    assert str(error.value) == said


def test_a_margin_is_that_of_the_costs_unless_params_say_otherwise():
    rows = pd.DataFrame({"net_amount": [80.0, 20.0], "cost": [50.0, 10.0]})
    assert value.margin_of(rows, None)[0] == pytest.approx(0.4) and value.margin_of(rows, 0.3)[0] == 0.3
    assert value.margin_of(rows.assign(cost=np.nan), None)[1].startswith("net amount: no margin is known")
