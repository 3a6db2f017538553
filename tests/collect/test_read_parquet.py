"""read_parquet.py: parts of one table, read in place."""

import pandas as pd
import pytest
from collect.small_clients import read, source_of

from segtools.collect import sources
from segtools.tables import DataError


def test_a_folder_of_parts_is_one_table_and_drift_is_named(tmp_path):
    folder = tmp_path / "parts"
    folder.mkdir()
    first = pd.DataFrame({"id": ["a", "b"], "amount": [1.0, 2.0], "note": ["x", "y"]})
    first.to_parquet(folder / "1.parquet")
    first.assign(id=["c", "d"], note=[1, 2]).to_parquet(folder / "2.parquet")
    remarks = []
    table = sources.read_rows(sources.connect(), "t", source_of(folder, columns={"customer_id": "id"}), remarks)
    found = table.order_by("_row").execute()
    assert found.id.tolist() == ["a", "b", "c", "d"] and "note" not in found
    assert [name.rpartition("/")[2] for name in found._file] == ["1.parquet"] * 2 + ["2.parquet"] * 2
    assert found._line.tolist() == [1, 2, 1, 2] and found._row.is_unique
    assert len(remarks) == 1 and "note is int64" in remarks[0][0]
    first.assign(amount=["1", "2"]).to_parquet(folder / "3.parquet")
    with pytest.raises(DataError, match=r"its files differ \(amount is (large_)?string in .*3\.parquet and double in"):
        sources.read_rows(sources.connect(), "t", source_of(folder, columns={"value": "amount"}), [])


def test_a_damaged_page_is_found_when_the_file_is_read(tmp_path):
    rows = pd.DataFrame({"id": [f"C{n * 7919 % 10007}" for n in range(20_000)], "paid": range(20_000)})
    rows.to_parquet(tmp_path / "t.parquet")
    whole = (tmp_path / "t.parquet").read_bytes()
    (tmp_path / "t.parquet").write_bytes(whole[:2000] + b"\xff" * 3000 + whole[5000:])
    with pytest.raises(DataError, match=r"t\.parquet: a part of the file is damaged \(.+\); export or copy it again"):
        read(tmp_path / "t.parquet")
