"""What a segment is called: computed from what sets it apart."""

from __future__ import annotations

import numpy as np
import pandas as pd

_FAR = 0.5
_WORDS = 2


def segment_names(centers: np.ndarray, columns: list[str], dictionary: pd.DataFrame) -> list[str]:
    """A short, unique name for each centroid: the words of the two variables it lies furthest out on, in
    standard deviations; a third and fourth where two segments would share a name."""
    words = dictionary.set_index("variable")[["high", "low"]].to_dict("index")

    def said(column: str, z: float) -> str | None:
        variable, _, level = column.partition("=")
        plain = variable.replace("_", " ")
        if level in ("yes", "no"):  # a trait they have or lack: one word for both its columns
            return (
                (words[variable]["high"] or plain)
                if (level == "yes") == (z > 0)
                else (words[variable]["low"] or f"not {plain}")
            )
        if level:
            return f"{plain} {level}" if z > 0 else None  # what they are says more than what they are not
        if variable.startswith("channel_") and z < 0:
            return None  # where they do not shop says little; the channel they use says it
        return words[variable]["high" if z > 0 else "low"] or f"{'high' if z > 0 else 'low'} {plain}"

    ranked = []
    for center in centers:
        order = sorted(range(len(columns)), key=lambda c: (-abs(center[c]), c))
        far = [c for c in order if abs(center[c]) >= _FAR] or order[:1]
        found = dict.fromkeys(said(columns[c], center[c]) for c in far)
        ranked.append([word for word in found if word] or ["middle of the base"])
    length = [_WORDS] * len(ranked)
    for _ in range(max(map(len, ranked))):
        names = [", ".join(r[:n]) for r, n in zip(ranked, length, strict=True)]
        length = [n + (names.count(name) > 1) for n, name in zip(length, names, strict=True)]
    return unique([name.capitalize() for name in names])


def unique(names: list[str]) -> list[str]:
    """The names, a repeated one with its count behind it.

    >>> unique(["a", "b", "a"])
    ['a', 'b', 'a (2)']
    """
    return [
        name if names[:n].count(name) == 0 else f"{name} ({names[:n].count(name) + 1})" for n, name in enumerate(names)
    ]


def name_beside(name: str, taken: set[str]) -> str:
    """The name, or with a count behind it where a kept segment has it; taken is added to."""
    made, n = name, 2
    while made in taken:
        made, n = f"{name} ({n})", n + 1
    taken.add(made)
    return made
