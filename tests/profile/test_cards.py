"""cards.py: what a card says, worked by hand, and on how many people it stands."""

import numpy as np
import pandas as pd
import pytest
from profile_bases.small_base import BASE, EURO, ROLES, STABLE, WORDS

from segtools.profile.bought import TELLING, affinity
from segtools.profile.cards import segment_cards
from segtools.profile.describe import segment_profile
from segtools.words import Style

MEANINGS = {
    "age": "age",
    "fun": '"I like fun"',
    "care": '"I take care"',
    "calm": '"I stay calm"',
    "discount_share": "discount, as a share of the price before it",
    "return_share": "goods sent back, as a share of what they buy",
    "channel_web": "share of orders by web",
    "channel_app": "share of orders by app",
    "region": "region",
    "pet": "has a pet",
}
DICTIONARY = pd.DataFrame({"variable": MEANINGS.keys(), "meaning": MEANINGS.values()})
PEOPLE = pd.DataFrame({"customer_id": range(400), "segment_id": 1, "segment_name": "Up", "confidence": 1.0})
PEOPLE.loc[200:, ["segment_id", "segment_name"]] = [2, "Down"]
LEAST_10, LEAST_100 = Style("€", least=10), Style("€", least=100)


def row(variable, segment, **more):
    """One row of table `profile`, of a variable that took no part and in which the segment is like the base."""
    usual = {
        "level": "",
        "family": "demographic",
        "role": "descriptor",
        "unit": "",
        "value": 2.0,
        "median": 2.0,
        "base": 2.0,
        "index": 100.0,
        "difference": 0.0,
        "p_adjusted": 0.5,
        "n": 200,
    }
    return pd.DataFrame([{"segment_id": segment, "variable": variable, **usual, **more}])


def both(variable, **more):
    """The same of both segments, the second like the base."""
    return pd.concat([row(variable, 1, **more), row(variable, 2, **more | {"difference": 0.0})])


def card(*rows, style=LEAST_10, people=PEOPLE, **more):
    """The card of segment 1."""
    return segment_cards(people, pd.concat(rows, ignore_index=True), STABLE, DICTIONARY, style, **more).iloc[0]


@pytest.fixture
def described():
    return segment_profile(BASE, WORDS, ROLES)


@pytest.fixture
def cards(described):
    return segment_cards(BASE, described, STABLE, WORDS, EURO)


def test_cards_add_up_to_the_base(cards):
    assert cards["size"].sum() == 6 and cards.share.sum() == 1 and cards.value_share.sum() == pytest.approx(1)
    assert cards.value_per_customer.tolist() == [120, 15]
    assert cards.facts[0][0] == "Net amount in the period: €120 on average, against €50 in the base"


def test_a_card_s_figure_has_the_farthest_variables_highest_first_and_one_bar_a_variable(described):
    made = segment_cards(BASE, described.assign(n=50), STABLE, WORDS, EURO)
    words, values = made.figure[1], made.figure_values[1]
    spread = np.std([10, 14, 2, 2, 4, 4])
    assert words[-1] == "monetary value" and sorted(words)[0] == "frequency" and values == sorted(values, reverse=True)
    assert values[words.index("frequency")] == pytest.approx(-3 / spread)
    assert sum(word.startswith("region") for word in words) == 1


def test_a_persona_takes_two_sure_ways_in_which_they_differ():
    rng, n = np.random.default_rng(5), 8_000
    first = np.arange(n) < n / 2
    base = pd.DataFrame({"customer_id": [f"c{m}" for m in range(n)], "segment_id": np.where(first, 1, 2)})
    base["segment_name"], base["confidence"] = base.segment_id.map({1: "Up", 2: "Down"}), 1.0
    base["place"] = np.where(rng.random(n) < np.where(first, 0.8, 0.2), "village", "city")
    base["age"] = np.where(rng.random(n) < np.where(first, 0.7, 0.3), "older", "younger")
    base["luck"] = rng.choice(["heads", "tails"], n)
    base["slight"] = np.where(
        rng.random(n) < np.where(first, 0.54, 0.46), "left", "right"
    )  # sure, and not worth saying
    words = pd.DataFrame(
        {
            "variable": ["place", "age", "luck", "slight"],
            "family": "demographic",
            "kind": "categorical",
            "unit": "",
            "meaning": ["kind of place", "age", "luck", "slight"],
            "levels": [[], [], [], []],
        }
    )
    roles = pd.DataFrame({"variable": words.variable, "role": "descriptor"})
    made = segment_cards(base, segment_profile(base, words, roles), STABLE, words, Style())
    share = {name: (base[name][first] == level).mean() for name, level in (("place", "village"), ("age", "older"))}
    assert f"kind of place village ({share['place']:.0%}); age older ({share['age']:.0%})" in made.persona[0]
    assert "luck" not in made.persona[0] and "slight" not in made.persona[0]
    alone = words[words.variable != "age"]
    assert segment_cards(base, segment_profile(base, alone, roles), STABLE, alone, Style()).persona[0] == ""


