"""What a segmentation rests on, in words a client can check: what each variable carries, a tree of rules, a short list."""

from __future__ import annotations

import warnings
from typing import Any

import numpy as np
import pandas as pd
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.model_selection import KFold, cross_val_predict
from sklearn.tree import DecisionTreeClassifier

from segtools.scorecard.transforms import as_labels, codes, column_groups, content_order

_FOLDS = KFold(5, shuffle=True, random_state=0)
_MOST_ROWS = 3_000
_LEAF_SHARE = 0.01
_BESIDE = 0.005
_KEPT = 0.95
_MARKER = 0.5


def contributions(
    matrix: pd.DataFrame, transforms: list[dict[str, Any]], labels: np.ndarray, base: pd.DataFrame
) -> pd.DataFrame:
    """Table `contributions`: how far each variable makes the segments.

    Parameters
    ----------
    matrix, transforms : the base in the numbers that k-means reads
    labels : segment of each row
    base : the same customers in the client's units

    Returns
    -------
    variable; weight, its share of all variance in these numbers; contribution, its share of the variance between
    segments; explained, the share of its own variance that lies between segments; missing_lowest and missing_highest, the
    segments' least and greatest share of customers without a value; the largest contribution first
    """
    order = content_order(matrix)
    X, found = matrix.to_numpy()[order], labels[order]
    hit = (found[:, None] == np.unique(found)).astype("float64")
    means = hit.T @ X / hit.sum(axis=0)[:, None]
    middle = X.mean(axis=0)
    between = (hit.sum(axis=0)[:, None] * (means - middle) ** 2).sum(axis=0)
    total = ((X - middle) ** 2).sum(axis=0)
    rows = []
    for transform, at in zip(transforms, column_groups(transforms), strict=True):
        gaps = base[transform["variable"]].isna().groupby(labels).mean()
        rows.append(
            {
                "variable": transform["variable"],
                "weight": float(total[at].sum() / total.sum()),
                "contribution": float(between[at].sum() / between.sum()),
                "explained": float(between[at].sum() / total[at].sum()),
                "missing_lowest": float(gaps.min()),
                "missing_highest": float(gaps.max()),
            }
        )
    return pd.DataFrame(rows).sort_values("contribution", ascending=False, ignore_index=True)


def markers(matrix: pd.DataFrame, transforms: list[dict[str, Any]], labels: np.ndarray) -> pd.DataFrame:
    """How far each segment lies from the base on each variable, or level: segment_id, column (as a person says it),
    distance (of the means, in standard deviations of the base) and marker, whether that is half of one and more. Of two
    levels one is told; of variables of more levels, those on which segments differ."""
    order = content_order(matrix)
    X = matrix.iloc[order]
    z = (X - X.mean()) / X.std(ddof=0)
    means = z.groupby(labels[order]).mean()
    shown = {}
    for transform in transforms:
        name, levels = transform["variable"], list(transform.get("columns", []))
        if not levels:
            shown[name] = name.replace("_", " ")
        for level in levels[1:] if len(levels) == 2 else levels:
            said = name if level == "yes" else f"{name} {level}"
            if len(levels) == 2 or means[f"{name}={level}"].abs().max() >= _MARKER:
                shown[f"{name}={level}"] = said.replace("_", " ")
    rows = means[list(shown)].rename(columns=shown).rename_axis("segment_id").reset_index()
    made = rows.melt("segment_id", var_name="column", value_name="distance")
    return made.assign(marker=made.distance.abs() >= _MARKER)


# --- a tree -------------------------------------------------------------------------------------------


def tree(
    base: pd.DataFrame, segments: pd.DataFrame, transforms: list[dict[str, Any]], dictionary: pd.DataFrame
) -> tuple[pd.DataFrame, float]:
    """Table `tree_rules`: at most two rules a segment, in the client's units, that type nearly as the scorecard does; and
    their fidelity, the share of customers they have not seen (five folds) that they put where the scorecard does.

    A decision tree of at most 2k leaves, its thresholds moved to round numbers that less than 0.5% of customers lie
    beside. A missing value counts as the median, as in the scorecard.

    Returns
    -------
    position, segment_id, segment_name, rule, customers (who fulfil it) and right (the share of these that are of the segment)
    """
    typed = base.merge(segments[["customer_id", "segment_id", "segment_name"]], on="customer_id")
    numbers, y = _numbers(typed, transforms), typed.segment_id.to_numpy()
    order = content_order(numbers)
    X, y = numbers.to_numpy()[order], y[order]
    names = segments.drop_duplicates("segment_id").set_index("segment_id").segment_name
    kept = [(_grown(X[one], y[one]).predict(X[other]) == y[other]).sum() for one, other in _FOLDS.split(X)]
    model = _grown(X, y)
    grown, leaf = model.tree_, model.apply(X)
    units = dictionary.set_index("variable").unit
    steps = {
        t["variable"]: {
            **t,
            "unit": units[t["variable"]],
            "whole": t["variable"] in numbers and not (numbers[t["variable"]] % 1).any(),
        }
        for t in transforms
    }
    rows: list[dict[str, Any]] = []

    def walk(node: int, sides: list[tuple[str, str, float]]) -> None:
        if grown.children_left[node] < 0:
            inside, segment = leaf == node, int(model.classes_[grown.value[node].argmax()])
            rows.append({"segment_id": segment, "segment_name": names[segment], "rule": _said(sides, steps),
                         "customers": int(inside.sum()), "right": float((y[inside] == segment).mean())})  # fmt: skip
            return
        column, at = numbers.columns[grown.feature[node]], float(grown.threshold[node])
        walk(grown.children_left[node], [*sides, (column, "most", at)])
        walk(grown.children_right[node], [*sides, (column, "least", at)])

    walk(0, [])
    made = pd.DataFrame(rows).sort_values(["segment_id", "customers"], ascending=[True, False], ignore_index=True)
    made.insert(0, "position", range(1, len(made) + 1))
    return made, float(sum(kept) / len(y))


