"""How fast is the fit of lifetime value, and does it say the same as the reference library?

    python -m venv /tmp/pymc && /tmp/pymc/bin/pip install pymc-marketing
    .venv/bin/python benchmarks/value.py /tmp/pymc/bin/python

makes purchase histories on the spot (days as the unit, planted r, alpha, a, b), fits BG/NBD to them here, and in the
other environment as pymc-marketing's MAP fit with flat priors, each twice in its process: the second time is the warm
one. Prints the ratio of the times and of the parameters. pymc-marketing is no dependency of segtools: it has an
environment of its own.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import pandas as pd

from segtools.profile import purchase_models

SIZES = (2_000, 20_000)
REFERENCE = """
import json, sys, time
import pandas as pd
from pymc_extras.prior import Prior
from pymc_marketing import clv
data = pd.read_csv(sys.argv[1], dtype={"customer_id": str})
flat = {name: Prior("HalfFlat") for name in ("r", "alpha", "a", "b")}
for _ in range(2):
    began = time.perf_counter()
    model = clv.BetaGeoModel(data=data, model_config={name: Prior("HalfFlat") for name in ("r", "alpha", "a", "b")})
    model.fit(method="map", progressbar=False)
    seconds = time.perf_counter() - began
summary = model.fit_summary()
print(json.dumps({"seconds": seconds, **{name: float(summary[name]) for name in ("r", "alpha", "a", "b")}}))
"""


def histories(n: int, seed: int = 1) -> pd.DataFrame:
    """Customers who buy and leave as BG/NBD says, over two years; the planted parameters are .8, 40 days, .9 and 3."""
    rng = np.random.default_rng(seed)
    rate, leave = rng.gamma(0.8, 1 / 40, n), rng.beta(0.9, 3, n)
    T = rng.integers(60, 730, n).astype(float)
    frequency, recency, at, here = np.zeros(n), np.zeros(n), np.zeros(n), np.ones(n, bool)
    while here.any():
        at = at + rng.exponential(1 / rate)
        bought = here & (np.ceil(at) <= T)
        frequency[bought] += 1
        recency[bought] = np.ceil(at[bought])
        here = bought & (rng.random(n) > leave)
    ids = [f"{i:07d}" for i in range(n)]
    return pd.DataFrame({"customer_id": ids, "frequency": frequency, "recency": recency, "T": T})


def ours(data: pd.DataFrame) -> dict[str, float]:
    """Seconds of the second fit, and the parameters."""

    for _ in range(2):
        began = time.perf_counter()
        fit = purchase_models.fit_bg_nbd(data.frequency, data.recency, data["T"])
        seconds = time.perf_counter() - began
    return {"seconds": seconds, **fit.params}


def main(python: str) -> None:
    """Print a table, a row a size."""
    rows = []
    with tempfile.TemporaryDirectory() as folder:
        for n in SIZES:
            data = histories(n)
            path = Path(folder) / "histories.csv"
            data.to_csv(path, index=False)
            done = subprocess.run([python, "-c", REFERENCE, str(path)], capture_output=True, text=True)
            if done.returncode:
                raise SystemExit(f"the reference failed: {done.stderr.strip().splitlines()[-1]}")
            theirs, mine = json.loads(done.stdout.strip().splitlines()[-1]), ours(data)
            apart = max(abs(mine[name] / theirs[name] - 1) for name in ("r", "alpha", "a", "b"))
            rows.append(
                {
                    "customers": n,
                    "times as fast": theirs["seconds"] / mine["seconds"],
                    "furthest parameter": f"{apart:.2%}",
                }
            )
    print(pd.DataFrame(rows).round(1).to_string(index=False))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(sys.argv[1])
