"""From scores to targets: worked by hand, and laws of chance."""

import pandas as pd
import pytest
from scipy.stats import beta
from target.small_base import BASE, CARDS, EURO, LEAST_100, THREE, measured
from target.test_criteria import WEIGHTS

from segtools.params import Target
from segtools.target import criteria as criteria_
from segtools.target import ranking

LARGE = {"size": (0.2, 0.5, 0.1), "activity": (1, 1, 1)}


def ranked(found, settings=WEIGHTS, cards=THREE, **more):
    return ranking.rank_segments(cards, criteria_.score_criteria(measured(**found), settings), settings, EURO, **more)


def test_scores_and_ranks_are_as_worked_by_hand():
    found = dict(size=(0.5, 0.3, 0.2), value_per_customer=(10, 40, 20), growth=(0, 0, 0), activity=(0.2, 0.6, 0.4))
    table = ranked(found).set_index("segment_name")
    # A: .5*1 + .25*0 + .25*.5; B: .5/3 + .25 + .125; C: 0 + .25/3 + .125
    assert table.attractiveness.tolist() == pytest.approx([0.625, 1 / 6 + 0.375, 0.25 / 3 + 0.125])
    assert table.competitiveness.tolist() == pytest.approx([0, 1, 0.5])
    assert table["rank"].to_dict() == {"B": 1, "C": 2, "A": 3}
    assert table.role.to_dict() == {"B": "target", "A": "next", "C": "maintain"}


def test_without_a_criterion_of_one_side_that_side_is_a_half_for_all():
    table = ranked(dict(size=(0.5, 0.3, 0.2), value_per_customer=(10, 40, 20)))
    assert table.competitiveness.tolist() == [0.5, 0.5, 0.5]


def test_a_segment_too_small_or_too_unsure_is_knocked_out_with_its_figure():
    table = ranked(LARGE, cards=THREE.assign(size=[500, 30, 200], slsw=[0.9, 0.9, 0.31]))
    assert table.knocked_out.tolist() == [
        "",
        "30 members, under 50",
        "too unsure (only 31% of it is found again, under 50%)",
    ]
    assert table.role.tolist() == ["target", "out", "out"]
    assert table["rank"].tolist() == [1, 2, 3]  # the largest is knocked out, and comes after all that are not


def test_a_share_found_again_is_not_rounded_up_to_the_limit_it_misses():
    table = ranked(LARGE, cards=THREE.assign(size=[500, 300, 200], slsw=[0.9, 0.29, 0.4996]))
    assert table.knocked_out.tolist()[1:] == [
        "too unsure (only 29% of it is found again, under 50%)",
        "too unsure (only 49% of it is found again, under 50%)",
    ]


def test_out_of_reach_not_distinct_or_not_for_us_is_knocked_out():
    far = pd.DataFrame({"segment_id": [1, 2, 3], "difference": [0.1, -0.9, 2.0]})
    settings = WEIGHTS.model_copy(update={"not_for_us": {"C": "no shop there"}})
    table = ranked(LARGE, settings, profile=far, reached=pd.Series({1: 500, 2: 12, 3: 200}))
    assert table.knocked_out.tolist() == [
        "too similar to the base (nothing differs by 0.3 of the spread among all)",
        "12 members may be contacted, under 50",
        "not for us: no shop there",
    ]
    assert table.p_target.tolist() == [0, 0, 0] and (table.role == "out").all()


def test_a_knock_out_tells_no_smaller_number_of_people_than_may_be_told():
    criteria = criteria_.score_criteria(measured(**LARGE), WEIGHTS)
    small = THREE.assign(size=[500, 30, 60], share=[0.84, 0.05, 0.01])
    reached = pd.Series({1: 12, 2: 30, 3: 60})
    knocked = ranking.rank_segments(small, criteria, WEIGHTS, LEAST_100, reached=reached).knocked_out
    few = ["few members may be contacted, under 50", "few members, under 50", "few of the base, under 2%"]
    assert knocked.tolist() == few
    told = ranking.rank_segments(small, criteria, WEIGHTS, EURO, reached=reached).knocked_out
    assert told.tolist()[1:] == ["30 members, under 50", "1.0% of the base, under 2%"]


def test_a_clear_lead_is_sure_and_a_tie_is_a_coin():
    """Weights drawn around .5 and .5: with the same figures turned round, each of two segments leads in half of the
    draws."""
    settings = Target(
        attractiveness={"size": 0.5, "margin": 0.5}, competitiveness={"activity": 1.0}, n_targets=1, draws=4_000
    )
    found = measured(size=(1, 0, 0), margin=(0, 1, 0), activity=(0.5, 0.5, 0.5)).assign(error=0.0)
    table = ranking.rank_segments(THREE, criteria_.score_criteria(found, settings), settings, EURO, seed=3)
    assert table.p_first.tolist() == pytest.approx([0.5, 0.5, 0], abs=0.03) and table.p_first.sum() == pytest.approx(1)
    found = measured(size=(1, 0.5, 0), margin=(1, 0.5, 0), activity=(0.9, 0.5, 0.5)).assign(error=0.001)
    table = ranking.rank_segments(THREE, criteria_.score_criteria(found, settings), settings, EURO, seed=3)
    assert table.p_first.tolist() == [1, 0, 0] and table.p_target.tolist() == [1, 0, 0]