def _grown(X: np.ndarray, y: np.ndarray) -> DecisionTreeClassifier:
    """A small tree with round thresholds."""
    least = max(5, int(_LEAF_SHARE * len(y)))
    model = DecisionTreeClassifier(max_leaf_nodes=2 * len(np.unique(y)), min_samples_leaf=least, random_state=0)
    grown = model.fit(X, y).tree_
    for node in np.flatnonzero(grown.children_left >= 0):
        grown.threshold[node] = _rounded(np.sort(X[:, grown.feature[node]]), float(grown.threshold[node]))
    return model


def _numbers(base: pd.DataFrame, transforms: list[dict[str, Any]]) -> pd.DataFrame:
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


def _said(sides: list[tuple[str, str, float]], steps: dict[str, dict[str, Any]]) -> str:
    """The conditions on the way to a leaf, one a variable.

    >>> steps = {"age": {"kind": "numeric", "unit": "years", "whole": True},
    ...     "pet": {"kind": "binary", "columns": {"no": [], "yes": []}}}
    >>> _said([("age", "most", 40.0), ("age", "least", 20.5), ("pet=yes", "least", 0.5)], steps)
    'age 21 to 40; pet yes'
    """
    low: dict[str, float] = {}
    high: dict[str, float] = {}
    for column, side, at in sides:
        if side == "most":
            high[column] = min(at, high.get(column, np.inf))
        else:
            low[column] = max(at, low.get(column, -np.inf))
    said = []
    for column in dict.fromkeys(column for column, _, _ in sides):
        name, _, level = column.partition("=")
        transform, plain = steps[name], name.replace("_", " ")
        if "columns" in transform:
            levels = list(transform["columns"])
            other = levels[0] if len(levels) == 2 else f"not {level}"
            said.append(f"{plain} {level if column in low else other}")
            continue
        said.append(f"{plain} {_range(low.get(column), high.get(column), transform)}")
    return "; ".join(said) or "everyone"


def _range(low: float | None, high: float | None, transform: dict[str, Any]) -> str:
    if transform["kind"] == "ordinal" and transform["levels"]:
        levels = transform["levels"]
        first = levels[int(np.floor(low))] if low is not None else None  # position 1 is levels[0]: the next one up
        last = levels[int(np.floor(high)) - 1] if high is not None else None
        if first == last:
            return str(first)
        return f"{first} to {last}" if first and last else f"{first} or higher" if first else f"{last} or lower"
    if transform["whole"]:
        first, last = (None if at is None else f"{np.floor(at) + n:,.0f}" for at, n in ((low, 1), (high, 0)))
        if first == last:
            return str(first)
        return f"{first} to {last}" if first and last else f"{first} and more" if first else f"up to {last}"
    percent = transform["unit"] == "share"
    first, last = (None if at is None else f"{100 * at:.3g}%" if percent else f"{at:,.10g}" for at in (low, high))
    return f"over {first} up to {last}" if first and last else f"over {first}" if first else f"up to {last}"


# --- a short list -------------------------------------------------------------------------------------


def short_list(matrix: pd.DataFrame, transforms: list[dict[str, Any]], labels: np.ndarray) -> pd.DataFrame:
    """Table `short_list`: the fewest variables that keep 95% of the agreement that all of them reach.

    Parameters
    ----------
    matrix, transforms : the base in the numbers that k-means reads
    labels : segment of each row

    Returns
    -------
    position, variable, agreement (share of customers not seen that a linear discriminant on this variable and those above
    puts in their segment), of_all (agreement as a share of what all variables reach). Each next variable is the one that
    raises agreement most; on at most 3,000 customers.
    """
    order = content_order(matrix)
    some = order[:: max(1, -(-len(order) // _MOST_ROWS))]
    X, y = matrix.to_numpy()[some], labels[some]
    groups = dict(zip([t["variable"] for t in transforms], column_groups(transforms), strict=True))

    def agreement(names: list[str]) -> float:
        at = [column for name in names for column in groups[name]]
        with warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Variables are collinear")  # the levels of one variable are
            typed = cross_val_predict(LinearDiscriminantAnalysis(solver="lsqr", shrinkage=1e-3), X[:, at], y, cv=_FOLDS)
        return float((typed == y).mean())

    whole, taken = agreement(list(groups)), []
    while not taken or (len(taken) < len(groups) and agreement(taken) < _KEPT * whole):
        tried = {name: agreement([*taken, name]) for name in groups if name not in taken}
        taken.append(max(tried, key=tried.__getitem__))
    for name in taken[:-1]:  # one that a later choice has made needless goes
        if agreement(rest := [one for one in taken if one != name]) >= _KEPT * whole:
            taken = rest
    reached = [agreement(taken[: n + 1]) for n in range(len(taken))]
    return pd.DataFrame({"position": range(1, len(taken) + 1), "variable": taken, "agreement": reached,
                         "of_all": np.array(reached) / whole})  # fmt: skip
