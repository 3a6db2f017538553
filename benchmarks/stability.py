"""How long global stability takes: segtools, and the scikit-learn loop a data scientist would write.

    .venv/bin/python benchmarks/stability.py [--pairs 100] [--planted-pairs 3]

For two to eight segments, pairs of bootstrap samples are drawn, k-means with ten starts learns each, both assign every
row, and the adjusted Rand index compares the two. On the fast-food survey (1,453 rows, eleven yes/no items; skipped
where it is not beside the project) and on 50,000 planted customers with eight variables. Both use one thread and the
same samples. Shown are the ratio of the times, and how far our sums of squares lie from scikit-learn's on the same
samples (below 0: better).
"""

from __future__ import annotations

import argparse
import os
import time
from pathlib import Path

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")

import numpy as np
import pandas as pd
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from segtools.segment import kmeans, stability

SURVEY = Path(__file__).resolve().parents[2] / "shared" / "data" / "mcdonalds" / "mcdonalds.csv"
STARTS = 10


def survey() -> np.ndarray | None:
    if not SURVEY.is_file():
        return None
    return (pd.read_csv(SURVEY).iloc[:, :11] == "Yes").to_numpy().astype("float64")


def planted(n: int = 50_000, k: int = 6, dims: int = 8) -> np.ndarray:
    rng = np.random.default_rng(0)
    centers = rng.normal(size=(k, dims)) * 2.0
    return centers[rng.integers(0, k, n)] + rng.normal(size=(n, dims))


def plainly(X: np.ndarray, k: int, pairs: np.ndarray) -> tuple[list[float], list[float]]:
    aris, squares = [], []
    for pair in pairs:
        typed = []
        for drawn in pair:
            model = KMeans(k, n_init=STARTS, random_state=0).fit(X[drawn])
            squares.append(model.inertia_)
            typed.append(model.predict(X))
        aris.append(adjusted_rand_score(*typed))
    return aris, squares


def ours(X: np.ndarray, k: int, pairs: np.ndarray) -> list[float]:
    labels = np.zeros(len(X), dtype=int)
    return list(stability.bootstrap(X, labels, kmeans.kmeans, k, pairs, np.random.default_rng(0)).ari)


def squares_of(X: np.ndarray, k: int, pairs: np.ndarray) -> list[float]:
    """The sums of squares that our fits end in, on the same samples; outside the clock."""
    rng = np.random.default_rng(0)
    different, inverse, _ = stability.distinct(X)
    found = []
    for drawn in pairs.reshape(-1, len(X)):
        w = np.bincount(inverse[drawn], minlength=len(different))
        fit = kmeans.kmeans(different, k, STARTS, rng, w)
        found.append(kmeans.within_ss(X[drawn], fit.labels(X[drawn])))
    return found


def measured(name: str, X: np.ndarray, n_pairs: int) -> pd.DataFrame:
    pairs = np.random.default_rng(1).integers(0, len(X), (n_pairs, 2, len(X)))
    KMeans(2, n_init=1).fit(X[:100])  # its libraries are loaded outside the clock
    rows = []
    for k in range(2, 9):
        clock = time.perf_counter()
        theirs, squares = plainly(X, k, pairs)
        middle = time.perf_counter()
        aris = ours(X, k, pairs)
        end = time.perf_counter()
        apart = np.array(squares_of(X, k, pairs[:50])) / np.array(squares[: 2 * min(50, n_pairs)]) - 1
        row = {"base": name, "k": k, "times as fast": (middle - clock) / (end - middle), "seconds, ours": end - middle}
        row |= {"sum of squares, mean": f"{apart.mean():+.4%}", "worst": f"{apart.max():+.4%}"}
        rows.append({**row, "ARI, ours": np.mean(aris), "theirs": np.mean(theirs)})
        print(pd.DataFrame(rows[-1:]).round(3).to_string(index=False, header=k == 2), flush=True)
    table = pd.DataFrame(rows)
    seconds = table["seconds, ours"]
    print(f"{name}: {(table['times as fast'] * seconds).sum() / seconds.sum():.1f} times as fast over all k\n")
    return table


if __name__ == "__main__":
    given = argparse.ArgumentParser()
    given.add_argument("--pairs", type=int, default=100)
    given.add_argument("--planted-pairs", type=int, default=3)
    asked = given.parse_args()
    if (answers := survey()) is not None:
        measured("survey", answers, asked.pairs)
    measured("planted", planted(), asked.planted_pairs)
