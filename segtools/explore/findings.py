"""What 02_explore concludes."""

from __future__ import annotations

import pandas as pd

NEEDED_PER_VARIABLE = 100


def findings(
    known: pd.DataFrame, base: pd.DataFrame, variables: pd.DataFrame, components: pd.DataFrame, customers_are: str
) -> list[str]:
    """What the notebook concludes, in sentences; `known` are all in the base, `base` those who can be typed."""
    chosen = variables[variables.role == "segmentation"]
    per = len(base) / len(chosen)
    enough = "enough" if per >= NEEDED_PER_VARIABLE else "too few: read every segment as a suggestion"
    two = components.explained.head(2).sum()
    said = [
        f"{len(base):,} {customers_are} and {len(chosen)} segmentation variables: {int(per):,} a variable, where "
        f"{NEEDED_PER_VARIABLE} are advised (Dolnicar, Grün and Leisch 2016), so {enough}.",
        f"Segments are sought on {_listed(chosen.variable)}.",
        f"The first two principal components hold {two:.0%} of their variance.",
    ]
    doubles = variables[variables.why.str.contains("count twice")]
    if len(doubles):
        said.append(f"Left out because the others already tell it: {_listed(doubles.variable)}.")
    if len(known) > len(base):
        said.append(
            f"{len(known) - len(base):,} {customers_are} lack more than half of these and are left untyped: to stand in "
            "for them all would make a segment of the gaps."
        )
    gaps = chosen[chosen.missing > 0].sort_values("missing", ascending=False)
    if len(gaps):
        top = gaps.iloc[0]
        said.append(f"Missing most often: {top.variable.replace('_', ' ')}, for {top.missing:.1%} of the base.")
    return said


def _listed(names: pd.Series) -> str:
    words = [name.replace("_", " ") for name in names]
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
