"""Where a client's files are and of which kind they are; the file endings that can be read."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from segtools.params import data_folders
from segtools.tables import DataError

KINDS: dict[str, tuple[str, ...]] = {  # kind of file: its endings; .gz may follow that of a CSV
    "csv": ("csv", "tsv", "txt"),
    "parquet": ("parquet", "pq"),
    "excel": ("xlsx", "xlsm"),
    "stats": ("sav", "zsav", "por", "dta", "sas7bdat", "xpt"),  # SPSS, Stata, SAS
}


def kind_of_file(shown: str) -> str:
    """The kind of a file by its ending, a key of KINDS; DataError for an unknown ending.

    >>> kind_of_file("Orders.TSV.gz"), kind_of_file("b.xlsm"), kind_of_file("parts/1.pq")
    ('csv', 'excel', 'parquet')
    """
    ending = _ending(shown)
    for kind, endings in KINDS.items():
        if ending in endings:
            return kind
    readable = ", ".join(f".{known}" for endings in KINDS.values() for known in endings)
    raise DataError(f"{shown}: a .{ending} file cannot be read; save it as one of {readable}")


def is_csv(path: str) -> bool:
    """Whether a path, or a pattern for several files, names CSV files."""
    return _ending(path) in KINDS["csv"]


def _ending(path: str) -> str:
    return path.lower().removesuffix(".gz").rpartition(".")[2]


def find_files(path: str) -> list[tuple[Path, str]]:
    """The files that a source's path names, each with the name to show; DataError if there is none."""
    if path.startswith("package:"):
        package, _, inside = path.removeprefix("package:").partition("/")
        try:
            candidates = [(Path(str(resources.files(package))), inside)]
        except ModuleNotFoundError:
            raise DataError(f"{path}: Python package {package} is not installed; install it with pip") from None
        before = f"package:{package}/"
    else:
        candidates, before = [(folder, path) for folder in data_folders()], ""
    for folder, inside in candidates:
        whole = folder / inside
        if whole.is_file():
            return [(whole, path)]
        if whole.is_dir():
            return _parts(whole, path)
        if re.search(r"[*?\[]", inside) and not Path(inside).is_absolute():
            found = sorted(file for file in folder.glob(inside) if file.is_file())
            if found:
                return [(file, before + file.relative_to(folder).as_posix()) for file in found]
    looked = " or ".join(str(folder) for folder, _ in candidates)
    remedy = f"put it there, or set SEGTOOLS_DATA to the folder that holds {Path(path).parts[0]}"
    raise DataError(f"{path}: no such file in {looked}; {remedy}")


def _parts(folder: Path, path: str) -> list[tuple[Path, str]]:
    """The Parquet files of a folder, which are read as one table."""
    found = sorted(folder.glob("*.parquet"))
    if not found:
        raise DataError(f"{path}: this folder holds no Parquet files; name a file, or a pattern such as {path}/*.csv")
    return [(file, f"{path.rstrip('/')}/{file.name}") for file in found]
