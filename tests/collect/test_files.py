"""files.py: which files are read, and where they are."""

import zipfile

import pytest
from collect.small_clients import read

from segtools.collect.files import KINDS, find_files, is_csv, kind_of_file
from segtools.collect.guess_dialect import dialect
from segtools.tables import DataError


def test_the_kinds_of_file_and_their_endings():
    assert KINDS == {
        "csv": ("csv", "tsv", "txt"),
        "json": ("jsonl", "ndjson", "json"),
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


def archive(path, **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name.replace("__", ".", 1) if not name.startswith("_") else f"_{name}/x.csv", text)
    return path


def test_the_one_table_in_a_zip_archive_is_read_and_named(project, tmp_path):
    rows = "id;no\n" + "".join(f"{n:03d};{n}\n" for n in range(9))
    file = archive(tmp_path / "data" / "t.zip", orders__csv=rows, _MACOSX="x")
    assert find_files("t.zip") == [(file, "t.zip/orders.csv")] and kind_of_file("t.zip/orders.csv") == "csv"
    assert list(dialect(file, "t.zip/orders.csv")) == ["delimiter"]
    found = read("t.zip", delimiter=";")
    assert found.id.tolist() == [f"{n:03d}" for n in range(9)] and set(found._file) == {"t.zip/orders.csv"}
    archive(tmp_path / "data" / "j.zip", a__jsonl='{"id": "007"}\n')
    assert read("j.zip").id.tolist() == ["007"]


def test_an_archive_of_several_files_or_of_another_kind_or_damaged_is_refused(project, tmp_path):
    data = tmp_path / "data"
    archive(data / "two.zip", a__csv="x", b__csv="x")
    archive(data / "book.zip", a__xlsx="x")
    archive(data / "none.zip")
    whole = archive(data / "t.zip", a__csv="id,no\n" + "1,2\n" * 9).read_bytes()
    (data / "cut.zip").write_bytes(whole[: len(whole) // 2])
    (data / "bad.zip").write_bytes(whole.replace(whole[36:50], b"\xff" * 14))
    for name, why in {
        "two": "should hold one file; it holds a.csv, b.csv; unpack it",
        "book": "only CSV and JSON are read from an archive, and it holds a.xlsx",
        "none": "it holds none",
        "cut": "not a complete zip archive",
        "bad": "cannot be read to the end|not a complete zip archive",
    }.items():
        with pytest.raises(DataError, match=rf"{name}\.zip.*: .*({why})"):
            read(f"{name}.zip")
