"""Six customers in two segments, written out, with their dictionary and roles."""

import pandas as pd

from segtools.words import Style

EURO = Style("€")


BASE = pd.DataFrame(
    {
        "customer_id": list("abcdef"),
        "segment_id": [1, 1, 2, 2, 2, 2],
        "segment_name": ["Up", "Up", "Down", "Down", "Down", "Down"],
        "confidence": 0.9,
        "frequency": [10, 14, 2, 2, 4, 4],
        "monetary_value": [100.0, 140.0, 10.0, 10.0, 20.0, 20.0],
        "region": ["N", "N", "N", "S", "S", None],
    }
)


WORDS = pd.DataFrame(
    {
        "variable": ["frequency", "monetary_value", "region"],
        "family": ["behavioural", "behavioural", "geographic"],
        "kind": ["numeric", "numeric", "categorical"],
        "unit": ["orders", "€", ""],
        "meaning": ["orders in the period", "net amount in the period", "region"],
        "levels": [[], [], []],
    }
)


ROLES = pd.DataFrame({"variable": WORDS.variable, "role": ["segmentation", "segmentation", "descriptor"]})


STABLE = pd.DataFrame({"segment_id": [1, 2], "slsw": [0.9, 0.8], "chosen": True})
