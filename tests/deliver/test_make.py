"""make.py: all deliverables or none."""

import pytest
from deliver.small_study import write_study
from support import ROOT

from segtools.deliver import make
from segtools.params import load_params
from segtools.tables import DataError


def test_every_file_is_made_with_the_sections_it_promises(outputs, monkeypatch):
    monkeypatch.chdir(ROOT)
    study = write_study(outputs)
    sections = make.deliver(study)
    assert set(sections) == set(make.FILES)
    for name, own in sections.items():
        assert (study.folder / name).stat().st_size > 0 and own
    assert sections["cards.pdf"] == ["segment 1", "segment 2", "segment 3"]


def test_a_section_that_is_not_there_fails_by_name(outputs, monkeypatch):
    monkeypatch.chdir(ROOT)
    study = write_study(outputs)
    before = sorted(study.folder.iterdir())
    files = {"deck.pptx": (lambda views: ["answer", "plan"], lambda views, path: ["answer"])}
    monkeypatch.setattr(make, "FILES", files)
    with pytest.raises(make.MissingSectionError, match=r"deck\.pptx lacks its section plan"):
        make.deliver(study)
    assert sorted(study.folder.iterdir()) == before  # and nothing is left behind


def test_a_table_that_is_not_there_is_named_with_its_notebook(outputs, monkeypatch):
    monkeypatch.chdir(ROOT)
    study = write_study(outputs)
    (study.folder / "tables" / "targets.parquet").unlink()
    with pytest.raises(DataError, match="table targets is not there yet; run notebook 05_target first"):
        make.deliver(study)


def test_a_logo_that_is_not_there_is_said_before_anything_runs(project):
    text = (project / "params" / "demo.yaml").read_text("utf-8")
    (project / "params" / "demo.yaml").write_text(text + "deliver: {logo: demo/nothing.png}\n", "utf-8")
    with pytest.raises(DataError, match=r"nothing\.png"):
        make.check_look(load_params("demo"))