def test_the_draws_of_figures_follow_their_errors():
    """One criterion, two segments .1 apart with errors of .1 each: the lower leads with the chance that a normal of
    mean .1 and spread .1 root 2 falls below 0, .2398."""
    settings = Target(attractiveness={"size": 1.0}, competitiveness={"activity": 1.0}, n_targets=1, draws=20_000)
    found = measured(size=(0.5, 0.4, -9), activity=(1, 1, 1)).assign(error=[0.1, 0.1, 0.0, 0.0, 0.0, 0.0])
    table = ranking.rank_segments(THREE, criteria_.score_criteria(found, settings), settings, EURO, seed=1)
    assert table.p_first[1] == pytest.approx(0.2398, abs=0.012)


def test_nine_in_ten_draws_of_a_score_lie_between_its_ends():
    """Two criteria of one weight each way round: a segment that leads in one and trails in the other scores its weight,
    which is drawn around .5 as a beta of 20 and 20."""
    settings = Target(attractiveness={"size": 0.5, "margin": 0.5}, competitiveness={"activity": 1.0}, draws=4_000)
    found = measured(size=(1, 0, 0), margin=(0, 1, 0), activity=(0.5, 0.5, 0.5)).assign(error=0.0)
    table = ranking.rank_segments(THREE, criteria_.score_criteria(found, settings), settings, EURO, seed=3)
    ends = beta(20, 20).ppf([0.05, 0.95])
    assert table.loc[0, ["attractiveness_low", "attractiveness_high"]].tolist() == pytest.approx(ends, abs=0.01)
    assert table.loc[1, ["attractiveness_low", "attractiveness_high"]].tolist() == pytest.approx(ends, abs=0.01)
    assert table.loc[2, ["attractiveness_low", "attractiveness_high"]].tolist() == [0, 0]


def test_a_segment_that_is_ruled_out_is_a_target_in_no_draw():
    small = THREE.assign(size=[500, 300, 20], share=[0.6, 0.36, 0.02])
    found = dict(size=(0.5, 0.3, 0.2), value_per_customer=(10, 40, 90), growth=(0, 0, 0), activity=(0.2, 0.6, 0.9))
    table = ranked(found, cards=small).set_index("segment_name")
    assert table.role["C"] == "out" and table.p_first["C"] == 0 and table.p_target["C"] == 0
    assert table.p_first.sum() == pytest.approx(1)


def test_we_are_scored_beside_named_competitors():
    asked = Target(
        attractiveness={"size": 1.0},
        competitiveness={"against_competitors": 1.0},
        competitors={"us": {"Up": 7, "Down": 3}, "Rival": {"Up": 5, "Down": 4}, "Other": {"Up": 6, "Down": 1}},
    )
    found = criteria_.measures(BASE, CARDS, asked, "€").set_index(["criterion", "segment_id"])
    assert found.value["against_competitors"].to_dict() == {1: 1, 2: -1}
    assert list(ranking.badly_served(asked)) == [("Down", "Rival", 4.0)] and not list(ranking.badly_served(Target()))
    with pytest.raises(ValueError, match="must hold us and the name of at least one"):
        Target(competitors={"us": {"Up": 7}})


def test_few_customers_of_high_value_or_sure_growth_are_untapped():
    """Of a thousand, seventy are worth 3 against 1.25 on average; eighty are worth the average and have grown by 4
    points, twice as sure as it takes; the rest are many."""
    cards = pd.DataFrame({"segment_id": [1, 2, 3], "segment_name": ["Rich", "Rising", "Many"], "size": [70, 80, 850]})
    cards = cards.assign(share=cards["size"] / 1000, clv_12m=float("nan"), clv_basis="net amount")
    cards = cards.assign(value_per_customer=[3.0, 1.25, (1250 - 210 - 100) / 850], value_share=1 / 3)
    cards = cards.assign(value_low=0.0, value_high=0.0)
    growth = measured(growth=(0.05, 0.04, -0.09)).assign(error=[0.01, 0.01, 0.01])
    found = ranking.untapped(cards, growth).set_index("segment_name")
    assert found.worth.dropna().to_dict() == pytest.approx({"Rich": 2.4})
    assert found.growth.dropna().to_dict() == {"Rising": 0.04} and set(found.index) == {"Rich", "Rising"}
    unsure = ranking.untapped(cards, growth.assign(error=0.03))
    assert unsure.segment_name.tolist() == ["Rich"]


@pytest.mark.parametrize(
    ("change", "out"),
    [
        ({"size": 50}, ""),
        ({"size": 49}, "49 members, under 50"),
        ({"share": 0.02}, ""),
        ({"share": 0.0199}, "2.0% of the base, under 2%"),
        ({"slsw": 0.5}, ""),
        ({"slsw": 0.4999}, "too unsure (only 49% of it is found again, under 50%)"),
    ],
)
def test_a_segment_just_at_a_limit_is_not_knocked_out(change, out):
    cards = THREE.assign(**{name: [value, *THREE[name][1:]] for name, value in change.items()})
    assert ranked(LARGE, cards=cards).knocked_out[0] == out


