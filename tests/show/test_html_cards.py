"""html_cards.py: the segments as cards, and the plan."""

import numpy as np
from show.small_tables import CARDS, EVIL, LEAST_100, PLAIN, PLAN, WITHOUT_VALUE

from segtools import show
from segtools.show.look import segment_colour
from segtools.words import Style


def test_markup_in_the_data_stays_text():
    lists = {name: [[EVIL]] * 3 for name in ("facts", "descriptors", "categories", "wants", "loses", "figure")}
    cards = CARDS.assign(segment_name=EVIL, persona=EVIL, figure_values=[[1.5]] * 3, **{**lists, "clv_basis": EVIL})
    words = ["segment_name", "play", "reason", "offer", "price", "message", "channel", "kpi", "test"]
    for page in (
        show.cards(cards, style=Style(EVIL, EVIL)).data,
        show.plan(PLAN.assign(**dict.fromkeys(words, EVIL), role="target"), style=Style(EVIL)).data,
    ):
        assert "<script" not in page and "&lt;script&gt;" in page


def test_a_card_tells_size_worth_and_facts_in_its_colour():
    page = show.cards(CARDS, style=Style("€", "members")).data
    first = page.split("</section>")[0]
    assert f"border-top-color:{segment_colour(1)}" in first and "<h4>Few</h4>" in first
    assert "<b>60</b> members, 6.0% of the base (5.0% to 8.0%)" in first
    assert "<b>€400</b> of margin each in the next twelve months (€350 to €450), 43% of the value to come" in first
    assert "<li>one fact</li>" in first and "Who they are" not in first and "Who they are" in page


def test_the_figure_of_a_card_has_its_longest_bar_for_the_furthest_and_to_the_side_of_its_sign():
    cards = CARDS.assign(figure=[["up", "down"]] * 3, figure_values=[[2.0, -1.0]] * 3)
    page = show.cards(cards, style=PLAIN).data
    assert "<rect x='190.0' y='3' width='60.0'" in page and "<rect x='160.0' y='21' width='30.0'" in page
    told = "How far from the base (1: the usual distance of one customer from the average): up +2.0; down -1.0"
    assert f"aria-label='{told}'" in page


def test_the_best_known_worth_is_told_or_none():
    ahead_unknown = CARDS.assign(clv_12m=np.nan, clv_low=np.nan, clv_high=np.nan, clv_share=np.nan)
    page = show.cards(ahead_unknown, style=PLAIN).data
    assert "<b>€500</b> of net amount each in the period (€450 to €550), 44% of the net amount" in page
    assert "class='worth'" not in show.cards(WITHOUT_VALUE, style=PLAIN).data


def test_of_a_segment_of_too_few_only_its_name_is_shown_and_no_other_size_tells_its():
    few, some, many = show.cards(CARDS, style=LEAST_100).data.split("</section>")[:3]
    assert "<h4>Few</h4>" in few and "fact" not in few and "€" not in few and "svg" not in few
    assert "<b>few</b>" in some and "240" not in some and "24%" not in some and "38%" not in some
    assert "two facts" in some and "€90" in some
    assert "<b>700</b> customers, 70% of the base" in many


def test_the_plan_stands_targets_first_with_what_an_audience_may_return():
    page = show.plan(PLAN.assign(role=["maintain", "target", "maintain"]), style=PLAIN).data
    assert page.index("Some: retain") < page.index("Few: win back")
    assert "<th>Audience</th><td>2,160 to contact, 240 held back</td>" in page
    told = "€2,160 (-€2,160 to €4,320) after the cost of contacts; breaks even at an extra response of 10.0%"
    assert told in page
    assert "Audience" not in page.split("Many: serve")[1]


def test_a_return_that_cannot_be_told_says_what_is_missing():
    page = show.plan(PLAN.assign(expected_return=np.nan, cost=np.nan), style=PLAIN).data
    assert "Unknown without the cost of a contact." in page


def test_a_small_audience_tells_neither_itself_nor_what_follows_from_it():
    page = show.plan(PLAN, style=LEAST_100).data
    assert "few to contact and to hold back" in page and "€54" not in page and "€2,160 (" in page
    control = show.plan(PLAN, style=Style("€", least=241)).data  # 240 of 2,400 are held back
    assert "2,160" not in control and "240" not in control