def test_products_are_told_by_who_buys_them_and_not_by_what_one_member_spent():
    rows = (
        [(f"a{n}", "kettle") for n in range(60)]
        + [(f"a{n}", "heart") for n in range(99)]
        + [(f"b{n}", "heart") for n in range(99)]
    )
    spend = pd.DataFrame(
        [*rows, *[(f"a{n}", "rare") for n in range(8)], ("a0", "scales")], columns=["customer_id", "category"]
    ).assign(orders=1, amount=5.0)
    spend.loc[spend.category == "scales", "amount"] = 90_000.0
    base = pd.DataFrame({"customer_id": [f"a{n}" for n in range(100)] + [f"b{n}" for n in range(100)]})
    base["segment_name"] = base.customer_id.str[0]
    base["segment_id"] = base.segment_name.map({"a": 1, "b": 2})
    made = affinity(base, None, spend)
    base["confidence"] = 1.0
    cards = segment_cards(base, row("age", 1).head(0), STABLE, WORDS, Style(), made)
    assert cards.categories.tolist() == [["kettle: 60% of them buy it, against 30% of the base"], []]


def test_a_segment_that_person_alone_sets_apart_is_not_called_close_to_the_base():
    base = pd.DataFrame(
        {"customer_id": [f"c{n}" for n in range(400)], "segment_id": np.repeat([1, 2], 200), "confidence": 1.0}
    )
    base["segment_name"] = base.segment_id.map({1: "Up", 2: "Down"})
    base["frequency"] = np.tile([3.0, 4.0], 200)
    base["region"] = np.where(np.arange(400) % 10 < np.where(base.segment_id == 1, 9, 1), "N", "S")
    words = WORDS[WORDS.variable != "monetary_value"]
    roles = pd.DataFrame({"variable": words.variable, "role": ["segmentation", "segmentation"]})
    made = segment_cards(base, segment_profile(base, words, roles), STABLE, words, Style())
    assert made.facts[0] == ["Region: N for 90%, against 50% of the base"]


def test_the_interval_of_a_share_is_wilson_s_as_published():
    """Newcombe 1998, Statistics in Medicine 17:857-872, table I: 81 of 263 gives .2553 to .3662."""
    base = pd.DataFrame(
        {"customer_id": [str(n) for n in range(263)], "segment_id": [1] * 81 + [2] * 182, "confidence": 1.0}
    )
    base["segment_name"] = base.segment_id.map({1: "one", 2: "two"})
    base["frequency"] = 1.0
    words = WORDS[WORDS.variable == "frequency"]
    made = segment_cards(base, segment_profile(base, words, ROLES), STABLE, words, Style())
    assert (made.share_low[0], made.share_high[0]) == (pytest.approx(0.2553, abs=5e-5), pytest.approx(0.3662, abs=5e-5))


def test_a_chance_of_buying_that_a_model_takes_for_granted_is_not_told(described):
    sure = BASE.assign(p_alive=[1.0, 1.0, 1.0, 1.0, 1.0, np.nan])
    assert segment_cards(sure, described, STABLE, WORDS, EURO).p_alive.isna().all()
    told = segment_cards(sure.assign(p_alive=[0.5, 1.0, 1.0, 1.0, 1.0, 1.0]), described, STABLE, WORDS, EURO)
    assert told.p_alive.tolist() == [0.75, 1.0]


