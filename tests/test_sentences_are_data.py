"""Every sentence of the catalogue rewritten to nonsense: nothing but the sentences changes."""

import json
import re
import shutil
import subprocess
import sys

import pandas as pd
import pytest
from fluent.syntax import parse, serialize
from fluent.syntax.ast import Message, Pattern, Resource, TextElement
from support import ROOT, WHOLE, environment, make_project


def nonsense(text):
    """The catalogue with each sentence replaced by a word made of its code, which says nothing and names no figure; the
    words that stand before a sentence by its kind are left out, and it is left."""
    entries = [entry for entry in parse(text).body if isinstance(entry, Message)]
    labels = [entry for entry in entries if entry.id.name.startswith("kind-")]
    for entry in labels:
        entry.value = parse("kind = { $text }").body[0].value
    for entry in entries:
        if entry in labels:
            continue
        entry.value = Pattern([TextElement(word_of(entry.id.name))])
    return serialize(Resource(entries))


def word_of(code):
    return "Blarg" + "".join(part.capitalize() for part in code.split("-"))


@pytest.fixture(scope="module")
def told(runs, tmp_path_factory):
    """demo once more, by the same code with a catalogue of nonsense; beside it the run with the real one."""
    folder = tmp_path_factory.mktemp("nonsense")
    shutil.copytree(ROOT / "segtools", folder / "package" / "segtools")
    catalogue = folder / "package" / "segtools" / "words" / "en.ftl"
    catalogue.write_text(nonsense(catalogue.read_text("utf-8")), "utf-8")
    project = make_project(folder / "project")
    more = {"PYTHONPATH": str(folder / "package"), "SEGTOOLS_OUTPUTS": str(folder / "outputs")}
    more["SEGTOOLS_DATA"] = str(runs["data"])
    command = [sys.executable, ROOT / "tests" / "one_process.py", "demo", json.dumps(WHOLE["demo"])]
    run = subprocess.run(command, cwd=project, env=environment(**more), capture_output=True, text=True)
    assert run.returncode == 0, run.stderr[-2000:]
    return json.loads(run.stdout.splitlines()[-1]), folder / "outputs" / "demo", runs["outputs"] / "demo"


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
