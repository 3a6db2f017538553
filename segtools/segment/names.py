"""Names of segments: the words for what they differ in most, with a count if two would have the same name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

_FAR = 0.5
_WORDS = 2


def segment_names(centers: np.ndarray, columns: Sequence[str], dictionary: pd.DataFrame) -> list[str]:
    """A short, unique name for each centroid: the words of the two variables it lies furthest out on, in
    standard deviations; a third and fourth where two segments would share a name."""
    words = dictionary.set_index("variable")[["high", "low"]].to_dict("index")
    ranked = [_ranked_words(center, columns, words) for center in centers]
    length = [_WORDS] * len(ranked)
    for _ in range(max(map(len, ranked))):
        names = [", ".join(row[:n]) for row, n in zip(ranked, length, strict=True)]
        length = [n + (names.count(name) > 1) for n, name in zip(length, names, strict=True)]
    return unique([name.capitalize() for name in names])


def _ranked_words(center: np.ndarray, columns: Sequence[str], words: Mapping[str, Mapping[str, str]]) -> list[str]:
    """The words for a centroid, the furthest out first."""
    order = sorted(range(len(columns)), key=lambda c: (-abs(center[c]), c))
    far = [c for c in order if abs(center[c]) >= _FAR] or order[:1]
    found = dict.fromkeys(_word(columns[c], center[c], words) for c in far)
    return [word for word in found if word] or ["middle of the base"]


def _word(column: str, z: float, words: Mapping[str, Mapping[str, str]]) -> str | None:
    """The word for z standard deviations on a column; None if that is too little to mention."""
    variable, _, level = column.partition("=")
    plain, side = variable.replace("_", " "), "high" if z > 0 else "low"
    if level in ("yes", "no"):  # a trait they have or lack: one word for both its columns
        has = (level == "yes") == (z > 0)
        return words[variable]["high" if has else "low"] or (plain if has else f"not {plain}")
    if level:
        return f"{plain} {level}" if z > 0 else None  # what they are says more than what they are not
    if variable.startswith("channel_") and z < 0:
        return None  # where they do not shop says little; the channel they use says it
    return words[variable][side] or f"{side} {plain}"


def unique(names: Sequence[str]) -> list[str]:
    """The names; a repeated name gets a count after it.

    >>> unique(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    counts = [names[: n + 1].count(name) for n, name in enumerate(names)]
    return [name if count == 1 else f"{name} ({count})" for name, count in zip(names, counts, strict=True)]


def name_beside(name: str, taken: set[str]) -> str:
    """The name, or with a count behind it where a segment that stays has it; the result is added to `taken`."""
    free, n = name, 2
    while free in taken:
        free, n = f"{name} ({n})", n + 1
    taken.add(free)
    return free
