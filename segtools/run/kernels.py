"""Run one notebook in its own kernel."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from segtools.params import Params, project_root
from segtools.run.publish import outputs_root
from segtools.run.warm import KERNEL
from segtools.stages import Stage

_PLAIN = {"DataError", "ParamsError"}  # whose sentence needs no word more


class StageError(RuntimeError):
    """A stage did not finish. The message is one line: what, where, how to fix it."""

    def __init__(self, message: str, data: bool = False):
        super().__init__(message)
        self.data = data


def run_stage(stage: Stage, params: Params, settings: Mapping[str, Any]) -> None:
    """Run one notebook in its own kernel, and check that it saved what it promised.

    Raises
    ------
    StageError : where a cell fails or never ran, the kernel dies, or a table that the stage promises is not there
    """
    import segtools.run.light_jsonschema  # noqa: F401, I001 : before what imports jsonschema
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError

    folder = outputs_root() / params.client
    try:
        notebook = _execute(stage.name, folder / f"{stage.name}.ipynb", params, settings)
    except PapermillExecutionError as error:
        plain = error.ename in _PLAIN
        why = " ".join(str(error.evalue).split())
        raise StageError(why if plain else f"{error.ename}: {why}; see the notebook", plain) from None
    except DeadKernelError:
        raise StageError("the kernel died, most likely because memory ran out; close other programs") from None
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and cell.source.strip() and cell.get("execution_count") is None:
            raise StageError(
                f"cell {number} of {stage.name}.ipynb never ran; remove what ends the notebook before this cell"
            )
    absent = [name for name in stage.tables if not (folder / "tables" / f"{name}.parquet").is_file()]
    if absent:
        raise StageError(f"{stage.name}.ipynb did not save table {absent[0]}; restore the cell that saves it")


def _execute(name: str, executed: Path, params: Params, settings: Mapping[str, Any]) -> Any:
    """Run a notebook of the project with papermill; `executed` is the file for the notebook with outputs."""
    import papermill
    from traitlets.config import Config

    from segtools.run.provisioner import use_warm_kernels

    use_warm_kernels()
    with tempfile.TemporaryDirectory(prefix="seg") as private:
        config = Config()
        config.KernelManager.connection_file = str(Path(private) / "k.json")
        if os.name == "posix":  # sockets in a private folder: no ports to race for
            config.KernelManager.transport = "ipc"
        return papermill.execute_notebook(
            str(project_root() / "notebooks" / f"{name}.ipynb"),
            str(executed),
            parameters={"client": params.client, "settings": dict(settings)},
            kernel_name="python3",
            progress_bar=False,
            cwd=str(project_root()),
            config=config,
            extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
        )


@contextmanager
def child_environment(**values: str) -> Iterator[None]:
    """Environment variables for a kernel started here."""
    before = {name: os.environ.get(name) for name in (*values, *KERNEL)}
    os.environ.update({**values, **KERNEL})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