# --- what they want -----------------------------------------------------------------------------------


def test_of_what_they_hold_the_strongest_that_is_sure_is_wanted():
    likes = {"family": "attitude", "base": 3.0, "median": 4.0}
    fun = row("fun", 1, difference=0.9, p_adjusted=0.2, value=4.9, **likes)  # may be luck
    calm = row("calm", 1, difference=0.3, p_adjusted=0.01, value=3.4, **likes)
    care = row("care", 1, difference=0.5, p_adjusted=0.01, value=4.1, **likes)
    formed = row("age", 1, difference=0.9, p_adjusted=0.01, value=4.9, **likes | {"role": "segmentation"})
    assert card(fun, calm, care, formed).wants == ['"I take care": 4.1 on average, against 3.0 in the base']
    assert card(fun, care.assign(difference=-0.5)).wants == []


def bought(**more):
    """Two rows of table `affinity` for segment 1, of which pots are the next best."""
    usual = {
        "segment_id": 1,
        "level": "category",
        "buyers": 0.25,
        "base_buyers": 0.5,
        "likely": 0.6,
        "spend_share": 0.4,
        "base_share": 0.2,
        "index": 200.0,
        "lift": 0.5,
        "p_adjusted": 0.01,
    }
    tea, pots = {**usual, "category": "tea", "next_best": False}, {**usual, "category": "pots", "next_best": True}
    return pd.DataFrame([tea, pots | {"spend_share": 0.1, "base_share": 0.2, "index": 50.0} | more])


def test_the_next_best_is_wanted_beside_who_otherwise_buys_alike():
    plain = row("age", 1)
    said = "pots next: 25% of them buy it; of others who buy the same otherwise, 60% do"
    assert card(plain, affinity=bought()).wants == [said]
    assert card(plain, affinity=bought()).categories == ["tea: 40% of spend, against 20% in the base"]
    assert card(plain, affinity=bought(next_best=False)).wants == []


def test_of_a_next_best_that_a_handful_buy_the_share_is_not_told():
    """2% of 200 are four; of the base, 1.5% of 400 are six."""
    few = "pots next: few of them buy it; of others who buy the same otherwise, 60% do"
    assert card(row("age", 1), affinity=bought(buyers=0.02)).wants == [few]
    assert card(row("age", 1), affinity=bought(), style=LEAST_100).wants == [few]  # fifty
    assert card(row("age", 1), affinity=bought(buyers=0.0, base_buyers=0.015)).wants == []
    assert card(row("age", 1), affinity=bought(), style=LEAST_100).categories == []


@pytest.mark.parametrize(
    ("value", "index", "difference", "said"),
    [
        (0.25, 250.0, 0.8, "A good price: discounts take 25% of the price, against 10% in the base"),
        (0.02, 20.0, -0.6, "No discount needed: discounts take 2.0% of the price, against 10% in the base"),
        (0.12, 120.0, 0.8, None),
        (0.06, 60.0, -0.6, None),
        (0.25, 250.0, 0.1, None),
    ],
)
def test_discounts_are_wanted_or_not_needed_where_they_differ_much(value, index, difference, said):
    share = {"value": value, "base": 0.1, "index": index, "difference": difference, "unit": "share"}
    assert card(row("discount_share", 1, **share)).wants == ([said] if said else [])


def test_they_want_to_be_served_where_they_differ_most():
    web = row("channel_web", 1, value=0.5, base=0.4, difference=0.4)
    app = row("channel_app", 1, value=0.3, base=0.1, difference=0.7)
    assert card(web, app).wants == ["To be served by app: 30% of orders, against 10% in the base"]
    assert card(web, app.assign(difference=0.1)).wants == [
        "To be served by web: 50% of orders, against 40% in the base"
    ]
    assert card(app, style=Style("€", least=201)).wants == []


RESPONSE = pd.DataFrame(
    {
        "segment_id": [1, 2, 3],
        "elasticity": [-3.0, -1.0, -9.0],
        "low": [-3.4, -1.8, -20.0],
        "high": [-2.6, -0.2, 2.0],
        "verdict": ["", "", "too uncertain to tell"],
    }
)


