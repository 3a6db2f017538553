"""What is asked of a world, and what a world gives: its files, its params, and the truth about both."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

PARAMS = Path(__file__).resolve().parent / "params"
AS_OF = pd.Timestamp("2026-06-30")  # the day on which every client sends its files


class WorldError(Exception):
    """What is asked cannot be made; the message is one line."""


@dataclass(frozen=True)
class Asked:
    """What is asked of a world.

    name : of the folder; paths in params begin with it
    customers, segments, history : people, planted segments, months of data; None for the world's own
    dirt : none, light or heavy
    drift : from the middle of the history on, one segment grows and another behaves differently
    ids : whether a mailing's table has a customer id
    """

    name: str
    customers: int | None = None
    seed: int = 1
    segments: int | None = None
    dirt: str = "light"
    history: int | None = None
    drift: bool = False
    ids: bool = True

    def chosen(self, plans: Mapping[str, Any], usual: int) -> list[str]:
        """The names of the segments to plant, the first ones of a world's plans; WorldError if it has not so many."""
        number = usual if self.segments is None else self.segments
        if not 1 <= number <= len(plans):
            raise WorldError(f"--segments {number}: this world has 1 to {len(plans)} segments")
        return list(plans)[:number]

    def without(self, *options: str) -> None:
        """Raise WorldError if one of these options is given: this world has no use for it."""
        given = {"--drift": self.drift, "--history": self.history is not None, "--no-ids": not self.ids}
        given["--segments"] = (self.segments or 1) > 1
        for option in options:
            if given[option]:
                raise WorldError(f"{option}: this world has no use for it; leave it out")


@dataclass
class Truth:
    """What was planted.

    segments : customer_id, segment
    values : customer_id, segment, yearly_value (expected net money in the next twelve months)
    effects : segment, arm and what the arm does
    targets : segment (and arm) with `gain`, the money that targeting it brings, and `cost_of_wrong`, the money that is
        lost by choosing it instead of the best one, or of none where none brings any; the best first
    totals : people, orders, net_money, dirt, and how gain is computed
    drift : customer_id, segment, change, since; None without drift
    """

    segments: pd.DataFrame
    values: pd.DataFrame
    effects: pd.DataFrame
    targets: pd.DataFrame
    totals: dict[str, Any]
    drift: pd.DataFrame | None = None
    more: dict[str, pd.DataFrame] = field(default_factory=dict)


@dataclass
class Made:
    """A world: the client's files by name, the name of its params -> which file of params/ it is, and the truth."""

    files: dict[str, bytes]
    params: dict[str, str]
    truth: Truth


def write(made: Made, folder: Path) -> None:
    """Write a world: the client's files and params into a folder, and the truth into truth/ in it."""
    tables = {"segments": made.truth.segments, "values": made.truth.values, "effects": made.truth.effects}
    tables |= {"targets": made.truth.targets, "drift": made.truth.drift, **made.truth.more}
    (folder / "truth").mkdir(parents=True, exist_ok=True)
    for name, content in made.files.items():
        (folder / name).write_bytes(content)
    for name, of in made.params.items():
        text = (PARAMS / f"{of}.yaml").read_text("utf-8")
        (folder / name).write_bytes(text.replace("FOLDER/", f"{folder.name}/").encode())
    (folder / "truth" / "drift.csv").unlink(missing_ok=True)  # of a world made here before
    for name, table in tables.items():
        if table is not None:
            (folder / "truth" / f"{name}.csv").write_bytes(as_csv(table))
    text = json.dumps(made.truth.totals, indent=1, ensure_ascii=False, default=_plain)
    (folder / "truth" / "totals.json").write_bytes((text + "\n").encode())


def _plain(value: Any) -> Any:
    """A number of numpy as one of Python."""
    return value.item()


def as_csv(table: pd.DataFrame, sep: str = ",", end: str = "\n", encoding: str = "utf-8") -> bytes:
    """A table as the bytes of a CSV file."""
    return table.to_csv(index=False, sep=sep, lineterminator=end).encode(encoding)


def sizes(shares: Mapping[str, float], names: list[str], people: int) -> dict[str, int]:
    """People in each segment, in proportion to its share; they add up to all.

    >>> sizes({"a": 2, "b": 1, "c": 1}, ["a", "b", "c"], 10)
    {'a': 5, 'b': 3, 'c': 2}
    """
    if people < len(names):
        raise WorldError(f"--customers {people}: fewer than the {len(names)} segments; ask for more")
    exact = np.array([shares[name] for name in names], float)
    exact *= people / exact.sum()
    whole = np.floor(exact).astype(int)
    first = np.argsort(whole - exact, kind="stable")[: people - whole.sum()]
    whole[first] += 1
    return dict(zip(names, whole.tolist(), strict=True))


def shuffled_segments(
    rng: np.random.Generator, shares: Mapping[str, float], names: list[str], people: int
) -> np.ndarray:
    """The segment of each person, as a number in `names`, in no order."""
    members = sizes(shares, names, people)
    return rng.permutation(np.repeat(np.arange(len(names)), [members[name] for name in names]))


def draw(rng: np.random.Generator, weights: np.ndarray, rows: np.ndarray) -> np.ndarray:
    """For each row a level, drawn with the weights of the row's segment: `weights` has a line a segment."""
    edges = np.cumsum(weights, axis=1) / weights.sum(axis=1, keepdims=True)
    below = rng.random(len(rows))[:, None] >= edges[rows]
    return np.minimum(below.sum(axis=1), weights.shape[1] - 1)


def plan_of(plans: Mapping[str, Mapping[str, Any]], names: list[str], key: str) -> np.ndarray:
    """One entry of the plan of each segment, as an array with a line a segment."""
    return np.array([plans[name][key] for name in names], float)


def ranked(targets: pd.DataFrame) -> pd.DataFrame:
    """Targets with `cost_of_wrong`, the best first: the money that is lost by choosing a target instead of the best
    one, or instead of none where none brings any."""
    targets = targets.sort_values("gain", ascending=False, kind="stable").reset_index(drop=True)
    gain = targets.gain.round(2)
    return targets.assign(gain=gain, cost_of_wrong=(max(gain.max(), 0) - gain).round(2))


def best(targets: pd.DataFrame) -> str | None:
    """The best of ranked targets, as segment or segment: arm; None where none brings money."""
    first = targets.iloc[0]
    if first.gain <= 0:
        return None
    return f"{first.segment}: {first.arm}" if targets.segment.duplicated().any() else first.segment
