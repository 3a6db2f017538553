"""run/publish.py: outputs are replaced whole or not at all."""

import json

from segtools.run import publish


def test_a_swap_cut_short_is_healed_at_the_next_start(tmp_path):
    old = tmp_path / ".staging" / "acme.old"
    old.mkdir(parents=True)
    (old / "run.json").write_text("{}")
    (tmp_path / ".staging" / "acme.999999999").mkdir()
    publish.tidy(tmp_path)
    assert (tmp_path / "acme" / "run.json").is_file()
    assert not list((tmp_path / ".staging").iterdir())


def test_a_failure_beside_good_outputs_keeps_them(tmp_path):
    good, staged = tmp_path / "acme", tmp_path / "staged"
    good.mkdir(), staged.mkdir()
    (good / "run.json").write_text('{"status": "done"}')
    (staged / "run.json").write_text('{"status": "failed"}')
    (staged / "01_collect.ipynb").write_text("{}")
    publish.keep_failure(staged, good)
    assert json.loads((good / "run.json").read_text())["status"] == "done"
    assert json.loads((good / "failed" / "run.json").read_text())["status"] == "failed"


def test_publishing_replaces_every_file(tmp_path):
    staged, target = tmp_path / ".staging" / "acme.1" / "acme", tmp_path / "acme"
    staged.mkdir(parents=True), target.mkdir()
    (target / "old.csv").write_text("old")
    (staged / "new.csv").write_text("new")
    publish.publish(staged, target)
    assert [path.name for path in target.iterdir()] == ["new.csv"]
    assert not (tmp_path / ".staging" / "acme.old").exists()


def test_a_record_is_replaced_and_nothing_is_left_beside_it(tmp_path):
    (tmp_path / "run.json").write_text('{"status": "done"}')
    publish.replace_record(tmp_path / "run.json", {"status": "done", "name": "Zoë"})
    assert json.loads((tmp_path / "run.json").read_text("utf-8"))["name"] == "Zoë"
    assert [path.name for path in tmp_path.iterdir()] == ["run.json"]
