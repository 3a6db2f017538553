"""card_and_plan.py: cards and plan as texts, each of which may be shown."""

import numpy as np
import pytest
from show.small_tables import CARDS, LEAST_100, PLAIN, PLAN, WITHOUT_VALUE

from segtools.show.card_and_plan import card_views, plan_views
from segtools.words import Style


def test_a_card_holds_size_worth_and_sentences_as_they_are_written():
    few, some, many = card_views(CARDS, Style("€", "members"))
    assert (few.count, few.size, few.share) == ("60", "members, 6.0% of the base (5.0% to 8.0%)", "6.0%")
    assert (few.worth.value, few.worth.low, few.worth.high) == ("€400", "€350", "€450")
    assert few.worth.each == "margin each in the next twelve months" and few.worth.part == "43% of the value to come"
    assert some.section("persona") == ("A typical one",) and some.section("facts", 0) == () and not few.section("wants")
    assert (few.alive, some.alive, many.alive) == ("90%", "60%", "") and few.stability == "0.80"


def test_bars_are_to_a_tenth_and_told_in_words():
    cards = CARDS.assign(figure=[["up", "down"]] * 3, figure_values=[[2.345, -1.049]] * 3)
    view = card_views(cards, PLAIN)[0]
    assert view.bars == (("up", 2.3), ("down", -1.0))
    assert (
        view.alt == "How far from the base (1: the usual distance of one customer from the average): up +2.3; down -1.0"
    )


def test_a_small_segment_is_a_name_and_takes_the_smallest_other_size_with_it():
    few, some, many = card_views(CARDS, LEAST_100)
    assert few.few and few.hidden and few.name == "Few" and few.size == "customers: too few to describe"
    assert few.worth is None and not few.sections and not few.bars and not few.alive and not few.stability
    assert some.hidden and not some.few and (some.count, some.share, some.worth.part) == ("few", "few", "")
    assert some.worth.value == "€90" and some.section("facts") == ("two facts",)
    assert many.count == "700" and not many.hidden


def test_worth_is_the_best_known_or_none():
    behind = CARDS.assign(clv_12m=np.nan)
    assert card_views(behind, PLAIN)[0].worth.each == "net amount each in the period"
    assert card_views(WITHOUT_VALUE, PLAIN)[0].worth is None


def test_a_plan_stands_targets_first_and_names_only_what_it_has():
    plan = PLAN.assign(role=["maintain", "target", "maintain"], offer="", audience=[0, 2160, 0])
    some, few, _ = plan_views(plan, PLAIN)
    assert (some.name, some.wanted, some.listed) == ("Some", True, True) and not few.listed
    assert [what for what, _ in some.lines] == [
        *("Why", "Price", "Message", "Channel", "Measure"),
        *("Audience", "Return", "Test"),
    ]
    assert some.contacts == "2,160 to contact, 240 held back"
    assert [what for what, _ in few.lines] == ["Why", "Price", "Message", "Channel", "Measure"]


def test_a_small_control_withholds_the_audience_and_what_it_returns():
    some = plan_views(PLAN, Style("€", least=241))[1]
    assert some.small and (some.audience, some.control, some.returns, some.return_low) == ("few",) * 4
    assert some.contacts == "few to contact and to hold back" and some.outcome.startswith("few: it would give away")
    assert (some.response, some.break_even) == ("20.0%", "10.0%")


@pytest.mark.parametrize(("lacking", "words"), [(["cost"], "cost of a contact"), (["worth"], "worth of an order")])
def test_a_return_that_is_not_known_says_what_is_missing(lacking, words):
    plan = PLAN.assign(expected_return=np.nan, **dict.fromkeys(lacking, np.nan))
    assert plan_views(plan, PLAIN)[0].outcome == f"Unknown without the {words}."


