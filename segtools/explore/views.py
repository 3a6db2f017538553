"""The base in two dimensions: principal components, and UMAP for looking only."""

from __future__ import annotations

import warnings
from contextlib import suppress
from types import ModuleType

import numpy as np
import pandas as pd
from sklearn.decomposition import PCA

from segtools.scorecard.transforms import content_order, one_of_twins

_MOST_DRAWN = 4_000


def principal_components(matrix: pd.DataFrame) -> pd.DataFrame:
    """How much of the base a few directions explain: component, explained (share of variance), then one loading per
    column."""
    pca = PCA(svd_solver="full").fit(matrix)
    real = pca.explained_variance_ratio_ > 1e-9
    table = pd.DataFrame(pca.components_[real], columns=matrix.columns)[one_of_twins(matrix)]
    table.insert(0, "component", range(1, len(table) + 1))
    table.insert(1, "explained", pca.explained_variance_ratio_[real])
    return table


def embedding(base: pd.DataFrame, matrix: pd.DataFrame, umap: bool, seed: int) -> pd.DataFrame:
    """Table `embedding`: two views of at most 4,000 customers in two dimensions.

    PCA keeps distances as far as two axes can; UMAP keeps neighbours and distorts the rest, so it is for
    looking and never for counting clusters. Without it its columns are empty.
    """
    order = content_order(matrix)
    if len(order) > _MOST_DRAWN:
        order = np.sort(np.random.default_rng(seed).choice(order, _MOST_DRAWN, replace=False))
    X = matrix.to_numpy()[order]
    table = pd.DataFrame({"customer_id": base.customer_id.to_numpy()[order]}).astype("str")
    flat = PCA(2, svd_solver="full").fit_transform(X) if X.shape[1] > 1 else np.column_stack([X, 0 * X])
    table["pca_1"], table["pca_2"] = flat[:, 0], flat[:, 1]
    near = _umap(X, seed) if umap else np.full((len(X), 2), np.nan)
    table["umap_1"], table["umap_2"] = near[:, 0], near[:, 1]
    return table.sort_values("customer_id").reset_index(drop=True)


def _umap(X: np.ndarray, seed: int) -> np.ndarray:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="IProgress not found")  # it asks for a progress bar we do not show
        warnings.filterwarnings("ignore", message="Spectral initialisation failed")  # it starts at random then
        import umap  # slow to import: only where it is drawn

        _keep_compiled(umap.umap_, umap.layouts)
        model = umap.UMAP(random_state=seed, n_jobs=1, n_neighbors=min(15, len(X) - 1), n_epochs=300)
        return model.fit_transform(X).astype("float64")


def _keep_compiled(*modules: ModuleType) -> None:
    """Let Numba store the compiled code of a module's functions beside them, if it can write there, for later
    processes: compiling takes most of the time of a first embedding."""
    for function in {
        id(it): it for module in modules for it in vars(module).values() if hasattr(it, "enable_caching")
    }.values():
        with suppress(RuntimeError):  # no folder to write to
            function.enable_caching()
