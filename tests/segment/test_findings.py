"""findings.py: what 03_segment concludes, from little tables worked by hand: codes, kinds and figures."""

import pandas as pd
import pytest
from segment.small_bases import choice_of, codes

from segtools.params import Segment
from segtools.segment.choice import choose
from segtools.segment.findings import (
    choice_findings,
    later_findings,
    lineage_findings,
    name_findings,
    rules_findings,
    segment_findings,
    shorter_findings,
    typing_findings,
    variable_findings,
)
from segtools.words import Style, sentence


def said(found):
    return sentence(found, Style(customers_are="guests"))


def first(found, code):
    return next(finding for finding in found if finding.code == code)


# --- the choice -----------------------------------------------------------------------------------------


def test_the_verdict_comes_first_then_how_the_number_was_chosen_then_what_else_was_tried():
    evidence = choice_of([(3, 0.91, 0.92, 0.1, 0.2), (4, 0.94, 0.91, 0.1, 0.2), (5, 0.93, 0.6, 0.1, 0.2)])
    other = evidence.assign(method="mixture", min_slsw=[0.80, 0.70, 0.60])
    rules = evidence.head(1).assign(method="rules", n_segments=8)
    choice = choose(pd.concat([evidence, other, rules], ignore_index=True), Segment())
    found = choice_findings(choice, Segment())
    assert codes(found) == [
        "segment-verdict-reproducible-no-gaps",
        "segment-comes-back",
        "segment-separate",
        "segment-number-most-sure",
        "segment-other-number",
        "segment-other-method",
    ]
    assert [finding.kind for finding in found].count("headline") == 1
    number, method = found[-2:]
    assert (number.figures["segments"].value, number.figures["ari"].value) == (5, 0.93)
    assert number.figures["why"].code == "segment-passed-unsure"
    assert said(number).endswith(
        "does not come back (mean Jaccard index 0.60, against 0.92 for the most stable number allowed)."
    )
    assert (method.figures["jaccard"].value, method.figures["chosen_jaccard"].value) == (0.80, 0.91)
    assert method.figures["segments"].value == 3 and method.figures["method"] == "Gaussian mixture"


@pytest.mark.parametrize(("settings", "told"), [({}, []), ({"n_segments": 3}, ["segment-number-by-hand"])])
def test_without_segments_nothing_tells_of_numbers_that_come_back(settings, told):
    evidence = choice_of([(3, 0.30, 0.58, 0.1, 0.2), (8, 0.40, 0.55, 0.1, 0.2)])
    settings = Segment(min_segments=3, max_segments=5, **settings)
    found = choice_findings(choose(evidence, settings), settings)
    assert found[0].code == "segment-verdict-none"
    assert [code for code in codes(found) if code.startswith(("segment-number", "segment-other-number"))] == told


def test_a_method_that_is_better_but_not_by_enough_is_told_so():
    evidence = choice_of([(3, 0.95, 0.90, 0.1, 0.2)])
    both = pd.concat([evidence, evidence.assign(method="mixture", min_slsw=0.93)], ignore_index=True)
    found = choice_findings(choose(both, Segment()), Segment())
    assert codes(found)[-1] == "segment-other-method-too-close"
    assert "better by 0.05" in said(found[-1])


@pytest.mark.parametrize(
    ("rows", "settings", "code", "words"),
    [
        ([(2, 0.99, 0.9, 0.1, 0.2)], {}, "too-few-segments", "segment.min_segments is 3"),
        ([(9, 0.99, 0.9, 0.1, 0.2)], {"max_segments": 8}, "too-many-segments", "no more than 8"),
        ([(5, 0.99, 0.9, 0.1, 0.02)], {}, "small-share", "2.0% of the base, under 3.0%"),
        ([(5, 0.94, 0.5, 0.1, 0.2)], {}, "unsure", "0.50, against 0.90"),
        ([(3, 0.90, 0.9, 0.1, 0.2)], {}, "tells-less", "but fewer segments tell less"),
    ],
)
def test_the_most_stable_other_number_is_told_with_the_reason_against_it(rows, settings, code, words):
    evidence = choice_of([(4, 0.95, 0.90, 0.1, 0.2), *rows])
    found = choice_findings(choose(evidence, Segment(**settings)), Segment(**settings))
    other = first(found, "segment-other-number")
    assert other.figures["why"].code == f"segment-passed-{code}" and words in said(other)


def test_a_size_under_the_least_count_is_not_told():
    evidence = choice_of([(4, 0.95, 0.90, 0.1, 0.2), (5, 0.99, 0.9, 0.1, 0.2)]).assign(min_size=[100, 12])
    found = choice_findings(choose(evidence, Segment()), Segment())
    other = first(found, "segment-other-number")
    assert "holds 12 guests, under" in said(other)
    assert "holds few guests" in sentence(other, Style(customers_are="guests", least=20))


