"""tables/store.py: a table comes back as it was saved, and what is no table is not saved."""

import pandas as pd
import pytest

from segtools.tables import DataError, store

SEGMENTS = pd.DataFrame(
    {"customer_id": ["007", "7"], "segment_id": [1, 2], "segment_name": ["A", "B"], "confidence": [0.9, 0.8]}
)


def test_a_table_comes_back_as_it_was_saved(outputs):
    store.save_table("acme", "segments", SEGMENTS)
    loaded = store.load_table("acme", "segments")
    assert loaded.customer_id.tolist() == ["007", "7"]
    first = (outputs / "acme" / "tables" / "segments.parquet").read_bytes()
    store.save_table("acme", "segments", SEGMENTS)
    assert (outputs / "acme" / "tables" / "segments.parquet").read_bytes() == first


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"customer_id": ["7", "7"]}, "more than one row per"),
        ({"customer_id": [7, 8]}, "customer_id has a missing value or one that is not text"),
        ({"segment_id": [1.5, 2.0]}, "segment_id is float64, not integer"),
    ],
)
def test_a_table_that_breaks_its_schema_is_not_saved(outputs, change, message):
    with pytest.raises(DataError, match=message):
        store.save_table("acme", "segments", SEGMENTS.assign(**change))
    assert not outputs.exists()


def test_a_table_that_is_not_there_names_the_notebook_to_run(outputs):
    with pytest.raises(DataError, match="table segments is not there yet; run notebook 03_segment first"):
        store.load_table("acme", "segments")
    assert store.load_optional("acme", "responses") is None


def test_a_table_that_no_longer_applies_is_taken_away(outputs):
    store.save_table("acme", "segments", SEGMENTS)
    assert store.save_table("acme", "segments", None) is None
    assert store.load_optional("acme", "segments") is None
