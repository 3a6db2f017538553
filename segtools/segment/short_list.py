"""The smallest set of variables that would assign new customers nearly as well as all (table `short_list`)."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.model_selection import KFold, cross_val_predict

from segtools.scorecard.transforms import content_order
from segtools.segment.numbers import Numbers

_FOLDS = KFold(5, shuffle=True, random_state=0)
_MOST_ROWS = 3_000
ENOUGH_OF_ALL = 0.95


def short_list(numbers: Numbers, assigned: pd.DataFrame) -> pd.DataFrame:
    """Table `short_list`: the smallest set of variables that keeps 95% of the agreement that all variables reach.

    Parameters
    ----------
    numbers : the base in the numbers that k-means reads
    assigned : the same customers, each with its segment_id

    Returns
    -------
    position, variable, agreement (share of customers not seen that a linear discriminant on this variable and those
    above puts in their segment), of_all (agreement as a share of what all variables reach). Each next variable is the
    one that raises agreement most; on at most 3,000 customers.
    """
    order = content_order(numbers.matrix)
    some = order[:: max(1, -(-len(order) // _MOST_ROWS))]
    X, labels = numbers.matrix.to_numpy()[some], assigned.segment_id.to_numpy()[some]
    groups = dict(zip(numbers.variables, numbers.groups, strict=True))

    def agreement(names: Sequence[str]) -> float:
        return _agreement(X[:, [column for name in names for column in groups[name]]], labels)

    whole = agreement(list(groups))
    names = _fewest(list(groups), agreement, ENOUGH_OF_ALL * whole)
    reached = [agreement(names[: n + 1]) for n in range(len(names))]
    columns = {"position": range(1, len(names) + 1), "variable": names, "agreement": reached}
    return pd.DataFrame({**columns, "of_all": np.array(reached) / whole})


def _fewest(names: Sequence[str], agreement: Callable[[Sequence[str]], float], wanted: float) -> list[str]:
    """Names of variables that reach the required agreement: the best next one is added each time, then those that later
    ones made unnecessary are removed."""
    taken: list[str] = []
    while not taken or (len(taken) < len(names) and agreement(taken) < wanted):
        reached = {name: agreement([*taken, name]) for name in names if name not in taken}
        taken.append(max(reached, key=reached.__getitem__))
    for name in taken[:-1]:
        rest = [other for other in taken if other != name]
        if agreement(rest) >= wanted:
            taken = rest
    return taken


def _agreement(X: np.ndarray, labels: np.ndarray) -> float:
    model = LinearDiscriminantAnalysis(solver="lsqr", shrinkage=1e-3)
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Variables are collinear")  # the levels of one variable are
        assigned = cross_val_predict(model, X, labels, cv=_FOLDS)
    return float((assigned == labels).mean())