def test_a_lower_price_is_wanted_more_or_less_than_the_segments_do_on_average():
    """The mean of those that are told is -2: outside of -3.4 to -2.6, and of -1.8 to -0.2."""
    more = "More than others, a lower price: one percent off a product goes with 3.0% more sold (2.6% to 3.4%)"
    made = segment_cards(PEOPLE, both("age"), STABLE, DICTIONARY, LEAST_10, response=RESPONSE)
    assert made.wants[0] == [f"{more}, against 2.0% in the average segment"] and made.wants[1][0].startswith(
        "Less than others"
    )
    wide = RESPONSE.assign(low=[-3.4, -2.1, -20.0])
    assert segment_cards(PEOPLE, both("age"), STABLE, DICTIONARY, LEAST_10, response=wide).wants[1] == []
    hidden = segment_cards(PEOPLE, both("age"), STABLE, DICTIONARY, Style(least=201), response=RESPONSE)
    assert hidden.wants.tolist() == [[], []]


# --- what would lose them -----------------------------------------------------------------------------


@pytest.mark.parametrize(("people", "least", "shown"), [(9, 10, False), (10, 10, True), (99, 100, False), (1, 1, True)])
def test_silence_is_told_of_enough_people_only(people, least, shown):
    base = PEOPLE.assign(at_risk=PEOPLE.index < people, value_if_kept=12.0)
    made = card(row("age", 1), people=base, style=Style("€", least=least))
    said = (
        f"Silence: {people} members worth at least the average customer have more likely left than not; "
        f"kept, they would bring €{12 * people:,} in twelve months"
    )
    assert made.at_risk == people and made.loses == ([said] if shown else [])


def test_rivals_and_disappointment_are_told_where_discounts_and_returns_are_high():
    high = {"value": 0.3, "base": 0.1, "difference": 0.5, "unit": "share"}
    both_high = card(row("discount_share", 1, **high), row("return_share", 1, **high)).loses
    assert both_high == [
        "A cheaper rival: 30% of the price is already given away as discount",
        "Goods that disappoint: 30% of what they buy comes back, against 10% in the base",
    ]
    assert card(row("return_share", 1, **high | {"difference": -0.5})).loses == []


def test_pains_are_terms_of_a_lower_score_the_lowest_first():
    terms = pd.DataFrame(
        {
            "segment_id": [1, 1, 1, 1, 2],
            "term": ["late", "dear", "slow", "kind", "other"],
            "customers": [12, 40, 30, 90, 50],
            "share": 0.5,
            "base_share": 0.08,
            "score_gap": [-1.5, -3.1, -0.9, 2.0, -4.0],
        }
    )
    dear, late = (
        f"“{term}”: {n} say it (50% of the comments, against 8.0% in the base), "
        f"and score {gap} points lower than the rest of the segment"
        for term, n, gap in (("dear", 40, 3.1), ("late", 12, 1.5))
    )
    assert card(row("age", 1), terms=terms).loses == [dear, late]
    assert card(row("age", 1), terms=terms, style=Style(least=20)).loses == [dear]


# --- on how many people a sentence stands -------------------------------------------------------------


def level(variable, name, value, base, difference, **more):
    """A level of a variable that formed the segments, in both segments."""
    made = both(variable, level=name, value=value, base=base, difference=difference, role="segmentation", **more)
    return made.assign(value=[value, 2 * base - value])


def test_a_level_at_which_too_few_are_is_few_where_the_base_has_more_and_left_out_where_it_has_less():
    """Of 200 members, 3% are six and 6% twelve; of 400, 30% are 120."""
    rare = level("region", "East", 0.03, 0.3, -0.8)
    more = level("pet", "yes", 0.045, 0.03, 0.6)
    less = level("pet", "yes", 0.06, 0.3, -0.6)
    assert card(rare, less).facts == [
        "Region: East for few, against 30% of the base",
        "Has a pet: 6%, against 30% of the base",
    ]
    assert card(rare, more).facts == ["Region: East for few, against 30% of the base"]
    assert card(more).facts == ["Too few people are known to say what sets it apart."]
    assert card(rare, more, style=Style()).facts == [
        "Region: East for 3%, against 30% of the base",
        "Has a pet: 4%, against 3% of the base",
    ]
    assert card(level("region", "East", 0.0, 0.015, -0.8)).facts[0].startswith("Too few")  # six of the base


