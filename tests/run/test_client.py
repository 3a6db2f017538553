"""run/client.py: one client's run, published whole or not at all."""

import json

import nbformat
import pytest
from run.small_books import write_book

from segtools.run import client as client_
from segtools.run.kernels import StageError
from segtools.run.ledger import Outcome
from segtools.tables import findings_table
from segtools.tables.store import save_json, save_table
from segtools.words import Finding, Style

FAILING = "from segtools.tables import DataError\nraise DataError('orders.csv: no rows; export it again')"


def no_progress(*_):
    """For runs of which nobody wants to see how far they are."""


@pytest.mark.parametrize(
    ("source", "cause", "data_fault"),
    [
        ("import sys; sys.exit(0)", "never ran", False),
        ("1 / 0", "ZeroDivisionError: division by zero", False),
        ("pass", "did not save table customers; restore the cell that saves it", False),
        (FAILING, "orders.csv: no rows; export it again", True),
    ],
    ids=["ends", "error", "no table", "data"],
)
def test_a_stage_is_held_to_what_it_promised_whatever_its_kernel_says(project, source, cause, data_fault):
    write_book(project / "notebooks" / "01_collect.ipynb", source, "2")
    outcome = client_.run_client("demo", {}, no_progress)
    assert (outcome.status, outcome.failed_stage, outcome.data_fault) == ("failed", "01_collect", data_fault)
    assert cause in outcome.cause


def test_a_failed_run_leaves_the_last_good_outputs_and_its_notebook_beside_them(project):
    good = project / "outputs" / "demo"
    good.mkdir(parents=True)
    (good / "run.json").write_text('{"status": "done"}', "utf-8")
    (good / "scorecard.json").write_text('{"verdict": "natural"}', "utf-8")
    write_book(project / "notebooks" / "01_collect.ipynb", FAILING)
    told = []
    outcome = client_.run_client("demo", {"seed": 3}, lambda *line: told.append(line[:3]))
    assert told == [("demo", "01_collect", "failed")]
    assert json.loads((good / "run.json").read_text("utf-8")) == {"status": "done"}
    assert (good / "scorecard.json").is_file()
    record = json.loads((good / "failed" / "run.json").read_text("utf-8"))
    assert record["cause"] == "orders.csv: no rows; export it again" and record["settings"] == {"seed": 3}
    assert record["run"] == outcome.run and len(outcome.run) == 12
    book = nbformat.read(good / "failed" / "01_collect.ipynb", 4)
    assert any(out.output_type == "error" for cell in book.cells if cell.cell_type == "code" for out in cell.outputs)
    assert not list((project / "outputs" / ".staging").glob("*"))


def test_the_kernels_know_the_run_and_the_last_scorecard(project):
    (project / "outputs" / "demo").mkdir(parents=True)
    (project / "outputs" / "demo" / "scorecard.json").write_text('{"verdict": "natural"}', "utf-8")
    look = "import os\nfrom pathlib import Path\nfolder = Path(os.environ['SEGTOOLS_OUTPUTS'], client)"
    raised = "raise ValueError(os.environ['SEGTOOLS_RUN'] + str(sorted(path.name for path in folder.iterdir())))"
    write_book(project / "notebooks" / "01_collect.ipynb", look, raised)
    outcome = client_.run_client("demo", {}, no_progress)
    assert outcome.cause == f"ValueError: {outcome.run}['01_collect.ipynb', 'scorecard.json']; see the notebook"


def test_what_a_run_repeats_at_its_end_are_cautions_and_stops_by_their_kind(outputs):
    found = [
        Finding("kind-note", "finding", {"text": "Caution: a text that only looks like one"}),
        Finding("kind-note", "caution", {"text": "The smallest segment may not come back."}),
        Finding("kind-note", "stop", {"text": "No segment is a target."}),
    ]
    save_table("acme", "findings", findings_table("03_segment", found, Style()))
    save_json("acme", "scorecard", {"verdict": "none", "because": "There are no segments."})
    outcome = Outcome("acme")
    client_.read_answer(outputs / "acme", outcome)
    assert (outcome.verdict, outcome.because) == ("none", "There are no segments.")
    assert outcome.cautions[0] == "Caution: The smallest segment may not come back."
    assert outcome.cautions[1].endswith("No segment is a target.") and len(outcome.cautions) == 2


def test_deliverables_are_made_of_a_finished_run_only(project):
    with pytest.raises(client_.NoRunError, match=r"no finished run in .*; run segtools run demo first"):
        client_.deliver_client("demo", {})
    (project / "outputs" / "demo").mkdir(parents=True)
    (project / "outputs" / "demo" / "run.json").write_text('{"status": "failed"}', "utf-8")
    with pytest.raises(client_.NoRunError):
        client_.deliver_client("demo", {})


def test_a_run_whose_table_is_gone_is_not_delivered(project):
    (project / "outputs" / "demo").mkdir(parents=True)
    (project / "outputs" / "demo" / "run.json").write_text('{"status": "done"}', "utf-8")
    with pytest.raises(StageError, match="is not there yet; run notebook 0") as caught:
        client_.deliver_client("demo", {})
    assert caught.value.data


def test_a_logo_that_is_not_there_is_told_before_anything_is_run(project):
    params = project / "params" / "demo.yaml"
    params.write_text(params.read_text("utf-8") + "deliver: {logo: acme/logo.png}\n", "utf-8")
    told = []
    outcome = client_.run_client("demo", {}, lambda *line: told.append(line))
    assert outcome.data_fault and "acme/logo.png" in outcome.cause and told == []
