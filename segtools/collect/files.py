"""Where a client's files are and of which kind they are; the file endings that can be read."""

from __future__ import annotations

import gzip
import io
import re
import zipfile
from importlib import resources
from pathlib import Path
from typing import IO, TextIO

from segtools.params import data_folders
from segtools.tables import DataError

KINDS: dict[str, tuple[str, ...]] = {  # kind of file: its endings; .gz may follow that of text
    "csv": ("csv", "tsv", "txt"),
    "json": ("jsonl", "ndjson", "json"),
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
            return [_unpacked(whole, path)]
        if whole.is_dir():
            return _parts(whole, path)
        if re.search(r"[*?\[]", inside) and not Path(inside).is_absolute():
            found = sorted(file for file in folder.glob(inside) if file.is_file())
            if found:
                return [_unpacked(file, before + file.relative_to(folder).as_posix()) for file in found]
    looked = " or ".join(str(folder) for folder, _ in candidates)
    remedy = f"put it there, or set SEGTOOLS_DATA to the folder that holds {Path(path).parts[0]}"
    raise DataError(f"{path}: no such file in {looked}; {remedy}")


def _unpacked(file: Path, shown: str) -> tuple[Path, str]:
    """A file and the name to show; that of the one table inside, if it is a zip archive."""
    return (file, f"{shown}/{packed_table(file, shown)}") if is_zip(file) else (file, shown)


def is_zip(file: Path) -> bool:
    """Whether a file is called a zip archive."""
    return file.name.lower().endswith(".zip")


def packed_table(file: Path, shown: str) -> str:
    """The name of the one text file in a zip archive; DataError if there are several, or none that can be read."""
    try:
        with zipfile.ZipFile(file) as archive:
            inside = [part for part in archive.infolist() if not part.is_dir()]
    except (zipfile.BadZipFile, OSError) as error:
        raise DataError(f"{shown}: not a complete zip archive ({error}); copy it again") from None
    inside = [part for part in inside if not re.search(r"(^|/)(__MACOSX/|\.[^/]*$)", part.filename)]
    if len(inside) != 1:
        names = ", ".join(part.filename for part in inside[:5]) or "none"
        raise DataError(f"{shown}: the archive should hold one file; it holds {names}; unpack it and name the file")
    name = inside[0].filename
    if _ending(name) not in (*KINDS["csv"], *KINDS["json"]) or name.lower().endswith(".gz"):
        raise DataError(f"{shown}: only CSV and JSON are read from an archive, and it holds {name}; unpack it")
    if inside[0].flag_bits & 1:
        raise DataError(f"{shown}: the archive has a password; unpack it")
    return name


def open_bytes(file: Path) -> IO[bytes]:
    """A file's bytes, unpacked where it ends in .gz or is a zip archive with one file."""
    if is_zip(file):
        return zipfile.ZipFile(file).open(packed_table(file, file.name))
    return gzip.open(file, "rb") if file.name.lower().endswith(".gz") else file.open("rb")  # type: ignore[return-value]


def open_text(file: Path, encoding: str, errors: str = "strict") -> TextIO:
    """A file's text, unpacked as its bytes are, with its line ends as they are."""
    return io.TextIOWrapper(open_bytes(file), encoding=encoding, errors=errors, newline="")


def _parts(folder: Path, path: str) -> list[tuple[Path, str]]:
    """The Parquet files of a folder, which are read as one table."""
    found = sorted(folder.glob("*.parquet"))
    if not found:
        raise DataError(f"{path}: this folder holds no Parquet files; name a file, or a pattern such as {path}/*.csv")
    return [(file, f"{path.rstrip('/')}/{file.name}") for file in found]