def test_what_is_known_of_too_few_is_left_out_and_the_next_best_told():
    unknown = row("age", 1, family="behavioural", difference=1.9, value=5.0, n=9)
    known = row("fun", 1, family="behavioural", difference=0.4, value=3.0, median=3.0)
    assert card(unknown, known).facts == ['"I like fun": 3.0 on average, against 2.0 in the base']
    assert card(unknown.assign(difference=-1.9), known).facts == card(known).facts
    nobody = row("region", 1, family="geographic", role="segmentation", level="East", value=0.0, base=0.5, n=9)
    assert (
        card(nobody.assign(difference=-1.6), row("region", 2, level="East", base=0.5), known).facts == card(known).facts
    )
    answered = unknown.assign(family="attitude", role="segmentation")
    assert card(answered, known).facts == card(known).facts
    assert card(answered.assign(n=10), known).facts[0].startswith("Age: 5.0 on average")
    assert card(known.assign(difference=0.1)).facts == ["Close to the base on everything measured."]


def test_behaviour_that_is_known_of_less_than_half_describes_nobody():
    """The days between orders of those who order once: the mean is that of the others. Segment 1 has 200 members."""
    some = row("age", 1, family="behavioural", difference=1.9, value=5.0, median=5.0, n=99)
    known = row("fun", 1, family="behavioural", difference=0.4, value=3.0, median=3.0)
    assert card(some, known).facts == card(known).facts and card(some, known).figure == card(known).figure
    half = card(some.assign(n=100), known)
    assert half.facts[0] == "Age: 5.0 on average, against 2.0 in the base (known for 50%)" and "age" in half.figure


def test_a_figure_shows_no_level_at_which_too_few_are():
    rows = [
        level("region", "East", 0.03, 0.3, -0.8),
        level("pet", "yes", 0.06, 0.3, -0.6),
        row("age", 1, difference=0.4),
    ]
    made = card(*rows)
    assert made.figure == ["age", "pet"] and made.figure_values == [0.4, -0.6]
    assert card(*rows, style=Style()).figure == ["age", "pet", "region: East"]


def test_who_they_are_is_told_of_thirty_at_least_and_where_it_is_sure():
    rows = {"difference": 0.5, "p_adjusted": 0.01, "value": 41.0, "base": 35.0, "median": 41.0, "unit": "years"}
    told = "Age: 41 years on average, against 35 years in the base"
    assert card(row("age", 1, **rows)).descriptors == [told]
    assert card(row("age", 1, **rows | {"n": 30})).descriptors == [f"{told} (known for 15%)"]
    for change in ({"n": 29}, {"p_adjusted": 0.06}, {"difference": 0.19}, {"role": "segmentation"}):
        assert card(row("age", 1, **rows | change)).descriptors == []
    assert card(row("age", 1, **rows), style=Style(least=201)).descriptors == []
    assert card(level("region", "East", 0.03, 0.3, -0.8)).descriptors == []


def test_a_persona_holds_no_share_of_too_few():
    sure = {"difference": 0.5, "p_adjusted": 0.01}
    rows = [
        row("region", 1, level="East", value=0.5, base=0.2, **sure),
        row("pet", 1, level="dog", value=0.04, base=0.02, **sure),
    ]
    assert card(*rows, style=Style()).persona.startswith("Most often: region East (50%); has a pet dog (4%)")
    assert card(*rows).persona == ""


def test_a_value_is_what_its_basis_says():
    assert card(row("age", 1), basis="margin").clv_basis == "margin" and card(row("age", 1)).clv_basis == "net amount"


# --- limits -------------------------------------------------------------------------------------------


SURE = {"difference": 0.2, "p_adjusted": 0.049}


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, True),
        ({"difference": 0.199}, False),
        ({"p_adjusted": 0.05}, False),
        ({"n": 29}, False),
        ({"family": "behavioural"}, False),
        ({"difference": -0.2}, True),  # of a number, less is told too
        ({"level": "East", "difference": -0.2}, False),
        ({"level": "East"}, True),
        ({"level": "yes", "difference": -0.2}, True),
    ],
)
def test_who_they_are_is_told_where_it_differs_by_a_fifth_and_is_sure(change, told):
    made = card(row("region", 1, **{**SURE, "value": 0.5, "base": 0.4, "median": 0.5, **change}), style=Style("€"))
    assert bool(made.descriptors) == told


