"""A tree of rules in the client's units that assigns nearly as the scorecard does (table `tree_rules`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sklearn.model_selection import KFold
from sklearn.tree import DecisionTreeClassifier

from segtools.scorecard.transforms import as_labels, codes, content_order
from segtools.segment.numbers import Numbers

_FOLDS = KFold(5, shuffle=True, random_state=0)
_LEAF_SHARE = 0.01
_BESIDE = 0.005

Side = tuple[str, str, float]  # column, "most" or "least", threshold


def tree(numbers: Numbers, assigned: pd.DataFrame, dictionary: pd.DataFrame) -> tuple[pd.DataFrame, float]:
    """Table `tree_rules`: at most two rules per segment, in the client's units, that assign nearly as the scorecard
    does; and their fidelity, the share of held-out customers (five folds) that they assign as the scorecard does.

    A decision tree of at most 2k leaves, its thresholds moved to round numbers that less than 0.5% of customers lie
    beside. A missing value counts as the median, as in the scorecard.

    Parameters
    ----------
    numbers : their transforms say how each variable is read
    assigned : customers in the client's units, with segment_id and segment_name

    Returns
    -------
    position, segment_id, segment_name, rule, customers (who fulfil it) and right (the share of these that are of the
    segment)
    """
    table = _in_units(assigned, numbers.transforms)
    order = content_order(table)
    X, y = table.to_numpy()[order], assigned.segment_id.to_numpy()[order]
    right = [(_grown(X[learn], y[learn]).predict(X[rest]) == y[rest]).sum() for learn, rest in _FOLDS.split(X)]
    model = _grown(X, y)
    leaf, units = model.apply(X), _units(table, numbers.transforms, dictionary)
    names = assigned.drop_duplicates("segment_id").set_index("segment_id").segment_name
    rows = []
    for node, sides in _leaves(model, list(table)):
        inside, segment = leaf == node, int(model.classes_[model.tree_.value[node].argmax()])
        counts = {"customers": int(inside.sum()), "right": float((y[inside] == segment).mean())}
        rule = {"segment_id": segment, "segment_name": names[segment], "rule": _in_words(sides, units)}
        rows.append({**rule, **counts})
    rules = pd.DataFrame(rows).sort_values(["segment_id", "customers"], ascending=[True, False], ignore_index=True)
    rules.insert(0, "position", range(1, len(rules) + 1))
    return rules, float(sum(right) / len(y))


def _grown(X: np.ndarray, y: np.ndarray) -> DecisionTreeClassifier:
    """A small tree with round thresholds."""
    least = max(5, int(_LEAF_SHARE * len(y)))
    model = DecisionTreeClassifier(max_leaf_nodes=2 * len(np.unique(y)), min_samples_leaf=least, random_state=0)
    grown = model.fit(X, y).tree_
    for node in np.flatnonzero(grown.children_left >= 0):
        grown.threshold[node] = _rounded(np.sort(X[:, grown.feature[node]]), float(grown.threshold[node]))
    return model


def _leaves(model: DecisionTreeClassifier, columns: Sequence[str]) -> Iterator[tuple[int, list[Side]]]:
    """Each leaf, from left to right, with the conditions that lead to it."""
    grown = model.tree_
    ways: list[tuple[int, list[Side]]] = [(0, [])]
    while ways:
        node, sides = ways.pop()
        if grown.children_left[node] < 0:
            yield node, sides
            continue
        column, at = columns[grown.feature[node]], float(grown.threshold[node])
        ways.append((grown.children_right[node], [*sides, (column, "least", at)]))
        ways.append((grown.children_left[node], [*sides, (column, "most", at)]))


def _in_units(base: pd.DataFrame, transforms: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """The base in the client's units: a numeric variable as it is, an ordinal one by position, a level as 0 and 1."""
    columns = {}
    for transform in transforms:
        name = transform["variable"]
        if "columns" in transform:
            labels, levels = as_labels(base[name]), list(transform["columns"])
            for level in levels[1:] if len(levels) == 2 else levels:  # one of two says it all
                columns[f"{name}={level}"] = (labels == level).astype("float64")
        else:
            columns[name] = codes(base[name], transform["kind"], transform["levels"]).fillna(transform["impute"])
    return pd.DataFrame(columns, index=base.index)