# --- the segments ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("agreement", "code", "kind"), [(0.84, "segment-typing-unsure", "caution"), (0.86, "segment-typing", "finding")]
)
def test_how_well_the_scorecard_types_is_told_and_under_85_percent_a_caution(agreement, code, kind):
    (found,) = typing_findings({"agreement": agreement, "method": "mixture"})
    assert (found.code, found.kind, found.figures["agreement"].value) == (code, kind, agreement)
    assert typing_findings({"agreement": 1, "method": "kmeans"}) == []


def test_the_surest_and_the_least_sure_the_smallest_and_the_largest_are_not_exchanged():
    sizes = pd.DataFrame({"segment_id": [1, 2, 3], "segment_name": ["Few", "Many", "Some"], "size": [7, 90, 50]})
    stability = pd.DataFrame({"segment_id": [1, 2, 3, 1], "slsw": [0.9, 0.7, 0.8, 0.1], "chosen": [True] * 3 + [False]})
    sure, size = segment_findings(sizes, stability)
    assert [(one.code, one.kind) for one in (sure, size)] == [
        ("segment-surest", "finding"),
        ("segment-sizes", "finding"),
    ]
    assert (sure.figures["surest"], sure.figures["surest_jaccard"].value) == ("Few", 0.9)
    assert (sure.figures["least_sure"], sure.figures["least_jaccard"].value) == ("Many", 0.7)
    assert (size.figures["smallest"], size.figures["largest"]) == ("Few", "Many")
    assert (size.figures["smallest_size"].people, size.figures["largest_size"].people) == (7, 90)
    assert said(size) == "The smallest segment is “Few” with 7 guests, the largest “Many” with 90."
    assert "7" not in sentence(size, Style(least=10))


def lineage_of(*rows):
    return pd.DataFrame(rows, columns=["segment_id", "segment_name", "status", "earlier_name"])


@pytest.mark.parametrize(
    ("status", "code", "words"),
    [
        ("split", "segment-lineage-split", "“Now” is new. It was split from “Then” of the last scorecard."),
        ("merged", "segment-lineage-merged", "“Now” has merged segments of the last scorecard: “Then”."),
        ("new", "segment-lineage-new", "“Now” is new. No segment of the last scorecard holds most of it."),
        ("gone", "segment-lineage-gone", "“Now” of the last scorecard is gone."),
    ],
)
def test_each_status_of_the_lineage_has_its_code(status, code, words):
    table = lineage_of((1, "Same", "kept", "Same"), (4, "Now", status, "Then"))
    (found,) = lineage_findings(table, {"segments": []})
    assert (found.code, found.kind, found.segment) == (code, "finding", 4)
    assert said(found) == words


def test_segments_that_are_all_kept_are_said_to_be_and_a_new_name_is_told():
    table = lineage_of((1, "A", "kept", "A"), (2, "B", "kept", "B"))
    assert codes(lineage_findings(table, {})) == ["segment-lineage-kept"]
    found = lineage_findings(lineage_of((1, "A", "kept", "A"), (2, "C", "kept", "B")), {})
    assert codes(found) == ["segment-lineage-kept-renamed", "segment-renamed"]
    assert found[1].segment == 2 and said(found[1]) == "“B” is now called “C”."


def test_segments_of_the_first_time_begin_anew_only_where_there_was_a_scorecard():
    table = lineage_of((1, "A", "first", ""), (2, "B", "first", ""))
    assert lineage_findings(table, None) == []
    (found,) = lineage_findings(table, {"segments": []})
    assert (found.code, found.kind) == ("segment-numbers-anew", "caution")


def test_a_name_of_params_that_fits_no_segment_is_a_caution():
    card = {"segments": [{"computed_name": "Loyal"}, {"computed_name": "Rare"}]}
    (found,) = name_findings(card, Segment(names={"Loyal": "Our darlings", "Nobody": "Ghosts"}))
    assert (found.code, found.kind) == ("segment-name-of-nobody", "caution")
    assert found.figures == {"name": "Nobody", "names": ["“Loyal”", "“Rare”"]}
    assert said(found).endswith("The names are “Loyal” and “Rare”.")


# --- what they rest on ----------------------------------------------------------------------------------


def contributions_of(*shares, explained=0.5, gaps=0.0):
    names = ["mean_order_value", "age", "height"][: len(shares)]
    table = pd.DataFrame({"variable": names, "contribution": shares, "explained": explained})
    return table.assign(missing_lowest=0.0, missing_highest=gaps)


