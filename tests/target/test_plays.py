"""Plays of the library, dealt to segments and filled from their figures: worked by hand."""

import numpy as np
import pandas as pd
import pytest
from target.small_base import BASE, CARDS, EURO, LEAST_100, PROFILE, TARGETS

from segtools.params import Params, ParamsError, Play, load_plays
from segtools.target import plays as plays_
from segtools.words import Style

PLAIN = dict(offer="{wants}", price="none", message="hello", kpi="{frequency} now")
PLAYS = {
    "often": Play(when={"frequency": "above"}, reason="{frequency} against {frequency_base}", **PLAIN),
    "rarely": Play(when={"frequency": {"below": 4}}, reason="{frequency}, base {frequency_base}", **PLAIN),
    "odd": Play(when={"frequency": "below"}, unless={"monetary_value": "below"}, reason="{frequency}", **PLAIN),
    "never": Play(when={"frequency": {"above": 99}}, reason="{frequency}", **PLAIN),
    "unknown": Play(when={"shoe_size": "above"}, reason="{shoe_size}", **PLAIN),
}
ANY = {"frequency": {"above": 0}}
BASKET = Play(when=ANY, reason="An order is {mean_order_value}, {kids} kids, {clv_12m} ahead.", **PLAIN)


@pytest.fixture
def found():
    return plays_.figures(PROFILE, BASE, EURO)


def many(value, base=0.5, level="yes", variable="app", unit="", n=500):
    """Rows of table `profile` of one variable, the same in both segments."""
    rows = pd.DataFrame({"segment_id": [1, 2], "variable": variable, "level": level, "unit": unit, "value": value})
    return rows.assign(base=base, difference=0.0, n=n)


def plan_of(profile, play, style, cards=CARDS, affinity=None):
    figures = plays_.figures(pd.concat([PROFILE.assign(n=500), profile], ignore_index=True), BASE, style)
    return plays_.marketing_plan(TARGETS, {"a": play}, figures, cards, affinity, style)


def test_each_segment_gets_the_play_that_its_figures_ask_for(found):
    plan = plays_.marketing_plan(TARGETS, PLAYS, found, CARDS, None, EURO).set_index("segment_id")
    assert plan.play.to_dict() == {1: "often", 2: "rarely"}
    assert plan.reason.to_dict() == {1: "12 against 6.0", 2: "3.0, base 6.0"} and plan.kpi[2] == "3.0 now"


def test_what_is_never_met_contradicts_or_cannot_be_judged_is_reported(found):
    judged = plays_.judged_plays(PLAYS, found, TARGETS)
    table = plays_.library_report(judged)
    assert list(table) == ["play", "fits", "leads", "remark"] and table.play.tolist() == list(PLAYS)
    table = table.set_index("play")
    assert table.remark.to_dict() == {
        "often": "",
        "rarely": "",
        "odd": "not used for Down: it would contradict monetary value below the base",
        "never": "its condition is never met",
        "unknown": "cannot be checked: the data has no shoe_size",
    }
    assert table.fits.tolist() == [1, 1, 0, 0, 0] and table.leads["rarely"] == "Down"
    assert [one.never_met for one in judged] == [False, False, False, True, False]
    assert judged[2].kept_from == ("Down",) and judged[4].lacking == ("shoe_size",)


def test_of_two_plays_the_one_that_answers_more_goes_first_and_none_is_dealt_twice_while_they_last():
    assert plays_.deal(np.array([[3.0, 2.0], [2.5, 0.0]])) == [1, 0]
    assert plays_.deal(np.array([[3.0], [2.0], [0.0]])) == [0, 0, None]


def test_a_segment_that_no_play_fits_is_listened_to(found):
    plan = plays_.marketing_plan(TARGETS, {"never": PLAYS["never"]}, found, CARDS, None, EURO)
    assert plan.play.tolist() == ["listen first"] * 2 and plan.reason[0].startswith("Net amount in the period: €120")
    assert plan.kpi[0] == "Members, 2 now." and plan.message.tolist() == ["", ""]


@pytest.mark.parametrize("fact", ["They order in size X", "They order in size X."])
def test_the_reason_to_listen_is_the_first_fact_with_one_full_stop(found, fact):
    cards = CARDS.assign(facts=[[fact, "another"], [fact]])
    plan = plays_.marketing_plan(TARGETS, {"never": PLAYS["never"]}, found, cards, None, EURO)
    assert plan.reason.tolist() == ["They order in size X."] * 2


