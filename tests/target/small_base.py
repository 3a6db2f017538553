"""Little tables, written out: six customers in two segments, three segments to rank, a campaign."""

import numpy as np
import pandas as pd

from segtools.words import Style

EURO = Style("€")
LEAST_100 = Style("€", least=100)

BASE = pd.DataFrame(
    {
        "customer_id": list("abcdef"),
        "segment_id": [1, 1, 2, 2, 2, 2],
        "segment_name": ["Up", "Up", "Down", "Down", "Down", "Down"],
        "confidence": 0.9,
        "frequency": [10, 14, 2, 2, 4, 4],
        "monetary_value": [100.0, 140.0, 10.0, 10.0, 20.0, 20.0],
    }
)
# of the same six: means of 12 and 3 orders, 6 in the base, whose standard deviation is 4.58; amounts likewise
PROFILE = pd.DataFrame(
    {
        "segment_id": [1, 2, 1, 2],
        "variable": ["frequency", "frequency", "monetary_value", "monetary_value"],
        "level": "",
        "unit": ["orders", "orders", "€", "€"],
        "value": [12.0, 3.0, 120.0, 15.0],
        "base": [6.0, 6.0, 50.0, 50.0],
        "difference": [1.309, -0.655, 1.373, -0.686],
        "n": [2, 4, 2, 4],
    }
)
CARDS = pd.DataFrame(
    {
        "segment_id": [1, 2],
        "segment_name": ["Up", "Down"],
        "size": [2, 4],
        "share": [2 / 6, 4 / 6],
        "slsw": [0.9, 0.8],
        "value_per_customer": [120.0, 15.0],
        "value_low": np.nan,
        "value_high": np.nan,
        "value_share": [0.8, 0.2],
        "clv_12m": np.nan,
        "p_alive": np.nan,
        "facts": [["Net amount in the period: €120 on average, against €50 in the base"], ["Close to the base."]],
        "descriptors": [[], ["Region: S for 67%, against 40% of the base"]],
    }
)
TARGETS = pd.DataFrame({"segment_id": [1, 2], "segment_name": ["Up", "Down"], "role": ["target", "next"]})
THREE = pd.DataFrame(
    {
        "segment_id": [1, 2, 3],
        "segment_name": ["A", "B", "C"],
        "size": [500, 300, 200],
        "share": [0.5, 0.3, 0.2],
        "slsw": [0.9, 0.9, 0.9],
    }
)


def measured(**values):
    """Measures of three segments: criterion to its three values."""
    rows = [(s, name, v) for name, three in values.items() for s, v in zip((1, 2, 3), three, strict=True)]
    table = pd.DataFrame(rows, columns=["segment_id", "criterion", "value"])
    return table.assign(error=0.0, unit="share", source="hand")


def responses(hits, n, hits_0, n_0, day="2026-02-01", campaign="mail", prefix="c"):
    """A campaign that went to `n`, of whom `hits` responded, with `n_0` held back, of whom `hits_0` did; and everybody
    in one segment."""
    treated = [True] * n + [False] * n_0
    responded = [True] * hits + [False] * (n - hits) + [True] * hits_0 + [False] * (n_0 - hits_0)
    ids = [f"{prefix}{i}" for i in range(n + n_0)]
    table = pd.DataFrame({"customer_id": ids, "campaign": campaign, "contact_date": pd.Timestamp(day)})
    table = table.assign(treated=treated, responded=responded, revenue=np.nan, cost=np.nan)
    return table, pd.DataFrame({"customer_id": ids, "segment_id": 1, "segment_name": "Up"})
