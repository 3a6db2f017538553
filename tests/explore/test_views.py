"""explore/views.py: principal components, and the base on paper."""

import sys
from types import ModuleType, SimpleNamespace
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest

from segtools.explore import views as views_
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


class Umap:
    """What stands for the slow library: it keeps how it is called, and gives back the first two columns."""

    called: ClassVar[list] = []

    def __init__(self, **how):
        self.how = how

    def fit_transform(self, X):
        self.called.append((self.how, X))
        return X[:, :2].astype("float32") + 5


@pytest.mark.parametrize(("people", "neighbours"), [(60, 15), (16, 15), (15, 14)])
def test_umap_sees_fifteen_neighbours_or_all_and_is_drawn_by_the_seed(monkeypatch, people, neighbours):
    monkeypatch.setattr(Umap, "called", [])
    stub = SimpleNamespace(UMAP=Umap, umap_=ModuleType("a"), layouts=ModuleType("b"))
    monkeypatch.setitem(sys.modules, "umap", stub)
    matrix = turned(people).assign(flat=np.arange(people, dtype=float))
    base = pd.DataFrame({"customer_id": [f"c{n:02d}" for n in range(people)][::-1]})
    found = embedding(base, matrix, umap=True, seed=7)
    ((how, X),) = Umap.called
    assert how == {"random_state": 7, "n_jobs": 1, "n_neighbors": neighbours, "n_epochs": 300}
    assert X.shape == (people, 3) and found.umap_1.dtype == found.umap_2.dtype == "float64"
    own = matrix.set_index(base.customer_id).loc[found.customer_id]
    assert found.umap_1.tolist() == pytest.approx((own.x + 5).tolist(), abs=1e-6)
    assert found.umap_2.tolist() == pytest.approx((own.y + 5).tolist(), abs=1e-6)
    assert found.index.tolist() == list(range(people))  # numbered anew in the order of ids
    assert list(found) == ["customer_id", "pca_1", "pca_2", "umap_1", "umap_2"]


def test_compiled_code_is_kept_where_it_can_be_and_once_for_each_function():
    class Compiled:
        def __init__(self, refuses=False):
            self.refuses, self.asked = refuses, 0

        def enable_caching(self):
            self.asked += 1
            if self.refuses:
                raise RuntimeError("no folder to write to")

    one, other, module = Compiled(), Compiled(refuses=True), ModuleType("a")
    module.one, module.again, module.other, module.plain = one, one, other, len
    views_._keep_compiled(module, module)
    assert (one.asked, other.asked) == (1, 1)
