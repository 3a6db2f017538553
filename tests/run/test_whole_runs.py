"""Whole runs: what they leave, what they promise, and what happens when they fail."""

import hashlib
import json
from html.parser import HTMLParser
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from sklearn.metrics import adjusted_rand_score
from support import ROOT
from whole_runs import wait_for

from segtools.stages import STAGES
from segtools.tables import SCHEMAS, check_table
from segtools.words import labelled

STEPS = [*(stage.name for stage in STAGES), "deliver"]


def record(runs, client):
    return json.loads((runs["outputs"] / client / "run.json").read_text("utf-8"))


def table(runs, client, name):
    return pd.read_parquet(runs["outputs"] / client / "tables" / f"{name}.parquet")


def digests(folder):
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# --- what a run leaves --------------------------------------------------------------------------------


@pytest.mark.parametrize("client", ["demo", "complete_journey"])
def test_a_run_leaves_every_notebook_table_and_record(runs, client):
    made = record(runs, client)
    assert made["client"] == client and made["status"] == "done"
    assert [entry["stage"] for entry in made["stages"]] == STEPS
    assert all(entry["status"] == "done" and entry["seconds"] > 0 for entry in made["stages"])
    assert made["verdict"] in {"natural", "reproducible", "constructive", "none"}
    for stage in STAGES:
        book = nbformat.read(runs["outputs"] / client / f"{stage.name}.ipynb", 4)
        assert all(cell.execution_count for cell in book.cells if cell.cell_type == "code")
        for name in stage.tables:
            check_table(name, table(runs, client, name))
    files = digests(runs["outputs"] / client)
    files.pop("run.json")
    assert made["outputs"] == files
    assert all(len(digest) == 64 for digest in made["inputs"].values())


@pytest.mark.parametrize("client", ["demo", "complete_journey"])
def test_a_run_has_one_id_which_its_record_and_its_tables_bear(runs, client):
    stamps = json.loads((runs["outputs"] / client / "tables" / "stamps.json").read_text("utf-8"))
    assert {stamp["run"] for stamp in stamps.values()} == {record(runs, client)["run"]}
    assert record(runs, client)["template"] == ""  # this project is no git checkout


@pytest.mark.parametrize("client", ["demo", "complete_journey"])
def test_a_run_repeats_every_caution_with_the_word_of_its_kind(runs, client):
    findings = table(runs, client, "findings")
    warnings = findings[findings.kind.isin(["caution", "stop"])]
    cautions = record(runs, client)["cautions"]
    assert cautions == [labelled(row.kind, row.text) for row in warnings.itertuples()]
    said = runs["real" if client == "complete_journey" else "demo_and_broken"].stdout.splitlines()
    assert all(f"{client}: {caution}" in said for caution in cautions)


@pytest.mark.parametrize("client", ["demo", "complete_journey"])
def test_segments_hold_everybody_of_the_base_once(runs, client):
    customers, segments = table(runs, client, "customers"), table(runs, client, "segments")
    assert list(segments) == ["customer_id", "segment_id", "segment_name", "confidence"]
    assert set(segments.customer_id) == set(customers.customer_id[customers.frequency > 0])
    k = segments.segment_id.max()
    assert sorted(segments.segment_id.unique()) == list(range(1, k + 1))
    assert segments.groupby("segment_id").segment_name.nunique().eq(1).all() and segments.segment_name.nunique() == k
    assert segments.confidence.between(1 / k, 1).all()
    value = customers.set_index("customer_id").monetary_value.reindex(segments.customer_id).to_numpy()
    assert pd.Series(value).groupby(segments.segment_id.to_numpy()).mean().is_monotonic_decreasing


@pytest.mark.parametrize("client", ["demo", "complete_journey"])
def test_every_row_and_every_cent_is_accounted_for(runs, client):
    quality, reasons = table(runs, client, "quality"), table(runs, client, "reasons")
    assert (quality.rows_read == quality.rows_accepted + quality.rows_quarantined).all()
    money = quality.dropna(subset="amount_read")
    assert (money.amount_read - money.amount_accepted - money.amount_quarantined).abs().max() < 0.005
    aside = reasons.groupby("source").rows.sum()
    for row in quality.itertuples():
        path = runs["outputs"] / client / "quarantine" / f"{row.source}.csv"
        kept = pd.read_csv(path, dtype=str, keep_default_na=False) if path.is_file() else pd.DataFrame()
        assert len(kept) == row.rows_quarantined == aside.get(row.source, 0)
        if len(kept):
            assert list(kept)[:3] == ["file", "line", "reason"]


def test_the_grocer_is_read_whole(runs):
    """84.51°'s Complete Journey: 1,469,307 lines and $4,596,039.58 of 2,469 households."""
    row = table(runs, "complete_journey", "quality").set_index("source").loc["transactions"]
    assert row.rows_read == 1_469_307 and round(row.amount_read, 2) == 4_596_039.58
    assert len(table(runs, "complete_journey", "customers")) == 2_469


