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


# --- figures of plays, and the words they become ----------------------------------------------------------


def test_figures_are_numbers_shares_of_yes_and_what_is_expected_each_once():
    base = BASE.assign(clv_12m=[70.0, 80.0, 8.0, 9.0, 7.0, 8.0], p_alive=0.5, expected_orders_12m=np.nan)
    rows = pd.concat([PROFILE, many([0.5, 0.25]), many(0.5, level="no"), many(0.3, level="S", variable="region")])
    found = plays_.figures(rows, base, EURO)
    assert list(found) == ["segment_id", "figure", "value", "base", "difference", "unit", "people", "base_people"]
    told = found.set_index(["figure", "segment_id"])
    assert set(found.figure) == {"frequency", "monetary_value", "app", "clv_12m"}  # what is the same for all is none
    assert told.loc[("frequency", 1), ["value", "base", "unit", "people", "base_people"]].tolist() == [
        12,
        6,
        "orders",
        2,
        6,
    ]
    assert told.loc[("app", 1), ["value", "unit", "people", "base_people"]].tolist() == [0.5, "share", 250, 375]
    ahead = told.loc[("clv_12m", 1)]
    spread = np.std([70, 80, 8, 9, 7, 8])
    assert ahead[["value", "base", "unit", "people", "base_people"]].tolist() == [75, 182 / 6, "money", 2, 6]
    assert ahead.difference == pytest.approx((75 - 182 / 6) / spread)
    alive = plays_.figures(PROFILE, base.assign(p_alive=[1, 1, 0, 0, 0, np.nan], expected_orders_12m=range(6)), EURO)
    units = alive.groupby("figure").unit.first().to_dict()
    assert (units["p_alive"], units["expected_orders_12m"]) == ("share", "orders")
    assert alive[alive.figure == "p_alive"].people.tolist() == [2, 3]
    twice = plays_.figures(pd.concat([PROFILE, PROFILE.assign(value=1.0)]), base, EURO)
    assert not twice.duplicated(["segment_id", "figure"]).any() and twice.value[0] == 12
    few = plays_.figures(PROFILE, base, Style(least=3))
    assert set(few.segment_id) == {2}


@pytest.mark.parametrize(
    ("difference", "value", "side", "true", "far"),
    [
        (0.2, 5.0, "above", True, 0.2),
        (0.19, 5.0, "above", False, 0.19),
        (-0.2, 5.0, "below", True, 0.2),
        (0.3, 5.0, "below", False, -0.3),
        (0.3, 5.0, {"above": 4.9}, True, 0.3),
        (0.3, 5.0, {"above": 5.0}, False, 0.3),
        (-0.3, 5.0, {"below": 5.1}, True, 0.3),
        (0.3, 5.0, {"below": 5.0}, False, 0.0),
        (0.3, 5.0, {"above": 4.0, "below": 6.0}, True, 0.3),
        (0.3, 5.0, {"above": 4.0, "below": 5.0}, False, 0.3),
    ],
)
def test_a_condition_is_true_a_fifth_of_the_spread_away_or_beyond_its_limit(difference, value, side, true, far):
    found = plays_._condition(pd.Series({"difference": difference, "value": value}), side)
    assert found == (true, pytest.approx(far))


def test_the_strength_of_a_play_is_the_sum_of_the_distances_that_it_asks_for(found):
    plays = {
        "both": Play(when={"frequency": "above", "monetary_value": "above"}, reason="r", **PLAIN),
        "one": Play(when={"frequency": {"above": 0}}, reason="r", **PLAIN),
        "kept": Play(when={"frequency": "above"}, unless={"monetary_value": "above"}, reason="r", **PLAIN),
        "unless unknown": Play(when={"frequency": "above"}, unless={"shoe_size": "above"}, reason="r", **PLAIN),
    }
    strength, against = plays_.strengths(plays, found, [1, 2])
    assert strength[0].tolist() == pytest.approx([1.309 + 1.373, 1.309, 0, 1.309])
    assert strength[1].tolist() == pytest.approx([0, 1e-3, 0, 0])  # it is true of the second too, and says little
    assert against.tolist() == [[False, False, True, False], [False] * 4]


def test_what_a_play_asks_for_is_what_its_texts_and_its_condition_name():
    play = Play(
        when={"a": "above"}, reason="{b} {b_base} {size}", offer="{wants} {lacks}", price="{c}", message="{d} {fact}",
        kpi="{e}", channel="{f}",
    )  # fmt: skip
    assert plays_._asked(play) == {"a", "b", "c", "d", "e", "f"}


def test_a_play_that_cannot_be_used_says_why_with_its_limits(found):
    plays = {
        "kept": Play(
            when={"frequency": "above"}, unless={"monetary_value": {"above": 3.5, "below": 999}}, reason="r", **PLAIN
        ),
        "lacks": Play(when={"shoe_size": "above", "age": "above"}, reason="r", **PLAIN),
        "led": Play(when={"frequency": {"above": 0}}, reason="r", **PLAIN),
    }
    kept, lacks, led = plays_.judged_plays(plays, found, TARGETS)
    assert (kept.fits, kept.kept_from, kept.unless) == (0, ("Up",), "monetary value above 3.5 and below 999")
    assert lacks.lacking == ("age", "shoe_size") and lacks.remark == "cannot be checked: the data has no age, shoe_size"
    assert (led.fits, led.leads, led.remark, led.never_met) == (2, ("Up", "Down"), "", False)
    table = plays_.library_report([kept, lacks, led])
    assert table.leads.tolist() == ["", "", "Up, Down"] and str(table.fits.dtype) == "int64"
    assert table.remark[0] == "not used for Up: it would contradict monetary value above 3.5 and below 999"


