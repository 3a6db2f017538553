"""What 02_explore concludes."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from segtools.words import Figure, Finding, in_words

NEEDED_PER_VARIABLE = 100


def findings(
    base: pd.DataFrame,
    typable: pd.DataFrame,
    variables: pd.DataFrame,
    counted_twice: Sequence[str],
    components: pd.DataFrame,
) -> list[Finding]:
    """Whether the base can be segmented, on which variables, and what is in the way.

    Parameters
    ----------
    base : everyone in the base
    typable : those of them who can be assigned to a segment
    variables : table `variables`
    counted_twice : variables whose information those chosen already contain
    components : of `principal_components`
    """
    chosen = variables[variables.role == "segmentation"]
    return [
        *size_findings(len(typable), len(chosen)),
        Finding("explore-variables", "finding", {"variables": [in_words(name) for name in chosen.variable]}),
        Finding("explore-components", "finding", {"share": Figure(components.explained.head(2).sum(), "share")}),
        *left_out_findings(counted_twice),
        *gap_findings(len(base) - len(typable), chosen),
    ]


def size_findings(people: int, variables: int) -> list[Finding]:
    """How large the base is, and whether that is enough for this number of variables."""
    per = people / variables
    size = {"people": Figure(people, "people", people=people), "variables": Figure(variables, "count")}
    figures = {"per": Figure(int(per), "count"), "advised": Figure(NEEDED_PER_VARIABLE, "count")}
    enough = Finding("explore-customers-enough", "finding", figures)
    too_few = Finding("explore-customers-too-few", "caution", figures)
    return [Finding("explore-base", "headline", size), enough if per >= NEEDED_PER_VARIABLE else too_few]


def left_out_findings(counted_twice: Sequence[str]) -> list[Finding]:
    """Variables that are left out because others already contain their information."""
    names = [in_words(name) for name in counted_twice]
    return [Finding("explore-counted-twice", "finding", {"variables": names})] if names else []


def gap_findings(not_assigned: int, chosen: pd.DataFrame) -> list[Finding]:
    """Customers who are left out because too little is known about them, and the variable with most missing values."""
    found = []
    if not_assigned:
        people = Figure(not_assigned, "people", people=not_assigned)
        found.append(Finding("explore-not-assigned", "note", {"people": people}))
    gaps = chosen[chosen.missing > 0].sort_values("missing", ascending=False)
    if len(gaps):
        top = gaps.iloc[0]
        figures = {"variable": in_words(top.variable), "share": Figure(top.missing, "rate")}
        found.append(Finding("explore-missing-most", "note", figures))
    return found
