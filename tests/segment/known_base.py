"""A base whose segments are known: age and pet make them; height is noise, and half of the old do not tell it."""

import numpy as np
import pandas as pd

from segtools.segment.contributions import assigned_base
from segtools.segment.numbers import numbers_of


def known():
    """The base with its segments, its dictionary, and its numbers."""
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
    names = np.array(["Young", "Old", "Cats"])[segment - 1]
    segments = pd.DataFrame({"customer_id": base.customer_id, "segment_id": segment, "segment_name": names})
    return assigned_base(base, segments), words, numbers_of(base, words, list(words.variable))