def test_a_plan_has_every_text_of_its_play_filled(found):
    play = Play(
        when={"frequency": "above"}, reason="{size} of them: {fact}", offer="Offer {wants}", price="{lacks}",
        message="Come back.", kpi="{frequency}", channel="Post {frequency_base}",
    )  # fmt: skip
    plan = plays_.marketing_plan(TARGETS, {"a": play}, found, CARDS, None, EURO)
    assert list(plan) == [
        *("segment_id", "segment_name", "role", "play", "reason", "offer", "price", "kpi", "message", "channel"),
    ]
    assert plan.iloc[0].tolist() == [
        *(1, "Up", "target", "a", "2 of them: Net amount in the period: €120 on average, against €50 in the base"),
        *("Offer what each of them bought last", "what others in the base buy", "12", "“Come back.”", "Post 6.0"),
    ]
    quiet = plan.iloc[1]
    assert (quiet.play, quiet.price, quiet.message, quiet.channel) == ("listen first", "Unchanged.", "", "")
    assert quiet.offer == "Ask a few of them before anything is offered, as no play of the library fits."
    assert quiet.kpi == "Members, 4 now." and quiet.role == "next"


def far(*shares, level="yes"):
    """Rows of table `profile` of answers, name to share, base and difference, in segment 1."""
    rows = [
        {"segment_id": 1, "variable": name, "level": level, "unit": "", "value": value, "base": base, "difference": gap}
        for name, value, base, gap in shares
    ]
    return pd.DataFrame(rows).assign(n=500)


def test_where_to_begin_is_what_is_said_most_more_and_most_less():
    asked = far(
        ("likes_tea", 0.8, 0.3, 1.0), ("cats", 0.5, 0.4, 0.3), ("dogs", 0.1, 0.4, -0.8), ("jam", 0.2, 0.4, -0.4)
    )
    offer = plan_of(asked, PLAYS["never"], EURO).offer[0]
    assert offer == (
        "Begin with what they say more than others, likes tea (80%, against 30%) and with what they say less than "
        "others, dogs (10%, against 40%); ask a few of them before anything is offered, as no play of the library fits."
    )
    near = far(("likes_tea", 0.8, 0.3, 0.2), ("dogs", 0.1, 0.4, -0.19))
    assert "likes tea" in plan_of(near, PLAYS["never"], EURO).offer[0]
    assert "dogs" not in plan_of(near, PLAYS["never"], EURO).offer[0]
    less = far(("dogs", 0.1, 0.4, -0.9), ("jam", 0.2, 0.4, -0.4))
    assert "more than others" not in plan_of(less, PLAYS["never"], EURO).offer[0]


def test_the_channel_is_the_one_that_is_used_more_than_others_do():
    rows = far(("channel_web", 0.5, 0.45, 0.1), ("channel_store", 0.4, 0.2, 0.5), level="")
    assert plan_of(rows, PLAYS["never"], EURO).channel[0] == "Store: 40% of their orders, against 20% in the base."
    said = Play(when=ANY, reason="r", channel="Post", **PLAIN)
    assert plan_of(rows, said, EURO).channel[0] == "Post"
    assert plan_of(many(0.5), PLAYS["never"], EURO).channel[0] == ""


@pytest.mark.parametrize(
    ("change", "wanted"),
    [
        ({}, "tea (30% of their spend, against 10% in the base)"),
        ({"spend_share": 0.05, "base_share": 0.01}, "tea (5.0% of their spend, against 1.0% in the base)"),
        ({"spend_share": 0.049}, "what each of them bought last"),
        ({"index": 115}, "tea (30% of their spend, against 10% in the base)"),
        ({"index": 114}, "what each of them bought last"),
        ({"p_adjusted": 0.05}, "what each of them bought last"),
        ({"level": "product", "buyers": 0.1, "lift": 1.25}, "tea (10% of them buy it, against 40% of the base)"),
        ({"level": "product", "buyers": 0.09, "lift": 1.25}, "what each of them bought last"),
        ({"level": "product", "buyers": 0.1, "lift": 1.24}, "what each of them bought last"),
    ],
)
def test_what_they_want_leads_by_enough_and_is_bought_by_enough(change, wanted):
    affinity = bought([0.5, 0.1], [False, False]).head(1).assign(**change)
    words = plays_._bought_words(affinity, CARDS.assign(size=500).iloc[0], 1_000, EURO)
    assert words == {"wants": wanted, "lacks": "what others in the base buy"}


def test_of_what_leads_alike_the_first_by_name_is_wanted_and_of_what_lacks_the_first():
    affinity = bought([0.5, 0.5], [True, True]).assign(index=200)
    words = plays_._bought_words(affinity, CARDS.assign(size=500).iloc[0], 1_000, EURO)
    assert words["wants"].startswith("pots (") and words["lacks"].startswith("tea, which 50% of them buy")
    products = pd.concat([affinity, affinity.assign(level="product", category="z", index=900)])
    assert plays_._bought_words(products, CARDS.iloc[0], 9, EURO)["wants"].startswith("pots (")  # categories come first
    assert plays_._bought_words(affinity.assign(segment_id=2), CARDS.iloc[0], 9, EURO)["wants"].startswith("what each")


def test_what_plays_count_themselves_has_no_unit_and_all_else_has_one(found):
    rows = found.assign(
        figure=["frequency", "frequency", "recency", "recency"], unit=["orders", "orders", "days", "days"]
    )
    words = plays_._figure_words(rows[rows.segment_id == 1], CARDS.iloc[0], EURO)
    assert words == {
        "size": "2",
        "fact": CARDS.facts[0][0],
        "frequency": "12",
        "frequency_base": "6.0",
        "recency": "120 days",
        "recency_base": "50 days",
    }
