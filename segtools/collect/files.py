"""Where a client's files are, and which kinds are read."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from segtools.params import data_folders
from segtools.tables import DataError

# --- where things are ---------------------------------------------------------------------------------


def find_files(path: str) -> list[tuple[Path, str]]:
    """The files that a source's path names, each with the name to show; DataError where there is none."""
    if path.startswith("package:"):
        package, _, inside = path.removeprefix("package:").partition("/")
        try:
            candidates = [(Path(str(resources.files(package))), inside)]
        except ModuleNotFoundError:
            raise DataError(f"{path}: Python package {package} is not installed; pip install it") from None
        before = f"package:{package}/"
    else:
        candidates, before = [(folder, path) for folder in data_folders()], ""
    for folder, inside in candidates:
        whole = folder / inside
        if whole.is_file():
            return [(whole, path)]
        if whole.is_dir():
            found = sorted(whole.glob("*.parquet"))
            if not found:
                raise DataError(
                    f"{path}: a folder without Parquet files; name a file, or a pattern such as {path}/*.csv"
                )
            return [(file, f"{path.rstrip('/')}/{file.name}") for file in found]
        if re.search(r"[*?\[]", inside) and not Path(inside).is_absolute():
            found = sorted(file for file in folder.glob(inside) if file.is_file())
            if found:
                return [(file, before + file.relative_to(folder).as_posix()) for file in found]
    looked = " or ".join(str(folder) for folder, _ in candidates)
    raise DataError(
        f"{path}: no such file in {looked}; put it there, or set SEGTOOLS_DATA to the folder that holds {Path(path).parts[0]}"
    )


def kind_of_file(shown: str) -> str:
    """csv, parquet or excel, by the file's ending; DataError for any other."""
    ending = shown.lower().removesuffix(".gz").rpartition(".")[2]
    if ending in ("csv", "tsv", "txt"):
        return "csv"
    if ending in ("parquet", "pq"):
        return "parquet"
    if ending in ("xlsx", "xlsm"):
        return "excel"
    raise DataError(f"{shown}: .{ending} is not read here; save it as CSV, Excel (.xlsx) or Parquet")
