"""One notebook in a kernel of its own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from segtools.params import Params, project_root
from segtools.run.publish import outputs_root
from segtools.stages import STAGES

_OURS = {"DataError", "ParamsError"}


class StageError(RuntimeError):
    """A stage did not finish. The message is one line: what, where, how to mend it."""

    def __init__(self, message: str, data: bool = False):
        super().__init__(message)
        self.data = data


def run_stage(stage: str, params: Params, settings: Mapping[str, Any]) -> None:
    """Execute one notebook in a kernel of its own and hold it to what it promised."""
    import papermill
    from nbclient.exceptions import DeadKernelError
    from papermill.exceptions import PapermillExecutionError
    from traitlets.config import Config

    folder = outputs_root() / params.client
    executed = folder / f"{stage}.ipynb"
    with tempfile.TemporaryDirectory(prefix="seg") as private:
        config = Config()
        config.KernelManager.connection_file = str(Path(private) / "k.json")
        if os.name == "posix":  # sockets in a private folder: no ports to race for
            config.KernelManager.transport = "ipc"
        try:
            notebook = papermill.execute_notebook(
                str(project_root() / "notebooks" / f"{stage}.ipynb"),
                str(executed),
                parameters={"client": params.client, "settings": dict(settings)},
                kernel_name="python3",
                progress_bar=False,
                cwd=str(project_root()),
                config=config,
                extra_arguments=["--IPKernelApp.log_level=CRITICAL"],
            )
        except PapermillExecutionError as error:
            ours = error.ename in _OURS
            why = " ".join(str(error.evalue).split())
            raise StageError(why if ours else f"{error.ename}: {why}; see the notebook", ours) from None
        except DeadKernelError:
            raise StageError("the kernel died, most often for want of memory; close other programs") from None
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "code" and cell.source.strip() and cell.get("execution_count") is None:
            raise StageError(f"cell {number} of {stage}.ipynb never ran; take out what ends the notebook before it")
    absent = [name for name in STAGES[stage] if not (folder / "tables" / f"{name}.parquet").is_file()]
    if absent:
        raise StageError(f"{stage}.ipynb left no table {absent[0]}; put back the cell that saves it")


@contextmanager
def child_environment(**values: str) -> Iterator[None]:
    """Variables that a kernel started here inherits."""
    fixed = {"MPLBACKEND": "module://matplotlib_inline.backend_inline", "PYDEVD_DISABLE_FILE_VALIDATION": "1"}
    before = {name: os.environ.get(name) for name in (*values, *fixed)}
    os.environ.update({**values, **fixed})
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
