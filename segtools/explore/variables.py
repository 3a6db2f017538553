"""02_explore: is this base fit to be segmented, and on which variables?"""

from __future__ import annotations

import difflib
import warnings

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA

from segtools.params import Explore, Segment
from segtools.scorecard.rule import codes, content_order, design_matrix, fit_transforms, one_of_twins
from segtools.tables import DataError

_MOST_DRAWN = 4_000
_NEEDED_PER_VARIABLE = 100
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


def principal_components(matrix: pd.DataFrame) -> pd.DataFrame:
    """How few directions carry the base: component, explained (share of variance), then a loading a column."""
    pca = PCA(svd_solver="full").fit(matrix)
    held = pca.explained_variance_ratio_ > 1e-9
    made = pd.DataFrame(pca.components_[held], columns=matrix.columns)[one_of_twins(matrix)]
    made.insert(0, "component", range(1, len(made) + 1))
    made.insert(1, "explained", pca.explained_variance_ratio_[held])
    return made


def embedding(base: pd.DataFrame, matrix: pd.DataFrame, umap: bool, seed: int) -> pd.DataFrame:
    """Table `embedding`: two views of the base on paper, of at most 4,000 customers.

    PCA keeps distances as far as two axes can; UMAP keeps neighbours and distorts the rest, so it is for
    looking and never for counting clusters. Without it its columns are empty.
    """
    order = content_order(matrix)
    if len(order) > _MOST_DRAWN:
        order = np.sort(np.random.default_rng(seed).choice(order, _MOST_DRAWN, replace=False))
    X = matrix.to_numpy()[order]
    made = pd.DataFrame({"customer_id": base.customer_id.to_numpy()[order]}).astype("str")
    flat = PCA(2, svd_solver="full").fit_transform(X) if X.shape[1] > 1 else np.column_stack([X, 0 * X])
    made["pca_1"], made["pca_2"] = flat[:, 0], flat[:, 1]
    near = _umap(X, seed) if umap else np.full((len(X), 2), np.nan)
    made["umap_1"], made["umap_2"] = near[:, 0], near[:, 1]
    return made.sort_values("customer_id").reset_index(drop=True)


def _umap(X: np.ndarray, seed: int) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="IProgress not found")  # it asks for a progress bar we do not show
        import umap  # ten seconds to import: only where it is drawn

    made = umap.UMAP(random_state=seed, n_jobs=1, n_neighbors=min(15, len(X) - 1), n_epochs=300).fit_transform(X)
    return made.astype("float64")


def findings(
    known: pd.DataFrame, base: pd.DataFrame, variables: pd.DataFrame, components: pd.DataFrame, customers_are: str
) -> list[str]:
    """What the notebook concludes, in sentences; `known` are all in the base, `base` those who can be typed."""
    chosen = variables[variables.role == "segmentation"]
    per = len(base) / len(chosen)
    enough = "enough" if per >= _NEEDED_PER_VARIABLE else "too few: read every segment as a suggestion"
    two = components.explained.head(2).sum()
    said = [
        f"{len(base):,} {customers_are} and {len(chosen)} segmentation variables: {int(per):,} a variable, where "
        f"{_NEEDED_PER_VARIABLE} are advised (Dolnicar, Grün and Leisch 2016), so {enough}.",
        f"Segments are sought on {_listed(chosen.variable)}.",
        f"The first two principal components hold {two:.0%} of their variance.",
    ]
    doubles = variables[variables.why.str.contains("count twice")]
    if len(doubles):
        said.append(f"Left out because the others already tell it: {_listed(doubles.variable)}.")
    if len(known) > len(base):
        said.append(
            f"{len(known) - len(base):,} {customers_are} lack more than half of these and are left untyped: to stand in "
            "for them all would make a segment of the gaps."
        )
    gaps = chosen[chosen.missing > 0].sort_values("missing", ascending=False)
    if len(gaps):
        top = gaps.iloc[0]
        said.append(f"Missing most often: {top.variable.replace('_', ' ')}, for {top.missing:.1%} of the base.")
    return said


def _listed(names: pd.Series) -> str:
    words = [name.replace("_", " ") for name in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
