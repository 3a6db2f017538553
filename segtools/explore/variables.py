"""02_explore: can this base be segmented, and on which variables?"""

from __future__ import annotations

import difflib
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from segtools.collect.variable_roles import is_told
from segtools.params import Explore, Segment
from segtools.scorecard.transforms import as_labels, codes, design_matrix, fit_transforms
from segtools.tables import DataError

_BY_DEFINITION = {
    "tenure_days": "depends on where the history starts, not only on the customer",
    "monetary_value": "frequency times mean_order_value: it would count twice",
    "interpurchase_days": "another way to say frequency: it would count twice",
}
_LOOKS = ("variable", "family", "kind", "unit", "missing", "distinct", "top_share")
_QUANTILES = {"p5": 0.05, "median": 0.5, "p95": 0.95}
_TWICE_BY_DEFINITION = {"monetary_value", "interpurchase_days"}
_NEVER = {"campaign", "other"}  # families that form no segments unless params name them
_PERSON = {"demographic", "geographic"}
_ENOUGH_OTHERS = 2  # variables beside those that say who customers are
_TOLD = 0.95  # share of its errors that another variable takes away, where a variable with levels counts twice
SEGMENTATION, DESCRIPTOR, LEFT_OUT = "segmentation", "descriptor", "left out"


