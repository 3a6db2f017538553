"""Two looks at five customers, written out, and the tables that follow from looks."""

import pandas as pd

from segtools.words import Style

PLAIN = Style()
PERIOD = pd.Series(
    {
        "as_of": pd.Timestamp("2026-06-30"),
        "earlier": pd.Timestamp("2025-12-31"),
        "window_days": 365,
        "first_order": pd.Timestamp("2024-06-01"),
    },
    dtype=object,
)
CARDS = pd.DataFrame({"segment_id": [1, 2], "segment_name": ["Up", "Down"]})


def looks():
    """Segments then, segments now, and all customers now: d is silent, e came since, f never ordered."""
    then = pd.DataFrame({"customer_id": list("abcd"), "segment_id": [1, 1, 2, 2]})
    now = pd.DataFrame({"customer_id": list("abce"), "segment_id": [1, 2, 2, 1]})
    names = {1: "Up", 2: "Down"}
    then, now = (look.assign(segment_name=look.segment_id.map(names)) for look in (then, now))
    return then, now, pd.DataFrame({"customer_id": list("abcdef")})


def kpis(**more):
    """Up has grown by ten points of a thousand, Down has shrunk by as many."""
    table = CARDS.assign(customers_earlier=500, customers_now=[600, 400], share_earlier=0.5, share_now=[0.6, 0.4])
    table = table.assign(change=[0.1, -0.1], change_low=[0.05, -0.15], change_high=[0.15, -0.05], stayed=[0.9, 0.7])
    return table.assign(**more)


def drift(psi):
    return pd.DataFrame({"variable": ["recency_days", "a_b"], "psi": [0.05, psi]})
