"""The methods that segments are sought with: which fit a base's variables, and what each reads."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from segtools.params import Segment
from segtools.scorecard.transforms import column_groups, design_matrix, fit_transforms, level_transforms
from segtools.segment import rules
from segtools.segment.fit import Method
from segtools.segment.kmeans import kmeans
from segtools.segment.latent_classes import latent_classes
from segtools.segment.mixture import mixture
from segtools.segment.rules import OTHERS, READS
from segtools.tables import DataError

KMEANS = "kmeans"
MIXTURE = "mixture"
CLASSES = "latent_classes"
RULES = "rules"
_MOST_LEVELS = 7


@dataclass(frozen=True)
class Way:
    """A method, and the numbers it reads of each customer of the base.

    transforms : those of the scorecard it leads to, and `matrix` (customers, columns) the base under them
    X : what the method reads, row by row with the matrix: the same numbers, but for rules, which read raw ones
    groups : the columns of X that each variable has
    fit : X, k, starts, rng, weights -> clusters.Fit
    names : of its segments, where it brings them
    """

    method: str
    transforms: list[dict[str, Any]]
    matrix: pd.DataFrame
    X: np.ndarray
    groups: list[list[int]]
    fit: Method
    names: list[str] | None = None


# --- the methods --------------------------------------------------------------------------------------


def ways_to_segment(base: pd.DataFrame, dictionary: pd.DataFrame, variables: list[str], settings: Segment) -> list[Way]:
    """The methods that fit these variables, k-means first.

    K-means always; a Gaussian mixture where all are numeric or ordinal, and two at least; latent classes where all are
    binary, categorical or ordinal, three at least, of at most seven levels; RFM rules where there are orders. If
    settings.methods names some, only these, beside k-means, by which all silhouettes are measured.
    """
    kinds = dictionary.set_index("variable").kind[variables]
    transforms = fit_transforms(base, dictionary, variables)
    matrix = design_matrix(base, transforms)
    groups = column_groups(transforms)
    made = [Way(KMEANS, transforms, matrix, matrix.to_numpy(), groups, kmeans)]
    if len(kinds) > 1 and kinds.isin(["numeric", "ordinal"]).all():
        made.append(Way(MIXTURE, transforms, matrix, matrix.to_numpy(), groups, mixture))
    if len(kinds) > 2 and not (kinds == "numeric").any():
        one_hot = level_transforms(base, variables)
        items = column_groups(one_hot)
        if max(map(len, items)) <= _MOST_LEVELS:
            coded = design_matrix(base, one_hot)
            fit = functools.partial(latent_classes, items=items)
            made.append(Way(CLASSES, one_hot, coded, coded.to_numpy(), items, fit))
    if set(READS) <= set(base):
        own = fit_transforms(base, dictionary, list(READS))
        fit = functools.partial(rules.fit, settings=settings.rules)
        raw = base[list(READS)].to_numpy(dtype="float64")
        names = [*settings.rules.segments, OTHERS]
        made.append(Way(RULES, own, design_matrix(base, own), raw, [[0], [1], [2]], fit, names))
    asked = settings.methods or [way.method for way in made]
    lacking = [name for name in asked if name not in [way.method for way in made]]
    if lacking:
        raise DataError(
            f"segment.methods: {lacking[0]} does not fit these variables ({len(kinds)} of them: {_listed(kinds)}); leave it out"
        )
    return [way for way in made if way.method in {KMEANS, *asked}]


def _listed(kinds: pd.Series) -> str:
    return ", ".join(f"{n} {kind}" for kind, n in kinds.value_counts().items())
