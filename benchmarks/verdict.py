"""Is the verdict honest? Bases with planted segments, and bases without any, through the whole of 03_segment's
evidence.

    .venv/bin/python benchmarks/verdict.py [DRAWS]

makes DRAWS (100) bases of each sort, of several sizes, and prints how many were called natural, and for the planted
ones how many had their number and their members found. The tests run a few draws of the same.
"""

from __future__ import annotations

import sys
from concurrent.futures import ProcessPoolExecutor

import numpy as np
import pandas as pd

from segtools.params import Segment
from segtools.scorecard.rule import assign
from segtools.segment.choice import choose
from segtools.segment.evidence import gather_evidence
from segtools.segment.methods import candidates
from segtools.segment.numbers import numbers_of
from segtools.segment.scorecard import build_scorecard
from segtools.segment.stability import agreement

SIZES = (300, 1_000, 4_000)
PLANTED = ("numeric", "binary", "mixed")
WITHOUT = ("uniform", "normal", "correlated", "heavy tails", "permuted", "permuted yes and no", "correlated yes and no")


def planted(sort: str, k: int, n: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """A base of n customers in k clearly separate segments of unequal size, and the segment of each."""
    rng = np.random.default_rng([seed, k, n])
    shares = rng.uniform(0.7, 1.3, k)
    truth = np.sort(rng.choice(k, n, p=shares / shares.sum()))
    columns = {}
    if sort in ("numeric", "mixed"):
        dims = 5 if sort == "numeric" else 3
        centers = apart(k, dims, rng)
        for d in range(dims):
            columns[f"v{d}"] = centers[truth, d] + rng.normal(size=n)
    if sort == "binary":
        items = 20
        chances = distinct_patterns(k, items, rng)
        for d in range(items):
            columns[f"b{d:02d}"] = np.where(rng.random(n) < chances[truth, d], "yes", "no")
    if sort == "mixed":
        names = np.array([f"kind {n}" for n in range(k)])
        for d in range(2):
            answers = np.where(rng.random(n) < 0.97, truth, rng.integers(0, k, n))
            columns[f"c{d}"] = names[answers]
    return framed(columns), truth


def apart(k: int, dims: int, rng: np.random.Generator) -> np.ndarray:
    """Centres of which the closest two lie seven standard deviations apart, and none much further than it must."""
    best = max((rng.normal(size=(k, dims)) for _ in range(200)), key=lambda c: gap(c) / c.std())
    return best * 7 / gap(best)


def gap(centers: np.ndarray) -> float:
    return min(np.linalg.norm(a - b) for i, a in enumerate(centers) for b in centers[:i])


def distinct_patterns(k: int, items: int, rng: np.random.Generator) -> np.ndarray:
    """Chances of yes, .05 or .95, that differ between any two segments on a third of the items at least."""
    while True:
        yes = rng.integers(0, 2, (k, items))
        if all((yes[i] != yes[j]).sum() >= items / 3 for i in range(k) for j in range(i)):
            return 0.05 + 0.9 * yes


def without(sort: str, n: int, seed: int) -> pd.DataFrame:
    """A base of n customers without segments."""
    rng = np.random.default_rng([seed, n])
    dims = int(rng.integers(3, 8)) + 5 * sort.endswith("no")
    normal = rng.normal(size=(n, dims))
    if sort == "uniform":
        return framed({f"v{d}": rng.random(n) for d in range(dims)})
    if sort in ("correlated", "correlated yes and no"):
        loads = rng.uniform(0.3, 0.9, dims)
        normal = rng.normal(size=(n, 1)) * loads + normal * np.sqrt(1 - loads**2)
    if sort == "heavy tails":
        normal = rng.standard_t(3, size=(n, dims)) if seed % 2 else np.exp(normal)
    if sort.startswith("permuted"):
        table, _ = planted("binary" if sort.endswith("no") else "numeric", 4, n, seed)
        return framed({name: rng.permutation(table[name]) for name in table.columns[1:]})
    if sort.endswith("no"):
        return framed({f"b{d}": np.where(normal[:, d] > rng.normal(0, 0.5), "yes", "no") for d in range(dims)})
    return framed({f"v{d}": normal[:, d] for d in range(dims)})


def framed(columns: dict[str, np.ndarray]) -> pd.DataFrame:
    table = pd.DataFrame(columns)
    table.insert(0, "customer_id", [f"c{n:06d}" for n in range(len(table))])
    return table


def judged(table: pd.DataFrame, seed: int, settings: Segment) -> tuple[str, int, np.ndarray]:
    """The verdict, the number of segments and the segment of each customer, as 03_segment comes to them."""
    kinds = {"v": "numeric", "b": "binary", "c": "categorical"}
    names = list(table.columns[1:])
    rows = [{"variable": name, "kind": kinds[name[0]], "levels": [], "high": "", "low": ""} for name in names]
    words = pd.DataFrame(rows)
    evidence = gather_evidence(candidates(table, numbers_of(table, words, names), words, settings), settings, seed)
    choice = choose(evidence.choice, settings)
    card, _ = build_scorecard(table, evidence, choice, words, settings)
    return card["verdict"], card["n_segments"], assign(table, card).segment_id.to_numpy()


def drawn(task: tuple) -> dict:
    """What becomes of one base: (planted or without, its sort, k, n, seed)."""
    what, sort, k, n, seed = task
    settings = Segment(n_starts=20, n_pairs=10)
    if what == "planted":
        table, truth = planted(sort, k, n, seed)
        verdict, number, found = judged(table, seed, settings)
        index = agreement(truth, found - 1)
        return {
            "base": f"planted, {sort}",
            "n": n,
            "natural": verdict == "natural",
            "number": number == k,
            "members": index >= 0.95,
        }
    verdict, _, _ = judged(without(sort, n, seed), seed, settings)
    return {"base": sort, "n": n, "natural": verdict == "natural", "number": np.nan, "members": np.nan}


def main(draws: int) -> None:
    tasks = [("planted", sort, 3 + d % 6, SIZES[d % 3], d) for sort in PLANTED for d in range(draws)]
    tasks += [("without", sort, 0, SIZES[d % 3], d) for sort in WITHOUT for d in range(draws)]
    with ProcessPoolExecutor() as pool:
        rows = pd.DataFrame(pool.map(drawn, tasks))
    shares = rows.groupby("base", sort=False)[["natural", "number", "members"]].mean()
    print((100 * shares).round(0).to_string(na_rep=""))
    print("per cent of", draws, "draws each, of", ", ".join(f"{n:,}" for n in SIZES), "customers")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100)
