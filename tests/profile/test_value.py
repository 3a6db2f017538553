"""value.py: the ladder of models, contracts, and a client's own column."""

import numpy as np
import pandas as pd
import pytest
from profile_bases.buyers import buying_table, planted_buyers

from segtools.params import Contract, Value
from segtools.profile import purchase_models, value
from segtools.profile.findings import model_findings
from segtools.tables import DataError
from segtools.worth import Margin


def test_where_nobody_leaves_the_simpler_model_is_taken_and_says_so():
    rng = np.random.default_rng(2)
    n, T = 4_000, np.full(4_000, 700.0)
    x = rng.poisson(rng.gamma(0.8, 1 / 40, n) * T)
    last = np.where(x > 0, T * rng.beta(np.maximum(x, 1), 1), 0)
    models = value.fit_models(buying_table(x, np.ceil(last), T, rng.gamma(5, 1, n) * 8))
    assert models.purchases.name == "BG/NBD in which nobody leaves"
    assert model_findings(models)[0].code == "profile-nobody-leaves"
    assert abs(models.purchases["r"] - 0.8) < 3.5 * models.purchases.errors["r"]
    ahead = purchase_models.expected_repeats(models.purchases, x, last, T, [365.0])[:, 0]
    r, alpha = models.purchases["r"], models.purchases["alpha"]
    assert ahead == pytest.approx((r + x) * 365 / (alpha + T), rel=1e-4)  # the negative binomial's own expectation


def test_no_model_is_a_stated_step_down_and_no_crash():
    few = buying_table([0, 0, 1, 2], [0, 0, 5, 9], [30, 40, 50, 60])
    models = value.fit_models(few)
    assert models == value.Models(2)
    customers = pd.DataFrame({"customer_id": [*few.customer_id, "never"], "frequency": [1, 1, 2, 3, 0]})
    made = value.customer_value(customers, few, models, 0.5, 0.0, 365)
    assert made.p_alive.isna().all() and made.expected_orders_12m.tolist()[:4] == pytest.approx([1, 1, 2, 3], rel=1e-3)
    assert made.clv_12m.tolist()[:4] == pytest.approx([5, 5, 10, 15], rel=1e-3) and np.isnan(made.clv_12m.iloc[4])


def test_same_amounts_for_all_and_one_single_day_do_not_crash():
    x, last, T, _ = planted_buyers(3_000, False, seed=3)
    models = value.fit_models(buying_table(x, np.ceil(last), T))  # every amount is 10
    assert models.purchases is not None and models.amounts is None
    assert model_findings(models)[-1].code == "profile-amounts-unmodelled"
    flat = purchase_models.fit_bg_nbd(np.full(100, 1.0), np.full(100, 5.0), np.full(100, 10.0))
    assert flat.trouble


def test_a_later_amount_counts_for_less_and_returns_for_nothing():
    assert purchase_models.discounted(np.array([1.0, 1.0]), 0.1) == pytest.approx(1 / 1.1 + 1 / 1.21)
    rows = buying_table([1, 1], [5, 9], [30, 40]).assign(net_amount=[20.0, 10.0])
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


PERIOD = pd.Series({"as_of": pd.NaT, "earlier": pd.NaT, "window_days": 0})


def test_a_client_without_orders_has_the_value_that_its_own_column_or_contract_tells():
    rng = np.random.default_rng(6)
    n = 2_000
    leave = rng.beta(0.7, 3.8, n)
    ends, seen = rng.geometric(leave), rng.integers(1, 40, n)
    customers = pd.DataFrame(
        {
            "customer_id": [str(i) for i in range(n)],
            "months": np.minimum(ends, seen).astype(float),
            "gone": np.where(ends <= seen, "yes", "no"),
            "fee": 20.0,
            "revenue": 100.0,
        }
    )
    contract = Contract(periods="months", ended="gone", amount="fee")
    worth = value.worth(customers, None, PERIOD, Value(contract=contract, margin=0.5))
    assert worth.table.p_alive.eq(1).equals(customers.gone.eq("no")) and worth.renewals.name == "shifted beta-geometric"
    assert worth.fits.used.all() and worth.margin == Margin(0.5, "params") and worth.models is None
    assert worth.table.clv_12m.between(0, 12 * 10).all() and worth.table.clv_12m[customers.gone == "yes"].eq(0).all()
    worth = value.worth(customers, None, PERIOD, Value(column="revenue", margin=0.2))
    assert worth.table.clv_12m.eq(20).all() and worth.table.p_alive.isna().all() and worth.fits.empty
    assert worth.column == "revenue" and worth.renewals is None
    worth = value.worth(customers, None, PERIOD, Value())
    assert worth.table.clv_12m.isna().all() and not worth.table.at_risk.any()
    assert (worth.models, worth.renewals, worth.column, worth.margin.basis) == (None, None, "", "net amount")


def test_what_values_rest_on_is_the_sound_fit_alone():
    x, last, T, _ = planted_buyers(3_000, False, seed=3)
    orders = buying_table(x, np.ceil(last), T)
    period = pd.Series({"as_of": orders.as_of.iloc[0], "window_days": 365})
    customers = orders[["customer_id"]].assign(frequency=orders.buying_days)
    worth = value.worth(customers, orders, period, Value())
    assert set(worth.fits.model) > set(worth.fits_used.model) == {worth.models.purchases.name}
    assert list(worth.fits_used) == ["model", "parameter", "estimate", "error", "loglik", "customers"]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (dict(column="revenu"), "value.column: no variable revenu; did you mean revenue?"),
        (dict(column="gone"), "value.column: gone holds text, for instance 'no'; name a variable of numbers"),
    ],
)
def test_a_column_that_tells_no_value_is_refused_in_one_line(settings, message):
    customers = pd.DataFrame({"customer_id": ["a"], "revenue": [1.0], "gone": ["no"]})
    with pytest.raises(DataError) as error:
        value.worth(customers, None, PERIOD, Value(**settings))
    assert str(error.value) == message


def test_a_model_that_is_no_summit_is_listed_and_not_used():
    """Nobody has ever ended: there is no chance to end to be told."""
    customers = pd.DataFrame({"customer_id": list("abc"), "months": [1.0, 2.0, 3.0], "gone": "no", "fee": 20.0})
    contract = Contract(periods="months", ended="gone", amount="fee")
    worth = value.worth(customers, None, PERIOD, Value(contract=contract))
    assert worth.renewals.trouble and (worth.fits.trouble == worth.renewals.trouble).all()
    assert len(worth.fits) == 2 and not worth.fits.used.any() and worth.table.clv_12m.isna().all()
