"""Where things are: the project's root, a client's params file, the folders that hold data."""

from __future__ import annotations

import difflib
import os
import re
from pathlib import Path
from typing import Any

from segtools.words.plain_error import PlainError


class ParamsError(PlainError):
    """A params file or setting is wrong. `faults` holds one line per fault."""

    def __init__(self, faults: list[str]):
        self.faults = faults
        super().__init__("\n".join(faults))


def nearest(word: str, known: Any) -> str:
    """The end of a message that suggests the known word nearest to a mistyped one."""
    match = difflib.get_close_matches(word, list(known), n=1, cutoff=0.5)
    return f"; did you mean {match[0]}?" if match else f"; known are {', '.join(sorted(known))}"


# --- where things are ---------------------------------------------------------------------------------


def project_root() -> Path:
    """The folder that holds params/ and notebooks/: this one or one above it. ParamsError if there is none."""
    here = Path.cwd()
    for folder in (here, *here.parents):
        if (folder / "params").is_dir() and (folder / "notebooks" / "01_collect.ipynb").is_file():
            return folder
    raise ParamsError(
        [f"{here}: not inside a segtools project (no params/ and notebooks/ here); change to the project's folder"]
    )


def params_path(client: str) -> Path:
    """The client's params file, whether it exists or not; ParamsError if the name is not allowed."""
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", client):
        raise ParamsError([f"client {client!r}: use letters, digits, - and _ only, as in params/acme.yaml"])
    return project_root() / "params" / f"{client}.yaml"


def all_clients() -> list[str]:
    """Every client with a params file, in alphabetical order."""
    return sorted(path.stem for path in (project_root() / "params").glob("*.yaml"))


def data_folders() -> list[Path]:
    """Folders in which the paths of sources are looked for, in this order."""
    named = os.environ.get("SEGTOOLS_DATA")
    return [*([Path(named)] if named else []), project_root() / "data"]