def test_a_card_keeps_its_segment_its_numbers_and_no_section_that_says_nothing():
    few, some, many = card_views(CARDS, Style("€", "members"))
    assert [card.segment_id for card in (few, some, many)] == [1, 2, 3]
    assert [(card.few, card.hidden) for card in (few, some, many)] == [(False, False)] * 3
    assert (many.count, many.size, many.share) == ("700", "members, 70% of the base (67% to 73%)", "70%")
    assert some.sections == {"facts": ("two facts",), "descriptors": ("who",), "persona": ("A typical one",)}
    assert many.bars == () and many.alt == ""
    assert (some.worth.value, some.worth.low, some.worth.high) == ("€90", "€80", "€100")
    assert some.worth.part == "38% of the value to come"
    behind = card_views(CARDS.assign(clv_12m=np.nan), PLAIN)[1].worth
    assert (behind.value, behind.low, behind.high, behind.part) == ("€100", "€90", "€110", "35% of the net amount")
    three = CARDS.assign(facts=[["a", "b", "c"]] * 3)
    assert (
        card_views(three, PLAIN)[0].section("facts", 2) == ("a", "b")
        and len(card_views(three, PLAIN)[0].section("facts")) == 3
    )


def test_a_small_segment_has_no_field_but_its_name():
    few, some, _ = card_views(CARDS, LEAST_100)
    told = ("segment_id", "name", "few", "hidden", "count", "size", "share", "worth", "alive", "stability")
    assert [getattr(few, name) for name in told] == [
        *(1, "Few", True, True, "few", "customers: too few to describe", "few", None, "", ""),
    ]
    assert (dict(few.sections), few.bars, few.alt) == ({}, (), "")
    assert some.size == "customers, withheld so that the size of a small segment cannot be worked out"
    assert some.alive == "60%" and some.bars == (("orders", -0.5),)


def test_a_plan_has_every_text_of_its_row_and_each_figure_in_its_unit():
    plan = PLAN.assign(
        offer="an offer", price="a price", message="a message", channel="a channel", kpi="a kpi", test="a test"
    )
    _, some, many = plan_views(plan, PLAIN)
    assert (some.segment_id, some.name, some.role, some.play, some.reason) == (2, "Some", "target", "retain", "why not")
    texts = (some.offer, some.price, some.message, some.channel, some.kpi, some.test)
    assert texts == ("an offer", "a price", "a message", "a channel", "a kpi", "a test")
    figures = ("audience", "control", "response", "response_low", "response_high", "break_even")
    assert [getattr(some, name) for name in figures] == ["2,160", "240", "20.0%", "10.0%", "30.0%", "10.0%"]
    assert (some.returns, some.return_low, some.return_high) == ("€2,160", "-€2,160", "€4,320")
    assert (
        some.outcome
        == "€2,160 (-€2,160 to €4,320) after the cost of contacts; breaks even at an extra response of 10.0%"
    )
    assert some.lines == [
        *[("Why", "why not"), ("Offer", "an offer"), ("Price", "a price"), ("Message", "a message")],
        *[("Channel", "a channel"), ("Measure", "a kpi"), ("Audience", "2,160 to contact, 240 held back")],
        *[("Return", some.outcome), ("Test", "a test")],
    ]
    assert (many.wanted, many.listed, many.small, many.contacts, many.outcome) == (False, False, False, "", "")
    assert (many.audience, many.response, many.returns) == ("0", "unknown", "unknown")
    assert [view.segment_id for view in plan_views(PLAN.iloc[::-1], PLAIN)] == [1, 2, 3]
    small = plan_views(PLAN, Style("€", least=7))[0]
    assert small.small and (small.audience, small.control, small.returns, small.return_high) == ("few",) * 4
    assert small.outcome == "few: it would give away the size of the audience"
    assert not plan_views(PLAN, Style("€", least=6))[0].small


def test_a_return_that_is_not_known_names_all_that_is_missing():
    lacking = PLAN.assign(expected_return=np.nan, cost=np.nan, response=np.nan, worth=np.nan)
    assert plan_views(lacking, PLAIN)[0].outcome == (
        "Unknown without the cost of a contact, the response to it and the worth of an order."
    )
    few = plan_views(lacking, Style("€", least=7))[0]
    assert few.outcome.startswith("Unknown without") and few.contacts == "few to contact and to hold back"