@pytest.mark.parametrize(
    ("shares", "code", "kind"),
    [
        ((0.5, 0.3, 0.2), "segment-variable-first", "finding"),
        ((0.51, 0.3, 0.19), "segment-variable-alone", "caution"),
        ((0.36, 0.3, 0.3), "segment-variable-shared", "finding"),
        ((0.8, 0.2), "segment-variable-first", "finding"),
        ((1.0,), "segment-variable-first", "finding"),
    ],
)
def test_how_much_the_first_variable_does_is_told_and_too_much_is_a_caution(shares, code, kind):
    (found,) = variable_findings(contributions_of(*shares))
    assert (found.code, found.kind) == (code, kind)
    assert (found.figures["variable"], found.figures["share"].value) == ("mean order value", shares[0])


def test_idle_variables_and_uneven_gaps_are_told():
    table = contributions_of(0.5, 0.3, 0.2, explained=[0.5, 0.049, 0.01], gaps=[0.05, 0.3, 0.1])
    _, idle, gap = variable_findings(table)
    assert (idle.code, idle.figures["variables"]) == ("segment-variables-idle", ["age", "height"])
    assert "less than 5.0% of the variance of each" in said(idle)
    assert (gap.code, gap.kind, gap.figures["variable"]) == ("segment-missing-uneven", "caution", "age")
    assert (gap.figures["lowest"].value, gap.figures["highest"].value) == (0, 0.3)


def test_a_short_list_is_told_only_where_it_is_shorter():
    rules = pd.DataFrame({"rule": ["a", "b"]})
    short = pd.DataFrame({"variable": ["age"], "agreement": [0.76], "of_all": [0.95]})
    tree, found = shorter_findings(rules, 0.9, short, 3)
    assert (tree.code, tree.figures["rules"].value, tree.figures["fidelity"].value) == ("segment-tree", 2, 0.9)
    assert found.code == "segment-short-list" and found.figures["whole"].value == pytest.approx(0.8)
    told = (
        "1 of 3 variables assigns 76% of guests as the scorecard does: age. With all 3, the same method does so for 80%"
    )
    assert told in said(found)
    (_, found) = shorter_findings(rules, 0.9, short, 1)
    assert found.code == "segment-short-list-none" and "keep 95% of the agreement" in said(found)


# --- rules and time -------------------------------------------------------------------------------------


def later_of(ours, rules=None, highest=6.0):
    rows = [("rules", 8, rules)] if rules is not None else []
    rows = [*rows, ("kmeans", 4, ours)]  # whatever their order
    table = pd.DataFrame(rows, columns=["method", "n_segments", "explained"])
    orders = table.assign(outcome="orders", lowest=0.25, highest=highest, customers=500)
    return pd.concat([orders.assign(outcome="amount", explained=0.99), orders], ignore_index=True)


@pytest.mark.parametrize(
    ("ours", "rules", "wanted"),
    [
        (0.30, None, ["different"]),
        (0.019, None, ["alike"]),
        (0.30, 0.28, ["different", "rules-less"]),
        (0.30, 0.295, ["different", "rules-as-much", "rules-will-do"]),
        (0.30, 0.32, ["different", "rules-more", "rules-will-do"]),
        (0.005, 0.005, ["alike", "rules-as-much"]),
    ],
)
def test_what_came_after_is_told_and_whether_the_rules_tell_more(ours, rules, wanted):
    found = later_findings(later_of(ours, rules), "kmeans")
    assert codes(found) == [f"segment-later-{name}" for name in wanted]
    assert found[0].figures["explained"].value == ours and found[0].figures["segments"].value == 4
    assert found[0].figures["people"].people == 500
    if rules is not None:
        assert found[1].figures["explained"].value == rules


def test_few_orders_are_told_to_two_decimals():
    many, few = (later_findings(later_of(0.3, highest=highest), "kmeans")[0] for highest in (6.0, 1.5))
    assert "from 0.2 to 6.0 orders" in said(many) and "from 0.25 to 1.50 orders" in said(few)
    assert later_findings(None, "kmeans") == [] and later_findings(later_of(0.3), "mixture") == []


def test_rules_that_get_nobody_are_named_but_for_the_others():
    rules = pd.DataFrame({"segment": ["Best", "Odd", "Others"], "won": [5, 0, 0]})
    (found,) = rules_findings(rules)
    assert (found.code, found.kind) == ("segment-rules-empty", "note")
    assert said(found) == "One of the RFM rules fits nobody: “Odd”."
    assert rules_findings(rules.assign(won=1)) == [] and rules_findings(None) == []
