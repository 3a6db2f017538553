"""A base of numbers, ordered and free levels and gaps, and a scorecard of it with weights at random."""

import json

import numpy as np
import pandas as pd

from segtools.scorecard.transforms import design_matrix, fit_transforms

WORDS = pd.DataFrame(
    {
        "variable": ["spend", "size", "pet", "rating"],
        "kind": ["numeric", "ordinal", "categorical", "ordinal"],
        "levels": [[], ["small", "middle", "large"], [], ["1", "2", "3"]],
    }
)


def mixed_base():
    rng = np.random.default_rng(2)
    customers = pd.DataFrame(
        {
            "customer_id": [f"{n:04d}" for n in range(500)],
            "spend": np.exp(rng.normal(3, 1.2, 500)),
            "size": rng.choice(["small", "middle", "large"], 500),
            "pet": rng.choice(["cat", "dog", "it's none"], 500),
            "rating": rng.integers(1, 4, 500).astype(float),
            "frequency": rng.integers(0, 4, 500),
        }
    )
    for name in ("spend", "size", "pet", "rating"):
        customers.loc[rng.random(500) < 0.25, name] = np.nan
    return customers


def mixed_card(base):
    transforms = fit_transforms(base, WORDS, list(WORDS.variable))
    matrix = design_matrix(base, transforms)
    rng = np.random.default_rng(3)
    segments = [
        {
            "segment_id": n,
            "segment_name": f"Segment {n}'s",
            "constant": float(rng.normal()),
            "weights": dict(zip(matrix, map(float, rng.normal(size=matrix.shape[1])), strict=True)),
        }
        for n in (1, 2, 4)
    ]
    return json.loads(json.dumps({"client": "acme", "variables": transforms, "segments": segments}))
