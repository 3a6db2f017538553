"""The methods that form segments: one record per method, and which of them fit a base."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from segtools.params import Segment
from segtools.scorecard.transforms import column_groups, design_matrix, level_transforms
from segtools.segment import rules
from segtools.segment.fit import Fitter
from segtools.segment.kmeans import kmeans
from segtools.segment.latent_classes import latent_classes
from segtools.segment.mixture import mixture
from segtools.segment.numbers import Numbers, numbers_of
from segtools.segment.rules import OTHERS, READS
from segtools.segment.scoring import Scoring, by_centroids, by_own_scores, by_regression
from segtools.tables import DataError
from segtools.words.method_names import METHOD_LABELS

_MOST_LEVELS = 7


@dataclass(frozen=True)
class Candidate:
    """A method that is ready to run on a base.

    name : of the method
    numbers : those of the scorecard that it would lead to
    X : what the method reads, row by row with numbers.matrix: the same, but for rules, which read raw values
    fit : X, k, starts, rng, weights -> Fit
    segments : names of its segments, where it brings them, and with them their number
    """

    name: str
    numbers: Numbers
    X: np.ndarray
    fit: Fitter
    segments: list[str] | None = None


@dataclass(frozen=True)
class Method:
    """What the project knows about a method; its name and label are in segtools.words.method_names.

    name : in params and tables
    fits : whether it suits a base: (base, kinds by variable) -> bool
    prepare : what it reads and how it is fitted: (name, base, numbers, dictionary, settings) -> Candidate
    scoring : how its answers become a scorecard
    chosen_by_evidence : whether the evidence may choose it; one that may not is there to be compared with
    """

    name: str
    fits: Callable[[pd.DataFrame, pd.Series], bool]
    prepare: Callable[[str, pd.DataFrame, Numbers, pd.DataFrame, Segment], Candidate]
    scoring: Scoring
    chosen_by_evidence: bool = True

    @property
    def label(self) -> str:
        """The method's name for readers."""
        return METHOD_LABELS[self.name]


# --- what each suits, and what it reads -----------------------------------------------------------------


def _any_base(base: pd.DataFrame, kinds: pd.Series) -> bool:
    return True


def _two_and_all_ordered(base: pd.DataFrame, kinds: pd.Series) -> bool:
    return len(kinds) > 1 and bool(kinds.isin(["numeric", "ordinal"]).all())


def _three_and_all_of_few_levels(base: pd.DataFrame, kinds: pd.Series) -> bool:
    if len(kinds) < 3 or (kinds == "numeric").any():
        return False
    return max(map(len, column_groups(level_transforms(base, list(kinds.index))))) <= _MOST_LEVELS


def _has_orders(base: pd.DataFrame, kinds: pd.Series) -> bool:
    return set(READS) <= set(base)


def reading_numbers(fit: Fitter) -> Callable[..., Candidate]:
    """The preparation of a method that uses the same numbers as k-means."""

    def prepare(name: str, base: pd.DataFrame, numbers: Numbers, dictionary: pd.DataFrame, settings: Segment):
        return Candidate(name, numbers, numbers.matrix.to_numpy(), fit)

    return prepare


def _reading_levels(
    name: str, base: pd.DataFrame, numbers: Numbers, dictionary: pd.DataFrame, settings: Segment
) -> Candidate:
    """One column of 0 and 1 per level."""
    levels = level_transforms(base, numbers.variables)
    own = Numbers(levels, design_matrix(base, levels))
    return Candidate(name, own, own.matrix.to_numpy(), functools.partial(latent_classes, items=own.groups))


def _reading_orders(
    name: str, base: pd.DataFrame, numbers: Numbers, dictionary: pd.DataFrame, settings: Segment
) -> Candidate:
    """Recency, frequency and monetary value, unchanged."""
    own = numbers_of(base, dictionary, list(READS))
    raw = base[list(READS)].to_numpy(dtype="float64")
    fit = functools.partial(rules.fit, settings=settings.rules)
    return Candidate(name, own, raw, fit, [*settings.rules.segments, OTHERS])


# --- the methods ----------------------------------------------------------------------------------------

KMEANS = Method("kmeans", _any_base, reading_numbers(kmeans), by_centroids)
MIXTURE = Method("mixture", _two_and_all_ordered, reading_numbers(mixture), by_regression)
LATENT_CLASSES = Method("latent_classes", _three_and_all_of_few_levels, _reading_levels, by_own_scores)
RULES = Method("rules", _has_orders, _reading_orders, by_regression, chosen_by_evidence=False)
# in the order in which they are tried: the yardstick first
METHODS: dict[str, Method] = {method.name: method for method in (KMEANS, MIXTURE, LATENT_CLASSES, RULES)}
YARDSTICK = KMEANS.name  # by whose numbers all silhouettes are measured, and which others must beat


def candidates(base: pd.DataFrame, numbers: Numbers, dictionary: pd.DataFrame, settings: Segment) -> list[Candidate]:
    """The methods that fit the variables of `numbers`, k-means first, ready to run on this base.

    K-means always; a Gaussian mixture where all variables are numeric or ordinal, and two at least; latent classes
    where all are binary, categorical or ordinal, three at least, of at most seven levels; RFM rules where there are
    orders. If settings.methods names some, only these, beside k-means, by which all silhouettes are measured.
    Raises DataError where one that is named does not fit.
    """
    kinds = dictionary.set_index("variable").kind[numbers.variables]
    fitting = [method for method in METHODS.values() if method.fits(base, kinds)]
    asked = settings.methods or [method.name for method in fitting]
    lacking = [name for name in asked if name not in [method.name for method in fitting]]
    if lacking:
        known = f"{len(kinds)} of them: {_counted(kinds)}"
        raise DataError(f"segment.methods: {lacking[0]} does not fit these variables ({known}); leave it out")
    wanted = [method for method in fitting if method.name in {YARDSTICK, *asked}]
    return [method.prepare(method.name, base, numbers, dictionary, settings) for method in wanted]


def candidate_named(name: str, among: Sequence[Candidate]) -> Candidate:
    """The candidate of that method."""
    return next(candidate for candidate in among if candidate.name == name)


def _counted(kinds: pd.Series) -> str:
    return ", ".join(f"{n} {kind}" for kind, n in kinds.value_counts().items())
