"""What must change: decisions by the limits of params, told by code."""

import pandas as pd
import pytest
from monitor.small_looks import PLAIN, drift, kpis
from target.small_base import responses

from segtools import campaigns
from segtools.monitor.decision import decide, decisions
from segtools.params import Monitor
from segtools.tables import empty_table
from segtools.words import Style

NOTHING = empty_table("campaign_results")


def campaign(*counts, name="mail"):
    sent, segments = zip(*[responses(*row, prefix=f"{n}-") for n, row in enumerate(counts)], strict=True)
    names = ["Up", "Down", "Side"]
    before = [rows.assign(segment_id=n + 1, segment_name=names[n]) for n, rows in enumerate(segments)]
    return campaigns.campaign_results(
        pd.concat(sent).assign(campaign=name), pd.concat(before), pd.Timestamp("2026-01-01")
    )


WORKED, UNSURE, FAILED = (56, 70, 48, 80), (10, 40, 9, 40), (10, 60, 20, 60)


def test_decisions_follow_the_limits():
    table = decide(kpis(), drift(0.3), campaign(WORKED), Monitor(), PLAIN)
    old = "Use these segments instead of older ones"
    assert table.decision.tolist() == [old, "Find out why “Up” grew", "Repeat it for “Up”"]
    calm = decide(kpis(change_low=-1), drift(0.1), NOTHING, Monitor(), PLAIN)
    assert calm.decision.tolist() == ["Keep the segments as they are", "Nothing to act on"]


def test_each_decision_has_a_code_and_figures():
    held = decisions(kpis(), drift(0.3), campaign(WORKED), Monitor(), PLAIN)
    codes = ["monitor-scorecard-refit", "monitor-size-moved", "monitor-campaign-repeat"]
    assert [row.code for row in held] == codes and [row.kind for row in held] == ["headline"] * 3
    assert held[0].figures["psi"].value == 0.3 and held[0].figures["variable"] == "a b"
    assert (held[1].figures["segment"], held[1].figures["way"], held[1].segment) == ("Up", "grew", 1)
    calm = decisions(kpis(change_low=-1), drift(0.1), NOTHING, Monitor(), PLAIN)
    assert [(row.code, row.kind) for row in calm] == [
        ("monitor-scorecard-keep", "headline"),
        ("monitor-nothing-moved", "finding"),
    ]


def test_a_segment_that_shrank_is_said_to_have_shrunk():
    moved = kpis(share_now=[0.4, 0.6], change=[-0.1, 0.09], change_low=[-0.15, 0.05], change_high=[-0.05, 0.13])
    row = decisions(moved, drift(0.1), NOTHING, Monitor(), PLAIN)[1]
    assert (row.decision, row.figures["way"]) == ("Find out why “Up” shrank", "shrank")


@pytest.mark.parametrize(
    ("counts", "code", "decision"),
    [
        ([WORKED], "monitor-campaign-repeat", "Repeat it for “Up”"),
        ([WORKED, UNSURE], "monitor-campaign-repeat-some", "Repeat it for “Up”; test it again with “Down”"),
        ([UNSURE, FAILED], "monitor-campaign-no-effect", "Do not repeat it as it is"),
        ([UNSURE, UNSURE], "monitor-campaign-unproven", "Test it again before it is repeated"),
        (
            [(10, 50, 0, 0), (20, 50, 0, 0)],
            "monitor-campaign-no-control",
            "Hold back a random control group next time: a response alone is not an effect",
        ),
    ],
)
def test_what_to_do_with_a_campaign_follows_its_effects(counts, code, decision):
    row = decisions(kpis(), drift(0.1), campaign(*counts), Monitor(), PLAIN)[2]
    assert (row.code, row.decision, row.figures["campaign"]) == (code, decision, "mail")


def test_responses_without_control_run_from_the_least_to_the_best():
    row = decisions(kpis(), drift(0.1), campaign((20, 50, 0, 0), (10, 50, 0, 0)), Monitor(), PLAIN)[2]
    assert (row.figures["least_segment"], row.figures["best_segment"]) == ("Down", "Up")
    assert row.figures["least"].value == 0.2 and row.figures["best"].value == 0.4
    assert row.figure.startswith(
        "Nobody was held back; response ran from 20.0% (“Down”, 11.2% to 33.0%) to 40.0% (“Up”"
    )


def test_a_campaign_is_named_where_there_are_several():
    both = pd.concat([campaign(WORKED), campaign(WORKED, name="call")])
    questions = decide(kpis(), drift(0.1), both, Monitor(), PLAIN).question.tolist()
    assert questions[2:] == ["Whom should “mail” go to again?", "Whom should “call” go to again?"]


def test_one_look_only_is_said_and_is_no_failure():
    nothing = decisions(empty_table("kpis"), empty_table("drift"), NOTHING, Monitor(), PLAIN)
    assert [(row.code, row.figure) for row in nothing] == [
        ("monitor-one-look", "The data covers one point in time only")
    ]


