"""run/kernels.py: a notebook in a kernel of its own, held to what it promised."""

import json
import os

import nbformat
import pytest
from run.small_books import write_book

from segtools.params import load_params
from segtools.run.kernels import StageError, child_environment, run_stage
from segtools.stages import Stage

LEAVES_CUSTOMERS = """
import os
from pathlib import Path
tables = Path(os.environ["SEGTOOLS_OUTPUTS"]) / client / "tables"
tables.mkdir(parents=True)
(tables / "customers.parquet").write_text(str(settings))
"""
SENTENCE = "table choice was made from another scorecard; run notebook 03_segment again"


@pytest.fixture
def staged(project, monkeypatch):
    """Run cells as the notebook 01_collect of a project; whoever fails has left its tables in project/staged."""
    monkeypatch.setenv("SEGTOOLS_OUTPUTS", str(project / "staged"))
    (project / "staged" / "demo").mkdir(parents=True)

    def run(*sources, settings=None):
        write_book(project / "notebooks" / "01_collect.ipynb", *sources)
        run_stage(Stage("01_collect", "?", ("customers",)), load_params("demo"), settings or {})

    return run


def test_a_notebook_is_given_its_client_and_settings_and_leaves_its_cells_executed(project, staged):
    staged(LEAVES_CUSTOMERS, settings={"segment.n_segments": 5})
    left = project / "staged" / "demo"
    assert (left / "tables" / "customers.parquet").read_text() == "{'segment.n_segments': 5}"
    book = nbformat.read(left / "01_collect.ipynb", 4)
    assert all(cell.execution_count for cell in book.cells)


@pytest.mark.parametrize(
    ("source", "message", "data"),
    [
        ("import sys; sys.exit(0)", "cell 3 of 01_collect.ipynb never ran; remove what ends the notebook", False),
        ("1 / 0", "ZeroDivisionError: division by zero; see the notebook", False),
        ("pass", "01_collect.ipynb did not save table customers; restore the cell that saves it", False),
        (f"from segtools.tables import DataError\nraise DataError({SENTENCE!r})", SENTENCE, True),
        (
            "from segtools.params import ParamsError\nraise ParamsError(['one: wrong', 'two: wrong'])",
            "one: wrong two",
            True,
        ),
        ("from segtools.params import load_params\nload_params('nobody')", "params/nobody.yaml: no such file", True),
        ("import os\nos.kill(os.getpid(), 9)", "the kernel died, most likely because memory ran out", False),
    ],
    ids=["ends", "error", "no table", "data", "params", "params inside", "dies"],
)
def test_a_stage_that_fails_says_why_in_one_line(staged, source, message, data):
    with pytest.raises(StageError) as caught:
        staged(source, "2")
    assert str(caught.value).startswith(message) and "\n" not in str(caught.value)
    assert caught.value.data is data


def test_a_plain_error_shows_its_sentence_and_no_traceback_in_the_notebook_left_behind(project, staged):
    with pytest.raises(StageError):
        staged(f"from segtools.tables import DataError\nraise DataError({SENTENCE!r})")
    book = nbformat.read(project / "staged" / "demo" / "01_collect.ipynb", 4)
    errors = [output for cell in book.cells if cell.cell_type == "code" for output in cell.outputs]
    (error,) = [output for output in errors if output.output_type == "error"]
    assert (error.ename, error.evalue) == ("DataError", SENTENCE)
    assert error.traceback == [f"DataError: {SENTENCE}"]


def test_a_kernel_inherits_variables_which_are_put_back_afterwards(project, staged, monkeypatch):
    monkeypatch.setenv("SEGTOOLS_RUN", "mine")
    show = "import os\nPath(os.environ['SEGTOOLS_OUTPUTS'], 'seen').write_text(os.environ['SEGTOOLS_RUN'])"
    with child_environment(SEGTOOLS_RUN="abc"):
        staged(LEAVES_CUSTOMERS, show)
    assert (project / "staged" / "seen").read_text() == "abc" and os.environ["SEGTOOLS_RUN"] == "mine"
    assert json.dumps(os.environ.get("PYDEVD_DISABLE_FILE_VALIDATION")) == "null"
