"""Every sentence of the catalogue rewritten to nonsense: nothing but the sentences changes."""

import json
import re

import pandas as pd
import pytest
from nonsense import word_of
from whole_runs import runs_folder, wait_for


@pytest.fixture(scope="module")
def told():
    """demo once more, by the same code with a catalogue of nonsense; beside it the run with the real one."""
    theirs, ours = runs_folder() / "nonsense" / "demo", runs_folder() / "project" / "outputs" / "demo"
    _, run = wait_for("demo_and_broken", "nonsense")
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.splitlines()[-1]), theirs, ours


def cautions(folder):
    found = pd.read_parquet(folder / "tables" / "findings.parquet")
    return found[found.kind.isin(["caution", "stop"])]


def test_no_table_but_findings_changes(told):
    _, folder, real = told
    tables = sorted(path.name for path in (real / "tables").glob("*.parquet"))
    assert tables == sorted(path.name for path in (folder / "tables").glob("*.parquet")) and len(tables) > 30
    same = {name: (folder / "tables" / name).read_bytes() == (real / "tables" / name).read_bytes() for name in tables}
    assert [name for name, equal in same.items() if not equal] == ["findings.parquet"]


def test_findings_change_in_their_sentences_only(told):
    _, folder, real = told
    ours, theirs = (pd.read_parquet(where / "tables" / "findings.parquet") for where in (real, folder))
    assert theirs.text.str.startswith("Blarg").all()
    columns = ["stage", "position", "code", "kind", "segment_id"]
    assert ours[columns].equals(theirs[columns])


def test_each_file_keeps_its_sections_and_its_cautions(told):
    sections, folder, real = told
    record = json.loads((real / "run.json").read_text("utf-8"))["deliverables"]
    assert sections == {name: file["sections"] for name, file in record.items()}
    report, handover = ((folder / name).read_text("utf-8") for name in ("report.html", "handover.md"))
    assert len(cautions(folder)) == len(cautions(real)) > 0
    for code in cautions(folder).code:
        assert re.search(rf"\b{word_of(code)}\b", report) and re.search(rf"\b{word_of(code)}\b", handover), code
