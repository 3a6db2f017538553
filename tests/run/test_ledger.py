"""run/ledger.py: run.json tells what was run, on what, with what, and what came of it."""

import hashlib
import json
import subprocess
import time
from datetime import UTC, datetime

import pytest

from segtools.params import load_params
from segtools.run.ledger import Outcome, bug, scrub, template_commit, write_record

SMALL = "sources:\n  customers: {path: people.csv}\n"


def digest(text):
    return hashlib.sha256(text.encode()).hexdigest()


@pytest.fixture
def acme(project, tmp_path):
    (project / "params" / "acme.yaml").write_text(SMALL, "utf-8")
    (tmp_path / "data" / "people.csv").write_text("customer_id,age\n1,40\n", "utf-8")
    return project


def test_a_record_names_every_input_and_output_by_its_hash(acme, tmp_path):
    folder = tmp_path / "staged"
    (folder / "tables").mkdir(parents=True)
    (folder / "tables" / "a.parquet").write_text("a")
    (folder / "report.html").write_text("page")
    outcome = Outcome("acme", run="abc", status="done", verdict="none", deliverables={"report.html": ["answer"]})
    write_record(
        outcome, load_params("acme"), {"seed": 2}, datetime(2026, 6, 30, tzinfo=UTC), time.perf_counter(), folder
    )
    record = json.loads((folder / "run.json").read_text("utf-8"))
    assert (record["client"], record["run"], record["status"], record["settings"]) == (
        "acme",
        "abc",
        "done",
        {"seed": 2},
    )
    assert record["started"] == "2026-06-30T00:00:00+00:00"
    assert record["params"] == digest(SMALL)
    assert record["inputs"] == {"people.csv": digest("customer_id,age\n1,40\n")}
    assert record["outputs"] == {"report.html": digest("page"), "tables/a.parquet": digest("a")}
    assert record["deliverables"] == {"report.html": {"sha256": digest("page"), "sections": ["answer"]}}
    assert "data_fault" not in record and record["versions"]["segtools"]


def test_a_file_that_is_gone_is_recorded_as_such(acme, tmp_path):
    (tmp_path / "data" / "people.csv").unlink()
    (tmp_path / "staged").mkdir()
    write_record(Outcome("acme"), load_params("acme"), {}, datetime.now(UTC), time.perf_counter(), tmp_path / "staged")
    record = json.loads((tmp_path / "staged" / "run.json").read_text("utf-8"))
    assert record["inputs"] == {"people.csv": "not found"} and record["template"] == ""


def test_the_template_is_named_by_its_commit_and_whether_files_differ_from_it(tmp_path):
    def git(*arguments):
        who = ["-c", "user.name=A", "-c", "user.email=a@example.org"]
        return subprocess.run(
            ["git", *who, *arguments], cwd=tmp_path, check=True, capture_output=True, text=True
        ).stdout

    assert template_commit(tmp_path) == ""
    git("init", "-q")
    assert template_commit(tmp_path) == ""  # nothing committed yet
    (tmp_path / "file").write_text("one")
    git("add", "file"), git("commit", "-q", "-m", "one"), git("tag", "v1")
    commit = git("rev-parse", "HEAD").strip()
    assert template_commit(tmp_path) == commit
    (tmp_path / "file").write_text("two")
    assert template_commit(tmp_path) == f"{commit}-dirty"
    (tmp_path / "inside").mkdir()
    assert template_commit(tmp_path / "inside") == ""  # the commit of whatever lies around it says nothing


def test_without_git_there_is_no_commit_and_no_error(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    assert template_commit(tmp_path) == ""
    monkeypatch.setenv("PATH", "")
    assert template_commit(tmp_path) == ""


def test_a_secret_is_taken_out_of_every_text(project, tmp_path, monkeypatch):
    database = "sources:\n  customers: {database: 'postgres://me:${ACME_DB}@host/sales', table: people}\n"
    (project / "params" / "acme.yaml").write_text(database, "utf-8")
    monkeypatch.setenv("ACME_DB", "hush-hush")
    folder = tmp_path / "staged"
    (folder / ".scratch-1").mkdir(parents=True)
    (folder / "book.ipynb").write_text("could not connect as me:hush-hush@host")
    scrub(folder, load_params("acme"))
    assert (folder / "book.ipynb").read_text() == "could not connect as me:***@host"
    assert not (folder / ".scratch-1").exists()


def test_a_bug_is_called_one_in_one_line():
    assert bug(KeyError("a\nb")) == r"KeyError: 'a\nb'; this is a bug in segtools, please report it"
    assert bug(ValueError("a\nb")) == "ValueError: a b; this is a bug in segtools, please report it"