def _units(
    table: pd.DataFrame, transforms: Sequence[Mapping[str, Any]], dictionary: pd.DataFrame
) -> dict[str, dict[str, Any]]:
    """How the rules of each variable are written: its transform, its unit, and whether it holds only whole numbers."""
    units, found = dictionary.set_index("variable").unit, {}
    for transform in transforms:
        name = transform["variable"]
        whole = name in table and not (table[name] % 1).any()
        found[name] = {**transform, "unit": units[name], "whole": whole}
    return found


def _rounded(values: np.ndarray, threshold: float) -> float:
    """The roundest number that puts all sorted values but 0.5% on the side where the threshold has them.

    >>> _rounded(np.array([1.0, 2.0, 187.3, 214.9]), 201.1), _rounded(np.array([1.0, 2.0]), 1.5)
    (200.0, 1.5)
    """
    place = np.searchsorted(values, threshold, side="right")
    for digits in range(1, 12):
        near = float(f"{threshold:.{digits}g}")
        if abs(np.searchsorted(values, near, side="right") - place) <= _BESIDE * len(values):
            return near
    return threshold


# --- in words -------------------------------------------------------------------------------------------


def _in_words(sides: Sequence[Side], units: Mapping[str, Mapping[str, Any]]) -> str:
    """The conditions that lead to a leaf, one per variable.

    >>> units = {"age": {"kind": "numeric", "unit": "years", "whole": True},
    ...     "pet": {"kind": "binary", "columns": {"no": [], "yes": []}}}
    >>> _in_words([("age", "most", 40.0), ("age", "least", 20.5), ("pet=yes", "least", 0.5)], units)
    'age 21 to 40; pet yes'
    """
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    for column, side, at in sides:
        if side == "most":
            high[column] = min(at, high.get(column, np.inf))
        else:
            low[column] = max(at, low.get(column, -np.inf))
    conditions = []
    for column in dict.fromkeys(column for column, _, _ in sides):
        name, _, level = column.partition("=")
        plain, unit = name.replace("_", " "), units[name]
        if "columns" in unit:
            levels = list(unit["columns"])
            other = levels[0] if len(levels) == 2 else f"not {level}"
            conditions.append(f"{plain} {level if column in low else other}")
            continue
        conditions.append(f"{plain} {_range(low.get(column), high.get(column), unit)}")
    return "; ".join(conditions) or "everyone"


def _range(low: float | None, high: float | None, unit: Mapping[str, Any]) -> str:
    """A condition in words: above one threshold and up to another."""
    if unit["kind"] == "ordinal" and unit["levels"]:
        levels = unit["levels"]
        first = levels[int(np.floor(low))] if low is not None else None  # position 1 is levels[0]: the next one up
        last = levels[int(np.floor(high)) - 1] if high is not None else None
        return _from_to(first, last, "{} or higher", "{} or lower")
    if unit["whole"]:
        first, last = (None if at is None else f"{np.floor(at) + n:,.0f}" for at, n in ((low, 1), (high, 0)))
        return _from_to(first, last, "{} and more", "up to {}")
    percent = unit["unit"] == "share"
    first, last = (None if at is None else f"{100 * at:.3g}%" if percent else f"{at:,.10g}" for at in (low, high))
    return f"over {first} up to {last}" if first and last else f"over {first}" if first else f"up to {last}"


def _from_to(first: str | None, last: str | None, open_end: str, open_start: str) -> str:
    if first == last:
        return str(first)
    if first and last:
        return f"{first} to {last}"
    return open_end.format(first) if first else open_start.format(last)