def test_no_figure_tells_of_fewer_people_than_may_be_told():
    small = kpis(customers_earlier=[4, 990], share_earlier=[0.004, 0.996])
    sizes = decide(small, drift(0.1), NOTHING, Monitor(), Style(least=10)).figure[1]
    assert sizes == "Largest move: “Up”, from few of the base to 60.0% (limit 5.0 points)"
    rates = campaign((4, 50, 0, 0), (20, 50, 0, 0))
    response = decide(kpis(), drift(0.1), rates, Monitor(), Style(least=10)).figure[2]
    assert response.startswith("Nobody was held back; response ran from few (“Up”) to 40.0% (“Down”, 27.6% to ")
    groups = campaign((70, 100, 50, 100), (70, 99, 50, 100))
    shown = decisions(kpis(), drift(0.1), groups, Monitor(), Style(least=100))[2]
    assert [one.figures["segment"] for one in shown.figures["sure"]] == ["Up"]


def test_segments_are_named_from_the_most_that_was_gained_to_the_least():
    row = decisions(kpis(), drift(0.1), campaign(FAILED, UNSURE), Monitor(), PLAIN)[2]
    told = row.figures["unsure"]
    assert [(one.code, one.figures["segment"]) for one in told] == [
        ("monitor-uplift", "Down"),
        ("monitor-uplift", "Up"),
    ]
    assert [round(one.figures["effect"].value, 3) for one in told] == [0.025, -0.167]
    assert row.figures["sure"] == [] and row.figure.startswith("Extra response: “Down” +2.5 points (")
    assert "; “Up” -16.7 points (" in row.figure


def test_the_table_says_what_was_asked_found_and_decided():
    table = decide(kpis(), drift(0.3), campaign(WORKED, UNSURE), Monitor(), PLAIN)
    assert table.values.tolist() == [
        [
            "Do older segments still fit the base?",
            "Largest drift: a b, by 0.30 (limit 0.25)",
            "Use these segments instead of older ones",
        ],
        [
            "Have the segments' sizes moved?",
            "Largest move: “Up”, from 50.0% of the base to 60.0% (+5.0 points to +15.0 points; limit 5.0 points)",
            "Find out why “Up” grew",
        ],
        [
            "Whom should the campaign go to again?",
            "Extra response: “Up” +20.0 points (+5.2 points to +33.4 points); "
            "“Down” +2.5 points (-16.0 points to +20.8 points)",
            "Repeat it for “Up”; test it again with “Down”",
        ],
    ]
    assert list(table) == ["question", "figure", "decision"]
    three = decide(kpis(), drift(0.1), campaign(WORKED, WORKED, UNSURE), Monitor(), PLAIN)
    assert three.decision[2] == "Repeat it for “Up” and “Down”; test it again with “Side”"
    alone = decide(kpis(), drift(0.1), campaign((20, 50, 0, 0)), Monitor(), PLAIN).question[2]
    assert alone == "Did the campaigns work?"
    two = pd.concat([campaign((20, 50, 0, 0)), campaign((20, 50, 0, 0), name="call")])
    assert decide(kpis(), drift(0.1), two, Monitor(), PLAIN).question[3] == "Did “call” work?"


@pytest.mark.parametrize(
    ("psi", "change", "low", "codes"),
    [
        (0.25, 0.05, 0.01, ["monitor-scorecard-keep", "monitor-nothing-moved"]),  # just the limits
        (0.2501, 0.0501, 0.01, ["monitor-scorecard-refit", "monitor-size-moved"]),
        (0.1, 0.1, 0.0, ["monitor-scorecard-keep", "monitor-nothing-moved"]),  # it may not have moved
    ],
)
def test_a_limit_is_passed_above_it_only_and_beyond_chance(psi, change, low, codes):
    moved = kpis(change=[change, -0.01], change_low=[low, -0.02], change_high=[0.2, -0.005])
    rows = decisions(moved, drift(psi), NOTHING, Monitor(), PLAIN)
    assert [row.code for row in rows] == codes and [row.segment for row in rows] == [0, 1]


def test_the_largest_move_may_be_a_loss_and_its_interval_may_lie_below_nought():
    moved = kpis(share_now=[0.52, 0.48], change=[0.02, -0.2], change_low=[0.01, -0.3], change_high=[0.03, -0.1])
    row = decisions(moved, drift(0.1), NOTHING, Monitor(), PLAIN)[1]
    assert (row.code, row.segment, row.figures["segment"], row.kind) == ("monitor-size-moved", 2, "Down", "headline")


def test_what_cannot_be_told_of_a_move_is_left_out_of_its_figures():
    small = kpis(customers_earlier=[4, 990], share_earlier=[0.004, 0.996])
    row = decisions(small, drift(0.1), NOTHING, Monitor(), Style(least=10))[1]
    assert "change" not in row.figures and row.figures["told"] == "no"
    gone = kpis(customers_now=[4, 990])
    assert decisions(gone, drift(0.1), NOTHING, Monitor(), Style(least=10))[1].figures["told"] == "no"
