"""The well-known baseline: recency, frequency and monetary scores, and rules that name their combinations."""

from __future__ import annotations

import numpy as np
import pandas as pd

from segtools.params import Rule, Rules
from segtools.segment.fit import Fit
from segtools.words import listed

READS = ("recency_days", "frequency", "monetary_value")
OTHERS = "Others"
_SCORES = 5


def cut_points(X: np.ndarray, settings: Rules) -> list[np.ndarray]:
    """The values at which scores change, for recency (days), frequency and monetary value.

    Those of params, else from the quintiles of rows (n, 3), a value at a quintile scoring below it: of whole numbers
    one above the quintile, as R's rfm has it.
    """
    own = (settings.recency, settings.frequency, settings.monetary)
    quintiles = np.quantile(X, np.arange(1, _SCORES) / _SCORES, axis=0).T
    above = [
        found + 1 if (X[:, n] % 1 == 0).all() else np.nextafter(found, np.inf) for n, found in enumerate(quintiles)
    ]
    return [np.array(cuts, dtype="float64") if cuts else found for cuts, found in zip(own, above, strict=True)]


def scores(X: np.ndarray, cuts: list[np.ndarray]) -> np.ndarray:
    """Scores (n, 3) from 1 up, higher is better; equal values get the same score.

    A value at a cut point belongs above it; fewer days score higher.

    >>> scores(np.array([[10, 4, 50.0], [400, 1, 20.0]]), [np.array([30, 90]), np.array([2, 4]), np.array([25.0, 60])])
    array([[3, 3, 2],
           [1, 1, 1]])
    """
    recency, *others = (np.searchsorted(cut, X[:, n], side="right") for n, cut in enumerate(cuts))
    return np.column_stack([len(cuts[0]) - recency, *others]) + 1


def matches(scored: np.ndarray, settings: Rules) -> np.ndarray:
    """Which rules each row meets: (n, rules)."""
    fulfilled = []
    for rule in settings.segments.values():
        bounds = np.array([rule.recency, rule.frequency, rule.monetary])
        fulfilled.append(((scored >= bounds[:, 0]) & (scored <= bounds[:, 1])).all(axis=1))
    return np.column_stack(fulfilled)


def fit(
    X: np.ndarray, k: int, starts: int, rng: np.random.Generator, weights: np.ndarray | None = None, *, settings: Rules
) -> Fit:
    """The rules with cut points from these rows. The first rule that a row meets decides; a row that meets none is in
    the last segment. `k`, `starts` and `rng` have no effect."""
    cuts = cut_points(X if weights is None else np.repeat(X, weights.astype(int), axis=0), settings)

    def wins(Y: np.ndarray) -> np.ndarray:
        fulfils = matches(scores(Y, cuts), settings)
        others = np.full(len(fulfils), 0.5)
        return np.column_stack([fulfils, others]).astype("float64")  # argmax: the first of the highest

    return Fit(wins)


def rules_report(base: pd.DataFrame, settings: Rules) -> pd.DataFrame | None:
    """Table `rules`: what became of each rule; None where there are no orders.

    Returns
    -------
    position, segment, rule, matched (customers who fulfil it), won (those no earlier rule took), orders and amount of
    these in the window, and remark: a rule that matches nobody, or whose customers all went to others, says so.
    """
    if not set(READS) <= set(base):
        return None
    X = base[list(READS)].to_numpy(dtype="float64")
    fulfils = matches(scores(X, cut_points(X, settings)), settings)
    first = np.where(fulfils.any(axis=1), fulfils.argmax(axis=1), fulfils.shape[1])
    names, rows = [*settings.segments, OTHERS], []
    for number, name in enumerate(names):
        won, matched = first == number, fulfils[:, number] if number < fulfils.shape[1] else first == number
        rows.append(
            {
                "position": number + 1,
                "segment": name,
                "rule": _in_words(settings.segments.get(name)),
                "matched": int(matched.sum()),
                "won": int(won.sum()),
                "orders": int(X[won, 1].sum()),
                "amount": float(X[won, 2].sum()),
                "remark": _remark(name, names, won, matched, first),
            }
        )
    return pd.DataFrame(rows)


def _in_words(rule: Rule | None) -> str:
    """The scores that a rule requires."""
    if rule is None:
        return "none of the above"
    ranges = zip("RFM", (rule.recency, rule.frequency, rule.monetary), strict=True)
    return ", ".join(f"{score} {low}" if low == high else f"{score} {low}–{high}" for score, (low, high) in ranges)


def _remark(name: str, names: list[str], won: np.ndarray, matched: np.ndarray, first: np.ndarray) -> str:
    """A remark on a rule that wins little or nothing; `first` is the rule to which each customer was assigned."""
    if not matched.any():
        return "matches nobody"
    if not won.any():
        above = [names[other] for other in np.unique(first[matched])]
        stand, take = ("stands", "takes") if len(above) == 1 else ("stand", "take")
        return f"never wins: {listed(above)} {stand} above it and {take} all customers that it matches"
    if name == OTHERS and won.mean() >= 0.1:
        return f"{won.mean():.0%} of the base match no rule"
    if won.sum() < 0.75 * matched.sum():
        return f"rules above it take {1 - won.sum() / matched.sum():.0%} of the customers that it matches"
    return ""
