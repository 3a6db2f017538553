"""explore/views.py: principal components, and the base on paper."""

import numpy as np
import pandas as pd
import pytest

from segtools.explore.views import embedding, principal_components


def turned(n=400):
    """Nine tenths of the spread along the diagonal of two variables, the rest across it; a third says nothing."""
    rng = np.random.default_rng(0)
    along, across = rng.normal(size=n), rng.normal(size=n)
    along, across = 3 * (along - along.mean()) / along.std(), (across - across.mean()) / across.std()
    along, across = along, across - along * (along @ across) / (along @ along)
    across /= across.std()
    return pd.DataFrame({"x": (along + across) / np.sqrt(2), "y": (along - across) / np.sqrt(2), "flat": 0.0})


def test_components_hold_the_shares_they_were_made_with():
    found = principal_components(turned())
    assert found.component.tolist() == [1, 2]  # the third holds nothing
    assert found.explained.tolist() == pytest.approx([0.9, 0.1])
    assert np.abs(found.loc[0, ["x", "y"]].astype(float)).tolist() == pytest.approx([np.sqrt(0.5)] * 2)


def test_the_embedding_keeps_distances_and_ids_and_has_umap_only_when_asked():
    matrix = turned(60)
    base = pd.DataFrame({"customer_id": [f"c{n:02d}" for n in range(60)][::-1]})
    found = embedding(base, matrix, umap=False, seed=1)
    assert found.customer_id.tolist() == sorted(base.customer_id)
    assert found[["umap_1", "umap_2"]].isna().all(axis=None)
    own = matrix.set_index(base.customer_id).loc[["c00", "c41"], ["x", "y"]].to_numpy()
    drawn = found.set_index("customer_id").loc[["c00", "c41"], ["pca_1", "pca_2"]].to_numpy()
    assert np.linalg.norm(drawn[0] - drawn[1]) == pytest.approx(np.linalg.norm(own[0] - own[1]))


def test_neither_the_order_of_rows_nor_ids_move_the_picture():
    matrix = turned(60)
    ids = pd.DataFrame({"customer_id": [f"c{n:02d}" for n in range(60)]})
    first = embedding(ids, matrix, umap=False, seed=1)
    mixed = np.random.default_rng(3).permutation(60)
    again = embedding(ids.iloc[mixed].reset_index(drop=True), matrix.iloc[mixed].reset_index(drop=True), False, 1)
    assert again.equals(first)


def test_of_a_large_base_4_000_are_drawn_and_one_variable_makes_a_line():
    matrix = pd.DataFrame({"x": np.random.default_rng(0).normal(size=4_500)})
    base = pd.DataFrame({"customer_id": [f"c{n:04d}" for n in range(4_500)]})
    found = embedding(base, matrix, umap=False, seed=1)
    assert len(found) == 4_000 and found.customer_id.is_unique and (found.pca_2 == 0).all()
    assert set(embedding(base, matrix, False, 2).customer_id) != set(found.customer_id)