def test_without_a_currency_an_amount_is_a_plain_amount_and_a_number_without_a_unit_no_percentage():
    base = BASE.assign(clv_12m=[70.0, 80.0, 8.0, 9.0, 7.0, 8.0])
    rows = [many(66.92, 38.7, "", "mean_order_value"), many(0.38, 1.09, "", "kids")]
    figures = plays_.figures(pd.concat([PROFILE, *rows], ignore_index=True), base, Style())
    plan = plays_.marketing_plan(TARGETS, {"a": BASKET}, figures, CARDS, None, Style())
    assert plan.reason.tolist() == ["An order is 67, 0.4 kids, 75 ahead.", "An order is 67, 0.4 kids, 8.00 ahead."]
    assert "%" not in " ".join(plan.reason)


def test_a_number_between_0_and_1_without_a_unit_is_nothing_that_members_say():
    far = [many(0.38, 1.09, "", "kids").assign(difference=-0.9), many(0.8, 0.3).assign(difference=1.0)]
    plan = plan_of(pd.concat(far), PLAYS["never"], EURO)
    assert plan.offer[0].startswith("Begin with what they say more than others, app (80%, against 30%); ask")


def test_a_share_of_yes_is_a_share_and_told_of_nobody_too_few():
    play = Play(when=ANY, reason="{app} of them, against {app_base}", **PLAIN)
    assert plan_of(many(0.3), play, EURO).reason[0] == "30% of them, against 50%"
    assert plan_of(many(0.12), play, LEAST_100).reason[0] == "few of them, against 50%"  # sixty of five hundred
    assert plan_of(many(0.0), play, LEAST_100).reason[0] == "0.0% of them, against 50%"  # nobody at all


def test_what_is_known_of_too_few_members_is_no_figure_of_a_play():
    play = Play(when=ANY, reason="{shoe_size} against {shoe_size_base}", **PLAIN)
    rows = many([42.0, 41.0], 41.5, "", "shoe_size", n=[99, 100])
    assert plan_of(rows, play, LEAST_100).play.tolist() == ["listen first", "a"]
    assert plan_of(rows, play, EURO).play.tolist() == ["a", "a"]


def bought(buyers, next_best):
    rows = pd.DataFrame({"category": ["tea", "pots"], "buyers": buyers, "next_best": next_best, "likely": 0.6})
    rows = rows.assign(
        level="category", segment_id=1, base_buyers=0.4, spend_share=0.3, base_share=0.1, index=[200, 150]
    )
    return rows.assign(lift=2.0, p_adjusted=0.001)


def test_what_they_want_and_lack_is_told_of_nobody_too_few():
    cards = CARDS.assign(size=[500, 400])
    play = Play(when=ANY, reason="{wants}; {lacks}; {size}", **PLAIN)
    affinity = bought([0.5, 0.1], [False, True])
    open_ = plan_of(many(0.3), play, EURO, cards, affinity).reason[0]
    assert open_ == (
        "tea (30% of their spend, against 10% in the base); pots, which 10% of them buy, against 40% of the base and "
        "60% of those who otherwise buy the same; 500"
    )
    few = plan_of(many(0.3), play, LEAST_100, cards, affinity).reason[0]
    assert "pots, which few of them buy, against 40% of the base" in few and few.startswith("tea (30%")
    rare = plan_of(many(0.3), play, LEAST_100, cards, bought([0.1, 0.3], [False, False])).reason[0]
    assert rare.startswith("pots (30% of their spend")  # fifty buy tea, which leads
    assert plan_of(many(0.3), play, LEAST_100, cards.assign(size=60), affinity).reason[0].endswith("; few")


def test_where_to_begin_is_told_of_nobody_too_few():
    far = many([0.02, 0.6], 0.31).assign(difference=-1.0)
    few = plan_of(far, PLAYS["never"], LEAST_100).offer[0]
    assert few.startswith("Begin with what they say less than others, app (few, against 31%); ask")
    assert "(2%, against 31%)" in plan_of(far, PLAYS["never"], EURO).offer[0]


def test_the_library_that_ships_is_read_and_every_fault_of_another_is_one_line(project):
    plays = load_plays(Params.model_construct(target=Params.model_fields["target"].default))
    expected = {"win back", "retain", "grow basket", "cross-sell", "onboard", "reward", "trade up", "harvest"}
    assert expected | {"leave alone"} <= set(plays)
    text = "a:\n  when: {x: over}\n  reason: r\n  ofer: o\n"
    (project / "params" / "library" / "mine.yaml").write_text(text, "utf-8")
    target = Params.model_fields["target"].default.model_copy(update={"plays": "params/library/mine.yaml"})
    with pytest.raises(ParamsError) as error:
        load_plays(Params.model_construct(target=target))
    assert all(fault.startswith("params/library/mine.yaml:") for fault in error.value.faults)
    assert any("ofer" in fault and "offer" in fault for fault in error.value.faults)