def test_of_many_ways_to_differ_the_five_that_differ_most_are_told():
    rows = [row(name, 1, family="behavioural", difference=0.3 + n / 10, value=5.0) for n, name in enumerate(MEANINGS)]
    facts = card(*rows).facts
    assert len(facts) == 5 and facts[0].startswith("Has a pet: 5.0") and facts[1].startswith("Region: 5.0")
    persons = [row(name, 1, value=5.0, **SURE | {"difference": 0.3 + n / 10}) for n, name in enumerate(MEANINGS)]
    assert len(card(*persons).descriptors) == 5 and card(*persons).descriptors[0].startswith("Has a pet")


@pytest.mark.parametrize(
    ("change", "fact"),
    [
        ({}, "Age: 40 years on average, against 30 years in the base"),
        ({"median": 30.0}, "Age: 40 years on average, against 30 years in the base"),  # a quarter less, just
        ({"median": 29.5}, "Age: 40 years on average (half of them 30 years or less), against 30 years in the base"),
        ({"median": 51.0}, "Age: 40 years on average (half of them 51 years or less), against 30 years in the base"),
        ({"unit": "share", "value": 0.4, "base": 0.3, "median": 0.1}, "Age: 40% on average, against 30% in the base"),
        ({"unit": "age"}, "Age: 40 on average, against 30 in the base"),  # its meaning says it
        ({"unit": "€"}, "Age: €40 on average, against €30 in the base"),
        (
            {"value": 4.0, "median": 2.0, "base": 3.0},
            "Age: 4.0 years on average (half of them 2 years or less), against 3.0 years in the base",
        ),
        ({"n": 180}, "Age: 40 years on average, against 30 years in the base"),
        ({"n": 179}, "Age: 40 years on average, against 30 years in the base (known for 90%)"),
    ],
)
def test_a_fact_tells_the_middle_where_it_lies_a_quarter_off_and_of_how_many_it_is_known(change, fact):
    usual = {"family": "behavioural", "difference": 0.5, "unit": "years", "value": 40.0, "base": 30.0, "median": 40.0}
    assert card(row("age", 1, **{**usual, **change})).facts == [fact]


def test_a_level_that_is_no_is_told_by_its_yes_and_of_two_that_mirror_the_one_there_is_more_of():
    rows = [
        row("pet", 1, level=level, value=value, base=0.5, difference=gap, role="segmentation")
        for level, value, gap in (("no", 0.2, -0.6), ("yes", 0.8, 0.6))
    ]
    assert card(*rows).facts == ["Has a pet: 80%, against 50% of the base"]
    rows = [
        row("region", 1, level=level, value=value, base=0.5, difference=gap, role="segmentation")
        for level, value, gap in (("N", 0.2, -0.6), ("S", 0.8, 0.6))
    ]
    assert card(*rows).facts == ["Region: S for 80%, against 50% of the base"]
    assert card(*rows).figure == ["region: S"] and card(*rows).figure_values == [0.6]


def test_a_figure_has_at_least_three_bars_and_at_most_six_of_what_differs():
    gaps = [0.9, -0.8, 0.7, 0.6, 0.5, -0.4, 0.3, 0.1]
    rows = [row(name, 1, difference=gap) for name, gap in zip(MEANINGS, gaps, strict=False)]
    assert card(*rows).figure_values == [0.9, 0.7, 0.6, 0.5, -0.4, -0.8]
    near = [row(name, 1, difference=gap) for name, gap in zip(MEANINGS, [0.2, 0.19, -0.1, 0.05], strict=False)]
    assert card(*near).figure_values == [0.2, 0.19, -0.1]
    assert card(*near).figure == ["age", "fun", "care"]
    unknown = row("channel_web", 1, difference=0.9, n=0)
    assert card(unknown, *near, style=Style()).figure == ["age", "fun", "care"]


