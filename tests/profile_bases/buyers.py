"""Customers who buy and leave as the models say, and the published base of CDNOW."""

import numpy as np
import pandas as pd
import pytest
from support import SHARED


def cdnow_buyers():
    """The customers of Fader & Hardie's example: x, t_x, T in weeks and zbar, their mean amount."""
    path = SHARED / "cdnow" / "cdnow_customers_summary_with_transactions.csv"
    if not path.is_file():
        pytest.skip("real data cdnow is not beside the project")
    return pd.read_csv(path)


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


def buying_table(x, last, T, amount=10.0):
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
