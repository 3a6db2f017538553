"""Transforms that bring variables to a common scale, and the numbers they give."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from segtools.tables import DataError
from segtools.words import YES_NO, meanings

_SKEWED = 1.0
_CLIP = (0.005, 0.995)


def codes(values: pd.Series, kind: str, levels: list[str]) -> pd.Series:
    """A numeric or ordinal variable as numbers; an ordinal level is its position, from 1."""
    if kind == "ordinal" and len(levels):
        position = {level: float(n) for n, level in enumerate(levels, 1)}
        if pd.api.types.is_numeric_dtype(values):
            return values.map(lambda value: position.get(f"{value:g}"), na_action="ignore").astype("float64")
        return values.map(position).astype("float64")
    return values.astype("float64")


def fit_transforms(customers: pd.DataFrame, dictionary: pd.DataFrame, variables: list[str]) -> list[dict[str, Any]]:
    """The transform of each variable to comparable numbers.

    Numeric: median where missing, clipped at the 0.5th and 99.5th percentile, log(1 + x) where that takes
    away a skew above 1, then standard units. Ordinal: likewise, on the position of the level. Categorical and
    binary: one column a level, centred on its share p and divided by its root, so that a variable of
    many levels weighs no more than its levels carry (the metric of FAMD, Pages 2004); missing is neutral. Where all
    are binary, they are taken as they are, 0 and 1 (each of the two columns divided by the root of 2): to divide
    by a spread would make a rare answer count most.

    Raises DataError where a variable has no spread.
    """
    known = dictionary.set_index("variable")
    plain = all(known.kind[name] == "binary" for name in variables)
    transforms = []
    for name in variables:
        kind, levels = known.kind[name], list(known.levels[name])
        if kind in ("categorical", "binary"):
            transforms.append({"variable": name, "kind": kind, "columns": _level_columns(customers[name], plain)})
        else:
            transforms.append({"variable": name, "kind": kind, **_standard_units(customers[name], name, kind, levels)})
    return transforms


def _level_columns(values: pd.Series, plain: bool) -> dict[str, list[float]]:
    """For each level, its share and the root by which its column is divided."""
    shares = as_labels(values).value_counts(normalize=True).sort_index()
    root = np.full(len(shares), np.sqrt(2)) if plain else np.sqrt(shares.to_numpy())
    return {level: [float(p), float(s)] for (level, p), s in zip(shares.items(), root, strict=True)}


def _standard_units(column: pd.Series, name: str, kind: str, levels: list[str]) -> dict[str, Any]:
    """How a numeric or ordinal variable is brought to standard units."""
    values = codes(column, kind, levels)
    low, high = values.quantile(list(_CLIP))
    clipped = values.clip(low, high)
    log = bool(kind == "numeric" and low >= 0 and clipped.skew() > _SKEWED)
    moved = (np.log1p(clipped) if log else clipped).sort_values()  # sums in an order of their own
    scale = float(moved.std(ddof=0))
    if not scale > 0:
        raise DataError(f"variable {name}: all customers have the same value; remove it from segment.variables")
    return {
        "levels": levels,
        "impute": float(values.median()),
        "clip": [float(low), float(high)],
        "log": log,
        "center": float(moved.mean()),
        "scale": scale,
    }


def _column(customers: pd.DataFrame, name: str) -> pd.Series:
    if name not in customers:
        raise DataError(f"variable {name}: not in the table of customers to assign; add the column")
    return customers[name]


def with_ways(transforms: list[dict[str, Any]], dictionary: pd.DataFrame) -> list[dict[str, Any]]:
    """The transforms, those of yes and no with the ways in which the client writes them (`ways`), if other than
    usual."""
    known = dictionary[dictionary.kind == "binary"].set_index("variable").levels
    found = []
    for transform in transforms:
        written = list(known.get(transform["variable"], []))
        senses = dict.fromkeys(written, True) if len(written) == 1 else meanings(written)
        if not senses or not set(transform.get("columns", [])) <= set(YES_NO):
            found.append(transform)
            continue
        ways = {level: [word for word in written if senses[word] == (level == "yes")] for level in YES_NO}
        found.append({**transform, "ways": ways})
    return found


def ways_of(transform: dict[str, Any]) -> dict[str, list[str]]:
    """How yes and no may be written where a scorecard reads a variable of yes and no, in small letters; empty for any
    other variable."""
    levels = transform.get("columns", transform.get("levels", []))
    if not len(levels) or not set(levels) <= set(YES_NO):
        return {}
    own = transform.get("ways", {})
    other = {level: {word for name in YES_NO if name != level for word in own.get(name, [])} for level in YES_NO}
    usual = {level: [word for word in words if word not in other[level]] for level, words in YES_NO.items()}
    return {level: list(dict.fromkeys([*words, *own.get(level, [])])) for level, words in usual.items()}


def design_matrix(customers: pd.DataFrame, transforms: list[dict[str, Any]]) -> pd.DataFrame:
    """Customers in comparable numbers: one row per customer, one column per numeric variable or level."""
    columns = {}
    for transform in transforms:
        name = transform["variable"]
        values = _column(customers, name)
        if "columns" in transform:
            labels = as_labels(values)
            for level, (center, scale) in transform["columns"].items():
                hit = ((labels == level).astype("float64") - center) / scale
                columns[f"{name}={level}"] = hit.where(labels.isin(transform["columns"]), 0.0)
            continue
        values = codes(values, transform["kind"], transform["levels"]).fillna(transform["impute"])
        values = values.clip(*transform["clip"])
        moved = np.log1p(values) if transform["log"] else values
        columns[name] = (moved - transform["center"]) / transform["scale"]
    return pd.DataFrame(columns, index=customers.index)


def level_transforms(customers: pd.DataFrame, variables: list[str]) -> list[dict[str, Any]]:
    """Transforms to one column of 0 and 1 per level, all 0 if the value is missing: the input of latent classes."""
    transforms = []
    for name in variables:
        columns = {level: [0.0, 1.0] for level in sorted(as_labels(customers[name]).dropna().unique())}
        transforms.append({"variable": name, "kind": "categorical", "columns": columns})
    return transforms


def column_groups(transforms: list[dict[str, Any]]) -> list[list[int]]:
    """Positions of the columns of the design matrix that belong to each variable."""
    groups, at = [], 0
    for transform in transforms:
        width = len(transform.get("columns", "1"))
        groups.append(list(range(at, at + width)))
        at += width
    return groups


def one_of_twins(matrix: pd.DataFrame) -> list[str]:
    """The columns to show: of a variable with two levels, whose columns mirror each other, only the second."""
    names = [column.partition("=")[0] for column in matrix]
    return [c for n, c in enumerate(matrix) if "=" not in c or names.count(names[n]) != 2 or names[n] in names[:n]]


def as_labels(values: pd.Series) -> pd.Series:
    """Levels as text: a number as %g writes it, so that 1, 1.0 and "1" are one level."""
    if pd.api.types.is_numeric_dtype(values):
        return values.map(lambda value: f"{value:.15g}", na_action="ignore").astype("str")
    return values.astype("str")


def content_order(matrix: pd.DataFrame | np.ndarray) -> np.ndarray:
    """Positions that sort rows by their content, so that results depend neither on their order nor on names."""
    return np.lexsort(np.asarray(matrix).T[::-1])


def values_known(customers: pd.DataFrame, transforms: list[dict[str, Any]]) -> pd.DataFrame:
    """Which values a scorecard can read (customers, variables); a level that it does not know counts as missing."""
    known = {}
    for transform in transforms:
        name = transform["variable"]
        values = _column(customers, name)
        if "columns" in transform:
            known[name] = as_labels(values).isin(list(transform["columns"]))
        else:
            known[name] = codes(values, transform["kind"], transform["levels"]).notna()
    return pd.DataFrame(known, index=customers.index)
