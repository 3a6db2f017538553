"""files.py: which files are read, and where they are."""

import pytest

from segtools.collect.files import KINDS, find_files, is_csv, kind_of_file
from segtools.tables import DataError


def test_the_kinds_of_file_and_their_endings():
    assert KINDS == {
        "csv": ("csv", "tsv", "txt"),
        "parquet": ("parquet", "pq"),
        "excel": ("xlsx", "xlsm"),
        "stats": ("sav", "zsav", "por", "dta", "sas7bdat", "xpt"),
    }
    for kind, endings in KINDS.items():
        assert {kind_of_file(f"a.b/Orders.{ending.upper()}") for ending in endings} == {kind}


def test_a_packed_csv_is_one_and_another_ending_is_refused_with_what_to_do():
    assert kind_of_file("orders.csv.gz") == "csv" and is_csv("data/*.TSV.gz")
    assert not is_csv("orders.parquet") and not is_csv("parts") and not is_csv("")
    with pytest.raises(DataError, match=r"b\.xls: a \.xls file cannot be read; save it as one of \.csv, "):
        kind_of_file("b.xls")


def test_a_path_a_folder_and_a_pattern_name_their_files(project, tmp_path):
    parts = tmp_path / "data" / "parts"
    parts.mkdir()
    for name in ("2.parquet", "1.parquet", "a.csv", "b.csv"):
        (parts / name).write_text("x", "utf-8")
    assert find_files("parts/a.csv") == [(parts / "a.csv", "parts/a.csv")]
    assert [shown for _, shown in find_files("parts/")] == ["parts/1.parquet", "parts/2.parquet"]
    assert [shown for _, shown in find_files("parts/*.csv")] == ["parts/a.csv", "parts/b.csv"]


def test_what_is_not_there_is_refused_with_where_it_was_looked_for(project, tmp_path):
    (tmp_path / "data" / "empty").mkdir()
    with pytest.raises(
        DataError, match=r"acme/o\.csv: no such file in .*set SEGTOOLS_DATA to the folder that holds acme"
    ):
        find_files("acme/o.csv")
    with pytest.raises(DataError, match="empty: this folder holds no Parquet files"):
        find_files("empty")
    with pytest.raises(DataError, match=r"Python package nosuch_py is not installed"):
        find_files("package:nosuch_py/o.csv")
