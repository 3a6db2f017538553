"""explore/findings.py: what 02_explore concludes, from little tables worked by hand: codes, kinds and figures."""

import pandas as pd
import pytest

from segtools.explore.findings import findings, gap_findings, left_out_findings, size_findings
from segtools.words import Figure, Style, sentence


def said(found, **style):
    return sentence(found, Style(customers_are="guests", **style))


def variables(missing=(0.0, 0.0, 0.3)):
    names, role = ["mean_order_value", "frequency", "age"], ["segmentation", "segmentation", "descriptor"]
    return pd.DataFrame({"variable": names, "role": role, "missing": missing})


def test_the_order_of_what_is_found():
    base = pd.DataFrame({"customer_id": [f"c{n}" for n in range(230)]})
    components = pd.DataFrame({"explained": [0.5, 0.25, 0.2]})
    found = findings(base, base.head(220), variables((0.02, 0.1, 0.5)), ["monetary_value"], components)
    assert [(finding.code, finding.kind) for finding in found] == [
        ("explore-base", "headline"),
        ("explore-customers-enough", "finding"),
        ("explore-variables", "finding"),
        ("explore-components", "finding"),
        ("explore-counted-twice", "finding"),
        ("explore-not-assigned", "note"),
        ("explore-missing-most", "note"),
    ]
    by_code = {finding.code: finding.figures for finding in found}
    assert (by_code["explore-base"]["people"].value, by_code["explore-base"]["variables"].value) == (220, 2)
    assert by_code["explore-variables"]["variables"] == ["mean order value", "frequency"]
    assert by_code["explore-components"]["share"].value == 0.75
    assert said(found[3]) == "The first two principal components hold 75% of the variance of these variables."
    assert by_code["explore-not-assigned"]["people"].value == 10


@pytest.mark.parametrize(
    ("people", "code", "kind", "per"),
    [
        (200, "explore-customers-enough", "finding", 100),
        (199, "explore-customers-too-few", "caution", 99),
    ],
)
def test_a_hundred_for_each_variable_are_enough_and_one_less_is_a_caution(people, code, kind, per):
    base, enough = size_findings(people, 2)
    assert base.kind == "headline" and (enough.code, enough.kind) == (code, kind)
    assert (enough.figures["per"].value, enough.figures["advised"].value) == (per, 100)
    assert said(base) == f"The base holds {people} guests, with 2 segmentation variables."


def test_what_counts_twice_is_named():
    assert left_out_findings([]) == []
    (one,) = left_out_findings(["monetary_value"])
    (two,) = left_out_findings(["monetary_value", "channel_web"])
    assert said(one).startswith("This variable is left out") and said(two).endswith(": monetary value and channel web.")


def test_gaps_are_of_the_segmentation_variables_and_few_people_are_withheld():
    chosen = variables((0.02, 0.1, 0.9)).head(2)
    missing, most = gap_findings(3, chosen)
    assert (most.figures["variable"], most.figures["share"].value) == ("frequency", 0.1)
    assert said(most) == "The variable missing most often is frequency: 10.0% of the base have no value."
    assert said(missing).startswith("3 guests have no value") and said(missing, least=10).startswith("few guests")
    assert gap_findings(0, variables((0.0, 0.0, 0.3)).head(2)) == []


def test_every_figure_has_its_unit_and_its_people():
    base, enough = size_findings(250, 2)
    assert base.figures == {"people": Figure(250, "people", people=250), "variables": Figure(2, "count")}
    assert enough.figures == {"per": Figure(125, "count"), "advised": Figure(100, "count")}
    assert size_findings(299, 2)[1].figures["per"].value == 149  # whole people
    assert left_out_findings(["a_b"])[0].figures == {"variables": ["a b"]}
    chosen = variables((0.02, 0.1, 0.9)).head(2)
    missing, most = gap_findings(3, chosen)
    assert missing.figures == {"people": Figure(3, "people", people=3)}
    assert most.figures == {"variable": "frequency", "share": Figure(0.1, "rate")}
    components = pd.DataFrame({"explained": [0.5, 0.25, 0.2]})
    found = findings(
        pd.DataFrame({"customer_id": ["a"]}), pd.DataFrame({"customer_id": ["a"]}), variables(), [], components
    )
    by_code = {one.code: one.figures for one in found}
    assert by_code["explore-components"] == {"share": Figure(0.75, "share")} and "explore-not-assigned" not in by_code
    assert by_code["explore-variables"] == {"variables": ["mean order value", "frequency"]}
