"""02_explore: is this base fit to be segmented, and on which variables?"""

from __future__ import annotations

import difflib

import numpy as np
import pandas as pd

from segtools.params import Explore, Segment
from segtools.scorecard.transforms import codes, design_matrix, fit_transforms
from segtools.tables import DataError

_BY_DEFINITION = {
    "tenure_days": "tells where the history starts as much as how the customer behaves",
    "monetary_value": "frequency times mean_order_value: it would count twice",
    "interpurchase_days": "another way to say frequency: it would count twice",
}


def coverage(base: pd.DataFrame, dictionary: pd.DataFrame) -> pd.DataFrame:
    """What the values of each variable look like: variable, family, kind, unit, missing (share), distinct,
    top_share (share of the commonest value), skew, p5, median, p95 (numeric and ordinal; ordinals by position)."""
    rows = []
    for row in dictionary.itertuples():
        values = base[row.variable]
        shares = values.value_counts(normalize=True, dropna=True)
        made = {"variable": row.variable, "family": row.family, "kind": row.kind, "unit": row.unit}
        made |= {"missing": float(values.isna().mean()), "distinct": int(values.nunique())}
        made["top_share"] = float(shares.iloc[0]) if len(shares) else np.nan
        if row.kind in ("numeric", "ordinal") and len(shares):
            numbers = codes(values, row.kind, list(row.levels))
            made["skew"] = float(numbers.skew())
            made |= dict(zip(("p5", "median", "p95"), numbers.quantile([0.05, 0.5, 0.95]), strict=True))
        rows.append(made)
    return pd.DataFrame(rows).reindex(columns=["variable", "family", "kind", "unit", "missing", "distinct",
                                               "top_share", "skew", "p5", "median", "p95"])  # fmt: skip


def correlations(base: pd.DataFrame, dictionary: pd.DataFrame) -> pd.DataFrame:
    """Spearman correlation of every numeric and ordinal variable with every other, -1 to 1, square."""
    rows = dictionary[dictionary.kind.isin(["numeric", "ordinal"])]
    numbers = {row.variable: codes(base[row.variable], row.kind, list(row.levels)) for row in rows.itertuples()}
    spread = {name: values for name, values in numbers.items() if values.nunique() > 1}
    return pd.DataFrame(spread).corr(method="spearman")


def choose_variables(base: pd.DataFrame, dictionary: pd.DataFrame, explore: Explore, segment: Segment) -> pd.DataFrame:
    """Table `variables`: which variables form the segments, which only describe them, which are left out, and why.

    Variables named in params are taken as they are. Otherwise those of the chosen families enter in the order
    of the dictionary, unless one is mostly missing, nearly the same for everyone, or explained (R squared, on
    transformed values) by those already in.
    """
    looks = coverage(base, dictionary).merge(dictionary[["variable", "unclear"]])
    for name in segment.variables or []:
        if name not in set(looks.variable):
            near = difflib.get_close_matches(name, list(looks.variable), n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(looks.variable)}"
            raise DataError(f"segment.variables: no variable {name}; {hint}")
    families = segment.families or _default_families(set(dictionary.family))
    rows, kept = [], []
    for look in looks.itertuples():
        role, why = _role(look, kept, base, dictionary, families, explore, segment)
        if role == "segmentation":
            kept.append(look.variable)
        rows.append({"variable": look.variable, "role": role, "why": why})
    made = looks[["variable", "family", "kind", "unit", "missing", "skew"]].merge(pd.DataFrame(rows))
    return made[["variable", "family", "kind", "unit", "role", "why", "missing", "skew"]]


def _default_families(present: set[str]) -> set[str]:
    for wanted in ({"behavioural"}, {"psychographic", "attitude", "survey"}):
        if wanted & present:
            return wanted
    return present


def _role(look, kept, base, dictionary, families, explore, segment) -> tuple[str, str]:
    if not look.distinct or look.distinct == 1:
        return "left out", "one value only"
    if segment.variables is not None:
        named = look.variable in segment.variables
        return ("segmentation", "named in params") if named else ("descriptor", "not named in params")
    if look.family not in families:
        return "descriptor", f"{look.family}: describes segments, does not form them"
    if look.unclear:
        return "descriptor", "a scale, a count or a code? Say so under variables in params"
    if look.variable in _BY_DEFINITION:
        return "descriptor", _BY_DEFINITION[look.variable]
    if look.missing > explore.max_missing:
        return "descriptor", f"{look.missing:.0%} missing, more than {explore.max_missing:.0%}"
    if look.top_share > explore.max_same:
        return "descriptor", f"{look.top_share:.0%} share one value, more than {explore.max_same:.0%}"
    if look.kind == "numeric":
        skew = float(pd.Series(_transformed(base, dictionary, [look.variable])[:, 0]).skew())
        if abs(skew) > explore.max_skew:
            return "descriptor", f"skew {skew:.1f} even after its transform: a few far out would be a segment"
    if kept and look.kind in ("numeric", "ordinal"):
        explained = _explained(base, dictionary, look.variable, kept)
        if explained > explore.max_explained:
            return "descriptor", f"{explained:.0%} explained by those already in: it would count twice"
    return "segmentation", f"{look.family}, {1 - look.missing:.0%} known"


def _explained(base: pd.DataFrame, dictionary: pd.DataFrame, name: str, kept: list[str]) -> float:
    """R squared of a variable on those kept, after their transforms."""
    y = _transformed(base, dictionary, [name])[:, 0]
    X = np.column_stack([np.ones(len(y)), _transformed(base, dictionary, kept)])
    residual = y - X @ np.linalg.lstsq(X, y, rcond=None)[0]
    return float(1 - residual.var() / y.var())


def _transformed(base: pd.DataFrame, dictionary: pd.DataFrame, names: list[str]) -> np.ndarray:
    return design_matrix(base, fit_transforms(base, dictionary, names)).to_numpy()


def chosen_variables(variables: pd.DataFrame) -> list[str]:
    """Names of the segmentation variables; DataError where there is none."""
    names = list(variables.variable[variables.role == "segmentation"])
    if not names:
        raise DataError("variables: none is left to form segments; name some under segment.variables in params")
    return names


def segmentation_matrix(base: pd.DataFrame, dictionary: pd.DataFrame, variables: pd.DataFrame) -> pd.DataFrame:
    """The base in the comparable numbers that the segments are sought in."""
    return design_matrix(base, fit_transforms(base, dictionary, chosen_variables(variables)))