def coverage(base: pd.DataFrame, dictionary: pd.DataFrame) -> pd.DataFrame:
    """What the values of each variable look like: variable, family, kind, unit, missing (share), distinct,
    top_share (share of the commonest value), skew, p5, median, p95 (numeric and ordinal; ordinals by position)."""
    rows = []
    for row in dictionary.itertuples():
        values = base[row.variable]
        shares = values.value_counts(normalize=True, dropna=True)
        look = {"variable": row.variable, "family": row.family, "kind": row.kind, "unit": row.unit}
        look |= {"missing": float(values.isna().mean()), "distinct": int(values.nunique())}
        look["top_share"] = float(shares.iloc[0]) if len(shares) else np.nan
        if row.kind in ("numeric", "ordinal") and len(shares):
            numbers = codes(values, row.kind, list(row.levels))
            look["skew"] = float(numbers.skew())
            look |= dict(zip(_QUANTILES, numbers.quantile(list(_QUANTILES.values())), strict=True))
        rows.append(look)
    return pd.DataFrame(rows).reindex(columns=[*_LOOKS, "skew", *_QUANTILES])


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
    transformed values) by those already in. Raises DataError where params name a variable that is not there.
    """
    looks, roles = _roles(base, dictionary, explore, segment)
    rows = [{"variable": name, "role": role.role, "why": role.why} for name, role in roles.items()]
    table = looks[["variable", "family", "kind", "unit", "missing", "skew"]].merge(pd.DataFrame(rows))
    return table[["variable", "family", "kind", "unit", "role", "why", "missing", "skew"]]


def counted_twice(base: pd.DataFrame, dictionary: pd.DataFrame, explore: Explore, segment: Segment) -> list[str]:
    """Variables that `choose_variables` leaves out because variables already used explain them."""
    _, roles = _roles(base, dictionary, explore, segment)
    return [name for name, role in roles.items() if role.twice]


@dataclass(frozen=True)
class _Role:
    """What a variable is used for, and why; `twice` if others already explain it."""

    role: str
    why: str
    twice: bool = False


def _roles(
    base: pd.DataFrame, dictionary: pd.DataFrame, explore: Explore, segment: Segment
) -> tuple[pd.DataFrame, dict[str, _Role]]:
    """Coverage, and the role of each variable, in the order of the dictionary."""
    looks = coverage(base, dictionary).merge(dictionary[["variable", "unclear"]])
    for name in segment.variables or []:
        if name not in set(looks.variable):
            near = difflib.get_close_matches(name, list(looks.variable), n=1, cutoff=0.4)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(looks.variable)}"
            raise DataError(f"segment.variables: no variable {name}; {hint}")
    families = segment.families or _default_families(set(dictionary.family))
    classic = set() if segment.families else _describing(looks, families)
    roles: dict[str, _Role] = {}
    for look in looks.itertuples():
        role = _named_role(look, segment.variables) or _family_role(look, families)
        if role is None and look.variable in classic:
            role = _Role(DESCRIPTOR, "says who they are: it describes segments but does not form them")
        role = role or _unfit(look, explore)
        if role is None:
            entered = [name for name, given in roles.items() if given.role == SEGMENTATION]
            role = _skewed(look, base, dictionary, explore) or _told_by(look, entered, base, dictionary, explore)
        roles[look.variable] = role or _Role(SEGMENTATION, f"{look.family}, {1 - look.missing:.0%} known")
    return looks, roles


def _default_families(present: set[str]) -> set[str]:
    for wanted in ({"behavioural"}, {"psychographic", "attitude", "survey"}):
        if wanted & present:
            return wanted
    return present - _NEVER or present


def _describing(looks: pd.DataFrame, families: Collection[str]) -> set[str]:
    """Variables that by their names say who or where customers are, if at least two others can form the segments."""
    rows = looks[looks.family.isin(families) & ~looks.unclear & looks.distinct.gt(1)]
    told = {name for name in rows.variable[rows.family.isin(_PERSON)] if is_told(name)}
    return told if len(rows) - len(told) >= _ENOUGH_OTHERS else set()


def _named_role(look: Any, named: list[str] | None) -> _Role | None:
    """The role of a variable with one value, or if params name the variables."""
    if not look.distinct or look.distinct == 1:
        return _Role(LEFT_OUT, "only one value")
    if named is None:
        return None
    if look.variable in named:
        return _Role(SEGMENTATION, "named in params")
    return _Role(DESCRIPTOR, "not named in params")


def _family_role(look: Any, families: Collection[str]) -> _Role | None:
    """The role of a variable whose family or nature forms no segments."""
    if look.family not in families:
        return _Role(DESCRIPTOR, f"{look.family}: describes segments but does not form them")
    if look.unclear:
        return _Role(DESCRIPTOR, "a scale, a count or a code? Say so under variables in params")
    if look.variable in _BY_DEFINITION:
        return _Role(DESCRIPTOR, _BY_DEFINITION[look.variable], look.variable in _TWICE_BY_DEFINITION)
    return None


def _unfit(look: Any, explore: Explore) -> _Role | None:
    """The role of a variable that is mostly missing, or nearly the same for all customers."""
    if look.missing > explore.max_missing:
        return _Role(DESCRIPTOR, f"{look.missing:.0%} missing, more than {explore.max_missing:.0%}")
    if look.top_share > explore.max_same:
        return _Role(DESCRIPTOR, f"{look.top_share:.0%} have the same value, more than {explore.max_same:.0%}")
    return None


def _skewed(look: Any, base: pd.DataFrame, dictionary: pd.DataFrame, explore: Explore) -> _Role | None:
    """The role of a variable that is still skewed after its transform."""
    if look.kind != "numeric":
        return None
    skew = float(pd.Series(_transformed(base, dictionary, [look.variable])[:, 0]).skew())
    if abs(skew) <= explore.max_skew:
        return None
    return _Role(DESCRIPTOR, f"skew {skew:.1f} even after its transform: a few extreme customers would form a segment")


def _told_by(
    look: Any, entered: list[str], base: pd.DataFrame, dictionary: pd.DataFrame, explore: Explore
) -> _Role | None:
    """The role of a variable that those already used explain."""
    if not entered:
        return None
    if look.kind not in ("numeric", "ordinal"):
        levels = [name for name in entered if dictionary.set_index("variable").kind[name] in ("binary", "categorical")]
        twin = next((name for name in levels if _mirrored(base[look.variable], base[name])), None)
        return _Role(DESCRIPTOR, f"says the same as {twin}: it would count twice", twice=True) if twin else None
    explained = _explained(base, dictionary, look.variable, entered)
    if explained <= explore.max_explained:
        return None
    return _Role(DESCRIPTOR, f"{explained:.0%} explained by variables already used: it would count twice", twice=True)


def _mirrored(values: pd.Series, other: pd.Series) -> bool:
    """Whether two variables with levels say the same in other words: each tells nearly all of the other (lambda of
    Goodman & Kruskal 1954, JASA 49:732: the share of the errors of guessing one that knowing the other takes away)."""
    counts = pd.crosstab(as_labels(values), as_labels(other)).to_numpy()
    total, told = counts.sum(), []
    for table in (counts, counts.T):
        errors = total - table.sum(axis=1).max(initial=0)
        told.append(1 - (total - table.max(axis=0, initial=0).sum()) / errors if errors else 0.0)
    return min(told) > _TOLD


def _explained(base: pd.DataFrame, dictionary: pd.DataFrame, name: str, entered: list[str]) -> float:
    """R squared of a variable on those already used, after their transforms."""
    y = _transformed(base, dictionary, [name])[:, 0]
    X = np.column_stack([np.ones(len(y)), _transformed(base, dictionary, entered)])
    residual = y - X @ np.linalg.lstsq(X, y, rcond=None)[0]
    return float(1 - residual.var() / y.var())


def _transformed(base: pd.DataFrame, dictionary: pd.DataFrame, names: list[str]) -> np.ndarray:
    return design_matrix(base, fit_transforms(base, dictionary, names)).to_numpy()


def chosen_variables(variables: pd.DataFrame) -> list[str]:
    """Names of the segmentation variables; DataError if there is none."""
    names = list(variables.variable[variables.role == SEGMENTATION])
    if not names:
        raise DataError("variables: none can be used to form segments; name some under segment.variables in params")
    return names


def segmentation_matrix(base: pd.DataFrame, dictionary: pd.DataFrame, variables: pd.DataFrame) -> pd.DataFrame:
    """The base in the comparable numbers from which segments are formed."""
    return design_matrix(base, fit_transforms(base, dictionary, chosen_variables(variables)))
