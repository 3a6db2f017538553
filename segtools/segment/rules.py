"""The baseline everyone knows: recency, frequency and monetary scores, and rules that name their combinations."""

from __future__ import annotations

import numpy as np
import pandas as pd

from segtools.params import Rules
from segtools.segment.fit import Fit

READS = ("recency_days", "frequency", "monetary_value")
OTHERS = "Others"
_SCORES = 5


def cut_points(X: np.ndarray, settings: Rules) -> list[np.ndarray]:
    """Where the scores change, for recency (days), frequency and monetary value: those of params, else from the quintiles of
    rows (n, 3), a value at a quintile scoring below it: of whole numbers one above the quintile, as R's rfm has it."""
    own = (settings.recency, settings.frequency, settings.monetary)
    quintiles = np.quantile(X, np.arange(1, _SCORES) / _SCORES, axis=0).T
    above = [
        found + 1 if (X[:, n] % 1 == 0).all() else np.nextafter(found, np.inf) for n, found in enumerate(quintiles)
    ]
    return [np.array(cuts, dtype="float64") if cuts else found for cuts, found in zip(own, above, strict=True)]


def scores(X: np.ndarray, cuts: list[np.ndarray]) -> np.ndarray:
    """Scores (n, 3) from 1 up, the higher the better; equal values share a score.

    A value at a cut point belongs above it; fewer days score higher.

    >>> scores(np.array([[10, 4, 50.0], [400, 1, 20.0]]), [np.array([30, 90]), np.array([2, 4]), np.array([25.0, 60])])
    array([[3, 3, 2],
           [1, 1, 1]])
    """
    recency, *others = (np.searchsorted(cut, X[:, n], side="right") for n, cut in enumerate(cuts))
    return np.column_stack([len(cuts[0]) - recency, *others]) + 1


def matches(scored: np.ndarray, settings: Rules) -> np.ndarray:
    """Which rules each row fulfils: (n, rules)."""
    made = []
    for rule in settings.segments.values():
        bounds = np.array([rule.recency, rule.frequency, rule.monetary])
        made.append(((scored >= bounds[:, 0]) & (scored <= bounds[:, 1])).all(axis=1))
    return np.column_stack(made)


def fit(
    X: np.ndarray, k: int, starts: int, rng: np.random.Generator, weights: np.ndarray | None = None, *, settings: Rules
) -> Fit:
    """The rules with cut points of these rows: the first rule that a row fulfils wins, and who fulfils none is of the last
    segment. `k`, `starts` and `rng` change nothing."""
    cuts = cut_points(X if weights is None else np.repeat(X, weights.astype(int), axis=0), settings)

    def won(Y: np.ndarray) -> np.ndarray:
        hit = matches(scores(Y, cuts), settings)
        return np.column_stack([hit, np.full(len(hit), 0.5)]).astype("float64")  # argmax: the first of the highest

    return Fit(won)


def report(customers: pd.DataFrame, settings: Rules) -> pd.DataFrame:
    """Table `rules`: what became of each rule.

    Returns
    -------
    position, segment, rule, matched (customers who fulfil it), won (those no earlier rule took), orders and amount of these
    in the window, and remark: a rule that matches nobody, or whose customers all went to others, says so.
    """
    X = customers[list(READS)].to_numpy(dtype="float64")
    scored = scores(X, cut_points(X, settings))
    hit = matches(scored, settings)
    first = np.where(hit.any(axis=1), hit.argmax(axis=1), hit.shape[1])
    names, rows = [*settings.segments, OTHERS], []
    for number, name in enumerate(names):
        mine, matched = first == number, hit[:, number] if number < hit.shape[1] else first == number
        rule = settings.segments.get(name)
        said = "none of the above" if rule is None else ", ".join(
            f"{letter} {low}" if low == high else f"{letter} {low}–{high}"
            for letter, (low, high) in zip("RFM", (rule.recency, rule.frequency, rule.monetary), strict=True)
        )  # fmt: skip
        remark = ""
        if not matched.any():
            remark = "matches nobody"
        elif not mine.any():
            above = [names[other] for other in np.unique(first[matched])]
            remark = f"never wins: {_listed(above)} stand{'s' if len(above) == 1 else ''} above it and take{'s' if len(above) == 1 else ''} all it matches"
        elif rule is None and mine.mean() >= 0.1:
            remark = f"{mine.mean():.0%} of the base fit no rule"
        elif mine.sum() < 0.75 * matched.sum():
            remark = f"loses {1 - mine.sum() / matched.sum():.0%} of what it matches to rules above it"
        rows.append(
            (
                number + 1,
                name,
                said,
                int(matched.sum()),
                int(mine.sum()),
                int(X[mine, 1].sum()),
                float(X[mine, 2].sum()),
                remark,
            )
        )
    return pd.DataFrame(rows, columns=["position", "segment", "rule", "matched", "won", "orders", "amount", "remark"])


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
