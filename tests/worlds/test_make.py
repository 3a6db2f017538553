"""What holds for every world: bytes, the command line, dirt, and the cost of a wrong choice."""

import json
from dataclasses import astuple

import pandas as pd
import pytest
from worlds import make as command
from worlds.world import best, ranked, sizes

WORLDS = {"shop": 150, "gym": 150, "panel": 150, "mailing": 300, "wholesaler": 40, "noise": 150}
EVERY = pytest.mark.parametrize(("world", "people"), WORLDS.items())
STRUCTURED = pytest.mark.parametrize("world", [name for name in WORLDS if name != "noise"])


def told(truth):
    """The truth as text, to be compared."""
    return [part.to_csv() if isinstance(part, pd.DataFrame) else str(part) for part in astuple(truth)]


@EVERY
def test_a_seed_gives_the_same_bytes_and_another_seed_others(world, people, made):
    first, again = (made.__wrapped__(world, customers=people, seed=7) for _ in range(2))
    other = made(world, customers=people, seed=8)
    assert first.files == again.files and told(first.truth) == told(again.truth)
    assert all(first.files[name] != other.files[name] for name in first.files)


@EVERY
def test_the_command_writes_what_the_client_sends_and_the_truth_beside_it(world, people, made, tmp_path):
    command.main([world, str(tmp_path / "client"), "--customers", str(people), "--seed", "7"])
    for name, content in made(world, customers=people, seed=7).files.items():
        assert (tmp_path / "client" / name).read_bytes() == content
    kept = {path.name for path in (tmp_path / "client" / "truth").iterdir()}
    assert kept >= {"segments.csv", "values.csv", "effects.csv", "targets.csv", "totals.json"}
    paths = [
        line.split("path: ")[1]
        for line in (tmp_path / "client" / "params.yaml").read_text("utf-8").splitlines()
        if "path: " in line
    ]
    assert paths and all((tmp_path / path.split(",")[0]).is_file() for path in paths)
    totals = json.loads((tmp_path / "client" / "truth" / "totals.json").read_text("utf-8"))
    assert totals["as_of"] == "2026-06-30" and totals["people"] >= people and totals["dirt"]


@EVERY
def test_dirt_is_none_or_light_or_heavy(world, people, made):
    none, light, heavy = (made(world, customers=people, dirt=dirt) for dirt in ("none", "light", "heavy"))
    rows = [sum(sum(kinds.values()) for kinds in one.truth.totals["dirt"].values()) for one in (none, light, heavy)]
    assert rows[0] == 0 < rows[1] < rows[2]


@EVERY
def test_dirt_changes_neither_people_nor_money(world, people, made):
    totals = [made(world, customers=people, dirt=dirt).truth.totals for dirt in ("none", "light", "heavy")]
    for name in ("people", "orders", "net_money"):
        assert len({total[name] for total in totals}) == 1, name


@STRUCTURED
def test_as_many_segments_are_planted_as_asked(world, made):
    for number in (1, 2, 3):
        truth = made(world, customers=WORLDS[world], segments=number).truth
        assert truth.segments.segment.nunique() == number
        assert set(truth.values.customer_id) == set(truth.segments.customer_id)


@STRUCTURED
def test_the_cost_of_a_wrong_choice_is_what_the_best_would_have_brought(world, made):
    truth = made(world, customers=WORLDS[world]).truth
    targets = truth.targets
    most = max(targets.gain.max(), 0)
    assert targets.gain.is_monotonic_decreasing
    assert (targets.cost_of_wrong + targets.gain).sub(most).abs().max() < 0.02
    assert truth.totals["best"] == best(targets) and (most > 0) == (best(targets) is not None)


def test_where_no_target_brings_money_none_is_best():
    targets = ranked(pd.DataFrame({"segment": ["a", "b", "c"], "gain": [-5.0, -2.0, -9.0]}))
    assert targets.segment.tolist() == ["b", "a", "c"] and targets.cost_of_wrong.tolist() == [2, 5, 9]
    assert best(targets) is None
    assert best(targets.assign(gain=[4.0, 3.0, 0.0])) == "b"


def test_sizes_are_in_proportion_and_add_up():
    assert sizes({"a": 1, "b": 1, "c": 1}, ["a", "b", "c"], 11) == {"a": 4, "b": 4, "c": 3}
    assert sizes({"a": 3, "b": 1}, ["a", "b"], 8) == {"a": 6, "b": 2}
    assert sizes({"a": 3, "b": 2, "c": 1}, ["a", "b", "c"], 10) == {"a": 5, "b": 3, "c": 2}  # 5, 3.33 and 1.67


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["gym", "--segments", "9"], "make.py gym: --segments 9: this world has 1 to 5 segments"),
        (["panel", "--drift"], "make.py panel: --drift: this world has no use for it; leave it out"),
        (["noise", "--segments", "3"], "make.py noise: --segments: this world has no use for it; leave it out"),
        (["shop", "--customers", "3"], "make.py shop: --customers 3: must be at least 20"),
        (["gym", "--history", "0"], "make.py gym: --history 0: must be at least 3"),
    ],
)
def test_what_cannot_be_made_is_one_line(arguments, message, tmp_path, capsys):
    with pytest.raises(SystemExit) as stopped:
        command.main([arguments[0], str(tmp_path / "client"), *arguments[1:]])
    assert stopped.value.code == 2 and capsys.readouterr().err == message + "\n"
    assert not (tmp_path / "client").exists()