def test_demo_finds_what_was_planted(runs):
    truth = pd.read_csv(ROOT / "data" / "demo" / "truth.csv", dtype=str)
    found = table(runs, "demo", "segments").merge(truth, on="customer_id", validate="one_to_one")
    assert len(found) == len(truth) == 2000
    choice = table(runs, "demo", "choice")
    assert choice.n_segments[choice.chosen].item() == truth.planted_segment.nunique() == 5
    assert adjusted_rand_score(found.planted_segment, found.segment_id) >= 0.9
    assert record(runs, "demo")["verdict"] == "natural"


def test_demo_sees_the_planted_shift_and_the_planted_effect(runs):
    truth = pd.read_csv(ROOT / "data" / "demo" / "truth.csv", dtype=str)
    found = table(runs, "demo", "segments").merge(truth, on="customer_id")
    named = found.groupby("planted_segment").segment_name.agg(lambda names: names.mode()[0])
    moves = table(runs, "demo", "migration").set_index(["earlier_name", "segment_name"]).customers
    shifted = pd.read_csv(ROOT / "data" / "demo" / "truth_shift.csv")
    seen = moves[(named["regulars"], named["drifting_away"])]
    assert 0.75 * len(shifted) <= seen <= len(shifted)
    results = table(runs, "demo", "campaign_results").set_index("segment_name")
    effect = pd.read_csv(ROOT / "data" / "demo" / "truth_campaign.csv").set_index("planted_segment").response_uplift
    for planted, uplift in effect.items():
        row = results.loc[named[planted]]
        assert row.effect_low <= uplift <= row.effect_high


def test_the_plan_is_different_for_each_segment_and_its_targets_are_named(runs):
    for client in ("demo", "complete_journey"):
        plan, targets = table(runs, client, "plan"), table(runs, client, "targets")
        assert plan.play.nunique() == len(plan)
        assert (targets.role == "target").sum() == 2
        assert sorted(targets["rank"]) == list(range(1, len(targets) + 1))


# --- the same again -----------------------------------------------------------------------------------


def test_plain_papermill_on_shuffled_rows_gives_the_same_bytes(runs):
    (plain,) = wait_for("papermill")
    assert plain.returncode == 0, (plain.stdout + plain.stderr)[-2000:]
    both = runs["outputs"] / "demo", runs["folder"] / "plain" / "demo"
    folders = [folder / "tables" for folder in both]
    one, two = ({name: d for name, d in digests(folder).items() if name.endswith(".parquet")} for folder in folders)
    assert set(one) == set(two) and len(one) >= 25
    stamps = [json.loads((folder / "stamps.json").read_text("utf-8")) for folder in folders]
    ours, theirs = ({name: {**stamp, "run": ""} for name, stamp in part.items()} for part in stamps)
    assert ours == theirs
    assert {name for name in one if one[name] != two[name]} == set()
    assert {name.removesuffix(".parquet") for name in one} <= set(SCHEMAS)
    cards = [(folder / "scorecard.json").read_bytes() for folder in both]
    assert cards[0] == cards[1]


# --- the report ---------------------------------------------------------------------------------------


class Page(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.tags, self.ids, self.words = [], set(), []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.ids.add(dict(attrs).get("id"))

    def handle_data(self, data):
        self.words.append(data)


@pytest.mark.parametrize("client", ["demo", "complete_journey"])
def test_the_report_stands_alone_and_holds_every_section(runs, client):
    text = (runs["outputs"] / client / "report.html").read_text("utf-8")
    page = Page(text)
    assert {"answer", "segments", "targets", "plan", "change", "evidence", "quality", "notebooks"} <= page.ids
    words = " ".join(" ".join(page.words).split())
    assert record(runs, client)["because"] in words
    for name in table(runs, client, "cards").segment_name:
        assert name in words
    images = [attrs for tag, attrs in page.tags if tag == "img"]
    assert len(images) >= 20
    assert all(image["src"].startswith("data:image/") and image["alt"] for image in images)
    assert not [
        tag
        for tag, attrs in page.tags
        if tag in ("script", "link", "iframe") or attrs.get("src", "data:")[:5] != "data:"
    ]
    assert "http://" not in text and "https://" not in text and "@import" not in text
    for finding in table(runs, client, "findings").query("stage == '05_target' and kind != 'note'").text:
        assert finding in words


# --- failing ------------------------------------------------------------------------------------------


def test_a_client_that_fails_leaves_the_others_and_says_where_why_and_how(runs):
    done = runs["demo_and_broken"]
    assert done.returncode == 1
    last = done.stderr.strip().splitlines()[-2:]
    assert last[0].startswith("broken: failed in 01_collect: broken/orders.parquet: not a complete Parquet file")
    assert last[0].endswith("export or copy it again") and "failed" in last[1]
    folder = runs["outputs"] / "broken"
    assert record(runs, "broken")["status"] == "failed"
    book = nbformat.read(folder / "failed" / "01_collect.ipynb", 4)
    assert any(
        output.output_type == "error" for cell in book.cells if cell.cell_type == "code" for output in cell.outputs
    )
    assert not (folder / "tables").exists() and not (folder / "report.html").exists()


def test_progress_is_plain_lines_where_nobody_watches(runs):
    said = runs["real"].stdout.splitlines()
    assert runs["real"].returncode == 0
    assert [line.split()[:3] for line in said[:7]] == [["complete_journey", stage, "done"] for stage in STEPS]
    assert said[-1].endswith("complete_journey/report.html") and Path(said[-1].rpartition(" is ")[2]).is_file()
