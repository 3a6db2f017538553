"""words/plain_error.py: a notebook shows the sentence of an error, and the whole of it to who asks."""

import re

import pytest
from IPython.core.interactiveshell import InteractiveShell
from IPython.utils.capture import capture_output

COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(
    ("cell", "sentence"),
    [
        (
            "from segtools.tables import DataError\nraise DataError('a.csv: no such file')",
            "DataError: a.csv: no such file",
        ),
        ("from segtools.params import ParamsError\nraise ParamsError(['x', 'y'])", "ParamsError: x\ny"),
    ],
)
def test_a_notebook_shows_the_sentence_and_the_traceback_to_who_asks_for_it(cell, sentence):
    shell = InteractiveShell()
    with capture_output() as shown:
        result = shell.run_cell(cell)
    assert COLOURS.sub("", shown.stdout).strip() == sentence
    assert type(result.error_in_exec).__name__ == sentence.split(":")[0]
    with capture_output() as whole:
        shell.run_cell("%tb")
    assert "Traceback" in whole.stdout and sentence.split("\n")[0] in COLOURS.sub("", whole.stdout)
