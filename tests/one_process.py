"""Run a client's notebooks, cell by cell in one process, and make its deliverables: `one_process.py CLIENT SETTINGS`,
the settings as JSON.

The result is that of `segtools run` (another test holds both together) without a kernel a notebook.
"""

import json
import sys

import matplotlib
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

from segtools.params import project_root
from segtools.stages import STAGES
from segtools.tables import open_study


def run_cells(client: str, settings: dict) -> None:
    """Execute every code cell of every notebook, the cell tagged parameters replaced."""
    shell = InteractiveShell.instance()
    for stage in STAGES:
        shell.reset(new_session=False)
        book = json.loads((project_root() / "notebooks" / f"{stage.name}.ipynb").read_text("utf-8"))
        for cell in book["cells"]:
            if cell["cell_type"] != "code":
                continue
            source = "".join(cell["source"])
            if "parameters" in cell["metadata"].get("tags", []):
                source = f"client = {client!r}\nsettings = {settings!r}"
            with capture_output():
                result = shell.run_cell(source)
            result.raise_error()
        matplotlib.pyplot.close("all")


if __name__ == "__main__":
    matplotlib.use("agg")
    asked, given = sys.argv[1], json.loads(sys.argv[2])
    run_cells(asked, given)
    from segtools.deliver.make import deliver

    print(json.dumps(deliver(open_study(asked, given))))
