"""Which customers are segmented, and the comparable numbers from which segments are formed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from segtools.scorecard.base import base as typable_customers
from segtools.scorecard.transforms import column_groups, design_matrix, fit_transforms, one_of_twins


@dataclass(frozen=True)
class Numbers:
    """A base in comparable numbers.

    transforms : how each variable becomes numbers, as the scorecard keeps it
    matrix : the base under them (customers, columns), a column a numeric variable or level
    """

    transforms: list[dict[str, Any]]
    matrix: pd.DataFrame

    @property
    def variables(self) -> list[str]:
        """The names of the variables, in order."""
        return [transform["variable"] for transform in self.transforms]

    @property
    def groups(self) -> list[list[int]]:
        """Positions of the columns that belong to each variable."""
        return column_groups(self.transforms)


def segmentation_base(customers: pd.DataFrame, variables: pd.DataFrame) -> pd.DataFrame:
    """The customers who are segmented: active, and with a value on at least half of the segmentation variables, which
    table `variables` names."""
    return typable_customers(customers, _segmentation_variables(variables))


def comparable_numbers(base: pd.DataFrame, dictionary: pd.DataFrame, variables: pd.DataFrame) -> Numbers:
    """The base in the numbers that k-means uses, made from the segmentation variables of table `variables`."""
    return numbers_of(base, dictionary, _segmentation_variables(variables))


def numbers_of(base: pd.DataFrame, dictionary: pd.DataFrame, names: list[str]) -> Numbers:
    """The base in comparable numbers, made from the named variables."""
    transforms = fit_transforms(base, dictionary, names)
    return Numbers(transforms, design_matrix(base, transforms))


def spread_of_numbers(numbers: Numbers) -> pd.DataFrame:
    """Mean, standard deviation and quantiles of each column, a column each; of two levels, one is shown."""
    shown = numbers.matrix[one_of_twins(numbers.matrix)]
    return shown.describe().drop("count").round(2).add(0.0).reset_index(names=" ")


def _segmentation_variables(variables: pd.DataFrame) -> list[str]:
    return list(variables.variable[variables.role == "segmentation"])
