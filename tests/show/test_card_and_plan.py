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