def test_who_is_just_far_enough_or_can_just_be_reached_is_not_knocked_out():
    far = pd.DataFrame({"segment_id": [1, 1, 2, 3], "difference": [0.1, -0.3, 0.29, 2.0]})
    assert [bool(why) for why in ranked(LARGE, profile=far).knocked_out] == [False, True, False]
    reached = ranked(LARGE, reached=pd.Series({1: 50, 2: 49})).knocked_out.tolist()
    few = "members may be contacted, under 50"
    assert reached == ["", f"49 {few}", f"0 {few}"]
    assert ranked(LARGE, reached=pd.Series({1: 0, 2: 0, 3: 0})).knocked_out.tolist() == [""] * 3  # nobody at all


def test_the_table_has_its_columns_and_ties_go_to_the_lower_id():
    table = ranked({"size": (1, 1, 1), "activity": (1, 1, 1)}, WEIGHTS.model_copy(update={"n_targets": 2}))
    assert list(table) == [
        *("segment_id", "segment_name", "knocked_out", "attractiveness", "attractiveness_low", "attractiveness_high"),
        *("competitiveness", "competitiveness_low", "competitiveness_high", "rank", "p_target", "p_first", "role"),
    ]
    assert table["rank"].tolist() == [1, 2, 3] and table.role.tolist() == ["target", "target", "next"]
    assert table.p_target.tolist() == [1, 1, 0] and table.p_first.tolist() == [1, 0, 0]
    ends = table[["attractiveness", "attractiveness_low", "competitiveness_high"]].to_numpy()
    assert ends == pytest.approx(0.5)
    assert str(table["rank"].dtype) == "int64"


def test_the_seed_decides_the_draws_and_each_side_has_its_own():
    settings = Target(
        attractiveness={"size": 0.5, "margin": 0.5}, competitiveness={"activity": 0.5, "range": 0.5}, draws=100
    )
    found = measured(size=(1, 0, 0), margin=(0, 1, 0), activity=(1, 0, 0), range=(0, 1, 0))
    scores = criteria_.score_criteria(found, settings)
    one, same, other = (ranking.rank_segments(THREE, scores, settings, EURO, seed=n) for n in (1, 1, 2))
    default = ranking.rank_segments(THREE, scores, settings, EURO)
    assert one.equals(same) and not one.equals(other)
    assert default.equals(ranking.rank_segments(THREE, scores, settings, EURO, seed=0))
    assert one.attractiveness_low[0] != one.competitiveness_low[0]


@pytest.mark.parametrize(
    ("share", "value", "told"),
    [(0.1, 30.0, ["A"]), (0.17, 30.0, []), (0.1, 12.0, []), (0.166, 30.0, ["A"])],  # half of a third, or a tenth
)
def test_a_small_segment_of_half_as_much_more_worth_is_untapped(share, value, told):
    cards = THREE.assign(
        size=100, share=[share, 0.5, 0.4], clv_12m=float("nan"), value_per_customer=[value, 10.0, 10.0]
    )
    cards = cards.assign(value_low=0.0, value_high=0.0, value_share=0.3, clv_basis="margin")
    found = ranking.untapped(cards, measured(growth=(0, 0, 0)))
    assert found.segment_name.tolist() == told
    assert list(found) == ["segment_id", "segment_name", "size", "share", "worth", "growth"]
    assert not told or found.worth.tolist() == [pytest.approx(3 * value / (value + 20))]


def test_worth_from_half_as_much_more_on_is_told_and_under_it_growth():
    """Of three of one size, 15 against 7.5 and 7.5 is half as much more than 10."""
    cards = THREE.assign(size=100, share=[0.1, 0.5, 0.4], clv_12m=float("nan"), value_per_customer=[15.0, 7.5, 7.5])
    cards = cards.assign(value_low=0.0, value_high=0.0, value_share=0.3, clv_basis="margin")
    growth = measured(growth=(0.02, 0.02, 0.02)).assign(error=0.01)
    row = ranking.untapped(cards, growth).iloc[0]
    assert row.worth == pytest.approx(1.5) and pd.isna(row.growth)
    row = ranking.untapped(cards.assign(value_per_customer=[14.9, 7.5, 7.5]), growth).iloc[0]
    assert pd.isna(row.worth) and row.growth == 0.02
    assert ranking.untapped(cards.assign(value_per_customer=9.0), growth.assign(error=0.0103)).empty


def test_nobody_serves_a_segment_well_under_five_of_ten():
    asked = Target(competitors={"us": {"A": 4.9, "B": 5, "C": 1}, "R": {"A": 1, "B": 2, "C": 4}})
    assert list(ranking.badly_served(asked)) == [("A", "us", 4.9), ("C", "R", 4.0)]
    assert list(ranking.badly_served(Target())) == []