def test_a_persona_is_of_descriptors_of_person_and_place_known_of_half():
    usual = {"difference": 0.5, "p_adjusted": 0.01, "value": 0.5, "base": 0.2}
    pair = [row("region", 1, level="East", **usual), row("age", 1, **usual | {"value": 41.0, "unit": "years"})]
    assert card(*pair).persona == (
        "Most often: region East (50%); age 41 years on average. Each is the most common answer, or the "
        "average, by itself; no one member need match them all."
    )
    for change in (
        {"family": "attitude"},
        {"role": "segmentation"},
        {"n": 99},
        {"p_adjusted": 0.05},
        {"difference": 0.1},
    ):
        assert card(pair[0].assign(**change), pair[1]).persona == "", change
    assert card(pair[0].assign(n=100), pair[1]).persona and card(pair[0].assign(difference=-0.2), pair[1]).persona
    for family in ("geographic", "psychographic"):
        assert card(pair[0].assign(family=family), pair[1]).persona


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({}, True),
        ({"index": 115.0, "spend_share": 0.03}, True),
        ({"index": 114.9}, False),
        ({"spend_share": 0.029}, False),
        ({"p_adjusted": 0.05}, False),
    ],
)
def test_a_category_is_told_from_an_index_of_115_and_three_percent_of_the_spend(change, told):
    table = bought(next_best=False)
    table.loc[0, list(change)] = list(change.values())
    assert bool(card(row("age", 1), affinity=table).categories) == told


def test_three_categories_are_told_the_highest_index_first_and_products_by_their_lead():
    many = pd.concat([bought().head(1)] * 4, ignore_index=True)
    many = many.assign(category=["d", "a", "b", "c"], index=[300.0, 200.0, 200.0, 400.0])
    told = [text.partition(":")[0] for text in card(row("age", 1), affinity=many).categories]
    assert told == ["c", "d", "a"]
    goods = many.assign(level="product", lift=[TELLING, TELLING + 1, TELLING - 0.01, 9.0], buyers=[0.1, 0.2, 0.9, 0.09])
    assert card(row("age", 1), affinity=goods).categories == [
        "a: 20% of them buy it, against 50% of the base",
        "d: 10% of them buy it, against 50% of the base",
    ]


def test_a_next_best_that_nobody_buys_yet_is_said_so():
    none = "pots next: none of them buy it; of others who buy the same otherwise, 60% do"
    assert card(row("age", 1), affinity=bought(buyers=0.0)).wants == [none]


@pytest.mark.parametrize(("gap", "people", "told"), [(-1.0, 10, True), (-0.9, 10, False), (-1.0, 9, False)])
def test_a_pain_is_a_point_lower_and_said_by_enough(gap, people, told):
    terms = pd.DataFrame({"segment_id": [1], "term": ["late"], "customers": [people], "share": 0.5, "base_share": 0.08})
    assert bool(card(row("age", 1), terms=terms.assign(score_gap=gap)).loses) == told


def test_numbers_of_a_card_are_worked_by_hand(described):
    base = BASE.assign(clv_12m=[10.0, 30.0, 1.0, 2.0, 3.0, 4.0], at_risk=[True, False] * 3, value_if_kept=5.0)
    made = segment_cards(base.assign(expected_orders_12m=range(6)), described, STABLE, WORDS, EURO)
    up = made.iloc[0]
    assert (up.clv_12m, up.clv_share, up.expected_orders_12m, up.confidence) == (20, 0.8, 0.5, BASE.confidence[0])
    assert (up.clv_low, up.clv_high) == pytest.approx((20 - 1.96 * 10, 20 + 1.96 * 10))
    assert (up.value_low, up.value_high) == pytest.approx((120 - 1.96 * 20, 120 + 1.96 * 20))
    assert made.at_risk.tolist() == [1, 2] and made.at_risk_value.tolist() == [5, 10]
    plain = segment_cards(BASE, described, STABLE, WORDS, EURO)
    assert plain.at_risk.tolist() == [0, 0] and plain.at_risk_value.tolist() == [0, 0]
    assert plain[["clv_12m", "clv_low", "clv_share", "p_alive", "expected_orders_12m"]].isna().all(axis=None)
    assert str(plain.at_risk.dtype) == "int64" and plain.slsw.tolist() == STABLE[STABLE.chosen].slsw.tolist()
